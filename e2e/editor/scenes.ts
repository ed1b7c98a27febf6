/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- drives a browser, never shipped */
/**
 * What a person does with this package in n8n's editor, scene by scene, and what must be seen each
 * time. Each scene starts from a workflow of its own, so that a broken one does not break the rest.
 */
import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import type { FakeServer } from '../../test/fake-hubspot/server';
import { POOR_TOKEN, startAccount, TOKEN } from './account';
import type { Editor, Workflow } from './browser';
import { nothingRedAtFirstSight, redWords, type Sight } from './firstSight';

/** What scenes share. */
export interface Stage {
	editor: Editor;
	fake: FakeServer;
}

const PACKAGE = 'n8n-nodes-hubspot-batch';
const EVENTS = 'HubSpot Marketing Events';
export const OBJECTS = 'HubSpot CRM Objects';
const TYPES: Record<string, string> = {
	[EVENTS]: `${PACKAGE}.hubSpotMarketingEvents`,
	[OBJECTS]: `${PACKAGE}.hubSpotCrmObjects`,
};
const TOKEN_CREDENTIAL = 'hubSpotBatchAccessTokenApi';
const TRIGGER = 'When clicking ‘Execute workflow’';

// ---------------------------------------------------------------- workflows

const WEBINARS = `return Array.from({ length: 120 }, (_, i) => ({ json: {
  id: 'webinar-' + (i + 1), title: i === 7 ? '' : 'Webinar ' + (i + 1), host: 'ACME Academy',
  starts: '2027-0' + (1 + i % 9) + '-01T09:00:00Z', city: ['Berlin', 'Paris', 'Rome'][i % 3] } }));`;

/** Two of them HubSpot does not know. */
const PEOPLE = `return Array.from({ length: 250 }, (_, i) => ({ json: {
  mail: i === 3 || i === 120 ? 'nobody' + i + '@example.com' : 'person' + (i + 1) + '@example.com',
  given: 'Ada ' + (i + 1), phone: '+44 20 7946 ' + String(i).padStart(4, '0'), born: '1990-02-0' + (1 + i % 9) } }));`;

interface Draft {
	node: string;
	code: string;
	parameters?: object;
	credential?: { id: string; name: string };
	onError?: string;
	branches?: boolean;
}

/** Manual Trigger → List → the node, and two steps behind its branches where that is what is tried. */
export function workflow(
	name: string,
	{ node, code, parameters, credential, onError, branches }: Draft,
) {
	const behind = ['Written', 'Not Written'];
	const drawn: Workflow = {
		name,
		nodes: [
			{ name: TRIGGER, type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'List', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode: code } },
			{
				name: node,
				type: TYPES[node],
				parameters: parameters ?? {},
				...(credential && { credentials: { [TOKEN_CREDENTIAL]: credential } }),
				...(onError && { onError }),
			},
			...(branches ? behind : []).map((each, index) => ({
				name: each,
				type: 'n8n-nodes-base.noOp',
				position: [840, index * 200 - 100],
			})),
		],
		connections: {
			[TRIGGER]: { main: [[{ node: 'List', type: 'main', index: 0 }]] },
			List: { main: [[{ node, type: 'main', index: 0 }]] },
			...(branches && {
				[node]: { main: behind.map((each) => [{ node: each, type: 'main', index: 0 }]) },
			}),
		},
	};
	return drawn;
}

export const CONTACTS = {
	__rl: true,
	mode: 'list',
	value: 'contacts',
	cachedResultName: 'Contacts',
};

export async function credentialOf({ editor, fake }: Stage, token = TOKEN, url = fake.url) {
	const name = token === TOKEN ? 'HubSpot (ACME)' : 'HubSpot (few scopes)';
	const data = { accessToken: token, baseUrl: url };
	const { id } = await editor.rest<{ id: string }>('POST', '/credentials', {
		name,
		type: TOKEN_CREDENTIAL,
		data,
	});
	return { id, name };
}

/** n8n gives a new node the credential that is there already: what it is like without one needs none. */
async function forgetCredentials(editor: Editor) {
	const all = await editor.rest<Array<{ id: string; type: string }>>('GET', '/credentials');
	for (const { id, type } of all) {
		if (type.startsWith('hubSpotBatch')) await editor.rest('DELETE', `/credentials/${id}`);
	}
}

/** What the editor stores once the fields of a node are mapped: built from what the node itself offers. */
export async function mapped(
	{ editor }: Stage,
	{
		node,
		method,
		parameters,
		credential,
		values,
		matchOn,
		mapper = 'fields',
	}: {
		node: string;
		method: string;
		parameters: Record<string, unknown>;
		credential: { id: string; name: string };
		values: Record<string, string>;
		matchOn?: string;
		/** name of the parameter */
		mapper?: string;
	},
) {
	const { fields } = await editor.rest<{ fields: Array<{ id: string; required: boolean }> }>(
		'POST',
		'/dynamic-node-parameters/resource-mapper-fields',
		{
			path: `parameters.${mapper}`,
			methodName: method,
			nodeTypeAndVersion: { name: TYPES[node], version: 1 },
			currentNodeParameters: { authentication: 'accessToken', ...parameters },
			credentials: { [TOKEN_CREDENTIAL]: credential },
		},
	);
	const schema = fields.map((field) => ({
		...field,
		removed: !(field.id in values) && !(field.required && node === EVENTS),
	}));
	return {
		mappingMode: 'defineBelow',
		value: values,
		matchingColumns: matchOn ? [matchOn] : [],
		schema,
		attemptToConvertTypes: false,
		convertFieldsToString: false,
	};
}

export async function peopleByEmail(stage: Stage, credential: { id: string; name: string }) {
	const parameters = { objectType: CONTACTS };
	const fields = await mapped(stage, {
		node: OBJECTS,
		method: 'getObjectFields',
		parameters,
		credential,
		matchOn: 'email',
		values: {
			email: '={{ $json.mail }}',
			firstname: '={{ $json.given }}',
			phone: '={{ $json.phone }}',
			birthday: '={{ $json.born }}',
		},
	});
	return { ...parameters, fields };
}

export async function webinars(
	stage: Stage,
	credential: { id: string; name: string },
	venue = 'venue',
) {
	const fields = await mapped(stage, {
		node: EVENTS,
		method: 'getUpsertFields',
		parameters: { resource: 'event', operation: 'upsertEvents' },
		credential,
		values: {
			externalAccountId: 'acme',
			externalEventId: '={{ $json.id }}',
			eventName: '={{ $json.title }}',
			eventOrganizer: '={{ $json.host }}',
			startDateTime: '={{ $json.starts }}',
			[venue]: '={{ $json.city }}',
		},
	});
	return { resource: 'event', operation: 'upsertEvents', fields };
}

// ---------------------------------------------------------------- what is looked at

export const says = (words: string, ...expected: Array<string | RegExp>) => {
	for (const each of expected) {
		const found = typeof each === 'string' ? words.includes(each) : each.test(words);
		assert.ok(found, `expected to read ${String(each)} in: ${words.slice(0, 1_500)}`);
	}
};

export type Scene = (stage: Stage) => Promise<void>;

/** What a person sees of an event before adding a field. */
const FIRST_EVENT_FIELDS = [
	'External Account ID',
	'External Event ID',
	'Event Name',
	'Event Organizer',
	'Start Date and Time',
	'End Date and Time',
];

/** Nobody has done anything yet, so nothing can be wrong: no words of the parameters are red. */
async function nothingRed(editor: Editor) {
	assert.deepEqual(await redWords(editor), []);
}

