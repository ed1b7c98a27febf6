/**
 * Dry Run on n8n's real engine, over real HTTP: of every operation that writes nothing is written, and
 * each item is told what would be sent and in which call, or why it would not be.
 */
import '../host/virtual-time';

import type { IDataObject } from 'n8n-workflow';

import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { runNode } from '../host/engine';
import {
	AGENT_KINDS,
	byId,
	closeClean,
	CRM_OBJECTS,
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

const EVENTS = 'hubSpotMarketingEvents';
const LIST = '31';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	const { hubspot } = fake;
	for (const n of [1, 2, 3]) {
		hubspot.seedObject('contacts', { email: `p${n}@example.com`, firstname: 'Old' }, `${n}`);
		hubspot.seedObject('companies', { name: `C${n}` }, `${n}`);
		hubspot.seedEvent(DEFAULT_APP_ID, {
			objectId: `5000${n}`,
			externalAccountId: 'acme',
			externalEventId: `e${n}`,
			startDateTime: '2027-03-01T09:00:00.000Z',
		});
	}
	hubspot.seedEvent(DEFAULT_APP_ID + 1, {
		objectId: '60001',
		externalAccountId: 'acme',
		externalEventId: 'theirs',
	});
	hubspot.seedList('contacts', { listId: LIST, name: 'Friends', members: ['1'] });
	hubspot.seedAssociation(['contacts', '1'], ['companies', '1']);
});
afterEach(async () => await closeClean(fake));

// ---------------------------------------------------------------- every write

interface Case {
	operation: string;
	node?: string;
	/** Parameters beside the JSON of the items. */
	parameters?: IDataObject;
	/** Two items that would be sent, and one that would not. */
	items: [good: IDataObject, alsoGood: IDataObject, bad: IDataObject];
	/** The call of the first item, and what stands in it for that item. */
	call: { method: string; path: string; items: number };
	wouldSend?: unknown;
	/** The number of the call of the second item. Default: it goes in the same one. */
	second?: number;
	/** What the message about the third one says. */
	because: RegExp;
	/** Looked up after the run itself, at most. */
	afterwards?: number;
}

const CONTACTS = { objectType: byId('contacts') };
const PAIRS = { fromObjectType: byId('contacts'), toObjectType: byId('companies') };
const OBJECTS = '/crm/objects/2026-03/contacts/batch';
const ASSOCIATIONS = '/crm/associations/2026-03/contacts/companies/batch';
const MARKETING = '/marketing/marketing-events/2026-03';
const LISTS = `/crm/lists/2026-03/${LIST}/memberships`;
const SPAN = { startDateTime: '2027-03-01T09:00:00Z', endDateTime: '2027-03-01T17:00:00Z' };

const own = (externalEventId: string) => ({ externalAccountId: 'acme', externalEventId });
const named = (externalEventId: string, eventName = 'New') => ({
	...own(externalEventId),
	eventName,
	eventOrganizer: 'ACME',
});
const trace = { objectWriteTraceId: expect.any(String) as string };
const byEmail = (n: number, properties: IDataObject = { firstname: 'New' }) => ({
	id: `p${n}@example.com`,
	idProperty: 'email',
	properties,
});
/** Nobody has this name, and everybody's first name is `Old`. */
const NOBODY = { id: 'Nobody', idProperty: 'firstname' };
const NOT_FOUND = /^No contact has the firstname “?Nobody/;

const DEFAULT_TYPE = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 };

