/**
 * deliver.ts and the traps around it: what a batch comes to, in facts and as it is printed. Each of these
 * was once told wrongly, or could have been by an operation of another kind.
 */
import { Address } from '../../nodes/engine/address';
import { Caller } from '../../nodes/engine/caller';
import { mostCalls } from '../../nodes/engine/isolate';
import { deliver } from '../../nodes/engine/deliver';
import type { HttpAnswer, HttpRequest } from '../../nodes/engine/means';
import type { Entry, Outcome } from '../../nodes/engine/outcome';
import { run } from '../../nodes/engine/run';
import { MAX_LOST } from '../../nodes/engine/send';
import type { Endpoint, Input, Place } from '../../nodes/hubspot/endpoint';
import type { Effect, Write } from '../../nodes/hubspot/effect';
import { parseOne } from '../../nodes/hubspot/replies';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import type { Operation } from '../../nodes/n8n/operation';
import { toAnswers } from '../../nodes/n8n/agents';
import { unknownForAgents } from '../../nodes/n8n/verbs';
import {
	endpointOfRow,
	LOST,
	problemOf,
	reply,
	scripted,
	sending,
	toldBy,
	writeOf,
	writing,
} from './rows';
import { runJob, World } from './world';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };

const entries = (...inputs: Input[]): Entry[] =>
	inputs.map((input, item) => ({ item, place: PLACE, input }));
const names = (...ids: string[]) => entries(...ids.map((id) => ({ id })));
const records = (...ids: string[]) =>
	entries(...ids.map((id) => ({ id, properties: { a: '1' }, objectWriteTraceId: `t${id}` })));

const DOWN = reply({ message: 'Down' }, 503);
const idsIn = ({ body }: HttpRequest) =>
	(body as { inputs: Array<{ id: string }> }).inputs.map(({ id }) => id);

/** A run of these entries, in which tries end as the script says. */
async function ran(
	effect: Effect,
	all: Entry[],
	script: Parameters<typeof scripted>,
	more: { size?: number; stopOnFailure?: boolean; lookUp?: boolean } = {},
) {
	const { means, requests } = scripted(...script);
	const outcomes: Outcome[] = [];
	const broken: Error[] = [];
	const left = [all];
	await run(effect, () => left.shift(), {
		...means,
		stopOnFailure: false,
		lookUp: false,
		tell: (outcome) => outcomes.push(outcome),
		onBroken: (error) => broken.push(error),
		...more,
	});
	outcomes.sort((a, b) => a.item - b.item);
	expect(outcomes.map(({ item }) => item)).toEqual(all.map(({ item }) => item));
	return { outcomes, requests, broken };
}

// ---------------------------------------------------------------- writes that must not be repeated

describe.each<[Write['again'], string]>([
	['duplicates', 'makes a second one'],
	['conflicts', 'is refused'],
])('A write that %s when it is repeated', (again, why) => {
	const row = writing(batchUpdateObjects, { again, verb: 'created' });

	it.each<[string, HttpAnswer]>([
		['lost', LOST],
		['that HubSpot is down', DOWN],
		['one that nobody can read', reply('<html>')],
		['one that does not mention it', reply({ results: [] })],
		['that it is not complete', reply({ status: 'PENDING' })],
	])(
		'is made once, and never called safe to send again, where the answer is %s',
		async (_, answer) => {
			for (const lookUp of [false, true]) {
				const script: Parameters<typeof scripted> = [answer, reply({ results: [] })];
				const { outcomes, requests } = await ran(row.effect, records('1'), script, { lookUp });
				const writes = requests.filter(({ path }) => path.endsWith('/update'));
				expect(writes).toHaveLength(1);
				const [told] = toldBy(row, outcomes);
				const { message, applied } = problemOf(told);
				expect(applied).toBe('maybe');
				expect(message).toContain(`sending it again ${why}.`);
				expect(message).not.toMatch(/safe/);
				expect(JSON.stringify(toAnswers(row.effect, [told]))).not.toMatch(/safe/);
			}
		},
	);

	it('is not called safe to repeat where agents read what it does either', () => {
		expect(unknownForAgents(row.effect)).not.toMatch(/safe/);
		expect(unknownForAgents(writeOf(batchUpdateObjects))).toMatch(/calling again .* is safe/);
	});
});

