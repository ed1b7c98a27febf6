/**
 * People whom chaos records at events; their law is in `attended.ts`. No item bears a mark: each is known by
 * the event, the person, what they did and when.
 */
import type { HttpRequest } from '../nodes/engine/means';
import { recordAttendance } from '../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import { DEFAULT_APP_ID, type AppliedWrite, type FakeHubSpot } from '../test/fake-hubspot/hubspot';
import { BAD_RECORD } from './contacts';
import type { Dice } from './dice';
import type { About, Item, Json, Kind } from './kind';
import { spoil } from './spoil';

const ACCOUNT = 'attendance';
/** Who is there from the start; those behind are created by their address. */
const KNOWN = 40;
const PEOPLE = 60;
/** Events 1 and 2 are for those who register and attend, 3 is for those who cancel; 4 is not there. */
const EVENTS = [1, 2, 3];
const MISSING = 4;

const addressOf = (n: number) => `guest${n}@chaos.example`;
const idOf = (n: number) => String(700_000 + n);
const eventOf = (n: number) => `96${n}`;
const nameOf = (n: number) => `att-${n}`;

function prepare(hubspot: FakeHubSpot): void {
	for (const n of EVENTS) {
		hubspot.seedEvent(DEFAULT_APP_ID, {
			...{ objectId: eventOf(n), externalEventId: nameOf(n), externalAccountId: ACCOUNT },
			startDateTime: '2027-03-01T09:00:00.000Z',
		});
	}
	for (let n = 1; n <= KNOWN; n++) {
		hubspot.seedObject('contacts', { email: addressOf(n) }, idOf(n));
	}
}

// ---------------------------------------------------------------- items

export const tagOf = (objectId: unknown, state: unknown, { vid, email }: Json, at: unknown) =>
	JSON.stringify([
		String(objectId),
		state,
		vid === undefined ? String(email).trim().toLowerCase() : Number(vid),
		new Date(at as string | number).getTime(),
	]);

/** The entries that a call is about, where it writes them. */
export function tagsOfPeople({ method, path, body }: HttpRequest): string[] {
	const [, objectId, state] = /\/(\d+)\/attendance\/(\w+)\/(?:email-)?create$/.exec(path) ?? [];
	if (method !== 'POST' || objectId === undefined) return [];
	const { inputs } = body as { inputs: Json[] };
	return inputs.map((input) => tagOf(objectId, state, input, input.interactionDateTime));
}

const HOURS = ['08', '09', '10'];
const STATES = {
	register: ['register', 'Registered', ' REGISTERED '],
	attend: ['attend', 'Attended', 'ATTENDED'],
	cancel: ['cancel', 'Cancelled', 'canceled'],
} as const;

/** Whose entries have several times: HubSpot shows one of them, so a repeat of another stays unknown. */
const hasTimes = (n: number) => n % 5 === 0;

const invalidly = (dice: Dice, raw: Json): unknown =>
	dice.pick<() => unknown>([
		() => spoil(dice, raw, 'subscriberState'),
		() => ({ ...raw, subscriberState: dice.pick(['NO_SHOW', 'maybe', 7]) }),
		() => ({ ...raw, email: 'nobody', vid: undefined }),
		() => ({ ...raw, email: 'a@x.com', vid: 7 }),
		() => ({ ...raw, objectId: '1', externalEventId: 'x' }),
		() => ({ ...raw, objectId: 'att-1', externalEventId: undefined, externalAccountId: undefined }),
		() => ({ ...raw, interactionDateTime: 'soon' }),
		() => ({ ...raw, properties: { joinedAt: '2027-03-01T09:00:00Z' } }),
		() => ({
			...raw,
			properties: { joinedAt: '2027-03-01T09:00:00Z', leftAt: '2027-03-01T08:00:00Z' },
		}),
	])();

function item(dice: Dice, mark: string, { keys, plain, index }: About): Item {
	const n = plain ? 1 + (index % KNOWN) : dice.int(1, Math.min(keys, PEOPLE));
	const event = plain ? 1 : dice.pick([1, 1, 2, 3, ...(dice.chance(0.1) ? [MISSING] : [])]);
	const state =
		event === 3 ? 'cancel' : plain ? 'register' : dice.pick(['register', 'attend'] as const);
	const hour = hasTimes(n) && !plain ? dice.pick(HOURS) : HOURS[n % HOURS.length];
	const at = `2027-03-01T${hour}:00:00Z`;
	const by = dice.pick([
		'email',
		'EMAIL',
		...(n <= KNOWN ? ['vid'] : []),
		...(plain ? [] : ['odd']),
	]);
	const isOdd = by === 'odd';
	const whom: Record<string, Json> = {
		email: { email: addressOf(n) },
		EMAIL: { email: ` ${addressOf(n).toUpperCase()}` },
		vid: { vid: dice.chance(0.5) ? idOf(n) : Number(idOf(n)) },
		odd: dice.chance(0.5) ? { vid: 790_000 + n } : { email: `guest${n}@nowhere` },
	};
	const isNamed = !plain && dice.chance(0.3);
	const where = isNamed
		? { externalEventId: nameOf(event), ...(dice.chance(0.5) && { externalAccountId: ACCOUNT }) }
		: { objectId: eventOf(event) };
	const times = { joinedAt: at, leftAt: '2027-03-01T11:00:00Z' };
	const raw = {
		...where,
		subscriberState: plain ? state : dice.pick(STATES[state]),
		...whom[by],
		interactionDateTime: dice.chance(0.3) ? Date.parse(at) : at,
		...(state === 'attend' && dice.chance(0.5) && { properties: times }),
		...('email' in whom[by] && dice.chance(0.3) && { contactProperties: { firstname: 'New' } }),
	};
	const key = JSON.stringify([eventOf(event), state, isOdd ? `odd ${n}` : n, Date.parse(at)]);
	if (!plain && dice.chance(0.05)) {
		return { raw: invalidly(dice, raw), invalid: true, key, tag: `invalid ${mark}` };
	}
	const tag = tagOf(eventOf(event), state, whom[by], at);
	const doubtful = isOdd || event === MISSING || hasTimes(n) || n === BAD_RECORD;
	return { raw, key, tag, ...(doubtful && { doubtful }) };
}

export const ATTENDANCE_KINDS: Record<string, Kind> = {
	recordAttendance: {
		row: recordAttendance,
		bad: { property: 'email', value: addressOf(BAD_RECORD) },
		prepare,
		tags: tagsOfPeople,
		item,
	},
};

// ---------------------------------------------------------------- what was applied

/** Is it attendance, or a contact that was created by it? These bear no marks, and have a law of their own. */
export const isOfAttendance = ({ kind, key }: AppliedWrite): boolean =>
	kind === 'attendance' || (kind === 'record' && /^contacts\|guest\d+@/.test(key));
