/** stopped.ts: the error of a run that stops: a headline, and below it why, what to do, and which items. */
import * as fc from 'fast-check';

import { stopError } from '../../nodes/n8n/stopped';
import type { Told } from '../../nodes/n8n/present';
import { bad, badRead, outcomesOf, reasons, rowOf, ROWS, well } from './told';

const UPDATE = rowOf('batchUpdateObjects');
const READ = rowOf('batchReadObjects');
const ARCHIVE = rowOf('batchArchiveObjects');
const EVENTS = rowOf('upsertEvents');

const all = (count: number, make: (item: number) => Told) =>
	Array.from({ length: count }, (_, item) => make(item));
const refused = (item: number) => bad(item, { reason: 'rejected', message: 'HubSpot refused it.' });
const missing = (item: number) =>
	bad(item, { reason: 'rejected', category: 'OBJECT_NOT_FOUND', message: 'No such record.' });
const unsent = (item: number) =>
	bad(item, { reason: 'unsent', message: 'Not sent: an earlier batch failed.' });
const open = (item: number) => bad(item, { reason: 'lost', applied: 'maybe', message: 'Unknown.' });
const undone = (item: number) =>
	bad(item, { reason: 'lost', applied: 'no', message: 'Not there.' });
const denied = (item: number) => ({
	...bad(item, { reason: 'rejected', message: 'No token.' }),
	headline: 'HubSpot does not accept the token of the credential',
});

const linesOf = (row: typeof UPDATE, outcomes: Told[]) =>
	stopError(row, outcomes).description.split('<br>\n');

describe('The headline of a run that stops', () => {
	it.each<[string, Told[], typeof UPDATE]>([
		[
			'3 of 5 items are not valid; nothing was sent',
			[bad(0), bad(1), bad(2), unsent(3), unsent(4)],
			UPDATE,
		],
		['1 of 2 items is not valid; nothing was sent', [bad(0), unsent(1)], UPDATE],
		[
			'1 of 250 records was refused; 99 were written, 150 were not sent',
			all(250, (item) => (item === 50 ? refused(item) : item < 100 ? well(item) : unsent(item))),
			UPDATE,
		],
		['2 of 3 records were refused; 1 was written', [well(0), refused(1), refused(2)], UPDATE],
		['2 of 2 events were refused; nothing was written', [refused(0), refused(1)], EVENTS],
		[
			'1 of 3 records was refused; 1 was not sent, 1 may have been written',
			[refused(0), open(1), unsent(2)],
			UPDATE,
		],
		['2 of 3 records may have been written; 1 was written', [open(0), open(1), well(2)], UPDATE],
		['1 of 2 records was not archived; 1 was archived', [undone(0), well(1)], ARCHIVE],
		['2 of 3 records were not sent; 1 was written', [well(0), unsent(1), unsent(2)], UPDATE],
		['2 of 4 records were refused; 2 were read', [well(0), refused(1), well(2), refused(3)], READ],
		['1 of 5 records was not found; 4 were read', [missing(0), ...all(4, well)], READ],
		['2 of 3 records were not found; 1 was archived', [missing(0), well(1), missing(2)], ARCHIVE],
		['2 of 2 records were refused; nothing was read', [missing(0), refused(1)], READ],
		['1 of 2 events was refused; 1 was written', [missing(0), well(1)], EVENTS],
		['The record was not found; nothing was read', [missing(0)], READ],
		['1 of 2 items is not valid; nothing was looked up', [bad(0), unsent(1)], READ],
		['2 of 3 records were not looked up; 1 was read', [well(0), unsent(1), unsent(2)], READ],
		['The item is not valid; nothing was sent', [bad(0)], UPDATE],
		['HubSpot refused the event; nothing was written', [refused(0)], EVENTS],
		['The record may have been written', [open(0)], UPDATE],
		['The record was not written; nothing was written', [undone(0)], UPDATE],
		[
			'HubSpot does not accept the token of the credential; nothing was written',
			[denied(0), unsent(1)],
			UPDATE,
		],
		[
			'HubSpot does not accept the token of the credential; 1 was written, 1 was refused, 1 was not sent',
			[well(0), denied(1), unsent(2)],
			UPDATE,
		],
	])('is “%s”', (message, outcomes, row) => {
		expect(stopError(row, outcomes).message).toBe(message);
	});

	it('is never longer than a headline may be, and never says that nothing failed', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(well, bad, refused, missing, undone, open, unsent, denied), {
					minLength: 1,
					maxLength: 60,
				}),
				fc.constantFrom(...ROWS),
				(makers, row) => {
					const outcomes = makers.map((make, item) => make(item));
					if (outcomes.every(({ ok }) => ok)) return;
					const { message } = stopError(row, outcomes);
					expect(message.length).toBeLessThanOrEqual(120);
					expect(message).toMatch(/not|refused|may have/);
				},
			),
		);
	});

	it('of a million items, some of each kind, still is a headline', () => {
		const kinds = [well, refused, undone, open, unsent];
		const outcomes = all(100_000, (item) => kinds[item % 5](item));
		expect(stopError(ARCHIVE, outcomes).message).toBe(
			'20000 of 100000 records were refused; 20000 were archived',
		);
	});
});