it('A write that is safe to repeat is repeated, and called so', async () => {
	const { outcomes, requests } = await ran(batchUpdateObjects.effect, records('1'), [LOST]);
	expect(requests).toHaveLength(MAX_LOST);
	expect(problemOf(toldBy(batchUpdateObjects, outcomes)[0]).message).toMatch(
		/sending the same values again is safe\.$/,
	);
});

// ---------------------------------------------------------------- answers without words

describe('A 204', () => {
	it('is done where silence means done', async () => {
		const { outcomes } = await ran(batchArchiveObjects.effect, names('1', '2'), [reply('', 204)]);
		expect(toldBy(batchArchiveObjects, outcomes)).toEqual(
			['1', '2'].map((id, item) => ({
				item,
				ok: true,
				result: { id, outcome: 'not in HubSpot any more' },
				warnings: [],
			})),
		);
	});

	it.each<[string, Operation, Entry[]]>([
		['update', batchUpdateObjects, records('1', '2')],
		[
			'upsert of events',
			upsertEvents,
			entries({
				externalAccountId: 'a',
				externalEventId: 'e',
				eventName: 'E',
				eventOrganizer: 'A',
			}),
		],
	])('is no success of an %s: it says nothing', async (_, row, all) => {
		const { outcomes } = await ran(row.effect, all, [reply('', 204)]);
		for (const told of toldBy(row, outcomes)) {
			expect(problemOf(told)).toMatchObject({ reason: 'unaccounted', applied: 'maybe' });
		}
	});
});

// ---------------------------------------------------------------- reads

