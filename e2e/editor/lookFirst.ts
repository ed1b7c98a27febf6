/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a browser, never shipped */
/**
 * Scenes of what is done about a list before, while and after it is written: how the options read, a
 * dry run, a run that sends only changes, its summary and its report, a property that is left out, and
 * what is told before the first write.
 */
import assert from 'node:assert/strict';

import type { FakeServer } from '../../test/fake-hubspot/server';
import { startAccount, TOKEN } from './account';
import type { Editor } from './browser';
import {
	CONTACTS,
	credentialOf,
	mapped,
	OBJECTS,
	says,
	withoutTips,
	workflow,
	type Scene,
	type Stage,
} from './scenes';

// ---------------------------------------------------------------- the account and the list

const PEOPLE: Array<[id: string, given: string, city: string]> = [
	['9001', 'Ada', 'London'],
	['9002', 'Alan', 'Wilmslow'],
	['9003', 'Edsger', 'Austin'],
	['9004', 'Grace', 'Arlington'],
];

/** Which plan a contact has: the labels in HubSpot are not the values that its API takes. */
const PLAN = {
	name: 'plan',
	label: 'Plan',
	type: 'enumeration' as const,
	options: [
		{ label: 'Gold member', value: 'GOLD' },
		{ label: 'Silver member', value: 'SILVER' },
	],
};

/** Five people: two have moved to these cities, two are as HubSpot has them, one it does not know. */
const fivePeople = (ada: string, alan: string) => `return [
  ['ada', 'Ada', '${ada}'], ['alan', 'Alan', '${alan}'], ['edsger', 'Edsger', 'Austin'],
  ['grace', 'Grace', 'Arlington'], ['kay', 'Kay', 'Lisbon'],
].map(([name, given, city]) => ({ json: { mail: name + '@example.com', given, city } }));`;

/** How a step of these scenes works: opens the node with this list, and tells what is seen. */
interface Tried {
	fake: FakeServer;
	/** Opens Batch Update CRM Objects. */
	open(name: string, code: string, parameters: object): Promise<void>;
	/** Opens and executes it. */
	run(name: string, code: string, parameters: object): Promise<void>;
	/** The parameters of a mapping by hand, with these options. */
	fields(values: Record<string, string>, options: object): Promise<object>;
	/** The words of the output. */
	read(): Promise<string>;
	/** Brings a column of the output's table into view. */
	column(name: string): Promise<void>;
	/** Clicks on words of the output, such as those of a branch or of a view. */
	click(words: string | RegExp): Promise<void>;
}

/** A scene on an account of its own, so that nothing of it depends on what was played before. */
const onItsOwn =
	(scene: (tried: Tried, stage: Stage) => Promise<void>): Scene =>
	async (stage) => {
		const { editor } = stage;
		const fake = await startAccount();
		try {
			fake.hubspot.defineProperty('contacts', PLAN);
			for (const [id, given, city] of PEOPLE) {
				const email = `${given.toLowerCase()}@example.com`;
				fake.hubspot.seedObject('contacts', { email, firstname: given, city }, id);
			}
			const credential = await credentialOf(stage, TOKEN, fake.url);
			const output = editor.id('output-panel').first();
			const open: Tried['open'] = async (name, code, parameters) => {
				const draft = {
					...{ node: OBJECTS, code, credential, onError: 'continueErrorOutput', branches: true },
					parameters: { objectType: CONTACTS, ...parameters },
				};
				await editor.openNew(workflow(name, draft));
				await editor.openNode(OBJECTS);
				await withoutTips(editor);
			};
			await scene(
				{
					...{ fake, open },
					run: async (...given) => {
						await open(...given);
						assert.equal(await editor.executeStep(), 'success');
						await withoutTips(editor);
					},
					fields: async (values, options) => {
						const [node, method] = [OBJECTS, 'getObjectFields'];
						const parameters = { objectType: CONTACTS };
						const asked = { node, method, parameters, credential, values, matchOn: 'email' };
						return { fields: await mapped(stage, asked), options };
					},
					read: async () => await editor.words(output),
					column: async (name) => {
						await output.getByText(name, { exact: true }).first().scrollIntoViewIfNeeded();
						await editor.page.waitForTimeout(300);
					},
					click: async (words) => {
						const exact = typeof words === 'string';
						await output.getByText(words, { exact }).first().click();
						await editor.page.waitForTimeout(800);
					},
				},
				stage,
			);
		} finally {
			await fake.close();
		}
	};

