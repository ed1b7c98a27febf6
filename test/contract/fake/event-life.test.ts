// Cancelling and completing marketing events by the fake, held to the facts.

import { DEFAULT_APP_ID, ALL_SCOPES } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account } from './account';

const TIMES = { startDateTime: '2027-03-01T09:00:00Z', endDateTime: '2027-03-01T17:00:00Z' };

const pathOf = (name: keyof typeof facts.EVENT_CALLS, id: string, accountId = 'acct-1') =>
	`${facts.EVENT_CALLS[name].paths['2026-03'].replace('{externalEventId}', id)}?externalAccountId=${accountId}`;

const CALLS = [
	['cancelEvents', '', { eventCancelled: true }],
	['completeEvents', TIMES, { eventCompleted: true, endDateTime: '2027-03-01T17:00:00.000Z' }],
] as const;

describe.each(CALLS)('%s', (name, body, becomes) => {
	const fact: facts.EventCall = facts.EVENT_CALLS[name];
	const seeded = () => {
		const world = account();
		const objectId = world.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: 'e1' });
		return { ...world, objectId };
	};

	it('changes the event, shows what HubSpot promises to show, and nothing that it never shows', () => {
		const { hubspot, call, objectId } = seeded();
		const { status, said } = call('POST', pathOf(name, 'e1'), body);
		expect(status).toBe(fact.success);
		expect(said).toMatchObject({ ...becomes, objectId });
		const shown = Object.keys(said);
		for (const field of fact.result.always) expect(shown).toContain(field);
		for (const field of fact.result.never) expect(shown).not.toContain(field);
		const known = [...fact.result.always, ...fact.result.sometimes];
		expect(shown.filter((field) => !known.includes(field))).toEqual([]);
		expect(hubspot.event(objectId)).toMatchObject(becomes);
		expect(hubspot.applied).toHaveLength(1);
		expect(hubspot.oddities).toEqual([]);
	});

	it('is answered in every version', () => {
		for (const version of facts.VERSIONS) {
			const { call } = seeded();
			const path = fact.paths[version].replace('{externalEventId}', 'e1');
			expect(call('POST', `${path}?externalAccountId=acct-1`, body).status).toBe(fact.success);
		}
	});

	it('a second time changes nothing more, and is a success', () => {
		const { hubspot, call, objectId } = seeded();
		const codes = [1, 2].map(() => call('POST', pathOf(name, 'e1'), body).status);
		expect(codes).toEqual([fact.success, fact.success]);
		expect(hubspot.event(objectId)).toMatchObject(becomes);
	});

	it.each([
		['another account', 'acct-2', DEFAULT_APP_ID],
		['another app', 'acct-1', DEFAULT_APP_ID + 1],
	])('does not find an event of %s', (_, accountId, appId) => {
		const { hubspot, call } = account();
		hubspot.seedEvent(appId, { externalEventId: 'e1' });
		const { status, said } = call('POST', pathOf(name, 'e1', accountId), body);
		expect([status, said.category]).toEqual([404, 'OBJECT_NOT_FOUND']);
		expect(hubspot.applied).toEqual([]);
	});

	it('is refused without the account ID', () => {
		const { call } = seeded();
		const [path] = pathOf(name, 'e1').split('?');
		expect(call('POST', path, body).status).toBe(400);
	});

	it('needs the scope to write events', () => {
		const scopes = ALL_SCOPES.filter((scope) => !fact.scopes.includes(scope));
		const { hubspot, call } = account({
			tokens: { reader: { appId: DEFAULT_APP_ID, scopes, kind: 'token' } },
		});
		hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: 'e1' });
		expect(call('POST', pathOf(name, 'e1'), body, 'reader').status).toBe(403);
	});
});

it('A cancel with a body is taken, and noticed', () => {
	const { hubspot, call } = account();
	hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: 'e1' });
	expect(call('POST', pathOf('cancelEvents', 'e1'), { inputs: [] }).status).toBe(200);
	expect(hubspot.oddities).toHaveLength(1);
});

it.each([
	['one time alone', { startDateTime: TIMES.startDateTime }],
	['a time without a zone', { ...TIMES, endDateTime: '2027-03-01T17:00:00' }],
	['an end before the start', { ...TIMES, endDateTime: '2027-02-01T17:00:00Z' }],
	['another field', { ...TIMES, eventName: 'x' }],
])('A completion with %s is refused', (_, body) => {
	const { hubspot, call } = account();
	hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: 'e1' });
	expect(call('POST', pathOf('completeEvents', 'e1'), body).status).toBe(400);
	expect(hubspot.applied).toEqual([]);
});

it('The list and both reads of an event show its counters', () => {
	const { hubspot, call } = account();
	const objectId = hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: 'e1' });
	const root = facts.OTHER_ENDPOINTS.listEvents.paths['2026-03'];
	const [listed] = call('GET', root).said.results;
	const shown = [
		listed,
		call('GET', `${root}/${objectId}`).said,
		call('GET', `${root}/events/e1?externalAccountId=acct-1`).said,
	];
	for (const event of shown) {
		for (const counter of facts.EVENT_LIST.counters) expect(event).toHaveProperty(counter, 0);
	}
});

describe('A delete of events by the IDs of their app', () => {
	const path = facts.EVENT_DELETE.paths['2026-03'];
	const input = (externalEventId: string, appId: unknown = DEFAULT_APP_ID) => ({
		appId,
		externalAccountId: 'acct-1',
		externalEventId,
	});
	const seeded = (options?: Parameters<typeof account>[0]) => {
		const world = account(options);
		for (const externalEventId of ['e1', 'e2']) {
			world.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId });
		}
		world.hubspot.seedEvent(DEFAULT_APP_ID + 1, { externalEventId: 'theirs' });
		return world;
	};

	it.each([
		['nothing', 204, ''],
		['object', 200, '{}'],
	] as const)(
		'removes them, and answers as a test chose: %s',
		(eventDeleteAnswer, status, body) => {
			const { hubspot, call } = seeded({ eventDeleteAnswer });
			const answer = call('POST', path, { inputs: [input('e1'), input('e2')] });
			expect([answer.status, answer.body]).toEqual([status, body]);
			expect([hubspot.events().size, hubspot.archivedEvents().size]).toEqual([1, 2]);
			expect(hubspot.applied.map(({ action }) => action)).toEqual(['delete', 'delete']);
		},
	);

	it('may answer with an envelope, too', () => {
		const { call } = seeded({ eventDeleteAnswer: 'envelope' });
		const { status, said } = call('POST', path, { inputs: [input('e1')] });
		expect([status, said.status]).toEqual([200, 'COMPLETE']);
	});

	it('passes over what is not there, and what another app made, whichever app is named', () => {
		const { hubspot, call } = seeded();
		const inputs = [input('nobody'), input('theirs'), input('e1', DEFAULT_APP_ID + 1)];
		expect(call('POST', path, { inputs }).status).toBe(204);
		expect(hubspot.applied).toEqual([]);
	});

	it.each([
		['an app that is no number', [input('e1', '7')]],
		['a field too many', [{ ...input('e1'), objectId: '1' }]],
		['a field too few', [{ appId: DEFAULT_APP_ID, externalEventId: 'e1' }]],
		['an event twice', [input('e1'), input('e1')]],
	])('refuses a batch with %s', (_, inputs) => {
		const { hubspot, call } = seeded();
		expect(call('POST', path, { inputs }).status).toBe(400);
		expect(hubspot.applied).toEqual([]);
	});
});