/** n8n's own tips come once per browser, and lie over what is looked at. */
export async function withoutTips({ page }: Editor) {
	const tip = page.getByRole('button', { name: 'Got it' });
	if (await tip.isVisible().catch(() => false)) await tip.click();
	const toast = page.locator('.el-notification__closeBtn:visible');
	for (let left = await toast.count(); left > 0; left--) {
		await toast
			.first()
			.click({ timeout: 1_000 })
			.catch(() => undefined);
	}
	await page.waitForTimeout(300);
}

// ---------------------------------------------------------------- finding and adding

const findAndAdd: Scene = async ({ editor }) => {
	const { page } = editor;
	await forgetCredentials(editor);
	await editor.openNew({
		name: 'Find the nodes',
		nodes: [{ name: TRIGGER, type: 'n8n-nodes-base.manualTrigger' }],
	});
	await editor.id('node-creator-plus-button').click();
	const search = editor.id('node-creator-search-bar');
	const panel = editor.id('node-creator').first();
	for (const [sought, ...expected] of [
		['hubspot batch', OBJECTS, EVENTS],
		['hubspot update', OBJECTS, EVENTS],
		['hubspot import', OBJECTS, EVENTS],
		['update contacts', OBJECTS],
		['upsert contact', OBJECTS],
		['bulk update', OBJECTS, EVENTS],
		['webinar', EVENTS],
		['marketing event', EVENTS],
	]) {
		await search.fill(sought);
		await page.waitForTimeout(900);
		await editor.picture(`panel-${sought.replace(' ', '-')}`);
		const names = await panel.locator('[data-test-id="node-creator-item-name"]').allInnerTexts();
		for (const name of expected)
			assert.ok(names.slice(0, 3).includes(name), `“${sought}” found ${names.join(', ')}`);
	}
	await search.fill('hubspot marketing');
	await panel.getByText(EVENTS).first().click();
	await page.waitForTimeout(1_000);
	says(
		await editor.words(panel),
		'Actions (15)',
		'Upsert events',
		'Batch archive events',
		'Batch update events',
	);
	await editor.picture('panel-actions');
	await panel.getByText('Upsert events').first().click();
	await editor.node.waitFor();
	await page.waitForTimeout(2_000);
	// What is the same in every account is there before anybody has an account.
	const fresh = await editor.words(editor.node);
	says(fresh, 'Operation', 'Input Mode', 'Options', ...FIRST_EVENT_FIELDS);
	await nothingRed(editor);
	await editor.picture('events-without-credential');
	await editor.closeNode();
	// n8n names a node that has resources after the action it was chosen for.
	says(await editor.words(editor.canvasNode('Upsert events')), 'Upsert events', 'Upsert Events');
	await editor.picture('canvas-subtitle');
};

// ---------------------------------------------------------------- credentials

async function fill({ page }: Editor, dialog: Locator, name: string, text: string) {
	const input = dialog.locator(`[data-test-id="parameter-input-${name}"] input`).first();
	await input.fill(text);
	await page.waitForTimeout(150);
}

/** What the dialog says after “Save”: n8n tests the credential then. */
async function saved({ page }: Editor, dialog: Locator): Promise<string> {
	await page.getByRole('button', { name: 'Save', exact: true }).filter({ visible: true }).click();
	const verdict = dialog.getByText(
		/Couldn.t connect with these settings|Connection tested successfully/,
	);
	await verdict.filter({ visible: true }).first().waitFor();
	await page.waitForTimeout(600);
	const more = dialog.getByText('More details').filter({ visible: true });
	if (await more.count()) await more.first().click();
	await page.waitForTimeout(400);
	return (await dialog.innerText()).replace(/\s+/g, ' ');
}

const credentials: Scene = async ({ editor, fake }) => {
	const { page } = editor;
	await forgetCredentials(editor);
	await editor.openNew(workflow('Make a credential', { node: EVENTS, code: WEBINARS }));
	await editor.openNode(EVENTS);
	await withoutTips(editor);
	says(await editor.words(editor.node), ...FIRST_EVENT_FIELDS);
	await editor.picture('events-connect');

	await editor.id('node-credentials-empty-state').getByRole('button').first().click();
	const dialog = editor.id('credential-edit-dialog').first();
	await dialog.waitFor();
	await page.waitForTimeout(800);
	says(await editor.words(dialog), 'Access Token', 'Base URL');
	await editor.picture('credential-token-empty');

	await fill(editor, dialog, 'accessToken', 'not-a-token');
	await fill(editor, dialog, 'baseUrl', fake.url);
	says(await saved(editor, dialog), 'HubSpot does not know this token');
	await editor.picture('credential-token-unknown');

	await fill(editor, dialog, 'baseUrl', 'http://gateway.example.com');
	says(await saved(editor, dialog), 'https://');
	await editor.picture('credential-base-url-refused');

	await fill(editor, dialog, 'baseUrl', 'http://127.0.0.1:9');
	says(await saved(editor, dialog), /ECONNREFUSED|refused|reach/i);
	await editor.picture('credential-nobody-there');

	// n8n closes the dialog of a credential that works.
	await fill(editor, dialog, 'accessToken', TOKEN);
	await fill(editor, dialog, 'baseUrl', fake.url);
	await page.getByRole('button', { name: 'Save', exact: true }).filter({ visible: true }).click();
	await dialog.waitFor({ state: 'hidden' });
	await page.waitForTimeout(800);
	await editor.picture('events-credential-made');
	says(await editor.words(editor.node), 'External Account ID', 'Add field to send');
	await withoutTips(editor);
	await editor.picture('events-with-credential');

	await editor.id('credential-edit-button').first().click();
	await dialog.waitFor();
	await dialog.getByText('Connection tested successfully').filter({ visible: true }).waitFor();
	await page.waitForTimeout(600);
	await editor.picture('credential-token-good');
	await editor.id('credential-mode-dropdown-trigger').first().click();
	await page.waitForTimeout(500);
	await editor.picture('credential-kinds');
};

const oauthForm: Scene = async ({ editor }) => {
	const { page } = editor;
	await forgetCredentials(editor);
	await editor.openNew(
		workflow('OAuth', { node: EVENTS, code: WEBINARS, parameters: { authentication: 'oAuth2' } }),
	);
	await editor.openNode(EVENTS);
	await editor.id('node-credentials-empty-state').getByRole('button').first().click();
	const dialog = editor.id('credential-edit-dialog').first();
	await dialog.waitFor();
	await page.waitForTimeout(1_000);
	says(
		await editor.words(dialog),
		'OAuth Redirect URL',
		'Client ID',
		'Client Secret',
		'Base URL',
		'Custom Scopes',
	);
	await editor.picture('credential-oauth');
	await dialog
		.locator('[data-test-id="parameter-input-customScopes"]')
		.first()
		.scrollIntoViewIfNeeded();
	await dialog
		.locator(
			'[data-test-id="parameter-input-customScopes"] .el-switch, [data-test-id="parameter-input-customScopes"] [role="switch"]',
		)
		.first()
		.click();
	await page.waitForTimeout(500);
	await dialog.getByText('Enabled Scopes').first().scrollIntoViewIfNeeded();
	says(await editor.words(dialog), 'Enabled Scopes');
	await editor.picture('credential-oauth-scopes');
};

// ---------------------------------------------------------------- CRM objects: list, match, drag and drop

