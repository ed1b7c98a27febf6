/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
/**
 * What the built nodes do with bad input, on n8n's own engine against the fake HubSpot: one bad item
 * among two good ones. Every message is in bad-input.messages.md, for people to read in one place.
 * A changed message fails until `UPDATE=1 npm run test:slow -- test/nodes/bad-input` has written the file anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import { runNode, type NodeToRun } from '../host/engine';

type Parameters = INode['parameters'];

// ---------------------------------------------------------------- the message table

const FILE = path.join(__dirname, 'bad-input.messages.md');
const UPDATE = process.env.UPDATE === '1';

const HEAD = `# What a user reads about bad input

Compared by \`bad-input.test.ts\`; written anew by \`UPDATE=1 npm run test:slow -- test/nodes/bad-input\`.
The bad item is always item 1. It goes to the error output, and nothing of it is sent.
`;

const inCell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');

/** \`kind -> message\` of one section of the file. */
function writtenMessages(): Map<string, string> {
	if (!existsSync(FILE)) return new Map();
	const rows = readFileSync(FILE, 'utf8').matchAll(/^\| (.+?) \| (.+) \|$/gm);
	return new Map([...rows].map(([, kind, message]) => [kind, message]));
}

const written = writtenMessages();
const read = new Map<string, string>();

/** Holds a message to the file, or notes it for the file. */
function expectWritten(kind: string, message: unknown) {
	read.set(inCell(kind), inCell(String(message)));
	if (!UPDATE) expect(inCell(String(message))).toBe(written.get(inCell(kind)));
}

// ---------------------------------------------------------------- parameters

/** As the editor shows them. */
const LABELS: Record<string, string> = {
	hs_object_id: 'Record ID',
	email: 'Email',
	phone: 'Phone Number',
	birthday: 'Date of Birth',
	newsletter: 'Newsletter',
	objectId: 'Object ID',
	externalAccountId: 'External Account ID',
	externalEventId: 'External Event ID',
	eventName: 'Event Name',
	eventOrganizer: 'Event Organizer',
	startDateTime: 'Start Date and Time',
	endDateTime: 'End Date and Time',
	eventUrl: 'Event URL',
	eventCancelled: 'Event Cancelled',
	venue: 'Venue',
};

const columns = (names: string) =>
	names.split(' ').map((id) => ({
		id,
		displayName: LABELS[id] ?? id,
		required: false,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: true,
		type: /DateTime$|birthday/.test(id)
			? 'dateTime'
			: /Cancelled|newsletter/.test(id)
				? 'boolean'
				: 'string',
		...(id === 'birthday' && { hubSpotType: 'date' }),
	}));

/** `row` is what the nodes behind HubSpot look up in the source: it tests the pairing of items. */
const CONTACT = columns('hs_object_id email phone birthday newsletter row');
const EVENT = columns(
	'externalAccountId externalEventId eventName eventOrganizer startDateTime endDateTime eventUrl eventCancelled venue row',
);
const EVENT_BY_ID = columns('objectId eventName eventUrl row');

const contacts = { __rl: true, mode: 'list', value: 'contacts' };

const shared = { authentication: 'accessToken', inputMode: 'fields', options: {} };
const record = { ...shared, operation: 'batchUpdateObjects', objectType: contacts };

const byHand = (value: IDataObject, schema: unknown, matchOn?: string) => ({
	fields: {
		mappingMode: 'defineBelow',
		matchingColumns: matchOn === undefined ? [] : [matchOn],
		value,
		schema,
	},
});
const automatically = (schema: unknown, matchOn?: string) => ({
	fields: {
		mappingMode: 'autoMapInputData',
		matchingColumns: matchOn === undefined ? [] : [matchOn],
		value: null,
		schema,
	},
});

/** As drag and drop writes it. */
const dragged = (...names: string[]) =>
	Object.fromEntries(names.map((name) => [name, `={{ $json.${name} }}`]));

const CONTACT_FIELDS = dragged('email', 'phone', 'birthday', 'newsletter');
const EVENT_FIELDS = {
	externalAccountId: 'acct-1',
	...dragged('externalEventId', 'eventName', 'eventOrganizer', 'startDateTime', 'endDateTime'),
	...dragged('eventCancelled', 'customProperties'),
};

