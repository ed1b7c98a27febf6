/** Record Attendance held to the facts about HubSpot. */
import { callOf, type Input, type Place } from '../../nodes/hubspot/endpoint';
import type { Write } from '../../nodes/hubspot/effect';
import { renderPath } from '../../nodes/hubspot/paths';
import { TRACE_ID } from '../../nodes/hubspot/errors';
import type { ApiVersion } from '../../nodes/hubspot/versions';
import { HubSpotBatchOAuth2Api } from '../../credentials/HubSpotBatchOAuth2Api.credentials';
import { recordAttendance } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import * as facts from './facts';

const { ATTENDANCE, PARTICIPATIONS } = facts;
const READING = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;

const { form } = recordAttendance;
const effect = recordAttendance.effect as Write;
const { send, check, placed, prepare } = effect;
if (!check?.all || !placed || !prepare) throw new Error('A part of the row is missing');
const { all } = check;

const parsed = (raw: Input) => form.input(READING).safeParse(raw);
const TIMES = { joinedAt: '2027-03-01T09:00:00Z', leftAt: '2027-03-01T10:00:00Z' };
const RAW = {
	objectId: '50001',
	subscriberState: 'attend',
	interactionDateTime: '2027-03-01T09:00:00Z',
	properties: TIMES,
};
const BY = {
	create: { ...RAW, vid: 101 },
	'email-create': { ...RAW, email: 'ada@example.com', contactProperties: { firstname: 'Ada' } },
} as const;
type How = keyof typeof BY;

/** The input as it is sent, and the place that it is sent to. */
function ready(raw: Input, version: string = '2026-03'): { input: Input; place: Place } {
	const { data } = parsed(raw);
	if (!data) throw new Error('It is refused');
	const at: Place = { version: version as ApiVersion, parameters: {} };
	const input = form.stamp?.(data, 't', at, { unique: [] }, 0) ?? data;
	return { input, place: { ...at, parameters: placed?.(input) ?? {} } };
}

const filled = (path: string, values: Record<string, string>) =>
	path.replace(/\{(\w+)\}/g, (_, name: string) => values[name]);

describe.each(Object.keys(BY) as How[])('A call of %s', (how) => {
	it.each(facts.VERSIONS)('goes to its path in version %s, for each state', (version) => {
		for (const state of ATTENDANCE.states) {
			const raw = { ...BY[how], subscriberState: state, properties: undefined };
			const { input, place } = ready(raw, version);
			const { method, path, parameters, query } = callOf(send, [input], place);
			const all = { ...place.parameters, ...parameters };
			expect([method, query]).toEqual([ATTENDANCE.method, undefined]);
			expect(renderPath(version as ApiVersion, send.family, path, all)).toBe(
				filled(ATTENDANCE.paths[version], { objectId: '50001', state, how }),
			);
		}
	});

	it('sends of an input exactly the fields that HubSpot wants, with the moment in milliseconds', () => {
		const { input, place } = ready(BY[how]);
		const { inputs } = callOf(send, [input], place).body as { inputs: Input[] };
		expect(Object.keys(inputs[0]).sort()).toEqual([...ATTENDANCE.fields[how]].sort());
		expect(inputs[0]).toMatchObject({
			interactionDateTime: Date.parse('2027-03-01T09:00:00Z'),
			properties: TIMES,
		});
		expect(Object.keys(TIMES)).toEqual(ATTENDANCE.properties);
		expect(inputs[0].vid ?? 101).toBe(101);
	});

	it('sends the objects that HubSpot wants, too, where they hold nothing', () => {
		const { interactionDateTime, objectId, subscriberState } = RAW;
		const { vid, email } = BY[how] as { vid?: number; email?: string };
		const { input, place } = ready({ objectId, subscriberState, interactionDateTime, vid, email });
		const { inputs } = callOf(send, [input], place).body as { inputs: Input[] };
		expect(Object.keys(inputs[0]).sort()).toEqual([...ATTENDANCE.fields[how]].sort());
	});

	it('finds the person of a result by what every result carries', () => {
		const { input } = ready(BY[how]);
		const result = { vid: 101, ...(how === 'email-create' && { email: 'ADA@example.com' }) };
		expect(Object.keys(result).sort()).toEqual([...ATTENDANCE.result[how]].sort());
		expect(send.match.resultKey?.(result, input)).toBe(send.match.key(input));
		expect(send.match.resultKey?.({}, input)).toBeUndefined();
	});

	it('finds the person that an error names, under any of the keys that HubSpot may use', () => {
		const { input } = ready(BY[how]);
		const [name] = send.match.names(input);
		expect(name).toBe(how === 'create' ? '101' : 'ada@example.com');
		expect(send.match.namedBy).toEqual(expect.arrayContaining(['vid', 'email', 'ids']));
		expect(send.match.namedBy).not.toContain(TRACE_ID);
	});
});

