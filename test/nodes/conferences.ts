/**
 * A year of events on a real list, on n8n's real engine: conferences of a file are upserted, invented
 * people register for them, attend or cancel, some events are cancelled, some completed, and all of them
 * are read back. Every field and every counter is held against a plain fold of the file and the people.
 */
import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import type { WorkflowRun } from '../host/engine';
import { realData } from '../real-data';
import { closeClean, errorsOf, jsonOf, range, rowsOf, runRows, type Settings } from './rows';

const ACCOUNT = 'confs';
const FALLBACK = 'confs.tech';
const DAY_MS = 86_400_000;

/** So many events have half of all people. */
const BIG = 40;

// ---------------------------------------------------------------- the file

type Row = Record<string, string>;

interface Conference {
	/** Unique: rows with the same topic, year and name are numbered. */
	key: string;
	row: Row;
}

const trimmed = (text: string) => text.trim();

/** The rows of the file; with a number, so many of them that follow each other in time. */
function conferences(count?: number): Conference[] {
	const times = new Map<string, number>();
	const all = realData('conferences.csv').map((row) => {
		const name = trimmed(`${row.topic} ${row.year} ${row.name}`);
		const number = (times.get(name) ?? 0) + 1;
		times.set(name, number);
		return { key: number === 1 ? name : `${name} (${number})`, row };
	});
	if (count === undefined) return all;
	// The same conference stands under several topics, on the same day.
	all.sort((a, b) => (a.row.startDate < b.row.startDate ? -1 : 1));
	return all.slice(2_000, 2_000 + count);
}

const midnight = (day: string) => `${day}T00:00:00.000Z`;

const isCancelled = (n: number) => n % 11 === 5;
const isCompleted = (n: number) => n % 3 === 1 && !isCancelled(n);
/** An event that was completed ended when it did, and not at midnight. */
const endOf = ({ endDate }: Row, n: number) =>
	isCompleted(n) ? `${endDate}T17:30:00.000Z` : midnight(endDate);

// ---------------------------------------------------------------- invented people

