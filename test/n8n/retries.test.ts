/**
 * retries.ts: what the next try of a node takes over from the one before, without n8n's engine, which
 * test/nodes/retries.test.ts runs. That outcomes of several tries are true is a law (test/engine/laws.test.ts).
 */
import * as fc from 'fast-check';
import type { IDataObject, IHttpRequestOptions, INode, INodeExecutionData } from 'n8n-workflow';

import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { addToList } from '../../nodes/HubSpotCrmObjects/operations/addToList';
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchRemoveAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { execute } from '../../nodes/n8n/execute';
import { Memories } from '../../nodes/n8n/memories';
import { Attempt, hashed, runOf } from '../../nodes/n8n/retries';
import type { Fault } from '../fake-hubspot/hubspot';
import { Reply, standIn, type Given } from '../host/stand-in';
import { runJob, World, type Job } from '../engine/world';
import { runs } from '../runs';

const LOST: Fault = { kind: 'reset', applied: true };
const DENIED: Fault = { kind: 'missingScopes', scopes: ['x'] };

/** A run of a node that is tried several times, and the world that it happens in. */
function retried({ row, objectType = 'contacts', ...job }: Omit<Job, 'world' | 'raw'>) {
	const world = new World();
	const memories = new Memories();
	const { now } = world.clock;
	let tries = 0;
	const one = async (raw: unknown[], more: Partial<Job> = {}) => {
		const { memory, end } = memories.begin('run', 5, now);
		const attempt = new Attempt({ memory, end }, now);
		const traces = `try-${++tries}-`;
		const before = world.hubspot.calls.length;
		const given = { world, row, objectType, raw, attempt, traces, ...job, ...more };
		const { outcomes } = await runJob(given);
		attempt.end(undefined);
		await world.drive(world.clock.sleep(1_000));
		const calls = world.hubspot.calls.slice(before);
		return { outcomes, calls, memory };
	};
	return { world, memories, one };
}

const idsIn = (calls: Array<{ requestBody: unknown }>) =>
	calls.map(({ requestBody }) =>
		(requestBody as { inputs: Array<{ id: string }> }).inputs.map(({ id }) => id),
	);