/** Something else for the bad item alone. */
const onlyForTheBad = (expression: string, otherwise: string) =>
	`={{ $json.row === 1 ? ${expression} : ${otherwise} }}`;

// ---------------------------------------------------------------- kinds

interface Kind {
	kind: string;
	node: NodeToRun['node'];
	parameters: Parameters;
	/** Of a good item. */
	good: (row: number) => IDataObject;
	/** The bad item; the good one of its row with this, where it is not given as a whole. */
	bad: IDataObject;
	whole?: boolean;
	/** What identifies an input that was sent. */
	keyOf: (input: IDataObject) => unknown;
	goodKey: (row: number) => string;
	/** Its items do not share one call: each has its own, or is searched and read back. */
	apart?: true;
}

const email = (row: number) => `ada${row}@example.com`;
const eventId = (row: number) => `conf-${row}`;

const aContact = {
	node: 'hubSpotCrmObjects',
	good: (row: number): IDataObject => ({ row, email: email(row), phone: `+49 ${row}` }),
	keyOf: ({ id }: IDataObject) => id,
	goodKey: email,
};
const anEvent = {
	node: 'hubSpotMarketingEvents',
	good: (row: number): IDataObject => ({
		row,
		externalEventId: eventId(row),
		eventName: `Conference ${row}`,
		eventOrganizer: 'ACME',
		startDateTime: '2027-03-01T09:00:00Z',
	}),
	keyOf: ({ externalEventId }: IDataObject) => externalEventId,
	goodKey: eventId,
};
const anEventById = {
	...anEvent,
	good: (row: number): IDataObject => ({
		row,
		objectId: `5000${row}`,
		eventName: `Renamed ${row}`,
	}),
	keyOf: ({ objectId }: IDataObject) => objectId,
	goodKey: (row: number) => `5000${row}`,
};

const contact = (kind: string, bad: IDataObject, parameters: Parameters = {}): Kind => ({
	...aContact,
	kind: `contact: ${kind}`,
	bad,
	parameters: {
		...record,
		...byHand(CONTACT_FIELDS, CONTACT, 'email'),
		...parameters,
	} as Parameters,
});

const contactColumns = (kind: string, bad: IDataObject): Kind => ({
	...aContact,
	kind: `contact, mapped automatically: ${kind}`,
	bad,
	parameters: { ...record, ...automatically(CONTACT, 'email') } as Parameters,
});

/** With the option that an item with a column that HubSpot does not have is refused. */
const refusing = (given: Kind): Kind => ({
	...given,
	parameters: { ...given.parameters, options: { unknownFields: 'refuse' } } as Parameters,
});

const upserted = (kind: string, bad: IDataObject, parameters: Parameters = {}): Kind => {
	const base = contact(kind, bad, { operation: 'batchUpsertObjects', ...parameters });
	const fieldsToUpsert = (base.parameters as IDataObject).fields;
	return {
		...base,
		kind: `contact to upsert: ${kind}`,
		parameters: { ...base.parameters, fieldsToUpsert } as Parameters,
	};
};
/** In JSON mode, where the bad one alone names the record ID. */
const byIdOfTheBad: Parameters = {
	inputMode: 'json',
	json: '={{ { id: $json.email, idProperty: $json.row === 1 ? "hs_object_id" : "email", properties: { phone: "1" } } }}',
};

const newcomer = (row: number) => `new${row}@example.com`;
/** The record to associate it with, chosen in the node. */
const employedBy = (chosen: IDataObject) => ({
	associateWith: { records: [{ recordId: '={{ $json.employer }}', ...chosen }] },
});
const created = (kind: string, bad: IDataObject, parameters: IDataObject = {}): Kind => ({
	...aContact,
	kind: `contact to create: ${kind}`,
	good: (row) => ({ row, email: newcomer(row), phone: `+49 ${row}` }),
	bad,
	keyOf: ({ properties }) => (properties as IDataObject).email,
	goodKey: newcomer,
	parameters: {
		...record,
		operation: 'batchCreateObjects',
		fieldsToCreate: byHand(CONTACT_FIELDS, CONTACT).fields,
		...parameters,
	} as Parameters,
});

