/**
 * Attendance on n8n's real engine: who is recorded for which event, which items come out where, for
 * every setting of On Error, what is said of bad input, and what an agent is told.
 */
import '../host/virtual-time';

import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import {
	AGENT_KINDS,
	closeClean,
	errorOf,
	errorsOf,
	fromAI,
	jsonOf,
	range,
	rowsOf,
	runRows,
	runTool,
	type Settings,
} from './rows';

const START = '2027-03-01T09:00:00.000Z';

let fake: FakeServer;
/** Object IDs of the events `w0` to `w2`, which begin at `START`. */
let ids: string[];
beforeEach(async () => {
	fake = await startFakeHubSpot();
	ids = range(3).map((n) =>
		fake.hubspot.seedEvent(DEFAULT_APP_ID, {
			externalEventId: `w${n}`,
			externalAccountId: 'acme',
			startDateTime: START,
		}),
	);
	fake.hubspot.seedObject('contacts', { email: 'ada@example.com', code: 'A1' }, '101');
	fake.hubspot.seedObject('contacts', { email: 'bob@example.com', code: 'B1' }, '102');
});
afterEach(async () => await closeClean(fake));

const EVENTS = 'hubSpotMarketingEvents';
const OWN = {
	authentication: 'accessToken',
	resource: 'attendance',
	operation: 'recordAttendance',
	inputMode: 'fields',
	findEventsBy: 'objectId',
	objectId: '={{ $json.event }}',
	state: '={{ $json.state ?? "register" }}',
	contactBy: 'email',
	contact: '={{ $json.who }}',
	occurredAt: '={{ $json.at }}',
	joinedAt: '={{ $json.from }}',
	leftAt: '={{ $json.to }}',
};

const record = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, OWN, input, settings, EVENTS);
const GO_ON = { onError: 'continueRegularOutput' } as const;
const AT = '2027-02-01T10:00:00Z';
const person = (n: number, event = ids[0], more: IDataObject = {}): IDataObject => ({
	event,
	who: `p${n}@example.com`,
	at: AT,
	...more,
});
const paths = () =>
	callsOf(fake).map(({ method, path }) => `${method} ${path.replace(/^.*\/2026-03|\?.*$/g, '')}`);
const stateOf = (contact: string, event = ids[0]) =>
	fake.hubspot.participationState(event, contact);
const outcomes = (told: IDataObject[]) => told.map(({ outcome }) => outcome);

