/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests, never shipped */
/**
 * What a user does with this package in a running n8n, from the trigger to what HubSpot then holds.
 * Each scenario has a HubSpot account of its own, and is run on every train of n8n.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import {
	DEFAULT_APP_ID,
	DEFAULT_CLIENT_ID,
	DEFAULT_CLIENT_SECRET,
} from '../test/fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../test/fake-hubspot/server';
import { EVENT_EXAMPLES, EVENT_SCENARIOS } from './eventExamples';
import { FORM, formEnding, UPLOADER } from './forms';
import { ROOT, type Execution, type Item, type N8n, type Workflow } from './n8n';
import type { Scenario, Stage } from './stage';
import { agent } from './tool';
import {
	code,
	contactList,
	contactsNode,
	end,
	eventList,
	inARow,
	manual,
	mapped,
	updateContacts,
	upsertEvents,
} from './workflows';

const contacts = (count: number) => ({ records: { objectType: 'contacts', count } });

const writes = ({ hubspot }: FakeServer) =>
	hubspot.calls.filter(({ path: at }) => /\/(batch\/update|events\/upsert)$/.test(at));

/** Which input items these are about; fails on one that says nothing, or two things. */
const sources = (items: Item[]): number[] =>
	items.map(({ pairedItem }) => {
		assert(
			pairedItem !== undefined && typeof pairedItem === 'object' && !Array.isArray(pairedItem),
		);
		return pairedItem.item;
	});

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

const succeeded = (execution: Execution) =>
	assert.equal(execution.status, 'success', execution.error?.message);

/** Of contacts as `contactList` makes them, the numbers that HubSpot now holds in full. */
const written = ({ hubspot }: FakeServer): number[] =>
	[...hubspot.objects('contacts')]
		.filter(([id, { properties }]) => properties.lastname === `Last ${id}`)
		.map(([id, { properties }]) => {
			assert.equal(properties.firstname, `First ${id}`);
			assert.equal(properties.phone, `+32 2 ${id}`);
			return Number(id);
		});

const eachOnce = ({ hubspot }: FakeServer, objectType: string, numbers: number[]) => {
	for (const n of numbers) assert.equal(hubspot.timesApplied(`${objectType}|${n}`), 1, `${n}`);
};

const nothingStrange = ({ hubspot }: FakeServer) => {
	assert.deepEqual(hubspot.unknownRoutes, []);
	assert.deepEqual(hubspot.oddities, []);
};

// ---- the examples

const nightly: Scenario = {
	name: 'example-nightly',
	says: 'nightly-contact-update-summary.json updates who is there and reports by name who is not',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		for (const name of ['jobtitle', 'city']) fake.hubspot.defineProperty('contacts', { name });
		const ada = fake.hubspot.seedObject('contacts', { email: 'ada@example.com' });
		const ben = fake.hubspot.seedObject('contacts', { email: 'ben@example.com' });
		const id = await example('nightly-contact-update-summary.json');
		await n8n.adopt(id, credential);

		const execution = await n8n.runWorkflow(id);
		succeeded(execution);
		const [summary] = execution.json('HubSpot CRM Objects');
		assert.equal(summary.items, 3);
		assert.equal(summary.done, 2);
		const [{ report }] = execution.json('Send the Report');
		assert.match(String(report), /^2 of 3 contacts were updated/);
		assert.match(String(report), /cleo@example\.com: /);
		assert.equal(fake.hubspot.object('contacts', ada)?.properties.jobtitle, 'Analyst');
		assert.equal(fake.hubspot.object('contacts', ben)?.properties.city, 'Porto');
		nothingStrange(fake);
	},
};

