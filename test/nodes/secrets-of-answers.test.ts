/**
 * A secret that HubSpot repeats in any kind of answer that the operations on records, associations and
 * lists get reaches no one: not in results, errors, messages, hints or the log. Driven by the operations
 * of the node, so that a later one is tried by itself.
 */
import '../host/virtual-time';

import type { IDataObject, INode } from 'n8n-workflow';

import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import type { Operation } from '../../nodes/n8n/operation';
import {
	attack,
	everythingIn,
	leaks,
	listen,
	SECRETS,
	startHostile,
	type Bytes,
	type HostileServer,
	type Seen,
} from './hostile';

let server: HostileServer;
afterEach(async () => await server.close());

// ---------------------------------------------------------------- answers that repeat a secret

const json = (body: object, status = 200): Bytes => ({ status, body: JSON.stringify(body) });

const record = (id: string, said: string) => ({
	id,
	properties: { email: said, badge: 'b', [said]: said },
	createdAt: said,
	[said]: said,
});

const association = (said: string) => ({
	from: { id: '1', [said]: said },
	to: [{ toObjectId: '1', associationTypes: [{ category: said, typeId: 1, label: said }] }],
	fromObjectId: '1',
	toObjectId: said,
	labels: [said],
});

/** What each address answers when all goes well, with the secret wherever a text can be. */
const GOOD: Array<[RegExp, (said: string) => object]> = [
	[/\/properties\//, (said) => ({ results: [{ name: 'badge', type: said }, { name: said }] })],
	[/\/labels$/, (said) => ({ results: [{ category: said, typeId: 1, label: said }] })],
	[/\/search$/, (said) => ({ total: 1, results: [record('1', said)], note: said })],
	[
		/\/memberships\/(add|remove)$/,
		(said) => ({
			recordsIdsAdded: [said],
			recordIdsMissing: [said, '2'],
			recordsIdsRemoved: [said],
		}),
	],
	[
		/\/memberships/,
		(said) => ({
			results: [{ recordId: '1', membershipTimestamp: said }, { recordId: said }],
			total: said,
		}),
	],
	[
		/\/idmapping$/,
		(said) => ({ legacyListIdsToIdsMapping: [{ legacyListId: '7', listId: said }] }),
	],
	[/\/associations\//, (said) => ({ status: 'COMPLETE', results: [association(said)] })],
	[/./, (said) => ({ status: 'COMPLETE', results: [record('1', said), record(said, said)] })],
];

const good = (url: string, said: string) =>
	GOOD.find(([path]) => path.test(url.split('?')[0]))?.[1](said) ?? {};

const list = (said: string, processingType: string) => ({
	list: { listId: '501', objectTypeId: '0-1', name: said, processingType, note: said },
});

const error = (said: string) => ({
	status: 'error',
	category: said,
	subCategory: said,
	message: `No: ${said}`,
	correlationId: said,
	errors: [{ message: said, code: said, in: said, context: { ids: [said], [said]: [said] } }],
	context: { ids: ['1', said], fromObjectId: ['1'], toObjectId: [said], name: [said] },
	links: { [said]: said },
});

const isOfList = ({ method, url }: Seen) => method === 'GET' && /\/lists\/[^/]+\/501$/.test(url);

/** How the secret is said. What locates a list must go well for what follows to be asked. */
const WAYS: Record<string, (seen: Seen, said: string) => Bytes> = {
	'a good answer': ({ url }, said) => json(good(url, said)),
	'errors beside results': ({ url }, said) =>
		json({ ...good(url, said), status: 'COMPLETE', errors: [error(said)], numErrors: 1 }, 207),
	'an error that names nobody': ({ url }, said) =>
		json({ ...good(url, said), results: [], errors: [{ ...error(said), context: {} }] }, 207),
	'a refusal': (_, said) => json(error(said), 400),
	'a record that is not there': (_, said) =>
		json({ ...error(said), category: 'OBJECT_NOT_FOUND' }, 404),
	'a conflict': (_, said) => json({ ...error(said), message: `Existing ID: ${said}` }, 409),
	'a scope that is missing': (_, said) =>
		json(
			{ ...error(said), category: 'MISSING_SCOPES', context: { requiredGranularScopes: [said] } },
			403,
		),
	'a token that has expired': (_, said) => json(error(said), 401),
	'a limit for the day': (_, said) =>
		json({ ...error(said), errorType: 'RATE_LIMIT', policyName: `DAILY ${said}` }, 429),
	'a text that is no JSON': (_, said) => ({ status: 200, body: said }),
};

// ---------------------------------------------------------------- the runs

const locator = (value: string) => ({ __rl: true, mode: 'id', value });

const PLACES: IDataObject = {
	objectType: locator('contacts'),
	fromObjectType: locator('contacts'),
	toObjectType: locator('companies'),
	listId: locator('501'),
	returnAll: true,
	properties: ['email'],
	label: '',
};

/** The input that a row shows as an example. */
function exampleOf({ form }: Operation): IDataObject {
	const texts = form.parameters.map(({ displayName }) => displayName);
	const [, text] = texts.map((each) => /<code>(\{.*\})<\/code>/.exec(each)).find(Boolean) ?? [];
	return JSON.parse(text ?? '{}') as IDataObject;
}

const run = async (row: Operation, input: IDataObject[], onError: INode['onError']) => {
	const parameters = {
		resource: row.resource?.value,
		operation: row.value,
		inputMode: 'json',
		json: '={{ $json }}',
		...PLACES,
		options: {},
	} as INode['parameters'];
	const ear = listen();
	const ran = await attack({
		url: server.url,
		credential: 'accessToken',
		node: 'hubSpotCrmObjects',
		parameters,
		input,
		onError,
	});
	ear.stop();
	return { ran, text: `${everythingIn(ran.run)}\n${ear.heard()}` };
};

const ROWS = RECORD_OPERATIONS.map((row) => [row.name, row] as const);
const ON_ERROR: Array<INode['onError']> = ['stopWorkflow', 'continueErrorOutput'];

describe.each(ROWS)('%s', (_, row) => {
	const example = exampleOf(row);

	it.each(Object.keys(WAYS))('repeats to no one the secret in %s', async (way) => {
		const said = SECRETS.accessToken;
		server = await startHostile((seen) =>
			isOfList(seen) ? json(list(said, 'MANUAL')) : WAYS[way](seen, said),
		);
		for (const onError of ON_ERROR) {
			const { ran, text } = await run(row, [example, example], onError);
			expect(leaks(text)).toEqual([]);
			expect(server.seen.length).toBeGreaterThan(0);
			if (onError === 'continueErrorOutput') expect(ran.run.data.resultData.error).toBeUndefined();
		}
	});
});

describe('The secret', () => {
	const said = SECRETS.accessToken;

	it.each(['addToList', 'removeFromList'])(
		'in the name of a list that takes no members reaches no one (%s)',
		async (value) => {
			const row = RECORD_OPERATIONS.find((each) => each.value === value) as Operation;
			server = await startHostile(() => json(list(said, 'DYNAMIC')));
			const { ran, text } = await run(row, [{ id: '1' }], 'continueErrorOutput');
			expect(leaks(text)).toEqual([]);
			expect(ran.items('HubSpot', 1)).toHaveLength(1);
		},
	);

	it.each(['batchUpdateObjects', 'batchArchiveObjects', 'batchReadObjects', 'addToList'])(
		'in the IDs of several records that one value finds reaches no one (%s)',
		async (value) => {
			const row = RECORD_OPERATIONS.find((each) => each.value === value) as Operation;
			server = await startHostile((seen) => {
				if (isOfList(seen)) return json(list(said, 'MANUAL'));
				if (!seen.url.endsWith('/search')) return json(good(seen.url, said));
				return json({ total: 2, results: ['1', said].map((id) => record(id, said)) });
			});
			const input = {
				id: 'b',
				idProperty: 'badge',
				...(/Update/.test(value) && { properties: { firstname: 'x' } }),
			};
			const { ran, text } = await run(row, [input], 'continueErrorOutput');
			expect(leaks(text)).toEqual([]);
			const [failed] = ran.items('HubSpot', 1);
			expect((failed.json.error as IDataObject).message).toMatch(
				/^Several contacts have the badge b /,
			);
		},
	);
});
