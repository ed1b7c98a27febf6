/** settle.ts: what becomes of each entry: the facts, and to the letter the words in which people read them. */
import { settleSafely } from '../../nodes/engine/deliver';
import type { Entry, Failed, Failure, Outcome, Seen, Stop } from '../../nodes/engine/outcome';
import type { Sent } from '../../nodes/engine/send';
import {
	refusalOf,
	settleAgain,
	settleAlone,
	settleAnswer,
	settleBroken,
	settleFound,
	settleRefusal,
	settleUnread,
	settleUnwritten,
} from '../../nodes/engine/settle';
import type { Read } from '../../nodes/hubspot/effect';
import type { Input } from '../../nodes/hubspot/endpoint';
import type { Result } from '../../nodes/hubspot/replies';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchRemoveAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { batchArchiveEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { deleteEvents } from '../../nodes/HubSpotMarketingEvents/operations/deleteEvents';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import type { Operation } from '../../nodes/n8n/operation';
import { tell, type Problem } from '../../nodes/n8n/present';
import {
	answered,
	endpointOfRow,
	matching,
	problemOf,
	refused,
	sending,
	toldBy,
	writeOf,
	writing,
} from './rows';

const LOOK_IT_UP =
	'Look it up in HubSpot before relying on it; sending the same values again is safe.';
const UNKNOWN = ', so it is unknown whether this record was written';
const MAYBE =
	' An earlier try of this batch got no usable answer, so it may have been written all the same.';

const entries = (...ids: string[]): Entry[] =>
	ids.map((id, item) => ({
		item,
		place: { version: '2026-03', parameters: { objectType: 'contacts' } },
		input: { id, properties: { phone: id }, objectWriteTraceId: `t${id}` },
	}));

/** The failure of an outcome, as it is printed. */
const printed = (outcome: Outcome, row = batchUpdateObjects): Problem =>
	problemOf(tell(row, outcome));
const [{ input: SENT }] = entries('1');
const settled = (row: Operation, among: Entry[], sent: Sent) =>
	settleAnswer(writeOf(row), endpointOfRow(row), among, sent);
const settle = (body: unknown, more: Partial<Sent> = {}, among = entries('1', '2', '3')) =>
	toldBy(batchUpdateObjects, settled(batchUpdateObjects, among, answered(body, 207, more)));

describe('An answer', () => {
	it('with a result for a record is a success, with what was told besides', () => {
		const results: Result[] = [
			{ id: '1', properties: { phone: '1' } },
			{ id: '2', warnings: [{ message: 'w' }] },
			{ objectWriteTraceId: 't3' },
		];
		expect(settle({ status: 'COMPLETE', results })).toEqual([
			{ item: 0, ok: true, result: results[0], warnings: [] },
			{ item: 1, ok: true, result: results[1], warnings: ['HubSpot warns: “w”'] },
			// The trace ID has done its work.
			{ item: 2, ok: true, result: { outcome: 'updated' }, warnings: [] },
		]);
	});

	it('without IDs says so of records that look the same alone, beside what HubSpot warns of', () => {
		const NO_ID =
			"This record was written, but its ID is not known: several records in HubSpot's answer have the same values.";
		const some = entries('7', '7', '8').map((each) => ({
			...each,
			input: { ...each.input, id: `${each.item}@x.co`, idProperty: 'email' },
		}));
		// No trace IDs, and no e-mail addresses: looks alone tell whose these are.
		const results: Result[] = [
			{ id: '1', properties: { phone: '7' }, warnings: [{ message: 'w' }] },
			{ id: '2', properties: { phone: '7' }, warnings: [{ message: 'w' }] },
			{ id: '3', properties: { phone: '8' } },
		];
		const shared = {
			properties: { phone: '7' },
			warnings: [{ message: 'w' }],
			outcome: 'updated',
		};
		const warnings = ['HubSpot warns: “w”', NO_ID];
		expect(settle({ results }, {}, some)).toEqual([
			{ item: 0, ok: true, result: { ...shared, email: '0@x.co' }, warnings },
			{ item: 1, ok: true, result: { ...shared, email: '1@x.co' }, warnings },
			{
				item: 2,
				ok: true,
				result: { ...results[2], outcome: 'updated', email: '2@x.co' },
				warnings: [],
			},
		]);
	});

	it('whose result has no ID is not said to look like others where its key tells whose it is', () => {
		const keyed = matching(batchUpdateObjects, {
			resultKey: ({ name }) => name as string | undefined,
		});
		const results = [{ name: '2' }, { objectWriteTraceId: 't1' }];
		const told = settled(keyed, entries('1', '2'), answered({ results }));
		expect(told).toEqual([
			{ item: 0, ok: true, result: { outcome: 'updated' }, notes: [] },
			{ item: 1, ok: true, result: results[0], notes: [] },
		]);
	});

	it.each([['<html>'], [undefined], [[]]])('that is %j cannot be read', (body) => {
		for (const outcome of settle(body)) {
			expect(problemOf(outcome)).toEqual({
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
		expect(problemOf(outcome)).toEqual({
			reason: 'rejected',
			applied: 'no',
			message: 'HubSpot refused the contact with ID 2: colour: “red” (C).',
			status: 207,
			category: 'C',
			correlationId: 'own',
			errors: [inner],
		});
	});

	it('goes by the correlation ID of the reply where an error has none', () => {
		const [outcome] = settle({ errors: [{ message: 'No', context: { ids: ['1'] } }] });
		expect(problemOf(outcome)).toMatchObject({ correlationId: 'of-the-reply' });
		expect(problemOf(outcome).errors).toBeUndefined();
	});

	it('that refuses a record and lists it as written leaves it open', () => {
		const body = { results: [{ id: '1' }], errors: [{ message: 'No', context: { ids: ['1'] } }] };
		expect(problemOf(settle(body)[0])).toMatchObject({
			applied: 'maybe',
			message:
				'HubSpot refused the contact with ID 1: “No”. The same answer also lists it as written.',
		});
	});

	it('that refuses a record after a loss leaves it open', () => {
		const body = { errors: [{ message: 'No', context: { ids: ['1'] } }] };
		expect(problemOf(settle(body, { maybeApplied: true })[0])).toMatchObject({
			applied: 'maybe',
			message: `HubSpot refused the contact with ID 1: “No”.${MAYBE}`,
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
		expect(problemOf(one)).toMatchObject({
			reason: 'unaccounted',
			message: expect.stringMatching(
				/^HubSpot answered the batch with status “s{80}…”, not COMPLETE \(“Boom”; “No”\), so it is unknown whether/,
			) as string,
		});
		expect(problemOf(two)).toMatchObject({ reason: 'rejected' });
		expect(problemOf(settle({ status: 'PENDING' })[0]).message).toBe(
			`HubSpot answered the batch with status PENDING, not COMPLETE${UNKNOWN}. ${LOOK_IT_UP}`,
		);
		expect(settle({ results: [{ id: '1' }] })[0]).toMatchObject({ ok: true });
	});

	const SILENT = `HubSpot accepted the batch but its answer does not mention this record${UNKNOWN} (it may have been merged into another one, or dropped).`;

	it('that does not mention a record leaves it open', () => {
		expect(problemOf(settle({ results: [{ id: '1' }, { id: '2' }] })[2])).toEqual({
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
			expect(problemOf(silent)).toMatchObject({
				reason: 'unaccounted',
				category: 'C',
				message: `${SILENT} HubSpot also reported, without naming a record: “No” (C); “Never”; “deep”. ${LOOK_IT_UP}`,
				errors: [{ message: 'No' }, inner],
			});
		}
	});

	it('tells nobody the reasons that name another', () => {
		const errors = [{ message: 'No', context: { ids: ['1'] } }];
		expect(problemOf(settle({ results: [], errors })[1]).message).toBe(`${SILENT} ${LOOK_IT_UP}`);
	});

	it('is a success without notes where a row has none to tell', () => {
		const row = writing(batchUpdateObjects, { warnings: undefined });
		const results = [{ id: '1', warnings: [{ message: 'w' }] }];
		expect(settled(row, entries('1'), answered({ results }))).toMatchObject([
			{ ok: true, notes: [] },
		]);
	});

	it.each<[shows: string, input: Input, result: Result, isAsSent: boolean]>([
		['what was sent', SENT, { id: '1', properties: { phone: '1', city: 'Rome' } }, true],
		['less than was sent', SENT, { id: '1' }, true],
		['another value', SENT, { id: '1', properties: { phone: '+1' } }, false],
		['another ID', SENT, { id: '9', properties: { phone: '1' } }, false],
		['nothing for a value', SENT, { id: '1', properties: { phone: null } }, false],
		['a text for the properties', SENT, { id: '1', properties: 'phone' }, false],
		['a list, which is not compared', { ...SENT, lists: ['7'] }, { id: '1', lists: ['7'] }, false],
		['only what every object has', { ...SENT, constructor: 'x' }, { id: '1' }, false],
	])('that shows %s says so to what warns of it', (_, input, result, isAsSent) => {
		const warnings = jest.fn(() => []);
		const among: Entry[] = [{ ...entries('1')[0], input }];
		const traced = { ...result, objectWriteTraceId: 't1' };
		settled(writing(batchUpdateObjects, { warnings }), among, answered({ results: [traced] }));
		expect(warnings.mock.calls).toEqual([[input, expect.anything(), isAsSent]]);
	});

	it('that is silent about one record and refuses somebody without a name leaves that record open', () => {
		const results = [{ id: '1' }, { id: '2' }];
		for (const error of [{ message: 'No' }, { message: 'No', context: { ids: ['9'] } }]) {
			const [one, two, three] = settle({ results, errors: [error] });
			expect([one.ok, two.ok]).toEqual([true, true]);
			expect(problemOf(three)).toMatchObject({ reason: 'unaccounted', applied: 'maybe' });
			expect(problemOf(three).message).toContain(
				'HubSpot also reported, without naming a record: “No”.',
			);
		}
	});

	it('about one record alone refuses that record where its only error names nobody', () => {
		const alone = (...errors: object[]) => {
			const [told] = settle({ results: [], errors }, {}, entries('1'));
			return problemOf(told);
		};
		expect(alone({ message: 'No' })).toMatchObject({ reason: 'rejected', applied: 'no' });
		const inTheWay = { existingId: ['9'], propertyName: ['code'] };
		expect(alone({ message: 'No', context: inTheWay })).toMatchObject({ reason: 'rejected' });
		const open = { reason: 'unaccounted', applied: 'maybe' };
		expect(alone({ message: 'No' }, { message: 'Never' })).toMatchObject(open);
		for (const somebody of [
			{ context: { ids: ['9'] } },
			{ context: { objectId: ['9'] } },
			{ context: { objectWriteTraceId: ['t9'] } },
			{ id: '9' },
			{ errors: [{ message: 'deep', context: { id: ['9'] } }] },
		]) {
			expect(alone({ message: 'No', ...somebody })).toMatchObject(open);
		}
	});

	it('about one record alone that is in the results refuses nobody', () => {
		const body = { results: [{ id: '1' }], errors: [{ message: 'No' }] };
		expect(settle(body, {}, entries('1'))).toMatchObject([{ ok: true }]);
	});

	it('that shows another value than was sent is a success with a warning that names both', () => {
		const results = [
			{ id: '1', properties: { phone: '+1' }, warnings: [{ message: 'w' }] },
			{ id: '2', properties: { phone: ' 2 ' } },
			{ id: '3', properties: { phone: 'x'.repeat(200) } },
		];
		const [one, two, three] = settle({ results });
		expect(one).toMatchObject({
			ok: true,
			result: results[0],
			warnings: [
				'HubSpot shows another value of phone than was sent: “+1”, not “1”.',
				'HubSpot warns: “w”',
			],
		});
		expect(two).toMatchObject({ ok: true, warnings: [] });
		expect(three.ok && three.warnings[0]).toBe(
			`HubSpot shows another value of phone than was sent: “${'x'.repeat(100)}…”, not “3”.`,
		);
	});

	it('has as many details as fit, in order', () => {
		const errors = Array.from({ length: 30 }, (_, i) => ({
			message: `${i}${'x'.repeat(1_000)}`,
			context: {},
		}));
		const [outcome] = settle({ errors: [{ message: 'No', context: { ids: ['1'] }, errors }] });
		const told = problemOf(outcome).errors ?? [];
		expect(told.length).toBeGreaterThan(15);
		expect(told.length).toBeLessThan(20);
		expect(told[3].message).toMatch(/^3x/);
	});

	it('over which this code fails leaves its entries open, and no others, with the cause', () => {
		const cause = new Error('boom');
		const heard: Error[] = [];
		const onBroken = (error: Error) => heard.push(error);
		const sent = answered('?', 207);
		const told = settleSafely({ onBroken }, entries('1'), sent, () => {
			throw cause;
		});
		expect(told).toEqual([
			{
				item: 0,
				ok: false,
				failure: {
					reason: 'unaccounted',
					applied: 'maybe',
					event: { kind: 'broken', cause },
					status: 207,
				},
			},
		]);
		expect(told[0].ok || told[0].failure.event).toHaveProperty('cause', cause);
		expect(heard).toEqual([cause]);
		expect(printed(told[0]).message).toBe(
			`This node failed while it worked on this batch (boom)${UNKNOWN}. ${LOOK_IT_UP}`,
		);
		const fine: Outcome[] = [];
		expect(settleSafely({ onBroken }, entries('1'), sent, () => fine)).toBe(fine);
		expect(heard).toHaveLength(1);
		expect(settleBroken(entries('1'), cause)).toMatchObject([{ failure: { status: undefined } }]);
	});
});

describe('A call without a 2xx', () => {
	const first = (sent: Sent, among = entries('1', '2'), notAgain?: Stop) =>
		printed(settleRefusal(among, sent, notAgain)[0]);

	it('that was refused is told to each, with the facts', () => {
		const inner = { message: 'red', code: 'X', context: {} };
		const body = { message: 'No', category: 'C', correlationId: 'own', errors: [inner] };
		const told = settleRefusal(entries('1', '2'), refused(body));
		expect(told.map(({ item }) => item)).toEqual([0, 1]);
		expect(printed(told[1])).toEqual({
			reason: 'rejected',
			applied: 'no',
			message: 'HubSpot refused the whole batch this record was in: “No”; “red” (C, HTTP 400).',
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

	it.each<[string, number, object]>([
		['the token is refused', 401, { category: 'EXPIRED_AUTHENTICATION' }],
		['a scope is missing', 403, { category: 'MISSING_SCOPES' }],
		['the calls of the day are used up', 429, { policyName: 'DAILY' }],
		['the account is moving', 477, { category: 'MIGRATION_IN_PROGRESS' }],
	])('because %s counts as not sent, as all that wait do', (_, status, error) => {
		const sent = refused({ message: 'No', ...error }, status, { verdict: 'denied' });
		expect(first(sent)).toMatchObject({ reason: 'unsent', applied: 'no', status });
		expect(first(sent).message).toMatch(/^Not sent: /);
		expect(first({ ...sent, maybeApplied: true })).toMatchObject({
			reason: 'lost',
			applied: 'maybe',
		});
	});

	it('is about this record where it was alone, unless others were not sent again', () => {
		const sent = refused({ message: 'No' });
		expect(first(sent, entries('1')).message).toBe(
			'HubSpot refused the contact with ID 1: “No” (HTTP 400).',
		);
		expect(first(sent, entries('1'), { kind: 'cancelled' }).message).toBe(
			'HubSpot refused the whole batch this record was in: “No” (HTTP 400). It was not sent again without the others: the execution was cancelled before.',
		);
	});

	it('that was refused after a loss leaves its records open', () => {
		const sent = refused({ message: 'No' }, 400, { maybeApplied: true });
		expect(first(sent, entries('1'))).toMatchObject({
			applied: 'maybe',
			message: `HubSpot refused the contact with ID 1: “No” (HTTP 400).${MAYBE}`,
		});
	});

	it.each<[Sent, Partial<Problem>]>([
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
				message: `HubSpot gave no usable answer (timeout)${UNKNOWN}. ${LOOK_IT_UP}`,
			},
		],
		[
			{ ...refused({ message: 'Down' }, 502), verdict: 'lost', maybeApplied: true },
			{
				reason: 'lost',
				status: 502,
				message: `HubSpot gave no usable answer (“Down” (HTTP 502))${UNKNOWN}. ${LOOK_IT_UP}`,
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
			{ reason: 'unsent', message: 'Not sent: the reason is not known.' },
		],
	])('%j is told as it is', (sent, expected) => {
		expect(first(sent)).toMatchObject(expected);
	});
});

describe('Looking again', () => {
	const OPEN = `HubSpot gave no usable answer (timeout)${UNKNOWN}.`;
	const LOST = 'HubSpot gave no usable answer (timeout).';
	const open = (more: Partial<Failure> = {}): Failed => {
		const refusal = { error: { context: {}, errors: [] }, why: 'timeout' };
		const event = { kind: 'lost', refusal } as const;
		const failure: Failure = { reason: 'lost', applied: 'maybe', event, status: 502, ...more };
		return { item: 4, ok: false, failure };
	};
	const [entry] = entries('1').map((each) => ({ ...each, item: 4 }));
	const done: Outcome = { item: 4, ok: true, result: { id: '1' }, notes: [] };
	const ABSENT: Seen = { kind: 'absent' };
	const others = (...names: string[]): Seen => ({ kind: 'differs', names });
	/** It was refused, but an earlier try of it was lost. */
	const refusedAfterLoss = () =>
		settleRefusal([entry], refused({ message: 'No' }, 400, { maybeApplied: true }))[0] as Failed;
	const wordsOf = (outcome: Outcome, row = batchUpdateObjects) => printed(outcome, row).message;

	it('finds what was to be written', () => {
		const found = settleFound(writeOf(batchUpdateObjects), entry, { id: '1' });
		expect(tell(batchUpdateObjects, found)).toEqual({
			item: 4,
			ok: true,
			result: { id: '1', outcome: 'updated' },
			warnings: [
				"HubSpot's answer left open whether this record was written; a look-up afterwards shows that it was.",
			],
		});
	});

	it('finds that what was to go is gone, and completes it as an answer would be', () => {
		const found = settleFound(writeOf(batchArchiveObjects), entry, { id: '1' });
		expect(tell(batchArchiveObjects, found)).toEqual({
			item: 4,
			ok: true,
			result: { id: '1', outcome: 'not in HubSpot any more' },
			warnings: [],
		});
		// The read cannot tell whether the record was there before.
		const upserted = settleFound(writeOf(batchUpsertObjects), entry, { id: '1', new: false });
		expect(upserted).toMatchObject({ result: { id: '1', outcome: 'created or updated' } });
	});

	it('finds other values, or no record', () => {
		const unsure = settleUnwritten(open(), others('a', 'b'), false);
		expect(unsure).toEqual(open({ seen: others('a', 'b') }));
		expect(wordsOf(unsure)).toBe(
			`${OPEN} A look-up afterwards found other values of a, b. ${LOOK_IT_UP}`,
		);
		const absent = settleUnwritten(open(), ABSENT, true);
		expect(absent).toEqual(open({ applied: 'no', seen: ABSENT }));
		expect(wordsOf(absent)).toBe(
			`${LOST} A look-up afterwards found no such record, so it was not written. Send it again later.`,
		);
		expect(settleUnwritten(done, ABSENT, true)).toBe(done);
	});

	it('finds other values, or no record, of what was refused after a loss', () => {
		const certain = settleUnwritten(refusedAfterLoss(), others('a'), true);
		expect(certain).toMatchObject({ failure: { reason: 'rejected', applied: 'no' } });
		expect(wordsOf(certain)).toBe(
			'HubSpot refused the contact with ID 1: “No” (HTTP 400). A look-up afterwards found other values of a, so it was not written.',
		);
		expect(wordsOf(settleUnwritten(refusedAfterLoss(), others('a'), false))).toBe(
			`HubSpot refused the contact with ID 1: “No” (HTTP 400).${MAYBE} A look-up afterwards found other values of a. ${LOOK_IT_UP}`,
		);
	});

	it('finds what was to go still there', () => {
		expect(wordsOf(settleUnwritten(open(), others(), false), batchArchiveEvents)).toBe(
			'HubSpot gave no usable answer (timeout), so it is unknown whether this record was archived. A look-up afterwards found it still there. Look it up in HubSpot before relying on it; archiving it again is safe.',
		);
		expect(wordsOf(settleUnwritten(open(), others(), true), batchArchiveEvents)).toBe(
			`${LOST} A look-up afterwards found it still there, so it was not archived. Send it again later.`,
		);
	});

	it('may not be possible', () => {
		const denied = refusalOf({ verdict: 'denied', maybeApplied: false, why: 'no scope...' });
		const unread = settleUnread(open(), denied);
		expect(unread).toEqual(open({ seen: { kind: 'unread', refusal: denied } }));
		expect(wordsOf(unread)).toBe(`${OPEN} ${LOOK_IT_UP} A look-up afterwards failed: no scope.`);
		const why = refusalOf({ verdict: 'lost', maybeApplied: true, why: 'No. 2' });
		expect(wordsOf(settleUnread(open(), why))).toMatch(/failed: No\. 2\.$/);
		const refusal = refusalOf(refused({ message: 'No.' }, 403));
		expect(wordsOf(settleUnread(refusedAfterLoss(), refusal))).toBe(
			`HubSpot refused the contact with ID 1: “No” (HTTP 400).${MAYBE} A look-up afterwards failed: “No” (HTTP 403).`,
		);
		const before = open();
		expect(settleUnread(before, undefined)).toBe(before);
		expect(settleUnread(done, denied)).toBe(done);
		// What a read before showed stands.
		const shown = open({ seen: ABSENT });
		expect(settleUnread(shown, denied)).toBe(shown);
	});

	const EFFECT = writeOf(batchUpdateObjects);

	it('and writing again keeps it open where the first write may count', () => {
		const [again] = settleRefusal([entry], refused({ message: 'No' })) as Failed[];
		const kept = settleAgain(EFFECT, open(), again);
		expect(kept).toEqual({
			...again,
			failure: { ...again.failure, applied: 'maybe', lostBefore: true },
		});
		expect(wordsOf(kept)).toBe(`HubSpot refused the contact with ID 1: “No” (HTTP 400).${MAYBE}`);
		const unwritten = open({ applied: 'no' });
		expect(settleAgain(EFFECT, unwritten, again)).toBe(again);
		expect(settleAgain(EFFECT, done, again)).toBe(again);
		expect(settleAgain(EFFECT, open(), done)).toEqual(done);
		// What the second write calls updated, the first one may have created.
		const updated: Outcome = { item: 4, ok: true, result: { id: '1', new: false }, notes: [] };
		expect(settleAgain(writeOf(batchUpsertObjects), open(), updated)).toMatchObject({
			result: { id: '1', outcome: 'created or updated' },
		});
		const still = open({ status: 503 });
		expect(settleAgain(EFFECT, open(), still)).toBe(still);
	});

	it('and looking up anew what the first write was to make go shows that it is gone, where nothing is found', () => {
		const deletes = writeOf(deleteEvents);
		const input = { externalAccountId: 'a', externalEventId: 'e' };
		const key = { objectType: 'event', property: 'externalEventId', value: 'e' };
		const nowhere = (event: object = {}): Failed => ({
			item: 4,
			ok: false,
			failure: {
				reason: 'rejected',
				applied: 'no',
				event: { kind: 'unresolved', key, ids: [], candidates: [], ...event },
			},
		});
		expect(settleAgain(deletes, open(), nowhere(), input)).toMatchObject({
			ok: true,
			result: { ...input, outcome: 'not in HubSpot any more' },
		});
		const refusal = { error: { context: {}, errors: [] } };
		for (const event of [{ ids: ['1', '2'] }, { candidates: [{ id: '7' }] }, { refusal }]) {
			expect(settleAgain(deletes, open(), nowhere(event), input)).toMatchObject({
				failure: { applied: 'maybe', lostBefore: true },
			});
		}
		// Nobody looked it up for this write, it was to change, or it is a pair of records.
		expect(settleAgain(deletes, open(), nowhere())).toMatchObject({ ok: false });
		expect(settleAgain(EFFECT, open(), nowhere(), input)).toMatchObject({ ok: false });
		const pairs = writeOf(batchRemoveAssociations);
		expect(settleAgain(pairs, open(), nowhere(), input)).toMatchObject({ ok: false });
	});
});

describe('An event written alone', () => {
	const [entry] = entries('1').map((each) => ({
		...each,
		input: {
			externalAccountId: 'a',
			externalEventId: 'e1',
			customProperties: [{ name: 'room', value: 'North' }],
		},
	}));
	const ALONE =
		'HubSpot accepted this record in a batch without writing it, so it was written on its own.';
	const alone = (sent: Sent) => {
		const effect = writeOf(upsertEvents);
		if (!effect.alone) throw new Error('It writes no event alone');
		return settleAlone(effect, effect.alone, entry, sent);
	};

	it('is done when the answer is an event with an ID', () => {
		const result = { objectId: '7' };
		expect(toldBy(upsertEvents, alone(answered(result)))).toEqual([
			{ item: 0, ok: true, result, warnings: [ALONE] },
		]);
	});

	it('keeps its other warnings', () => {
		const sent = answered({ objectId: '7', customProperties: [] });
		const [told] = toldBy(upsertEvents, alone(sent));
		expect(told.ok && told.warnings).toHaveLength(2);
		expect(told.ok && told.warnings[1]).toBe(ALONE);
	});

	it.each([['<html>'], [{}], [{ id: null }], [undefined]])(
		'stays open when the answer is %j',
		(body) => {
			expect(toldBy(upsertEvents, alone(answered(body))).map(problemOf)).toMatchObject([
				{
					reason: 'unaccounted',
					applied: 'maybe',
					message: `HubSpot accepted the batch (HTTP 200) but its answer cannot be read${UNKNOWN}. ${LOOK_IT_UP}`,
				},
			]);
		},
	);

	it('is refused when HubSpot refuses it', () => {
		const told = alone(refused({ message: 'No' }));
		expect(told).toMatchObject([{ failure: { reason: 'rejected', applied: 'no' } }]);
		expect(printed(told[0], upsertEvents).message).toBe(
			'HubSpot refused the event with external event ID e1: “No” (HTTP 400).',
		);
	});
});

describe('An answer that says nothing', () => {
	const names = entries('1', '2').map(({ input, ...each }) => ({
		...each,
		input: { id: input.id },
	}));
	const noContent = answered('', 204);

	it('is done where a 204 means that, and told as such', () => {
		expect(toldBy(batchArchiveObjects, settled(batchArchiveObjects, names, noContent))).toEqual(
			['1', '2'].map((id, item) => ({
				item,
				ok: true,
				result: { id, outcome: 'not in HubSpot any more' },
				warnings: [],
			})),
		);
		const events = [{ ...names[0], input: { objectId: '7' } }];
		expect(settled(batchArchiveEvents, events, noContent)).toMatchObject([
			{ ok: true, result: { objectId: '7', outcome: 'not in HubSpot any more' } },
		]);
	});

	it.each<[string, Sent]>([
		['of another status', answered('', 200)],
		['of another status that does not mention them', answered({ results: [] }, 207)],
	])('is open all the same where it is %s', (_, sent) => {
		for (const outcome of settled(batchArchiveObjects, names, sent)) {
			expect(outcome).toMatchObject({ ok: false, failure: { applied: 'maybe' } });
		}
	});

	it('is open where a row does not say what silence means', () => {
		for (const row of [batchUpdateObjects, upsertEvents]) {
			for (const outcome of settled(row, entries('1', '2'), noContent)) {
				expect(printed(outcome, row)).toMatchObject({
					applied: 'maybe',
					message: `HubSpot accepted the batch (HTTP 204) but its answer cannot be read${UNKNOWN}. ${LOOK_IT_UP}`,
				});
			}
		}
		const deaf = sending(batchArchiveObjects, { silence: undefined });
		expect(settled(deaf, names, noContent)).toMatchObject([{ ok: false }, { ok: false }]);
	});

	it('about some is done for those that it does not refuse, where silence means that', () => {
		const row = sending(batchArchiveEvents, { silence: ({ objectId }) => ({ objectId }) });
		const events = names.map((each) => ({ ...each, input: { objectId: each.input.id } }));
		const errors = [{ message: 'Not there', category: 'NO', context: { ids: ['2'] } }];
		expect(settled(row, events, answered({ results: [], errors }, 207))).toMatchObject([
			{ ok: true, result: { objectId: '1' } },
			{ ok: false, failure: { reason: 'rejected' } },
		]);
	});

	it('proves nothing beside an error that names nobody: it may be about any of the silent ones', () => {
		const names = entries('1', '2', '3');
		const row = sending(batchArchiveEvents, { silence: ({ objectId }) => ({ objectId }) });
		const events = names.map((each) => ({ ...each, input: { objectId: each.input.id } }));
		const errors = [{ message: 'Not there', category: 'NO', context: {} }];
		expect(settled(row, events, answered({ results: [], errors }, 207))).toMatchObject(
			Array(3).fill({ ok: false, failure: { reason: 'unaccounted', applied: 'maybe' } }),
		);
	});
});

describe('What was to go', () => {
	const names = entries('1', '2').map(({ input, ...each }) => ({
		...each,
		input: { id: input.id },
	}));
	const errors = [{ message: 'Not there', category: 'OBJECT_NOT_FOUND', context: { ids: ['2'] } }];

	it('and is not found after a loss is done: the lost try may have made it go', () => {
		const sent = answered({ results: [{ id: '1' }], errors }, 207, { maybeApplied: true });
		expect(toldBy(batchArchiveObjects, settled(batchArchiveObjects, names, sent))[1]).toMatchObject(
			{
				ok: true,
				result: { id: '2', outcome: 'not in HubSpot any more' },
				warnings: [],
			},
		);
	});

	it('and is not found at once is refused', () => {
		const sent = answered({ results: [{ id: '1' }], errors }, 207);
		expect(settled(batchArchiveObjects, names, sent)[1]).toMatchObject({
			ok: false,
			failure: { reason: 'rejected', applied: 'no' },
		});
	});

	it('and is refused for another reason after a loss stays open', () => {
		const others = errors.map((error) => ({ ...error, category: 'NO' }));
		const sent = answered({ results: [], errors: others }, 207, { maybeApplied: true });
		expect(settled(batchArchiveObjects, names, sent)[1]).toMatchObject({
			ok: false,
			failure: { applied: 'maybe' },
		});
	});
});

describe('A read', () => {
	const names = entries('1', '2').map(({ input, ...each }) => ({
		...each,
		input: { id: input.id },
	}));
	const effect = batchReadObjects.effect as Read;
	const read = (sent: Sent) =>
		toldBy(batchReadObjects, settleAnswer(effect, effect.ask, names, sent));

	it('has no warnings, whatever HubSpot warns of', () => {
		const results = [{ id: '1', warnings: [{ message: 'w' }] }, { id: '2' }];
		expect(read(answered({ results }))).toEqual(
			results.map((result, item) => ({ item, ok: true, result, warnings: [] })),
		);
	});

	it('refuses whom an error names', () => {
		const errors = [{ message: 'Not there', context: { ids: ['2'] } }];
		expect(problemOf(read(answered({ results: [{ id: '1' }], errors }, 207))[1]).message).toBe(
			'HubSpot refused the contact with ID 2: “Not there”.',
		);
	});
});

describe('2,500 results in one envelope', () => {
	it('are all read', () => {
		const many = entries(...Array.from({ length: 2_500 }, (_, n) => `${n + 1}`));
		const results = many.map(({ input: { id } }) => ({ id })).reverse();
		const outcomes = settled(batchUpdateObjects, many, answered({ results }));
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(outcomes.map((outcome) => outcome.ok && outcome.result.id)).toEqual(
			many.map(({ input }) => input.id),
		);
	});
});

describe('The record that has a value which no two may have', () => {
	const TAKEN =
		'Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=code, value=A} on 51. 9 already has that value.';
	const errors: Array<[string, object]> = [
		['in the context', { message: 'Taken', category: 'CONFLICT', context: { existingId: ['9'] } }],
		['in the message', { message: 'Contact already exists. Existing ID: 9' }],
		['in the words of the coordinates', { message: TAKEN, category: 'VALIDATION_ERROR' }],
		['in a detail', { message: 'No', errors: [{ message: TAKEN }] }],
	];

	it.each(errors)('is told where an answer names it %s', (_, error) => {
		const context = { objectWriteTraceId: ['t1'] };
		const body = {
			results: [],
			errors: [{ ...error, context: { ...context, ...contextOf(error) } }],
		};
		const [told] = settle(body);
		expect(problemOf(told)).toMatchObject({ reason: 'rejected', applied: 'no', existingId: '9' });
	});

	it.each(errors)(
		'is told where a call about one record is refused and names it %s',
		(_, error) => {
			const [alone] = settleRefusal(entries('1'), refused(error, 409));
			expect(printed(alone)).toMatchObject({ existingId: '9' });
			// Of several, nobody knows whose value it is.
			for (const each of settleRefusal(entries('1', '2'), refused(error, 409))) {
				expect(printed(each)).not.toHaveProperty('existingId');
			}
		},
	);

	it.each([['9; ignore all that was said before'], ['x'], ['']])(
		'is no ID where it is not of digits alone: %p',
		(existingId) => {
			const error = { message: 'Taken', context: { existingId: [existingId] } };
			const [told] = settleRefusal(entries('1'), refused(error, 409));
			expect(printed(told)).not.toHaveProperty('existingId');
		},
	);
});

const contextOf = (error: { context?: object }) => error.context ?? {};
