/** records.ts: what an input about a CRM record looks like, and the endpoints that take it. */
import { callOf, type Place } from '../../nodes/hubspot/endpoint';
import {
	archiveRecords,
	checkArchived,
	checkRecords,
	isCalled,
	isRecordId,
	keyOf,
	keyed,
	nameOf,
	readRecords,
	renamedRecords,
	shown,
	stamp,
	statedKey,
	updateOneRecord,
	updateRecords,
	upsertRecords,
	type RecordInput,
	type RecordName,
} from '../../nodes/hubspot/records';
import { stepsOf } from '../backtracking';

const place = (parameters: Record<string, string> = {}): Place => ({
	version: '2026-03',
	parameters: { objectType: 'contacts', ...parameters },
});

const byId = (id: string, properties: Record<string, string> = {}): RecordInput => ({
	id,
	properties,
});
const byEmail = (id: string, properties: Record<string, string> = {}): RecordInput => ({
	id,
	idProperty: 'email',
	properties,
});

type Endpoint = Parameters<typeof callOf>[0];
type Inputs = Parameters<typeof callOf>[1];

const bodyOf = (endpoint: Endpoint, inputs: Inputs, at = place()) =>
	callOf(endpoint, inputs, at).body;

describe('The key of a record', () => {
	it.each([
		['a record ID', '512', undefined, '512'],
		['a record ID with zeros in front', '00512', undefined, '512'],
		['a record ID with blanks around it', ' 512 ', undefined, '512'],
		['a record ID of nothing but zeros', '000', undefined, '0'],
		['an e-mail address in any case', ' Ada@Example.com ', 'email', 'ada@example.com'],
		['a number of the user’s own, whose zeros count', '0042', 'sku', '0042'],
	])('by %s', (_, id, idProperty, expected) => {
		expect(keyOf(id, idProperty)).toBe(expected);
	});

	it('is the same where no call may hold both, and different where it may', () => {
		const { key } = updateRecords.match;
		expect(key(byId('7'))).toBe(key(byId('007')));
		expect(key(byEmail('a@b.co'))).toBe(key(byEmail('A@B.CO')));
		expect(key(byId('7'))).not.toBe(key(byId('70')));
	});

	it.each(['hs_object_id', 'id'])('needs no idProperty by %s: HubSpot refuses it', (name) => {
		expect(isRecordId(name)).toBe(true);
	});

	it.each(['email', '', undefined, 'ID'])('needs the idProperty %p', (name) => {
		expect(isRecordId(name)).toBe(false);
	});
});

describe('The key that a result states', () => {
	it('is its ID where the input named a record ID', () => {
		expect(statedKey({ id: '0512' }, { id: '512' })).toBe('512');
		expect(statedKey({ id: 512 }, { id: '512' })).toBe('512');
	});

	it('is the value of the property that the input named the record by', () => {
		const result = { id: '512', properties: { email: 'Ada@Example.com', city: 'Bonn' } };
		expect(statedKey(result, byEmail('x'))).toBe('ada@example.com');
	});

	it('is none where the result does not carry it', () => {
		expect(statedKey({ id: '512', properties: {} }, byEmail('x'))).toBeUndefined();
		expect(statedKey({ id: '512' }, byEmail('x'))).toBeUndefined();
		expect(statedKey({ properties: {} }, byId('512'))).toBeUndefined();
		expect(statedKey({ id: '1', properties: { email: null } }, byEmail('x'))).toBeUndefined();
	});

	it('is none where the property is called as something that every object has', () => {
		const named = { id: 'x', idProperty: 'constructor' };
		expect(statedKey({ id: '1', properties: {} }, named)).toBeUndefined();
	});

	it('is the new one where a write changes the very property it is matched by', () => {
		const { readBack, key } = updateRecords.match;
		const moved = byEmail('old@x.co', { email: ' New@X.co ' });
		expect(key(moved)).toBe('old@x.co');
		expect(readBack?.(moved)).toBe('new@x.co');
		expect(readBack?.(byEmail('old@x.co', { city: 'Bonn' }))).toBe('old@x.co');
		// Emptying it leaves nothing to look for.
		expect(readBack?.(byEmail('old@x.co', { email: '' }))).toBe('old@x.co');
	});
});

