/** Participations against the fake HubSpot, in virtual time: what is told of each, and in how many calls. */
import { getEventCounters } from '../../nodes/HubSpotMarketingEvents/operations/getEventCounters';
import { getEventsOfContact } from '../../nodes/HubSpotMarketingEvents/operations/getEventsOfContact';
import { getManyEvents } from '../../nodes/HubSpotMarketingEvents/operations/getManyEvents';
import { getParticipantsOfEvent } from '../../nodes/HubSpotMarketingEvents/operations/getParticipantsOfEvent';
import {
	ALL_SCOPES,
	DEFAULT_APP_ID,
	DEFAULT_TOKEN,
	type FakeOptions,
} from '../fake-hubspot/hubspot';
import { seedParticipants } from './participants';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

const EVENT = '50901';
const THEIRS = '50902';
const EMPTY = '50903';
const PEOPLE = 230;

/** Contacts 1 to 230 at an event: every fifth cancelled, every second of the others attended; 1 is at two events. */
const did = (n: number) => (n % 5 === 0 ? 'cancel' : n % 2 ? 'register' : 'attend');

function account(options: FakeOptions = {}): World {
	const world = new World(options);
	const { hubspot } = world;
	for (let n = 1; n <= PEOPLE + 1; n++) {
		hubspot.seedObject('contacts', { email: `p${n}@example.com`, firstname: `N${n}` }, `${n}`);
	}
	const times = {
		startDateTime: '2026-11-01T09:00:00.000Z',
		endDateTime: '2026-11-01T10:30:00.000Z',
		eventCompleted: true,
	};
	const seed = (objectId: string, externalEventId: string, app = DEFAULT_APP_ID) => {
		const ids = { objectId, externalEventId, externalAccountId: 'acme' };
		hubspot.seedEvent(app, { ...ids, eventName: `The ${externalEventId}`, ...times });
	};
	seed(EVENT, 'fair');
	seed(THEIRS, 'talk', DEFAULT_APP_ID + 1);
	seed(EMPTY, 'empty');
	const people = Array.from({ length: PEOPLE }, (_, n) => [`${n + 1}`, did(n + 1)] as const);
	seedParticipants(
		hubspot,
		EVENT,
		people.map(([id, state]) => [id, state]),
	);
	seedParticipants(hubspot, THEIRS, [['1', 'attend']]);
	return world;
}

async function run(world: World, row: Job['row'], raw: object[], more: Partial<Job> = {}) {
	const calls: string[] = [];
	world.onCall = ({ path }) => calls.push(path.replace(/^.*2026-03/, ''));
	const { outcomes } = await runJob({ world, row, raw, ...more });
	expect([world.hubspot.unknownRoutes, world.hubspot.oddities]).toEqual([[], []]);
	expect(world.hubspot.applied).toEqual([]);
	return { outcomes, calls };
}

const countOf = (state: ReturnType<typeof did>) =>
	Array.from({ length: PEOPLE }, (_, n) => did(n + 1)).filter((each) => each === state).length;

const contactsIn = (results: unknown): string[] =>
	(results as Array<{ associations: { contact: { contactId: string } } }>).map(
		({ associations }) => associations.contact.contactId,
	);
const resultsOf = (outcome: Awaited<ReturnType<typeof run>>['outcomes'][number]) => {
	if (!outcome.ok) throw new Error(outcome.failure.message);
	return outcome.results;
};

/** Lets the pages of a list move by one while they are read, so that each begins with the last result of the one before. */
function moving({ hubspot }: World, path: RegExp): void {
	const handle = hubspot.handle.bind(hubspot);
	let last: unknown[] = [];
	hubspot.handle = (call) => {
		const reply = handle(call);
		if (!path.test(call.path)) return reply;
		const body = JSON.parse(reply.body) as { results: unknown[] };
		const results = [...last, ...body.results];
		last = body.results.slice(-1);
		return { ...reply, body: JSON.stringify({ ...body, results }) };
	};
}

