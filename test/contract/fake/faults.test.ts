// What goes wrong on demand with batch writes that answer with results.

import { NOBODYS_ID } from '../../fake-hubspot/faults';
import type { Fault } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account, appliedIds, contacts, event, ids, numbers } from './account';

/** For each: the status, how many of ten inputs are written, how many results come back. */
const table: Array<[Fault, number, number, number | undefined]> = [
	[{ kind: 'rateLimit', policy: 'TEN_SECONDLY_ROLLING' }, 429, 0, undefined],
	[{ kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 1 }, 429, 0, undefined],
	[{ kind: 'rateLimit', policy: 'DAILY' }, 429, 0, undefined],
	[{ kind: 'rateLimit', policy: 'BRAND_NEW', headers: false }, 429, 0, undefined],
	[{ kind: 'locked' }, 423, 0, undefined],
	[{ kind: 'migrating', retryAfter: 60 }, 477, 0, undefined],
	[{ kind: 'serverError', status: 500, applied: false }, 500, 0, undefined],
	[{ kind: 'serverError', status: 502, applied: true }, 502, 10, undefined],
	[{ kind: 'serverError', status: 503, applied: false, html: true }, 503, 0, undefined],
	[{ kind: 'serverError', status: 504, applied: true, html: true }, 504, 10, undefined],
	[{ kind: 'reset', applied: false }, 0, 0, undefined],
	[{ kind: 'reset', applied: true }, 0, 10, undefined],
	[{ kind: 'hang', applied: false }, 0, 0, undefined],
	[{ kind: 'hang', applied: true }, 0, 10, undefined],
	[{ kind: 'truncate' }, 200, 10, 10],
	[{ kind: 'notJson', status: 200 }, 200, 10, undefined],
	[{ kind: 'empty' }, 200, 10, undefined],
	[{ kind: 'empty', status: 204 }, 204, 10, undefined],
	[{ kind: 'emptyResults' }, 200, 0, 0],
	[{ kind: 'forgetResults', count: 3 }, 200, 10, 7],
	[{ kind: 'forgetResults', count: 99 }, 200, 10, 0],
	[{ kind: 'duplicateResults' }, 200, 10, 10],
	[{ kind: 'reverse' }, 200, 10, 10],
	[{ kind: 'noTraceEcho' }, 200, 10, 10],
	[{ kind: 'status', value: 'PROCESSING' }, 200, 10, 10],
	[{ kind: 'multiStatusWithoutErrors' }, 207, 5, 5],
	[{ kind: 'wholeBatch', status: 400, dialect: 'category', message: 'No' }, 400, 0, undefined],
	[{ kind: 'wholeBatch', status: 409, dialect: 'errorType', message: 'No' }, 409, 0, undefined],
	[{ kind: 'otherServer' }, 404, 0, undefined],
	[{ kind: 'unauthorized' }, 401, 0, undefined],
	[{ kind: 'missingScopes', scopes: ['a', 'b'] }, 403, 0, undefined],
	[{ kind: 'delay', ms: 50 }, 200, 10, 10],
];

const senders = {
	'CRM objects to update': () => {
		const world = contacts(10);
		return { ...world, send: () => world.update(world.inputs), partial: 207 };
	},
	'CRM objects to upsert': () => {
		const world = account();
		const inputs = numbers(10).map((i) => ({
			id: `p${i}@example.com`,
			idProperty: 'email',
			properties: { firstname: `N${i}` },
			objectWriteTraceId: `t${i}`,
		}));
		return { ...world, send: () => world.upsert(inputs), partial: 207 };
	},
	'events to update': () => {
		const world = account();
		const inputs = numbers(10).map((i) => ({ objectId: world.hubspot.seedEvent(i) }));
		return { ...world, send: () => world.updateEvents(inputs), partial: 207 };
	},
	'events to upsert': () => {
		const world = account();
		const inputs = numbers(10).map((i) => event(i));
		return { ...world, send: () => world.upsertEvents(inputs), partial: 200 };
	},
};

