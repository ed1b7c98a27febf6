/**
 * The examples of marketing events, imported unchanged and run on n8n's real engine against the fake.
 * Their triggers, and the form in the middle of one, stand in by what they hand on.
 */
import '../host/virtual-time';

import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_APP_ID, DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import type { WorkflowRun } from '../host/engine';
import { jsonOf, playExample, timesRun } from '../host/example';
import { answered } from '../host/ownNodes';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
	await fake.close();
});

const eventOf = (account: string, id: string) =>
	fake.hubspot.eventByExternalId(DEFAULT_APP_ID, account, id);

describe('The conference calendar', () => {
	const run = async (token?: string) =>
		await playExample('conference-calendar.json', {
			...{ url: fake.url, token, start: 'Every Night', input: [{}] },
		});
	const reportOf = (ran: WorkflowRun) => String(jsonOf(ran, 'Send the Report')[0].report);

	it('writes the rows of its sheet, cancels those that are cancelled, and says in one report which failed', async () => {
		const ran = await run();
		expect(fake.hubspot.events().size).toBe(4);
		const cancelled = [...fake.hubspot.events().values()].map((event) => [
			event.externalEventId,
			event.eventCancelled,
		]);
		expect(cancelled).toEqual([
			['devdays-2027', false],
			['datacamp-2027', false],
			['cloudfair-2027', true],
			['uxnight-2027', false],
		]);
		const start = eventOf('conferences', 'devdays-2027')?.startDateTime;
		expect(new Date(start ?? '').toISOString()).toBe('2027-05-12T09:00:00.000Z');
		expect(timesRun(ran, 'Send the Report')).toBe(1);
		const [first, second, ...others] = reportOf(ran).split('\n\n');
		expect(first).toBe('4 of 5 conferences are up to date in HubSpot, 1 of them cancelled.');
		expect(second).toMatch(/^Not written: Test Fest\. .*“14\.11\.2027 09:00”/);
		expect(second).not.toMatch(/\[item|expression|\{\{/);
		expect(others).toEqual([]);
	});

	it('changes nothing on the next night', async () => {
		await run();
		const before = [...fake.hubspot.events().keys()];
		const ran = await run();
		expect([...fake.hubspot.events().keys()]).toEqual(before);
		expect(eventOf('conferences', 'cloudfair-2027')?.eventCancelled).toBe(true);
		expect(reportOf(ran)).toMatch(/^4 of 5 conferences .* 1 of them cancelled\./);
	});

	it('reports once, too, when HubSpot takes nothing', async () => {
		const ran = await run('a-token-that-hubspot-does-not-know');
		expect(fake.hubspot.events().size).toBe(0);
		expect(timesRun(ran, 'Send the Report')).toBe(1);
		expect(reportOf(ran)).toMatch(/^0 of 5 conferences/);
	});
});

describe('Cleaning up after the fair', () => {
	const YES = { 'Archive them?': 'Yes, archive these events' };
	const NO = { 'Archive them?': 'No, keep them' };
	const run = async (
		answers: IDataObject,
		form: IDataObject = {},
		{ token, meanwhile }: { token?: string; meanwhile?: () => Promise<void> } = {},
	) =>
		await playExample('clean-up-duplicate-events.json', {
			url: fake.url,
			start: 'Start the Clean-Up',
			input: [{ 'Name contains': '', From: '', To: '', ...form }],
			nodeTypes: { 'n8n-nodes-base.wait': answered(answers, meanwhile) },
			token,
		});
	const seed = (eventName: string, startDateTime: string | null, registrants = 0) =>
		fake.hubspot.seedEvent(DEFAULT_APP_ID, {
			eventName,
			startDateTime,
			externalEventId: `${eventName}-${fake.hubspot.events().size}`,
			counters: { registrants, attendees: 0, cancellations: 0, noShows: 0 },
		});
	const DAY = '2027-03-04T09:00:00.000Z';
	const left = () => [...fake.hubspot.events().keys()];

	/** A fair three times, once with people; another one twice, both with people; and single events. */
	function fair() {
		const first = seed('Spring Fair', DAY);
		const visited = seed(' spring  FAIR ', '2027-03-04T15:00:00.000Z', 12);
		const third = seed('Spring Fair', DAY);
		const others = [
			seed('Spring Fair', '2027-03-05T09:00:00.000Z'),
			seed('Autumn <Fair>', DAY, 3),
			seed('Autumn <Fair>', DAY, 4),
			seed('No Date', null),
			seed('No Date', null),
		];
		return { empty: [first, third], kept: [visited, ...others], visited };
	}

	it('archives what somebody approved: all but the one with most people, and none with people of its own', async () => {
		const { empty, kept, visited } = fair();
		const ran = await run(YES);
		expect([...left()].sort()).toEqual([...kept].sort());
		const [{ title, description }] = jsonOf(ran, 'Wait for Approval');
		expect(title).toBe('2 duplicates to archive');
		expect(description).toContain(`keeps ${visited} (people: 12); archives ${empty.join(', ')}\n`);
		expect(description).toContain('Autumn &#60;Fair&#62;');
		expect(description).toMatch(/leaves \d+ \(people: 3\) to you/);
		const [said] = jsonOf(ran, 'Say What Was Archived');
		expect(said.title).toBe('Archived: 2 of 2');
		for (const id of empty) expect(said.message).toContain(`Spring Fair</b>, 2027-03-04 (${id})`);
		expect(timesRun(ran, 'Say What Was Archived')).toBe(1);
	});

	it('archives nothing where somebody says no', async () => {
		fair();
		const before = left();
		const ran = await run(NO);
		expect(left()).toEqual(before);
		expect(timesRun(ran, 'Archive Duplicates')).toBe(0);
		expect(jsonOf(ran, 'Say That Nothing Changed')[0].title).toBe('Nothing was archived');
	});

	it('looks at no other events than the form asks for, its last day included', async () => {
		const { empty } = fair();
		const outside = [seed('Spring Fair', '2027-03-06T00:00:00.000Z')];
		outside.push(seed('Spring Fair', '2027-03-06T00:00:00.000Z'));
		const later = seed('Spring Fair', '2027-03-05T23:00:00.000Z');
		const ran = await run(YES, { 'Name contains': 'spring', From: '2027-03-04', To: '2027-03-05' });
		const gone = [...fake.hubspot.archivedEvents().keys()];
		expect(gone.sort()).toEqual([...empty, later].sort());
		for (const id of outside) expect(left()).toContain(id);
		expect(jsonOf(ran, 'Wait for Approval')[0].description).not.toContain('Autumn');
	});

	it.each([
		['there are none', 0, /^No duplicates$/, /^HubSpot has 1 such events/],
		['all of them have people', 5, /^Nothing that can be archived$/, /left to you:\n• <b>/],
	])('asks nobody where %s', async (_, registrants, title, message) => {
		seed('Spring Fair', DAY, registrants);
		if (registrants) seed('Spring Fair', DAY, registrants);
		const ran = await run(YES);
		expect(timesRun(ran, 'Wait for Approval')).toBe(0);
		const [said] = jsonOf(ran, 'Say That There Are None');
		expect(said.title).toMatch(title);
		expect(said.message).toMatch(message);
		expect(fake.hubspot.archivedEvents().size).toBe(0);
	});

	it('says so where HubSpot has no events at all', async () => {
		const ran = await run(YES);
		expect(jsonOf(ran, 'Say That There Are None')[0].message).toMatch(/^HubSpot has 0 such events/);
	});

	it('says why where HubSpot does not let the events be read', async () => {
		const ran = await run(YES, {}, { token: 'a-token-that-hubspot-does-not-know' });
		const [said] = jsonOf(ran, 'Say Why Not');
		expect(said.title).toBe('Nothing was archived');
		expect(said.message).toMatch(/token/i);
	});

	it('says which event was gone before somebody approved, beside those that it archived', async () => {
		const { empty } = fair();
		const meanwhile = async () => {
			const address = `${fake.url}/marketing/marketing-events/2026-03/batch/archive`;
			const headers = {
				authorization: `Bearer ${DEFAULT_TOKEN}`,
				'content-type': 'application/json',
			};
			const body = JSON.stringify({ inputs: [{ objectId: empty[0] }] });
			const { status } = await fetch(address, { method: 'POST', headers, body });
			expect(status).toBe(204);
		};
		const [said] = jsonOf(await run(YES, {}, { meanwhile }), 'Say What Was Archived');
		expect(said.title).toBe('Archived: 1 of 2');
		expect(said.message).toMatch(
			new RegExp(`\\(${empty[1]}\\)\nNot archived:\n.*\\(${empty[0]}\\): `),
		);
	});
});