describe('Pages that move while they are read', () => {
	it('show each participant once, and as many as are wanted', async () => {
		for (const limit of [undefined, 150]) {
			const world = account();
			moving(world, /breakdown/);
			const { outcomes } = await run(world, getParticipantsOfEvent, [{ objectId: EVENT, limit }]);
			const people = contactsIn(resultsOf(outcomes[0]));
			expect(new Set(people).size).toBe(people.length);
			expect(people).toHaveLength(limit ?? PEOPLE);
		}
	});

	it('show each event once, and as many as are wanted', async () => {
		const world = new World();
		for (let n = 0; n < 250; n++) {
			world.hubspot.seedEvent(DEFAULT_APP_ID, {
				externalEventId: `e${n}`,
				objectId: `${1000 + n}`,
			});
		}
		moving(world, /2026-03\?/);
		const { outcomes } = await run(world, getManyEvents, [{ limit: 150 }]);
		const events = resultsOf(outcomes[0]) as Array<{ objectId: string }>;
		expect(new Set(events.map(({ objectId }) => objectId)).size).toBe(150);
	});
});

it('Participants of whom HubSpot shows fewer than it says there are do not pass for all', async () => {
	const world = account();
	const handle = world.hubspot.handle.bind(world.hubspot);
	world.hubspot.handle = (call) => {
		const reply = handle(call);
		return { ...reply, body: JSON.stringify({ ...JSON.parse(reply.body), paging: undefined }) };
	};
	const { outcomes } = await run(world, getParticipantsOfEvent, [
		{ objectId: EVENT },
		{ objectId: EVENT, limit: 50 },
	]);
	expect(outcomes).toMatchObject([
		{
			ok: true,
			warnings: [
				`HubSpot says that there are ${PEOPLE} results, but showed only 100 of them. Run it again before you rely on this list.`,
			],
		},
		{ ok: true, warnings: [] },
	]);
});

describe('Counters of events', () => {
	const counters = {
		attended: countOf('attend'),
		cancelled: countOf('cancel'),
		noShows: countOf('register'),
		registered: expect.any(Number) as number,
	};

	it('come one for each item, whichever app made the event, equal questions in one call', async () => {
		const world = account();
		const { outcomes, calls } = await run(world, getEventCounters, [
			{ objectId: EVENT },
			{ objectId: THEIRS },
			{ objectId: EVENT },
		]);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { ...counters, objectId: EVENT } },
			{ ok: true, result: { attended: 1, objectId: THEIRS } },
			{ ok: true, result: counters },
		]);
		expect(calls).toHaveLength(2);
	});

	it('are found by external IDs, and repeat them', async () => {
		const { outcomes } = await run(account(), getEventCounters, [
			{ externalEventId: 'fair' },
			{ externalEventId: 'talk', externalAccountId: 'acme' },
		]);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { ...counters, objectId: EVENT, externalEventId: 'fair' } },
			{ ok: true, result: { attended: 1, objectId: THEIRS, externalAccountId: 'acme' } },
		]);
	});

	it('of an event without people are zero', async () => {
		const { outcomes } = await run(account(), getEventCounters, [{ objectId: EMPTY }]);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { attended: 0, cancelled: 0, noShows: 0, registered: 0 } },
		]);
	});

	it('of an event that was archived, or never was, are an error of its item', async () => {
		const { outcomes } = await run(account(), getEventCounters, [
			{ objectId: '404' },
			{ externalEventId: 'nobody' },
			{ objectId: EMPTY },
		]);
		expect(outcomes.slice(0, 2).map((each) => problemOf(each).message)).toEqual([
			'No event has the object ID 404.',
			expect.stringMatching(/^No event has the external event ID nobody, so nothing was read\./),
		]);
		expect(outcomes[2].ok).toBe(true);
	});
});