describe('Attendance', () => {
	it('by e-mail creates who is missing, records everybody, and tells so of every row', async () => {
		const input = [
			...range(3).map((n) => person(n)),
			{ event: ids[0], who: 'Ada@example.com', at: AT },
		];
		const ran = await record(input);
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(4));
		expect(jsonOf(ran)).toMatchObject([
			...range(3).map((n) => ({
				email: `p${n}@example.com`,
				objectId: ids[0],
				state: 'register',
				occurredAt: '2027-02-01T10:00:00.000Z',
				outcome: 'recorded',
			})),
			{ vid: 101, email: 'ada@example.com', outcome: 'recorded' },
		]);
		expect(paths()).toEqual([`POST /${ids[0]}/attendance/register/email-create`]);
		expect(fake.hubspot.participations(ids[0]).size).toBe(4);
		expect(stateOf('101')).toBe('REGISTERED');
		expect(ran.hints('HubSpot')).toEqual([]);
	});

	it('goes in one call for each event and state, and for those called by ID or by e-mail', async () => {
		const input = range(40).map((n) =>
			person(n, ids[n % 2], { state: ['Registered', 'CANCEL'][(n >> 1) % 2] }),
		);
		const ran = await record(input);
		expect(outcomes(jsonOf(ran))).toEqual(Array(40).fill('recorded'));
		expect(paths().sort()).toEqual(
			['cancel', 'register']
				.flatMap((state) => ids.slice(0, 2).map((id) => [id, state]))
				.map(([id, state]) => `POST /${id}/attendance/${state}/email-create`)
				.sort(),
		);
	});

	it('of 250 people at one event takes three calls', async () => {
		const ran = await record(range(250).map((n) => person(n)));
		expect(rowsOf(ran)).toEqual(range(250));
		expect(callsOf(fake)).toHaveLength(3);
		expect(fake.hubspot.participations(ids[0]).size).toBe(250);
	});

	it('looks an event up once where it is called by its external IDs', async () => {
		const parameters = {
			findEventsBy: 'externalEventId',
			externalEventId: '={{ $json.event }}',
			externalAccountId: 'acme',
		};
		const input = range(20).map((n) => person(n, `w${n % 2}`));
		const ran = await record(input, { parameters });
		expect(jsonOf(ran)).toMatchObject(
			range(20).map((n) => ({
				objectId: ids[n % 2],
				externalEventId: `w${n % 2}`,
				externalAccountId: 'acme',
				outcome: 'recorded',
			})),
		);
		expect(paths().sort()).toEqual([
			'GET /events/search',
			'GET /events/search',
			...ids.slice(0, 2).map((id) => `POST /${id}/attendance/register/email-create`),
		]);
	});

	it('by record ID, and by any other property, is recorded for contacts that exist', async () => {
		const byId = await record([{ event: ids[0], who: 101, at: AT }], {
			parameters: { contactBy: 'recordId' },
		});
		expect(jsonOf(byId)).toMatchObject([{ vid: 101, objectId: ids[0], outcome: 'recorded' }]);
		const parameters = { contactBy: 'property', contactProperty: 'code' };
		fake.hubspot.defineProperty('contacts', { name: 'code', hasUniqueValue: true });
		const byCode = await record([{ event: ids[0], who: 'B1', at: AT }], { parameters });
		expect(jsonOf(byCode)).toMatchObject([{ vid: 102, outcome: 'recorded' }]);
		expect([stateOf('101'), stateOf('102')]).toEqual(['REGISTERED', 'REGISTERED']);
	});

	it('writes the contact properties of new contacts alone, without those that are empty', async () => {
		const contactProperties = {
			property: [
				{ name: 'firstname', value: '={{ $json.first }}' },
				{ name: 'lastname', value: '' },
			],
		};
		const input = [
			person(1, ids[0], { first: 'Pia' }),
			person(2, ids[0], { first: '' }),
			{ event: ids[0], who: 'ada@example.com', at: AT, first: 'X' },
		];
		const ran = await record(input, { parameters: { contactProperties } });
		const [pia, other] = jsonOf(ran).map(
			({ vid }) => fake.hubspot.object('contacts', String(vid))?.properties,
		);
		expect(pia).toEqual({ email: 'p1@example.com', firstname: 'Pia' });
		expect(other).toEqual({ email: 'p2@example.com' });
		expect(fake.hubspot.object('contacts', '101')?.properties).not.toHaveProperty('firstname');
	});

	it('with the times of joining and leaving counts how long somebody attended', async () => {
		const input = [
			person(1, ids[0], {
				state: 'ATTENDED',
				at: '',
				from: '2027-03-01 10:00',
				to: '2027-03-01 11:30',
			}),
		];
		const ran = await record(input);
		const [told] = jsonOf(ran);
		// Times without a zone are those of the workflow's.
		expect(told).toMatchObject({ state: 'attend', outcome: 'recorded' });
		const [interaction] =
			fake.hubspot.participations(ids[0]).get(String(told.vid))?.interactions ?? [];
		expect(told.occurredAt).toBe('2027-03-01T15:00:00.000Z');
		const span = Date.parse(String(interaction.leftAt)) - Date.parse(String(interaction.joinedAt));
		expect(span).toBe(5_400_000);
	});

	it('without a time is that of the event’s start, asked for once, or of the run, and a hint says so', async () => {
		const input = range(4).map((n) => person(n, ids[n % 2], { state: 'attend', at: '' }));
		const ran = await record([...input, person(5, ids[2], { at: '' })]);
		expect(jsonOf(ran).slice(0, 4)).toMatchObject(Array(4).fill({ occurredAt: START }));
		expect(
			paths()
				.filter((path) => path.startsWith('GET'))
				.sort(),
		).toEqual(ids.slice(0, 2).map((id) => `GET /${id}`));
		expect(ran.hints('HubSpot')).toEqual([
			'Occurred At is empty, so HubSpot was told the start of the event. Map the time at which it happened. (4 items: 0 to 3)',
			'Occurred At is empty, so HubSpot was told the moment of this run, so another run would record this person once more. Map the time at which it happened. (item 4)',
		]);
	});

	it('of one person twice is one entry where it is equal, and goes later where it is not', async () => {
		const attended = (at: string) => ({
			event: ids[0],
			who: 'ada@example.com',
			state: 'attend',
			at,
		});
		const ran = await record([AT, AT, '2027-02-01T12:00:00Z'].map(attended));
		expect(outcomes(jsonOf(ran))).toEqual(Array(3).fill('recorded'));
		expect(paths()).toEqual(Array(2).fill(`POST /${ids[0]}/attendance/attend/email-create`));
		expect(fake.hubspot.participations(ids[0]).get('101')?.interactions).toHaveLength(2);
	});

	it('of two spellings of one e-mail is one entry in HubSpot, and both rows are told so', async () => {
		const ran = await record(
			['Ada@Example.com', 'ada@example.com'].map((who) => ({ event: ids[0], who, at: AT })),
		);
		expect(jsonOf(ran)).toMatchObject(Array(2).fill({ vid: 101, outcome: 'recorded' }));
		expect(fake.hubspot.participations(ids[0]).get('101')?.interactions).toHaveLength(1);
	});

	it('that was recorded before is read back, and told as recorded', async () => {
		const input = range(30).map((n) => person(n));
		await record(input);
		const before = callsOf(fake).length;
		const ran = await record(input);
		expect(outcomes(jsonOf(ran))).toEqual(Array(30).fill('recorded'));
		expect(jsonOf(ran).every(({ vid }) => typeof vid === 'number')).toBe(true);
		expect(paths().slice(before)).toEqual([
			`POST /${ids[0]}/attendance/register/email-create`,
			`GET /participations/${ids[0]}/breakdown`,
		]);
		expect(fake.hubspot.participations(ids[0]).size).toBe(30);
		expect(ran.hints('HubSpot')).toEqual([
			'30 attendances needed a second look; all of them are recorded. (items 0 to 29)',
		]);
	});

	it('takes JSON as HubSpot has it, with the event and the state beside', async () => {
		const json = {
			objectId: ids[0],
			subscriberState: 'attend',
			email: 'new@example.com',
			interactionDateTime: Date.parse(AT),
			contactProperties: { firstname: 'Neo' },
			properties: { joinedAt: '2027-03-01T09:00:00Z', leftAt: '2027-03-01T10:00:00Z' },
		};
		const ran = await record([{ it: json }], {
			parameters: { inputMode: 'json', json: '={{ $json.it }}' },
		});
		expect(jsonOf(ran)).toMatchObject([
			{ email: 'new@example.com', state: 'attend', occurredAt: '2027-02-01T10:00:00.000Z' },
		]);
	});

	it('of no item makes no call', async () => {
		const ran = await record([]);
		expect(callsOf(fake)).toEqual([]);
		expect(ran.run.status).toBe('success');
	});

	it('is counted in a summary, which names the persons that failed', async () => {
		const ran = await record([person(1), person(2, ids[0], { state: 'maybe' })], {
			...GO_ON,
			options: { output: 'summary' },
		});
		expect(jsonOf(ran)).toMatchObject([
			{ items: 2, done: 1, invalid: 1, outcomes: { recorded: 1 }, calls: 1 },
		]);
	});
});