const companies: Scenario = {
	name: 'example-companies',
	says: 'update-companies-by-unique-property.json is called by another workflow, item by item right',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		fake.hubspot.defineProperty('companies', { name: 'erp_id', hasUniqueValue: true });
		fake.hubspot.defineProperty('companies', { name: 'annualrevenue', type: 'number' });
		fake.hubspot.defineProperty('companies', {
			name: 'type',
			type: 'enumeration',
			options: ['PROSPECT', 'PARTNER'],
		});
		const known = upTo(120).filter((n) => n % 10 !== 7);
		for (const n of known) fake.hubspot.seedObject('companies', { erp_id: `ERP-${n}` });
		const id = await example('update-companies-by-unique-property.json');
		await n8n.adopt(id, credential);
		await n8n.publish(id);

		const erp = `return Array.from({ length: 120 }, (_, n) => ({ json: {
	erp_id: 'ERP-' + n, company: 'Company ' + n, city: 'Ghent', type: 'PARTNER', employees: n, annual_revenue: n * 1000,
} }));`;
		const caller = await n8n.saveWorkflow(
			inARow('ERP', [manual, code(erp), executeWorkflow(id), end('Came Back')]),
		);
		succeeded(await n8n.runWorkflow(caller));
		const [{ id: called }] = await n8n.executionsOf(id);
		const inner = await n8n.finished(called);
		succeeded(inner);
		assert.equal(inner.items('Updated').length, known.length);
		const refused = inner.json('Not Updated');
		assert.deepEqual(
			refused.map((item) => [item.erp_id, item.reason, item.applied]),
			upTo(120)
				.filter((n) => n % 10 === 7)
				.map((n) => [`ERP-${n}`, 'rejected', 'no']),
		);
		const held = [...fake.hubspot.objects('companies').values()].map(
			({ properties }) => properties,
		);
		assert.equal(held.length, known.length);
		for (const { erp_id: key, name, numberofemployees, annualrevenue, city, type } of held) {
			const n = String(key).slice('ERP-'.length);
			assert.deepEqual(
				{ name, numberofemployees, annualrevenue, city, type },
				{
					name: `Company ${n}`,
					numberofemployees: n,
					annualrevenue: String(Number(n) * 1000),
					city: 'Ghent',
					type: 'PARTNER',
				},
			);
		}
		nothingStrange(fake);
	},
};

const csv: Scenario = {
	name: 'example-csv',
	says: 'upsert-events-from-csv.json takes a file through its form; wrong rows come back as a CSV file',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		const id = await example('upsert-events-from-csv.json');
		await n8n.adopt(id, credential);
		const login = await n8n.saveCredential('httpBasicAuth', 'Uploads', UPLOADER);
		await n8n.adopt(id, login, FORM);
		await n8n.publish(id);
		const { nodes } = await n8n.readWorkflow(id);
		const form = nodes.find(({ type }) => type.endsWith('formTrigger'));

		const row = (n: number) =>
			`E-${n},Event ${n},ACME,WEBINAR,${n === 3 ? 'next Tuesday' : '2027-03-01 09:00'},,,"Commas, too",no,no`;
		const file = [
			'event_id,name,organizer,type,starts,ends,url,description,cancelled,completed',
			...upTo(130).map(row),
		].join('\n');
		const upload = new FormData();
		upload.set('field-0', new Blob([file], { type: 'text/csv' }), 'events.csv');
		const stranger = await n8n.call(`form/${form?.webhookId}`, upload);
		assert.equal(stranger.status, 401, stranger.text);
		const reply = await n8n.call(`form/${form?.webhookId}`, upload, UPLOADER);
		assert.equal(reply.status, 200, reply.text);
		const ending = await formEnding(n8n, reply);

		const [{ id: begun }] = await n8n.until(
			'the form to start its workflow',
			async () => await n8n.executionsOf(id),
			(found) => found.length > 0,
		);
		const execution = await n8n.finished(begun);
		succeeded(execution);
		assert.equal(execution.items('Written').length, 129);
		const [refused, ...others] = execution.json('Not Written');
		assert.deepEqual(others, []);
		assert.equal(refused.event_id, 'E-3');
		assert.match(String(refused.Why), /a date written year first.* is “next Tuesday”\.$/);
		assert.equal(execution.items('Not Written, as CSV').length, 1);
		assert.match(ending, /129 of 130 events are in HubSpot/);
		assert.match(ending, /events-not-written\.csv/);
		assert.equal(fake.hubspot.events().size, 129);
		const held = fake.hubspot.eventByExternalId(DEFAULT_APP_ID, 'events-csv', 'E-129');
		assert.equal(held?.eventName, 'Event 129');
		assert.equal(held?.eventDescription, 'Commas, too');
		assert.equal(Date.parse(String(held?.startDateTime)), Date.UTC(2027, 2, 1, 9));
		assert.equal(held?.eventCancelled, false);
		nothingStrange(fake);
	},
};

