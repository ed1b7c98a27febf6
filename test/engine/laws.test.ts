/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the number of runs comes from outside */
/**
 * The laws of the design, held over random items and random faults: whatever HubSpot does, every item
 * comes back once, with the truth. The fake knows what it applied; outcomes are held against that.
 */
import fc from 'fast-check';

import type { HttpRequest } from '../../nodes/engine/means';
import type { Operation } from '../../nodes/n8n/operation';
import { Memories } from '../../nodes/n8n/memories';
import type { Told } from '../../nodes/n8n/present';
import { Attempt } from '../../nodes/n8n/retries';
import { addToList } from '../../nodes/HubSpotCrmObjects/operations/addToList';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchAssociate } from '../../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchReadAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchReadAssociations';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchRemoveAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { readListMembers } from '../../nodes/HubSpotCrmObjects/operations/readListMembers';
import { removeFromList } from '../../nodes/HubSpotCrmObjects/operations/removeFromList';
import { searchObjects } from '../../nodes/HubSpotCrmObjects/operations/searchObjects';
import { batchArchiveEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { associateListWithEvent } from '../../nodes/HubSpotMarketingEvents/operations/associateListWithEvent';
import { getEventCounters } from '../../nodes/HubSpotMarketingEvents/operations/getEventCounters';
import { getEvents } from '../../nodes/HubSpotMarketingEvents/operations/getEvents';
import { getEventsOfContact } from '../../nodes/HubSpotMarketingEvents/operations/getEventsOfContact';
import { getListsOfEvent } from '../../nodes/HubSpotMarketingEvents/operations/getListsOfEvent';
import { getParticipantsOfEvent } from '../../nodes/HubSpotMarketingEvents/operations/getParticipantsOfEvent';
import { removeListFromEvent } from '../../nodes/HubSpotMarketingEvents/operations/removeListFromEvent';
import { cancelEvents } from '../../nodes/HubSpotMarketingEvents/operations/cancelEvents';
import { completeEvents } from '../../nodes/HubSpotMarketingEvents/operations/completeEvents';
import { deleteEvents } from '../../nodes/HubSpotMarketingEvents/operations/deleteEvents';
import { recordAttendance } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import { getManyEvents } from '../../nodes/HubSpotMarketingEvents/operations/getManyEvents';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import {
	DEFAULT_APP_ID,
	DEFAULT_TOKEN,
	type FakeOptions,
	type Fault,
	type MarketingEvent,
} from '../fake-hubspot/hubspot';
import { isSingle } from '../fake-hubspot/faults';
import { runs } from '../runs';
import { seedParticipants } from './participants';
import { endpointOfRow } from './rows';
import { runJob, World, type Job } from './world';

/** Cases of each operation; `RUNS=400 npx jest test/engine/laws` draws more. */
const RUNS = runs(Number(process.env.RUNS ?? 20));

// ---------------------------------------------------------------- what may happen

const policy = fc.constantFrom('TEN_SECONDLY_ROLLING', 'SECONDLY', 'SOMETHING_NEW');
const applied = fc.boolean();

/**
 * Everything the fake can do wrong with one batch, the systemic faults rarely. What is refused at
 * random is a conflict: HubSpot never takes an input and later calls the same one invalid, as
 * outcomes rely on. Inputs that are invalid are among the items.
 */
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
			.map(([count, named]): Fault => ({ kind: 'rejectSome', count, named, category: 'CONFLICT' })),
	},
	{ weight: 2, arbitrary: fc.constant<Fault>({ kind: 'multiStatusWithoutErrors' }) },
	{
		weight: 3,
		arbitrary: fc
			.record({
				conflict: fc.constantFrom(
					{ status: 409, dialect: 'category' } as const,
					{ status: 409, dialect: 'errorType' } as const,
					{ status: 400, dialect: 'errorType' } as const,
				),
				message: fc.constantFrom('Broken', 'Also broken'),
				ids: fc.constantFrom<'first' | undefined>('first', undefined),
			})
			.map(({ conflict, ...whole }): Fault => ({ kind: 'wholeBatch', ...conflict, ...whole })),
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
	eventDeleteAnswer: fc.constantFrom('nothing', 'envelope', 'object'),
	limits: fc.option(fc.constant({ perTenSeconds: 5, perDay: 1000 }), { nil: null }),
	associationErrors: fc.constantFrom('pair', 'end', 'invalidIds', 'whole'),
	associationPageSize: fc.constantFrom(1, 3, 500),
	attendanceErrorContext: fc.constantFrom('named', 'empty'),
	occurredAt: fc.constantFrom('number', 'text'),
});

// ---------------------------------------------------------------- who asks for what

/** Few keys and few names: repeated records and look-alikes are the rule. */
const few = fc.integer({ min: 0, max: 12 });
const name = fc.constantFrom('Webinar', 'Workshop', 'Conference');
const moment = fc.constantFrom('2027-03-01', '2027-03-02T09:00:00Z', '2027-03-02T10:00:00+01:00');

/**
 * Every input that writes values carries its item's number where HubSpot keeps it and nobody compares
 * it. What reads or archives has no such place: it is known by the record that it names.
 */
const mark = (item: number) => `item-${item}`;

interface Kind {
	row: Operation;
	objectType?: string;
	/** Values of the place, beside the object type. */
	parameters?: Record<string, string>;
	/** Its calls suffer what single writes do. */
	single?: true;
	/** Silence is the truth about nothing: what an answer does not mention is read back. */
	tellsSilence?: true;
	/** Is what these values are about not there, so that nothing is sent once HubSpot has said so? */
	isNowhere?: (drawn: never) => boolean;
	raw: fc.Arbitrary<object>;
	/** Drawn values -> the raw input of one item. */
	make: (drawn: never, item: number) => object;
	prepare: (world: World) => void;
	/** The mark of what was written. */
	markOf?: (input: Record<string, unknown>) => string;
	/** The fault that this kind meets in place of another. */
	faultOf?: (fault: Fault | null) => Fault | null;
	/** A question with many results: what its calls suffer, and what others do to the account before each. */
	asks?: {
		queue: 'searchFaults' | 'supportingFaults';
		meanwhile: (world: World, call: number) => void;
	};
	/** The truth about one item beside what holds of all writes; `input`: as it was given. */
	truth?: (happened: Case, outcome: Told, input: Given) => void;
}

type Given = Record<string, unknown> & {
	id?: unknown;
	idProperty?: string;
	objectId?: unknown;
	externalEventId?: unknown;
	externalAccountId?: unknown;
};

const markOfEvent = (input: Record<string, unknown>) =>
	(input.customProperties as Array<{ value: string }>)[0].value;

const markOfRecord = (input: Record<string, unknown>) =>
	(input.properties as Record<string, string>).lastname;

const prepareEvents = ({ hubspot }: World) => {
	for (let event = 0; event < 10; event++) hubspot.seedEvent(DEFAULT_APP_ID, { eventName: 'Old' });
};

/** Events `w0` to `w9` of ours, `w3` in two accounts, and `w10` of another app; of `w2`, they have one too. */
const prepareNamedEvents = ({ hubspot }: World) => {
	const seed = (app: number, n: number, externalAccountId = 'acme') =>
		hubspot.seedEvent(app, { externalEventId: `w${n}`, externalAccountId, eventName: 'Old' });
	for (let n = 0; n < 10; n++) seed(DEFAULT_APP_ID, n);
	seed(DEFAULT_APP_ID, 3, 'other');
	seed(DEFAULT_APP_ID + 1, 2);
	seed(DEFAULT_APP_ID + 1, 10);
};

const anEventName = fc.record({
	event: few,
	account: fc.constantFrom(undefined, 'acme', 'other'),
	byObjectId: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});

const makeEventName = ({
	event,
	account,
	byObjectId,
}: {
	event: number;
	account?: string;
	byObjectId: boolean;
}) =>
	byObjectId
		? { objectId: event === 12 ? '' : 50001 + event }
		: {
				externalEventId: event === 12 ? '' : ` w${event} `,
				...(account !== undefined && { externalAccountId: account }),
			};