const objectList: Scene = async (stage) => {
	const { editor } = stage;
	const { page } = editor;
	const credential = await credentialOf(stage);
	await editor.openNew(
		workflow('Choose an object type', { node: OBJECTS, code: PEOPLE, credential }),
	);
	await editor.picture('canvas-not-set-up');
	await editor.openNode(OBJECTS);
	await editor.node.getByRole('button', { name: 'Execute previous nodes' }).click();
	await editor.node.getByText('person1@example.com').first().waitFor();
	await withoutTips(editor);
	const fresh = await editor.words(editor.node);
	says(fresh, 'Object Type', 'Input Mode', 'Options');
	assert.ok(!/Mapping Column Mode|No properties loaded/.test(fresh), fresh);
	await nothingRed(editor);
	await editor.picture('objects-without-type');

	await editor.node.locator('[data-test-id="rlc-input"]').first().click();
	await page.waitForTimeout(1_500);
	const list = page.locator('[data-test-id="rlc-item"]:visible');
	const names = (await list.allInnerTexts()).map((name) => name.trim());
	assert.deepEqual(names.slice(0, 2).sort(), ['Sessions', 'Vehicles'], names.join(', '));
	await editor.picture('objects-list');
	await page
		.locator('[data-test-id="rlc-search"] input:visible, [data-test-id="rlc-search"]:visible')
		.first()
		.fill('cont');
	await page.waitForTimeout(1_200);
	await editor.picture('objects-list-searched');
	await list.filter({ hasText: 'Contacts' }).first().click();
	await editor.id('mapping-fields-container').waitFor();
	await page.waitForTimeout(1_000);
	const matched = await editor.words(editor.id('mapping-fields-container'));
	says(await editor.words(editor.node), 'Match Records By', 'Properties to Update');
	says(matched, 'Email (using to match)');
	assert.ok(!matched.includes('Record ID'), matched);
	await nothingRed(editor);
	await editor.picture('objects-matched-by-email');

	await page.locator('[data-test-id="matching-column-select"]').first().click();
	await page.waitForTimeout(600);
	await editor.picture('objects-match-choices');
	const choices = page.locator('.el-select-dropdown__item:visible');
	// Any property will do: those that are not unique are searched first.
	const offered = (await choices.allInnerTexts()).map((text) => text.split('\n')[0].trim());
	for (const name of ['Customer number', 'Email', 'Record ID', 'Company name'])
		assert.ok(offered.includes(name), offered.join(', '));
	await choices.filter({ hasText: 'Record ID' }).first().click();
	await page.waitForTimeout(800);
	says(await editor.words(editor.node), 'Record ID (using to match)');
	await editor.picture('objects-matched-by-record-id');

	// The canvas says what the list says, not the ID behind it.
	await editor.closeNode();
	await editor.openNew(
		workflow('Sessions', {
			node: OBJECTS,
			code: PEOPLE,
			credential,
			parameters: {
				objectType: { __rl: true, mode: 'list', value: '2-1001', cachedResultName: 'Sessions' },
			},
		}),
	);
	says(await editor.words(editor.canvasNode(OBJECTS)), 'Batch Update: Sessions');
	await editor.picture('canvas-custom-object');
};

/** A column of the input pane, by its name. */
const column = ({ node }: Editor, name: string) =>
	node
		.locator(`[data-test-id="run-data-schema-item"] [data-name="${name}"], [data-name="${name}"]`)
		.first();

async function addField({ page, node }: Editor, label: string) {
	await node
		.getByText(/^Add (property|field) to send$/)
		.first()
		.click();
	await page.waitForTimeout(400);
	const entry = page.locator(
		'[role="menuitem"]:visible, .el-select-dropdown__item:visible, [role="option"]:visible',
	);
	await entry.filter({ hasText: label }).first().click();
	await page.waitForTimeout(500);
}

