/** options.ts: which value is no option, and which options there are, as HubSpot's refusals tell it. */
import { noOptionIn } from '../../nodes/hubspot/options';
import { stepsOf } from '../backtracking';

const IS_NONE = 'was not one of the allowed options';

describe('A value that is no option', () => {
	it.each<[string, string, object]>([
		[
			'with the values that HubSpot lists',
			`Open Deal ${IS_NONE}: [OPEN, OPEN_DEAL]`,
			{
				value: 'Open Deal',
				options: [{ value: 'OPEN' }, { value: 'OPEN_DEAL' }],
				isCut: false,
				said: `Open Deal ${IS_NONE}: […]`,
			},
		],
		[
			'with labels, where they differ from the values',
			`Less ${IS_NONE}: [label: "Less than \\"5\\", or 5"\nvalue: "less"\ndisplay_order: -1\nhidden: false\n, label: "More"\nvalue: "More"\ndisplay_order: 0\n]`,
			{
				value: 'Less',
				options: [{ value: 'less', label: 'Less than \\"5\\", or 5' }, { value: 'More' }],
				isCut: false,
				said: `Less ${IS_NONE}: […]`,
			},
		],
		[
			'with the property before it and in quotation marks',
			`Property "stage": "emperor" ${IS_NONE}: [lead]`,
			{
				value: 'emperor',
				options: [{ value: 'lead' }],
				isCut: false,
				said: `Property "stage": "emperor" ${IS_NONE}: […]`,
			},
		],
		[
			'without a list',
			`red ${IS_NONE}`,
			{ value: 'red', options: [], isCut: false, said: `red ${IS_NONE}` },
		],
		[
			'of a property without options',
			`red ${IS_NONE}: []`,
			{ value: 'red', options: [], isCut: false, said: `red ${IS_NONE}: […]` },
		],
		[
			'with a list that was cut off, whose last option may be a part of one',
			`red ${IS_NONE}: [blue, green, yel…`,
			{
				value: 'red',
				options: [{ value: 'blue' }, { value: 'green' }],
				isCut: true,
				said: `red ${IS_NONE}: […]`,
			},
		],
		[
			'that holds HubSpot’s own sentence, with another list',
			`a ${IS_NONE}: [x] ${IS_NONE}: [b].`,
			{
				value: `a ${IS_NONE}: [x]`,
				options: [{ value: 'b' }],
				isCut: false,
				said: `a ${IS_NONE}: [x] ${IS_NONE}: […]`,
			},
		],
	])('is read %s', (_, message, expected) => {
		expect(noOptionIn({ message }, 'stage')).toEqual(expected);
	});

	it('is known by its code in another language, where the value is not', () => {
		const message = 'Rot war keine der zulässigen Optionen: [blau, grün]';
		expect(noOptionIn({ message, code: 'INVALID_OPTION' }, 'stage')).toEqual({
			value: undefined,
			options: [{ value: 'blau' }, { value: 'grün' }],
			isCut: false,
			said: 'Rot war keine der zulässigen Optionen: […]',
		});
		expect(noOptionIn({ message }, 'stage')).toBeUndefined();
	});

	it.each([
		['a number', { message: 'x was not a valid number.', code: 'INVALID_DOUBLE' }],
		['a stage', { message: 'x is not a valid pipeline stage ID', code: 'INVALID_OPTION' }],
		['nothing at all', {}],
	])('is nothing that a refusal of %s speaks of', (_, detail) => {
		expect(noOptionIn(detail, 'stage')).toBeUndefined();
	});

	it('costs work that grows with the length of the message, not with its square', () => {
		const hostile = (n: number) => [
			`x ${IS_NONE}: [${'label: "a" value: "'.repeat(n / 20)}`,
			`x ${IS_NONE}: [${'label: "\\'.repeat(n / 9)}`,
			`x ${IS_NONE}: [label: ""${' '.repeat(n)}`,
			`x ${IS_NONE}: [`.repeat(n / 38),
			`x ${IS_NONE}: [${'a, '.repeat(n / 3)}`,
		];
		const work = (n: number) =>
			stepsOf(() => hostile(n).forEach((message) => noOptionIn({ message }, 'p')));
		expect(work(8_000) / work(4_000)).toBeLessThan(2.5);
	});
});
