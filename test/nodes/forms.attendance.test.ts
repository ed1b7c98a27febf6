/** What the lists of the form for attendance offer. */
import { HubSpotMarketingEvents } from '../../nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node';
import { standIn } from '../host/stand-in';

const { loadOptions } = new HubSpotMarketingEvents().methods;

it.each([
	['getContactKeys', ['', 'sku', 'city']],
	['getContactProperties', ['city', 'sku']],
] as const)('%s offers properties of contacts, and no record ID', async (method, offered) => {
	const city = { name: 'city', label: 'City', type: 'string' };
	const sku = { name: 'sku', label: 'SKU', type: 'string', hasUniqueValue: true };
	const { context, calls } = standIn({ answer: () => ({ results: [city, sku] }) });
	const options = await loadOptions[method].call(context);
	expect(options.map(({ value }) => value)).toEqual(offered);
	expect(calls.map(({ url }) => new URL(url).pathname)).toEqual([
		expect.stringMatching(/\/properties\/2026-03\/contacts$/),
	]);
});
