// Answers that are no batch envelope: what an entry can say by itself, and which faults they meet.

import type { Endpoint, Fault } from '../../fake-hubspot/hubspot';
import { ALL_SCOPES, DEFAULT_TOKEN } from '../../fake-hubspot/hubspot';
import type { Json } from './account';
import { account, contacts, numbers } from './account';

const ARCHIVES = {
	'CRM objects to archive': () => {
		const world = contacts(10);
		const inputs = world.inputs.map(({ id }) => ({ id }));
		return {
			...world,
			send: () => world.archive(inputs),
			left: () => world.hubspot.objects('contacts').size,
		};
	},
	'events to archive': () => {
		const world = account();
		const inputs = numbers(10).map(() => ({ objectId: world.hubspot.seedEvent(1) }));
		return {
			...world,
			send: () => world.archiveEvents(inputs),
			left: () => world.hubspot.events().size,
		};
	},
};

/** For each: the status, how many of ten inputs are archived, and whether the body is empty. */
const table: Array<[Fault, number, number, boolean]> = [
	[{ kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 1 }, 429, 0, false],
	[{ kind: 'locked' }, 423, 0, false],
	[{ kind: 'migrating', retryAfter: 60 }, 477, 0, false],
	[{ kind: 'serverError', status: 500, applied: false }, 500, 0, false],
	[{ kind: 'serverError', status: 504, applied: true, html: true }, 504, 10, false],
	[{ kind: 'reset', applied: false }, 0, 0, true],
	[{ kind: 'reset', applied: true }, 0, 10, true],
	[{ kind: 'hang', applied: false }, 0, 0, true],
	[{ kind: 'hang', applied: true }, 0, 10, true],
	[{ kind: 'truncate' }, 0, 10, true],
	[{ kind: 'notJson', status: 200 }, 200, 10, false],
	[{ kind: 'empty' }, 204, 10, true],
	[{ kind: 'empty', status: 200 }, 200, 10, true],
	[{ kind: 'emptyResults' }, 204, 0, true],
	[{ kind: 'forgetResults', count: 3 }, 204, 10, true],
	[{ kind: 'duplicateResults' }, 204, 10, true],
	[{ kind: 'reverse' }, 204, 10, true],
	[{ kind: 'noTraceEcho' }, 204, 10, true],
	[{ kind: 'status', value: 'PROCESSING' }, 204, 10, true],
	[{ kind: 'rejectSome', count: 4, named: true }, 207, 6, false],
	[{ kind: 'multiStatusWithoutErrors' }, 207, 5, false],
	[{ kind: 'strayError', names: 'nobody' }, 207, 10, false],
	[{ kind: 'strayError', names: 'another' }, 207, 10, false],
	[{ kind: 'notFound' }, 404, 0, false],
	[{ kind: 'otherServer' }, 404, 0, false],
	[
		{ kind: 'wholeBatch', status: 400, dialect: 'category', message: 'No', ids: 'first' },
		400,
		0,
		false,
	],
	[{ kind: 'unauthorized' }, 401, 0, false],
	[{ kind: 'missingScopes', scopes: ['a'] }, 403, 0, false],
	[{ kind: 'delay', ms: 50 }, 204, 10, true],
];

describe.each(Object.keys(ARCHIVES) as Array<keyof typeof ARCHIVES>)('With %s:', (name) => {
	it.each(table)(
		'The fault %j leaves the account and the answer without results as the table says',
		(fault, status, archived, empty) => {
			const { hubspot, left, send } = ARCHIVES[name]();
			hubspot.faults.next(fault);
			const answer = send();
			expect([answer.status, answer.body === '']).toEqual([status, empty]);
			expect([hubspot.applied.length, left()]).toEqual([archived, 10 - archived]);
			expect(hubspot.faults.pending()).toBe(0);
		},
	);

	it('Inputs that a fault rejects are named in a 207, or are not', () => {
		for (const named of [true, false]) {
			const { hubspot, send } = ARCHIVES[name]();
			hubspot.faults.next({ kind: 'rejectSome', count: 4, named });
			const { status, said } = send();
			expect([status, said.results, said.numErrors]).toEqual([207, [], 4]);
			const told = said.errors.flatMap(({ context }) => context.ids ?? []);
			expect(told).toHaveLength(named ? 4 : 0);
			const archived = hubspot.applied.map(({ id }) => id);
			expect(archived.filter((id) => told.includes(id))).toEqual([]);
		}
	});

	it('A 207 without errors names none of the inputs it has left undone', () => {
		const { hubspot, send } = ARCHIVES[name]();
		hubspot.faults.next({ kind: 'multiStatusWithoutErrors' });
		const { said } = send();
		expect(said.results).toEqual([]);
		expect(said).not.toHaveProperty('errors');
	});
});

it('An answer without a body that should break off in its middle is not sent at all', () => {
	const { hubspot, send } = ARCHIVES['events to archive']();
	hubspot.faults.next({ kind: 'truncate' });
	expect(send().wire).toBe('reset');
});

