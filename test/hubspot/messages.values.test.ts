/** messages.ts: which value a message refuses or mentions, and which fields its details may have. */
import { mentions, refusedValue, spokenIn, takenSaid } from '../../nodes/hubspot/messages';

const LEAD = 'Property values were not valid: ';

/** The details of a message that holds this text behind HubSpot's sentence. */
const detailsIn = (text: string) => spokenIn(LEAD + text).details;
const detailOf = (object: object) => detailsIn(JSON.stringify([object]))[0];

describe('A detail that a message holds as JSON', () => {
	it.each(['name', 'propertyName', 'property', 'field', 'fieldName'])(
		'names its property as %s, whatever that looks like',
		(field) => {
			expect(detailOf({ [field]: '2nd Line' })).toEqual({
				context: { propertyName: ['2nd Line'] },
			});
		},
	);

	it.each(['error', 'code', 'errorCode', 'errorType', 'category'])(
		'has its code as %s, whatever that looks like',
		(field) => {
			expect(detailOf({ [field]: '2-invalid' })).toEqual({ code: '2-invalid', context: {} });
		},
	);

	it.each(['message', 'localizedErrorMessage', 'reason', 'description'])(
		'has its words as %s, even one word that looks like a property',
		(field) => {
			expect(detailOf({ [field]: 'required' })).toEqual({ message: 'required', context: {} });
		},
	);

	it('is read by the first field that holds a text', () => {
		expect(
			detailOf({
				name: 5,
				property: 'city',
				error: '',
				code: 'IS_BAD',
				message: null,
				reason: 'No',
			}),
		).toEqual({ message: 'No', code: 'IS_BAD', context: { propertyName: ['city'] } });
		expect(detailOf({ a: 5, b: '', c: ['x y'] })).toEqual({ context: {} });
	});

	it('has neither a code nor a property where a field of another name only contains one', () => {
		for (const value of [
			'see-INVALID_ALPHA',
			'INVALID_ALPHA!',
			'INVALID',
			'2city',
			'city!',
			'City',
		]) {
			expect(detailOf({ other: value })).toEqual({ context: {} });
		}
		expect(detailOf({ other: 'see INVALID_ALPHA of city' })).toEqual({
			message: 'see INVALID_ALPHA of city',
			context: {},
		});
	});

	it.each<[string, string]>([
		['a quotation mark', '" ['],
		['a brace that closes nothing', '} ['],
		['braces around no JSON', '{oops} ['],
	])('is read behind %s', (_, before) => {
		expect(detailsIn(`${before}{"name":"city"}]`)).toEqual([
			{ context: { propertyName: ['city'] } },
		]);
	});

	it.each(['one " and } only', 'one " and { only', 'a backslash at the end \\'])(
		'may say %j in its words',
		(message) => {
			expect(detailsIn(JSON.stringify([{ message }, { name: 'city' }]))).toEqual([
				{ message, context: {} },
				{ context: { propertyName: ['city'] } },
			]);
		},
	);

	it('is none where another sentence leads up to it, however long that is', () => {
		const message = `The value that was sent for this property is not valid: [{"name":"city"}]`;
		expect(spokenIn(message)).toEqual({ said: message, details: [] });
	});

	it('is not searched for behind the first 50,000 characters', () => {
		const detail = '{"name":"city"}';
		expect(detailsIn(' '.repeat(50_000 - detail.length) + detail)).toHaveLength(1);
		expect(detailsIn(' '.repeat(50_001 - detail.length) + detail)).toEqual([]);
	});
});

describe('A message about a value that another record has', () => {
	const said = (inner: string, end = '51. 9001 already has that value.') =>
		`Cannot set PropertyValueCoordinates{${inner}} on ${end}`;

	it('tells both records, the property and the value', () => {
		const all = { id: '51', owner: '9001', property: 'code', value: 'A1' };
		expect(takenSaid(said('portalId=1, propertyName=code, value=A1'))).toEqual(all);
		expect(
			takenSaid(said('propertyName=code, value=A1', '51. 9001 already has that value')),
		).toEqual(all);
		expect(takenSaid(said('propertyName=code, value=A1') + ' \n')).toEqual(all);
	});

	it.each(['portalId=1', 'portalId=1, propertyName=code', 'portalId=1, value=A1'])(
		'tells the records alone where it holds no more than %s, and gives no detail',
		(inner) => {
			expect(takenSaid(said(inner))).toEqual({ id: '51', owner: '9001' });
			expect(spokenIn(said(inner))).toEqual({ said: said(inner), details: [] });
		},
	);

	it.each([
		said('propertyName=code, value=A1', 'x 51. 9001 already has that value.'),
		said('propertyName=code, value=A1', '51. 9001 already has that value. Not so.'),
		said('propertyName=code, value=A1', '51. nobody already has that value.'),
		'Cannot set PropertyValueCoordinates{propertyName=code, value=A1',
		'propertyName=code, value=A1} on 51. 9001 already has that value.',
		'51. 9001 already has that value.',
	])('tells nothing in other words: %s', (message) => {
		expect(takenSaid(message)).toBeUndefined();
	});

	it.each([
		'Contact already exists. Existing ID: 123',
		'Contact already exists. Existing ID: 123.',
		'Contact already exists.existing id:123',
	])('tells the other record alone: %s', (message) => {
		expect(takenSaid(message)).toEqual({ owner: '123' });
		expect(spokenIn(message)).toEqual({ said: message, details: [] });
	});

	it.each([
		'"Contact already exists. Existing ID: 123"',
		'“Contact already exists. Existing ID: 123',
		'Contact already exists. Existing ID: 123 was not a valid number',
	])('tells nothing where an item may have put it there: %s', (message) => {
		expect(takenSaid(message)).toBeUndefined();
	});
});