/** What is told done was done to the event that the item names, and to no other. */
const isTheNamed = ({ world }: Case, outcome: Told, input: Given) => {
	if (!outcome.ok) {
		const { failure } = outcome;
		const isSure = failure.category === 'OBJECT_NOT_FOUND' && failure.status === undefined;
		// Whom a look-up does not find has another account, or is there no more.
		if (isSure && input.externalEventId)
			expect(failure.message).toMatch(/^No event has the external/);
		return;
	}
	const { hubspot } = world;
	if (outcome.result.objectId === undefined) {
		// A second try of what was to go: its event is gone, and no look-up tells its object ID any more.
		expect(outcome.result.externalEventId).toBe(String(input.externalEventId).trim());
		const isThere = [...hubspot.events().values()].some(
			({ externalEventId, externalAccountId }) =>
				externalEventId === outcome.result.externalEventId &&
				(input.externalAccountId === undefined || externalAccountId === input.externalAccountId),
		);
		expect(isThere).toBe(false);
		return;
	}
	const id = String(outcome.result.objectId);
	const event = hubspot.event(id) ?? hubspot.archivedEvents().get(id);
	if (input.objectId !== undefined) expect(id).toBe(String(input.objectId));
	else {
		expect(event?.externalEventId).toBe(String(input.externalEventId).trim());
		const { externalAccountId = event?.externalAccountId } = input;
		expect(event?.externalAccountId).toBe(externalAccountId);
	}
};

/** Another app alone has `event-5` to `event-8` of the account `a`; both have `event-4`, we alone `event-3`. */
const prepareOwners = ({ hubspot }: World) => {
	const seed = (app: number, n: number) =>
		hubspot.seedEvent(app, {
			externalAccountId: 'a',
			externalEventId: `event-${n}`,
			eventName: 'Old',
		});
	for (const n of [3, 4]) seed(DEFAULT_APP_ID, n);
	for (const n of [4, 5, 6, 7, 8]) seed(DEFAULT_APP_ID + 1, n);
};

/** An upsert that looks up whose its event is. */
const upsertingOwned = (choice: 'update' | 'refuse'): Kind => ({
	row: upsertEvents,
	parameters: { ifOwnedByAnother: choice },
	raw: fc.record({ account: fc.constantFrom('a', 'a', 'a', 'b'), event: few, eventName: name }),
	make: ({ account, event, ...rest }: Record<string, string>, item) => ({
		externalAccountId: account,
		externalEventId: `event-${event}`,
		eventOrganizer: 'ACME',
		...rest,
		...(item % 4 === 0 && { eventCompleted: true }),
		customProperties: [{ name: 'venue', value: mark(item) }],
	}),
	prepare: prepareOwners,
	markOf: markOfEvent,
	truth: ({ world, writes }, outcome, { externalAccountId, externalEventId }) => {
		const eventOf = (app: number) =>
			world.hubspot.eventByExternalId(app, String(externalAccountId), String(externalEventId));
		const [ours, theirs] = [eventOf(DEFAULT_APP_ID), eventOf(DEFAULT_APP_ID + 1)];
		const isTheirs = theirs !== undefined && externalEventId !== 'event-4';
		const written = writes.get(outcome.item) ?? [];
		if (!isTheirs) {
			expect(written).not.toContain(theirs?.objectId);
			if (outcome.ok) expect([ours?.objectId, undefined]).toContain(outcome.result.objectId);
			return;
		}
		// Theirs is never doubled, and never touched where that is refused.
		expect(ours).toBeUndefined();
		if (choice === 'refuse') expect(written).toEqual([]);
		if (!outcome.ok) return;
		expect(choice).toBe('update');
		expect(outcome.result).toMatchObject({ objectId: theirs.objectId, outcome: 'updated' });
	},
});

const prepareContacts = ({ hubspot }: World) => {
	for (let contact = 0; contact < 10; contact++) {
		const email = `person${contact}@x.com`;
		hubspot.seedObject('contacts', { email, firstname: 'A' }, String(contact + 1));
	}
	hubspot.merge('contacts', '9', '2');
};

/** The record that an input names, be it by another name than it shows, as it is now. */
const recordOf = ({ hubspot }: World, given: Given) =>
	recordAmong([...hubspot.objects('contacts').values()], given);

type Stored = { id: string; properties: Record<string, unknown> };

function recordAmong<T extends Stored>(all: T[], { id, idProperty }: Given): T | undefined {
	const key = String(id).trim().toLowerCase();
	const others = idProperty === 'email' ? 'hs_additional_emails' : 'hs_merged_object_ids';
	return all.find(
		({ id: own, properties }) =>
			(idProperty ? properties[idProperty] : own) === key ||
			String(properties[others] ?? '')
				.split(';')
				.includes(key),
	);
}

/** What is done is gone, what is not is there: of a record that two items name, one may be the one. */
const archived = ({ world, outcomes, given }: Case, outcome: Told, input: Given) => {
	const { hubspot } = world;
	const nameOf = ({ id, objectId }: Given) => String(objectId ?? id).trim();
	const name = nameOf(input);
	const there = 'objectId' in input ? hubspot.event(name) : hubspot.object('contacts', name);
	if (outcome.ok) {
		expect(outcome.result.outcome).toBe('not in HubSpot any more');
		expect(there).toBeUndefined();
		return;
	}
	expect(outcome.failure.message).not.toMatch(/written|created/);
	if (!hubspot.applied.some(({ input: gone }) => nameOf(gone) === name)) return;
	const its = outcomes.filter(({ item }) => nameOf(given[item]) === name);
	expect(its.some((each) => each.ok || each.failure.applied === 'maybe')).toBe(true);
};

/** Events that are called by the IDs of the app that made them; another app made the eleventh. */
const prepareOwnEvents = ({ hubspot }: World) => {
	for (let event = 0; event <= 10; event++) {
		const ids = { externalAccountId: 'a', externalEventId: `event-${event}` };
		hubspot.seedEvent(DEFAULT_APP_ID + (event === 10 ? 1 : 0), { ...ids, eventName: 'Old' });
	}
};

const externalIds = (event: number) => ({
	externalAccountId: 'a',
	externalEventId: event === 12 ? '' : `event-${event}`,
});

/** What is done is so, and what is told “no” was not done by us; of what another app made, nothing is. */
const ended =
	(flag: 'eventCancelled' | 'eventCompleted'): Kind['truth'] =>
	({ world, outcomes, given }, outcome, input) => {
		const { hubspot } = world;
		const id = String(input.externalEventId);
		const event = hubspot.eventByExternalId(DEFAULT_APP_ID, 'a', id);
		const isOwn = (each: Given) => each.externalEventId === id;
		if (outcome.ok) {
			expect(event?.[flag]).toBe(true);
			expect(outcome.result).toMatchObject({ externalAccountId: 'a', externalEventId: id });
			return;
		}
		expect(outcome.failure.message).not.toMatch(/written|created to|archived/);
		if (outcome.failure.category === 'OBJECT_NOT_FOUND') expect(event).toBeUndefined();
		if (!hubspot.applied.some((write) => isOwn(write.input as Given))) return;
		// Of several items about one event, one may be the one.
		const its = outcomes.filter(({ item }) => isOwn(given[item]));
		expect(its.some((each) => each.ok || each.failure.applied === 'maybe')).toBe(true);
	};

/** What is done is gone, and was there; what is told “no” is there still, or never was ours. */
const deleted: Kind['truth'] = ({ world }, outcome, input) => {
	const { hubspot } = world;
	const id = String(input.externalEventId);
	const isOwn = (each: { appId: number; externalEventId: string }) =>
		each.appId === DEFAULT_APP_ID && each.externalEventId === id;
	const gone = [...hubspot.archivedEvents().values()].some(isOwn);
	if (outcome.ok) {
		expect(outcome.result.outcome).toBe('not in HubSpot any more');
		expect([hubspot.eventByExternalId(DEFAULT_APP_ID, 'a', id), gone]).toEqual([undefined, true]);
		return;
	}
	expect(outcome.failure.message).not.toMatch(/written|created to|archived/);
	if (outcome.failure.applied === 'no') expect(gone).toBe(false);
};