const contactsCsv: Scenario = {
	name: 'example-contacts-csv',
	says: 'upsert-contacts-from-csv.json takes a file through its form, creates who is new and updates who is not',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		for (const name of ['company', 'jobtitle']) fake.hubspot.defineProperty('contacts', { name });
		for (const n of upTo(130).filter((each) => each % 2)) {
			fake.hubspot.seedObject('contacts', { email: `p${n}@example.com`, phone: 'as before' });
		}
		const id = await example('upsert-contacts-from-csv.json');
		await n8n.adopt(id, credential);
		const login = await n8n.saveCredential('httpBasicAuth', 'Uploads', UPLOADER);
		await n8n.adopt(id, login, FORM);
		await n8n.publish(id);
		const { nodes } = await n8n.readWorkflow(id);
		const form = nodes.find(({ type }) => type.endsWith('formTrigger'));

		const row = (n: number) =>
			`${n === 3 ? '' : `p${n}@example.com`},First ${n},Last ${n},"Commas, too",Analyst,`;
		const file = ['email,first_name,last_name,company,job_title,phone', ...upTo(130).map(row)].join(
			'\n',
		);
		const upload = new FormData();
		upload.set('field-0', new Blob([file], { type: 'text/csv' }), 'contacts.csv');
		const stranger = await n8n.call(`form/${form?.webhookId}`, upload);
		assert.equal(stranger.status, 401, stranger.text);
		const reply = await n8n.call(`form/${form?.webhookId}`, upload, UPLOADER);
		assert.equal(reply.status, 200, reply.text);
		const ending = await formEnding(n8n, reply);

		const [{ id: begun }] = await n8n.until(
			'the form to start its workflow',
			async () => await n8n.executionsOf(id),
			(found) => found.length > 0,
		);
		const execution = await n8n.finished(begun);
		succeeded(execution);
		const told = execution.json('In HubSpot').map(({ outcome }) => outcome);
		assert.equal(told.filter((outcome) => outcome === 'created').length, 65);
		assert.equal(told.filter((outcome) => outcome === 'updated').length, 64);
		const [refused, ...others] = execution.json('Not in HubSpot');
		assert.deepEqual(others, []);
		assert.equal(refused.first_name, 'First 3');
		assert.equal(refused.Why, 'Not sent: Email is required but empty.');
		assert.equal(execution.items('Not in HubSpot, as CSV').length, 1);
		assert.match(ending, /129 of 130 contacts are in HubSpot/);
		assert.match(ending, /contacts-not-in-hubspot\.csv/);
		// The seeded contact of row 3 is as it was.
		const held = [...fake.hubspot.objects('contacts').values()].map(({ properties }) => properties);
		assert.equal(held.length, 130);
		const last = held.find(({ email }) => email === 'p129@example.com');
		assert.equal(last?.company, 'Commas, too');
		assert.equal(last?.phone, 'as before');
		nothingStrange(fake);
	},
};

const signUps: Scenario = {
	name: 'example-sign-ups',
	says: 'add-sign-ups-to-list-and-company.json puts people into a list and under their companies',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		const { hubspot } = fake;
		hubspot.defineProperty('companies', { name: 'domain' });
		const company = hubspot.seedObject('companies', { domain: 'example.com' });
		const ben = hubspot.seedObject('contacts', { email: 'ben@example.com' });
		const list = hubspot.seedList('contacts', { name: 'Sign-ups' });
		const id = await example('add-sign-ups-to-list-and-company.json');
		await n8n.adopt(id, credential);
		await n8n.choose(id, 'Add to List', { listId: { __rl: true, mode: 'list', value: list } });

		const execution = await n8n.runWorkflow(id);
		succeeded(execution);
		assert.equal(hubspot.objects('contacts').size, 3);
		assert.equal(hubspot.list(list)?.members.size, 3);
		assert.notDeepEqual(hubspot.associationOf(['contacts', ben], ['companies', company]), []);
		const strangers = execution.json('No Such Company').map(({ email }) => email);
		assert.deepEqual(strangers, ['cleo@example.org']);
		nothingStrange(fake);
	},
};

const corrections: Scenario = {
	name: 'example-corrections',
	says: 'correct-values-found-by-search.json corrects every contact that a search finds, and no other',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		const { hubspot } = fake;
		hubspot.defineProperty('contacts', { name: 'city' });
		const ids = ['Muenchen', 'Ghent', 'Koeln', 'Muenchen'].map((city) =>
			hubspot.seedObject('contacts', { city }),
		);
		const id = await example('correct-values-found-by-search.json');
		await n8n.adopt(id, credential);

		const execution = await n8n.runWorkflow(id);
		succeeded(execution);
		assert.deepEqual(
			ids.map((each) => hubspot.object('contacts', each)?.properties.city),
			['München', 'Ghent', 'Köln', 'München'],
		);
		assert.equal(execution.json('Corrected').length, 3);
		nothingStrange(fake);
	},
};

