/** words.ts: every sentence about what became of an item, to the letter: people and agents act on them. */
import type { Failure, Refusal, Stop } from '../../nodes/engine/outcome';
import type { Effect, Read, Write } from '../../nodes/hubspot/endpoint';
import { parseError } from '../../nodes/hubspot/errors';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { labelOf } from '../../nodes/hubspot/records';
import {
	advice,
	inWords,
	messageOf,
	noteOf,
	unknownForAgents,
	verbOf,
	whyNot,
} from '../../nodes/n8n/words';
import { writeOf } from '../engine/rows';

const EFFECT = writeOf(batchUpdateObjects);
const READ = batchReadObjects.effect as Read;
const refusal = (error: object, more: Partial<Refusal> = {}): Refusal => ({
	error: parseError(error),
	...more,
});

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
});

describe('Why a call is not made', () => {
	const NO = refusal({ message: 'No.', category: 'C' }, { status: 400 });

	it.each<[Stop, string]>([
		[{ kind: 'cancelled' }, 'Not sent: the execution was cancelled before.'],
		[{ kind: 'stopOnFailure' }, 'Not sent: an earlier batch failed, and On Error is set to stop.'],
		[
			{ kind: 'othersInvalid' },
			'Not sent: other items are not valid, and On Error is set to stop.',
		],
		[
			{ kind: 'closed', refusal: NO },
			'Not sent: HubSpot takes no batch like this one: No (C, HTTP 400).',
		],
		[
			{ kind: 'sameRefusals', count: 13, refusal: NO },
			'Not sent: HubSpot refused 13 batches in a row in the same words, so this one would fare no better: No (C, HTTP 400).',
		],
		[
			{ kind: 'stalled', ms: 600_000 },
			'Not sent: HubSpot accepted nothing for 10 minutes. Run it again when it is less busy.',
		],
		[
			{ kind: 'denied', refusal: refusal({ message: 'No' }, { status: 401 }) },
			'Not sent, because an earlier batch could not be: HubSpot refused it: No (HTTP 401). Check the token in the credential: it may have expired or been revoked.',
		],
		[
			{
				kind: 'denied',
				refusal: refusal(
					{},
					{ status: 429, headers: { 'x-hubspot-ratelimit-daily-remaining': '0' } },
				),
			},
			"Not sent, because an earlier batch could not be: HubSpot refused it: no reason given (HTTP 429). The account's calls for today are used up; HubSpot renews them at midnight in the account's time zone.",
		],
		[
			{
				kind: 'denied',
				refusal: refusal({}, { why: 'HubSpot could not be reached (name not found)' }),
			},
			'Not sent, because an earlier batch could not be: HubSpot could not be reached (name not found).',
		],
		[
			{ kind: 'denied', refusal: refusal({}, { why: 'Why...' }) },
			'Not sent, because an earlier batch could not be: Why.',
		],
		[
			{ kind: 'denied', refusal: refusal({}) },
			'Not sent, because an earlier batch could not be: nobody knows why.',
		],
		[
			{ kind: 'unanswered', count: 3 },
			'Not sent: HubSpot gave no answer to 3 batches in a row. Run it again later.',
		],
		[
			{ kind: 'noSuchProperty', name: 'shoe', said: 'No shoe' },
			'Not sent: HubSpot refused other records because of the property “shoe”: No shoe.',
		],
	])('%j', (stop, expected) => {
		expect(whyNot(stop)).toBe(expected);
		const again = 'It was not sent again without the others';
		expect(whyNot(stop, again)).toBe(expected.replace('Not sent', again));
	});
});

/** What a write does to HubSpot a second time, and what is safe to say about that. */
const AGAIN: Array<Write['again']> = ['safe', 'duplicates', 'conflicts'];
const LOST: Failure = {
	reason: 'lost',
	applied: 'maybe',
	event: { kind: 'lost', refusal: refusal({}, { why: 'timeout' }) },
};
const words = (effect: Effect, failure: Failure) =>
	messageOf({ effect, label: (input) => labelOf(input as { id: string }) }, failure);