const CASES: Case[] = [
	{
		operation: 'batchUpdateObjects',
		parameters: CONTACTS,
		items: [byEmail(1), byEmail(2), { ...NOBODY, properties: { firstname: 'New' } }],
		call: { method: 'POST', path: `${OBJECTS}/update`, items: 2 },
		wouldSend: { ...byEmail(1), ...trace },
		because: NOT_FOUND,
	},
	{
		operation: 'batchUpsertObjects',
		parameters: CONTACTS,
		items: [byEmail(1), byEmail(9), { ...byEmail(3), id: '' }],
		call: { method: 'POST', path: `${OBJECTS}/upsert`, items: 2 },
		wouldSend: { ...byEmail(1), ...trace },
		because: /^Not sent: /,
	},
	{
		operation: 'batchCreateObjects',
		parameters: CONTACTS,
		items: [
			{
				properties: { email: 'new@example.com' },
				associations: [{ to: { id: '1' }, types: [DEFAULT_TYPE] }],
			},
			{ properties: { email: 'newer@example.com' } },
			{ properties: {} },
		],
		call: { method: 'POST', path: `${OBJECTS}/create`, items: 2 },
		wouldSend: {
			...trace,
			properties: { email: 'new@example.com' },
			associations: [{ to: { id: '1' }, types: [DEFAULT_TYPE] }],
		},
		because: /^Not sent: /,
	},
	{
		operation: 'batchArchiveObjects',
		parameters: CONTACTS,
		items: [{ id: '1' }, { id: '2' }, NOBODY],
		call: { method: 'POST', path: `${OBJECTS}/archive`, items: 2 },
		wouldSend: { id: '1' },
		because: NOT_FOUND,
	},
	{
		operation: 'batchAssociate',
		parameters: PAIRS,
		items: [
			{ from: { id: '1' }, to: { id: '2' } },
			{ from: { id: '2' }, to: { id: '2' } },
			{ from: NOBODY, to: { id: '1' } },
		],
		call: { method: 'POST', path: `${ASSOCIATIONS}/associate/default`, items: 2 },
		wouldSend: { from: { id: '1' }, to: { id: '2' } },
		because: NOT_FOUND,
	},
	{
		operation: 'batchRemoveAssociations',
		parameters: PAIRS,
		items: [
			{ from: { id: '1' }, to: { id: '1' } },
			{ from: { id: '2' }, to: { id: '2' } },
			{ from: NOBODY, to: { id: '1' } },
		],
		call: { method: 'POST', path: `${ASSOCIATIONS}/archive`, items: 2 },
		wouldSend: { from: { id: '1' }, to: [{ id: '1' }] },
		because: NOT_FOUND,
	},
	{
		operation: 'addToList',
		parameters: { listId: byId(LIST) },
		items: [{ id: '2' }, { id: '3' }, NOBODY],
		call: { method: 'PUT', path: `${LISTS}/add`, items: 2 },
		wouldSend: '2',
		because: NOT_FOUND,
	},
	{
		operation: 'removeFromList',
		parameters: { listId: byId(LIST) },
		items: [{ id: '1' }, { id: '3' }, NOBODY],
		call: { method: 'PUT', path: `${LISTS}/remove`, items: 2 },
		wouldSend: '1',
		because: NOT_FOUND,
	},
	{
		operation: 'upsertEvents',
		node: EVENTS,
		items: [named('e1'), named('new'), { ...named('e3'), eventName: '' }],
		call: { method: 'POST', path: `${MARKETING}/events/upsert`, items: 2 },
		wouldSend: named('e1'),
		because: /^Not sent: /,
	},
	{
		operation: 'batchUpdateEvents',
		node: EVENTS,
		items: [
			{ ...own('e1'), eventName: 'New' },
			{ objectId: '50002', eventName: 'New' },
			{ ...own('nowhere'), eventName: 'New' },
		],
		call: { method: 'POST', path: `${MARKETING}/batch/update`, items: 2 },
		wouldSend: { objectId: '50001', eventName: 'New' },
		because: /nowhere/,
	},
	{
		operation: 'batchArchiveEvents',
		node: EVENTS,
		items: [own('e1'), { objectId: '50002' }, own('nowhere')],
		call: { method: 'POST', path: `${MARKETING}/batch/archive`, items: 2 },
		wouldSend: { objectId: '50001' },
		because: /nowhere/,
	},
	{
		operation: 'deleteEvents',
		node: EVENTS,
		items: [own('e1'), own('e2'), own('nowhere')],
		call: { method: 'POST', path: `${MARKETING}/events/delete`, items: 2 },
		wouldSend: { ...own('e1'), appId: DEFAULT_APP_ID },
		because: /nowhere/,
		afterwards: 2,
	},
	{
		operation: 'cancelEvents',
		node: EVENTS,
		items: [own('e1'), own('e2'), { ...own('e3'), externalAccountId: '' }],
		call: {
			method: 'POST',
			path: `${MARKETING}/events/e1/cancel?externalAccountId=acme`,
			items: 1,
		},
		second: 2,
		because: /^Not sent: /,
	},
	{
		operation: 'completeEvents',
		node: EVENTS,
		items: [
			{ ...own('e1'), ...SPAN },
			{ ...own('e2'), ...SPAN },
			{ ...own('e3'), ...SPAN, endDateTime: 'some day' },
		],
		call: {
			method: 'POST',
			path: `${MARKETING}/events/e1/complete?externalAccountId=acme`,
			items: 1,
		},
		wouldSend: SPAN,
		second: 2,
		because: /^Not sent: /,
	},
	{
		operation: 'recordAttendance',
		node: EVENTS,
		items: [
			{ ...own('e1'), subscriberState: 'attend', email: 'p1@example.com' },
			{ objectId: '50001', subscriberState: 'attend', email: 'new@example.com' },
			{ ...own('nowhere'), subscriberState: 'attend', email: 'p3@example.com' },
		],
		call: {
			method: 'POST',
			path: `${MARKETING}/50001/attendance/attend/email-create`,
			items: 2,
		},
		wouldSend: {
			email: 'p1@example.com',
			// The start of the event, which is asked for.
			interactionDateTime: Date.parse('2027-03-01T09:00:00Z'),
			contactProperties: {},
			properties: {},
		},
		because: /nowhere/,
		afterwards: 2,
	},
	{
		operation: 'associateListWithEvent',
		node: EVENTS,
		parameters: { listId: byId(LIST) },
		items: [own('e1'), { objectId: '50002' }, own('nowhere')],
		call: { method: 'PUT', path: `${MARKETING}/associations/50001/lists/${LIST}`, items: 1 },
		second: 2,
		because: /nowhere/,
	},
	{
		operation: 'removeListFromEvent',
		node: EVENTS,
		parameters: { listId: byId(LIST) },
		items: [own('e1'), { objectId: '50002' }, own('nowhere')],
		call: { method: 'DELETE', path: `${MARKETING}/associations/50001/lists/${LIST}`, items: 1 },
		second: 2,
		because: /nowhere/,
	},
];

