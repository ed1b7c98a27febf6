/**
 * references.ts by itself: which parameters are read without n8n, what they give, and when an item is
 * left to n8n all the same. That nobody can see a difference is for test/nodes/references.test.ts.
 */
import { DateTime } from 'luxon';

import { compile, EVALUATE, reader, withoutBlanks } from '../../nodes/n8n/references';

const read = (raw: unknown, json: unknown) => compile(raw).read(json);

describe('A parameter without an expression', () => {
	it.each([['contacts'], [''], ['a = b'], [' ={{ $json.a }}'], [7], [false], [null], [undefined]])(
		'%j is itself, whatever the item',
		(raw) => {
			expect(compile(raw).kind).toBe('fixed');
			expect(read(raw, undefined)).toBe(raw);
		},
	);

	it('is also a list or an object of such', () => {
		const raw = { mode: 'id', value: ['0-1', { deep: null }] };
		expect(compile(raw).kind).toBe('fixed');
		expect(read(raw, {})).toEqual(raw);
	});
});

describe('A reference', () => {
	const json = {
		email: 'a@b.c',
		'first name': 'Ada',
		"it's": 1,
		'say "hi"': 2,
		'Amount (EUR)': 3,
		'a.b': 4,
		'{x}': 5,
		a: [{ b: 'deep' }, null],
		größe: 'L',
		名前: '山田',
		class: 'new',
		_id2: 6,
		'': 7,
		'7': 8,
		gone: null,
	};

	it.each([
		['={{ $json.email }}', 'a@b.c'],
		['={{$json.email}}', 'a@b.c'],
		['={{\n\t$json.email\r\n}}', 'a@b.c'],
		['={{ $json . email }}', 'a@b.c'],
		['={{ $json\n\t.email }}', 'a@b.c'],
		['={{ $json["first name"] }}', 'Ada'],
		["={{ $json['first name'] }}", 'Ada'],
		['={{ $json[ "first name" ] }}', 'Ada'],
		['={{ $json["it\'s"] }}', 1],
		['={{ $json[\'say "hi"\'] }}', 2],
		['={{ $json["Amount (EUR)"] }}', 3],
		['={{ $json["a.b"] }}', 4],
		['={{ $json["{x}"] }}', 5],
		['={{ $json.a[0].b }}', 'deep'],
		['={{ $json["a"][0]["b"] }}', 'deep'],
		['={{ $json.a["0"].b }}', 'deep'],
		['={{ $json?.a?.[0]?.b }}', 'deep'],
		['={{ $json.a[1] }}', null],
		['={{ $json.größe }}', 'L'],
		['={{ $json.名前 }}', '山田'],
		['={{ $json.class }}', 'new'],
		['={{ $json._id2 }}', 6],
		['={{ $json[""] }}', 7],
		['={{ $json[7] }}', 8],
		['={{ $json.gone }}', null],
		['={{ $json }}', json],
	])('%s is read from the item', (raw, value) => {
		expect(compile(raw).kind).toBe('reference');
		expect(read(raw, json)).toBe(value);
	});

	it.each([
		['={{ $json.other }}'],
		['={{ $json.other.still }}'],
		['={{ $json.gone.still.more }}'],
		['={{ $json.gone?.still }}'],
		['={{ $json.a[2] }}'],
		['={{ $json.a[1].b }}'],
	])('%s is undefined, as the field is not there', (raw) => {
		expect(read(raw, json)).toBeUndefined();
	});

	it('gives text that looks like an expression as text', () => {
		expect(read('={{ $json.a }}', { a: '={{ $json.b }}' })).toBe('={{ $json.b }}');
	});

	it('is the value of a resource locator too', () => {
		const raw = { __rl: true, mode: 'id', value: '={{ $json.type }}' };
		expect(compile(raw).kind).toBe('reference');
		expect(read(raw, { type: '0-1' })).toEqual({ __rl: true, mode: 'id', value: '0-1' });
		expect(read(raw, { type: new Date() })).toBe(EVALUATE);
	});
});

describe('A stored parameter', () => {
	it.each([
		['the Tab key', '=  {{ $json }}', '={{ $json }}'],
		['a line break', '=\n\t{{ $json.contact }}\n', '={{ $json.contact }}'],
		['lines within', '= {{ {\n  id: $json.id\n} }} ', '={{ {\n  id: $json.id\n} }}'],
	])('loses the blanks around its only expression that %s has put there', (_, stored, expected) => {
		expect(withoutBlanks(stored)).toBe(expected);
	});

	it.each([
		'={{ $json }}',
		'= {{ $json.a }} {{ $json.b }}',
		'={ "id": {{ $json.id }} }',
		'= {{ $json }},',
		'  {{ $json }}',
		'{"id": "512"}',
		'= {{ $json',
		'= {{ }',
		'={{',
		'',
	])('stays as it is where the blanks are not all there is around an expression: %p', (stored) => {
		expect(withoutBlanks(stored)).toBe(stored);
	});

	it.each([undefined, null, 5, { id: '512' }])(
		'stays as it is where it is no text: %p',
		(stored) => {
			expect(withoutBlanks(stored)).toBe(stored);
		},
	);
});

