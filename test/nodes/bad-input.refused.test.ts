/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
/**
 * Input that looks right and that HubSpot cannot do anything with: IDs of another object type, labels of
 * the other direction, and what does not exist, or not any more; on n8n's own engine. Every message is in
 * bad-input.refused.messages.md, for people to read in one place. A changed message fails until
 * `UPDATE=1 npm run test:slow -- test/nodes/bad-input` has written the file anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import type { FakeHubSpot, Fault, SingleFault } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import { runNode, type WorkflowRun } from '../host/engine';

// ---------------------------------------------------------------- the message table

const FILE = path.join(__dirname, 'bad-input.refused.messages.md');
const UPDATE = process.env.UPDATE === '1';
const HEAD = `# What a user reads of what HubSpot does not have

Compared by \`bad-input.refused.test.ts\`; written anew by \`UPDATE=1 npm run test:slow -- test/nodes/bad-input\`.
The message of the first item that failed, on the error output. Correlation IDs are left out.
`;

const inCell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');

function writtenMessages(): Map<string, string> {
	if (!existsSync(FILE)) return new Map();
	const rows = readFileSync(FILE, 'utf8').matchAll(/^\| (.+?) \| (.+) \|$/gm);
	return new Map([...rows].map(([, kind, message]) => [kind, message]));
}

const written = writtenMessages();
const read = new Map<string, string>();

// ---------------------------------------------------------------- the account

const CONTACTS = 30;

async function account(): Promise<FakeServer> {
	const fake = await startFakeHubSpot();
	const { hubspot } = fake;
	hubspot.seedObjects({ objectType: 'contacts', count: CONTACTS });
	hubspot.defineProperty('companies', { name: 'city' });
	for (const n of [901, 902, 903]) {
		hubspot.seedObject(
			'companies',
			{ name: 'ACME', domain: `d${n}.example`, city: 'Paris' },
			`${n}`,
		);
		hubspot.seedAssociation(['contacts', `${n - 900}`], ['companies', `${n}`]);
	}
	hubspot.seedList('contacts', { listId: '501', name: 'Friends', members: ['1', '2'] });
	hubspot.seedList('companies', { listId: '502', name: 'Customers', members: ['901'] });
	hubspot.seedList('contacts', { listId: '503', name: 'All leads', processingType: 'DYNAMIC' });
	return fake;
}

const locator = (value: string, mode = 'id') => ({ __rl: true, mode, value });

const shared: IDataObject = { authentication: 'accessToken', inputMode: 'fields' };
const ofContacts: IDataObject = { ...shared, objectType: locator('contacts') };

const pairsOf = (operation: string, more: IDataObject = {}): IDataObject => ({
	...shared,
	resource: 'association',
	operation,
	fromObjectType: locator('contacts'),
	toObjectType: locator('companies'),
	fromRecord: '={{ $json.contact }}',
	toRecord: '={{ $json.company }}',
	label: '',
	...more,
});

const listsOf = (operation: string, listId: string, more: IDataObject = {}): IDataObject => ({
	...shared,
	resource: 'listMembership',
	operation,
	listId: locator(listId),
	member: '={{ $json.contact }}',
	idProperty: '',
	returnAll: true,
	...more,
});

const creating = (more: IDataObject = {}): IDataObject => ({
	...ofContacts,
	operation: 'batchCreateObjects',
	fieldsToCreate: {
		mappingMode: 'defineBelow',
		matchingColumns: [],
		value: { email: '={{ $json.email }}' },
		schema: [],
	},
	...more,
});

/** Contacts that are associated with a company from the start; each item names it, and the label. */
const employing = (...input: IDataObject[]) => ({
	parameters: creating({
		associateWith: {
			records: [
				{
					toObjectType: 'companies',
					recordId: '={{ $json.company }}',
					type: '={{ $json.label }}',
				},
			],
		},
	}),
	input: input.map((each, n) => ({ email: `p${n}@new.example`, label: '', ...each })),
});

const filter = (propertyName: string, value: string) => ({
	groups: [{ filters: { filters: [{ propertyName, operator: 'EQ', value }] } }],
});