const archived = (kind: string, bad: IDataObject): Kind => ({
	node: 'hubSpotCrmObjects',
	kind: `contact to archive: ${kind}`,
	good: (row) => ({ row, contact: `9000${row}` }),
	bad,
	keyOf: ({ id }) => id,
	goodKey: (row) => `9000${row}`,
	parameters: {
		...record,
		operation: 'batchArchiveObjects',
		record: '={{ $json.contact }}',
	} as Parameters,
});

const eventArchived = (kind: string, bad: IDataObject): Kind => ({
	...anEventById,
	kind: `event to archive: ${kind}`,
	bad,
	parameters: {
		...shared,
		operation: 'batchArchiveEvents',
		objectId: '={{ $json.objectId }}',
	} as Parameters,
});

/** An event that is called by the IDs of the app that made it. */
const ownEvent = (what: string, operation: string, kind: string, bad: IDataObject): Kind => ({
	...anEvent,
	apart: true,
	kind: `event to ${what}: ${kind}`,
	good: (row) => ({
		row,
		account: 'own',
		event: eventId(row),
		from: '2027-03-01T09:00:00Z',
		to: '2027-03-01T17:00:00Z',
	}),
	bad,
	parameters: {
		...shared,
		operation,
		externalAccountId: '={{ $json.account }}',
		externalEventId: '={{ $json.event }}',
		startDateTime: '={{ $json.from }}',
		endDateTime: '={{ $json.to }}',
	} as Parameters,
});

/** An event that a list is associated with. */
const LIST_OF_EVENTS = '77';
const listed = (kind: string, bad: IDataObject, listId = LIST_OF_EVENTS): Kind => ({
	node: 'hubSpotMarketingEvents',
	apart: true,
	kind: `event of a list: ${kind}`,
	good: (row) => ({ row, event: `6000${row}`, list: LIST_OF_EVENTS }),
	bad,
	keyOf: ({ objectId }: IDataObject) => objectId,
	goodKey: (row: number) => `6000${row}`,
	parameters: {
		...shared,
		resource: 'participation',
		operation: 'associateListWithEvent',
		findEventsBy: 'objectId',
		objectId: '={{ $json.event }}',
		listId: { __rl: true, mode: 'id', value: listId },
	} as Parameters,
});

const ofType = (kind: string, objectType: string): Kind =>
	contact(
		`object type ${kind}`,
		{},
		{
			objectType: { __rl: true, mode: 'id', value: onlyForTheBad(objectType, '"contacts"') },
		},
	);

const contactJson = (kind: string, input: unknown): Kind => ({
	...aContact,
	kind: `contact as JSON: ${kind}`,
	good: (row) => ({
		row,
		input: { id: email(row), idProperty: 'email', properties: { phone: `+49 ${row}` } },
	}),
	bad: { row: 1, ...(input !== undefined && { input }) } as IDataObject,
	whole: true,
	parameters: { ...record, inputMode: 'json', json: '={{ $json.input }}' },
});

const event = (kind: string, bad: IDataObject, fields: IDataObject = {}): Kind => ({
	...anEvent,
	kind: `event: ${kind}`,
	bad,
	parameters: {
		...shared,
		operation: 'upsertEvents',
		...byHand({ ...EVENT_FIELDS, ...fields }, EVENT),
	} as Parameters,
});

const eventColumns = (kind: string, bad: IDataObject): Kind => ({
	...anEvent,
	kind: `event, mapped automatically: ${kind}`,
	good: (row) => ({ ...anEvent.good(row), externalAccountId: 'acct-1' }),
	bad,
	parameters: { ...shared, operation: 'upsertEvents', ...automatically(EVENT) } as Parameters,
});

/** Of names of their own: of events that look alike, answers do not tell the IDs. */
const eventInput = (row: number): IDataObject => ({
	externalAccountId: 'acct-1',
	externalEventId: eventId(row),
	eventName: `Conference ${row}`,
	eventOrganizer: 'ACME',
});

