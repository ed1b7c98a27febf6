/**
 * Upsert, read and archive of CRM records, and archive of events, on n8n's real engine: which items
 * come out where, paired with what, for every setting of On Error, and how many calls it takes.
 */
import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import {
	AGENT_KINDS,
	byId,
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

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	for (let id = 1; id <= 300; id++) {
		const properties = { email: `p${id}@example.com`, firstname: `Old ${id}` };
		fake.hubspot.seedObject('contacts', properties, `${id}`);
	}
});
afterEach(async () => await closeClean(fake));

const EVENTS = 'hubSpotMarketingEvents';
const common = { authentication: 'accessToken', inputMode: 'fields' };
const contacts = { ...common, objectType: byId('contacts') };

const UPSERT = {
	...contacts,
	operation: 'batchUpsertObjects',
	fieldsToUpsert: {
		mappingMode: 'defineBelow',
		value: { email: '={{ $json.email }}', firstname: '={{ $json.name }}' },
		matchingColumns: ['email'],
		schema: [],
	},
};
const READ = {
	...contacts,
	operation: 'batchReadObjects',
	properties: ['firstname'],
	idProperty: 'email',
	record: '={{ $json.email }}',
};
const ARCHIVE = {
	...contacts,
	operation: 'batchArchiveObjects',
	record: '={{ $json.contact }}',
};
const ARCHIVE_EVENTS = {
	...common,
	operation: 'batchArchiveEvents',
	objectId: '={{ $json.event }}',
};

const upsert = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, UPSERT, input, settings);
const read = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, READ, input, settings);
const archive = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, ARCHIVE, input, settings);
const archiveEvents = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, ARCHIVE_EVENTS, input, settings, EVENTS);

/** Contacts p1, p2, … */
const people = (count: number, more: IDataObject = {}) =>
	Array.from({ length: count }, (_, row) => ({ email: `p${row + 1}@example.com`, ...more }));

const pathsOf = () => callsOf(fake).map(({ path }) => path.split('/').slice(-2).join('/'));

// ---------------------------------------------------------------- upsert

describe('An upsert of records', () => {
	it('creates those that are not there and updates the others, and says of each which', async () => {
		const input = [...people(150), { email: 'new@example.com' }].map((item) => ({
			...item,
			name: 'New',
		}));
		const ran = await upsert(input);
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(151));
		const became = jsonOf(ran).map(({ outcome }) => outcome);
		expect(became).toEqual([...Array<string>(150).fill('updated'), 'created']);
		expect(jsonOf(ran)[0]).toMatchObject({ id: '1', properties: { firstname: 'New' } });
		expect(pathsOf()).toEqual(['batch/upsert', 'batch/upsert']);
		const created = jsonOf(ran)[150].id as string;
		expect(fake.hubspot.object('contacts', created)?.properties).toMatchObject({
			email: 'new@example.com',
			firstname: 'New',
		});
	});

	it('says created or updated where a first try may have created it, and not that it is not new', async () => {
		fake.hubspot.faults.next({ kind: 'reset', applied: true });
		const ran = await upsert([{ email: 'new@example.com', name: 'New' }]);
		expect(jsonOf(ran)).toMatchObject([{ outcome: 'created or updated' }]);
		expect(jsonOf(ran)[0]).not.toHaveProperty('new');
		expect(fake.hubspot.objects('contacts').size).toBe(301);
	});

	it('creates records that have nothing but the value they are matched by', async () => {
		const fields = { ...UPSERT.fieldsToUpsert, value: { email: '={{ $json.email }}' } };
		const ran = await upsert([{ email: 'new@example.com' }, { email: 'p1@example.com' }], {
			parameters: { fieldsToUpsert: fields },
		});
		expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual(['created', 'updated']);
		expect(fake.hubspot.object('contacts', '1')?.properties.firstname).toBe('Old 1');
	});

	it('of a record twice goes in two calls, in the order of the items', async () => {
		const input = ['First', 'Second'].map((name) => ({ email: 'new@example.com', name }));
		const ran = await upsert(input);
		expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual(['created', 'updated']);
		expect(callsOf(fake)).toHaveLength(2);
		const id = jsonOf(ran)[0].id as string;
		expect(fake.hubspot.object('contacts', id)?.properties.firstname).toBe('Second');
	});

	describe('of which HubSpot refuses one', () => {
		const input = [
			{ email: 'p1@example.com', name: 'One' },
			{ email: 'owner@example.com', name: 'bad' },
			{ email: 'new@example.com', name: 'Three' },
		];
		beforeEach(() => {
			fake.hubspot.refuseWhen(
				{ property: 'firstname', value: 'bad' },
				{ status: 400, names: 'ids' },
			);
		});

		it('sends it to the error output, with its own fields, and writes the others', async () => {
			const ran = await upsert(input, { onError: 'continueErrorOutput' });
			expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual(['updated', 'created']);
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(jsonOf(ran, 1)).toMatchObject([
				{ row: 1, email: 'owner@example.com', error: { reason: 'rejected', applied: 'no' } },
			]);
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await upsert(input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2]);
			expect(errorsOf(ran)).toMatchObject([undefined, { reason: 'rejected' }, undefined]);
		});

		it('stops with the error that says what was written', async () => {
			const ran = await upsert(input, { options: { batchSize: 1 } });
			expect(errorOf(ran)?.message).toMatch(/^1 of 3 records was refused; \d (was|were) written/);
			expect(errorOf(ran)?.description).toMatch(/^Item 1: HubSpot refused the contact with email /);
			expect(errorOf(ran)?.description).toMatch(/Written: items? 0/);
		});
	});

	it('by the record ID is not sent: nobody could tell what to create', async () => {
		const fields = {
			...UPSERT.fieldsToUpsert,
			matchingColumns: ['hs_object_id'],
			value: { hs_object_id: '1', firstname: 'x' },
		};
		const ran = await upsert([{}], {
			parameters: { fieldsToUpsert: fields },
			onError: 'continueRegularOutput',
		});
		expect(errorsOf(ran)[0]?.message).toMatch(
			/^Not sent: .*Match Records By must be a property whose values are unique, such as email, but is nothing: an upsert cannot match by record ID/,
		);
		expect(callsOf(fake)).toEqual([]);
	});
});

