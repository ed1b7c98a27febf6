/** settle.ts: what becomes of each entry, to the letter: people read these words, and act on them. */
import { parseError, type Result } from '../../nodes/hubspot/api';
import type { Entry, Failure, Outcome } from '../../nodes/engine/outcome';
import type { Sent } from '../../nodes/engine/send';
import {
	advice,
	inWords,
	refusalOf,
	settleAgain,
	settleAlone,
	settleAnswer,
	settleFound,
	settleReadable,
	settleRefusal,
	settleUnread,
	settleUnwritten,
	stoppedBy,
} from '../../nodes/engine/settle';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/records';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/events';

const LOOK_IT_UP =
	'Look it up in HubSpot before relying on it; sending the same values again is safe.';
const UNKNOWN = ', so whether this record was written is unknown';
const MAYBE =
	' An earlier try of this batch got no usable answer, so it may have been written all the same.';

const entries = (...ids: string[]): Entry[] =>
	ids.map((id, item) => ({
		item,
		place: { version: '2026-03', parameters: { objectType: 'contacts' } },
		input: { id, properties: { phone: id }, objectWriteTraceId: `t${id}` },
	}));

const answered = (body: unknown, more: Partial<Sent> = {}): Sent => ({
	verdict: 'answered',
	maybeApplied: false,
	reply: { status: 207, headers: { 'x-hubspot-correlation-id': 'of-the-reply' }, body },
	...more,
});
const refused = (body: unknown, status = 400, more: Partial<Sent> = {}): Sent => ({
	verdict: 'rejected',
	maybeApplied: false,
	reply: { status, headers: { 'x-hubspot-correlation-id': 'of-the-reply' }, body },
	...more,
});

const failureOf = (outcome: Outcome): Failure => {
	if (outcome.ok) throw new Error('It went well');
	return outcome.failure;
};
const settle = (body: unknown, more: Partial<Sent> = {}, among = entries('1', '2', '3')) =>
	settleAnswer(batchUpdateObjects, among, answered(body, more));

describe('HubSpot’s words', () => {
	const words = (error: object, status?: number) => inWords(parseError(error), status);

	it.each<[string, object, string]>([
		['one sentence, without its stop', { message: ' It is bad. ' }, 'It is bad'],
		['nothing', {}, 'no reason given'],
		['blanks', { message: ' ' }, 'no reason given'],
		['a category alone', { category: 'C' }, 'no reason given (C)'],
		['a category', { message: 'No', category: 'C' }, 'No (C)'],
		[
			'what stands within, once, and not what was said already',
			{
				message: 'Bad: red.',
				errors: [{ message: 'red' }, { message: 'a.' }, {}, { message: 'b' }, { message: 'a' }],
			},
			'Bad: red: a: b',
		],
		['only what stands within', { errors: [{ message: 'a' }, { message: 'b' }] }, 'a: b'],
		[
			'details that are JSON in the text',
			{ message: 'Not valid: [{"isValid":false,"message":"a \\"b\\" c","x":1},{"message":"zz"}]' },
			'Not valid: a "b" c: zz',
		],
		['details right after a colon', { message: 'Bad:[{"message":"zz"}]' }, 'Bad: zz'],
		['details after a blank', { message: 'Bad [{"message":"zz"}]' }, 'Bad: zz'],
		['details right after a word', { message: 'Bad[{"message":"zz"}]' }, 'Bad: zz'],
		['details alone', { message: '[{"message":"zz"}]' }, 'zz'],
		['a stop within a word', { message: 'See v1.2 there.' }, 'See v1.2 there'],
		[
			'details that are no JSON after all',
			{ message: 'Not valid: [{"message":"a \\q b"}]' },
			'Not valid: a \\q b',
		],
		[
			'details given twice: those that are listed',
			{ message: 'Not valid: [{"message":"in text"}]', errors: [{ message: 'listed' }] },
			'Not valid: listed',
		],
	])('of %s', (_, error, expected) => {
		expect(words(error)).toBe(expected);
	});

	it('come with the status of a refusal', () => {
		expect(words({ message: 'No', category: 'C' }, 400)).toBe('No (C, HTTP 400)');
		expect(words({}, 500)).toBe('no reason given (HTTP 500)');
		expect(refusalOf(refused({ message: 'No' }, 409))).toBe('No (HTTP 409)');
		expect(refusalOf({ verdict: 'lost', maybeApplied: true })).toBe('no reason given');
	});

	it('are cut where nobody would read on, and not before', () => {
		expect(words({ message: 'x'.repeat(1_000) })).toBe('x'.repeat(1_000));
		expect(words({ message: 'x'.repeat(1_001) })).toBe(`${'x'.repeat(1_000)}…`);
		expect(words({ message: 'No', category: 'c'.repeat(100) })).toBe(`No (${'c'.repeat(100)})`);
		expect(words({ message: 'No', category: 'c'.repeat(101) })).toBe(`No (${'c'.repeat(100)}…)`);
	});
});

