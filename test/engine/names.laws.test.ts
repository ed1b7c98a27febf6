/**
 * The laws of names, held over random items, accounts and faults: what is written has the IDs that a
 * plain table gives, what has none is never sent, and no list is asked for twice.
 */
import fc from 'fast-check';

import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import type { Told } from '../../nodes/n8n/present';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import type { Fault, SingleFault } from '../fake-hubspot/hubspot';
import { runs } from '../runs';
import { problemOf } from './rows';
import { runJob, World } from './world';

const OWNERS = ['ada@x.co', 'grace@x.co', 'twin@x.co', 'TWIN@x.co', 'alan@x.co'];
const PIPELINES: Record<string, string[]> = {
	Sales: ['New', 'Won', 'Lost'],
	Renewals: ['New', 'Renewed', 'lost'],
	Odd: ['Open', 'OPEN', 'Only here'],
};

function worldOf() {
	const world = new World();
	const { hubspot } = world;
	hubspot.defineOwnerProperty('deals');
	hubspot.defineOwnerProperty('deals', 'manager');
	hubspot.defineProperty('deals', { name: 'code', hasUniqueValue: true });
	hubspot.defineProperty('deals', { name: 'note' });
	const owners = OWNERS.map((email) => ({ email, id: hubspot.seedOwner({ email }) }));
	hubspot.seedOwner({ email: 'gone@x.co', archived: true });
	const pipelines = Object.entries(PIPELINES).map(([label, stages]) =>
		hubspot.definePipeline('deals', { label, stages }),
	);
	return { world, owners, pipelines };
}

type Account = ReturnType<typeof worldOf>;

/** What an item says. `null`: its own ID instead of the name; `undefined`: nothing. */
interface Said {
	owner?: string;
	manager?: string;
	note?: string;
	pipeline?: string;
	stage?: string;
	/** Which of the names are given by ID, as far as they have one. */
	byId: { owner: boolean; pipeline: boolean; stage: boolean };
}

const owner = fc.constantFrom(...OWNERS, ' Ada@X.co ', 'gone@x.co', 'ada@x.c', undefined);
const said: fc.Arbitrary<Said> = fc.record({
	owner,
	manager: owner,
	note: fc.constantFrom('ada@x.co', 'x', undefined),
	pipeline: fc.constantFrom(...Object.keys(PIPELINES), 'renewals', 'Nope', undefined, undefined),
	stage: fc.constantFrom(...Object.values(PIPELINES).flat(), 'won ', 'Nope', undefined, undefined),
	byId: fc.record({ owner: fc.boolean(), pipeline: fc.boolean(), stage: fc.boolean() }),
});

const folded = (text: string) => text.trim().toLowerCase();

/** The only one with this name; undefined: none, or several. */
function onlyOne<T>(things: T[], nameOf: (thing: T) => string, name: string): T | undefined {
	const found = things.filter((thing) => folded(nameOf(thing)) === folded(name));
	return found.length === 1 ? found[0] : undefined;
}

/** What is sent for an item, and what HubSpot is to hold; undefined where a name leads to no ID. */
function expectedOf({ owners, pipelines }: Account, item: Said) {
	const sent: Record<string, string> = {};
	const held: Record<string, string | undefined> = {};
	const name = (
		property: string,
		text: string | undefined,
		id: string | undefined,
		byId = false,
	) => {
		if (text === undefined) return;
		const isId = byId && id !== undefined;
		sent[property] = isId ? id : text;
		held[property] = id;
	};
	const ownerId = (email = '') => onlyOne(owners, (each) => each.email, email)?.id;
	name('hubspot_owner_id', item.owner, ownerId(item.owner), item.byId.owner);
	name('manager', item.manager, ownerId(item.manager));
	if (item.note !== undefined) name('note', item.note, item.note);
	const pipeline = onlyOne(pipelines, ({ label }) => label, item.pipeline ?? '');
	name('pipeline', item.pipeline, pipeline?.id, item.byId.pipeline);
	const among = item.pipeline === undefined ? pipelines : pipeline ? [pipeline] : [];
	const stages = among.flatMap((each) => each.stages);
	const stage = onlyOne(stages, ({ label }) => label, item.stage ?? '');
	name('dealstage', item.stage, stage?.id, item.byId.stage);
	const isKnown = Object.values(held).every((id) => id !== undefined);
	return { sent, held: isKnown ? (held as Record<string, string>) : undefined };
}

const rows = { batchCreateObjects, batchUpdateObjects, batchUpsertObjects };

