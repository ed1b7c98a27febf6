/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test that cancels at a moment of its own, never shipped */
/**
 * execute.ts: what a node makes of its parameters, and what it hands back, without n8n's engine. The
 * real rows, and a HubSpot that writes whatever it is sent.
 */
import {
	NodeOperationError,
	type IDataObject,
	type IHttpRequestOptions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { execute } from '../../nodes/n8n/execute';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { NODE, Reply, standIn, type Given } from '../host/stand-in';

type Inputs = Array<Record<string, unknown>>;
const inputsOf = ({ body }: IHttpRequestOptions) => (body as { inputs: Inputs }).inputs;

/** Writes every record, and says so. An answer is a copy, as all that comes over a line. */
const writesAll = (options: IHttpRequestOptions) => ({
	status: 'COMPLETE',
	results: structuredClone(inputsOf(options)),
});

const json = (...all: IDataObject[]): INodeExecutionData[] => all.map((each) => ({ json: each }));
const contacts = (count: number) =>
	json(...Array.from({ length: count }, (_, item) => ({ id: `${item + 1}`, phone: `${item}` })));

const RECORD = {
	authentication: 'accessToken',
	operation: 'batchUpdateObjects',
	objectType: { __rl: true, mode: 'list', value: 'contacts' },
	inputMode: 'fields',
	fields: { mappingMode: 'autoMapInputData', matchingColumns: ['hs_object_id'], value: null },
	options: {},
};
const EVENT = { ...RECORD, operation: 'upsertEvents', inputMode: 'json' };
const AN_EVENT = {
	externalAccountId: 'a',
	externalEventId: 'e',
	eventName: 'Conf',
	eventOrganizer: 'ACME',
};

interface More extends Omit<Given, 'parameters'> {
	parameters?: object;
	options?: object;
}

let accounts = 0;

async function run({ parameters, options = {}, ...given }: More = {}, rows = RECORD_OPERATIONS) {
	const asked = standIn({
		// A rate limit is shared by all runs of an account: every run here has its own.
		credentialId: `${++accounts}`,
		items: contacts(3),
		answer: writesAll,
		withholdsDefinitions: true,
		...given,
		parameters: { ...RECORD, options, ...parameters },
	});
	const outputs = await execute.call(asked.context, rows);
	expect(outputs).toHaveLength(1);
	return { ...asked, items: outputs[0], sent: asked.calls.map(inputsOf) };
}

const runEvents = async (given: More) =>
	await run({ ...given, parameters: { ...EVENT, ...given.parameters } }, EVENT_OPERATIONS);

/** The error with which a run stops. */
const stop = async (given: More) =>
	await run(given).then(
		() => {
			throw new Error('The run did not stop');
		},
		(error: NodeOperationError) => error,
	);

const errorsOf = (items: INodeExecutionData[]) =>
	items.map((item) => item.json.error as IDataObject | undefined);

// ---------------------------------------------------------------- what it does

describe('A run', () => {
	it('sends the items, in batches of the size that is set, and returns what HubSpot answered', async () => {
		const { items, calls, sent } = await run({ options: { batchSize: 2 } });
		expect(calls.map(({ url }) => url)).toEqual(
			Array(2).fill('https://api.hubapi.com/crm/objects/2026-03/contacts/batch/update'),
		);
		expect(sent.map((inputs) => inputs.length)).toEqual([2, 1]);
		expect(items).toMatchObject(
			[0, 1, 2].map((item) => ({
				json: { id: `${item + 1}`, properties: { phone: `${item}` } },
				pairedItem: { item },
			})),
		);
	});

	it('of no items calls nobody', async () => {
		const { items, calls, hints } = await run({ items: [] });
		expect([items, calls, hints]).toEqual([[], [], []]);
	});

	it('calls the version that is set', async () => {
		const { calls } = await run({ options: { apiVersion: 'v3' } });
		expect(calls[0].url).toBe('https://api.hubapi.com/crm/v3/objects/contacts/batch/update');
	});

	it('goes by the credential that is set', async () => {
		const { calls } = await run({ parameters: { authentication: 'oAuth2' } });
		expect(calls[0].credentialType).toBe('hubSpotBatchOAuth2Api');
	});

	it('gives every record a trace id of its own, which no other run gives', async () => {
		// At one moment of the clock: what tells two runs apart is chance alone.
		const now = jest.spyOn(Date, 'now').mockReturnValue(1_000);
		const traces = [];
		for (let time = 0; time < 2; time++) {
			const { sent } = await run();
			traces.push(...sent[0].map((input) => String(input.objectWriteTraceId)));
		}
		now.mockRestore();
		expect(new Set(traces).size).toBe(6);
		for (const trace of traces) expect(trace).toMatch(/^n8n-7-[0-9a-z]+-\d$/);
	});

	it('can return the input with the result beside it', async () => {
		const { items } = await run({ options: { output: 'inputWithResult' } });
		expect(items[2].json).toMatchObject({ id: '3', phone: '2', hubspot: { id: '3' } });
	});

	it('can return one summary, with the number of calls', async () => {
		const { items } = await run({ options: { output: 'summary', batchSize: 1 } });
		expect(items).toHaveLength(1);
		// Three writes, and the read of the definitions before them.
		expect(items[0].json).toMatchObject({ items: 3, done: 3, calls: 4, failures: [] });
	});

	it('whose report cannot be stored returns the failures instead, and why there is no file', async () => {
		// The stand-in stores no files.
		const { items } = await run({ options: { output: 'report' }, continueOnFail: true });
		expect(items).toHaveLength(1);
		expect(items[0].binary).toBeUndefined();
		expect(items[0].json).toMatchObject({
			items: 3,
			done: 3,
			failures: [],
			problem: expect.stringMatching(/^n8n could not store the report: /) as string,
		});
	});

	it('clears what is empty only where Empty Values says so', async () => {
		const given = { items: json({ id: '1', phone: '', city: 'Bonn' }) };
		expect((await run(given)).sent[0][0].properties).toEqual({ city: 'Bonn' });
		const { sent } = await run({ ...given, options: { emptyValues: 'clear' } });
		expect(sent[0][0].properties).toEqual({ phone: '', city: 'Bonn' });
	});

	it('means times without a zone in the zone of the workflow', async () => {
		const items = json({});
		const event = { ...AN_EVENT, startDateTime: '2026-07-01 09:00' };
		const { sent } = await runEvents({
			items,
			parameters: { json: event },
			timeZone: 'Asia/Tokyo',
		});
		expect(sent[0][0].startDateTime).toBe('2026-07-01T09:00:00.000+09:00');
	});
});

describe('The input of an item', () => {
	it('is the object that JSON mode gives, or its text', async () => {
		const input = { id: '9', properties: { phone: '1' } };
		const given = (item: number) => (item ? JSON.stringify({ ...input, id: '8' }) : input);
		const { sent } = await run({
			items: contacts(2),
			parameters: { inputMode: 'json', json: given },
		});
		expect(sent[0]).toMatchObject([input, { id: '8' }]);
	});

	it('is what the mapper gives, evaluated for each item, and read by the type in its schema', async () => {
		const { sent } = await run({
			parameters: {
				fields: {
					mappingMode: 'defineBelow',
					matchingColumns: ['email'],
					value: { email: (item: number) => `${item}@b.co`, born: '2026-03-01T23:00:00-05:00' },
					schema: [
						{ id: 'email', type: 'string' },
						{ id: 'born', type: 'dateTime', hubSpotType: 'date' },
					],
				},
			},
		});
		expect(sent[0]).toMatchObject(
			[0, 1, 2].map((item) => ({
				id: `${item}@b.co`,
				idProperty: 'email',
				properties: { born: '2026-03-01' },
			})),
		);
	});

	it('is the item itself where the mapping is automatic, held against the columns of the account', async () => {
		const fields = { ...RECORD.fields, schema: [{ id: 'phone' }] };
		const given = {
			items: json({ id: '1', phone: '1' }, { id: '2', phone: '2', shoe: 38 }),
			continueOnFail: true,
		};
		const ignoring = await run({ ...given, parameters: { fields } });
		expect(errorsOf(ignoring.items)).toEqual([undefined, undefined]);
		expect(ignoring.hints[0].message).toContain('“shoe” (1 item)');
		const options = { unknownFields: 'refuse' };
		const { items } = await run({ ...given, parameters: { fields, options } });
		expect(errorsOf(items)[0]).toBeUndefined();
		expect(errorsOf(items)[1]?.message).toContain('HubSpot has no field called “shoe”');
	});

	it('is nothing where nothing was ever mapped', async () => {
		const { items } = await run({ parameters: { fields: undefined }, continueOnFail: true });
		expect(errorsOf(items)[0]?.message).toMatch(/^Not sent: Record ID is required but missing/);
	});

	it('is not checked by n8n, whose words would name neither item nor field', async () => {
		const { validated } = await run({
			items: contacts(1),
			parameters: {
				fields: { ...RECORD.fields, mappingMode: 'defineBelow', value: { id: '1', phone: '1' } },
			},
		});
		expect(validated).not.toContain('fields.value');
	});
});

/** Parameters of the operations that need no mapper. */
const READ = {
	operation: 'batchReadObjects',
	idProperty: '',
	properties: ['city'],
	record: (item: number) => `${item + 1}`,
};
const ARCHIVE = { operation: 'batchArchiveObjects', record: (item: number) => `${item + 1}` };

/** Knows every record that it is asked for. */
const readsAll = (options: IHttpRequestOptions) => ({
	status: 'COMPLETE',
	results: inputsOf(options).map(({ id }) => ({ id, properties: { city: 'Bonn' } })),
});

describe('A run that reads', () => {
	it('asks for each record once, in batches, and returns what HubSpot answered', async () => {
		const { items, calls, sent } = await run({
			parameters: READ,
			answer: readsAll,
			options: { batchSize: 2 },
		});
		expect(calls.map(({ method, url }) => [method, url])).toEqual(
			Array(2).fill(['POST', 'https://api.hubapi.com/crm/objects/2026-03/contacts/batch/read']),
		);
		expect(calls[0].body).toEqual({ inputs: [{ id: '1' }, { id: '2' }], properties: ['city'] });
		expect(sent[1]).toEqual([{ id: '3' }]);
		expect(items).toEqual(
			[0, 1, 2].map((item) => ({
				json: { id: `${item + 1}`, city: 'Bonn' },
				pairedItem: { item },
			})),
		);
	});

	it('asks equal questions once, and answers each of them', async () => {
		const { items, sent } = await run({
			parameters: { ...READ, record: () => '7' },
			answer: readsAll,
		});
		expect(sent).toEqual([[{ id: '7' }]]);
		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			[0, 1, 2].map((item) => ['7', { item }]),
		);
	});

	it.each<[string, More]>([
		['that HubSpot refuses by name', { answer: () => ({ ...NOBODY, errors: [NOT_FOUND] }) }],
		['that HubSpot does not mention', { answer: () => NOBODY }],
		['whose answer cannot be read', { answer: () => new Reply(200, '<html>') }],
		[
			'whose call is refused as a whole',
			{
				answer: () => {
					throw Object.assign(new Error(), { response: { status: 400, data: { message: 'no' } } });
				},
			},
		],
		['that is no valid input', { parameters: { ...READ, record: () => '' } }],
		['that is not asked for because of a cancel', { signal: AbortSignal.abort() }],
		['in a node that is set up wrong', { credential: { baseUrl: 'http://gw.example.com' } }],
		['in a node with an option that is not valid', { options: { apiVersion: 'v4' } }],
	])('says of a record %s not whether anything was applied: nothing can be', async (_, given) => {
		for (const output of ['result', 'inputWithResult', 'summary']) {
			const { items } = await run({
				parameters: READ,
				continueOnFail: true,
				...given,
				options: { output, ...given.options },
			});
			expect(items.length).toBeGreaterThan(0);
			expect(JSON.stringify(items)).toMatch(/"reason"/);
			expect(JSON.stringify(items)).not.toMatch(/applied|written/);
		}
	});

	it('says of a record that does not exist which one', async () => {
		const { items } = await run({
			items: contacts(1),
			parameters: { ...READ, idProperty: 'email', record: () => 'a@b.co' },
			continueOnFail: true,
			answer: () => ({ ...NOBODY, errors: [{ ...NOT_FOUND, context: { ids: ['a@b.co'] } }] }),
		});
		expect(errorsOf(items)).toMatchObject([
			{
				reason: 'rejected',
				category: 'OBJECT_NOT_FOUND',
				message: 'No contact has the email a@b.co. [item 0]',
			},
		]);
	});
});

