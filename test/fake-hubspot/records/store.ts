// Owns CRM records: keeping them, finding them by id or by key, changing and archiving them, and what
// an answer shows of one. Knows nothing about calls.

import type { Properties } from '../properties';
import { OBJECT_TYPES, joined } from '../properties';
import type { Json } from '../wire';

export interface CrmRecord {
	id: string;
	/** a cleared property is `''` here and `null` in answers */
	properties: Record<string, string>;
	createdAt: string;
	updatedAt: string;
	/** of a record in the recycle bin */
	archivedAt?: string;
	/** whom it was created with, as the input said it */
	associations?: Json[];
}

/** SPEC: a value that a property had or has, and since when. */
interface Stamped {
	value: string;
	timestamp: string;
	sourceType: string;
}

export interface RecordHabits {
	/** Whether results carry `objectWriteTraceId`. OBSERVED for upsert; not settled for update. */
	echoTraceIds: boolean;
	/**
	 * Whether results of update and read carry the idProperty's value if it was not among the requested
	 * properties. Those of upsert always do.
	 */
	returnIdProperty: boolean;
	/** What a merged record answers to its old id: nothing at all, or a result with its new id. */
	mergedAnswers: 'silence' | 'newId';
	/** The same of reads; default: as `mergedAnswers`. */
	mergedReads: 'silence' | 'newId';
	/**
	 * What an upsert answers where another record has a unique value: 409 for the whole batch, trace
	 * ids or not, or an error for the one input if every input has a trace id. OBSERVED is the 409;
	 * whether trace ids change it is unknown.
	 */
	upsertConflicts: 'whole' | 'perItem';
	/** The same of an update. */
	updateConflicts: 'whole' | 'perItem';
	/**
	 * In which words: 409 CONFLICT with the owner's id (OBSERVED for creates and upserts), or 400
	 * VALIDATION_ERROR with property, value and both ids (OBSERVED, often). `byProperty`: the former for
	 * the address of a contact, the latter for every other property.
	 */
	conflictWords: 'byProperty' | 'existingId' | 'coordinates';
	/**
	 * A batch update answers 200, complete, without results, and writes nothing, however sound the
	 * inputs: OBSERVED for events, INFERRED for records. A PATCH works all the same.
	 */
	updateWritesNothing: boolean;
	/** So long after a record was created, searches do not find it (STATED that they lag). */
	searchLagMs: number;
}

export class Records {
	private readonly types = new Map<string, Map<string, CrmRecord>>();
	private readonly archived = new Map<string, Map<string, CrmRecord>>();
	private readonly merged = new Map<string, string>();
	private readonly indexes = new Map<string, Map<string, string>>();
	/** By record and property, the newest first: what was changed, and since when it is as it is. */
	private readonly changes = new WeakMap<CrmRecord, Map<string, Stamped[]>>();
	/**
	 * The indexes cannot be trusted about what they do not find: a test holds records in its hands and
	 * may change them behind our back, has seeded two of one unique value, or there are secondary
	 * e-mail addresses, which no index holds.
	 */
	private indexesMayMiss = false;
	private lastId = 1000;

	constructor(
		private readonly nowIso: () => string,
		private readonly properties: Properties,
		readonly habits: RecordHabits,
	) {}

	/** For tests, to look at and to change. */
	expose(typeId: string): Map<string, CrmRecord> {
		this.indexesMayMiss = true;
		return this.of(typeId);
	}

	archivedOf(typeId: string): Map<string, CrmRecord> {
		return mapIn(this.archived, typeId);
	}

	private of(typeId: string): Map<string, CrmRecord> {
		return mapIn(this.types, typeId);
	}

	/** What a search sees. */
	searchable(typeId: string): CrmRecord[] {
		const untilMs = Date.parse(this.nowIso()) - this.habits.searchLagMs;
		const all = [...this.of(typeId).values()];
		if (!this.habits.searchLagMs) return all;
		return all.filter(({ createdAt }) => Date.parse(createdAt) <= untilMs);
	}