describe('A read', () => {
	const effect = batchReadObjects.effect;
	const tell = async (...script: Parameters<typeof scripted>) => {
		const { outcomes, requests } = await ran(effect, names('1', '2'), script);
		const told = toldBy(batchReadObjects, outcomes);
		return { told, requests, text: JSON.stringify([outcomes, told, toAnswers(effect, told)]) };
	};

	it.each<[string, Parameters<typeof scripted>, string]>([
		[
			'is lost',
			[LOST],
			'HubSpot gave no usable answer (timeout), so this record was not read. Run it again.',
		],
		[
			'is refused',
			[reply({ message: 'No' }, 400)],
			'HubSpot refused the contact with ID 1: “No” (HTTP 400).',
		],
		[
			'is lost and then refused',
			[LOST, reply({ message: 'No' }, 400)],
			'HubSpot refused the contact with ID 1: “No” (HTTP 400).',
		],
		[
			'is silent',
			[reply({ results: [] })],
			'HubSpot accepted the batch but its answer does not mention this record, so this record was not read (it may have been merged into another one). Run it again.',
		],
		[
			'is silent without a word',
			[reply('', 204)],
			'HubSpot accepted the batch (HTTP 204) but its answer cannot be read, so this record was not read. Run it again.',
		],
		[
			'cannot be asked',
			[{ kind: 'denied', why: 'no credential' }],
			'Not looked up: no credential.',
		],
	])('that %s is never told as if something may have been written', async (_, script, message) => {
		const { told, text } = await tell(...script);
		expect(problemOf(told[0]).message).toBe(message);
		expect(text).not.toMatch(/"applied"|"lostBefore"|maybe|all the same|safe/);
		for (const each of told) expect(problemOf(each)).not.toHaveProperty('applied');
	});

	it('is repeated after a loss: that does no harm', async () => {
		const { told, requests } = await tell(LOST, reply({ results: [{ id: '1' }, { id: '2' }] }));
		expect(requests).toHaveLength(2);
		expect(told).toMatchObject([
			{ ok: true, warnings: [] },
			{ ok: true, warnings: [] },
		]);
	});

	it('of three items with one ID is one call about one record, and all get the same answer', async () => {
		const script = [reply({ results: [{ id: '7', properties: { phone: '1' } }] })];
		const { outcomes, requests } = await ran(effect, names('7', '7', '007'), script);
		expect(requests.map(idsIn)).toEqual([['7']]);
		expect(toldBy(batchReadObjects, outcomes)).toEqual(
			[0, 1, 2].map((item) => ({
				item,
				ok: true,
				result: { id: '7', properties: { phone: '1' } },
				warnings: [],
			})),
		);
	});

	it('of three items with one ID that is refused is refused for all, and tells nothing of writes', async () => {
		const script = [reply({ errors: [{ message: 'No', context: { ids: ['7'] } }] }, 207)];
		const { outcomes, requests } = await ran(effect, names('7', '7', '7'), script);
		expect(requests).toHaveLength(1);
		for (const told of toldBy(batchReadObjects, outcomes)) {
			expect(problemOf(told).message).toBe('HubSpot refused the contact with ID 7: “No”.');
			expect(problemOf(told)).not.toHaveProperty('applied');
		}
	});

	it('by a property that holds numbers refuses by name all that HubSpot does not find', async () => {
		const asked = entries(...['41', '42', '43'].map((id) => ({ id, idProperty: 'code' })));
		const errors = [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['41', '42'] } }];
		const results = [{ id: '9', properties: { code: '43' } }];
		const { outcomes } = await ran(effect, asked, [reply({ results, errors }, 207)]);
		expect(outcomes).toMatchObject([
			...['41', '42'].map((id) => ({ failure: { reason: 'rejected', event: { input: { id } } } })),
			{ ok: true, result: { id: '9' } },
		]);
	});

	it('asks no more than whether HubSpot has another name, whether look-ups are on or off', async () => {
		for (const lookUp of [true, false]) {
			const { requests } = await ran(effect, names('1'), [reply({ results: [] })], { lookUp });
			expect(requests.map(({ body }) => body)).toEqual([
				{ inputs: [{ id: '1' }], properties: [] },
				{ inputs: [{ id: '1' }], properties: ['hs_merged_object_ids'] },
			]);
		}
	});

	it('shares no answer between writes: of two writes of one record each is made', async () => {
		const twice = records('1', '1');
		const script = [reply({ results: [{ id: '1' }] })];
		const { requests } = await ran(batchUpdateObjects.effect, twice, script);
		expect(requests).toHaveLength(2);
	});
});

// ---------------------------------------------------------------- calls about one record

describe('A 404 on a call about one record', () => {
	const one: Endpoint = {
		...endpointOfRow(batchReadObjects),
		method: 'GET',
		path: '/{objectType}/{id}',
		limit: 1,
		element: undefined,
		body: undefined,
		parameters: ([{ id }]) => ({ id: String(id) }),
		answer: parseOne,
	};
	const script: Parameters<typeof scripted> = [
		({ path }) =>
			path.endsWith('/2')
				? reply({ message: 'Not found', category: 'OBJECT_NOT_FOUND' }, 404)
				: reply({ id: path.split('/').pop() }),
	];

	it('is about that record: no later item is left unsent', async () => {
		const all = names('2', '1', '2', '3');
		const { outcomes, requests } = await ran({ kind: 'read', ask: one }, all, script);
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, false, true]);
		expect(requests).toHaveLength(3);
		expect(problemOf(toldBy(batchReadObjects, outcomes)[0])).toMatchObject({
			reason: 'rejected',
			message: 'No contact has the ID 2.',
		});
	});

	it('is about that record however many are not found in a row, in the same words', async () => {
		const ids = Array.from({ length: 40 }, (_, n) => `${n}2`);
		const lost: Parameters<typeof scripted> = [
			({ path }) =>
				path.endsWith('2') ? reply({ message: 'Not found' }, 404) : reply({ id: '1' }),
		];
		const { outcomes } = await ran({ kind: 'read', ask: one }, names(...ids, '1'), lost);
		expect(outcomes.map((outcome) => outcome.ok || outcome.failure.reason)).toEqual([
			...ids.map(() => 'rejected'),
			true,
		]);
	});

	it('is about the address where the path holds nothing of the record: one call is enough', async () => {
		const { outcomes, requests } = await ran(
			batchReadObjects.effect,
			names('1', '2', '3'),
			[reply({}, 404)],
			{ size: 1 },
		);
		expect(requests).toHaveLength(1);
		expect(outcomes.map((outcome) => !outcome.ok && outcome.failure.reason)).toEqual([
			'rejected',
			'unsent',
			'unsent',
		]);
	});
});

