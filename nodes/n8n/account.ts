/**
 * What the account behind the credential offers: object types for the list, properties for the
 * mapper. Used while a workflow is edited, never while it runs.
 */
import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
	ResourceMapperFields,
} from 'n8n-workflow';

import { missingScopes, parseError } from '../hubspot/errors';
import { idText, isRecord } from '../hubspot/json';
import { renderPath } from '../hubspot/paths';
import { RECORD_ID } from '../hubspot/replies';
import { DEFAULT_VERSION, ROOTS } from '../hubspot/versions';
import { nodeError, read } from './http';
import type { MapperField } from './items';
import { byText, toldApart } from './labels';
import { escaped } from './present';
import { advice, inWords } from './refusals';

/**
 * Objects that every account can have, by HubSpot's name: first the four most used, then the others
 * by label. Custom ones come from the account's schemas.
 */
const STANDARD_OBJECTS: Array<[label: string, name: string]> = [
	['Contacts', 'contacts'],
	['Companies', 'companies'],
	['Deals', 'deals'],
	['Tickets', 'tickets'],
	['Appointments', '0-421'],
	['Calls', 'calls'],
	['Carts', 'carts'],
	['Communications', 'communications'],
	['Courses', '0-410'],
	['Discounts', 'discounts'],
	['Emails', 'emails'],
	['Feedback Submissions', 'feedback_submissions'],
	['Fees', 'fees'],
	['Goals', '0-74'],
	['Invoices', 'invoices'],
	['Leads', 'leads'],
	['Line Items', 'line_items'],
	['Listings', '0-420'],
	['Marketing Events', '0-54'],
	['Meetings', 'meetings'],
	['Notes', 'notes'],
	['Orders', 'orders'],
	['Payments', '0-101'],
	['Postal Mail', 'postal_mail'],
	['Products', 'products'],
	['Projects', '0-970'],
	['Quotes', 'quotes'],
	['Services', '0-162'],
	['Subscriptions', '0-69'],
	['Tasks', 'tasks'],
	['Taxes', 'taxes'],
	['Users', '0-115'],
];

const FORBIDDEN = 403;

/**
 * Most pages of a list. HubSpot gives such lists on one page; without a bound, a server that always
 * has a next page would keep the editor waiting for good.
 */
const MOST_PAGES = 100;

/**
 * All `results` of a GET, page by page.
 * @param optional return none, instead of an error, when the credential lacks the scope
 * @throws NodeOperationError that says what could not be loaded, and why
 */
async function allResults(
	context: ILoadOptionsFunctions,
	path: string,
	what: string,
	optional = false,
): Promise<Array<Record<string, unknown>>> {
	const found: Array<Record<string, unknown>> = [];
	const seen = new Set<string>();
	const fail = (why: string) =>
		nodeError(context, `The ${what} could not be loaded from HubSpot: ${why}`);
	for (let after: string | undefined = ''; after !== undefined && !seen.has(after); ) {
		if (seen.size >= MOST_PAGES) throw fail(`the list has more than ${MOST_PAGES} pages.`);
		seen.add(after);
		const page: string = after && `?after=${encodeURIComponent(after)}`;
		const answer = await read(context, path + page);
		if (answer.kind === 'unreached') {
			throw fail(`${answer.why}. Check the Base URL of the credential.`);
		}
		if (answer.kind !== 'reply') throw fail(answer.why);
		const { status, body } = answer.reply;
		if (status === FORBIDDEN && optional) return [];
		if (status >= 300 || !isRecord(body)) {
			const error = parseError(body);
			if (status < 300) throw fail(`HubSpot's answer (HTTP ${status}) cannot be read.`);
			const next = advice(status, error);
			// The missing scopes are all that is needed; HubSpot's words around them do not fit into the
			// editor.
			throw fail(missingScopes(error).length ? next.trim() : `${inWords(error, status)}.${next}`);
		}
		const results: unknown[] = Array.isArray(body.results) ? body.results : [];
		found.push(...results.filter(isRecord));
		const next = isRecord(body.paging) && isRecord(body.paging.next) ? body.paging.next.after : '';
		after = typeof next === 'string' && next ? next : undefined;
	}
	return found;
}

const textOf = (value: unknown, otherwise = '') =>
	typeof value === 'string' && value ? value : otherwise;

// ---------------------------------------------------------------- labels

function optionsToldApart<T extends { name: string; value: string }>(options: T[]): T[] {
	const names = toldApart(options.map(({ name, value }) => [name, value]));
	return options.map((option, index) => ({ ...option, name: names[index] }));
}

function fieldsToldApart(fields: MapperField[]): MapperField[] {
	const names = toldApart(fields.map(({ displayName, id }) => [displayName, id]));
	return fields.map((field, index) => ({ ...field, displayName: names[index] }));
}

// ---------------------------------------------------------------- object types

