/** hints.ts: what n8n shows beside the output: that nothing was done, and what is worth knowing. */
import { hintsOf } from '../../nodes/n8n/hints';
import type { Output, Told } from '../../nodes/n8n/present';
import { noteOf } from '../../nodes/n8n/notes';
import { ARCHIVE, bad, READ, WRITE, well } from './told';

const shown = (output: Output = 'result', branch = false) => ({ output, branch });
const messages = (outcomes: Told[], effect = WRITE, where = shown()) =>
	hintsOf(effect, outcomes, where).map(({ message }) => message);
const refused = (item: number) => bad(item, { reason: 'rejected', message: 'No.' });
const missing = (item: number) =>
	bad(item, { reason: 'rejected', category: 'OBJECT_NOT_FOUND', message: 'No.' });
const warned = (item: number, ...warnings: string[]): Told => ({
	item,
	ok: true,
	result: {},
	warnings,
});

describe('A run of which nothing was done', () => {
	it.each<[string, Told[], Parameters<typeof messages>[1], ReturnType<typeof shown>]>([
		[
			'Nothing was written: all 2 items were refused. See why below, under error.',
			[refused(0), refused(1)],
			WRITE,
			shown(),
		],
		[
			'Nothing was written: the item was refused. See why in the Error Branch.',
			[refused(0)],
			WRITE,
			shown('result', true),
		],
		[
			'Nothing was archived: of 3 items, 1 is not valid, 2 were refused. See why below, under failures.',
			[bad(0), refused(1), refused(2)],
			ARCHIVE,
			shown('summary', true),
		],
		[
			'Nothing was found: the item was refused. See why below, under error.',
			[refused(0)],
			READ,
			shown(),
		],
		[
			'Nothing was found: all 2 items are not in HubSpot. See why below, under error.',
			[missing(0), missing(1)],
			READ,
			shown(),
		],
		[
			'It is not certain that anything was written: of 2 items, 1 was refused, 1 may have been written. See why below, under error.',
			[refused(0), bad(1, { reason: 'lost', applied: 'maybe' })],
			WRITE,
			shown('inputWithResult'),
		],
	])('does not look like one that went well: “%s”', (message, outcomes, effect = WRITE, where) => {
		expect(hintsOf(effect, outcomes, where)).toEqual([
			{ message, type: 'danger', location: 'outputPane' },
		]);
	});

	it('is none of which something was done, nor one without items', () => {
		expect(messages([refused(0), well(1)])).toEqual([]);
		expect(messages([])).toEqual([]);
	});
});

