import { noText } from '../../nodes/n8n/jsonMode';

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
