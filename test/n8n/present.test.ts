/**
 * present.ts: what became of each item, as n8n shows it: items, a summary, the error of a run that
 * stops, the answer to an agent. In the words of each kind of operation.
 */
import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { failed, type Failure, type Note, type Outcome } from '../../nodes/engine/outcome';
import type { Effect, Input } from '../../nodes/hubspot/endpoint';
import { omit } from '../../nodes/hubspot/json';
import type { Result } from '../../nodes/hubspot/replies';
import {
	errorJson,
	kindOf,
	ranges,
	stopError,
	summaryOf,
	tell,
	toAnswers,
	toItems,
	toSummaryItem,
	type Problem,
	type Told,
} from '../../nodes/n8n/present';
import type { Operation } from '../../nodes/n8n/operation';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';

const ROWS = [...EVENT_OPERATIONS, ...RECORD_OPERATIONS];
const rowOf = (name: string) => ROWS.find(({ value }) => value === name) as Operation;
const effectOf = (name: string) => rowOf(name).effect;

const WRITE = effectOf('batchUpdateObjects');
const UPSERT = effectOf('batchUpsertObjects');
const ARCHIVE = effectOf('batchArchiveObjects');
const READ = effectOf('batchReadObjects');
/** No row asks for a list yet. */
const LIST: Effect = {
	kind: 'list',
	pages: {
		family: 'objects',
		page: () => ({ method: 'GET', path: '/x' }),
		results: () => [],
		next: () => undefined,
	},
};

const well = (item: number, result: IDataObject = { id: String(item) }): Told => ({
	item,
	ok: true,
	result,
	warnings: [],
});

const bad = (item: number, more: Partial<Problem> = {}): Told => ({
	item,
	ok: false,
	failure: { reason: 'invalid', applied: 'no', message: 'Not sent: it is bad.', ...more },
});

/** Of a read: nothing can have been applied. */
const badRead = (item: number, more: Partial<Problem> = {}): Told => {
	const { failure } = bad(item, more) as { failure: Problem };
	return { item, ok: false, failure: omit(failure, 'applied') };
};

const isRefusal = (told: Told): told is Extract<Told, { ok: false }> => !told.ok;

const reasons = ['invalid', 'rejected', 'lost', 'unaccounted', 'unsent'] as const;

const outcomesOf = fc
	.array(fc.option(fc.constantFrom(...reasons)), { minLength: 1, maxLength: 200 })
	.map((all) => all.map((reason, item) => (reason ? bad(item, { reason }) : well(item))));

describe('The items of a run', () => {
	const sources = [0, 1, 2].map((row) => ({
		json: { row, hubspot: 'a column of the user' },
		binary: { file: { data: '', mimeType: 'text/plain', fileName: `${row}.txt` } },
	}));
	const outcomes = [well(0), bad(1, { status: 400, errors: undefined }), well(2)];

	it('are one for each outcome, in order, paired with their source', () => {
		fc.assert(
			fc.property(
				outcomesOf,
				fc.constantFrom('result' as const, 'inputWithResult' as const),
				(all, output) => {
					const items = toItems(
						all,
						all.map(({ item }) => ({ json: { item } })),
						output,
					);
					expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
						all.map(({ item }) => ({ item })),
					);
				},
			),
		);
	});

	it('hold the result alone', () => {
		expect(toItems(outcomes, sources, 'result')).toEqual([
			{ json: { id: '0' }, pairedItem: { item: 0 } },
			{
				json: errorJson(1, {
					reason: 'invalid',
					applied: 'no',
					message: 'Not sent: it is bad.',
					status: 400,
				}),
				pairedItem: { item: 1 },
			},
			{ json: { id: '2' }, pairedItem: { item: 2 } },
		]);
	});

	it('or the input with the result under “hubspot”, binary data and all', () => {
		const [first, second, third] = toItems(outcomes, sources, 'inputWithResult');
		expect(first).toEqual({
			json: { row: 0, hubspot: { id: '0' } },
			binary: sources[0].binary,
			pairedItem: { item: 0 },
		});
		expect(Object.keys(second.json)).toEqual(['error']);
		expect(third.binary).toBe(sources[2].binary);
	});

	it('leave their sources as they were', () => {
		const before = structuredClone(sources);
		toItems(outcomes, sources, 'inputWithResult');
		expect(sources).toEqual(before);
	});

	it('that failed hold `error` alone, an object: what n8n sends to the error output', () => {
		const failure: Problem = {
			reason: 'rejected',
			applied: 'no',
			message: 'HubSpot refused it.',
			status: 400,
			category: undefined,
		};
		expect(errorJson(4, failure)).toEqual({
			error: {
				reason: 'rejected',
				applied: 'no',
				message: 'HubSpot refused it. [item 4]',
				status: 400,
			},
		});
		expect(Object.keys(errorJson(4, failure).error as object)).not.toContain('category');
	});
});

