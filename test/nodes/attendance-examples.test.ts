/**
 * The examples that record who took part in an event, imported unchanged and run on n8n's real engine
 * against the fake. Their triggers stand in by what they hand on.
 */
import '../host/virtual-time';

import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import type { WorkflowRun } from '../host/engine';
import { jsonOf, playExample, timesRun } from '../host/example';
import { describeRealData, realFile } from '../real-data';
import { FORM, WEBINAR } from '../webinar';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
	await fake.close();
});

const contacts = () => [...fake.hubspot.objects('contacts').values()];
const contactOf = (email: string) =>
	contacts().find(({ properties }) => properties.email === email)?.id ?? '';
const eventOf = (account: string, id: string) =>
	fake.hubspot.eventByExternalId(DEFAULT_APP_ID, account, id);

/** How many contacts are what to an event. */
function states(objectId: string) {
	const counts: Record<string, number> = {};
	for (const contact of fake.hubspot.participations(objectId).keys()) {
		const state = fake.hubspot.participationState(objectId, contact) ?? 'none';
		counts[state] = (counts[state] ?? 0) + 1;
	}
	return counts;
}

const interactions = (objectId: string) =>
	[...fake.hubspot.participations(objectId).values()].flatMap((each) => each.interactions);

const UNKNOWN = 'a-token-that-hubspot-does-not-know';

