/** Comparing with what HubSpot holds before anything is sent: which calls are made, and what they hold. */
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import type { HttpRequest } from '../../nodes/engine/means';
import type { Told } from '../../nodes/n8n/present';
import { runJob, World, type Job } from './world';

const PEOPLE = 300;

/** A world with so many contacts, and the calls that are made in it. */
function worldWith(options: ConstructorParameters<typeof World>[0] = {}) {
	const world = new World(options);
	const { hubspot } = world;
	hubspot.defineProperty('contacts', { name: 'city' });
	hubspot.defineProperty('contacts', { name: 'score', type: 'number' });
	hubspot.defineProperty('contacts', { name: 'seen_at', type: 'datetime' });
	hubspot.defineProperty('contacts', { name: 'badge' });
	hubspot.defineProperty('contacts', {
		name: 'interests',
		type: 'enumeration',
		fieldType: 'checkbox',
		options: ['a', 'b', 'c'],
	});
	for (let n = 1; n <= PEOPLE; n++) {
		hubspot.seedObject(
			'contacts',
			{
				email: `person${n}@x.com`,
				customer_number: `N${n}`,
				city: 'Rome',
				phone: '+49 30 1234',
				score: '12.5',
				seen_at: '2027-03-01T09:00:00Z',
				interests: 'a;b',
			},
			String(n),
		);
	}
	const calls: HttpRequest[] = [];
	world.onCall = (request) => calls.push(request);
	return { world, hubspot, calls };
}

type Inputs = Array<{ id: string; properties: Record<string, string> }>;
const inputsOf = ({ body }: HttpRequest) => (body as { inputs: Inputs }).inputs;
const isTo = (what: string) => (request: HttpRequest) => request.path.endsWith(what);
const reads = (calls: HttpRequest[]) => calls.filter(isTo('/batch/read'));
const writes = (calls: HttpRequest[]) =>
	calls.filter((call) => /batch\/(update|upsert)$/.test(call.path));
/** What was written of each record, in order. */
const sentIn = (calls: HttpRequest[]) =>
	writes(calls).flatMap((call) => inputsOf(call).map(({ id, properties }) => [id, properties]));

const becameOf = (outcomes: Told[]) =>
	outcomes.map((outcome) => (outcome.ok ? outcome.result.outcome : outcome.failure.reason));

const byId = (n: number, properties: Record<string, string>) => ({ id: `${n}`, properties });
const byEmail = (name: string, properties: Record<string, string>) => ({
	id: `${name}@x.com`,
	idProperty: 'email',
	properties,
});

const update = { row: batchUpdateObjects, objectType: 'contacts', compare: 'onlyChanges' } as const;
const upsert = { row: batchUpsertObjects, objectType: 'contacts', compare: 'onlyChanges' } as const;
const fill = { ...update, compare: 'onlyEmpty' } as const;
const fillOrCreate = { ...upsert, compare: 'onlyEmpty' } as const;

async function run(job: Omit<Job, 'world' | 'raw'>, raw: unknown[], given = worldWith()) {
	const { outcomes, entries } = await runJob({ ...given, ...job, raw });
	expect(given.hubspot.unknownRoutes).toEqual([]);
	expect(given.hubspot.oddities).toEqual([]);
	return { ...given, outcomes, entries, became: becameOf(outcomes) };
}

