/** leaveOut.ts and eventsLeaveOut.ts: what may be left out of a write, and what never is. */
import { ofEvents } from '../../nodes/hubspot/eventsLeaveOut';
import { ofNewContacts, ofNewRecords, ofRecords } from '../../nodes/hubspot/leaveOut';

describe('Of a record', () => {
	const input = { id: '1', properties: { a: '1', b: '2' } };

	it('any property may be left out, and the input itself stays as it is', () => {
		expect(ofRecords.values(input)).toBe(input.properties);
		expect(ofRecords.without(input, ['a'])).toEqual({ id: '1', properties: { b: '2' } });
		expect(input.properties).toHaveProperty('a');
	});

	it('what it is called by never is: its ID, a unique property, or one that it was searched for by', () => {
		expect(ofRecords.keeps(input)).toEqual(['hs_object_id']);
		expect(ofRecords.keeps({ ...input, idProperty: 'email' })).toEqual(['hs_object_id', 'email']);
		expect(ofRecords.keeps({ ...input, foundBy: { property: 'badge' } })).toEqual([
			'hs_object_id',
			'badge',
		]);
	});

	it('nothing is written without a property', () => {
		expect(ofRecords.writes(input)).toBe(true);
		expect(ofRecords.writes({ properties: {} })).toBe(false);
	});

	it('that is new, what no two records may have never is', () => {
		expect(ofNewRecords.keeps({ properties: {}, unique: ['email', 'code'] })).toEqual([
			'hs_object_id',
			'email',
			'code',
		]);
		expect(ofNewRecords.keeps({ properties: {} })).toEqual(['hs_object_id']);
	});
});

describe('Of an event', () => {
	const event = {
		objectId: '5',
		eventType: 'webinar',
		customProperties: [
			{ name: 'venue', value: 'Berlin' },
			{ name: 'eventType', value: 'x' },
			{ name: '__proto__', value: 'y' },
			{ name: 'constructor', value: 'z' },
		],
	};

	it('its custom properties may be left out, but not those that are called like a field of it', () => {
		const values = ofEvents.values(event);
		expect(Object.keys(values)).toEqual(['venue', '__proto__', 'constructor']);
		expect(values.venue).toBe('Berlin');
		expect(ofEvents.keeps(event)).toEqual([]);
	});

	it('the others stay, and the list goes with the last of them', () => {
		expect(ofEvents.without(event, ['venue']).customProperties).toEqual(
			event.customProperties.slice(1),
		);
		const bare = ofEvents.without(event, ['venue', 'eventType', '__proto__', 'constructor']);
		expect(bare).toEqual({ objectId: '5', eventType: 'webinar' });
	});

	it('something is written while it holds more than its names', () => {
		expect(ofEvents.writes(event)).toBe(true);
		expect(ofEvents.writes({ objectId: '5', eventName: undefined })).toBe(false);
		expect(ofEvents.writes({ externalEventId: 'e', externalAccountId: 'a', ownedBy: '9' })).toBe(
			false,
		);
	});

	it.each([undefined, 'no list', [null, 7, { value: 'x' }]])(
		'has no custom properties in %j',
		(customProperties) => {
			expect(ofEvents.values({ customProperties })).toEqual({});
		},
	);
});

describe('Of a person at an event', () => {
	const input = { email: 'a@x.co', contactProperties: { firstname: 'A', city: '7' } };

	it('the properties of a new contact may be left out, all of them: attendance is recorded all the same', () => {
		expect(ofNewContacts.values(input)).toBe(input.contactProperties);
		const without = ofNewContacts.without(input, ['firstname', 'city']);
		expect(without).toEqual({ email: 'a@x.co', contactProperties: {} });
		expect(ofNewContacts.writes(input)).toBe(true);
		expect(ofNewContacts.keeps(input)).toEqual(['email']);
	});

	it('without any there is nothing to leave out', () => {
		expect(ofNewContacts.values({ email: 'a@x.co' })).toEqual({});
		expect(ofNewContacts.without({ email: 'a@x.co' }, ['city'])).toEqual({
			email: 'a@x.co',
			contactProperties: {},
		});
	});
});