const writeFault = fc.constantFrom<Fault | null>(
	null,
	null,
	{ kind: 'rateLimit', policy: 'SECONDLY' },
	{ kind: 'reset', applied: true },
	{ kind: 'reset', applied: false },
	{ kind: 'serverError', status: 502, applied: false },
);

const listFault = fc.constantFrom<SingleFault | null>(
	null,
	null,
	null,
	{ kind: 'rateLimit', policy: 'SECONDLY' },
	{ kind: 'serverError', status: 503, applied: false },
	{ kind: 'missingScopes', scopes: ['crm.objects.owners.read'] },
	{ kind: 'notJson', status: 200 },
);

/** Faults after which a list is asked for again, and given. */
const PASSES: ReadonlySet<string> = new Set(['rateLimit', 'serverError']);

const LISTS = /^\/crm\/(owners|pipelines)\//;

it('Every item is told once; its record has the IDs of its names, or was never sent', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...(Object.keys(rows) as Array<keyof typeof rows>)),
			fc.array(said, { minLength: 1, maxLength: 25 }),
			fc.array(writeFault, { maxLength: 4 }),
			fc.array(listFault, { maxLength: 3 }),
			fc.integer({ min: 1, max: 12 }),
			fc.boolean(),
			async (operation, items, writeFaults, listFaults, portion, stopOnFailure) => {
				const account = worldOf();
				const { hubspot } = account.world;
				hubspot.faults.next(...writeFaults);
				hubspot.supportingFaults.next(...listFaults);
				const expected = items.map((item) => expectedOf(account, item));
				const raw = expected.map(({ sent }, n) => {
					const code = `C${n}`;
					if (operation === 'batchCreateObjects') return { properties: { code, ...sent } };
					if (operation === 'batchUpdateObjects') hubspot.seedObject('deals', { code });
					return { id: code, idProperty: 'code', properties: { code, ...sent } };
				});
				const before = JSON.stringify(raw);
				const { outcomes } = await runJob({
					world: account.world,
					row: rows[operation],
					objectType: 'deals',
					raw,
					stopOnFailure,
					// As the node does: with On Error = Stop, all items are read first.
					portion: stopOnFailure ? Infinity : portion,
				});
				expect(outcomes.map(({ item }) => item)).toEqual(items.map((_, n) => n));
				expect(JSON.stringify(raw)).toBe(before);

				const deals = new Map(
					[...hubspot.objects('deals').values()].map(({ properties }) => [
						properties.code,
						properties,
					]),
				);
				const written = hubspot.applied.map(({ input }) => JSON.stringify(input));
				// A create whose answer is lost is sent twice more and then told as lost, names or not.
				const losses = writeFaults.filter((fault) => fault && fault.kind !== 'rateLimit').length;
				const staysLost = operation === 'batchCreateObjects' && losses > 2;
				const isDone = (outcome: Told) =>
					outcome.ok || (staysLost && problemOf(outcome).reason === 'lost');
				for (const [n, outcome] of outcomes.entries()) {
					const { held } = expected[n];
					const isWritten = written.some((input) => input.includes(`"C${n}"`));
					if (outcome.ok) expect(deals.get(`C${n}`)).toMatchObject(held ?? { never: '' });
					else if (problemOf(outcome).reason === 'invalid') expect(held).toBeUndefined();
					if (held === undefined) expect(isWritten).toBe(false);
					// Whoever needs no list does not suffer from one that is not given, nor from others.
					const needsNone = JSON.stringify(expected[n].sent) === JSON.stringify(held);
					if (needsNone && !stopOnFailure) expect(isDone(outcome)).toBe(true);
					const allGiven = !listFaults.some((fault) => fault && !PASSES.has(fault.kind));
					if (held && allGiven && !stopOnFailure) expect(isDone(outcome)).toBe(true);
					if (!held && allGiven && !stopOnFailure) {
						expect(problemOf(outcome)).toMatchObject({ reason: 'invalid', applied: 'no' });
					}
				}
				const isAnyBad = outcomes.some((told) => !told.ok && problemOf(told).reason === 'invalid');
				if (stopOnFailure && isAnyBad) expect(hubspot.applied).toEqual([]);

				// Answered or refused, each list is asked for once; a lost answer is asked for again.
				const answered = hubspot.calls
					.filter(({ path, status }) => LISTS.test(path) && ![429, 503].includes(status))
					.map(({ path }) => path);
				const again = answered.filter((path, at) => answered.indexOf(path) !== at);
				expect(again).toEqual([]);
			},
		),
		{ numRuns: runs(200) },
	);
}, 120_000);