describe.each(Object.keys(senders) as Array<keyof typeof senders>)('With %s:', (name) => {
	it.each(table)(
		'The fault %j leaves the account and the answer as the table says',
		(fault, status, written, results) => {
			const { hubspot, send } = senders[name]();
			hubspot.faults.next(fault);
			const answer = send();
			expect(answer.status).toBe(status);
			expect(hubspot.applied).toHaveLength(written);
			expect(answer.said.results?.length).toBe(results);
			// Whoever got a result was written.
			for (const result of answer.said.results ?? []) {
				expect(appliedIds(hubspot)).toContain(result.objectId ?? result.id);
			}
			expect(hubspot.faults.pending()).toBe(0);
			const before = hubspot.applied.length;
			const next = send(); // and the next one is sound
			expect(next.status).toBe(200);
			expect(next.said.results).toHaveLength(10);
			expect(hubspot.applied).toHaveLength(before + 10);
		},
	);

	it('Some inputs are rejected, by name or not, and the others are carried out', () => {
		for (const named of [true, false]) {
			const { hubspot, send, partial } = senders[name]();
			hubspot.faults.next({ kind: 'rejectSome', count: 4, named, category: 'ODD' });
			const { status, said } = send();
			expect(status).toBe(partial);
			expect([said.numErrors, said.errors.length, said.results.length]).toEqual([4, 4, 6]);
			expect(hubspot.applied).toHaveLength(6);
			for (const { category, context } of said.errors) {
				expect(category).toBe('ODD');
				expect(Object.keys(context).length > 0).toBe(named);
			}
			if (!named) continue;
			const told = said.errors.flatMap(({ context }) => context.ids ?? context.externalEventId);
			const done = hubspot.applied.map(
				({ input }) => input.id ?? input.externalEventId ?? input.objectId,
			);
			expect(new Set([...told, ...done]).size).toBe(10);
		}
	});
});

describe.each(Object.keys(senders) as Array<keyof typeof senders>)('With %s:', (name) => {
	it.each(['nobody', 'another'] as const)(
		'A stray error names %s beside one result too few, and all is written',
		(names) => {
			const { hubspot, send, partial } = senders[name]();
			hubspot.faults.next({ kind: 'strayError', names });
			const { status, said } = send();
			expect([status, said.results.length, said.numErrors]).toEqual([partial, 9, 1]);
			expect(hubspot.applied).toHaveLength(10);
			const [{ context }] = said.errors;
			expect(context).toEqual(names === 'nobody' ? {} : { ids: [NOBODYS_ID] });
			expect(appliedIds(hubspot)).not.toContain(NOBODYS_ID);
		},
	);
});

it('A stray error beside a single input names another one, or there is none', () => {
	const { hubspot, update, inputs } = contacts(1);
	hubspot.faults.next(
		{ kind: 'strayError', names: 'nobody' },
		{ kind: 'strayError', names: 'another' },
	);
	const alone = update(inputs);
	expect([alone.status, alone.said.results.length, alone.said.errors]).toEqual([200, 1, undefined]);
	const other = update(inputs);
	expect([other.status, other.said.results.length, other.said.numErrors]).toEqual([207, 0, 1]);
	expect(hubspot.applied).toHaveLength(2);
});

it('Faults come in order, null is none, and a standing one fills the gaps', () => {
	const { hubspot, update, inputs } = contacts(1);
	hubspot.faults.next({ kind: 'locked' }, null, { kind: 'unauthorized' });
	hubspot.faults.always({ kind: 'empty' });
	expect(hubspot.faults.pending()).toBe(3);
	expect(numbers(3).map(() => update(inputs).status)).toEqual([423, 200, 401]);
	expect(update(inputs).body).toBe('');
	expect(update(inputs).body).toBe('');
	hubspot.faults.always(null);
	expect(update(inputs).said.results).toHaveLength(1);
});

it('Faults of batch writes hit only batch writes, and only those that got in', () => {
	const { hubspot, call, update } = contacts(1);
	hubspot.faults.next({ kind: 'locked' });
	call('GET', facts.SUPPORTING.accountDetails.paths.v3);
	update([], 'contacts', 'unknown');
	expect(hubspot.faults.pending()).toBe(1);
});

it('Faults of rate limits come with or without Retry-After and rate headers', () => {
	const { hubspot, update } = contacts(1);
	const headers = (fault: Partial<Fault>) => {
		hubspot.faults.next({ kind: 'rateLimit', policy: 'SECONDLY', ...fault } as Fault);
		return update([]).headers;
	};
	expect(headers({})).not.toHaveProperty([facts.HEADERS.retryAfter]);
	expect(headers({})[facts.HEADERS.rateRemaining]).toBe('0');
	const date = 'Sun, 22 Nov 2026 12:00:05 GMT';
	expect(headers({ retryAfter: date } as Partial<Fault>)[facts.HEADERS.retryAfter]).toBe(date);
	const bare = headers({ headers: false, retryAfter: 3 } as Partial<Fault>);
	expect(bare[facts.HEADERS.retryAfter]).toBe('3');
	expect(Object.keys(bare).filter((name) => name.includes('ratelimit'))).toEqual([]);
});

