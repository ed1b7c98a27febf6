/* eslint-disable @n8n/community-nodes/no-restricted-globals -- reads a setting of the test run, never shipped */
/**
 * Whole lists with bad records in them, and a HubSpot that refuses each batch that holds one and says
 * little about whom: every good record is written, every bad one is refused, and the calls keep to
 * their bound.
 */
import { mostCalls } from '../../nodes/engine/isolate';
import type { HttpRequest, Means } from '../../nodes/engine/means';
import type { Entry, Outcome } from '../../nodes/engine/outcome';
import { run } from '../../nodes/engine/run';
import type { Place } from '../../nodes/hubspot/endpoint';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { runs } from '../runs';
import { Chance } from '../fake-hubspot/wire';
import { reply } from './rows';

const BAD = { category: 'VALIDATION_ERROR', message: 'One of these is bad' };
const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };

interface List {
	count: number;
	size: number;
	bad: Set<string>;
	/** What a refusal gives away. */
	tells: 'nothing' | 'property' | 'first';
}

/** A list whose bad records, four in five at most, lie all over it or stand together. */
function listOf(seed: number): List {
	const chance = new Chance(seed);
	const upTo = (most: number) => 1 + Math.floor(chance.next() * most);
	const count = upTo(400);
	const wanted = Math.floor(chance.next() * 0.8 * count);
	const bad = new Set<string>();
	if (chance.next() < 0.3) {
		const start = Math.floor(chance.next() * (count - wanted));
		for (let n = start; n < start + wanted; n++) bad.add(`${n + 1}`);
	} else while (bad.size < wanted) bad.add(`${upTo(count)}`);
	const tells = (['nothing', 'nothing', 'property', 'first'] as const)[
		Math.floor(chance.next() * 4)
	];
	return { count, size: chance.next() < 0.7 ? 100 : upTo(100), bad, tells };
}

const idsIn = ({ body }: HttpRequest): string[] =>
	(body as { inputs: Array<{ id: string }> }).inputs.map(({ id }) => id);

type Refusal = (culprits: string[]) => ReturnType<typeof reply>;

const refusing: Record<List['tells'], Refusal> = {
	nothing: () => reply({ ...BAD }, 400),
	property: () => reply({ ...BAD, context: { propertyName: ['city'] } }, 400),
	first: ([first]) => reply({ ...BAD, context: { ids: [first] } }, 400),
};

/** Runs a list against a HubSpot that knows only its bad records. */
async function played(
	{ count, size, bad }: Pick<List, 'count' | 'size' | 'bad'>,
	refuse: Refusal,
	properties: (n: number) => Record<string, string> = () => ({ city: 'Paris' }),
) {
	const written: string[] = [];
	let calls = 0;
	const http: Means['http'] = async (request) => {
		calls++;
		if (request.method === 'GET') return await Promise.resolve(reply({ results: [] }));
		const ids = idsIn(request);
		const culprits = ids.filter((id) => bad.has(id));
		if (culprits.length) return refuse(culprits);
		written.push(...ids);
		return reply({ status: 'COMPLETE', results: ids.map((id) => ({ id })) });
	};
	const entries: Entry[] = Array.from({ length: count }, (_, item) => ({
		item,
		place: PLACE,
		trace: `t${item}`,
		input: { id: `${item + 1}`, properties: properties(item + 1), objectWriteTraceId: `t${item}` },
	}));
	const outcomes: Outcome[] = [];
	const lane = {
		enter: async () => await Promise.resolve({ done: () => {}, giveBack: () => {} }),
		room: () => 4,
		obstacle: () => undefined,
		leave: () => {},
	};
	const clock = { now: () => 0, sleep: async () => {}, cancelled: () => false, random: () => 0 };
	const source = () => (entries.length ? entries.splice(0, 100) : undefined);
	await run(batchUpdateObjects.effect, source, {
		size,
		stopOnFailure: false,
		lookUp: true,
		http,
		clock,
		lane,
		tell: (outcome) => outcomes.push(outcome),
	});
	outcomes.sort((a, b) => a.item - b.item);
	return { outcomes, written, calls };
}

const refusedOf = (outcomes: Outcome[]) =>
	outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.item + 1]));

it('Of any list, four in five of its records bad at most, every good record is written and every bad one refused, within n + 2·log2(n) calls a batch', async () => {
	for (let seed = 1; seed <= runs(Number(process.env.LISTS ?? 100)); seed++) {
		const list = listOf(seed);
		const { outcomes, written, calls } = await played(list, refusing[list.tells]);
		const ids = Array.from({ length: list.count }, (_, n) => `${n + 1}`);
		const good = ids.filter((id) => !list.bad.has(id));
		const refused = refusedOf(outcomes).map(String);
		const reasons = new Set(outcomes.map((outcome) => outcome.ok || outcome.failure.reason));
		let most = 0;
		for (let left = list.count; left > 0; left -= list.size)
			most += mostCalls(Math.min(left, list.size));
		expect({ seed, told: outcomes.length }).toEqual({ seed, told: list.count });
		expect({ seed, written: written.sort() }).toEqual({ seed, written: good.sort() });
		expect({ seed, refused: refused.sort() }).toEqual({ seed, refused: [...list.bad].sort() });
		expect({ seed, unsent: reasons.has('unsent') }).toEqual({ seed, unsent: false });
		expect({ seed, within: calls <= most, calls, most }).toMatchObject({ seed, within: true });
	}
}, 600_000);

