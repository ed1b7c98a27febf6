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

/** An operation on a node of its own. */
export interface Sight {
	/** The name of its node on the canvas. */
	name: string;
	node: string;
	parameters: Record<string, unknown>;
	operation: string;
	hasLocators: boolean;
}

/** @param chosen values of the resource locators, by parameter, where a person has chosen them */
function sightsOf(chosen: Record<string, unknown>): Sight[] {
	return ALL.flatMap(([node, { value, resource, form }]) => {
		const locators = form.parameters.filter(({ name }) => name in chosen);
		// Without one to choose, it looks as it did before.
		if (Object.keys(chosen).length && !locators.length) return [];
		const values = Object.fromEntries(locators.map(({ name }) => [name, chosen[name]]));
		const parameters = {
			...(resource && { resource: resource.value }),
			operation: value,
			...values,
		};
		return [{ name: value, node, parameters, operation: value, hasLocators: locators.length > 0 }];
	});
}

/**
 * Opens each operation on a node of its own, all in one workflow, and asks for the red words each time.
 * @param openAll opens a workflow of these nodes
 */
export async function nothingRedAtFirstSight(
	editor: Editor,
	openAll: (nodes: Sight[]) => Promise<void>,
	chosen: Record<string, unknown> = {},
): Promise<void> {
	const told: Record<string, string[]> = {};
	const sights = sightsOf(chosen);
	await openAll(sights);
	for (const { name, operation, hasLocators } of sights) {
		await editor.openNode(name);
		await editor.page.waitForTimeout(1_000);
		const red = await redWords(editor);
		if (red.length) told[operation] = red;
		if (hasLocators) {
			await editor.picture(`first-sight-${operation}`);
			for (const button of COLLECTIONS[operation] ?? []) {
				await editor.node.getByText(button, { exact: true }).first().click();
				await editor.page.waitForTimeout(1_500);
				const added = await redWords(editor);
				if (added.length) told[`${operation}, ${button}`] = added;
				await editor.picture(`first-sight-${operation}-${button.replace(/ /g, '-')}`);
			}
		}
		await editor.closeNode();
	}
	assert.deepEqual(told, {});
}
