/**
 * A run: entries in, one outcome out for each. Sends the planned batches side by side, as many as
 * the account's rate limit has room for, and checks what an answer leaves open.
 */
import type { Endpoint, Place } from '../hubspot/endpoint';
import { endpointOf, type Effect, type List, type Read, type Write } from '../hubspot/effect';
import { Address, SAMPLE_SIZE } from './address';
import { askAgain } from './again';
import { Caller } from './caller';
import { settleOpen, type Checking } from './check';
import { Creations, settleCreated, withRecords } from './created';
import { deliver, type Delivery } from './deliver';
import { asDry } from './dryRun';
import { IdsToRead, withIds } from './ids';
import { askRenamed } from './lookup';
import {
	failed,
	ofRead,
	unsent,
	type Batch,
	type Entry,
	type Flow,
	type Outcome,
	type Source,
} from './outcome';
import { askPages, askRest } from './pages';
import { Preparing } from './prepare';
import { Planner } from './plan';
import { Rest } from './rest';
import { Rolls } from './roll';
import { settleBroken } from './settle';
import { rounds } from './stages/compare';
import { preflight } from './stages/definitions';
import { locate } from './stages/locate';
import { namesToIds } from './stages/names';
import { atPlaces } from './stages/place';
import { resolving } from './stages/resolve';
import { share } from './stages/share';
import { Work, type RunOptions } from './work';

/** Calls `tell` with one outcome for each entry. Rejects only when the source does. */
export async function run(effect: Effect, source: Source, options: RunOptions): Promise<void> {
	const { dryRun, tell } = options;
	const caller = new Caller({ ...options, readsOnly: dryRun !== undefined });
	const settle: Flow['settle'] = dryRun ? (outcome) => tell(asDry(outcome)) : tell;
	const told: Flow = { source, settle };
	const flow = staged(effect, effect.kind === 'write' ? told : ofReads(told), caller, options);
	if (effect.kind === 'list') await new Questions(effect, flow, options, caller).all();
	else if (effect.kind === 'write') {
		for (const round of rounds(effect, flow, options, caller)) {
			await writeAll(effect, round, options, caller);
		}
	} else await new Batches(effect, endpointOf(effect), flow, options, caller).all();
}

/** Sends what goes to the endpoint of the effect, then what goes to another one. */
async function writeAll(
	effect: Write,
	flow: Flow,
	options: RunOptions,
	caller: Caller,
): Promise<void> {
	const { elsewhere } = effect;
	const aside: Entry[] = [];
	const source: Source = async () => {
		const entries = await flow.source();
		if (!elsewhere || !entries) return entries;
		const others = entries.filter(({ input }) => elsewhere.goes(input));
		if (!others.length) return entries;
		aside.push(...others);
		return entries.filter(({ input }) => !elsewhere.goes(input));
	};
	await new Batches(effect, endpointOf(effect), { ...flow, source }, options, caller).all();
	if (!elsewhere || !aside.length) return;
	const rest: Flow = { ...flow, source: () => (aside.length ? aside.splice(0) : undefined) };
	await writeAll(elsewhere.effect, rest, options, caller);
}

/** What happens to entries before they are planned. */
function staged(effect: Effect, start: Flow, caller: Caller, options: RunOptions): Flow {
	let flow = start;
	if (effect.kind === 'write' && effect.definitions && options.preflight) {
		const leaveOut = options.writeRest ? effect.leaveOut : undefined;
		const keepsUnique = effect.checkCreated !== undefined;
		const how = { caller, ...options, leaveOut, keepsUnique };
		flow = preflight(flow, effect.definitions, options.preflight, how);
	}
	if (effect.kind !== 'read' && effect.locate) {
		flow = locate(flow, effect.locate, { caller, ...options });
	}
	if (effect.kind === 'list') return flow;
	if (effect.kind === 'write' && effect.names) {
		flow = namesToIds(flow, effect.names, { caller, ...options });
	}
	if (effect.resolve) flow = resolving(flow, effect.resolve, { caller, ...options });
	if (effect.kind === 'write') {
		if (effect.resolveToo) flow = resolving(flow, effect.resolveToo, { caller, ...options });
		if (effect.placed) flow = atPlaces(flow, (input) => effect.placed?.(input) ?? {});
	}
	const isShared = effect.kind === 'read' || effect.shares;
	return isShared ? share(flow, endpointOf(effect)) : flow;
}

/** Outcomes of reads do not say whether anything was applied. */
const ofReads = ({ source, settle }: Flow): Flow => ({
	source,
	settle: (outcome) => settle(ofRead(outcome)),
});

// ---------------------------------------------------------------- writes and reads

class Batches extends Work<Batch> {
	private readonly planner: Planner;

