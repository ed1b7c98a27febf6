/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests, never shipped */
/** The examples of marketing events in a running n8n, from the trigger to the end that a person sees. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import type { FakeServer } from '../test/fake-hubspot/server';
import { filledIn, FORM, formEnding, nextPage, UPLOADER } from './forms';
import { ROOT, type N8n } from './n8n';
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

const demoFile = async (name: string) =>
	new File([await readFile(path.join(ROOT, 'demo', name))], name, { type: 'text/csv' });

const webinar: Scenario = {
	name: 'example-webinar',
	says: "webinar-to-hubspot.json takes a webinar tool's files through its form, and hands back the row that failed",
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		const { hubspot } = fake;
		const list = hubspot.seedList('contacts', { name: 'No-shows' });
		const id = await example('webinar-to-hubspot.json');
		await n8n.adopt(id, credential);
		const chosen = { listId: { __rl: true, mode: 'list', value: list } };
		await n8n.choose(id, 'Add No-Shows to List', chosen as INodeParameters);
		const form = await publishForm(n8n, id);
		const upload = filledIn(
			...['Plain words, better mail', '910 2837 4655', '2027-06-10', '16:00', '16:45'],
			...['America/New_York', 'March 4: the month comes first'],
			[await demoFile('webinar-registrants.csv'), await demoFile('webinar-attendees.csv')],
		);
		const stranger = await n8n.call(form, upload);
		assert.equal(stranger.status, 401, stranger.text);
		const reply = await n8n.call(form, upload, UPLOADER);
		assert.equal(reply.status, 200, reply.text);
		const ending = await formEnding(n8n, reply);

		assert.match(ending, /Plain words, better mail.* is in HubSpot/);
		assert.match(ending, /Registered: 11 of 11\nAttended: 9 of 9, 34 minutes on average/);
		assert.match(ending, /Cancelled: 1 of 1\nNo-shows in the list: 2 of 2/);
		assert.match(ending, /Rows that failed: 1\./);
		assert.match(ending, /rows-that-failed\.csv/);
		const held = hubspot.eventByExternalId(DEFAULT_APP_ID, 'webinars', '910 2837 4655');
		assert.equal(Date.parse(held?.startDateTime ?? ''), Date.UTC(2027, 5, 10, 20));
		assert.equal(hubspot.participations(held?.objectId ?? '').size, 12);
		assert.equal(hubspot.list(list)?.members.size, 2);
		nothingStrange(fake);
	},
};

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

const registrations: Scenario = {
	name: 'example-webhook',
	says: 'event-registration-webhook.json answers each call with the truth, and strangers with 401',
	async play({ n8n, account, example }) {
		const { fake, credential } = await account();
		const { hubspot } = fake;
		const id = await example('event-registration-webhook.json');
		await n8n.adopt(id, credential);
		const { nodes } = await n8n.readWorkflow(id);
		const { parameters } = nodes.find(({ name }) => name === 'Is the Key Right?')!;
		const { conditions } = parameters as unknown as {
			conditions: { conditions: Array<{ rightValue: string }> };
		};
		conditions.conditions[1].rightValue = 'their-own-key';
		await n8n.choose(id, 'Is the Key Right?', { conditions } as unknown as INodeParameters);
		await n8n.publish(id);
		const guest = {
			user_email: 'ada@example.com',
			user_first_name: 'Ada',
			approval_status: 'approved',
			registered_at: '2027-02-28T09:00:00.000Z',
			event: { id: 'evt-1', name: 'Spring Meetup', start_at: '2027-03-04T18:00:00.000Z' },
		};
		const call = async (data: IDataObject, key = 'their-own-key') =>
			await n8n.until(
				'the webhook to be there',
				async () => {
					const body = { type: 'guest.registered', data };
					return await n8n.call(`webhook/event-registration?key=${key}`, body);
				},
				({ status }) => status !== 404,
				20_000,
			);
		const recorded = await call(guest);
		assert.equal(recorded.status, 200, recorded.text);
		assert.equal((recorded.body as IDataObject).recorded, true);
		const wrong = await call({ ...guest, user_email: 'ada' });
		assert.equal(wrong.status, 422, wrong.text);
		const { recorded: isRecorded, why } = wrong.body as IDataObject;
		assert.equal(isRecorded, false);
		assert.match(String(why), /ada/);
		const stranger = await call(guest, 'guessed');
		assert.equal(stranger.status, 401, stranger.text);
		const held = hubspot.eventByExternalId(DEFAULT_APP_ID, 'luma', 'evt-1');
		assert.equal(hubspot.participations(held?.objectId ?? '').size, 1);
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

export const EVENT_SCENARIOS: Scenario[] = [webinar, conferences, registrations, cleanUp];

/** Which of them plays an example. */
export const EVENT_EXAMPLES: Record<string, string> = {
	'webinar-to-hubspot.json': webinar.name,
	'conference-calendar.json': conferences.name,
	'event-registration-webhook.json': registrations.name,
	'clean-up-duplicate-events.json': cleanUp.name,
};