describe('The people of an event', () => {
	it('come from every page, each once, equal questions in the same calls', async () => {
		const world = account();
		const { outcomes, calls } = await run(world, getParticipantsOfEvent, [
			{ objectId: EVENT },
			{ objectId: EMPTY },
			{ objectId: EVENT },
		]);
		const all = Array.from({ length: PEOPLE }, (_, n) => `${n + 1}`);
		expect(contactsIn(resultsOf(outcomes[0]))).toEqual(all);
		expect(contactsIn(resultsOf(outcomes[2]))).toEqual(all);
		expect(outcomes[1]).toMatchObject({
			ok: true,
			results: [],
			warnings: ['HubSpot found nothing for this item, so it has no result.'],
		});
		expect(outcomes[0]).toMatchObject({ warnings: [] });
		const path = `/participations/${EVENT}/breakdown?limit=100`;
		expect(calls.filter((each) => each.startsWith(path))).toEqual([
			path,
			`${path}&after=100`,
			`${path}&after=200`,
		]);
		expect(calls).toHaveLength(4);
	});

	it.each([
		['ATTENDED', 'attend'],
		['Cancelled', 'cancel'],
		['no-show', 'register'],
	] as const)('are those in the state that is wanted (%s)', async (state, what) => {
		const { outcomes } = await run(account(), getParticipantsOfEvent, [{ objectId: EVENT, state }]);
		const ids = contactsIn(resultsOf(outcomes[0]));
		expect(ids).toHaveLength(countOf(what));
		expect(new Set(ids.map((id) => did(Number(id))))).toEqual(new Set([what]));
	});

	const MORE = /^HubSpot has more records than Limit lets through/;

	it.each([
		[1, 1, ['limit=1']],
		[100, 100, ['limit=100']],
		[150, 150, ['limit=100', 'limit=100&after=100']],
		[230, 230, ['limit=100', 'limit=100&after=100', 'limit=100&after=200']],
		[5_000, 230, ['limit=100', 'limit=100&after=100', 'limit=100&after=200']],
	])('are as many as each item wants, and no page more (%d)', async (limit, found, queries) => {
		const raw = [{ objectId: EVENT, limit }];
		const { outcomes, calls } = await run(account(), getParticipantsOfEvent, raw);
		expect(resultsOf(outcomes[0])).toHaveLength(found);
		expect(calls.map((call) => call.split('?')[1])).toEqual(queries);
		const warnings = found < PEOPLE ? [expect.stringMatching(MORE)] : [];
		expect(outcomes[0]).toMatchObject({ warnings });
	});

	it('are asked for apart where two items want other states, or other numbers', async () => {
		const raw = [
			{ objectId: EVENT, limit: 1 },
			{ objectId: EVENT, limit: 2 },
			{ objectId: EVENT, state: 'ATTENDED', limit: 1 },
		];
		const { outcomes } = await run(account(), getParticipantsOfEvent, raw);
		expect(outcomes.map((each) => resultsOf(each)?.length)).toEqual([1, 2, 1]);
	});

	it('are told once each, also where one comes to the front while they are read', async () => {
		const world = account();
		const people = world.hubspot.participations(EVENT);
		const before = [...people];
		const http: Job['http'] = async (request) => {
			const answer = await world.http(request);
			// Whoever is new is shown first, and moves the last of this page onto the next one.
			people.clear();
			seedParticipants(world.hubspot, EVENT, [['231', 'attend']]);
			for (const [id, each] of before) people.set(id, each);
			return answer;
		};
		const raw = [{ objectId: EVENT }];
		const { outcomes } = await run(world, getParticipantsOfEvent, raw, { http });
		const ids = contactsIn(resultsOf(outcomes[0]));
		expect(ids).toEqual(Array.from({ length: PEOPLE }, (_, n) => `${n + 1}`));
	});

	it('are none where a later page fails, because half a list looks like a whole one', async () => {
		const world = account();
		world.hubspot.readFaults.next(null, ...Array(9).fill({ kind: 'reset', applied: false }));
		const { outcomes } = await run(world, getParticipantsOfEvent, [{ objectId: EVENT }]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'lost' });
		expect(problemOf(outcomes[0]).applied).toBeUndefined();
	});

	it('are read to the end where a page must be asked for again', async () => {
		const world = account();
		world.hubspot.readFaults.next(null, { kind: 'rateLimit', policy: 'TEN_SECONDLY_ROLLING' });
		const { outcomes } = await run(world, getParticipantsOfEvent, [{ objectId: EVENT }]);
		expect(resultsOf(outcomes[0])).toHaveLength(PEOPLE);
	});

	it('end where the execution is cancelled, and no item is told half of them', async () => {
		const world = account();
		let calls = 0;
		const clock = { ...world.clock, cancelled: () => calls > 1 };
		const http: Job['http'] = async (request) => {
			calls++;
			return await world.http(request);
		};
		const raw = [{ objectId: EVENT }];
		const { outcomes } = await run(world, getParticipantsOfEvent, raw, { clock, http });
		expect(outcomes[0].ok).toBe(false);
		expect(calls).toBe(2);
	});

	it('need the scope to read: without it a run ends with the first call', async () => {
		const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.objects.marketing_events.read');
		const world = account({
			tokens: { [DEFAULT_TOKEN]: { appId: DEFAULT_APP_ID, scopes, kind: 'token' } },
		});
		const raw = [{ objectId: EVENT }, { objectId: THEIRS }, { objectId: EMPTY }];
		const { outcomes } = await run(world, getParticipantsOfEvent, raw);
		for (const outcome of outcomes) {
			expect(problemOf(outcome).message).toMatch(
				/^Not looked up: the credential lacks the scope crm\.objects\.marketing_events\.read/,
			);
		}
	});
});

