/** Who takes part in events, and their lists, held to the facts about HubSpot. */
import { callOf, type Endpoint, type Input, type Place } from '../../nodes/hubspot/endpoint';
import { endpointOf, type Read, type Write } from '../../nodes/hubspot/effect';
import { renderPath } from '../../nodes/hubspot/paths';
import { flatParticipation } from '../../nodes/hubspot/participations';
import type { ApiVersion } from '../../nodes/hubspot/versions';
import type { Operation } from '../../nodes/n8n/operation';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import * as facts from './facts';

const READING = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;

const ROWS = EVENT_OPERATIONS.filter(({ resource }) => resource?.value === 'participation');

const rowOf = (value: string): Operation => {
	const row = ROWS.find((each) => each.value === value);
	if (!row) throw new Error(`There is no row ${value}`);
	return row;
};

const effectOf = (value: string) => rowOf(value).effect as Read | Write;

const parsed = (value: string, raw: object): Input => rowOf(value).form.input(READING).parse(raw);

const placeOf = (version: string): Place => ({
	version: version as ApiVersion,
	parameters: { listId: '12' },
});

function callAt(endpoint: Endpoint, version: string, input: Input) {
	const place = placeOf(version);
	const call = callOf(endpoint, [input], place);
	const parameters = { ...place.parameters, ...call.parameters };
	return { ...call, path: renderPath(place.version, endpoint.family, call.path, parameters) };
}

const filled = (path: string) =>
	path
		.replace(/\{(marketingEventId|objectId)\}/, '50001')
		.replace('{contactIdentifier}', 'ada%40example.com')
		.replace('{listId}', '12');

const NAMED = {
	getEventCounters: { objectId: '50001' },
	getParticipantsOfEvent: { objectId: '50001' },
	getEventsOfContact: { contactIdentifier: 'ada@example.com' },
};

it('There is a row for every fact about participations and lists of events, and no other', () => {
	expect(ROWS.map(({ value }) => value).sort()).toEqual(
		[...Object.keys(facts.PARTICIPATION_READS), ...Object.keys(facts.EVENT_LISTS.methods)].sort(),
	);
});

describe.each(Object.entries(facts.PARTICIPATION_READS))('%s', (value, fact) => {
	const { ask } = effectOf(value) as Read;
	const named = NAMED[value as keyof typeof NAMED];

	it.each(facts.VERSIONS)('goes to its path in version %s, one question a call', (version) => {
		const { method, path, body } = callAt(ask, version, parsed(value, named));
		expect([method, path, body]).toEqual([fact.method, filled(fact.paths[version]), undefined]);
		expect(ask.limit).toBe(1);
	});

	it('is a read, of which HubSpot wants the read scope alone', () => {
		expect(effectOf(value).kind).toBe('read');
		expect(facts.PARTICIPATIONS.scopes).toEqual(['crm.objects.marketing_events.read']);
	});

	it('sends of a question only what HubSpot takes', () => {
		const wanted = fact.query.includes('limit') ? { state: 'no-show', limit: 250 } : {};
		const { query = {} } = callAt(ask, 'v3', {
			...parsed(value, { ...named, ...wanted }),
			after: 'b',
		});
		for (const name of Object.keys(query)) expect(fact.query).toContain(name);
		if (!fact.query.length) return;
		expect(query).toEqual({
			state: 'NO_SHOW',
			limit: String(facts.PARTICIPATIONS.most),
			after: 'b',
		});
	});
});

describe.each(['getParticipantsOfEvent', 'getEventsOfContact'] as const)('%s', (value) => {
	const { ask, many } = effectOf(value) as Read;
	const input = parsed(value, NAMED[value]);

	it.each(facts.PARTICIPATIONS.states)('knows the state %s by which HubSpot filters', (state) => {
		expect(parsed(value, { ...NAMED[value], state: state.toLowerCase() }).state).toBe(state);
	});

	it('asks for no more than it wants, and for the most that HubSpot gives where it wants all', () => {
		const limitOf = (wanted: object) => callAt(ask, 'v3', { ...input, ...wanted }).query?.limit;
		expect([{}, { limit: 7 }, { limit: 100 }, { limit: 101 }].map(limitOf)).toEqual([
			'100',
			'7',
			'100',
			'100',
		]);
	});

	it('reads page by page, to the page that names no other', () => {
		const item = Object.fromEntries(facts.PARTICIPATIONS.item.map((name) => [name, '1']));
		const body = { total: 2, results: [item], paging: { next: { after: 'b' } } };
		const [page] = ask.answer?.(body)?.results ?? [];
		expect(many?.results(page)).toEqual([item]);
		expect(many?.rest(page, input)).toEqual({ ...input, after: 'b' });
		expect(many?.rest({ total: 1, results: [item] }, input)).toBeUndefined();
		for (const bad of ['', null, {}, { results: 'x' }]) expect(ask.answer?.(bad)).toBeUndefined();
	});
});

