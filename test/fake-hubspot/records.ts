// Owns CRM records, what batch/update does to them and what batch/read tells about them.

import type { Batch, ItemError, Verdict } from './batch';
import { isObject, readInputs, refuseDuplicates } from './batch';
import type { Properties } from './properties';
import { OBJECT_TYPES, nameOf } from './properties';
import type { Json } from './wire';
import { invalidJson, refuse } from './wire';
import type { World } from './world';

export interface CrmRecord {
	id: string;
	/** a cleared property is `''` here and `null` in answers */
	properties: Record<string, string>;
	createdAt: string;
	updatedAt: string;
}

export interface RecordHabits {
	/** Whether results carry `objectWriteTraceId`. Not settled: the documented sample does not. */
	echoTraceIds: boolean;
	/** Whether results carry the idProperty's value if it was not among the requested properties. */
	returnIdProperty: boolean;
	/** What a merged record answers to its old id: nothing at all, or a result with its new id. */
	mergedAnswers: 'silence' | 'newId';
}

interface Update {
	id: string;
	idProperty?: string;
	properties: Record<string, string>;
	trace?: string;
	input: Json;
}

export class Records {
	private readonly types = new Map<string, Map<string, CrmRecord>>();
	private readonly merged = new Map<string, string>();
	private readonly indexes = new Map<string, Map<string, string>>();
	/**
	 * The indexes cannot be trusted about what they do not find: a test holds records in its hands, and
	 * may change them behind our back, or has seeded two of one unique value.
	 */
	private indexesMayMiss = false;
	private lastId = 1000;

	constructor(
		private readonly world: World,
		private readonly properties: Properties,
		private readonly habits: RecordHabits,
	) {}

	/** For tests, to look at and to change. */
	expose(typeId: string): Map<string, CrmRecord> {
		this.indexesMayMiss = true;
		return this.of(typeId);
	}

	private of(typeId: string): Map<string, CrmRecord> {
		let records = this.types.get(typeId);
		if (!records) this.types.set(typeId, (records = new Map()));
		return records;
	}

	seed(typeId: string, properties: Record<string, string>, id = this.freeId(typeId)): string {
		const at = this.world.nowIso();
		const folded: Record<string, string> = {};
		for (const name of Object.keys(properties)) {
			folded[name] = this.properties.fold(typeId, name, properties[name]);
		}
		this.of(typeId).set(id, { id, properties: folded, createdAt: at, updatedAt: at });
		for (const name of Object.keys(folded)) {
			const index = this.indexes.get(`${typeId}|${name}`);
			if (index) this.note(index, folded[name], id);
		}
		return id;
	}

	private freeId(typeId: string): string {
		do this.lastId += 1;
		while (this.of(typeId).has(String(this.lastId)));
		return String(this.lastId);
	}

	merge(typeId: string, goneId: string, intoId: string): void {
		this.of(typeId).delete(goneId);
		this.merged.set(`${typeId}|${goneId}`, intoId);
	}

	private mergedInto(typeId: string, id: string): string | undefined {
		return this.merged.size > 0 ? this.merged.get(`${typeId}|${id}`) : undefined;
	}

	read(typeId: string, id: string, wanted: string[], idProperty?: string): Json {
		const record = this.find(typeId, id, idProperty);
		if (!record) throw refuse(404, 'OBJECT_NOT_FOUND', 'Object not found.');
		return this.show(record, wanted.length > 0 ? wanted : Object.keys(record.properties));
	}

