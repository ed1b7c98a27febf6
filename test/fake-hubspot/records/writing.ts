// Owns what update and upsert of CRM records have in common: reading the inputs, what is wrong with
// one, whether the batch stands or falls as a whole, and doing it.

import type { ItemError, Verdict } from '../batch';
import { isObject, readInputs, refuseDuplicates } from '../batch';
import type { Visit } from '../endpoints';
import { tellProblems } from '../details';
import { OBJECT_TYPES, coordinatesOf, nameOf } from '../properties';
import type { Json } from '../wire';
import { invalidJson, refuse } from '../wire';
import type { Account } from '../account';
import { readId, refuseUnfitIdProperty } from './asking';
import type { CrmRecord } from './store';

export interface RecordWrite {
	id: string;
	idProperty?: string;
	properties: Record<string, string>;
	trace?: string;
	input: Json;
}

/** The inputs of a batch that writes; `null` if the body has none. */
export function readWrites(
	{ properties }: Account,
	typeId: string,
	body: unknown,
	what: 'update' | 'upsert',
): RecordWrite[] | null {
	const raw = readInputs(body, ['id', 'properties', 'idProperty', 'objectWriteTraceId']);
	// OBSERVED rudder-transformer PR 5147: no `inputs` is a success about nothing.
	if (!raw) return null;

	const writes = raw.map(readWrite);
	for (const { idProperty } of writes) {
		refuseUnfitIdProperty(properties, typeId, idProperty, what);
	}
	const keys = writes.map(({ id, idProperty = '' }) =>
		JSON.stringify([idProperty, properties.fold(typeId, idProperty, id)]),
	);
	refuseDuplicates(
		keys,
		'IDs',
		writes.map(({ id }) => id),
	);
	const traces = writes.flatMap(({ trace }) => (trace === undefined ? [] : [trace]));
	refuseDuplicates(traces, 'objectWriteTraceIds'); // INFERRED: STATED is that they are unique
	return writes;
}

/** One input. */
export function readWrite(input: Json): RecordWrite {
	const id = readId(input);
	const { idProperty, objectWriteTraceId: trace, properties = {} } = input;
	if (idProperty !== undefined && typeof idProperty !== 'string') {
		throw invalidJson('"idProperty" is not a string');
	}
	if (trace !== undefined && typeof trace !== 'string') {
		throw invalidJson('"objectWriteTraceId" is not a string');
	}
	return {
		id,
		input,
		properties: readProperties(properties),
		...(idProperty === undefined ? {} : { idProperty }),
		...(trace === undefined || trace === '' ? {} : { trace }),
	};
}

export function readProperties(properties: unknown): Record<string, string> {
	if (!isObject(properties)) throw invalidJson('"properties" is not an object');
	for (const name of Object.keys(properties)) {
		if (typeof properties[name] !== 'string') throw invalidJson(`"${name}" is not a string`);
	}
	return properties as Record<string, string>;
}

/** OBSERVED: one input without a trace id, and the batch stands or falls as a whole. */
export function failsPerItem(writes: readonly RecordWrite[]): boolean {
	return writes.every(({ trace }) => trace !== undefined);
}

/** How errors name an input. */
export function nameOfWrite({ id, trace }: RecordWrite): Record<string, string[]> {
	return { ids: [id], ...(trace === undefined ? {} : { objectWriteTraceId: [trace] }) };
}

/** Judges the inputs of one batch, one after the other, and remembers who claims which value. */
export class Judge {
	private readonly claims = new Map<string, string>();
	private readonly enforceRules: boolean;

	constructor(
		private readonly account: Account,
		private readonly typeId: string,
		version: Visit['version'],
	) {
		// STATED [VALID]: 2026-09 enforces what administrators require.
		this.enforceRules = version === '2026-09';
	}

	/** What is wrong with giving a record these values; `isNew`: it is not there yet. */
	problemWith(
		record: Pick<CrmRecord, 'id' | 'properties'>,
		write: RecordWrite,
		values: Record<string, string>,
		isNew = false,
	): ItemError | undefined {
		const { account, typeId } = this;
		const { properties } = account;
		if (Object.keys(write.properties).length === 0) {
			const message = 'No properties found to update, please provide at least one.';
			return { category: 'VALIDATION_ERROR', message };
		}
		const after = { ...record.properties, ...values };
		const problems = [
			...properties.problems(typeId, values),
			...(this.enforceRules ? properties.missing(typeId, after, isNew) : []),
		];
		if (problems.length > 0) {
			const told = tellProblems(problems, account.detailStyle, account.portalId);
			return { category: 'VALIDATION_ERROR', ...told, problems };
		}
		for (const name of Object.keys(values)) {
			if (!properties.identifies(typeId, name) || values[name] === '') continue;
			const owner = this.ownerOf(name, values[name], record.id);
			if (owner === undefined) continue;
			const { id } = record;
			return taken(account, typeId, write, { id, name, value: values[name], owner });
		}
		return undefined;
	}

