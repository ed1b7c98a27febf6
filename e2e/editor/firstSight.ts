/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a browser, never shipped */
/**
 * What a person sees of each operation before doing anything: no words of the parameters are red.
 * Without a credential, with one, and after the entries of collections are added.
 */
import assert from 'node:assert/strict';

import type { Operation } from '../../nodes/n8n/operation';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import type { Editor } from './browser';

/** Of the page, for what runs in it. */
interface Shown {
	childNodes: Iterable<{ nodeType: number; textContent: string | null }>;
	querySelectorAll(selector: string): Iterable<Shown>;
}
declare const getComputedStyle: (of: Shown) => { color: string };

/** The red words of the open node's parameters. */
export const redWords = async ({ node }: Editor): Promise<string[]> =>
	await node.evaluate((shown: unknown) => {
		const found: string[] = [];
		for (const each of (shown as Shown).querySelectorAll('*')) {
			const own = [...each.childNodes].filter(({ nodeType }) => nodeType === 3);
			const text = own.map(({ textContent }) => textContent?.trim() ?? '').join('');
			const [r, g, b] = (getComputedStyle(each).color.match(/[\d.]+/g) ?? []).map(Number);
			// An asterisk marks what is required.
			if (text && text !== '*' && r > 170 && g < 100 && b < 110) found.push(text);
		}
		return found;
	});

/** Every operation as a drop of a fresh node shows it. */
const ALL: Array<[node: string, row: Operation]> = [
	...RECORD_OPERATIONS.map((row) => ['HubSpot CRM Objects', row] as [string, Operation]),
	...EVENT_OPERATIONS.map((row) => ['HubSpot Marketing Events', row] as [string, Operation]),
];

/** The collections of an operation, by the words of their buttons, outer ones first. */
const COLLECTIONS: Record<string, string[]> = {
	searchObjects: ['Add Filter Group', 'Add Filter'],
	batchCreateObjects: ['Add association'],
};

/**
 * Opens each operation on a node of its own, and asks for the red words each time.
 * @param open opens a node with these parameters in the editor
 * @param chosen values of the resource locators, by parameter, where a person has chosen them
 */
export async function nothingRedAtFirstSight(
	editor: Editor,
	open: (node: string, parameters: Record<string, unknown>) => Promise<void>,
	chosen: Record<string, unknown> = {},
): Promise<void> {
	const told: Record<string, string[]> = {};
	for (const [node, { value, resource, form }] of ALL) {
		const locators = form.parameters.filter(({ name }) => name in chosen);
		// Without one to choose, it looks as it did before.
		if (Object.keys(chosen).length && !locators.length) continue;
		const values = Object.fromEntries(locators.map(({ name }) => [name, chosen[name]]));
		await open(node, {
			...(resource && { resource: resource.value }),
			operation: value,
			...values,
		});
		await editor.page.waitForTimeout(1_500);
		const red = await redWords(editor);
		if (red.length) told[value] = red;
		if (locators.length) {
			await editor.picture(`first-sight-${value}`);
			for (const button of COLLECTIONS[value] ?? []) {
				await editor.node.getByText(button, { exact: true }).first().click();
				await editor.page.waitForTimeout(1_500);
				const added = await redWords(editor);
				if (added.length) told[`${value}, ${button}`] = added;
				await editor.picture(`first-sight-${value}-${button.replace(/ /g, '-')}`);
			}
		}
		await editor.closeNode();
	}
	assert.deepEqual(told, {});
}