async function customObjects(context: ILoadOptionsFunctions) {
	const schemas = await allResults(context, ROOTS[DEFAULT_VERSION].schemas, 'custom objects', true);
	return schemas.map((schema) => {
		const labels = isRecord(schema.labels) ? schema.labels : {};
		const value = textOf(schema.objectTypeId, textOf(schema.fullyQualifiedName));
		const name = textOf(labels.plural, textOf(labels.singular, textOf(schema.name, value)));
		return { name, value };
	});
}

/**
 * Object types for the list, the account's and HubSpot's own: those that contain the searched text.
 * HubSpot's own are the same in every account, so they are listed even while HubSpot cannot be
 * asked; the reason is told to whoever searches for another one.
 */
export async function searchObjectTypes(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	let failed: string | undefined;
	const custom = await customObjects(this).catch((error: Error) => {
		failed = error.message;
		return [];
	});
	const standard = STANDARD_OBJECTS.map(([name, value]) => ({ name, value }));
	const wanted = filter.trim().toLowerCase();
	const results = optionsToldApart([...custom, ...standard]).filter(({ name, value }) =>
		`${name} ${value}`.toLowerCase().includes(wanted),
	);
	if (failed !== undefined && !results.length) throw nodeError(this, failed);
	return { results };
}

// ---------------------------------------------------------------- properties

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
	return {
		id,
		displayName: textOf(property.label, id) + (manyOf ? ' (Separated by ;)' : ''),
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

/** People are matched by email, although HubSpot does not mark it as unique. */
const areContacts = (objectType: string) => /^(contacts?|0-1)$/i.test(objectType);

/** True when records of this type can be found by the property. */
const isUnique = (property: Record<string, unknown>, objectType: string): boolean =>
	property.hasUniqueValue === true || (areContacts(objectType) && property.name === EMAIL);

const writableFields = async (context: ILoadOptionsFunctions, objectType: string) =>
	(await definitions(context, objectType))
		.filter(isWritable)
		.map((property) => toField(property, isUnique(property, objectType)))
		.filter(({ id }) => id && id !== RECORD_ID)
		.sort(byLabel);

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
	const all = [recordId, ...(await writableFields(context, objectType))];
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
	const all = await writableFields(context, objectType);
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

/** How records can be found in every object type. */
export const BY_RECORD_ID: INodePropertyOptions = { name: 'Record ID', value: '' };

/** What records of an object type can be found by: the record ID and the unique properties. */
export async function uniqueProperties(context: ILoadOptionsFunctions, objectType: string) {
	const unique = (await definitions(context, objectType)).filter(
		(property) => property.name !== RECORD_ID && isUnique(property, objectType),
	);
	return [BY_RECORD_ID, ...asOptions(unique)];
}

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

// ---------------------------------------------------------------- notices

/**
 * The notice of an empty mapper. When there are fields, the editor shows it while mapping
 * automatically, so it says how fields must be named.
 */
function howToName(fields: MapperField[]): string {
	const example = fields.find(
		({ id, displayName }) => id !== RECORD_ID && id.toLowerCase() !== displayName.toLowerCase(),
	);
	const such = example
		? `, such as <b>${escaped(example.displayName)}</b> or <b>${escaped(example.id)}</b>`
		: '';
	return `Name the columns of your items as HubSpot does, by label or by internal name${such}. Columns that HubSpot does not have are left out (option <b>Unknown Fields</b>).`;
}

/** n8n's message when no credential is chosen, with or without the credential's type. */
const NO_CREDENTIAL = /^Node does not have any credentials set/;
/** The editor does not load again by itself once a credential is chosen. */
const ASK_FOR_ONE = 'Choose a <b>Credential</b>, then press <b>Retry</b>.';

/**
 * Fields for the mapper. When they cannot be loaded, returns the reason as a notice, which the
 * editor shows, unlike an error. When a mapping exists that has other columns than the known ones,
 * throws instead: a shorter list of fields would delete them.
 * @param known fields that are the same in every account: they are offered even while HubSpot cannot
 * be asked
 */
export async function orNotice(
	context: ILoadOptionsFunctions,
	fields: Promise<MapperField[]>,
	parameter: string,
	known: MapperField[] = [],
): Promise<ResourceMapperFields> {
	const offer = (loaded: MapperField[], notice: string): ResourceMapperFields => ({
		fields: fieldsToldApart(loaded),
		emptyFieldsNotice: notice,
	});
	const offerAll = (loaded: MapperField[]) => offer(loaded, howToName(loaded));
	return await fields.then(offerAll, (error: Error) => {
		const mapper: unknown = context.getCurrentNodeParameter(parameter);
		const columns: unknown[] =
			isRecord(mapper) && Array.isArray(mapper.schema) ? mapper.schema : [];
		const isKnown = (column: unknown) =>
			isRecord(column) && known.some(({ id }) => id === column.id);
		if (!columns.every(isKnown)) throw nodeError(context, error.message);
		const isFresh = NO_CREDENTIAL.test(error.message);
		if (isFresh && known.length) return offerAll(known);
		// n8n shows a notice as HTML, and the message may hold HubSpot's words.
		return offer(known, isFresh ? ASK_FOR_ONE : escaped(error.message));
	});
}
