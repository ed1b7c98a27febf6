// Attendance and participations by the fake, held to the facts.

import { ALL_SCOPES, DEFAULT_APP_ID } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account } from './account';

const { ATTENDANCE, PARTICIPATIONS } = facts;
type How = keyof typeof ATTENDANCE.fields;
type State = (typeof ATTENDANCE.states)[number];

const T0 = Date.parse('2027-03-01T09:00:00Z');
const TIMES = { joinedAt: '2027-03-01T09:00:00Z', leftAt: '2027-03-01T10:00:00Z' };

const filled = (template: string, values: Record<string, string>) =>
	template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name]));

function world(options?: Parameters<typeof account>[0], appId = DEFAULT_APP_ID) {
	const made = account(options);
	const objectId = made.hubspot.seedEvent(appId, { externalEventId: 'e1' });
	const contact = made.hubspot.seedObject('contacts', { email: 'ada@example.com' }, '101');
	const send = (state: string, how: string, inputs: object[], token?: string) =>
		made.call(
			'POST',
			filled(ATTENDANCE.paths['2026-03'], { objectId, state, how }),
			{ inputs },
			token,
		);
	const read = (rest: string) =>
		made.call('GET', `${PARTICIPATIONS.paths['2026-03']}/${objectId}${rest}`).said as unknown as {
			total: number;
			results: Array<{
				properties: Record<string, unknown>;
				associations: { contact: Record<string, unknown> };
			}>;
			paging?: { next: { after: string } };
		} & Record<string, number>;
	return { ...made, objectId, contact, send, read };
}

const byEmail = (email: string, at = T0, properties = {}) => ({
	email,
	interactionDateTime: at,
	contactProperties: {},
	properties,
});
const byId = (vid: number, at = T0, properties = {}) => ({
	vid,
	interactionDateTime: at,
	properties,
});

describe.each(['create', 'email-create'] as const)('Attendance by %s', (how: How) => {
	const input = () => (how === 'create' ? byId(101) : byEmail('ada@example.com'));

	it.each(facts.VERSIONS)('is recorded in version %s, at both of its paths', (version) => {
		const { hubspot, call, objectId } = world();
		const values = { objectId, externalEventId: 'e1', state: 'register', how };
		const answers = [
			call('POST', filled(ATTENDANCE.paths[version], values), { inputs: [input()] }),
			call(
				'POST',
				`${filled(ATTENDANCE.externalPaths[version], { ...values, state: 'attend' })}?externalAccountId=acct-1`,
				{ inputs: [input()] },
			),
		];
		for (const { status, said } of answers) {
			expect([status, said.status]).toEqual([ATTENDANCE.success, 'COMPLETE']);
			expect(Object.keys(said.results[0]).sort()).toEqual([...ATTENDANCE.result[how]].sort());
		}
		expect(hubspot.applied.map(({ key }) => key)).toEqual([
			`attendance|${objectId}|101|register`,
			`attendance|${objectId}|101|attend`,
		]);
		expect(hubspot.unknownRoutes).toEqual([]);
	});

	it.each(ATTENDANCE.states)('takes the state %s', (state) => {
		expect(world().send(state, how, [input()]).said.results).toHaveLength(1);
	});

	it.each(['REGISTERED', 'Register', 'no_show'])('refuses the state %s', (state) => {
		const { hubspot, send } = world();
		expect(send(state, how, [input()]).status).toBe(400);
		expect(hubspot.applied).toEqual([]);
	});

	it('of the same contact and moment a second time is a 200 without results, and nothing is stored', () => {
		const { hubspot, send } = world();
		expect(send('attend', how, [input()]).said.results).toHaveLength(1);
		const { status, said } = send('attend', how, [input()]);
		expect([status, said.results, said.errors]).toEqual([200, [], undefined]);
		expect(hubspot.applied).toHaveLength(1);
		const later = { ...input(), interactionDateTime: T0 + 1 };
		expect(send('attend', how, [later]).said.results).toHaveLength(1);
	});

	it.each(ATTENDANCE.fields[how])('without %s refuses the whole batch', (field) => {
		const { hubspot, send } = world();
		const less = Object.fromEntries(Object.entries(input()).filter(([name]) => name !== field));
		expect(send('attend', how, [less]).status).toBe(400);
		expect(hubspot.applied).toEqual([]);
	});

	it.each([
		['a text as the moment', { interactionDateTime: '2027-03-01T09:00:00Z' }],
		['another field', { objectId: '1' }],
		['properties that are no texts', { properties: { joinedAt: 1 } }],
	])('with %s refuses the whole batch', (_, more) => {
		expect(world().send('attend', how, [{ ...input(), ...more }]).status).toBe(400);
	});

	it('with a contact twice, or with more than a hundred, refuses the whole batch', () => {
		const { send } = world();
		expect(send('attend', how, [input(), input()]).status).toBe(400);
		const many = Array.from({ length: 101 }, (_, n) =>
			how === 'create' ? byId(n) : byEmail(`p${n}@example.com`),
		);
		expect(send('attend', how, many).status).toBe(400);
	});

	it.each([
		['equal', TIMES.joinedAt],
		['half a second apart', '2027-03-01T09:00:00.500Z'],
		['the wrong way round', '2027-03-01T08:00:00Z'],
	])('with times that are %s is a 200, and nothing is stored', (_, leftAt) => {
		const { hubspot, send } = world();
		const { status, said } = send('attend', how, [
			{ ...input(), properties: { ...TIMES, leftAt } },
		]);
		expect([status, said.results]).toEqual([200, []]);
		expect(hubspot.applied).toEqual([]);
	});

	it('with times the wrong way round may be told by an item error with a sub-category', () => {
		const { send } = world({ backwardAttendance: 'error' });
		const times = { joinedAt: TIMES.leftAt, leftAt: TIMES.joinedAt };
		const { status, said } = send('attend', how, [{ ...input(), properties: times }]);
		expect([status, said.numErrors]).toEqual([200, 1]);
		expect(said.errors[0].subCategory).toMatch(ATTENDANCE.subCategory);
	});

	it('of an event that is not there is a 404, and so is one of another app by its external IDs', () => {
		const { call, objectId } = world({}, DEFAULT_APP_ID + 1);
		const at = (template: string, id: string) =>
			call(
				'POST',
				`${filled(template, { objectId: id, externalEventId: id, state: 'attend', how })}?externalAccountId=acct-1`,
				{ inputs: [input()] },
			).status;
		expect(at(ATTENDANCE.paths['2026-03'], '404')).toBe(404);
		expect(at(ATTENDANCE.paths['2026-03'], objectId)).toBe(200);
		expect(at(ATTENDANCE.externalPaths['2026-03'], 'e1')).toBe(404);
	});

	it('needs the scope to write events', () => {
		const scopes = ALL_SCOPES.filter(
			(scope) => !(ATTENDANCE.scopes as readonly string[]).includes(scope),
		);
		const { send } = world({
			tokens: { reader: { appId: DEFAULT_APP_ID, scopes, kind: 'token' } },
		});
		expect(send('attend', how, [input()], 'reader').status).toBe(403);
	});

	it('by the older path is a 2xx without a body, of contacts that exist', () => {
		const { hubspot, call, objectId } = world();
		const values = { externalEventId: 'e1', state: 'register', how: ATTENDANCE.olderHow[how] };
		const { status, body } = call(
			'POST',
			`${filled(ATTENDANCE.older, values)}?externalAccountId=acct-1`,
			{ inputs: [input()] },
		);
		expect([status, body]).toEqual([204, '']);
		expect(hubspot.participationState(objectId, '101')).toBe('REGISTERED');
	});
});