describe('n8n evaluates', () => {
	it.each([
		// More than a reference.
		['=', '={{ }}', '={{ $json.a', '=$json.a', '=text', '=  {{ $json.a }}', '={{ $json.a }} '],
		['=\t{{ $json.a }}', '=a {{ $json.a }}'],
		[
			'={{ $json.a }}{{ $json.b }}',
			'={{ $json.a }} and }}',
			'={{ $json.a + 1 }}',
			'={{ -$json.a }}',
		],
		['={{ $json.a() }}', '={{ $json.a.first() }}', '={{ ($json.a) }}', '={{ $json.a; }}'],
		[
			'={{ $json.a // why\n}}',
			'={{ /* why */ $json.a }}',
			'={{ $json.a ?? 1 }}',
			'={{ $json?.5:1 }}',
		],
		// Another root.
		['={{ $input.item.json.a }}', "={{ $('Source').item.json.a }}", '={{ $now }}', '={{ $jsona }}'],
		['={{ $binary.a }}', '={{ $data.a }}', '={{ json.a }}', '={{ $JSON.a }}'],
		// Another way to say a name.
		['={{ $json["a\\n"] }}', '={{ $json[`a`] }}', '={{ $json.\\u0061 }}', '={{ $json[-1] }}'],
		[
			'={{ $json[01] }}',
			'={{ $json[1.0] }}',
			'={{ $json[1e3] }}',
			'={{ $json[0x1] }}',
			'={{ $json[b] }}',
		],
		[
			'={{ $json["a"b] }}',
			'={{ $json.a.[0] }}',
			'={{ $json..a }}',
			'={{ $json.0a }}',
			'={{ $json["a] }}',
		],
		[
			'={{ $json.$ }}',
			'={{ $json.#a }}',
			'={{ $json.\u1c89 }}',
			'={{ $json.😀 }}',
			'={{\u00a0$json.a }}',
		],
		[
			'={{ $json["a\tb"] }}',
			'={{ $json["a\u2028b"] }}',
			'={{ $json["a\0b"] }}',
			'={{ $json["\ud800"] }}',
		],
		// What n8n reads by the letter.
		[
			'={{ $json["}}"] }}',
			'={{ $json["a}}"].b }}',
			'={{ $json.constructors }}',
			'={{ $json.a. constructor }}',
		],
		['={{ $json["x.constructor"] }}', '={{ $json["x.first()"] }}', '={{ $json["$if (1)"] }}'],
		// What it refuses, and what JavaScript puts everywhere.
		[
			'={{ $json.caller }}',
			'={{ $json["arguments"] }}',
			'={{ $json.binding.a }}',
			'={{ $json.prototype }}',
		],
		[
			'={{ $json.toString }}',
			'={{ $json["__proto__"] }}',
			'={{ $json.hasOwnProperty }}',
			'={{ $json.__a }}',
		],
	])('%j …', (...raws) => {
		for (const raw of raws) expect([raw, compile(raw).kind]).toEqual([raw, 'expression']);
	});

	it('an object or a list in which anything is more than a reference', () => {
		expect(compile({ a: '={{ $json.a }}', b: '={{ 1 }}' }).kind).toBe('expression');
		expect(compile(['={{ $json.a }}']).kind).toBe('expression');
		expect(compile(JSON.parse('{"__proto__":"={{ $json.a }}"}')).kind).toBe('expression');
	});

	class Point {
		a = 1;
	}
	const cyclic: Record<string, unknown> = {};
	cyclic.a = cyclic;
	let deep: unknown = 1;
	for (let level = 0; level < 100; level++) deep = { deep };
	// Every level is the same object twice: 2 to the 30th values.
	let wide: unknown = 1;
	for (let level = 0; level < 30; level++) wide = [wide, wide];

	it.each<[string, unknown]>([
		['a date', new Date(0)],
		['an invalid date', new Date(NaN)],
		['a Luxon date', DateTime.now()],
		['a function', () => 1],
		['a symbol', Symbol('a')],
		['a big integer', BigInt(1)],
		['NaN', NaN],
		['infinity', Infinity],
		['minus zero', -0],
		['half a pair', 'x\ud83d'],
		['text with a NUL', 'a\0b'],
		['text with a byte order mark', '\ufeffa'],
		['very long text', 'x'.repeat(1_000_001)],
		['an instance', new Point()],
		['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
		['a map', new Map()],
		['bytes', new Uint8Array(2)],
		['a pattern', /a/],
		['a list with a gap', Object.assign([], { 1: 1 })],
		['a list with a gap and a name', Object.assign(Array(1), { name: 1 })],
		['a list with a name', Object.assign([1], { name: 1 })],
		['an object with a getter', Object.defineProperty({}, 'a', { enumerable: true, get: () => 1 })],
		['an object with a hidden property', Object.defineProperty({}, 'a', { value: 1 })],
		['an object with a symbol', { [Symbol('a')]: 1 }],
		['an object with undefined in it', { a: undefined }],
		['an object with a date in it', { a: [new Date(0)] }],
		['an object with a method', { toJSON: () => 1 }],
		['an object with its own __proto__', JSON.parse('{"__proto__":1}')],
		['an object with its own toString', { toString: 'text' }],
		['an object that n8n would take for an error', { __isError: true }],
		['an object with an odd name', { 'a\0': 1 }],
		['an object that contains itself', cyclic],
		['an object of a hundred levels', deep],
		['an endless tree', wide],
		['a list of a hundred thousand', Array(100_000).fill(1)],
	])('an item whose field is %s', (_, value) => {
		expect(read('={{ $json.field }}', { field: value })).toBe(EVALUATE);
		expect(read('={{ $json }}', { field: value })).toBe(EVALUATE);
	});

	it.each<[string, string, unknown]>([
		['a letter of a text', '={{ $json.a[0] }}', { a: 'text' }],
		['a name of a text', '={{ $json.a.b }}', { a: 'text' }],
		['a name of a number', '={{ $json.a.b }}', { a: 1 }],
		['the length of a text', '={{ $json.a.length }}', { a: 'text' }],
		['the length of a list', '={{ $json.a.length }}', { a: [1] }],
		['a method of a list', '={{ $json.a.map }}', { a: [1] }],
		['a name of a list', '={{ $json.a["00"] }}', { a: [1] }],
		['a gap in a list', '={{ $json.a[0] }}', { a: Array(1) }],
		['a part of a date', '={{ $json.a.b }}', { a: new Date(0) }],
		['a part of an instance', '={{ $json.a.a }}', { a: new Point() }],
		[
			'a getter',
			'={{ $json.a }}',
			Object.defineProperty({}, 'a', { enumerable: true, get: () => 1 }),
		],
		['an inherited field', '={{ $json.a }}', Object.create({ a: 1 })],
		['an item that is a list', '={{ $json[0] }}', [1]],
		['an item that is nothing', '={{ $json.a }}', undefined],
		['an item that is text', '={{ $json }}', 'text'],
	])('%s', (_, raw, json) => {
		expect(compile(raw).kind).toBe('reference');
		expect(read(raw, json)).toBe(EVALUATE);
	});

	it('an item that throws when it is looked at', () => {
		const { proxy, revoke } = Proxy.revocable({}, {});
		revoke();
		expect(read('={{ $json.a.b }}', { a: proxy })).toBe(EVALUATE);
	});

	it('never reads a getter to find out', () => {
		const get = jest.fn();
		const item = Object.defineProperty({}, 'a', { enumerable: true, get });
		expect(read('={{ $json.a }}', item)).toBe(EVALUATE);
		expect(get).not.toHaveBeenCalled();
	});
});

describe('A reader', () => {
	const items = [{ a: 'x' }, { a: 'y' }, { a: new Date(0) }, { a: 'z' }];
	const through = (raw: unknown, evaluate: (item: number) => unknown) => {
		const asked: number[] = [];
		const value = reader(
			raw,
			(item) => items[item],
			(item) => {
				asked.push(item);
				return evaluate(item);
			},
		);
		const read = items.map((_, item) => {
			try {
				return value(item);
			} catch (error) {
				return error;
			}
		});
		return { read, asked };
	};

	it('asks n8n for the first item, to see that both agree, and where only n8n can tell', () => {
		const { read, asked } = through('={{ $json.a }}', (item) => items[item].a);
		expect(read).toEqual(['x', 'y', new Date(0), 'z']);
		expect(asked).toEqual([0, 2]);
	});

	it('never asks for what is fixed', () => {
		expect(through('a', () => 'b')).toEqual({ read: ['a', 'a', 'a', 'a'], asked: [] });
	});

	it('always asks for an expression', () => {
		expect(through('={{ 1 }}', () => 1)).toEqual({ read: [1, 1, 1, 1], asked: [0, 1, 2, 3] });
	});

	it('leaves everything to n8n where n8n sees something else', () => {
		const { read, asked } = through('={{ $json.a }}', (item) => `tool ${item}`);
		expect(read).toEqual(['tool 0', 'tool 1', 'tool 2', 'tool 3']);
		expect(asked).toEqual([0, 1, 2, 3]);
	});

	it('leaves everything to n8n where n8n refuses', () => {
		const refused = new Error('security concerns');
		const { read, asked } = through('={{ $json.a }}', () => {
			throw refused;
		});
		expect(read).toEqual([refused, refused, refused, refused]);
		expect(asked).toEqual([0, 1, 2, 3]);
	});

	it('compares whole objects by what they hold', () => {
		const { asked } = through('={{ $json }}', (item) => ({ ...items[item] }));
		expect(asked).toEqual([0, 2]);
	});
});