const eventJson = (kind: string, input: unknown): Kind => ({
	...anEvent,
	kind: `event as JSON: ${kind}`,
	good: (row) => ({ row, input: eventInput(row) }),
	bad: { row: 1, input } as IDataObject,
	whole: true,
	parameters: {
		...shared,
		operation: 'upsertEvents',
		inputMode: 'json',
		json: '={{ $json.input }}',
	},
});

const eventById = (kind: string, bad: IDataObject): Kind => ({
	...anEventById,
	kind: `event by object ID: ${kind}`,
	bad,
	parameters: {
		...shared,
		operation: 'batchUpdateEvents',
		fieldsByObjectId: byHand(dragged('objectId', 'eventName', 'eventUrl'), EVENT_BY_ID).fields,
	} as Parameters,
});

const GOOD_JSON = { id: email(1), idProperty: 'email', properties: { phone: '+49 1' } };

const KINDS: Kind[] = [
	// Fields mapped by hand, contacts.
	contact('no key', { email: undefined }),
	contact('key is null', { email: null }),
	contact('key is empty', { email: '' }),
	contact('key is blank', { email: '  ' }),
	contact('key is a list', { email: ['ada@example.com', 'bob@example.com'] }),
	contact('key is a number beyond 2^53', { email: 12345678901234567000 }),
	contact('key is no e-mail address', { email: 'Ada Lovelace' }),
	contact('key is two e-mail addresses', { email: 'ada@example.com; bob@example.com' }),
	contact('key is an e-mail address with a blank in it', { email: 'ada @example.com' }),
	contact('key is an e-mail address with a name', { email: 'Ada <ada@example.com>' }),
	contact('key is half an e-mail address', { email: 'ada@' }),
	contact('property is an object', { phone: { mobile: '1' } }),
	contact('property is a list that holds an object', { phone: ['1', { mobile: '2' }] }),
	contact(
		'property is not a number',
		{},
		byHand(
			{ ...CONTACT_FIELDS, phone: onlyForTheBad('0 / 0', '$json.phone') },
			CONTACT,
			'email',
		) as Parameters,
	),
	contact('date property is no day of the calendar', { birthday: '1990-02-30' }),
	contact('date property is a German date', { birthday: '01.03.1990' }),
	contact('date property is an American date', { birthday: '3/1/1990' }),
	contact('date property has no separators', { birthday: 19900301 }),
	contact('date property is a day number of a spreadsheet', { birthday: 32933 }),
	contact('flag property is maybe', { newsletter: 'maybe' }),
	contact('every property is empty', { phone: '' }),
	contact('several faults', { email: null, phone: {}, newsletter: 'maybe' }),

	// Expressions that fail.
	contact(
		'expression names a node that does not exist',
		{},
		byHand(
			{ ...CONTACT_FIELDS, phone: onlyForTheBad('$("CRM export").item.json.phone', '$json.phone') },
			CONTACT,
			'email',
		) as Parameters,
	),
	contact(
		'expression names a node that has not run',
		{},
		byHand(
			{ ...CONTACT_FIELDS, phone: onlyForTheBad('$("Done").item.json.phone', '$json.phone') },
			CONTACT,
			'email',
		) as Parameters,
	),
	contact(
		'expression of the object type names a node that does not exist',
		{},
		{
			objectType: {
				__rl: true,
				mode: 'id',
				value: onlyForTheBad('$("Types").item.json.type', '"contacts"'),
			},
		},
	),

	// Object types.
	ofType('leads to another path', '"../x"'),
	ofType('is two dots', '".."'),
	ofType('is empty', '""'),
	ofType('is null', 'null'),
	ofType('is blank', '"  "'),
	ofType('holds a slash', '"contacts/101"'),
	ofType('holds a query', '"contacts?archived=true"'),
	ofType('is encoded', '"%2e%2e"'),
	ofType('holds a space', '"my cars"'),
	ofType('is an object', '({ name: "contacts" })'),

	// Automatic mapping, contacts.
	refusing(contactColumns('unknown column', { shoeSize: 38 })),
	refusing(contactColumns('two unknown columns', { shoeSize: 38, 'Favourite colour': 'red' })),
	refusing(contactColumns('column that is nearly one of HubSpot', { 'Phone-Nummer': '1' })),
	refusing(contactColumns('column called id', { id: 101 })),
	refusing(
		contactColumns('columns of an earlier answer of HubSpot', {
			properties: { phone: '1' },
			archived: false,
		}),
	),
	contactColumns('two columns for one property', { 'Phone Number': '2' }),
	contactColumns('no column to match on', { email: undefined }),
	contactColumns('column is an object', { phone: { mobile: '1' } }),

	// JSON, contacts.
	contactJson('not JSON', '{"id": "101", '),
	contactJson('a list', [GOOD_JSON]),
	contactJson('a number', 101),
	contactJson('a text', 'ada@example.com'),
	contactJson('nothing', undefined),
	contactJson('an empty object', {}),
	contactJson('the whole request body', { inputs: [GOOD_JSON] }),
	contactJson('unknown key', { ...GOOD_JSON, archived: true }),
	contactJson('names in capitals', { ID: '101', Properties: { phone: '1' } }),
	contactJson('number ID too large', '{"id": 12345678901234567890, "properties": {"phone": "1"}}'),
	contactJson('email without @', { ...GOOD_JSON, properties: { email: 'ada' } }),
	contactJson('empty ID', { ...GOOD_JSON, id: '' }),
	contactJson('idProperty is an object', { ...GOOD_JSON, idProperty: { name: 'email' } }),
	contactJson('idProperty is a flag', { ...GOOD_JSON, idProperty: true }),
	contactJson('trace ID is a list', { ...GOOD_JSON, objectWriteTraceId: ['a', 'b'] }),
	contactJson('no properties', { id: '101' }),
	contactJson('properties are a list', {
		...GOOD_JSON,
		properties: [{ name: 'phone', value: '1' }],
	}),
	contactJson('a property without a name', { ...GOOD_JSON, properties: { '': '1' } }),
	contactJson('no property has a value', { ...GOOD_JSON, properties: { phone: null } }),

	// Fields mapped by hand, events.
	event('no external ID', { externalEventId: undefined }),
	event('name is empty', { eventName: '' }),
	event('name is an object', { eventName: { en: 'Conference' } }),
	event('organizer is null', { eventOrganizer: null }),
	event('start is a German date', { startDateTime: '01.03.2027' }),
	event('start is an American date', { startDateTime: '3/1/2027 9:00 AM' }),
	event('start is no day of the calendar', { startDateTime: '2027-02-30T09:00:00Z' }),
	event('start is in seconds', { startDateTime: 1803891600 }),
	event('start is a day number of a spreadsheet', { startDateTime: 46447.375 }),
	event('start is true', { startDateTime: true }),
	event('start is a list', { startDateTime: ['2027-03-01', '2027-03-02'] }),
	event(
		'start is an invalid Date',
		{ startDateTime: 'soon' },
		{ startDateTime: '={{ new Date($json.startDateTime) }}' },
	),
	event(
		'start is an invalid DateTime',
		{ startDateTime: 'soon' },
		{ startDateTime: '={{ DateTime.fromISO($json.startDateTime) }}' },
	),
	event('end is before start', { endDateTime: '2027-02-01T09:00:00Z' }),
	event('end is the day of the start, without a time', { endDateTime: '2027-03-01' }),
	event('flag is maybe', { eventCancelled: 'maybe' }),
	event('flag is 2', { eventCancelled: 2 }),
	event('custom properties are an object', { customProperties: { venue: 'Berlin' } }),
	event('custom property has no name', { customProperties: [{ value: 'Berlin' }] }),
	event('custom property is an object', { customProperties: [{ name: 'venue', value: {} }] }),
	event('several faults', { externalEventId: '', eventName: ' ', startDateTime: 'soon' }),

	// Automatic mapping and JSON, events.
	refusing(eventColumns('unknown column', { Ort: 'Berlin' })),
	refusing(eventColumns('column of the other operation', { objectId: '50001' })),
	eventColumns('no name', { eventName: undefined }),
	eventJson('not JSON', 'Conference'),
	eventJson('nothing', null),
	eventJson('unknown key', { ...eventInput(1), description: 'A conference' }),

	// Events by object ID.
	eventById('no object ID', { objectId: null }),
	eventById('object ID beyond 2^53', { objectId: 12345678901234567000 }),
	eventById('nothing but the ID', { eventName: '', eventUrl: null }),

	upserted('no key', { email: undefined }),
	upserted('key is blank', { email: '  ' }),
	upserted('property is an object', { phone: { mobile: 1 } }),
	upserted('matched by the record ID', {}, byIdOfTheBad),
	created('no value at all', { email: '', phone: null }),
	created('email is two addresses', { email: 'ada@example.com, bob@example.com' }),
	created('property is an object', { phone: { mobile: 1 } }),
	created('associated with a name', { employer: 'ACME' }, employedBy({ type: 'USER_DEFINED:37' })),
	created('associated with two at once', { employer: [1, 2] }, employedBy({ type: 'WORK:1' })),
	created('associated by a label that is none', { employer: 512 }, employedBy({ type: 'Boss' })),
	created('associated without a type', { employer: 512 }, employedBy({ toObjectType: '' })),
	created(
		'JSON with an ID',
		{ id: '7' },
		{
			inputMode: 'json',
			json: '={{ $json.id ? { id: $json.id, properties: { email: $json.email } } : { properties: { email: $json.email } } }}',
		},
	),
	archived('no ID', { contact: undefined }),
	archived('ID is empty', { contact: '' }),
	archived('ID is an e-mail address', { contact: 'ada@example.com' }),
	archived('ID is a list', { contact: [1, 2] }),
	archived('ID is a number beyond 2^53', { contact: 12345678901234567000 }),
	archived('ID is several IDs', { contact: '1, 2' }),
	ownEvent('cancel', 'cancelEvents', 'no account', { account: '' }),
	ownEvent('cancel', 'cancelEvents', 'no event', { event: undefined }),
	ownEvent('cancel', 'cancelEvents', 'ID of dots alone', { event: '..' }),
	ownEvent('complete', 'completeEvents', 'no end', { to: '' }),
	ownEvent('complete', 'completeEvents', 'a start that is no time', { from: 'soon' }),
	ownEvent('complete', 'completeEvents', 'an end before the start', { to: '2027-02-01' }),
	ownEvent('complete', 'completeEvents', 'ID of dots alone', { event: '.' }),
	ownEvent('delete', 'deleteEvents', 'no event', { event: ' ' }),
	ownEvent('delete', 'deleteEvents', 'half of a character', { event: 'a\ud800' }),
	listed('no ID', { event: undefined }),
	listed('ID is a name', { event: 'Spring Fair' }),
	listed('ID is a list', { event: [1, 2] }),
	listed('list is a name', { list: 'Guests' }, '={{ $json.list }}'),
	listed('no list', { list: '' }, '={{ $json.list }}'),
	eventArchived('no ID', { objectId: undefined }),
	eventArchived('ID is an external event ID', { objectId: 'conf-1' }),
	eventArchived('ID is an object', { objectId: { id: 1 } }),
];

