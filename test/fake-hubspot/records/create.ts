// Owns batch/create of CRM records.

import type { Account } from '../account';
import { invalidIds, MISSING, turnedType, unknownType } from '../associations/asking';
import type { AssociationType, Place } from '../associations/store';
import type { Batch, ItemError, Verdict } from '../batch';
import { isObject, readInputs, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS } from '../endpoints';
import { envelope } from '../shapes';
import type { Json } from '../wire';
import { invalidJson, refuse } from '../wire';
import { objectScopes, typeOf } from './asking';
import type { RecordWrite } from './writing';
import { Judge, failsPerItem, noteWrite, readProperties, refuseWhole, resultOf } from './writing';

export const createRecords: Endpoint = {
	method: 'POST',
	template: 'objects/*/batch/create',
	scopes: objectScopes('write'),
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	answer: envelope({ success: 201 }),
};

const FIELDS = ['properties', 'associations', 'objectWriteTraceId'];

function plan(visit: Visit): Batch {
	const { account } = visit;
	const typeId = typeOf(visit);
	const raw = readInputs(visit.json(), FIELDS);
	if (!raw) return { verdicts: [] }; // OBSERVED for update; INFERRED here

	const writes = raw.map(readCreate);
	const traces = writes.flatMap(({ trace }) => (trace === undefined ? [] : [trace]));
	refuseDuplicates(traces, 'objectWriteTraceIds'); // INFERRED: STATED is that they are unique
	const judge = new Judge(account, typeId, visit.version);
	const wrong: ItemError[] = [];
	const verdicts = writes.map((write): Verdict => {
		const { trace } = write;
		const name: Verdict['name'] = trace === undefined ? {} : { objectWriteTraceId: [trace] };
		const about = { input: write.input, name };
		const id = account.records.freeId(typeId);
		const links = linksOf(account, typeId, write);
		const error = problemWith(judge, write, id) ?? links.error;
		if (error && error === links.error) wrong.push(error);
		// The name of an input is its trace id alone: what is not there yet has no other.
		if (error) return { ...about, error: renamed(error, name) };
		return { ...about, fulfil: () => create(account, typeId, id, write, links.all) };
	});
	const isWhole = account.associations.habits.associationErrors === 'whole';
	// INFERRED: nobody has recorded whether trace ids help where an association is wrong.
	if (wrong.length > 0 && (isWhole || !failsPerItem(writes))) {
		const [{ category, message, context }] = wrong;
		throw refuse(400, category, message, { ...(context && { context }) });
	}
	if (!failsPerItem(writes)) refuseWhole(verdicts, account);
	return { verdicts };
}

interface NewRecord extends RecordWrite {
	associations?: Association[];
}

interface Association extends Json {
	to: { id: string };
	types: Array<{ associationCategory: string; associationTypeId: number }>;
}

function readCreate(input: Json): NewRecord {
	const { properties, associations, objectWriteTraceId: trace } = input;
	if (properties === undefined) {
		throw refuse(400, 'VALIDATION_ERROR', 'Some required fields were not set: [properties]');
	}
	if (trace !== undefined && typeof trace !== 'string') {
		throw invalidJson('"objectWriteTraceId" is not a string');
	}
	return {
		id: '',
		input,
		properties: readProperties(properties),
		...(trace === undefined || trace === '' ? {} : { trace }),
		...(associations === undefined ? {} : { associations: readAssociations(associations) }),
	};
}

const CATEGORIES = ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'];

/** SPEC: whom the new record is associated with, and as what; each at least in one way (INFERRED). */
function readAssociations(given: unknown): Association[] {
	if (!Array.isArray(given)) throw invalidJson('"associations" is not an array');
	return given.map((each: unknown) => {
		const { to, types, ...others } = isObject(each) ? each : ({} as Json);
		const fits =
			Object.keys(others).length === 0 &&
			isObject(to) &&
			Object.keys(to).join() === 'id' &&
			typeof to.id === 'string' &&
			Array.isArray(types) &&
			types.length > 0 &&
			types.every(isType);
		if (!fits) throw invalidJson('an association is not of "to" and "types"');
		return { to, types } as Association;
	});
}

function isType(type: unknown): boolean {
	return (
		isObject(type) &&
		Object.keys(type).sort().join() === 'associationCategory,associationTypeId' &&
		CATEGORIES.includes(String(type.associationCategory)) &&
		Number.isInteger(type.associationTypeId)
	);
}

/** INFERRED: a record may be created without any value, so that `properties` may be empty. */
function problemWith(judge: Judge, write: NewRecord, id: string): ItemError | undefined {
	if (Object.keys(write.properties).length === 0) return undefined;
	return judge.problemWith({ id, properties: {} }, write, write.properties, true);
}

interface Link {
	to: Place;
	type: AssociationType;
}

/**
 * Whom a new record is to be associated with: the type says of which object type the other one is.
 * INFERRED: each record that cannot be has an error of its own, as for anything else that is wrong with
 * it; the words are OBSERVED, of a single create for a type that goes elsewhere.
 */
function linksOf(
	{ associations }: Account,
	typeId: string,
	write: NewRecord,
): { all: Link[]; error?: ItemError } {
	const all: Link[] = [];
	for (const { to, types } of write.associations ?? []) {
		for (const { associationCategory: category, associationTypeId } of types) {
			const pairs = associations.pairsOf(`${category}:${associationTypeId}`);
			const pair = pairs.find(({ from }) => from === typeId);
			if (pair) all.push({ to: [pair.to, to.id], type: pair.type });
			else if (pairs.length > 0) return { all, error: turnedType(typeId, pairs[0].from) };
			else return { all, error: unknownType(category, associationTypeId) };
		}
	}
	const gone = all.map(({ to }) => to).filter((place) => !associations.isThere(place));
	if (gone.length === 0) return { all };
	if (associations.habits.associationErrors !== 'end') return { all, error: invalidIds(gone) };
	const context = { toObjectId: gone.map(([, id]) => id) };
	return { all, error: { category: 'OBJECT_NOT_FOUND', message: MISSING, context } };
}

/** A new record is named by its trace id alone; what else the context says stands beside it. */
function renamed({ context, ...error }: ItemError, name: Record<string, string[]>): ItemError {
	if (!context) return error;
	const others = Object.entries(context).filter(
		([key]) => key !== 'ids' && key !== 'objectWriteTraceId',
	);
	return { ...error, context: { ...name, ...Object.fromEntries(others) } };
}

function create(
	account: Account,
	typeId: string,
	id: string,
	write: NewRecord,
	links: Link[],
): Json {
	const { associations, properties } = write;
	const record = account.records.add(typeId, id, properties);
	if (associations) record.associations = associations;
	for (const { to, type } of links) account.associations.link([typeId, id], to, type);
	noteWrite(account, typeId, id, 'create', { ...write, id });
	return resultOf(account, record, write, []);
}
