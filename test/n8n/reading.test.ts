/**
 * reading.ts: how a node's parameters are read for its items. Each value is told, and with it which
 * of them n8n had to evaluate: that is what takes time.
 */
import { DateTime } from 'luxon';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../../nodes/n8n/operation';
import { unsent, type Entry, type Outcome } from '../../nodes/engine/outcome';
import { tell } from '../../nodes/n8n/present';
import { isTool } from '../../nodes/n8n/inputs';
import { allValid, entriesOf, type ReadingOptions } from '../../nodes/n8n/reading';
import type { Clock } from '../../nodes/engine/means';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { completeEvents } from '../../nodes/HubSpotMarketingEvents/operations/completeEvents';
import { standIn, type Given } from '../host/stand-in';

/** Time stands still. */
const CLOCK: Clock = {
	now: () => 0,
	sleep: async () => {},
	cancelled: () => false,
	random: () => 0,
};

/** The words that a user reads about an item that was not sent. */
function messageOf(outcome: Outcome): string {
	const told = tell(batchUpdateObjects, outcome);
	return told.ok ? '' : told.failure.message;
}

const json = (...all: IDataObject[]): INodeExecutionData[] => all.map((each) => ({ json: each }));

const PARAMETERS = {
	operation: 'batchUpdateObjects',
	objectType: { __rl: true, mode: 'id', value: 'contacts' },
	inputMode: 'fields',
};

interface More extends Given {
	row?: Operation;
	clock?: Clock;
	options?: ReadingOptions;
}

/** Starts to read; nothing is read before it is asked for. */
function start({ row = batchUpdateObjects, clock = CLOCK, options = {}, ...given }: More) {
	const asked = standIn({ ...given, parameters: { ...PARAMETERS, ...given.parameters } });
	const settled: Outcome[] = [];
	return { ...asked, settled, source: entriesOf(asked.context, row, options, clock, settled) };
}

async function read(given: More) {
	const { source, evaluated, settled, hints } = start(given);
	const entries: Entry[] = [];
	for (let some = await source(); some; some = await source()) entries.push(...some);
	const evaluatedOf = (name: string) => evaluated.filter((each) => each.startsWith(name));
	return { entries, evaluatedOf, settled, hints, inputs: entries.map(({ input }) => input) };
}

const mapped = (value: unknown, more: object = {}) => ({
	fields: { mappingMode: 'defineBelow', matchingColumns: ['hs_object_id'], value, ...more },
});

const PEOPLE = json(
	{ id: '1', phone: '+1', type: 'contacts' },
	{ id: '2', phone: '+2', type: 'deals' },
	{ id: '3', phone: '+3', type: 'contacts' },
);

/** Columns that merely refer to fields of the item. */
const REFERRING = mapped({ hs_object_id: '={{ $json.id }}', phone: '={{ $json.phone }}' });
const REFERRED = ['1', '2', '3'].map((id) => ({ id, properties: { phone: `+${id}` } }));

