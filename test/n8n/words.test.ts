/** words.ts: every sentence about what became of an item, to the letter: people and agents act on them. */
import type { Failure, Refusal, Stop } from '../../nodes/engine/outcome';
import type { Effect, Read, Write } from '../../nodes/hubspot/effect';
import { headlineOf } from '../../nodes/n8n/headlines';
import { parseError } from '../../nodes/hubspot/errors';
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { noteOf } from '../../nodes/n8n/notes';
import { unknownForAgents, verbOf } from '../../nodes/n8n/verbs';
import { whyNot } from '../../nodes/n8n/whyNot';
import { messageOf } from '../../nodes/n8n/words';
import { writeOf } from '../engine/rows';

const EFFECT = writeOf(batchUpdateObjects);
const READ = batchReadObjects.effect as Read;
const refusal = (error: object, more: Partial<Refusal> = {}): Refusal => ({
	error: parseError(error),
	...more,
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
			'Not sent: HubSpot takes no batch like this one: “No” (C, HTTP 400).',
		],
		[
			{ kind: 'noneAccepted', count: 64, refusal: NO },
			'Not sent: HubSpot refused all of 64 records tried one by one from the whole list, and accepted none. Its last answer: “No” (C, HTTP 400).',
		],
		[
			{ kind: 'stalled', ms: 600_000, refused: 60 },
			'Not sent: HubSpot accepted nothing for 10 minutes, and refused 60 calls because of the records in them. Correct these, then run it again.',
		],
		[
			{ kind: 'stalled', ms: 600_000, refused: 1 },
			'Not sent: HubSpot accepted nothing for 10 minutes, and refused 1 call because of the records in them. Correct these, then run it again.',
		],
		[
			{ kind: 'stalled', ms: 600_000 },
			'Not sent: HubSpot accepted nothing for 10 minutes. Run it again when it is less busy.',
		],
		[
			{ kind: 'denied', refusal: refusal({ message: 'No' }, { status: 401 }) },
			'Not sent: check the token in the credential: it may have expired or been revoked (HTTP 401).',
		],
		[
			{
				kind: 'denied',
				refusal: refusal(
					{},
					{ status: 429, headers: { 'x-hubspot-ratelimit-daily-remaining': '0' } },
				),
			},
			"Not sent: the account's calls for today are used up; HubSpot renews them at midnight in the account's time zone (HTTP 429).",
		],
		[
			{
				kind: 'denied',
				refusal: refusal({}, { why: 'HubSpot could not be reached (name not found)' }),
			},
			'Not sent: HubSpot could not be reached (name not found).',
		],
		[{ kind: 'denied', refusal: refusal({}, { why: 'Why...' }) }, 'Not sent: Why.'],
		[{ kind: 'denied', refusal: refusal({}) }, 'Not sent: the reason is not known.'],
		[
			{ kind: 'unanswered', count: 3 },
			'Not sent: HubSpot gave no answer to 3 batches in a row. Run it again later.',
		],
		[
			{ kind: 'noSuchProperty', name: 'shoe', said: 'No shoe' },
			'Not sent: HubSpot refused other records because of the property “shoe”: “No shoe”.',
		],
		[
			{ kind: 'lacking', lack: '2-7' },
			'Not sent: HubSpot has no default association with 2-7. Choose a label under Associate With.',
		],
		[
			{ kind: 'lacking', lack: 'companies', refusal: refusal({}, { why: 'timeout' }) },
			'Not sent: the default association with companies could not be looked up: timeout.',
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
	messageOf({ effect, form: batchUpdateObjects.form }, failure);

describe('What an outcome that nobody can tell says of sending it again', () => {
	const events: Array<Failure['event']> = [
		LOST.event,
		{ kind: 'cancelled' },
		{ kind: 'unreadable', status: 200 },
		{ kind: 'incomplete', status: 'PENDING', error: parseError({}) },
		{ kind: 'unmentioned', orphans: [parseError({ message: 'No' })] },
		{ kind: 'earlierTry', known: true },
		{ kind: 'earlierTry', known: false },
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
			', so it is unknown whether this record was created.',
			' Look for it in HubSpot before you send it again: if it is there, sending it again makes a second one.',
		],
		[
			{ ...EFFECT, again: 'conflicts', verb: 'associated' },
			', so it is unknown whether this record was associated.',
			' Look it up in HubSpot before relying on it; if it is there, sending it again is refused.',
		],
		[
			EFFECT,
			', so it is unknown whether this record was written.',
			' Look it up in HubSpot before relying on it; sending the same values again is safe.',
		],
		[
			writeOf(batchArchiveObjects),
			', so it is unknown whether this record was archived.',
			' Look it up in HubSpot before relying on it; archiving it again is safe.',
		],
		[READ, ', so this record was not read.', ' Run it again.'],
	])('depends on what %j does a second time', (effect, unknown, next) => {
		const failure = effect.kind === 'read' ? { ...LOST, applied: undefined } : LOST;
		expect(words(effect, failure)).toBe(`HubSpot gave no usable answer (timeout)${unknown}${next}`);
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
			'HubSpot refused the record with ID 1: “No” (C).',
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
			'HubSpot refused the record with ID 1: “No”. The same answer also lists it as written.',
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
			`HubSpot answered the batch with status “${'s'.repeat(80)}…”, not COMPLETE (“Boom”), so it is unknown whether this record was written. Look it up in HubSpot before relying on it; sending the same values again is safe.`,
		],
		[
			'is one over which this node failed',
			failure({ kind: 'broken', cause: new Error('boom') }, { applied: 'maybe' }),
			'This node failed while it worked on this batch (boom), so it is unknown whether this record was written. Look it up in HubSpot before relying on it; sending the same values again is safe.',
		],
		[
			'was not mentioned, beside more reasons than anyone reads',
			failure(
				{ kind: 'unmentioned', orphans: [parseError({ message: 'x'.repeat(2_000) })] },
				{ applied: 'maybe' },
			),
			`HubSpot accepted the batch but its answer does not mention this record, so it is unknown whether this record was written (it may have been merged into another one, or dropped). HubSpot also reported, without naming a record: “${'x'.repeat(299)}…”. Look it up in HubSpot before relying on it; sending the same values again is safe.`,
		],
		[
			'was refused after a lost try, which certainly was not applied either',
			failure(
				{
					kind: 'refused',
					input: { id: '1' },
					error: parseError({ message: 'No' }),
					alsoListed: false,
				},
				{ applied: 'no', lostBefore: true, seen: { kind: 'differs', names: ['a'] } },
			),
			'HubSpot refused the record with ID 1: “No”. A look-up afterwards found other values of a, so it was not written.',
		],
		[
			'does not exist, as HubSpot and a read say, and that once',
			failure(
				{
					kind: 'refused',
					input: { id: '1' },
					error: parseError({ message: 'No', category: 'OBJECT_NOT_FOUND' }),
					alsoListed: false,
				},
				{ applied: 'no', lostBefore: true, seen: { kind: 'absent' } },
			),
			'No record has the ID 1; this operation never creates records.',
		],
		[
			'was lost, and a read shows that it was not written',
			failure(LOST.event, { applied: 'no', seen: { kind: 'absent' }, lostBefore: true }),
			'HubSpot gave no usable answer (timeout). A look-up afterwards found no such record, so it was not written. Send it again later.',
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

describe('What a message names', () => {
	const differs = (names: string[]) => words(EFFECT, { ...LOST, seen: { kind: 'differs', names } });

	it('is ten properties at most, and how many more there are', () => {
		const names = Array.from({ length: 12 }, (_, n) => `p${n}`);
		expect(differs(names)).toContain(
			`found other values of ${names.slice(0, 10).join(', ')} and 2 more. `,
		);
		expect(differs(names.slice(0, 10))).toContain('p8, p9. ');
		expect(differs(['x'.repeat(1_000)]).length).toBeLessThan(500);
	});

	it('is three reasons at most of an answer that names no record, and each once', () => {
		const orphans = ['a', 'b', 'b', 'c', 'd', 'e'].map((message) => parseError({ message }));
		const event = { kind: 'unmentioned', orphans } as const;
		expect(words(EFFECT, { reason: 'unaccounted', applied: 'maybe', event })).toContain(
			'HubSpot also reported, without naming a record: “a”; “b”; “c”; and 2 more.',
		);
	});

	it('is the label of a property, where the editor shows one', () => {
		const labelOf = (name: string) => (name === 'startDateTime' ? 'Start Date and Time' : name);
		const failure: Failure = { ...LOST, seen: { kind: 'differs', names: ['startDateTime'] } };
		expect(messageOf({ effect: EFFECT, labelOf }, failure)).toContain(
			'found other values of Start Date and Time.',
		);
	});
});

describe('What was under way when HubSpot refused the caller', () => {
	it('is told in the words of what waited, so that both are one reason', () => {
		const denied = refusal({ message: 'Expired', category: 'C' }, { status: 401 });
		const whole = { kind: 'refusedWhole', refusal: denied, among: true } as const;
		const waiting = { kind: 'unsent', stop: { kind: 'denied', refusal: denied } } as const;
		const told = [whole, waiting].map((event) =>
			words(EFFECT, { reason: 'unsent', applied: 'no', event }),
		);
		expect(told[0]).toBe(told[1]);
		expect(told[0]).toBe(
			'Not sent: check the token in the credential: it may have expired or been revoked (C, HTTP 401).',
		);
	});
});

describe('An item that a read made no call for', () => {
	it.each<[Failure['event'], string]>([
		[
			{ kind: 'invalid', problem: 'Record to Find is required but empty.' },
			'Not looked up: Record to Find is required but empty.',
		],
		[
			{ kind: 'unsent', stop: { kind: 'cancelled' } },
			'Not looked up: the execution was cancelled before.',
		],
		[{ kind: 'denied', why: 'no credential' }, 'Not looked up: no credential.'],
	])('was not looked up, for nothing of it would have been sent: %j', (event, expected) => {
		expect(words(READ, { reason: 'unsent', event })).toBe(expected);
	});
});

describe('A failure is called in a headline', () => {
	const denied = (more: Partial<Refusal>) =>
		({ kind: 'denied', refusal: refusal({}, more) }) as const;
	const unsent = (stop: Stop): Failure['event'] => ({ kind: 'unsent', stop });

	it.each<[Failure['event'], string | undefined]>([
		[unsent(denied({ status: 401 })), 'HubSpot does not accept the token of the credential'],
		[unsent(denied({ status: 400 })), undefined],
		[unsent(denied({ why: 'ENOTFOUND' })), 'HubSpot could not be called'],
		[unsent({ kind: 'cancelled' }), 'The execution was cancelled'],
		[unsent({ kind: 'stalled', ms: 1 }), 'HubSpot accepted nothing for a long time'],
		[unsent({ kind: 'unanswered', count: 3 }), 'HubSpot gave no answer'],
		[unsent({ kind: 'othersInvalid' }), undefined],
		[unsent({ kind: 'stopOnFailure' }), undefined],
		[{ kind: 'denied', why: 'no credential' }, 'HubSpot could not be called'],
		[
			{ kind: 'refusedWhole', refusal: refusal({}, { status: 403 }), among: true },
			'HubSpot does not allow this with the credential',
		],
		[{ kind: 'refusedWhole', refusal: refusal({}, { status: 400 }), among: true }, undefined],
		[{ kind: 'invalid', problem: 'x' }, undefined],
	])('%j: %s', (event, expected) => {
		expect(headlineOf({ reason: 'unsent', event })).toBe(expected);
	});
});

describe('What is worth knowing of an item that went well', () => {
	it.each<[Write['verb'], string]>([
		[
			'written',
			"HubSpot's answer left open whether this record was written; a look-up afterwards shows that it was.",
		],
		[
			'created',
			"HubSpot's answer left open whether this record was created; a look-up afterwards shows that it was.",
		],
	])('is, where it was %s, what a read found', (verb, expected) => {
		expect(noteOf({ ...EFFECT, verb }, { kind: 'found' })).toBe(expected);
	});

	it('is that it was written alone, has no ID of its own, or what a row says', () => {
		expect(noteOf(EFFECT, { kind: 'alone' })).toBe(
			'HubSpot accepted this record in a batch without writing it, so it was written on its own.',
		);
		const contradicted = { kind: 'contradicted', property: 'phone' } as const;
		expect(noteOf(EFFECT, { ...contradicted, sent: '1', shown: '2' })).toBe(
			'HubSpot shows another value of phone than was sent: “2”, not “1”.',
		);
		expect(noteOf(EFFECT, { ...contradicted, sent: '1', shown: '' })).toBe(
			'HubSpot shows another value of phone than was sent: no value, not “1”.',
		);
		expect(noteOf(EFFECT, { kind: 'noId' })).toBe(
			"This record was written, but its ID is not known: several records in HubSpot's answer have the same values.",
		);
		expect(noteOf(EFFECT, { kind: 'said', text: 'As the row says.' })).toBe('As the row says.');
		expect(noteOf(EFFECT, { kind: 'earlierTry' })).toBe(
			"An earlier try of this node has written this record, so it was not sent again; of HubSpot's answer only the IDs are known.",
		);
	});

	it('is called by the verb of the operation', () => {
		expect(verbOf({ ...EFFECT, verb: 'recorded' })).toBe('recorded');
		expect(verbOf(READ)).toBe('read');
	});
});

describe('What a look-up of a new record has shown', () => {
	const who = {
		input: { properties: { email: 'ann@x.co' }, unique: ['email'] },
		place: { version: '2026-03' as const, parameters: { objectType: 'contacts' } },
	};
	const told = (more: Partial<Failure>) => messageOf(batchCreateObjects, { ...LOST, who, ...more });
	const OPEN =
		'HubSpot gave no usable answer (timeout), so it is unknown whether this record was created.';

	it.each<[string, Partial<Failure>, string]>([
		[
			'a record that is older',
			{ applied: 'no', reason: 'rejected', seen: { kind: 'taken', id: '7', property: 'email' } },
			'HubSpot gave no usable answer (timeout). A look-up afterwards found the same email in the record with the ID 7, which this item did not create, so it was not created.',
		],
		[
			'one with other values',
			{ existingId: '7', seen: { kind: 'there', id: '7', names: ['city', 'zip'] } },
			`${OPEN} A look-up afterwards found a record like it with the ID 7, but other values of city, zip. Look up the record with the ID 7 in HubSpot before relying on it; if it is there, sending it again is refused.`,
		],
		[
			'one of unknown age, without an ID',
			{ seen: { kind: 'there', names: [] } },
			`${OPEN} A look-up afterwards found a record like it, which may be older. Look up the contact with email ann@x.co in HubSpot before relying on it; if it is there, sending it again is refused.`,
		],
		[
			'nothing yet',
			{ seen: { kind: 'absent' } },
			`${OPEN} A look-up afterwards found no such record. Look up the contact with email ann@x.co in HubSpot before relying on it; if it is there, sending it again is refused.`,
		],
	])('is told: %s', (_, more, expected) => {
		expect(told(more)).toBe(expected);
	});

	it('is what to look for where nothing in it is unique: by its name, else by its first value', () => {
		const look = (properties: Record<string, string>) =>
			told({ who: { ...who, input: { properties } } }).replace(`${OPEN} `, '');
		const end =
			' in HubSpot before you send it again: if it is there, sending it again makes a second one.';
		expect(look({ amount: '5', dealname: 'Big' })).toBe(
			`Look for the contact with dealname Big${end}`,
		);
		expect(look({ city: '', zip: '12345' })).toBe(`Look for the contact with zip 12345${end}`);
	});
});
