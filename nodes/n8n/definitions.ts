/**
 * What this process remembers of the definitions of properties: read once for all executions of an
 * account, forgotten after ten minutes. Pure.
 */
import type { Clock } from '../engine/means';
import type { DefinitionsMemory, Remembered } from '../engine/stages/definitions';
import type { Account } from './http';

export const REMEMBERED_MS = 600_000;

/** How long it is remembered that HubSpot did not tell them, so that not each run asks in vain. */
export const SILENT_MS = 60_000;

/** Most lists that are remembered. One of contacts takes some hundred kilobytes. */
export const MOST_LISTS = 100;

interface List {
	/** What is being asked, or was answered. */
	told: Promise<Remembered | undefined>;
	/** When asking began, and how long the answer holds; for good while it is not there. */
	askedMs: number;
	untilMs: number;
}

/** The lists of all accounts. A list is known by its account and its name. */
export class DefinitionLists {
	private readonly lists = new Map<string, List>();

	get size(): number {
		return this.lists.size;
	}

	/** What is remembered of an account. */
	of(account: string): DefinitionsMemory {
		return {
			recall: async (name, sinceMs, ask, now) =>
				await this.recall(`${account} ${name}`, sinceMs, ask, now),
		};
	}

	private async recall(
		key: string,
		sinceMs: number,
		ask: () => Promise<Remembered | undefined>,
		now: Clock['now'],
	): Promise<Remembered | undefined> {
		for (;;) {
			const known = this.lists.get(key);
			const holds = known && known.askedMs >= sinceMs && now() < known.untilMs;
			if (!holds) return await this.asked(key, ask, now);
			const told = await known.told;
			// Whoever asked was cancelled before there was an answer.
			if (told) return told;
			if (this.lists.get(key) === known) this.lists.delete(key);
		}
	}

	private async asked(
		key: string,
		ask: () => Promise<Remembered | undefined>,
		now: Clock['now'],
	): Promise<Remembered | undefined> {
		const askedMs = now();
		const told = ask().catch(() => undefined);
		const list: List = { told, askedMs, untilMs: Infinity };
		this.keep(key, list, askedMs);
		const answer = await told;
		list.untilMs = answer?.definitions ? askedMs + REMEMBERED_MS : now() + SILENT_MS;
		if (!answer && this.lists.get(key) === list) this.lists.delete(key);
		return answer;
	}

	/** No timer does this, because it would hold the process open. */
	private keep(key: string, list: List, nowMs: number): void {
		this.lists.delete(key);
		for (const [each, { untilMs }] of this.lists) {
			if (untilMs <= nowMs || this.lists.size >= MOST_LISTS) this.lists.delete(each);
		}
		this.lists.set(key, list);
	}
}

const ofProcess = new DefinitionLists();

/**
 * The memory of an account. Another token in the same credential may be that of another account, so it
 * has a memory of its own.
 */
export const definitionsOf = ({ id, secrets }: Account): DefinitionsMemory =>
	ofProcess.of(`${id} ${hashOf(secrets.join(' '))}`);

/** Tells texts apart, and gives none of them away. */
function hashOf(text: string): number {
	let hash = 0;
	for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
	return hash;
}
