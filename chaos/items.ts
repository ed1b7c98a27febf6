/**
 * The items that chaos sends: what each operation is asked to write, which of it is invalid, bad or
 * strange, and what the account holds before. Every item bears a mark of its own where HubSpot keeps
 * it and nobody compares it, so that each write can be told from every other.
 */
import type { Operation } from '../nodes/n8n/operation';
import { batchUpdateObjects } from '../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpdateEvents } from '../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { DEFAULT_APP_ID, type FakeHubSpot } from '../test/fake-hubspot/hubspot';
import type { Dice } from './dice';

export interface Item {
	raw: unknown;
	/** Must not leave the house. */
	invalid?: true;
	/** HubSpot has a reason to refuse it, or none to find it. */
	doubtful?: true;
	/** Names the record; the same text, the same record. */
	key: string;
}

type Json = Record<string, unknown>;

/** The mark of an item: unlike any other text. */
export const markOf = (execution: number, item: number) => `m${execution}-${item}.`;
const MARK = /"m\d+-\d+\."/g;
/** All marks in what was sent. */
export const marksIn = (body: unknown): string[] =>
	(JSON.stringify(body ?? '').match(MARK) ?? []).map((text) => text.slice(1, -1));

/** The value for which rules refuse a whole batch. */
export const BAD = 'BAD-VALUE';

/** Names that trip up careless code. */
const STRANGE = [
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'Zürich/№ 5?#&%20',
	'日本語',
	'😀 emoji',
	'İstanbul',
	'e\u0301 é',
	'\u202Eright to left',
	'"quoted" \\ back',
	'{curly}',
	'a,b;c',
	'lone \ud800 half',
	'..',
	'0',
];

export interface Kind {
	row: Operation;
	objectType?: string;
	/** Property whose value can be bad. */
	badProperty: string;
	prepare: (hubspot: FakeHubSpot) => void;
	/** `keys`: how many records the items are about; `plain`: nothing invalid, doubtful or twice. */
	item: (dice: Dice, mark: string, about: { keys: number; plain: boolean; index: number }) => Item;
}

const NAMES = ['Webinar', 'Workshop', 'Conference'];
const MOMENTS = ['2027-03-01', '2027-03-02T09:00:00Z', '2027-03-02T10:00:00+01:00'];

/** What no operation takes, made of what it would take. */
function spoil(dice: Dice, raw: Json, key: string): unknown {
	return dice.pick<() => unknown>([
		() => ({ ...raw, [key]: '' }),
		() => ({ ...raw, [key]: null }),
		() => ({ ...raw, [key]: '   ' }),
		() => ({ ...raw, [key]: { toString: 1 } }),
		() => ({ ...raw, [key]: NaN }),
		() => ({ ...raw, stranger: 1 }),
		() => Object.fromEntries(Object.entries(raw).filter(([name]) => name !== key)),
		() => null,
		() => [raw],
		() => `${JSON.stringify(raw)},`,
		() => ({ ...raw, properties: 'no object', customProperties: 'no list' }),
	])();
}

const SEEDED_EVENTS = 40;
const SEEDED_RECORDS = 400;
const MERGED_RECORD = 9;

