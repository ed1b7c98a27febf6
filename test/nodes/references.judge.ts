/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
/**
 * n8n as the judge of references.ts: parameters and items as they come and as they should not, read
 * both ways in one execution on n8n's real engine. A program of its own as well, since n8n's other
 * evaluators do not start within jest: `tsx test/nodes/references.judge.ts quickjs 20`; on Node 24
 * also `vm`, n8n's default.
 */
import { readFileSync } from 'node:fs';
import { inspect, isDeepStrictEqual } from 'node:util';

import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import {
	Expression,
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';
import { augmentObject } from 'n8n-workflow/dist/cjs/augment-object.js';

import { compile, EVALUATE } from '../../nodes/n8n/references';
import { runWorkflow } from '../host/engine';

// ---------------------------------------------------------------- the judge

interface Verdicts {
	/** Values that were read without n8n. */
	read: number;
	/** Values that only n8n could tell. */
	left: number;
	differences: Array<{ raw: string; json: unknown; ours: unknown; theirs: unknown }>;
}

/** Every parameter for every item, both ways, in one execution. */
async function judge(raws: string[], input: INodeExecutionData[]): Promise<Verdicts> {
	const verdicts: Verdicts = { read: 0, left: 0, differences: [] };
	const compiled = raws.map(compile);
	const probe: INodeType = {
		description: {
			displayName: 'Probe',
			name: 'probe',
			group: ['input'],
			version: 1,
			description: 'Compares',
			defaults: { name: 'Probe' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: [{ displayName: 'Fields', name: 'fields', type: 'resourceMapper', default: {} }],
		},
		async execute() {
			for (const [item, { json }] of this.getInputData().entries()) {
				for (const [index, raw] of raws.entries()) {
					const ours = compiled[index].read(json);
					if (ours === EVALUATE) {
						verdicts.left++;
						continue;
					}
					verdicts.read++;
					let theirs: unknown;
					try {
						const name = `fields.value["p${index}"]`;
						theirs = this.getNodeParameter(name, item, {}, { skipValidation: true });
					} catch (error) {
						theirs = error;
					}
					// Also tells 0 from -0, undefined from absent, and one prototype from another.
					if (!isDeepStrictEqual(ours, theirs)) {
						verdicts.differences.push({ raw, json, ours, theirs });
					}
				}
			}
			return [[]];
		},
	};
	const value = Object.fromEntries(raws.map((raw, index) => [`p${index}`, raw]));
	const { run } = await runWorkflow({
		nodes: [
			{
				id: 'a',
				name: 'Probe',
				type: 'test.probe',
				typeVersion: 1,
				position: [0, 0],
				parameters: { fields: { mappingMode: 'defineBelow', value } },
			},
		],
		connections: {},
		start: 'Probe',
		input,
		credentials: {},
		nodeTypes: { 'test.probe': probe },
	});
	if (run.data.resultData.error) throw run.data.resultData.error;
	return verdicts;
}

// ---------------------------------------------------------------- what may come

/** Names as people have them, and as nobody should. */
const NAMES = [
	...[
		'a',
		'b',
		'email',
		'first name',
		'Amount (EUR)',
		"it's",
		'say "hi"',
		'größe',
		'Ñandú',
		'名前',
	],
	...[
		'ключ',
		'class',
		'await',
		'null',
		'undefined',
		'this',
		'new',
		'a.b',
		'a[0]',
		'',
		' ',
		'0',
		'1',
	],
	...[
		'00',
		'-1',
		'1.5',
		'$',
		'$json',
		'$oid',
		'_',
		'__EMPTY',
		'{',
		'}',
		'{{',
		'}}',
		'😀',
		'ſ',
		'ﬁ',
		'ᲊ',
	],
	...[
		'length',
		'constructor',
		'constructor_name',
		'a.constructor',
		'__proto__',
		'toString',
		'valueOf',
	],
	...[
		'hasOwnProperty',
		'prototype',
		'caller',
		'arguments',
		'binding',
		'map',
		'first',
		'isEmpty',
		'json',
	],
	...[
		'first()',
		'x.first(',
		'$if (',
		'toJSON',
		'isProxy',
		'isLuxonDateTime',
		'__isObject',
		'__isArray',
		'__isError',
		'\\',
	],
	...[
		'__n8nType',
		'__sanitize',
		'___n8n_data',
		'tab\t',
		'line\n',
		'sep\u2028',
		'nul\0',
		'half\ud83d',
	],
	...[
		'a\u0301',
		'a\u200db',
		'\ufeff',
		'\u00a0',
		"'",
		'"',
		'`',
		'`a`',
		'//',
		'/*',
		'--',
		';',
		'%',
		'&',
		'#',
	],
];
const name = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'email', 'first name', '0', '1') },
	{ weight: 3, arbitrary: fc.constantFrom(...NAMES) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);

