/** The nodes as tools of an AI agent, on n8n's own engine: what a model is offered, and what it is answered. */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import { AGENTS, runAgent } from '../host/agent';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	fake.hubspot.seedObject('contacts', { email: 'ada@example.com', phone: '0' }, '1');
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	await fake.close();
});

const kinds = Object.keys(AGENTS) as Array<keyof typeof AGENTS>;

const mapped = (value: IDataObject, matchOn?: string) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns: matchOn ? [matchOn] : [],
	schema: [],
});

const OPERATIONS: Record<string, { node: string; parameters: INode['parameters'] }> = {
	'Batch Update CRM Objects': {
		node: 'hubSpotCrmObjects',
		parameters: {
			authentication: 'accessToken',
			operation: 'batchUpdateObjects',
			objectType: { __rl: true, mode: 'id', value: 'contacts' },
			inputMode: 'fields',
			fields: mapped(
				{
					email: "={{ $fromAI('email', 'E-mail address of the contact', 'string') }}",
					phone: "={{ $fromAI('phone', 'New phone number', 'string', '') }}",
					lastname:
						"={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('Last_Name', ``, 'string') }}",
				},
				'email',
			) as never,
		},
	},
	'Upsert Events': {
		node: 'hubSpotMarketingEvents',
		parameters: {
			authentication: 'accessToken',
			operation: 'upsertEvents',
			inputMode: 'fields',
			fields: mapped({
				externalAccountId: 'acme',
				externalEventId: "={{ $fromAI('event_id', 'Your own ID of the event', 'string') }}",
				eventName: "={{ $fromAI('name', 'Name of the event', 'string') }}",
				eventOrganizer: 'ACME',
				startDateTime: "={{ $fromAI('start', 'Start, ISO 8601 with a zone', 'string', '') }}",
				eventCancelled: "={{ $fromAI('cancelled', 'true to cancel', 'string', '') }}",
			}) as never,
		},
	},
	'Batch Update Events': {
		node: 'hubSpotMarketingEvents',
		parameters: {
			authentication: 'accessToken',
			operation: 'batchUpdateEvents',
			inputMode: 'fields',
			fieldsByObjectId: mapped({
				objectId: "={{ $fromAI('object_id', 'Object ID of the event', 'string') }}",
				eventName: "={{ $fromAI('name', 'New name', 'string') }}",
			}) as never,
		},
	},
};
/** One value of an item is all that these ask the model for. */
const plain = (node: string, operation: string, parameter: string) => ({
	node,
	parameters: {
		authentication: 'accessToken',
		operation,
		...(node === 'hubSpotCrmObjects' && {
			objectType: { __rl: true, mode: 'id', value: 'contacts' },
		}),
		inputMode: 'fields',
		[parameter]: "={{ $fromAI('it', 'What it is about', 'string') }}",
	},
});
const PLAIN: typeof OPERATIONS = {
	'Batch Read CRM Objects': plain('hubSpotCrmObjects', 'batchReadObjects', 'record'),
	'Batch Archive CRM Objects': plain('hubSpotCrmObjects', 'batchArchiveObjects', 'record'),
	'Batch Archive Events': plain('hubSpotMarketingEvents', 'batchArchiveEvents', 'objectId'),
	'Get Events': plain('hubSpotMarketingEvents', 'getEvents', 'objectId'),
	'Batch Upsert CRM Objects': {
		...OPERATIONS['Batch Update CRM Objects'],
		parameters: {
			...OPERATIONS['Batch Update CRM Objects'].parameters,
			operation: 'batchUpsertObjects',
			fieldsToUpsert: OPERATIONS['Batch Update CRM Objects'].parameters.fields,
		},
	},
};
const CRM = OPERATIONS['Batch Update CRM Objects'];
const UPSERT = OPERATIONS['Upsert Events'];
const EVENTS = OPERATIONS['Batch Update Events'];

const ask = async (
	kind: keyof typeof AGENTS,
	{ node, parameters }: (typeof OPERATIONS)[string],
	calls: IDataObject[],
	more: Partial<Parameters<typeof runAgent>[0]> = {},
) =>
	await runAgent({
		agent: kind,
		node,
		parameters,
		calls,
		url: fake.url,
		token: DEFAULT_TOKEN,
		...more,
	});

/** n8n hands an agent the items of one call as a list; the model sees their JSON. */
const parsed = (answers: string[]) =>
	answers.map((answer) => {
		const items = JSON.parse(answer) as IDataObject[];
		expect(items).toHaveLength(1);
		return items[0];
	});