export const KINDS: Record<string, Kind> = {
	upsertEvents: {
		row: upsertEvents,
		badProperty: 'eventType',
		prepare: (hubspot) => {
			const event = { externalAccountId: 'a', eventName: 'Older', eventOrganizer: 'ACME' };
			const startDateTime = '2027-03-02T09:00:00.000Z';
			for (const n of [3, 4]) {
				hubspot.seedEvent(DEFAULT_APP_ID, { ...event, externalEventId: `e${n}`, startDateTime });
			}
		},
		item: (dice, mark, { keys, plain, index }) => {
			const externalAccountId = plain ? 'a' : dice.pick(['a', 'a', 'b', 'constructor']);
			const n = plain ? index : dice.int(1, keys);
			const strange = !plain && dice.chance(0.08);
			const externalEventId = strange ? dice.pick(STRANGE) : `e${n}`;
			const doubtful = !plain && dice.chance(0.05);
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
				return { raw: spoil(dice, raw, 'externalEventId'), invalid: true, key };
			}
			return { raw, key, ...(doubtful && { doubtful }) };
		},
	},
	batchUpdateEvents: {
		row: batchUpdateEvents,
		badProperty: 'eventDescription',
		prepare: (hubspot) => {
			for (let n = 1; n <= SEEDED_EVENTS; n++) {
				hubspot.seedEvent(DEFAULT_APP_ID, { objectId: `7${n}`, eventName: 'Old' });
			}
		},
		item: (dice, mark, { keys, plain, index }) => {
			const n = plain ? 1 + (index % SEEDED_EVENTS) : dice.int(1, Math.min(keys, SEEDED_EVENTS));
			const strange = !plain && dice.chance(0.04);
			const objectId = strange ? dice.pick(STRANGE) : `7${n}`;
			const missing = !plain && !strange && dice.chance(0.04);
			const bad = !plain && dice.chance(0.05);
			const id = missing ? `${objectId}999` : objectId;
			const raw = {
				objectId: dice.chance(0.3) && /^\d+$/.test(id) ? Number(id) : id,
				...(dice.chance(0.5) && { eventName: dice.pick(NAMES) }),
				...(dice.chance(0.3) && { eventCancelled: dice.chance(0.5) }),
				...(bad && { eventDescription: BAD }),
				customProperties: [{ name: 'venue', value: mark }],
			};
			if (!plain && dice.chance(0.05)) {
				return { raw: spoil(dice, raw, 'objectId'), invalid: true, key: id };
			}
			return { raw, key: id, ...((strange || missing || bad) && { doubtful: true }) };
		},
	},
	batchUpdateObjects: {
		row: batchUpdateObjects,
		objectType: 'contacts',
		badProperty: 'firstname',
		prepare: (hubspot) => {
			for (const name of ['constructor', 'toString', '__proto__']) {
				hubspot.defineProperty('contacts', { name });
			}
			for (let n = 1; n <= SEEDED_RECORDS; n++) {
				const email = `person${n}@x.com`;
				const customer_number = STRANGE[n - 1] ?? (n % 2 ? `Nr${n + 1}` : `nr${n}`);
				hubspot.seedObject('contacts', { email, firstname: 'A', customer_number }, String(n));
			}
			hubspot.merge('contacts', String(MERGED_RECORD), '2');
		},
		item: (dice, mark, { keys, plain, index }) => {
			const most = Math.min(keys, SEEDED_RECORDS);
			let n = plain ? 1 + (index % SEEDED_RECORDS) : dice.int(1, most);
			if (plain && n === MERGED_RECORD) n = SEEDED_RECORDS;
			const by = plain ? 'id' : dice.pick(['id', 'id', 'number', 'zeros', 'email', 'EMAIL', 'nr']);
			const missing = !plain && dice.chance(0.04);
			const bad = !plain && dice.chance(0.05);
			const wrong = !plain && dice.chance(0.03);
			const unknown = !plain && dice.chance(0.02);
			const renamed = !plain && by === 'email' && dice.chance(0.1);
			const naked = !plain && dice.chance(0.03);
			const number = STRANGE[n - 1] ?? `${dice.chance(0.5) ? 'Nr' : 'nr'}${n - (n % 2)}`;
			const ids: Record<string, unknown> = {
				id: `${missing ? 9000 + n : n}`,
				number: missing ? 9000 + n : n,
				zeros: `00${n}`,
				email: `person${missing ? 9000 + n : n}@x.com`,
				EMAIL: ` PERSON${missing ? 9000 + n : n}@x.com `,
				nr: number,
			};
			const mails = by === 'email' || by === 'EMAIL';
			const idProperty = mails ? 'email' : by === 'nr' ? 'customer_number' : undefined;
			const raw = {
				id: ids[by],
				...(idProperty && { idProperty }),
				properties: {
					lastname: mark,
					...(dice.chance(0.5) && { lifecyclestage: dice.pick(['lead', 'customer']) }),
					...(wrong && { lifecyclestage: 'no such stage' }),
					...(bad && { firstname: BAD }),
					...(unknown && { nope: 1 }),
					...(renamed && { email: `Renamed${dice.int(1, 5)}@x.com` }),
					...(!plain && dice.chance(0.05) && { [dice.pick(['constructor', 'toString'])]: 'x' }),
				},
				...(!plain &&
					dice.chance(0.03) && { objectWriteTraceId: dice.pick(['mine', '__proto__']) }),
			};
			const spelling = String(ids[by]).trim().toLowerCase();
			const key = JSON.stringify([
				idProperty ?? '',
				idProperty ? spelling : String(Number(spelling)),
			]);
			if (naked) return { raw: { ...raw, properties: {} }, invalid: true, key };
			if (!plain && dice.chance(0.05)) return { raw: spoil(dice, raw, 'id'), invalid: true, key };
			const merged = n === MERGED_RECORD;
			const strange = by === 'zeros' || by === 'nr' || renamed || merged;
			const doubtful = missing || bad || wrong || unknown || strange || mails;
			return { raw, key, ...(doubtful && { doubtful }) };
		},
	},
};
