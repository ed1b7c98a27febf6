/** stages/names.ts by itself: a row of its own, and answers from a script. */
import { Caller } from '../../nodes/engine/caller';
import type { Entry, Outcome } from '../../nodes/engine/outcome';
import { namesToIds } from '../../nodes/engine/stages/names';
import type { Directory, Known, Names } from '../../nodes/hubspot/directory';
import type { Input, Place } from '../../nodes/hubspot/endpoint';
import { LOST, reply, scripted } from './rows';

const LIST: Directory = { key: 'owners', family: 'owners', path: '' };

/** Every `name` is looked for in one list. */
const ROW: Names<Input> = {
	has: ({ name }) => name !== undefined,
	ask: (_, __, known: Known) => (known.has(LIST.key) ? undefined : LIST),
	read: (input, _, known) => {
		const results = known.get(LIST.key);
		const found = results?.find(({ name }) => name === input.name);
		if (found) return { input: { id: found.id } };
		const name = { property: 'p', value: String(input.name), of: 'owner', objectType: '' } as const;
		return { unknown: { ...name, ids: [], near: [], ...(!results && { missing: LIST }) } };
	},
};

const PLACE: Place = { version: '2026-03', parameters: {} };
const entriesOf = (...names: Array<string | undefined>): Entry[] =>
	names.map((name, item) => ({ item, place: PLACE, input: { name } }));

async function through(
	entries: Entry[],
	script: Parameters<typeof scripted>,
	{ row = ROW, stopOnFailure = false, stopped = false } = {},
) {
	const world = scripted(...script);
	const caller = new Caller(world.means);
	if (stopped) caller.stopFor({ kind: 'cancelled' });
	const settled: Outcome[] = [];
	const broken: Error[] = [];
	const waiting = [entries];
	const { source } = namesToIds(
		{ source: () => waiting.shift(), settle: (outcome) => void settled.push(outcome) },
		row,
		{ caller, stopOnFailure, onBroken: (error) => void broken.push(error) },
	);
	const passed: Entry[] = [];
	for (let some = await source(); some; some = await source()) passed.push(...some);
	const failures = settled.map((outcome) => (outcome.ok ? undefined : outcome.failure));
	return { passed, failures, broken, caller, requests: world.requests };
}

const page = (results: object[], after?: string) =>
	reply({ results, ...(after && { paging: { next: { after } } }) });

it('Entries without names pass, and nothing is asked for them', async () => {
	const { passed, requests } = await through(entriesOf(undefined, undefined), [page([])]);
	expect(passed).toHaveLength(2);
	expect(requests).toEqual([]);
});

it('Entries keep their order and their item, whichever page their ID is on', async () => {
	const script = [page([{ name: 'a', id: '1' }], 'x'), page([{ name: 'b', id: '2' }])];
	const { passed, failures, requests } = await through(entriesOf('b', undefined, 'c', 'a'), script);
	expect(passed.map(({ item, input }) => [item, input.id])).toEqual([
		[0, '2'],
		[1, undefined],
		[3, '1'],
	]);
	expect(failures).toMatchObject([
		{ reason: 'invalid', applied: 'no', event: { name: { value: 'c' } } },
	]);
	expect(requests.map(({ path }) => path)).toEqual([
		'/crm/owners/2026-03',
		'/crm/owners/2026-03?after=x',
	]);
});

it('A list that does not end is given up, and who needs it is told so', async () => {
	const { failures, requests } = await through(entriesOf('a'), [page([], 'again')]);
	expect(requests).toHaveLength(1_000);
	expect(failures).toMatchObject([
		{ reason: 'unsent', event: { refusal: { why: "HubSpot's list does not end" } } },
	]);
});

it('A run that has ended asks for nothing more', async () => {
	const { failures, passed, requests } = await through(entriesOf('a', undefined), [page([])], {
		stopped: true,
	});
	expect(requests).toEqual([]);
	expect(failures).toMatchObject([{ reason: 'unsent', event: { stop: { kind: 'cancelled' } } }]);
	expect(passed).toHaveLength(1);
});

it('A refusal is told with its category or policy, and the ID by which HubSpot finds the call', async () => {
	const said = (body: object, status = 400) => [
		reply(body, status, { 'x-hubspot-correlation-id': 'of-the-reply' }),
	];
	const told = async (body: object) => (await through(entriesOf('a'), said(body))).failures[0];
	expect(await told({ category: 'ODD', correlationId: 'of-the-body' })).toMatchObject({
		status: 400,
		category: 'ODD',
		correlationId: 'of-the-body',
	});
	expect(await told({ policyName: 'DAILY' })).toMatchObject({
		category: 'DAILY',
		correlationId: 'of-the-reply',
	});
});

it('A list that was not given does not end the run, not even where its scope is missing', async () => {
	const { caller, passed } = await through(entriesOf('a', undefined), [reply({}, 403)]);
	expect(caller.stop).toBeUndefined();
	expect(passed).toHaveLength(1);
});

it('A list whose answer is lost is not asked for again', async () => {
	const { requests, failures } = await through(entriesOf('a', 'b'), [LOST]);
	expect(requests).toHaveLength(5);
	expect(failures.map((failure) => failure?.reason)).toEqual(['unsent', 'unsent']);
});

describe('Where this code itself fails', () => {
	it('the entry is told so and was not sent; the others go on', async () => {
		const row: Names<Input> = {
			...ROW,
			read: (input, parameters, known) => {
				if (input.name === 'bad') throw new Error('boom');
				return ROW.read(input, parameters, known);
			},
		};
		const { passed, failures, broken } = await through(
			entriesOf('bad', 'a'),
			[page([{ name: 'a', id: '1' }])],
			{ row },
		);
		expect(failures).toMatchObject([
			{
				reason: 'unaccounted',
				applied: 'no',
				event: { kind: 'broken', cause: { message: 'boom' } },
			},
		]);
		expect(broken.map(({ message }) => message)).toEqual(['boom']);
		expect(passed.map(({ item }) => item)).toEqual([1]);
	});

	it('a row that asks for one list again and again is no endless run', async () => {
		const row: Names<Input> = { ...ROW, ask: () => LIST };
		const { failures, requests } = await through(entriesOf('a'), [page([])], { row });
		expect(requests).toHaveLength(1);
		expect(failures).toMatchObject([
			{ event: { cause: { message: 'The list “owners” was asked for already' } } },
		]);
	});
});

it.each([
	['an unknown name', page([]), 'othersInvalid'],
	['a list that is not given', reply({}, 403), 'stopOnFailure'],
])('With On Error = Stop, %s ends the run', async (_, answer, kind) => {
	const { caller } = await through(entriesOf('a', undefined), [answer], { stopOnFailure: true });
	expect(caller.stop).toEqual({ kind });
});
