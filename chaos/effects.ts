/**
 * The laws of what is not a mere change of values: reads, archives, and upserts, which create. Reads
 * and archives leave no mark in HubSpot, so they are held against the records that they name.
 */
import type { HttpAnswer } from '../nodes/engine/means';
import { endpointOfRow } from '../test/engine/rows';
import { NOBODYS_ID } from '../test/fake-hubspot/faults';
import { ALIKE_KINDS } from './alike';
import { breachesOfAlike } from './alikeLaws';
import { ASSOCIATION_KINDS } from './associations';
import { listMembers, searches } from './answers';
import type { Hold } from './broken';
import { isShown, valid, wasAsked, type Case } from './case';
import { MERGED_INTO, MERGED_RECORD, ownerOf } from './contacts';
import { readsOfEvents } from './eventReads';
import { breachesOfLists, listOf, told as toldOf, wasMember } from './lists';
import { ATTENDANCE_KINDS, isOfAttendance } from './attendance';
import { breachesOfAttendance } from './attended';
import { breachesOfEvents, breachesOfListedEvents } from './endings';
import { endedTag, EVENT_KINDS } from './events';
import { searched } from './finding';
import { foldedAs, History } from './history';
import {
	asksOtherNames,
	isMistakable,
	isTwin,
	KINDS,
	marksIn,
	namedBy,
	tagsIn,
	tagsOf,
} from './items';
import { breachesOfOwners } from './ownerLaws';
import { OWNER_KINDS } from './owners';
import { breachesOfCompared, signsOf } from './compared';
import { breachesOfAssociations } from './pairs';
import { breachesOfParticipations } from './participationLaws';
import { PARTICIPATION_KINDS } from './participations';
import { accountOf, type Played } from './play';
import { breachesOfRest } from './restLaws';

export function breachesOfEffects(played: Played, hold: Hold): void {
	const history = new History(played);
	const all = played.executions.map((execution, number): Case => {
		const calls = played.calls.filter((call) => call.execution === number);
		return { played, number, execution, calls, hold };
	});
	// A dry run has no effect, and a law of its own.
	for (const one of all.filter(({ execution: { error, plan } }) => !error && !plan.dryRun)) {
		breachesOfRest(one);
		const { operation } = one.execution.plan;
		if (operation in ASSOCIATION_KINDS) breachesOfAssociations(played, one.number, hold);
		else if (operation in PARTICIPATION_KINDS) breachesOfParticipations(one);
		else if (operation === 'getManyEvents') breachesOfListedEvents(one);
		else if (operation in ATTENDANCE_KINDS) breachesOfAttendance(one);
		else if (operation in EVENT_KINDS) breachesOfEvents(one);
		else if (operation in OWNER_KINDS) breachesOfOwners(one);
		else if (operation in ALIKE_KINDS) breachesOfAlike(one);
		else if (operation === 'searchObjects') searches(one, history);
		else if (operation === 'readListMembers') listMembers(one, history);
		else if (operation === 'batchReadObjects') reads(one, history);
		else if (operation === 'getEvents') readsOfEvents(one);
		else if (operation === 'batchUpsertObjects') upserts(one);
		else if (operation === 'batchCreateObjects') creates(one);
		else if (KINDS[operation].locates) members(one);
		else if (KINDS[operation].names) archives(one);
		breachesOfCompared(one, history);
		searched(one, history);
	}
	others(played, hold);
	breachesOfLists(played, hold);
}

// ---------------------------------------------------------------- reads

function reads(one: Case, history: History): void {
	const { execution, hold, calls, number } = one;
	const { plan, endMs } = execution;
	const span = { fromMs: plan.startMs, toMs: endMs };
	const wanted = (plan.parameters?.properties ?? '').split(',').filter((name) => name !== 'nope');
	for (const { request } of calls) {
		// Whether the object type is right is asked of its properties.
		const reads = /\/(batch\/read|search)$/.test(request.path) || request.method === 'GET';
		hold('A read calls nothing but reads', reads, () => {
			return `execution ${number}: ${request.method} ${request.path}`;
		});
	}
	const answers = new Map<string, string>();
	for (const { outcome, item, told } of valid(one)) {
		const { item: at, ...rest } = outcome;
		const answer = JSON.stringify(rest);
		// A record that is called by several names is told by each.
		if (wasAsked(outcome)) {
			const first = answers.get(item.key) ?? answer;
			answers.set(item.key, first);
			hold('Equal questions get one answer', answer === first, () => `item ${at}, ${told()}`);
		}
		if (outcome.ok) {
			const { id, properties = {} } = outcome.result as {
				id?: string;
				properties?: Record<string, unknown>;
			};
			const held = history.of(item.tag, span).filter((version) => version.id === id);
			hold('A read that is done found the record it asked for', held.length > 0, told);
			const values = !held.length || held.some((version) => isShown(properties, version));
			hold('A read tells the values that a record held meanwhile', values, told);
			const complete = wanted.every((name) => !name || Object.hasOwn(properties, name));
			hold('A read tells every property that was wanted', complete, told);
			const histories = Object.keys((outcome.result.propertiesWithHistory ?? {}) as object);
			const isAsWanted = histories.join() === (plan.parameters?.propertiesWithHistory ?? '');
			hold('A read tells what was held before, where that was wanted', isAsWanted, told);
			continue;
		}
		const { applied, reason, status, category } = outcome.failure;
		hold('A read is never told applied', applied === undefined, told);
		const missing = reason === 'rejected' && status === 207 && category === 'OBJECT_NOT_FOUND';
		const lacked = !missing || history.lacked(item.tag, span);
		hold('What a read does not find was not there', lacked, told);
	}
	callsOfReads(one);
}