describe('Equal items of an operation that writes them once', () => {
	it('are told the same by a later try, though the same record is written again in between', async () => {
		const place = { fromObjectType: 'contacts', toObjectType: 'contacts' };
		const { world, one } = retried({ row: batchRemoveAssociations, parameters: place });
		world.hubspot.seedObjects({ objectType: 'contacts', count: 3 });
		world.hubspot.faults.next(null, {
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Broken',
		});
		const pair = { from: { id: '1' }, to: { id: '2' } };
		const raw = [pair, { from: pair.to, to: pair.from }, pair];
		const first = await one(raw);
		expect(first.outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
		const { outcomes, calls } = await one(raw);
		expect(outcomes[0]).toMatchObject({ ok: true });
		expect({ ...outcomes[2], item: 0 }).toEqual(outcomes[0]);
		expect(calls).toHaveLength(1);
	});
});

describe('Records that are created in several tries', () => {
	const person = (email: string) => ({ properties: { email, firstname: 'Secret Name' } });

	it('are told apart where two items are the same: only one of them is told created', async () => {
		const { world, one } = retried({ row: batchCreateObjects });
		world.hubspot.faults.next(null, { kind: 'reset', applied: false });
		world.hubspot.readFaults.next(DENIED);
		const raw = [person('ann@x.co'), person('ann@x.co')];
		const first = await one(raw);
		expect(first.outcomes.map(({ ok }) => ok)).toEqual([true, false]);
		const { outcomes } = await one(raw);
		const [{ id }] = [...world.hubspot.objects('contacts').values()];
		expect(outcomes).toMatchObject([
			{ ok: true, result: { id } },
			{ ok: false, failure: { reason: 'rejected', applied: 'no', existingId: id } },
		]);
		expect(world.hubspot.objects('contacts').size).toBe(1);
	});

	it('are none of an older record, however long the first try took', async () => {
		const { world, one } = retried({ row: batchCreateObjects, size: 1 });
		world.hubspot.faults.next({ kind: 'delay', ms: 20_000 }, { kind: 'reset', applied: false });
		world.hubspot.readFaults.next(DENIED);
		const raw = [person('ann@x.co'), person('bob@x.co')];
		// Somebody else creates the second one while the node is at work on the first.
		world.at(10_000, () =>
			world.hubspot.seedObject('contacts', person('bob@x.co').properties, '7'),
		);
		await one(raw, { stopOnFailure: true });
		const { outcomes } = await one(raw);
		expect(outcomes).toMatchObject([{ ok: true }, { ok: false, failure: { existingId: '7' } }]);
	});

	it('are found among those of a first try whose answer was lost', async () => {
		const { world, one } = retried({ row: batchCreateObjects });
		world.hubspot.faults.next(LOST);
		world.hubspot.readFaults.next(DENIED);
		expect((await one([person('ann@x.co')])).outcomes).toMatchObject([
			{ ok: false, failure: { reason: 'lost', applied: 'maybe' } },
		]);
		const { outcomes, calls } = await one([person('ann@x.co')]);
		expect(outcomes).toMatchObject(
			[{ ok: true, result: { properties: { email: 'ann@x.co' } }, warnings: [/look-up/] }].map(
				({ warnings, ...each }) => ({ ...each, warnings: [expect.stringMatching(warnings[0])] }),
			),
		);
		expect(calls.map(({ path }) => path.split('/').at(-1))).toEqual(['read']);
	});

	it('stay open from try to try, with what HubSpot said, for as long as they cannot be looked up', async () => {
		const { world, one } = retried({ row: batchCreateObjects });
		world.hubspot.faults.next({ kind: 'serverError', status: 502, applied: true });
		world.hubspot.readFaults.next(DENIED, DENIED, DENIED);
		for (let count = 0; count < 3; count++) {
			const { outcomes } = await one([person('ann@x.co')]);
			expect(outcomes).toMatchObject([
				{ ok: false, failure: { reason: 'lost', applied: 'maybe', status: 502 } },
			]);
		}
		expect((await one([person('ann@x.co')])).outcomes).toMatchObject([{ ok: true }]);
		expect(world.hubspot.objects('contacts').size).toBe(1);
	});

	it('are not created blindly where the memory had no room for them', async () => {
		const world = new World();
		const { now } = world.clock;
		const memories = new Memories(10, 400);
		const raw = ['A', 'B', 'C', 'D'].map((dealname) => ({ properties: { dealname } }));
		const one = async () => {
			const attempt = new Attempt(memories.begin('run', 5, now), now);
			const job = { world, row: batchCreateObjects, objectType: 'deals', raw, attempt };
			const { outcomes } = await runJob(job);
			attempt.end(undefined);
			return outcomes;
		};
		await one();
		const outcomes = await one();
		expect(world.hubspot.objects('deals').size).toBe(4);
		expect(outcomes.filter(({ ok }) => ok).length).toBeGreaterThan(0);
		expect(outcomes.at(-1)).toMatchObject({
			ok: false,
			failure: {
				reason: 'unaccounted',
				applied: 'maybe',
				message: expect.stringMatching(
					/^Not sent again: what an earlier try of this node did is not known any more, so it is unknown whether this record was created\. Look for the deal with dealname D in HubSpot/,
				) as string,
			},
		});
	});

	it('are not created blindly where a try ended while it read its items', async () => {
		const { memory, end } = new Memories().begin('run', 5, () => 0);
		const attempt = new Attempt({ memory, end }, () => 0);
		const source = async () => await Promise.reject(new Error('boom'));
		const about = { effect: batchCreateObjects.effect, name: 'x' };
		const flow = attempt.flow(about, { source, settle: () => {} });
		expect(memory?.hasGaps).toBe(false);
		await expect(flow.source()).rejects.toThrow('boom');
		expect(memory?.hasGaps).toBe(true);
	});

	it('are remembered by their IDs: of what was sent or answered, nothing is kept', async () => {
		const { world, one } = retried({ row: batchCreateObjects, size: 1 });
		world.hubspot.seedObject('contacts', { email: 'cid@x.co' }, '7');
		world.hubspot.faults.next(null, LOST);
		world.hubspot.readFaults.next(DENIED);
		const { memory } = await one([person('ann@x.co'), person('bob@x.co'), person('cid@x.co')]);
		const kept = [0, 1, 2].map((item) => memory?.of(item));
		expect(kept).toEqual([
			{
				hash: expect.any(Number) as number,
				ids: { id: expect.any(String) as string, outcome: 'created' },
				record: expect.stringMatching(/^contacts\/\d+$/) as string,
			},
			{
				hash: expect.any(Number) as number,
				ids: {},
				open: { reason: 'lost', sinceMs: expect.any(Number) as number },
			},
			undefined,
		]);
		expect(JSON.stringify(kept)).not.toMatch(/@|Secret/);
	});
});

describe('Records that are written in several tries', () => {
	const seeded = (job: Partial<Job> = {}) => {
		const all = retried({ row: batchUpdateObjects, ...job });
		for (const id of ['1', '2', '3']) {
			all.world.hubspot.seedObject('contacts', { email: `p${id}@x.co` }, id);
		}
		return all;
	};
	const update = (id: string, firstname: string) => ({ id, properties: { firstname } });
	const nameOf = ({ hubspot }: World, id: string) =>
		hubspot.object('contacts', id)?.properties.firstname;

	it('are sent again where their item has changed, and else not', async () => {
		const { one } = seeded();
		await one([update('1', 'A'), update('2', 'B'), update('99', 'C')]);
		const { calls, outcomes } = await one([
			update('1', 'A'),
			update('2', 'New'),
			update('99', 'C'),
		]);
		expect(new Set(idsIn(calls).flat())).toEqual(new Set(['2', '99']));
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false]);
	});

	it('keep their order: a later item is sent again after an earlier one about the same record', async () => {
		const { world, one } = seeded({ size: 1 });
		// The first is refused in the first try alone; the second is about the same record.
		world.hubspot.faults.next({ kind: 'rejectSome', count: 1, named: true });
		const raw = [update('1', 'First'), update('1', 'Last'), update('2', 'Other')];
		const first = await one(raw);
		expect(first.outcomes.map(({ ok }) => ok)).toEqual([false, true, true]);
		expect(nameOf(world, '1')).toBe('Last');
		const { calls, outcomes } = await one(raw);
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(idsIn(calls)).toEqual([['1'], ['1']]);
		expect(nameOf(world, '1')).toBe('Last');
	});

	it('keep their order also where a later item calls the record by another property', async () => {
		const { world, one } = seeded({ size: 1, objectType: 'companies' });
		world.hubspot.defineProperty('companies', { name: 'domain', label: 'Domain' });
		world.hubspot.seedObject('companies', { domain: 'one.example' }, '51');
		world.hubspot.faults.next({ kind: 'rejectSome', count: 1, named: true });
		const rename = (id: string, name: string, more: object = {}) => ({
			id,
			properties: { name },
			...more,
		});
		const raw = [rename('51', 'First'), rename('one.example', 'Last', { idProperty: 'domain' })];
		const first = await one(raw);
		expect(first.outcomes.map(({ ok }) => ok)).toEqual([false, true]);
		const { outcomes } = await one(raw);
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(world.hubspot.object('companies', '51')?.properties.name).toBe('Last');
	});

	it('that are sent again and refused are not told as they were before', async () => {
		const { world, one } = seeded({ lookUp: false });
		world.hubspot.faults.next({ kind: 'notJson', status: 200 });
		await one([update('1', 'A')]);
		world.hubspot.faults.next({ kind: 'rejectSome', count: 1, named: true });
		expect((await one([update('1', 'A')])).outcomes).toMatchObject([
			{ ok: false, failure: { reason: 'rejected', applied: 'maybe' } },
		]);
		expect(nameOf(world, '1')).toBe('A');
	});

	it('are told done where the next try is cancelled before it comes to them', async () => {
		const { world, one } = seeded({ size: 1 });
		await one([update('1', 'A'), update('99', 'B')]);
		world.cancelled = true;
		expect((await one([update('1', 'A'), update('99', 'B')])).outcomes).toMatchObject([
			{ ok: true, result: { id: '1' } },
			{ ok: false, failure: { reason: 'unsent', applied: 'no' } },
		]);
	});

	it('are called by the property that their item names', async () => {
		const { one } = seeded();
		const raw = [{ ...update('P1@x.co', 'A'), idProperty: 'email' }, update('99', 'B')];
		await one(raw);
		const { outcomes, calls } = await one(raw);
		expect(outcomes[0]).toMatchObject({ ok: true, result: { id: '1', email: 'P1@x.co' } });
		expect(idsIn(calls)).toEqual([['99']]);
	});

	it('are each their own item, although a list holds the same one twice', async () => {
		const { world, one } = retried({ row: addToList, objectType: undefined });
		for (const id of ['1', '2']) world.hubspot.seedObject('contacts', {}, id);
		const listId = world.hubspot.seedList('contacts', { name: 'Friends', members: [] });
		const raw = [{ id: '1' }, { id: '1' }, { id: '2' }, { id: '99' }];
		const place = { objectType: undefined, parameters: { listId } };
		await one(raw, place);
		const { outcomes } = await one(raw, place);
		expect(outcomes).toMatchObject([
			{ item: 0, ok: true, result: { id: '1', outcome: 'added' } },
			{ item: 1, ok: true, result: { id: '1', outcome: 'added' } },
			{ item: 2, ok: true, result: { id: '2', outcome: 'added' } },
			{ item: 3, ok: false },
		]);
	});

	const drawn = fc.record({ contact: fc.constantFrom('1', '2', '3', '99') });

	it('hold in the end what the last item that is done says, whatever was refused in which try', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(drawn, { minLength: 1, maxLength: 12 }),
				fc.array(fc.option(fc.integer({ min: 1, max: 3 }), { nil: 0 }), { maxLength: 12 }),
				fc.integer({ min: 1, max: 4 }),
				async (items, refusals, size) => {
					const { world, one } = seeded({ size });
					const fault = (count: number): Fault | null =>
						count ? { kind: 'rejectSome', count, named: true } : null;
					world.hubspot.faults.next(...refusals.map(fault));
					const raw = items.map(({ contact }, item) => update(contact, `Of ${item}`));
					await one(raw);
					await one(raw);
					const { outcomes } = await one(raw);
					for (const id of ['1', '2', '3']) {
						const its = outcomes.filter(({ item }) => items[item].contact === id);
						if (its.some((each) => !each.ok && each.failure.applied === 'maybe')) continue;
						const last = its.filter(({ ok }) => ok).at(-1);
						expect(nameOf(world, id)).toBe(last && `Of ${last.item}`);
					}
				},
			),
			{ numRuns: runs(100) },
		);
	}, 120_000);
});