	seed(typeId: string, properties: Record<string, string>, id = this.freeId(typeId)): string {
		this.add(typeId, id, properties);
		return id;
	}

	/** An id that no record of the type has had. */
	freeId(typeId: string): string {
		const taken = (id: string) => this.of(typeId).has(id) || this.archivedOf(typeId).has(id);
		do this.lastId += 1;
		while (taken(String(this.lastId)));
		return String(this.lastId);
	}

	add(typeId: string, id: string, values: Record<string, string>): CrmRecord {
		const at = this.nowIso();
		const record: CrmRecord = { id, properties: {}, createdAt: at, updatedAt: at };
		this.of(typeId).set(id, record);
		for (const name of Object.keys(values)) {
			const value = this.properties.afterWrite(typeId, name, undefined, values[name]);
			record.properties[name] = value;
			const index = this.indexes.get(`${typeId}|${name}`);
			if (index) this.note(index, value, id);
			this.beware(typeId, name);
		}
		return record;
	}

	change(typeId: string, record: CrmRecord, values: Record<string, string>): void {
		for (const name of Object.keys(values)) {
			const held = record.properties[name];
			const value = this.properties.afterWrite(typeId, name, held, values[name]);
			this.remember(record, name, value);
			record.properties[name] = value;
			this.indexes.get(`${typeId}|${name}`)?.set(value, record.id);
			this.beware(typeId, name);
		}
		record.updatedAt = this.nowIso();
	}

	/** From now on no id and no key finds the record. */
	archive(typeId: string, record: CrmRecord): void {
		this.of(typeId).delete(record.id);
		this.archivedOf(typeId).set(record.id, record);
		record.archivedAt = this.nowIso();
		for (const name of Object.keys(record.properties)) {
			const index = this.indexes.get(`${typeId}|${name}`);
			const value = record.properties[name];
			if (index?.get(value) === record.id) index.delete(value);
		}
	}

	/**
	 * OBSERVED: the survivor lists the ids that went into it, and a contact keeps all addresses. What
	 * else the other record held is gone (INFERRED).
	 */
	merge(typeId: string, goneId: string, intoId: string): void {
		const gone = this.of(typeId).get(goneId);
		const into = this.of(typeId).get(intoId);
		this.of(typeId).delete(goneId);
		this.merged.set(`${typeId}|${goneId}`, intoId);
		if (!into) return;
		const both = (name: string, more?: string) =>
			joined(into.properties[name], more, gone?.properties[name]);
		const addresses = both(ADDRESSES, gone?.properties.email);
		this.change(typeId, into, {
			[MERGED_IDS]: both(MERGED_IDS, goneId),
			...(typeId === OBJECT_TYPES.contacts && addresses ? { [ADDRESSES]: addresses } : {}),
		});
	}

	/**
	 * The record that an id or a key means. `'silence'`: it was merged into another one, and HubSpot
	 * says nothing about it at all (OBSERVED RudderStack, for updates).
	 */
	resolve(
		typeId: string,
		id: string,
		idProperty?: string,
		{ mergedAnswers }: Pick<RecordHabits, 'mergedAnswers'> = this.habits,
	): CrmRecord | undefined | 'silence' {
		const mergedInto = (goneId: string) => this.merged.get(`${typeId}|${goneId}`);
		let intoId = idProperty === undefined ? mergedInto(id) : undefined;
		if (intoId === undefined) return this.find(typeId, id, idProperty);
		if (mergedAnswers === 'silence') return 'silence';
		for (let next = mergedInto(intoId); next !== undefined; next = mergedInto(next)) intoId = next;
		return this.find(typeId, intoId);
	}

	/** The same for a read. */
	resolveRead(typeId: string, id: string, idProperty?: string): CrmRecord | undefined | 'silence' {
		return this.resolve(typeId, id, idProperty, { mergedAnswers: this.habits.mergedReads });
	}

