/** records.ts: what an input about a CRM record looks like, and the endpoints that take it. */
import { callOf, type Place } from '../../nodes/hubspot/endpoint';
import {
	archiveRecords,
	checkArchived,
	checkRecords,
	isRecordId,
	keyOf,
	keyed,
	nameOf,
	readRecords,
	shown,
	stamp,
	statedKey,
	updateRecords,
	upsertRecords,
	type RecordInput,
} from '../../nodes/hubspot/records';

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

describe('What a written record looks like', () => {
	it('are its properties that are text', () => {
		const of = updateRecords.match.appearance?.of;
		expect({ ...of?.({ id: '1', properties: { city: 'Bonn', age: 5, none: null } }) }).toEqual({
			city: 'Bonn',
		});
		expect({ ...of?.({ id: '1' }) }).toEqual({});
		expect(of?.({ id: '1', properties: {} })).not.toHaveProperty('constructor');
	});

	it('is no reason to part inputs that look alike: they carry trace IDs', () => {
		expect(updateRecords.match.appearance).toMatchObject({ sure: [], apart: false });
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

describe('The call of a read', () => {
	it('says the idProperty once, at the top, and no input holds more than an ID', () => {
		const inputs = [byEmail(' a@b.co ', { city: 'Bonn' }), byEmail('c@d.co')];
		expect(bodyOf(readRecords, inputs)).toEqual({
			inputs: [{ id: 'a@b.co' }, { id: 'c@d.co' }],
			properties: ['email'],
			idProperty: 'email',
		});
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
			properties: ['email', 'city', 'phone'],
			idProperty: 'email',
		});
		expect(bodyOf(check.read, [byId('1', { city: 'Bonn' })])).toEqual({
			inputs: [{ id: '1' }],
			properties: ['city'],
		});
	});

	it('knows the record by its new key', () => {
		const moved = byEmail('old@x.co', { email: 'new@x.co' });
		expect(check.isOf({ id: '1', properties: { email: 'NEW@x.co' } }, moved)).toBe(true);
		expect(check.isOf({ id: '1', properties: { email: 'old@x.co' } }, moved)).toBe(false);
	});

	it('compares values as HubSpot means them, and knows when the record was changed', () => {
		const properties = { close: '2027-03-01T09:00:00+01:00', n: '1.50', email: 'A@b.co', x: null };
		expect(check.values?.({ id: '1', properties })).toEqual({
			close: String(Date.UTC(2027, 2, 1, 8)),
			n: '1.5',
			email: 'a@b.co',
			x: '',
		});
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