const NOBODY = { status: 'COMPLETE', results: [] };
const NOT_FOUND = { category: 'OBJECT_NOT_FOUND', message: 'No.', context: { ids: ['1'] } };

describe('A run that archives', () => {
	const gone = () => new Reply(204, undefined);

	it('says of each record that it is not there any more: HubSpot says no more than that', async () => {
		const { items, calls } = await run({ parameters: ARCHIVE, answer: gone });
		expect(calls.map(({ url }) => url.split('/').slice(-3))).toEqual([
			['contacts', 'batch', 'archive'],
		]);
		expect(calls[0].body).toEqual({ inputs: [{ id: '1' }, { id: '2' }, { id: '3' }] });
		expect(items.map(({ json }) => json)).toEqual(
			['1', '2', '3'].map((id) => ({ id, outcome: 'not in HubSpot any more' })),
		);
	});

	it('sends nothing for an item without an ID in digits', async () => {
		const { items, sent } = await run({
			parameters: { ...ARCHIVE, record: (item: number) => (item ? 'ada@example.com' : '5') },
			answer: gone,
			continueOnFail: true,
		});
		expect(sent).toEqual([[{ id: '5' }]]);
		expect(errorsOf(items)[1]?.message).toBe(
			'Not sent: Record to Archive must be a record ID in digits, such as 512, but is “ada@example.com”: to find records by another value, choose its property under Find Records By Property Name or ID. [item 1]',
		);
	});
});