const slices: Scenario = {
	name: 'example-slices',
	says: 'write-a-million-rows-in-slices.json calls itself for each slice, and goes on with the one that was not finished',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		const { hubspot } = fake;
		const id = await example('write-a-million-rows-in-slices.json');
		await n8n.adopt(id, credential);
		await n8n.publish(id);

		// The second slice meets the end of the day's calls.
		hubspot.faults.next(null, { kind: 'rateLimit', policy: 'DAILY' });
		const first = await n8n.runWorkflow(id);
		assert.equal(first.status, 'error');
		assert.match(String(first.error?.message), /10 rows of slice 1 were not sent/);
		assert.equal(hubspot.objects('contacts').size, 10);

		const second = await n8n.runWorkflow(id);
		succeeded(second);
		assert.deepEqual(
			second.json('Write Each Slice').map(({ slice, done, not_done: not }) => [slice, done, not]),
			[
				[1, 10, 0],
				[2, 5, 0],
			],
		);
		assert.equal(hubspot.objects('contacts').size, 25);
		const third = await n8n.runWorkflow(id);
		succeeded(third);
		assert.deepEqual(third.items('Write Each Slice'), []);
		nothingStrange(fake);
	},
};

const agentExample: Scenario = {
	name: 'example-agent',
	says: 'agent-updates-hubspot.json: an AI Agent calls its three tools and is told the truth',
	play: agent,
};

/** A new example wants a scenario: this is how it makes itself heard. */
export const EXAMPLES: Record<string, string> = {
	'add-sign-ups-to-list-and-company.json': signUps.name,
	'correct-values-found-by-search.json': corrections.name,
	'agent-updates-hubspot.json': agentExample.name,
	'nightly-contact-update-summary.json': nightly.name,
	'update-companies-by-unique-property.json': companies.name,
	'upsert-contacts-from-csv.json': contactsCsv.name,
	'upsert-events-from-csv.json': csv.name,
	'write-a-million-rows-in-slices.json': slices.name,
	...EVENT_EXAMPLES,
};

// ---- triggers

const webhook: Scenario = {
	name: 'webhook',
	says: 'a production webhook with 250 events is answered with what became of each',
	async play({ n8n, account }) {
		const { fake, credential } = await account();
		const id = await n8n.saveWorkflow(
			inARow('Webhook', [
				{
					name: 'Webhook',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					webhookId: `events-${Date.now()}`,
					parameters: {
						httpMethod: 'POST',
						path: 'events',
						responseMode: 'responseNode',
						options: {},
					},
				},
				{
					name: 'Split Out',
					type: 'n8n-nodes-base.splitOut',
					typeVersion: 1,
					parameters: { fieldToSplitOut: 'body.events', options: {} },
				},
				upsertEvents(credential, { onError: 'continueRegularOutput' }),
				{
					name: 'Respond',
					type: 'n8n-nodes-base.respondToWebhook',
					typeVersion: 1.1,
					parameters: { respondWith: 'allIncomingItems', options: {} },
				},
			]),
		);
		await n8n.publish(id);
		const events = upTo(250).map((n) => ({
			externalAccountId: 'acme',
			externalEventId: `hook-${n}`,
			eventName: `Event ${n}`,
			...(n === 17 ? {} : { eventOrganizer: 'ACME' }),
		}));
		// Published a moment ago: its address may need one.
		const reply = await n8n.until(
			'the webhook to be there',
			async () => await n8n.call('webhook/events', { events }),
			({ status }) => status !== 404,
			20_000,
		);
		assert.equal(reply.status, 200, reply.text);
		const answered = reply.body as IDataObject[];
		assert.equal(answered.length, 250);
		for (const n of upTo(250)) {
			const error = answered[n].error as IDataObject | undefined;
			if (n === 17) {
				assert.equal(error?.reason, 'invalid');
				continue;
			}
			const held = fake.hubspot.eventByExternalId(DEFAULT_APP_ID, 'acme', `hook-${n}`);
			assert.equal(held?.eventName, `Event ${n}`);
			assert.equal(answered[n].objectId, held?.objectId);
		}
		assert.equal(fake.hubspot.events().size, 249);
		assert.equal(writes(fake).length, 3);
		await n8n.unpublish(id);
		nothingStrange(fake);
	},
};