it('Counters are read as HubSpot names them, and get the IDs of their event', () => {
	const { ask, keyed } = effectOf('getEventCounters') as Read;
	const counters = Object.fromEntries(facts.PARTICIPATIONS.counters.map((name) => [name, 1]));
	const [result] = ask.answer?.({ ...counters })?.results ?? [];
	const input = { objectId: '50001', externalEventId: 'e1' };
	expect(keyed?.(result, input)).toEqual({ ...counters, ...input });
	for (const bad of ['', null, [], {}, { total: 1 }]) expect(ask.answer?.(bad)).toBeUndefined();
});

it.each(facts.PARTICIPATION_ITEM.occurredAt)(
	'A flat participation shows all that HubSpot says, %j as ISO',
	(occurredAt) => {
		const { properties } = facts.PARTICIPATIONS;
		const { associations } = facts.PARTICIPATION_ITEM;
		const values = (names: readonly string[]) =>
			Object.fromEntries(names.map((name) => [name, `the ${name}`]));
		const all = [...properties.always, ...properties.sometimes];
		const { attendanceState, ...others } = values(all);
		const { marketingEventId, name, ...ids } = values(associations.marketingEvent);
		const flat = flatParticipation({
			id: '1',
			createdAt: '2027-03-05T09:00:00.000Z',
			properties: { attendanceState, ...others, occurredAt },
			associations: {
				contact: values(associations.contact),
				marketingEvent: { marketingEventId, name, ...ids },
			},
		});
		expect(flat).toEqual({
			...values(associations.contact),
			...others,
			state: attendanceState,
			occurredAt: '2027-03-05T09:00:00.000Z',
			objectId: marketingEventId,
			eventName: name,
			...ids,
		});
	},
);

describe.each(Object.entries(facts.EVENT_LISTS.methods))('%s', (value, expected) => {
	const fact = facts.EVENT_LISTS;
	const effect = effectOf(value);
	const input = parsed(value, { objectId: '50001' });

	it.each(facts.VERSIONS)('goes to its path in version %s, without a body', (version) => {
		const { method, path, body, query } = callAt(endpointOf(effect), version, input);
		const end = expected === 'GET' ? '' : fact.one;
		expect([method, path]).toEqual([expected, filled(fact.paths[version] + end)]);
		expect([body, query]).toEqual([undefined, undefined]);
		expect(endpointOf(effect).limit).toBe(1);
	});

	if (expected === 'GET') return;

	it('takes 204 alone for done, may be sent again, and is one write for equal inputs', () => {
		const { send, again, shares } = effect as Write;
		const silence = (status: number) => send.silence?.(input, { status, body: '' });
		expect(silence(fact.success)).toEqual({ objectId: '50001' });
		expect(silence(200)).toBeUndefined();
		expect([again, shares]).toEqual([fact.repeat, true]);
	});

	it('reads back which lists the event has, and tells a part of them from all', () => {
		const { check } = effect as Write;
		if (!check) throw new Error('It reads nothing back');
		const { method, path } = callAt(check.read, 'v3', input);
		expect([method, path]).toEqual(['GET', filled(fact.paths.v3)]);
		const pageOf = (listId: string | number, more = {}) =>
			check.read.answer?.({ total: 1, results: [{ listId }], ...more })?.results ?? [];
		const isOf = (listId: string | number) => check.isOf(pageOf(listId)[0], input, placeOf('v3'));
		expect([isOf('12'), isOf(12), isOf('13')]).toEqual([true, true, false]);
		const isComplete = (more: object) => check.isComplete?.(pageOf('13', more), input);
		expect(isComplete({})).toBe(true);
		expect(isComplete({ total: 2 })).toBe(false);
		expect(isComplete({ paging: { next: { after: 'b' } } })).toBe(false);
		expect(check.absent).toBe(value === 'removeListFromEvent' ? 'done' : 'late');
	});
});

it('Get Lists of an Event gives every list as HubSpot shows it, page by page should there be any', () => {
	const { ask, many } = effectOf('getListsOfEvent') as Read;
	const list = Object.fromEntries(facts.EVENT_LISTS.list.map((name) => [name, '1']));
	const [page] = ask.answer?.({ total: 1, results: [list] })?.results ?? [];
	expect(many?.results(page)).toEqual([list]);
	expect(many?.rest(page, { objectId: '1' })).toBeUndefined();
	const more = { results: [list], paging: { next: { after: 'b' } } };
	expect(many?.rest(more, { objectId: '1' })).toEqual({ objectId: '1', after: 'b' });
	expect(callAt(ask, 'v3', { objectId: '1', after: 'b' }).query).toEqual({ after: 'b' });
});
