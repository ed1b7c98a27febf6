/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests, never shipped */
/** The examples of marketing events in a running n8n, from the trigger to the end that a person sees. */
import assert from 'node:assert/strict';

import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import type { FakeServer } from '../test/fake-hubspot/server';
import { filledIn, FORM, formEnding, nextPage, UPLOADER } from './forms';
import type { N8n } from './n8n';
import type { Scenario } from './stage';

const nothingStrange = ({ hubspot }: FakeServer) => {
	assert.deepEqual(hubspot.unknownRoutes, []);
	assert.deepEqual(hubspot.oddities, []);
};

/** Chooses the credential of a form's pages, publishes, and gives the form's address. */
async function publishForm(n8n: N8n, id: string): Promise<string> {
	const login = await n8n.saveCredential('httpBasicAuth', 'Uploads', UPLOADER);
	await n8n.adopt(id, login, FORM);
	await n8n.publish(id);
	const { nodes } = await n8n.readWorkflow(id);
	return `form/${nodes.find(({ type }) => type.endsWith('formTrigger'))?.webhookId}`;
}

const conferences: Scenario = {
	name: 'example-conferences',
	says: 'conference-calendar.json writes its sheet, cancels what is cancelled, and reports',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		const id = await example('conference-calendar.json');
		await n8n.adopt(id, credential);

		const execution = await n8n.runWorkflow(id);
		assert.equal(execution.status, 'success', execution.error?.message);
		const events = [...fake.hubspot.events().values()];
		assert.equal(events.length, 4);
		const cancelled = events.filter(({ eventCancelled }) => eventCancelled);
		assert.deepEqual(
			cancelled.map(({ eventName }) => eventName),
			['Cloud Fair'],
		);
		const [{ report }] = execution.json('Send the Report');
		assert.match(String(report), /^4 of 5 conferences are up to date in HubSpot, 1 of them/);
		assert.match(String(report), /Not written: Test Fest\./);
		nothingStrange(fake);
	},
};

const cleanUp: Scenario = {
	name: 'example-clean-up',
	says: 'clean-up-duplicate-events.json shows the duplicates, waits for a yes, and archives these alone',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		const { hubspot } = fake;
		const seed = (eventName: string, registrants: number) =>
			hubspot.seedEvent(DEFAULT_APP_ID, {
				eventName,
				externalEventId: `fair-${hubspot.events().size}`,
				startDateTime: '2027-03-04T09:00:00.000Z',
				counters: { registrants, attendees: 0, cancellations: 0, noShows: 0 },
			});
		const [kept, duplicate] = [seed('Spring Fair', 12), seed('spring fair', 0)];
		const other = seed('Autumn Fair', 0);
		const id = await example('clean-up-duplicate-events.json');
		await n8n.adopt(id, credential);
		const form = await publishForm(n8n, id);
		const reply = await n8n.call(form, filledIn('fair', '', ''), UPLOADER);
		assert.equal(reply.status, 200, reply.text);
		const yes = filledIn('Yes, archive these events');
		const page = await nextPage(n8n, reply, yes);
		assert.equal(page.stranger, 401);
		assert.match(page.text, /1 duplicate to archive/);
		assert.match(page.text, new RegExp(`keeps ${kept} \\(people: 12\\); archives ${duplicate}`));
		const ending = await formEnding(n8n, reply);
		assert.match(ending, /Archived: 1 of 1/);
		assert.deepEqual([...hubspot.events().keys()].sort(), [kept, other].sort());
		nothingStrange(fake);
	},
};

export const EVENT_SCENARIOS: Scenario[] = [conferences, cleanUp];

/** Which of them plays an example. */
export const EVENT_EXAMPLES: Record<string, string> = {
	'conference-calendar.json': conferences.name,
	'clean-up-duplicate-events.json': cleanUp.name,
};
