import { noText, withoutBlanks } from '../../nodes/n8n/jsonMode';

describe('The field of JSON mode', () => {
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

describe('Text where a JSON object is wanted', () => {
	it('is said to come from a field that is set to Fixed', () => {
		expect(() => noText({ raw: ' {{ $json }}' }, ' {{ $json }}')).toThrow(
			/set to Fixed.*switch the field to Expression/,
		);
	});

	it('is said to come from what stands around the expression', () => {
		expect(() => noText({ raw: 'Contact: [object Object]' }, '=Contact: {{ $json }}')).toThrow(
			/text around an expression \(keep the expression \{\{ … \}\} alone/,
		);
	});

	it.each([
		['an object', { id: '512' }, '={{ $json }}'],
		['text without an expression', 'hello', 'hello'],
		['text that is no text of the workflow', 'hello', undefined],
	])('is not complained about here: %s', (_, raw, stored) => {
		expect(noText({ raw }, stored)).toEqual({ raw });
	});

	it('is a matter of the value where the expression stands alone', () => {
		expect(noText({ raw: 'hello' }, '={{ $json.text }}')).toEqual({ raw: 'hello' });
	});
});
