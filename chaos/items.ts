/**
 * The items that chaos sends: what each operation is asked to do, which of it is invalid, bad or
 * strange, and what the account holds before. Every item of an operation that writes values bears a
 * mark of its own where HubSpot keeps it and nobody compares it, so that each write can be told from
 * every other. What reads or archives has nowhere to put one: it is known by the record that it names.
 */
import type { HttpRequest } from '../nodes/engine/means';
import type { Operation } from '../nodes/n8n/operation';
import { addToList } from '../nodes/HubSpotCrmObjects/operations/addToList';
import { batchArchiveObjects } from '../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchCreateObjects } from '../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchReadObjects } from '../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { removeFromList } from '../nodes/HubSpotCrmObjects/operations/removeFromList';
import { batchArchiveEvents } from '../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { batchUpdateEvents } from '../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { DEFAULT_APP_ID, type FakeHubSpot } from '../test/fake-hubspot/hubspot';
import { endpointOfRow } from '../test/engine/rows';
import { ALIKE_KINDS } from './alike';
import { ASSOCIATION_KINDS, LABEL } from './associations';
import { ATTENDANCE_KINDS } from './attendance';
import {
	aliasOf,
	BAD,
	BADGE,
	BAD_RECORD,
	byBadge,
	customerNumber,
	hasAlias,
	LISTS,
	MERGED_INTO,
	MERGED_RECORD,
	ownerOf,
	prepareRecords,
	SEEDED_RECORDS,
	STRANGE,
} from './contacts';
import type { Dice } from './dice';
import type { About, Item, Json, Kind } from './kind';
import { NAMED_EVENT_KINDS } from './namedEvents';
import { OWNER_KINDS } from './owners';
import { EVENT_KINDS } from './events';
import { PARTICIPATION_KINDS } from './participations';
import { QUESTION_KINDS } from './questions';
import { spoil } from './spoil';

/** The mark of an item: unlike any other text. */
export const markOf = (execution: number, item: number) => `m${execution}-${item}.`;
const MARK = /"m\d+-\d+\."/g;
/** All marks in what was sent. */
export const marksIn = (body: unknown): string[] =>
	(JSON.stringify(body ?? '').match(MARK) ?? []).map((text) => text.slice(1, -1));

/** What the traces of an execution begin with whose items may be sent without their marks. */
export const tracesOf = (execution: number) => `${execution}-`;
/** The mark of the item that such a trace ID was made for. */
export function markOfTrace(element: unknown): string | undefined {
	const { objectWriteTraceId } = (element ?? {}) as Json;
	const [, execution, item] = /^trace-(\d+)-(\d+)$/.exec(String(objectWriteTraceId)) ?? [];
	return item === undefined ? undefined : markOf(Number(execution), Number(item));
}