describe('The answer that an agent gets', () => {
	it.each<[Problem['reason'], Problem['applied'], string]>([
		['invalid', 'no', 'not sent'],
		['unsent', 'no', 'not sent'],
		['rejected', 'no', 'refused'],
		['rejected', 'maybe', 'unknown'],
		['lost', 'maybe', 'unknown'],
		['lost', 'no', 'not done'],
		['unaccounted', 'maybe', 'unknown'],
		['unaccounted', 'no', 'not done'],
	])('calls %s, applied %s, “%s”', (reason, applied, outcome) => {
		expect(toAnswers(WRITE, [bad(0, { reason, applied, message: 'Why.' })])).toEqual([
			{ json: { outcome, message: 'Why.' }, pairedItem: { item: 0 } },
		]);
	});

	it('names the record by the ID that other calls take, and nothing else of it', () => {
		const done = (result: IDataObject, ...warnings: string[]) =>
			toAnswers(WRITE, [{ item: 0, ok: true, result, warnings }])[0].json;
		const said = { outcome: 'done', message: 'Written to HubSpot.' };
		expect(done({ id: '7', properties: { phone: '1' } })).toEqual({ ...said, id: '7' });
		expect(done({ id: '7', objectId: '8' }, 'Look.')).toEqual({
			...said,
			id: '8',
			warnings: ['Look.'],
		});
		expect(done({})).toEqual(said);
	});
});

describe('The summary of a run', () => {
	it('counts each reason where a user looks for it', () => {
		const outcomes = [well(0), ...reasons.map((reason, index) => bad(index + 1, { reason }))];
		expect(summaryOf(outcomes, 3)).toMatchObject({
			items: 6,
			done: 1,
			invalid: 1,
			refused: 1,
			notDone: 2,
			unknown: 0,
			unsent: 1,
			calls: 3,
		});
	});

	it('counts as unknown whatever may have been written, also what was refused after a lost answer', () => {
		const maybe = reasons.map((reason, index) => bad(index, { reason, applied: 'maybe' }));
		expect(summaryOf(maybe, 3)).toMatchObject({ refused: 0, notDone: 0, unknown: maybe.length });
		expect(stopError(WRITE, maybe).description).toContain(
			`Unknown, may have been written: ${maybe.length} `,
		);
	});

	it('adds up, and lists every failure', () => {
		fc.assert(
			fc.property(outcomesOf, (outcomes) => {
				const { failures, items, done, calls, ...others } = summaryOf(outcomes, 1);
				expect([items, calls]).toEqual([outcomes.length, 1]);
				const { invalid, refused, notDone, unknown, unsent } = others;
				expect(done + invalid + refused + notDone + unknown + unsent).toBe(items);
				// Nothing is counted that is not in the sum.
				expect(Object.keys(others).sort()).toEqual(
					['invalid', 'refused', 'notDone', 'unknown', 'unsent'].sort(),
				);
				expect(failures.map(({ item }) => item)).toEqual(
					outcomes.filter(({ ok }) => !ok).map(({ item }) => item),
				);
			}),
		);
	});

	it('counts what became of those that went well, where an operation tells them apart', () => {
		const became = (item: number, outcome: string) => well(item, { id: `${item}`, outcome });
		const outcomes = [became(0, 'created'), became(1, 'updated'), became(2, 'created'), bad(3)];
		expect(summaryOf(outcomes, 1)).toMatchObject({
			done: 3,
			outcomes: { created: 2, updated: 1 },
		});
		expect(summaryOf([well(0), bad(1)], 1)).not.toHaveProperty('outcomes');
	});

	it('is one item, paired with all', () => {
		const { json, pairedItem } = toSummaryItem([well(0), bad(1)], 1);
		expect(pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		expect(json.failures).toEqual([
			{ item: 1, reason: 'invalid', applied: 'no', message: 'Not sent: it is bad.' },
		]);
	});
});

describe('Ranges of items', () => {
	it.each([
		[[], ''],
		[[5], '5'],
		[[0, 1, 2], '0 to 2'],
		[[3, 1, 2, 7, 9, 10], '1 to 3, 7, 9 to 10'],
	])('%p are %p', (given, expected) => {
		expect(ranges(given)).toBe(expected);
	});

	it('are cut off after twenty', () => {
		const odd = Array.from({ length: 30 }, (_, index) => index * 2);
		expect(ranges(odd)).toBe(`${odd.slice(0, 20).join(', ')}, …`);
		expect(ranges(odd.slice(0, 20))).toBe(odd.slice(0, 20).join(', '));
	});

	it('name every item once, and leave the list alone', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(30), { maxLength: 20 }), (items) => {
				const before = [...items];
				const told = ranges(items)
					.split(', ')
					.filter(Boolean)
					.flatMap((span) => {
						const [from, to = from] = span.split(' to ').map(Number);
						return Array.from({ length: to - from + 1 }, (_, index) => from + index);
					});
				expect(told).toEqual([...before].sort((a, b) => a - b));
				expect(items).toEqual(before);
			}),
		);
	});
});