describe('Webinar to HubSpot', () => {
	let list: string;
	beforeEach(() => {
		list = fake.hubspot.seedList('contacts', { name: 'No-shows' });
	});

	const run = async (
		files: Record<string, string | Buffer>,
		form: IDataObject = {},
		token?: string,
	) =>
		await playExample(WEBINAR, {
			...{ url: fake.url, token, start: 'Upload the Files' },
			input: [
				{
					json: { ...FORM, ...form },
					binary: Object.fromEntries(
						Object.entries(files).map(([fileName, file], n) => [
							`Files_${n}`,
							{ fileName, mimeType: 'text/csv', data: Buffer.from(file).toString('base64') },
						]),
					),
				},
			],
			choose: ({ name, parameters }) => {
				if (name !== 'Add No-Shows to List') return;
				parameters.listId = { __rl: true, mode: 'list', value: list };
			},
		});
	const event = () => eventOf('webinars', FORM['Webinar ID'].trim());
	const members = () => [...(fake.hubspot.list(list)?.members.keys() ?? [])];

	const REGISTERED = [
		'First Name,Last Name,Email,Registration Time,Approval Status',
		'Ada,Lindqvist,ada@example.com,2027-02-28 09:00,approved',
		'Ben,Rossi,ben@example.com,2027-02-28 10:00,approved',
		'Cleo,Okafor,cleo@example.com,2027-02-28 11:00,cancelled by registrant',
	].join('\n');
	const CAME = [
		'Name,Email,Join Time,Leave Time',
		'Ada Lindqvist,ada@example.com,2027-03-04 14:00,2027-03-04 14:40',
		'iPad,,2027-03-04 14:00,2027-03-04 14:40',
	].join('\n');

	it('has the event, everybody who registered, came and cancelled, and the no-shows in the list', async () => {
		const ran = await run({ 'registered.csv': REGISTERED, 'came.csv': CAME });
		const held = event();
		expect(held).toMatchObject({ eventName: FORM['Event name'], eventType: 'WEBINAR' });
		expect(new Date(held?.startDateTime ?? '').toISOString()).toBe('2027-03-04T14:00:00.000Z');
		const objectId = held?.objectId ?? '';
		expect(states(objectId)).toEqual({ ATTENDED: 1, REGISTERED: 1, CANCELLED: 1 });
		expect(members()).toEqual([contactOf('ben@example.com')]);
		const ada = fake.hubspot.participations(objectId).get(contactOf('ada@example.com'));
		expect(ada?.interactions.map(({ state }) => state)).toEqual(['register', 'attend']);
		const [registered, attended] = ada?.interactions ?? [];
		expect(registered.at).toBe(Date.UTC(2027, 1, 28, 9));
		expect([attended.joinedAt, attended.leftAt].map((at) => Date.parse(at ?? ''))).toEqual([
			Date.UTC(2027, 2, 4, 14),
			Date.UTC(2027, 2, 4, 14, 40),
		]);
		const { properties } = fake.hubspot.object('contacts', contactOf('ben@example.com')) ?? {};
		expect(properties).toMatchObject({ firstname: 'Ben', lastname: 'Rossi' });
		expect(timesRun(ran, 'Write the Report')).toBe(1);
	});

	it('ends on a page with the numbers, and hands back the guest without an address', async () => {
		const ran = await run({ 'registered.csv': REGISTERED, 'came.csv': CAME });
		const [page] = jsonOf(ran, 'Hand Back the Rows');
		expect(page.title).toBe('“Email that works, part 2” is in HubSpot');
		expect(String(page.message).split('\n').slice(0, 6)).toEqual([
			'Registered: 2 of 2',
			'Attended: 1 of 1, 40 minutes on average',
			'Cancelled: 1 of 1',
			'No-shows in the list: 1 of 1',
			'',
			expect.stringMatching(/^Rows that failed: 1\./),
		]);
		expect(jsonOf(ran, 'As a CSV File')).toEqual([
			{
				...{ File: 'came.csv', Row: 3, Name: 'iPad', Email: '' },
				Why: 'Not sent: the row has no e-mail address, so nobody can tell who it is.',
			},
		]);
		expect(timesRun(ran, 'Say So')).toBe(0);
	});

	it('says so without a file where every row is in HubSpot', async () => {
		const ran = await run({ 'registered.csv': REGISTERED });
		expect(timesRun(ran, 'As a CSV File')).toBe(0);
		expect(jsonOf(ran, 'Say So')[0].message).toBe(
			'Registered: 2 of 2\nAttended: 0 of 0\nCancelled: 1 of 1\nNo-shows in the list: 0 of 0',
		);
	});

	it('records nothing twice when the same files come again', async () => {
		await run({ 'registered.csv': REGISTERED, 'came.csv': CAME });
		const objectId = event()?.objectId ?? '';
		const before = interactions(objectId).length;
		const ran = await run({ 'registered.csv': REGISTERED, 'came.csv': CAME });
		expect(interactions(objectId)).toHaveLength(before);
		expect(contacts()).toHaveLength(3);
		expect(members()).toHaveLength(1);
		expect(jsonOf(ran, 'Hand Back the Rows')[0].message).toMatch(
			/^Registered: 2 of 2\nAttended: 1 .*\nCancelled: 1 of 1\nNo-shows in the list: 1 of 1\n\nRows that failed: 1\./,
		);
	});

	it('hands back the row of an address that is none, with its place in the file, and records the others', async () => {
		const file = `${REGISTERED}\nDan,Xu,dan.example.com,2027-02-28 12:00,approved`;
		const ran = await run({ 'registered.csv': file });
		expect(states(event()?.objectId ?? '')).toEqual({ REGISTERED: 2, CANCELLED: 1 });
		const [row, ...others] = jsonOf(ran, 'As a CSV File');
		expect(others).toEqual([]);
		expect(row).toMatchObject({ File: 'registered.csv', Row: 5, Name: 'Dan Xu' });
		expect(row.Why).toMatch(/^Registration: .*dan\.example\.com/);
		expect(row.Why).not.toMatch(/\[item/);
	});

	it('sends nothing where the times of the event cannot be read, and says so', async () => {
		const ran = await run({ 'registered.csv': REGISTERED }, { 'Starts at': 'noon' });
		expect(fake.hubspot.applied).toEqual([]);
		expect(jsonOf(ran, 'Say So')[0]).toMatchObject({
			title: 'Nothing was sent to HubSpot',
			message: expect.stringMatching(/“noon”/) as string,
		});
	});

	it('says why where HubSpot does not take the event, and records nobody', async () => {
		const ran = await run({ 'registered.csv': REGISTERED }, {}, UNKNOWN);
		expect(fake.hubspot.applied).toEqual([]);
		expect(timesRun(ran, 'Record Registrations')).toBe(0);
		const [page] = jsonOf(ran, 'Say So');
		expect(page.title).toBe('Nothing was sent to HubSpot');
		expect(page.message).toMatch(/token/i);
	});

	describeRealData('with the sample files of Zoom', () => {
		it('has 139 registrations, 85 attendances, 1 cancellation and 54 no-shows in HubSpot', async () => {
			const ran = await run({
				'zoom-registrants.csv': realFile('webinar/zoom-registrants.csv'),
				'zoom-attendees.csv': realFile('webinar/zoom-attendees.csv'),
			});
			const objectId = event()?.objectId ?? '';
			expect(states(objectId)).toEqual({ ATTENDED: 85, CANCELLED: 1, REGISTERED: 54 });
			const made = interactions(objectId).map(({ state }) => state);
			const count = (state: string) => made.filter((each) => each === state).length;
			expect([count('register'), count('attend'), count('cancel')]).toEqual([139, 85, 1]);
			expect(members()).toHaveLength(54);
			expect(contacts()).toHaveLength(140);
			expect(jsonOf(ran, 'As a CSV File').map(({ Name }) => Name)).toEqual([
				'iPad',
				'Anonymous attendee',
			]);
		});
	});
});

describe('The webhook of event registrations', () => {
	const KEY = 'a-key-of-their-own';
	const GUEST = {
		user_email: 'ada@example.com',
		user_first_name: 'Ada',
		user_last_name: 'Lindqvist',
		approval_status: 'approved',
		registered_at: '2027-02-28T09:00:00.000Z',
		event: {
			id: 'evt-1',
			name: 'Spring Meetup',
			start_at: '2027-03-04T18:00:00.000Z',
			end_at: '2027-03-04T20:00:00.000Z',
			url: 'https://lu.ma/spring',
		},
	};
	const run = async (guest: IDataObject, { key = KEY, chosen = KEY, token = '' } = {}) =>
		await playExample('event-registration-webhook.json', {
			...{ url: fake.url, start: 'Registration Comes In' },
			...(token && { token }),
			input: [{ query: { key }, body: { type: 'guest.registered', data: guest } }],
			// The user types the key into the empty field.
			choose: ({ name, parameters }) => {
				if (name !== 'Is the Key Right?') return;
				const { conditions } = parameters.conditions as { conditions: IDataObject[] };
				expect(conditions.map(({ rightValue }) => rightValue)).toEqual(['', '']);
				conditions[1].rightValue = chosen;
			},
		});

	const ANSWERS = [
		'Say That It Is Recorded',
		'Say Why Not',
		'Say That It Is Not Wanted',
		'Say That the Key Is Wrong',
	];
	/** The one answer that was given. */
	const answerOf = (ran: WorkflowRun) => {
		const given = ANSWERS.flatMap((name) => jsonOf(ran, name));
		expect(given).toHaveLength(1);
		return given[0] as { code: number; body: IDataObject };
	};

	it('answers that a registration is recorded, once HubSpot has it, with the contact and the event', async () => {
		const { code, body } = answerOf(await run(GUEST));
		expect(code).toBe(200);
		const contact = contactOf('ada@example.com');
		expect(body).toEqual({
			recorded: true,
			event: 'Spring Meetup',
			email: 'ada@example.com',
			contactId: Number(contact),
		});
		const objectId = eventOf('luma', 'evt-1')?.objectId ?? '';
		expect(states(objectId)).toEqual({ REGISTERED: 1 });
		expect(interactions(objectId)[0].at).toBe(Date.parse(GUEST.registered_at));
	});

	it('records a registration once that comes twice', async () => {
		await run(GUEST);
		const { code, body } = answerOf(await run(GUEST));
		expect([code, body.recorded]).toEqual([200, true]);
		expect(interactions(eventOf('luma', 'evt-1')?.objectId ?? '')).toHaveLength(1);
	});

	it.each([
		['an address that is none', { user_email: 'ada' }, /ada/],
		['no address', { user_email: undefined }, /required/],
		['an event without a name', { event: { ...GUEST.event, name: '' } }, /Event Name/],
	])('answers 422 to a registration with %s, and why', async (_, change, why) => {
		const { code, body } = answerOf(await run({ ...GUEST, ...change }));
		expect(code).toBe(422);
		expect(body).toMatchObject({ recorded: false, reason: 'invalid', mayBeRecorded: false });
		expect(body.why).toMatch(why);
		expect(body.why).not.toMatch(/\[item/);
		expect(contacts()).toEqual([]);
	});

	it('answers 503 where HubSpot takes nothing, so that the tool sends it again', async () => {
		const { code, body } = answerOf(await run(GUEST, { token: UNKNOWN }));
		expect(code).toBe(503);
		expect(body).toMatchObject({ recorded: false, reason: 'unsent', mayBeRecorded: false });
	});

	it('records no guest who waits for approval, and says so without calling it an error', async () => {
		const { code, body } = answerOf(await run({ ...GUEST, approval_status: 'pending_approval' }));
		expect([code, body.recorded]).toEqual([200, false]);
		expect(body.why).toMatch(/pending_approval/);
		expect(fake.hubspot.applied).toEqual([]);
	});

	it.each([
		['of somebody else', { key: 'guessed' }],
		['that is missing', { key: '' }],
		['that is missing, where none was chosen', { key: '', chosen: '' }],
		['of any kind, where none was chosen', { key: 'guessed', chosen: '' }],
	])('refuses a call with a key %s', async (_, keys) => {
		const { code, body } = answerOf(await run(GUEST, keys));
		expect([code, body.recorded]).toEqual([401, false]);
		expect(fake.hubspot.calls).toEqual([]);
	});
});