describe('Attendance of which one row is bad', () => {
	const input = () => [person(0), { event: ids[0], who: 'nobody@localhost', at: AT }, person(2)];

	it('sends it to the error output, and records the others', async () => {
		const ran = await record(input(), { onError: 'continueErrorOutput' });
		expect(rowsOf(ran)).toEqual([0, 2]);
		expect(rowsOf(ran, 'Failed')).toEqual([1]);
		expect(errorsOf(ran, 1)).toMatchObject([
			{
				reason: 'rejected',
				applied: 'no',
				category: 'VALIDATION_ERROR',
				message:
					'HubSpot refused the contact with email nobody@localhost: “Email address nobody@localhost is invalid” (VALIDATION_ERROR). [item 1]',
			},
		]);
	});

	it('tells of it in its place where it continues', async () => {
		const ran = await record(input(), GO_ON);
		expect(rowsOf(ran)).toEqual(range(3));
		expect(errorsOf(ran)).toMatchObject([undefined, { reason: 'rejected' }, undefined]);
	});

	it('stops, and says what was recorded', async () => {
		const ran = await record(input());
		expect(errorOf(ran)?.message).toBe('1 of 3 contacts was refused; 2 were recorded');
		expect(errorOf(ran)?.description).toContain('Recorded: items 0, 2.');
	});
});

