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
			// Drops a code that the message repeats: “ECONNREFUSED: connect ECONNREFUSED …”.
			const why = answer.why.replace(/^(\w+): (?=.*\1)/, '');
			throw fail(`no connection (${why}). Check the Base URL of the credential.`);
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

/**
 * Object types for the list, HubSpot's own and the account's: those that contain the searched text.
 */
export async function searchObjectTypes(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const schemas = await allResults(this, ROOTS[DEFAULT_VERSION].schemas, 'custom objects', true);
	const custom = schemas.map((schema): INodePropertyOptions => {
		const labels = isRecord(schema.labels) ? schema.labels : {};
		const id = textOf(schema.objectTypeId, textOf(schema.fullyQualifiedName));
		const name = textOf(labels.plural, textOf(labels.singular, textOf(schema.name, id)));
		return { name: `${name} (${id})`, value: id };
	});
	const standard = STANDARD_OBJECTS.map(([name, value]) => ({ name, value }));
	const wanted = filter.trim().toLowerCase();
	const results = [...custom, ...standard].filter(({ name, value }) =>
		`${name} ${value}`.toLowerCase().includes(wanted),
	);
	return { results };
}

/**
 * How the mapper shows a HubSpot property type. Multi-selects are text: `a;b`, or a list given by
 * an expression.
 */
function typeOfProperty(property: Record<string, unknown>): Pick<MapperField, 'type' | 'options'> {
	const { type, fieldType } = property;
	if (type === 'number') return { type: 'number' };
	if (type === 'date' || type === 'datetime') return { type: 'dateTime' };
	if (type === 'bool' || fieldType === 'booleancheckbox') return { type: 'boolean' };
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
		...typeOfProperty(property),
		hubSpotType: textOf(property.type),
	};
}

const byLabel = (a: MapperField, b: MapperField) => a.displayName.localeCompare(b.displayName);

const propertiesPath = (objectType: string) =>
	renderPath(DEFAULT_VERSION, 'properties', '/{objectType}', { objectType });

const definitions = async (context: ILoadOptionsFunctions, objectType: string) =>
	await allResults(context, propertiesPath(objectType), `properties of ${objectType}`);

/** True when records of this type can be found by the property. */
function isUnique(property: Record<string, unknown>, objectType: string): boolean {
	const isContact = objectType === 'contacts' || objectType === '0-1';
	return property.hasUniqueValue === true || (isContact && property.name === 'email');
}

const writableFields = async (context: ILoadOptionsFunctions, objectType: string) =>
	(await definitions(context, objectType))
		.filter(isWritable)
		.map((property) => toField(property, isUnique(property, objectType)))
		.filter(({ id }) => id && id !== RECORD_ID)
		.sort(byLabel);

/** Record ID first, then the writable properties of an object type, by label. */
export async function objectFields(
	context: ILoadOptionsFunctions,
	objectType: string,
): Promise<MapperField[]> {
	const recordId: MapperField = {
		id: RECORD_ID,
		displayName: 'Record ID',
		// The editor hides columns that are not required, and without a visible column to match on it
		// hides all of them.
		required: true,
		display: true,
		defaultMatch: true,
		canBeUsedToMatch: true,
		type: 'string',
	};
	return [recordId, ...(await writableFields(context, objectType))];
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
			`No property of ${objectType} is unique, so HubSpot cannot tell which records exist. Create a property with unique values in HubSpot, or update records by their record ID.`,
		);
	}
	const first = unique.find(({ id }) => id === 'email') ?? unique[0];
	const keys = unique.map((field) =>
		field === first ? { ...field, defaultMatch: true, required: true } : field,
	);
	return [...keys, ...all.filter(({ canBeUsedToMatch }) => !canBeUsedToMatch)];
}

const asOptions = (properties: Array<Record<string, unknown>>): INodePropertyOptions[] =>
	properties
		.map(({ name, label }) => ({ name: textOf(label, textOf(name)), value: textOf(name) }))
		.filter(({ value }) => value)
		.sort((a, b) => a.name.localeCompare(b.name));

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

/**
 * The notice of an empty mapper. When there are fields, the editor shows it while mapping
 * automatically, so it says how fields must be named.
 */
function howToName(fields: MapperField[]): string {
	const example = fields.find(
		({ id, displayName }) => id !== RECORD_ID && id.toLowerCase() !== displayName.toLowerCase(),
	);
	const such = example
		? `, such as <b>${escaped(example.id)}</b> for “${escaped(example.displayName)}”`
		: '';
	return `Name the fields of your items by HubSpot's internal names${such}. An item with a field that HubSpot does not have is not sent.`;
}

/**
 * n8n's message when no credential is chosen, with or without the credential's type. To a person
 * who has just added the node this is no error.
 */
const NO_CREDENTIAL = /^Node does not have any credentials set/;
/** The editor does not load again by itself once a credential is chosen. */
const ASK_FOR_ONE = 'Choose a <b>Credential</b>, then press <b>Retry</b>.';

/**
 * Fields for the mapper. When they cannot be loaded, returns the reason as a notice, which the
 * editor shows, unlike an error. When a mapping exists already, throws instead: an empty list of
 * fields would delete it.
 */
export async function orNotice(
	context: ILoadOptionsFunctions,
	fields: Promise<MapperField[]>,
	parameter: string,
): Promise<ResourceMapperFields> {
	return await fields.then(
		(loaded) => ({ fields: loaded, emptyFieldsNotice: howToName(loaded) }),
		(error: Error) => {
			const mapper: unknown = context.getCurrentNodeParameter(parameter);
			const mapped = isRecord(mapper) && Array.isArray(mapper.schema) && mapper.schema.length > 0;
			if (mapped) throw nodeError(context, error.message);
			// n8n shows a notice as HTML, and the message may hold HubSpot's words.
			const notice = NO_CREDENTIAL.test(error.message) ? ASK_FOR_ONE : escaped(error.message);
			return { fields: [], emptyFieldsNotice: notice };
		},
	);
}