describe('The hash of what is sent', () => {
	it('differs where the text does, and not else', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (one, other) => {
				expect(hashed(one) === hashed(other)).toBe(one === other);
			}),
		);
		const texts = Array.from({ length: 20_000 }, (_, n) => `{"id":"${n}"}`);
		expect(new Set(texts.map(hashed)).size).toBe(texts.length);
	});
});

// ---------------------------------------------------------------- in n8n

const NODE: Partial<INode> = { retryOnFail: true, maxTries: 3 };

describe('A run that n8n tries again', () => {
	const nameOf = (given: Given = {}) => runOf(standIn({ node: NODE, ...given }).context);

	it.each<[string, Given]>([
		['a node without Retry On Fail', { node: { ...NODE, retryOnFail: false } }],
		['an execution without a number', { executionId: null }],
		['a call of an agent', { node: { ...NODE, type: 'hubSpotTool' } }],
		['a context that does not number the runs of a node', { runIndex: NaN }],
	])('has no name in %s', (_, given) => {
		const run = nameOf(given);
		expect(run).toBeUndefined();
	});

	it('is called by its execution, its node and its number, and nothing else is called so', () => {
		const parts = fc.tuple(fc.string({ minLength: 1 }), fc.string(), fc.string(), fc.nat(3));
		fc.assert(
			fc.property(parts, parts, (one, other) => {
				const [first, second] = [one, other].map(([executionId, id, name, runIndex]) =>
					nameOf({ executionId, runIndex, node: { ...NODE, id, name } }),
				);
				expect(first === second).toBe(JSON.stringify(one) === JSON.stringify(other));
			}),
		);
	});
});

