/**
 * The contacts that the account of chaos holds before anything runs, the names that they go by, and the
 * lists that some of them are members of.
 */
import type { FakeHubSpot } from '../test/fake-hubspot/hubspot';
import type { Dice } from './dice';
import type { Found } from './kind';

/** The value for which rules refuse a whole batch. */
export const BAD = 'BAD-VALUE';

/** Names that trip up careless code. */
export const STRANGE = [
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'Zürich/№ 5?#&%20',
	'日本語',
	'😀 emoji',
	'İstanbul',
	'e\u0301 é',
	'\u202Eright to left',
	'"quoted" \\ back',
	'{curly}',
	'a,b;c',
	'lone \ud800 half',
	'..',
	'0',
];

export const SEEDED_RECORDS = 400;
export const MERGED_RECORD = 9;
/** Where it went. */
export const MERGED_INTO = 2;
/** Rules refuse a whole batch for the sake of this record. */
export const BAD_RECORD = 13;

/** As it is spelled, every one is another: `Nr4` and `nr4` are two records. */
export const customerNumber = (n: number) => STRANGE[n - 1] ?? (n % 2 ? `Nr${n + 1}` : `nr${n}`);

/** A second address, by which HubSpot finds the contact and which no answer repeats. */
export const aliasOf = (n: number) => `old${n}@x.com`;
export const hasAlias = (n: number) => n % 3 === 1;

/** The address that HubSpot shows of the contact with this one, as far as it has several. */
export function ownerOf(address: string): string {
	const [, n] = /^old(\d+)@x\.com$/.exec(address) ?? [];
	if (n && hasAlias(Number(n))) return `person${n}@x.com`;
	return address === `person${MERGED_RECORD}@x.com` ? `person${MERGED_INTO}@x.com` : address;
}

/** A property of contacts that HubSpot does not keep unique, and nobody writes. */
export const BADGE = 'badge';

/** Every tenth contact from 30 on shares it with another one. */
const badgeOf = (n: number): string =>
	STRANGE[n - 1] ?? (n % 10 || n < 30 ? `Badge ${n}` : `Shared ${Math.floor((n + 10) / 20)}`);

/** A contact as it is called by its badge, which is searched for. */
export function byBadge(dice: Dice, n: number): { id: string; found: Found } {
	if (dice.chance(0.1)) return { id: `Nobody ${n}`, found: { value: `Nobody ${n}`, ids: [] } };
	const value = badgeOf(n);
	const other = n % 20 ? n + 10 : n - 10;
	const numbers = /^Shared/.test(value) ? [n, other] : n === MERGED_RECORD ? [] : [n];
	const spelled = /^Badge/.test(value) ? [value, value.toUpperCase(), ` ${value} `] : [value];
	return { id: dice.pick(spelled), found: { value, ids: numbers.map(String) } };
}

export function prepareRecords(hubspot: FakeHubSpot): void {
	for (const name of ['constructor', 'toString', '__proto__']) {
		hubspot.defineProperty('contacts', { name });
	}
	hubspot.defineProperty('contacts', { name: BADGE });
	const options = ['a', 'b', 'c'];
	hubspot.defineProperty('contacts', {
		name: 'interests',
		type: 'enumeration',
		fieldType: 'checkbox',
		options,
	});
	for (let n = 1; n <= SEEDED_RECORDS; n++) {
		const customer_number = customerNumber(n);
		hubspot.seedObject(
			'contacts',
			{
				email: `person${n}@x.com`,
				firstname: 'A',
				customer_number,
				[BADGE]: badgeOf(n),
				...(hasAlias(n) && { hs_additional_emails: `${aliasOf(n)};OLDER${n}@x.com` }),
				...(n % 4 === 0 && { interests: 'a;b', lifecyclestage: 'opportunity' }),
			},
			String(n),
		);
	}
	// Whom some new records are associated with.
	hubspot.seedObject('companies', { name: 'ACME' }, '512');
	hubspot.merge('contacts', String(MERGED_RECORD), String(MERGED_INTO));
	// Every third contact is a member already.
	const members = Array.from({ length: SEEDED_RECORDS / 3 }, (_, n) => `${3 * n + 1}`);
	hubspot.seedList('contacts', { listId: LISTS.manual, members });
	hubspot.seedList('contacts', {
		listId: LISTS.snapshot,
		legacyListId: LISTS.legacy,
		processingType: 'SNAPSHOT',
	});
}

/** The lists that members join and leave. One of them had another ID once. */
export const LISTS = { manual: '501', snapshot: '502', legacy: '77' };