const NAME_AND_CITY = {
	email: '={{ $json.mail }}',
	firstname: '={{ $json.given }}',
	city: '={{ $json.city }}',
};

/** Brings the label of an option to the top of the parameters. */
async function upTo({ node, page }: Editor, label: string) {
	const found = node.getByText(label, { exact: true }).first();
	await found.evaluate((shown: unknown) =>
		(shown as { scrollIntoView(how: object): void }).scrollIntoView({ block: 'start' }),
	);
	await page.waitForTimeout(400);
	return found;
}

// ---------------------------------------------------------------- scenes

/** How the options read: their names, their choices, and what is said of each. */
const options = onItsOwn(async ({ open, fields }, { editor }) => {
	const { page, node } = editor;
	const all = {
		...{ compare: 'onlyChanges', dailyReserve: 10, dryRun: true },
		...{ ifPropertyRefused: 'writeRest', output: 'report' },
	};
	const code = fivePeople('Paris', 'Oxford');
	await open('Look first', code, await fields(NAME_AND_CITY, all));
	says(
		await editor.words(node),
		...['Compare With HubSpot First', 'Daily Calls to Keep Free', 'Dry Run', 'Output'],
		...['When a Property Is Refused', 'In percent of the calls'],
	);
	await upTo(editor, 'Options');
	await editor.picture('look-first-options');
	const choices = page.locator('.el-select-dropdown__item:visible, [role="option"]:visible');
	for (const [name, ...expected] of [
		['compare', 'Off', 'Send Only Changes', 'Fill Empty Properties Only'],
		['output', "HubSpot's Result", 'Input With Result', 'Report', 'Summary'],
		['ifPropertyRefused', 'Refuse the Record', 'Write the Rest'],
	]) {
		await node.locator(`[data-test-id="parameter-input-${name}"]`).first().click();
		await page.waitForTimeout(600);
		const offered = (await choices.allInnerTexts()).map((text) => text.split('\n')[0].trim());
		for (const choice of expected) assert.ok(offered.includes(choice), offered.join(', '));
		await editor.picture(`look-first-choices-${name}`);
		await page.keyboard.press('Escape');
		if (!(await node.isVisible())) {
			await editor.openNode(OBJECTS);
			await upTo(editor, 'Options');
		}
	}
	for (const [label, expected] of [
		['Compare With HubSpot First', 'Whether to read the records first'],
		['Daily Calls to Keep Free', "percentage of the account's calls for today"],
		['Dry Run', 'Whether to send nothing'],
		['When a Property Is Refused', 'What to do about a property that does not exist'],
	]) {
		const shown = await upTo(editor, label);
		// The tip before this one goes when the mouse is elsewhere.
		await page.mouse.move(720, 3);
		await page.waitForTimeout(500);
		await shown.hover();
		await page.waitForTimeout(300);
		const box = await shown.boundingBox();
		if (box) await page.mouse.move(box.x + box.width + 12, box.y + box.height / 2);
		await page.getByText(expected).filter({ visible: true }).first().waitFor();
		await page.waitForTimeout(500);
		await editor.picture(`look-first-tip-${label.replace(/ /g, '-')}`, { hover: true });
	}
});

