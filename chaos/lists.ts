/** The laws of lists: whoever is told to have joined or left one has, once, and nobody else. */
import type { Membership } from '../test/fake-hubspot/hubspot';
import type { Hold } from './broken';
import { LISTS } from './contacts';
import { KINDS, namedBy, tagsOf } from './items';
import type { Played, PlayedExecution } from './play';

/** The list of an execution, by today's ID. */
export const listOf = ({ plan }: PlayedExecution): string => {
	const { listId = '' } = plan.parameters ?? {};
	return listId === `legacy:${LISTS.legacy}` ? LISTS.snapshot : listId;
};

const isAdding = ({ plan }: PlayedExecution) => plan.operation === 'addToList';

/** What a membership call that is done may say. */
export const told = (adds: boolean): string[] => {
	const did = adds ? 'added' : 'removed';
	return [did, 'unchanged', `${did} or unchanged`];
};

/** Was the record a member at some moment of a span, or not one? Milliseconds from the start. */
export function wasMember(
	{ world, before, zeroMs }: Played,
	listId: string,
	id: string,
	{ fromMs, toMs, wanted }: { fromMs: number; toMs: number; wanted: boolean },
): boolean {
	let is = before.members.get(listId)?.has(id) ?? false;
	for (const change of world.hubspot.memberships()) {
		if (change.listId !== listId || change.id !== id) continue;
		const atMs = change.at - zeroMs;
		// What held before this change held up to it.
		if (is === wanted && atMs >= fromMs) return true;
		if (atMs > toMs) return false;
		is = change.action === 'add';
	}
	return is === wanted;
}

/** Every change of a list is somebody's, and told once at most as having been made. */
export function breachesOfLists(played: Played, hold: Hold): void {
	const { world, executions } = played;
	const changes = new Map<string, Membership[]>();
	for (const change of world.hubspot.memberships()) {
		const key = [change.listId, change.action, change.id].join();
		changes.set(key, [...(changes.get(key) ?? []), change]);
	}
	const runs = executions.filter(({ plan }) => {
		const { locates, asks } = KINDS[plan.operation];
		return locates && !asks && !plan.dryRun;
	});
	for (const [key, made] of changes) {
		const [listId, action, id] = key.split(',');
		const its = runs
			.filter((run) => listOf(run) === listId && isAdding(run) === (action === 'add'))
			.map((run) => {
				const { items } = run.plan;
				const isOwn = (item: number) =>
					!items[item]?.invalid && tagsOf(items[item]).some((tag) => namedBy(tag).id === id);
				return {
					run,
					asked: items.some((_, item) => isOwn(item)),
					outcomes: run.outcomes.filter(({ item }) => isOwn(item)),
				};
			})
			.filter(({ asked }) => asked);
		hold('No membership changes that nobody named', its.length > 0, () => key);
		const crashed = its.some(({ run }) => run.error !== undefined);
		const all = its.flatMap(({ outcomes }) => outcomes);
		const told = all.some((each) => each.ok || each.failure.applied === 'maybe');
		// Of a record that is gone, nobody can tell whether it was a member.
		const admitted = told || !world.hubspot.object('contacts', id);
		hold('“Not applied” of a membership means that it did not change', admitted || crashed, () => {
			return `${key}: ${JSON.stringify(all)}`;
		});
		const did = action === 'add' ? 'added' : 'removed';
		// A second item may name the record otherwise, and find it changed by the first.
		const isOnlyUnchanged = all.every((each) => each.ok && each.result.outcome === 'unchanged');
		hold(
			'“Unchanged” means that this run changed nothing',
			its.length > 1 || !isOnlyUnchanged,
			() => {
				return `${key}: ${JSON.stringify(all)}`;
			},
		);
		// All items of a run that name one record alike share one write.
		const claims = its.filter(({ outcomes }) =>
			outcomes.some((each) => each.ok && each.result.outcome === did),
		);
		hold('A change of a membership is told by one run alone', claims.length <= made.length, () => {
			return `${key}: ${made.length} changes, ${claims.length} runs`;
		});
	}
}