describe('A node that n8n executes again', () => {
	type Inputs = Array<{ id: string }>;
	const inputsOf = ({ body }: IHttpRequestOptions) => (body as { inputs: Inputs }).inputs;
	const RECORD = {
		authentication: 'accessToken',
		operation: 'batchUpdateObjects',
		objectType: { __rl: true, mode: 'list', value: 'contacts' },
		inputMode: 'fields',
		fields: { mappingMode: 'autoMapInputData', matchingColumns: ['hs_object_id'], value: null },
		options: { batchSize: 1 },
	};
	const items: INodeExecutionData[] = ['1', '2', '3'].map((id) => ({ json: { id, phone: id } }));

	/** Writes all records but the third. */
	const writesTwo = (options: IHttpRequestOptions) => {
		const inputs = inputsOf(options);
		if (inputs[0].id !== '3') return { status: 'COMPLETE', results: inputs };
		const body = { status: 'error', category: 'VALIDATION_ERROR', message: 'No good' };
		return new Reply(400, body);
	};

	let count = 0;
	beforeEach(() => {
		count++;
	});

	/** One try: its output or its error, and the records that it sent. */
	async function one(given: Given & { options?: IDataObject } = {}) {
		const { options, ...more } = given;
		const parameters = { ...RECORD, ...(options && { options }), ...more.parameters };
		const asked = standIn({
			withholdsDefinitions: true,
			items,
			node: NODE,
			executionId: `of test ${count}`,
			credentialId: `retries ${count}`,
			answer: writesTwo,
			...more,
			parameters,
		});
		const settled = await execute.call(asked.context, RECORD_OPERATIONS).then(
			([output]) => ({ output, error: undefined }),
			(error: Error & { description?: string }) => ({ output: [], error }),
		);
		const sent = asked.calls
			.filter(({ url }) => url.endsWith('/batch/update'))
			.flatMap((call) => inputsOf(call).map(({ id }) => id));
		return { ...settled, sent, hints: asked.hints };
	}

	it('sends only what is not written, and its error counts what is', async () => {
		expect((await one()).sent.slice(0, 3)).toEqual(['1', '2', '3']);
		const { error, sent } = await one();
		expect(new Set(sent)).toEqual(new Set(['3']));
		expect(error?.message).toBe('1 of 3 records was refused; 2 were written');
		expect(error?.description).toContain('Written: items 0 to 1.');
	});

	it.each<[string, Given]>([
		['in another execution', { executionId: 'another' }],
		['in the next turn of a loop', { runIndex: 1 }],
		['as another node', { node: { ...NODE, name: 'HubSpot 2', id: 'b' } }],
		['without a number of the execution', { executionId: null }],
		['without Retry On Fail', { node: { retryOnFail: false } }],
		['with another credential', { credentialId: 'another' }],
	])('sends everything again %s', async (_, given) => {
		await one();
		const { sent } = await one(given);
		expect(new Set(sent)).toEqual(new Set(['1', '2', '3']));
	});

	it('sends everything again after the last try, and after one that went well', async () => {
		for (let tries = 0; tries < 3; tries++) await one();
		expect(new Set((await one()).sent)).toEqual(new Set(['1', '2', '3']));
		const good = { answer: (options: IHttpRequestOptions) => ({ results: inputsOf(options) }) };
		expect((await one(good)).error).toBeUndefined();
		expect(new Set((await one()).sent)).toEqual(new Set(['1', '2', '3']));
	});

	it('goes on only where its first item failed, as n8n does', async () => {
		const goOn = { continueOnFail: true };
		await one(goOn);
		expect(new Set((await one(goOn)).sent)).toEqual(new Set(['1', '2', '3']));
		const turned = { continueOnFail: true, items: [...items].reverse() };
		await one(turned);
		expect(new Set((await one(turned)).sent)).toEqual(new Set(['3']));
	});

	it('tells what is written also where its setup has failed meanwhile, with On Error = Stop', async () => {
		await one();
		const credential = () => {
			throw new Error('The credential is gone');
		};
		const { error } = await one({ credential });
		expect(error?.message).toBe('1 of 3 records was not sent; 2 were written');
		expect(error?.description).toContain('The credential is gone.');
		expect(error?.description).toContain('Written: items 0 to 1.');
	});

	it('tells it item by item where it goes on', async () => {
		const turned = { continueOnFail: true, items: [...items].reverse() };
		await one(turned);
		const credential = () => {
			throw new Error('The credential is gone');
		};
		const { output } = await one({ ...turned, credential });
		expect(output).toMatchObject([
			{ json: { error: { reason: 'unsent', applied: 'no' } }, pairedItem: { item: 0 } },
			{ json: { id: '2' }, pairedItem: { item: 1 } },
			{ json: { id: '1' }, pairedItem: { item: 2 } },
		]);
	});

	it('tells it where the execution is cancelled meanwhile, and what was open stays open', async () => {
		const lost = (options: IHttpRequestOptions) => {
			const inputs = inputsOf(options);
			return inputs[0].id === '1' ? { results: inputs } : 'no JSON';
		};
		const options = { batchSize: 1, lookUp: false };
		const turned = { continueOnFail: true, items: [...items].reverse(), options };
		await one({ ...turned, answer: lost });
		const { output, sent } = await one({ ...turned, signal: AbortSignal.abort() });
		expect(sent).toEqual([]);
		const message = expect.stringMatching(
			/^Not sent: the execution was cancelled before\. An earlier try of this batch got no usable answer, so it may have been written all the same\./,
		) as string;
		expect(output).toMatchObject([
			{ json: { error: { reason: 'lost', applied: 'maybe', message } } },
			{ json: { error: { reason: 'lost', applied: 'maybe', message } } },
			{ json: { id: '1' } },
		]);
	});

	it('takes no record of an earlier item for that of another one', async () => {
		const create = {
			parameters: { operation: 'batchCreateObjects', fieldsToCreate: RECORD.fields },
			items: ['row', 'row'].map(() => ({ json: { email: 'ann@x.co' } })),
		};
		const record = { id: '7', properties: { email: 'ann@x.co' } };
		const answer = ({ url }: IHttpRequestOptions, call: number) => {
			const date = { date: new Date().toUTCString() };
			if (url.endsWith('/batch/create')) {
				return call === 1
					? new Reply(201, { status: 'COMPLETE', results: [record] }, date)
					: new Reply(502, {}, date);
			}
			return new Reply(403, { category: 'MISSING_SCOPES', message: 'No' }, date);
		};
		const first = await one({ ...create, answer });
		expect(first.error?.message).toBe('1 of 2 records may have been created; 1 was created');
		const readable = () =>
			new Reply(
				200,
				{
					status: 'COMPLETE',
					results: [{ ...record, createdAt: new Date().toISOString() }],
				},
				{ date: new Date().toUTCString() },
			);
		const { error } = await one({ ...create, answer: readable });
		expect(error?.message).toBe('1 of 2 records was refused; 1 was created');
		expect(error?.description).toContain(
			'the record with the ID 7, which this item did not create',
		);
	});

	it('hints once at all that an earlier try has written', async () => {
		const turned = { continueOnFail: true, items: [...items].reverse() };
		await one(turned);
		const { hints } = await one(turned);
		expect(hints).toEqual([
			{
				message:
					"2 records were written by an earlier try of this node, so they were not sent again; of HubSpot's answers only the IDs are known. (items 1 to 2)",
				type: 'info',
				location: 'outputPane',
			},
		]);
	});

	it('asks again for what it only reads', async () => {
		const reading = {
			parameters: {
				operation: 'batchReadObjects',
				record: '={{ $json.id }}',
				idProperty: '',
				properties: [],
			},
			items: [...items].reverse(),
			answer: () => new Reply(403, { status: 'error', category: 'MISSING_SCOPES', message: 'No' }),
		};
		expect((await one(reading)).error).toBeDefined();
		const asked = standIn({
			withholdsDefinitions: true,
			...reading,
			node: NODE,
			executionId: `of test ${count}`,
			credentialId: `retries ${count}`,
			parameters: { ...RECORD, ...reading.parameters },
			answer: (options) => ({ status: 'COMPLETE', results: inputsOf(options) }),
		});
		const [output] = await execute.call(asked.context, RECORD_OPERATIONS);
		expect(output).toHaveLength(3);
		expect(asked.hints).toEqual([]);
	});
});
