/**
 * Writes the rest of what HubSpot refuses for the sake of a property: the refused property is left out, and
 * the others are sent. Only what HubSpot certainly refuses is left out, and only after a refusal of which it
 * is certain that nothing was written; a property that tells which record is meant never is, nor the last one.
 *
 * A batch goes round: it is sent, and what comes back refused goes again without what was refused, all of it
 * together. A batch of n takes at most 3·(n + 2·log2(n)) + 3 calls, three times as many as it may take to find
 * out who is refused: so many properties of one record may be left out one after the other.
 */
import type { Endpoint } from '../hubspot/endpoint';
import type { CheckCreated, Write } from '../hubspot/effect';
import {
	details,
	isConflict,
	isMissingProperty,
	isNoSuchProperty,
	propertiesIn,
	refusedBy,
	takenIn,
	type HubSpotError,
} from '../hubspot/errors';
import { own } from '../hubspot/json';
import { lessened, type LeaveOut } from '../hubspot/leaveOut';
import type { Result } from '../hubspot/replies';
import type { Address } from './address';
import type { Delivery } from './deliver';
import { mostCalls } from './isolate';
import type { Told } from './lookup';
import { aboutWhom, calledBad, errorOf } from './match';
import type { Batch, Entry, Failed, LeftOut, Note, Outcome } from './outcome';

/** What it needs from the run that it belongs to. */
interface Rounds {
	/** Sends a batch, and looks up what its answer leaves open. */
	send: (batch: Batch, hooks: Pick<Delivery, 'onSent' | 'isSorted'>) => Promise<Outcome[]>;
	/** Asks HubSpot which properties are unique. */
	propertiesOf: (check: CheckCreated, entries: Entry[]) => Promise<Told>;
}

/** What has become of an entry so far. */
interface Trim {
	leftOut: LeftOut[];
	/** Why it was refused at first, with all that it holds. */
	first?: Failed;
	/** Without what is left out, nothing had to be written. */
	isUnchanged?: true;
}

/** An entry that HubSpot refused, and the values for whose sake it did. */
interface Refused {
	entry: Entry;
	outcome: Failed;
	values: LeftOut[];
	/** Some of these properties exist, so that one of them may be unique. */
	mayBeUnique: boolean;
}

/** Most calls of a batch of so many entries, with those that take it apart. */
export const mostCallsOfRest = (count: number): number => 3 * mostCalls(count) + 3;

export class Rest {
	static of(effect: Write, { match }: Endpoint, stopOnFailure: boolean): Rest | undefined {
		const { leaveOut } = effect;
		return leaveOut && new Rest(effect, leaveOut, match, stopOnFailure);
	}

	private constructor(
		private readonly effect: Write,
		private readonly leaveOut: LeaveOut,
		private readonly match: Endpoint['match'],
		private readonly stopOnFailure: boolean,
	) {}

	/** The outcomes of a batch, with as many entries written as can be. */
	async outcomes(batch: Batch, address: Address, rounds: Rounds): Promise<Outcome[]> {
		const trims = new Map<number, Trim>();
		const final: Outcome[] = [];
		/** Whom a call was about that HubSpot refused. */
		const groups = new Map<HubSpotError, Entry[]>();
		let calls = 0;
		const hooks: Parameters<Rounds['send']>[1] = {
			onSent: (group, sent) => {
				calls++;
				if (sent.verdict === 'rejected') groups.set(errorOf(sent), group);
			},
			isSorted: (refusal) => isAboutProperties(errorOf(refusal)),
		};
		let entries = batch.entries.map((entry) => this.known(entry, address, trims));
		for (;;) {
			const outcomes = await rounds.send({ ...batch, entries }, hooks);
			const refused = refusedAmong(this.match, entries, outcomes, groups);
			const isUniqueKnown = await this.knowsUnique(refused, rounds);
			const again = new Map<number, { left: Entry; refused: Refused }>();
			const unchanged = new Map<number, Outcome>();
			for (const each of refused) {
				const left = !each.mayBeUnique || isUniqueKnown ? this.without(each) : undefined;
				const result = left ? undefined : this.unchanged(each);
				if (left) again.set(left.item, { left, refused: each });
				if (!result) continue;
				const { item } = each.entry;
				unchanged.set(item, { item, ok: true, result, notes: [] });
				note(trims, { ...each, isUnchanged: true });
			}
			const hasFailed = outcomes.some(
				({ ok, item }) => !ok && !again.has(item) && !unchanged.has(item),
			);
			const isOver =
				(this.stopOnFailure && hasFailed) ||
				calls + mostCalls(again.size) > mostCallsOfRest(batch.entries.length);
			if (isOver) again.clear();
			for (const outcome of outcomes) {
				const { item } = outcome;
				if (!again.has(item)) final.push(toldOf(unchanged.get(item) ?? outcome, trims.get(item)));
			}
			if (!again.size) return final;
			for (const { refused: each } of again.values()) note(trims, each);
			entries = [...again.values()].map(({ left }) => this.known(left, address, trims));
		}
	}

