// What the fake says of the properties of contacts that attendance would create: nobody has recorded it of
// HubSpot, so it is told as it is of records.

import { account } from './account';

const byEmail = (email: string, contactProperties: Record<string, string>) => ({
	email,
	interactionDateTime: Date.parse('2027-03-01T09:00:00Z'),
	contactProperties,
	properties: {},
});

function register(...inputs: object[]) {
	const made = account();
	const objectId = made.hubspot.seedEvent(1, {});
	const path = `/marketing/marketing-events/2026-03/${objectId}/attendance/register/email-create`;
	return { ...made, ...made.call('POST', path, { inputs }) };
}

it('A property that does not exist, or a value that does not fit, is told of its person alone, with property and code', () => {
	const { status, said, hubspot } = register(
		byEmail('ann@x.co', { nope: '1' }),
		byEmail('bob@x.co', { lifecyclestage: 'Foo', firstname: 'Bob' }),
		byEmail('cid@x.co', { firstname: 'Cid' }),
	);
	expect(status).toBe(200);
	expect(said.results).toHaveLength(1);
	expect(said.errors).toMatchObject([
		{
			context: { email: ['ann@x.co'] },
			message: 'Property "nope" does not exist',
			errors: [{ code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['nope'] } }],
		},
		{
			context: { email: ['bob@x.co'] },
			errors: [{ code: 'INVALID_OPTION', context: { propertyName: ['lifecyclestage'] } }],
		},
	]);
	expect([...hubspot.objects('contacts').values()].map(({ properties }) => properties)).toEqual([
		{ firstname: 'Cid', email: 'cid@x.co' },
	]);
});