// ---------------------------------------------------------------- the runs

async function account(): Promise<FakeServer> {
	const fake = await startFakeHubSpot();
	for (const type of ['contacts', 'marketing_events']) {
		fake.hubspot.defineProperty(type, { name: 'row' });
	}
	fake.hubspot.seedList('contacts', { listId: LIST_OF_EVENTS });
	for (const row of [0, 1, 2]) {
		fake.hubspot.seedObject('contacts', { email: email(row) });
		fake.hubspot.seedEvent(1001, { objectId: `5000${row}` });
		const own = { externalAccountId: 'own', externalEventId: eventId(row) };
		fake.hubspot.seedEvent(1001, { ...own, objectId: `6000${row}` });
	}
	return fake;
}

const itemsOf = ({ good, bad, whole }: Kind): IDataObject[] => [
	good(0),
	whole ? bad : { ...good(1), ...bad },
	good(2),
];

async function runOn<T>(
	given: Pick<NodeToRun, 'node' | 'parameters' | 'input' | 'onError'>,
	look: (ran: Awaited<ReturnType<typeof runNode>>, fake: FakeServer) => T,
): Promise<T> {
	const fake = await account();
	try {
		const ran = await runNode({ ...given, url: fake.url, token: fake.token });
		expect(fake.hubspot.unknownRoutes).toEqual([]);
		expect(fake.hubspot.oddities).toEqual([]);
		return look(ran, fake);
	} finally {
		await fake.close();
	}
}