	/**
	 * The record in the recycle bin that an id or a key means. INFERRED for keys; of several that had
	 * one, the last that was archived.
	 */
	findArchived(typeId: string, id: string, idProperty?: string): CrmRecord | undefined {
		const records = this.archivedOf(typeId);
		if (idProperty === undefined) return records.get(id);
		const value = this.properties.fold(typeId, idProperty, id);
		const all = [...records.values()].reverse();
		return all.find(({ properties }) => properties[idProperty] === value);
	}

	find(typeId: string, id: string, idProperty?: string): CrmRecord | undefined {
		const records = this.of(typeId);
		if (idProperty === undefined) return records.get(id);
		const value = this.properties.fold(typeId, idProperty, id);
		const fits = (record?: CrmRecord) => record?.properties[idProperty] === value;
		// An index, for the sake of benches with many records. A miss is checked the slow way only where
		// it may be wrong.
		const key = `${typeId}|${idProperty}`;
		let index = this.indexes.get(key);
		if (!index) {
			index = new Map();
			for (const { id: its, properties } of records.values()) {
				if (properties[idProperty]) this.note(index, properties[idProperty], its);
			}
			this.indexes.set(key, index);
		}
		const indexed = records.get(index.get(value) ?? '');
		if (fits(indexed)) return indexed;
		if (!this.indexesMayMiss) return undefined;
		const all = [...records.values()];
		const found = all.find(fits);
		if (found) index.set(value, found.id);
		return found ?? (isEmail(typeId, idProperty) ? all.find(hasAddress(value)) : undefined);
	}

	private note(index: Map<string, string>, value: string, id: string): void {
		if (index.has(value)) this.indexesMayMiss = true;
		index.set(value, id);
	}

	private beware(typeId: string, name: string): void {
		if (typeId === OBJECT_TYPES.contacts && name === ADDRESSES) this.indexesMayMiss = true;
	}

	private remember(record: CrmRecord, name: string, value: string): void {
		let all = this.changes.get(record);
		if (!all) this.changes.set(record, (all = new Map()));
		const before = all.get(name) ?? this.historyOf(record, name);
		all.set(name, [{ value, timestamp: this.nowIso(), sourceType: 'INTEGRATION' }, ...before]);
	}

	/** What a property holds and held, the newest first; nothing where it never held anything. */
	private historyOf(record: CrmRecord, name: string): Stamped[] {
		const known = this.changes.get(record)?.get(name);
		if (known) return known;
		const value = record.properties[name];
		if (!value) return [];
		return [{ value, timestamp: record.createdAt, sourceType: 'INTEGRATION' }];
	}

	show(record: CrmRecord, wanted: readonly string[], history: readonly string[] = []): Json {
		const shown: Record<string, string | null> = {};
		for (const name of wanted) {
			// Own ones alone: every object has a `constructor`.
			shown[name] = (Object.hasOwn(record.properties, name) && record.properties[name]) || null;
		}
		shown.hs_object_id = record.id;
		shown.hs_lastmodifieddate = record.updatedAt;
		const { id, createdAt, updatedAt, archivedAt } = record;
		return {
			id,
			properties: shown,
			...(history.length > 0 && {
				propertiesWithHistory: Object.fromEntries(
					history.map((name) => [name, this.historyOf(record, name)]),
				),
			}),
			createdAt,
			updatedAt,
			archived: archivedAt !== undefined,
			...(archivedAt !== undefined && { archivedAt }),
		};
	}
}

/** OBSERVED: holds the other addresses of a contact, each of which finds it too. */
const ADDRESSES = 'hs_additional_emails';

/** OBSERVED: holds the ids of the records that were merged into this one. */
const MERGED_IDS = 'hs_merged_object_ids';

function isEmail(typeId: string, property: string): boolean {
	return typeId === OBJECT_TYPES.contacts && property === 'email';
}

function hasAddress(address: string) {
	return ({ properties }: CrmRecord) =>
		(properties[ADDRESSES] ?? '').toLowerCase().split(';').includes(address);
}

function mapIn(maps: Map<string, Map<string, CrmRecord>>, typeId: string): Map<string, CrmRecord> {
	let map = maps.get(typeId);
	if (!map) maps.set(typeId, (map = new Map()));
	return map;
}
