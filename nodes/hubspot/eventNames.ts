/**
 * Marketing events that are called by the IDs they have in the tool they come from: how their object
 * IDs are found. HubSpot's search shows the events of the same app; its list of identifiers those of
 * every app, but only some minutes after they were created (STATED).
 */
import type { Endpoint } from './endpoint';
import type { Candidate, LookupKey, Resolve, Seen, Way } from './effect';
import { MARKETING_EVENT, type EventName } from './events';
import { idText, isRecord } from './json';
import { idOf, nextAfter, type Result } from './replies';

const ask: Pick<Endpoint<LookupKey>, 'family' | 'method' | 'limit' | 'match'> = {
	family: 'marketingEvents',
	method: 'GET',
	limit: 1,
	match: {
		key: ({ value, also }) => JSON.stringify([value, also?.value]),
		names: ({ value }) => [value],
		namedBy: [],
	},
};

// ---------------------------------------------------------------- what answers show

/** The app that created an event; undefined where the answer shows events of the same app alone. */
function appOf({ appInfo }: Result): string | undefined {
	return isRecord(appInfo) ? (idText(appInfo.name) ?? idText(appInfo.id) ?? '') : undefined;
}

function candidateIn(result: Result, isOwn: boolean): Candidate[] {
	const id = idOf(result);
	if (id === undefined) return [];
	const account = idText(result.externalAccountId);
	const { appInfo } = result;
	const appId = Number((isOwn ? result.appId : isRecord(appInfo) && idText(appInfo.id)) || NaN);
	const app = isOwn ? {} : { app: appOf(result) ?? '' };
	return [{ id, account, ...app, ...(Number.isSafeInteger(appId) && { appId }) }];
}

/** Is there more than the answer shows? Then another event may have the same IDs. */
function isCut(body: Record<string, unknown>, shown: number): boolean {
	const { total } = body;
	return nextAfter(body) !== undefined || (typeof total === 'number' && total > shown);
}

/** Reads the events that have the external IDs of a key; undefined where an answer does not tell. */
const reading =
	(isOwn: boolean): Way['read'] =>
	(body, { value, also }) => {
		if (!isRecord(body) || !Array.isArray(body.results)) return undefined;
		const results = body.results.filter(isRecord);
		const shown = results.filter(
			({ externalEventId = value }) => idText(externalEventId) === value,
		);
		const named = shown.flatMap((result) => candidateIn(result, isOwn));
		const isMeant = ({ account }: Candidate) => also === undefined || account === also.value;
		// An event that is meant is there, even where its object ID is not shown.
		const isHidden = (result: Result) => {
			const account = idText(result.externalAccountId);
			const isOther = also !== undefined && account !== undefined && account !== also.value;
			return result.externalEventId !== undefined && idOf(result) === undefined && !isOther;
		};
		if (shown.some(isHidden)) return undefined;
		const seen: Seen = { fit: named.filter(isMeant), near: named.filter((each) => !isMeant(each)) };
		return seen.fit.length < 2 && isCut(body, results.length) ? undefined : seen;
	};

// ---------------------------------------------------------------- how they are asked for

/** Shows the events of the same app. */
export const search: Way = {
	ask: { ...ask, path: '/events/search', query: ([{ value }]) => ({ q: value }) },
	read: reading(true),
};

/** Of dots alone, or called like a part of HubSpot's own paths: then the path leads elsewhere. */
export const leadsElsewhere = (id: string) => /^(\.+|events|participations)$/.test(id);

/** Shows the events of every app, some minutes after they were created. */
export const identifiers: Way = {
	ask: {
		...ask,
		path: '/{externalEventId}/identifiers',
		parameters: ([{ value }]) => ({ externalEventId: value }),
	},
	canAsk: ({ value }) => !leadsElsewhere(value),
	read: reading(false),
};

/** What an event is looked up by; nothing where it is called by its object ID. */
export const externalKeys = ({ externalEventId, externalAccountId }: EventName): LookupKey[] =>
	externalEventId === undefined
		? []
		: [
				{
					objectType: MARKETING_EVENT,
					property: 'external event ID',
					value: externalEventId,
					...(externalAccountId !== undefined && {
						also: { property: 'external account ID', value: externalAccountId },
					}),
				},
			];

/**
 * Events that are called by their external event ID, and by the external account ID where it is given.
 * @param ownOnly an event that another app created is not taken
 */
export const byExternalIds = (ownOnly?: true): Resolve<EventName> => ({
	names: externalKeys,
	resolved: (input, [objectId], seen) => ({ ...input, objectId, ownedBy: seen?.[0]?.app }),
	// What the same app created is meant first: that is what an upsert would write to.
	seek: { ways: [search, identifiers], ownOnly },
});