describe('A message refuses a value', () => {
	it.each([
		['blue was not one of the allowed options: [red, green]', 'blue', 'inAnyRecord'],
		['many was not a valid long.', 'many', 'inAnyRecord'],
		['maybe was not boolean', 'maybe', 'inAnyRecord'],
		['Email address ada@x is invalid', 'ada@x', 'inAnyRecord'],
		['7 is not a valid pipeline ID', '7', 'inOneRecord'],
		['blue is not what we want', 'blue', undefined],
		['Email address ada@x is known', 'ada@x', undefined],
		['ada@x is invalid', 'ada@x', undefined],
		['Sadly, blue was not one of the allowed options', 'blue', undefined],
		[' was not one of the allowed options', '', undefined],
		[' was not one of the allowed options', '  ', undefined],
	])(
		'in the sentences that HubSpot is known to use: %j refuses %j %s',
		(message, value, expected) => {
			expect(refusedValue(message, 'colour')(value)).toBe(expected);
		},
	);

	it.each([
		['"blue" is bad'],
		['This is bad: “blue”.'],
		['This is bad: „blue“.'],
		['This is bad: «blue».'],
		['This is bad: " blue ".'],
		['Twice bad: "blue", and “blue” again.'],
		['Property "Colour" is bad: "blue".'],
		['Empty "" is not "blue".'],
		['This is bad: "blue". Use [“red”, “green”].'],
	])('in one record where nothing else stands in quotation marks: %s', (message) => {
		for (const property of ['colour', 'COLOUR']) {
			const isRefused = refusedValue(message, property);
			expect([isRefused('blue'), isRefused(' blue '), isRefused('red')]).toEqual([
				'inOneRecord',
				'inOneRecord',
				undefined,
			]);
		}
	});

	it.each([
		['"blue" or "red"'],
		['“blue” or „red“'],
		['blue'],
		['"blue'],
		['“blue"'],
		['blue"'],
		['["blue"]'],
		['“red”, not blue'],
	])('in none where the marks hold more, less or something else: %s', (message) => {
		expect(refusedValue(message, 'colour')('blue')).toBeUndefined();
	});

	it('never where the value is the name of the property itself', () => {
		const isRefused = refusedValue('colour was not one of the allowed options', 'Colour');
		expect([isRefused('colour'), isRefused('COLOUR')]).toEqual([undefined, undefined]);
		expect(refusedValue('"Colour" is bad', 'colour')('Colour')).toBeUndefined();
	});
});

describe('A message mentions a value', () => {
	it.each([
		['blue', 'blue'],
		['blue is bad', 'blue'],
		['This is bad: blue', 'blue'],
		['The value BLUE is bad', ' blue '],
		['The value blue is bad', 'Blue'],
		['lightblue, blue', 'blue'],
		['Bad: "blue".', 'blue'],
		['[red, green] blue', 'blue'],
		['blue [red] [green]', 'blue'],
		['[red] blue [green] is bad', 'blue'],
		['An open [ and blue', 'blue'],
		['Closed ] and blue', 'blue'],
		['sky blue is bad', 'sky blue'],
	])('as a whole word: %j holds %j', (message, value) => {
		expect(mentions(message, value)).toBe(true);
	});

	it.each([
		['', ''],
		['red', ''],
		['red', ' '],
		['red', 'blue'],
		['lightblue is bad', 'blue'],
		['blueish is bad', 'blue'],
		['lightblueish', 'blue'],
		['2blue', 'blue'],
		['blue2', 'blue'],
		['blueä', 'blue'],
		['Use one of [red, blue]', 'blue'],
		['[blue]', 'blue'],
		['[red] or [blue] or red', 'blue'],
		['[red] [blue', 'red'],
		['Use [a] or [b]', 'a'],
		['Closed ] blueish', 'blueis'],
	])('neither in part nor in a list of allowed values: %j does not hold %j', (message, value) => {
		expect(mentions(message, value)).toBe(false);
	});
});