describe('What an outcome that nobody can tell says of sending it again', () => {
	const events: Array<Failure['event']> = [
		LOST.event,
		{ kind: 'cancelled' },
		{ kind: 'unreadable', status: 200 },
		{ kind: 'incomplete', status: 'PENDING', error: parseError({}) },
		{ kind: 'unmentioned', orphans: [parseError({ message: 'No' })] },
		{ kind: 'broken', cause: new Error('boom') },
		{
			kind: 'refused',
			input: { id: '1' },
			error: parseError({ message: 'No' }),
			alsoListed: true,
		},
		{ kind: 'refusedWhole', refusal: refusal({ message: 'No' }, { status: 400 }), among: true },
		{ kind: 'denied', why: 'the credential is gone' },
	];
	const seens: Array<Failure['seen']> = [
		undefined,
		{ kind: 'absent' },
		{ kind: 'differs', names: ['a'] },
		{ kind: 'differs', names: [] },
		{ kind: 'unread', refusal: refusal({}, { why: 'timeout' }) },
	];
	const open = events.flatMap((event) =>
		seens.flatMap((seen) =>
			[false, true].map((lostBefore): Failure => ({ ...LOST, event, seen, lostBefore })),
		),
	);

	it.each(AGAIN.filter((again) => again !== 'safe'))(
		'is never that it is safe, where a second write %s',
		(again) => {
			const effect = { ...EFFECT, again, verb: 'created' } as const;
			for (const failure of open) expect(words(effect, failure)).not.toMatch(/safe/);
			expect(unknownForAgents(effect)).not.toMatch(/safe/);
			expect(unknownForAgents(effect)).toContain('do not call again before you have looked');
		},
	);

	it.each<[Effect, string, string]>([
		[
			{ ...EFFECT, again: 'duplicates', verb: 'created' },
			', so whether this record was created is unknown.',
			' Look for it in HubSpot before you send it again: if it is there, sending it again makes a second one.',
		],
		[
			{ ...EFFECT, again: 'conflicts', verb: 'associated' },
			', so whether this record was associated is unknown.',
			' Look it up in HubSpot before relying on it; if it is there, sending it again is refused.',
		],
		[
			EFFECT,
			', so whether this record was written is unknown.',
			' Look it up in HubSpot before relying on it; sending the same values again is safe.',
		],
		[
			writeOf(batchArchiveObjects),
			', so whether this record was archived is unknown.',
			' Look it up in HubSpot before relying on it; archiving it again is safe.',
		],
		[READ, ', so this record was not read.', ' Run it again.'],
	])('depends on what %j does a second time', (effect, unknown, next) => {
		const failure = effect.kind === 'read' ? { ...LOST, applied: undefined } : LOST;
		expect(words(effect, failure)).toBe(
			`HubSpot gave no usable answer, however often it was asked (timeout)${unknown}${next}`,
		);
	});

	it('is told to agents, and nothing of it where nothing is written', () => {
		expect(unknownForAgents(EFFECT)).toBe(
			'; unknown means that nobody can tell, and that calling again with the same values is safe',
		);
		expect(unknownForAgents({ ...EFFECT, again: 'duplicates' })).toBe(
			'; unknown means that nobody can tell: do not call again before you have looked in HubSpot, or there may be two',
		);
		expect(unknownForAgents(READ)).toBe('');
	});

	it('is nothing of what may have been written, where it is a read', () => {
		for (const failure of open) {
			const told = words(READ, { ...failure, applied: undefined, lostBefore: undefined });
			expect(told).not.toMatch(/safe|may have been (written|read)|unknown/);
		}
	});
});