describe('Send Only Changes', () => {
	it('reads a hundred records a call and sends only what differs, and nothing of the other records', async () => {
		const raw = Array.from({ length: PEOPLE }, (_, at) =>
			byId(at + 1, { city: at % 30 ? 'Rome' : 'Paris', phone: '+49 30 1234' }),
		);
		const { calls, became } = await run(update, raw);
		expect(reads(calls).map((call) => inputsOf(call).length)).toEqual([100, 100, 100]);
		expect(sentIn(calls)).toEqual(
			Array.from({ length: 10 }, (_, n) => [`${30 * n + 1}`, { city: 'Paris' }]),
		);
		expect(calls).toHaveLength(4);
		expect(became.filter((word) => word === 'unchanged')).toHaveLength(290);
		expect(became.filter((word) => word === 'updated')).toHaveLength(10);
	});

	it('tells an unchanged record in the shape of a result, with its key and what HubSpot holds', async () => {
		const { outcomes } = await run(upsert, [
			byEmail('Person1', { city: 'Rome', phone: '+49 30 1234' }),
		]);
		expect(outcomes).toMatchObject([
			{
				ok: true,
				result: {
					id: '1',
					email: 'Person1@x.com',
					properties: { city: 'Rome', phone: '+49 30 1234', hs_object_id: '1' },
					new: false,
					archived: false,
					outcome: 'unchanged',
				},
				warnings: [],
			},
		]);
		expect(Object.keys((outcomes[0].ok && outcomes[0].result.properties) as object)).not.toContain(
			'hs_additional_emails',
		);
	});

	it('makes no call for no item, and two for one that differs', async () => {
		expect((await run(update, [])).calls).toEqual([]);
		expect((await run(update, [byId(1, { city: 'Paris' })])).calls).toHaveLength(2);
	});

	it('reads 101 records in two calls and writes them in two', async () => {
		const raw = Array.from({ length: 101 }, (_, at) => byId(at + 1, { city: 'Paris' }));
		const { calls } = await run(update, raw);
		expect(reads(calls).map((call) => inputsOf(call).length)).toEqual([100, 1]);
		expect(writes(calls).map((call) => inputsOf(call).length)).toEqual([100, 1]);
	});

	it('reads a record once that several items are about, with what any of them writes', async () => {
		const { calls, became } = await run(update, [
			byId(1, { city: 'Rome' }),
			byId(1, { phone: '+49 30 1234' }),
			byId(1, { city: 'Rome' }),
		]);
		expect(calls).toHaveLength(1);
		expect(calls[0].body).toMatchObject({
			inputs: [{ id: '1' }],
			properties: expect.arrayContaining(['city', 'phone']) as unknown,
		});
		expect(became).toEqual(['unchanged', 'unchanged', 'unchanged']);
	});

	it('sends a later item about a record whole that an earlier one writes, so that the last value wins', async () => {
		const { calls, hubspot, became } = await run(update, [
			byId(1, { city: 'Paris', phone: '+49 30 1234' }),
			byId(2, { city: 'Rome' }),
			byId(1, { city: 'Rome', phone: '+49 30 1234' }),
		]);
		expect(sentIn(calls)).toEqual([
			['1', { city: 'Paris' }],
			['1', { city: 'Rome', phone: '+49 30 1234' }],
		]);
		expect(hubspot.object('contacts', '1')?.properties.city).toBe('Rome');
		expect(became).toEqual(['updated', 'unchanged', 'updated']);
	});

	it('does so of items in other portions and under other keys too', async () => {
		const others = Array.from({ length: 150 }, (_, at) => byId(at + 10, { city: 'Rome' }));
		const { calls, became } = await run({ ...update, portion: 100 }, [
			byId(1, { city: 'Paris' }),
			...others,
			byEmail('person1', { city: 'Rome' }),
			byEmail('person2', { city: 'Rome' }),
		]);
		expect(sentIn(calls)).toEqual([
			['1', { city: 'Paris' }],
			['person1@x.com', { city: 'Rome' }],
		]);
		expect(became.slice(-2)).toEqual(['updated', 'unchanged']);
	});

	it('recognises a contact by a second address of its own', async () => {
		const given = worldWith();
		given.hubspot.object('contacts', '1')!.properties.hs_additional_emails = 'old1@x.com';
		const { calls, became, outcomes } = await run(
			upsert,
			[
				byEmail('person1', { city: 'Paris' }),
				byEmail('old1', { city: 'Rome' }),
				byEmail('OLD1', { phone: '1' }),
			],
			given,
		);
		expect(inputsOf(calls[0])).toEqual([{ id: 'person1@x.com' }, { id: 'old1@x.com' }]);
		expect(sentIn(calls).sort()).toEqual([
			['OLD1@x.com', { phone: '1' }],
			['old1@x.com', { city: 'Rome' }],
			['person1@x.com', { city: 'Paris' }],
		]);
		expect(became).not.toContain('unchanged');
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
	});

	it('compares an item whose record was merged with the record that HubSpot shows in its place', async () => {
		const given = worldWith({ mergedAnswers: 'newId' });
		given.hubspot.merge('contacts', '9', '2');
		const raw = [byId(9, { city: 'Rome' }), byId(2, { city: 'Rome' }), byId(9, { city: 'Oslo' })];
		const { calls, outcomes, became } = await run(update, raw, given);
		expect(sentIn(calls)).toEqual([['9', { city: 'Oslo' }]]);
		expect(became).toEqual(['unchanged', 'unchanged', 'updated']);
		expect(outcomes.map((each) => each.ok && each.result.id)).toEqual(['2', '2', '2']);
	});

	it('sends an item whole, with a warning, of whose record the answer says nothing', async () => {
		const given = worldWith({ mergedReads: 'silence', mergedAnswers: 'newId' });
		given.hubspot.merge('contacts', '9', '2');
		const { calls, outcomes } = await run(update, [byId(9, { city: 'Rome' })], given);
		expect(sentIn(calls)).toEqual([['9', { city: 'Rome' }]]);
		expect(JSON.stringify(outcomes)).toContain('HubSpot did not show what it holds of this record');
	});

	it('sends what HubSpot does not have as without the option', async () => {
		const raw = [byEmail('new', { city: 'Rome' }), byEmail('person1', { city: 'Rome' })];
		const updated = await run(update, raw);
		const plain = await run({ ...update, compare: undefined }, raw);
		const withoutIds = ([outcome]: Told[]) => JSON.stringify(outcome).replace(/[\da-f-]{36}/g, '');
		expect(withoutIds(updated.outcomes)).toBe(withoutIds(plain.outcomes));
		expect(updated.became).toEqual(['rejected', 'unchanged']);
		const upserted = await run(upsert, raw);
		expect(upserted.became).toEqual(['created', 'unchanged']);
		expect(sentIn(upserted.calls)).toEqual([['new@x.com', { city: 'Rome' }]]);
	});

	it('sends a second item about a record whole that the first one creates', async () => {
		const { calls, became } = await run({ ...upsert, portion: 1 }, [
			byEmail('new', { city: 'Rome' }),
			byEmail('new', { city: 'Rome' }),
			{ id: 'N-new', idProperty: 'customer_number', properties: { city: 'Rome' } },
		]);
		expect(sentIn(calls)).toHaveLength(3);
		expect(became).toEqual(['created', 'updated', 'created']);
	});

	it.each([
		['a number with other zeros', { score: '12.50' }],
		['another notation of a moment', { seen_at: '2027-03-01T10:00:00+01:00' }],
		['another order of options', { interests: 'b;a' }],
		['options that are there already', { interests: ';a' }],
	])('asks what kind of property it is for %s, once, and sends nothing', async (_, properties) => {
		const raw = Array.from({ length: 250 }, (_, at) => byId(at + 1, properties));
		const { calls } = await run(update, raw);
		expect(calls.filter(({ method }) => method === 'GET').map(({ path }) => path)).toEqual([
			'/crm/properties/2026-03/contacts',
		]);
		expect(writes(calls)).toEqual([]);
	});

	it('sends them where HubSpot does not tell the kind', async () => {
		const given = worldWith();
		given.hubspot.supportingFaults.always({
			kind: 'missingScopes',
			scopes: ['crm.schemas.contacts.read'],
		});
		const { calls, became } = await run(
			update,
			[byId(1, { score: '12.50' }), byId(2, { score: '12.50' })],
			given,
		);
		expect(sentIn(calls)).toHaveLength(2);
		expect(calls).toHaveLength(3);
		expect(became).toEqual(['updated', 'updated']);
	});

	it('sends options that are to be added where one of them is not there, and what is to be cleared', async () => {
		const { calls, hubspot } = await run(update, [
			byId(1, { interests: ';c', city: 'Rome' }),
			byId(2, { badge: 'x' }),
		]);
		expect(sentIn(calls)).toEqual([
			['1', { interests: ';c' }],
			['2', { badge: 'x' }],
		]);
		expect(hubspot.object('contacts', '1')?.properties.interests).toBe('a;b;c');
	});

	it('keeps the trace ID that an item gives, and only where it is sent', async () => {
		const { calls, outcomes } = await run(update, [
			{ ...byId(1, { city: 'Paris' }), objectWriteTraceId: 'mine' },
			{ ...byId(2, { city: 'Rome' }), objectWriteTraceId: 'other' },
		]);
		expect(JSON.stringify(writes(calls))).toContain('"objectWriteTraceId":"mine"');
		expect(JSON.stringify(calls)).not.toContain('other');
		expect(JSON.stringify(outcomes)).not.toContain('other');
	});

	it('sends a new address of a contact that is found by the old one, and nothing of one that stays', async () => {
		const { calls, became } = await run(update, [
			byEmail('person1', { email: 'Person1@x.com' }),
			byEmail('person2', { email: 'renamed@x.com', city: 'Rome' }),
		]);
		expect(sentIn(calls)).toEqual([['person2@x.com', { email: 'renamed@x.com' }]]);
		expect(became).toEqual(['unchanged', 'updated']);
	});

	it('reads by the ID of a record that was searched for', async () => {
		const given = worldWith();
		given.hubspot.object('contacts', '7')!.properties.badge = 'B7';
		const { calls, became } = await run(
			update,
			[{ id: 'B7', idProperty: 'badge', properties: { city: 'Rome' } }],
			given,
		);
		expect(inputsOf(reads(calls)[0])).toEqual([{ id: '7' }]);
		expect(became).toEqual(['unchanged']);
	});

	it('looks up a lost write by what was sent of it', async () => {
		const given = worldWith();
		given.hubspot.faults.next(
			{ kind: 'truncate' },
			{ kind: 'truncate' },
			{ kind: 'truncate' },
			{ kind: 'truncate' },
			{ kind: 'truncate' },
		);
		const { calls, outcomes } = await run(
			update,
			[byId(1, { city: 'Paris', phone: '+49 30 1234' })],
			given,
		);
		expect(outcomes).toMatchObject([{ ok: true }]);
		expect(
			sentIn(calls).every(([, properties]) => JSON.stringify(properties) === '{"city":"Paris"}'),
		).toBe(true);
		const [first, ...others] = reads(calls);
		expect(first.body).toMatchObject({ properties: expect.arrayContaining(['phone']) as unknown });
		for (const { body } of others) expect(JSON.stringify(body)).not.toContain('phone');
	});

	it('compares records whose keys differ in case alone each with itself, and reads them apart', async () => {
		const given = worldWith();
		given.hubspot.seedObject('contacts', { customer_number: 'n1', city: 'Oslo' });
		const { calls, became } = await run(
			update,
			[
				{ id: 'N1', idProperty: 'customer_number', properties: { city: 'Rome' } },
				{ id: 'n1', idProperty: 'customer_number', properties: { city: 'Oslo' } },
			],
			given,
		);
		expect(reads(calls).map(inputsOf)).toEqual([[{ id: 'N1' }], [{ id: 'n1' }]]);
		expect(became).toEqual(['unchanged', 'unchanged']);
	});

	it('notes what each item would change, from what to what', async () => {
		const { entries } = await run(update, [
			byId(1, { city: 'Paris', phone: '+49 30 1234', badge: 'B' }),
			byId(2, { city: 'Rome' }),
			byId(1, { city: 'Oslo' }),
		]);
		expect(entries.map(({ changes }) => changes)).toEqual([
			{ city: { from: 'Rome', to: 'Paris' }, badge: { from: null, to: 'B' } },
			undefined,
			undefined,
		]);
	});
});

