/** Which record has a value that no two may have, read from HubSpot's sentences. */
import { parseError, takenIn } from '../../nodes/hubspot/errors';
import { stepsOf } from '../backtracking';

const taken = (error: object) => takenIn(parseError(error));
const said = (name: string, value: string, end = '} on 51. 9001 already has that value.') =>
	`Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=${name}, value=${value}${end}`;

describe('A value that another record has', () => {
	it.each<[string, object, object | undefined]>([
		[
			'by property, value and owner',
			{ message: said('code', 'TAKEN') },
			{ owner: '9001', property: 'code', value: 'TAKEN' },
		],
		[
			'in a detail',
			{ message: 'No', errors: [{ message: said('code', 'x') }] },
			{ owner: '9001', property: 'code', value: 'x' },
		],
		[
			'whatever the value holds',
			{ message: said('code', 'a, value=b} on c') },
			{ owner: '9001', property: 'code', value: 'a, value=b} on c' },
		],
		[
			'by its owner alone',
			{ message: 'Contact already exists. Existing ID: 123' },
			{ owner: '123' },
		],
		[
			'without the parts that are missing',
			{
				message:
					'Cannot set PropertyValueCoordinates{portalId=1} on 51. 9001 already has that value.',
			},
			{ owner: '9001' },
		],
		['in no other sentence', { message: 'Cannot set it on 51' }, undefined],
		[
			'nor where an item’s own value says so',
			{ message: 'Existing ID: 512 was not one of the allowed options: [NEW, OPEN]' },
			undefined,
		],
		[
			'nor where a value says all of it',
			{ message: 'x already exists. Existing ID: 512 was not a valid integer.' },
			undefined,
		],
		[
			'nor between quotation marks',
			{ message: 'Bad "a already exists. Existing ID: 5"' },
			undefined,
		],
		['nor in half of one', { message: said('code', 'x', '} on fire') }, undefined],
		['nor in one that does not end', { message: said('code', 'x', '') }, undefined],
		['nor in none', {}, undefined],
	])('is found %s', (_, error, expected) => {
		if (expected) expect(taken(error)).toMatchObject(expected);
		else expect(taken(error)).toBeUndefined();
	});

	it('is looked for in work that grows with the length of the text, not with its square', () => {
		const work = (n: number) => stepsOf(() => taken({ message: 'existing id: '.repeat(n) }));
		expect(work(200) / work(100)).toBeLessThan(2.5);
	});
});