describe('Attendance at an event that is not there', () => {
	const GONE =
		'HubSpot has no such event, so nothing was recorded. Check its ID, and whether somebody deleted it.';

	it('is refused for all of its people with one call and one look, and the other events go on', async () => {
		const input = range(300).map((n) => person(n, n % 3 ? '999' : ids[0]));
		const ran = await record(input, GO_ON);
		const told = errorsOf(ran);
		expect(told.filter(Boolean)).toHaveLength(200);
		for (const n of [1, 298]) {
			expect(told[n]).toMatchObject({ applied: 'no', message: `${GONE} [item ${n}]` });
		}
		expect(paths().sort()).toEqual(
			[
				'GET /999',
				`POST /${ids[0]}/attendance/register/email-create`,
				'POST /999/attendance/register/email-create',
			].sort(),
		);
	});

	it('is told in the same words for one person', async () => {
		const ran = await record([person(1, '999')]);
		expect(errorOf(ran)?.message).toBe('HubSpot refused the contact; nothing was recorded');
		expect(errorOf(ran)?.description).toContain(GONE);
	});
});

describe('Attendance at an event called by its external IDs', () => {
	const parameters = {
		findEventsBy: 'externalEventId',
		externalEventId: '={{ $json.event }}',
		externalAccountId: '',
	};

	it('that another app created is recorded, and a hint says whose it is', async () => {
		const theirs = fake.hubspot.seedEvent(DEFAULT_APP_ID + 1, { externalEventId: 'theirs' });
		const ran = await record([person(1, 'theirs')], { parameters });
		expect(jsonOf(ran)).toMatchObject([{ objectId: theirs, outcome: 'recorded' }]);
		expect(ran.hints('HubSpot')).toEqual([
			'This event belongs to another app, “App 1002”: none of yours has its external IDs. (item 0)',
		]);
	});

	it('that nobody has is looked for again after pauses, and then told as not found', async () => {
		const ran = await record([person(1, 'w9'), person(2, 'w1')], { ...GO_ON, parameters });
		expect(errorsOf(ran)[0]).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			message:
				'No event has the external event ID w9, so nothing was recorded. Check the ID; HubSpot shows new events of other apps only after some minutes. [item 0]',
		});
		expect(jsonOf(ran)[1]).toMatchObject({ outcome: 'recorded' });
	});
});

