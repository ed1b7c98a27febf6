/** options.ts: quotation marks, blanks and points around a value that is no option, and its list. */
import { noOptionIn } from '../../nodes/hubspot/options';

const IS_NONE = 'was not one of the allowed options';
const read = (message: string) => noOptionIn({ message }, 'stage');

describe('The value that is no option', () => {
	it.each([
		['red', 'red'],
		['"red"', 'red'],
		['" red "', 'red'],
		['  red ', 'red'],
		['"red', '"red'],
		['red"', 'red"'],
		['"', '"'],
		['', ''],
		['Property "stage": red', 'red'],
		['Property "colour": red', 'Property "colour": red'],
	])('stands as %j and is %j', (start, value) => {
		expect(read(`${start} ${IS_NONE}: [blue]`)?.value).toBe(value);
		expect(read(`${start} ${IS_NONE}`)?.value).toBe(value);
	});
});

describe('The list of options', () => {
	it.each([
		['[a, b]', ['a', 'b'], false],
		['[a, b].', ['a', 'b'], false],
		['[a, b] ', ['a', 'b'], false],
		['[a.b, c.d]', ['a.b', 'c.d'], false],
		['[ a ,  b ]', ['a', 'b'], false],
		['[a, , b]', ['a', 'b'], false],
		['[a.b, c.d, e', ['a.b', 'c.d'], true],
	])('%s holds %j', (list, values, isCut) => {
		const told = read(`red ${IS_NONE}: ${list}`);
		expect(told?.options).toEqual(values.map((value) => ({ value })));
		expect(told?.isCut).toBe(isCut);
	});

	it('has labels, whatever blanks stand between them and the values', () => {
		expect(
			read(`red ${IS_NONE}: [label: "A" \n value: "a", label: "B"\tvalue: "B"]`)?.options,
		).toEqual([{ value: 'a', label: 'A' }, { value: 'B' }]);
	});

	it('may be all that is left of the sentence', () => {
		expect(noOptionIn({ message: ': [a]', code: 'INVALID_OPTION' }, 'stage')).toEqual({
			value: undefined,
			options: [{ value: 'a' }],
			isCut: false,
			said: ': […]',
		});
	});
});
