/** Get Many Events on n8n's real engine: what comes out, what is said of it, and what an agent is told. */
import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import {
	AGENT_KINDS,
	closeClean,
	errorOf,
	errorsOf,
	fromAI,
	jsonOf,
	rowsOf,
	runRows,
	runTool,
	type Settings,
} from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	for (let n = 1; n <= 120; n++) {
		fake.hubspot.seedEvent(DEFAULT_APP_ID + (n % 2), {
			objectId: `${n}`,
			externalEventId: `e${n}`,
			eventName: n % 10 ? `Workshop ${n}` : `Webinar ${n}`,
			eventType: n % 10 ? 'WORKSHOP' : 'WEBINAR',
			startDateTime: `2027-0${1 + (n % 3)}-15T09:00:00.000Z`,
		});
	}
});
afterEach(async () => await closeClean(fake));

const EVENTS = 'hubSpotMarketingEvents';
const LIST = {
	authentication: 'accessToken',
	resource: 'event',
	inputMode: 'fields',
	operation: 'getManyEvents',
	nameContains: '={{ $json.words }}',
	returnAll: true,
};
const list = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, LIST, input, settings, EVENTS);

describe('A list of events', () => {
	it('gives every event that a row asks for, paired with it, with its counters', async () => {
		const ran = await list([
			{ words: 'webinar' },
			{ words: 'nothing like it' },
			{ words: 'Shop 11' },
		]);
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual([...Array<number>(12).fill(0), ...Array<number>(10).fill(2)]);
		expect(jsonOf(ran)[0]).toMatchObject({
			objectId: '10',
			eventName: 'Webinar 10',
			registrants: 0,
			attendees: 0,
			cancellations: 0,
			noShows: 0,
		});
		expect(ran.hints('HubSpot')).toEqual([
			'HubSpot found nothing for this item, so it has no result. (item 1)',
		]);
	});

	it('without a filter gives all of them, whichever app made them, in as few calls as there can be', async () => {
		const ran = await list([{}]);
		expect(jsonOf(ran)).toHaveLength(120);
		expect(fake.hubspot.calls.map(({ path }) => path.split('?')[1])).toEqual([
			'limit=100',
			'limit=100&after=100',
		]);
	});

	it('keeps to the limit, and says that there may be more', async () => {
		const ran = await list([{ words: 'webinar' }], { parameters: { returnAll: false, limit: 10 } });
		expect(jsonOf(ran)).toHaveLength(10);
		expect(ran.hints('HubSpot')).toEqual([
			'Limit was reached before all records were looked at, so more may match. Raise Limit, or switch on Return All, to get them too. (item 0)',
		]);
	});

	it('takes a stretch of time in the workflow’s zone, its end not included', async () => {
		const parameters = {
			nameContains: '',
			startsFrom: '2027-02-01T00:00:00',
			startsBefore: '2027-03-01T00:00:00',
			eventType: 'webinar',
		};
		const ran = await list([{}], { parameters });
		const starts = jsonOf(ran).map(({ startDateTime }) => String(startDateTime).slice(0, 7));
		expect(new Set(starts)).toEqual(new Set(['2027-02']));
		expect(starts).toHaveLength(4);
	});

	describe('of which one question cannot be asked', () => {
		const input = [{ from: '2027-01-01T00:00:00Z' }, { from: 'soon' }];
		const parameters = { startsFrom: '={{ $json.from }}' };
		const message = /^Not looked up: Starts From must be .*, but is “soon”/;

		it('sends it to the error output, and answers the others', async () => {
			const ran = await list(input, { onError: 'continueErrorOutput', parameters });
			expect(new Set(rowsOf(ran))).toEqual(new Set([0]));
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(message);
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await list(input, { onError: 'continueRegularOutput', parameters });
			expect(rowsOf(ran).at(-1)).toBe(1);
			expect(errorsOf(ran).at(-1)?.message).toMatch(message);
		});

		it('stops before anything is asked', async () => {
			const ran = await list(input, { parameters });
			expect(errorOf(ran)?.message).toMatch(/^1 of 2 items is not valid; nothing was/);
			expect(fake.hubspot.calls).toEqual([]);
		});
	});

	it('refuses a stretch of time that ends before it begins', async () => {
		const parameters = { startsFrom: '2027-03-01T00:00:00Z', startsBefore: '2027-03-01T00:00:00Z' };
		const ran = await list([{}], { parameters, onError: 'continueRegularOutput' });
		expect(errorsOf(ran)[0]?.message).toMatch(/Starts Before must be later than Starts From/);
	});

	it('takes JSON', async () => {
		const parameters = { inputMode: 'json', json: '={{ $json.it }}' };
		const ran = await list([{ it: { nameContains: 'webinar', limit: 2 } }], { parameters });
		expect(jsonOf(ran).map(({ objectId }) => objectId)).toEqual(['10', '20']);
	});
});

it.each(AGENT_KINDS)('As a tool (%s) it hands the model the events', async (kind) => {
	const own = { ...LIST, nameContains: fromAI('words') };
	const calls = [{ words: 'Webinar 120' }, { words: 'nothing like it' }];
	const { answers } = await runTool(fake, own, calls, kind, EVENTS);
	expect(answers).toMatchObject([
		{ outcome: 'done', results: [{ objectId: '120', eventName: 'Webinar 120', attendees: 0 }] },
		{ outcome: 'done', results: [] },
	]);
});