describe('Advice', () => {
	const about = (status: number, error: object = {}) => advice(status, parseError(error));

	it.each<[number, object, RegExp]>([
		[401, {}, /^ Check the token in the credential/],
		[403, {}, /^ Check in HubSpot what the token/],
		[429, { policyName: 'DAILY' }, /^ The account's calls for today are used up/],
		[429, { policyName: 'SECONDLY' }, /^ Other workflows or apps use up this limit/],
		[423, {}, /^ The account stayed locked/],
		[477, {}, /^ HubSpot is moving this account/],
		[302, {}, /^ Check the Base URL/],
		[400, {}, /^$/],
		[400, { policyName: 'DAILY' }, /^$/],
		[500, {}, /^$/],
		[
			403,
			{ context: { missingScopes: ['a'] } },
			/lacks the scope a: add it in HubSpot .* add it there/,
		],
		[
			403,
			{ context: { missingScopes: ['a', 'b'] } },
			/lacks the scopes a, b: add them in HubSpot .* add them there/,
		],
	])('about a status %p and the error %j', (status, error, expected) => {
		expect(about(status, error)).toMatch(expected);
	});

	it('about the daily limit goes by the headers where no policy is named', () => {
		expect(advice(429, parseError({}), true)).toMatch(/calls for today/);
	});

	it('stands in the reason why nothing more is sent', () => {
		const failure: Failure = { reason: 'unsent', applied: 'no', message: 'Why.' };
		expect(stoppedBy(refused({ message: 'No' }, 401), failure)).toBe(
			'Not sent, because an earlier batch could not be: HubSpot refused it: No (HTTP 401). Check the token in the credential: it may have expired or been revoked.',
		);
		expect(stoppedBy({ verdict: 'denied', maybeApplied: false }, failure)).toBe(
			'Not sent, because an earlier batch could not be: Why.',
		);
	});
});

describe('An answer', () => {
	it('with a result for a record is a success, with what was told besides', () => {
		const results: Result[] = [
			{ id: '1', properties: { phone: '1' } },
			{ id: '2', warnings: [{ message: 'w' }] },
			{ objectWriteTraceId: 't3' },
		];
		expect(settle({ status: 'COMPLETE', results })).toEqual([
			{ item: 0, ok: true, result: results[0], warnings: [] },
			{ item: 1, ok: true, result: results[1], warnings: ['HubSpot warns: w'] },
			{
				item: 2,
				ok: true,
				result: results[2],
				warnings: [
					'HubSpot wrote this record, but its answer does not tell its ID: several records in it look the same.',
				],
			},
		]);
	});

	it('keeps the warnings beside the one of a missing ID', () => {
		const results = [{ objectWriteTraceId: 't1', warnings: [{ message: 'w' }] }];
		const [outcome] = settle({ results }, {}, entries('1'));
		expect(outcome.ok && outcome.warnings).toEqual([
			'HubSpot warns: w',
			expect.stringContaining('does not tell its ID'),
		]);
	});

	it.each([['<html>'], [undefined], [[]]])('that is %j cannot be read', (body) => {
		for (const outcome of settle(body)) {
			expect(failureOf(outcome)).toEqual({
				reason: 'unaccounted',
				applied: 'maybe',
				message: `HubSpot accepted the batch (HTTP 207) but its answer cannot be read${UNKNOWN}. ${LOOK_IT_UP}`,
				status: 207,
				correlationId: 'of-the-reply',
			});
		}
	});

	it('refuses whom an error names, with its own details', () => {
		const context = { ids: ['2'] };
		const inner = { message: 'red', code: 'X', context: { propertyName: ['colour'] } };
		const [, outcome] = settle({
			results: [{ id: '1' }, { id: '3' }],
			errors: [
				{ message: 'No', category: 'C', correlationId: 'own', context, errors: [inner] },
				{ message: 'Later', context },
			],
		});
		expect(failureOf(outcome)).toEqual({
			reason: 'rejected',
			applied: 'no',
			message: 'HubSpot refused the record with ID “2”: No: red (C).',
			status: 207,
			category: 'C',
			correlationId: 'own',
			errors: [inner],
		});
	});

	it('goes by the correlation ID of the reply where an error has none', () => {
		const [outcome] = settle({ errors: [{ message: 'No', context: { ids: ['1'] } }] });
		expect(failureOf(outcome)).toMatchObject({ correlationId: 'of-the-reply' });
		expect(failureOf(outcome).errors).toBeUndefined();
	});

	it('that refuses a record and lists it as written leaves it open', () => {
		const body = { results: [{ id: '1' }], errors: [{ message: 'No', context: { ids: ['1'] } }] };
		expect(failureOf(settle(body)[0])).toMatchObject({
			applied: 'maybe',
			message:
				'HubSpot refused the record with ID “1”: No. The same answer also lists it as written.',
		});
	});

	it('that refuses a record after a loss leaves it open', () => {
		const body = { errors: [{ message: 'No', context: { ids: ['1'] } }] };
		expect(failureOf(settle(body, { maybeApplied: true })[0])).toMatchObject({
			applied: 'maybe',
			message: `HubSpot refused the record with ID “1”: No.${MAYBE}`,
		});
	});

	it('of another status than COMPLETE leaves all open that it does not refuse', () => {
		const body = {
			status: 's'.repeat(101),
			message: 'Boom.',
			results: [{ id: '1' }],
			errors: [{ message: 'No', context: { ids: ['2'] } }],
		};
		const [one, two] = settle(body);
		expect(failureOf(one)).toMatchObject({
			reason: 'unaccounted',
			message: expect.stringMatching(
				/^HubSpot answered the batch with status s{100}…, not COMPLETE \(Boom: No\), so whether/,
			) as string,
		});
		expect(failureOf(two)).toMatchObject({ reason: 'rejected' });
		expect(failureOf(settle({ status: 'PENDING' })[0]).message).toBe(
			`HubSpot answered the batch with status PENDING, not COMPLETE${UNKNOWN}. ${LOOK_IT_UP}`,
		);
		expect(settle({ results: [{ id: '1' }] })[0]).toMatchObject({ ok: true });
	});

	const SILENT = `HubSpot accepted the batch but its answer does not mention this record${UNKNOWN} (it may have been merged into another one, or dropped).`;

	it('that does not mention a record leaves it open', () => {
		expect(failureOf(settle({ results: [{ id: '1' }, { id: '2' }] })[2])).toEqual({
			reason: 'unaccounted',
			applied: 'maybe',
			message: `${SILENT} ${LOOK_IT_UP}`,
			status: 207,
			correlationId: 'of-the-reply',
		});
	});

	it('tells the reasons that name nobody to all whom it does not mention', () => {
		const inner = { message: 'deep', code: 'X', context: {} };
		const errors = [
			{ message: 'No', category: 'C' },
			{ message: 'Never', errors: [inner] },
		];
		const [one, two, three] = settle({ results: [{ id: '1' }], errors });
		expect(one.ok).toBe(true);
		for (const silent of [two, three]) {
			expect(failureOf(silent)).toMatchObject({
				reason: 'unaccounted',
				category: 'C',
				message: `${SILENT} It also reported, naming no record: No (C); Never: deep. ${LOOK_IT_UP}`,
				errors: [{ message: 'No' }, inner],
			});
		}
	});

	it('tells nobody the reasons that name another', () => {
		const errors = [{ message: 'No', context: { ids: ['1'] } }];
		expect(failureOf(settle({ results: [], errors })[1]).message).toBe(`${SILENT} ${LOOK_IT_UP}`);
	});

	it('is a success without warnings where a row has none to tell', () => {
		const match = { ...batchUpdateObjects.match, warnings: undefined };
		const row = { ...batchUpdateObjects, match };
		const sent = answered({ results: [{ id: '1' }] });
		expect(settleAnswer(row, entries('1'), sent)).toMatchObject([{ ok: true, warnings: [] }]);
	});

	it('that leaves one record and one reason leaves no doubt', () => {
		const errors = [{ message: 'No' }];
		const results = [{ id: '1' }, { id: '2' }];
		expect(failureOf(settle({ results, errors })[2])).toMatchObject({ reason: 'rejected' });
		expect(failureOf(settle({ results: [{ id: '1' }], errors })[2])).toMatchObject({
			reason: 'unaccounted',
		});
		expect(failureOf(settle({ results: [{ id: '1' }], errors })[1])).toMatchObject({
			reason: 'unaccounted',
		});
		const two = [{ message: 'No' }, { message: 'Never' }];
		expect(failureOf(settle({ results, errors: two })[2])).toMatchObject({
			reason: 'unaccounted',
		});
	});

	it('has as many details as fit, in order', () => {
		const errors = Array.from({ length: 30 }, (_, i) => ({
			message: `${i}${'x'.repeat(1_000)}`,
			context: {},
		}));
		const [outcome] = settle({ errors: [{ message: 'No', context: { ids: ['1'] }, errors }] });
		const told = failureOf(outcome).errors ?? [];
		expect(told.length).toBeGreaterThan(15);
		expect(told.length).toBeLessThan(20);
		expect(told[3].message).toMatch(/^3x/);
	});

	it('of a shape that nobody foresaw leaves its entries open, and no others', () => {
		const sent = answered('?');
		const told = settleReadable(entries('1'), sent, () => {
			throw new Error('boom');
		});
		expect(told.map(failureOf)).toEqual([
			{
				reason: 'unaccounted',
				applied: 'maybe',
				message: `HubSpot's answer (HTTP 207) is of a kind this node cannot read${UNKNOWN}. ${LOOK_IT_UP}`,
				status: 207,
			},
		]);
		const fine: Outcome[] = [];
		expect(settleReadable(entries('1'), sent, () => fine)).toBe(fine);
	});
});

describe('A call without a 2xx', () => {
	const first = (sent: Sent, among = entries('1', '2'), notAgain?: string) =>
		failureOf(settleRefusal(among, sent, notAgain)[0]);

	it('that was refused is told to each, with the facts', () => {
		const inner = { message: 'red', code: 'X', context: {} };
		const body = { message: 'No', category: 'C', correlationId: 'own', errors: [inner] };
		const told = settleRefusal(entries('1', '2'), refused(body));
		expect(told.map(({ item }) => item)).toEqual([0, 1]);
		expect(failureOf(told[1])).toEqual({
			reason: 'rejected',
			applied: 'no',
			message: 'HubSpot refused the whole batch this record was in: No: red (C, HTTP 400).',
			status: 400,
			category: 'C',
			correlationId: 'own',
			errors: [inner],
		});
	});

	it('has the policy for its category, and the correlation ID of the reply, where it has none itself', () => {
		expect(first(refused({ policyName: 'DAILY' }, 429))).toMatchObject({
			category: 'DAILY',
			correlationId: 'of-the-reply',
		});
	});

	it('is about this record where it was alone, unless others were not sent again', () => {
		const sent = refused({ message: 'No' });
		expect(first(sent, entries('1')).message).toBe('HubSpot refused this record: No (HTTP 400).');
		expect(first(sent, entries('1'), 'Not sent: cancelled.').message).toBe(
			'HubSpot refused the whole batch this record was in: No (HTTP 400). It was not sent again without the others: cancelled.',
		);
	});

	it('that was refused after a loss leaves its records open', () => {
		const sent = refused({ message: 'No' }, 400, { maybeApplied: true });
		expect(first(sent, entries('1'))).toMatchObject({
			applied: 'maybe',
			message: `HubSpot refused this record: No (HTTP 400).${MAYBE}`,
		});
	});

	it.each<[Sent, Partial<Failure>]>([
		[
			{ verdict: 'cancelled', maybeApplied: false },
			{
				reason: 'unsent',
				applied: 'no',
				message: 'Not sent: the execution was cancelled before.',
			},
		],
		[
			{ verdict: 'cancelled', maybeApplied: true },
			{
				reason: 'lost',
				applied: 'maybe',
				message: `The execution was cancelled while HubSpot was working on this batch${UNKNOWN}. ${LOOK_IT_UP}`,
			},
		],
		[
			{ verdict: 'lost', maybeApplied: true, why: 'timeout' },
			{
				reason: 'lost',
				applied: 'maybe',
				message: `HubSpot gave no usable answer, however often it was asked (timeout)${UNKNOWN}. ${LOOK_IT_UP}`,
			},
		],
		[
			{ ...refused({ message: 'Down' }, 502), verdict: 'lost', maybeApplied: true },
			{
				reason: 'lost',
				status: 502,
				message: `HubSpot gave no usable answer, however often it was asked (Down (HTTP 502))${UNKNOWN}. ${LOOK_IT_UP}`,
			},
		],
		[
			{ verdict: 'denied', maybeApplied: false, why: 'No credential...' },
			{ reason: 'unsent', applied: 'no', message: 'Not sent: No credential.' },
		],
		[
			{ verdict: 'denied', maybeApplied: true, why: 'No. 2 is gone' },
			{
				reason: 'lost',
				applied: 'maybe',
				message: `Not sent again: No. 2 is gone.${MAYBE}`,
			},
		],
		[
			{ verdict: 'denied', maybeApplied: false },
			{ reason: 'unsent', message: 'Not sent: nobody knows why.' },
		],
	])('%j is told as it is', (sent, expected) => {
		expect(first(sent)).toMatchObject(expected);
	});
});

describe('Looking again', () => {
	const open = (message = `It broke${UNKNOWN}. ${LOOK_IT_UP}`, more: Partial<Failure> = {}) => {
		const failure: Failure = { reason: 'lost', applied: 'maybe', message, status: 502, ...more };
		return { item: 4, ok: false as const, failure };
	};
	const done: Outcome = { item: 4, ok: true, result: { id: '1' }, warnings: [] };

	it('finds what was to be written', () => {
		expect(settleFound(open(), { id: '1' })).toEqual({
			item: 4,
			ok: true,
			result: { id: '1' },
			warnings: [
				"HubSpot's answer left open whether this record was written; a read afterwards shows that it was.",
			],
		});
	});

	it('finds other values, or no record', () => {
		expect(settleUnwritten(open(), ['a', 'b'], false)).toEqual(
			open(`It broke${UNKNOWN}. A read afterwards shows other values of a, b. ${LOOK_IT_UP}`),
		);
		expect(settleUnwritten(open(), undefined, true)).toEqual(
			open('It broke. A read afterwards shows no such record, so it was not written.', {
				applied: 'no',
			}),
		);
		expect(settleUnwritten(open(`No.${MAYBE}`), ['a'], true)).toEqual(
			open('No. A read afterwards shows other values of a, so it was not written.', {
				applied: 'no',
			}),
		);
		expect(settleUnwritten(done, undefined, true)).toBe(done);
	});

	it('may not be possible', () => {
		expect(settleUnread(open('It broke.'), 'no scope...')).toEqual(
			open('It broke. It could not be looked up for you: no scope.'),
		);
		expect(settleUnread(open(), 'No. 2')).toMatchObject({
			failure: { message: expect.stringMatching(/for you: No\. 2\.$/) as string },
		});
		const before = open();
		expect(settleUnread(before, undefined)).toBe(before);
		expect(settleUnread(done, 'why')).toBe(done);
	});

	it('and writing again keeps it open where the first write may count', () => {
		const again = open('No.', { reason: 'rejected', applied: 'no' });
		expect(settleAgain(open(), again)).toEqual(
			open(`No.${MAYBE}`, { reason: 'rejected', applied: 'maybe' }),
		);
		const unwritten = open('x', { applied: 'no' });
		expect(settleAgain(unwritten, again)).toBe(again);
		expect(settleAgain(done, again)).toBe(again);
		expect(settleAgain(open(), done)).toBe(done);
		const still = open('still');
		expect(settleAgain(open(), still)).toBe(still);
	});
});

describe('An event written alone', () => {
	const [entry] = entries('1').map((each) => ({
		...each,
		input: { externalEventId: 'e1', customProperties: [{ name: 'room', value: 'North' }] },
	}));
	const ALONE =
		'HubSpot took this event in a batch without writing it; it was then written on its own.';

	it('is done when the answer is an event with an ID', () => {
		const result = { objectId: '7' };
		expect(settleAlone(upsertEvents, entry, answered(result))).toEqual([
			{ item: 0, ok: true, result, warnings: [ALONE] },
		]);
	});

	it('keeps its other warnings', () => {
		const [outcome] = settleAlone(
			upsertEvents,
			entry,
			answered({ objectId: '7', customProperties: [] }),
		);
		expect(outcome.ok && outcome.warnings).toHaveLength(2);
		expect(outcome.ok && outcome.warnings[1]).toBe(ALONE);
	});

	it.each([['<html>'], [{}], [{ id: null }], [undefined]])(
		'stays open when the answer is %j',
		(body) => {
			expect(settleAlone(upsertEvents, entry, answered(body)).map(failureOf)).toMatchObject([
				{
					reason: 'unaccounted',
					applied: 'maybe',
					message: expect.stringContaining('of a kind this node cannot read') as string,
				},
			]);
		},
	);

	it('is refused when HubSpot refuses it', () => {
		const told = settleAlone(upsertEvents, entry, refused({ message: 'No' }));
		expect(told.map(failureOf)).toMatchObject([{ reason: 'rejected', applied: 'no' }]);
	});
});
