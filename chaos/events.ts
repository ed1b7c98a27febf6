/**
 * Events that chaos cancels, completes and deletes, called by the IDs of the app that made them, and lists. Their
 * laws are in `endings.ts`. No call of theirs bears a mark: each is known by the
 * events that it names.
 */
import type { HttpRequest } from '../nodes/engine/means';
import type { Operation } from '../nodes/n8n/operation';
import { cancelEvents } from '../nodes/HubSpotMarketingEvents/operations/cancelEvents';
import { completeEvents } from '../nodes/HubSpotMarketingEvents/operations/completeEvents';
import { deleteEvents } from '../nodes/HubSpotMarketingEvents/operations/deleteEvents';
import { getManyEvents } from '../nodes/HubSpotMarketingEvents/operations/getManyEvents';
import { DEFAULT_APP_ID, type FakeHubSpot } from '../test/fake-hubspot/hubspot';
import { BAD, BAD_RECORD, STRANGE } from './contacts';
import type { Dice } from './dice';
import type { Item, Json, Kind } from './kind';
import { listTag } from './participations';
import { spoil } from './spoil';

const ACCOUNT = 'own';
const SEEDED = 40;
/** Made by another app. */
const THEIRS = 7;

const idOf = (n: number) => `own-${n}`;
const tagOf = (accountId: unknown, eventId: unknown) =>
	JSON.stringify([String(accountId), String(eventId)]);

function prepareOwnEvents(hubspot: FakeHubSpot): void {
	const seed = (externalEventId: string, appId = DEFAULT_APP_ID) =>
		hubspot.seedEvent(appId, { externalAccountId: ACCOUNT, externalEventId, eventName: 'Old' });
	for (let n = 1; n <= SEEDED; n++) seed(idOf(n), DEFAULT_APP_ID + (n === THEIRS ? 1 : 0));
	for (const externalEventId of STRANGE) seed(externalEventId);
}

/** The event that a call cancels or completes. */
function inPath({ method, path }: HttpRequest): string[] {
	const [, id, query] = /\/events\/([^/?]+)\/(?:cancel|complete)\?(.*)$/.exec(path) ?? [];
	if (method !== 'POST' || id === undefined) return [];
	const account = new URLSearchParams(query).get('externalAccountId');
	return [tagOf(account, decodeURIComponent(id))];
}

/** The events that a call deletes. */
function inBody({ path, body }: HttpRequest): string[] {
	if (!path.endsWith('/events/delete')) return [];
	const { inputs } = body as { inputs: Json[] };
	return inputs.map(({ externalAccountId, externalEventId }) =>
		tagOf(externalAccountId, externalEventId),
	);
}

/** The events that a call is about, where it changes them. */
export const tagsOfEvents = (request: HttpRequest) => [...inPath(request), ...inBody(request)];

const isSendable = (row: Operation, id: string) =>
	!/\p{Cs}/u.test(id) && (row === deleteEvents || !/^\.+$/.test(id));

const kindOf = (row: Operation, values: (dice: Dice) => Json): Kind => ({
	row,
	bad: { property: 'externalEventId', value: idOf(BAD_RECORD) },
	prepare: prepareOwnEvents,
	tags: tagsOfEvents,
	most: 60,
	item: (dice, mark, { keys }): Item => {
		const n = dice.int(1, Math.min(keys, SEEDED));
		const strange = dice.chance(0.08);
		const missing = !strange && dice.chance(0.06);
		const id = strange ? dice.pick(STRANGE) : missing ? `none-${n}` : idOf(n);
		const externalAccountId = dice.chance(0.03) ? 'another' : ACCOUNT;
		const externalEventId = dice.chance(0.1) ? ` ${id} ` : id;
		const raw = { externalAccountId, externalEventId, ...values(dice) };
		const key = tagOf(externalAccountId, id);
		const invalid = { invalid: true, key, tag: `invalid ${mark}` } as const;
		if (!isSendable(row, id)) return { raw, ...invalid };
		if (dice.chance(0.05)) return { raw: spoil(dice, raw, 'externalEventId'), ...invalid };
		const doubtful =
			missing || externalAccountId !== ACCOUNT || id === idOf(THEIRS) || id === idOf(BAD_RECORD);
		return { raw, key, tag: key, ...(doubtful && { doubtful }) };
	},
});

/** The tag of every question about the list: nobody can tell two of them apart. */
export const LISTED = 'all events';

const listing: Kind = {
	row: getManyEvents,
	bad: { property: 'nameContains', value: BAD },
	prepare: (hubspot) => {
		for (let n = 1; n <= 230; n++) {
			const eventName = n % 7 ? `Talk ${n}` : `Webinar ${n}`;
			hubspot.seedEvent(DEFAULT_APP_ID, { objectId: `7${1_000 + n}`, eventName });
		}
	},
	asks: ({ path }) => (/\?limit=100(&|$)/.test(path) ? [LISTED] : []),
	most: 6,
	item: (dice, mark) => {
		const nameContains = dice.pick([undefined, '', 'talk', ' WEBINAR ', 'Old', 'nothing like it']);
		const limit = dice.pick([undefined, undefined, 1, 33, 100, 150, 1_000]);
		const raw = { ...(nameContains !== undefined && { nameContains }), ...(limit && { limit }) };
		const spoilt = () =>
			dice.pick<unknown>([{ ...raw, limit: 0 }, { ...raw, stranger: 1 }, null, [raw], 'x']);
		if (dice.chance(0.05)) {
			return { raw: spoilt(), invalid: true, key: mark, tag: `invalid ${mark}` };
		}
		return { raw, key: mark, tag: LISTED };
	},
};

const DAYS = ['2027-03-01', '2027-03-02T09:00:00Z', '2027-03-02T10:00:00+01:00'];

export const EVENT_KINDS: Record<string, Kind> = {
	cancelEvents: kindOf(cancelEvents, () => ({})),
	deleteEvents: kindOf(deleteEvents, () => ({})),
	getManyEvents: listing,
	completeEvents: kindOf(completeEvents, (dice) => ({
		startDateTime: dice.pick(DAYS),
		endDateTime: '2027-03-03T10:00:00Z',
	})),
};

export const ACTIONS: Record<string, 'cancel' | 'complete' | 'delete'> = {
	cancelEvents: 'cancel',
	completeEvents: 'complete',
	deleteEvents: 'delete',
};

/** What an operation of these has carried out, by the tag of the item. */
export const endedTag = ({ action, input }: { action: string; input: Json }): string | undefined =>
	Object.values(ACTIONS).some((own) => own === action)
		? tagOf(input.externalAccountId, input.externalEventId)
		: listTag({ action, input });