	/** Who else has a value that only one may have, or claims it in the same batch. */
	private ownerOf(property: string, value: string, claimant: string): string | undefined {
		const { account, typeId, claims } = this;
		const folded = account.properties.fold(typeId, property, value);
		const claim = JSON.stringify([property, folded]);
		const owner = claims.get(claim) ?? account.records.find(typeId, folded, property)?.id;
		if (owner !== undefined && owner !== claimant) return owner;
		claims.set(claim, claimant);
		return undefined;
	}
}

/** A value that another record has: to be written to record `id`. */
export interface Taken {
	id: string;
	name: string;
	value: string;
	owner: string;
}

/** In either words an item error has the input's names; only the conflict has the owner's id apart. */
export function taken(
	{ records, portalId }: Account,
	typeId: string,
	write: RecordWrite,
	{ id, name, value, owner }: Taken,
): ItemError {
	const isAddress = typeId === OBJECT_TYPES.contacts && name === 'email';
	const { conflictWords: words } = records.habits;
	if (words === 'coordinates' || (words === 'byProperty' && !isAddress)) {
		const coordinates = coordinatesOf(typeId, portalId, name, value);
		return {
			category: 'VALIDATION_ERROR',
			message: `Cannot set ${coordinates} on ${id}. ${owner} already has that value.`,
			conflict: 400,
		};
	}
	return {
		category: 'CONFLICT',
		message: `${isAddress ? 'Contact' : name} already exists. Existing ID: ${owner}`,
		context: { ...nameOfWrite(write), existingId: [owner] },
		conflict: 409,
	};
}

/** OBSERVED: a value that is no good refuses all with 400 and no record's id, a conflict with 409. */
export function refuseWhole(verdicts: readonly Verdict[], account: Account): void {
	const errors = verdicts.flatMap(({ error }) => (error && !error.gathered ? [error] : []));
	const invalid = errors.filter(({ conflict }) => conflict === undefined);
	if (invalid.length > 0) {
		const problems = invalid.flatMap((error) => error.problems ?? []);
		const told = tellProblems(problems, account.detailStyle, account.portalId);
		const message = problems.length > 0 ? told.message : invalid[0].message;
		throw refuse(400, 'VALIDATION_ERROR', message, detailsBeside(told.errors, account));
	}
	refuseConflicts(verdicts);
}

/** STATED: with the details inside the message there is no `errors` at all. */
export function detailsBeside(errors: Json[], { detailStyle }: Account): Json {
	return detailStyle.details === 'message' ? {} : { errors };
}

/** OBSERVED hubspot-api-python #51: only the first conflict is named, and in the message alone. */
export function refuseConflicts(verdicts: readonly Verdict[]): void {
	for (const { error } of verdicts) {
		if (error?.conflict === undefined) continue;
		throw refuse(error.conflict, error.category, error.message);
	}
}

/** Writes down that an input was carried out. */
export function noteWrite(
	account: Account,
	typeId: string,
	recordId: string,
	action: 'create' | 'update' | 'archive',
	{ id, trace, input }: Pick<RecordWrite, 'id' | 'trace' | 'input'>,
): void {
	account.wrote({
		kind: 'record',
		action,
		key: `${nameOf(typeId)}|${id}`,
		id: recordId,
		objectType: nameOf(typeId),
		...(trace === undefined ? {} : { trace }),
		input,
		at: account.now(),
	});
}

/** What the answer shows of a record that was written; `wanted`: beside the properties written. */
export function resultOf(
	{ records }: Account,
	record: CrmRecord,
	{ properties, trace }: RecordWrite,
	wanted: readonly string[],
): Json {
	const echo = trace !== undefined && records.habits.echoTraceIds;
	return {
		...records.show(record, [...Object.keys(properties), ...wanted]),
		...(echo ? { objectWriteTraceId: trace } : {}),
	};
}