	/** The entry without properties that do not exist, as HubSpot said of other records. */
	private known(entry: Entry, address: Address, trims: Map<number, Trim>): Entry {
		for (let left = entry; ; ) {
			const values = unknownIn(this.leaveOut, left, address);
			const next = values.length ? this.without({ entry: left, values }) : undefined;
			if (!next) return left;
			note(trims, { entry, values });
			left = next;
		}
	}

	/** The entry without these values; undefined where one of them must stay, or nothing would be left. */
	private without({ entry, values }: Pick<Refused, 'entry' | 'values'>): Entry | undefined {
		const left = lessened(this.leaveOut, entry.input, namesOf(values));
		return left && this.leaveOut.writes(left) ? { ...entry, input: left } : undefined;
	}

	/** The result of an entry that was compared, where nothing is left without these values. */
	private unchanged({ entry, values }: Refused): Result | undefined {
		const left = entry.unchanged && lessened(this.leaveOut, entry.input, namesOf(values));
		return left && !this.leaveOut.writes(left) ? entry.unchanged?.() : undefined;
	}

	/**
	 * Is it known which properties tell these records from others? Of new ones it has to be asked: without its
	 * unique value, one might be created that HubSpot has.
	 */
	private async knowsUnique(refused: Refused[], { propertiesOf }: Rounds): Promise<boolean> {
		const check = this.effect.checkCreated;
		if (!check) return true;
		const among = refused.flatMap((each) =>
			each.mayBeUnique && this.without(each) ? [each.entry] : [],
		);
		if (!among.length) return true;
		const { envelope } = await propertiesOf(check, among);
		if (!envelope) return false;
		for (const { input } of among) check.learn(input, envelope.results);
		return true;
	}
}

// ---------------------------------------------------------------- what was left out

const namesOf = (values: LeftOut[]) => values.map(({ property }) => property);

function note(
	trims: Map<number, Trim>,
	{
		entry: { item },
		outcome,
		values,
		isUnchanged,
	}: Pick<Refused, 'entry' | 'values'> & Partial<Refused> & Pick<Trim, 'isUnchanged'>,
): void {
	const before = trims.get(item);
	const leftOut = [...(before?.leftOut ?? []), ...values];
	trims.set(item, { leftOut, first: before?.first ?? outcome, isUnchanged });
}

/** The outcome of an entry, with what was left out of it where it is written. */
function toldOf(outcome: Outcome, trim: Trim | undefined): Outcome {
	if (!trim) return outcome;
	const { leftOut, first, isUnchanged } = trim;
	if (outcome.ok) {
		const notes = leftOut.map(
			(each): Note => ({ kind: 'leftOut', ...each, ...(isUnchanged && { alone: true }) }),
		);
		return { ...outcome, notes: [...notes, ...outcome.notes] };
	}
	const { reason, applied } = outcome.failure;
	if (!first || applied !== 'no') return outcome;
	// It was sent, and refused. That what was left out is required would sound as if the item lacked it.
	return reason === 'unsent' || isMissed(outcome, leftOut) ? first : outcome;
}

/** Is it refused because it lacks what was left out? */
const isMissed = ({ failure: { event } }: Failed, leftOut: LeftOut[]): boolean =>
	details(errorIn(event) ?? NO_ERROR).some(
		(detail) =>
			isMissingProperty(detail) &&
			propertiesIn(detail).some((name) => leftOut.some(({ property }) => property === name)),
	);

const NO_ERROR: HubSpotError = { context: {}, errors: [] };

function errorIn(event: Failed['failure']['event']): HubSpotError | undefined {
	if (event.kind === 'refused') return event.error;
	return event.kind === 'refusedWhole' ? event.refusal.error : undefined;
}

// ---------------------------------------------------------------- what is refused