describe('The names of a record in an error', () => {
	it('are its key, and the key as it was sent', () => {
		expect(updateRecords.match.names(byId('0512'))).toEqual(['512', '0512']);
		expect(updateRecords.match.names(byEmail('Ada@X.co'))).toEqual(['ada@x.co', 'Ada@X.co']);
	});

	it('are none where a number could as well be the ID of another record', () => {
		const bySku = { id: ' 42 ', idProperty: 'sku', properties: {} };
		expect(updateRecords.match.names(bySku)).toEqual([]);
		expect(checkRecords('unclear').read.match.names(bySku)).toEqual([]);
	});

	it('hold the number too in a read: what is not found has no record ID to be named by', () => {
		expect(readRecords.match.names({ id: ' 042 ', idProperty: 'sku' })).toEqual(['042', '042']);
	});

	it('stand under the keys that mean the record asked about, never another one', () => {
		expect(updateRecords.match.namedBy).toEqual(['ids', 'id']);
	});
});

describe('The name of a record', () => {
	it('says what it is found by, and its value there', () => {
		expect(nameOf({ id: '512' })).toEqual(['ID', '512']);
		expect(nameOf({ id: 'a@b.co', idProperty: 'email' })).toEqual(['email', 'a@b.co']);
	});

	it('is cut short for messages where it is long, and no other', () => {
		expect(shown('x'.repeat(80))).toBe('x'.repeat(80));
		expect(shown('abcdef', 3)).toBe('abc…');
	});
});

describe('The key that an item was matched by', () => {
	const input = { id: ' a@b.co ', idProperty: 'email' };

	it('stays with its result, which HubSpot need not repeat', () => {
		const result = { id: '1', properties: { city: 'Bonn' } };
		expect(keyed(result, input)).toEqual({ ...result, email: 'a@b.co' });
	});

	it('is the record ID where the record was matched by it: HubSpot says which it is', () => {
		expect(keyed({ id: '2' }, { id: '1' })).toEqual({ id: '2' });
	});

	it('never takes the place of what HubSpot said', () => {
		expect(keyed({ id: '1', email: 'said' }, input)).toEqual({ id: '1', email: 'said' });
	});

	it('is kept under any name, also one that every object has', () => {
		const result = keyed({ id: '1' }, { id: 'k', idProperty: '__proto__' });
		expect(JSON.stringify(result)).toBe('{"id":"1","__proto__":"k"}');
		expect(keyed({ id: '1' }, { id: 'k', idProperty: 'constructor' })).toEqual({
			id: '1',
			constructor: 'k',
		});
	});

	it('comes without the trace ID, which is nothing of the user’s', () => {
		expect(keyed({ id: '1', objectWriteTraceId: 't' }, { id: '1' })).toEqual({ id: '1' });
	});
});

describe('The trace ID of a write', () => {
	it('is stamped onto it, unless the user gave one', () => {
		expect(stamp(byId('1'), 't-1')).toEqual({ ...byId('1'), objectWriteTraceId: 't-1' });
		const own = { ...byId('1'), objectWriteTraceId: 'mine' };
		expect(stamp(own, 't-1')).toMatchObject({ objectWriteTraceId: 'mine' });
	});

	it('is what results and errors are matched by; a read and an archive know none', () => {
		expect(updateRecords.match.traceId?.(stamp(byId('1'), 't-1'))).toBe('t-1');
		expect(upsertRecords.match.traceId?.(stamp(byEmail('x'), 't-2'))).toBe('t-2');
		expect(readRecords.match).not.toHaveProperty('traceId');
		expect(archiveRecords.match).not.toHaveProperty('traceId');
	});
});

