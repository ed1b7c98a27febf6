/**
 * The laws of questions with many results: each record exactly once, none that was not there, none left
 * out that was there all the while, and in the order that was asked for.
 */
import { isShown, valid, type Case, type Judged } from './case';
import type { History, Span, Version } from './history';
import { listOf, wasMember } from './lists';
import type { PlayedCall } from './play';
import { FULL, type Filter, type Question } from './questions';

type Shown = Record<string, unknown> & { id?: string; properties?: Record<string, string | null> };

const resultsOf = ({ outcome }: Judged): Shown[] => (outcome.ok ? (outcome.results ?? []) : []);

/** From the first call about a question to the last. */
function spanOf(calls: PlayedCall[]): Span {
	return {
		fromMs: Math.min(...calls.map(({ atMs }) => atMs)),
		toMs: Math.max(...calls.map(({ endMs }) => endMs)),
	};
}

/** Reads write nothing, and are never told to have done so. */
function isUntouched(one: Case, judged: Judged, isRead: (call: PlayedCall) => boolean): void {
	const { hold, calls, number } = one;
	const { outcome, told } = judged;
	// How many calls of the day are left is asked for a question, too.
	const isUsage = ({ request }: PlayedCall) => request.path.includes('/api-usage/');
	const stray = calls.find((call) => !isRead(call) && !isUsage(call));
	hold('A question calls nothing but reads', !stray, () => {
		return `execution ${number}: ${stray?.request.method} ${stray?.request.path}`;
	});
	const applied = outcome.ok ? undefined : outcome.failure.applied;
	hold('A question is never told applied', applied === undefined, told);
}

// ---------------------------------------------------------------- searches

const held = ({ id, properties }: Version, name: string): string => {
	if (name === 'hs_object_id') return id;
	return (Object.hasOwn(properties, name) ? properties[name] : '').toLowerCase();
};

function fits(version: Version, { propertyName, operator, value = '', values = [] }: Filter) {
	const its = held(version, propertyName);
	switch (operator) {
		case 'EQ':
			return its === value.toLowerCase();
		case 'NEQ':
			return its !== value.toLowerCase();
		case 'IN':
			return values.includes(its);
		case 'GT':
			return Number(its) > Number(value);
		case 'LT':
			return Number(its) < Number(value);
		case 'HAS_PROPERTY':
			return its !== '';
		default:
			return its === '';
	}
}

function isFound(version: Version, { query = '', filterGroups = [] }: Question): boolean {
	const text = Object.values(version.properties).join(' ').toLowerCase();
	const holdsWords = query.split(/\s+/).every((word) => text.includes(word));
	const groups = filterGroups.filter(({ filters }) => filters.length);
	const any = groups.some(({ filters }) => filters.every((filter) => fits(version, filter)));
	return holdsWords && (any || !groups.length);
}

const compared = (a: string, b: string): number => {
	const numeric = /^\d+$/.test(a) && /^\d+$/.test(b);
	return numeric ? Number(a) - Number(b) : a < b ? -1 : Number(a > b);
};

/** Does one result come before another, or as well? Without a value they come last, either way. */
function inOrder(a: Shown, b: Shown, question: Question): boolean {
	const { sorts: [sort] = [] } = question;
	if (!sort) return Number(a.id) < Number(b.id);
	const { propertyName, direction } = sort;
	const [x, y] = [a, b].map(({ properties }) => properties?.[propertyName] ?? '');
	// Records without a value stand where HubSpot puts them, and in an order of ours at the end.
	if (x === '' || y === '') return y === '' || !isById(question);
	const order = compared(x, y);
	return direction === 'DESCENDING' ? order >= 0 : order <= 0;
}

/** Is the question asked by ID, which nothing moves? */
const isById = ({ sorts = [], limit = Infinity, filterGroups = [] }: Question) =>
	(!sorts.length || limit > 10_000) && filterGroups.every(({ filters }) => filters.length < FULL);

/** Versions of records that were found at every moment of a span. */
function standing(history: History, { fromMs, toMs }: Span, question: Question): Version[] {
	const byId = new Map<string, Version[]>();
	for (const version of history.during({ fromMs, toMs })) {
		byId.set(version.id, [...(byId.get(version.id) ?? []), version]);
	}
	return [...byId.values()].flatMap((its) => {
		const isThere = its[0].fromMs <= fromMs && its[its.length - 1].toMs >= toMs;
		return isThere && its.every((version) => isFound(version, question)) ? [its[0]] : [];
	});
}

export function searches(one: Case, history: History): void {
	const { played, calls } = one;
	const lagMs = played.scenario.account.searchLagMs ?? 0;
	for (const judged of valid(one)) {
		isUntouched(one, judged, ({ request }) => request.path.endsWith('/search'));
		if (!judged.outcome.ok) continue;
		const own = calls.filter(({ request }) => isAbout(request.body, judged.item.tag));
		one.hold('Done of a search means that it was asked', own.length > 0, judged.told);
		const { fromMs, toMs } = spanOf(own);
		found(one, history, judged, { span: { fromMs: fromMs - lagMs, toMs }, calls: own.length });
	}
}