describe('A reference to a field', () => {
	it('in a column is evaluated once, to see that n8n agrees, and then read without n8n', async () => {
		const { inputs, evaluatedOf } = await read({ items: PEOPLE, parameters: REFERRING });
		expect(inputs).toMatchObject(REFERRED);
		expect(evaluatedOf('fields')).toEqual([
			'fields.value["hs_object_id"][0]',
			'fields.value["phone"][0]',
		]);
	});

	it.each([
		['the Tab key', '=  {{ $json.phone }}'],
		['a line break', '=\n{{ $json.phone }}\n'],
		['a blank behind', '={{ $json.phone }} '],
	])('in a column loses the blanks around it that %s has left', async (_, phone) => {
		const { inputs, evaluatedOf } = await read({
			items: PEOPLE,
			parameters: mapped({ hs_object_id: '={{ $json.id }}', phone }),
		});
		expect(inputs).toMatchObject(REFERRED);
		expect(evaluatedOf('fields')).toEqual(['fields.value["hs_object_id"][0]']);
	});

	it('loses them too in columns that n8n must read all together', async () => {
		const { inputs } = await read({
			items: PEOPLE,
			parameters: mapped({
				hs_object_id: '={{ $json.id }}',
				phone: '=  {{ $json.phone }}',
				parameter_x: '={{ $json.id }}',
			}),
		});
		expect(inputs).toMatchObject(
			REFERRED.map(({ id, properties }) => ({
				id,
				properties: { ...properties, parameter_x: id },
			})),
		);
	});

	it('to a whole input is as well', async () => {
		const inputs = ['1', '2'].map((id) => ({ id, properties: { phone: id } }));
		const result = await read({
			items: json(...inputs.map((input) => ({ input }))),
			parameters: { inputMode: 'json', json: '={{ $json.input }}' },
		});
		expect(result.inputs).toMatchObject(inputs);
		expect(result.evaluatedOf('json')).toEqual(['json[0]']);
	});

	it('for the object type is evaluated once for each value that it takes', async () => {
		const { entries, evaluatedOf } = await read({
			items: PEOPLE,
			parameters: {
				...REFERRING,
				objectType: { __rl: true, mode: 'id', value: '={{ $json.type }}' },
			},
		});
		expect(entries.map(({ place }) => place.parameters)).toEqual(
			['contacts', 'deals', 'contacts'].map((objectType) => ({ objectType })),
		);
		// What goes to one place may share a call: it is one and the same.
		expect(entries[2].place).toBe(entries[0].place);
		expect(evaluatedOf('objectType')).toEqual(['objectType[0]', 'objectType[1]']);
	});

	it.each<[string, number[]]>([
		['of the first item', [0]],
		['of the last item', [2]],
		['of all items', [0, 1, 2]],
	])('is left to n8n where expressions see another json than that %s', async (_, others) => {
		const seen = (item: number) =>
			others.includes(item) ? { ...PEOPLE[item].json, phone: 'seen' } : PEOPLE[item].json;
		const { inputs, evaluatedOf } = await read({
			items: PEOPLE,
			parameters: REFERRING,
			otherJson: seen,
		});
		expect(inputs).toMatchObject(
			REFERRED.map((input, item) =>
				others.includes(item) ? { ...input, properties: { phone: 'seen' } } : input,
			),
		);
		expect(evaluatedOf('fields.value["phone"]')).toHaveLength(3);
	});

	it('is left to n8n where nothing can be seen at all, and costs the items alone if it fails', async () => {
		const { evaluatedOf, settled } = await read({
			items: PEOPLE,
			parameters: REFERRING,
			otherJson: () => {
				throw new Error('No data to see');
			},
		});
		expect(settled).toMatchObject(
			Array(3).fill({ ok: false, failure: { reason: 'invalid', applied: 'no' } }),
		);
		expect(evaluatedOf('fields')).toHaveLength(3);
	});
});

describe('The columns of the mapper', () => {
	it('are read one by one: one that n8n must evaluate does not slow the others down', async () => {
		const { inputs, evaluatedOf } = await read({
			items: PEOPLE,
			parameters: mapped({
				hs_object_id: '={{ $json.id }}',
				phone: (item: number) => `0${item}`,
				city: 'Bonn',
			}),
		});
		expect(inputs).toMatchObject(
			['1', '2', '3'].map((id, item) => ({ id, properties: { phone: `0${item}`, city: 'Bonn' } })),
		);
		expect(evaluatedOf('fields')).toEqual([
			'fields.value["hs_object_id"][0]',
			'fields.value["phone"][0]',
			'fields.value["phone"][1]',
			'fields.value["phone"][2]',
		]);
	});

	it.each<[string, Record<string, unknown>]>([
		['a name with a quote', { 'a"b': 'x' }],
		['a name that ends in a quote', { 'a"': 'x' }],
		['a name that begins with a quote', { '"a': 'x' }],
		['a name with a backslash', { 'a\\b': 'x' }],
		['a name of nothing', { '': 'x' }],
		['the name of the prototype', JSON.parse('{"__proto__":"x"}') as Record<string, unknown>],
		['an expression that looks at another column', { city: '={{ $parameter["&phone"] }}' }],
	])('are read all together where there is %s', async (_, odd) => {
		const value = Object.fromEntries([
			...Object.entries({ hs_object_id: '={{ $json.id }}', phone: '={{ $json.phone }}' }),
			...Object.entries(odd),
		]);
		const { evaluatedOf } = await read({ items: PEOPLE, parameters: mapped(value) });
		expect(evaluatedOf('fields')).toEqual([0, 1, 2].map((item) => `fields.value[${item}]`));
	});

	it('are read one by one also where a name is more than a word', async () => {
		const { evaluatedOf } = await read({
			items: PEOPLE,
			parameters: mapped({ hs_object_id: '={{ $json.id }}', 'a b-c': 'x', é: 'y' }),
		});
		expect(evaluatedOf('fields')).toEqual(['fields.value["hs_object_id"][0]']);
	});

	it('may be one expression as a whole', async () => {
		const { inputs, evaluatedOf } = await read({
			items: PEOPLE,
			parameters: mapped((item: number) => ({ hs_object_id: `${item + 5}`, phone: '1' })),
		});
		expect(inputs).toMatchObject(['5', '6', '7'].map((id) => ({ id, properties: { phone: '1' } })));
		expect(evaluatedOf('fields')).toHaveLength(3);
	});

	it('give a date that an expression makes as the text of that date', async () => {
		const born = DateTime.fromISO('2026-03-01T12:30:00.000Z', { zone: 'utc' });
		const { inputs } = await read({
			items: json({}),
			parameters: mapped({ hs_object_id: '1', born: () => born, phone: () => 'now' }),
		});
		expect(inputs).toMatchObject([
			{ properties: { born: '2026-03-01T12:30:00.000Z', phone: 'now' } },
		]);
	});

	it('are not asked for where the mapping is automatic', async () => {
		const { inputs, evaluatedOf } = await read({
			items: json({ id: '1', phone: '1' }),
			parameters: mapped({ phone: () => 'mapped' }, { mappingMode: 'autoMapInputData' }),
		});
		expect(inputs).toMatchObject([{ id: '1', properties: { phone: '1' } }]);
		expect(evaluatedOf('fields')).toEqual([]);
	});
});