describe('The error of a run that stops', () => {
	it('says what was written, what was not, and why, by item', () => {
		const outcomes = [
			well(0),
			well(1),
			bad(2, { reason: 'unsent', message: 'Not sent: an earlier batch failed.' }),
			bad(3, { reason: 'rejected', message: 'HubSpot refused this record: no such phone.' }),
			bad(4, { reason: 'lost', applied: 'maybe', message: 'Unknown.' }),
			bad(5, { reason: 'unaccounted', applied: 'maybe', message: 'Silence.' }),
			bad(6),
		];
		expect(stopError(WRITE, outcomes)).toEqual({
			itemIndex: 3,
			message:
				'5 of 7 items did not go through: HubSpot refused this record: no such phone. [item 3]',
			description: [
				'Written: 2 (items 0 to 1)',
				'Not valid, so not sent: 1 (item 6)',
				'Refused by HubSpot: 1 (item 3)',
				'Unknown, may have been written: 2 (items 4 to 5)',
				'Not sent: 1 (item 2)',
				'',
				'Item 3: HubSpot refused this record: no such phone.',
				'Item 4: Unknown.',
				'Item 5: Silence.',
				'Item 6: Not sent: it is bad.',
			].join('<br>\n'),
		});
	});

	it('names correlation IDs, for HubSpot support, and shows markup as text: n8n renders HTML', () => {
		const message = 'HubSpot refused this record: <img src=x onerror=alert(1)> & more.';
		const { description } = stopError(WRITE, [
			bad(0, { reason: 'rejected', message, correlationId: 'c-1' }),
		]);
		expect(description.split('<br>\n').slice(5)).toEqual([
			'',
			'Item 0: HubSpot refused this record: &lt;img src=x onerror=alert(1)&gt; & more. Correlation ID: c-1',
		]);
	});

	it('spells out ten failures and counts the others', () => {
		const { description } = stopError(
			WRITE,
			Array.from({ length: 13 }, (_, item) => bad(item)),
		);
		const lines = description.split('<br>\n');
		expect(lines[0]).toBe('Written: 0');
		expect(lines.filter((line) => line.startsWith('Item '))).toHaveLength(10);
		expect(lines.at(-1)).toBe('… and 3 more.');
	});

	it('tells of what merely was not sent where nothing else failed', () => {
		const unsent = bad(1, { reason: 'unsent', message: 'Not sent: cancelled.' });
		expect(stopError(WRITE, [well(0), unsent])).toMatchObject({
			itemIndex: 1,
			message: '1 of 2 items did not go through: Not sent: cancelled. [item 1]',
		});
	});

	it('accounts for every item, and begins with one that failed for a reason of its own', () => {
		fc.assert(
			fc.property(outcomesOf, (outcomes) => {
				if (outcomes.every(({ ok }) => ok)) return;
				const { itemIndex, description } = stopError(WRITE, outcomes);
				const counts = description
					.split('<br>\n<br>\n')[0]
					.split('<br>\n')
					.map((line) => Number(/: (\d+)/.exec(line)?.[1]));
				expect(counts.reduce((sum, count) => sum + count, 0)).toBe(outcomes.length);
				const first = outcomes[itemIndex];
				expect(first.ok).toBe(false);
				const onlyUnsent = outcomes.every((one) => one.ok || one.failure.reason === 'unsent');
				expect(!first.ok && first.failure.reason === 'unsent').toBe(onlyUnsent);
			}),
		);
	});
});