it('Attendance by e-mail creates contacts that are missing, with their properties, and leaves others as they are', () => {
	const { hubspot, send, objectId } = world();
	const people = ['new@example.com', 'ADA@example.com'].map((email) => ({
		...byEmail(email),
		contactProperties: { firstname: 'X' },
	}));
	const { results } = send('register', 'email-create', people).said as unknown as {
		results: Array<{ email: string; vid: number }>;
	};
	const vids = Object.fromEntries(results.map(({ email, vid }) => [email, vid]));
	expect(vids['ada@example.com']).toBe(101);
	expect(hubspot.object('contacts', '101')?.properties).not.toHaveProperty('firstname');
	const made = hubspot.object('contacts', String(vids['new@example.com']));
	expect(made?.properties).toMatchObject({ email: 'new@example.com', firstname: 'X' });
	expect([...hubspot.participations(objectId).keys()].sort()).toEqual(['1001', '101']);
});

it('Attendance of contacts that are not there, and of addresses that are none, is told item by item', () => {
	const { send } = world();
	const missing = send('attend', 'create', [byId(101), byId(999)]).said;
	expect(missing.results).toEqual([{ vid: 101 }]);
	expect(missing.errors[0]).toMatchObject({
		category: 'OBJECT_NOT_FOUND',
		context: { vid: ['999'] },
	});
	const { errors } = send('attend', 'email-create', [byEmail('nobody')]).said;
	expect(errors[0].context).toEqual({ email: ['nobody'] });
	const silent = world({ attendanceErrorContext: 'empty' });
	const { errors: bare } = silent.send('attend', 'create', [byId(999)]).said;
	expect(bare[0].context).toEqual({});
});

it('Attendance of a contact that was merged is not mentioned, and nothing is stored', () => {
	const { hubspot, send } = world();
	hubspot.seedObject('contacts', { email: 'ada@old.example' }, '102');
	hubspot.merge('contacts', '102', '101');
	expect(send('attend', 'create', [byId(102)]).said.results).toEqual([]);
	expect(hubspot.applied).toEqual([]);
});

it('Attendance by external IDs without the account ID is refused', () => {
	const { call } = world();
	const path = filled(ATTENDANCE.externalPaths['2026-03'], {
		externalEventId: 'e1',
		state: 'attend',
		how: 'create',
	});
	expect(call('POST', path, { inputs: [byId(101)] }).status).toBe(400);
});