describe('Columns that HubSpot does not have, mapped automatically', () => {
	const schema = [
		{ id: 'hs_object_id', displayName: 'Record ID' },
		{ id: 'phone', displayName: 'Phone number' },
	];
	const parameters = mapped(null, { mappingMode: 'autoMapInputData', schema });
	const SHEET = json(
		{ row_number: 2, id: '1', Telefon: '+1' },
		{ row_number: 3, id: '2', 'phone number': '+2' },
	);

	it('are left out, and one hint names them, how many items had them, and what was meant', async () => {
		const { inputs, hints, settled } = await read({ items: SHEET, parameters });
		expect(inputs).toMatchObject([{ id: '2', properties: { phone: '+2' } }]);
		expect(settled.map(messageOf)).toEqual([
			'Not sent: nothing to send besides the ID: no other mapped field has a value. Nothing was changed. HubSpot has no field for “row_number”, “Telefon”. To empty a field in HubSpot, set the option Empty Values to Clear the Property.',
		]);
		expect(hints).toEqual([
			{
				message:
					'Not sent, because HubSpot has no such property: “row_number” (2 items), “Telefon” (1 item). If you do not need them in HubSpot, that is fine.',
				type: 'info',
				location: 'outputPane',
			},
		]);
	});

	it('are told in a hint that is no HTML', async () => {
		const { hints } = await read({ items: json({ id: '1', phone: '1', '<b>': 1 }), parameters });
		expect(hints[0].message).toContain('“&lt;b&gt;” (1 item)');
	});

	it('cost their item where the option says so, without a hint', async () => {
		const options = { unknownFields: 'refuse' } as const;
		const { inputs, hints, settled } = await read({ items: SHEET, parameters, options });
		expect(inputs).toEqual([]);
		expect(hints).toEqual([]);
		expect(settled.map(messageOf)[1]).toMatch(
			/^Not sent: HubSpot has no field called “row_number”\. Remove the column/,
		);
	});

	it('are never all that an item is: one without any other is not valid', async () => {
		const items = json({ Telefon: '1', Ort: 'Bonn' });
		const { entries, settled } = await read({ items, parameters });
		expect(entries).toEqual([]);
		expect(settled.map(messageOf)).toEqual([
			"Not sent: HubSpot has no field for any of its columns: “Telefon”, “Ort”. Name the columns by the labels or internal names that this node's list of fields shows.",
		]);
	});

	it('are hinted at once, however often the source is asked for more', async () => {
		const { source, hints } = start({ items: SHEET, parameters });
		while (await source());
		await source();
		expect(hints).toHaveLength(1);
	});

	it('do not exist where nothing is left out', async () => {
		const items = json({ id: '1', phone: '1' });
		expect((await read({ items, parameters })).hints).toEqual([]);
	});
});

