/** Object types for the list in the editor: HubSpot's own, and those of the account. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isRecord } from '../hubspot/json';
import { DEFAULT_VERSION, ROOTS } from '../hubspot/versions';
import { allResults, optionsToldApart, textOf } from './account';
import { nodeError } from './http';

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