const dry = async (
	{ operation, node, parameters, items }: Omit<Case, 'call' | 'because'>,
	{ options, ...settings }: Settings = {},
) =>
	await runRows(
		fake,
		{
			authentication: 'accessToken',
			operation,
			inputMode: 'json',
			json: '={{ $json.input }}',
			...parameters,
		},
		items.map((input) => ({ input })),
		{ options: { dryRun: true, ...options }, ...settings },
		node,
	);

/** Calls that HubSpot's pages describe as anything but reads. */
const writesSeen = () =>
	fake.hubspot.calls
		.filter(({ method, path }) => {
			const asks = /\/(batch\/read|search|idmapping)$/.test(path);
			return method !== 'GET' && !(method === 'POST' && asks);
		})
		.map(({ method, path }) => `${method} ${path}`);

function expectNothingWritten() {
	expect(writesSeen()).toEqual([]);
	expect(fake.hubspot.applied).toEqual([]);
	expect(fake.hubspot.memberships()).toEqual([]);
	expect(fake.hubspot.statistics()).toMatchObject({ recordsApplied: 0, inputsReceived: 0 });
}

it('Every operation that writes has a case here, and every one that only reads has no such option', () => {
	const writing = [...RECORD_OPERATIONS, ...EVENT_OPERATIONS]
		.filter(({ effect }) => effect.kind === 'write')
		.map(({ value }) => value);
	expect(CASES.map(({ operation }) => operation).sort()).toEqual(writing.sort());
});