interface Attending {
	contact: number;
	event: number;
	state: string;
	by: string;
	hour: string;
	times: boolean;
}

/** Event 0 is not there, contact 8 was merged, and those from 10 on are new. */
function makeAttendance({ contact, event, state, by, hour, times }: Attending) {
	const joinedAt = `2027-03-01T${hour}:00:00Z`;
	const leftAt = '2027-03-01T11:00:00Z';
	const email = `${by === 'EMAIL' ? 'PERSON' : 'person'}${contact}@x.com`;
	return {
		objectId: `5000${event}`,
		subscriberState: state,
		...(by === 'vid' ? { vid: contact + 1 } : { email }),
		interactionDateTime: joinedAt,
		...(times && state === 'attend' && { properties: { joinedAt, leftAt } }),
	};
}

/** Who did what, when, at which event; the name of the person alone where nobody has it. */
function interactionOf({ hubspot }: World, input: Given): string {
	const { vid, email, objectId, subscriberState, interactionDateTime } = input;
	const address = String(email).toLowerCase();
	const all = [...hubspot.objects('contacts').values()];
	const known = all.find(({ properties }) =>
		[properties.email, ...(properties.hs_additional_emails ?? '').split(';')].includes(address),
	);
	const who = vid === undefined ? (known?.id ?? address) : String(vid);
	const at = new Date(interactionDateTime as string | number).getTime();
	return JSON.stringify([objectId, who, subscriberState, at]);
}

/** Who is told recorded is so in HubSpot, and of who is told “no” nothing was recorded. */
const recorded: Kind['truth'] = ({ world, outcomes, given }, outcome, input) => {
	const done = world.hubspot.applied
		.filter(({ kind }) => kind === 'attendance')
		.map(({ input: sent, id, action }) => {
			const at = Number(sent.interactionDateTime);
			const event = sent.objectId;
			return { key: JSON.stringify([event, id, action, at]), event, id, action };
		});
	const own = interactionOf(world, input);
	const [objectId, who, state] = JSON.parse(own) as string[];
	if (outcome.ok) {
		expect(outcome.result).toMatchObject({ outcome: 'recorded', objectId, state });
		expect(String(outcome.result.vid)).toBe(who);
		// Who attended has registered, as far as HubSpot shows.
		const fits = state === 'register' ? ['register', 'attend'] : [state];
		const isDone = done.some(({ key, event, id, action }) =>
			state === 'attend'
				? key === own
				: id === who && event === objectId && fits.includes(String(action)),
		);
		expect(isDone).toBe(true);
		return;
	}
	if (outcome.failure.applied !== 'no') return;
	const isTwin = outcomes.some((each) => {
		if (each.item === outcome.item || (!each.ok && each.failure.applied === 'no')) return false;
		return interactionOf(world, given[each.item]) === own;
	});
	if (!isTwin) expect(done.map(({ key }) => key)).not.toContain(own);
};

const LIST = '501';
const MEMBERS = ['3', '6'];

/** Who is told to have joined or left the list has, and who is told no was not moved by us. */
const member = ({ world, outcomes, given }: Case, outcome: Told, { id }: Given) => {
	const name = String(id);
	const isIn = world.hubspot.list(LIST)?.members.has(name) ?? false;
	const changes = world.hubspot.memberships().filter((change) => change.id === name);
	const before = MEMBERS.includes(name);
	if (!outcome.ok) {
		expect(outcome.failure.message).not.toMatch(/written|created/);
		if (outcome.failure.applied === 'no') expect(isIn).toBe(before);
		return;
	}
	const { outcome: words } = outcome.result;
	if (words === 'added' || words === 'removed') {
		expect(changes.map(({ action }) => action)).toEqual([words === 'added' ? 'add' : 'remove']);
	}
	if (words === 'unchanged') expect(changes).toEqual([]);
	// One write for all items that name the record.
	const twin = outcomes.find(({ item }) => String(given[item].id) === name);
	expect({ ...outcome, item: 0 }).toEqual({ ...twin, item: 0 });
};

const joining = (row: Operation, isIn: boolean): Kind => ({
	row,
	parameters: { listId: LIST },
	single: true,
	raw: fc.record({ contact: few }),
	make: ({ contact }: { contact: number }) => ({ id: contact === 12 ? 'x' : contact + 1 }),
	prepare: (world) => {
		prepareContacts(world);
		world.hubspot.seedList('contacts', { listId: LIST, members: MEMBERS });
	},
	truth: (happened, outcome, input) => {
		member(happened, outcome, input);
		const members = happened.world.hubspot.list(LIST)?.members;
		if (outcome.ok) expect(members?.has(String(input.id))).toBe(isIn);
	},
});

// ---------------------------------------------------------------- reads

/** Who is told a record is told the right one, and who is told that there is none, rightly so. */
const readContact = (
	{ outcomes, given }: Case,
	outcome: Told,
	input: Given,
	record: { id: string } | undefined,
) => {
	if (outcome.ok) expect(outcome.result.id).toBe(record?.id);
	else {
		const { failure } = outcome;
		expect(failure.applied).toBeUndefined();
		if (failure.category === 'OBJECT_NOT_FOUND') expect(record).toBeUndefined();
	}
	const question = JSON.stringify(input);
	const first = outcomes.find(({ item }) => JSON.stringify(given[item]) === question);
	expect({ ...outcome, item: 0 }).toEqual({ ...first, item: 0 });
};

const readingContacts: Kind = {
	row: batchReadObjects,
	objectType: 'contacts',
	raw: fc.record({ contact: few, by: fc.constantFrom('id', 'email', 'EMAIL') }),
	make: ({ contact, by }: { contact: number; by: string }) => ({
		id: by === 'id' ? contact + 1 : `${by === 'EMAIL' ? ' PERSON' : 'person'}${contact}@x.com`,
		...(by !== 'id' && { idProperty: 'email' }),
	}),
	prepare: prepareContacts,
};

/** Somebody else writes to HubSpot, in the way of a batch. */
const othersWrite = ({ hubspot }: World, path: string, inputs: object[]) =>
	hubspot.handle({
		method: 'POST',
		path: `/crm/objects/2026-03/contacts/batch/${path}`,
		headers: { authorization: `Bearer ${DEFAULT_TOKEN}`, 'content-type': 'application/json' },
		body: JSON.stringify({ inputs }),
	});

const changeContact = (world: World, id: string, properties: Record<string, string>) =>
	othersWrite(world, 'update', [{ id, properties }]);

const archiveContacts = (world: World, ids: string[]) =>
	othersWrite(
		world,
		'archive',
		ids.map((id) => ({ id })),
	);

// ---------------------------------------------------------------- associations

const BETWEEN = { fromObjectType: 'contacts', toObjectType: 'companies' };
const PRIMARY = 'HUBSPOT_DEFINED:1';

/** The same numbers on either side: “1 to 2” and “2 to 1” are often in one list. */
const aPair = fc.record({ from: few, to: few, spelled: fc.constantFrom('', '0', ' ') });

const makePair = ({ from, to, spelled }: { from: number; to: number; spelled: string }) => ({
	from: { id: from === 12 ? '' : `${spelled}${from + 1}` },
	to: { id: `${to + 1}` },
});

/** Contacts and companies 1 to 10, some of them associated; two of each do not exist. */
const prepareAssociations = ({ hubspot }: World) => {
	for (const objectType of ['contacts', 'companies']) {
		hubspot.seedObjects({ objectType, count: 10, properties: {} });
	}
	for (let from = 1; from <= 10; from++) {
		for (let to = 1; to <= from % 4; to++) {
			const type = to % 2 ? PRIMARY : undefined;
			hubspot.seedAssociation(['contacts', `${from}`], ['companies', `${to}`], type);
		}
	}
};

