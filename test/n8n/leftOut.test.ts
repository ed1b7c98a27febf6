/** leftOut.ts and its words in notes.ts: what is said of a record that was written without a property. */
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { recordAttendance } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import type { Note, Outcome } from '../../nodes/engine/outcome';
import { leftOutIn, leftOutOf, withLeftOut } from '../../nodes/n8n/leftOut';
import { hintsOf } from '../../nodes/n8n/hints';
import { noteOf } from '../../nodes/n8n/notes';
import { summaryOf, tell, toItems } from '../../nodes/n8n/present';

const note = (more: object = {}): Note => ({
	kind: 'leftOut',
	property: 'industry',
	value: 'Foo',
	said: 'Foo was not one of the allowed options.',
	code: 'INVALID_OPTION',
	...more,
});

const { effect } = batchUpdateObjects;
const wordsOf = (more: object = {}) => noteOf(effect, note(more));

describe('The warning about a record that was written without a property', () => {
	it('names it by its label, with the value, and HubSpot’s reason and code', () => {
		expect(noteOf(effect, note(), {}, () => 'Branch')).toBe(
			'Written without Branch: HubSpot refused its value “Foo”, and said “Foo was not one of the allowed options” (INVALID_OPTION).',
		);
		expect(wordsOf()).toMatch(/^Written without industry: /);
	});

	it.each([
		[batchCreateObjects, 'Created without industry: '],
		[recordAttendance, 'Recorded without industry: '],
	])('says what was done to the record ($action)', (row, start) => {
		expect(noteOf(row.effect, note()).startsWith(start)).toBe(true);
	});

	it('does not say that anything was written where nothing else had to be', () => {
		expect(wordsOf({ alone: true })).toBe(
			'Left out: industry, and nothing else had to be written: HubSpot refused its value “Foo”, and said “Foo was not one of the allowed options” (INVALID_OPTION).',
		);
	});

	it('does without what HubSpot does not say', () => {
		expect(wordsOf({ said: undefined, code: undefined })).toBe(
			'Written without industry: HubSpot refused its value “Foo”, and gave no reason.',
		);
		expect(wordsOf({ said: undefined })).toMatch(/, and gave no reason \(INVALID_OPTION\)\.$/);
	});

	it('stays short, and on one line, whatever the value and the reason hold', () => {
		const long = `“a”\n${'x'.repeat(5_000)}`;
		const words = wordsOf({ value: long, said: long, property: 'p'.repeat(500), code: long });
		expect(words.length).toBeLessThan(800);
		expect(words).not.toContain('\n');
		expect(words).toContain('“"a" xxx');
	});

	it('is one hint for all values of a property, and another for another property', () => {
		const outcomes = Array.from({ length: 20 }, (_, item): Outcome => {
			const property = item % 2 ? 'industry' : 'city';
			const notes = [note({ property, value: `V${item}`, said: `V${item} is bad` })];
			return { item, ok: true, result: { id: '1' }, notes };
		});
		const told = outcomes.map((outcome) => tell(batchUpdateObjects, outcome));
		const hints = hintsOf(effect, told, { output: 'result', branch: false });
		expect(hints.map(({ message, type }) => [type, message.slice(-58)])).toEqual([
			['warning', expect.stringContaining('likewise for other values, 10 items: 0, 2, 4')],
			['warning', expect.stringContaining('likewise for other values, 10 items: 1, 3, 5')],
		]);
	});

	it('of an earlier try names the properties, by their labels', () => {
		const earlier: Note = { kind: 'earlierTry', without: ['industry', 'city'] };
		expect(noteOf(effect, earlier, {}, (name) => name.toUpperCase())).toBe(
			'An earlier try of this node has written this record without INDUSTRY, CITY, which was left out; it was not sent again.',
		);
	});
});

describe('What was left out', () => {
	const outcome = (notes: Note[]): Outcome => ({ item: 0, ok: true, result: { id: '1' }, notes });

	it('stands in the result, which is not changed itself', () => {
		const told = tell(batchUpdateObjects, outcome([{ kind: 'found' }, note()]));
		const leftOut = [
			{
				property: 'industry',
				value: 'Foo',
				reason: 'Foo was not one of the allowed options.',
				code: 'INVALID_OPTION',
			},
		];
		expect(told).toMatchObject({ leftOut, warnings: [expect.any(String), expect.any(String)] });
		expect(toItems([told], [{ json: {} }], 'result')[0].json).toEqual({ id: '1', leftOut });
		expect(told).toHaveProperty('result', { id: '1' });
		const result = { id: '1' };
		expect(withLeftOut(result, leftOut)).not.toBe(result);
	});

	it('is not mentioned where it is nothing', () => {
		const told = tell(batchUpdateObjects, outcome([{ kind: 'found' }]));
		expect(told).not.toHaveProperty('leftOut');
		expect(leftOutOf([])).toBeUndefined();
		expect(leftOutIn([told])).toBeUndefined();
		expect(summaryOf([told], 1)).not.toHaveProperty('leftOut');
	});

	it('is counted by property in a summary', () => {
		const both = tell(batchUpdateObjects, outcome([note(), note({ property: '__proto__' })]));
		const one = tell(batchUpdateObjects, outcome([note({ said: undefined, code: undefined })]));
		expect(one).toMatchObject({ leftOut: [{ reason: 'HubSpot gave no reason' }] });
		const { leftOut } = summaryOf([both, one], 1);
		expect(Object.entries(leftOut ?? {})).toEqual([
			['industry', 2],
			['__proto__', 1],
		]);
	});
});