	planUpdate(typeId: string, body: unknown, enforceRules: boolean): Batch {
		const known = ['id', 'properties', 'idProperty', 'objectWriteTraceId'];
		const raw = readInputs(body, known);
		// OBSERVED rudder-transformer PR 5147: no `inputs` is a success about nothing.
		if (!raw) return { verdicts: [], partialStatus: 207 };

		const updates = raw.map(readUpdate);
		for (const { idProperty } of updates) this.refuseUnfitIdProperty(typeId, idProperty, 'update');
		const keys = updates.map(({ id, idProperty = '' }) =>
			JSON.stringify([idProperty, this.properties.fold(typeId, idProperty, id)]),
		);
		refuseDuplicates(
			keys,
			'IDs',
			updates.map(({ id }) => id),
		);
		const traces = updates.flatMap(({ trace }) => (trace === undefined ? [] : [trace]));
		refuseDuplicates(traces, 'objectWriteTraceIds'); // INFERRED: STATED is that they are unique

		// OBSERVED: one input without a trace id, and the batch stands or falls as a whole.
		const perItem = traces.length === updates.length;
		const claims = new Map<string, string>();
		const verdicts = updates.map((update) => this.judge(typeId, update, claims, enforceRules));
		if (!perItem) refuseWhole(verdicts);

		return this.partly(typeId, verdicts);
	}

	/**
	 * Once for all inputs: `idProperty` is at the top of the body, not in the inputs (SPEC). Merged
	 * records are treated as in batch/update, which is INFERRED: their old id is answered with
	 * nothing at all, neither a result nor an error, or with a result under the new id.
	 */
	planRead(typeId: string, body: unknown): Batch {
		const beside = ['properties', 'propertiesWithHistory', 'idProperty'];
		const { idProperty, properties, propertiesWithHistory } = isObject(body) ? body : ({} as Json);
		// OBSERVED PipedreamHQ/pipedream PR 8462: half as many with history.
		const withHistory = namesIn(propertiesWithHistory, 'propertiesWithHistory').length > 0;
		const raw = readInputs(body, ['id'], { beside, max: withHistory ? 50 : 100 });
		const wanted = namesIn(properties, 'properties');
		if (idProperty !== undefined && typeof idProperty !== 'string') {
			throw invalidJson('"idProperty" is not a string');
		}
		this.refuseUnfitIdProperty(typeId, idProperty, 'read');
		// OBSERVED for batch/update; INFERRED here.
		if (!raw) return { verdicts: [], partialStatus: 207 };
		const ids = raw.map(readId);
		const fold = (id: string) =>
			idProperty === undefined ? id : this.properties.fold(typeId, idProperty, id);
		refuseDuplicates(ids.map(fold), 'IDs', ids); // OBSERVED for writes; INFERRED for reads

		const told = new Set<string>();
		const verdicts = raw.map((input, i): Verdict => {
			const name = { ids: [ids[i]] };
			const intoId = idProperty === undefined ? this.mergedInto(typeId, ids[i]) : undefined;
			if (intoId !== undefined && this.habits.mergedAnswers === 'silence') return { input, name };
			const record =
				intoId === undefined ? this.find(typeId, ids[i], idProperty) : this.find(typeId, intoId);
			if (!record) return { input, name, error: notFound(typeId) };
			// INFERRED: one record is told once, however many old and new ids ask for it.
			if (told.has(record.id)) return { input, name };
			told.add(record.id);
			const shown = this.existing(typeId, wanted);
			if (idProperty !== undefined && this.habits.returnIdProperty) shown.push(idProperty);
			return { input, name, fulfil: () => this.show(record, shown) };
		});
		return this.partly(typeId, verdicts);
	}

	/** INFERRED: names that do not exist are left out of an answer without a word. */
	private existing(typeId: string, names: readonly string[]): string[] {
		const known = this.properties.of(typeId);
		return names.filter((name) => !known || known.has(name));
	}

	/** Community report: line items with bad ids answer 207 and name nobody. */
	private partly(typeId: string, verdicts: Verdict[]): Batch {
		const mute = typeId === OBJECT_TYPES.line_items;
		const anyUnknown = verdicts.some(({ error }) => error?.gathered);
		if (!mute || !anyUnknown) return { verdicts, partialStatus: 207 };
		return {
			verdicts: verdicts.map(({ error, ...rest }) => (error?.gathered ? rest : { error, ...rest })),
			partialStatus: 207,
			partialAnyway: true,
		};
	}