it('Attendance by external IDs may be answered without any detail, and knows no times', () => {
	const { hubspot, call, objectId } = world({ externalAttendanceAnswer: 'nothing' });
	const path = filled(ATTENDANCE.externalPaths['2026-03'], {
		externalEventId: 'e1',
		state: 'attend',
		how: 'create',
	});
	const { status, body } = call('POST', `${path}?externalAccountId=acct-1`, {
		inputs: [byId(101, T0, TIMES)],
	});
	expect([status, body]).toEqual([200, '{}']);
	expect(hubspot.participations(objectId).get('101')?.interactions).toEqual([
		{ state: 'attend', at: T0 },
	]);
});

describe('The participations of an event', () => {
	const people = (count: number) =>
		Array.from({ length: count }, (_, n) => byEmail(`p${n}@example.com`));

	it('are counted: who registered, attended, cancelled, and did not come once it is over', () => {
		const { hubspot, call, send, read, objectId } = world();
		send('register', 'email-create', people(10));
		send('attend', 'email-create', people(4));
		send(
			'cancel',
			'email-create',
			people(6)
				.slice(4)
				.map((each) => ({ ...each, interactionDateTime: T0 + 1 })),
		);
		expect(read('')).toEqual({ registered: 10, attended: 4, cancelled: 2, noShows: 0 });
		const event = hubspot.event(objectId);
		if (event) event.eventCompleted = true;
		const counters = { registrants: 10, attendees: 4, cancellations: 2, noShows: 4 };
		expect(read('')).toEqual({ registered: 10, attended: 4, cancelled: 2, noShows: 4 });
		expect(Object.keys(read('')).sort()).toEqual([...PARTICIPATIONS.counters].sort());
		const root = facts.OTHER_ENDPOINTS.listEvents.paths['2026-03'];
		expect(call('GET', `${root}/${objectId}`).said).toMatchObject(counters);
		expect(call('GET', root).said.results[0]).toMatchObject(counters);
		const totals = PARTICIPATIONS.states.map((state) => read(`/breakdown?state=${state}`).total);
		expect(totals).toEqual([0, 2, 4, 4]);
	});

	it('come page by page, with the contact and what it is to the event', () => {
		const { send, read, objectId } = world();
		send(
			'attend',
			'email-create',
			people(25).map((each) => ({ ...each, properties: TIMES })),
		);
		const first = read('/breakdown');
		expect([first.total, first.results.length]).toEqual([25, PARTICIPATIONS.usual]);
		const { after } = first.paging?.next ?? {};
		const rest = read(`/breakdown?limit=${PARTICIPATIONS.most}&after=${after}`);
		expect(rest.results).toHaveLength(15);
		expect(rest.paging).toBeUndefined();
		const [each] = first.results;
		expect(Object.keys(each).sort()).toEqual([...PARTICIPATIONS.item].sort());
		expect(each.properties).toEqual({
			attendanceState: 'ATTENDED',
			occurredAt: T0,
			attendanceDurationSeconds: 3600,
		});
		expect(each.associations).toMatchObject({
			contact: { contactId: '1001', email: 'p0@example.com' },
			marketingEvent: { marketingEventId: objectId, externalEventId: 'e1' },
		});
		expect(read('/breakdown?limit=101')).toMatchObject({ category: 'VALIDATION_ERROR' });
	});

	it('of one contact are found by its ID and by its address, at this event and at all', () => {
		const { call, send, read } = world({ occurredAt: 'text' });
		send('attend', 'email-create', people(2));
		for (const contact of ['1002', 'P1@example.com']) {
			const { total, results } = read(`/breakdown?contactIdentifier=${contact}`);
			expect([total, results[0].associations.contact.contactId]).toEqual([1, '1002']);
			expect(results[0].properties.occurredAt).toBe(new Date(T0).toISOString());
			const all = `${PARTICIPATIONS.paths['2026-03']}/contacts/${contact}/breakdown`;
			expect(call('GET', all).said.results).toHaveLength(1);
		}
		expect(read('/breakdown?contactIdentifier=999').total).toBe(0);
	});

	it('are found by both external IDs, too, by the app that made the event', () => {
		const { call, send } = world();
		send('attend', 'email-create', people(1));
		const root = `${PARTICIPATIONS.paths['2026-03']}/acct-1/e1`;
		expect(call('GET', root).said).toMatchObject({ attended: 1 });
		expect(call('GET', `${root}/breakdown`).said.results).toHaveLength(1);
		const theirs = world({}, DEFAULT_APP_ID + 1);
		expect(theirs.call('GET', root).status).toBe(404);
	});

	it('of two interactions at one moment show the one that came last, and attendance before all', () => {
		const { hubspot, send, objectId } = world();
		const states: State[] = ['register', 'cancel', 'register', 'attend', 'cancel'];
		const seen = states.map((state, n) => {
			send(state, 'create', [byId(101, n === 2 ? T0 + 1 : T0)]);
			return hubspot.participationState(objectId, '101');
		});
		expect(seen).toEqual(['REGISTERED', 'CANCELLED', 'REGISTERED', 'ATTENDED', 'ATTENDED']);
	});
});
