/** Participations as flat records. */
import { flatParticipation } from '../../nodes/hubspot/participations';

const whole = (properties: object, associations: object = {}, more: object = {}) => ({
	id: '9',
	createdAt: '2027-03-05T09:00:00.000Z',
	properties,
	associations,
	...more,
});

describe('A participation as a flat record', () => {
	it.each([
		['milliseconds', 1_804_237_200_000],
		['milliseconds as text', ' 1804237200000 '],
	])('tells when it happened as ISO where HubSpot gives %s', (_, occurredAt) => {
		expect(flatParticipation(whole({ occurredAt })).occurredAt).toBe('2027-03-05T09:00:00.000Z');
	});

	it.each(['2027-03-05T09:00:00+01:00', 'yesterday', null, '', true, '99999999999999999999'])(
		'leaves %j as it is',
		(occurredAt) => {
			expect(flatParticipation(whole({ occurredAt })).occurredAt).toBe(occurredAt);
		},
	);

	it('has the ID of the contact and no other that could be taken for it', () => {
		const flat = flatParticipation(
			whole({ attendanceState: 'ATTENDED' }, { contact: { contactId: '51' } }),
		);
		expect(flat).toEqual({ contactId: '51', state: 'ATTENDED' });
	});

	it('keeps what HubSpot adds in time, and what bears a name that is taken under properties', () => {
		const flat = flatParticipation(
			whole(
				{ attendanceState: 'ATTENDED', channel: 'live', error: 'none', email: 'of the event' },
				{
					contact: { email: 'a@x.com', title: 'Dr' },
					marketingEvent: { name: 'Conf', venue: 'B' },
				},
				{ version: 2 },
			),
		);
		expect(flat).toEqual({
			email: 'a@x.com',
			title: 'Dr',
			state: 'ATTENDED',
			channel: 'live',
			eventName: 'Conf',
			venue: 'B',
			version: 2,
			properties: { error: 'none', email: 'of the event' },
		});
	});

	it.each([
		{},
		{ properties: null, associations: 'x' },
		{ associations: { contact: [], marketingEvent: null } },
	])('is made of %j, too', (given) => {
		expect(flatParticipation(given)).toEqual({});
	});

	it('hides nothing behind a field that every object has', () => {
		const flat = flatParticipation(
			whole(JSON.parse('{"__proto__": "x", "constructor": "y"}') as object),
		);
		expect(Object.keys(flat).sort()).toEqual(['__proto__', 'constructor']);
	});
});