describe('The events of a contact', () => {
	const eventsIn = (results: unknown) =>
		(results as Array<{ associations: { marketingEvent: { marketingEventId: string } } }>)
			.map(({ associations }) => associations.marketingEvent.marketingEventId)
			.sort();

	it('are found by its record ID and by its address, of every app', async () => {
		const { outcomes } = await run(account(), getEventsOfContact, [
			{ contactIdentifier: '1' },
			{ contactIdentifier: ' p1@example.com ' },
			{ contactIdentifier: '0002' },
			{ contactIdentifier: `${PEOPLE + 1}` },
		]);
		expect(outcomes.map((each) => eventsIn(resultsOf(each)))).toEqual([
			[EVENT, THEIRS],
			[EVENT, THEIRS],
			[EVENT],
			[],
		]);
	});

	it('are those in the state that is wanted', async () => {
		const { outcomes } = await run(account(), getEventsOfContact, [
			{ contactIdentifier: '1', state: 'attended' },
		]);
		expect(eventsIn(resultsOf(outcomes[0]))).toEqual([THEIRS]);
	});

	it.each([
		['999999', 'No contact has the record ID 999999.'],
		['nobody@example.com', 'No contact has the email nobody@example.com.'],
	])(
		'of a contact that HubSpot does not have are an error of its item (%s)',
		async (contactIdentifier, said) => {
			const { outcomes } = await run(account(), getEventsOfContact, [
				{ contactIdentifier },
				{ contactIdentifier: '1' },
			]);
			expect(problemOf(outcomes[0])).toMatchObject({ message: said, category: 'OBJECT_NOT_FOUND' });
			expect(outcomes[1].ok).toBe(true);
		},
	);

	it.each([
		['', /Contact|contactIdentifier is required but empty/],
		[undefined, /is required but missing/],
		['Ada', /must be a record ID in digits or an email address, such as 512 or ada@example\.com/],
		[
			'a@b@example.com',
			/must be a record ID in digits or an email address.*keep one of the addresses/,
		],
		[{ id: 1 }, /must be/],
		['p\ud800@example.com', /holds half of a character/],
	])('cannot be asked for by %j', async (contactIdentifier, said) => {
		const { outcomes, calls } = await run(account(), getEventsOfContact, [{ contactIdentifier }]);
		expect(problemOf(outcomes[0]).reason).toBe('invalid');
		expect(problemOf(outcomes[0]).message).toMatch(said);
		expect(calls).toEqual([]);
	});

	it.each(['EMPTY', 'came', 5, {}])('cannot be asked for by the state %j', async (state) => {
		const { outcomes } = await run(account(), getEventsOfContact, [
			{ contactIdentifier: '1', state },
		]);
		expect(problemOf(outcomes[0]).message).toMatch(
			/state must be Registered, Attended, Cancelled, No-Show or Any, but is/,
		);
	});

	it.each(['', 'any', ' ANY ', null])('are all where the state is %j', async (state) => {
		const { outcomes } = await run(account(), getEventsOfContact, [
			{ contactIdentifier: '1', state },
		]);
		expect(resultsOf(outcomes[0])).toHaveLength(2);
	});
});