// ---------------------------------------------------------------- outcomes in words

describe('An outcome in words', () => {
	const done = (notes: Note[], more: object = {}): Outcome => ({
		item: 3,
		ok: true,
		result: { id: '1' },
		notes,
		...more,
	});

	it('that is good has its result, and a warning for each note', () => {
		expect(tell(rowOf('batchUpdateObjects'), done([]))).toEqual({
			item: 3,
			ok: true,
			result: { id: '1' },
			warnings: [],
		});
		const told = tell(
			rowOf('batchUpdateObjects'),
			done([{ kind: 'said', text: 'Look.' }, { kind: 'found' }]),
		);
		expect(told).toMatchObject({
			warnings: [
				'Look.',
				"HubSpot's answer left open whether this record was written; a read afterwards shows that it was.",
			],
		});
	});

	it('that is good of a question with many results has them all, and no other has any', () => {
		const results = [{ id: '1' }, { id: '2' }];
		expect(tell(rowOf('batchReadObjects'), done([], { results }))).toMatchObject({ results });
		expect(tell(rowOf('batchReadObjects'), done([]))).not.toHaveProperty('results');
	});

	it('that is bad has the facts that a workflow can act upon, and a message in their place', () => {
		const input: Input = { id: 'a@b.co', idProperty: 'email', properties: {} };
		const errors = [{ message: 'No such property', code: 'PROPERTY_DOESNT_EXIST' }];
		const failure: Failure = {
			reason: 'rejected',
			applied: 'maybe',
			event: {
				kind: 'refused',
				input,
				error: { message: 'No.', context: {}, errors: [] },
				alsoListed: false,
			},
			lostBefore: true,
			seen: { kind: 'absent' },
			status: 207,
			category: 'VALIDATION_ERROR',
			correlationId: 'c-1',
			errors,
		};
		const told = tell(rowOf('batchUpdateObjects'), failed(3, failure));
		expect(told).toEqual({
			item: 3,
			ok: false,
			failure: {
				reason: 'rejected',
				applied: 'maybe',
				status: 207,
				category: 'VALIDATION_ERROR',
				correlationId: 'c-1',
				errors,
				message: expect.stringMatching(
					/^HubSpot refused the record with email “a@b\.co”: No\. /,
				) as string,
			},
		});
	});

	it('that is bad tells of the facts, and changes none of them', () => {
		const event = { kind: 'invalid', problem: 'id: expected text, got nothing.' } as const;
		const outcome = failed(0, { reason: 'invalid', applied: 'no', event });
		const before = structuredClone(outcome);
		expect(tell(rowOf('batchUpdateObjects'), outcome)).toMatchObject({
			failure: { message: 'Not sent: id: expected text, got nothing.' },
		});
		expect(outcome).toEqual(before);
	});

	it.each(ROWS.map((row) => [row.value, row] as const))(
		'calls a record of %s as its row does',
		(_, row) => {
			const input: Input = { id: '7', objectId: '7', externalEventId: '7', properties: {} };
			const error = { message: 'No.', context: {}, errors: [] };
			const event = { kind: 'refused', input, error, alsoListed: false } as const;
			const told = tell(row, failed(0, { reason: 'rejected', applied: 'no', event }));
			expect(isRefusal(told) && told.failure.message).toBe(
				`HubSpot refused ${row.form.label(input)}: No.`,
			);
		},
	);
});

