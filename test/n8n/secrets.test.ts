/** secrets.ts: which spellings of a secret are found, and which are not. */
import * as fc from 'fast-check';

import { striking, without } from '../../nodes/n8n/secrets';
import { runs } from '../runs';

const LONG_ONE = 'pat-na1-0f3c+9d/2e7b4a61';
const strike = (text: string, secrets = [LONG_ONE]) => striking({}, secrets)(text);

const each = (text: string, spell: (code: string) => string) =>
	[...text].map((letter) => spell(letter.charCodeAt(0).toString(16).padStart(2, '0'))).join('');

// ---------------------------------------------------------------- what is found

describe('A secret is struck out of a text', () => {
	it.each<[string, string]>([
		['as it is', LONG_ONE],
		['in capital letters', LONG_ONE.toUpperCase()],
		['cut short to its first 12 characters', LONG_ONE.slice(0, 12)],
		['cut short to its first 20 characters', LONG_ONE.slice(0, 20)],
		['URL-encoded', encodeURIComponent(LONG_ONE)],
		['URL-encoded and cut short', encodeURIComponent(LONG_ONE).slice(0, 16)],
		['percent-encoded letter by letter', each(LONG_ONE, (code) => `%${code}`)],
		['percent-encoded twice', encodeURIComponent(encodeURIComponent(LONG_ONE))],
		['percent-encoded letter by letter, three times', each(LONG_ONE, (code) => `%2525${code}`)],
		['as hexadecimal entities', each(LONG_ONE, (code) => `&#x${code};`)],
		['as decimal entities', each(LONG_ONE, (code) => `&#${parseInt(code, 16)};`)],
		['as entities with leading zeros and no semicolon', each(LONG_ONE, (code) => `&#x00${code}`)],
		['with the entity of one letter alone', LONG_ONE.replace('-', '&#45;')],
		['as escapes of JSON', each(LONG_ONE, (code) => `\\u00${code}`)],
		['as escapes of JSON within JSON', each(LONG_ONE, (code) => `\\\\u00${code}`)],
		['as escapes of a script', each(LONG_ONE, (code) => `\\x${code}`)],
		['with slashes as JSON may write them', LONG_ONE.replace('/', '\\/')],
		['in hexadecimal digits', each(LONG_ONE, (code) => code)],
		['in capital hexadecimal digits', each(LONG_ONE, (code) => code.toUpperCase())],
		['in hexadecimal digits with blanks', each(LONG_ONE, (code) => `${code} `).trim()],
		['in hexadecimal digits with colons', each(LONG_ONE, (code) => `:${code}`).slice(1)],
		['in hexadecimal digits of a program', each(LONG_ONE, (code) => `0x${code}, `).slice(2, -2)],
		['in hexadecimal digits, cut short', each(LONG_ONE.slice(0, 12), (code) => code)],
		['broken into lines', `${LONG_ONE.slice(0, 10)}\r\n  ${LONG_ONE.slice(10)}`],
		['broken into lines of JSON', `${LONG_ONE.slice(0, 10)}\\n  ${LONG_ONE.slice(10)}`],
	])('%s', (_, spelled) => {
		expect(strike(`Bearer ${spelled}, please`)).toMatch(/^Bearer (0x)?\(secret\), please$/);
	});

	it.each(['', 'u', 'u:'])('in base64 behind %p, whole and cut short', (before) => {
		const base64 = Buffer.from(before + LONG_ONE).toString('base64');
		const safe = Buffer.from(before + LONG_ONE).toString('base64url');
		for (const text of [base64, safe, base64.replace(/\//g, '\\/'), encodeURIComponent(base64)]) {
			expect(strike(`Basic ${text}!`)).toMatch(/^Basic .{0,3}\(secret\).{0,8}!$/);
		}
		expect(strike(`Basic ${base64.slice(0, 22)}…`)).toMatch(/^Basic .{0,3}\(secret\).{0,3}…$/);
	});

	it('whatever mixture of spellings its letters have, from the twelfth on wherever it ends', () => {
		const spellings = fc.constantFrom<(code: string, letter: string) => string>(
			(_, letter) => letter,
			(code) => `%${code}`,
			(code) => `%25${code}`,
			(code) => `&#x${code};`,
			(code) => `&#${parseInt(code, 16)};`,
			(code) => `\\u00${code}`,
		);
		const secret = fc.string({
			minLength: 12,
			maxLength: 60,
			unit: fc.constantFrom(...'aA0z-_.~'),
		});
		fc.assert(
			fc.property(secret, fc.nat(), fc.infiniteStream(spellings), (given, cut, spells) => {
				const kept = given.slice(0, 12 + (cut % (given.length - 11)));
				const next = spells[Symbol.iterator]();
				const spelled = [...kept].map((letter) => {
					const code = letter.charCodeAt(0).toString(16);
					return (next.next().value as (code: string, letter: string) => string)(code, letter);
				});
				expect(strike(`{"a":"${spelled.join('')}"}`, [given])).toBe('{"a":"(secret)"}');
			}),
			{ numRuns: runs(60) },
		);
	});

	it('and another one beside it, each as often as it is there', () => {
		const text = `${LONG_ONE} and other-secret and ${LONG_ONE}`;
		expect(strike(text, [LONG_ONE, 'other-secret'])).toBe('(secret) and (secret) and (secret)');
	});
});

describe('A text stays the very same', () => {
	it.each([
		['with eleven characters of a secret', LONG_ONE.slice(0, 11)],
		['with the end of a secret', LONG_ONE.slice(1)],
		['with a word like a secret', 'pat-na1-contact'],
		['backwards', [...LONG_ONE].reverse().join('')],
	])('%s', (_, text) => {
		expect(strike(text)).toBe(text);
	});

	it('where there are no secrets to look for', () => {
		expect(strike(LONG_ONE, [])).toBe(LONG_ONE);
	});

	it('with all but the last letter of a secret that is shorter than twelve', () => {
		expect(strike('12345678', ['12345678'])).toBe('(secret)');
		expect(strike('1234567', ['12345678'])).toBe('1234567');
	});
});

describe('A value without secrets', () => {
	it('is the value itself where it holds none', () => {
		const value = { at: new Date(0), list: [1] };
		expect(without(value, striking({}, [LONG_ONE]))).toBe(value);
		expect(without(undefined, striking({}, [LONG_ONE]))).toBeUndefined();
	});

	it('has them struck out of names and values', () => {
		const value = { [LONG_ONE]: [{ a: `x${LONG_ONE}` }] };
		expect(without(value, striking({}, [LONG_ONE]))).toEqual({ '(secret)': [{ a: 'x(secret)' }] });
	});
});