describe('An option that the operation does not have', () => {
	/** As n8n keeps it where another operation was chosen before. */
	const LEFT_OVER = { emptyValues: 'nonsense', lookUp: 'nonsense', unheardOf: 1 };

	it('is ignored where it is left over from another one, whatever it says', async () => {
		const { items } = await run({ parameters: READ, answer: readsAll, options: LEFT_OVER });
		expect(errorsOf(items)).toEqual([undefined, undefined, undefined]);
		const archived = await run({
			parameters: ARCHIVE,
			answer: () => new Reply(204, undefined),
			options: { ...LEFT_OVER, lookUp: true },
		});
		expect(errorsOf(archived.items)).toEqual([undefined, undefined, undefined]);
	});

	it('is ignored by a tool that does not have it: the model gets the record, not a summary', async () => {
		const { items } = await run({
			items: contacts(1),
			parameters: READ,
			answer: readsAll,
			node: { type: 'n8n-nodes-hubspot-batch.hubSpotCrmObjectsTool' },
			options: { output: 'summary', batchSize: 0 },
		});
		expect(items.map(({ json }) => json)).toEqual([
			{ outcome: 'done', record: { id: '1', city: 'Bonn' } },
		]);
	});

	it('is still checked where the operation has it', async () => {
		expect((await stop({ options: { emptyValues: 'nonsense' } })).message).toMatch(
			/^Empty Values must be one of/,
		);
		const batchSize = await stop({ parameters: READ, options: { batchSize: 101 } });
		expect(batchSize.message).toMatch(/^Batch Size must be a whole number from 1 to 100/);
		const version = await stop({ parameters: ARCHIVE, options: { apiVersion: 'v4' } });
		expect(version.message).toMatch(/^API Version must be one of/);
	});

	it('has no effect: a read asks the same calls whether it is on or off', async () => {
		const callsWith = async (lookUp: boolean) => {
			const given = { parameters: READ, continueOnFail: true, answer: () => NOBODY };
			const { calls } = await run({ ...given, options: { lookUp } });
			return calls.map(({ body }) => body);
		};
		// The second one asks whether HubSpot shows the three under another name.
		expect(await callsWith(true)).toHaveLength(2);
		expect(await callsWith(true)).toEqual(await callsWith(false));
	});

	it('has its effect where the operation has it: an archive is looked up, unless it is off', async () => {
		const lost = () => new Reply(200, '<html>');
		const callsWith = async (lookUp: boolean) => {
			const given = { parameters: ARCHIVE, continueOnFail: true, answer: lost };
			const { calls } = await run({ ...given, options: { lookUp } });
			return calls.map(({ url }) => url.split('/').at(-1));
		};
		expect(await callsWith(false)).toEqual(['archive']);
		expect(await callsWith(true)).toEqual(expect.arrayContaining(['archive', 'read']));
	});
});