describe('A question with many results', () => {
	const sources = [{ json: { q: 'a' } }, { json: { q: 'b' } }, { json: { q: 'c' } }];
	const many: Told = {
		item: 0,
		ok: true,
		result: {},
		results: [{ id: '1' }, { id: '2' }],
		warnings: [],
	};
	const none: Told = { item: 1, ok: true, result: {}, results: [], warnings: [] };
	const outcomes = [many, none, bad(2)];

	it('gives an item for each of them, all paired with the one that asked, and none for none', () => {
		expect(toItems(outcomes, sources, 'result')).toEqual([
			{ json: { id: '1' }, pairedItem: { item: 0 } },
			{ json: { id: '2' }, pairedItem: { item: 0 } },
			{ json: expect.objectContaining({ error: expect.anything() }), pairedItem: { item: 2 } },
		]);
	});

	it('gives its own fields to each of them, where they are wanted beside the results', () => {
		const items = toItems(outcomes, sources, 'inputWithResult');
		expect(items.slice(0, 2).map(({ json }) => json)).toEqual([
			{ q: 'a', hubspot: { id: '1' } },
			{ q: 'a', hubspot: { id: '2' } },
		]);
		expect(items[1].json).not.toBe(items[0].json);
	});

	it('is one item of the summary, however many results it has', () => {
		expect(summaryOf(outcomes, 4)).toMatchObject({ items: 3, done: 2, invalid: 1, calls: 4 });
	});
});

describe('Failed items that n8n does not sort out', () => {
	const sources = [{ json: { row: 0, error: 'mine' }, binary: {} }];

	it('keep the fields of their input beside the error where these are wanted', () => {
		const [item] = toItems([bad(0)], sources, 'inputWithResult', false);
		expect(item).toEqual({
			json: {
				row: 0,
				error: { reason: 'invalid', applied: 'no', message: 'Not sent: it is bad. [item 0]' },
			},
			binary: {},
			pairedItem: { item: 0 },
		});
	});

	it('are the error alone where only results are', () => {
		const [item] = toItems([bad(0)], sources, 'result', false);
		expect(Object.keys(item.json)).toEqual(['error']);
	});
});

// ---------------------------------------------------------------- by kind of operation

describe('The answer that an agent gets, by what it asked for', () => {
	const answer = (effect: Effect, result: Result, more: object = {}) =>
		toAnswers(effect, [{ item: 0, ok: true, result, warnings: [], ...more }])[0].json;

	it('is the whole record where it read one', () => {
		const record = { id: '1', properties: { city: 'Bonn', email: 'a@b.co' } };
		expect(answer(READ, record)).toEqual({ outcome: 'done', record });
		expect(answer(READ, record, { warnings: ['Look.'] })).toEqual({
			outcome: 'done',
			record,
			warnings: ['Look.'],
		});
	});

	it('are the results where it asked for a list, and an empty list for none', () => {
		const results = [{ id: '1' }, { id: '2' }];
		expect(answer(LIST, {}, { results })).toEqual({ outcome: 'done', results });
		expect(answer(LIST, {})).toEqual({ outcome: 'done', results: [] });
	});

	it.each([
		['created', 'Created in HubSpot.'],
		['updated', 'Updated in HubSpot.'],
		['created or updated', 'Created or updated in HubSpot.'],
	])(
		'of an upsert says that the record was %s, with its ID and nothing else of it',
		(outcome, message) => {
			expect(answer(UPSERT, { id: '7', outcome, properties: { city: 'Bonn' } })).toEqual({
				outcome: 'done',
				message,
				id: '7',
			});
		},
	);

	it('of an archive says what HubSpot’s silence means, not that the record was there', () => {
		expect(answer(ARCHIVE, { id: '7', outcome: 'not in HubSpot any more' })).toEqual({
			outcome: 'done',
			message: 'Not in HubSpot any more.',
			id: '7',
		});
	});

	it.each([
		['rejected', 'refused'],
		['unaccounted', 'not done'],
		['lost', 'not done'],
		['unsent', 'not sent'],
		['invalid', 'not sent'],
	] as const)('of a read is never unknown: %s is “%s”', (reason, outcome) => {
		const [{ json }] = toAnswers(READ, [badRead(0, { reason, message: 'Why.' })]);
		expect(json).toEqual({ outcome, message: 'Why.' });
	});

	it('names the call in HubSpot’s logs where it failed', () => {
		const [{ json }] = toAnswers(READ, [badRead(0, { correlationId: 'c-1', message: 'Why.' })]);
		expect(json).toEqual({ outcome: 'not sent', message: 'Why.', correlationId: 'c-1' });
	});
});