describe('What happened to an item', () => {
	const failure = (event: Failure['event'], more: Partial<Failure> = {}): Failure => ({
		reason: 'rejected',
		applied: 'no',
		event,
		...more,
	});

	it.each<[string, Failure, string]>([
		[
			'is not valid',
			failure({ kind: 'invalid', problem: 'id: expected text.' }),
			'Not sent: id: expected text.',
		],
		[
			'was not sent',
			failure({ kind: 'unsent', stop: { kind: 'cancelled' } }),
			'Not sent: the execution was cancelled before.',
		],
		[
			'was refused by name',
			failure({
				kind: 'refused',
				input: { id: '1' },
				error: parseError({ message: 'No', category: 'C' }),
				alsoListed: false,
			}),
			'HubSpot refused the record with ID “1”: No (C).',
		],
		[
			'was refused by name and is listed as written',
			failure(
				{
					kind: 'refused',
					input: { id: '1' },
					error: parseError({ message: 'No' }),
					alsoListed: true,
				},
				{ applied: 'maybe' },
			),
			'HubSpot refused the record with ID “1”: No. The same answer also lists it as written.',
		],
		[
			'could not be sent, for a reason that ends in a stop',
			failure({ kind: 'denied', why: 'No credential...' }),
			'Not sent: No credential.',
		],
		[
			'got an answer of another status',
			failure(
				{ kind: 'incomplete', status: 's'.repeat(101), error: parseError({ message: 'Boom.' }) },
				{ applied: 'maybe' },
			),
			`HubSpot answered the batch with status ${'s'.repeat(100)}…, not COMPLETE (Boom), so whether this record was written is unknown. Look it up in HubSpot before relying on it; sending the same values again is safe.`,
		],
		[
			'is one over which this node failed',
			failure({ kind: 'broken', cause: new Error('boom') }, { applied: 'maybe' }),
			'This node failed while it worked on this batch (boom), so whether this record was written is unknown. Look it up in HubSpot before relying on it; sending the same values again is safe.',
		],
		[
			'was not mentioned, beside more reasons than anyone reads',
			failure(
				{ kind: 'unmentioned', orphans: [parseError({ message: 'x'.repeat(2_000) })] },
				{ applied: 'maybe' },
			),
			`HubSpot accepted the batch but its answer does not mention this record, so whether this record was written is unknown (it may have been merged into another one, or dropped). It also reported, naming no record: ${'x'.repeat(1_000)}…. Look it up in HubSpot before relying on it; sending the same values again is safe.`,
		],
		[
			'was lost, and a read shows that it was not written',
			failure(LOST.event, { applied: 'no', seen: { kind: 'absent' }, lostBefore: true }),
			'HubSpot gave no usable answer, however often it was asked (timeout). A read afterwards shows no such record, so it was not written.',
		],
	])('that %s', (_, told, expected) => {
		expect(words(EFFECT, told)).toBe(expected);
	});

	it.each<[Failure['event'], string]>([
		[
			{ kind: 'unmentioned', orphans: [] },
			'HubSpot accepted the batch but its answer does not mention this record, so this record was not read (it may have been merged into another one). Run it again.',
		],
		[
			{ kind: 'endless', pages: 10_000 },
			"HubSpot's list does not end, not even after 10000 pages, so this record was not read. Run it again.",
		],
	])('that was to be read, on %j', (event, expected) => {
		expect(words(READ, { reason: 'unaccounted', event })).toBe(expected);
	});
});

describe('What is worth knowing of an item that went well', () => {
	it.each<[Write['verb'], string]>([
		[
			'written',
			"HubSpot's answer left open whether this record was written; a read afterwards shows that it was.",
		],
		[
			'created',
			"HubSpot's answer left open whether this record was created; a read afterwards shows that it was.",
		],
	])('is, where it was %s, what a read found', (verb, expected) => {
		expect(noteOf({ ...EFFECT, verb }, { kind: 'found' })).toBe(expected);
	});

	it('is that it was written alone, has no ID of its own, or what a row says', () => {
		expect(noteOf(EFFECT, { kind: 'alone' })).toBe(
			'HubSpot took this record in a batch without writing it; it was then written on its own.',
		);
		const contradicted = { kind: 'contradicted', property: 'phone' } as const;
		expect(noteOf(EFFECT, { ...contradicted, sent: '1', shown: '2' })).toBe(
			'HubSpot shows another value of phone than was sent: “2”, not “1”.',
		);
		expect(noteOf(EFFECT, { ...contradicted, sent: '1', shown: '' })).toBe(
			'HubSpot shows another value of phone than was sent: no value, not “1”.',
		);
		expect(noteOf(EFFECT, { kind: 'noId' })).toBe(
			"This record was written, but HubSpot's answer does not tell its ID: several records in it look the same.",
		);
		expect(noteOf(EFFECT, { kind: 'said', text: 'As the row says.' })).toBe('As the row says.');
	});

	it('is called by the verb of the operation', () => {
		expect(verbOf({ ...EFFECT, verb: 'recorded' })).toBe('recorded');
		expect(verbOf(READ)).toBe('read');
	});
});
