/**
 * Properties of an object type: as fields of the mapper, and as lists to choose from. Used while a
 * workflow is edited, never while it runs.
 */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { idText, isRecord } from '../hubspot/json';
import { holdsOwner } from '../hubspot/names';
import { areContacts } from '../hubspot/objects';
import { renderPath } from '../hubspot/paths';
import { RECORD_ID } from '../hubspot/replies';
import { DEFAULT_VERSION } from '../hubspot/versions';
import { allResults, optionsToldApart, textOf } from './account';
import { nodeError } from './http';
import type { MapperField } from './items';
import { byText } from './labels';
import { withStages } from './stages';

/**
 * A yes-or-no property is a list of two choices, not a switch: a switch that is added and left alone
 * looks as if nothing had been chosen, and n8n stores `false` for it.
 */
export const YES_OR_NO: Pick<MapperField, 'type' | 'options' | 'hubSpotType'> = {
	type: 'options',
	options: [
		{ name: 'Yes', value: 'true' },
		{ name: 'No', value: 'false' },
	],
	hubSpotType: 'bool',
};

/**
 * How the mapper shows a HubSpot property type. Multi-selects are text: `a;b`, or a list given by
 * an expression.
 */
function typeOfProperty(
	property: Record<string, unknown>,
): Pick<MapperField, 'type' | 'options' | 'hubSpotType'> {
	const { type, fieldType } = property;
	if (type === 'number') return { type: 'number' };
	if (type === 'date' || type === 'datetime') return { type: 'dateTime' };
	if (type === 'bool' || fieldType === 'booleancheckbox') return YES_OR_NO;
	if (type === 'enumeration' && fieldType !== 'checkbox') {
		const options = (Array.isArray(property.options) ? property.options : [])
			.filter(isRecord)
			.filter(({ hidden, value }) => hidden !== true && idText(value) !== undefined)
			.map(({ label, value }) => ({ name: textOf(label, String(value)), value: String(value) }));
		if (options.length) return { type: 'options', options };
	}
	return { type: 'string' };
}

const isWritable = ({ calculated, hidden, modificationMetadata }: Record<string, unknown>) =>
	calculated !== true &&
	hidden !== true &&
	!(isRecord(modificationMetadata) && modificationMetadata.readOnlyValue === true);

/** A property as a mapper field; `unique` ones can be matched on. */
function toField(property: Record<string, unknown>, unique: boolean): MapperField {
	const id = textOf(property.name);
	const manyOf = property.type === 'enumeration' && property.fieldType === 'checkbox';
	const owner = holdsOwner(property) ? ' (Email or ID)' : '';
	const hint = manyOf ? ' (Separated by ;)' : owner;
	return {
		id,
		displayName: textOf(property.label, id) + hint,
		required: false,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: unique,
		hubSpotType: textOf(property.type),
		...typeOfProperty(property),
	};
}

const byLabel = (a: MapperField, b: MapperField) => byText(a.displayName, b.displayName);

const propertiesPath = (objectType: string) =>
	renderPath(DEFAULT_VERSION, 'properties', '/{objectType}', { objectType });

const definitions = async (context: ILoadOptionsFunctions, objectType: string) =>
	await allResults(context, propertiesPath(objectType), `properties of ${objectType}`);

const EMAIL = 'email';

/**
 * True when records of this type can be found by the property: contacts by email too, although
 * HubSpot does not mark it as unique.
 */
const isUnique = (property: Record<string, unknown>, objectType: string): boolean =>
	property.hasUniqueValue === true || (areContacts(objectType) && property.name === EMAIL);

/** @param anyKey records are matched by any property, not by unique ones alone */
const writableFields = async (
	context: ILoadOptionsFunctions,
	objectType: string,
	anyKey: boolean,
): Promise<MapperField[]> => {
	const fields = (await definitions(context, objectType))
		.filter(isWritable)
		.map((property) => toField(property, anyKey || isUnique(property, objectType)))
		.filter(({ id }) => id && id !== RECORD_ID)
		.sort(byLabel);
	return await withStages(context, objectType, fields);
};

/**
 * Makes the field the one that records are matched by until the user chooses another. It is required
 * because the editor hides columns that are not, and hides all of them when it shows none to match by.
 */
const matchedFirst = (field: MapperField): MapperField => ({
	...field,
	defaultMatch: true,
	required: true,
});

/**
 * Record ID first, then the writable properties of an object type, by label. Contacts are matched by
 * email at first, because lists of people hold addresses; all else by record ID.
 */