describe('Send Only Changes, where records cannot be read', () => {
	it('sends everything, with a warning that names the scope, and asks once', async () => {
		const given = worldWith();
		given.hubspot.readFaults.always({
			kind: 'missingScopes',
			scopes: ['crm.objects.contacts.read'],
		});
		const raw = Array.from({ length: 300 }, (_, at) => byId(at + 1, { city: 'Rome' }));
		const { calls, became, outcomes } = await run({ ...update, portion: 100 }, raw, given);
		expect(writes(calls)).toHaveLength(3);
		expect(reads(calls).length).toBeLessThanOrEqual(3);
		expect(became.every((word) => word === 'updated')).toBe(true);
		expect(
			outcomes.every(
				(each) =>
					each.ok &&
					/every value counts as changed: .* lacks the scope crm\.objects\.contacts\.read/.test(
						each.warnings[0],
					),
			),
		).toBe(true);
	});

	it.each([
		['refused', { kind: 'wholeBatch', status: 400, dialect: 'category', message: 'Broken' }],
		['answered with a body that cannot be read', { kind: 'notJson', status: 200 }],
		['answered by another server', { kind: 'otherServer', status: 404 }],
	] as const)('sends the items of a read whole, with a warning, that is %s', async (_, fault) => {
		const given = worldWith();
		given.hubspot.readFaults.next(fault);
		const raw = Array.from({ length: 200 }, (_, at) => byId(at + 1, { city: 'Rome' }));
		const { calls, became, outcomes } = await run(update, raw, given);
		expect(calls).toHaveLength(3);
		expect(became.filter((word) => word === 'updated')).toHaveLength(100);
		expect(outcomes.filter((each) => each.ok && each.warnings.length)).toHaveLength(100);
	});

	it('sends the items of a read whole, with a warning, that gets no answer', async () => {
		const given = worldWith();
		given.hubspot.readFaults.next(
			...Array.from(
				{ length: 5 },
				() => ({ kind: 'serverError', status: 500, applied: false }) as const,
			),
		);
		const { calls, outcomes } = await run(update, [byId(1, { city: 'Rome' })], given);
		expect(sentIn(calls)).toHaveLength(1);
		expect(outcomes).toMatchObject([
			{ ok: true, warnings: [expect.stringContaining('could not be read') as unknown] },
		]);
	});

	it('sends nothing more once the daily limit is reached, and says so of every item', async () => {
		const given = worldWith();
		given.hubspot.readFaults.always({ kind: 'rateLimit', policy: 'DAILY' });
		const raw = Array.from({ length: 200 }, (_, at) => byId(at + 1, { city: 'Rome' }));
		const { calls, outcomes } = await run(update, raw, given);
		expect(writes(calls)).toEqual([]);
		expect(
			outcomes.every(
				(each) => !each.ok && each.failure.applied === 'no' && each.failure.reason === 'unsent',
			),
		).toBe(true);
	});
});

