/**
 * Gives inputs the IDs of what they call by names, such as an owner by e-mail, before anything is
 * planned. Each list that tells of such names is asked for once in a run, and only when an input needs
 * it. What leads to no ID is settled and never sent; the other entries go on.
 */
import { pageIn, type Directory, type Names, type UnknownName } from '../../hubspot/directory';
import type { Input, Place } from '../../hubspot/endpoint';
import type { Result } from '../../hubspot/replies';
import type { Caller } from '../caller';
import { failed, unsent, type Entry, type Flow, type Outcome, type Refusal } from '../outcome';
import { because, refusalOf, saidOf, settleBroken, UNREADABLE } from '../settle';

/** Most pages of a list, so that a server that always has a next page cannot keep a run busy. */
const MOST_PAGES = 1_000;

interface Naming {
	caller: Caller;
	/** With On Error = Stop, one unknown name keeps all entries from being sent. */
	stopOnFailure: boolean;
	onBroken?: (error: Error) => void;
}

export function namesToIds(flow: Flow, row: Names<Input>, naming: Naming): Flow {
	const { caller, stopOnFailure, onBroken } = naming;
	const lists = new Lists(caller);
	/** The outcome of an entry that cannot be sent; undefined once it has its IDs. */
	const missing = async (entry: Entry): Promise<Outcome | undefined> => {
		const { item, place, input } = entry;
		const { parameters } = place;
		for (;;) {
			const list = row.ask(input, parameters, lists.known);
			if (!list) break;
			await lists.ask(list, place);
			const { stop } = caller;
			if (stop) return unsent(item, stop);
		}
		const read = row.read(input, parameters, lists.known);
		if ('unknown' in read) return unknownName(item, read.unknown, lists);
		entry.input = read.input;
		return undefined;
	};
	const source = async () => {
		const entries = await flow.source();
		if (!entries) return undefined;
		const good: Entry[] = [];
		const bad: Outcome[] = [];
		for (const entry of entries) {
			if (!row.has(entry.input)) {
				good.push(entry);
				continue;
			}
			const outcome = await missing(entry).catch((error: Error) => {
				onBroken?.(error);
				return settleBroken([entry], error, { applied: 'no' })[0];
			});
			if (outcome) bad.push(outcome);
			else good.push(entry);
		}
		for (const outcome of bad) flow.settle(outcome);
		// Afterwards, so that each bad entry is told its own reason.
		if (stopOnFailure && bad.length) {
			const isInvalid = bad.some((outcome) => !outcome.ok && outcome.failure.reason === 'invalid');
			caller.stopFor({ kind: isInvalid ? 'othersInvalid' : 'stopOnFailure' });
		}
		return good;
	};
	return { source, settle: flow.settle };
}

/** Why an entry has no ID. */
function unknownName(item: number, name: UnknownName, lists: Lists): Outcome {
	const refusal = name.missing && lists.refusalOf(name.missing);
	const event = { kind: 'unknownName', name, refusal } as const;
	if (!refusal) return failed(item, { reason: 'invalid', applied: 'no', event });
	return failed(item, { reason: 'unsent', applied: 'no', event, ...saidOf(refusal) });
}

// ---------------------------------------------------------------- the lists

/** The lists of the account, each asked for once. */
class Lists {
	readonly known = new Map<string, Result[] | undefined>();

	private readonly refusals = new Map<string, Refusal>();

	constructor(private readonly caller: Caller) {}

	/** Why HubSpot did not give a list. */
	refusalOf({ key }: Directory): Refusal | undefined {
		return this.refusals.get(key);
	}

	/** Asks for all pages of a list. */
	async ask(list: Directory, place: Place): Promise<void> {
		const { key } = list;
		if (this.known.has(key)) throw new Error(`The list “${key}” was asked for already`);
		const read = await this.read(list, place);
		this.known.set(key, Array.isArray(read) ? read : undefined);
		if (!Array.isArray(read)) this.refusals.set(key, read);
	}

	private async read(list: Directory, place: Place): Promise<Result[] | Refusal> {
		const { caller } = this;
		const { family, path, query } = list;
		const results: Result[] = [];
		let after: string | undefined;
		for (let page = 0; page < MOST_PAGES; page++) {
			const call = {
				method: 'GET',
				path,
				query: after === undefined ? query : { ...query, after },
			} as const;
			const sent = await caller.page(family, place, call);
			// The others go on: to list something may take a scope of its own.
			if (sent.verdict !== 'answered') return refusalOf(sent);
			const read = pageIn(sent.reply?.body);
			if (!read) return UNREADABLE;
			for (const result of read.results) results.push(result);
			({ after } = read);
			if (after === undefined) return results;
		}
		return ENDLESS;
	}
}

const ENDLESS = because("HubSpot's list does not end");