// ---------------------------------------------------------------- results without an ID

describe('A result without an ID', () => {
	const LIKENESS = "several records in HubSpot's answer have the same values";
	const event = (externalEventId: string, externalAccountId = 'a') => ({
		externalAccountId,
		externalEventId,
		eventName: 'Webinar',
		eventOrganizer: 'ACME',
	});
	const looks = { eventName: 'Webinar', eventOrganizer: 'ACME' };
	it('that is told by trace ID or by key is not said to look like others', async () => {
		const results = [{ objectWriteTraceId: 't1' }, { id: '2' }];
		const { outcomes } = await ran(batchUpdateObjects.effect, records('1', '2'), [
			reply({ results }),
		]);
		expect(outcomes).toMatchObject([
			{ ok: true, notes: [] },
			{ ok: true, notes: [] },
		]);
	});

	it('that is told by its looks together with others is', async () => {
		const results = ['7', '8'].map((objectId) => ({ objectId, ...looks }));
		const all = entries(event('e1'), event('e2'));
		const { outcomes } = await ran(upsertEvents.effect, all, [reply({ results })]);
		for (const told of toldBy(upsertEvents, outcomes)) {
			expect(told).toMatchObject({
				ok: true,
				result: looks,
				warnings: [expect.stringContaining(LIKENESS) as string],
			});
			expect(told.ok && told.result).not.toHaveProperty('objectId');
		}
	});

	it('that is told by its looks alone is not', async () => {
		const { outcomes } = await ran(upsertEvents.effect, entries(event('e1')), [
			reply({ results: [looks] }),
		]);
		expect(toldBy(upsertEvents, outcomes)).toMatchObject([{ ok: true, warnings: [] }]);
	});
});

// ---------------------------------------------------------------- this code itself