const searching = (more: IDataObject = {}): IDataObject => ({
	...ofContacts,
	operation: 'searchObjects',
	searchText: '',
	filterGroups: {},
	sortBy: '',
	returnAll: true,
	...more,
});

// ---------------------------------------------------------------- kinds

interface Kind {
	kind: string;
	parameters: IDataObject;
	input: IDataObject[];
	/** Items that fail; all others are done. */
	failed: number[];
	/** What happens to the account before, or while it runs. */
	before?: (hubspot: FakeHubSpot) => void;
	options?: IDataObject;
}

const pair = (contact: unknown, company: unknown) => ({ contact, company }) as IDataObject;
const PAIRS = [pair(1, 901), pair(2, 902), pair(3, 903)];
const members = (...ids: unknown[]) => ids.map((contact) => ({ contact }) as IDataObject);
const addresses = (...emails: string[]) => emails.map((email) => ({ email }));

const BACK = 'HUBSPOT_DEFINED:2';
const ALL_PAIRS = [0, 1, 2];

/** From the second call on it is not there any more. */
const goneAfter =
	(
		calls: number,
		queue: 'faults' | 'singleFaults' | 'readFaults' | 'supportingFaults',
		fault: Fault,
	) =>
	(hubspot: FakeHubSpot): void => {
		const { [queue]: faults } = hubspot;
		faults.next(...Array<null>(calls).fill(null));
		faults.always(fault as SingleFault);
	};

const GONE: SingleFault = { kind: 'notFound' };
const NO_TYPE: Fault = {
	kind: 'wholeBatch',
	status: 400,
	dialect: 'category',
	message: 'Unable to infer object type from: p_cars',
};