const texts = fc.oneof(
	fc.string(),
	fc.string({ unit: 'binary' }),
	fc.constantFrom(
		'',
		'={{ $json.a }}',
		'{{ $json.a }}',
		'=1',
		'half\udc00',
		'nul\0',
		'\ufeffx',
		'\u2028',
	),
	fc.constantFrom(
		'2026-03-01T09:00:00.000Z',
		'[object Object]',
		'undefined',
		'null',
		'x'.repeat(9_999),
	),
);
const numbers = fc.oneof(
	fc.integer(),
	fc.double(),
	fc.constantFrom(0, -0, NaN, Infinity, 2 ** 53, -(2 ** 53) - 2, 5e-324, 1e21, 1e308, 0.1 + 0.2),
);

class Point {
	a = 1;
}
/** What no JSON holds, made anew for every item. */
const strange = fc
	.constantFrom<() => unknown>(
		() => undefined,
		() => new Date(0),
		() => new Date(NaN),
		() => DateTime.fromISO('2026-03-01T09:00:00Z'),
		() => DateTime.invalid('no'),
		() => BigInt(7),
		() => Symbol('a'),
		() => () => 1,
		() => new Point(),
		() => new Map([['a', 1]]),
		() => new Uint8Array([1]),
		() => /a/,
		() => new Error('a'),
		() => Object.assign(Object.create(null), { a: 1 }),
		() => Object.create({ a: 1 }),
		() => Object.freeze({ a: [1] }),
		() => ({ get a() { return 1; } }), // prettier-ignore
		() => ({ get a() { throw new TypeError('a'); } }), // prettier-ignore
		() => ({ toJSON: () => 'a' }),
		() => ({ a: 1, [Symbol('a')]: 1 }),
		() => Object.defineProperty({}, 'a', { value: 1 }),
		() => Object.assign(Array(3), { 1: 'a' }),
		() => Object.assign(['a'], { a: 1 }),
		() => augmentObject({ a: { b: ['a'] }, d: new Date(0), r: /a/ }),
		() => new Proxy({ a: 1 }, { get: () => 'always' }),
		() => new Proxy({ a: 1 }, { get: () => { throw new Error('never'); } }), // prettier-ignore
	)
	.map((make) => make());

/** Keeps `__proto__` as a name, as JSON.parse does. */
const objectOf = (entries: Array<[string, unknown]>) => {
	const object = {};
	for (const [key, value] of entries) {
		Object.defineProperty(object, key, {
			value,
			configurable: true,
			enumerable: true,
			writable: true,
		});
	}
	return object;
};

const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		{ weight: 3, arbitrary: texts },
		{ weight: 2, arbitrary: numbers },
		{ weight: 1, arbitrary: fc.constantFrom(true, false, null) },
		{ weight: 2, arbitrary: strange },
		{ weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
		{
			weight: 4,
			arbitrary: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map(objectOf),
		},
	),
}));
const json = fc
	.tuple(
		fc.array(fc.tuple(name, anything), { maxLength: 8 }),
		fc.option(anything, { freq: 2 }),
		fc.option(anything, { freq: 2 }),
	)
	.map(([entries, a, b]) => objectOf([...entries, ['a', a], ['b', b]]) as IDataObject);

const space = fc.constantFrom(
	'',
	'',
	'',
	' ',
	' ',
	'\n',
	'\t',
	'\r\n',
	'  ',
	'\u00a0',
	'/* */',
	'//\n',
);
const CLOSING: Record<string, string> = {
	'["': '"]',
	"['": "']",
	'?.["': '"]',
	'[': ']',
	'[`': '`]',
};
const oneStep = fc
	.tuple(name, space, space, fc.constantFrom('.', '.', '?.', 'escaped', ...Object.keys(CLOSING)))
	.map(([key, before, inside, how]) => {
		if (how === 'escaped') return `${before}[${JSON.stringify(key)}]`;
		// Within quotes, spaces would be part of the name.
		const around = CLOSING[how]?.length === 2 ? '' : inside;
		return `${before}${how}${around}${key}${around}${CLOSING[how] ?? ''}`;
	});
const root = fc.oneof(
	{ weight: 12, arbitrary: fc.constant('$json') },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'$input.item.json',
			'$data',
			'$input.first().json',
			'$jsonx',
			'$now',
		),
	},
);
const path = fc
	.tuple(root, fc.array(oneStep, { maxLength: 4 }), space, space)
	.map(([from, steps, before, after]) => `${before}${from}${steps.join('')}${after}`);
/** As drag and drop writes it, and people do: most of them lead somewhere. */
const tame = fc
	.array(
		fc.tuple(
			fc.constantFrom('a', 'b', 'email', 'first name', '0', '1', 'größe'),
			fc.constantFrom('', '', '', '?.'),
			fc.constantFrom('', '', ' ', '\n\t'),
			fc.constantFrom('"', "'"),
		),
		{ minLength: 1, maxLength: 3 },
	)
	.map((steps) =>
		steps
			.map(([key, optional, around, quote]) => {
				if (/^\d/.test(key)) return `${around}${optional}[${key}]`;
				if (key.includes(' ')) return `${optional}[${quote}${key}${quote}]`;
				return `${around}${optional || '.'}${around}${key}`;
			})
			.join(''),
	)
	.map((steps) => `={{ $json${steps} }}`);
