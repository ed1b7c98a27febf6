/** messages.ts: what HubSpot says only inside the text of a message. */
import fc from 'fast-check';

import { mentions, refusedValue, spokenIn } from '../../nodes/hubspot/messages';
import { parseError } from '../../nodes/hubspot/errors';
import { runs } from '../runs';

const DETAIL = {
	isValid: false,
	message: 'Enter only letters',
	error: 'INVALID_ALPHA',
	name: 'firstname',
};
const READ = {
	message: 'Enter only letters',
	code: 'INVALID_ALPHA',
	context: { propertyName: ['firstname'] },
};

/** The sentence that leads up to details. */
const LEAD = 'Property values were not valid: ';

describe('Details that a message holds as JSON', () => {
	it('are told apart from the sentence before them', () => {
		const message = `Property values were not valid: ${JSON.stringify([DETAIL])}`;
		expect(spokenIn(message)).toEqual({ said: 'Property values were not valid', details: [READ] });
	});

	it.each<[string, object]>([
		[
			'other names of fields',
			{ property: 'firstname', errorCode: 'INVALID_ALPHA', reason: 'Enter only letters' },
		],
		['names that nobody knows', { a: 'firstname', b: 'INVALID_ALPHA', c: 'Enter only letters' }],
		[
			'fields that do not matter',
			{ ...DETAIL, portalId: 1, localizedErrorMessage: 'Nur Buchstaben', empty: '' },
		],
	])('are read with %s', (_, detail) => {
		expect(spokenIn(LEAD + JSON.stringify([detail])).details).toEqual([READ]);
	});

	it('are read one by one, and one that is cut off is left out', () => {
		const text = JSON.stringify([DETAIL, { ...DETAIL, name: 'lastname' }]);
		const names = (message: string) =>
			spokenIn(message).details.flatMap(({ context }) => context.propertyName);
		expect(names(LEAD + text)).toEqual(['firstname', 'lastname']);
		expect(names(LEAD + text.slice(0, -20))).toEqual(['firstname']);
		expect(spokenIn(LEAD + text.slice(0, 20))).toEqual({
			said: LEAD + text.slice(0, 20),
			details: [],
		});
	});

	it('may hold braces and quotation marks in their texts', () => {
		const detail = { ...DETAIL, message: 'Only "letters", no } or { or \\ please' };
		expect(spokenIn(LEAD + JSON.stringify([detail])).details).toEqual([
			{ ...READ, message: detail.message },
		]);
	});

	it('become errors of the refusal, unless it lists errors itself', () => {
		const message = `Property values were not valid: ${JSON.stringify([DETAIL])}`;
		const read = parseError({ category: 'VALIDATION_ERROR', message });
		expect(read).toMatchObject({ message: 'Property values were not valid', errors: [READ] });
		expect(parseError({ message, errors: [{ message: 'Mine' }] }).errors).toMatchObject([
			{ message: 'Mine' },
		]);
	});

	it.each([
		'Nothing of the kind',
		'',
		'{}',
		'[{"',
		'Cannot set PropertyValueCoordinates{portalId=1}',
	])('are none in %p', (message) => {
		expect(spokenIn(message)).toEqual({ said: message, details: [] });
	});

	it('are not read where the JSON may be the value of an item, which could name whatever it likes', () => {
		const value = JSON.stringify({ error: 'PROPERTY_DOESNT_EXIST', name: 'city' });
		for (const message of [
			`${value} was not a valid number`,
			`Invalid value: ${value}`,
			`Invalid value: [${value}]`,
		]) {
			expect(spokenIn(message)).toEqual({ said: message, details: [] });
		}
		const told = { code: 'INVALID_INTEGER', message: LEAD + `[${value}]` };
		expect(parseError(told).errors).toEqual([]);
	});

	it('never make reading throw, whatever the text', () => {
		const piece = fc.constantFrom('[', '{', '"', '}', ']', '\\', ':', 'a', '{"a":"b c"}', ' ');
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
				expect(spokenIn(LEAD + pieces.join('')).details.length).toBeLessThanOrEqual(60);
			}),
			{ numRuns: runs(500) },
		);
	});
});

describe('A unique value that another record has', () => {
	const text = (value: string) =>
		`Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=code, value=${value}} on 51. 9001 already has that value.`;

	it.each(['TAKEN', 'a, b', 'x} on 7. 8 already', ''])(
		'is read with its property and both records: %p',
		(value) => {
			expect(spokenIn(text(value)).details).toEqual([
				{
					message: text(value),
					code: 'UNIQUE_VALUE_TAKEN',
					context: { propertyName: ['code'], value: [value], id: ['51'], existingId: ['9001'] },
				},
			]);
		},
	);
});

describe('What a message certainly refuses', () => {
	it('is asked of any value at no cost to a long list of allowed ones', () => {
		const isRefused = refusedValue(
			`x was not one of the allowed options: [${'a, '.repeat(99)}]`,
			'p',
		);
		expect([isRefused('x'), isRefused(' x '), isRefused('a'), isRefused('')]).toEqual([
			'inAnyRecord',
			'inAnyRecord',
			undefined,
			undefined,
		]);
	});
});

describe('The work of reading a message', () => {
	/** How many characters were searched. */
	function searched(work: () => void): number {
		const { indexOf } = String.prototype;
		let count = 0;
		const spy = jest.spyOn(String.prototype, 'indexOf').mockImplementation(function (
			this: string,
			what: string,
			from = 0,
		) {
			const at = indexOf.call(this, what, from);
			count += (at < 0 ? this.length : at) - from + 1;
			return at;
		});
		try {
			work();
		} finally {
			spy.mockRestore();
		}
		return count;
	}

	it.each<[string, (size: number) => string]>([
		['opening brackets', (size) => '['.repeat(size)],
		['brackets', (size) => '[a]'.repeat(size)],
		['unfinished details', (size) => LEAD + '[{"'.repeat(size)],
		['quotation marks', (size) => '"'.repeat(size)],
		['unfinished quotations', (size) => '“'.repeat(size)],
		[
			'names of properties',
			(size) => 'Cannot set PropertyValueCoordinates{propertyName='.repeat(size),
		],
		['the value itself', (size) => 'xab '.repeat(size)],
	])('grows with its length and not with the square of it, where it is full of %s', (_, text) => {
		const workOf = (size: number) => {
			const message = text(size);
			return searched(() => {
				spokenIn(message);
				const isRefused = refusedValue(message, 'name');
				for (let n = 0; n < 100; n++) isRefused(`ab${n}`);
				mentions(message, 'ab');
			});
		};
		expect(workOf(4_000)).toBeLessThanOrEqual(2.2 * workOf(2_000) + 100);
	});
});
