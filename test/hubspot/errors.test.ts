/** errors.ts: what HubSpot says when it refuses, in one shape. */
import {
	details,
	isNotFound,
	isNoSuchProperty,
	missingScopes,
	named,
	parseError,
	propertiesIn,
	noSuchProperties,
} from '../../nodes/hubspot/errors';
import { parseEnvelope } from '../../nodes/hubspot/replies';

const NO_ERROR = { context: {}, errors: [] };

describe('An error', () => {
	it('of the general dialect keeps its words, category, context and inner errors', () => {
		const body = {
			status: 'error',
			category: 'VALIDATION_ERROR',
			message: 'Property values were not valid',
			correlationId: 'c-1',
			errors: [
				{
					message: 'Property "nope" does not exist',
					code: 'PROPERTY_DOESNT_EXIST',
					context: { propertyName: ['nope'] },
				},
			],
		};
		expect(parseError(body)).toEqual({
			message: 'Property values were not valid',
			category: 'VALIDATION_ERROR',
			correlationId: 'c-1',
			context: {},
			errors: [
				{
					message: 'Property "nope" does not exist',
					code: 'PROPERTY_DOESNT_EXIST',
					context: { propertyName: ['nope'] },
					errors: [],
				},
			],
		});
	});

	it('of the older dialect comes out in the same shape', () => {
		const body = {
			status: 'error',
			message: 'The event exists',
			errorType: 'UNIQUE_VALUE_CONFLICT',
			errorTokens: { existingObjectId: ['50001'] },
			correlationId: 'c-2',
		};
		expect(parseError(body)).toEqual({
			message: 'The event exists',
			category: 'UNIQUE_VALUE_CONFLICT',
			correlationId: 'c-2',
			context: { existingObjectId: ['50001'] },
			errors: [],
		});
	});

	it('of a rate limit keeps its policy', () => {
		const body = { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', requestId: 'r' };
		expect(parseError(body)).toEqual({
			category: 'RATE_LIMIT',
			policyName: 'TEN_SECONDLY_ROLLING',
			...NO_ERROR,
		});
	});

	it('in both dialects at once goes by the general one', () => {
		const body = {
			category: 'CONFLICT',
			errorType: 'OLD',
			context: { ids: ['1'] },
			errorTokens: { ids: ['2'], other: ['3'] },
		};
		expect(parseError(body)).toEqual({
			category: 'CONFLICT',
			context: { ids: ['1'], other: ['3'] },
			errors: [],
		});
	});

	it('has numbers as text: ids are compared as text', () => {
		expect(parseError({ id: 101, context: { ids: [101, 102], id: 103 } })).toEqual({
			id: '101',
			context: { ids: ['101', '102'], id: ['103'] },
			errors: [],
		});
	});
});

/** The errors of a 207 as HubSpot's reference pages print them (sample values, v3 and 2026-03). */
const PRINTED_IN_THE_REFERENCE = {
	category: '<string>',
	context: {},
	errors: [
		{
			message: '<string>',
			code: '<string>',
			context: '{missingScopes=[scope1, scope2]}',
			in: '<string>',
			subCategory: '<string>',
		},
	],
	links: {},
	message: '<string>',
	status: '<string>',
	id: '<string>',
	subCategory: {},
};

describe('The context of an error', () => {
	const contextOf = (context: unknown) => parseError({ context }).context;

	it.each([
		['a map of lists', { ids: ['1', '2'] }, { ids: ['1', '2'] }],
		['a map of single values', { id: '1', n: 2, f: true }, { id: ['1'], n: ['2'], f: ['true'] }],
		['a map with gaps', { ids: ['1', null], none: null }, { ids: ['1'], none: [] }],
		['a map of objects', { a: { b: 1 } }, { a: ['{"b":1}'] }],
		['a list', ['a', 1, null, { b: 2 }], { values: ['a', '1', '{"b":2}'] }],
		['printed', '{missingScopes=[scope1, scope2]}', { missingScopes: ['scope1', 'scope2'] }],
		['printed, one value', '{id=101}', { id: ['101'] }],
		[
			'printed, several keys',
			'{ids=[1, 2], existingId=[3], id=4}',
			{ ids: ['1', '2'], existingId: ['3'], id: ['4'] },
		],
		[
			'printed, a key of two words',
			'{expire time=[2026-11-01T10:00:00.000Z]}',
			{ 'expire time': ['2026-11-01T10:00:00.000Z'] },
		],
		['printed, an equals sign inside', '{ids=[a=b, c]}', { ids: ['a=b', 'c'] }],
		['printed, empty', '{ids=[]}', { ids: [] }],
		['text that says nothing', 'garbage', {}],
		['empty text', '', {}],
		['an equals sign', '=', {}],
		['nothing', null, {}],
		['a number', 5, {}],
		['long text that HubSpot may print', `${' '.repeat(3_900)}{id=101}`, { id: ['101'] }],
	])('as %s', (_, given, expected) => {
		expect(contextOf(given)).toEqual(expected);
	});

	it('is read from the reference pages, where an inner error prints it', () => {
		const [error] = parseEnvelope({ errors: [PRINTED_IN_THE_REFERENCE] })?.errors ?? [];
		expect(error.errors[0].context).toEqual({ missingScopes: ['scope1', 'scope2'] });
		expect(missingScopes(error)).toEqual(['scope1', 'scope2']);
	});
});

describe('Missing scopes', () => {
	it.each([
		[
			'of which any one suffices, the plain one',
			{
				errors: [
					{
						message: 'One or more of the following scopes are required.',
						context: {
							requiredGranularScopes: [
								'crm.objects.contacts.highly_sensitive.read.v2',
								'crm.objects.contacts.sensitive.read.v2',
								'crm.objects.contacts.read',
							],
						},
					},
				],
			},
			['crm.objects.contacts.read'],
		],
		[
			'of which any one suffices, the first where all are for sensitive data',
			{ context: { requiredGranularScopes: ['a.sensitive.read', 'b.sensitive.read'] } },
			['a.sensitive.read'],
		],
		[
			'of which any one suffices, one of the objects before one of their schemas',
			{
				context: {
					requiredGranularScopes: ['crm.schemas.deals.read', 'crm.objects.deals.read'],
				},
			},
			['crm.objects.deals.read'],
		],
		['of an empty list: none', { context: { requiredGranularScopes: [] } }, []],
		[
			'of which all are missing, every one',
			{ context: { missingScopes: ['a', 'b.sensitive'] } },
			['a', 'b.sensitive'],
		],
		['at the top', { context: { missingScopes: ['a'] } }, ['a']],
		['under a third name', { context: { requiredScopes: 'a' } }, ['a']],
		['two errors deep', { errors: [{ errors: [{ context: '{missingScopes=[a]}' }] }] }, ['a']],
		[
			'said twice',
			{
				context: { missingScopes: ['a'] },
				errors: [{ context: { requiredGranularScopes: ['a', 'b'] } }],
			},
			['a'],
		],
		['that no one names', { message: 'You may not' }, []],
		[
			'named only in words, any one of them',
			{
				message:
					'This oauth-token (CLq…) does not have proper permissions! (requires any of [crm.objects.deals.sensitive.read, contacts, crm.objects.deals.read])',
			},
			['crm.objects.deals.read'],
		],
		[
			'named only in words, all of them',
			{
				message: 'This token does not have proper permissions! (requires all of [timeline, oauth])',
			},
			['timeline', 'oauth'],
		],
		[
			'named only in a sentence',
			{
				message:
					'The scopes crm.objects.custom.read and crm.schemas.custom.read.v2 are missing; see https://developers.hubspot.com/scopes.',
			},
			['crm.objects.custom.read', 'crm.schemas.custom.read.v2'],
		],
		[
			'named only in the words of an inner error',
			{ message: 'No.', errors: [{ message: 'Missing scope: `crm.objects.deals.write`.' }] },
			['crm.objects.deals.write'],
		],
		[
			'named apart: those in the words are none',
			{ message: 'requires any of [a]', context: { missingScopes: ['b'] } },
			['b'],
		],
		[
			'that words about something else seem to name',
			{ message: 'Property values were not valid: file.read is no option' },
			[],
		],
		[
			'that a link alone seems to name',
			{
				message:
					"This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
			},
			[],
		],
	])('%s', (_, body, expected) => {
		expect(missingScopes(parseError(body))).toEqual(expected);
	});
});

describe('Whom and what an error is about', () => {
	const inner = parseError({
		message: 'Property "nope" does not exist',
		code: 'PROPERTY_DOESNT_EXIST',
		context: { propertyName: ['nope'], id: ['2'] },
	});
	const outer = parseError({
		message: 'Not valid',
		context: { ids: ['1'], existingId: ['9'] },
		errors: [
			{
				message: 'Property "nope" does not exist',
				code: 'PROPERTY_DOESNT_EXIST',
				context: { propertyName: ['nope'], id: ['2'] },
			},
		],
	});

	it('is said by the details of an error, or by an error itself that has none', () => {
		expect(details(outer)).toEqual([inner]);
		expect(details(inner)).toEqual([inner]);
	});

	it('is everything under the keys that are asked for, of the error and those within it', () => {
		expect(named(outer, ['ids', 'id'])).toEqual(['1', '2']);
		expect(named(outer, ['existingId'])).toEqual(['9']);
		expect(named(outer, ['objectId'])).toEqual([]);
	});

	it('are the properties that a detail names, or none', () => {
		expect(propertiesIn(inner)).toEqual(['nope']);
		expect(propertiesIn({})).toEqual([]);
	});

	it('is a property that HubSpot does not know where the code says so, whatever the words', () => {
		expect(isNoSuchProperty(inner)).toBe(true);
		expect(isNoSuchProperty({ ...inner, code: 'INVALID_EMAIL' })).toBe(false);
		expect(isNoSuchProperty({ message: 'Property "nope" does not exist' })).toBe(false);
	});

	it('is told of each property that does not exist with HubSpot’s words, or its code where it has none', () => {
		const silent = { code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['a', 'b'] } };
		const other = { code: 'INVALID_EMAIL', message: 'Bad', context: { propertyName: ['email'] } };
		expect([...noSuchProperties([inner, silent, other])]).toEqual([
			['nope', 'Property "nope" does not exist'],
			['a', 'PROPERTY_DOESNT_EXIST'],
			['b', 'PROPERTY_DOESNT_EXIST'],
		]);
	});

	it('is a record that is not there where the category says so, in any version', () => {
		expect(isNotFound(parseError({ category: 'OBJECT_NOT_FOUND' }))).toBe(true);
		expect(isNotFound(parseError({ errorType: 'OBJECT_NOT_FOUND' }))).toBe(true);
		expect(isNotFound(parseError({ category: 'VALIDATION_ERROR' }))).toBe(false);
	});
});

