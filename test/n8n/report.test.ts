/** report.ts: the CSV file of all items: every item in a row of its own, and no cell that is a formula. */
import * as fc from 'fast-check';

import type { Effect } from '../../nodes/hubspot/effect';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { forReport, guarded, reportOf } from '../../nodes/n8n/report';
import { summaryOf, type Told } from '../../nodes/n8n/present';
import { striking } from '../../nodes/n8n/secrets';
import { parseCsv } from '../csv';
import { runs } from '../runs';
import { bad, well } from './told';

const asIs = (text: string) => text;
const textOf = (outcomes: Told[], nameOf: (item: number) => string | undefined = () => 'x') =>
	reportOf(outcomes, nameOf, asIs).toString('utf8');
const rowsOf = (...given: Parameters<typeof textOf>) => parseCsv(textOf(...given).slice(1));

const effectOf = (name: string): Effect => {
	const row = RECORD_OPERATIONS.find(({ value }) => value === name);
	if (!row) throw new Error(`There is no ${name}`);
	return row.effect;
};

/** What begins a formula in Excel, LibreOffice or Google Sheets. */
const TRIGGER = /^(?:[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])/;

describe('A row of the report', () => {
	it('tells of an item that is done what was done, and the ID of its record', () => {
		const told = well(4, { id: '512', outcome: 'created' });
		expect(rowsOf([told], () => 'ada@example.com')).toEqual([
			{
				'Item (from 0)': '4',
				Record: 'ada@example.com',
				Outcome: 'done',
				Result: 'created',
				Reason: '',
				Message: '',
				'HubSpot ID': '512',
				Applied: '',
				'Correlation ID': '',
			},
		]);
	});

	it('tells of an item that failed why, whether it was applied, and what to name to the support', () => {
		const told = bad(7, {
			reason: 'rejected',
			applied: 'no',
			message: 'HubSpot refused it: “no”.',
			correlationId: 'c-1',
			existingId: '99',
		});
		expect(rowsOf([told])).toEqual([
			{
				'Item (from 0)': '7',
				Record: 'x',
				Outcome: 'refused',
				Result: '',
				Reason: 'rejected',
				Message: 'HubSpot refused it: “no”.',
				'HubSpot ID': '99',
				Applied: 'no',
				'Correlation ID': 'c-1',
			},
		]);
	});

	it.each([
		['invalid', { reason: 'invalid', applied: 'no' }],
		['refused', { reason: 'rejected', applied: 'no' }],
		['unsent', { reason: 'unsent', applied: 'no' }],
		['not done', { reason: 'lost', applied: 'no' }],
		['not done', { reason: 'unaccounted', applied: undefined }],
		['unknown', { reason: 'lost', applied: 'maybe' }],
		['unknown', { reason: 'rejected', applied: 'maybe' }],
	] as const)('calls an item %s whose failure is %j', (outcome, failure) => {
		expect(rowsOf([bad(0, failure)])).toMatchObject([{ Outcome: outcome }]);
	});

	it('has the warnings about an item that is done as its message', () => {
		const told: Told = { item: 0, ok: true, result: {}, warnings: ['One.', 'Two.'] };
		expect(rowsOf([told])).toMatchObject([{ Outcome: 'done', Message: 'One. Two.' }]);
	});

	it('has no record where the item could not be read', () => {
		expect(rowsOf([bad(0)], () => undefined)).toMatchObject([{ Record: '' }]);
	});
});

describe('What a report keeps of an outcome', () => {
	const RECORD = { id: '7', properties: { email: 'ada@example.com' }, outcome: 'created' };

	it('is the ID and what was done, where the operation itself says it', () => {
		const told = forReport(effectOf('batchCreateObjects'), well(0, { ...RECORD }));
		expect(told).toMatchObject({ ok: true, result: { id: '7', outcome: 'created' } });
		expect(JSON.stringify(told)).not.toContain('@');
	});

	it('is no outcome of a read: that is a property of HubSpot’s', () => {
		const told = forReport(effectOf('batchReadObjects'), well(0, { ...RECORD }));
		expect(told).toMatchObject({ result: { id: '7' } });
		expect(told).not.toHaveProperty('result.outcome');
	});

	it.each([
		[0, '0 results'],
		[1, '1 result'],
		[12, '12 results'],
	])('is how many of a question with %i results', (count, words) => {
		const results = Array.from({ length: count }, (_, n) => ({ id: `${n}` }));
		const told: Told = { item: 0, ok: true, result: {}, results, warnings: [] };
		const kept = forReport(effectOf('searchObjects'), told);
		expect(JSON.stringify(kept)).not.toContain('"id"');
		expect(rowsOf([kept])).toMatchObject([{ Outcome: 'done', Result: words, 'HubSpot ID': '' }]);
	});

	it('is also what was left out of an item, so that the counts beside the file tell it as a summary does', () => {
		const leftOut = [{ property: 'stage', value: 'Foo', reason: 'It is no option' }];
		const told = { ...well(0, { ...RECORD }), leftOut };
		const kept = forReport(effectOf('batchUpdateObjects'), told);
		expect(summaryOf([kept], 1)).toMatchObject({ done: 1, leftOut: { stage: 1 } });
	});

	it('is all of a failure', () => {
		const told = bad(3);
		expect(forReport(effectOf('batchCreateObjects'), told)).toBe(told);
	});
});