describe('A field that is mapped by hand to a column', () => {
	const schema = [
		{ id: 'hs_object_id', displayName: 'Record ID' },
		{ id: 'city', displayName: 'City' },
		{ id: 'phone', displayName: 'Phone Number' },
	];
	const columns = { hs_object_id: '={{ $json.id }}', city: '={{ $json.Town }}', phone: '1' };
	const parameters = mapped(columns, { schema });

	it('that no item has is told in one hint, by its label', async () => {
		const { inputs, hints } = await read({ items: PEOPLE, parameters });
		expect(inputs).toHaveLength(3);
		expect(hints).toEqual([
			{
				message:
					'Not sent, because no item has the column: “City”. Check the expression mapped to it.',
				type: 'info',
				location: 'outputPane',
			},
		]);
	});

	it('is not told of where one item has it, even if it is empty there', async () => {
		const items = [...PEOPLE, ...json({ id: '4', Town: null })];
		expect((await read({ items, parameters })).hints).toEqual([]);
	});
});

describe("The workflow's time zone", () => {
	const parameters = mapped({ hs_object_id: '1', born: '2026-03-01' });

	it('is told once where it does not exist, and no good date is blamed for it', () => {
		expect(() => start({ items: PEOPLE, parameters, timeZone: 'Europe/Berlinn' })).toThrow(
			"The workflow's time zone “Europe/Berlinn” does not exist: choose another one under Timezone in the settings of the workflow",
		);
	});

	it('matters to an operation whose parameters of their own take dates', () => {
		const given = { row: completeEvents, items: PEOPLE, timeZone: 'Europe/Berlinn' };
		expect(() => start({ ...given, parameters: { externalEventId: 'e1' } })).toThrow(
			/^The workflow's time zone “Europe\/Berlinn” does not exist/,
		);
	});

	it('does not matter to an operation that takes no dates', async () => {
		const { inputs } = await read({
			row: batchArchiveObjects,
			items: PEOPLE,
			parameters: { record: '={{ $json.id }}' },
			timeZone: 'Europe/Berlinn',
		});
		expect(inputs).toHaveLength(3);
	});
});

describe('A tool', () => {
	const TOOL = { node: { type: 'n8n-nodes-hubspot-batch.hubSpotTool' } };

	it('is known by how its type ends', () => {
		const ofType = (type: string) => isTool(standIn({ node: { type } }).context);
		expect(ofType(TOOL.node.type)).toBe(true);
		expect(ofType('n8n-nodes-hubspot-batch.hubSpot')).toBe(false);
		expect(ofType('Toolbox.hubSpot')).toBe(false);
	});

	it('refuses to map automatically: its item is the chat of the agent', () => {
		const parameters = mapped(null, { mappingMode: 'autoMapInputData' });
		expect(() => start({ ...TOOL, items: PEOPLE, parameters })).toThrow(
			'An AI agent cannot use Map Automatically: choose Map Each Column Manually, and let the model define each value',
		);
	});

	it('takes what is mapped by hand, and JSON', async () => {
		const byHand = await read({ ...TOOL, items: PEOPLE, parameters: REFERRING });
		expect(byHand.inputs).toMatchObject(REFERRED);
		const asJson = { inputMode: 'json', json: '{"id":"1","properties":{"phone":"1"}}' };
		expect((await read({ ...TOOL, items: json({}), parameters: asJson })).inputs).toMatchObject([
			{ id: '1', properties: { phone: '1' } },
		]);
	});
});

