/**
 * The law of contacts that are called by a property which several may share: exactly one must have the
 * value, and nobody else is written, read, archived or moved in its place.
 */
import { signsOf } from './compared';
import { BADGE } from './contacts';
import { valid, type Case } from './case';
import type { History, Span } from './history';

/** Whoever has a badge at some moment of a span, and how many have it all the while. */
function holdersOf(history: History, value: string, span: Span) {
	const wanted = value.toLowerCase();
	const versions = history
		.during(span)
		.filter(({ properties }) => properties[BADGE]?.toLowerCase() === wanted);
	const ids = new Set(versions.map(({ id }) => id));
	const isThere = (id: string) => {
		const its = versions.filter((version) => version.id === id);
		return its[0].fromMs <= span.fromMs && its[its.length - 1].toMs >= span.toMs;
	};
	return { ids, standing: [...ids].filter(isThere) };
}

export function searched(one: Case, history: History): void {
	const { played, execution, hold } = one;
	const { plan, endMs } = execution;
	const signs = signsOf(played);
	const span = { fromMs: plan.startMs, toMs: endMs };
	for (const { outcome, item, told } of valid(one)) {
		if (!item.found) continue;
		const { ids, standing } = holdersOf(history, item.found.value, span);
		const written =
			plan.operation !== 'batchUpdateObjects'
				? []
				: played.world.hubspot.applied.filter(({ kind, input }) => {
						const its = signs(input);
						return kind === 'record' && its.length === 1 && its[0] === item.tag;
					});
		const isOwn = written.every(({ id }) => ids.has(id));
		hold('Only a record that has the value is written', isOwn, told);
		if (outcome.ok) {
			const id = String(outcome.result.id);
			hold('What is found by a property has its value', ids.has(id), told);
			hold('A value that two records have stands for neither', standing.length < 2, told);
			continue;
		}
		const { category, status, reason, message } = outcome.failure;
		const unresolved = status === undefined && reason === 'rejected';
		const missing = unresolved && category === 'OBJECT_NOT_FOUND';
		const isOne = standing.length === 1 && ids.size === 1;
		hold('A search that finds nobody has nobody to find', !missing || !standing.length, told);
		hold('A record that alone has a value is found', !unresolved || !isOne, told);
		const isNone = !missing || message.toLowerCase().includes(item.found.value.toLowerCase());
		hold('Who is not found is told by the value', isNone, told);
	}
}