/** The mark of an element of a call, once however often it is in it. */
const markIn = (element: unknown): string[] => {
	const traced = markOfTrace(element);
	return [...new Set([...marksIn(element), ...(traced === undefined ? [] : [traced])])];
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Tags of the items that a call is about; none where it only looks up what became of them. */
export function tagsIn({ names, row, asks, tags }: Kind, request: HttpRequest): string[] {
	const own = asks ?? tags;
	if (own) return own(request);
	const { body, path } = request;
	const given: Json = isObject(body) ? (body as Json) : {};
	const inputs = Array.isArray(body) ? body.map((id) => ({ id })) : given.inputs;
	const elements = Array.isArray(inputs) ? (inputs as Json[]) : [given];
	if (!names) return elements.flatMap(markIn);
	const { path: usual, pathAt } = endpointOfRow(row);
	const labelled = pathAt?.({ version: '2026-03', parameters: { label: LABEL } });
	const isOwn = [usual, labelled ?? usual].some((own) =>
		path.endsWith(own.slice(Math.max(0, own.search(/[/](batch|memberships)[/]/)))),
	);
	return isOwn ? elements.map((element) => names(element, given)) : [];
}

/** Does a call ask by what other names the records are known? Then it may be about any of these. */
export const asksOtherNames = ({ body }: HttpRequest): boolean =>
	/"hs_(merged_object_ids|additional_emails)"/.test(JSON.stringify(body ?? ''));

/** A record by its ID, without zeros in front, by its e-mail address in lower case, or by the value of another unique property as it is spelled. */
export const named = (id: unknown, idProperty: unknown = '') => {
	const given = String(id).trim();
	if (!idProperty) return JSON.stringify(['', given.replace(/^0+(?=\d+$)/, '')]);
	return JSON.stringify([idProperty, idProperty === 'email' ? given.toLowerCase() : given]);
};

/** Whoever an item may turn out to be about. */
export function tagsOf({ tag, found, raw }: Item): string[] {
	if (!found) return [tag];
	// Where HubSpot does not say whether values are unique, a read asks by the value as it is spelled.
	const spelled = named((raw as Json).id, BADGE);
	return [tag, spelled, ...found.ids.map((id) => named(id))];
}

/** What a tag of a record names. */
export const namedBy = (tag: string) => {
	const [idProperty, id] = JSON.parse(tag) as [string, string];
	return { idProperty, id };
};

/** What names the same record as a tag, and is shown by answers in its place. */
export function shownFor(tag: string): string {
	const { idProperty, id } = namedBy(tag);
	if (idProperty === 'email') return named(ownerOf(id), 'email');
	return !idProperty && id === String(MERGED_RECORD) ? named(MERGED_INTO) : tag;
}

const NAMES = ['Webinar', 'Workshop', 'Conference'];
const MOMENTS = ['2027-03-01', '2027-03-02T09:00:00Z', '2027-03-02T10:00:00+01:00'];

const SEEDED_EVENTS = 40;
function prepareEvents(hubspot: FakeHubSpot): void {
	for (let n = 1; n <= SEEDED_EVENTS; n++) {
		hubspot.seedEvent(DEFAULT_APP_ID, { objectId: `7${n}`, eventName: 'Old' });
	}
}

/** Beside its mark it writes nothing, and no strange name is near. */
const isSureAlias = (n: number, values: Json) =>
	hasAlias(n) && n > STRANGE.length + 1 && Object.keys(values).length === 0;

const addressOf = ({ raw }: Pick<Item, 'raw'>): string | undefined => {
	const { id, idProperty } = (raw ?? {}) as Record<string, unknown>;
	if (typeof id !== 'string' || typeof idProperty !== 'string') return undefined;
	return idProperty.trim() === 'email' ? id.trim().toLowerCase() : undefined;
};

/**
 * Is the contact of this item named by another of its addresses too? Without trace IDs, the result of
 * the one cannot be told from that of the other, so both are looked up.
 */
export function isTwin(items: Array<Pick<Item, 'raw'>>, at: number): boolean {
	const address = addressOf(items[at]);
	if (address === undefined) return false;
	return items.some((item) => {
		const other = addressOf(item);
		return other !== undefined && other !== address && ownerOf(other) === ownerOf(address);
	});
}

const stageOf = ({ raw }: Pick<Item, 'raw'>): unknown =>
	((raw ?? {}) as { properties?: { lifecyclestage?: unknown } }).properties?.lifecyclestage;

/**
 * May the result of this item be another one's, for all that can be seen? Where answers carry no trace
 * IDs and HubSpot keeps a later stage, it shows a stage that this item did not send; of somebody who is
 * called by a second address, and sent it, no answer is seen. One value speaks for either of them.
 */
export function isMistakable(items: Array<Pick<Item, 'raw'>>, at: number): boolean {
	const stage = stageOf(items[at]);
	if (stage === undefined) return false;
	return items.some((item) => {
		const address = addressOf(item);
		const other = stageOf(item);
		const isUnseen = address !== undefined && ownerOf(address) !== address;
		return isUnseen && other !== undefined && other !== stage;
	});
}

/** A contact that is called by its badge, and reaches HubSpot by its ID, once that is found. */
function searchedFor(dice: Dice, n: number, raw: Json = {}): Item {
	const { id, found } = byBadge(dice, n);
	const isOne = found.ids.length === 1;
	return {
		raw: { ...raw, id, idProperty: BADGE },
		found,
		key: named(found.value.toLowerCase(), BADGE),
		// Nobody is to be called by a value that no record, or several, have.
		tag: isOne ? named(n) : named(found.value, BADGE),
		...((!isOne || n === BAD_RECORD) && { doubtful: true }),
	};
}

/** Members of lists: who joins or leaves is known by the record that it names. */
const members = (row: Operation): Kind => ({
	row,
	objectType: 'contacts',
	locates: true,
	bad: { property: 'id', value: String(BAD_RECORD) },
	prepare: prepareRecords,
	parameters: (dice) => ({
		listId: dice.pick([LISTS.manual, LISTS.manual, LISTS.snapshot, `legacy:${LISTS.legacy}`]),
	}),
	names: ({ id }) => named(id),
	item: (dice, mark, about) => {
		const { plain } = about;
		const n = recordNumber(dice, about, SEEDED_RECORDS);
		const by = plain
			? 'id'
			: dice.pick(['id', 'id', 'number', 'zeros', 'missing', 'strange', BADGE]);
		if (by === BADGE) return searchedFor(dice, n);
		const ids: Record<string, unknown> = {
			id: dice.chance(0.2) ? ` ${n} ` : `${n}`,
			number: n,
			zeros: `00${n}`,
			missing: 9000 + n,
			strange: dice.chance(0.3) ? dice.pick(STRANGE) : n,
		};
		const id = String(ids[by]).trim();
		const raw = { id: ids[by] };
		const key = named(id);
		const invalid = { invalid: true, key, tag: `invalid ${mark}` } as const;
		if (!/^\d+$/.test(id)) return { raw, ...invalid };
		if (!plain && dice.chance(0.05)) return { raw: spoil(dice, raw, 'id'), ...invalid };
		const doubtful = by === 'missing' || [0, BAD_RECORD, MERGED_RECORD].includes(Number(id));
		return { raw, key, tag: key, ...(doubtful && { doubtful }) };
	},
});

/** The number of a record, of as many as there are. */
function recordNumber(dice: Dice, { keys, plain, index }: About, most: number): number {
	const n = plain ? 1 + (index % most) : dice.int(1, Math.min(keys, most));
	return plain && n === MERGED_RECORD ? most : n;
}

/** Whom new records are associated with. */
const ASSOCIATED = [
	{
		to: { id: '512' },
		types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }],
	},
];