describe('The object type', () => {
	const withType = (value: unknown, more: More = {}) => ({
		...more,
		continueOnFail: true,
		parameters: { objectType: { __rl: true, mode: 'id', value } },
	});

	it('is evaluated once where it is the same for all items: expressions cost time', async () => {
		const { evaluated } = await run(withType('contacts'));
		expect(evaluated.filter((each) => each.startsWith('objectType'))).toEqual(['objectType[0]']);
	});

	it('is evaluated for each item where it is an expression, and sends each to its own object', async () => {
		const { calls, sent } = await run(withType((item: number) => (item === 1 ? 'deals' : 'cars')));
		expect(calls.map(({ url }) => url.split('/').at(-3))).toEqual(['cars', 'deals']);
		expect(sent.map((inputs) => inputs.map(({ id }) => id))).toEqual([['1', '3'], ['2']]);
	});

	it('may be an expression as a whole', async () => {
		const objectType = (item: number) => `type-${item}`;
		expect((await run({ parameters: { objectType } })).calls).toHaveLength(3);
	});

	it.each([' contacts ', '2-123', 'p123_my-car', 'Cars', 5])('may be %p', async (value) => {
		const { calls } = await run(withType(value));
		expect(calls[0].url).toContain(`/2026-03/${String(value).trim()}/batch/`);
	});

	const EMPTY = 'is required but empty';
	const noName = (given: string) =>
		`must be a name or ID such as contacts, 2-123 or p123_car, but is “${given}”`;

	it.each([
		['', EMPTY],
		['  ', EMPTY],
		[undefined, EMPTY],
		[null, EMPTY],
		[[], EMPTY],
		[['contacts'], EMPTY],
		[['contacts', 'deals'], EMPTY],
		[{ a: 1 }, EMPTY],
		['a/b', noName('a/b')],
		['..', noName('..')],
		['contacts?x', noName('contacts?x')],
		['?contacts', noName('?contacts')],
		['my car', noName('my car')],
	])('must not be %p: no way leads to another path', async (value, problem) => {
		const { items, calls } = await run(withType(value, { items: contacts(1) }));
		expect(calls).toEqual([]);
		expect(errorsOf(items)).toMatchObject([
			{
				reason: 'invalid',
				applied: 'no',
				message: `Not sent: Object Type ${problem}. [item 0]`,
			},
		]);
	});
});

