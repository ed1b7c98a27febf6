/** What the lists of the form for records offer where nothing is chosen, and how they know the object type. */
import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { HubSpotCrmObjects } from '../../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';
import { standIn } from '../host/stand-in';

const { loadOptions } = new HubSpotCrmObjects().methods;

/** A context with this object type, which stands in the resource locator that n8n keeps. */
function chosen(objectType: string) {
	const answer = () => ({ results: [{ name: 'city', label: 'City', type: 'string' }] });
	const { context, calls } = standIn({ answer });
	const locator = { __rl: true, mode: 'list', value: objectType };
	const getCurrentNodeParameter: ILoadOptionsFunctions['getCurrentNodeParameter'] = (_, options) =>
		options?.extractValue ? objectType : locator;
	return { context: Object.assign(context, { getCurrentNodeParameter }), calls };
}

describe.each([
	['getFilterProperties', 'to filter by'],
	['getSortProperties', 'to sort by'],
] as const)('%s', (method, use) => {
	it(`offers the properties ${use} of the object type, behind none, which comes first`, async () => {
		const { context, calls } = chosen(' Deal ');
		const [none, ...offered] = await loadOptions[method].call(context);
		expect(none.value).toBe('');
		expect(none.name).not.toBe('');
		expect(offered.map(({ value }) => value)).toContain('city');
		expect(calls.map(({ url }) => new URL(url).pathname)).toEqual([
			expect.stringMatching(/\/properties\/2026-03\/deals$/),
		]);
	});

	it('offers nothing but none, and asks nothing, before an object type is chosen', async () => {
		const { context, calls } = chosen(' ');
		const offered = await loadOptions[method].call(context);
		expect(offered.map(({ value }) => value)).toEqual(['']);
		expect(calls).toEqual([]);
	});
});