describe.each(CASES)('A dry run of $operation', (given) => {
	const { call, wouldSend, second = 1, because } = given;

	it('writes nothing and tells each item what would be sent, or why not', async () => {
		const ran = await dry(given, { onError: 'continueErrorOutput' });
		expectNothingWritten();
		expect(rowsOf(ran)).toEqual([0, 1]);
		const [first, other] = jsonOf(ran);
		expect(first).toEqual({
			dryRun: true,
			...(wouldSend !== undefined && { wouldSend }),
			call: { number: 1, ...call },
		});
		expect(other).toMatchObject({ dryRun: true, call: { number: second, items: call.items } });
		expect(rowsOf(ran, 'Failed')).toEqual([2]);
		const [error] = errorsOf(ran, 1);
		expect(error).toMatchObject({ applied: 'no', dryRun: true });
		expect(error?.message).toMatch(because);
	});

	it('has nothing in its items that a node behind could take for a record', async () => {
		const ran = await dry(given, { onError: 'continueRegularOutput' });
		expect(rowsOf(ran)).toEqual([0, 1, 2]);
		for (const json of jsonOf(ran)) {
			for (const name of ['id', 'objectId', 'properties', 'outcome', 'hubspot']) {
				expect(json).not.toHaveProperty(name);
			}
		}
	});

	it('stops where On Error says so, and claims of nothing that it was written', async () => {
		const ran = await dry(given);
		expectNothingWritten();
		const { message = '', description = '' } = errorOf(ran) ?? {};
		expect(message).toMatch(/^Dry run: 1 of 3 /);
		expect(`${message} ${description}`).not.toMatch(
			/\b(was|were|been) (written|created|archived|associated|added|removed|recorded|cancelled|completed|deleted)\b(?<!nothing was \w+)/,
		);
	});

	it('says in a hint and in the summary what the run would take', async () => {
		const settings = { onError: 'continueRegularOutput', options: { output: 'summary' } } as const;
		const ran = await dry(given, settings);
		expectNothingWritten();
		const [summary, ...others] = jsonOf(ran);
		expect(others).toEqual([]);
		const { afterwards } = given;
		expect(summary).toMatchObject({
			dryRun: true,
			items: 3,
			wouldSend: 2,
			calls: fake.hubspot.calls.length,
			wouldTake: {
				calls: second,
				bytes: expect.any(Number) as number,
				...(afterwards && { lookUpsAfterwards: afterwards }),
			},
		});
		for (const name of ['done', 'unknown', 'outcomes']) expect(summary).not.toHaveProperty(name);
		const { invalid, refused, notDone, unsent } = summary as Record<string, number>;
		expect(invalid + refused + notDone + unsent).toBe(1);
		const [hint] = ran.hints('HubSpot');
		expect(hint).toMatch(
			/^Dry run: nothing was sent\. 2 items would take [12] calls? \(\d+ bytes?\)/,
		);
		expect(hint).toMatch(/, about \d+ seconds? at \d+ calls per 10 s/);
		expect(hint).toMatch(/ 1 item would not be sent\.$/);
	});

	it('adds what would be sent to the columns of the item, and marks the item itself', async () => {
		const ran = await dry(given, {
			onError: 'continueRegularOutput',
			options: { output: 'inputWithResult' },
		});
		expectNothingWritten();
		const [first, , bad] = jsonOf(ran);
		expect(first).toMatchObject({ row: 0, dryRun: true, hubspot: { dryRun: true } });
		expect(bad).toMatchObject({ row: 2, error: { applied: 'no', dryRun: true } });
		expect(bad).not.toHaveProperty('dryRun');
	});

	it('tells the very calls that the run itself makes', async () => {
		const told = jsonOf(await dry(given, { onError: 'continueErrorOutput' }));
		fake.hubspot.calls.splice(0);
		await dry(given, { onError: 'continueErrorOutput', options: { dryRun: false } });
		const [made] = fake.hubspot.calls.filter(({ method, path }) => {
			return method === call.method && path === call.path;
		});
		const { requestBody } = made;
		const inputs = (requestBody as { inputs?: unknown[] } | null)?.inputs ?? requestBody;
		const [element] = Array.isArray(inputs) ? (inputs as unknown[]) : [inputs];
		const plain = (value: unknown) =>
			value === ''
				? null
				: value && typeof value === 'object'
					? { ...value, objectWriteTraceId: undefined }
					: value;
		expect(plain(told[0].wouldSend ?? null)).toEqual(plain(element ?? null));
		expect(writesSeen()).toHaveLength(second);
	});
});