// ---------------------------------------------------------------- read

describe('A read of records', () => {
	it('gives each item its record, in order and paired, in as few calls as there can be', async () => {
		const ran = await read(people(250));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(250));
		expect(jsonOf(ran).map(({ id }) => id)).toEqual(range(250).map((row) => `${row + 1}`));
		expect(jsonOf(ran)[6]).toMatchObject({ firstname: 'Old 7' });
		expect(pathsOf()).toEqual(Array(3).fill('batch/read'));
	});

	it('asks equal questions once, however they are spelled: calls = ceil(distinct / 100)', async () => {
		const input = [
			...people(120),
			...people(120).map(({ email }) => ({ email: ` ${email.toUpperCase()} ` })),
			...people(120),
		];
		const ran = await read(input);
		expect(callsOf(fake)).toHaveLength(2);
		expect(rowsOf(ran)).toEqual(range(360));
		expect(jsonOf(ran).map(({ id }) => id)).toEqual(range(360).map((row) => `${(row % 120) + 1}`));
	});

	it('finds records by their ID where no property is chosen', async () => {
		const ran = await read([{ contact: 5 }, { contact: '7' }], {
			parameters: { idProperty: '', record: '={{ $json.contact }}' },
		});
		expect(jsonOf(ran)).toMatchObject([{ id: '5' }, { id: '7' }]);
	});

	it('returns the properties that HubSpot returns by itself where none is chosen', async () => {
		const ran = await read(people(1), { parameters: { properties: [] } });
		expect(jsonOf(ran)).toMatchObject([{ id: '1', email: 'p1@example.com' }]);
	});

	it('is put beside the fields of the item where that is wanted', async () => {
		const ran = await read(people(1, { mine: 'x' }), { options: { output: 'inputWithResult' } });
		expect(jsonOf(ran)).toMatchObject([{ row: 0, mine: 'x', hubspot: { id: '1' } }]);
	});

	describe('of which one does not exist, asked for twice', () => {
		const nobody = { email: 'nobody@example.com' };
		const input = [people(1)[0], nobody, people(2)[1], nobody];

		it('sends it to the error output, each time, in one call', async () => {
			const ran = await read(input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1, 3]);
			expect(errorsOf(ran, 1)).toMatchObject(
				[1, 3].map((item) => ({
					reason: 'rejected',
					category: 'OBJECT_NOT_FOUND',
					message: expect.stringMatching(
						new RegExp(`^No contact has the email nobody@example.com. \\[item ${item}\\]$`),
					) as string,
				})),
			);
			expect(callsOf(fake)).toHaveLength(1);
		});

		it('tells of it in its place where it continues, and of nothing applied', async () => {
			const ran = await read(input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2, 3]);
			expect(errorsOf(ran).map((error) => error?.reason)).toEqual([
				undefined,
				'rejected',
				undefined,
				'rejected',
			]);
			expect(JSON.stringify(jsonOf(ran))).not.toContain('applied');
		});

		it('stops, and says in the words of a read what was read', async () => {
			const ran = await read(input);
			expect(errorOf(ran)?.message).toBe('2 of 4 records were not found; 2 were read');
			expect(errorOf(ran)?.description).toMatch(
				/^Items 1, 3: No contact has the email nobody@example\.com\. \(OBJECT_NOT_FOUND, correlation ID \S+\)<br>\nRead: items 0, 2\.$/,
			);
			expect(rowsOf(ran)).toEqual([]);
		});

		it('counts it in the summary', async () => {
			const ran = await read(input, {
				onError: 'continueRegularOutput',
				options: { output: 'summary' },
			});
			expect(jsonOf(ran)).toMatchObject([{ items: 4, done: 2, refused: 2, unknown: 0, calls: 1 }]);
		});
	});

	it('asks again where no answer came, and needs no look-up', async () => {
		fake.hubspot.readFaults.next({ kind: 'notJson', status: 502 });
		const ran = await read(people(2));
		expect(jsonOf(ran)).toMatchObject([{ id: '1' }, { id: '2' }]);
		expect(pathsOf()).toEqual(['batch/read', 'batch/read']);
	});

	// A node behind that changes one of its items in place would change the other one as well.
	it('gives equal questions records of their own, not one and the same object', async () => {
		const ran = await read([...people(1), ...people(1)]);
		const [first, second] = jsonOf(ran);
		expect(second).toEqual(first);
		expect(second).not.toBe(first);
	});
});