describe('A manual run', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	/** So many answers are lost before the batch goes through. */
	const told = async (mode: More['mode'], lost: number) => {
		const ran = run({
			mode,
			answer: (options, call) => {
				if (call > lost) return writesAll(options);
				throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
			},
		});
		await jest.advanceTimersByTimeAsync(60_000);
		return (await ran).messages;
	};

	it('that takes long tells the person who waits how far it is', async () => {
		const [first] = await told('manual', 3);
		expect(first).toBe('0 of 3 items done, 3 calls to HubSpot');
	});

	it.each([
		['manual', 1],
		['trigger', 3],
	] as const)('says nothing where nobody waits (mode %s, %s lost)', async (mode, lost) => {
		expect(await told(mode, lost)).toEqual([]);
	});
});

describe('What went well but is worth telling', () => {
	const warned = (...words: string[]) =>
		run({
			items: contacts(words.length),
			answer: (options) => ({
				status: 'COMPLETE',
				results: inputsOf(options).map((input, item) => ({
					...input,
					warnings: [{ message: words[item] }],
				})),
			}),
		});

	it('is told in a hint, once for all items that it is true of', async () => {
		const { hints } = await warned('old', 'new', 'new');
		expect(hints).toEqual([
			{ message: 'HubSpot warns: “old” (item 0)', type: 'warning', location: 'outputPane' },
			{
				message: 'HubSpot warns: “new” (2 items: 1 to 2)',
				type: 'warning',
				location: 'outputPane',
			},
		]);
	});

	it('is told as text where n8n shows HTML', async () => {
		const { hints } = await warned('<a href="https://evil.example">press here</a>');
		expect(hints[0].message).toBe(
			'HubSpot warns: “&lt;a href="https://evil.example"&gt;press here&lt;/a&gt;” (item 0)',
		);
	});

	it('is told once where it is of one kind', async () => {
		const { hints } = await warned(...Array.from({ length: 12 }, (_, item) => `w${item}`));
		expect(hints.map(({ message }) => message)).toEqual([
			'HubSpot warns: “w0” (item 0; likewise for other values, 12 items: 0 to 11)',
		]);
	});

	it('is, where nothing was written, that nothing was, and where the reasons are', async () => {
		const none = { continueOnFail: true, answer: () => NOBODY };
		const { hints } = await run({ ...none, options: { lookUp: false } });
		const all = { options: { output: 'summary', lookUp: false } };
		const summary = await run({ ...none, ...all });
		expect([...hints, ...summary.hints]).toMatchObject([
			{
				message:
					'It is not certain that anything was written: all 3 items may have been written. See why below, under error.',
				type: 'danger',
			},
			{ message: expect.stringMatching(/See why below, under failures\.$/) as string },
		]);
		const bad = await run({ items: json({}), continueOnFail: true });
		expect(bad.hints).toMatchObject([
			{ message: 'Nothing was written: the item is not valid. See why below, under error.' },
		]);
	});

	it('is not told of items that failed beside others, nor is silence', async () => {
		const results = (options: IHttpRequestOptions) => [inputsOf(options)[0]];
		const { hints } = await run({
			continueOnFail: true,
			answer: (options) => ({ status: 'COMPLETE', results: results(options) }),
		});
		expect(hints).toEqual([]);
	});
});