describe('Bugs that are fixed', () => {
	it.each([
		['a map', '{"missingScopes":["a"]}', { missingScopes: ['a'] }],
		['a list', '["a", 1]', { values: ['a', '1'] }],
		['a number', '5', {}],
		['text that is printed itself', '"{missingScopes=[a]}"', { missingScopes: ['a'] }],
	])('A3 a context printed as JSON is read: %s', (_, context, expected) => {
		expect(parseError({ context }).context).toEqual(expected);
	});

	it('A4 a reply of nothing but errors within errors does not end the run', () => {
		let body: object = { message: 'innermost' };
		for (let depth = 0; depth < 20_000; depth++) body = { message: 'outer', errors: [body] };
		const error = parseError(body);
		expect(error).toMatchObject({ message: 'outer', errors: [{ message: 'outer' }] });
		expect(missingScopes(error)).toEqual([]);
		let depth = 0;
		for (let { errors } = error; errors.length; [{ errors }] = errors) depth++;
		expect(depth).toBe(5);
		expect(parseEnvelope(body)?.errors).toMatchObject([{ message: 'outer' }]);
	});
});

it('A field of an error that is neither text nor a number is ignored, even one that cannot be printed', () => {
	const unprintable = Object.assign(Object.create(null) as object, {
		constructor: { name: Object.create(null) as object },
	});
	const error = parseError({ id: unprintable, policyName: unprintable, code: 7, message: 'No' });
	expect(error).toMatchObject({ message: 'No', code: '7' });
	expect([error.id, error.policyName]).toEqual([undefined, undefined]);
});
