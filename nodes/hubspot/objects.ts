/**
 * HubSpot's own object types: what people call them, and the name or ID that HubSpot takes. Custom
 * objects have no such names.
 */

/** The name or ID that HubSpot takes, followed by what else people write, in lower case. */
const NAMES: string[][] = [
	['contacts', 'contact'],
	['companies', 'company'],
	['deals', 'deal'],
	['tickets', 'ticket'],
	['0-421', 'appointments', 'appointment'],
	['calls', 'call'],
	['carts', 'cart'],
	['communications', 'communication'],
	['0-410', 'courses', 'course'],
	['discounts', 'discount'],
	['emails', 'email'],
	['feedback_submissions', 'feedback_submission'],
	['fees', 'fee'],
	['0-74', 'goals', 'goal'],
	['invoices', 'invoice'],
	['leads', 'lead'],
	['line_items', 'line_item'],
	['0-420', 'listings', 'listing'],
	['0-54', 'marketing_events', 'marketing_event'],
	['meetings', 'meeting'],
	['notes', 'note'],
	['orders', 'order'],
	['0-101', 'payments', 'payment'],
	['postal_mail', 'postal_mails'],
	['products', 'product'],
	['0-970', 'projects', 'project'],
	['quotes', 'quote'],
	['0-162', 'services', 'service'],
	['0-69', 'subscriptions', 'subscription'],
	['tasks', 'task'],
	['taxes', 'tax'],
	['0-115', 'users', 'user'],
];

const BY_NAME = new Map(
	NAMES.flatMap(([taken, ...names]) => [taken, ...names].map((name) => [name, taken] as const)),
);

const LONGEST_NAME = 40;

/** `contacts` for `contact`, `Contacts` and the like; any text that names no standard object as it is. */
export function standardObject(text: string): string {
	if (text.length > LONGEST_NAME) return text;
	const name = text
		.trim()
		.toLowerCase()
		.replace(/[\s-]+/g, '_');
	return BY_NAME.get(name) ?? text;
}

/** The IDs of the object types that are known by name as well. */
const NAME_OF_ID = new Map([
	['0-1', 'contacts'],
	['0-2', 'companies'],
	['0-3', 'deals'],
	['0-5', 'tickets'],
	['0-7', 'products'],
	['0-8', 'line_items'],
	['0-14', 'quotes'],
]);

/** One name for an object type, however it is called. */
export const nameOfType = (objectType: string): string =>
	NAME_OF_ID.get(objectType.trim()) ?? standardObject(objectType);

/** Names a record of any type: records of two types may have the same ID. */
export const recordKey = (objectType = '', id: string): string => `${nameOfType(objectType)}/${id}`;

/** People are found by their e-mail addresses, other records are not. */
export const areContacts = (objectType = ''): boolean => /^(contacts?|0-1)$/i.test(objectType);
