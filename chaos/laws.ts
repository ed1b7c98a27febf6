/**
 * The laws: what must hold whatever HubSpot does. The fake knows what it applied; outcomes, calls and
 * times are held against that.
 */
import { MAX_STALL_MS } from '../nodes/engine/caller';
import { MAX_REFUSED_WAIT_MS } from '../nodes/engine/send';
import type { AppliedWrite, Fault } from '../test/fake-hubspot/hubspot';
import type { Broken, Hold } from './broken';
import { signsOf } from './compared';
import { breachesOfReserves } from './daily';
import { breachesOfEffects } from './effects';
import { isOfAttendance } from './attendance';
import { breachesOfDryRun } from './dryRuns';
import { endedTag } from './events';
import {
	asksOtherNames,
	isMistakable,
	isTwin,
	KINDS,
	marksIn,
	shownFor,
	tagsIn,
	tagsOf,
} from './items';
import type { Item } from './kind';
import { isMisfit } from './misfits';
import type { Played, PlayedCall } from './play';

/**
 * How long an execution may go on after the last call of its own that HubSpot took: nothing new is
 * written after MAX_STALL; what is then under way may wait its five minutes, lose five answers, and
 * be looked up in vain.
 */
export const MAX_QUIET_MS = MAX_STALL_MS + 2 * (MAX_REFUSED_WAIT_MS * 1.2 + 5 * 60_000);

/** Calls of an execution: so many for each item, and so many whatever it holds. */
export const MAX_CALLS = { perItem: 6, besides: 120 };

/** Executions of equal work that start together: the last ends at most this much later than the first. */
const FAIR = { factor: 1.5, windowMs: 10_200 };

/** Beside an app that takes its share evenly: so many calls, and this share of them, may be too many. */
const BESIDE_OTHERS = { calls: 6, share: 0.12 };