const associationOf = ({ hubspot }: World, from: string, to: string) =>
	hubspot.associationOf(['contacts', from], ['companies', to]);

const idOfEnd = (end: unknown) => String(Number((end as { id: string }).id));

/**
 * A pair that is told done is associated, or is not any more, in the fake; one that is told “no” is not
 * changed by us. Equal pairs have one outcome.
 */
const associatedOrNot =
	(wanted: boolean, label?: string): Kind['truth'] =>
	({ world, outcomes, given }, outcome, input) => {
		const [from, to] = [idOfEnd(input.from), idOfEnd(input.to)];
		const types = associationOf(world, from, to);
		const isThere = label ? types.includes(label) : types.length > 0;
		if (outcome.ok) {
			expect({ from, to, isThere }).toEqual({ from, to, isThere: wanted });
			expect(outcome.result).toMatchObject({ fromObjectId: from, toObjectId: to });
		} else if (outcome.failure.applied === 'no') {
			expect(world.hubspot.timesApplied(`contacts|${from} > companies|${to}`)).toBe(0);
		}
		const isEqual = (other: Given) =>
			idOfEnd(other.from) === from && idOfEnd(other.to) === to && other.from !== undefined;
		const first = outcomes.find(({ item }) => isEqual(given[item]));
		expect({ ...outcome, item: 0 }).toEqual({ ...first, item: 0 });
	};

// ---------------------------------------------------------------- questions with many results

/** More than a page of a search, and of the members of a list. */
const MANY = 215;
const rankOf = (n: number) => `${(n * 7) % 11}`;

const prepareMany = ({ hubspot }: World) => {
	hubspot.defineProperty('contacts', { name: 'rank', type: 'number' });
	for (let n = 1; n <= MANY; n++) hubspot.seedObject('contacts', { rank: rankOf(n) }, `${n}`);
	const members = Array.from({ length: MANY }, (_, n) => `${n + 1}`);
	hubspot.seedList('contacts', { listId: LIST, members });
};

/** While it is read, one of the first records goes, and one that nobody has seen comes. */
const meanwhile = ({ hubspot }: World, call: number) => {
	hubspot.objects('contacts').delete(`${3 * call}`);
	hubspot.seedObject('contacts', { rank: '5' });
};

/** What was there from the start to the end, and all that ever was there. */
function presence({ hubspot }: World) {
	const now = [...hubspot.objects('contacts').keys()];
	const before = Array.from({ length: MANY }, (_, n) => `${n + 1}`);
	return { standing: before.filter((id) => now.includes(id)), ever: new Set([...before, ...now]) };
}

const RANKED = { propertyName: 'rank', operator: 'GTE', value: '4' };

const searching: Kind = {
	row: searchObjects,
	objectType: 'contacts',
	asks: { queue: 'searchFaults', meanwhile },
	raw: fc.record({
		ranked: fc.boolean(),
		sort: fc.constantFrom(undefined, 'ASCENDING', 'DESCENDING'),
		limit: fc.option(fc.constantFrom(1, 150, 205, 20_000), { nil: undefined }),
		bad: few,
	}),
	make: ({ ranked, sort, limit, bad }: Record<string, unknown>, item) => ({
		filterGroups: [
			{
				filters: [
					{ propertyName: 'lastname', operator: 'NEQ', value: mark(item) },
					...(ranked ? [RANKED] : []),
				],
			},
		],
		...(sort ? { sorts: [{ propertyName: 'rank', direction: sort }] } : {}),
		...(limit ? { limit } : {}),
		...(bad === 12 && { limit: 0 }),
	}),
	prepare: prepareMany,
	truth: ({ world }, outcome, input) => {
		expect(world.hubspot.applied).toEqual([]);
		if (!outcome.ok) {
			expect(outcome.failure.applied).toBeUndefined();
			return;
		}
		const {
			filterGroups,
			sorts,
			limit = Infinity,
		} = input as {
			filterGroups: Array<{ filters: object[] }>;
			sorts?: Array<{ direction: string }>;
			limit?: number;
		};
		const isRanked = filterGroups[0].filters.length > 1;
		const results = outcome.results as Array<{ id: string; properties: { rank: string } }>;
		const ids = results.map(({ id }) => id);
		const { standing, ever } = presence(world);
		const wanted = (id: string) => !isRanked || Number(rankOf(Number(id))) >= 4;
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.filter((id) => !ever.has(id))).toEqual([]);
		expect(ids.filter((id) => Number(id) <= MANY && !wanted(id))).toEqual([]);
		expect(ids.length).toBeLessThanOrEqual(limit);
		if (sorts) {
			const ranks = results.map(({ properties }) => Number(properties.rank));
			const sign = sorts[0].direction === 'DESCENDING' ? -1 : 1;
			expect(ranks).toEqual([...ranks].sort((a, b) => sign * (a - b)));
		} else expect(ids).toEqual([...ids].sort((a, b) => Number(a) - Number(b)));
		// HubSpot's own order is counted in places, which move while records go.
		const isCounted = sorts !== undefined && limit <= 10_000;
		if (ids.length < limit && !isCounted) {
			const found = new Set(ids);
			expect(standing.filter((id) => wanted(id) && !found.has(id))).toEqual([]);
		}
	},
};

const listing: Kind = {
	row: readListMembers,
	parameters: { listId: LIST, returnAll: 'true' },
	asks: {
		queue: 'supportingFaults',
		meanwhile: (world, call) => {
			meanwhile(world, call);
			const members = world.hubspot.list(LIST)?.members;
			members?.set(`${1_000 + call}`, '2026-11-22T00:00:00Z');
		},
	},
	raw: fc.record({ contact: few }),
	make: ({ contact }: { contact: number }) => (contact === 12 ? { stranger: 1 } : {}),
	prepare: prepareMany,
	truth: ({ world }, outcome) => {
		expect(world.hubspot.applied).toEqual([]);
		if (!outcome.ok) {
			expect(outcome.failure.applied).toBeUndefined();
			return;
		}
		const ids = outcome.results?.map(({ id }) => String(id)) ?? [];
		const members = world.hubspot.list(LIST)?.members ?? new Map<string, string>();
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.filter((id) => !members.has(id))).toEqual([]);
		const found = new Set(ids);
		expect([...members.keys()].filter((id) => Number(id) <= MANY && !found.has(id))).toEqual([]);
	},
};

/** More than a page of them, of two names, every third without a start. */
const prepareManyEvents = ({ hubspot }: World) => {
	for (let n = 1; n <= MANY; n++) {
		hubspot.seedEvent(DEFAULT_APP_ID + (n % 2), {
			objectId: `${n}`,
			externalEventId: `event-${n}`,
			eventName: n % 2 ? `Webinar ${n}` : `Workshop ${n}`,
			startDateTime: n % 3 ? `2027-0${1 + (n % 9)}-01T00:00:00.000Z` : null,
		});
	}
};