describe('An endpoint that is one entry, brought by the test', () => {
	/** Answers three lists, like the memberships of lists: added, missing, and what is neither. */
	const add: Endpoint = {
		method: 'PUT',
		template: 'objects/*/members',
		scopes: () => ['some.scope'],
		faults: 'faults',
		counts: { as: 'inputsReceived', inputs: (body) => body },
		plan: ({ json }) => ({
			verdicts: (json() as string[]).map((id) => {
				const list = id.startsWith('x') ? 'missing' : 'added';
				return { input: { id }, name: { ids: [id] }, fulfil: () => ({ list, id }) };
			}),
		}),
		answer: {
			tells: 'results',
			give: ({ results, errors }) => {
				const listed = (name: string) =>
					results.filter(({ list }) => list === name).map(({ id }) => id);
				const refused = errors.length;
				return {
					status: 200,
					body: { added: listed('added'), missing: listed('missing'), refused },
				};
			},
		},
	};

	/** Answers 201 and the bare object, like the create of one record. */
	const create: Endpoint = {
		method: 'POST',
		template: 'objects/*',
		scopes: () => [],
		faults: 'singleFaults',
		plan: ({ json, account: { records, properties }, parameters: [objectType] }) => {
			const input = json() as Json;
			const typeId = properties.typeId(objectType);
			const fulfil = () => {
				const id = records.freeId(typeId);
				return { ...records.show(records.add(typeId, id, {}), []), ...input };
			};
			return { verdicts: [{ input, name: {}, fulfil }] };
		},
		answer: { tells: 'one', give: ({ results }) => ({ status: 201, body: results[0] }) },
	};

	const world = () => {
		const scopes = [...ALL_SCOPES, 'some.scope'];
		const tokens = {
			[DEFAULT_TOKEN]: { appId: 1, scopes, kind: 'token' as const },
			poor: { appId: 1, scopes: [...ALL_SCOPES], kind: 'token' as const },
		};
		const it = account({ endpoints: [add, create], tokens });
		const members = (body: unknown, token?: string) =>
			it.call('PUT', '/crm/v3/objects/contacts/members', body, token);
		return { ...it, members };
	};

	it('An entry alone answers with lists of its own, counts a bare array, and wants its scope', () => {
		const { hubspot, call, members } = world();
		const { status, said } = members(['x1', 'a', 'b', 'x2']);
		expect(status).toBe(200);
		expect([(said.added as string[]).sort(), (said.missing as string[]).sort()]).toEqual([
			['a', 'b'],
			['x1', 'x2'],
		]);
		expect(hubspot.statistics().inputsReceived).toBe(4);
		expect(members([], 'poor').status).toBe(403);
		expect(call('POST', '/crm/v3/objects/contacts/members', []).status).toBe(405);
		expect(call('DELETE', '/crm/v3/objects/contacts/1').status).toBe(501);
	});

	it('Faults of batches spoil lists of any shape', () => {
		const { hubspot, members } = world();
		const told = (fault: Fault) => {
			hubspot.faults.next(fault);
			const { said } = members(['x1', 'a', 'b', 'x2']);
			return [said.added as string[], said.missing as string[]].flat().length;
		};
		expect(told({ kind: 'emptyResults' })).toBe(0);
		expect(told({ kind: 'forgetResults', count: 3 })).toBe(1);
		expect(told({ kind: 'rejectSome', count: 1, named: true })).toBe(3);
		hubspot.faults.next({ kind: 'serverError', status: 502, applied: true }, { kind: 'truncate' });
		expect([members(['a']).status, members(['a']).wire]).toEqual([502, 'truncate']);
	});

	it('Bad inputs refuse an endpoint of any shape', () => {
		const { hubspot, members } = world();
		hubspot.refuseWhen({ property: 'id', value: 'b' }, { status: 400, names: 'ids' });
		expect(members(['a', 'b']).said.context).toEqual({ ids: ['b'] });
	});

	it('An entry alone answers 201 with a bare object, and meets the faults of single calls', () => {
		const { hubspot, call } = world();
		const post = () => call('POST', '/crm/objects/2026-09/contacts', { firstname: 'A' });
		expect([post().status, post().said.firstname]).toEqual([201, 'A']);
		const faults: Array<[Fault, number, number]> = [
			[{ kind: 'serverError', status: 500, applied: false }, 500, 2],
			[{ kind: 'serverError', status: 500, applied: true }, 500, 3],
			[{ kind: 'reset', applied: true }, 0, 4],
			[{ kind: 'truncate' }, 201, 5],
			[{ kind: 'notJson', status: 200 }, 200, 6],
		];
		for (const [fault, status, records] of faults) {
			hubspot.singleFaults.next(fault as never);
			expect([fault, post().status]).toEqual([fault, status]);
			expect(hubspot.objects('contacts').size).toBe(records);
		}
	});
});