/** Every input of every call. */
const sent = (fake: FakeServer) =>
	callsOf(fake).flatMap(({ requestBody }) => (requestBody as { inputs: IDataObject[] }).inputs);

// ---------------------------------------------------------------- what it does

describe('One bad item among two good ones, with On Error = Continue (using error output)', () => {
	it.each(KINDS)('$kind', async (given) => {
		const { kind, node, parameters, keyOf, goodKey } = given;
		const input = itemsOf(given);
		await runOn({ node, parameters, input, onError: 'continueErrorOutput' }, (ran, fake) => {
			// It is on the error output, with the fields of its source, and can be traced back.
			const failures = ran.items('HubSpot', 1);
			expect(failures.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
			const { error, ...source } = failures[0].json as { error: IDataObject } & IDataObject;
			expect(source).toEqual(input[1]);
			expect(error).toEqual({
				reason: 'invalid',
				applied: 'no',
				message: expect.stringMatching(/^Not sent: [^]+ \[item 1\]$/),
			});
			expectWritten(kind, error.message);
			expect(ran.items('Failed').map(({ json }) => json.note)).toEqual([1]);

			// The good ones were written, in one call, and are told so.
			expect(ran.items('HubSpot').map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 2 },
			]);
			expect(ran.items('Done').map(({ json }) => json.note)).toEqual([0, 2]);
			expect(
				fake.hubspot.applied.map(({ input: written }) => keyOf(written as IDataObject)).sort(),
			).toEqual([goodKey(0), goodKey(2)]);

			// The bad one never left the house.
			if (given.apart) {
				const paths = callsOf(fake).map(({ path }) => path);
				const isAboutGood = (path: string) => [0, 2].some((row) => path.includes(goodKey(row)));
				const others = paths.filter((path) => !isAboutGood(path));
				expect(
					others.filter((path) => !/\/(events\/delete|6000[02]|lists\/2026-03\/77)$/.test(path)),
				).toEqual([]);
				return;
			}
			expect(callsOf(fake)).toHaveLength(1);
			expect(sent(fake).map(keyOf)).toEqual([goodKey(0), goodKey(2)]);
		});
	});
});