	private find(typeId: string, id: string, idProperty?: string): CrmRecord | undefined {
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
		const found = [...records.values()].find(fits);
		if (found) index.set(value, found.id);
		return found;
	}

	private note(index: Map<string, string>, value: string, id: string): void {
		if (index.has(value)) this.indexesMayMiss = true;
		index.set(value, id);
	}

	/** OBSERVED segmentio/action-destinations PR 3957: also for hs_object_id, which is the id. */
	private refuseUnfitIdProperty(
		typeId: string,
		idProperty: string | undefined,
		what: 'update' | 'read',
	) {
		if (idProperty === undefined || this.properties.identifies(typeId, idProperty)) return;
		const message = `Unable to perform ${what} by non-unique property ${idProperty}`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}

	private judge(
		typeId: string,
		update: Update,
		claims: Map<string, string>,
		enforceRules: boolean,
	): Verdict {
		const name: Record<string, string[]> = { ids: [update.id] };
		if (update.trace !== undefined) name.objectWriteTraceId = [update.trace];

		const { input } = update;
		const intoId = update.idProperty === undefined ? this.mergedInto(typeId, update.id) : undefined;
		// OBSERVED RudderStack: a merged record is missing from the results, without a word.
		if (intoId !== undefined && this.habits.mergedAnswers === 'silence') return { input, name };

		const record =
			intoId === undefined
				? this.find(typeId, update.id, update.idProperty)
				: this.find(typeId, intoId);
		const error = record
			? this.problemWith(typeId, record, update, claims, enforceRules)
			: notFound(typeId);
		if (!record || error) return { input, name, error: error ?? notFound(typeId) };
		return { input, name, fulfil: () => this.write(typeId, record, update) };
	}

	private problemWith(
		typeId: string,
		record: CrmRecord,
		update: Update,
		claims: Map<string, string>,
		enforceRules: boolean,
	): ItemError | undefined {
		const names = Object.keys(update.properties);
		if (names.length === 0) {
			const message = 'No properties found to update, please provide at least one.';
			return { category: 'VALIDATION_ERROR', message };
		}
		const after = { ...record.properties, ...update.properties };
		const problems = [
			...this.properties.problems(typeId, update.properties),
			...(enforceRules ? this.properties.missing(typeId, after) : []),
		];
		if (problems.length > 0) {
			const message = `Property values were not valid: ${JSON.stringify(problems)}`;
			return { category: 'VALIDATION_ERROR', message, errors: problems as unknown as Json[] };
		}
		for (const name of names) {
			if (!this.properties.identifies(typeId, name) || update.properties[name] === '') continue;
			const owner = this.ownerOf(typeId, name, update.properties[name], record.id, claims);
			if (owner !== undefined) return taken(typeId, name, owner, update);
		}
		return undefined;
	}

	/** Who else has a value that only one may have, or claims it in the same batch. */
	private ownerOf(
		typeId: string,
		property: string,
		value: string,
		claimant: string,
		claims: Map<string, string>,
	): string | undefined {
		const folded = this.properties.fold(typeId, property, value);
		const claim = JSON.stringify([property, folded]);
		const owner = claims.get(claim) ?? this.find(typeId, folded, property)?.id;
		if (owner !== undefined && owner !== claimant) return owner;
		claims.set(claim, claimant);
		return undefined;
	}