it('Record Attendance sends no more people in a call than HubSpot may take, and does no harm twice', () => {
	expect(send.limit).toBe(ATTENDANCE.maxInputs);
	expect(effect.again).toBe(ATTENDANCE.repeat);
	// A repeat is not mentioned, and what HubSpot drops is not either.
	expect(send.silence).toBeUndefined();
});

it.each([
	[ATTENDANCE.leastSpanMs, true],
	[ATTENDANCE.leastSpanMs - 1, false],
	[0, false],
	[-1, false],
])('Record Attendance takes times that are %d ms apart: %s', (ms, isTaken) => {
	const leftAt = new Date(Date.parse(TIMES.joinedAt) + ms).toISOString();
	expect(parsed({ ...BY.create, properties: { ...TIMES, leftAt } }).success).toBe(isTaken);
});

it.each([...ATTENDANCE.states, ...PARTICIPATIONS.states])(
	'Record Attendance takes the state %s as HubSpot calls it, but for people who did not come',
	(state) => {
		const { success, data } = parsed({
			...BY.create,
			subscriberState: state,
			properties: undefined,
		});
		expect(success).toBe(state !== 'NO_SHOW');
		if (success) expect(ATTENDANCE.states).toContain((data as Input).subscriberState);
	},
);

it.each(facts.VERSIONS)(
	'Record Attendance reads people back from the breakdown in version %s',
	(version) => {
		const { input, place } = ready(BY['email-create'], version);
		const pathOf = ({ method, path }: ReturnType<typeof callOf>) => {
			expect(method).toBe(PARTICIPATIONS.method);
			return renderPath(version as ApiVersion, send.family, path, place.parameters);
		};
		const one = callOf(check.read, [input], place);
		const page = callOf(all.ask, [{ after: '100' }], place);
		for (const call of [one, page]) {
			expect(pathOf(call)).toBe(`${PARTICIPATIONS.paths[version]}/50001/breakdown`);
			for (const name of Object.keys(call.query ?? {}))
				expect(PARTICIPATIONS.query).toContain(name);
		}
		expect(one.query).toMatchObject({ contactIdentifier: 'ada@example.com' });
		expect(page.query).toEqual({
			limit: String(PARTICIPATIONS.most),
			after: '100',
			state: 'ATTENDED',
		});
		expect(PARTICIPATIONS.states).toContain(page.query?.state);
	},
);

it('Record Attendance asks for all people of an event where it looks for who registered', () => {
	const { place } = ready({ ...BY.create, subscriberState: 'register', properties: undefined });
	expect(callOf(all.ask, [{}], place).query).toEqual({ limit: '100' });
});

describe('What a breakdown shows', () => {
	const item = (attendanceState: string, occurredAt: unknown, contact: object) => ({
		id: '1',
		createdAt: '2027-03-01T09:00:00Z',
		properties: { attendanceState, occurredAt },
		associations: { contact, marketingEvent: { marketingEventId: '50001' } },
	});
	const read = (results: unknown[]) => check.read.answer?.({ total: 1, results })?.results ?? [];
	const ada = { contactId: '101', email: 'Ada@example.com' };
	const moment = Date.parse(RAW.interactionDateTime);

	it.each([
		['number', moment],
		['text of digits', String(moment)],
		['text', '2027-03-01T10:00:00+01:00'],
	])('is about the person, whether the moment is a %s', (_, occurredAt) => {
		const [record] = read([item('ATTENDED', occurredAt, ada)]);
		for (const how of Object.keys(BY) as How[]) {
			const { input } = ready(BY[how]);
			expect(check.isOf(record, input)).toBe(true);
			expect(check.isOf(record, { ...input, vid: '102', email: 'bob@example.com' })).toBe(false);
			const wanted = check.values?.(input) ?? {};
			expect(check.values?.(record)).toMatchObject({ attendanceState: wanted.attendanceState });
			expect(record.occurredAt).toBe(new Date(moment).toISOString());
		}
		expect(all.namesOf(record)).toEqual(['101', 'ada@example.com']);
		expect(check.shown?.(record, {})).toEqual({ vid: 101 });
	});

	it.each([
		['REGISTERED', true],
		['ATTENDED', true],
		['NO_SHOW', true],
		['CANCELLED', false],
		['EMPTY', false],
	])('says of somebody who is %s that they have registered: %s', (state, isRegistered) => {
		const [record] = read([item(state, moment, ada)]);
		expect(check.values?.(record).isRegistered).toBe(isRegistered);
	});

	it('says nothing where it names no contact, or cannot be read', () => {
		expect(read([item('ATTENDED', moment, {}), { properties: {} }, null, {}])).toEqual([]);
		for (const body of ['', {}, { results: 1 }, []]) {
			expect(check.read.answer?.(body)).toBeUndefined();
			expect(all.ask.answer?.(body)).toBeUndefined();
		}
		const [record] = read([item('ATTENDED', 'soon', ada)]);
		expect(record.occurredAt).toBeUndefined();
	});

	it('goes on to the next page, and tells how many there are', () => {
		const paging = { next: { after: '100' } };
		const results = [item('ATTENDED', moment, ada)];
		const [page] = all.ask.answer?.({ total: 120, results, paging })?.results ?? [];
		expect(all.records(page)).toHaveLength(1);
		expect([all.next(page), all.count(page)]).toEqual([{ after: '100' }, 120]);
		const [last] = all.ask.answer?.({ results: [] })?.results ?? [];
		expect([all.next(last), all.count(last)]).toEqual([undefined, undefined]);
	});
});