const parameter = fc.oneof(
	{ weight: 12, arbitrary: tame },
	{ weight: 12, arbitrary: path.map((text) => `={{${text}}}`) },
	{ weight: 2, arbitrary: path.map((text) => `=  {{ ${text} }}`) },
	{ weight: 1, arbitrary: path.map((text) => `={{ ${text} }} `) },
	{ weight: 1, arbitrary: path.map((text) => `=a {{ ${text} }}`) },
	{ weight: 1, arbitrary: fc.tuple(path, path).map(([a, b]) => `={{ ${a} }}{{ ${b} }}`) },
	{ weight: 1, arbitrary: path.map((text) => `={{ ${text}; }}`) },
	{ weight: 1, arbitrary: path.map((text) => `={{ (${text}) ?? 1 }}`) },
	{ weight: 1, arbitrary: path.map((text) => `={{ ${text}.length }}`) },
	{ weight: 1, arbitrary: path.map((text) => `={{ ${text}.first() }}`) },
	{ weight: 1, arbitrary: path.map((text) => `={{ ${text} }`) },
	{ weight: 1, arbitrary: path.map((text) => text) },
);

// ---------------------------------------------------------------- the trial

export interface Trial {
	read: number;
	left: number;
	/** The first difference found, in words. */
	difference?: string;
}

const inWords = ({ differences }: Verdicts) =>
	differences
		.map(({ raw, json: item, ours, theirs }) => inspect({ raw, item, ours, theirs }, { depth: 6 }))
		.join('\n');

/** Random parameters for random items. */
export async function tryRandomly(numRuns: number): Promise<Trial> {
	const trial: Trial = { read: 0, left: 0 };
	const property = fc.asyncProperty(
		fc.array(parameter, { minLength: 30, maxLength: 30 }),
		fc.array(json, { minLength: 8, maxLength: 8 }),
		async (raws, jsons) => {
			const verdicts = await judge(
				raws,
				jsons.map((each) => ({ json: each })),
			);
			trial.read += verdicts.read;
			trial.left += verdicts.left;
			if (verdicts.differences.length) throw new Error(inWords(verdicts));
		},
	);
	const details = await fc.check(property, { numRuns });
	if (details.failed) {
		trial.difference = `seed ${details.seed}, path ${details.counterexamplePath}: ${String(details.errorInstance)}`;
	}
	return trial;
}

/** Every name there is trouble with, said in every way, where it is there and where it is not. */
export async function tryNames(): Promise<Trial> {
	const ways = (key: string) => [
		`={{ $json.${key} }}`,
		`={{ $json["${key}"] }}`,
		`={{ $json['${key}'] }}`,
		`={{ $json[${key}] }}`,
		`={{ $json.${key}.a }}`,
		`={{ $json?.a?.["${key}"] }}`,
		`={{ $json.l["${key}"] }}`,
		`={{ $json.s.${key} }}`,
		`={{ $json.none.${key} }}`,
	];
	const texts = objectOf(NAMES.map((key) => [key, `my ${key}`]));
	const objects = objectOf(NAMES.map((key) => [key, { a: 1 }]));
	const references = await judge(
		NAMES.flatMap(ways).filter((raw) => compile(raw).kind === 'reference'),
		[
			{ ...texts, a: texts, l: ['first', 'second'], s: 'text' },
			{ ...objects, a: objects, l: [{}], s: 1 },
			{ l: [], s: '', a: null },
			{ __proto__: texts },
		].map((each) => ({ json: each as IDataObject })),
	);
	const wholes = await judge(
		['={{ $json }}', '={{ $json.a }}'],
		NAMES.map((key) => ({
			json: objectOf([
				[key, 1],
				['a', objectOf([[key, { b: 1 }]])],
			]),
		})),
	);
	return {
		read: references.read + wholes.read,
		left: references.left + wholes.left,
		difference: [references, wholes].map(inWords).join('\n').trim() || undefined,
	};
}

async function use(engine: string) {
	await Expression.initExpressionEngine({
		engine: engine as 'vm',
		bridgeTimeout: 30_000,
		bridgeMemoryLimit: 128,
		maxCodeCacheSize: 10_000,
		poolSize: 1,
		...(engine === 'quickjs' && {
			runtimeBundle: readFileSync(
				require.resolve('@n8n/expression-runtime/runtime-bundle.iife.js'),
				'utf8',
			),
		}),
	});
	if (Expression.getActiveImplementation() !== engine) throw new Error(`There is no ${engine}`);
}

if (require.main === module) {
	const [engine, runs] = process.argv.slice(2);
	void use(engine)
		.then(async () => [await tryRandomly(Number(runs)), await tryNames()])
		.then((trials) => {
			process.stdout.write(JSON.stringify(trials));
			process.exit(0);
		});
}