const mapAndRun: Scene = async (stage) => {
	const { editor } = stage;
	const { page } = editor;
	const credential = await credentialOf(stage);
	const draft = {
		node: OBJECTS,
		code: PEOPLE,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	await editor.openNew(
		workflow('Update contacts', { ...draft, parameters: { objectType: CONTACTS } }),
	);
	await editor.openNode(OBJECTS);
	await editor.node.getByRole('button', { name: 'Execute previous nodes' }).click();
	await editor.node.getByText('person1@example.com').first().waitFor();
	await editor.id('mapping-fields-container').waitFor();
	await withoutTips(editor);
	await editor.node
		.getByText(/^Add property to send$/)
		.first()
		.click();
	await page.waitForTimeout(600);
	await editor.picture('mapper-add-property');
	await page.keyboard.press('Escape');
	if (!(await editor.node.isVisible())) await editor.openNode(OBJECTS);
	for (const label of ['First name', 'Phone number', 'Birthday']) await addField(editor, label);
	await withoutTips(editor);
	const shown = await editor.words(editor.id('mapping-fields-container'));
	says(shown, 'Email (using to match)', 'First name', 'Phone number', 'Birthday');
	assert.ok(!shown.includes('Record ID'), shown);
	await editor.picture('mapper-fields-added');
	for (const [name, field] of [
		['mail', 'email'],
		['given', 'firstname'],
		['phone', 'phone'],
		['born', 'birthday'],
	]) {
		await editor.drag(
			column(editor, name),
			editor.node.locator(`[data-test-id="parameter-input-${field}"]`).first(),
		);
	}
	await page.keyboard.press('Tab');
	await page.waitForTimeout(600);
	await withoutTips(editor);
	says(
		await editor.words(editor.id('mapping-fields-container')),
		'$json.mail',
		'$json.given',
		'$json.phone',
		'$json.born',
		'person1@example.com',
	);
	await editor.picture('mapper-dragged');

	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	says(await editor.words(output), /Success Branch \(248 items\)/, /Error Branch \(2 items\)/);
	await editor.picture('output-success');
	await output
		.getByText(/Error Branch/)
		.first()
		.click();
	await page.waitForTimeout(800);
	says(await editor.words(output), 'No contact has the email nobody3@example.com');
	await editor.picture('output-error-branch');
	await output.getByText('JSON', { exact: true }).first().click();
	await page.waitForTimeout(800);
	says(await editor.words(output), '"reason": "rejected"', '"applied": "no"');
	await editor.picture('output-error-json');
	assert.equal(stage.fake.hubspot.object('contacts', '1')?.properties.firstname, 'Ada 1');

	await editor.closeNode();
	await editor.executeWorkflow();
	await withoutTips(editor);
	await editor.picture('canvas-executed');
	says(await editor.words(editor.canvasNode(OBJECTS)), 'Batch Update: Contacts');
};

const events: Scene = async (stage) => {
	const { editor } = stage;
	const { page } = editor;
	const credential = await credentialOf(stage);
	const draft = {
		node: EVENTS,
		code: WEBINARS,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	await editor.openNew(workflow('Upsert webinars', draft));
	await editor.openNode(EVENTS);
	await withoutTips(editor);
	says(await editor.words(editor.node), ...FIRST_EVENT_FIELDS);
	await nothingRed(editor);
	await editor.picture('events-fresh');

	// What is added and left alone looks like it: nothing is chosen, and nothing is sent.
	await addField(editor, 'Event Cancelled');
	await withoutTips(editor);
	await nothingRed(editor);
	await editor.picture('events-yes-or-no');

	const parameters = await webinars(stage, credential);
	await editor.openNew(workflow('Upsert webinars', { ...draft, parameters }));
	await editor.openNode(EVENTS);
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	says(await editor.words(output), /Success Branch \(119 items\)/, /Error Branch \(1 item\)/);
	await editor.picture('events-output');
	await output
		.getByText(/Error Branch/)
		.first()
		.click();
	await page.waitForTimeout(800);
	says(await editor.words(output), 'Not sent: Event Name is required but empty');
	await editor.picture('events-error-branch');
	// A node without a mapping: n8n keeps a mapping that it cannot evaluate yet.
	await editor.closeNode();
	await editor.openNew(workflow('Update webinars', { node: EVENTS, code: WEBINARS, credential }));
	await editor.openNode(EVENTS);
	await editor.choose(
		editor.node.locator('[data-test-id="parameter-input-operation"]').first(),
		'Batch Update Events',
	);
	await page.waitForTimeout(1_500);
	says(await editor.words(editor.node), 'Object ID');
	await editor.picture('events-batch-update');
};

/** The drop-down of the operations. */
const operationOf = ({ node }: Editor) =>
	node.locator('[data-test-id="parameter-input-operation"]').first();

const operations: Scene = async (stage) => {
	const { editor } = stage;
	const { page, node } = editor;
	const credential = await credentialOf(stage);
	const draft = { node: OBJECTS, code: PEOPLE, credential } as const;
	const parameters = { objectType: CONTACTS };
	await editor.openNew(workflow('Upsert, read, archive', { ...draft, parameters }));
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	await operationOf(editor).click();
	await page.waitForTimeout(600);
	const choices = page.locator('.el-select-dropdown__item:visible, [role="option"]:visible');
	const names = (await choices.allInnerTexts()).map((text) => text.split('\n')[0].trim());
	// n8n adds a choice of its own.
	assert.deepEqual(
		names.slice(0, 5),
		['Archive', 'Create', 'Read', 'Update', 'Upsert'].map((verb) => `Batch ${verb} CRM Objects`),
	);
	await editor.picture('operations-list');
	await choices.filter({ hasText: 'Batch Upsert CRM Objects' }).first().click();
	await editor.id('mapping-fields-container').waitFor();
	await page.waitForTimeout(1_000);
	says(
		await editor.words(node),
		'Match Records By',
		'Email (using to match)',
		'Properties to Send',
	);
	await editor.picture('upsert-mapper');

	await editor.choose(operationOf(editor), 'Batch Read CRM Objects');
	await page.waitForTimeout(1_500);
	says(
		await editor.words(node),
		'Find Records By',
		'Record to Find',
		'Returned Property Names or IDs',
	);
	await node.locator('[data-test-id="parameter-input-properties"]').first().click();
	await page.waitForTimeout(800);
	const offered = (await choices.allInnerTexts()).map((text) => text.split('\n')[0].trim());
	for (const name of ['City', 'Email', 'Job title'])
		assert.ok(offered.includes(name), offered.join(', '));
	await editor.picture('read-properties');
	await page.keyboard.press('Escape');
	if (!(await node.isVisible())) await editor.openNode(OBJECTS);

	await editor.choose(operationOf(editor), 'Batch Archive CRM Objects');
	await page.waitForTimeout(1_000);
	says(await editor.words(node), 'Record to Archive', 'you can restore them for 90 days');
	await editor.picture('archive-notice');

	// A mapping that is filled in stays with its operation: another one shows its own words and columns.
	const filled = await mapped(stage, {
		node: OBJECTS,
		method: 'getObjectFields',
		parameters,
		credential,
		matchOn: 'hs_object_id',
		values: { hs_object_id: '={{ $json.id }}', firstname: '={{ $json.given }}' },
	});
	await editor.openNew(
		workflow('Switch', { ...draft, parameters: { ...parameters, fields: filled } }),
	);
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	says(await editor.words(node), 'never created', 'Properties to Update');
	await editor.choose(operationOf(editor), 'Batch Upsert CRM Objects');
	await page.waitForTimeout(2_500);
	const switched = await editor.words(node);
	says(switched, 'If there is none, it is created', 'Properties to Send');
	assert.ok(!switched.includes('never created'), switched);
	await editor.picture('switched-to-upsert');

	const ofEvents = {
		resource: 'event',
		operation: 'batchArchiveEvents',
		objectId: '={{ $json.id }}',
	};
	await editor.openNew(
		workflow('Archive events', { node: EVENTS, code: PEOPLE, credential, parameters: ofEvents }),
	);
	await editor.openNode(EVENTS);
	await withoutTips(editor);
	says(await editor.words(node), 'Archived events are gone', 'Find Events By', 'Object ID');
	await editor.picture('archive-events');
	const findEventsBy = node.locator('[data-test-id="parameter-input-findEventsBy"]').first();
	await editor.choose(findEventsBy, 'External Event ID');
	await page.waitForTimeout(800);
	const byExternalId = await editor.words(node);
	says(byExternalId, 'External Event ID', 'External Account ID');
	await editor.picture('archive-events-by-external-id');
	// The mapper of an update has the same IDs on top.
	await editor.choose(operationOf(editor), 'Batch Update Events');
	await page.waitForTimeout(2_500);
	says(await editor.words(node), 'External Event ID', 'External Account ID', 'Start Date and Time');
	await editor.picture('update-events-by-external-id');
	await editor.choose(operationOf(editor), 'Get Events');
	await page.waitForTimeout(1_000);
	says(await editor.words(node), 'Find Events By', 'External Event ID');
	await editor.picture('get-events');
};

const upsertReadArchive: Scene = async (stage) => {
	const { editor, fake } = stage;
	const { page } = editor;
	const credential = await credentialOf(stage);
	const ofContacts = { objectType: CONTACTS };
	const fields = await mapped(stage, {
		node: OBJECTS,
		method: 'getUpsertFields',
		parameters: { ...ofContacts, operation: 'batchUpsertObjects' },
		credential,
		matchOn: 'email',
		mapper: 'fieldsToUpsert',
		values: { email: '={{ $json.mail }}', firstname: '={{ $json.given }}' },
	});
	const output = editor.id('output-panel').first();
	const draft = {
		node: OBJECTS,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	const run = async (name: string, code: string, parameters: object) => {
		await editor.openNew(
			workflow(name, { ...draft, code, parameters: { ...ofContacts, ...parameters } }),
		);
		await editor.openNode(OBJECTS);
		assert.equal(await editor.executeStep(), 'success');
		await withoutTips(editor);
	};

	// The first one is new.
	const ten = PEOPLE.replace('250', '10').replace('i === 3', 'i === 0').replace('nobody', 'new');
	await run('Upsert contacts', ten, {
		operation: 'batchUpsertObjects',
		fieldsToUpsert: fields,
	});
	says(await editor.words(output), /Success Branch \(10 items\)/);
	await output.getByText('JSON', { exact: true }).first().click();
	await page.waitForTimeout(800);
	says(await editor.words(output), '"outcome": "updated"', '"outcome": "created"');
	await editor.picture('upsert-output');

	await run('Read contacts', PEOPLE.replace('250', '10'), {
		operation: 'batchReadObjects',
		properties: ['firstname', 'email'],
		idProperty: 'email',
		record: '={{ $json.mail }}',
	});
	says(await editor.words(output), /Success Branch \(9 items\)/, /Error Branch \(1 item\)/);
	await editor.picture('read-output');
	await output
		.getByText(/Error Branch/)
		.first()
		.click();
	await page.waitForTimeout(800);
	says(
		await editor.words(output),
		'nobody3@example.com',
		'No contact has the email nobody3@example.com',
	);
	await editor.picture('read-error-branch');

	const last = `return [5998, 5999, 6000].map((id) => ({ json: { id } }));`;
	await run('Archive contacts', last, {
		operation: 'batchArchiveObjects',
		record: '={{ $json.id }}',
	});
	says(await editor.words(output), /Success Branch \(3 items\)/, 'not in HubSpot any more');
	await editor.picture('archive-output');
	assert.equal(fake.hubspot.object('contacts', '6000'), undefined);
	assert.ok(fake.hubspot.object('contacts', '5997'));
	await editor.closeNode();
	says(await editor.words(editor.canvasNode(OBJECTS)), 'Batch Archive: Contacts');
	await editor.picture('canvas-archive');

	await run('Read archived contacts', last, {
		operation: 'batchReadObjects',
		properties: ['email'],
		idProperty: '',
		record: '={{ $json.id }}',
		options: { archived: true, propertiesWithHistory: ['email'], simplify: true },
	});
	says(
		await editor.words(editor.node),
		'Return Archived Records Only',
		'Simplify',
		'With History: Property Names or IDs',
	);
	says(await editor.words(output), /Success Branch \(3 items\)/);
	await editor.picture('read-archived');
	await editor.closeNode();
};

const COMPANIES = { __rl: true, mode: 'list', value: 'companies', cachedResultName: 'Companies' };

/** Contact n with company n; the last company does not exist. */
const PAIRS = `return Array.from({ length: 10 }, (_, i) => ({ json: { contact: i + 1, company: i === 9 ? 999 : i + 1 } }));`;

const associations: Scene = async (stage) => {
	const { editor, fake } = stage;
	const { page, node } = editor;
	const credential = await credentialOf(stage);
	const output = editor.id('output-panel').first();
	const parameters = {
		resource: 'association',
		fromObjectType: CONTACTS,
		toObjectType: COMPANIES,
		fromRecord: '={{ $json.contact }}',
		toRecord: '={{ $json.company }}',
	};
	const draft = {
		node: OBJECTS,
		code: PAIRS,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	const open = async (name: string, more: object) => {
		await editor.openNew(workflow(name, { ...draft, parameters: { ...parameters, ...more } }));
		await editor.openNode(OBJECTS);
		await withoutTips(editor);
	};

	await open('Associate', { operation: 'batchAssociate' });
	says(
		await editor.words(node),
		...['Resource', 'From Object Type', 'To Object Type', 'Label Name or ID'],
		...['From Record', 'To Record'],
	);
	await node.locator('[data-test-id="parameter-input-label"]').first().click();
	await page.waitForTimeout(1_500);
	const choices = page.locator('.el-select-dropdown__item:visible, [role="option"]:visible');
	const offered = (await choices.allInnerTexts()).map((text) => text.split('\n')[0].trim());
	for (const name of ['Default (No Label)', 'Contact → Company: Primary'])
		assert.ok(offered.includes(name), offered.join(', '));
	await editor.picture('associate-labels');
	await choices.filter({ hasText: 'Contact → Company: Primary' }).first().click();
	await page.waitForTimeout(600);
	assert.equal(await editor.executeStep(), 'success');
	says(await editor.words(output), /Success Branch \(9 items\)/, /Error Branch \(1 item\)/);
	await editor.picture('associate-output');
	const types = fake.hubspot.associationOf(['contacts', '1'], ['companies', '1']);
	assert.ok(types.includes('HUBSPOT_DEFINED:1'), types.join(', '));
	await editor.closeNode();
	says(await editor.words(editor.canvasNode(OBJECTS)), 'Batch Associate: Contacts → Companies');

	fake.hubspot.seedAssociation(['contacts', '1'], ['companies', '2']);
	await open('Read associations', { operation: 'batchReadAssociations' });
	assert.equal(await editor.executeStep(), 'success');
	// Nine of ten have one company, the first has two, the last has none.
	says(await editor.words(output), /Success Branch \(10 items\)/);
	await editor.picture('read-associations-output');

	await editor.closeNode();
	await open('Remove associations', { operation: 'batchRemoveAssociations' });
	assert.equal(await editor.executeStep(), 'success');
	says(await editor.words(output), 'not associated any more');
	await editor.picture('remove-associations-output');
	assert.deepEqual(fake.hubspot.associationOf(['contacts', '2'], ['companies', '2']), []);
	await editor.closeNode();
};

const create: Scene = async (stage) => {
	const { editor, fake } = stage;
	const { page, node } = editor;
	const credential = await credentialOf(stage);
	const ofContacts = { objectType: CONTACTS, operation: 'batchCreateObjects' };
	const fields = await mapped(stage, {
		node: OBJECTS,
		method: 'getCreateFields',
		parameters: ofContacts,
		credential,
		mapper: 'fieldsToCreate',
		values: { email: '={{ $json.mail }}', firstname: '={{ $json.given }}' },
	});
	fake.hubspot.seedObject('companies', { name: 'ACME' }, '512');
	// The first eight are there already.
	const code = `return Array.from({ length: 20 }, (_, i) => ({ json: {
  mail: (i < 8 ? 'person' : 'newcomer') + (i + 1) + '@example.com', given: 'Ada ' + (i + 1), employer: 512 } }));`;
	const draft = {
		node: OBJECTS,
		code,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;

	await editor.openNew(workflow('Create contacts, fresh', { ...draft, parameters: ofContacts }));
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	await editor.id('mapping-fields-container').waitFor();
	await page.waitForTimeout(1_000);
	const fresh = await editor.words(node);
	says(fresh, 'Properties to Send', 'Email', 'Associate With');
	assert.ok(!fresh.includes('Match Records By'), fresh);
	await editor.picture('create-mapper');

	const company = { toObjectType: 'companies', recordId: '={{ $json.employer }}', type: '' };
	await editor.openNew(
		workflow('Create contacts', {
			...draft,
			parameters: {
				...ofContacts,
				fieldsToCreate: fields,
				associateWith: { records: [company] },
			},
		}),
	);
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	await node.locator('[data-test-id="parameter-input-type"]').first().click();
	await page.waitForTimeout(1_500);
	const choices = page.locator('.el-select-dropdown__item:visible, [role="option"]:visible');
	const labels = (await choices.allInnerTexts()).map((text) => text.split('\n')[0].trim());
	assert.ok(labels.includes('Default (No Label)'), labels.join(', '));
	await editor.picture('create-associate-labels');
	await page.keyboard.press('Escape');
	if (!(await node.isVisible())) await editor.openNode(OBJECTS);

	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	says(await editor.words(output), /Success Branch \(12 items\)/, /Error Branch \(8 items\)/);
	await editor.picture('create-output');
	await output
		.getByText(/Error Branch/)
		.first()
		.click();
	await page.waitForTimeout(800);
	says(await editor.words(output), 'person1@example.com', 'it already has this contact');
	await editor.picture('create-error-branch');
	const made = [...fake.hubspot.objects('contacts').values()].filter(({ properties }) =>
		properties.email.startsWith('newcomer'),
	);
	assert.equal(made.length, 12);
	assert.equal(made[0].associations?.length, 1);
};

const hints: Scene = async (stage) => {
	const { editor, fake } = stage;
	const credential = await credentialOf(stage);
	const parameters = await webinars(stage, credential);
	// HubSpot would drop custom properties that it does not know, without a word.
	const { fields } = parameters;
	Object.assign(parameters, { options: { ifPropertyRefused: 'writeRest' } });
	fields.value = { ...fields.value, hall: '={{ $json.city }}' };
	fields.schema.push({
		...fields.schema[fields.schema.length - 1],
		id: 'hall',
		displayName: 'Hall',
		removed: false,
	} as (typeof fields.schema)[number]);
	await editor.openNew(
		workflow('Hints', {
			node: EVENTS,
			code: WEBINARS.replace("''", "'Webinar 8'"),
			credential,
			parameters,
		}),
	);
	await editor.openNode(EVENTS);
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	says(
		await editor.words(output),
		'Left out: Hall',
		'HubSpot has no property of events called “hall”',
		/40 items: 0, 3, 6, 9, 12, …/,
	);
	await editor.picture('output-hint');

	await editor.closeNode();
	await editor.openNew(
		workflow('Daily limit', {
			node: OBJECTS,
			code: PEOPLE.replace('250', '2500'),
			credential,
			onError: 'continueErrorOutput',
			branches: true,
			parameters: await peopleByEmail(stage, credential),
		}),
	);
	await editor.openNode(OBJECTS);
	fake.hubspot.faults.next(null);
	fake.hubspot.faults.always({ kind: 'rateLimit', policy: 'DAILY' });
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	fake.hubspot.faults.always(null);
	says(await editor.words(output), /for today/, /items: \d/);
	await editor.picture('output-hint-unsent');
};

const stop: Scene = async (stage) => {
	const { editor } = stage;
	const { page } = editor;
	const credential = await credentialOf(stage);
	const parameters = await peopleByEmail(stage, credential);
	await editor.openNew(
		workflow('Stop at the first refusal', { node: OBJECTS, code: PEOPLE, credential, parameters }),
	);
	assert.equal(await editor.executeWorkflow(), 'error');
	await editor.picture('canvas-stopped');
	await withoutTips(editor);
	await editor.openNode(OBJECTS);
	const output = editor.id('output-panel').first();
	says(await editor.words(output), /of \d+ records (was|were) (refused|not found)/);
	await editor.picture('error-stop');
	const details = output.getByText(/Error details/i).first();
	if (await details.count()) {
		await details.click();
		await page.waitForTimeout(600);
		await editor.picture('error-stop-details');
	}
};

const automatic: Scene = async (stage) => {
	const { editor } = stage;
	const credential = await credentialOf(stage);
	const code = `return Array.from({ length: 30 }, (_, i) => ({ json: {
  email: 'person' + (i + 1) + '@example.com', firstname: 'Ada ' + (i + 1), ...(i === 4 && { 'Shoe size': 42 }) } }));`;
	const draft = {
		node: OBJECTS,
		code,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	await editor.openNew(
		workflow('Map automatically', { ...draft, parameters: { objectType: CONTACTS } }),
	);
	await editor.openNode(OBJECTS);
	await editor.choose(
		editor.id('mapping-mode-select').locator('input, [role="combobox"]').first(),
		'Map Automatically',
	);
	await withoutTips(editor);
	says(await editor.words(editor.node), 'by label or by internal name, such as');
	await editor.picture('mapper-automatic');
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	says(await editor.words(output), /Success Branch \(30 items\)/, '“Shoe size” (1 item)');
	await editor.picture('mapper-automatic-unknown');
};

const optionsAndJson: Scene = async (stage) => {
	const { editor } = stage;
	const { page, node } = editor;
	const credential = await credentialOf(stage);
	await editor.openNew(
		workflow('Options', {
			node: OBJECTS,
			code: PEOPLE,
			credential,
			parameters: { objectType: CONTACTS, inputMode: 'json' },
		}),
	);
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	says(await editor.words(node), 'Input (JSON)', '"idProperty":"email"');
	await editor.picture('json-mode');
	const add = editor.id('collection-parameter-add').first();
	await add.click();
	await page.waitForTimeout(600);
	await editor.picture('options-choices');
	await page.keyboard.press('Escape');
	if (!(await node.isVisible())) await editor.openNode(OBJECTS);
	for (const option of [
		'API Version',
		'Batch Size',
		'Empty Values',
		'Look Up Unknown Outcomes',
		'Output',
		'Share of the Rate Limit',
	]) {
		await add.click();
		await page.waitForTimeout(400);
		await page
			.locator(
				'.el-select-dropdown__item:visible, [role="option"]:visible, [role="menuitem"]:visible',
			)
			.filter({ hasText: option })
			.first()
			.click();
		await page.waitForTimeout(300);
	}
	says(
		await editor.words(node),
		'API Version',
		'Batch Size',
		'Empty Values',
		'Look Up Unknown Outcomes',
		'Output',
		'Share of the Rate Limit',
	);
	await node.getByText('Share of the Rate Limit', { exact: true }).first().scrollIntoViewIfNeeded();
	await editor.picture('options-all');
	await node.locator('[data-test-id="parameter-input-output"]').first().click();
	await page.waitForTimeout(500);
	await editor.picture('options-output-choices');
	await page.keyboard.press('Escape');
	if (!(await node.isVisible())) await editor.openNode(OBJECTS);
	for (const [option, name] of [
		['Empty Values', 'options-empty-values-tip'],
		['Look Up Unknown Outcomes', 'options-look-up-tip'],
		['Share of the Rate Limit', 'options-share-tip'],
	]) {
		const label = node.getByText(option, { exact: true }).first();
		await label.scrollIntoViewIfNeeded();
		await label.hover();
		await page.waitForTimeout(300);
		const box = await label.boundingBox();
		if (box) await page.mouse.move(box.x + box.width + 12, box.y + box.height / 2);
		await page.waitForTimeout(900);
		await editor.picture(name, { hover: true });
	}
};

const summary: Scene = async (stage) => {
	const { editor } = stage;
	const { page } = editor;
	const credential = await credentialOf(stage);
	const parameters = {
		...(await peopleByEmail(stage, credential)),
		options: { output: 'summary' },
	};
	await editor.openNew(
		workflow('Summary', {
			node: OBJECTS,
			code: PEOPLE,
			credential,
			parameters,
			onError: 'continueRegularOutput',
		}),
	);
	await editor.openNode(OBJECTS);
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	await output.getByText('JSON', { exact: true }).first().click();
	await page.waitForTimeout(600);
	says(await editor.words(output), '"items": 250', '"done": 248', '"refused": 2');
	await editor.picture('output-summary');
};

const loadFailures: Scene = async (stage) => {
	const { editor } = stage;
	const { page, node } = editor;
	const poor = await credentialOf(stage, POOR_TOKEN);
	await editor.openNew(
		workflow('Scope missing', {
			node: OBJECTS,
			code: PEOPLE,
			credential: poor,
			parameters: { objectType: CONTACTS },
		}),
	);
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	await editor.id('empty-fields-notice').waitFor();
	says(
		await editor.words(node),
		'The properties of contacts could not be loaded from HubSpot: The credential lacks',
	);
	await editor.picture('mapper-scope-missing');

	const mapping = await peopleByEmail(stage, await credentialOf(stage));
	const gone = await startAccount();
	const credential = await credentialOf(stage, TOKEN, gone.url);
	await gone.close();
	await editor.openNew(
		workflow('HubSpot down', {
			node: OBJECTS,
			code: PEOPLE,
			credential,
			parameters: { objectType: CONTACTS },
		}),
	);
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	await editor.id('empty-fields-notice').waitFor();
	says(
		await editor.words(node),
		'The properties of contacts could not be loaded from HubSpot: nothing answers at this address',
	);
	await editor.picture('mapper-hubspot-down');
	await node.locator('[data-test-id="rlc-input"]').first().click();
	await page.waitForTimeout(1_500);
	const offered = await page.locator('[data-test-id="rlc-item"]:visible').allInnerTexts();
	assert.deepEqual(
		offered.slice(0, 2).map((name) => name.trim()),
		['Contacts', 'Companies'],
		offered.join(', '),
	);
	await editor.picture('objects-list-hubspot-down');
	await page.keyboard.press('Escape');

	await editor.openNew(
		workflow('HubSpot down, mapped', {
			node: OBJECTS,
			code: PEOPLE,
			credential,
			parameters: mapping,
		}),
	);
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	await editor.picture('mapper-hubspot-down-mapped');

	const slow = await startAccount(2_500);
	try {
		const waiting = await credentialOf(stage, TOKEN, slow.url);
		await editor.openNew(
			workflow('Loading', {
				node: OBJECTS,
				code: PEOPLE,
				credential: waiting,
				parameters: { objectType: CONTACTS },
			}),
		);
		await editor.openNode(OBJECTS);
		says(await editor.words(node), 'Fetching properties');
		await editor.glimpse('mapper-loading');
	} finally {
		await slow.close();
	}
};

const progress: Scene = async (stage) => {
	const { editor } = stage;
	const { page } = editor;
	const slow = await startAccount(3_000);
	try {
		const fast = await credentialOf(stage);
		const parameters = await peopleByEmail(stage, fast);
		const credential = await credentialOf(stage, TOKEN, slow.url);
		const code = PEOPLE.replace('length: 250', 'length: 6000').replace(
			/i === 3 \|\| i === 120/,
			'false',
		);
		await editor.openNew(
			workflow('6,000 contacts', { node: OBJECTS, code, credential, parameters }),
		);
		const before = editor.told.length;
		await editor.started(editor.id('execute-workflow-button').first());
		const said = () => editor.told.slice(before).filter((text) => / of 6000 items done/.test(text));
		for (const end = Date.now() + 60_000; Date.now() < end && said().length < 2; )
			await page.waitForTimeout(250);
		await editor.picture('canvas-running');
		assert.ok(said().length >= 2, `the console said: ${editor.told.slice(before).join(' | ')}`);
		console.log(`       ${said().slice(0, 3).join('\n       ')}`);
		for (const end = Date.now() + 90_000; Date.now() < end && slow.hubspot.applied.length < 6_000; )
			await page.waitForTimeout(500);
		await page.waitForTimeout(4_000);
		await withoutTips(editor);
		await editor.picture('canvas-run-done');
		assert.equal(slow.hubspot.applied.length, 6_000);
	} finally {
		await slow.close();
	}
};

const listMembership: Scene = async (stage) => {
	const { editor, fake } = stage;
	const { page } = editor;
	const credential = await credentialOf(stage);
	const listId = fake.hubspot.seedList('contacts', { name: 'Newsletter', members: ['1', '2'] });
	fake.hubspot.seedList('2-1001', { name: 'Sessions of 2027' });
	fake.hubspot.seedList('contacts', { name: 'All leads', processingType: 'DYNAMIC' });
	// The last one is not in HubSpot.
	const code = `return [1, 2, 3, 4, 99999].map((contact) => ({ json: { contact } }));`;
	const parameters = { resource: 'listMembership', operation: 'addToList' };
	const draft = {
		node: OBJECTS,
		code,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	await editor.openNew(workflow('Choose a list', { ...draft, parameters }));
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	says(
		await editor.words(editor.node),
		'Resource',
		'Only static lists take members',
		'Record to Add',
	);
	await nothingRed(editor);
	await editor.node.locator('[data-test-id="rlc-input"]').first().click();
	await page.waitForTimeout(1_500);
	const names = await page.locator('[data-test-id="rlc-item"]:visible').allInnerTexts();
	const offered = names.map((name) => name.trim());
	assert.ok(offered.includes('Newsletter (2 contacts)'), offered.join(', '));
	assert.ok(!offered.some((name) => name.startsWith('All leads')), offered.join(', '));
	await editor.picture('lists');
	await page.keyboard.press('Escape');

	const list = { __rl: true, mode: 'list', value: listId, cachedResultName: 'Newsletter' };
	const filled = { ...parameters, listId: list, member: '={{ $json.contact }}' };
	await editor.openNew(workflow('Add to a list', { ...draft, parameters: filled }));
	await editor.openNode(OBJECTS);
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	says(await editor.words(output), /Success Branch \(4 items\)/, 'added', 'unchanged');
	await editor.picture('list-output');
	await editor.closeNode();
	says(await editor.words(editor.canvasNode(OBJECTS)), 'Add to List: Newsletter');
	await editor.picture('canvas-list');
};

/** Who takes part in an event, and its lists: each form, and what comes out. */
const participation: Scene = async (stage) => {
	const { editor, fake } = stage;
	const { page, node } = editor;
	const credential = await credentialOf(stage);
	const listId = fake.hubspot.seedList('contacts', { name: 'Guests of the fair' });
	const objectId = fake.hubspot.seedEvent(1001, { eventName: 'Spring Fair' });
	// The second one is not in HubSpot.
	const code = `return ['${objectId}', '99999'].map((event) => ({ json: { event } }));`;
	const draft = {
		node: EVENTS,
		code,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	const resource = { resource: 'participation' };
	await editor.openNew(workflow('Participation', { ...draft, parameters: resource }));
	await editor.openNode(EVENTS);
	await withoutTips(editor);
	await editor.choose(operationOf(editor), 'Get Participants of an Event');
	await page.waitForTimeout(800);
	says(await editor.words(node), 'Find Events By', 'Object ID', 'State', 'Return All', 'Limit');
	await nothingRed(editor);
	await editor.picture('participants-of-an-event');
	await editor.choose(operationOf(editor), 'Get Events of a Contact');
	await page.waitForTimeout(800);
	says(await editor.words(node), 'Contact', 'State', 'Return All');
	await editor.picture('events-of-a-contact');
	await editor.choose(operationOf(editor), 'Get Event Counters');
	await page.waitForTimeout(800);
	says(await editor.words(node), 'Find Events By', 'Object ID');
	await editor.picture('event-counters');
	await editor.choose(operationOf(editor), 'Associate List With Event');
	await page.waitForTimeout(800);
	says(await editor.words(node), 'List', 'Find Events By', 'Object ID');
	await editor.node.locator('[data-test-id="rlc-input"]').first().click();
	await page.waitForTimeout(1_500);
	const names = await page.locator('[data-test-id="rlc-item"]:visible').allInnerTexts();
	const offered = names.map((name) => name.trim());
	assert.ok(offered.includes('Guests of the fair (0 contacts)'), offered.join(', '));
	await editor.picture('list-of-an-event');
	await page.keyboard.press('Escape');

	const list = { __rl: true, mode: 'list', value: listId, cachedResultName: 'Guests of the fair' };
	const filled = {
		...resource,
		operation: 'associateListWithEvent',
		listId: list,
		objectId: '={{ $json.event }}',
	};
	await editor.openNew(workflow('Associate a list', { ...draft, parameters: filled }));
	await editor.openNode(EVENTS);
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	says(await editor.words(output), /Success Branch \(1 item\)/, 'associated');
	await editor.picture('list-associated');
	assert.deepEqual(fake.hubspot.event(objectId)?.listIds, [listId]);

	const reading = { ...resource, operation: 'getListsOfEvent', objectId: '={{ $json.event }}' };
	await editor.openNew(workflow('Lists of an event', { ...draft, parameters: reading }));
	await editor.openNode(EVENTS);
	says(await editor.words(node), 'HubSpot wants the scope crm.objects.marketing_events.write');
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	says(await editor.words(output), 'Guests of the fair');
	await editor.picture('lists-of-an-event');
};

const search: Scene = async (stage) => {
	const { editor } = stage;
	const { page, node } = editor;
	const credential = await credentialOf(stage);
	const code = `return [1, 2, 99999].map((n) => ({ json: { mail: 'person' + n + '@example.com' } }));`;
	const draft = {
		node: OBJECTS,
		code,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	const parameters = { objectType: CONTACTS, operation: 'searchObjects' };
	await editor.openNew(workflow('Search contacts, fresh', { ...draft, parameters }));
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	says(
		await editor.words(node),
		...['Search Text', 'Filter Groups', 'Sort By Property Name or ID', 'Return All', 'Limit'],
		'Returned Property Names or IDs',
	);
	await nothingRed(editor);
	await editor.picture('search-fresh');

	const filter = { propertyName: 'email', operator: 'EQ', value: '={{ $json.mail }}' };
	const filled = {
		...parameters,
		filterGroups: { groups: [{ filters: { filters: [filter] } }] },
		properties: ['email', 'firstname'],
	};
	await editor.openNew(workflow('Search contacts', { ...draft, parameters: filled }));
	await editor.openNode(OBJECTS);
	await withoutTips(editor);
	await node.locator('[data-test-id="parameter-input-operator"]').first().click();
	await page.waitForTimeout(800);
	const choices = page.locator('.el-select-dropdown__item:visible, [role="option"]:visible');
	const offered = (await choices.allInnerTexts()).map((text) => text.split('\n')[0].trim());
	for (const name of ['Is', 'Is Any Of', 'Is Empty', 'Contains the Word'])
		assert.ok(offered.includes(name), offered.join(', '));
	await editor.picture('search-operators');
	await page.keyboard.press('Escape');
	if (!(await node.isVisible())) await editor.openNode(OBJECTS);

	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	// The third address is nobody's, which is no error.
	says(await editor.words(output), /Success Branch \(2 items\)/, 'person2@example.com');
	await editor.picture('search-output');
	await editor.closeNode();
	says(await editor.words(editor.canvasNode(OBJECTS)), 'Search: Contacts');
	await editor.picture('canvas-search');
};

const attendance: Scene = async (stage) => {
	const { editor, fake } = stage;
	const { node } = editor;
	const credential = await credentialOf(stage);
	const objectId = fake.hubspot.seedEvent(1001, {
		...{ externalEventId: 'webinar-500', externalAccountId: 'acme', eventName: 'Open House' },
		startDateTime: '2027-03-01T09:00:00.000Z',
	});
	const code = `return [1, 2, 3].map((n) => ({ json: { mail: n === 3 ? 'nobody' : 'person' + n + '@example.com',
  state: ['Registered', 'ATTENDED', 'Registered'][n - 1], at: '2027-02-01T10:00:00Z' } }));`;
	const draft = {
		node: EVENTS,
		code,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	const parameters = { resource: 'attendance', operation: 'recordAttendance' };
	await editor.openNew(workflow('Record attendance, fresh', { ...draft, parameters }));
	await editor.openNode(EVENTS);
	await withoutTips(editor);
	says(
		await editor.words(node),
		...['Find Events By', 'State', 'Find Contacts By', 'Contact', 'Occurred At'],
		...['Joined At', 'Left At', 'Contact Properties'],
	);
	await nothingRed(editor);
	await editor.picture('attendance-fresh');

	const filled = {
		...parameters,
		findEventsBy: 'externalEventId',
		externalEventId: 'webinar-500',
		externalAccountId: 'acme',
		state: '={{ $json.state }}',
		contact: '={{ $json.mail }}',
		occurredAt: '={{ $json.at }}',
		contactProperties: { property: [{ name: 'firstname', value: 'Guest' }] },
	};
	await editor.openNew(workflow('Record attendance', { ...draft, parameters: filled }));
	await editor.openNode(EVENTS);
	await withoutTips(editor);
	says(await editor.words(node), 'Joined At', 'Left At');
	await editor.picture('attendance');
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	const output = editor.id('output-panel').first();
	says(await editor.words(output), /Success Branch \(2 items\)/, 'recorded', objectId);
	await editor.picture('attendance-output');
	await editor.closeNode();
	says(await editor.words(editor.canvasNode(EVENTS)), 'Record Attendance');
};

const eventLife: Scene = async (stage) => {
	const { editor, fake } = stage;
	const { node } = editor;
	const credential = await credentialOf(stage);
	const named = {
		externalEventId: 'fair-600',
		externalAccountId: 'acme',
		eventName: 'Autumn Market',
	};
	const objectId = fake.hubspot.seedEvent(1001, named);
	const code = `return [{ json: { fair: 'fair-600' } }, { json: { fair: 'no-such-fair' } }];`;
	const draft = {
		node: EVENTS,
		code,
		credential,
		onError: 'continueErrorOutput',
		branches: true,
	} as const;
	const resource = { resource: 'event' };
	const ids = { externalEventId: '={{ $json.fair }}', externalAccountId: 'acme' };
	const open = async (name: string, parameters: object) => {
		await editor.openNew(workflow(name, { ...draft, parameters: { ...resource, ...parameters } }));
		await editor.openNode(EVENTS);
		await withoutTips(editor);
	};

	await open('Complete events', { operation: 'completeEvents' });
	says(
		await editor.words(node),
		...['External Event ID', 'External Account ID', 'Start Date and Time', 'End Date and Time'],
	);
	await nothingRed(editor);
	await editor.picture('complete-events');
	await open('Delete events', { operation: 'deleteEvents' });
	says(await editor.words(node), 'External Event ID', 'External Account ID');
	await nothingRed(editor);
	await editor.picture('delete-events');
	await open('Upsert events of others', {
		operation: 'upsertEvents',
		options: { ifOwnedByAnother: 'update' },
	});
	says(await editor.words(node), 'If Another App Owns the Event');
	await editor.picture('upsert-if-another-app-owns');

	const output = editor.id('output-panel').first();
	await open('Cancel events', { operation: 'cancelEvents', ...ids });
	says(await editor.words(node), 'External Event ID', 'External Account ID');
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	says(await editor.words(output), /Success Branch \(1 item\)/, 'cancelled');
	await editor.picture('cancel-events-output');
	assert.equal(fake.hubspot.event(objectId)?.eventCancelled, true);

	await open('List events', { operation: 'getManyEvents', nameContains: 'autumn market' });
	says(
		await editor.words(node),
		...['Name Contains', 'Starts From', 'Starts Before', 'Organizer Contains', 'Return All'],
	);
	assert.equal(await editor.executeStep(), 'success');
	await withoutTips(editor);
	says(await editor.words(output), 'fair-600', objectId);
	await editor.picture('get-many-events-output');
};

/** Each operation before anybody has done anything: without a credential, with one, and with what it is about. */
const firstSight: Scene = async (stage) => {
	const { editor } = stage;
	await forgetCredentials(editor);
	const opening = (credential?: { id: string; name: string }) => async (sights: Sight[]) => {
		const names = sights.map(({ name }) => ({ node: name, type: 'main', index: 0 }));
		const { nodes, connections } = workflow('First sight', { node: 'First', code: PEOPLE });
		await editor.openNew({
			name: 'First sight',
			nodes: [
				...nodes.slice(0, 2),
				...sights.map(({ name, node, parameters }, at) => ({
					name,
					type: TYPES[node],
					parameters,
					...(credential && { credentials: { [TOKEN_CREDENTIAL]: credential } }),
					position: [520 + 260 * (at % 6), 200 * Math.floor(at / 6)],
				})),
			],
			connections: { ...connections, List: { main: [names] } },
		});
		await withoutTips(editor);
	};
	await nothingRedAtFirstSight(editor, opening());
	const open = opening(await credentialOf(stage));
	await nothingRedAtFirstSight(editor, open);
	await nothingRedAtFirstSight(editor, open, {
		objectType: CONTACTS,
		fromObjectType: CONTACTS,
		toObjectType: COMPANIES,
	});
};

export const SCENES: Record<string, Scene> = {
	'find and add': findAndAdd,
	'first sight': firstSight,
	credentials,
	'OAuth form': oauthForm,
	'object list': objectList,
	'map and run': mapAndRun,
	events,
	operations,
	'upsert, read and archive': upsertReadArchive,
	'list membership': listMembership,
	participation,
	associations,
	create,
	search,
	attendance,
	'life of an event': eventLife,
	automatic,
	hints,
	stop,
	summary,
	'options and JSON': optionsAndJson,
	'load failures': loadFailures,
	progress,
};