describe('Where a call goes', () => {
	const messagesOf = (settled: Outcome[]) => settled.map(messageOf);

	it.each(['contact', 'Contacts', ' CONTACT '])(
		'is the standard object that %p means',
		async (objectType) => {
			const { entries } = await read({
				items: PEOPLE.slice(0, 1),
				parameters: { ...REFERRING, objectType: { __rl: true, mode: 'id', value: objectType } },
			});
			expect(entries[0].place.parameters).toEqual({ objectType: 'contacts' });
		},
	);
	const { form } = batchUpdateObjects;

	it.each([
		['x'.repeat(79) + '!', `“${'x'.repeat(79)}!”`],
		['x'.repeat(80) + '!', `“${'x'.repeat(80)}…”`],
		['x'.repeat(5_000) + '!', `“${'x'.repeat(80)}…”`],
	])('is told at a length that can be read', async (value, shown) => {
		const { settled } = await read({
			items: json({ id: '1', phone: '1' }),
			parameters: { ...REFERRING, objectType: value },
		});
		expect(messagesOf(settled)[0]).toContain(`p123_car, but is ${shown}`);
	});

	it('is nowhere where it was never chosen', async () => {
		const { settled } = await read({
			items: json({ id: '1', phone: '1' }),
			parameters: { ...REFERRING, objectType: undefined },
		});
		expect(messagesOf(settled)[0]).toBe('Not sent: Object Type is required but empty.');
	});

	it('is told by the title of its own parameter, whichever comes first', async () => {
		const { settled } = await read({
			row: {
				...batchUpdateObjects,
				form: { ...form, parameters: [...form.parameters].reverse() },
			},
			items: PEOPLE,
			parameters: { ...REFERRING, objectType: 'a/b' },
		});
		expect(messagesOf(settled)[0]).toMatch(/^Not sent: Object Type must be a name or ID/);
	});

	it('may depend on several parameters, each with its own value', async () => {
		const { objectType } = form.place;
		const place = { objectType, toObjectType: objectType };
		const row = { ...batchUpdateObjects, form: { ...form, place } };
		const { entries } = await read({
			row,
			items: json(
				{ id: '1', phone: '1', from: 'ab', to: 'c' },
				{ id: '2', phone: '2', from: 'a', to: 'bc' },
				{ id: '3', phone: '3', from: 'ab', to: 'c' },
			),
			parameters: {
				...REFERRING,
				objectType: '={{ $json.from }}',
				toObjectType: '={{ $json.to }}',
			},
		});
		expect(entries.map(({ place }) => place.parameters)).toEqual([
			{ objectType: 'ab', toObjectType: 'c' },
			{ objectType: 'a', toObjectType: 'bc' },
			{ objectType: 'ab', toObjectType: 'c' },
		]);
		expect(entries[2].place).toBe(entries[0].place);
	});
});

describe('Parameters of their own instead of a mapper', () => {
	const LIST = json({ key: '1' }, { key: 'x' }, { key: 3 });

	it('are read without n8n where they merely refer to a field', async () => {
		const { inputs, evaluatedOf } = await read({
			row: batchReadObjects,
			items: LIST,
			parameters: { record: '={{ $json.key }}', idProperty: 'sku' },
		});
		expect(inputs).toEqual([
			{ id: '1', idProperty: 'sku' },
			{ id: 'x', idProperty: 'sku' },
			{ id: '3', idProperty: 'sku' },
		]);
		expect(evaluatedOf('record')).toEqual(['record[0]']);
		expect(evaluatedOf('idProperty')).toEqual([]);
	});

	it('are evaluated for each item where they are expressions', async () => {
		const { inputs, evaluatedOf } = await read({
			row: batchArchiveObjects,
			items: LIST,
			parameters: { record: (item: number) => item + 100 },
		});
		expect(inputs).toEqual([{ id: '100' }, { id: '101' }, { id: '102' }]);
		expect(evaluatedOf('record')).toHaveLength(3);
	});

	it('of records to find are IDs in digits, unless a property to find them by is chosen', async () => {
		const told = async (idProperty: string) =>
			(
				await read({
					row: batchReadObjects,
					items: json({ key: 'ada@x.co' }),
					parameters: { record: '={{ $json.key }}', idProperty },
				})
			).settled.map(messageOf);
		expect(await told('')).toEqual([
			'Not sent: Record to Find must be a record ID in digits, such as 512, but is “ada@x.co”: to find records by another value, choose its property under Find Records By Property Name or ID.',
		]);
		expect(await told('email')).toEqual([]);
	});

	it('that are wrong cost their item alone, told by their title', async () => {
		const { inputs, settled } = await read({
			row: batchArchiveObjects,
			items: LIST,
			parameters: { record: '={{ $json.key }}' },
		});
		expect(inputs).toEqual([{ id: '1' }, { id: '3' }]);
		expect(settled.map(messageOf)).toEqual([
			'Not sent: Record to Archive must be a record ID in digits, such as 512, but is “x”: to find records by another value, choose its property under Find Records By Property Name or ID.',
		]);
	});

	it('do not matter to JSON mode, which gives the whole input', async () => {
		const { inputs } = await read({
			row: batchReadObjects,
			items: json({}),
			parameters: {
				inputMode: 'json',
				json: { id: 'a@b.co', idProperty: 'email' },
				record: 'left over',
			},
		});
		expect(inputs).toEqual([{ id: 'a@b.co', idProperty: 'email' }]);
	});

	it.each([
		['a list of names', ['city', 'phone'], 'city,phone'],
		['a list with gaps', ['city', '', null], 'city'],
		['names with commas between', 'city,phone', 'city,phone'],
		['none', [], ''],
		['nothing', undefined, ''],
	])('that all inputs share may be %s', async (_, properties, expected) => {
		const { entries } = await read({
			row: batchReadObjects,
			items: json({ key: '1' }, { key: '2' }),
			parameters: { record: '={{ $json.key }}', properties },
		});
		expect(entries).toHaveLength(2);
		expect(entries[0].place.parameters).toEqual({
			objectType: 'contacts',
			properties: expected,
			propertiesWithHistory: '',
			archived: '',
		});
	});

	it('that all inputs share are refused where they cannot be names', async () => {
		const { settled } = await read({
			row: batchReadObjects,
			items: json({ key: '1' }),
			parameters: { record: '={{ $json.key }}', properties: 'first name' },
		});
		expect(settled.map(messageOf)).toEqual([
			"Not sent: Returned Property Names or IDs must be HubSpot's internal names of properties, such as firstname,email, but is “first name”.",
		]);
	});
});