describe('Bad input of attendance is refused before anything is sent', () => {
	const ATTENDED = { state: 'attend' };

	it.each<[string, IDataObject, string]>([
		[
			'an unknown state',
			{ state: 'maybe' },
			'State must be Registered, Attended or Cancelled, but is “maybe”.',
		],
		[
			'a no-show',
			{ state: 'NO_SHOW' },
			'State must be Registered, Attended or Cancelled, but is “NO_SHOW”: HubSpot works out itself who did not come, once the event is completed, so leave this item out.',
		],
		['no state', { state: ' ' }, 'State is required but empty.'],
		[
			'an e-mail that is none',
			{ who: 'Ada' },
			'Contact must be one e-mail address, such as ada@example.com, but is “Ada”: check which column is mapped here.',
		],
		['no contact', { who: '' }, 'Contact is required but empty.'],
		[
			'an event ID that is none',
			{ event: 'w1' },
			'Object ID must be an ID in digits, such as 512, but is “w1”: to find events by the ID of another tool, choose External Event ID under Find Events By.',
		],
		[
			'a time that is none',
			{ at: 'soon' },
			'Occurred At must be a date written year first, such as 2026-03-01 or 2026-03-01T09:00:00Z, but is “soon”.',
		],
		[
			'a time of leaving before that of joining',
			{ ...ATTENDED, from: '2027-03-01T09:00:00Z', to: '2027-03-01T08:00:00Z' },
			'Left At must not be before Joined At (2027-03-01T09:00:00Z), but is 2027-03-01T08:00:00Z.',
		],
		[
			'times within a second',
			{ ...ATTENDED, from: '2027-03-01T09:00:00.000Z', to: '2027-03-01T09:00:00.900Z' },
			'Left At must be at least one second after Joined At (2027-03-01T09:00:00.000Z), but is 2027-03-01T09:00:00.900Z: HubSpot would store nothing.',
		],
		[
			'a time of joining alone',
			{ ...ATTENDED, from: '2027-03-01T09:00:00Z' },
			'Left At is missing beside Joined At: HubSpot needs both to work out how long somebody attended. Where only one is known, put it under Occurred At alone.',
		],
		[
			'a time of leaving alone',
			{ ...ATTENDED, to: '2027-03-01T09:00:00Z' },
			'Joined At is missing beside Left At: HubSpot needs both to work out how long somebody attended. Where only one is known, put it under Occurred At alone.',
		],
		[
			'times of somebody who registered',
			{ from: '2027-03-01T09:00:00Z', to: '2027-03-01T10:00:00Z' },
			'Joined At must be empty unless the state is Attended: put the time under Occurred At.',
		],
	])('%s', async (_, bad, words) => {
		const ran = await record([person(1), person(2, ids[0], bad)], GO_ON);
		expect(errorsOf(ran)[1]).toMatchObject({ reason: 'invalid', applied: 'no' });
		expect(errorsOf(ran)[1]?.message).toBe(`Not sent: ${words} [item 1]`);
		expect(jsonOf(ran)[0]).toMatchObject({ outcome: 'recorded' });
	});

	it('an e-mail where a record ID is wanted, and an ID with too many digits', async () => {
		const ran = await record([person(1), { event: ids[0], who: '9'.repeat(16), at: AT }], {
			...GO_ON,
			parameters: { contactBy: 'recordId' },
		});
		expect(errorsOf(ran).map((error) => error?.message)).toEqual([
			'Not sent: Contact must be a record ID in digits, such as 512, but is “p1@example.com”: to find contacts by their email, choose Email under Find Contacts By. [item 0]',
			'Not sent: Contact must be a record ID of at most 15 digits, but is “9999999999999999”. [item 1]',
		]);
		expect(callsOf(fake)).toEqual([]);
	});

	it.each<[string, IDataObject, string]>([
		[
			'a contact named twice',
			{ vid: 1 },
			'vid must not stand beside email: name the contact by one of them.',
		],
		['no contact', { email: undefined }, 'email is required but missing.'],
		[
			'a property without a value',
			{ email: undefined, contactProperty: 'code' },
			'email is required but missing.',
		],
		[
			'properties of a contact that is not created',
			{ email: undefined, vid: 101, contactProperties: { a: 'b' } },
			'contactProperties are those of new contacts, which HubSpot creates by email alone: name the contact by email, or leave them out.',
		],
		[
			'another property of attendance',
			{ properties: { minutes: 5 } },
			'properties.minutes is not a time of attendance: joinedAt and leftAt are.',
		],
		[
			'properties that are none',
			{ properties: 5 },
			'properties must be an object with joinedAt and leftAt, but is the number 5.',
		],
	])('in JSON, %s', async (_, more, words) => {
		const it = { objectId: ids[0], subscriberState: 'attend', email: 'a@example.com', ...more };
		const ran = await record([{ it: JSON.parse(JSON.stringify(it)) as IDataObject }], {
			...GO_ON,
			parameters: { inputMode: 'json', json: '={{ $json.it }}' },
		});
		expect(errorsOf(ran)[0]?.message).toBe(`Not sent: ${words} [item 0]`);
	});
});

