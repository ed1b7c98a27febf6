/** replies.ts: what a 2xx of HubSpot holds, whatever its shape. */
import * as fc from 'fast-check';

import { missingScopes, parseError } from '../../nodes/hubspot/errors';
import { folded, idOf, parseEnvelope, parseOne } from '../../nodes/hubspot/replies';

const NO_ERROR = { context: {}, errors: [] };

describe('Names', () => {
	it('are compared as HubSpot does: in small letters, without the blanks around them', () => {
		expect(folded(' Ada@Example.com\n')).toBe('ada@example.com');
	});
});

describe('An envelope', () => {
	it('keeps status, results as they came, and errors parsed', () => {
		const result = { id: '101', properties: { phone: null }, new: false };
		const error = { category: 'OBJECT_NOT_FOUND', context: { ids: ['999'] } };
		expect(
			parseEnvelope({ status: 'COMPLETE', results: [result], errors: [error], numErrors: 1 }),
		).toEqual({
			status: 'COMPLETE',
			results: [result],
			errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['999'] }, errors: [] }],
		});
	});
});

describe('The ID of a result', () => {
	it.each([
		['of a record', { id: '101' }, '101'],
		['of an event, before any other that it has', { objectId: '5', id: '77' }, '5'],
		['that is a number', { id: 101 }, '101'],
		['that is no text', { objectId: null, id: {} }, undefined],
		['that is missing', {}, undefined],
	])('%s', (_, result, id) => {
		expect(idOf(result)).toBe(id);
	});
});

describe('An answer that is one object', () => {
	it('is an envelope of that one result', () => {
		const body = { id: '1', eventName: 'Conf', errors: ['mine'] };
		expect(parseOne(body)).toEqual({ results: [body], errors: [] });
	});

	it.each([undefined, null, '', '<html>', [], {}, { eventName: 'Conf' }, { results: [] }])(
		'%p has no ID: nothing that can be read',
		(body) => {
			expect(parseOne(body)).toBeUndefined();
		},
	);
});

const FULL = {
	status: 'COMPLETE',
	results: [{ id: '1' }],
	errors: [
		{
			message: 'm',
			category: 'c',
			errorType: 't',
			correlationId: 'x',
			id: '1',
			code: 'k',
			policyName: 'p',
			context: { ids: ['1'] },
			errorTokens: { a: ['b'] },
			errors: [{ message: 'inner' }],
		},
	],
};

const WRONG = [undefined, null, 5, true, 'text', [], {}, [null, 5, 'x', []]];

describe('A reply whose shape is wrong', () => {
	it.each(Object.keys(FULL))('lacks %s, or has anything else in its place', (name) => {
		for (const wrong of WRONG) {
			const { status, results, errors } = parseEnvelope({ ...FULL, [name]: wrong }) ?? {};
			expect(Array.isArray(results) && Array.isArray(errors)).toBe(true);
			expect(['string', 'undefined']).toContain(typeof status);
		}
	});

	it.each(Object.keys(FULL.errors[0]))('has an error whose %s is missing or nonsense', (name) => {
		for (const wrong of WRONG) {
			const error = parseError({ ...FULL.errors[0], [name]: wrong });
			expect(
				Object.values(error.context)
					.flat()
					.every((value) => typeof value === 'string'),
			).toBe(true);
			for (const said of [error.message, error.category, error.id, error.code, error.policyName]) {
				expect(['string', 'undefined']).toContain(typeof said);
			}
		}
	});

	it.each([undefined, null, '', '<html>', 5, true, [], [{ results: [] }]])(
		'is %p: no envelope, and an error without words',
		(body) => {
			expect(parseEnvelope(body)).toBeUndefined();
			expect(parseError(body)).toEqual(NO_ERROR);
		},
	);

	it('is an empty object: an envelope with nothing in it', () => {
		expect(parseEnvelope({})).toEqual({ results: [], errors: [] });
	});

	it('holds results and errors that are no objects: dropped, but for text, which is a message', () => {
		const errors = ['x', {}, null, 5];
		expect(parseEnvelope({ results: [1, null, { id: 1 }, []], errors })).toEqual({
			results: [{ id: 1 }],
			errors: [{ ...NO_ERROR, message: 'x' }, NO_ERROR],
		});
	});

	it('is anything at all: nothing throws, and every context is lists of text', () => {
		const loosely = fc.oneof(
			fc.jsonValue(),
			fc.record(
				{
					status: fc.jsonValue(),
					results: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
					errors: fc.array(fc.record({ context: fc.jsonValue(), errors: fc.jsonValue() })),
					context: fc.oneof(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())),
				},
				{ requiredKeys: [] },
			),
		);
		fc.assert(
			fc.property(loosely, (body) => {
				for (const error of [parseError(body), ...(parseEnvelope(body)?.errors ?? [])]) {
					expect(missingScopes(error)).toEqual(expect.any(Array));
					for (const list of Object.values(error.context)) {
						expect(list.every((value) => typeof value === 'string')).toBe(true);
					}
				}
			}),
		);
	});
});