// ---------------------------------------------------------------- archive

describe('An archive of records', () => {
	const some = (count: number, ...more: unknown[]) =>
		[...range(count).map((row) => row + 1), ...more].map((contact) => ({ contact }) as IDataObject);

	it('moves them to the recycle bin, a hundred a call, and says that they are gone', async () => {
		const ran = await archive(some(250));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(250));
		expect(jsonOf(ran)).toEqual(
			range(250).map((row) => ({ id: `${row + 1}`, outcome: 'not in HubSpot any more' })),
		);
		expect(pathsOf()).toEqual(Array(3).fill('batch/archive'));
		expect(fake.hubspot.archivedObjects('contacts').size).toBe(250);
		expect(fake.hubspot.objects('contacts').size).toBe(50);
	});

	it('says the same of one that was not there: HubSpot does', async () => {
		const ran = await archive(some(1, 900_000));
		expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual(
			Array(2).fill('not in HubSpot any more'),
		);
	});

	describe('of which one is named by an e-mail address', () => {
		const input = some(2, 'p3@example.com', 4);
		const message =
			/^Not sent: Record to Archive must be a record ID in digits, such as 512, but is “/;

		it('sends it to the error output, and archives the others', async () => {
			const ran = await archive(input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 3]);
			expect(rowsOf(ran, 'Failed')).toEqual([2]);
			expect(errorsOf(ran, 1)[0]).toMatchObject({ reason: 'invalid', applied: 'no' });
			expect(errorsOf(ran, 1)[0]?.message).toMatch(message);
			expect([...fake.hubspot.archivedObjects('contacts').keys()].sort()).toEqual(['1', '2', '4']);
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await archive(input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2, 3]);
			expect(errorsOf(ran)[2]?.message).toMatch(message);
		});

		it('stops before anything is archived', async () => {
			const ran = await archive(input);
			expect(errorOf(ran)?.message).toBe('1 of 4 items is not valid; nothing was sent');
			expect(callsOf(fake)).toEqual([]);
			expect(fake.hubspot.objects('contacts').size).toBe(300);
		});
	});

	it('of the same record twice is done for both items', async () => {
		const ran = await archive(some(1, 1, '1'));
		expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual(
			Array(3).fill('not in HubSpot any more'),
		);
		expect(fake.hubspot.archivedObjects('contacts').size).toBe(1);
	});

	// HubSpot answers 204 for an ID that it does not have: zeros in front must not name such a one.
	it('says that a record is gone only where it is, zeros in front or not', async () => {
		const ran = await archive(some(0, '001'), { onError: 'continueRegularOutput' });
		expect(fake.hubspot.objects('contacts').has('1')).toBe(errorsOf(ran)[0] !== undefined);
	});

	it('is looked up where the answer leaves it open: a record that is not found is gone', async () => {
		fake.hubspot.faults.always({ kind: 'notJson', status: 200 });
		const ran = await archive(some(2), { onError: 'continueRegularOutput' });
		expect(errorsOf(ran)).toEqual([undefined, undefined]);
		expect(pathsOf()).toEqual(['batch/archive', 'batch/read']);
		expect(ran.hints('HubSpot')).toEqual([]);
	});

	it('is sent again where the look-up shows that the records are still there', async () => {
		fake.hubspot.faults.next({ kind: 'notJson', status: 200 });
		fake.hubspot.faults.next({ kind: 'serverError', status: 500, applied: false });
		const ran = await archive(some(2), { onError: 'continueRegularOutput' });
		expect(errorsOf(ran)).toEqual([undefined, undefined]);
		expect(fake.hubspot.archivedObjects('contacts').size).toBe(2);
	});
});