// ---------------------------------------------------------------- what it survives

const BAD = json({ id: '1', phone: '1' }, { id: '', phone: '2' }, { id: '3', phone: '3' });

describe('With On Error = Continue', () => {
	it('bad items are told, in their place, and the others are sent', async () => {
		const { items, sent } = await run({ items: BAD, continueOnFail: true });
		expect(sent[0].map(({ id }) => id)).toEqual(['1', '3']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
		expect(errorsOf(items)).toMatchObject([
			undefined,
			{ reason: 'invalid', message: expect.stringContaining('[item 1]') as string },
			undefined,
		]);
	});

	it('a batch that HubSpot refuses does not hold up the next one', async () => {
		const { items } = await run({
			continueOnFail: true,
			options: { batchSize: 1 },
			answer: (options, call) => {
				if (call > 1) return writesAll(options);
				throw Object.assign(new Error(), { response: { status: 400, data: { message: 'no' } } });
			},
		});
		expect(errorsOf(items)).toMatchObject([
			{ reason: 'rejected', applied: 'no' },
			undefined,
			undefined,
		]);
	});

	it('an expression that fails costs its item alone, and is told with the node it speaks of', async () => {
		const broken = Object.assign(new Error('No path back to node'), {
			description: 'Wire it.',
			context: { nodeCause: 'Source' },
		});
		const fails = (item: number) => {
			if (item === 1) throw broken;
			return { id: `${item}`, properties: { phone: '1' } };
		};
		const { items } = await run({
			continueOnFail: true,
			parameters: { inputMode: 'json', json: fails },
		});
		expect(errorsOf(items)).toMatchObject([
			undefined,
			{
				reason: 'invalid',
				message:
					'Not sent: An expression does not work: No path back to node Wire it. (node “Source”). [item 1]',
			},
			undefined,
		]);
	});

	it.each([
		[{ nodeCause: undefined }, 'An expression does not work: odd'],
		[{}, 'odd'],
		[undefined, 'odd'],
	])('an error of the context %p names no node', async (context, expected) => {
		const fails = () => {
			throw Object.assign(new Error('odd'), { context });
		};
		const { items } = await run({
			items: contacts(1),
			continueOnFail: true,
			parameters: { inputMode: 'json', json: fails },
		});
		expect(errorsOf(items)[0]?.message).toBe(`Not sent: ${expected}. [item 0]`);
	});

	it('a wrong setup fails every item, none of them sent', async () => {
		const { items, calls } = await run({
			continueOnFail: true,
			credential: { baseUrl: 'http://gw.example.com' },
		});
		expect(calls).toEqual([]);
		expect(errorsOf(items)).toMatchObject(
			Array(3).fill({
				reason: 'unsent',
				applied: 'no',
				message: expect.stringContaining('must start with https://') as string,
			}),
		);
	});
});

describe('A cancelled execution', () => {
	it('sends nothing more, and says so', async () => {
		const { items, calls } = await run({ continueOnFail: true, signal: AbortSignal.abort() });
		expect(calls).toEqual([]);
		expect(errorsOf(items)).toMatchObject(
			[0, 1, 2].map((item) => ({
				reason: 'unsent',
				applied: 'no',
				message: `Not sent: the execution was cancelled before. [item ${item}]`,
			})),
		);
	});

	it('is noticed while many items are read', async () => {
		const controller = new AbortController();
		setTimeout(() => controller.abort(), 0);
		// Every item takes 30 ms.
		let now = 0;
		const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 30));
		const { evaluated, items } = await run({
			items: contacts(50),
			continueOnFail: true,
			signal: controller.signal,
			parameters: { inputMode: 'json', json: () => ({ id: '1', properties: { phone: '1' } }) },
		});
		clock.mockRestore();
		const read = evaluated.filter((each) => each.startsWith('json'));
		expect(read.length).toBeGreaterThan(2);
		expect(read.length).toBeLessThan(20);
		expect(items).toHaveLength(50);
		expect(new Set(errorsOf(items).map((error) => error?.reason))).toEqual(new Set(['unsent']));
	});

	it('does not cost a short list any time', async () => {
		const timers = jest.spyOn(globalThis, 'setTimeout');
		const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
		await run({ items: contacts(50) });
		const waits = timers.mock.calls.filter(([, ms]) => ms === 1);
		clock.mockRestore();
		timers.mockRestore();
		expect(waits).toEqual([]);
	});
});