	private readonly addresses = new Map<Place, Address>();

	private readonly delivery: Delivery;

	/** Batches whose entries are on their way; nothing is taken out of these any more. */
	private readonly begun = new Set<Batch>();

	private readonly creations: Creations;

	private readonly preparing = new Preparing();

	private readonly rolls = new Rolls();

	private readonly idsToRead = new IdsToRead();

	/** Writes what is left of inputs; undefined where what is refused stays so. */
	private readonly rest: Rest | undefined;

	/** Whether there was more to read, once all reading so far has ended: portions keep their order. */
	private reading: Promise<boolean> = Promise.resolve(true);

	constructor(
		private readonly effect: Write | Read,
		private readonly endpoint: Endpoint,
		flow: Flow,
		options: RunOptions,
		caller: Caller,
	) {
		super(flow, options, caller);
		const { stopOnFailure, onBroken } = options;
		this.planner = new Planner(endpoint, options.size);
		this.creations = new Creations(options.created);
		this.delivery = { effect, endpoint, caller, stopOnFailure, onBroken };
		const { writeRest } = options;
		if (writeRest && effect.kind === 'write') this.rest = Rest.of(effect, endpoint, stopOnFailure);
	}

	protected async next(): Promise<Batch | undefined> {
		const { ready } = this.planner;
		while (!ready.length && (await this.readMore()));
		return ready.shift();
	}

	/** Plans the next entries; false when there are none. */
	private async readMore(): Promise<boolean> {
		this.reading = this.reading.then(async (more) => {
			const entries = more ? await this.flow.source() : undefined;
			for (const entry of entries ?? []) this.planner.add(entry);
			if (!entries) this.planner.finish();
			return entries !== undefined;
		});
		return await this.reading;
	}

	/** Takes a batch through all its steps: waiting, sending, checking, settling. */
	protected async work(batch: Batch): Promise<void> {
		this.waiting++;
		const address = this.addressOf(batch.place);
		try {
			const outcomes = await this.outcomesOf(batch, address);
			this.settle(outcomes);
			if (address.isDoubtfulAfter(outcomes)) await this.sample(batch.place, address);
		} catch (error) {
			this.options.onBroken?.(error as Error);
			this.settle(settleBroken(batch.entries, error as Error));
		}
		address.endTrial();
		// The planner keeps batches to order later ones about the same records; it needs no inputs for
		// that.
		batch.entries = [];
		batch.after = [];
		this.begun.delete(batch);
	}

	private async outcomesOf(batch: Batch, address: Address): Promise<Outcome[]> {
		await Promise.all(batch.after.map((earlier) => this.open.get(earlier)));
		this.waiting--;
		this.wake();
		await address.turn();
		this.begun.add(batch);
		const stop = address.stopForBatches;
		if (stop) return batch.entries.map(({ item }) => unsent(item, stop));
		return await this.delivered(batch, address);
	}

	/** Sends a batch, once its inputs are complete. */
	private async delivered(batch: Batch, address: Address): Promise<Outcome[]> {
		const { effect, caller, preparing } = this;
		if (effect.kind !== 'write' || !effect.prepare) return await this.answered(batch, address);
		const { ready, lacking } = await preparing.complete(caller, effect.prepare, batch);
		if (!ready.length) return lacking;
		return [...lacking, ...(await this.answered({ ...batch, entries: ready }, address))];
	}

	/** Sends a batch and, where that is wanted, once more without what HubSpot refuses. */
	private async answered(batch: Batch, address: Address): Promise<Outcome[]> {
		const { rest, delivery } = this;
		if (!rest) return await this.sent(batch, address, delivery);
		return await rest.outcomes(batch, address, {
			send: async (part, hooks) => await this.sent(part, address, { ...delivery, ...hooks }),
			propertiesOf: async (check, entries) =>
				await this.creations.propertiesOf(delivery, check, batch.place, entries),
		});
	}