/** Where nothing goes wrong, calls are as few as can be. */
function callsOfReads({ played, execution, calls, hold, number }: Case): void {
	const { items, parameters = {} } = execution.plan;
	// What is searched for comes when it is found, so that its calls may be smaller.
	if (played.scenario.kind !== 'calm' || items.some(({ found }) => found)) return;
	const size = Math.min(execution.plan.size, parameters.propertiesWithHistory ? 50 : 100);
	const scopes = new Map<string, Set<string>>();
	for (const { tag, invalid } of items) {
		if (invalid) continue;
		const { idProperty, id } = namedBy(tag);
		scopes.set(idProperty, (scopes.get(idProperty) ?? new Set()).add(id));
	}
	// It cannot be read by, so HubSpot refuses every such batch.
	scopes.delete('firstname');
	let most = 0;
	for (const ids of scopes.values()) {
		const folded = new Set([...ids].map((id) => id.toLowerCase().replace(/^0+(?=\d)/, '')));
		// Spellings of what may be one record cannot share a call.
		most += Math.ceil(ids.size / size) + (ids.size - folded.size);
	}
	const taken = calls.filter(
		({ request, answer }) =>
			answer.kind === 'reply' && answer.reply.status < 300 && request.path.endsWith('/batch/read'),
	);
	// What an answer does not mention is asked for by its other names, and by the one that it shows.
	const asked = taken.filter(({ request }) => asksOtherNames(request));
	hold('Equal questions share a call', taken.length - 2 * asked.length <= most, () => {
		return `execution ${number}: ${taken.length} calls, at most ${most}`;
	});
}

// ---------------------------------------------------------------- archives

/** Is the answer to an archive one that says what became of each record? */
function isClear(answer: HttpAnswer): boolean {
	if (answer.kind === 'denied') return true;
	if (answer.kind !== 'reply') return answer.kind === 'unreached';
	const { status, body } = answer.reply;
	if (status === 207) {
		const { errors = [] } = body as { errors?: Array<{ context?: object }> };
		const names = errors.map(({ context }) => JSON.stringify(context ?? {}));
		return names.length > 0 && names.every((name) => name !== '{}' && !name.includes(NOBODYS_ID));
	}
	return status === 204 || (status >= 400 && status < 500 && status !== 408);
}

function archives(one: Case): void {
	const { played, execution, calls, hold } = one;
	const { hubspot } = played.world;
	const kind = KINDS[execution.plan.operation];
	const isEvent = !kind.objectType;
	const applied = new Set(
		hubspot.applied
			.filter(({ kind: what, action }) => action === 'archive' && (what === 'event') === isEvent)
			.map(({ input }) => kind.names?.(input, {}) ?? ''),
	);
	const sent = new Set(calls.flatMap(({ request }) => tagsIn(kind, request)));
	const lost = new Set(
		calls.flatMap(({ request, answer }) => (isClear(answer) ? [] : tagsIn(kind, request))),
	);
	for (const { outcome, item, told } of valid(one)) {
		const { id } = namedBy(item.tag);
		if (!outcome.ok) {
			const { failure } = outcome;
			hold('An archive is told in its own words', !/written|created/.test(failure.message), told);
			const certain = failure.reason !== 'unsent';
			hold('Unsent and invalid are not applied', certain || failure.applied === 'no', told);
			continue;
		}
		// Of several that had its value, one was left: the law of what is searched for tells whom.
		if (item.found && item.found.ids.length !== 1) continue;
		const { outcome: words, ...result } = outcome.result;
		const right = words === 'not in HubSpot any more' && !('createdAt' in result);
		hold('An archive is told in its own words', right, told);
		const there = isEvent ? hubspot.event(id) : hubspot.object('contacts', id);
		hold('What is done by an archive is not in HubSpot any more', !there, told);
		hold('Done by an archive means that it was asked for', sent.has(item.tag), told);
		// Of objects that never were HubSpot says the same as of those that go.
		const known = !isEvent || applied.has(item.tag) || lost.has(item.tag);
		hold('An event that never was is refused, where no answer was lost', known, told);
	}
}

