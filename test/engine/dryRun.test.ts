/** dryRun.ts and its safety net: what a dry run tells of a batch, and that no call of it writes. */
import { Caller } from '../../nodes/engine/caller';
import { asDry, DryRun } from '../../nodes/engine/dryRun';
import { Governor } from '../../nodes/engine/governor';
import { failed, type Outcome } from '../../nodes/engine/outcome';
import type { Endpoint, Method, Place } from '../../nodes/hubspot/endpoint';
import type { Effect, Seek, Write } from '../../nodes/hubspot/effect';
import { isRead } from '../../nodes/hubspot/reads';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { cancelEvents } from '../../nodes/HubSpotMarketingEvents/operations/cancelEvents';
import { recordAttendance } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import { reply, scripted, writeOf } from './rows';
import { World } from './world';

// ---------------------------------------------------------------- which calls write

const ROWS = [...RECORD_OPERATIONS, ...EVENT_OPERATIONS];

type Maybe = Endpoint<never> | undefined;

/** The endpoints by which an operation writes. */
const writers = ({ send, alone, elsewhere }: Write): Maybe[] => [
	send as Maybe,
	alone as Maybe,
	...(elsewhere ? writers(elsewhere.effect) : []),
];

const seekers = (seek?: Seek): Maybe[] => [
	...(seek?.ways.map(({ ask }) => ask as Maybe) ?? []),
	seek?.own?.ask as Maybe,
];

/** Those by which it asks. */
function readers(effect: Effect): Maybe[] {
	if (effect.kind === 'list') return [effect.pages.enrich?.ask as Maybe];
	const all = seekers(effect.resolve?.seek);
	if (effect.kind === 'read') return [...all, effect.ask as Maybe, effect.detour?.ask as Maybe];
	const { check, checkCreated, prepare, elsewhere, resolveToo } = effect;
	const checks = [check?.read, check?.before?.read, check?.detour?.ask, check?.detour?.read];
	const others = [check?.all?.ask, checkCreated?.ask, checkCreated?.read, prepare?.ask];
	return [
		...all,
		...seekers(resolveToo?.seek),
		...([...checks, ...others] as Maybe[]),
		...(elsewhere ? readers(elsewhere.effect) : []),
	];
}

/** The paths of endpoints, with those that they have at some places. */
const addressesOf = (endpoints: Maybe[]): Array<[Method, string]> =>
	endpoints
		.filter((each) => each !== undefined)
		.flatMap(({ method, path, pathAt }) => {
			const labelled = { version: '2026-03', parameters: { label: 'USER_DEFINED:1' } } as const;
			const plain = { version: '2026-03', parameters: {} } as const;
			const all = [path, pathAt?.(labelled), pathAt?.(plain)];
			return [...new Set(all)].flatMap(
				(each): Array<[Method, string]> => (each === undefined ? [] : [[method, each]]),
			);
		});

describe.each(ROWS.map((row) => [row.value, row.effect] as const))(
	'The calls of %s',
	(_, effect) => {
		it('by which it asks are known to only read', () => {
			const asked = addressesOf(readers(effect));
			expect(asked.filter(([method, path]) => !isRead(method, path))).toEqual([]);
		});

		it('by which it writes are taken for no read', () => {
			const written = effect.kind === 'write' ? addressesOf(writers(effect)) : [];
			expect(written.length > 0).toBe(effect.kind === 'write');
			expect(written.filter(([method, path]) => isRead(method, path))).toEqual([]);
		});
	},
);

it.each([
	['GET', '/crm/lists/2026-03/31', true],
	['POST', '/crm/lists/2026-03/idmapping', true],
	['POST', '/crm/objects/2026-03/contacts/search?archived=false', true],
	['POST', '/crm/objects/2026-03/contacts/batch/read', true],
	['POST', '/crm/objects/2026-03/search/batch/create', false],
	['POST', '/crm/objects/2026-03/contacts/batch/update?like=/batch/read', false],
	['PUT', '/crm/objects/2026-03/contacts/search', false],
	['PATCH', '/crm/objects/2026-03/contacts/batch/read', false],
	['DELETE', '/marketing/marketing-events/2026-03/associations/1/lists/search', false],
] as const)('%s %s only reads: %p', (method, path, expected) => {
	expect(isRead(method, path)).toBe(expected);
});

