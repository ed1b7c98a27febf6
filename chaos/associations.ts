/**
 * What chaos asks of associations; their laws are in `pairs.ts`. A pair is known by the two records that it
 * names. Nobody else touches these records, so that only operations of this file meet.
 */
import { batchAssociate } from '../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { batchReadAssociations } from '../nodes/HubSpotCrmObjects/operations/batchReadAssociations';
import { batchRemoveAssociations } from '../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import type { FakeHubSpot } from '../test/fake-hubspot/hubspot';
import type { Dice } from './dice';
import type { About, Item, Json, Kind } from './kind';

export const [FROM, TO] = ['deals', 'tickets'];
export const SEEDED = 400;

/** A label between these object types. */
export const LABEL = 'USER_DEFINED:37';

/** Rules refuse a whole batch for the sake of this record. */
const BAD_RECORD = 13;

/** What is associated from the start: the first records with the first ones on the other side. */
export const held = (from: number): Array<{ to: number; type?: string }> =>
	Array.from({ length: from % 5 }, (_, n) => ({ to: n + 1, ...(n % 2 && { type: LABEL }) }));

function prepare(hubspot: FakeHubSpot): void {
	for (const objectType of [FROM, TO]) {
		hubspot.defineProperty(objectType, { name: BADGE });
		hubspot.seedObjects({ objectType, count: SEEDED, properties: { [BADGE]: 'Badge {n}' } });
	}
	hubspot.defineLabel(FROM, TO, { label: 'Boss', typeId: 37 });
	for (let from = 1; from <= SEEDED; from++) {
		for (const { to, type } of held(from)) {
			hubspot.seedAssociation([FROM, `${from}`], [TO, `${to}`], type);
		}
	}
}

// ---------------------------------------------------------------- items

const numberOf = (end: unknown) => String(Number((end as { id?: unknown } | undefined)?.id));

/** The pair that an element of a call names, whose second record may stand in a list. */
const pairOf = ({ from, to }: Json): string =>
	JSON.stringify([numberOf(from), numberOf(Array.isArray(to) ? (to as unknown[])[0] : to)]);

const spelled = (dice: Dice, id: number): unknown =>
	dice.pick<unknown>([`${id}`, `${id}`, id, ` ${id} `, `00${id}`]);

/** A property that HubSpot does not keep unique: who is called by it is searched for. */
const BADGE = 'badge';

/** One side of a pair: a record by its ID, or by its badge. */
const endOf = (dice: Dice, id: number, byBadge: boolean): Json =>
	byBadge
		? { id: dice.pick([`Badge ${id}`, `BADGE ${id}`, ` badge ${id}`]), idProperty: BADGE }
		: { id: spelled(dice, id) };

/** Few records on either side, or many: the same pair twice, and the same numbers turned, are the rule. */
function drawn(dice: Dice, { keys, plain, index }: About) {
	const most = Math.min(keys, SEEDED);
	const from = plain ? 1 + (index % SEEDED) : dice.int(1, most);
	const to = plain ? 1 + (index % SEEDED) : dice.int(1, Math.min(most, 20));
	const missing = !plain && dice.chance(0.05) ? dice.pick(['from', 'to'] as const) : undefined;
	return {
		from: missing === 'from' ? 9_000 + from : from,
		to: missing === 'to' ? 9_000 + to : to,
		missing: missing !== undefined,
	};
}

const invalidly = (dice: Dice, raw: Json, key: string): unknown =>
	dice.pick<() => unknown>([
		() => ({ ...raw, [key]: undefined }),
		() => ({ ...raw, [key]: null }),
		() => ({ ...raw, [key]: { id: ' ' } }),
		() => ({ ...raw, [key]: { id: 'ada@example.com' } }),
		() => ({ ...raw, [key]: [] }),
		() => ({ ...raw, stranger: 1 }),
		() => `${JSON.stringify(raw)},`,
		() => [raw],
	])();

function pairItem(dice: Dice, mark: string, about: About): Item {
	const { from, to, missing } = drawn(dice, about);
	const [a, b] = [0, 0].map(() => !about.plain && dice.chance(0.15));
	const raw = { from: endOf(dice, from, a), to: endOf(dice, to, b) };
	const tag = JSON.stringify([`${from}`, `${to}`]);
	// Who cannot be found fails alone, so only pairs that are called alike are sure to fare alike.
	const key = a || b ? JSON.stringify(raw) : tag;
	if (!about.plain && dice.chance(0.05)) {
		const end = dice.pick(['from', 'to']);
		return { raw: invalidly(dice, raw, end), invalid: true, key, tag: `invalid ${mark}` };
	}
	const doubtful = missing || from === BAD_RECORD;
	return { raw, key, tag, ...(doubtful && { doubtful }) };
}

const common: Pick<Kind, 'objectType' | 'bad' | 'prepare' | 'parameters'> = {
	objectType: FROM,
	bad: { property: 'fromId', value: `${BAD_RECORD}` },
	prepare,
	parameters: (dice) => ({
		fromObjectType: FROM,
		toObjectType: TO,
		label: dice.pick(['', '', LABEL]),
	}),
};

export const ASSOCIATION_KINDS: Record<string, Kind> = {
	batchAssociate: { ...common, row: batchAssociate, names: pairOf, item: pairItem },
	batchRemoveAssociations: {
		...common,
		row: batchRemoveAssociations,
		names: pairOf,
		item: pairItem,
	},
	batchReadAssociations: {
		...common,
		row: batchReadAssociations,
		names: (element) => JSON.stringify([numberOf(element)]),
		item: (dice, mark, about) => {
			const { from, missing } = drawn(dice, about);
			const id = missing ? 9_000 + (from % 9_000) : from;
			const raw = { id: spelled(dice, id) };
			const tag = JSON.stringify([`${id}`]);
			if (!about.plain && dice.chance(0.05)) {
				const bad = dice.pick<unknown>([{ id: '' }, { id: 'x' }, { ...raw, stranger: 1 }, null]);
				return { raw: bad, invalid: true, key: tag, tag: `invalid ${mark}` };
			}
			return { raw, key: tag, tag, ...(missing && { doubtful: true }) };
		},
	},
};