const ADA = { email: 'ada@example.com', phone: '+44 1', Last_Name: 'Lovelace' };
const WEBINAR = {
	event_id: 'w17',
	name: 'Webinar 17',
	start: '2027-03-01T09:00:00Z',
	cancelled: '',
};
const withOptions = (operation: (typeof OPERATIONS)[string], options: IDataObject) => ({
	...operation,
	parameters: { ...operation.parameters, options: options as never },
});
const ada = () => fake.hubspot.object('contacts', '1')?.properties;

describe('What a model is offered', () => {
	it.each(Object.entries({ ...OPERATIONS, ...PLAIN }))(
		'says of %s in plain words what it does, to how many, and what its answer means',
		async (name, operation) => {
			const reads = /Read|Get/.test(name);
			const { offers } = await ask('invoking', operation, []);
			expect(offers).toHaveLength(1);
			const [{ description }] = offers;
			expect(description).toMatch(/^(Create|Update|Read|Archive) one /);
			expect(description).toMatch(
				reads
					? /Only done comes with what was found\.$/
					: /Only done means that it has been done in HubSpot; unknown means that nobody can tell, and that calling again/,
			);
			expect(description.includes('unknown')).toBe(!reads);
			expect(description).not.toMatch(/[{}$<>]|100|batch/i);
			expect(description.length).toBeLessThan(600);
		},
	);

	it('differs between the operations of one node', async () => {
		const offered = await Promise.all(
			[UPSERT, EVENTS].map(async (operation) => (await ask('invoking', operation, [])).offers[0]),
		);
		expect(offered[0].description).toMatch(/^Create one HubSpot marketing event, or update it/);
		expect(offered[1].description).toMatch(/^Update one existing .* Never creates/);
	});

	it('is every mapped field with its words; one with a default may be left out', async () => {
		expect((await ask('invoking', CRM, [])).offers[0].fields).toEqual({
			email: 'string: E-mail address of the contact',
			phone: 'string?: New phone number',
			// n8n's own button for a field takes the field's name.
			Last_Name: 'string: ',
		});
	});

	it.each(['Batch Read CRM Objects', 'Batch Archive CRM Objects', 'Batch Archive Events'])(
		'is the one value that %s asks for',
		async (name) => {
			const { offers } = await ask('invoking', PLAIN[name], []);
			expect(offers[0].fields).toEqual({ it: 'string: What it is about' });
		},
	);

	it('is what the user wrote instead', async () => {
		const own = { ...CRM, parameters: { ...CRM.parameters, toolDescription: 'Our own words' } };
		expect((await ask('invoking', own, [])).offers[0].description).toBe('Our own words');
	});

	it('is one input object in JSON mode, with an example', async () => {
		const parameters: INode['parameters'] = { ...CRM.parameters, inputMode: 'json' };
		delete parameters.fields;
		const operation = { ...CRM, parameters };
		const input = { id: 'ada@example.com', idProperty: 'email', properties: { phone: '+44 2' } };
		const { offers, answers } = await ask('invoking', operation, [{ input }]);
		expect(offers[0].fields.input).toMatch(
			/: One input object of this HubSpot endpoint, e\.g\. \{"id":"ada@example\.com"/,
		);
		expect(parsed(answers)[0].outcome).toBe('done');
		expect(ada()?.phone).toBe('+44 2');
	});
});

// Both ways of n8n: the answers must not differ.
describe.each(kinds)('What a model is answered (%s)', (kind) => {
	it.each([
		['Batch Update CRM Objects', ADA, '1', 'Updated in HubSpot.'],
		['Upsert Events', WEBINAR, '50001', 'Created or updated in HubSpot.'],
	])('is short where it is done: %s', async (name, call, id, message) => {
		const { answers } = await ask(kind, OPERATIONS[name], [call]);
		expect(parsed(answers)).toEqual([{ outcome: 'done', message, id }]);
		expect(answers[0].length).toBeLessThan(100);
	});

	it('lets it go on with the ID: an event is upserted, then changed', async () => {
		const [{ id }] = parsed((await ask(kind, UPSERT, [WEBINAR])).answers);
		const { answers } = await ask(kind, EVENTS, [{ object_id: id, name: 'Webinar 17b' }]);
		expect(parsed(answers)[0].outcome).toBe('done');
		expect([...fake.hubspot.events().values()].map(({ eventName }) => eventName)).toEqual([
			'Webinar 17b',
		]);
	});

	it('sends what the model gave and nothing of the chat; empty text changes nothing', async () => {
		await ask(kind, CRM, [{ ...ADA, phone: '' }]);
		expect(ada()).toMatchObject({ email: 'ada@example.com', phone: '0', lastname: 'Lovelace' });
		const [{ requestBody }] = callsOf(fake);
		expect(JSON.stringify(requestBody)).not.toMatch(/chat|session|toolCallId|phone/i);
	});

	it('names what HubSpot refused and why, and goes on to the next call', async () => {
		const { answers, error } = await ask(kind, CRM, [{ ...ADA, email: 'no@example.com' }, ADA]);
		const [refused, done] = parsed(answers);
		expect(refused).toEqual({
			outcome: 'refused',
			message:
				'No contact has the email no@example.com; this operation never creates contacts. To create it, use Batch Upsert CRM Objects.',
			correlationId: expect.any(String),
		});
		expect(done.outcome).toBe('done');
		expect(error).toBeUndefined();
	});

	it('says of an argument that cannot be sent what is expected', async () => {
		const [answer] = parsed((await ask(kind, UPSERT, [{ ...WEBINAR, start: 'tomorrow' }])).answers);
		expect(answer.outcome).toBe('not sent');
		expect(answer.message).toMatch(
			/^Not sent: Start Date and Time must be a date .* but is “tomorrow”/,
		);
		expect(callsOf(fake)).toEqual([]);
	});

	it('says unknown where nobody knows, and that it may be called again', async () => {
		fake.hubspot.faults.next({ kind: 'notJson', status: 200 });
		const [answer] = parsed((await ask(kind, withOptions(CRM, { lookUp: false }), [ADA])).answers);
		expect(answer.outcome).toBe('unknown');
		expect(answer.message).toMatch(
			/is unknown whether .* Look it up .* sending the same values again is safe\.$/,
		);
	});

	it('tells what it would otherwise tell a person in hints', async () => {
		// HubSpot does not tell which properties there are, and drops the one that there is not.
		const scopes = ['crm.schemas.custom.read'];
		fake.hubspot.supportingFaults.always({ kind: 'missingScopes', scopes });
		const parameters: INode['parameters'] = { ...UPSERT.parameters, inputMode: 'json' };
		delete parameters.fields;
		const input = {
			externalAccountId: 'acme',
			externalEventId: 'w1',
			eventName: 'W',
			eventOrganizer: 'A',
			customProperties: [{ name: 'nobody_knows', value: '1' }],
		};
		const [answer] = parsed((await ask(kind, { ...UPSERT, parameters }, [{ input }])).answers);
		expect(answer.outcome).toBe('done');
		expect(answer.warnings).toEqual([expect.stringContaining('“nobody_knows”')]);
	});

	it.each(['result', 'inputWithResult', 'summary'])(
		'is the same with Output %s',
		async (output) => {
			const { answers } = await ask(kind, withOptions(CRM, { output }), [ADA]);
			expect(parsed(answers)).toEqual([
				{ outcome: 'done', message: 'Updated in HubSpot.', id: '1' },
			]);
		},
	);

	// With an error output, n8n hands agents from version 3 on nothing at all, whatever the tool.
	it.each<INode['onError']>([undefined, 'continueRegularOutput'])(
		'is the same with On Error %s',
		async (onError) => {
			const { answers } = await ask(kind, CRM, [{ ...ADA, email: 'no@example.com' }], { onError });
			expect(parsed(answers)[0].outcome).toBe('refused');
		},
	);

	it('is an error only where the user chose On Error = Stop', async () => {
		const { answers, error } = await ask(kind, CRM, [{ ...ADA, email: 'no@example.com' }], {
			onError: 'stopWorkflow',
		});
		expect(`${error} ${answers.join()}`).toMatch(
			/No contact has the email no@example\.com; this operation never creates/,
		);
	});

	it('is not asked for twice by Retry On Fail: a refusal stays one', async () => {
		await ask(kind, CRM, [{ ...ADA, email: 'no@example.com' }], { retryOnFail: true });
		expect(callsOf(fake)).toHaveLength(1);
	});

	it('says whose fault it is when the node is set up wrong, and sends nothing', async () => {
		const fields = {
			mappingMode: 'autoMapInputData',
			value: null,
			matchingColumns: ['email'],
			schema: [],
		};
		const operation = { ...CRM, parameters: { ...CRM.parameters, fields } };
		const { answers, error } = await ask(kind, operation, [{}]);
		expect(`${error} ${answers.join()}`).toMatch(
			/An AI agent cannot use Map Automatically: choose/,
		);
		expect(callsOf(fake)).toEqual([]);
	});
});

it('refuses a call without a required field before the node sees it (agents that invoke)', async () => {
	const { answers } = await ask('invoking', CRM, [{ phone: '1' }]);
	expect(answers[0]).toMatch(/^thrown: .*did not match expected schema/);
	expect(callsOf(fake)).toEqual([]);
});

it('says what is missing where n8n does not check (agents that request)', async () => {
	const [answer] = parsed((await ask('requesting', CRM, [{ phone: '1' }])).answers);
	expect(answer).toEqual({
		outcome: 'not sent',
		message: 'Not sent: email is required but missing.',
	});
});