const executeWorkflow = (id: string) => ({
	name: 'Call the Other',
	type: 'n8n-nodes-base.executeWorkflow',
	typeVersion: 1.2,
	parameters: { workflowId: { __rl: true, mode: 'id', value: id }, options: {} },
});

const subWorkflow: Scenario = {
	name: 'sub-workflow',
	says: 'Execute Sub-workflow hands 230 items over and gets 230 back, paired with its own',
	async play({ n8n, account }) {
		const { fake, credential } = await account(contacts(230));
		const sub = await n8n.saveWorkflow(
			inARow('Sub', [
				{
					name: 'When Called',
					type: 'n8n-nodes-base.executeWorkflowTrigger',
					typeVersion: 1.1,
					parameters: { inputSource: 'passthrough' },
				},
				updateContacts(credential),
			]),
		);
		await n8n.publish(sub);
		const caller = await n8n.saveWorkflow(
			inARow('Caller', [manual, contactList(230), executeWorkflow(sub)]),
		);
		const execution = await n8n.runWorkflow(caller);
		succeeded(execution);
		const back = execution.items('Call the Other');
		assert.deepEqual(
			back.map(({ json }) => json.id),
			upTo(230).map((n) => String(n + 1)),
		);
		assert.deepEqual(sources(back), upTo(230));
		const everyone = upTo(230).map((n) => n + 1);
		assert.deepEqual(written(fake), everyone);
		eachOnce(fake, 'contacts', everyone);
		nothingStrange(fake);
	},
};

const schedule: Scenario = {
	name: 'schedule',
	says: 'a Schedule Trigger ticks, twice, and each tick writes its list',
	async play({ n8n, account }) {
		const { fake, credential } = await account();
		const id = await n8n.saveWorkflow(
			inARow('Schedule', [
				{
					name: 'Every Two Seconds',
					type: 'n8n-nodes-base.scheduleTrigger',
					typeVersion: 1.2,
					parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
				},
				eventList(110, 'schedule'),
				upsertEvents(credential),
			]),
		);
		await n8n.publish(id);
		await n8n.until(
			'two ticks',
			async () => await n8n.executionsOf(id),
			(found) => found.filter(({ status }) => status === 'success').length >= 2,
			60_000,
		);
		await n8n.unpublish(id);
		await sleep(2_500); // whoever is under way
		const found = await n8n.executionsOf(id);
		for (const { id: each } of found) {
			const execution = await n8n.finished(each);
			succeeded(execution);
			assert.equal(execution.json('HubSpot').filter(({ objectId }) => objectId).length, 110);
		}
		assert.equal(fake.hubspot.events().size, 110);
		assert.equal(writes(fake).length, 2 * found.length);
		nothingStrange(fake);
	},
};

// ---- upsert, read, archive

const lifeOfRecords: Scenario = {
	name: 'upsert-read-archive',
	says: '120 contacts are upserted, read by their address, and archived; the items lead from one to the next',
	async play({ n8n, account }) {
		const { fake, credential } = await account();
		for (const n of upTo(120).filter((each) => each % 3 === 0)) {
			fake.hubspot.seedObject('contacts', { email: `p${n}@example.com`, firstname: 'Before' });
		}
		fake.hubspot.seedObject('contacts', { email: 'bystander@example.com' });
		const list = code(`return Array.from({ length: 120 }, (_, n) => ({ json: {
	email: 'p' + n + '@example.com', firstname: 'First ' + n,
} }));`);
		const addresses = code(
			`return [...$input.all(), { json: { properties: { email: 'nobody@example.com' } } }, $input.first()]
	.map(({ json }) => ({ json: { mail: json.properties.email } }));`,
			'Addresses',
		);
		const workflow = inARow(
			'Upsert, Read, Archive',
			[
				manual,
				list,
				contactsNode('Upsert', 'batchUpsertObjects', credential, {
					fieldsToUpsert: mapped(['email']),
				}),
				addresses,
				contactsNode(
					'Read',
					'batchReadObjects',
					credential,
					{ idProperty: 'email', record: '={{ $json.mail }}', properties: ['firstname', 'email'] },
					{ onError: 'continueErrorOutput' },
				),
				contactsNode('Archive', 'batchArchiveObjects', credential, { record: '={{ $json.id }}' }),
				end('Gone'),
			],
			[['Read', 1, end('Not Found')]],
		);
		const execution = await n8n.runWorkflow(await n8n.saveWorkflow(workflow));
		succeeded(execution);
		const upserted = execution.json('Upsert');
		assert.deepEqual(
			upserted.map(({ outcome }) => outcome),
			upTo(120).map((n) => (n % 3 ? 'created' : 'updated')),
		);
		assert.deepEqual(sources(execution.items('Upsert')), upTo(120));

		// The address that is asked for twice is answered twice, by one question.
		const read = execution.items('Read');
		assert.deepEqual(sources(read), [...upTo(120), 121]);
		assert.deepEqual(
			read.map(({ json }) => json.firstname),
			[...upTo(120), 0].map((n) => `First ${n}`),
		);
		const [missing, ...others] = execution.items('Read', 1);
		assert.deepEqual(others, []);
		assert.equal(missing.json.mail, 'nobody@example.com');
		assert.equal(failure(missing).reason, 'rejected');
		assert.equal(failure(missing).applied, undefined);

		const gone = execution.json('Gone');
		assert.equal(gone.length, 121);
		assert(gone.every(({ outcome }) => outcome === 'not in HubSpot any more'));
		const left = [...fake.hubspot.objects('contacts').values()];
		assert.deepEqual(
			left.map(({ properties }) => properties.email),
			['bystander@example.com'],
		);
		assert.equal(fake.hubspot.archivedObjects('contacts').size, 120);
		// The definitions of the properties, which n8n's process remembers, are read with GET.
		const made = fake.hubspot.calls
			.filter(({ method }) => method !== 'GET')
			.map(({ path: at }) => at.split('/').pop());
		assert.deepEqual(
			made.sort(),
			// As few as can be: the question asked twice is asked once.
			[...['archive', 'archive'], ...['read', 'read'], ...['upsert', 'upsert']],
		);
		nothingStrange(fake);
	},
};

