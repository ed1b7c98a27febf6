/**
 * Asks the account behind the credential for what it offers, page by page, and says in the editor
 * why that failed. Used while a workflow is edited, never while it runs.
 */
import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { FORBIDDEN, missingScopes, parseError } from '../hubspot/errors';
import { isRecord } from '../hubspot/json';
import { RECORD_ID } from '../hubspot/replies';
import { nodeError, read } from './http';
import type { MapperField } from './items';
import { toldApart } from './labels';
import { escaped } from './present';
import { advice, inWords } from './refusals';

/**
 * Most pages of a list. HubSpot gives such lists on one page; without a bound, a server that always
 * has a next page would keep the editor waiting for good.
 */
const MOST_PAGES = 100;

const failing = (context: ILoadOptionsFunctions, what: string) => (why: string) =>
	nodeError(context, `The ${what} could not be loaded from HubSpot: ${why}`);

/**
 * The body of an answer; undefined when it is optional and the credential lacks the scope.
 * @param asked the path, and the body of a search
 * @throws NodeOperationError that says what could not be loaded, and why
 */
export async function answerTo(
	context: ILoadOptionsFunctions,
	asked: { path: string; body?: object; optional?: boolean },
	what: string,
): Promise<Record<string, unknown> | undefined> {
	const fail = failing(context, what);
	const answer = await read(context, asked.path, asked.body);
	if (answer.kind === 'unreached') {
		throw fail(`${answer.why}. Check the Base URL of the credential.`);
	}
	if (answer.kind !== 'reply') throw fail(answer.why);
	const { status, body } = answer.reply;
	if (status === FORBIDDEN && asked.optional) return undefined;
	if (status < 300 && isRecord(body)) return body;
	const error = parseError(body);
	if (status < 300) throw fail(`HubSpot's answer (HTTP ${status}) cannot be read.`);
	const next = advice(status, error);
	// The missing scopes are all that is needed; HubSpot's words around them do not fit into the
	// editor.
	throw fail(missingScopes(error).length ? next.trim() : `${inWords(error, status)}.${next}`);
}

/**
 * All `results` of a GET, page by page.
 * @param optional return none, instead of an error, when the credential lacks the scope
 * @throws NodeOperationError that says what could not be loaded, and why
 */
export async function allResults(
	context: ILoadOptionsFunctions,
	path: string,
	what: string,
	optional = false,
): Promise<Array<Record<string, unknown>>> {
	const found: Array<Record<string, unknown>> = [];
	const seen = new Set<string>();
	for (let after: string | undefined = ''; after !== undefined && !seen.has(after); ) {
		if (seen.size >= MOST_PAGES) {
			throw failing(context, what)(`the list has more than ${MOST_PAGES} pages.`);
		}
		seen.add(after);
		const page: string = after && `?after=${encodeURIComponent(after)}`;
		const body = await answerTo(context, { path: path + page, optional }, what);
		if (!body) return [];
		const results: unknown[] = Array.isArray(body.results) ? body.results : [];
		found.push(...results.filter(isRecord));
		const next = isRecord(body.paging) && isRecord(body.paging.next) ? body.paging.next.after : '';
		after = typeof next === 'string' && next ? next : undefined;
	}
	return found;
}

/** A text, or else the other one. */
export const textOf = (value: unknown, otherwise = '') =>
	typeof value === 'string' && value ? value : otherwise;

// ---------------------------------------------------------------- labels

/** Options with one label each. */
export function optionsToldApart<T extends { name: string; value: string }>(options: T[]): T[] {
	const names = toldApart(options.map(({ name, value }) => [name, value]));
	return options.map((option, index) => ({ ...option, name: names[index] }));
}

function fieldsToldApart(fields: MapperField[]): MapperField[] {
	const names = toldApart(fields.map(({ displayName, id }) => [displayName, id]));
	return fields.map((field, index) => ({ ...field, displayName: names[index] }));
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
