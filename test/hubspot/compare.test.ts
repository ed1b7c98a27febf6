/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files of the repository, never shipped */
/** When a value need not be sent, because HubSpot holds it already. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';

import { isEmptyIn, isHeld, isHeldIn, kindsIn } from '../../nodes/hubspot/compare';
import { compareRecords } from '../../nodes/hubspot/compareRecords';
import type { RecordInput } from '../../nodes/hubspot/records';
import { holds } from '../../nodes/hubspot/comparing';
import { stepsOf } from '../backtracking';

const PLACE = { version: '2026-03', parameters: { objectType: 'contacts' } } as const;

/** What the examples call a property, and what HubSpot calls it; each is defined by its kind. */
const NAMES: Record<string, string> = {
	'Email of contacts': 'email',
	'email, another property': 'work_email',
	'text, to be cleared': 'text',
};
const kinds = kindsIn({
	results: [
		{ name: 'date', type: 'date', fieldType: 'date' },
		{ name: 'date and time', type: 'datetime', fieldType: 'date' },
		{ name: 'number', type: 'number', fieldType: 'number' },
		{ name: 'multi-select', type: 'enumeration', fieldType: 'checkbox' },
		{ name: 'choice', type: 'enumeration', fieldType: 'select' },
		{ name: 'text', type: 'string', fieldType: 'text' },
		{ name: 'email', type: 'string', fieldType: 'text' },
	],
});

const isSpared = (name: string, sent: string, held: unknown, known = kinds): boolean => {
	const told = isHeld({ name, sent, held }, PLACE);
	return told === 'byKind' ? isHeldIn({ name, sent, held }, known) : told;
};

type Example = [kind: string, sent: string, held: string | null | undefined, spared: boolean];

const textOf = (cell: string) => cell.replace(/^ `|` $/g, '');
const EXAMPLES = readFileSync(path.resolve(__dirname, '../../docs/compare.md'), 'utf8')
	.split('\n')
	.filter((line) => /\| (yes|no) \|$/.test(line))
	.map((line) => line.split('|'))
	.map(([, kind, sent, held, spared]): Example => {
		const shown = held === ' – ' ? undefined : held === ' `null` ' ? null : textOf(held);
		return [
			kind.trim(),
			textOf(sent).replace(/^``$/, ''),
			shown === '``' ? '' : shown,
			spared === ' yes ',
		];
	});

describe('Whether a value need not be sent', () => {
	it.each(EXAMPLES)(
		'is as docs/compare.md says of the property %s: sent %j, held %j',
		(kind, sent, held, spared) => {
			expect(isSpared(NAMES[kind] ?? kind, sent, held)).toBe(spared);
		},
	);

	it('is told by more than forty examples, of which some are spared and some are not', () => {
		expect(EXAMPLES.length).toBeGreaterThan(40);
		expect(EXAMPLES.filter(([, , , spared]) => spared).length).toBeGreaterThan(12);
	});

	it.each(EXAMPLES)(
		'is, without a definition, no for all but the same text: %s, sent %j, held %j',
		(kind, sent, held) => {
			const name = NAMES[kind] ?? kind;
			const spared = isSpared(name, sent, held, new Map());
			const isAddress = name === 'email' && sent.includes('@') && held === sent.toLowerCase();
			expect(spared).toBe(held === sent || isAddress || (sent === '' && isEmptyIn(held)));
		},
	);

	it('is never yes for what the table of comparing calls different', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...['text', 'number', 'date', 'date and time', 'multi-select', 'email']),
				fc.constantFrom(...EXAMPLES.map(([, sent]) => sent)),
				fc.constantFrom(...EXAMPLES.map(([, , held]) => held)),
				(name, sent, held) => {
					const isOfNumber = name === 'number' && /^-?0/.test(sent);
					if (isOfNumber || !isSpared(name, sent, held)) return;
					expect(holds(held, sent)).toBe(true);
				},
			),
		);
	});

	it.each([
		['a number that HubSpot shows as one', 7, '7', true],
		['an object', { a: 1 }, '{"a":1}', false],
		['a flag', true, 'true', false],
	])(
		'is told of a value that is no text by its text, if it has one: %s',
		(_, held, sent, spared) => {
			expect(isSpared('text', sent, held)).toBe(spared);
		},
	);

	it('is no for a value that is not a text', () => {
		expect(isHeld({ name: 'text', sent: null, held: null }, PLACE)).toBe(false);
	});

	it('is told of the email of contacts alone', () => {
		const companies = { ...PLACE, parameters: { objectType: 'companies' } };
		const pair = { name: 'email', sent: 'A@x.co', held: 'a@x.co' };
		expect([isHeld(pair, PLACE), isHeld(pair, companies)]).toEqual([true, false]);
	});

	it.each([
		'0'.repeat(50_000),
		`${'1'.repeat(50_000)}.`,
		`2027-03-01T${'1:'.repeat(50_000)}`,
		';a'.repeat(30_000),
	])('takes steps in proportion to the length of a text', (text) => {
		const check = () => isHeld({ name: 'x', sent: text, held: `${text}1` }, PLACE);
		expect(stepsOf(check)).toBeLessThan(40 * text.length);
	});
});

it.each([
	[null, true],
	['', true],
	[undefined, false],
	[' ', false],
	['0', false],
	[0, false],
	[false, false],
])('HubSpot has no value where it shows %j: %s', (held, isEmpty) => {
	expect(isEmptyIn(held)).toBe(isEmpty);
});

it.each([[undefined], ['<html>'], [{}], [{ results: 'none' }]])('%j defines no kinds', (body) => {
	expect(kindsIn(body)).toBeUndefined();
});

describe('The row of records', () => {
	const input: RecordInput = {
		id: 'a@x.co',
		idProperty: 'email',
		properties: { city: 'Rome', __proto__x: '1' },
	};
	const record = {
		id: '7',
		properties: { email: 'a@x.co', city: 'Rome', zip: '1', hs_object_id: '7' },
		createdAt: 'then',
		archived: false,
	};

	it('makes a result of what was read: what the item holds and what HubSpot always shows, with the key', () => {
		expect(compareRecords().unchanged(record, input)).toEqual({
			id: '7',
			properties: { city: 'Rome', hs_object_id: '7' },
			createdAt: 'then',
			archived: false,
			email: 'a@x.co',
			outcome: 'unchanged',
		});
		expect(compareRecords(true).unchanged(record, input)).toMatchObject({ new: false });
		expect(record.properties.zip).toBe('1');
	});

	it('leaves in an input the values that are named, even under strange names', () => {
		const strange = JSON.parse('{"__proto__":"p","city":"Rome"}') as Record<string, string>;
		const given = { ...input, properties: strange, objectWriteTraceId: 't' };
		const left = compareRecords().only(given, ['__proto__']);
		expect(JSON.stringify(left)).toBe(
			'{"id":"a@x.co","idProperty":"email","properties":{"__proto__":"p"},"objectWriteTraceId":"t"}',
		);
		expect(given.properties.city).toBe('Rome');
	});

	it('asks for what records are called besides, so that they are recognised by it', () => {
		const { showing } = compareRecords();
		const shown = (idProperty?: string) =>
			showing(PLACE, ['city'], { ...input, idProperty }).parameters.properties;
		expect([shown(), shown('email'), shown('customer_number')]).toEqual([
			'city,hs_merged_object_ids',
			'city,hs_additional_emails',
			'city',
		]);
	});
});