const archiveEvents: Scenario = {
	name: 'archive-events',
	says: 'of 110 events that are archived, one is not there: it is refused, the others are gone, and no other event is',
	async play({ n8n, account }) {
		const { fake, credential } = await account();
		const ids = upTo(111).map(() => fake.hubspot.seedEvent(DEFAULT_APP_ID, { eventName: 'Old' }));
		const [kept, ...wanted] = ids;
		const list = [...wanted.slice(1), '999999'];
		const execution = await n8n.runWorkflow(
			await n8n.saveWorkflow(
				inARow('Archive Events', [
					manual,
					code(`return ${JSON.stringify(list)}.map((objectId) => ({ json: { objectId } }));`),
					{
						...upsertEvents(credential, { onError: 'continueRegularOutput' }),
						parameters: {
							authentication: 'accessToken',
							resource: 'event',
							operation: 'batchArchiveEvents',
							inputMode: 'fields',
							objectId: '={{ $json.objectId }}',
							options: {},
						},
					},
				]),
			),
		);
		succeeded(execution);
		const out = execution.items('HubSpot');
		assert.deepEqual(sources(out), upTo(110));
		for (const { json } of out.slice(0, -1)) {
			assert.equal(json.outcome, 'not in HubSpot any more');
		}
		assert.equal(failure(out[109]).reason, 'rejected');
		assert.equal(failure(out[109]).applied, 'no');
		assert.deepEqual([...fake.hubspot.events().keys()], [kept, wanted[0]]);
		nothingStrange(fake);
	},
};

// ---- when things fail

/** 250 contacts. HubSpot knows all but each tenth from 5 on; each fiftieth from 1 on has no ID at all. */
const MIXED = "n % 50 === 1 ? '' : n % 10 === 5 ? String(900000 + n) : String(n)";
const isBad = (n: number) => n % 50 === 1 || n % 10 === 5;
const good = upTo(250).filter((at) => !isBad(at + 1));
const bad = upTo(250).filter((at) => isBad(at + 1));

/** The settings of On Error, on one and the same list. */
async function playMixed({ n8n, account }: Stage, onError: OnError, id = MIXED) {
	const { fake, credential } = await account(contacts(250));
	const workflow = inARow(
		onError,
		[manual, contactList(250, id), updateContacts(credential, { onError }), end('Success')],
		onError === 'continueErrorOutput' ? [['HubSpot', 1, end('Error')]] : [],
	);
	const execution = await n8n.runWorkflow(await n8n.saveWorkflow(workflow));
	nothingStrange(fake);
	return { fake, execution };
}

type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

const failure = ({ json }: Item) => json.error as IDataObject;

const isRightFailure = (at: number, error: IDataObject) => {
	assert.equal(error.reason, (at + 1) % 50 === 1 ? 'invalid' : 'rejected', `item ${at}`);
	assert.equal(error.applied, 'no');
	assert.match(String(error.message), new RegExp(`\\[item ${at}\\]`));
};