describe('The time of an interaction', () => {
	const stamped = (raw: Input) => {
		const { data } = parsed({ objectId: '1', email: 'a@example.com', ...raw });
		const place = { version: '2026-03', parameters: {} } as const;
		return form.stamp?.(data as Input, 't', place, { unique: [] }, 1_000) ?? {};
	};

	it('is that of the item, else that of joining, else the beginning of the run', () => {
		const at = '2027-03-02T09:00:00Z';
		const attended = { subscriberState: 'attend', properties: TIMES };
		expect(stamped({ ...attended, interactionDateTime: at })).toMatchObject({
			interactionDateTime: at,
			timeFrom: 'item',
		});
		expect(stamped(attended)).toMatchObject({
			interactionDateTime: TIMES.joinedAt,
			timeFrom: 'joinedAt',
		});
		expect(stamped({ subscriberState: 'cancel' })).toMatchObject({
			interactionDateTime: '1970-01-01T00:00:01.000Z',
			timeFrom: 'run',
		});
	});

	it('is the start of the event for who attended, as far as HubSpot tells it', () => {
		const input = stamped({ subscriberState: 'attend' });
		expect(prepare.lacks(input)).toEqual(['1']);
		expect(prepare.complete(input, '1', [{ startDateTime: null }])).toBe(true);
		expect(input.timeFrom).toBe('run');
		expect(prepare.complete(input, '1', [{ startDateTime: '2027-03-01T09:00:00Z' }])).toBe(true);
		expect(input).toMatchObject({
			interactionDateTime: '2027-03-01T09:00:00.000Z',
			timeFrom: 'event',
		});
		for (const raw of [{ subscriberState: 'register' }, { ...BY.create, vid: undefined }]) {
			expect(prepare.lacks(stamped(raw))).toEqual([]);
		}
	});
});

it('The OAuth2 app asks for the scopes that attendance needs', () => {
	const { default: scopes } = new HubSpotBatchOAuth2Api().properties.find(
		({ name }) => name === 'scope',
	) ?? { default: '' };
	for (const scope of [...ATTENDANCE.scopes, ...PARTICIPATIONS.scopes]) {
		expect(String(scopes)).toContain(scope);
	}
});

it.each(facts.VERSIONS)(
	'Where no object ID is known, the paths of version %s with both external IDs are used',
	(version) => {
		const raw = { ...BY.create, objectId: undefined };
		const ids = { externalEventId: 'a/b', externalAccountId: 'acct-1' };
		const { input, place } = ready({ ...raw, ...ids }, version);
		const { path, query } = callOf(send, [input], place);
		const at = (template: string) =>
			renderPath(version as ApiVersion, send.family, template, place.parameters);
		expect(at(path)).toBe(
			filled(ATTENDANCE.externalPaths[version], {
				...{ externalEventId: 'a%2Fb', state: 'attend', how: 'create' },
			}),
		);
		expect(Object.keys(query ?? {})).toEqual(ATTENDANCE.externalQuery);
		for (const read of [check.read, all.ask]) {
			expect(at(callOf(read, [{}], place).path)).toBe(
				`${PARTICIPATIONS.paths[version]}/acct-1/a%2Fb/breakdown`,
			);
		}
	},
);
