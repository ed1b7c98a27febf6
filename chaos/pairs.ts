/** The laws of associations: what is told of a pair, held against what the fake HubSpot holds. */
import type { Told } from '../nodes/n8n/present';
import { FROM, held, SEEDED, TO } from './associations';
import type { Hold } from './broken';
import { wasAsked } from './case';
import type { Item } from './kind';
import type { Played } from './play';

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
	for (const told of outcomes.filter(wasAsked)) {
		const { item: at, ...outcome } = told;
		const item = plan.items[at];
		if (!item || item.invalid) continue;
		const answer = JSON.stringify(outcome);
		const first = answers.get(item.key) ?? answer;
		answers.set(item.key, first);
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
		.filter(({ plan }, other) => other !== number && !plan.dryRun)
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
	// An item that calls the same records otherwise is a write of its own.
	const { plan, outcomes } = played.executions[number];
	const twin = outcomes.some((each) => {
		const { [each.item]: its } = plan.items;
		if (its?.tag !== item.tag || its.key === item.key) return false;
		return each.ok || each.failure.applied === 'maybe';
	});
	const ours = writes.length > 0 && !others.includes(operation) && !twin;
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