const stopWorkflow: Scenario = {
	name: 'on-error-stop',
	says: 'On Error, Stop Workflow: an invalid item stops all before a call; a refused one fails the run and says how far it came',
	async play(stage) {
		const invalid = await playMixed(stage, 'stopWorkflow');
		assert.equal(invalid.execution.status, 'error');
		assert.deepEqual(writes(invalid.fake), []);
		assert.deepEqual(invalid.execution.items('Success'), []);

		const { fake, execution } = await playMixed(
			stage,
			'stopWorkflow',
			'n === 205 ? String(900000 + n) : String(n)',
		);
		assert.equal(execution.status, 'error');
		const said = `${execution.error?.message} ${execution.error?.description}`;
		assert.match(said, /249/);
		assert.deepEqual(
			written(fake),
			upTo(250)
				.map((n) => n + 1)
				.filter((n) => n !== 205),
		);
		assert.deepEqual(execution.items('Success'), []);
	},
};

const continueRegular: Scenario = {
	name: 'on-error-continue',
	says: 'On Error, Continue: 250 items come out in order, each paired, the bad ones with their error',
	async play(stage) {
		const { fake, execution } = await playMixed(stage, 'continueRegularOutput');
		succeeded(execution);
		const out = execution.items('HubSpot');
		assert.deepEqual(sources(out), upTo(250));
		for (const at of good) assert.equal(out[at].json.id, String(at + 1));
		for (const at of bad) isRightFailure(at, failure(out[at]));
		assert.deepEqual(
			written(fake),
			good.map((at) => at + 1),
		);
		eachOnce(
			fake,
			'contacts',
			good.map((at) => at + 1),
		);
	},
};

const continueError: Scenario = {
	name: 'on-error-output',
	says: 'On Error, Continue (using error output): each item leaves once, by the right output, with its own fields',
	async play(stage) {
		const { fake, execution } = await playMixed(stage, 'continueErrorOutput');
		succeeded(execution);
		const success = execution.items('HubSpot', 0);
		const failed = execution.items('HubSpot', 1);
		assert.deepEqual(sources(success), good);
		assert.deepEqual(sources(failed), bad);
		success.forEach(({ json }, n) => assert.equal(json.id, String(good[n] + 1)));
		failed.forEach((item, n) => {
			isRightFailure(bad[n], failure(item));
			assert.equal(item.json.firstname, `First ${bad[n] + 1}`);
		});
		assert.equal(execution.items('Success').length, good.length);
		assert.equal(execution.items('Error').length, bad.length);
		assert.deepEqual(
			written(fake),
			good.map((at) => at + 1),
		);
	},
};

const retryOnFail: Scenario = {
	name: 'retry-on-fail',
	says: 'Retry On Fail: a missing scope that is granted meanwhile costs one more try, and no item',
	async play({ n8n, account }) {
		const { fake, credential } = await account(contacts(250));
		fake.hubspot.faults.next({ kind: 'missingScopes', scopes: ['crm.objects.contacts.write'] });
		const workflow = inARow('Retry', [
			manual,
			contactList(250),
			updateContacts(credential, { retryOnFail: true, maxTries: 3, waitBetweenTries: 500 }),
			end('Success'),
		]);
		const execution = await n8n.runWorkflow(await n8n.saveWorkflow(workflow));
		succeeded(execution);
		const everyone = upTo(250).map((n) => n + 1);
		assert.deepEqual(sources(execution.items('HubSpot')), upTo(250));
		assert.deepEqual(written(fake), everyone);
		eachOnce(fake, 'contacts', everyone);
		assert.deepEqual(
			writes(fake).map(({ status }) => status),
			[403, 200, 200, 200],
		);

		// Without it, the same fault is the end.
		const other = await account(contacts(250));
		other.fake.hubspot.faults.next({
			kind: 'missingScopes',
			scopes: ['crm.objects.contacts.write'],
		});
		const once = inARow('Once', [manual, contactList(250), updateContacts(other.credential)]);
		const ended = await n8n.runWorkflow(await n8n.saveWorkflow(once));
		assert.equal(ended.status, 'error');
		assert.deepEqual(written(other.fake), []);
		nothingStrange(fake);
	},
};

// ---- OAuth

const MINUTES = 60_000;