/** Is a search about the question with this tag? One without filters bears no mark. */
const isAbout = (body: unknown, tag: string): boolean => {
	const text = JSON.stringify(body ?? '');
	return /^m\d/.test(tag) ? text.includes(`"${tag}"`) : !/"m\d+-\d+\."/.test(text);
};

/** What a search has found, held against what there was. */
function found(
	{ played, hold, execution }: Case,
	history: History,
	judged: Judged,
	{ span, calls }: { span: Span; calls: number },
): void {
	const { told, item } = judged;
	const question = item.raw as Question;
	const { limit = Infinity } = question;
	const results = resultsOf(judged);
	const ids = new Set(results.map(({ id }) => id));
	const seen = history.during(span);
	hold('A search tells each record once', ids.size === results.length, told);
	hold('A search tells no more records than were wanted', results.length <= limit, told);
	const real = results.every(({ id, properties = {} }) =>
		seen.some((version) => {
			return version.id === id && isFound(version, question) && isShown(properties, version);
		}),
	);
	hold('A search invents no record, and no value of one', real, told);
	const { properties = '' } = execution.plan.parameters ?? {};
	const wanted = properties.split(',').filter(Boolean);
	const whole = results.every(({ properties: shown = {} }) =>
		wanted.every((name) => Object.hasOwn(shown, name)),
	);
	hold('A search tells every property that was wanted', whole, told);
	// Pages that HubSpot counts move where others write meanwhile.
	const quiet = !played.world.hubspot.applied.some(({ at }) => {
		const atMs = at - played.zeroMs;
		return atMs >= span.fromMs && atMs <= span.toMs;
	});
	const isStill = isById(question) || quiet || calls === 1;
	// What the order goes by is shown where it is wanted, or where the order is made on our side.
	const byShown =
		isById(question) || (question.sorts ?? []).every((sort) => wanted.includes(sort.propertyName));
	if (isStill && byShown) {
		const ordered = results.every((each, at) => !at || inOrder(results[at - 1], each, question));
		hold('A search keeps the order that was asked for', ordered, told);
	}
	if (!isStill) return;
	const missing = standing(history, span, question).filter(({ id }) => !ids.has(id));
	const isFull = results.length >= limit;
	const [last] = results.slice(-1);
	// Of the first so many by ID, none before the last one is left out.
	const lost = missing.filter(({ id }) => {
		if (!isFull) return true;
		return isById(question) && !question.sorts?.length && Number(id) < Number(last.id);
	});
	hold('A search leaves out no record that was there all the while', !lost.length, () => {
		return `${lost.map(({ id }) => id).join()} of ${told()}`;
	});
}

// ---------------------------------------------------------------- members of lists

export function listMembers(one: Case, history: History): void {
	const { played, execution, calls, hold } = one;
	const { plan, endMs } = execution;
	const span = { fromMs: plan.startMs, toMs: endMs };
	const listId = listOf(execution);
	const { returnAll, limit } = plan.parameters ?? {};
	const most = returnAll === 'true' ? Infinity : Number(limit);
	const reads = ({ request: { method, path } }: PlayedCall) =>
		method === 'GET' || /\/(batch\/read|idmapping)$/.test(path);
	const seen = history.during(span);
	const changes = played.world.hubspot.memberships().filter((change) => change.listId === listId);
	// HubSpot goes on from a place in the list, which moves when members leave.
	const moved = changes.some(({ action, at }) => {
		return action === 'remove' && at - played.zeroMs >= span.fromMs;
	});
	const first = [...(played.before.members.get(listId) ?? [])];
	const stayed = first.filter((id) => !changes.some((change) => change.id === id));
	for (const judged of valid(one)) {
		isUntouched(one, judged, reads);
		const { outcome, told } = judged;
		if (!outcome.ok) continue;
		hold('Done of a list means that it was asked', calls.length > 0, told);
		const results = resultsOf(judged);
		const ids = new Set(results.map(({ id }) => String(id)));
		hold('A list tells each member once', ids.size === results.length, told);
		hold('A list tells no more members than were wanted', results.length <= most, told);
		const wanted = true;
		const members = [...ids].every((id) => wasMember(played, listId, id, { ...span, wanted }));
		hold('A list tells no member that it never had', members, told);
		const real = results.every(({ id, properties }) => {
			if (!properties) return true;
			return seen.some((version) => version.id === id && isShown(properties, version));
		});
		hold('A list tells the values that its members held meanwhile', real, told);
		const since = results.every(({ membershipTimestamp }) => !!membershipTimestamp);
		hold('A list tells since when a member is one', since, told);
		if (moved || results.length >= most) continue;
		const lost = stayed.filter((id) => !ids.has(id));
		hold(
			'A list leaves out no member that stayed',
			!lost.length,
			() => `${lost.join()}, ${told()}`,
		);
	}
}
