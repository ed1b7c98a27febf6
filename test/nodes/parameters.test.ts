/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
/**
 * The whole form of each node, as n8n gets it, beside a file that a person can read: every label, hint,
 * default, and when it is shown. A saved workflow, a screenshot or a guide may depend on each of them,
 * so none changes unseen: `UPDATE=1 npx jest test/nodes/parameters` writes the files anew, and the
 * change stands in the diff. Of the sources themselves, without a build and without n8n.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { HubSpotCrmObjects } from '../../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';
import { HubSpotMarketingEvents } from '../../nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node';

const UPDATE = process.env.UPDATE === '1';

interface Written {
	subtitle: string;
	parameters: Array<{ name: string }>;
}

describe.each([
	['CrmObjects', new HubSpotCrmObjects()],
	['MarketingEvents', new HubSpotMarketingEvents()],
] as const)('The form of %s', (name, { description }) => {
	const file = path.join(__dirname, `parameters.${name}.json`);
	const { subtitle, properties } = description;
	const shown = { subtitle, parameters: properties };
	if (UPDATE) writeFileSync(file, `${JSON.stringify(shown, null, '\t')}\n`);
	const written = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Written;

	it('has its parameters in the order of the file, and no others', () => {
		expect(properties.map((each) => each.name)).toEqual(
			written.parameters.map((each) => each.name),
		);
	});

	it('has every parameter exactly as the file has it', () => {
		// One by one, so that a failure shows the one that differs and not the whole form.
		for (const [index, parameter] of properties.entries()) {
			expect(JSON.parse(JSON.stringify(parameter))).toEqual(written.parameters[index]);
		}
	});

	it('says of itself in the workflow what the file says', () => {
		expect(subtitle).toBe(written.subtitle);
	});
});
