/** lookup.ts: records that HubSpot shows under another name than they were asked for by. */
import { Caller } from '../../nodes/engine/caller';
import { askRenamed } from '../../nodes/engine/lookup';
import { failed, unsent, type Entry, type Outcome } from '../../nodes/engine/outcome';
import type { Place } from '../../nodes/hubspot/endpoint';
import type { Read } from '../../nodes/hubspot/effect';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { reply, scripted } from './rows';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
const EFFECT = batchReadObjects.effect as Read;

const entry = (item: number, id: string, idProperty?: string): Entry => ({
	item,
	place: PLACE,
	input: { id, ...(idProperty && { idProperty }) },
});
const silent = (item: number): Outcome =>
	failed(item, { reason: 'unaccounted', event: { kind: 'unmentioned', orphans: [] } });
const done = (item: number): Outcome => ({ item, ok: true, result: { id: 'x' }, notes: [] });

async function asking(
	entries: Entry[],
	outcomes: Outcome[],
	answer: Parameters<typeof scripted>[0],
	again: (entries: Entry[]) => Outcome[] = (asked) =>
		asked.map(({ item, input }) => ({ item, ok: true, result: { id: input.id }, notes: [] })),
) {
	const { means, requests } = scripted(answer);
	const asked: Entry[] = [];
	const batch = { place: PLACE, entries, after: [] };
	const caller = new Caller(means);
	const told = await askRenamed({ caller }, EFFECT, batch, outcomes, async (some) => {
		asked.push(...some);
		return again(some);
	});
	return { told, asked, bodies: requests.map(({ body }) => body) };
}

const record = (id: string, properties: object) => ({ id, properties });

describe('A record that an answer does not mention', () => {
	it('is asked for by the name that HubSpot shows it by, and only such a one', async () => {
		const entries = [entry(0, '5'), entry(1, '6'), entry(2, '8')];
		const { told, asked, bodies } = await asking(
			entries,
			[silent(0), done(1), silent(2)],
			reply({ results: [record('7', { hs_merged_object_ids: '4;5' })] }),
		);
		expect(bodies).toEqual([
			{ inputs: [{ id: '5' }, { id: '8' }], properties: ['hs_merged_object_ids'] },
		]);
		expect(asked).toMatchObject([{ item: 0, input: { id: '7' } }]);
		expect(told).toEqual([
			{ item: 0, ok: true, result: { id: '7' }, notes: [] },
			done(1),
			silent(2),
		]);
	});

	it('is asked for once where two items name it, and each gets a result of its own', async () => {
		const entries = [entry(0, 'a@old.co', 'email'), entry(1, 'b@old.co', 'email')];
		const emails = { email: 'ada@x.co', hs_additional_emails: 'a@old.co;b@old.co' };
		const { told, asked } = await asking(
			entries,
			[silent(0), silent(1)],
			reply({ results: [record('7', emails)] }),
		);
		expect(asked).toMatchObject([{ input: { id: 'ada@x.co', idProperty: 'email' } }]);
		expect(told).toMatchObject([
			{ item: 0, ok: true, result: { id: 'ada@x.co' } },
			{ item: 1, ok: true, result: { id: 'ada@x.co' } },
		]);
		const [one, two] = told;
		expect(one.ok && two.ok && one.result !== two.result).toBe(true);
	});

	it('fails as the second read does, but stays as it was where that is not sent', async () => {
		const shown = reply({ results: [record('7', { hs_merged_object_ids: '5' })] });
		const no: Outcome = failed(0, {
			reason: 'rejected',
			event: { kind: 'invalid', problem: 'No' },
		});
		expect((await asking([entry(0, '5')], [silent(0)], shown, () => [no])).told).toEqual([no]);
		const stopped = unsent(0, { kind: 'cancelled' });
		const { told } = await asking([entry(0, '5')], [silent(0)], shown, () => [stopped]);
		expect(told).toEqual([silent(0)]);
	});

	it('stays as it was where it has no other name, or nobody knows', async () => {
		for (const answer of [
			reply({ results: [] }),
			reply({ results: [record('5', { hs_merged_object_ids: null })] }),
			reply('<html>', 500),
			reply({ message: 'No' }, 403),
		]) {
			const { told, asked } = await asking([entry(0, '5')], [silent(0)], answer);
			expect(told).toEqual([silent(0)]);
			expect(asked).toEqual([]);
		}
	});

	it('costs no call where all are mentioned, or where records have one name only', async () => {
		const outcomes = [done(0)];
		const first = await asking([entry(0, '5')], outcomes, reply({}));
		expect(first.told).toBe(outcomes);
		expect(first.bodies).toEqual([]);
		const byCode = await asking([entry(0, '5', 'code')], [silent(0)], reply({}));
		expect(byCode.told).toEqual([silent(0)]);
		expect(byCode.bodies).toEqual([]);
	});
});