describe('An error in what a row does itself', () => {
	const cause = new Error('boom');
	const fail = () => {
		throw cause;
	};
	const RAW = [{ id: '1', properties: { firstname: 'Ada' } }];
	const seeded = () => {
		const world = new World();
		world.hubspot.seedObject('contacts', { email: 'ada@x.co' }, '1');
		return world;
	};

	it.each<[string, Operation, ('no' | 'maybe')?]>([
		['answer', sending(batchUpdateObjects, { answer: fail })],
		['silence', sending(batchUpdateObjects, { silence: fail, answer: () => undefined })],
		['complete', writing(batchUpdateObjects, { complete: fail })],
		['warnings', writing(batchUpdateObjects, { warnings: fail })],
		['body', sending(batchUpdateObjects, { body: fail }), 'no'],
	])(
		'(%s) is told with its cause, of this batch alone, and ends the run for nobody',
		async (_, row, applied = 'maybe') => {
			const once = { ...writeOf(row), again: 'duplicates' as const };
			const script = [reply({ results: [{ id: '1', objectWriteTraceId: 't1' }] })];
			const { outcomes, broken } = await ran(once, records('1', '2'), script, { size: 1 });
			expect(broken.every((error) => error === cause)).toBe(true);
			expect(broken.length).toBeGreaterThan(0);
			const [outcome] = outcomes;
			expect(outcome).toMatchObject({
				failure: { reason: 'unaccounted', applied, event: { kind: 'broken' } },
			});
			expect(!outcome.ok && outcome.failure.event).toHaveProperty('cause', cause);
			expect(problemOf(toldBy(row, outcomes)[0]).message).toMatch(
				applied === 'no'
					? /^This node failed while it worked on this batch \(boom\), so this record was not sent\.$/
					: /^This node failed while it worked on this batch \(boom\), so it is unknown whether this record was written\./,
			);
			// And in a test, where nobody said that it may happen, it is no outcome but a failure of the test.
			const job = { row, objectType: 'contacts', raw: RAW, lookUp: false };
			await expect(runJob({ ...job, world: seeded() })).rejects.toBe(cause);
			const { outcomes: told } = await runJob({ ...job, world: seeded(), mayBreak: true });
			expect(told).toMatchObject([{ ok: false, failure: { applied } }]);
		},
	);

	it('does not take the place of what HubSpot said of other batches', async () => {
		const row = writing(batchUpdateObjects, {
			warnings: ({ id }) => (id === '2' ? fail() : []),
		});
		const script: Parameters<typeof scripted> = [
			(request) =>
				reply({ results: idsIn(request).map((id) => ({ id, objectWriteTraceId: `t${id}` })) }),
		];
		const { outcomes } = await ran(row.effect, records('1', '2', '3'), script, { size: 1 });
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
	});
});

// ---------------------------------------------------------------- one batch