	private write(typeId: string, record: CrmRecord, update: Update): Json {
		for (const name of Object.keys(update.properties)) {
			const value = this.properties.fold(typeId, name, update.properties[name]);
			record.properties[name] = value;
			this.indexes.get(`${typeId}|${name}`)?.set(value, record.id);
		}
		record.updatedAt = this.world.nowIso();
		this.world.wrote({
			kind: 'record',
			key: `${nameOf(typeId)}|${update.id}`,
			id: record.id,
			objectType: nameOf(typeId),
			...(update.trace === undefined ? {} : { trace: update.trace }),
			input: update.input,
			at: this.world.now(),
		});
		const wanted = Object.keys(update.properties);
		if (update.idProperty !== undefined && this.habits.returnIdProperty) {
			wanted.push(update.idProperty);
		}
		const echo = update.trace !== undefined && this.habits.echoTraceIds;
		return {
			...this.show(record, wanted),
			...(echo ? { objectWriteTraceId: update.trace } : {}),
		};
	}

	private show(record: CrmRecord, wanted: string[]): Json {
		const shown: Record<string, string | null> = {};
		for (const name of wanted) shown[name] = record.properties[name] || null;
		shown.hs_object_id = record.id;
		shown.hs_lastmodifieddate = record.updatedAt;
		const { id, createdAt, updatedAt } = record;
		return { id, properties: shown, createdAt, updatedAt, archived: false };
	}
}

function readId({ id }: Json): string {
	if (id === undefined || id === '') {
		throw refuse(400, 'VALIDATION_ERROR', 'Some required fields were not set: [id]');
	}
	if (typeof id !== 'string') throw invalidJson('"id" is not a string');
	return id;
}

/** Both lists of names of batch/read. INFERRED: either may be left out. */
function namesIn(list: unknown, where: string): string[] {
	if (list === undefined) return [];
	const isNames = Array.isArray(list) && list.every((name) => typeof name === 'string');
	if (!isNames) throw invalidJson(`"${where}" is not a list of names`);
	return list as string[];
}

function readUpdate(input: Json): Update {
	const id = readId(input);
	const { idProperty, objectWriteTraceId: trace, properties = {} } = input;
	if (idProperty !== undefined && typeof idProperty !== 'string') {
		throw invalidJson('"idProperty" is not a string');
	}
	if (trace !== undefined && typeof trace !== 'string') {
		throw invalidJson('"objectWriteTraceId" is not a string');
	}
	if (!isObject(properties)) throw invalidJson('"properties" is not an object');
	for (const name of Object.keys(properties)) {
		if (typeof properties[name] !== 'string') throw invalidJson(`"${name}" is not a string`);
	}
	return {
		id,
		input,
		properties: properties as Record<string, string>,
		...(idProperty === undefined ? {} : { idProperty }),
		...(trace === undefined || trace === '' ? {} : { trace }),
	};
}

/** OBSERVED: a value that is no good refuses all with 400 and no record's id, a conflict with 409. */
function refuseWhole(verdicts: Verdict[]) {
	const errors = verdicts.flatMap(({ error }) => (error && !error.gathered ? [error] : []));
	const invalid = errors.filter(({ category }) => category !== 'CONFLICT');
	if (invalid.length > 0) {
		const details = invalid.flatMap((error) => error.errors ?? []);
		throw refuse(400, 'VALIDATION_ERROR', invalid[0].message, { errors: details });
	}
	// OBSERVED hubspot-api-python #51: only the first conflict is named, and in the message alone.
	if (errors.length > 0) throw refuse(409, 'CONFLICT', errors[0].message);
}

/** OBSERVED: unknown ids never refuse the batch, and share one error object. */
function notFound(typeId: string): ItemError {
	const label = nameOf(typeId).toUpperCase();
	const message = `Could not get some ${label} objects, they may be deleted or not exist. Check that ids are valid.`;
	return { category: 'OBJECT_NOT_FOUND', message, gathered: true };
}

function taken(typeId: string, property: string, owner: string, update: Update): ItemError {
	const who = typeId === OBJECT_TYPES.contacts && property === 'email' ? 'Contact' : property;
	const context: Record<string, string[]> = { ids: [update.id], existingId: [owner] };
	if (update.trace !== undefined) context.objectWriteTraceId = [update.trace];
	return {
		category: 'CONFLICT',
		message: `${who} already exists. Existing ID: ${owner}`,
		context,
	};
}