describe('The words of a run, by what it did', () => {
	const countsOf = (effect: Effect, outcomes: Told[]) =>
		stopError(effect, outcomes).description.split('<br>\n<br>\n')[0].split('<br>\n');

	it('are those of a read: read, and nothing about what may have been written', () => {
		const outcomes = [
			well(0),
			badRead(1, { reason: 'unaccounted', message: 'Silence.' }),
			badRead(2, { reason: 'rejected', message: 'No such record.' }),
			badRead(3, { reason: 'unsent', message: 'Not sent: cancelled.' }),
		];
		expect(countsOf(READ, outcomes)).toEqual([
			'Read: 1 (item 0)',
			'Not valid, so not sent: 0',
			'Refused by HubSpot: 1 (item 2)',
			'Sent, but not read: 1 (item 1)',
			'Not sent: 1 (item 3)',
		]);
		expect(summaryOf(outcomes, 1)).toMatchObject({ refused: 1, notDone: 1, unsent: 1, unknown: 0 });
	});

	it('are those of an archive', () => {
		const outcomes = [
			well(0),
			bad(1, { reason: 'lost', applied: 'maybe', message: 'Unknown.' }),
			bad(2, { reason: 'lost', applied: 'no', message: 'Still there.' }),
		];
		expect(countsOf(ARCHIVE, outcomes)).toEqual([
			'Archived: 1 (item 0)',
			'Not valid, so not sent: 0',
			'Refused by HubSpot: 0',
			'Sent, but not archived: 1 (item 2)',
			'Unknown, may have been archived: 1 (item 1)',
			'Not sent: 0',
		]);
	});

	it('are those of an upsert: written, since a run holds both', () => {
		expect(countsOf(UPSERT, [well(0), bad(1)])[0]).toBe('Written: 1 (item 0)');
		expect(countsOf(UPSERT, [bad(0, { applied: 'maybe' })])).toContain(
			'Unknown, may have been written: 1 (item 0)',
		);
	});

	it('add up to all items, whatever was done', () => {
		fc.assert(
			fc.property(
				fc.array(fc.option(fc.constantFrom(...reasons)), { minLength: 1, maxLength: 50 }),
				fc.constantFrom(...ROWS.map(({ value }) => value)),
				(all, name) => {
					const effect = effectOf(name);
					const make = effect.kind === 'write' ? bad : badRead;
					const told = all.map((reason, item) => (reason ? make(item, { reason }) : well(item)));
					if (told.every(({ ok }) => ok)) return;
					const counts = countsOf(effect, told).map((each) => Number(/: (\d+)/.exec(each)?.[1]));
					expect(counts.reduce((sum, count) => sum + count, 0)).toBe(told.length);
				},
			),
		);
	});

	it('of a read hold `applied` nowhere: there is nothing that could have been', () => {
		const outcomes = [well(0), ...reasons.map((reason, index) => badRead(index + 1, { reason }))];
		const sources = outcomes.map(({ item }) => ({ json: { item } }));
		const all = [
			toItems(outcomes, sources, 'result'),
			toItems(outcomes, sources, 'inputWithResult', false),
			toSummaryItem(outcomes, 1),
			toAnswers(READ, outcomes),
			stopError(READ, outcomes),
		];
		expect(JSON.stringify(all)).not.toMatch(/applied|written/);
	});
});

describe('A failure counts', () => {
	it.each<[Problem['reason'], Problem['applied'], string]>([
		['invalid', 'no', 'invalid'],
		['unsent', 'no', 'unsent'],
		['rejected', 'no', 'refused'],
		['lost', 'no', 'notDone'],
		['unaccounted', 'no', 'notDone'],
		['unaccounted', undefined, 'notDone'],
		['lost', undefined, 'notDone'],
		['rejected', undefined, 'refused'],
		['rejected', 'maybe', 'unknown'],
		['unsent', 'maybe', 'unknown'],
	])('%s, applied %s, as %s', (reason, applied, kind) => {
		expect(kindOf({ reason, applied })).toBe(kind);
	});
});