const listingEvents: Kind = {
	row: getManyEvents,
	asks: {
		queue: 'supportingFaults',
		meanwhile: ({ hubspot }) => void hubspot.seedEvent(DEFAULT_APP_ID, { eventName: 'Webinar' }),
	},
	raw: fc.record({
		nameContains: fc.constantFrom(undefined, '', 'webinar', ' SHOP ', 'nothing like it'),
		startsFrom: fc.constantFrom(undefined, '2027-03-01', '2027-06-01T00:00:00Z'),
		startsBefore: fc.constantFrom(undefined, '2027-08-01'),
		limit: fc.option(fc.constantFrom(1, 100, 150, 20_000), { nil: undefined }),
		bad: few,
	}),
	make: ({ bad, ...question }: Record<string, unknown>) => ({
		...question,
		...(bad === 12 && { limit: 0 }),
	}),
	prepare: prepareManyEvents,
	truth: ({ world }, outcome, input) => {
		expect(world.hubspot.applied).toEqual([]);
		if (!outcome.ok) {
			expect(outcome.failure.applied).toBeUndefined();
			return;
		}
		const { limit = Infinity, nameContains = '' } = input as Record<string, never>;
		const [from, before] = [input.startsFrom, input.startsBefore].map((each) =>
			each === undefined ? undefined : Date.parse(String(each)),
		);
		const isWanted = ({ eventName, startDateTime }: MarketingEvent) => {
			const at = startDateTime === null ? NaN : Date.parse(startDateTime);
			const isNamed = eventName.toLowerCase().includes(String(nameContains).trim().toLowerCase());
			return isNamed && !(from && !(at >= from)) && !(before && !(at < before));
		};
		const ids = outcome.results?.map(({ objectId }) => String(objectId)) ?? [];
		const events = world.hubspot.events();
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.filter((id) => !isWanted(events.get(id) as MarketingEvent))).toEqual([]);
		expect(ids.length).toBeLessThanOrEqual(limit);
		const all = [...events.values()].filter((event) => isWanted(event));
		const before215 = all.filter(({ objectId }) => Number(objectId) <= MANY);
		const found = new Set(ids);
		const missing = before215.filter(({ objectId }) => !found.has(objectId));
		if (ids.length < limit) expect(missing).toEqual([]);
		const said = outcome.warnings.join();
		// What is called certain is so; where something is left out, that is said.
		if (said.startsWith('HubSpot has more')) expect(all.length).toBeGreaterThan(ids.length);
		if (missing.length) expect(said).toMatch(/HubSpot has more|may match/);
	},
};

// ---------------------------------------------------------------- lists of events

const EVENT_LIST = '601';

/** Every second event has the list, and one that nobody touches. */
const prepareListedEvents = (world: World) => {
	prepareNamedEvents(world);
	const { hubspot } = world;
	for (const listId of [EVENT_LIST, '602']) hubspot.seedList('contacts', { listId });
	for (const [id, event] of hubspot.events()) {
		if (Number(id) % 2 === 0) event.listIds = [EVENT_LIST, '602'];
	}
};

/** The list of an event is there, or is not any more, where that is told; nothing else is touched. */
const listedOrNot =
	(isThere: boolean): Kind['truth'] =>
	(happened, outcome, input) => {
		isTheNamed(happened, outcome, input);
		const { hubspot } = happened.world;
		if (outcome.ok) {
			const id = String(outcome.result.objectId);
			expect(hubspot.event(id)?.listIds?.includes(EVENT_LIST) ?? false).toBe(isThere);
		} else expect(outcome.failure.message).not.toMatch(/written|created to/);
		const touched = hubspot.applied.filter(({ input: { listId } }) => listId !== EVENT_LIST);
		expect(touched).toEqual([]);
		// Of an event that is told “no” by all items, nothing was changed.
		const isSame = (other: Given) => JSON.stringify(other) === JSON.stringify(input);
		const twins = happened.outcomes.filter(({ item }) => isSame(happened.given[item]));
		const first = { ...twins[0], item: 0 };
		expect({ ...outcome, item: 0 }).toEqual(first);
		if (input.objectId === undefined || outcome.ok || outcome.failure.applied !== 'no') return;
		const id = String(input.objectId);
		const others = happened.outcomes.some((each) => each.ok && each.result.objectId === id);
		const isOpen = happened.outcomes.some((each) => !each.ok && each.failure.applied === 'maybe');
		if (!others && !isOpen) expect(hubspot.timesApplied(`event|${id}`)).toBe(0);
	};

const changingLists = (row: Operation, isThere: boolean): Kind => ({
	row,
	parameters: { listId: EVENT_LIST },
	single: true,
	raw: anEventName,
	make: makeEventName,
	prepare: prepareListedEvents,
	truth: listedOrNot(isThere),
});

// ---------------------------------------------------------------- participations

/** Contacts from 901 on take part in the events: nobody, a few, or more than a page of them. */
const prepareParticipants = (world: World) => {
	prepareNamedEvents(world);
	const { hubspot } = world;
	for (let id = 901; id <= 905; id++) {
		hubspot.seedObject('contacts', { email: `guest${id}@x.com` }, `${id}`);
	}
	for (const id of hubspot.events().keys()) {
		const count = id === '50002' ? 120 : [0, 2, 5][Number(id) % 3];
		const guests = Array.from({ length: count }, (_, n): [string, 'attend' | 'register'] => [
			`${901 + n}`,
			n % 4 ? 'attend' : 'register',
		]);
		seedParticipants(hubspot, id, guests);
	}
};

/** The event that an input names: of two apps, ours. */
const eventNamed = ({ hubspot }: World, input: Given) => {
	const id = String(input.externalEventId ?? '').trim();
	return [...hubspot.events().values()].find(
		({ objectId, externalEventId, externalAccountId }) =>
			objectId === String(input.objectId) ||
			(externalEventId === id &&
				externalAccountId === (input.externalAccountId ?? externalAccountId)),
	);
};

/** A read changes nothing, and equal questions get one answer. */
const isOneAnswer = ({ world, outcomes, given }: Case, outcome: Told, input: Given) => {
	expect(world.hubspot.applied).toEqual([]);
	const question = JSON.stringify(input);
	const first = outcomes.find(({ item }) => JSON.stringify(given[item]) === question);
	expect({ ...outcome, item: 0 }).toEqual({ ...first, item: 0 });
	if (!outcome.ok) expect(outcome.failure.applied).toBeUndefined();
};

const wantedPeople = {
	state: fc.constantFrom(undefined, 'ATTENDED', 'registered', 'any'),
	limit: fc.option(fc.constantFrom(1, 50, 100, 110), { nil: undefined }),
};

/** The first so many participations in the wanted state, of all that there are. */
const areTheFirst = (world: World, outcome: Told, input: Given, all: Array<[string, string]>) => {
	if (!outcome.ok) return;
	const { state = 'any', limit = Infinity } = input as { state?: string; limit?: number };
	const wanted = all.filter(([event, contact]) =>
		['ANY', world.hubspot.participationState(event, contact)].includes(state.toUpperCase()),
	);
	const shown = outcome.results?.map(({ associations }) => {
		const { contact, marketingEvent } = associations as Record<string, Record<string, string>>;
		return [marketingEvent.marketingEventId, contact.contactId];
	});
	expect(shown).toEqual(wanted.slice(0, limit));
	const said = outcome.warnings.join();
	if (wanted.length > limit) expect(said).toMatch(/^HubSpot has more records than Limit/);
};

/** A single read suffers nothing that is about the results of a batch. */
const ofSingleReads = (each: Fault | null): Fault | null =>
	isSingle(each) ? each : { kind: 'reset', applied: false };