const oauth: Scenario = {
	name: 'oauth',
	says: "an OAuth2 token, got by n8n's own sign-in, expires in mid-run: n8n renews and keeps it, no item is lost",
	async play({ n8n, account }) {
		let ahead = 0; // of the clock by which HubSpot's tokens live
		let seen = 0;
		const { fake } = await account({
			...contacts(1_200),
			now: () => Date.now() + ahead,
			latency: 50,
			onCall: ({ path: at }) => {
				if (at.endsWith('/batch/update') && ++seen === 4) ahead = 31 * MINUTES;
			},
		});
		const tokenCalls = () =>
			fake.hubspot.calls.filter(({ path: at }) => at === '/oauth/2026-03/token');
		const credential = await n8n.saveCredential('hubSpotBatchOAuth2Api', 'OAuth', {
			baseUrl: fake.url,
			clientId: DEFAULT_CLIENT_ID,
			clientSecret: DEFAULT_CLIENT_SECRET,
		});
		// Connect, as in the editor: n8n says where to go, HubSpot comes back with a code.
		const consent = new URL(
			await n8n.rest<string>('GET', `/oauth2-credential/auth?id=${credential.id}`),
		);
		assert.equal(consent.origin, 'https://app.hubspot.com');
		assert.equal(consent.searchParams.get('client_id'), DEFAULT_CLIENT_ID);
		assert.match(String(consent.searchParams.get('scope')), /crm\.objects\.contacts\.write/);
		const back = new URL(String(consent.searchParams.get('redirect_uri')));
		assert.equal(back.pathname, '/rest/oauth2-credential/callback');
		const query = new URLSearchParams({
			code: fake.hubspot.issueCode(),
			state: String(consent.searchParams.get('state')),
		});
		await n8n.rest('GET', `/oauth2-credential/callback?${query}`);
		assert.deepEqual(
			tokenCalls().map(({ status }) => status),
			[200],
		);

		const run = async () => {
			const nodes = [manual, contactList(1_200), updateContacts(credential)];
			return await n8n.runWorkflow(await n8n.saveWorkflow(inARow('OAuth', nodes)));
		};
		const execution = await run();
		succeeded(execution);
		const everyone = upTo(1_200).map((n) => n + 1);
		assert.deepEqual(sources(execution.items('HubSpot')), upTo(1_200));
		assert.deepEqual(written(fake), everyone);
		eachOnce(fake, 'contacts', everyone);
		const refused = writes(fake).filter(({ status }) => status === 401).length;
		assert(refused > 0, 'no call met the expired token');
		const renewed = tokenCalls().length - 1;
		assert(renewed >= 1 && renewed <= refused, `${renewed} renewals for ${refused} refusals`);
		assert(tokenCalls().every(({ status }) => status === 200));

		// The new one was stored: nobody asks again.
		const before = writes(fake).length;
		succeeded(await run());
		assert.deepEqual(
			writes(fake)
				.slice(before)
				.map(({ status }) => status),
			Array.from({ length: 12 }, () => 200),
		);
		nothingStrange(fake);
	},
};

export const SCENARIOS: Scenario[] = [
	nightly,
	companies,
	csv,
	contactsCsv,
	signUps,
	corrections,
	slices,
	...EVENT_SCENARIOS,
	agentExample,
	webhook,
	lifeOfRecords,
	archiveEvents,
	subWorkflow,
	schedule,
	stopWorkflow,
	continueRegular,
	continueError,
	retryOnFail,
	oauth,
];

/** Accounts, workflows and credentials of one scenario; `clear` ends them. */
export function stageOf(
	n8n: N8n,
	imported: Map<string, string>,
): Stage & { clear: () => Promise<void> } {
	const accounts: FakeServer[] = [];
	return {
		n8n,
		account: async (options = {}) => {
			const fake = await startFakeHubSpot(options);
			accounts.push(fake);
			const credential = await n8n.saveCredential('hubSpotBatchAccessTokenApi', 'HubSpot', {
				accessToken: fake.token,
				baseUrl: fake.url,
			});
			return { fake, credential };
		},
		example: async (file) => {
			const { name, nodes, connections } = JSON.parse(
				await readFile(path.join(ROOT, 'examples', file), 'utf8'),
			) as Workflow;
			const id = imported.get(name);
			assert(id, `${file} was not imported`);
			const stored = await n8n.readWorkflow(id);
			assert.deepEqual(stored.nodes, nodes);
			assert.deepEqual(stored.connections, connections);
			return id;
		},
		clear: async () => {
			for (const fake of accounts) await fake.close();
		},
	};
}
