/** present.ts: what became of each item, as n8n shows it: items, and a summary. */
import * as fc from 'fast-check';

import { failed, type Failure, type Note, type Outcome } from '../../nodes/engine/outcome';
import type { Input } from '../../nodes/hubspot/endpoint';
import { toAnswers } from '../../nodes/n8n/agents';
import {
	errorJson,
	itemsByKind,
	kindOf,
	ranges,
	summaryOf,
	tell,
	toItems,
	toSummaryItem,
	type Problem,
	type Told,
} from '../../nodes/n8n/present';
import { stopError } from '../../nodes/n8n/stopped';
import { bad, badRead, isRefusal, outcomesOf, READ, reasons, rowOf, ROWS, well } from './told';

describe('The items of a run', () => {
	const sources = [0, 1, 2].map((row) => ({
		json: { row },
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
				const listed = failures.flatMap(({ items: each }) => each as Array<{ item: number }>);
				expect(listed.map(({ item }) => item).sort((a, b) => a - b)).toEqual(
					outcomes.filter(({ ok }) => !ok).map(({ item }) => item),
				);
				expect(failures.map(({ count }) => count)).toEqual(
					failures.map(({ items: each }) => (each as unknown[]).length),
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
			{
				reason: 'invalid',
				applied: 'no',
				message: 'Not sent: it is bad.',
				count: 1,
				items: [{ item: 1 }],
			},
		]);
	});

	it('tells a reason once, with the records that it is about and five correlation IDs at most', () => {
		const message = "The account's calls for today are used up.";
		const outcomes = Array.from({ length: 20_000 }, (_, item) =>
			bad(item, { reason: 'unsent', message, correlationId: `call-${Math.floor(item / 100)}` }),
		);
		const summary = summaryOf([...outcomes, bad(20_000)], 1, (item) => `p${item}@example.com`);
		expect(summary.failures).toMatchObject([{ message, count: 20_000 }, { count: 1 }]);
		const [{ items, correlationIds }] = summary.failures as Array<Record<string, unknown[]>>;
		expect(items[19_999]).toEqual({ item: 19_999, record: 'p19999@example.com' });
		expect(correlationIds).toEqual(['call-0', 'call-1', 'call-2', 'call-3', 'call-4']);
		expect(JSON.stringify(summary).length).toBeLessThan(20_000 * 60);
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
				"HubSpot's answer left open whether this record was written; a look-up afterwards shows that it was.",
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
					/^HubSpot refused the record with email a@b\.co: “No”\. /,
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

	it('that is bad has a name for a headline, where it is about more than its item', () => {
		const refusal = { status: 401, error: { context: {}, errors: [] } };
		const event = { kind: 'refusedWhole', refusal, among: true } as const;
		const told = tell(rowOf('batchUpdateObjects'), failed(0, { reason: 'rejected', event }));
		expect(told).toMatchObject({ headline: 'HubSpot does not accept the token of the credential' });
	});

	it.each<[string, Input, string, string]>([
		[
			'batchUpdateObjects',
			{ id: 'nobody@example.com', idProperty: 'email' },
			'contacts',
			'No contact has the email nobody@example.com; this operation never creates contacts. To create it, use Batch Upsert CRM Objects.',
		],
		[
			'batchUpdateObjects',
			{ id: '7' },
			'companies',
			'No company has the ID 7; this operation never creates companies.',
		],
		[
			'batchUpdateObjects',
			{ id: 'A 1', idProperty: 'car_id' },
			'p123_car',
			'No record has the Car ID “A 1”; this operation never creates records. To create it, use Batch Upsert CRM Objects.',
		],
		[
			'batchReadObjects',
			{ id: 'a@b.co', idProperty: 'email' },
			'0-1',
			'No contact has the email a@b.co.',
		],
		[
			'batchUpdateEvents',
			{ objectId: '9' },
			'',
			'No event has the object ID 9; this operation never creates events.',
		],
		[
			'batchArchiveEvents',
			{ objectId: '9' },
			'',
			'No event has the object ID 9, so there was nothing to archive.',
		],
		[
			'batchUpsertObjects',
			{ id: 'a@b.co', idProperty: 'email' },
			'contacts',
			'HubSpot refused the contact with email a@b.co: “Gone” (OBJECT_NOT_FOUND).',
		],
	])(
		'of %s says of %j what it means that HubSpot does not have it',
		(name, input, objectType, message) => {
			const place = { version: 'v3' as const, parameters: { objectType } };
			const error = { message: 'Gone', category: 'OBJECT_NOT_FOUND', context: {}, errors: [] };
			const labelOf = (property: string) =>
				({ car_id: 'Car ID', email: 'Email' })[property] ?? property;
			const named = { kind: 'refused', input, place, error, alsoListed: false } as const;
			const entry = { item: 0, input, place };
			const alone = {
				kind: 'refusedWhole',
				refusal: { status: 404, error },
				among: false,
				entry,
			} as const;
			for (const event of [named, alone]) {
				const told = tell(
					rowOf(name),
					failed(0, { reason: 'rejected', applied: 'no', event }),
					labelOf,
				);
				const said = isRefusal(told) ? told.failure.message : '';
				expect(said.replace(', HTTP 404', '')).toBe(message);
			}
		},
	);

	// A question with many results is about no record, and an association about two.
	const ofRecords = ROWS.filter(({ effect, form }) => effect.kind !== 'list' && !form.ends);
	it.each(ofRecords.map((row) => [row.value, row] as const))(
		'calls a record of %s as its row does',
		(_, row) => {
			const input: Input = {
				...{ id: '7', vid: '7', objectId: '7', externalEventId: '7' },
				properties: { a: '7' },
			};
			const error = { message: 'No.', context: {}, errors: [] };
			const event = { kind: 'refused', input, error, alsoListed: false } as const;
			const told = tell(row, failed(0, { reason: 'rejected', applied: 'no', event }));
			const [by] = row.form.name(input);
			expect(isRefusal(told) && told.failure.message).toBe(
				`HubSpot refused the ${row.form.noun(undefined).one} with ${by} 7: “No”.`,
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
	const sources = [{ json: { row: 0, error: 'old', hubspot: { id: '999' } }, binary: {} }];

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

describe('Fields of the input in which this node tells what became of an item', () => {
	const old = { row: 7, error: { message: 'of an earlier run' }, hubspot: { id: '999' } };
	const sources = [{ json: old }, { json: old }];
	const outcomes = [well(0), bad(1)];

	it('are not taken over by an item that went well', () => {
		const [{ json }] = toItems(outcomes, sources, 'inputWithResult');
		expect(json).toEqual({ row: 7, hubspot: { id: '0' } });
	});

	it('are not taken over by one that failed, where this node adds the input', () => {
		const [, { json }] = toItems(outcomes, sources, 'inputWithResult', false);
		expect(json).toEqual({ row: 7, error: expect.objectContaining({ reason: 'invalid' }) });
	});

	it('are laid over with nothing, where n8n adds the input of one that failed', () => {
		const [, failure] = toItems(outcomes, sources, 'inputWithResult');
		// What n8n does with it.
		const merged = { ...failure, json: { ...old, ...failure.json } };
		expect(Object.keys(merged).sort()).toEqual(['json', 'pairedItem']);
		expect(JSON.parse(JSON.stringify(merged.json))).toEqual({
			row: 7,
			error: expect.objectContaining({ reason: 'invalid' }),
		});
		// Where n8n adds nothing, because no node stands before this one, it keeps this message.
		expect(failure.error?.message).toBe('Not sent: it is bad. [item 1]');
	});

	it('leave the shape of other failed items alone', () => {
		const [, failure] = toItems(outcomes, [{ json: {} }, { json: { row: 7 } }], 'inputWithResult');
		expect(Object.keys(failure.json)).toEqual(['error']);
		expect(failure.error).toBeUndefined();
	});

	it('stay in the input itself', () => {
		const before = structuredClone(sources);
		toItems(outcomes, sources, 'inputWithResult');
		toItems(outcomes, sources, 'inputWithResult', false);
		expect(sources).toEqual(before);
	});
});

describe('The items of each kind', () => {
	it('are all items, each once', () => {
		fc.assert(
			fc.property(outcomesOf, (outcomes) => {
				const items = Object.values(itemsByKind(outcomes)).flat();
				expect(items.sort((a, b) => a - b)).toEqual(outcomes.map(({ item }) => item));
			}),
		);
	});
});

describe('The outcomes of a read', () => {
	it('hold `applied` nowhere: there is nothing that could have been', () => {
		const outcomes = [well(0), ...reasons.map((reason, index) => badRead(index + 1, { reason }))];
		const sources = outcomes.map(({ item }) => ({ json: { item } }));
		const all = [
			toItems(outcomes, sources, 'result'),
			toItems(outcomes, sources, 'inputWithResult', false),
			toSummaryItem(outcomes, 1),
			toAnswers(READ, outcomes),
			stopError(rowOf('batchReadObjects'), outcomes),
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