interface Done extends IDataObject {
	/** The external ID of the event. */
	event: string;
	who: string;
	state: string;
	/** Empty where the time of joining says it. */
	at: string;
	from?: string;
	to?: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** What person `n` did at an event: registered, and attended or cancelled later, or neither. */
function doneBy(n: number, { key: event, row }: Conference): Done[] {
	const who = `guest${n}@example.com`;
	const startMs = Date.parse(midnight(row.startDate));
	const day = (days: number, minutes: number) => startMs + days * DAY_MS + minutes * 60_000;
	const registered = { event, who, state: 'Registered', at: iso(day(-30, n % 1_440)) };
	if (n % 10 === 0) {
		return [registered, { event, who, state: 'CANCELLED', at: iso(day(-1, n % 1_440)) }];
	}
	if (n % 10 > 6) return [registered];
	const came = day(0, 540 + (n % 50));
	const times = { from: iso(came), to: iso(came + (30 + (n % 300)) * 60_000) };
	return [registered, { event, who, state: 'attend', at: '', ...times }];
}

/** The events of each person: of half of them a big one, of every 25th two. */
function eventsOf(n: number, all: Conference[]): Conference[] {
	const one = n % 2 ? (n * 7) % Math.min(BIG, all.length) : (n * 13) % all.length;
	return n % 25 ? [all[one]] : [all[one], all[(one + 1) % all.length]];
}

/** All that people did, in the order in which a table of them would have it. */
const allDone = (people: number, all: Conference[]): Done[] =>
	range(people).flatMap((n) => eventsOf(n, all).flatMap((event) => doneBy(n, event)));

// ---------------------------------------------------------------- the fold

/** What HubSpot must show of each event, by its external ID. */
function folded(all: Conference[], done: Done[]): Map<string, IDataObject> {
	const who: Record<string, Record<string, Set<string>>> = {};
	for (const { event, state, who: person } of done) {
		((who[event] ??= {})[state] ??= new Set()).add(person);
	}
	return new Map(
		all.map(({ key, row }, n) => {
			const { Registered = new Set(), attend = new Set(), CANCELLED = new Set() } = who[key] ?? {};
			const waiting = [...Registered].filter((each) => !attend.has(each) && !CANCELLED.has(each));
			return [
				key,
				{
					externalEventId: key,
					eventName: row.name,
					eventOrganizer: row.twitter || FALLBACK,
					eventType: 'CONFERENCE',
					eventUrl: row.url,
					eventDescription: row.city ? `${row.city}, ${row.country}` : null,
					startDateTime: midnight(row.startDate),
					endDateTime: endOf(row, n),
					eventCancelled: isCancelled(n),
					eventCompleted: isCompleted(n),
					registrants: Registered.size,
					attendees: attend.size,
					cancellations: CANCELLED.size,
					noShows: isCompleted(n) ? waiting.length : 0,
				},
			];
		}),
	);
}

const hundreds = (count: number) => Math.ceil(count / 100);

const READ = '200 GET events/';

/** Calls that upsert; the others read the object IDs of a few events that look alike. */
const upsertsIn = (calls: Record<string, number> = {}) =>
	Object.fromEntries(Object.entries(calls).filter(([what]) => !what.startsWith(READ)));

/** The calls that attendance takes: a hundred people of one event and state each, and a look-up an event. */
function callsOf(done: Done[]) {
	const people: Record<string, number> = {};
	for (const { event, state } of done) {
		const name = JSON.stringify([event, state]);
		people[name] = (people[name] ?? 0) + 1;
	}
	const record = Object.values(people).reduce((sum, each) => sum + hundreds(each), 0);
	return { record, search: new Set(done.map(({ event }) => event)).size };
}

// ---------------------------------------------------------------- the nodes

const EVENTS = 'hubSpotMarketingEvents';
const OWN = { authentication: 'accessToken', resource: 'event', inputMode: 'fields' };
const OF_EVENT = { externalEventId: '={{ $json.key }}', externalAccountId: ACCOUNT };

const upsertBy = (eventOrganizer: string) => ({
	...OWN,
	operation: 'upsertEvents',
	fields: {
		mappingMode: 'defineBelow',
		value: {
			...OF_EVENT,
			eventName: '={{ $json.name }}',
			eventOrganizer,
			eventType: 'CONFERENCE',
			eventUrl: '={{ $json.url }}',
			eventDescription: '={{ $json.city ? $json.city + ", " + $json.country : "" }}',
			startDateTime: '={{ $json.startDate }}',
			endDateTime: '={{ $json.endDate }}',
		},
		matchingColumns: [],
		schema: [],
	},
});

const record = {
	...OWN,
	resource: 'attendance',
	operation: 'recordAttendance',
	findEventsBy: 'externalEventId',
	externalEventId: '={{ $json.event }}',
	externalAccountId: ACCOUNT,
	state: '={{ $json.state }}',
	contactBy: 'email',
	contact: '={{ $json.who }}',
	occurredAt: '={{ $json.at }}',
	joinedAt: '={{ $json.from }}',
	leftAt: '={{ $json.to }}',
};

const NODES = {
	upsert: upsertBy('={{ $json.twitter }}'),
	upsertTheRest: upsertBy(FALLBACK),
	record,
	recordAgain: record,
	cancel: { ...OWN, operation: 'cancelEvents', ...OF_EVENT },
	complete: {
		...OWN,
		operation: 'completeEvents',
		...OF_EVENT,
		startDateTime: '={{ $json.start }}',
		endDateTime: '={{ $json.end }}',
	},
	list: { ...OWN, operation: 'getManyEvents', returnAll: true },
	get: { ...OWN, operation: 'getEvents', findEventsBy: 'externalEventId', ...OF_EVENT },
};

type Step = keyof typeof NODES;

// ---------------------------------------------------------------- the walk

/**
 * @param rows how many of the file; default: all
 * @param repeats whether all attendance is recorded a second time
 */
export function walkConferences(people: number, rows?: number, repeats = false): void {
	let fake: FakeServer;
	let all: Conference[];
	let done: Done[];
	/** By what follows the version in the path, IDs left out. */
	const calls: Partial<Record<Step, Record<string, number>>> = {};
	const ran: Partial<Record<Step, WorkflowRun>> = {};

	const step = async (name: Step, input: IDataObject[], settings: Settings = {}) => {
		const before = fake.hubspot.calls.length;
		const onError = 'continueErrorOutput';
		ran[name] = await runRows(fake, NODES[name], input, { onError, ...settings }, EVENTS);
		const counted: Record<string, number> = (calls[name] = {});
		for (const { method, path, status } of fake.hubspot.calls.slice(before)) {
			const what = `${status} ${method} ${whatOf(path)}`;
			counted[what] = (counted[what] ?? 0) + 1;
		}
	};
	const items = (name: Step) => jsonOf(ran[name] as WorkflowRun);
	const inputOf = ({ key, row }: Conference, n: number): IDataObject => ({
		...row,
		key,
		start: midnight(row.startDate),
		end: endOf(row, n),
	});
	const numbers = () => range(all.length);
	const nameless = () => numbers().filter((n) => !all[n].row.twitter);
	const toRead = () => numbers().filter((n) => n % 7 === 0);

	beforeAll(async () => {
		all = conferences(rows);
		done = allDone(people, all);
		fake = await startFakeHubSpot();
		const input = all.map(inputOf);
		await step('upsert', input);
		await step(
			'upsertTheRest',
			jsonOf(ran.upsert as WorkflowRun, 1).map(({ error, ...row }) => (void error, row)),
		);
		await step('record', done);
		if (repeats) await step('recordAgain', done);
		await step(
			'cancel',
			input.filter((_, n) => isCancelled(n)),
		);
		await step(
			'complete',
			input.filter((_, n) => isCompleted(n)),
		);
		await step('list', [{}]);
		await step(
			'get',
			toRead().map((n) => input[n]),
		);
	}, 1_800_000);
	afterAll(async () => await closeClean(fake));

	it('are upserted a hundred a call, but for those without an organizer, which are told so', () => {
		const failed = nameless();
		expect(failed.length).toBeGreaterThan(all.length / 10);
		expect(rowsOf(ran.upsert as WorkflowRun, 'Failed')).toEqual(failed);
		for (const error of errorsOf(ran.upsert as WorkflowRun, 1)) {
			expect(error?.message).toMatch(/^Not sent: Event Organizer is required but empty\./);
		}
		expect(rowsOf(ran.upsert as WorkflowRun)).toEqual(numbers().filter((n) => !failed.includes(n)));
		expect(upsertsIn(calls.upsert)).toEqual({
			'200 POST events/upsert': hundreds(all.length - failed.length),
		});
		expect(rowsOf(ran.upsertTheRest as WorkflowRun)).toEqual(failed);
		expect(upsertsIn(calls.upsertTheRest)).toEqual({
			'200 POST events/upsert': hundreds(failed.length),
		});
		expect(fake.hubspot.events().size).toBe(all.length);
	});

	it('come back with their own object ID, which is read or left out where another row looks the same', () => {
		const looks = new Map<string, number>();
		const lookOf = (n: number) => {
			const { name, twitter, url, startDate, endDate, city, country } = all[n].row;
			return JSON.stringify([name, twitter, url, startDate, endDate, city, country]);
		};
		for (const n of numbers()) looks.set(lookOf(n), (looks.get(lookOf(n)) ?? 0) + 1);
		const without: number[] = [];
		const others: number[] = [];
		for (const name of ['upsert', 'upsertTheRest'] as const) {
			const rowsRead = rowsOf(ran[name] as WorkflowRun) as number[];
			items(name).forEach(({ objectId }, at) => {
				const n = rowsRead[at];
				const stored = fake.hubspot.eventByExternalId(DEFAULT_APP_ID, ACCOUNT, all[n].key);
				if (objectId === undefined) without.push(n);
				else if (objectId !== stored?.objectId) others.push(n);
			});
		}
		expect(others).toEqual([]);
		const isRead = new Set(
			Object.keys({ ...calls.upsert, ...calls.upsertTheRest })
				.filter((what) => what.startsWith(READ))
				.map((what) => decodeURIComponent(what.slice(READ.length))),
		);
		const alike = [...without, ...numbers().filter((n) => isRead.has(all[n].key))];
		expect(alike.length).toBeGreaterThan(0);
		expect(alike.filter((n) => looks.get(lookOf(n)) === 1)).toEqual([]);
	});

	it('have their people recorded, a hundred of an event and state a call, each event looked up once', () => {
		expect(errorsOf(ran.record as WorkflowRun, 1)).toEqual([]);
		expect(rowsOf(ran.record as WorkflowRun)).toEqual(range(done.length));
		const { record: recorded, search } = callsOf(done);
		expect(calls.record).toEqual({
			'200 POST attendance': recorded,
			'200 GET events/search': search,
		});
		expect(fake.hubspot.objects('contacts').size).toBe(people);
	});

	const again = () =>
		it('have nobody recorded twice by the same list again, which leaves open only who has cancelled since', () => {
			// HubSpot shows of them that they cancelled, and no more that they had registered.
			const cancelled = new Set(
				done.flatMap(({ event, who, state }) => (state === 'CANCELLED' ? [`${event} ${who}`] : [])),
			);
			const isOpen = ({ event, who, state }: Done) =>
				state === 'Registered' && cancelled.has(`${event} ${who}`);
			const open = range(done.length).filter((n) => isOpen(done[n]));
			expect(rowsOf(ran.recordAgain as WorkflowRun, 'Failed')).toEqual(open);
			expect(rowsOf(ran.recordAgain as WorkflowRun)).toHaveLength(done.length - open.length);
			const { search } = callsOf(done);
			expect(calls.recordAgain?.['200 GET events/search']).toBe(search);
			expect(fake.hubspot.objects('contacts').size).toBe(people);
		});
	if (repeats) again();

	it('are cancelled and completed one by one', () => {
		for (const [name, isIt] of [
			['cancel', isCancelled],
			['complete', isCompleted],
		] as const) {
			expect(errorsOf(ran[name] as WorkflowRun, 1)).toEqual([]);
			const count = numbers().filter(isIt).length;
			expect(rowsOf(ran[name] as WorkflowRun)).toEqual(range(count));
			expect(calls[name]).toEqual({ [`200 POST events/${name}`]: count });
		}
	});

	it('are listed with the fields and counters that a fold of the file and the people has', () => {
		const fold = folded(all, done);
		const listed = items('list');
		expect(listed).toHaveLength(all.length);
		expect(calls.list).toEqual({ '200 GET list': hundreds(all.length) });
		for (const event of listed) {
			expect(event).toMatchObject(fold.get(String(event.externalEventId)) ?? {});
		}
		expect(new Set(listed.map(({ externalEventId }) => externalEventId))).toEqual(
			new Set(fold.keys()),
		);
	});

	it('are read by the IDs of the file, with the same fields and counters', () => {
		const fold = folded(all, done);
		const read = toRead();
		expect(errorsOf(ran.get as WorkflowRun, 1)).toEqual([]);
		expect(rowsOf(ran.get as WorkflowRun)).toEqual(range(read.length));
		expect(items('get')).toMatchObject(read.map((n) => fold.get(all[n].key) ?? {}));
		expect(calls.get).toEqual({
			'200 GET events/search': read.length,
			'200 GET one': read.length,
		});
	});
}

/** What a path is about, without the event. */
function whatOf(path: string): string {
	const [, what = ''] = /\/2026-03\/?([^?]*)/.exec(path) ?? [];
	if (what === '') return 'list';
	if (what === 'events/upsert' || what === 'events/search') return what;
	if (/^\d+$/.test(what)) return 'one';
	if (/^\d+\/attendance\/(register|attend|cancel)\/email-create$/.test(what)) return 'attendance';
	if (/^participations\/\d+\/breakdown$/.test(what)) return 'breakdown';
	return what.replace(/^events\/[^/]+\//, 'events/');
}
