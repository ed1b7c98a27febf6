/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the number of runs comes from outside */
/**
 * The laws of the design, held over random items and random faults: whatever HubSpot does, every item
 * comes back once, with the truth. The fake knows what it applied; outcomes are held against that.
 */
import fc from 'fast-check';

import type { Operation } from '../../nodes/n8n/operation';
import type { Told } from '../../nodes/n8n/present';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { DEFAULT_APP_ID, type FakeOptions, type Fault } from '../fake-hubspot/hubspot';
import { runs } from '../runs';
import { runJob, World, type Job } from './world';

const RUNS = runs(Number(process.env.RUNS ?? 600));

// ---------------------------------------------------------------- what may happen

const policy = fc.constantFrom('TEN_SECONDLY_ROLLING', 'SECONDLY', 'SOMETHING_NEW');
const applied = fc.boolean();

/** Everything the fake can do wrong with one batch, the systemic faults rarely. */
const fault: fc.Arbitrary<Fault | null> = fc.oneof(
	{ weight: 6, arbitrary: fc.constant(null) },
	{ weight: 2, arbitrary: policy.map((name): Fault => ({ kind: 'rateLimit', policy: name })) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'locked' }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'migrating', retryAfter: 3 }) },
	{
		weight: 3,
		arbitrary: fc
			.tuple(fc.constantFrom(500, 502, 503, 504, 524), applied, fc.boolean())
			.map(([status, was, html]): Fault => ({ kind: 'serverError', status, applied: was, html })),
	},
	{ weight: 3, arbitrary: applied.map((was): Fault => ({ kind: 'reset', applied: was })) },
	{ weight: 2, arbitrary: applied.map((was): Fault => ({ kind: 'hang', applied: was })) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'truncate' }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'notJson', status: 200 }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'empty' }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'emptyResults' }) },
	{
		weight: 3,
		arbitrary: fc
			.integer({ min: 1, max: 3 })
			.map((count): Fault => ({ kind: 'forgetResults', count })),
	},
	{ weight: 3, arbitrary: fc.constant<Fault>({ kind: 'duplicateResults' }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'reverse' }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'noTraceEcho' }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'status', value: 'PROCESSING' }) },
	{
		weight: 4,
		arbitrary: fc
			.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean())
			.map(([count, named]): Fault => ({ kind: 'rejectSome', count, named })),
	},
	{ weight: 2, arbitrary: fc.constant<Fault>({ kind: 'multiStatusWithoutErrors' }) },
	{
		weight: 3,
		arbitrary: fc
			.record({
				status: fc.constantFrom<400 | 409>(400, 409),
				dialect: fc.constantFrom<'category' | 'errorType'>('category', 'errorType'),
				message: fc.constantFrom('Broken', 'Also broken'),
				ids: fc.constantFrom<'first' | undefined>('first', undefined),
			})
			.map((whole): Fault => ({ kind: 'wholeBatch', ...whole })),
	},
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'unauthorized' }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'missingScopes', scopes: ['x.write'] }) },
	{ weight: 1, arbitrary: fc.constant<Fault>({ kind: 'rateLimit', policy: 'DAILY' }) },
);

/** A merged record answers with silence: its new ID, without a trace id, cannot be told from that record's own answer. */
const habits: fc.Arbitrary<FakeOptions> = fc.record({
	seed: fc.nat(),
	echoTraceIds: fc.boolean(),
	returnIdProperty: fc.boolean(),
	mergedAnswers: fc.constant<'silence'>('silence'),
	eventErrorContext: fc.constantFrom<'externalEventId' | 'empty'>('externalEventId', 'empty'),
	limits: fc.option(fc.constant({ perTenSeconds: 5, perDay: 1000 }), { nil: null }),
});

// ---------------------------------------------------------------- who asks for what

/** Few keys and few names: repeated records and look-alikes are the rule. */
const few = fc.integer({ min: 0, max: 12 });
const name = fc.constantFrom('Webinar', 'Workshop', 'Conference');
const moment = fc.constantFrom('2027-03-01', '2027-03-02T09:00:00Z', '2027-03-02T10:00:00+01:00');

/** Every input carries its item's number where HubSpot keeps it and nobody compares it. */
const mark = (item: number) => `item-${item}`;