describe('A batch', () => {
	/** Delivers this batch on its own, against tries that end as the script says. */
	function delivering(
		script: Parameters<typeof scripted>,
		more: { stopOnFailure?: boolean; effect?: Write; limit?: number } = {},
	) {
		const { means, requests } = scripted(...script);
		const { effect = writeOf(batchUpdateObjects), stopOnFailure = false, limit = 100 } = more;
		const endpoint = { ...effect.send, limit };
		const caller = new Caller(means);
		const address = new Address(endpoint, PLACE);
		const endTrial = jest.spyOn(address, 'endTrial');
		const send = async (all: Entry[]) =>
			await deliver({ effect, endpoint, caller, stopOnFailure }, address, all);
		return { send, requests, caller, address, endTrial };
	}
	const taking =
		(bad: string[], status = 400) =>
		(request: HttpRequest): HttpAnswer => {
			const ids = idsIn(request);
			if (ids.some((id) => bad.includes(id))) return reply({ message: 'One is bad' }, status);
			return reply({ results: ids.map((id) => ({ id })) });
		};
	const reasons = (outcomes: Outcome[]) =>
		[...outcomes]
			.sort((a, b) => a.item - b.item)
			.map((outcome) => outcome.ok || outcome.failure.reason);

	it('that HubSpot takes is one call', async () => {
		const { send, requests, address } = delivering([taking([])]);
		expect(reasons(await send(records('1', '2')))).toEqual([true, true]);
		expect(requests).toHaveLength(1);
		expect(address.accepted).toBe(true);
	});

	it('loses the bad record alone, which is told as refused alone', async () => {
		const { send } = delivering([taking(['3'])]);
		const outcomes = await send(records('1', '2', '3', '4'));
		expect(reasons(outcomes)).toEqual([true, true, 'rejected', true]);
		const third = outcomes.find(({ item }) => item === 2) as Outcome;
		expect(problemOf(toldBy(batchUpdateObjects, [third])[0]).message).toBe(
			'HubSpot refused the contact with ID 3: “One is bad” (HTTP 400).',
		);
	});

	it('is told as refused together where the run stops on failures, in one call', async () => {
		const { send, requests } = delivering([taking(['3'])], { stopOnFailure: true });
		const outcomes = await send(records('1', '2', '3'));
		expect(reasons(outcomes)).toEqual(['rejected', 'rejected', 'rejected']);
		expect(requests).toHaveLength(1);
		expect(problemOf(toldBy(batchUpdateObjects, outcomes)[0]).message).toBe(
			'HubSpot refused the whole batch this record was in: “One is bad” (HTTP 400).',
		);
	});

	it('keeps in mind that an earlier try of the whole may have been applied', async () => {
		const { send } = delivering([LOST, taking(['2'])]);
		const outcomes = await send(records('1', '2'));
		expect(reasons(outcomes)).toEqual([true, 'rejected']);
		const second = outcomes.find(({ item }) => item === 1) as Outcome;
		expect(second).toMatchObject({ failure: { applied: 'maybe', lostBefore: true } });
	});

	it('whose part is lost leaves that part open, and the others go on', async () => {
		const lose = ['1'];
		const { send } = delivering([
			(request) => {
				const ids = idsIn(request);
				if (ids.length === 4) return reply({ message: 'One is bad' }, 400);
				if (ids.some((id) => lose.includes(id))) return LOST;
				return reply({ results: ids.map((id) => ({ id })) });
			},
		]);
		expect(reasons(await send(records('1', '2', '3', '4')))).toEqual(['lost', 'lost', true, true]);
	});

	it('is not sent where the run has stopped, and a part of it is not sent again', async () => {
		const { send, caller, requests } = delivering([
			(request) => {
				caller.stopFor({ kind: 'stopOnFailure' });
				return taking(['1'])(request);
			},
		]);
		const outcomes = await send(records('1', '2'));
		expect(requests).toHaveLength(1);
		expect(problemOf(toldBy(batchUpdateObjects, outcomes)[0]).message).toBe(
			'HubSpot refused the whole batch this record was in: “One is bad” (HTTP 400). It was not sent again without the others: an earlier batch failed, and On Error is set to stop.',
		);
		expect(await send(records('3'))).toMatchObject([
			{ failure: { reason: 'unsent', event: { stop: { kind: 'stopOnFailure' } } } },
		]);
		expect(requests).toHaveLength(1);
	});

	it('of which all are bad is tried to the end, in at most n + 2·log2(n) calls', async () => {
		const all = records(...Array.from({ length: 100 }, (_, n) => `${n + 1}`));
		const { send, requests } = delivering([taking(all.map(({ input }) => String(input.id)))]);
		const outcomes = await send(all);
		expect(reasons(outcomes)).toEqual(all.map(() => 'rejected'));
		expect(requests.length).toBeLessThanOrEqual(mostCalls(100));
	});

	it('drops the records whose property HubSpot called unknown in others, with the property’s name', async () => {
		const error = {
			message: 'No shoe',
			code: 'PROPERTY_DOESNT_EXIST',
			context: { propertyName: ['shoe'] },
		};
		const { send, requests } = delivering([
			reply({ message: 'Bad', errors: [error] }, 400),
			taking([]),
		]);
		const shod = { id: '1', properties: { shoe: '7' } };
		await send(entries(shod, { id: '2', properties: { a: '1' } }));
		const outcomes = await send(
			entries({ id: '3', properties: { shoe: '8' } }, { id: '4', properties: { a: '1' } }),
		);
		expect(problemOf(toldBy(batchUpdateObjects, outcomes)[0]).message).toBe(
			'Not sent: HubSpot refused other records because of the property “shoe”: “No shoe”.',
		);
		expect(requests.map(idsIn)).toEqual([['1', '2'], ['2'], ['4']]);
	});

	it('lets others go with its answer, but for a run that stops on failures', async () => {
		const go = delivering([taking([])]);
		await go.send(records('1'));
		expect(go.endTrial).toHaveBeenCalled();
		const stop = delivering([taking([])], { stopOnFailure: true });
		await stop.send(records('1'));
		expect(stop.endTrial).not.toHaveBeenCalled();
	});
});