describe('Fill Empty Properties Only', () => {
	it('sends what has no value in HubSpot, and never what has one', async () => {
		const { calls, became, hubspot } = await run(fill, [
			byId(1, { city: 'Paris', badge: 'B1' }),
			byId(2, { city: 'Paris' }),
			byId(3, { city: '', interests: ';c', badge: '' }),
		]);
		expect(sentIn(calls)).toEqual([['1', { badge: 'B1' }]]);
		expect(became).toEqual(['updated', 'unchanged', 'unchanged']);
		expect(hubspot.object('contacts', '1')?.properties).toMatchObject({
			city: 'Rome',
			badge: 'B1',
		});
	});

	it('never overwrites what an earlier item filled, and fills what an earlier one could not', async () => {
		const given = worldWith();
		const { calls, became, hubspot } = await run(
			fill,
			[
				byId(1, { badge: 'first' }),
				byId(1, { badge: 'second' }),
				byId(2, { badge: 'first', lifecyclestage: 'no such stage' }),
				byId(2, { badge: 'second' }),
				byId(2, { badge: 'third', firstname: 'Ada' }),
			],
			given,
		);
		expect(became).toEqual(['updated', 'unchanged', 'rejected', 'updated', 'updated']);
		expect(hubspot.object('contacts', '1')?.properties.badge).toBe('first');
		expect(hubspot.object('contacts', '2')?.properties).toMatchObject({
			badge: 'second',
			firstname: 'Ada',
		});
		expect(sentIn(calls)).toContainEqual(['2', { firstname: 'Ada' }]);
	});

	it('creates a record with all values, and fills it with what later items add', async () => {
		const { became, hubspot, outcomes } = await run(fillOrCreate, [
			byEmail('new', { city: 'Oslo' }),
			byEmail('New', { city: 'Rome', badge: 'B' }),
			byEmail('new', { city: 'Bern' }),
		]);
		expect(became).toEqual(['created', 'updated', 'unchanged']);
		const id = String(outcomes[0].ok && outcomes[0].result.id);
		expect(hubspot.object('contacts', id)?.properties).toMatchObject({ city: 'Oslo', badge: 'B' });
	});

	it('overwrites nothing of a record that gets the key of a later item only from an earlier one', async () => {
		const given = worldWith();
		const seeded = given.hubspot.seedObject('contacts', { customer_number: 'N-7', city: 'Paris' });
		const { became, hubspot } = await run(
			fillOrCreate,
			[
				{ id: 'N-7', idProperty: 'customer_number', properties: { email: 'late@x.com' } },
				byEmail('late', { city: 'Berlin' }),
			],
			given,
		);
		expect(became).toEqual(['updated', 'unchanged']);
		expect(hubspot.object('contacts', seeded)?.properties).toMatchObject({
			city: 'Paris',
			email: 'late@x.com',
		});
	});

	it('tells an update of what HubSpot does not have as not found, without sending it', async () => {
		const { calls, outcomes } = await run(fill, [byEmail('new', { city: 'Rome' })]);
		expect(calls).toHaveLength(1);
		expect(outcomes).toMatchObject([
			{
				failure: {
					reason: 'rejected',
					applied: 'no',
					category: 'OBJECT_NOT_FOUND',
					message: expect.stringMatching(/^No contact has the email new@x\.com/) as unknown,
				},
			},
		]);
	});

	it('leaves a property alone that HubSpot does not show, and says so', async () => {
		const { calls, outcomes } = await run(fill, [
			byId(1, { passport: '1', badge: 'B' }),
			byId(2, { passport: '1' }),
		]);
		expect(sentIn(calls)).toEqual([['1', { badge: 'B' }]]);
		for (const outcome of outcomes) {
			expect(outcome).toMatchObject({
				ok: true,
				warnings: [expect.stringContaining('HubSpot does not show “passport”') as unknown],
			});
		}
	});

	it('sends nothing where records may not be read, and names the scope', async () => {
		const given = worldWith();
		given.hubspot.readFaults.always({
			kind: 'missingScopes',
			scopes: ['crm.objects.contacts.read'],
		});
		const raw = Array.from({ length: 300 }, (_, at) => byId(at + 1, { badge: 'B' }));
		const { calls, outcomes } = await run({ ...fill, portion: 100 }, raw, given);
		expect(writes(calls)).toEqual([]);
		for (const outcome of outcomes) {
			expect(outcome).toMatchObject({
				failure: {
					reason: 'unsent',
					applied: 'no',
					status: 403,
					message: expect.stringMatching(
						/^Not sent, so that nothing is overwritten: .*crm\.objects\.contacts\.read/,
					) as unknown,
				},
			});
		}
	});

	it.each([
		['is answered with a body that cannot be read', { kind: 'notJson', status: 200 }],
		['is answered by another server', { kind: 'otherServer', status: 404 }],
		['is refused', { kind: 'wholeBatch', status: 400, dialect: 'category', message: 'Broken' }],
		['is not carried out to the end', { kind: 'status', value: 'PROCESSING' }],
		['leaves all records out', { kind: 'emptyResults' }],
	] as const)('sends nothing of items whose read %s', async (_, fault) => {
		const given = worldWith();
		given.hubspot.readFaults.always(fault);
		const { calls, outcomes } = await run(
			fill,
			[byId(1, { badge: 'B' }), byId(2, { badge: 'B' })],
			given,
		);
		expect(writes(calls)).toEqual([]);
		for (const outcome of outcomes) {
			expect(outcome).toMatchObject({
				failure: {
					reason: 'unsent',
					applied: 'no',
					message: expect.stringMatching(/^Not sent, so that nothing is overwritten/) as unknown,
				},
			});
		}
	});

	it('takes a refused read apart, within bounds, so that the others are filled', async () => {
		const given = worldWith();
		given.hubspot.readFaults.next({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Broken',
		});
		const raw = Array.from({ length: 100 }, (_, at) => byId(at + 1, { badge: 'B' }));
		const { calls, became } = await run(fill, raw, given);
		expect(reads(calls).map((call) => inputsOf(call).length)).toEqual([100, 50, 50]);
		expect(became.every((word) => word === 'updated')).toBe(true);
	});

	it('spends no more than twenty calls on a read that is refused however small it is', async () => {
		const given = worldWith();
		given.hubspot.readFaults.always({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Broken',
		});
		const raw = Array.from({ length: 100 }, (_, at) => byId(at + 1, { badge: 'B' }));
		const { calls } = await run(fill, raw, given);
		expect(reads(calls).length).toBeLessThanOrEqual(21);
	});

	it('does not send a lost write again over what a look-up shows that somebody else has filled', async () => {
		const given = worldWith();
		const lost = { kind: 'serverError', status: 500, applied: false } as const;
		given.hubspot.faults.next(lost, lost, lost, lost, lost);
		given.world.at(5_000, () => {
			const record = given.hubspot.object('contacts', '1');
			if (record) record.properties.badge = 'theirs';
		});
		const { outcomes, hubspot } = await run(fill, [byId(1, { badge: 'ours' })], given);
		expect(hubspot.object('contacts', '1')?.properties.badge).toBe('theirs');
		expect(outcomes).toMatchObject([{ ok: false }]);
	});

	it('sends a lost write again where a look-up shows that nobody has filled it', async () => {
		const given = worldWith();
		const lost = { kind: 'serverError', status: 500, applied: false } as const;
		given.hubspot.faults.next(lost, lost, lost, lost, lost);
		const { outcomes, hubspot } = await run(fill, [byId(1, { badge: 'ours' })], given);
		expect(hubspot.object('contacts', '1')?.properties.badge).toBe('ours');
		expect(outcomes).toMatchObject([{ ok: true }]);
	});

	it('asks no further where records may not be read', async () => {
		const given = worldWith();
		given.hubspot.readFaults.always({
			kind: 'missingScopes',
			scopes: ['crm.objects.contacts.read'],
		});
		const raw = Array.from({ length: 2_000 }, (_, at) => byId(at + 1, { badge: 'B' }));
		const { calls, became } = await run({ ...fill, portion: 100 }, raw, given);
		expect(calls.length).toBeLessThan(10);
		expect(became.every((word) => word === 'unsent')).toBe(true);
	});

	it('sends nothing more with On Error = Stop after an item whose record the answer does not show', async () => {
		const given = worldWith();
		given.hubspot.merge('contacts', '9', '2');
		const raw = [
			byId(9, { badge: 'B' }),
			...Array.from({ length: 150 }, (_, at) => byId(at + 10, { badge: 'B' })),
		];
		const { calls, outcomes } = await run(
			{ ...fill, portion: 10, stopOnFailure: true },
			raw,
			given,
		);
		expect(writes(calls)).toEqual([]);
		expect(outcomes[0]).toMatchObject({
			failure: { message: expect.stringContaining('did not show what it holds') as unknown },
		});
		expect(outcomes[150]).toMatchObject({
			failure: { message: expect.stringContaining('On Error is set to stop') as unknown },
		});
	});

	it.each(['stopOnFailure', 'cancelled'] as const)(
		'sends nothing unread where the run ends meanwhile: %s',
		async (how) => {
			const given = worldWith();
			const raw = Array.from({ length: 300 }, (_, at) =>
				byId(at + 1, { badge: 'B', ...(at === 0 && { lifecyclestage: 'none' }) }),
			);
			if (how === 'cancelled') given.world.at(150, () => (given.world.cancelled = true));
			const { outcomes, hubspot } = await run(
				{ ...fill, portion: 100, size: 10, stopOnFailure: true },
				raw,
				given,
			);
			expect(outcomes).toHaveLength(300);
			expect(
				outcomes.filter((each) => !each.ok && each.failure.reason === 'unsent').length,
			).toBeGreaterThan(100);
			for (const { input } of hubspot.applied) {
				expect(Object.keys(input.properties as object)).toEqual(['badge']);
			}
		},
	);
});