describe('A caller that may only read', () => {
	const place: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
	const effect = writeOf(batchUpdateObjects);

	it('does not make a call that writes, says why, and makes none after it', async () => {
		const { means, requests } = scripted(reply({ results: [] }));
		const caller = new Caller({ ...means, readsOnly: true });
		const sent = await caller.ask(effect.send, place, [{ id: '1' }], { repeatable: true });
		expect(requests).toEqual([]);
		expect(sent).toEqual({
			verdict: 'denied',
			maybeApplied: false,
			why: 'a dry run writes nothing, and POST /crm/objects/2026-03/contacts/batch/update would',
		});
		caller.learnEnd(sent);
		expect(caller.isMute).toBe(true);
	});

	it('makes neither a check nor a page that writes', async () => {
		const { means, requests } = scripted(reply({ results: [] }));
		const caller = new Caller({ ...means, readsOnly: true });
		const checked = await caller.check(effect.send, place, [{ id: '1' }], true);
		expect(checked).toMatchObject({ verdict: 'denied' });
		const call = { method: 'PUT', path: '/{objectType}' } as const;
		expect(await caller.page('objects', place, call)).toMatchObject({ verdict: 'denied' });
		expect(await caller.glance('objects', place, call)).toMatchObject({ verdict: 'denied' });
		expect(requests).toEqual([]);
	});

	it('makes those that read, and where it may write all of them', async () => {
		const { means, requests } = scripted(reply({ results: [] }));
		const read = effect.check?.read as Endpoint;
		await new Caller({ ...means, readsOnly: true }).ask(
			read,
			place,
			[{ id: '1', properties: {} }],
			{
				repeatable: true,
			},
		);
		await new Caller(means).ask(effect.send, place, [{ id: '1' }], { repeatable: true });
		expect(requests.map(({ path }) => path.split('/').pop())).toEqual(['read', 'update']);
	});
});

// ---------------------------------------------------------------- what is told of a batch

const CONTACTS: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
const entriesOf = (place: Place, ...inputs: object[]) =>
	inputs.map((input, item) => ({ item, place, input: input as Record<string, unknown> }));