it('Faults name the policy, the migration and the scopes as HubSpot does', () => {
	const { hubspot, update } = contacts(1);
	const answer = (fault: Fault) => {
		hubspot.faults.next(fault);
		return update([{ id: '1', properties: { firstname: 'X' } }]);
	};
	for (const policy of Object.keys(facts.RATE_POLICIES)) {
		expect(answer({ kind: 'rateLimit', policy }).said.policyName).toBe(policy);
	}
	const { headers } = answer({ kind: 'migrating', retryAfter: 3600 });
	expect(headers[facts.HEADERS.retryAfter]).toBe('3600');
	const scopes = ['a', 'b'];
	const listed = answer({ kind: 'missingScopes', scopes }).said.errors[0].context;
	expect(listed).toEqual({ requiredGranularScopes: scopes });
	const printed = answer({ kind: 'missingScopes', scopes, told: 'printed' }).said.errors[0].context;
	expect(printed).toBe('{missingScopes=[a, b]}');
	const inWords = answer({ kind: 'missingScopes', scopes, told: 'inWords' }).said;
	expect([inWords.category, inWords.errors]).toEqual(['MISSING_SCOPES', undefined]);
	expect(inWords.message).toContain('(requires any of [a, b])');
	const write = 'crm.objects.contacts.write';
	const sensitive = answer({ kind: 'missingScopes', scopes: [write], told: 'sensitiveFirst' });
	expect(sensitive.said.errors[0].context.requiredGranularScopes.slice(-1)).toEqual([write]);
	expect(sensitive.said.errors[0].context.requiredGranularScopes).toHaveLength(3);
	expect(answer({ kind: 'unauthorized' }).said.category).toBe('EXPIRED_AUTHENTICATION');
});

it('An answer of another server is HTML, and has none of the headers of HubSpot', () => {
	const { hubspot, update, inputs } = contacts(2);
	for (const status of [undefined, 403]) {
		hubspot.faults.next({ kind: 'otherServer', status });
		const answer = update(inputs);
		expect(answer.status).toBe(status ?? 404);
		expect(answer.body).toContain('<html>');
		expect(answer.headers).toEqual({ 'content-type': 'text/html' });
	}
	expect(hubspot.applied).toEqual([]);
});

it('Faults refuse whole batches in two dialects, naming the first input or none', () => {
	const { hubspot, update, inputs } = contacts(2);
	const said = (fault: Fault) => {
		hubspot.faults.next(fault);
		return update(inputs).said;
	};
	const batch = { kind: 'wholeBatch', message: 'No good' } as const;
	const category = said({ ...batch, status: 400, dialect: 'category', ids: 'first' });
	expect(category).toMatchObject({ category: 'VALIDATION_ERROR', context: { ids: ['1'] } });
	const old = said({ ...batch, status: 400, dialect: 'errorType', ids: 'first' });
	expect(old.errorTokens).toEqual({ existingObjectId: ['1'] });
	expect(old).not.toHaveProperty('category');
	for (const [status, name] of [
		[404, 'OBJECT_NOT_FOUND'],
		[409, 'CONFLICT'],
	] as const) {
		expect(said({ ...batch, status, dialect: 'category' })).toMatchObject({
			category: name,
			message: 'No good',
		});
	}
});

it('Faults spoil the results in the way they say', () => {
	const { hubspot, update, inputs } = contacts(6);
	const said = (fault: Fault) => {
		hubspot.faults.next(fault);
		return update(inputs).said;
	};
	expect(ids(said({ kind: 'reverse' }).results)).toEqual(ids(inputs).reverse());
	expect(new Set(ids(said({ kind: 'duplicateResults' }).results)).size).toBe(5);
	for (const result of said({ kind: 'noTraceEcho' }).results) {
		expect(result).not.toHaveProperty('objectWriteTraceId');
	}
	expect(said({ kind: 'status', value: 'CANCELED' }).status).toBe('CANCELED');
	expect(said({ kind: 'multiStatusWithoutErrors' })).not.toHaveProperty('errors');
});