describe('Hints', () => {
	it('tell the same once, with the items that it is true of', () => {
		const outcomes = [
			warned(0, 'Old.'),
			warned(1, 'New.', 'New.'),
			warned(3, 'New.'),
			warned(4, 'New.'),
		];
		expect(messages(outcomes)).toEqual(['Old. (item 0)', 'New. (3 items: 1, 3 to 4)']);
	});

	it('tell what differs in names and numbers alone once, with the first, where there is much of it', () => {
		const merged = (item: number) =>
			warned(item, `Record ${item} may have been merged: HubSpot answered with record 9.`);
		const dropped = (item: number) => warned(item, `HubSpot does not show “p${item}”.`);
		const many = Array.from({ length: 20 }, (_, n) => dropped(2 * n + 1));
		expect(messages([merged(0), ...many, merged(50)])).toEqual([
			'Record 0 may have been merged: HubSpot answered with record 9. (item 0)',
			'Record 50 may have been merged: HubSpot answered with record 9. (item 50)',
			'HubSpot does not show “p1”. (item 1; likewise for other values, 20 items: 1, 3, 5, 7, 9, …)',
		]);
	});

	it('tell why items were not sent, beside others that were', () => {
		const unsent = (item: number) =>
			bad(item, { reason: 'unsent', message: 'Not sent: no calls left.' });
		expect(messages([well(0), unsent(1), unsent(2)])).toEqual([
			'Not sent: no calls left. (2 items: 1 to 2)',
		]);
	});

	it('are text where n8n shows HTML', () => {
		expect(messages([warned(0, '<a href="https://evil.example">press</a>')])).toEqual([
			'&lt;a href="https://evil.example"&gt;press&lt;/a&gt; (item 0)',
		]);
	});

	it('are ten at most', () => {
		const letters = [...'abcdefghijkl'];
		expect(messages(letters.map((letter, item) => warned(item, letter)))).toHaveLength(10);
	});

	describe('on a record that needed a second look', () => {
		const FOUND = noteOf(WRITE, { kind: 'found' });
		const ALONE = noteOf(WRITE, { kind: 'alone' });
		const info = (message: string) => ({ message, type: 'info', location: 'outputPane' });

		it.each([FOUND, ALONE])('are no warnings: all is well (%s)', (note) => {
			expect(hintsOf(WRITE, [well(0), warned(1, note)], shown())).toEqual([
				info(`${note} (item 1)`),
			]);
		});

		it('tell it of several at once, with their items, behind what is a warning', () => {
			const outcomes = [
				warned(0, FOUND),
				warned(1, 'HubSpot shows another value.', ALONE),
				well(2),
				warned(4, ALONE, FOUND),
			];
			expect(hintsOf(WRITE, outcomes, shown())).toEqual([
				{
					message: 'HubSpot shows another value. (item 1)',
					type: 'warning',
					location: 'outputPane',
				},
				info('3 records needed a second look; all of them are written. (items 0 to 1, 4)'),
			]);
		});

		it('tell apart what an earlier try of the node has written', () => {
			const earlier = (effect: typeof WRITE) => noteOf(effect, { kind: 'earlierTry' });
			const its = [warned(0, earlier(WRITE)), warned(1, FOUND), warned(2, earlier(WRITE))];
			expect(messages(its)).toEqual([
				`${FOUND} (item 1)`,
				"2 records were written by an earlier try of this node, so they were not sent again; of HubSpot's answers only the IDs are known. (items 0, 2)",
			]);
			expect(messages([warned(3, earlier(ARCHIVE))], ARCHIVE)).toEqual([
				"An earlier try of this node has archived this record, so it was not sent again; of HubSpot's answer only the IDs are known. (item 3)",
			]);
		});

		it('tell of questions that found nothing, and of those that Limit cut short', () => {
			const none = noteOf(READ, { kind: 'none' });
			const more = noteOf(READ, { kind: 'more' });
			expect(messages([warned(0, none), warned(1, more)], READ)).toEqual([
				'HubSpot found nothing for this item, so it has no result. (item 0)',
				'HubSpot has more records than Limit lets through. Raise Limit, or switch on Return All, to get them too. (item 1)',
			]);
			const all = [none, more, none, more].map((note, item) => warned(item, note));
			expect(hintsOf(READ, all, shown()).map(({ message, type }) => [type, message])).toEqual([
				['info', 'HubSpot found nothing for 2 items, so these have no result. (items 0, 2)'],
				[
					'info',
					'HubSpot has more records than Limit lets through for 2 items. Raise Limit, or switch on Return All, to get them too. (items 1, 3)',
				],
			]);
		});

		it('tell apart questions of which Limit left open whether more matches', () => {
			const open = noteOf(READ, { kind: 'more', unread: true });
			const words = 'Limit was reached before all records were looked at';
			const what = 'so more may match. Raise Limit, or switch on Return All, to get them too.';
			expect(messages([warned(0, open)], READ)).toEqual([`${words}, ${what} (item 0)`]);
			const all = [open, noteOf(READ, { kind: 'more' }), open];
			const its = all.map((note, item) => warned(item, note));
			expect(hintsOf(READ, its, shown()).map(({ message, type }) => [type, message])).toEqual([
				['info', expect.stringMatching(/^HubSpot has more records .* \(item 1\)$/)],
				['info', `${words} for 2 items, ${what} (items 0, 2)`],
			]);
		});

		it('say of archived ones that they are archived', () => {
			const note = noteOf(ARCHIVE, { kind: 'found' });
			expect(messages([warned(0, note), warned(1, note)], ARCHIVE)).toEqual([
				'2 records needed a second look; all of them are archived. (items 0 to 1)',
			]);
		});
	});
});