const KINDS: Record<string, Kind> = {
	getEventCounters: {
		row: getEventCounters,
		raw: anEventName,
		make: makeEventName,
		prepare: prepareParticipants,
		faultOf: ofSingleReads,
		truth: (happened, outcome, input) => {
			isOneAnswer(happened, outcome, input);
			if (!outcome.ok) return;
			isTheNamed(happened, outcome, input);
			const { objectId = '' } = eventNamed(happened.world, input) ?? {};
			const { size } = happened.world.hubspot.participations(objectId);
			expect(outcome.result).toMatchObject({ objectId, attended: size - Math.ceil(size / 4) });
		},
	},
	getParticipantsOfEvent: {
		row: getParticipantsOfEvent,
		raw: fc.record({ ...wantedPeople, name: anEventName }),
		make: ({ name: named, ...wanted }: { name: Parameters<typeof makeEventName>[0] }) => ({
			...makeEventName(named),
			...wanted,
		}),
		prepare: prepareParticipants,
		faultOf: ofSingleReads,
		truth: (happened, outcome, input) => {
			isOneAnswer(happened, outcome, input);
			const { world } = happened;
			const { objectId = '' } = eventNamed(world, input) ?? {};
			const people = [...world.hubspot.participations(objectId).keys()];
			areTheFirst(
				world,
				outcome,
				input,
				people.map((id) => [objectId, id]),
			);
		},
	},
	getEventsOfContact: {
		row: getEventsOfContact,
		raw: fc.record({ ...wantedPeople, contact: few, byEmail: fc.boolean() }),
		make: ({ contact, byEmail, ...wanted }: { contact: number; byEmail: boolean }) => ({
			contactIdentifier:
				contact === 12 ? 'no address' : byEmail ? `guest${900 + contact}@x.com` : 900 + contact,
			...wanted,
		}),
		prepare: prepareParticipants,
		faultOf: ofSingleReads,
		truth: (happened, outcome, input) => {
			isOneAnswer(happened, outcome, input);
			const { world } = happened;
			const id = /\d+/.exec(String(input.contactIdentifier))?.[0] ?? '';
			const events = [...world.hubspot.events().keys()].filter((event) =>
				world.hubspot.participations(event).has(id),
			);
			areTheFirst(
				world,
				outcome,
				input,
				events.map((event) => [event, id]),
			);
		},
	},
	associateListWithEvent: changingLists(associateListWithEvent, true),
	removeListFromEvent: changingLists(removeListFromEvent, false),
	getListsOfEvent: {
		row: getListsOfEvent,
		raw: anEventName,
		make: makeEventName,
		prepare: prepareListedEvents,
		faultOf: ofSingleReads,
		truth: (happened, outcome, input) => {
			isOneAnswer(happened, outcome, input);
			if (!outcome.ok) return;
			const shown = outcome.results?.map(({ listId }) => listId);
			expect(shown).toEqual(eventNamed(happened.world, input)?.listIds ?? []);
		},
	},
	getManyEvents: listingEvents,
	searchObjects: searching,
	readListMembers: listing,
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
		prepare: prepareEvents,
		markOf: markOfEvent,
	},
	batchArchiveEvents: {
		row: batchArchiveEvents,
		raw: fc.record({ event: few }),
		make: ({ event }: { event: number }) => ({ objectId: event === 12 ? '' : 50001 + event }),
		prepare: prepareEvents,
		truth: archived,
	},
	'upsertEvents or update theirs': upsertingOwned('update'),
	'upsertEvents or refuse theirs': upsertingOwned('refuse'),
	'upsertEvents of look-alikes': {
		row: upsertEvents,
		raw: fc.record({
			event: fc.integer({ min: 0, max: 30 }),
			eventUrl: fc.option(fc.constantFrom('https://e.x/1', 'https://e.x/2'), {
				nil: undefined,
				freq: 1,
			}),
		}),
		make: ({ event, eventUrl }: Record<string, string>, item) => ({
			externalAccountId: 'a',
			externalEventId: `event-${event}`,
			eventName: 'Demo',
			eventOrganizer: 'ACME',
			eventUrl,
			customProperties: [{ name: 'venue', value: mark(item) }],
		}),
		prepare: ({ hubspot }) => {
			// Of two that exist, an answer shows more than is sent of them.
			for (const n of [3, 4]) {
				hubspot.seedEvent(DEFAULT_APP_ID, {
					externalAccountId: 'a',
					externalEventId: `event-${n}`,
					eventName: 'Demo',
					eventOrganizer: 'ACME',
					eventUrl: 'https://e.x/1',
				});
			}
		},
		markOf: markOfEvent,
	},
	'batchUpdateEvents by external IDs': {
		row: batchUpdateEvents,
		raw: anEventName,
		make: (drawn: Parameters<typeof makeEventName>[0], item) => ({
			...makeEventName(drawn),
			customProperties: [{ name: 'venue', value: mark(item) }],
		}),
		prepare: prepareNamedEvents,
		markOf: markOfEvent,
		truth: isTheNamed,
	},
	'batchArchiveEvents by external IDs': {
		row: batchArchiveEvents,
		raw: anEventName,
		make: makeEventName,
		prepare: prepareNamedEvents,
		truth: (happened, outcome, input) => {
			isTheNamed(happened, outcome, input);
			const { hubspot } = happened.world;
			const gone = hubspot.archivedEvents();
			if (outcome.ok) {
				// Without an object ID where no look-up tells it any more: see isTheNamed.
				const { objectId, externalEventId } = outcome.result;
				const isIt = (event: { objectId: string; externalEventId?: string }) =>
					objectId === undefined
						? event.externalEventId === externalEventId
						: event.objectId === String(objectId);
				expect([...gone.values()].some(isIt)).toBe(true);
			} else expect(outcome.failure.message).not.toMatch(/written|created/);
			// Of other apps only what was named by its object ID goes.
			const theirs = [...gone.values()].filter(({ appId }) => appId !== DEFAULT_APP_ID);
			const named = happened.given.map(({ objectId }) => String(objectId));
			expect(theirs.filter(({ objectId }) => !named.includes(objectId))).toEqual([]);
		},
	},
	getEvents: {
		row: getEvents,
		raw: anEventName,
		make: makeEventName,
		prepare: prepareNamedEvents,
		// A single read suffers nothing that is about the results of a batch.
		faultOf: (each) => (isSingle(each) ? each : { kind: 'reset', applied: false }),
		truth: (happened, outcome, input) => {
			isTheNamed(happened, outcome, input);
			expect(happened.world.hubspot.applied).toEqual([]);
			if (outcome.ok) expect(outcome.result).toMatchObject({ registrants: 0, noShows: 0 });
			else expect(outcome.failure.applied).toBeUndefined();
		},
	},
	cancelEvents: {
		row: cancelEvents,
		single: true,
		raw: fc.record({ event: few }),
		make: ({ event }: { event: number }) => externalIds(event),
		prepare: prepareOwnEvents,
		truth: ended('eventCancelled'),
	},
	completeEvents: {
		row: completeEvents,
		single: true,
		raw: fc.record({ event: few, startDateTime: moment, endDateTime: moment }),
		make: ({ event, ...times }: { event: number }) => ({ ...externalIds(event), ...times }),
		prepare: prepareOwnEvents,
		truth: ended('eventCompleted'),
	},
	deleteEvents: {
		row: deleteEvents,
		raw: fc.record({ event: few }),
		make: ({ event }: { event: number }) => externalIds(event),
		prepare: prepareOwnEvents,
		truth: deleted,
	},
	recordAttendance: {
		row: recordAttendance,
		tellsSilence: true,
		isNowhere: ({ event }: { event: number }) => event === 0,
		raw: fc.record({
			contact: few,
			event: fc.integer({ min: 0, max: 3 }),
			state: fc.constantFrom('register', 'attend', 'cancel'),
			by: fc.constantFrom('vid', 'email', 'EMAIL'),
			hour: fc.constantFrom('09', '10'),
			times: fc.boolean(),
		}),
		make: makeAttendance,
		prepare: (world) => {
			prepareContacts(world);
			for (const n of [1, 2, 3]) {
				world.hubspot.seedEvent(DEFAULT_APP_ID, { objectId: `5000${n}` });
			}
		},
		truth: recorded,
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
		prepare: prepareContacts,
		markOf: markOfRecord,
	},
	batchUpsertObjects: {
		row: batchUpsertObjects,
		objectType: 'contacts',
		raw: fc.record({
			contact: few,
			by: fc.constantFrom('email', 'EMAIL', 'number'),
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
			id: by === 'number' ? contact : `${by === 'EMAIL' ? ' PERSON' : 'person'}${contact}@x.com`,
			idProperty: by === 'number' ? 'customer_number' : 'email',
			properties: { lastname: mark(item), lifecyclestage, ...(bad && { nope: 1 }) },
		}),
		prepare: prepareContacts,
		markOf: markOfRecord,
		truth: ({ world }, outcome) => {
			if (!outcome.ok) return;
			const { outcome: words, id } = outcome.result;
			const created = world.hubspot.applied.some(
				(write) =>
					write.action === 'create' &&
					write.id === id &&
					markOfRecord(write.input) === mark(outcome.item),
			);
			expect(['created', 'updated', 'created or updated']).toContain(words);
			if (words !== 'created or updated') expect(created).toBe(words === 'created');
		},
	},
	batchCreateObjects: {
		row: batchCreateObjects,
		objectType: 'contacts',
		raw: fc.record({
			contact: few,
			by: fc.constantFrom('new', 'NEW', 'known', 'number', 'none'),
			bad: fc.integer({ min: 0, max: 30 }).map((n) => n === 0),
		}),
		make: ({ contact, by, bad }: { contact: number; by: string; bad: boolean }, item) => ({
			properties: {
				lastname: mark(item),
				...(by === 'new' && { email: `new${contact}@x.com` }),
				...(by === 'NEW' && { email: ` NEW${contact}@x.com `, customer_number: `N-${contact}` }),
				...(by === 'known' && { email: `person${contact}@x.com` }),
				...(by === 'number' && { customer_number: `N-${contact}` }),
				...(bad && { nope: 1 }),
			},
		}),
		prepare: prepareContacts,
		markOf: markOfRecord,
		// HubSpot may go on with what it was sent after the line went dead.
		faultOf: (each) => (each?.kind === 'hang' && each.applied ? { kind: 'late', ms: 4_000 } : each),
		truth: ({ writes }, outcome) => {
			const made = writes.get(outcome.item) ?? [];
			if (outcome.ok) expect(made).toHaveLength(1);
			else expect(made.length).toBeLessThanOrEqual(outcome.failure.applied === 'no' ? 0 : 1);
		},
	},
	batchReadObjects: {
		...readingContacts,
		truth: (happened, outcome, input) => {
			expect(happened.world.hubspot.applied).toEqual([]);
			readContact(happened, outcome, input, recordOf(happened.world, input));
		},
	},
	'batchReadObjects with what records held before': {
		...readingContacts,
		parameters: { propertiesWithHistory: 'firstname,nope' },
		prepare: (world) => {
			prepareContacts(world);
			for (const [id, firstname] of [
				['1', 'B'],
				['1', 'C'],
				['3', ''],
			]) {
				changeContact(world, id, { firstname });
			}
		},
		truth: (happened, outcome, input) => {
			readContact(happened, outcome, input, recordOf(happened.world, input));
			if (!outcome.ok) return;
			const { firstname } = outcome.result.propertiesWithHistory as Record<string, object[]>;
			const { id } = outcome.result;
			const held = id === '1' ? ['C', 'B', 'A'] : id === '3' ? ['', 'A'] : ['A'];
			expect(firstname).toMatchObject(held.map((value) => ({ value })));
		},
	},
	'batchReadObjects of archived records': {
		...readingContacts,
		parameters: { archived: 'true' },
		prepare: (world) => {
			prepareContacts(world);
			archiveContacts(world, ['1', '2', '5', '8']);
		},
		truth: (happened, outcome, input) => {
			const { hubspot } = happened.world;
			const all = [...hubspot.archivedObjects('contacts').values()];
			const key = String(input.id).trim().toLowerCase();
			const isOwnName = ({ id, properties }: Stored) =>
				(input.idProperty ? properties.email : id) === key;
			// Whether HubSpot finds archived records by their other names as well, it does not say.
			const record = outcome.ok ? recordAmong(all, input) : all.find(isOwnName);
			readContact(happened, outcome, input, record);
			if (outcome.ok) expect(outcome.result).toMatchObject({ archived: true });
			const { failure } = outcome.ok ? {} : outcome;
			if (failure?.category === 'OBJECT_NOT_FOUND' && failure.reason === 'rejected') {
				expect(failure.message).toMatch(/^No archived contact has the (ID|email) /);
			}
		},
	},
	batchAssociate: {
		row: batchAssociate,
		parameters: BETWEEN,
		raw: aPair,
		make: makePair,
		prepare: prepareAssociations,
		truth: associatedOrNot(true),
	},
	'batchAssociate by a label': {
		row: batchAssociate,
		parameters: { ...BETWEEN, label: PRIMARY },
		raw: aPair,
		make: makePair,
		prepare: prepareAssociations,
		truth: associatedOrNot(true, PRIMARY),
	},
	batchRemoveAssociations: {
		row: batchRemoveAssociations,
		parameters: BETWEEN,
		raw: aPair,
		make: makePair,
		prepare: prepareAssociations,
		truth: associatedOrNot(false),
	},
	'batchRemoveAssociations of a label': {
		row: batchRemoveAssociations,
		parameters: { ...BETWEEN, label: PRIMARY },
		raw: aPair,
		make: makePair,
		prepare: prepareAssociations,
		truth: associatedOrNot(false, PRIMARY),
	},
	batchReadAssociations: {
		row: batchReadAssociations,
		parameters: BETWEEN,
		raw: aPair,
		make: ({ from }: { from: number }) => ({ id: from === 12 ? '' : from + 1 }),
		prepare: prepareAssociations,
		truth: ({ world, outcomes, given }, outcome, { id }) => {
			const { hubspot } = world;
			expect(hubspot.applied).toEqual([]);
			const held = [...hubspot.objects('companies').keys()].filter(
				(company) => associationOf(world, String(id), company).length,
			);
			if (outcome.ok) {
				expect(outcome.results?.map(({ toObjectId }) => toObjectId).sort()).toEqual(held.sort());
			} else {
				expect(outcome.failure.applied).toBeUndefined();
				if (outcome.failure.category === 'OBJECT_NOT_FOUND') {
					expect(hubspot.object('contacts', String(id))).toBeUndefined();
				}
			}
			const first = outcomes.find(({ item }) => given[item].id === id);
			expect({ ...outcome, item: 0 }).toEqual({ ...first, item: 0 });
		},
	},
	batchArchiveObjects: {
		row: batchArchiveObjects,
		objectType: 'contacts',
		raw: fc.record({ contact: few }),
		make: ({ contact }: { contact: number }) => ({ id: contact === 12 ? 'x' : contact + 1 }),
		prepare: prepareContacts,
		truth: archived,
	},
	addToList: joining(addToList, true),
	removeFromList: joining(removeFromList, false),
};

