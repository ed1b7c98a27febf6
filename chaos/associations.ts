/**
 * What chaos asks of associations, and the laws of them. A pair is known by the two records that it
 * names. Nobody else touches these records, so that only operations of this file meet.
 */
import type { Told } from '../nodes/n8n/present';
import { batchAssociate } from '../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { batchReadAssociations } from '../nodes/HubSpotCrmObjects/operations/batchReadAssociations';
import { batchRemoveAssociations } from '../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import type { FakeHubSpot } from '../test/fake-hubspot/hubspot';
import type { Hold } from './broken';
import type { Dice } from './dice';
import type { About, Item, Json, Kind } from './items';
import type { Played } from './play';

const [FROM, TO] = ['deals', 'tickets'];
const SEEDED = 400;

/** A label between these object types. */
export const LABEL = 'USER_DEFINED:37';

/** Rules refuse a whole batch for the sake of this record. */
const BAD_RECORD = 13;

/** What is associated from the start: the first records with the first ones on the other side. */
const held = (from: number): Array<{ to: number; type?: string }> =>
	Array.from({ length: from % 5 }, (_, n) => ({ to: n + 1, ...(n % 2 && { type: LABEL }) }));

function prepare(hubspot: FakeHubSpot): void {
	for (const objectType of [FROM, TO]) {
		hubspot.seedObjects({ objectType, count: SEEDED, properties: {} });
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
	const raw = { from: { id: spelled(dice, from) }, to: { id: spelled(dice, to) } };
	const tag = JSON.stringify([`${from}`, `${to}`]);
	if (!about.plain && dice.chance(0.05)) {
		const end = dice.pick(['from', 'to']);
		return { raw: invalidly(dice, raw, end), invalid: true, key: tag, tag: `invalid ${mark}` };
	}
	const doubtful = missing || from === BAD_RECORD;
	return { raw, key: tag, tag, ...(doubtful && { doubtful }) };
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

// ---------------------------------------------------------------- laws

const isThere = (id: string) => Number(id) >= 1 && Number(id) <= SEEDED;

/** Was this pair associated from the start, by this label if one is asked for? */
const wasHeld = ([from, to]: string[], label: string): boolean =>
	isThere(from) &&
	held(Number(from)).some((each) => `${each.to}` === to && (!label || each.type === label));

/** The laws of one execution. */
export function breachesOfAssociations(played: Played, number: number, hold: Hold): void {
	const { plan, outcomes } = played.executions[number];
	for (const outcome of outcomes) {
		const item = plan.items[outcome.item];
		if (!item || item.invalid) continue;
		const told = () => `execution ${number}, item ${outcome.item}: ${JSON.stringify(outcome)}`;
		if (plan.operation === 'batchReadAssociations') read(played, { outcome, item }, hold, told);
		else pair(played, number, { outcome, item }, hold, told);
	}
	const answers = new Map<string, string>();
	for (const { item: at, ...outcome } of outcomes) {
		const item = plan.items[at];
		if (!item || item.invalid) continue;
		const answer = JSON.stringify(outcome);
		const first = answers.get(item.tag) ?? answer;
		answers.set(item.tag, first);
		hold('Equal pairs, and equal questions, get one outcome', answer === first, () => answer);
	}
}

interface Judged {
	outcome: Told;
	item: Item;
}

/** Who else writes this pair? */
function othersOf({ executions }: Played, number: number, { tag }: Item) {
	return executions
		.filter((_, other) => other !== number)
		.filter(({ plan }) => /^batch(Associate|Remove)/.test(plan.operation))
		.filter(({ plan }) => plan.items.some((item) => !item.invalid && item.tag === tag))
		.map(({ plan }) => plan.operation);
}

function pair(
	played: Played,
	number: number,
	{ outcome, item }: Judged,
	hold: Hold,
	told: () => string,
): void {
	const { hubspot } = played.world;
	const { operation, parameters = {} } = played.executions[number].plan;
	const { label } = parameters;
	const ends = JSON.parse(item.tag) as string[];
	const [from, to] = ends;
	const associates = operation === 'batchAssociate';
	const own = associates ? 'create' : 'archive';
	const key = `${FROM}|${from} > ${TO}|${to}`;
	const writes = hubspot.applied.filter((each) => each.key === key && each.action === own);
	const types = hubspot.associationOf([FROM, from], [TO, to]);
	const isHeld = label ? types.includes(label) : types.length > 0;
	const others = othersOf(played, number, item);
	if (outcome.ok) {
		const { fromObjectId, toObjectId } = outcome.result;
		hold('A result is of its own pair', fromObjectId === from && toObjectId === to, told);
		// Others may have changed it since.
		const isSo = isHeld === associates || others.length > 0;
		hold('A pair told done is associated, or is not any more', isSo, told);
		const before = wasHeld(ends, label) === associates;
		hold('Done means written, or so before', before || writes.length > 0, told);
		hold('A record that is not there is not associated', !associates || isThere(to), told);
		return;
	}
	const { applied, reason, message } = outcome.failure;
	const ours = writes.length > 0 && !others.includes(operation);
	hold('A pair told “no” is not changed by us', applied !== 'no' || !ours, told);
	const certain = reason !== 'unsent' || applied === 'no';
	hold('An unsent pair is not applied', certain, told);
	hold('A pair is not called a record', !/this record/.test(message), told);
}

function read(played: Played, { outcome, item }: Judged, hold: Hold, told: () => string): void {
	const [from] = JSON.parse(item.tag) as string[];
	const { executions } = played;
	if (!outcome.ok) {
		const { applied, status, category, reason } = outcome.failure;
		hold('A read of associations is never told applied', applied === undefined, told);
		const missing = reason === 'rejected' && status === 207 && category === 'OBJECT_NOT_FOUND';
		hold('A record that is called missing is not there', !missing || !isThere(from), told);
		return;
	}
	const found = outcome.results?.map(({ toObjectId }) => String(toObjectId)) ?? [];
	const own = outcome.results?.every(({ fromObjectId }) => fromObjectId === from) ?? false;
	hold('Every association that is read is of its own record', own, told);
	hold('No association is read twice', new Set(found).size === found.length, told);
	if (executions.some(({ plan }) => /^batch(Associate|Remove)/.test(plan.operation))) return;
	const expected = isThere(from) ? held(Number(from)).map(({ to }) => `${to}`) : [];
	const all = [...found].sort().join() === [...expected].sort().join();
	hold('A read tells every association, and no other', all, told);
}
