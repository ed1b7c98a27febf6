/**
 * The HubSpot account that the editor is tried with: a fake one, with enough in it to look like a
 * company's, and tokens that may do everything, or not enough.
 */
import { ALL_SCOPES } from '../../test/fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../../test/fake-hubspot/server';

export const TOKEN = 'fake-token-all-scopes';
/** May not read contacts, so that their properties cannot be listed. */
export const POOR_TOKEN = 'fake-token-without-contacts';

export const RECORDS = 6_000;

/** @param latencyMs how long every answer takes: what a person sees while waiting */
export async function startAccount(latencyMs = 0): Promise<FakeServer> {
	const scopes = ALL_SCOPES.filter((scope) => !scope.includes('.contacts.'));
	const fake = await startFakeHubSpot({
		tokens: {
			[TOKEN]: { appId: 1001, scopes: [...ALL_SCOPES], kind: 'token' },
			[POOR_TOKEN]: { appId: 1002, scopes, kind: 'token' },
		},
		latency: latencyMs,
		records: [
			{ objectType: 'contacts', count: RECORDS, properties: { email: 'person{n}@example.com' } },
			{ objectType: 'companies', count: 50, properties: { name: 'Company {n}' } },
			{ objectType: '2-1001', count: 50, properties: { session_code: 'S-{n}' } },
		],
	});
	const { hubspot } = fake;
	for (const [name, label] of [
		['company', 'Company name'],
		['jobtitle', 'Job title'],
		['city', 'City'],
		['website', 'Website URL'],
		['hs_language', 'Preferred language'],
	]) {
		hubspot.defineProperty('contacts', { name, label, hubspotDefined: true });
	}
	hubspot.defineProperty('contacts', {
		name: 'interests',
		label: 'Interests',
		type: 'enumeration',
		fieldType: 'checkbox',
		options: ['webinars', 'workshops', 'newsletter'],
	});
	hubspot.defineSchema({
		name: 'vehicle',
		labels: { singular: 'Vehicle', plural: 'Vehicles' },
		objectTypeId: '2-1002',
		fullyQualifiedName: `p${hubspot.portalId}_vehicle`,
	});
	return fake;
}