interface Case {
	world: World;
	outcomes: Told[];
	/** Raw inputs, by item. */
	given: Given[];
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
	{
		onCall,
		onOutcome,
		tries = 1,
		readFaults = [],
		dryRun = false,
	}: Partial<Pick<World, 'onCall'> & Pick<Job, 'onOutcome' | 'dryRun'>> & {
		tries?: number;
		readFaults?: Array<Fault | null>;
	} = {},
): Promise<Case> {
	const world = new World(options);
	kind.prepare(world);
	const { row, objectType, parameters, markOf, asks } = kind;
	let calls = 0;
	world.onCall = (request) => {
		onCall?.(request);
		asks?.meanwhile(world, ++calls);
	};
	const queue = row.effect.kind === 'read' ? world.hubspot.readFaults : world.hubspot.faults;
	// To an archive, an answer without results is the truth: nobody would see that nothing was done.
	const lies = (each: Fault | null) =>
		!markOf && !kind.tellsSilence && each?.kind === 'emptyResults';
	if (asks) world.hubspot[asks.queue].next(...faults.filter(isSingle));
	else if (kind.single) world.hubspot.singleFaults.next(...faults.filter(isSingle));
	else queue.next(...faults.map((each) => (lies(each) ? null : (kind.faultOf?.(each) ?? each))));
	world.hubspot.readFaults.next(...readFaults);
	const raw = items.map((drawn, item) => kind.make(drawn as never, item));
	const job = { world, row, objectType, parameters, raw, size, stopOnFailure, onOutcome, dryRun };
	const outcomes = tries > 1 ? await tried(job, tries) : (await runJob(job)).outcomes;
	world.hubspot.finish();
	const writes = new Map<number, string[]>();
	for (const { input, id } of markOf ? world.hubspot.applied : []) {
		const item = Number(markOf?.(input).slice('item-'.length));
		writes.set(item, [...(writes.get(item) ?? []), id]);
	}
	expect(world.hubspot.unknownRoutes).toEqual([]);
	expect(world.hubspot.oddities).toEqual([]);
	return { world, outcomes, given: raw as Given[], writes };
}