describe('The same with On Error = Stop', () => {
	it.each(KINDS)('$kind: nothing is sent at all', async (given) => {
		const { kind, node, parameters } = given;
		await runOn({ node, parameters, input: itemsOf(given) }, ({ run, items }, fake) => {
			expect(callsOf(fake)).toEqual([]);
			expect(items('HubSpot')).toEqual([]);
			const error = run.data.resultData.error as unknown as {
				message: string;
				description: string;
				context: IDataObject;
			};
			expect(error.message).toBe('1 of 3 items is not valid; nothing was sent');
			expect(error.context.itemIndex).toBe(1);
			const [reason, advice, ...others] = error.description.split('<br>\n');
			const shown = reason.replace(/&lt;/g, '<').replace(/&gt;/g, '>');
			expectWritten(kind, `${shown.replace(/^Item 1: /, '')} [item 1]`);
			expect(advice).toContain('Continue (using error output)');
			expect(others).toEqual(['Not sent: items 0, 2.']);
		});
	});
});

describe('With On Error = Continue', () => {
	it('the bad item is in its place on the one output, as an error', async () => {
		const [given] = KINDS;
		const { node, parameters } = given;
		const input = itemsOf(given);
		await runOn({ node, parameters, input, onError: 'continueRegularOutput' }, (ran, fake) => {
			const items = ran.items('HubSpot');
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 1 },
				{ item: 2 },
			]);
			expect(Object.keys(items[1].json)).toEqual(['error']);
			expect(fake.hubspot.applied).toHaveLength(2);
		});
	});
});