export async function objectFields(
	context: ILoadOptionsFunctions,
	objectType: string,
): Promise<MapperField[]> {
	const recordId: MapperField = {
		id: RECORD_ID,
		displayName: 'Record ID',
		required: false,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: true,
		type: 'string',
	};
	const all = [recordId, ...(await writableFields(context, objectType, true))];
	const byEmail = areContacts(objectType) && all.some(({ id }) => id === EMAIL);
	const first = byEmail ? EMAIL : RECORD_ID;
	return all.map((field) => (field.id === first ? matchedFirst(field) : field));
}

/**
 * The unique properties of an object type first, then the other writable ones, each by label. An
 * upsert needs a unique property to match by; email, or else the first one, is preselected.
 */
export async function upsertFields(
	context: ILoadOptionsFunctions,
	objectType: string,
): Promise<MapperField[]> {
	const all = await writableFields(context, objectType, false);
	const unique = all.filter(({ canBeUsedToMatch }) => canBeUsedToMatch);
	if (!unique.length) {
		throw nodeError(
			context,
			`No property of ${objectType} is unique, so HubSpot cannot tell which records exist. Create a property with unique values in HubSpot, or choose the operation Batch Update CRM Objects.`,
		);
	}
	const first = unique.find(({ id }) => id === EMAIL) ?? unique[0];
	const keys = unique.map((field) => (field === first ? matchedFirst(field) : field));
	return [...keys, ...all.filter(({ canBeUsedToMatch }) => !canBeUsedToMatch)];
}

/** Properties that new records usually have; the others are shown when the user adds them. */
const USUAL = new Set([
	...['email', 'firstname', 'lastname', 'name', 'domain'],
	...['dealname', 'dealstage', 'subject', 'hs_pipeline_stage'],
]);

/**
 * The writable properties of an object type, unique ones first, each by label. Those that are not
 * usual are marked `removed`: the editor shows all others at once. Where none is usual, the first is shown.
 */
export async function createFields(
	context: ILoadOptionsFunctions,
	objectType: string,
): Promise<MapperField[]> {
	const all = await writableFields(context, objectType, false);
	const unique = all.filter(({ canBeUsedToMatch }) => canBeUsedToMatch);
	const sorted = [...unique, ...all.filter(({ canBeUsedToMatch }) => !canBeUsedToMatch)];
	const shown = sorted.filter(({ id }) => USUAL.has(id));
	const first = shown.length ? shown : sorted.slice(0, 1);
	return sorted.map((field) => ({ ...field, removed: !first.includes(field) }));
}

const asOptions = (all: Array<Record<string, unknown>>): INodePropertyOptions[] =>
	optionsToldApart(
		all
			.map(({ name, label }) => ({ name: textOf(label, textOf(name)), value: textOf(name) }))
			.filter(({ value }) => value)
			.sort((a, b) => byText(a.name, b.name)),
	);

/** All properties of an object type, to choose from what a read returns. */
export const properties = async (context: ILoadOptionsFunctions, objectType: string) =>
	asOptions(await definitions(context, objectType));

/** What is set before anybody has chosen: n8n calls a value in red that its list does not offer. */
const unset = (name: string): INodePropertyOptions => ({ name, value: '' });

export const NO_OBJECT_TYPE_CHOSEN = unset('Choose an Object Type');
export const NO_PROPERTY_CHOSEN = unset('Choose a Property');
export const NO_ORDER = unset('None (by Record ID)');

/** How records can be found in every object type. */
export const BY_RECORD_ID: INodePropertyOptions = { name: 'Record ID', value: '' };

/** What records can be found by: the record ID, then the unique properties, then all others. */
export async function keyProperties(context: ILoadOptionsFunctions, objectType: string) {
	const all = (await definitions(context, objectType)).filter(({ name }) => name !== RECORD_ID);
	const [unique, others] = [true, false].map((wanted) =>
		all.filter((property) => isUnique(property, objectType) === wanted),
	);
	const searched = asOptions(others).map((option) => ({ ...option, description: SEARCHED }));
	return [BY_RECORD_ID, ...asOptions(unique), ...searched];
}

/** Below properties whose values are not unique. */
const SEARCHED = 'Searched first: exactly one record must have the value';

/**
 * Properties of an object type that HubSpot did not define itself, by label. None when the
 * credential may not read them, because the standard fields work without.
 */
export async function customFields(
	context: ILoadOptionsFunctions,
	objectType: string,
): Promise<MapperField[]> {
	const all = await allResults(context, propertiesPath(objectType), 'custom properties', true);
	return all
		.filter((property) => property.hubspotDefined !== true && isWritable(property))
		.map((property) => toField(property, false))
		.filter(({ id }) => id)
		.sort(byLabel);
}