/** The outcomes of the last of so many tries, one second apart, as Retry On Fail makes them. */
async function tried(job: Job, tries: number): Promise<Told[]> {
	const { world } = job;
	const { now, sleep } = world.clock;
	const memories = new Memories();
	for (let count = 1; ; count++) {
		const attempt = new Attempt(memories.begin('run', tries, now), now);
		const { outcomes } = await runJob({ ...job, attempt, traces: `try-${count}-` });
		const isOver = count === tries || outcomes.every(({ ok }) => ok);
		attempt.end(isOver ? [] : undefined);
		if (isOver) {
			expect(memories.bytes).toBe(0);
			return outcomes;
		}
		await world.drive(sleep(1_000));
	}
}

const idOf = (result: Record<string, unknown>) => result.objectId ?? result.id;

function holdToTheTruth({ truth, markOf }: Kind, happened: Case, count: number) {
	const { outcomes, writes, world, given } = happened;
	expect(outcomes.map(({ item }) => item)).toEqual([...Array(count).keys()]);
	const sent = JSON.stringify(world.hubspot.calls.map(({ requestBody }) => requestBody));
	// Gathered, and compared once: an `expect` for each would take longer than all that is tested.
	const lies: string[] = [];
	for (const outcome of outcomes) {
		const invalid = !outcome.ok && outcome.failure.reason === 'invalid';
		if (!invalid) truth?.(happened, outcome, given[outcome.item]);
		const written = writes.get(outcome.item) ?? [];
		const unless = (holds: boolean, law: string) => {
			if (!holds) lies.push(`${law}: ${JSON.stringify({ outcome, written })}`);
		};
		if (outcome.ok) {
			if (!markOf) continue;
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

/** Has the person of an item other entries at that event? */
const hasOthers = (items: object[], at: number): boolean => {
	const [own, ...all] = [items[at], ...items] as Attending[];
	const isOther = ({ contact, event, state, hour }: Attending) =>
		contact === own.contact && event === own.event && (state !== own.state || hour !== own.hour);
	return all.some(isOther);
};

describe.each(Object.entries(KINDS))('%s, whatever HubSpot does', (_, kind) => {
	// A question takes many calls.
	const rarely = kind.asks ? 4 : 1;
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
				holdToTheTruth(kind, happened, items.length);
			}),
			{ numRuns: Math.ceil(RUNS / rarely) },
		);
	}, 120_000);

	// Of reads nothing is remembered.
	if (kind.row.effect.kind === 'write') {
		it('tried again by Retry On Fail tells the truth of all tries, and creates nothing twice', async () => {
			const tries = fc.integer({ min: 2, max: 4 });
			const readFaults = fc.array(fault, { maxLength: 8 });
			await fc.assert(
				fc.asyncProperty(cases, readFaults, tries, async (drawn, reads, count) => {
					const [items, options, faults, size, stop] = drawn;
					const more = { tries: count, readFaults: reads.filter(isSingle) };
					const happened = await happen(kind, items, options, faults, size, stop, more);
					holdToTheTruth(kind, happened, items.length);
				}),
				{ numRuns: Math.ceil(RUNS / 2) },
			);
		}, 120_000);
	}

	if (kind.row.effect.kind === 'write') {
		it('in a dry run writes nothing, calls nothing but reads, and tells each item so', async () => {
			const readFaults = fc.array(fault, { maxLength: 8 });
			const tries = fc.integer({ min: 1, max: 2 });
			await fc.assert(
				fc.asyncProperty(cases, readFaults, tries, async (drawn, reads, count) => {
					const [items, options, , size, stop] = drawn;
					const calls: string[] = [];
					const { world, outcomes } = await happen(kind, items, options, [], size, stop, {
						readFaults: reads.filter(isSingle),
						tries: count,
						dryRun: true,
						onCall: ({ method, path }) => calls.push(`${method} ${path.split('?')[0]}`),
					});
					const isAsking = /^(GET|POST .*\/(batch\/read|search|idmapping)$)/;
					expect(calls.filter((call) => !isAsking.test(call))).toEqual([]);
					expect(world.hubspot.applied).toEqual([]);
					expect(world.hubspot.memberships()).toEqual([]);
					expect(outcomes.map(({ item }) => item)).toEqual([...items.keys()]);
					const lies = outcomes.filter((outcome) => {
						if (!outcome.ok) return outcome.failure.applied !== 'no';
						const { dryRun, call, ...more } = outcome.result;
						const others = Object.keys(more).filter((name) => name !== 'wouldSend');
						return dryRun !== true || call === undefined || others.length > 0;
					});
					expect(lies).toEqual([]);
				}),
				{ numRuns: Math.ceil(RUNS / 2) },
			);
		}, 120_000);
	}

	it('without faults writes the items of one record in their order, so that the last one wins', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async ([items, { seed }, , size]) => {
				const happened = await happen(kind, items, { seed }, [], size, false);
				holdToTheTruth(kind, happened, items.length);
				const writers = new Map<string, number[]>();
				for (const { key, input } of kind.markOf ? happened.world.hubspot.applied : []) {
					const item = Number(kind.markOf?.(input).slice('item-'.length));
					const record = key.toLowerCase();
					writers.set(record, [...(writers.get(record) ?? []), item]);
				}
				for (const items of writers.values()) {
					expect(items).toEqual([...items].sort((a, b) => a - b));
				}
				// Nothing went wrong, so nothing is unknown; but for a merged record, about which HubSpot is silent.
				for (const outcome of happened.outcomes) {
					if (outcome.ok || ['invalid', 'rejected'].includes(outcome.failure.reason)) continue;
					if (kind.isNowhere?.(items[outcome.item] as never)) {
						expect(outcome.failure).toMatchObject({ reason: 'unsent', applied: 'no' });
						continue;
					}
					// Nor is a repeat of an entry that HubSpot does not show, because of another one of that person.
					if (kind.tellsSilence && hasOthers(items, outcome.item)) continue;
					// Nor is a property tried again that HubSpot has called unknown.
					const hopeless = outcome.failure.message.includes('“nope”');
					if (!hopeless) expect(items[outcome.item]).toMatchObject({ contact: 8 });
				}
			}),
			{ numRuns: Math.ceil(RUNS / 3 / rarely) },
		);
	}, 120_000);

	it('with On Error = Stop sends nothing new once a batch is known to have failed', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async ([items, options, faults, size]) => {
				const before = new Set<string>();
				let failed = false;
				const strangers: string[] = [];
				const its = kind.asks ? '' : endpointOfRow(kind.row).path;
				const [own] = /\/\w+\/\w+$/.exec(its) ?? [''];
				const tagsIn = ({ method, path, body = {} }: HttpRequest): string[] => {
					if (kind.markOf || kind.asks) return JSON.stringify(body).match(/item-\d+(?=")/g) ?? [];
					// What is about one event has its IDs in the path.
					if (/\/(cancel|complete)$/.test(its)) {
						return method === 'POST' ? [path + JSON.stringify(body)] : [];
					}
					// What is read of an event comes behind its ID.
					if (/\}\/(lists|breakdown)$/.test(its)) {
						return /\/(lists|breakdown)(\?|$)/.test(path) ? [path] : [];
					}
					const { inputs = body } = body as { inputs?: object };
					if (its.endsWith('/{how}')) {
						return method === 'POST'
							? (inputs as object[]).map((input) => path + JSON.stringify(input))
							: [];
					}
					// A read of one thing names it in its path.
					if (own === '') return /\/\d+$/.test(path) ? [path] : [];
					return path.split('?')[0].endsWith(own)
						? (inputs as object[]).map((input) => JSON.stringify(input))
						: [];
				};
				await happen(kind, items, options, faults, size, true, {
					onCall: (request) => {
						for (const each of tagsIn(request)) {
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
			{ numRuns: Math.ceil(RUNS / 3 / rarely) },
		);
	}, 120_000);
});