// ---------------------------------------------------------------- what only some have

const UPDATE = CASES[0];
const UPSERT_EVENTS = CASES.find(({ operation }) => operation === 'upsertEvents') as Case;
const only = (given: Case, ...items: IDataObject[]) => ({ ...given, items }) as unknown as Case;

describe('A dry run', () => {
	it('of one record twice tells the second item a later call', async () => {
		const again = [byEmail(1), byEmail(2), byEmail(1, { firstname: 'Newer' })];
		const ran = await dry(only(UPDATE, ...again));
		expect(jsonOf(ran).map(({ call }) => (call as IDataObject).number)).toEqual([1, 1, 2]);
		expectNothingWritten();
	});

	it('numbers the calls in the order of the items', async () => {
		const ran = await dry(only(UPDATE, byEmail(1), byEmail(2), byEmail(3)), {
			options: { batchSize: 1 },
		});
		expect(jsonOf(ran).map(({ call }) => (call as IDataObject).number)).toEqual([1, 2, 3]);
	});

	it('of events that another app owns tells the update of theirs, behind all upserts', async () => {
		const ran = await dry(only(UPSERT_EVENTS, named('theirs'), named('e1')), {
			options: { ifOwnedByAnother: 'update' },
		});
		expect(jsonOf(ran)).toMatchObject([
			{
				wouldSend: { objectId: '60001', eventName: 'New', eventOrganizer: 'ACME' },
				call: { number: 2, path: `${MARKETING}/batch/update` },
			},
			{ wouldSend: named('e1'), call: { number: 1, path: `${MARKETING}/events/upsert` } },
		]);
		expectNothingWritten();
	});

	it('that compares first tells an update of what HubSpot does not have as not found', async () => {
		const three = only(UPDATE, byEmail(1), byEmail(2, { firstname: 'Old' }), byEmail(9));
		const ran = await dry(three, {
			options: { compare: 'onlyChanges' },
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(ran)).toMatchObject([
			{ changes: { firstname: { from: 'Old', to: 'New' } }, call: { items: 1 } },
			{ dryRun: true, outcome: 'unchanged' },
		]);
		expect(errorsOf(ran, 1)).toMatchObject([
			{
				message: expect.stringMatching(/^No contact has the email p9@example\.com/) as unknown,
				applied: 'no',
				dryRun: true,
			},
		]);
		expect(ran.hints('HubSpot')[0]).toContain(' 1 item would not be sent.');
		expectNothingWritten();
	});

	it('that compares first tells an upsert of what HubSpot does not have what would be sent', async () => {
		const upsert = CASES.find(({ operation }) => operation === 'batchUpsertObjects') as Case;
		const ran = await dry(only(upsert, byEmail(9)), { options: { compare: 'onlyChanges' } });
		expect(jsonOf(ran)).toMatchObject([{ wouldSend: byEmail(9), call: { items: 1 } }]);
		expect(ran.hints('HubSpot')[0]).not.toContain('would not be sent');
		expectNothingWritten();
	});

	it('of equal pairs tells each of them the one call that they share', async () => {
		const associate = CASES.find(({ operation }) => operation === 'batchAssociate') as Case;
		const ran = await dry(only(associate, associate.items[0], associate.items[0]));
		const [first, second] = jsonOf(ran);
		expect(first).toMatchObject({ call: { number: 1, items: 1 } });
		expect(second).toEqual(first);
	});

	it('of an event that no path can hold says so of it', async () => {
		const cancel = CASES.find(({ operation }) => operation === 'cancelEvents') as Case;
		const ran = await dry(only(cancel, own('..'), own('e1')), { onError: 'continueErrorOutput' });
		expect(rowsOf(ran)).toEqual([1]);
		expect(errorsOf(ran, 1)).toMatchObject([{ applied: 'no', dryRun: true }]);
	});

	it('tells what it would take at the limit that answers state, and of the calls left today', async () => {
		await fake.close();
		fake = await startFakeHubSpot({ limits: { perTenSeconds: 190, perDay: 10_000 } });
		fake.hubspot.defineProperty('contacts', { name: 'code' });
		for (const n of range(250)) {
			fake.hubspot.seedObject('contacts', { email: `q${n}@example.com`, code: `C${n}` });
		}
		const items = range(250).map((n) => ({
			id: `C${n}`,
			idProperty: 'code',
			properties: { firstname: 'New' },
		}));
		const ran = await dry(only(UPDATE, ...items), { onError: 'continueRegularOutput' });
		const made = fake.hubspot.calls.length;
		// The answers of searches do not say how many are left, and count as one call each.
		const left = 10_000 - made;
		expect(ran.hints('HubSpot')[0]).toMatch(
			new RegExp(
				`^Dry run: nothing was sent. 250 items would take 3 calls \\([\\d.]+ kB\\) and ${made} look-ups? as in this run, about \\d seconds? at 190 calls per 10 s; that is 0.1 % of the ${left.toLocaleString('en')} calls left today\\.$`,
			),
		);
		const first = { id: 'q0@example.com', idProperty: 'email', properties: { firstname: 'New' } };
		const half = await dry(only(UPDATE, first), { options: { rateLimitShare: 50 } });
		expect(half.hints('HubSpot')[0]).toContain('at 95 calls per 10 s');
	});

	it('tells after how many calls the reserve of the day would stop the run, and there it stops', async () => {
		await fake.close();
		fake = await startFakeHubSpot({ limits: { perTenSeconds: 190, perDay: 100 } });
		for (const n of range(250)) fake.hubspot.seedObject('contacts', { email: `q${n}@example.com` });
		const items = range(250).map((n) => ({
			id: `q${n}@example.com`,
			idProperty: 'email',
			properties: { firstname: 'New' },
		}));
		const options = { batchSize: 10, dailyReserve: 80 };
		const ran = await dry(only(UPDATE, ...items), { options });
		const [, after] =
			/Keep Free would stop it after (\d+) calls/.exec(ran.hints('HubSpot')[0]) ?? [];
		expectNothingWritten();
		const written = () => fake.hubspot.calls.filter(({ path }) => path.endsWith('/update')).length;
		await dry(only(UPDATE, ...items), {
			options: { ...options, dryRun: false },
			onError: 'continueErrorOutput',
		});
		expect(written()).toBe(Number(after));
	});

	it('strikes a secret out that an item holds', async () => {
		const ran = await dry(only(UPDATE, byEmail(1, { firstname: `my key is ${fake.token}` })));
		expect(JSON.stringify(jsonOf(ran))).not.toContain(fake.token);
		expect(jsonOf(ran)).toMatchObject([
			{ wouldSend: { properties: { firstname: 'my key is (secret)' } } },
		]);
	});

	it.each([null, '', 'false', 'yes', 1, '={{ undefined }}', '={{ $json.nothing }}'])(
		'that is neither on nor off, but %p, stops before anything is sent',
		async (dryRun) => {
			const ran = await dry(UPDATE, { options: { dryRun } });
			expect(errorOf(ran)?.message).toMatch(/^Dry Run must be true or false, not “/);
			expect(fake.hubspot.calls).toEqual([]);
		},
	);

	it('of new records asks for the default type of their associations, and shows it', async () => {
		const parameters = {
			...CONTACTS,
			inputMode: 'fields',
			fieldsToCreate: {
				mappingMode: 'defineBelow',
				value: { email: '={{ $json.input.email }}' },
				matchingColumns: [],
				schema: [],
			},
			associateWith: { records: [{ toObjectType: 'companies', recordId: '1', type: '' }] },
		};
		const ran = await dry({
			...only(UPDATE, { email: 'new@example.com' }),
			operation: 'batchCreateObjects',
			parameters,
		});
		expect(jsonOf(ran)).toMatchObject([
			{ wouldSend: { associations: [{ to: { id: '1' }, types: [DEFAULT_TYPE] }] } },
		]);
		expect(fake.hubspot.calls.map(({ method, path }) => [method, path.split('/').pop()])).toEqual([
			['GET', 'contacts'],
			['GET', 'labels'],
		]);
		expectNothingWritten();
	});

	it('of a read changes nothing: a workflow may still hold the option of another operation', async () => {
		const ran = await dry({
			operation: 'batchReadObjects',
			parameters: CONTACTS,
			items: [{ id: '1' }, { id: '2' }, { id: '3' }],
		});
		expect(jsonOf(ran)).toMatchObject([{ id: '1' }, { id: '2' }, { id: '3' }]);
		expect(ran.hints('HubSpot')).toEqual([]);
	});

	it('in which nothing would be sent says so, and where the reasons are', async () => {
		const ran = await dry(only(UPDATE, UPDATE.items[2]), { onError: 'continueRegularOutput' });
		expect(ran.hints('HubSpot')).toEqual([
			'Dry run: nothing was sent. 1 item would not be sent.',
			'Nothing was written: the item is not in HubSpot. See why below, under error.',
		]);
	});
});

describe('A dry run that Retry On Fail tries again', () => {
	it('asks afresh, and writes nothing in any of its tries', async () => {
		const ran = await dry(UPDATE, { onError: 'continueErrorOutput' });
		const once = fake.hubspot.calls.length;
		fake.hubspot.calls.splice(0);
		// The definitions of the properties are remembered for the next run.
		const again = once - 1;
		expect(rowsOf(ran)).toEqual([0, 1]);
		const tried = await runNode({
			node: CRM_OBJECTS,
			parameters: {
				authentication: 'accessToken',
				operation: UPDATE.operation,
				inputMode: 'json',
				json: '={{ $json.input }}',
				...(UPDATE.parameters as { objectType: ReturnType<typeof byId> }),
				options: { dryRun: true },
			},
			input: UPDATE.items.map((input, row) => ({ row, input })),
			url: fake.url,
			token: fake.token,
			retryOnFail: true,
			executionId: 'dry-1',
		});
		expect(errorOf(tried)?.message).toBe(
			'Dry run: 1 of 3 records was not found; nothing was written',
		);
		expect(fake.hubspot.calls).toHaveLength(2 * again);
		expectNothingWritten();
	});
});

describe.each(AGENT_KINDS)('An agent (%s) whose tool has Dry Run on', (agent) => {
	const own = {
		authentication: 'accessToken',
		operation: 'batchUpdateObjects',
		...CONTACTS,
		inputMode: 'fields',
		fields: {
			mappingMode: 'defineBelow',
			value: { email: fromAI('email'), firstname: fromAI('name') },
			matchingColumns: ['email'],
			schema: [],
		},
		options: { dryRun: true },
	};

	it('is told what would be sent, and that nothing was', async () => {
		const { answers } = await runTool(fake, own, [{ email: 'p1@example.com', name: 'Ada' }], agent);
		expectNothingWritten();
		expect(answers).toEqual([
			{
				outcome: 'dry run',
				message:
					'Nothing was sent: this is a dry run. All that can be checked without writing is in order.',
				wouldSend: expect.objectContaining(byEmail(1, { firstname: 'Ada' })) as object,
				call: { number: 1, method: 'POST', path: `${OBJECTS}/update`, items: 1 },
			},
		]);
	});

	it('is told what is wrong before anything is sent', async () => {
		const { answers } = await runTool(fake, own, [{ email: '', name: 'Ada' }], agent);
		expect(answers).toMatchObject([{ outcome: 'not sent' }]);
		expectNothingWritten();
	});
});
