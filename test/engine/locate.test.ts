/** stages/locate.ts: what a run must know of a place is asked once, before anything is sent there. */
import { Caller } from '../../nodes/engine/caller';
import type { HttpRequest } from '../../nodes/engine/means';
import type { Entry, Outcome } from '../../nodes/engine/outcome';
import { locate } from '../../nodes/engine/stages/locate';
import type { Place } from '../../nodes/hubspot/endpoint';
import type { Locate } from '../../nodes/hubspot/effect';
import { LOST, reply, scripted } from './rows';

/** Knows a place once it has a `kind`; `bad` ones are told so, and odd answers cannot be read. */
const ROW: Locate = {
	ask: ({ parameters }) =>
		parameters.kind === undefined
			? { family: 'lists', method: 'GET', path: '/{listId}' }
			: undefined,
	learn: (place, { status, body }) => {
		if (status === 404) return 'There is no such list.';
		const { kind } = (body ?? {}) as { kind?: string };
		if (kind === 'bad') return 'This list is bad.';
		return kind === undefined ? undefined : { ...place, parameters: { ...place.parameters, kind } };
	},
};

const placeOf = (listId: string): Place => ({ version: '2026-03', parameters: { listId } });
const entriesAt = (...places: Place[]): Entry[] =>
	places.map((place, item) => ({ item, place, input: { id: `${item}` } }));

/** Takes the entries through the stage, in these portions. */
async function through(
	portions: Entry[][],
	script: Parameters<typeof scripted>,
	{ row = ROW, stopOnFailure = false }: { row?: Locate; stopOnFailure?: boolean } = {},
) {
	const world = scripted(...script);
	const caller = new Caller(world.means);
	const settled: Outcome[] = [];
	const broken: Error[] = [];
	const waiting = [...portions];
	const flow = {
		source: () => waiting.shift(),
		settle: (outcome: Outcome) => void settled.push(outcome),
	};
	const onBroken = (error: Error) => void broken.push(error);
	const { source } = locate(flow, row, { caller, stopOnFailure, onBroken });
	const passed: Entry[] = [];
	for (let some = await source(); some; some = await source()) passed.push(...some);
	const paths = world.requests.map(({ path }: HttpRequest) => path.split('/').pop());
	return { passed, settled, broken, caller, paths };
}

describe('A place', () => {
	it('is asked about once, however many entries go there, and they go on with what is known', async () => {
		const place = placeOf('1');
		const portions = [entriesAt(place, place), entriesAt(place)];
		const { passed, paths, settled } = await through(portions, [reply({ kind: 'good' })]);
		expect(paths).toEqual(['1']);
		expect(settled).toEqual([]);
		expect(passed).toHaveLength(3);
		expect(new Set(passed.map((entry) => entry.place)).size).toBe(1);
		expect(passed[0].place.parameters).toEqual({ listId: '1', kind: 'good' });
	});

	it('is asked about while others are: nobody waits for the answer about another', async () => {
		let underWay = 0;
		let most = 0;
		const world = scripted(reply({ kind: 'good' }));
		const http = async (request: HttpRequest) => {
			most = Math.max(most, ++underWay);
			for (let turn = 0; turn < 50; turn++) await Promise.resolve();
			underWay--;
			return await world.means.http(request);
		};
		const caller = new Caller({ ...world.means, http });
		const some = [entriesAt(placeOf('1'), placeOf('2'), placeOf('3'))];
		const flow = { source: () => some.shift(), settle: () => {} };
		const found = await locate(flow, ROW, { caller, stopOnFailure: false }).source();
		expect([found?.length, most]).toEqual([3, 3]);
	});

	it('is not asked about where enough is known', async () => {
		const known = { ...placeOf('1'), parameters: { listId: '1', kind: 'good' } };
		const { passed, paths } = await through([entriesAt(known)], ['shut']);
		expect([passed.length, paths.length]).toEqual([1, 0]);
	});

	it('may need several calls, each of which tells more', async () => {
		const steps: Locate = {
			...ROW,
			learn: (place, answer) => {
				if (place.parameters.listId !== 'old') return ROW.learn(place, answer);
				return { ...place, parameters: { listId: 'new' } };
			},
		};
		const script = [reply({}), reply({ kind: 'good' })];
		const { paths, passed } = await through([entriesAt(placeOf('old'))], script, { row: steps });
		expect(paths).toEqual(['old', 'new']);
		expect(passed[0].place.parameters).toEqual({ listId: 'new', kind: 'good' });
	});

	it('that is bad keeps its own entries from being sent, and no others', async () => {
		const [good, bad] = [placeOf('1'), placeOf('2')];
		const script = [reply({ kind: 'good' }), reply({ kind: 'bad' })];
		const { passed, settled, caller } = await through([entriesAt(good, bad, good)], script);
		expect(passed.map(({ item }) => item)).toEqual([0, 2]);
		expect(settled).toEqual([
			{
				item: 1,
				ok: false,
				failure: {
					reason: 'invalid',
					applied: 'no',
					event: { kind: 'invalid', problem: 'This list is bad.' },
				},
			},
		]);
		expect(caller.stop).toBeUndefined();
	});

	it('that is bad keeps all entries from being sent with On Error = Stop', async () => {
		const { caller } = await through([entriesAt(placeOf('2'))], [reply({ kind: 'bad' })], {
			stopOnFailure: true,
		});
		expect(caller.stop).toEqual({ kind: 'othersInvalid' });
	});

	it('that HubSpot refuses to tell of is judged by the row', async () => {
		const { settled } = await through([entriesAt(placeOf('1'))], [reply({ message: 'No' }, 404)]);
		expect(settled).toMatchObject([
			{ failure: { reason: 'invalid', event: { problem: 'There is no such list.' } } },
		]);
	});
});

