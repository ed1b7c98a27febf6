/** The list that is written: generated contacts of eight properties, about 300 bytes each as JSON. */
import type { IDataObject } from 'n8n-workflow';

const FIRST = ['Amara', 'Björn', 'Chiara', 'Daiyu', 'Elif', 'Farouk', 'Grace', 'Hiroshi', 'Inès'];
const LAST = ['Okafor', 'Lindqvist', 'Moretti', 'Zhang', 'Yılmaz', 'Haddad', 'O’Neill', 'Sato'];
const CITIES = ['Lagos', 'Göteborg', 'Bologna', 'Chengdu', 'İzmir', 'Alexandria', 'Galway'];
const TITLES = [
	'Head of Marketing',
	'Sales Development Representative',
	'Chief Technology Officer',
];

const pick = (list: string[], n: number) => list[n % list.length];

/** Contact `n`, with an id that the fake has, in the shape in which items come out of a spreadsheet. */
export const contact = (n: number): IDataObject => ({
	hs_object_id: String(n),
	email: `person${n}@example.com`,
	firstname: pick(FIRST, n),
	lastname: pick(LAST, n >> 3),
	phone: `+49 30 ${String(1_000_000 + n)}`,
	company: `${pick(LAST, n >> 2)} & ${pick(LAST, n >> 4)} Trading Ltd.`,
	jobtitle: pick(TITLES, n),
	city: pick(CITIES, n >> 1),
	website: `https://www.example.com/people/${n}/profile`,
});

/** Contacts `from` to `from + count - 1`. */
export const contacts = (count: number, from = 1): IDataObject[] =>
	Array.from({ length: count }, (_, index) => contact(from + index));

/** The same as an element of HubSpot's `inputs`. */
export function input({ hs_object_id: id, ...properties }: IDataObject) {
	return { id: String(id), properties: properties as Record<string, string> };
}

/** Of items as JSON. */
export const bytesOf = (items: object[]): number =>
	items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);

/** Searches look for so many contacts again and again: the fake goes through all it has at each. */
export const SEARCHED = 10;
