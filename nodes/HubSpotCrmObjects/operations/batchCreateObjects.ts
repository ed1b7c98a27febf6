/** Batch Create CRM Objects: creates records, and never one of them twice. */
import { contradictions } from '../../hubspot/comparing';
import {
	checkCreated,
	createRecords,
	defaultTypes,
	isUnmistakable,
	keyed,
	nameOf,
	uniqueIn,
	type CreateInput,
} from '../../hubspot/creating';
import { TRACE_ID } from '../../hubspot/errors';
import { put } from '../../hubspot/json';
import { definedRecords } from '../../hubspot/defined';
import { ofNewRecords } from '../../hubspot/leaveOut';
import { namesInRecords } from '../../hubspot/names';
import { propertiesOf } from '../../hubspot/records';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { clashIn } from '../../n8n/columns';
import { operation, type Fields, type RawInput } from '../../n8n/operation';
import { inputParameters } from '../../n8n/parameters';
import {
	ASSOCIATE_WITH,
	ASSOCIATE_WITH_LABEL,
	associateWith,
	associations,
	Chosen,
	missingAmong,
} from './associating';
import { emailFaults, hubSpotsWarnings, withNames } from './fields';
import { CRM_OBJECT, nounOf, OBJECT_TYPE, OBJECT_TYPE_IN_PATH } from './parameters';

const MAPPER = 'fieldsToCreate';
const VALUES = 'Properties to Send';
/** What the user calls the parts of an input. */
const LABELS = { properties: VALUES, associations: ASSOCIATE_WITH_LABEL };

/** Every column that the account knows becomes a property. */
function fromFields({ values: given, known, beside }: Fields): RawInput {
	const properties: Record<string, unknown> = {};
	const unknown: string[] = [];
	let renamed = false;
	for (const column of Object.keys(given)) {
		const field = known ? known.fieldOf(column) : column;
		renamed ||= field !== undefined && field !== column;
		if (field === undefined) unknown.push(column);
		else put(properties, field, given[column]);
	}
	const problem = renamed && known ? clashIn(given, known) : undefined;
	const chosen = beside && new Chosen(beside[ASSOCIATE_WITH]);
	return { raw: { properties, associations: chosen }, unknown, problem, columns: LABELS };
}

/** HubSpot would create a record without any value. */
const holdsValues: values.Check = ({ properties }, refuse) => {
	if (Object.keys(properties as object).length) return;
	refuse(properties, { problem: 'is required but empty: a new record needs at least one value' }, [
		'properties',
	]);
};

export const batchCreateObjects = operation<CreateInput>({
	resource: CRM_OBJECT,
	value: 'batchCreateObjects',
	name: 'Batch Create CRM Objects',
	action: 'Batch create CRM objects',
	description:
		'Create records of any CRM object; one whose unique value (such as an email) exists already is refused, with the ID of that record; up to 100 per call',
	toolDescription:
		'Create one HubSpot record. Where a record with the same value of a unique property (email for contacts) exists, it is refused and the answer names the ID of that record: nothing is changed. An owner can be given by email, a pipeline or stage by its label.',
	form: {
		options: ['batchSize', 'ifPropertyRefused', 'lookUp', 'unknownFields'],
		mapper: MAPPER,
		beside: [ASSOCIATE_WITH],
		parameters: [
			OBJECT_TYPE,
			...inputParameters(
				{
					name: MAPPER,
					method: 'getCreateFields',
					mode: 'add',
					about: 'objectType',
					words: { singular: 'property', plural: 'properties' },
					valuesLabel: VALUES,
				},
				{ properties: { email: 'ada@example.com', city: 'Paris' } },
			),
			associateWith,
		],
		place: { objectType: OBJECT_TYPE_IN_PATH },
		fromFields,
		input: (reading) =>
			values.shape(
				{
					properties: values.properties(reading),
					associations,
					objectWriteTraceId: values.textOrAbsent,
				},
				holdsValues,
			),
		faults: emailFaults,
		noun: nounOf,
		name: nameOf,
		ends: (input, _, error) => (error ? missingAmong(input, error) : []),
		stamp: (input, trace, place, mapped) => {
			input[TRACE_ID] ??= trace;
			const unique = uniqueIn(place.parameters.objectType, mapped.unique);
			if (unique.length) input.unique = unique;
			return withNames(input, place, mapped);
		},
	},
	effect: {
		kind: 'write',
		verb: 'created',
		again: 'duplicates',
		againOf: (input) => (isUnmistakable(input) ? 'conflicts' : 'duplicates'),
		creates: true,
		definitions: definedRecords(),
		names: namesInRecords(),
		prepare: defaultTypes,
		send: createRecords,
		checkCreated,
		warnings: (input, result, isAsSent) => [
			...(isAsSent ? [] : contradictions(input.properties, propertiesOf(result))),
			...hubSpotsWarnings(result),
		],
		leaveOut: ofNewRecords,
		complete: outcomeOf('created'),
		keyed,
	},
});