describe('A place of which nothing is learned', () => {
	const told = async (...script: Parameters<typeof scripted>) => {
		const { settled, caller, passed } = await through([entriesAt(placeOf('1'))], script);
		expect(passed).toEqual([]);
		const [outcome] = settled;
		return { failure: outcome.ok ? undefined : outcome.failure, caller };
	};

	it('because no answer came leaves its entries unsent, and nothing was applied', async () => {
		const { failure } = await told(LOST);
		expect(failure).toMatchObject({
			reason: 'unsent',
			applied: 'no',
			event: { stop: { kind: 'denied', refusal: { why: 'timeout' } } },
		});
	});

	it('because the answer cannot be read leaves its entries unsent and says so', async () => {
		const { failure } = await told(reply('<html>'));
		expect(failure).toMatchObject({
			reason: 'unsent',
			event: { stop: { refusal: { why: "HubSpot's answer cannot be read" } } },
		});
	});

	it('because HubSpot refuses this question keeps its reason', async () => {
		const { failure, caller } = await told(reply({ message: 'Odd' }, 400));
		expect(failure).toMatchObject({
			event: { stop: { kind: 'denied', refusal: { status: 400, error: { message: 'Odd' } } } },
		});
		expect(caller.stop).toBeUndefined();
	});

	it('because this caller may not ask ends the run', async () => {
		const { failure, caller } = await told(reply({ message: 'No' }, 403));
		expect(failure).toMatchObject({ event: { stop: { kind: 'denied' } } });
		expect(caller.stop).toMatchObject({ kind: 'denied', refusal: { status: 403 } });
	});

	it('because the run was cancelled is told so', async () => {
		const world = scripted(reply({ kind: 'good' }));
		world.state.cancelled = true;
		const caller = new Caller(world.means);
		const settled: Outcome[] = [];
		const some = [entriesAt(placeOf('1'))];
		const flow = { source: () => some.shift(), settle: (each: Outcome) => void settled.push(each) };
		await locate(flow, ROW, { caller, stopOnFailure: false }).source();
		expect(settled).toMatchObject([{ failure: { event: { stop: { kind: 'cancelled' } } } }]);
		expect(world.requests).toEqual([]);
	});

	it('because this code fails tells the error, and the other entries are not lost', async () => {
		const row: Locate = {
			...ROW,
			learn: () => {
				throw new Error('boom');
			},
		};
		const { settled, broken } = await through([entriesAt(placeOf('1'))], [reply({})], { row });
		expect(settled).toMatchObject([{ failure: { applied: 'no', event: { kind: 'broken' } } }]);
		expect(broken).toMatchObject([{ message: 'boom' }]);
	});

	it('because its row never has enough is told, instead of asking for ever', async () => {
		const row: Locate = { ...ROW, learn: (place) => ({ ...place }) };
		const { settled, paths } = await through([entriesAt(placeOf('1'))], [reply({})], { row });
		expect(paths).toHaveLength(5);
		expect(settled).toMatchObject([{ failure: { event: { kind: 'broken' } } }]);
	});
});
