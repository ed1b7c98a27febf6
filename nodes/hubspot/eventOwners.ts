/**
 * Events that another app has created with the IDs of an upsert. HubSpot tells events apart by app, account
 * and event (OBSERVED), so an upsert would create a second one beside theirs. Whose an event is, the list of
 * identifiers shows; that none of them is ours, only the search, because that list lags (STATED).
 */
import type { Check, LookupKey, Resolve, Way, Write } from './effect';
import type { Endpoint } from './endpoint';
import { externalKeys, identifiers, leadsElsewhere, search } from './eventNames';
import {
	checkUpdated,
	updateEventBatch,
	updateOneEvent,
	type EventInput,
	type EventUpdate,
} from './events';
import { omit } from './json';

const NONE: LookupKey[] = [];

/** An answer that does not show the account of an event does not tell whether it is the one. */
const identifiersWithAccount: Way = {
	...identifiers,
	read: (body, key) => {
		const seen = identifiers.read(body, key);
		return seen?.near.some(({ account }) => account === undefined) ? undefined : seen;
	},
};

/** No address can hold such an ID, so nobody can be asked whose the event is. */
export const hasNoAddress = (id: string): boolean => leadsElsewhere(id) || /\p{Cs}/u.test(id);

/**
 * Looks up whose an event is before it is upserted, where the place says so. The list of identifiers
 * comes first: of an event that nobody has, or that shows our app, one call tells enough.
 */
export const byOwner: Resolve<EventInput> = {
	names: (input, { parameters: { ifOwnedByAnother } }) =>
		ifOwnedByAnother === 'update' || ifOwnedByAnother === 'refuse' ? externalKeys(input) : NONE,
	resolved: (input) => input,
	seek: { ways: [identifiersWithAccount], own: search, once: true },
	decided: (input, { parameters }, shown) => {
		if (shown.every(({ app }) => app === undefined)) return input;
		const [{ id, app }] = shown;
		const isUpdated = parameters.ifOwnedByAnother === 'update' && shown.length === 1;
		return isUpdated ? { ...input, objectId: id, ownedBy: app } : undefined;
	},
};

/** Is it about an event of another app, which has been found? */
export const isTheirs = ({ objectId }: EventUpdate): boolean => objectId !== undefined;

// ---------------------------------------------------------------- their events, by object ID

/** What HubSpot's update by object ID does not take. */
const NOT_TAKEN = 'eventCompleted';

const without = <E extends Endpoint<EventUpdate>>(endpoint: E): E => ({
	...endpoint,
	element: (input: EventUpdate) =>
		endpoint.element?.(omit(input, NOT_TAKEN) as EventUpdate) ?? omit(input, NOT_TAKEN),
});

const checkTheirs: Check<EventUpdate> = {
	...checkUpdated,
	values: (event) => omit(checkUpdated.values?.(event) ?? {}, NOT_TAKEN),
};

/** How an event of another app is updated in place of an upsert. */
export const updateTheirs = {
	kind: 'write',
	verb: 'written',
	again: 'safe',
	send: without(updateEventBatch),
	alone: without(updateOneEvent),
	check: checkTheirs,
} as const satisfies Write<EventUpdate>;

/** The part of an input that such an update takes. */
export const takenOf = (input: EventUpdate): EventUpdate => omit(input, NOT_TAKEN) as EventUpdate;
