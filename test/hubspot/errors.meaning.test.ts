/** errors.ts: what an error means for the records it is about, and how much of it is kept. */
import {
	isConflict,
	isInvalid,
	isMissingProperty,
	isOfHubSpot,
	kept,
	missingScopes,
	MOST_OF_AN_ENVELOPE,
	namesNobody,
	parseError,
	refusedBy,
	takenIn,
	WRONG_ADDRESS,
} from '../../nodes/hubspot/errors';

describe('A body', () => {
	it.each(['message', 'category', 'errorType', 'status'])(
		'with %s is one of HubSpot’s errors',
		(name) => {
			expect(isOfHubSpot({ [name]: 'x' })).toBe(true);
		},
	);

	it.each([[{}], [{ error: 'Bad gateway' }], ['message'], [null], [['message']]])(
		'%j is none of HubSpot’s errors',
		(body) => {
			expect(isOfHubSpot(body)).toBe(false);
		},
	);
});

it('The statuses about the address of a call are 404, 405, 410 and 415', () => {
	expect([...WRONG_ADDRESS]).toEqual([404, 405, 410, 415]);
});

describe('A refusal is a conflict', () => {
	it.each<[string, object]>([
		['its category', { category: 'CONFLICT' }],
		['the category of the older dialect', { errorType: 'UNIQUE_VALUE_CONFLICT' }],
		['its code', { category: 'VALIDATION_ERROR', code: 'VALUE_CONFLICT' }],
		['its words', { message: 'Cannot set PropertyValueCoordinates{portalId=1}' }],
		['one of its details', { errors: [{ code: 'INVALID_EMAIL' }, { code: 'VALUE_CONFLICT' }] }],
	])('by %s', (_, body) => {
		expect(isConflict(parseError(body))).toBe(true);
	});

	it.each<[string, object]>([
		['nothing is said', {}],
		['it says something else', { category: 'VALIDATION_ERROR', code: 'BAD', message: 'Not valid' }],
		['so do its details', { errors: [{ code: 'INVALID_EMAIL' }] }],
	])('not where %s', (_, body) => {
		expect(isConflict(parseError(body))).toBe(false);
	});
});

describe('An input is refused for good', () => {
	it.each<[string, object, number | undefined]>([
		['its category says so, whatever the status', { category: 'VALIDATION_ERROR' }, undefined],
		['the older dialect says so', { errorType: 'VALIDATION_ERROR' }, 207],
		['HubSpot says anything with a 400', { message: 'No' }, 400],
		['HubSpot gives any category with a 400', { category: 'ANY' }, 400],
	])('where %s', (_, body, status) => {
		expect(isInvalid(parseError(body), status)).toBe(true);
	});

	it.each<[string, object, number | undefined]>([
		['a 400 says nothing, as the page of a gateway', {}, 400],
		['the status is another', { message: 'No', category: 'ANY' }, 500],
		['there is no status', { message: 'No' }, undefined],
		['it is a conflict', { category: 'VALIDATION_ERROR', code: 'CONFLICT' }, 400],
		['a detail is a conflict', { message: 'No', errors: [{ code: 'CONFLICT' }] }, 400],
	])('but not where %s', (_, body, status) => {
		expect(isInvalid(parseError(body), status)).toBe(false);
	});
});

describe('An error names nobody', () => {
	it.each<[string, object]>([
		['says nothing', {}],
		['names properties alone', { context: { propertyName: ['city'], idea: ['x'] } }],
		[
			'tells only which other record is in the way',
			{ context: { existingId: ['9'], ExistingIds: ['9'] } },
		],
		['has details that name nobody', { errors: [{ message: 'No' }, { context: { a: ['x'] } }] }],
	])('where it %s', (_, body) => {
		expect(namesNobody(parseError(body))).toBe(true);
	});

	it.each<[string, object]>([
		['has an ID', { id: '1' }],
		['has an ID and details that name nobody', { id: '1', errors: [{ message: 'No' }] }],
		['has an ID and a context without names', { id: '1', context: { city: ['x'] } }],
		['gives an id', { context: { id: ['1'], city: ['x'] } }],
		['gives ids', { context: { ids: ['1'] } }],
		['gives an objectId', { context: { objectId: ['1'] } }],
		['gives an email', { context: { email: ['ada@x.co'] } }],
		['gives a trace ID', { context: { objectWriteTraceId: ['1'] } }],
		['gives the ID of a record that does not exist', { context: { nonexistingId: ['1'] } }],
		['gives one beside that of another record', { context: { existingId: ['9'], id: ['1'] } }],
		['has one detail that does', { errors: [{ message: 'No' }, { id: '1' }] }],
		[
			'gives one and has details that do not',
			{ context: { id: ['1'] }, errors: [{ message: 'No' }] },
		],
	])('but not where it %s', (_, body) => {
		expect(namesNobody(parseError(body))).toBe(false);
	});
});