	/** Sends a batch, and looks up what its answer leaves open. */
	private async sent(batch: Batch, address: Address, delivery: Delivery): Promise<Outcome[]> {
		const { effect, caller, options } = this;
		const { onBroken, lookUp, clock, dryRun } = options;
		if (dryRun && effect.kind === 'write') {
			return dryRun.outcomesOf({ effect, endpoint: this.endpoint, lookUp }, batch, caller.stop);
		}
		let takenMs: number | undefined;
		const onTaken = (sinceMs: number) => {
			takenMs ??= sinceMs;
		};
		const sent = batch.entries.filter(({ earlier }) => !earlier);
		const outcomes = sent.length ? await deliver({ ...delivery, onTaken }, address, sent) : [];
		const sinceMs = takenMs ?? clock.now();
		const since = ({ earlier }: Entry) => earlier?.sinceMs ?? sinceMs;
		for (const { item, earlier } of batch.entries) {
			if (earlier) outcomes.push(failed(item, earlier.failure));
		}
		const write = async (place: Place, entries: Entry[]) =>
			await deliver(delivery, this.addressOf(place), entries);
		if (effect.kind === 'read') {
			const ask = async (entries: Entry[]) => await write(batch.place, entries);
			if (effect.many) return await askRest(effect.many, batch, outcomes, ask);
			return await askRenamed({ caller, onBroken }, effect, batch, outcomes, ask);
		}
		const checking: Checking = { effect, caller, write, rolls: this.rolls, onBroken };
		const settled = lookUp ? await this.settled(checking, batch, outcomes, since) : outcomes;
		return withRecords(effect, batch.entries, settled, since);
	}

	/** @param since when the first try of an entry began that HubSpot may have carried out */
	private async settled(
		checking: Checking,
		batch: Batch,
		outcomes: Outcome[],
		since: (entry: Entry) => number,
	) {
		const { tellsAgain, checkCreated } = checking.effect;
		if (tellsAgain) return await askAgain(checking, batch, outcomes);
		if (checkCreated) {
			return await settleCreated(checking, this.creations, batch, outcomes, since);
		}
		const settled = await settleOpen(checking, batch, outcomes, since);
		return await withIds(checking, this.idsToRead, batch, settled);
	}

	/**
	 * Asks single records from all over what is left, after a whole batch was refused and nothing ever
	 * accepted. If all of these are refused as well, the rest is given up. Never rejects.
	 */
	private async sample(place: Place, address: Address): Promise<void> {
		// Where reading fails, `next` reports it.
		while (await this.readMore().catch(() => false));
		if (this.caller.stop) return;
		const waiting = [...this.open.keys(), ...this.planner.ready].filter(
			// What comes after another batch must wait for it.
			(batch) => batch.place === place && !batch.after.length && !this.begun.has(batch),
		);
		const all = waiting.flatMap(({ entries }) => entries);
		const chosen = sampleOf(all, SAMPLE_SIZE, this.options.clock.random);
		if (chosen.size < SAMPLE_SIZE) return;
		for (const batch of waiting) {
			batch.entries = batch.entries.filter((entry) => !chosen.has(entry));
		}
		const asked = [...chosen].map(async (entry) => await this.askAlone(entry, address));
		const isRefused = await Promise.all(asked);
		if (isRefused.every(Boolean) && !address.accepted) address.giveUp(SAMPLE_SIZE);
	}

	/** Sends and settles an entry that was taken out of its batch; true when it is refused. */
	private async askAlone(entry: Entry, address: Address): Promise<boolean> {
		let outcomes: Outcome[];
		try {
			const alone: Batch = { place: entry.place, entries: [entry], after: [] };
			outcomes = await this.delivered(alone, address);
		} catch (error) {
			this.options.onBroken?.(error as Error);
			outcomes = settleBroken([entry], error as Error);
		}
		this.settle(outcomes);
		return outcomes.every((outcome) => !outcome.ok && outcome.failure.reason === 'rejected');
	}

	private addressOf(place: Place): Address {
		let address = this.addresses.get(place);
		if (!address) {
			address = new Address(this.endpoint, place);
			this.addresses.set(place, address);
		}
		return address;
	}
}

/**
 * So many of the entries, one at random from each stretch of the list, so that no rhythm of the list
 * decides; all of them where there are fewer.
 */
function sampleOf(entries: Entry[], count: number, random: () => number): Set<Entry> {
	const stretch = entries.length / count;
	if (stretch <= 1) return new Set(entries);
	const at = (n: number) => Math.floor((n + Math.min(random(), 0.999)) * stretch);
	return new Set(Array.from({ length: count }, (_, n) => entries[at(n)]));
}

// ---------------------------------------------------------------- lists

class Questions extends Work<Entry> {
	private readonly ready: Entry[] = [];

	constructor(
		private readonly effect: List,
		flow: Flow,
		options: RunOptions,
		caller: Caller,
	) {
		super(flow, options, caller);
	}

	protected async next(): Promise<Entry | undefined> {
		while (!this.ready.length) {
			const entries = await this.flow.source();
			if (!entries) break;
			this.ready.push(...entries);
		}
		return this.ready.shift();
	}

	protected async work(entry: Entry): Promise<void> {
		try {
			this.settle([await askPages(this.effect, this.caller, entry)]);
		} catch (error) {
			this.options.onBroken?.(error as Error);
			this.settle(settleBroken([entry], error as Error));
		}
	}
}