describe('The trace ID of an item', () => {
	const tracesOf = async (random: number) => {
		const clock: Clock = { ...CLOCK, random: () => random };
		const { entries } = await read({ items: PEOPLE, parameters: REFERRING, clock });
		return entries.map(({ trace }) => trace);
	};

	it('names the execution, the run and the item, and is sent with it', async () => {
		const { entries } = await read({ items: PEOPLE, parameters: REFERRING });
		expect(entries.map(({ trace }) => trace)).toEqual(['n8n-7-0-0', 'n8n-7-0-1', 'n8n-7-0-2']);
		expect(entries.map(({ input }) => input.objectWriteTraceId)).toEqual(
			entries.map(({ trace }) => trace),
		);
	});

	it('is another one in another run of the same execution, such as the next turn of a loop', async () => {
		const [first, second] = [await tracesOf(0.25), await tracesOf(0.75)];
		expect(new Set([...first, ...second]).size).toBe(6);
	});

	it('does not depend on the clock of the machine: two runs may start in the same millisecond', async () => {
		const wall = jest.spyOn(Date, 'now').mockReturnValue(0);
		const frozen = [await tracesOf(0.25), await tracesOf(0.75)];
		wall.mockReturnValue(1_900_000_000_000);
		const later = [await tracesOf(0.25), await tracesOf(0.75)];
		wall.mockRestore();
		expect(later).toEqual(frozen);
		expect(new Set(frozen.flat()).size).toBe(6);
	});
});

describe('Items are read', () => {
	const many = (count: number) =>
		json(...Array.from({ length: count }, (_, item) => ({ id: `${item + 1}`, phone: `${item}` })));

	/** A clock that moves by this much with every item, and what was slept. */
	function slow(msPerItem: number, cancelAt = Infinity) {
		let ms = 0;
		const naps: number[] = [];
		const clock: Clock = {
			...CLOCK,
			now: () => ms,
			cancelled: () => ms >= cancelAt,
			sleep: async (napMs) => void naps.push(napMs),
		};
		const input = (item: number) => {
			ms += msPerItem;
			return { id: `${item + 1}`, properties: { phone: '1' } };
		};
		return { clock, naps, parameters: { inputMode: 'json', json: input } };
	}

	const portionsOf = async (given: More) => {
		const { source, settled } = start(given);
		const portions: number[][] = [];
		for (let some = await source(); some; some = await source())
			portions.push(some.map(({ item }) => item));
		return { portions, settled };
	};

	it('a batch at a time, and no further than that', async () => {
		const { portions } = await portionsOf({
			items: many(250),
			parameters: mapped(null, { mappingMode: 'autoMapInputData' }),
		});
		expect(portions.map(({ length }) => length)).toEqual([100, 100, 50]);
	});

	it('for a tenth of a second at a time: then it is the turn of the others in this n8n', async () => {
		const { naps, ...given } = slow(50);
		await portionsOf({ items: many(5), ...given });
		expect(naps).toEqual([1, 1]);
	});

	it('a whole batch at a time, however long that takes: a part of it would be looked up in a call that is not full', async () => {
		const { portions } = await portionsOf({ items: many(150), ...slow(50) });
		expect(portions.map(({ length }) => length)).toEqual([100, 50]);
	});

	it('until a cancel: those that were not read yet are not sent', async () => {
		const { portions, settled } = await portionsOf({ items: many(5), ...slow(50, 100) });
		expect(portions).toEqual([[0, 1]]);
		expect(settled).toEqual(
			[2, 3, 4].map((item) => ({
				item,
				ok: false,
				failure: {
					reason: 'unsent',
					applied: 'no',
					event: { kind: 'unsent', stop: { kind: 'cancelled' } },
				},
			})),
		);
		expect(messageOf(settled[0])).toBe('Not sent: the execution was cancelled before.');
	});
});