describe('A detail about a property', () => {
	it('refuses the value that it states, in one record', () => {
		const isRefused = refusedBy({ message: 'Not good', context: { value: [' blue '] } }, 'colour');
		expect([isRefused('blue'), isRefused(' blue'), isRefused('red')]).toEqual([
			'inOneRecord',
			'inOneRecord',
			undefined,
		]);
	});

	it('refuses the value that its message is about, as certainly as that says', () => {
		const told = { message: 'blue was not boolean', context: { value: ['blue', 'red'] } };
		expect(refusedBy(told, 'colour')('blue')).toBe('inAnyRecord');
		expect(refusedBy(told, 'colour')('red')).toBe('inOneRecord');
	});

	it('refuses none where it says nothing', () => {
		expect(refusedBy({}, 'colour')('blue')).toBeUndefined();
		expect(refusedBy({ context: {} }, 'colour')('blue')).toBeUndefined();
	});

	it.each([
		['REQUIRED_FIELD', true],
		['MISSING_REQUIRED_PROPERTY', true],
		['PROPERTY_MISSING', true],
		['INVALID_EMAIL', false],
		[undefined, false],
	])('with the code %s is about a missing one: %p', (code, expected) => {
		expect(isMissingProperty({ code })).toBe(expected);
	});
});

describe('The record that has a value already', () => {
	it('is the first one that a context gives as existingId', () => {
		expect(takenIn(parseError({ context: { existingId: ['12', '13'] } }))).toEqual({ owner: '12' });
		expect(takenIn(parseError({ errors: [{ context: { existingId: ['12'] } }] }))).toEqual({
			owner: '12',
		});
	});

	it.each(['x1', '1x', 'abc', '', '1'.repeat(31)])('is not one that is called %j', (existingId) => {
		expect(takenIn(parseError({ context: { existingId: [existingId] } }))).toBeUndefined();
		expect(takenIn(parseError({ context: { existingId: [existingId, '7'] } }))).toEqual({
			owner: '7',
		});
	});

	it('is not one that another field gives', () => {
		expect(takenIn(parseError({ context: { id: ['12'] } }))).toBeUndefined();
	});
});

describe('Scopes in the words of an error', () => {
	it.each([
		['The scope crm.objects.deals.read: missing', ['crm.objects.deals.read']],
		['Missing scope crm.objects.deals.read.', ['crm.objects.deals.read']],
		[
			'Scopes: tickets, crm.objects.deals.read.v2, oauth.access',
			['crm.objects.deals.read.v2', 'oauth.access'],
		],
		['About scopes see /docs/deals.read', []],
		['About scopes see deals.read-me', []],
		['About scopes see Deals.read', []],
	])('%j are %j', (message, expected) => {
		expect(missingScopes(parseError({ message }))).toEqual(expected);
	});
});

describe('Of an error is kept', () => {
	it('a text of 5,000 characters, and of a longer one its beginning', () => {
		const [whole, long] = ['x'.repeat(5_000), 'x'.repeat(5_001)];
		expect(parseError({ message: whole }).message).toBe(whole);
		expect(parseError({ message: long }).message).toBe(`${whole}…`);
	});

	it('as much as may still be kept, where a text costs one character more than it has', () => {
		const budget = { left: 10 };
		expect(kept('12345', budget)).toBe('12345');
		expect(budget.left).toBe(4);
		expect(kept('12345', budget)).toBe('1234…');
		expect(budget.left).toBe(-1);
		expect(kept('1', budget)).toBe('…');
		expect(kept('', { left: 0 })).toBe('');
	});

	it('nothing where nothing may be kept any more', () => {
		expect(parseError({ message: 'x' }, { left: 0 })).toEqual({ context: {}, errors: [] });
		expect(parseError({ message: 'x' }, { left: -1 })).toEqual({ context: {}, errors: [] });
		expect(parseError({ context: { a: ['x'] } }, { left: 2 }).context).toEqual({ a: [] });
		expect(parseError({ context: { a: ['x'] } }, { left: 3 }).context).toEqual({ a: ['x'] });
	});

	it('no more than 50,000 characters in all, and ten times that of an envelope', () => {
		const errors = Array.from({ length: 20 }, () => ({ message: 'x'.repeat(4_999) }));
		const read = parseError({ errors }).errors;
		expect(read.filter(({ message }) => message === 'x'.repeat(4_999))).toHaveLength(10);
		expect(read.filter(({ message }) => message === undefined)).toHaveLength(10);
		expect(MOST_OF_AN_ENVELOPE).toBe(500_000);
	});

	it('a thousand values of a field, a thousand fields, and a thousand errors', () => {
		const many = Array.from({ length: 1_001 }, (_, n) => n);
		expect(parseError({ context: { a: many } }).context.a).toHaveLength(1_000);
		const fields = Object.fromEntries(many.map((n) => [`f${n}`, []]));
		expect(Object.keys(parseError({ context: fields }).context)).toHaveLength(1_000);
		expect(parseError({ errors: many.map(() => ({ id: '1' })) }).errors).toHaveLength(1_000);
	});

	it('of a value that is nested too deeply to be printed, that it is', () => {
		let deep: object = {};
		for (let depth = 0; depth < 100_000; depth++) deep = [deep];
		expect(parseError({ context: { a: [deep, 'x'] } }).context).toEqual({
			a: ['(nested too deeply)', 'x'],
		});
	});
});