const PROPERTIES = [
	'',
	'',
	'lastname',
	'email,lastname,lifecyclestage',
	'firstname',
	'customer_number,nope',
	'interests',
];

/** Properties of contacts that a write gives, beside its mark. */
function valuesOf(dice: Dice, { plain, bad: share }: About, by: string) {
	const bad = !plain && dice.chance(share);
	const wrong = !plain && dice.chance(0.03);
	const unknown = !plain && dice.chance(0.02);
	const renamed = !plain && by === 'email' && dice.chance(0.1);
	const values = {
		...(dice.chance(0.5) && { lifecyclestage: dice.pick(['lead', 'customer']) }),
		...(!plain && dice.chance(0.2) && { interests: dice.pick(['a', 'b;c', ';c', ';a;b', '']) }),
		...(wrong && { lifecyclestage: 'no such stage' }),
		...(bad && { firstname: BAD }),
		...(unknown && { nope: 1 }),
		...(renamed && { email: `Renamed${dice.int(1, 5)}@x.com` }),
		...(!plain && dice.chance(0.05) && { [dice.pick(['constructor', 'toString'])]: 'x' }),
	};
	return { values, doubtful: bad || wrong || unknown || renamed, renamed };
}

export const KINDS: Record<string, Kind> = {
	...ASSOCIATION_KINDS,
	upsertEvents: {
		row: upsertEvents,
		bad: { property: 'eventType', value: BAD },
		prepare: (hubspot) => {
			const event = { externalAccountId: 'a', eventName: 'Older', eventOrganizer: 'ACME' };
			const startDateTime = '2027-03-02T09:00:00.000Z';
			for (const n of [3, 4]) {
				hubspot.seedEvent(DEFAULT_APP_ID, { ...event, externalEventId: `e${n}`, startDateTime });
			}
		},
		item: (dice, mark, { keys, plain, index, bad }) => {
			const externalAccountId = plain ? 'a' : dice.pick(['a', 'a', 'b', 'constructor']);
			const n = plain ? index : dice.int(1, keys);
			const strange = !plain && dice.chance(0.08);
			const externalEventId = strange ? dice.pick(STRANGE) : `e${n}`;
			const doubtful = !plain && dice.chance(bad);
			const raw = {
				externalAccountId,
				externalEventId: !plain && dice.chance(0.1) ? ` ${externalEventId} ` : externalEventId,
				eventName: plain ? `Event ${n}` : dice.pick(NAMES),
				eventOrganizer: 'ACME',
				...(dice.chance(0.5) && { startDateTime: dice.pick(MOMENTS) }),
				...(dice.chance(0.3) && { eventUrl: dice.pick(['https://e.x/1', 'https://e.x/2']) }),
				...(dice.chance(0.2) && { eventDescription: dice.pick(STRANGE) }),
				...(dice.chance(0.1) && { eventCancelled: dice.chance(0.5) }),
				...(doubtful && { eventType: BAD }),
				customProperties: [
					{ name: 'venue', value: mark },
					...(!plain && dice.chance(0.05) ? [{ name: dice.pick(STRANGE), value: '1' }] : []),
				],
			};
			const key = JSON.stringify([externalAccountId, externalEventId]);
			if (!plain && dice.chance(0.05)) {
				return { raw: spoil(dice, raw, 'externalEventId'), invalid: true, key, tag: mark };
			}
			return { raw, key, tag: mark, ...(doubtful && { doubtful }) };
		},
	},
	batchUpdateEvents: {
		row: batchUpdateEvents,
		bad: { property: 'eventDescription', value: BAD },
		prepare: prepareEvents,
		item: (dice, mark, about) => {
			const { plain } = about;
			const n = recordNumber(dice, about, SEEDED_EVENTS);
			const strange = !plain && dice.chance(0.04);
			const objectId = strange ? dice.pick(STRANGE) : `7${n}`;
			const missing = !plain && !strange && dice.chance(0.04);
			const bad = !plain && dice.chance(about.bad);
			const id = missing ? `${objectId}999` : objectId;
			const raw = {
				objectId: dice.chance(0.3) && /^\d+$/.test(id) ? Number(id) : id,
				...(dice.chance(0.5) && { eventName: dice.pick(NAMES) }),
				...(dice.chance(0.3) && { eventCancelled: dice.chance(0.5) }),
				...(bad && { eventDescription: BAD }),
				customProperties: [{ name: 'venue', value: mark }],
			};
			if (!plain && dice.chance(0.05)) {
				return { raw: spoil(dice, raw, 'objectId'), invalid: true, key: id, tag: mark };
			}
			return { raw, key: id, tag: mark, ...((strange || missing || bad) && { doubtful: true }) };
		},
	},
	batchArchiveEvents: {
		row: batchArchiveEvents,
		bad: { property: 'objectId', value: `7${BAD_RECORD}` },
		prepare: prepareEvents,
		names: ({ objectId }) => named(objectId),
		item: (dice, mark, about) => {
			const { plain } = about;
			const n = recordNumber(dice, about, SEEDED_EVENTS);
			const missing = !plain && dice.chance(0.08);
			const id = `${!plain && dice.chance(0.03) ? '00' : ''}7${n}${missing ? '999' : ''}`;
			const strange = !plain && dice.chance(0.04) ? dice.pick(STRANGE) : undefined;
			const raw = { objectId: strange ?? (dice.chance(0.3) ? Number(id) : `${id} `) };
			const objectId = String(raw.objectId).trim();
			const key = named(objectId);
			// No mark of ours, so that it is known if it leaves all the same.
			const invalid = { invalid: true, key, tag: `invalid ${mark}` } as const;
			if (!/^\d+$/.test(objectId)) return { raw, ...invalid };
			if (!plain && dice.chance(0.05)) return { raw: spoil(dice, raw, 'objectId'), ...invalid };
			const doubtful = objectId !== `7${n}` || n === BAD_RECORD;
			return { raw, key, tag: key, ...(doubtful && { doubtful }) };
		},
	},
	batchUpdateObjects: {
		row: batchUpdateObjects,
		objectType: 'contacts',
		bad: { property: 'firstname', value: BAD },
		prepare: prepareRecords,
		item: (dice, mark, about) => {
			const { plain } = about;
			const n = recordNumber(dice, about, SEEDED_RECORDS);
			const by = plain
				? 'id'
				: dice.pick(['id', 'id', 'number', 'zeros', 'email', 'EMAIL', 'alias', 'nr', BADGE]);
			const missing = !plain && dice.chance(0.04);
			const naked = !plain && dice.chance(0.03);
			const { values, doubtful: dubious } = valuesOf(dice, about, by);
			const number = STRANGE[n - 1] ?? `${dice.chance(0.5) ? 'Nr' : 'nr'}${n - (n % 2)}`;
			const ids: Record<string, unknown> = {
				id: `${missing ? 9000 + n : n}`,
				number: missing ? 9000 + n : n,
				zeros: `00${n}`,
				email: `person${missing ? 9000 + n : n}@x.com`,
				EMAIL: ` PERSON${missing ? 9000 + n : n}@x.com `,
				alias: aliasOf(n),
				nr: number,
			};
			const mails = ['email', 'EMAIL', 'alias'].includes(by);
			const idProperty = mails ? 'email' : by === 'nr' ? 'customer_number' : undefined;
			if (by === BADGE) {
				const properties = { lastname: mark, ...values };
				const item = searchedFor(dice, n, { properties });
				return { ...item, tag: mark, record: n, ...(dubious && { doubtful: true }) };
			}
			const raw = {
				id: ids[by],
				...(idProperty && { idProperty }),
				properties: { lastname: mark, ...values },
				...(!plain &&
					dice.chance(0.03) && { objectWriteTraceId: dice.pick(['mine', '__proto__']) }),
			};
			const spelling = String(ids[by]).trim().toLowerCase();
			const key = JSON.stringify([
				idProperty ?? '',
				idProperty ? spelling : String(Number(spelling)),
			]);
			const common = { key, tag: mark, record: n };
			if (naked) return { ...common, raw: { ...raw, properties: {} }, invalid: true };
			if (!plain && dice.chance(0.05)) {
				return { ...common, raw: spoil(dice, raw, 'id'), invalid: true };
			}
			const merged = n === MERGED_RECORD;
			const alias = by === 'alias' && isSureAlias(n, values);
			const strange = missing || by === 'zeros' || by === 'nr' || merged;
			const doubtful = dubious || strange || (mails && !alias);
			return { ...common, raw, ...(doubtful && { doubtful }), ...(alias && { alias }) };
		},
	},
	batchUpsertObjects: {
		row: batchUpsertObjects,
		objectType: 'contacts',
		bad: { property: 'firstname', value: BAD },
		prepare: prepareRecords,
		item: (dice, mark, about) => {
			const { plain } = about;
			const n = recordNumber(dice, about, SEEDED_RECORDS);
			const by = plain
				? 'email'
				: dice.pick(['email', 'EMAIL', 'alias', 'new', 'new', 'NEW', 'nr', 'newNr', 'strange']);
			const { values, doubtful: dubious } = valuesOf(dice, about, by);
			const ids: Record<string, unknown> = {
				email: `person${n}@x.com`,
				EMAIL: ` PERSON${n}@x.com `,
				alias: aliasOf(n),
				new: `new${n}@x.com`,
				NEW: `New${n}@x.com`,
				nr: customerNumber(n),
				// A number may as well be a record ID.
				newNr: dice.chance(0.5) ? n : `N-${n}`,
				strange: dice.pick(STRANGE),
			};
			const byMail = ['email', 'EMAIL', 'alias', 'new', 'NEW'].includes(by);
			const alias = by === 'alias' && isSureAlias(n, values);
			// Two names of one contact in one batch: an answer may tell of it once.
			const twoNamed = (by === 'alias' && !alias) || (byMail && n === MERGED_RECORD);
			// Somebody else's address.
			const taken = !plain && !byMail && dice.chance(0.06);
			const unfit = !plain && dice.chance(0.01);
			const idProperty = unfit ? 'firstname' : byMail ? 'email' : 'customer_number';
			const raw = {
				id: ids[by],
				idProperty: !plain && dice.chance(0.05) ? ` ${idProperty} ` : idProperty,
				properties: {
					lastname: mark,
					...values,
					...(taken && { email: `person${dice.int(1, 20)}@x.com` }),
				},
				...(!plain &&
					dice.chance(0.03) && { objectWriteTraceId: dice.pick(['mine', '__proto__']) }),
			};
			const key = JSON.stringify([idProperty, String(ids[by]).trim().toLowerCase()]);
			const common = { key, tag: mark, record: n };
			if (!plain && dice.chance(0.03)) {
				// Nothing but a key: it is its own mark.
				const only = { id: mark, idProperty: 'customer_number', properties: {} };
				return { raw: only, key: JSON.stringify(['customer_number', mark]), tag: mark };
			}
			if (!plain && dice.chance(0.05)) {
				const byId = { ...raw, id: String(n), idProperty: dice.pick([undefined, 'hs_object_id']) };
				const spoilt = dice.chance(0.3) ? byId : spoil(dice, raw, 'id');
				return { ...common, raw: spoilt, invalid: true };
			}
			const doubtful = dubious || taken || unfit || twoNamed;
			return { ...common, raw, ...(doubtful && { doubtful }), ...(alias && { alias }) };
		},
	},
	batchCreateObjects: {
		row: batchCreateObjects,
		objectType: 'contacts',
		bad: { property: 'firstname', value: BAD },
		prepare: prepareRecords,
		item: (dice, mark, about) => {
			const { plain } = about;
			const n = recordNumber(dice, about, SEEDED_RECORDS);
			const by = plain ? 'none' : dice.pick(['new', 'new', 'NEW', 'known', 'alias', 'nr', 'none']);
			const { values, doubtful: dubious } = valuesOf(dice, about, by);
			const keys: Record<string, Json> = {
				new: { email: `made${n}@x.com` },
				NEW: { email: ` Made${n}@x.com `, customer_number: `M-${n}` },
				known: { email: `person${n}@x.com` },
				alias: { email: aliasOf(n) },
				// Only the account knows that it is unique.
				nr: { customer_number: dice.chance(0.5) ? `M-${n}` : customerNumber(n) },
				none: {},
			};
			const raw = {
				properties: { lastname: mark, ...values, ...keys[by] },
				...(!plain &&
					dice.chance(0.03) && { objectWriteTraceId: dice.pick(['mine', '__proto__']) }),
				...(dice.chance(0.1) && { associations: ASSOCIATED }),
			};
			const [[name, value] = ['', mark]] = Object.entries(keys[by]);
			const key = JSON.stringify([name, String(value).trim().toLowerCase()]);
			if (!plain && dice.chance(0.05)) {
				const spoilt = dice.pick<unknown>([
					{ ...raw, properties: '' },
					{ ...raw, properties: null },
					{ ...raw, properties: {} },
					{ ...raw, properties: { lastname: mark, firstname: { a: 1 } } },
					{ ...raw, associations: 'none' },
					{ ...raw, id: '7' },
					null,
					[raw],
				]);
				return { raw: spoilt, invalid: true, key, tag: mark };
			}
			// Of what is unique, another item may have the same.
			const doubtful = dubious || by !== 'none';
			return { raw, key, tag: mark, ...(doubtful && { doubtful }) };
		},
	},
	batchReadObjects: {
		row: batchReadObjects,
		objectType: 'contacts',
		bad: { property: 'id', value: BAD },
		prepare: prepareRecords,
		parameters: (dice) => ({
			properties: dice.pick(PROPERTIES),
			...(dice.chance(0.3) && { propertiesWithHistory: 'firstname' }),
		}),
		names: ({ id }, { idProperty }) => named(id, idProperty),
		item: (dice, mark, about) => {
			const { plain } = about;
			const n = recordNumber(dice, about, SEEDED_RECORDS);
			const by = plain
				? 'id'
				: dice.pick([
						...['id', 'id', 'number', 'zeros', 'email', 'EMAIL', 'alias'],
						...['nr', 'new', 'strange', BADGE],
					]);
			if (by === BADGE) {
				const item = searchedFor(dice, n);
				return { ...item, key: named((item.raw as Json).id, BADGE) };
			}
			const missing = !plain && dice.chance(0.05);
			const at = missing ? 9000 + n : n;
			const ids: Record<string, unknown> = {
				id: dice.chance(0.2) ? ` ${at} ` : `${at}`,
				number: at,
				zeros: `00${n}`,
				email: `person${at}@x.com`,
				EMAIL: ` PERSON${at}@x.com `,
				alias: aliasOf(n),
				nr: missing ? at : customerNumber(n),
				new: `new${n}@x.com`,
				strange: dice.pick(STRANGE),
			};
			const byMail = ['email', 'EMAIL', 'alias', 'new'].includes(by);
			const unfit = !plain && dice.chance(0.01);
			const byNumber = by === 'nr' || by === 'strange' ? 'customer_number' : undefined;
			const idProperty = unfit ? 'firstname' : byMail ? 'email' : byNumber;
			const raw = {
				id: ids[by],
				...(idProperty && { idProperty }),
				...(!idProperty &&
					dice.chance(0.1) && { idProperty: dice.pick(['hs_object_id', 'id', '']) }),
			};
			const key = named(ids[by], idProperty);
			if (!plain && dice.chance(0.05)) {
				return { raw: spoil(dice, raw, 'id'), invalid: true, key, tag: `invalid ${mark}` };
			}
			const merged =
				by === 'strange' ? ids[by] === customerNumber(MERGED_RECORD) : n === MERGED_RECORD;
			const doubtful =
				missing || unfit || merged || by === 'zeros' || by === 'new' || by === 'alias';
			return { raw, key, tag: key, ...(doubtful && { doubtful }) };
		},
	},
	batchArchiveObjects: {
		row: batchArchiveObjects,
		objectType: 'contacts',
		bad: { property: 'id', value: String(BAD_RECORD) },
		prepare: prepareRecords,
		names: ({ id }) => named(id),
		item: (dice, mark, about) => {
			const { plain } = about;
			const n = recordNumber(dice, about, SEEDED_RECORDS);
			const by = plain
				? 'id'
				: dice.pick(['id', 'id', 'number', 'zeros', 'missing', 'strange', BADGE]);
			if (by === BADGE) return searchedFor(dice, n);
			const ids: Record<string, unknown> = {
				id: dice.chance(0.2) ? ` ${n} ` : `${n}`,
				number: n,
				zeros: `00${n}`,
				missing: 9000 + n,
				strange: dice.chance(0.3) ? dice.pick(STRANGE) : n,
			};
			const id = String(ids[by]).trim();
			const raw = { id: ids[by] };
			const key = named(id);
			const invalid = { invalid: true, key, tag: `invalid ${mark}` } as const;
			if (!/^\d+$/.test(id)) return { raw, ...invalid };
			if (!plain && dice.chance(0.05)) return { raw: spoil(dice, raw, 'id'), ...invalid };
			return { raw, key, tag: key, ...(Number(id) === BAD_RECORD && { doubtful: true }) };
		},
	},
	addToList: members(addToList),
	removeFromList: members(removeFromList),
	...QUESTION_KINDS,
	...NAMED_EVENT_KINDS,
	...OWNER_KINDS,
	...ALIKE_KINDS,
	...EVENT_KINDS,
	...ATTENDANCE_KINDS,
	...PARTICIPATION_KINDS,
};