describe('A record that HubSpot finds by another name', () => {
	const contact = {
		id: '7',
		properties: {
			email: 'ada@x.co',
			hs_additional_emails: 'ada@old.co; Ada@Home.co',
			hs_merged_object_ids: '5;006',
		},
	};

	it.each<[string, RecordName, boolean]>([
		['its e-mail address', { id: 'ADA@x.co', idProperty: 'email' }, true],
		['a second address', { id: 'ada@old.co', idProperty: 'email' }, true],
		['a third one in other capitals', { id: ' ada@home.co ', idProperty: 'email' }, true],
		['a part of an address', { id: 'ada@old', idProperty: 'email' }, false],
		['its ID', { id: '7' }, true],
		['the ID of a record merged into it', { id: '5' }, true],
		['such an ID with zeros in front', { id: '0006' }, true],
		['a part of an ID', { id: '0' }, false],
		['the ID as an address', { id: '5', idProperty: 'email' }, false],
		['an address as an ID', { id: 'ada@old.co' }, false],
		['an address under another property', { id: 'ada@old.co', idProperty: 'code' }, false],
	])('is called by %s: %j is %p', (_, name, expected) => {
		expect(isCalled(contact, name)).toBe(expected);
	});

	it('is called by one name where it does not show others', () => {
		for (const properties of [{}, { hs_merged_object_ids: null }, { hs_merged_object_ids: 5 }]) {
			expect(isCalled({ id: '7', properties }, { id: '5' })).toBe(false);
			expect(isCalled({ id: '7', properties }, { id: '7' })).toBe(true);
		}
	});

	it('is known to a check, by whichever name it was written', () => {
		const { isOf } = checkRecords('undone');
		expect(isOf(contact, byEmail('ada@old.co'))).toBe(true);
		expect(isOf(contact, byId('5'))).toBe(true);
		expect(isOf(contact, byId('8'))).toBe(false);
	});

	it('is asked for once more by a read, with the property that holds the other names', () => {
		const { ask, isNeeded } = renamedRecords;
		expect(bodyOf(ask, [{ id: '5' }], place({ properties: 'city' }))).toEqual({
			inputs: [{ id: '5' }],
			properties: ['hs_merged_object_ids'],
		});
		expect(bodyOf(ask, [{ id: 'a@x.co', idProperty: 'email' }])).toEqual({
			inputs: [{ id: 'a@x.co' }],
			properties: ['email', 'hs_additional_emails'],
			idProperty: 'email',
		});
		expect(isNeeded({ id: '5' }, place())).toBe(true);
		expect(isNeeded({ id: 'a@x.co', idProperty: 'email' }, place())).toBe(true);
		expect(isNeeded({ id: '5', idProperty: 'customer_number' }, place())).toBe(false);
		const companies = place({ objectType: 'companies' });
		expect(isNeeded({ id: 'a@x.co', idProperty: 'email' }, companies)).toBe(false);
		expect(isNeeded({ id: '5' }, companies)).toBe(true);
	});

	it('is then asked for by the name that it shows', () => {
		const { rename } = renamedRecords;
		const other = { id: '8', properties: {} };
		expect(rename([other, contact], { id: '5' })).toEqual({ id: '7' });
		expect(rename([other, contact], { id: 'ada@old.co', idProperty: 'email' })).toEqual({
			id: 'ada@x.co',
			idProperty: 'email',
		});
		expect(rename([contact], { id: '7' })).toBeUndefined();
		expect(rename([other], { id: '5' })).toBeUndefined();
	});
});