// ---------------------------------------------------------------- members of lists

function members(one: Case): void {
	const { played, execution, calls, hold } = one;
	const { plan, endMs } = execution;
	const kind = KINDS[plan.operation];
	const adds = plan.operation === 'addToList';
	const listId = listOf(execution);
	const sent = new Set(calls.flatMap(({ request }) => tagsIn(kind, request)));
	const changes = played.world.hubspot.memberships();
	for (const { outcome, item, told } of valid(one)) {
		const { id } = namedBy(item.tag);
		if (!outcome.ok) {
			const { failure } = outcome;
			hold('A membership is told in its own words', !/written|created/.test(failure.message), told);
			const certain = failure.reason !== 'unsent';
			hold('Unsent and invalid are not applied', certain || failure.applied === 'no', told);
			continue;
		}
		if (item.found && item.found.ids.length !== 1) continue;
		const words = String(outcome.result.outcome);
		hold('A membership says what became of it', toldOf(adds).includes(words), told);
		hold('Done of a membership means that it was asked for', sent.has(item.tag), told);
		const isOwn = (each: (typeof changes)[number]) =>
			each.listId === listId && each.id === id && (each.action === 'add') === adds;
		const claims = words === 'added' || words === 'removed';
		hold('A member that is told added or removed was so', !claims || changes.some(isOwn), told);
		const span = { fromMs: plan.startMs, toMs: endMs, wanted: adds };
		const held = wasMember(played, listId, id, span);
		hold('A member that is done was in the list as it was to be', held, told);
	}
}

// ---------------------------------------------------------------- upserts

function upserts(one: Case): void {
	const { played, hold, calls, execution } = one;
	const { applied } = played.world.hubspot;
	const isCalm = played.scenario.kind === 'calm';
	const echoes = played.scenario.account.echoTraceIds;
	const signs = signsOf(played);
	const lost = !isCalm || calls.some(({ answer }) => answer.kind !== 'reply');
	for (const { outcome, item, told } of valid(one)) {
		if (!outcome.ok) continue;
		const { outcome: words, id, new: isNew } = outcome.result;
		const own = applied.filter(({ input }) => signs(input).includes(item.tag));
		const created = own.some((write) => write.action === 'create' && write.id === id);
		const all = ['created', 'updated', 'created or updated'];
		const known =
			all.includes(String(words)) || (!!execution.plan.compare && words === 'unchanged');
		hold('An upsert says what it did', known, told);
		hold('“Created” means that this item created the record', words !== 'created' || created, told);
		hold('“Updated” means that this item did not create it', words !== 'updated' || !created, told);
		const fits = isNew === undefined || isNew === (words === 'created');
		hold('An upsert does not contradict itself', fits, told);
		// By its second address a contact may be known by a look-up alone.
		const { idProperty, id: address } = (item.raw ?? {}) as { idProperty?: unknown; id?: unknown };
		const given = String(idProperty).trim() === 'email' ? String(address).trim().toLowerCase() : '';
		const isAlias = ownerOf(given) !== given || isTwin(one.execution.plan.items, outcome.item);
		const { items } = one.execution.plan;
		const isOpen = isAlias || (!echoes && isMistakable(items, outcome.item));
		const certain = lost || words !== 'created or updated' || isOpen;
		hold('Where no answer is lost, an upsert knows what it did', certain, told);
	}
}

// ---------------------------------------------------------------- creates

/**
 * Is the record not to be found any more by the value that it was created with? Then no client can tell
 * that it was created: it was archived, or somebody gave it another value.
 */
function isHidden({ hubspot }: Played['world'], id: string, at: number): boolean {
	return hubspot.applied.some(
		(write) =>
			write.kind === 'record' &&
			write.id === id &&
			write.at >= at &&
			(write.action === 'archive' || (write.action === 'update' && renames(write.input))),
	);
}

function renames({ properties = {} }: Record<string, unknown>): boolean {
	const given = properties as Record<string, unknown>;
	return given.email !== undefined || given.customer_number !== undefined;
}