it('Attendance of a contact that was merged is not told as recorded, and the message says what may have become of it', async () => {
	fake.hubspot.merge('contacts', '102', '101');
	const ran = await record([{ event: ids[0], who: '102', at: AT }], {
		...GO_ON,
		parameters: { contactBy: 'recordId' },
	});
	expect(errorsOf(ran)).toMatchObject([{ reason: 'unaccounted', applied: 'maybe' }]);
	expect(errorsOf(ran)[0]?.message).toMatch(
		/^HubSpot accepted the batch but its answer does not mention this attendance, so it is unknown whether this attendance was recorded \(HubSpot mentions .*; the contact may have been merged into another one\)/,
	);
});

it('Attendance of a contact that does not exist is refused by name, and the others are recorded', async () => {
	const ran = await record(
		[101, 999].map((who) => ({ event: ids[0], who, at: AT })),
		{ ...GO_ON, parameters: { contactBy: 'recordId' } },
	);
	expect(jsonOf(ran)[0]).toMatchObject({ vid: 101, outcome: 'recorded' });
	expect(errorsOf(ran)[1]).toMatchObject({
		reason: 'rejected',
		applied: 'no',
		message:
			'HubSpot refused the contact with record ID 999: “No contact found” (OBJECT_NOT_FOUND). [item 1]',
	});
});

describe.each(AGENT_KINDS)('As a tool (%s), attendance', (kind) => {
	const own = {
		...OWN,
		objectId: fromAI('event'),
		state: fromAI('state'),
		contact: fromAI('email'),
		occurredAt: fromAI('at'),
		joinedAt: '',
		leftAt: '',
	};

	it('of one person is recorded, and the model is told the truth', async () => {
		const call = { event: ids[0], state: 'Attended', email: 'ada@example.com', at: AT };
		const calls = [
			call,
			{ ...call, state: 'no-show' },
			{ ...call, event: '999' },
			{ ...call, email: 'nobody@localhost' },
			call,
		];
		const { answers } = await runTool(fake, own, calls, kind, EVENTS);
		expect(answers).toMatchObject([
			{ outcome: 'done', message: 'Recorded in HubSpot.' },
			{ outcome: 'not sent', message: expect.stringMatching(/^Not sent: State must be/) as string },
			{ outcome: 'refused', message: expect.stringMatching(/no such event/) as string },
			{ outcome: 'refused', message: expect.stringMatching(/is invalid/) as string },
			{ outcome: 'done', message: 'Recorded in HubSpot.' },
		]);
		expect(fake.hubspot.participations(ids[0]).get('101')?.interactions).toHaveLength(1);
	});

	it('that HubSpot accepts without storing it is told as unknown', async () => {
		fake.hubspot.faults.always({ kind: 'emptyResults' });
		const call = { event: ids[0], state: 'register', email: 'ada@example.com', at: AT };
		const { answers } = await runTool(fake, own, [call], kind, EVENTS);
		expect(answers).toMatchObject([{ outcome: 'unknown' }]);
		expect(fake.hubspot.participations(ids[0]).size).toBe(0);
	});

	it('without a time is recorded, and the model is told which time was taken', async () => {
		const call = { event: ids[0], state: 'register', email: 'ada@example.com', at: '' };
		const { answers } = await runTool(fake, own, [call], kind, EVENTS);
		expect(answers).toMatchObject([
			{
				outcome: 'done',
				warnings: [expect.stringMatching(/^Occurred At is empty, so HubSpot was told/) as string],
			},
		]);
	});
});