describe('Where nothing may be sent unless all is valid', () => {
	const entry = (item: number) =>
		({ item, place: { version: '2026-03', parameters: {} }, input: {} }) as Entry;

	/** Two portions, of which the second may bring a bad item. */
	const twoPortions = (settled: Outcome[], bad?: Outcome) => {
		const portions = [[entry(0), entry(1)], [entry(3)]];
		return () => {
			if (portions.length === 1 && bad) settled.push(bad);
			return portions.shift();
		};
	};

	it('all valid items come at once, and then no more', async () => {
		const settled: Outcome[] = [];
		const source = await allValid(twoPortions(settled), settled);
		expect((await source())?.map(({ item }) => item)).toEqual([0, 1, 3]);
		expect(await source()).toBeUndefined();
		expect(settled).toEqual([]);
	});

	it('one bad item, and the others are not sent because of it', async () => {
		const bad: Outcome = {
			item: 2,
			ok: false,
			failure: {
				reason: 'invalid',
				applied: 'no',
				event: { kind: 'invalid', problem: 'it is bad.' },
			},
		};
		const settled: Outcome[] = [];
		const source = await allValid(twoPortions(settled, bad), settled);
		expect(await source()).toEqual([]);
		expect(await source()).toBeUndefined();
		expect(settled).toEqual([
			bad,
			...[0, 1, 3].map((item) => ({
				item,
				ok: false,
				failure: {
					reason: 'unsent',
					applied: 'no',
					event: { kind: 'unsent', stop: { kind: 'othersInvalid' } },
				},
			})),
		]);
		expect(messageOf(settled[1])).toBe(
			'Not sent: other items are not valid, and On Error is set to stop.',
		);
	});

	it('a cancel while they are read is what all of them tell, not that others are bad', async () => {
		const cancelled: Outcome = unsent(2, { kind: 'cancelled' });
		const settled: Outcome[] = [];
		const source = await allValid(twoPortions(settled, cancelled), settled);
		expect(await source()).toEqual([]);
		expect(settled).toEqual([2, 0, 1, 3].map((item) => unsent(item, { kind: 'cancelled' })));
	});
});

describe('An item that comes back to be sent again, as JSON', () => {
	const row = { id: '1', properties: { phone: '+1' } };
	const ours = { item: 4, reason: 'unsent', applied: 'no' };
	const asJson = (value: string) => ({ inputMode: 'json', json: value });

	it.each([
		['={{ $json.text }}', { text: JSON.stringify({ ...row, error: ours }), error: ours }],
		['={{ $json.all }}', { all: { ...row, error: ours }, error: ours }],
		[
			'={{ $json.all }}',
			{ all: { id: '1', properties: { phone: '+1', error: ours } }, error: ours },
		],
	])('by %s is read without the error that this node has put there', async (value, item) => {
		const items = json(item as IDataObject);
		const { inputs, settled } = await read({ items, parameters: asJson(value) });
		expect(settled.map(messageOf)).toEqual([]);
		expect(inputs).toMatchObject([row]);
		expect(JSON.stringify(inputs)).not.toContain('reason');
		expect(items).toEqual(json(item as IDataObject));
	});

	it.each([
		['a text', 'unsent', undefined],
		['an object without a reason', { item: 4 }, undefined],
		['another one than the item has', { ...ours, reason: 'mine' }, ours],
	])('keeps an error that is not of this node (%s), and is refused for it', async (_, its, own) => {
		const items = json({ all: { ...row, error: its }, ...(own && { error: own }) });
		const { settled } = await read({ items, parameters: asJson('={{ $json.all }}') });
		expect(settled.map(messageOf)).toEqual([expect.stringContaining('“error” is not a field')]);
	});
});