/** The properties of an entry that do not exist, as HubSpot said of others. */
function unknownIn({ values }: LeaveOut, entry: Entry, address: Address): LeftOut[] {
	const stop = address.noSuchPropertyOf(entry);
	if (stop?.kind !== 'noSuchProperty') return [];
	const { name: property, said } = stop;
	const value = own(values(entry.input), property);
	return [{ property, value: String(value ?? ''), said }];
}

/** A value that another record has says which record is meant, so nothing is written without it. */
const isOfAnother = (error: HubSpotError): boolean =>
	isConflict(error) || takenIn(error) !== undefined;

const isAboutProperties = (error: HubSpotError): boolean =>
	!isOfAnother(error) &&
	details(error).some((detail) => propertiesIn(detail).length > 0 && !isMissingProperty(detail));

/** The entries that HubSpot certainly refused, and wrote nothing of, for the sake of some of their values. */
function refusedAmong(
	match: Endpoint['match'],
	entries: Entry[],
	outcomes: Outcome[],
	groups: Map<HubSpotError, Entry[]>,
): Refused[] {
	const byItem = new Map(entries.map((entry) => [entry.item, entry]));
	const found: Refused[] = [];
	const byError = new Map<HubSpotError, Array<{ entry: Entry; outcome: Failed }>>();
	for (const outcome of outcomes) {
		const entry = byItem.get(outcome.item);
		if (!entry || outcome.ok || outcome.failure.applied !== 'no') continue;
		const { reason, event } = outcome.failure;
		if (event.kind === 'unsent' && event.stop.kind === 'noSuchProperty') {
			const { name: property, said } = event.stop;
			const value = own(match.properties?.(entry.input) ?? {}, property);
			const values = [{ property, value: String(value ?? ''), said }];
			found.push({ entry, outcome, values, mayBeUnique: false });
		}
		const error = errorIn(event);
		if (!error || reason !== 'rejected' || isOfAnother(error)) continue;
		byError.set(error, [...(byError.get(error) ?? []), { entry, outcome }]);
	}
	for (const [error, about] of byError) {
		// An error in an answer is about those that it names, and a refusal about all of its call.
		const group = groups.get(error) ?? about.map(({ entry }) => entry);
		const reasons = reasonsIn(match, group, error);
		for (const { entry, outcome } of about) {
			const its = reasons.get(entry.item);
			if (!its) continue;
			const values = [...its].map(([property, { value, detail }]) => ({
				property,
				value,
				said: detail.message ?? error.message,
				code: detail.code,
			}));
			const mayBeUnique = [...its.values()].some(({ detail }) => !isNoSuchProperty(detail));
			found.push({ entry, outcome, values, mayBeUnique });
		}
	}
	return found;
}

type Reasons = Map<string, { value: string; detail: HubSpotError }>;

/** For the sake of which values each entry of a refused group is certainly refused, by item. */
function reasonsIn(
	match: Endpoint['match'],
	group: Entry[],
	error: HubSpotError,
): Map<number, Reasons> {
	const all = details(error);
	const isAlone = group.length === 1;
	const reasons = new Map<number, Reasons>();
	// What lacks a property is refused whatever is left out.
	if (isAlone && all.some(isMissingProperty)) return reasons;
	const held = new Map(group.map((entry) => [entry, match.properties?.(entry.input) ?? {}]));
	const valueOf = (entry: Entry, name: string) => own(held.get(entry) ?? {}, name);
	const add = (entry: Entry, name: string, detail: HubSpotError) => {
		const its: Reasons = reasons.get(entry.item) ?? new Map();
		reasons.set(entry.item, its);
		if (!its.has(name)) its.set(name, { value: String(valueOf(entry, name)), detail });
	};
	for (const detail of all.filter((each) => !isMissingProperty(each))) {
		for (const name of new Set(propertiesIn(detail))) {
			const having = group.filter((entry) => valueOf(entry, name) !== undefined);
			const isSure = isAlone || isNoSuchProperty(detail);
			const textOf = (entry: Entry) => String(valueOf(entry, name));
			const sure = isSure ? having : calledBad(having, textOf, refusedBy(detail, name)).sure;
			for (const entry of sure) add(entry, name, detail);
		}
	}
	// Where a refusal names records and a single property, it is that property of theirs.
	const [only, ...others] = new Set(all.flatMap(propertiesIn));
	const [first] = all;
	if (only === undefined || others.length || isMissingProperty(first)) return reasons;
	for (const entry of aboutWhom(match, group, error)) {
		if (valueOf(entry, only) !== undefined) add(entry, only, first);
	}
	return reasons;
}