interface Kind {
	row: Operation;
	objectType?: string;
	raw: fc.Arbitrary<object>;
	/** Drawn values -> the raw input of one item. */
	make: (drawn: never, item: number) => object;
	prepare: (world: World) => void;
	markOf: (input: Record<string, unknown>) => string;
}

const markOfEvent = (input: Record<string, unknown>) =>
	(input.customProperties as Array<{ value: string }>)[0].value;

const KINDS: Record<string, Kind> = {
	upsertEvents: {
		row: upsertEvents,
		raw: fc.record({
			account: fc.constantFrom('a', 'b'),
			event: few,
			eventName: fc.oneof(
				{ weight: 20, arbitrary: name },
				{ weight: 1, arbitrary: fc.constant('') },
			),
			startDateTime: fc.option(moment, { nil: undefined }),
			eventUrl: fc.option(fc.constantFrom('https://e.x/1', 'https://e.x/2'), { nil: undefined }),
		}),
		make: ({ account, event, ...rest }: Record<string, string>, item) => ({
			externalAccountId: account,
			externalEventId: `event-${event}`,
			eventOrganizer: 'ACME',
			...rest,
			customProperties: [{ name: 'venue', value: mark(item) }],
		}),
		prepare: ({ hubspot }) => {
			hubspot.seedEvent(DEFAULT_APP_ID, {
				externalAccountId: 'a',
				externalEventId: 'event-3',
				eventName: 'Older',
				eventOrganizer: 'ACME',
				startDateTime: '2027-03-02T09:00:00.000Z',
			});
		},
		markOf: markOfEvent,
	},
	batchUpdateEvents: {
		row: batchUpdateEvents,
		raw: fc.record({
			event: few,
			eventName: fc.option(name, { nil: undefined }),
			eventCancelled: fc.boolean(),
		}),
		make: ({ event, ...rest }: Record<string, number>, item) => ({
			objectId: event === 12 ? '' : 50001 + event,
			...rest,
			customProperties: [{ name: 'venue', value: mark(item) }],
		}),
		prepare: ({ hubspot }) => {
			for (let event = 0; event < 10; event++)
				hubspot.seedEvent(DEFAULT_APP_ID, { eventName: 'Old' });
		},
		markOf: markOfEvent,
	},
	batchUpdateObjects: {
		row: batchUpdateObjects,
		objectType: 'contacts',
		raw: fc.record({
			contact: few,
			by: fc.constantFrom('id', 'email', 'EMAIL'),
			lifecyclestage: fc.constantFrom('lead', 'customer'),
			bad: fc.integer({ min: 0, max: 30 }).map((n) => n === 0),
		}),
		make: (
			{
				contact,
				by,
				lifecyclestage,
				bad,
			}: { contact: number; by: string; lifecyclestage: string; bad: boolean },
			item,
		) => ({
			id: by === 'id' ? contact + 1 : `${by === 'EMAIL' ? ' PERSON' : 'person'}${contact}@x.com`,
			...(by !== 'id' && { idProperty: 'email' }),
			properties: { lastname: mark(item), lifecyclestage, ...(bad && { nope: 1 }) },
		}),
		prepare: ({ hubspot }) => {
			for (let contact = 0; contact < 10; contact++) {
				const email = `person${contact}@x.com`;
				hubspot.seedObject('contacts', { email, firstname: 'A' }, String(contact + 1));
			}
			hubspot.merge('contacts', '9', '2');
		},
		markOf: (input) => (input.properties as Record<string, string>).lastname,
	},
};

interface Case {
	world: World;
	outcomes: Told[];
	/** What the fake wrote, by the number of the item that asked for it. */
	writes: Map<number, string[]>;
}

async function happen(
	kind: Kind,
	items: object[],
	options: FakeOptions,
	faults: Array<Fault | null>,
	size: number,
	stopOnFailure: boolean,
	{ onCall, onOutcome }: Partial<Pick<World, 'onCall'> & Pick<Job, 'onOutcome'>> = {},
): Promise<Case> {
	const world = new World(options);
	if (onCall) world.onCall = onCall;
	kind.prepare(world);
	world.hubspot.faults.next(...faults);
	const raw = items.map((drawn, item) => kind.make(drawn as never, item));
	const { row, objectType } = kind;
	const job = { world, row, objectType, raw, size, stopOnFailure, onOutcome };
	const { outcomes } = await runJob(job);
	const writes = new Map<number, string[]>();
	for (const { input, id } of world.hubspot.applied) {
		const item = Number(kind.markOf(input as Record<string, unknown>).slice('item-'.length));
		writes.set(item, [...(writes.get(item) ?? []), id]);
	}
	expect(world.hubspot.unknownRoutes).toEqual([]);
	expect(world.hubspot.oddities).toEqual([]);
	return { world, outcomes, writes };
}