const KINDS: Kind[] = [
	// An ID of another object type.
	{
		kind: 'associate: the ID of a contact as a company',
		parameters: pairsOf('batchAssociate'),
		input: [pair(1, 901), pair(2, 5), pair(3, 903)],
		failed: [1],
	},
	{
		kind: 'associate: the ID of a company as a contact',
		parameters: pairsOf('batchAssociate'),
		input: [pair(902, 902), pair(3, 903)],
		failed: [0],
	},
	{
		kind: 'read associations: the ID of a company as a contact',
		parameters: pairsOf('batchReadAssociations'),
		input: [pair(1, ''), pair(902, '')],
		failed: [1],
	},
	{
		kind: 'list of companies: given the IDs of contacts',
		parameters: listsOf('addToList', '502'),
		input: members(1, 902, 3),
		failed: [0, 2],
	},
	{
		kind: 'list of companies: given the addresses of contacts',
		parameters: listsOf('addToList', '502', { idProperty: 'email' }),
		input: members('person1@example.com'),
		failed: [0],
	},
	{
		kind: 'list of companies: rid of the IDs of contacts',
		parameters: listsOf('removeFromList', '502'),
		input: members(901, 3),
		failed: [1],
	},

	// A label of the other direction, and one that is not there.
	...(['batchAssociate', 'batchRemoveAssociations'] as const).flatMap((operation): Kind[] => [
		{
			kind: `${operation}: a label of the other direction`,
			parameters: pairsOf(operation, { label: BACK }),
			input: PAIRS,
			failed: ALL_PAIRS,
		},
		{
			kind: `${operation}: a label that does not exist`,
			parameters: pairsOf(operation, { label: 'USER_DEFINED:404' }),
			input: PAIRS,
			failed: ALL_PAIRS,
		},
	]),

	// Whom a new record is associated with.
	{
		kind: 'create: associated with a company that does not exist',
		...employing({ company: 901 }, { company: 404 }, { company: 903 }),
		failed: [1],
	},
	{
		kind: 'create: associated with the ID of a contact as a company',
		...employing({ company: 901 }, { company: 5 }, { company: 903, label: 'HUBSPOT_DEFINED:1' }),
		failed: [1],
	},
	{
		kind: 'create: associated by a label that does not exist',
		...employing({ company: 901, label: 'USER_DEFINED:404' }, { company: 902 }),
		failed: [0],
	},
	{
		kind: 'create: associated by a label of the other direction',
		...employing({ company: 901 }, { company: 902, label: BACK }),
		failed: [1],
	},

	// Object types, lists and properties that are not there.
	{
		kind: 'search: an object type that does not exist',
		parameters: searching({ objectType: locator('p_cars') }),
		input: [{}],
		failed: [0],
	},
	{
		kind: 'create: an object type that does not exist',
		parameters: creating({ objectType: locator('p_cars') }),
		input: addresses('a@new.example'),
		failed: [0],
	},
	...(['batchAssociate', 'batchReadAssociations', 'batchRemoveAssociations'] as const).map(
		(operation): Kind => ({
			kind: `${operation}: an object type that does not exist`,
			parameters: pairsOf(operation, { toObjectType: locator('p_cars') }),
			input: PAIRS,
			failed: ALL_PAIRS,
		}),
	),
	...(['addToList', 'removeFromList', 'readListMembers'] as const).map(
		(operation): Kind => ({
			kind: `${operation}: a list that does not exist`,
			parameters: listsOf(operation, '404'),
			input: members(1),
			failed: [0],
		}),
	),
	{
		kind: 'addToList: a legacy ID that no list ever had',
		parameters: listsOf('addToList', '7', { listId: locator('7', 'legacyId') }),
		input: members(1),
		failed: [0],
	},
	...(['addToList', 'removeFromList'] as const).map(
		(operation): Kind => ({
			kind: `${operation}: a list that HubSpot fills by itself`,
			parameters: listsOf(operation, '503'),
			input: members(1),
			failed: [0],
		}),
	),
	{
		kind: 'search: a filter on a property that does not exist',
		parameters: searching({ filterGroups: filter('shoe_size', '38') }),
		input: [{}],
		failed: [0],
	},
	{
		kind: 'search: a filter without a property',
		parameters: searching({ filterGroups: filter('', '38') }),
		input: [{}],
		failed: [0],
	},
	{
		kind: 'search: a filter without a value',
		parameters: searching({ filterGroups: filter('email', '={{ $json.nothing }}') }),
		input: [{}],
		failed: [0],
	},
	{
		kind: 'associate: found by a property that does not exist',
		parameters: pairsOf('batchAssociate', { toIdProperty: 'shoe_size' }),
		input: PAIRS,
		failed: ALL_PAIRS,
	},
	{
		kind: 'associate: found by a value that no company has',
		parameters: pairsOf('batchAssociate', { toIdProperty: 'domain' }),
		input: [pair(1, 'd901.example'), pair(2, 'nobody.example')],
		failed: [1],
	},
	{
		kind: 'associate: found by a value that several companies have',
		parameters: pairsOf('batchAssociate', { toIdProperty: 'city' }),
		input: [pair(1, 'Paris')],
		failed: [0],
	},

	// What was there when it began.
	...(['addToList', 'removeFromList'] as const).map(
		(operation): Kind => ({
			kind: `${operation}: the list is deleted meanwhile`,
			parameters: listsOf(operation, '501'),
			options: { batchSize: 1 },
			input: members(1, 2, 3),
			before: goneAfter(1, 'singleFaults', GONE),
			failed: [1, 2],
		}),
	),
	{
		kind: 'readListMembers: the list is deleted meanwhile',
		parameters: listsOf('readListMembers', '501'),
		input: members(1),
		before: goneAfter(1, 'supportingFaults', GONE),
		failed: [0],
	},
	...(['batchAssociate', 'batchRemoveAssociations'] as const).map(
		(operation): Kind => ({
			kind: `${operation}: an object type is deleted meanwhile`,
			parameters: pairsOf(operation),
			options: { batchSize: 1 },
			input: PAIRS,
			before: goneAfter(1, 'faults', NO_TYPE),
			failed: [1, 2],
		}),
	),
	{
		kind: 'create: the object type is deleted meanwhile',
		parameters: creating(),
		options: { batchSize: 1 },
		input: addresses('a@new.example', 'b@new.example', 'c@new.example'),
		before: goneAfter(1, 'faults', NO_TYPE),
		failed: [1, 2],
	},

	// The same many times.
	{
		kind: 'create: the same address many times',
		parameters: creating(),
		input: addresses(...Array<string>(12).fill('a@new.example')),
		failed: Array.from({ length: 11 }, (_, n) => n + 1),
	},
	{
		kind: 'addToList: the same unknown member many times',
		parameters: listsOf('addToList', '501'),
		input: members(...Array<number>(12).fill(404)),
		failed: Array.from({ length: 12 }, (_, n) => n),
	},
];