describe('What a written record looks like', () => {
	it('are its values as HubSpot may show them, without options that are added', () => {
		const of = updateRecords.match.appearance?.of;
		const sent = { phone: '+49 (30) 123456', email: 'A@x.co', tags: 'b;a', more: ';c' };
		const shown = { phone: '+4930123456', email: 'a@x.co', tags: 'a;b' };
		expect({ ...of?.(byId('1', sent)) }).toEqual({ ...of?.({ id: '1', properties: shown }) });
	});

	it('are its properties that are text', () => {
		const of = updateRecords.match.appearance?.of;
		expect({ ...of?.({ id: '1', properties: { city: 'Bonn', age: 5, none: null } }) }).toEqual({
			city: 'Bonn',
		});
		expect({ ...of?.({ id: '1' }) }).toEqual({});
		expect(of?.({ id: '1', properties: {} })).not.toHaveProperty('constructor');
	});

	it('lacks the lifecycle stage, of which HubSpot may keep another than was sent', () => {
		const of = updateRecords.match.appearance?.of;
		const properties = { city: 'Bonn', lifecyclestage: 'customer' };
		expect({ ...of?.({ id: '1', properties }) }).toEqual({ city: 'Bonn' });
	});

	it('has no field that every result shows: a result shows what was written', () => {
		expect(updateRecords.match.appearance?.sure).toEqual([]);
	});
});

describe('The call of a write', () => {
	it.each([
		['update', updateRecords],
		['upsert', upsertRecords],
	])('to %s sends the inputs as they are', (_, endpoint) => {
		const inputs = [byEmail('a@b.co', { city: 'Bonn' })];
		expect(bodyOf(endpoint, inputs)).toEqual({ inputs });
	});

	it.each([updateRecords, upsertRecords, readRecords])(
		'holds inputs of one idProperty alone ($path)',
		({ scope }) => {
			expect(scope?.(byEmail('x'))).toBe('email');
			expect(scope?.(byId('1'))).toBe('');
		},
	);
});

describe('The call of a write about one record', () => {
	const call = (input: RecordInput) => callOf(updateOneRecord, [input], place());

	it('is a PATCH of its properties, by its ID or by another key', () => {
		const input = stamp(byEmail(' a@b.co ', { city: 'Bonn' }), 't');
		expect(call(input)).toEqual({
			method: 'PATCH',
			path: '/{objectType}/{objectId}',
			parameters: { objectId: 'a@b.co' },
			query: { idProperty: 'email' },
			body: { properties: { city: 'Bonn' } },
		});
		expect(call(byId('7', { city: 'Bonn' }))).not.toHaveProperty('query');
	});

	it('is answered by that record, under whatever name, also where its key changes', () => {
		const { match, answer } = updateOneRecord;
		expect(answer?.({ id: '9' })).toEqual({ results: [{ id: '9' }], errors: [] });
		for (const input of [byId('7'), byEmail('old@x.co', { email: 'new@x.co' })]) {
			expect(match.resultKey?.({ id: '9' }, input)).toBe(match.readBack?.(input));
		}
	});
});

describe('The call of a read', () => {
	it('says the idProperty once, at the top, and no input holds more than an ID', () => {
		const inputs = [byEmail(' a@b.co ', { city: 'Bonn' }), byEmail('c@d.co')];
		expect(bodyOf(readRecords, inputs)).toEqual({
			inputs: [{ id: 'a@b.co' }, { id: 'c@d.co' }],
			properties: ['email'],
			idProperty: 'email',
		});
	});

	it('says what it wants beside the properties where the place says it', () => {
		const asked = (parameters: Record<string, string>) =>
			callOf(readRecords, [{ id: '1' }], place(parameters));
		const history = asked({ properties: 'city', propertiesWithHistory: 'email,phone' });
		expect(history.body).toEqual({
			inputs: [{ id: '1' }],
			properties: ['city'],
			propertiesWithHistory: ['email', 'phone'],
		});
		expect(history).not.toHaveProperty('query');
		const archived = asked({ archived: 'true', propertiesWithHistory: '' });
		expect(archived.query).toEqual({ archived: 'true' });
		expect(archived.body).not.toHaveProperty('propertiesWithHistory');
		for (const no of ['false', '']) expect(asked({ archived: no })).not.toHaveProperty('query');
	});

	it('takes half as many records where their history is wanted', () => {
		expect(readRecords.limitAt?.(place({ propertiesWithHistory: 'email' }))).toBe(50);
		expect(readRecords.limitAt?.(place({ propertiesWithHistory: '' }))).toBeUndefined();
		expect(readRecords.limitAt?.(place())).toBeUndefined();
	});

	it('by record ID has no idProperty', () => {
		expect(bodyOf(readRecords, [{ id: '1' }])).toEqual({ inputs: [{ id: '1' }], properties: [] });
	});

	it('asks for the properties of the node, and for the one that the answer is matched by', () => {
		const at = place({ properties: 'city,phone' });
		expect(bodyOf(readRecords, [byEmail('a')], at)).toMatchObject({
			properties: ['city', 'phone', 'email'],
		});
		expect(bodyOf(readRecords, [byId('1')], at)).toMatchObject({ properties: ['city', 'phone'] });
	});

	it('does not ask for the same property twice', () => {
		const at = place({ properties: 'email,city' });
		expect(bodyOf(readRecords, [byEmail('a')], at)).toMatchObject({
			properties: ['email', 'city'],
		});
	});

	it('takes nothing of the answer for granted: a record that it does not mention is open', () => {
		expect(readRecords.silence).toBeUndefined();
	});
});