const idOf = (result: Record<string, unknown>) => result.objectId ?? result.id;

function holdToTheTruth({ outcomes, writes, world }: Case, count: number) {
	expect(outcomes.map(({ item }) => item)).toEqual([...Array(count).keys()]);
	const sent = JSON.stringify(world.hubspot.calls.map(({ requestBody }) => requestBody));
	// Gathered, and compared once: an `expect` for each would take longer than all that is tested.
	const lies: string[] = [];
	for (const outcome of outcomes) {
		const written = writes.get(outcome.item) ?? [];
		const unless = (holds: boolean, law: string) => {
			if (!holds) lies.push(`${law}: ${JSON.stringify({ outcome, written })}`);
		};
		if (outcome.ok) {
			const id = idOf(outcome.result);
			unless(written.length > 0, 'what is done was written');
			unless(id === undefined || written.includes(String(id)), 'a result is of what was written');
			continue;
		}
		const { applied: told, reason, message } = outcome.failure;
		unless(told !== 'no' || !written.length, 'what is not applied was not written');
		if (reason === 'invalid' || (reason === 'unsent' && !world.hubspot.calls.length)) {
			unless(!sent.includes(`"${mark(outcome.item)}"`), 'what is not sent was not sent');
		}
		unless(/\S{3}/.test(message), 'a message says something');
		unless(!/undefined|null|\[object/.test(message), 'a message is for people');
	}
	expect(lies).toEqual([]);
}

describe.each(Object.entries(KINDS))('%s, whatever HubSpot does', (_, kind) => {
	const cases = fc.tuple(
		fc.array(kind.raw, { minLength: 1, maxLength: 40 }),
		habits,
		fc.array(fault, { maxLength: 8 }),
		fc.integer({ min: 1, max: 20 }),
		fc.boolean(),
	);

	it('gives one outcome per item, in order; done means applied, "no" means not applied', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async ([items, options, faults, size, stop]) => {
				const happened = await happen(kind, items, options, faults, size, stop);
				holdToTheTruth(happened, items.length);
			}),
			{ numRuns: RUNS },
		);
	}, 120_000);

	it('without faults writes the items of one record in their order, so that the last one wins', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async ([items, { seed }, , size]) => {
				const happened = await happen(kind, items, { seed }, [], size, false);
				holdToTheTruth(happened, items.length);
				const writers = new Map<string, number[]>();
				for (const { key, input } of happened.world.hubspot.applied) {
					const item = Number(kind.markOf(input as Record<string, unknown>).slice('item-'.length));
					const record = key.toLowerCase();
					writers.set(record, [...(writers.get(record) ?? []), item]);
				}
				for (const items of writers.values()) {
					expect(items).toEqual([...items].sort((a, b) => a - b));
				}
				// Nothing went wrong, so nothing is unknown; but for a merged record, about which HubSpot is silent.
				for (const outcome of happened.outcomes) {
					if (outcome.ok || ['invalid', 'rejected'].includes(outcome.failure.reason)) continue;
					// Nor is a property tried again that HubSpot has called unknown.
					const hopeless = outcome.failure.message.includes('“nope”');
					if (!hopeless) expect(items[outcome.item]).toMatchObject({ contact: 8 });
				}
			}),
			{ numRuns: Math.ceil(RUNS / 3) },
		);
	}, 120_000);

	it('with On Error = Stop sends nothing new once a batch is known to have failed', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async ([items, options, faults, size]) => {
				const before = new Set<string>();
				let failed = false;
				const strangers: string[] = [];
				const marksIn = (body: unknown) => JSON.stringify(body ?? '').match(/item-\d+(?=")/g) ?? [];
				await happen(kind, items, options, faults, size, true, {
					onCall: ({ body }) => {
						for (const each of marksIn(body)) {
							if (!failed) before.add(each);
							else if (!before.has(each)) strangers.push(each);
						}
					},
					onOutcome: ({ ok }) => {
						failed ||= !ok;
					},
				});
				expect(strangers).toEqual([]);
			}),
			{ numRuns: Math.ceil(RUNS / 3) },
		);
	}, 120_000);
});