describe('A batch of a dry run', () => {
	const effect = writeOf(batchUpdateObjects);
	const sending = { effect, endpoint: effect.send, lookUp: true };
	const inputs = [
		{ id: '1', properties: { city: 'Rome' } },
		{ id: '2', properties: { city: 'Zürich' } },
	];

	it('is told by its call, and each entry by what stands in the body for it', () => {
		const run = new DryRun();
		const [first, second] = run.outcomesOf(sending, {
			place: CONTACTS,
			entries: entriesOf(CONTACTS, ...inputs),
		});
		const call = {
			number: 1,
			method: 'POST',
			path: '/crm/objects/2026-03/contacts/batch/update',
			items: 2,
		};
		expect(first).toEqual({
			item: 0,
			ok: true,
			result: { dryRun: true, wouldSend: inputs[0], call },
			notes: [],
		});
		expect(second).toMatchObject({ item: 1, result: { wouldSend: inputs[1], call } });
		// Nodes behind may change one item, and no other with it.
		const { result } = first as Extract<Outcome, { ok: true }>;
		expect(result.wouldSend).not.toBe(inputs[0]);
		expect(result.call).not.toBe((second as typeof first & { ok: true }).result.call);
	});

	it('is counted: calls, and the bytes of their bodies', () => {
		const run = new DryRun();
		const entries = entriesOf(CONTACTS, ...inputs);
		run.outcomesOf(sending, { place: CONTACTS, entries });
		run.outcomesOf(sending, { place: CONTACTS, entries: entries.slice(1) });
		const bytes = [inputs, inputs.slice(1)].map((some) => {
			return Buffer.byteLength(JSON.stringify({ inputs: some }));
		});
		expect(run).toMatchObject({ calls: 2, bytes: bytes[0] + bytes[1], lookUps: 0 });
	});

	it('tells what would change, where that was compared', () => {
		const [entry] = entriesOf(CONTACTS, inputs[0]);
		const changes = { city: { from: 'Paris', to: 'Rome' } };
		const [told] = new DryRun().outcomesOf(sending, {
			place: CONTACTS,
			entries: [{ ...entry, changes }],
		});
		expect(told).toMatchObject({ result: { changes } });
	});

	it('that would not be sent is told why, and counts for nothing', () => {
		const run = new DryRun();
		const entries = entriesOf(CONTACTS, ...inputs);
		const told = run.outcomesOf(sending, { place: CONTACTS, entries }, { kind: 'stopOnFailure' });
		expect(told).toMatchObject([
			{ ok: false, failure: { reason: 'unsent', applied: 'no' } },
			{ ok: false, failure: { reason: 'unsent', applied: 'no' } },
		]);
		expect(run).toMatchObject({ calls: 0, bytes: 0 });
	});

	it('without a body is told by its path alone, and takes no bytes', () => {
		const cancel = writeOf(cancelEvents);
		const place: Place = { version: '2026-03', parameters: {} };
		const run = new DryRun();
		const entries = entriesOf(place, { externalAccountId: 'a', externalEventId: 'e' });
		const told = run.outcomesOf(
			{ effect: cancel, endpoint: cancel.send, lookUp: true },
			{ place, entries },
		);
		expect(told).toMatchObject([
			{ result: { call: { path: expect.stringContaining('/e/cancel') } } },
		]);
		expect((told[0] as { result: object }).result).not.toHaveProperty('wouldSend');
		expect(run.bytes).toBe(0);
	});

	it('that no path can hold is refused, with the reason, and is no call', () => {
		const run = new DryRun();
		const nowhere: Place = { version: '2026-03', parameters: { objectType: '..' } };
		const told = run.outcomesOf(sending, {
			place: nowhere,
			entries: entriesOf(nowhere, inputs[0]),
		});
		expect(told).toMatchObject([{ ok: false, failure: { applied: 'no' } }]);
		expect(run.calls).toBe(0);
	});

	it.each([
		[true, 2],
		[false, 0],
	])('whose answer never says what became of it is looked up afterwards (%p)', (lookUp, most) => {
		const attendance = writeOf(recordAttendance);
		const place: Place = {
			version: '2026-03',
			parameters: { objectId: '1', subscriberState: 'attend', how: 'create' },
		};
		const run = new DryRun();
		const at = '2027-03-01T09:00:00Z';
		const people = [1, 2].map((vid) => ({ vid: `${vid}`, interactionDateTime: at }));
		const entries = entriesOf(place, ...people);
		run.outcomesOf({ effect: attendance, endpoint: attendance.send, lookUp }, { place, entries });
		expect(run.lookUps).toBe(most);
	});
});

describe('An outcome of a dry run', () => {
	const broken = { kind: 'broken', cause: new Error('boom') } as const;

	it('is never that nobody can tell what was applied', () => {
		const open = failed(0, { reason: 'unaccounted', applied: 'maybe', event: broken });
		expect(asDry(open)).toEqual(failed(0, { reason: 'unaccounted', applied: 'no', event: broken }));
	});

	it('that changes nothing in HubSpot says so, without the shape of a record', () => {
		const result = { id: '1', properties: { city: 'Rome' }, outcome: 'unchanged' };
		expect(asDry({ item: 0, ok: true, result, notes: [] })).toEqual({
			item: 0,
			ok: true,
			result: { dryRun: true, outcome: 'unchanged' },
			notes: [],
		});
		const { result: other } = asDry({ item: 0, ok: true, result: { id: '1' }, notes: [] }) as {
			result: object;
		};
		expect(other).toEqual({ dryRun: true, outcome: 'nothing to send' });
	});
});

it('A lane tells the rate limit that answers have stated', async () => {
	const world = new World();
	const lane = new Governor().lane(world.clock);
	expect(lane.limit?.()).toEqual({ calls: 100, ms: 10_000 });
	const permit = await lane.enter(() => false);
	permit?.done({
		kind: 'good',
		headers: {
			'x-hubspot-ratelimit-max': '190',
			'x-hubspot-ratelimit-remaining': '189',
			'x-hubspot-ratelimit-interval-milliseconds': '10000',
		},
	});
	expect(lane.limit?.()).toMatchObject({ calls: 190, ms: 10_000 });
	lane.leave();
});