describe('With On Error = Stop', () => {
	it('nothing is sent where any item is bad', async () => {
		const asked = standIn({
			items: BAD,
			answer: writesAll,
			parameters: RECORD,
			withholdsDefinitions: true,
		});
		await expect(execute.call(asked.context, RECORD_OPERATIONS)).rejects.toBeInstanceOf(
			NodeOperationError,
		);
		expect(asked.calls).toEqual([]);
	});

	it('the error tells of every item, and names the one at fault', async () => {
		const error = await stop({ items: BAD });
		expect(error.message).toBe('1 of 3 items is not valid; nothing was sent');
		expect(error.node.name).toBe(NODE.name);
		expect(error.context.itemIndex).toBe(1);
		expect(error.description).toMatch(/^Item 1: Not sent: Record ID is required but empty\./);
		expect(error.description).toContain('Not sent: items 0, 2.');
	});

	it('an answer that cannot be read stops the run, and says so', async () => {
		const error = await stop({
			options: { lookUp: false },
			answer: () => new Reply(200, '<html>'),
		});
		expect(error.message).toBe('3 of 3 records may have been written');
		expect(error.description).toMatch(/^Items 0 to 2: HubSpot accepted the batch/);
	});

	it('a wrong setup is the error of the node, in its own words', async () => {
		const error = await stop({ credential: { baseUrl: 'http://gw.example.com' } });
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toMatch(/^The Base URL of the HubSpot credential must start with https/);
	});

	it('an error that n8n has words for is passed on as it is', async () => {
		const own = new NodeOperationError(NODE, 'No credential', { description: 'Choose one' });
		const error = await stop({
			credential: () => {
				throw own;
			},
		});
		expect(error).toBe(own);
	});
});

// ---------------------------------------------------------------- what it says when misused

describe('A setting that does not exist', () => {
	it.each([
		[{ apiVersion: 'v4' }, 'API Version must be one of 2026-03, 2026-09, v3, not “v4”'],
		[{ emptyValues: 'drop' }, 'Empty Values must be one of ignore, clear, not “drop”'],
		[{ output: '' }, 'Output must be one of result, inputWithResult, summary, report, not “”'],
		[
			{ output: null },
			'Output must be one of result, inputWithResult, summary, report, not “null”',
		],
		...[0, 101, 1.5, 'many', -1].flatMap((wrong) => [
			[{ batchSize: wrong }, `Batch Size must be a whole number from 1 to 100, not “${wrong}”`],
			[
				{ rateLimitShare: wrong },
				`Share of the Rate Limit must be a whole number from 1 to 100, not “${wrong}”`,
			],
		]),
	] as Array<[object, string]>)('is refused: %p', async (options, message) => {
		expect(await stop({ options })).toMatchObject({ message, node: { name: NODE.name } });
		const { items, calls } = await run({ options, continueOnFail: true });
		expect(calls).toEqual([]);
		expect(errorsOf(items)[0]?.message).toBe(`${message}. [item 0]`);
	});

	it.each([1, 100, '2'])('is not the batch size %p', async (batchSize) => {
		expect((await run({ options: { batchSize } })).items).toHaveLength(3);
	});

	it.each([undefined, null, 'text', []])('options that are %p are none', async (options) => {
		expect((await run({ parameters: { options } })).items).toHaveLength(3);
	});

	it('is an operation that the node does not have', async () => {
		expect(await stop({ parameters: { operation: 'upsertEvents' } })).toMatchObject({
			message: 'The operation “upsertEvents” does not exist',
			node: { name: NODE.name },
		});
	});
});