describe('An archive of events', () => {
	let ids: string[];
	beforeEach(() => {
		ids = range(150).map((n) =>
			fake.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: `e${n}`, eventName: `E${n}` }),
		);
	});
	const some = (...events: string[]) => events.map((event) => ({ event }));

	it('deletes them, a hundred a call, of whichever app they are', async () => {
		const other = fake.hubspot.seedEvent(DEFAULT_APP_ID + 1, { externalEventId: 'theirs' });
		const ran = await archiveEvents(some(...ids, other));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(151));
		expect(jsonOf(ran)).toEqual(
			[...ids, other].map((objectId) => ({ objectId, outcome: 'not in HubSpot any more' })),
		);
		expect(pathsOf()).toEqual(['batch/archive', 'batch/archive']);
		expect(fake.hubspot.events().size).toBe(0);
	});

	describe('of which one does not exist', () => {
		const input = () => some(ids[0], '999999', ids[1]);

		it('sends it to the error output, and archives the others', async () => {
			const ran = await archiveEvents(input(), { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)[0]?.message).toBe(
				'No event has the object ID 999999, so there was nothing to archive. [item 1]',
			);
			expect(fake.hubspot.archivedEvents().size).toBe(2);
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await archiveEvents(input(), { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2]);
			expect(errorsOf(ran)).toMatchObject([
				undefined,
				{ reason: 'rejected', applied: 'no' },
				undefined,
			]);
		});

		it('stops, and says in the words of an archive what was archived', async () => {
			const ran = await archiveEvents(input());
			expect(errorOf(ran)?.message).toBe('1 of 3 events was not found; 2 were archived');
			expect(errorOf(ran)?.description).toContain('Archived: items 0, 2.');
		});
	});

	it('is looked up one by one where the answer leaves it open', async () => {
		fake.hubspot.faults.next({ kind: 'notJson', status: 200 });
		const ran = await archiveEvents(some(ids[0], ids[1]), { onError: 'continueRegularOutput' });
		expect(errorsOf(ran)).toEqual([undefined, undefined]);
		expect(fake.hubspot.archivedEvents().size).toBe(2);
	});
});

// ---------------------------------------------------------------- as tools

describe.each(AGENT_KINDS)('As a tool (%s)', (kind) => {
	const ask = async (own: IDataObject, calls: IDataObject[], node?: string) =>
		await runTool(fake, own, calls, kind, node);

	it('a read hands the model the record, and says so beforehand', async () => {
		const own = { ...READ, record: fromAI('email') };
		const { offers, answers } = await ask(own, [
			{ email: 'p1@example.com' },
			{ email: 'nobody@example.com' },
		]);
		if (kind === 'invoking') {
			expect(offers[0].description).toMatch(/^Read one HubSpot record\. Changes nothing\. /);
			expect(offers[0].description).toMatch(/Only done comes with what was found\.$/);
			expect(offers[0].description).not.toContain('unknown');
		}
		expect(answers[0]).toMatchObject({
			outcome: 'done',
			record: { id: '1', firstname: 'Old 1' },
		});
		expect(answers[1]).toMatchObject({
			outcome: 'refused',
			message: 'No contact has the email nobody@example.com.',
		});
		expect(JSON.stringify(answers)).not.toContain('applied');
	});

	it('an upsert tells the model whether it created or updated', async () => {
		const value = { email: fromAI('email'), firstname: fromAI('name') };
		const own = { ...UPSERT, fieldsToUpsert: { ...UPSERT.fieldsToUpsert, value } };
		const { answers } = await ask(own, [
			{ email: 'p1@example.com', name: 'x' },
			{ email: 'new@example.com', name: 'y' },
		]);
		expect(answers).toEqual([
			{ outcome: 'done', message: 'Updated in HubSpot.', id: '1' },
			{ outcome: 'done', message: 'Created in HubSpot.', id: expect.any(String) as string },
		]);
	});

	it('an archive tells the model that the record is gone, not that it was there', async () => {
		const own = { ...ARCHIVE, record: fromAI('id') };
		const { answers } = await ask(own, [{ id: '1' }, { id: 'ada' }]);
		expect(answers).toEqual([
			{ outcome: 'done', message: expect.stringMatching(/^Not in HubSpot any more\.$/), id: '1' },
			{
				outcome: 'not sent',
				message:
					'Not sent: Record to Archive must be a record ID in digits, such as 512, but is “ada”: to find records by another value, choose its property under Find Records By Property Name or ID.',
			},
		]);
	});

	it('an archive of an event that is not there is refused', async () => {
		const id = fake.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: 'e' });
		const own = { ...ARCHIVE_EVENTS, objectId: fromAI('id') };
		const { answers } = await ask(own, [{ id }, { id }], EVENTS);
		expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'refused']);
	});
});