const WORDLESS = /undefined|\[object|NaN|\bnull\b|function|=>/;

/** What the fake applied. */
interface Write {
	kind: AppliedWrite['kind'];
	action: AppliedWrite['action'];
	id: string;
	/** Of the item, or of those of which it may be; an archive bears none. */
	marks: string[];
	/** It gives the record its mark. */
	isMarked: boolean;
	/** It gives a contact another address. */
	renames: boolean;
	at: number;
	order: number;
}

const idOf = (result: Record<string, unknown>) => result.objectId ?? result.id;

function writesIn(played: Played): Write[] {
	// What ends an event writes no values, nor does attendance: these have laws of their own.
	const { world } = played;
	const signs = signsOf(played);
	const all = world.hubspot.applied.filter(
		(each) => endedTag(each) === undefined && !isOfAttendance(each),
	);
	return all.map(({ kind, action, input, id, at }, order) => ({
		kind,
		action,
		id,
		at,
		order,
		marks: signs(input),
		isMarked: marksIn(input).length > 0,
		renames: typeof (input.properties as { email?: unknown } | undefined)?.email === 'string',
	}));
}

const spoils = new Set<Fault['kind']>([
	'wholeBatch',
	'rejectSome',
	'notFound',
	'unauthorized',
	'missingScopes',
	'otherServer',
	'strayError',
]);

/** A list may be given up once so many single records were refused, and none was accepted. */
const GIVE_UP_AFTER = 64;

/** Every breach of a law; none: all is well. */
export function breaches(played: Played): Broken[] {
	const broken: Broken[] = [];
	const { executions, calls, world, governors, tokens } = played;
	const { hubspot } = world;
	const writes = writesIn(played);
	const byMark = new Map<string, Write[]>();
	for (const write of writes) {
		for (const mark of write.marks) byMark.set(mark, [...(byMark.get(mark) ?? []), write]);
	}
	/** Was it archived since or, found by its address, given another one, as part of one batch even? */
	const isLost = (write: Write, { key }: Item) =>
		writes.some((each) => {
			if (each.kind !== write.kind || each.id !== write.id || each === write) return false;
			if (each.action === 'archive') return each.order > write.order;
			return each.renames && each.at >= write.at && key.startsWith('["email"');
		});
	const hold: Hold = (law, good, seen) => {
		if (!good) broken.push({ law, seen: seen() });
	};

	hold('The fake knows every route', !hubspot.unknownRoutes.length, () =>
		hubspot.unknownRoutes.join(', '),
	);
	hold('No good client sends what HubSpot only tolerates', !hubspot.oddities.length, () =>
		hubspot.oddities.join(', '),
	);

	const sentBy = executions.map(() => new Set<string>());
	const asked = executions.map(({ plan: { items, operation } }) => {
		const tags = items.filter(({ invalid }) => !invalid).flatMap(tagsOf);
		// Who reads may go on to ask by the name that an answer shows.
		return new Set([...tags, ...(operation === 'batchReadObjects' ? tags.map(shownFor) : [])]);
	});
	for (const call of calls) {
		const { stopOnFailure, operation } = executions[call.execution].plan;
		const tags = tagsIn(KINDS[operation], call.request);
		const who = `execution ${call.execution} at ${call.atMs} ms`;
		hold('A cancelled execution sends nothing', !call.afterCancel, () => who);
		// Of two items that read or archive one record, the second is not told from the first.
		const fresh = tags.filter((tag) => !sentBy[call.execution].has(tag));
		const late = stopOnFailure && call.afterFailure && fresh.length > 0;
		hold('After a failure, On Error = Stop sends no new item', !late, () => `${who}: ${fresh[0]}`);
		for (const tag of tags) sentBy[call.execution].add(tag);
		hold('No item is twice in a call', new Set(tags).size === tags.length, () => who);
		const stranger = asksOtherNames(call.request)
			? undefined
			: tags.find((tag) => !asked[call.execution].has(tag) && !isRenamed(operation, tag));
		hold('No call is about what nobody asked for', !stranger, () => `${who}: ${stranger}`);
		const body = call.answer.kind === 'reply' ? JSON.stringify(call.answer.reply.body) : '';
		const misuse = /Invalid input JSON|required fields were not set|Duplicate .* found/.exec(body);
		hold('HubSpot never finds a call malformed', !misuse, () => `${who}: ${body.slice(0, 200)}`);
	}

	executions.forEach((execution, number) => {
		const { plan, outcomes, error, endMs } = execution;
		const who = `execution ${number}`;
		hold('A run never rejects, and ends', error === undefined, () => `${who}: ${error}`);
		if (error !== undefined) return;
		const items = outcomes.map(({ item }) => item);
		const wanted = plan.items.map((_, item) => item);
		hold('One outcome per item, in order', items.join() === wanted.join(), () => {
			const gone = wanted.filter((item) => !items.includes(item));
			return `${who}: ${items.length} of ${wanted.length} outcomes, without ${gone.join()}`;
		});

		const { names, asks, tags: inPath } = KINDS[plan.operation];
		for (const outcome of outcomes) {
			const item = plan.items[outcome.item];
			if (!item) continue;
			const { tag } = item;
			const told = () => `${who}, item ${outcome.item}: ${JSON.stringify(outcome)}`;
			const invalid = !outcome.ok && outcome.failure.reason === 'invalid';
			const misfit = isMisfit(world.hubspot, item);
			const isBad = !!item.invalid || (misfit && invalid);
			hold('What is invalid is told so, and nothing else is', isBad === invalid, told);
			const isCalm = played.scenario.kind === 'calm' && !plan.writeRest;
			const unseen = misfit && !invalid && isCalm;
			hold('Where nothing goes wrong, what does not fit is told before it is sent', !unseen, told);
			if (invalid) hold('Nothing invalid leaves the house', !sentBy[number].has(tag), told);
			const written = byMark.get(tag) ?? [];
			if (plan.dryRun) continue;
			// What bears no mark is held against laws of its own.
			if (names || asks || inPath) continue;
			// Nothing of it was sent: that has a law of its own.
			if (plan.compare && outcome.ok && outcome.result.outcome === 'unchanged') continue;
			// What was sent without its mark, others may have written as well: a look-up does not tell.
			const isSeen =
				outcome.ok && outcome.warnings.some((each) => each.includes('look-up afterwards'));
			if (plan.compare && isSeen) continue;
			if (outcome.ok) {
				hold('Done means applied', written.length > 0, told);
				const id = idOf(outcome.result);
				const its = id === undefined || written.some((write) => write.id === String(id));
				hold("A result's ID is that of what was written", its, told);
			} else {
				const { applied, reason } = outcome.failure;
				// What somebody else has archived meanwhile, or given another address, leaves nothing to be
				// seen of a write whose answer is lost.
				// Of what bears no mark, nobody can tell which item has written it.
				const certainly = written.filter(({ isMarked }) => isMarked);
				const standing = certainly.filter((write) => !isLost(write, item));
				hold('“Not applied” means not applied', applied !== 'no' || !standing.length, told);
				const certain = reason !== 'invalid' && reason !== 'unsent';
				hold('Unsent and invalid are not applied', certain || applied === 'no', told);
			}
		}
		for (const outcome of outcomes) {
			const told = () => `${who}, item ${outcome.item}: ${JSON.stringify(outcome)}`;
			for (const text of outcome.ok ? outcome.warnings : [outcome.failure.message]) {
				const words =
					/\p{L}{3}/u.test(text) && !WORDLESS.test(text.replace(/“[^”]*”|\(NaN\)/g, ''));
				hold('Messages are words', words, told);
				hold('No message tells a token', !tokens.some((token) => text.includes(token)), told);
			}
		}

		// Order, and who wins.
		const lastOf = new Map<string, { item: number; order: number }>();
		for (const { marks, order } of writes) {
			const [, by, at] = (marks.length === 1 && /^m(\d+)-(\d+)\.$/.exec(marks[0])) || [];
			if (Number(by) !== number) continue;
			const item = Number(at);
			const { key } = plan.items[item];
			const before = lastOf.get(key);
			const later = !before || before.item <= item;
			hold('Writes to one key are applied in the order of the items', later, () => {
				return `${who}, ${key}: item ${item} after item ${before?.item}`;
			});
			lastOf.set(key, { item, order });
		}

		const ownCalls = calls.filter((call) => call.execution === number);
		if (plan.dryRun) breachesOfDryRun({ played, number, execution, calls: ownCalls, hold });
		const most = MAX_CALLS.perItem * plan.items.length + MAX_CALLS.besides;
		hold('Calls are bounded', ownCalls.length <= most, () => `${who}: ${ownCalls.length} calls`);
		const taken = ownCalls.filter(
			({ answer }) => answer.kind === 'reply' && answer.reply.status < 300,
		);
		const lastTaken = Math.max(plan.startMs, ...taken.map((call) => call.endMs));
		hold(
			'A run ends soon after HubSpot has stopped taking anything',
			endMs - lastTaken <= MAX_QUIET_MS,
			() => {
				return `${who}: ${Math.round((endMs - lastTaken) / 1000)} s`;
			},
		);
		const { cancelMs } = plan;
		if (cancelMs !== undefined) {
			const underWay = ownCalls.filter((call) => call.atMs <= cancelMs).map((call) => call.endMs);
			const last = Math.max(cancelMs, plan.startMs, ...underWay);
			hold('A cancelled execution ends with its last call', endMs <= last + 500, () => {
				return `${who}: cancelled at ${cancelMs} ms, ended at ${endMs} ms`;
			});
		}
	});

	// The account as it is left.
	// What was compared first may leave the mark that is there.
	const marking = writes.filter(({ action, isMarked }) => action === 'archive' || isMarked);
	const lastWrites = new Map(marking.map((write) => [`${write.kind} ${write.id}`, write]));
	for (const { kind, action, id, marks } of lastWrites.values()) {
		const [mark = ''] = marks;
		// A pair is no record, and has laws of its own.
		if (kind === 'association') continue;
		const properties =
			kind === 'event'
				? hubspot.event(id)?.customProperties
				: hubspot.object('contacts', id)?.properties;
		const held = properties && [properties.venue, properties.lastname, properties.customer_number];
		const good = action === 'archive' ? !held : held?.includes(mark) === true;
		hold('Every record holds what was written last', good, () => {
			return `${kind} ${id}: ${held?.join()}, ${action} ${mark}`;
		});
	}
	breachesOfEffects(played, hold);
	breachesOfReserves(played, hold);

	governors.forEach((governor, number) => {
		const inside = governor as unknown as { underWay: number; lanes: unknown[] };
		const idle = !inside.underWay && !inside.lanes.length && governor.idle(world.nowMs + 3_600_000);
		hold('A governor is idle when all have left', idle, () => {
			return `governor ${number}: ${inside.underWay} under way, ${inside.lanes.length} lanes`;
		});
	});

	return [...broken, ...breachesOfPlenty(played), ...breachesOfCalm(played)];
}

/** With headers from the first answer on, and nobody else there, not a single call too many. */
function breachesOfPlenty(played: Played): Broken[] {
	const { scenario, executions, limited, calls } = played;
	const broken: Broken[] = [];
	if (scenario.kind === 'shared' && scenario.account.otherApp) {
		const left = limited <= BESIDE_OTHERS.calls + BESIDE_OTHERS.share * calls.length;
		const seen = `${limited} 429s in ${calls.length} calls`;
		if (!left) broken.push({ law: 'What another app uses is left to it', seen });
	}
	if (scenario.kind !== 'rate' && scenario.kind !== 'fair') return broken;
	if (limited)
		broken.push({ law: 'Never more calls in a window than Max', seen: `${limited} 429s` });
	const slowestMs = Math.max(...scenario.latency.map(({ maxMs }) => maxMs));
	executions.forEach((_, number) => {
		const own = calls.filter(({ execution }) => execution === number);
		const waits = own.slice(1).map(({ atMs }, i) => atMs - own[i].atMs);
		const longestMs = Math.max(0, ...waits);
		if (longestMs <= 3 * 10_000 + 2 * slowestMs) return;
		const seen = `execution ${number} waits ${longestMs / 1000} s between two calls`;
		broken.push({ law: 'Nobody starves beside others', seen });
	});
	if (scenario.kind !== 'fair') return broken;

	const { perTenSeconds } = scenario.account.limits as { perTenSeconds: number };
	const shares = executions.map(({ plan }) => Math.min(plan.share, 1 / executions.length));
	executions.forEach(({ plan, endMs }, number) => {
		// Alone with its share of the window; a margin for the ramp and for the width.
		const needed = plan.items.length / plan.size;
		const windows = needed / Math.max(1, Math.floor(perTenSeconds * shares[number]));
		const mostMs = 10_000 * (windows * 1.6 + 3) + needed * slowestMs;
		if (endMs <= mostMs) return;
		const seen = `execution ${number}: ${Math.round(endMs / 1000)} s instead of ${Math.round(mostMs / 1000)} s`;
		broken.push({ law: 'Nobody starves beside others', seen });
	});
	if (executions.every(({ plan }) => plan.share === 1)) {
		const ends = executions.map(({ endMs }) => endMs);
		const fair = Math.max(...ends) <= Math.min(...ends) * FAIR.factor + FAIR.windowMs;
		if (!fair)
			broken.push({ law: 'Equals that start together end together', seen: ends.join(', ') });
	}
	return broken;
}

/** Where nothing goes wrong but what is wrong with an item, nobody else suffers. */
function breachesOfCalm(played: Played): Broken[] {
	const { scenario, executions, faultsMet } = played;
	const broken: Broken[] = [];
	const blameless = !faultsMet.some(({ fault }) => spoils.has(fault.kind));
	executions.forEach(({ plan, outcomes }, number) => {
		for (const outcome of outcomes) {
			if (outcome.ok) continue;
			const item = plan.items[outcome.item];
			const doubtful = isDoubtful(played, number, outcome.item);
			const { reason, status, message } = outcome.failure;
			const seen = `execution ${number}, item ${outcome.item}: ${JSON.stringify(outcome.failure)}`;
			// Cancelled, or stopped, while the bad ones were looked for.
			const unfinished =
				plan.stopOnFailure || message.includes('not sent again without the others');
			// Where a bad record is answered 404, that says nothing about the others either.
			const ofRecords = [400, 409, scenario.bad?.status];
			const whole = unfinished || (status !== undefined && !ofRecords.includes(status));
			if (blameless && reason === 'rejected' && !doubtful && !whole) {
				broken.push({ law: 'Nobody is refused for another one’s fault', seen });
			}
			if (scenario.kind !== 'calm' || item.invalid || doubtful) continue;
			if (isMisfit(played.world.hubspot, item)) continue;
			if (reason === 'unsent' && isGivenUp(played, number)) continue;
			// Bad records one after another, at a slow pace, are all that HubSpot was asked for ten minutes.
			if (hasStalled(played, number)) continue;
			broken.push({ law: 'Where nothing goes wrong, all is done', seen });
		}
	});
	return broken;
}

/** Who reads may go on to ask by an address that others have given the record meanwhile. */
function isRenamed(operation: string, tag: string): boolean {
	return operation === 'batchReadObjects' && /^\["email","renamed\d+@/.test(tag);
}

/** Were enough single records refused, and was none accepted? */
function isGivenUp({ calls, executions }: Played, number: number): boolean {
	const kind = KINDS[executions[number].plan.operation];
	const own = calls.flatMap(({ execution, request, answer }: PlayedCall) => {
		const count = execution === number ? tagsIn(kind, request).length : 0;
		return count && answer.kind === 'reply' ? [{ count, status: answer.reply.status }] : [];
	});
	const alone = own.filter(({ count, status }) => count === 1 && status >= 400);
	return alone.length >= GIVE_UP_AFTER && own.every(({ status }) => status >= 400);
}

const archivesEvents = (operation: string) => operation.startsWith('batchArchiveEvents');

/** Was nothing accepted for as long as it takes to give a run up? */
function hasStalled({ calls, executions }: Played, number: number): boolean {
	const { plan, endMs } = executions[number];
	const accepted = calls
		.filter(({ execution, answer }) => {
			return execution === number && answer.kind === 'reply' && answer.reply.status < 300;
		})
		.map((call) => call.endMs);
	const times = [plan.startMs, ...accepted.sort((a, b) => a - b), endMs];
	return times.slice(1).some((ms, at) => ms - times[at] >= MAX_STALL_MS);
}

/**
 * Has HubSpot a reason to refuse this item, or none to find it? That of the item itself, or what
 * others do at the same time: what one execution archives, another cannot read, update or archive,
 * and what one gives another address is not found by the old one. Of the items of one execution, a
 * second one that archives an event finds nothing left of it.
 */
function isDoubtful(played: Played, number: number, at: number): boolean {
	const { executions, calls, scenario } = played;
	const { operation, items, lookUp } = executions[number].plan;
	const item = items[at];
	if (item.doubtful || isTwin(items, at)) return true;
	if (!scenario.account.echoTraceIds && isMistakable(items, at)) return true;
	if (item.alias) {
		const near = executions
			.flatMap(({ plan }) => plan.items)
			.filter(({ record }) => Math.abs((record ?? -9) - (item.record ?? 0)) <= 1);
		if (!lookUp || near.length > 1) return true;
	}
	const { objectType } = KINDS[operation];
	// Somebody else may have archived it before it is found.
	if (item.found) {
		const isOther = (index: number) => items[index] !== item && items[index].tag === item.tag;
		const own = operation === 'batchArchiveObjects' && items.some((_, index) => isOther(index));
		const ofOthers = executions.some(
			({ plan }, other) => other !== number && plan.operation === 'batchArchiveObjects',
		);
		// Where HubSpot does not say whether values are unique, it may be asked by one that is not.
		const unsaid = calls.some(({ execution, request, answer }) => {
			const isSaid = answer.kind === 'reply' && answer.reply.status < 300;
			return execution === number && /\/properties\//.test(request.path) && !isSaid;
		});
		if (own || ofOthers || unsaid) return true;
	}
	const others = executions
		.filter((_, other) => other !== number)
		.map(({ plan }) => plan.operation)
		.filter((name) => KINDS[name].objectType === objectType);
	const isAgain = (index: number) => items.findIndex(({ tag }) => tag === items[index].tag) < index;
	switch (operation) {
		case 'batchReadObjects':
			return others.some((name) => name !== 'batchReadObjects');
		case 'batchArchiveEvents':
		case 'batchArchiveEventsByExternalId':
			// An answer that names those that were not there leaves open what became of the others.
			if (!lookUp && items.some(({ doubtful }, index) => doubtful || isAgain(index))) return true;
			return isAgain(at) || others.some(archivesEvents);
		case 'recordAttendance':
			// A repeat is not mentioned, and only a look-up tells what that means.
			return !lookUp;
		case 'cancelEvents':
		case 'completeEvents':
		case 'deleteEvents':
			return others.includes('deleteEvents');
		case 'batchCreateObjects':
			// An answer that took too long cannot be asked for again, where nothing in a record is unique.
			return calls.some(({ execution, answer }) => execution === number && answer.kind === 'lost');
		case 'batchUpdateEvents':
		case 'batchUpdateEventsByExternalId':
		case 'getEvents':
			return others.some(archivesEvents);
		case 'addToList':
		case 'removeFromList':
		case 'batchUpdateObjects':
			return others.includes('batchArchiveObjects');
		default:
			return false;
	}
}