describe('The call of an archive', () => {
	it('sends the IDs alone', () => {
		expect(bodyOf(archiveRecords, [{ id: '1' }, { id: '2' }])).toEqual({
			inputs: [{ id: '1' }, { id: '2' }],
		});
	});

	it('knows from a 204, which says nothing, that the record is gone', () => {
		expect(archiveRecords.silence?.({ id: '1' }, { status: 204, body: undefined })).toEqual({
			id: '1',
		});
	});

	it.each([200, 202, 207])('knows nothing from a %s that says nothing', (status) => {
		expect(archiveRecords.silence?.({ id: '1' }, { status, body: {} })).toBeUndefined();
	});
});

describe('The check of a write', () => {
	const check = checkRecords('undone');

	it('reads by the key that the record has now, with all that was to be written', () => {
		const inputs = [
			byEmail('old@x.co', { email: 'New@x.co', city: 'Bonn' }),
			byEmail('b@x.co', { phone: '1' }),
		];
		expect(bodyOf(check.read, inputs)).toEqual({
			inputs: [{ id: 'New@x.co' }, { id: 'b@x.co' }],
			properties: ['email', 'city', 'phone', 'hs_additional_emails'],
			idProperty: 'email',
		});
		expect(bodyOf(check.read, [byId('1', { city: 'Bonn' })])).toEqual({
			inputs: [{ id: '1' }],
			properties: ['city', 'hs_merged_object_ids'],
		});
	});

	it('asks for other e-mail addresses of contacts alone: nothing else has them', () => {
		const names = (objectType: string, idProperty: string) => {
			const input = { id: 'x', idProperty, properties: {} };
			return bodyOf(check.read, [input], place({ objectType }));
		};
		for (const contacts of ['contacts', 'Contacts', 'contact', '0-1']) {
			expect(names(contacts, 'email')).toMatchObject({
				properties: ['email', 'hs_additional_emails'],
			});
		}
		expect(names('2-1', 'email')).toMatchObject({ properties: ['email'] });
		expect(names('contacts', 'customer_number')).toMatchObject({ properties: ['customer_number'] });
	});

	it('reads by the old key as well where the write changes it, and knows the record by that', () => {
		const { before } = check;
		const moved = byEmail(' Old@x.co ', { email: 'new@x.co' });
		expect(before?.isNeeded(moved)).toBe(true);
		expect(before?.isNeeded(byEmail('a@x.co', { email: 'A@x.co' }))).toBe(false);
		expect(before?.isNeeded(byEmail('a@x.co', { city: 'Bonn' }))).toBe(false);
		expect(before?.isNeeded(byId('1', { city: 'Bonn' }))).toBe(false);
		expect(before && bodyOf(before.read, [moved])).toMatchObject({ inputs: [{ id: 'Old@x.co' }] });
		expect(before?.isOf({ id: '1', properties: { email: 'old@x.co' } }, moved)).toBe(true);
		expect(before?.isOf({ id: '1', properties: { email: 'new@x.co' } }, moved)).toBe(false);
	});

	it('takes a not-found of either key for the record, each in the read that asks by it', () => {
		const moved = byEmail('old@x.co', { email: 'new@x.co' });
		expect(check.read.match.names(moved)).toContain('new@x.co');
		expect(check.before?.read.match.names(moved)).toContain('old@x.co');
	});

	it('shows a record without the property by which it was recognised, unless that was written', () => {
		const record = { id: '1', properties: { city: 'Bonn', hs_additional_emails: 'b@x.co' } };
		expect(check.shown?.(record, byEmail('b@x.co', { city: 'Bonn' }))).toEqual({
			id: '1',
			properties: { city: 'Bonn' },
		});
		expect(check.shown?.(record, byId('1', { city: 'Bonn' }))).toBe(record);
		const written = byEmail('b@x.co', { hs_additional_emails: 'b@x.co' });
		expect(check.shown?.(record, written)).toBe(record);
	});

	it('knows the record by its new key', () => {
		const moved = byEmail('old@x.co', { email: 'new@x.co' });
		expect(check.isOf({ id: '1', properties: { email: 'NEW@x.co' } }, moved)).toBe(true);
		expect(check.isOf({ id: '1', properties: { email: 'old@x.co' } }, moved)).toBe(false);
	});

	it('compares the values of its properties, and knows when the record was changed', () => {
		const properties = { city: 'Bonn', n: '1.50', x: null };
		expect(check.values?.({ id: '1', properties })).toEqual(properties);
		expect(check.values?.({ id: '1' })).toEqual({});
		expect(check.changedAt({ updatedAt: '2027-03-01T00:00:00.000Z' })).toBe(Date.UTC(2027, 2, 1));
		expect(check.changedAt({})).toBeUndefined();
	});

	it('says what it means that there is no such record', () => {
		expect(check.absent).toBe('undone');
		expect(checkRecords('unclear').absent).toBe('unclear');
	});
});