// ---------------------------------------------------------------- what it survives

describe('Many bad items', () => {
	it('are all told, and none is sent', async () => {
		const input = Array.from({ length: 150 }, (_, row) => ({ row, email: '', phone: '1' }));
		const { node, parameters } = contact('', {});
		await runOn({ node, parameters, input, onError: 'continueErrorOutput' }, (ran, fake) => {
			expect(ran.items('HubSpot', 1).map(({ json }) => json.row)).toEqual(
				input.map(({ row }) => row),
			);
			expect(ran.items('HubSpot')).toEqual([]);
			expect(callsOf(fake)).toEqual([]);
		});
	});
});

// ---------------------------------------------------------------- what it says when misused

const MISUSES: Array<{ kind: string; parameters: Parameters }> = [
	{ kind: 'batch size 0', parameters: { options: { batchSize: 0 } } },
	{ kind: 'batch size 101', parameters: { options: { batchSize: 101 } } },
	{ kind: 'batch size 1.5', parameters: { options: { batchSize: 1.5 } } },
	{
		kind: 'batch size by expression is text',
		parameters: { options: { batchSize: '={{ "many" }}' } },
	},
	{
		kind: 'API version that does not exist',
		parameters: { options: { apiVersion: '={{ "v4" }}' } },
	},
	{ kind: 'operation that does not exist', parameters: { operation: 'deleteEverything' } },
	{
		kind: 'object type fixed and wrong',
		parameters: { objectType: { __rl: true, mode: 'id', value: '../x' } },
	},
	{
		kind: 'expression with a syntax error',
		parameters: byHand(
			{ email: '={{ $json.email. }}', phone: '1' },
			CONTACT,
			'email',
		) as Parameters,
	},
];

describe('A node set up wrongly tells every item, and sends nothing', () => {
	it.each(MISUSES)('$kind', async ({ kind, parameters: more }) => {
		const { node, parameters: right, good } = contact('', {});
		const parameters = { ...right, ...more };
		const input = [good(0), good(1), good(2)];
		await runOn({ node, parameters, input, onError: 'continueErrorOutput' }, (ran, fake) => {
			const errors = ran.items('HubSpot', 1).map(({ json }) => json.error as IDataObject);
			expect(errors).toHaveLength(3);
			expect(errors.every(({ applied }) => applied === 'no')).toBe(true);
			expectWritten(`set up wrongly: ${kind}`, errors[1].message);
			expect(ran.items('HubSpot')).toEqual([]);
			expect(callsOf(fake)).toEqual([]);
		});
	});
});

// ---------------------------------------------------------------- the file

afterAll(() => {
	if (!UPDATE) return;
	const kinds = [...KINDS, ...MISUSES.map(({ kind }) => ({ kind: `set up wrongly: ${kind}` }))];
	const rows = kinds.map(({ kind }) => {
		const message = read.get(inCell(kind)) ?? written.get(inCell(kind)) ?? '';
		return `| ${inCell(kind)} | ${message} |`;
	});
	writeFileSync(FILE, `${HEAD}\n| kind | message |\n| --- | --- |\n${rows.join('\n')}\n`);
});

describe('The table of messages', () => {
	const kinds = [
		...KINDS.map(({ kind }) => kind),
		...MISUSES.map(({ kind }) => `set up wrongly: ${kind}`),
	];

	it('has every kind once, and no other', () => {
		expect(new Set(kinds).size).toBe(kinds.length);
		if (UPDATE) return;
		const inFile = [...written.keys()].filter((kind) => kind !== 'kind' && kind !== '---');
		expect(inFile).toEqual(kinds.map(inCell));
	});

	it('names in every message about an item which item it is', () => {
		for (const [kind, message] of written) {
			if (kind === 'kind' || kind === '---') continue;
			expect(message).toMatch(/\[item 1\]$/);
		}
	});
});