// ---------------------------------------------------------------- the runs

const rowsOf = ({ items }: WorkflowRun, output: number) =>
	items('HubSpot', output).map(({ pairedItem }) => (pairedItem as { item: number }).item);

async function run({ parameters, input, before, options = {} }: Omit<Kind, 'kind' | 'failed'>) {
	const fake = await account();
	try {
		before?.(fake.hubspot);
		const ran = await runNode({
			node: 'hubSpotCrmObjects',
			parameters: { ...parameters, options } as INode['parameters'],
			input,
			url: fake.url,
			token: fake.token,
			onError: 'continueErrorOutput',
		});
		expect(fake.hubspot.unknownRoutes).toEqual([]);
		expect(fake.hubspot.oddities).toEqual([]);
		return { ran, calls: callsOf(fake).length, hubspot: fake.hubspot };
	} finally {
		await fake.close();
	}
}

describe('What HubSpot does not have is told item by item', () => {
	it.each(KINDS)('$kind', async ({ kind, failed, ...given }) => {
		const { ran } = await run(given);
		expect(rowsOf(ran, 1)).toEqual(failed);
		const all = given.input.map((_, item) => item);
		const isRead = /^(search|read|batchRead)/.test(String(given.parameters.operation));
		if (!isRead) expect(rowsOf(ran, 0)).toEqual(all.filter((item) => !failed.includes(item)));
		const errors = ran.items('HubSpot', 1).map(({ json }) => json.error as IDataObject);
		expect(errors.filter(({ applied }) => applied !== (isRead ? undefined : 'no'))).toEqual([]);
		const message = inCell(String(errors[0].message));
		read.set(kind, message);
		if (!UPDATE) expect(message).toBe(written.get(kind));
	});
});

describe('The same pair, member or question many times', () => {
	const MANY = 50;
	const times = (item: IDataObject) => Array<IDataObject>(MANY).fill(item);

	it.each<[string, IDataObject, IDataObject, string]>([
		['pair to associate', pairsOf('batchAssociate'), pair(4, 901), 'batch/associate/default'],
		['pair to remove', pairsOf('batchRemoveAssociations'), pair(1, 901), 'batch/archive'],
		[
			'record to read the associations of',
			pairsOf('batchReadAssociations'),
			pair(1, ''),
			'batch/read',
		],
		['member to add', listsOf('addToList', '501'), { contact: 9 }, 'memberships/add'],
		['member to remove', listsOf('removeFromList', '501'), { contact: 1 }, 'memberships/remove'],
	])('is one call, and each item has its outcome: a %s', async (_, parameters, item, address) => {
		const { ran, hubspot } = await run({ parameters, input: times(item) });
		expect(rowsOf(ran, 0)).toEqual(Array.from({ length: MANY }, (__, n) => n));
		const { calls } = hubspot;
		expect(calls.filter(({ path: called }) => called.endsWith(address))).toHaveLength(1);
	});
});

it('A search without any condition gives all records that there are', async () => {
	const { ran } = await run({ parameters: searching(), input: [{}] });
	expect(ran.items('HubSpot')).toHaveLength(CONTACTS);
});

// ---------------------------------------------------------------- the file

afterAll(() => {
	if (!UPDATE) return;
	const rows = KINDS.map(
		({ kind }) => `| ${kind} | ${read.get(kind) ?? written.get(kind) ?? ''} |`,
	);
	writeFileSync(FILE, `${HEAD}\n| kind | message |\n| --- | --- |\n${rows.join('\n')}\n`);
});

describe('The table of refusals', () => {
	it('has every kind once, and no other', () => {
		const kinds = KINDS.map(({ kind }) => kind);
		expect(new Set(kinds).size).toBe(kinds.length);
		if (UPDATE) return;
		const inFile = [...written.keys()].filter((kind) => kind !== 'kind' && kind !== '---');
		expect(inFile).toEqual(kinds);
	});
});