describe('A single record that its batch is refused for takes no other record with it', () => {
	const taken = (id: string) =>
		`Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=code, value=TAKEN} on ${id}. 9001 already has that value.`;

	it.each<[string, Refusal, number]>([
		[
			'a value that another record has, in words that hold the object type',
			([id]) => reply({ category: 'VALIDATION_ERROR', message: taken(id) }, 400),
			1,
		],
		[
			'a contact that exists already',
			() => reply({ category: 'CONFLICT', message: 'Contact already exists. Existing ID: 9' }, 409),
			mostCalls(100),
		],
		[
			'a record that does not exist, with 404',
			() => reply({ category: 'OBJECT_NOT_FOUND', message: 'resource not found' }, 404),
			mostCalls(100),
		],
		[
			'words that hold the object type',
			() => reply({ category: 'VALIDATION_ERROR', message: 'Value too long for contacts' }, 400),
			mostCalls(100),
		],
	])('%s', async (_, refuse, most) => {
		for (const { count, bad } of [
			{ count: 300, bad: 51 },
			{ count: 2_000, bad: 450 },
		]) {
			const list = { count, size: 100, bad: new Set([`${bad}`]) };
			const { outcomes, written, calls } = await played(list, refuse);
			expect(refusedOf(outcomes)).toEqual([bad]);
			expect(written).toHaveLength(count - 1);
			// One call more where it is named; else those of a batch, and a read of the object type.
			expect(calls - count / 100).toBeLessThanOrEqual(most);
		}
	});

	it('and it is told which property it is about, and which record has the value', async () => {
		const refuse: Refusal = ([id]) =>
			reply({ category: 'VALIDATION_ERROR', message: taken(id) }, 400);
		const list = { count: 300, size: 100, bad: new Set(['51']) };
		const { outcomes } = await played(list, refuse, (n) => ({ code: n === 51 ? 'TAKEN' : `${n}` }));
		expect(outcomes[50]).toMatchObject({
			failure: {
				reason: 'rejected',
				applied: 'no',
				errors: [
					{
						context: { propertyName: ['code'], value: ['TAKEN'], id: ['51'], existingId: ['9001'] },
					},
				],
			},
		});
	});
});

describe('Details that stand only in the message are read like those in errors:', () => {
	const text = (details: object[]) => `Property values were not valid: ${JSON.stringify(details)}`;
	const listed = (details: object[]) => details;

	it.each([
		[
			'in HubSpot’s own fields',
			{ name: 'shoe', error: 'PROPERTY_DOESNT_EXIST', message: 'No shoe' },
		],
		[
			'in other fields, in German',
			{ feld: 'shoe', art: 'PROPERTY_DOESNT_EXIST', text: 'Gibt es nicht' },
		],
	])(
		'a property that does not exist costs a call, not one a record, told %s',
		async (_, detail) => {
			const bad = new Set(Array.from({ length: 150 }, (_each, n) => `${2 * n + 1}`));
			const { outcomes, written, calls } = await played(
				{ count: 300, size: 100, bad },
				() => reply({ category: 'VALIDATION_ERROR', message: text([detail]) }, 400),
				(n): Record<string, string> => (bad.has(`${n}`) ? { shoe: '7' } : { city: 'Paris' }),
			);
			expect(refusedOf(outcomes)).toHaveLength(150);
			expect(written).toHaveLength(150);
			expect(calls).toBeLessThanOrEqual(6);
		},
	);

	it.each<[string, (details: object[]) => object]>([
		['in the message', (details) => ({ message: text(details) })],
		[
			'in errors',
			(details) => ({
				message: 'Bad',
				errors: listed(details).map((each) => {
					const { message, error, name } = each as Record<string, string>;
					return { message, code: error, context: { propertyName: [name] } };
				}),
			}),
		],
	])('five bad values of a hundred cost six calls at most, told %s', async (_, body) => {
		const bad = new Set(['3', '20', '41', '77', '100']);
		const { outcomes, written, calls } = await played(
			{ count: 100, size: 100, bad },
			([first]) => {
				const detail = {
					isValid: false,
					message: `x${first} was not a valid number`,
					error: 'INVALID_INTEGER',
					name: 'age',
				};
				return reply({ category: 'VALIDATION_ERROR', ...body([detail]) }, 400);
			},
			(n) => ({ age: bad.has(`${n}`) ? `x${n}` : `${n}` }),
		);
		expect(refusedOf(outcomes)).toEqual([3, 20, 41, 77, 100]);
		expect(written).toHaveLength(95);
		expect(calls).toBeLessThanOrEqual(6);
	});
});