function creates(one: Case): void {
	const { played, hold } = one;
	const { applied } = played.world.hubspot;
	const others = one.played.executions.length > 1;
	for (const { outcome, item, told } of valid(one)) {
		const own = applied.filter(({ input }) => marksIn(input).includes(item.tag));
		const made = own.filter(({ action }) => action === 'create');
		hold('A create does nothing but create', made.length === own.length, told);
		const standing = made.filter(({ id, at }) => !others || !isHidden(played.world, id, at));
		hold('No record is created twice', standing.length <= 1, told);
		if (outcome.ok) {
			hold('Who is told created has exactly one record', made.length >= 1, told);
			continue;
		}
		const { applied: may, existingId, reason, message } = outcome.failure;
		hold('Who is told not created has no record', may !== 'no' || !standing.length, told);
		hold('A create is told in its own words', !/written|updated/.test(message), told);
		const its = made.map(({ id }) => id);
		const isOther = may !== 'no' || existingId === undefined || !its.includes(existingId);
		hold('A conflict is with the record of another', isOther, told);
		const certain = reason !== 'unsent' || may === 'no';
		hold('Unsent and invalid are not applied', certain, told);
	}
}

// ---------------------------------------------------------------- the account as it is left

function others(played: Played, hold: Hold): void {
	const { world, executions, before, scenario } = played;
	const { hubspot } = world;
	const now = accountOf(world);
	const all = executions.map(({ plan }) => plan).filter(({ dryRun }) => !dryRun);

	// Nobody archives what nobody named.
	const named = { contacts: new Set<string>(), events: new Set<string>() };
	for (const { operation, items } of all) {
		if (!/^batchArchive/.test(operation)) continue;
		const names = operation.startsWith('batchArchiveEvents') ? named.events : named.contacts;
		for (const item of items) {
			if (!item.invalid) for (const tag of tagsOf(item)) names.add(namedBy(tag).id);
		}
	}
	// By the old ID of a merged record, HubSpot may mean the one that it went into.
	if (scenario.account.mergedAnswers === 'newId' && named.contacts.has(String(MERGED_RECORD))) {
		named.contacts.add(String(MERGED_INTO));
	}
	const deletes = hubspot.applied.filter(({ action }) => action === 'delete');
	const deleted = new Set(deletes.map(({ id }) => id));
	const gone = {
		contacts: [...before.contacts.keys()].filter((id) => !now.contacts.has(id)),
		// What is deleted by the IDs of its app is somebody's, as every write is.
		events: [...before.events].filter((id) => !now.events.has(id) && !deleted.has(id)),
	};
	for (const what of ['contacts', 'events'] as const) {
		const stranger = gone[what].find((id) => !named[what].has(id));
		hold('Nothing is archived that nobody named', !stranger, () => `${what} ${stranger}`);
	}

	const signs = signsOf(played);
	// Every write is somebody's: reads and archives write nothing.
	const marks = new Set(all.flatMap(({ items }) => items.map(({ tag }) => tag)));
	for (const write of hubspot.applied) {
		const { kind, action, input, key } = write;
		// A pair bears no mark, and neither does a person.
		if (kind === 'association' || isOfAttendance(write)) continue;
		const ended = endedTag({ action, input });
		const bears = [...signs(input), ...(ended === undefined ? [] : [ended])];
		const own = action === 'archive' || bears.some((mark) => marks.has(mark));
		hold('A read changes nothing', own, () => `${action} of ${key}`);
	}

	for (const name of ['email', 'customer_number']) {
		const owners = new Map<string, string>();
		for (const [id, properties] of now.contacts) {
			if (!Object.hasOwn(properties, name) || !properties[name]) continue;
			const value = foldedAs(name, properties[name]);
			const other = owners.get(value);
			hold(
				'No two records have one unique value',
				!other,
				() => `${name} ${value}: ${id}, ${other}`,
			);
			owners.set(value, id);
		}
	}

	// An archive that was carried out is nobody's “not applied”, for all who named the record.
	for (const { kind: what, action, input, key } of hubspot.applied) {
		if (action !== 'archive' || what === 'association') continue;
		const its = executions.flatMap(({ plan, outcomes }) => {
			if (plan.dryRun) return [];
			const kind = KINDS[plan.operation];
			const { verb } = kind.row.effect as { verb?: string };
			if (
				verb !== 'archived' ||
				(endpointOfRow(kind.row).family === 'objects') !== (what === 'record')
			)
				return [];
			const tag = kind.names?.(input, {});
			return outcomes.filter(({ item }) => {
				const { [item]: its } = plan.items;
				return its && tagsOf(its).includes(tag ?? '');
			});
		});
		const admitted = its.some((outcome) => outcome.ok || outcome.failure.applied === 'maybe');
		const told = executions.some(({ error }) => error) || admitted;
		hold('“Not applied” of an archive means not applied', told, () => {
			return `${key}: ${JSON.stringify(its)}`;
		});
	}
}