describe('The report of a dry run', () => {
	it('says which items would be sent, and which would change nothing', () => {
		const told = [well(0, {}), well(1, { outcome: 'unchanged' })];
		const text = reportOf(told, () => 'x', asIs, true).toString('utf8');
		expect(parseCsv(text.slice(1))).toMatchObject([
			{ Outcome: 'would be sent', Result: '' },
			{ Outcome: 'would change nothing', Result: 'unchanged' },
		]);
	});
});

describe('A cell of the report', () => {
	it.each([
		['=HYPERLINK("http://evil","x")', `'=HYPERLINK("http://evil","x")`],
		['+49 30 1234', "'+49 30 1234"],
		['-5', "'-5"],
		['@SUM(A1)', "'@SUM(A1)"],
		['\t=1', "'\t'=1"],
		['\r=1', "'\r'=1"],
		['  =1', "'  =1"],
		['"=1', `'"=1`],
		['＝1', "'＝1"],
		['a;=cmd|x', "a;'=cmd|x"],
		['a\n=cmd', "a\n'=cmd"],
		['a\0b\u0007', 'ab'],
		['Müller, “Łódź” – 1+1=2', 'Müller, “Łódź” – 1+1=2'],
		['', ''],
	])('that would be %j is %j', (text, cell) => {
		expect(guarded(text)).toBe(cell);
	});

	it('is cut where Excel would cut the file: after 32,000 characters', () => {
		expect(guarded('x'.repeat(40_000))).toBe(`${'x'.repeat(32_000)}…`);
		expect(guarded('x'.repeat(32_000))).toHaveLength(32_000);
	});

	it('is guarded in a time that grows with its length alone', () => {
		for (const text of ['\n'.repeat(32_000), ';"'.repeat(16_000), ' '.repeat(32_000)]) {
			expect(guarded(text).length).toBeGreaterThanOrEqual(text.length);
		}
	});
});

/** Texts as an attacker writes them. */
const nasty = fc
	.array(
		fc.constantFrom(
			'=',
			'+',
			'-',
			'@',
			'\t',
			'\r',
			'\n',
			';',
			',',
			'"',
			"'",
			' ',
			'a',
			'1',
			'＝',
			'\u0000',
		),
		{ maxLength: 12 },
	)
	.map((parts) => parts.join(''));

describe('Whatever HubSpot and the items hold', () => {
	it('no cell is a formula, also where a program splits cells at another character', () => {
		fc.assert(
			fc.property(nasty, nasty, nasty, (record, message, id) => {
				const text = textOf([bad(0, { message }), well(1, { id })], () => record).slice(1);
				const cells = parseCsv(text).flatMap((row) => Object.values(row));
				// As a program reads it that knows another separator, and quotes only where they begin a cell.
				const split = text.split(/[;\t\r\n]/).map((cell) => cell.replace(/^\s*"?/, ''));
				for (const cell of [...cells, ...split]) expect(cell).not.toMatch(TRIGGER);
			}),
			{ numRuns: runs(500) },
		);
	});

	it('each item has one row, in its own columns, with its texts as they were', () => {
		const word = fc.string({ unit: fc.constantFrom('ü', '"', ',', ' ', 'a', '\n', '.') });
		fc.assert(
			fc.property(fc.array(fc.tuple(word, word)), (texts) => {
				const outcomes = texts.map(([message], item) => bad(item, { message }));
				const rows = rowsOf(outcomes, (item) => texts[item][1]);
				expect(rows.map(({ Message, Record }) => [Message, Record])).toEqual(texts);
				expect(rows.map((row) => row['Item (from 0)'])).toEqual(texts.map((_, item) => `${item}`));
			}),
			{ numRuns: runs(300) },
		);
	});
});

describe('The file', () => {
	it('begins as Excel wants UTF-8 to begin, and ends each line as the standard says', () => {
		const file = reportOf([well(0, { id: '1' })], () => 'Jürgen', asIs);
		expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
		expect(file.toString('utf8')).toBe(
			'\ufeff"Item (from 0)",Record,Outcome,Result,Reason,Message,"HubSpot ID",Applied,"Correlation ID"\r\n' +
				'0,Jürgen,done,,,,1,,\r\n',
		);
	});

	it('holds no secret of the credential, however it is told', () => {
		const struck = 'pat-na1-0123456789abcdef';
		const strike = striking({}, [struck]);
		const outcomes = [
			bad(0, { message: `HubSpot said “${struck}”.`, correlationId: struck }),
			well(1, { id: struck }),
		];
		const text = reportOf(outcomes, () => encodeURIComponent(struck), strike).toString();
		expect(text).not.toContain(struck.slice(0, 12));
		expect(text.match(/\(secret\)/g)).toHaveLength(5);
	});

	it('of 100,000 items is complete, in one buffer of its own size', () => {
		const outcomes = Array.from({ length: 100_000 }, (_, item) =>
			item % 10 ? well(item, { id: `${item}` }) : bad(item, { message: `Nö, “${item}”.` }),
		);
		const file = reportOf(outcomes, (item) => `p${item}@example.com`, asIs);
		const rows = parseCsv(file.toString('utf8').slice(1));
		expect(rows).toHaveLength(100_000);
		expect(rows[99_999]).toMatchObject({ Record: 'p99999@example.com', 'HubSpot ID': '99999' });
		expect(rows[99_990]).toMatchObject({ Message: 'Nö, “99990”.' });
		expect(file.buffer.byteLength).toBe(file.length);
	});
});