describe('Below the headline of a run that stops', () => {
	it('stands each reason once with its items, what to do, and which items were sent and not', () => {
		const outcomes = [well(0), well(1), refused(2), refused(3), undone(4), open(5), unsent(6)];
		expect(linesOf(UPDATE, outcomes)).toEqual([
			'Items 2 to 3: HubSpot refused it.',
			'Item 4: Not there.',
			'Item 5: Unknown.',
			'To send the others all the same, open the Settings of this node and choose On Error → Continue (using error output): items that fail then leave by the error output, each with its reason.',
			'Written: items 0 to 1.',
			'Not sent: item 6.',
		]);
	});

	it('stands nothing of counts that are zero, nor advice where no other item was held up', () => {
		expect(linesOf(UPDATE, [bad(0)])).toEqual(['Item 0: Not sent: it is bad.']);
		expect(linesOf(READ, [well(0), badRead(1, { reason: 'rejected', message: 'No.' })])).toEqual([
			'Item 1: No.',
			'Read: item 0.',
		]);
	});

	it('stands of a read that items were looked up, for nothing of them is sent', () => {
		expect(linesOf(READ, [badRead(0, { message: 'Bad.' }), unsent(1)])).toEqual([
			'Item 0: Bad.',
			expect.stringMatching(/^To look up the others all the same, open the Settings/),
			'Not looked up: item 1.',
		]);
	});

	it('stands no advice to go on where the credential is at fault', () => {
		expect(linesOf(UPDATE, [denied(0), denied(1), unsent(2)])).toEqual([
			'Items 0 to 1: No token.',
			'Not sent: item 2.',
		]);
	});

	it('stands why nothing more was sent, where nothing else failed', () => {
		expect(linesOf(UPDATE, [well(0), unsent(1), unsent(2)])).toEqual([
			'Items 1 to 2: Not sent: an earlier batch failed.',
			'Written: item 0.',
		]);
		expect(stopError(UPDATE, [well(0), unsent(1)]).itemIndex).toBe(1);
	});

	it('stand correlation IDs and the category, for HubSpot’s support, and markup as text: n8n renders HTML', () => {
		const message = 'HubSpot refused this record: <img src=x onerror=alert(1)> & more.';
		const failure = { reason: 'rejected', message, category: 'C_C' } as const;
		const outcomes = all(5, (item) => bad(item, { ...failure, correlationId: `c-${item}` }));
		expect(linesOf(UPDATE, outcomes)).toEqual([
			'Items 0 to 4: HubSpot refused this record: &lt;img src=x onerror=alert(1)&gt; & more. (C_C, correlation IDs c-0, c-1, c-2, …)',
		]);
		expect(
			linesOf(UPDATE, [bad(0, { ...failure, message: 'No (C_C).', correlationId: 'c-1' })]),
		).toEqual(['Item 0: No (C_C). (Correlation ID c-1)']);
	});

	it('stands one mistake in many values once, with the first value', () => {
		const notAnId = (value: string) =>
			`Not sent: Record ID must be an ID in digits, such as 512, but is ${value}.`;
		const outcomes = [
			...all(4, (item) => bad(item, { message: notAnId(`“person${item}@example.com”`) })),
			bad(4, { message: notAnId('the number 1.5') }),
			bad(5, { message: 'Not sent: HubSpot has no field called “one”.' }),
			bad(6, { message: 'Not sent: HubSpot has no field called “two”.' }),
		];
		expect(linesOf(UPDATE, outcomes)).toEqual([
			'Items 0 to 4: Not sent: Record ID must be an ID in digits, such as 512, but is “person0@example.com”. (The value shown is that of item 0)',
			'Item 5: Not sent: HubSpot has no field called “one”.',
			'Item 6: Not sent: HubSpot has no field called “two”.',
		]);
	});

	it('stands what HubSpot says of different values apart: its words are the reason', () => {
		const told = (item: number) =>
			bad(item, { reason: 'rejected', message: `It must be red, but is “${item}”.` });
		expect(linesOf(UPDATE, all(2, told))).toHaveLength(2);
	});

	it('stand ten reasons, and how many more there are', () => {
		const lines = linesOf(
			UPDATE,
			all(13, (item) => bad(item, { message: `Bad ${item}.` })),
		);
		expect(lines).toHaveLength(11);
		expect(lines.at(-1)).toBe('… and 3 more.');
	});

	it('begins with an item that failed for a reason of its own', () => {
		fc.assert(
			fc.property(outcomesOf, (outcomes) => {
				if (outcomes.every(({ ok }) => ok)) return;
				const first = outcomes[stopError(UPDATE, outcomes).itemIndex];
				expect(first.ok).toBe(false);
				const onlyUnsent = outcomes.every((one) => one.ok || one.failure.reason === 'unsent');
				expect(!first.ok && first.failure.reason === 'unsent').toBe(onlyUnsent);
			}),
		);
	});

	it('names every item once, whatever was done', () => {
		fc.assert(
			fc.property(
				fc.array(fc.option(fc.constantFrom(...reasons)), { minLength: 1, maxLength: 9 }),
				fc.constantFrom(...ROWS),
				(kinds, row) => {
					const told = kinds.map((reason, item) => (reason ? bad(item, { reason }) : well(item)));
					if (told.every(({ ok }) => ok)) return;
					const items = linesOf(row, told)
						.flatMap((line) => [...(/items? ([\d, to]+)[.:]/gi.exec(line)?.slice(1) ?? [])])
						.flatMap((span) => span.split(', '))
						.flatMap((span) => {
							const [from, to = from] = span.split(' to ').map(Number);
							return Array.from({ length: to - from + 1 }, (_, index) => from + index);
						});
					expect(items.sort((a, b) => a - b)).toEqual(told.map(({ item }) => item));
				},
			),
		);
	});
});