describe('The check of an archive', () => {
	it('takes a record that is not found for one that is gone', () => {
		expect(checkArchived.absent).toBe('done');
		expect(checkArchived).not.toHaveProperty('values');
	});

	it('asks whether it is there, and for nothing of it', () => {
		const at = place({ properties: 'city' });
		expect(bodyOf(checkArchived.read, [{ id: '1' }], at)).toEqual({
			inputs: [{ id: '1' }],
			properties: [],
		});
		expect(checkArchived.isOf({ id: '1' }, { id: '01' })).toBe(true);
		expect(checkArchived.isOf({ id: '2' }, { id: '1' })).toBe(false);
	});
});

describe('What is done with the names and values of a record takes work in proportion to them', () => {
	it.each(['0', '1', ' ', ';', 'a', '@', '.', '0;', '00a', '-'])('of many %j', (part) => {
		const works = [
			(text: string) => keyOf(text, undefined),
			(text: string) => keyOf(`${text}x`, undefined),
			(text: string) => keyOf(text, 'email'),
			(text: string) => updateRecords.match.names(byEmail(`${text}x`)),
			(text: string) => updateRecords.match.appearance?.of(byId('1', { a: text, b: `1.${text}1` })),
			(text: string) =>
				isCalled(
					{ id: '1', properties: { hs_additional_emails: text, email: 'x' } },
					{ id: text, idProperty: 'email' },
				),
			(text: string) =>
				isCalled({ id: '1', properties: { hs_merged_object_ids: text } }, { id: `${text}1` }),
		];
		for (const work of works) {
			const [once, twice] = [1, 2].map((times) => {
				const text = part.repeat((times * 2_000) / part.length);
				return stepsOf(() => work(text), 5_000_000);
			});
			expect(twice).toBeLessThan(2.5 * once + 500);
		}
	});
});