/** The same list in a dry run, in a run, as a summary, and as a report. */
const changes = onItsOwn(async ({ fake, run, fields, read, click, column }, { editor }) => {
	const cityOf = (id: string) => fake.hubspot.object('contacts', id)?.properties.city;
	const only = async (more: object) =>
		await fields(NAME_AND_CITY, { compare: 'onlyChanges', ...more });

	await run('Dry run', fivePeople('Paris', 'Oxford'), await only({ dryRun: true }));
	await upTo(editor, 'Options');
	await click('Table');
	says(
		await read(),
		...[/Success Branch \(4 items\)/, /Error Branch \(1 item\)/],
		...['Dry run: nothing was sent. 2 items would take 1 call', 'left today'],
		...['2 items would change nothing.', '1 item would not be sent.', 'unchanged'],
	);
	await editor.picture('dry-run-table');
	await click('JSON');
	says(await read(), '"dryRun": true', '"from": "London"', '"to": "Paris"');
	await editor.picture('dry-run-json');
	await click(/Error Branch/);
	says(await read(), 'No contact has the email kay@example.com', '"dryRun": true');
	await editor.picture('dry-run-error-branch');
	assert.equal(fake.hubspot.applied.length, 0);
	assert.equal(cityOf('9001'), 'London');

	await run('Send only changes', fivePeople('Paris', 'Oxford'), await only({}));
	await click('Table');
	says(await read(), /Success Branch \(4 items\)/, 'updated', 'unchanged');
	await column('outcome');
	await editor.picture('only-changes-table');
	assert.equal(fake.hubspot.applied.length, 2);
	assert.equal(cityOf('9001'), 'Paris');

	await run('Summary', fivePeople('Rome', 'Bath'), await only({ output: 'summary' }));
	await click('JSON');
	says(await read(), '"items": 5', '"done": 4', '"updated": 2', '"unchanged": 2', 'callsLeftToday');
	await editor.picture('only-changes-summary');

	await run('Report', fivePeople('Oslo', 'York'), await only({ output: 'report' }));
	await click('JSON');
	says(await read(), '"items": 5', '"done": 4', '"refused": 1');
	await editor.picture('report-counts');
	await click('Binary');
	says(await read(), 'hubspot-report.csv', 'text/csv');
	await editor.picture('report-file');
});

/** A value that HubSpot does not take: left out, or refused before anything is sent, with what to write. */
const refusedProperty = onItsOwn(async ({ fake, run, fields, read, click, column }, { editor }) => {
	const planOf = (id: string) => fake.hubspot.object('contacts', id)?.properties.plan;
	const code = `return [['ada', 'Paris', 'Gold member'], ['alan', 'Oxford', 'Platinum'], ['grace', 'Boston', 'silver member']]
  .map(([name, city, plan]) => ({ json: { mail: name + '@example.com', city, plan } }));`;
	const values = {
		email: '={{ $json.mail }}',
		city: '={{ $json.city }}',
		plan: '={{ $json.plan }}',
	};
	await run('Write the rest', code, await fields(values, { ifPropertyRefused: 'writeRest' }));
	await upTo(editor, 'Options');
	await click('Table');
	says(await read(), /Success Branch \(3 items\)/, 'Left out: ', '“Platinum”', 'leftOut');
	await column('leftOut');
	await editor.picture('write-the-rest-table');
	assert.deepEqual([planOf('9001'), planOf('9002'), planOf('9004')], ['GOLD', undefined, 'SILVER']);
	assert.equal(fake.hubspot.object('contacts', '9002')?.properties.city, 'Oxford');

	const misspelled = `return [['ada', { city: 'Rome', plan: 'Gold member' }], ['alan', { citty: 'Bath' }], ['grace', { plan: 'Golden' }]]
  .map(([name, properties]) => ({ json: { id: name + '@example.com', idProperty: 'email', properties } }));`;
	await run('Before the first write', misspelled, { inputMode: 'json', json: '={{ $json }}' });
	await click('JSON');
	says(await read(), /Success Branch \(1 item\)/, /Error Branch \(2 items\)/, '"plan": "GOLD"');
	await editor.picture('preflight-label-to-value');
	await click(/Error Branch/);
	await click('Table');
	says(
		await read(),
		'HubSpot has no property of contacts called “citty” (did you mean “city”?)',
		'must be one of its options, but is “Golden”. Did you mean “GOLD”?',
	);
	await column('error');
	await editor.picture('preflight-refused');
});

export const LOOK_FIRST: Record<string, Scene> = {
	'look first: options': options,
	'look first: dry run and changes': changes,
	'look first: refused property': refusedProperty,
};
