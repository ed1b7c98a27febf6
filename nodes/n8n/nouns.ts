/** What people call the records of an object type. */

export interface Noun {
	one: string;
	many: string;
}

export const EVENT: Noun = { one: 'event', many: 'events' };
export const LIST: Noun = { one: 'list', many: 'lists' };

/** Two records that are, or are to be, associated. */
export const PAIR: Noun = { one: 'pair', many: 'pairs' };
export const ASSOCIATION: Noun = { one: 'association', many: 'associations' };

/** Of custom objects, whose names only the account knows, and where the type is not known. */
export const RECORD: Noun = { one: 'record', many: 'records' };

/** Names of HubSpot's own object types, with the IDs that stand for the most used ones. */
const TYPES: Array<[one: string, many: string, id?: string]> = [
	['contact', 'contacts', '0-1'],
	['company', 'companies', '0-2'],
	['deal', 'deals', '0-3'],
	['ticket', 'tickets', '0-5'],
	['product', 'products', '0-7'],
	['line item', 'line_items', '0-8'],
	['quote', 'quotes', '0-14'],
	['call', 'calls', '0-48'],
	['email', 'emails', '0-49'],
	['meeting', 'meetings', '0-47'],
	['note', 'notes', '0-46'],
	['task', 'tasks', '0-27'],
	['lead', 'leads', '0-136'],
	['order', 'orders', '0-123'],
	['cart', 'carts', '0-142'],
	['invoice', 'invoices', '0-53'],
	['subscription', 'subscriptions', '0-69'],
	['payment', 'payments', '0-101'],
	['appointment', 'appointments', '0-421'],
	['course', 'courses', '0-410'],
	['listing', 'listings', '0-420'],
	['service', 'services', '0-162'],
	['project', 'projects', '0-970'],
	['user', 'users', '0-115'],
];

const NOUNS = new Map(
	TYPES.flatMap(([one, many, id]): Array<[string, Noun]> => {
		const noun = { one, many: many.replace('_', ' ') };
		const names = id === undefined ? [one, many] : [one, many, id];
		return names.map((name) => [name, noun]);
	}),
);

/** The noun of an object type, as it stands in the path of a call. */
export const nounOfType = (objectType = ''): Noun =>
	objectType === '0-54' ? EVENT : (NOUNS.get(objectType.toLowerCase()) ?? RECORD);

export const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
