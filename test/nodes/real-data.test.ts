/* eslint-disable @n8n/community-nodes/no-restricted-globals -- says how many calls it took, never shipped */
/**
 * Real lists through the real engine: 5,670 conferences upserted and then batch-updated, 503 companies
 * batch-updated by a unique property. Every outcome and the fake's final state are compared row by row
 * with a plain fold over the rows.
 */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_APP_ID, DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import { runNode } from '../host/engine';
import { describeRealData, realData } from '../real-data';

describeRealData('real data', () => {
	let fake: FakeServer;
	beforeAll(async () => {
		fake = await startFakeHubSpot();
		for (const name of ['city', 'topic']) {
			fake.hubspot.defineProperty('0-54', { name, label: name, type: 'string', fieldType: 'text' });
		}
	});
	afterAll(async () => {
		expect(fake.hubspot.unknownRoutes).toEqual([]);
		expect(fake.hubspot.oddities).toEqual([]);
		await fake.close();
	});

	const run = async (node: string, parameters: INode['parameters'], input: IDataObject[]) => {
		const before = callsOf(fake).length;
		const { items, run: done } = await runNode({
			node,
			parameters,
			input,
			url: fake.url,
			token: DEFAULT_TOKEN,
			onError: 'continueErrorOutput',
		});
		expect(done.data.resultData.error?.message).toBeUndefined();
		const outcomes = [...items('HubSpot', 0), ...items('HubSpot', 1)];
		// One outcome per item, each exactly once.
		const paired = items('HubSpot', 0).map(
			({ pairedItem }) => (pairedItem as { item: number }).item,
		);
		expect(outcomes).toHaveLength(input.length);
		expect(new Set(paired).size).toBe(paired.length);
		const calls = callsOf(fake).slice(before);
		expect(calls.every(({ status }) => status === 200)).toBe(true);
		return { done: items('HubSpot', 0), failed: items('HubSpot', 1), calls };
	};

	/** Why there are more calls than a list without repetitions needs. */
	const report = (what: string, rows: number, calls: number, why: string) => {
		const least = Math.ceil(rows / 100);
		process.stdout.write(
			`${what}: ${rows} items, ${calls} calls, ${calls - least} beyond ceil(n/100) = ${least}${calls > least ? `: ${why}` : ''}\n`,
		);
	};

	/** A conference stands under several topics: about 530 keys repeat, and the last row wins. */
	const keyOf = (row: Record<string, string>) => `${row.name} ${row.startDate}`.trim();
	const day = (text: string) => (text ? `${text}T00:00:00.000Z` : null);
	const endsTooEarly = (row: Record<string, string>) =>
		row.endDate !== '' && row.startDate !== '' && row.endDate < row.startDate;

	it('upserts 5,670 conferences, then updates each by the object ID that came back with it', async () => {
		const rows = realData('conferences.csv').map((row, number) => ({
			...row,
			row: number,
			key: keyOf(row),
		}));
		expect(rows).toHaveLength(5670);
		const upserted = await run(
			'hubSpotMarketingEvents',
			{
				operation: 'upsertEvents',
				inputMode: 'fields',
				fields: {
					mappingMode: 'defineBelow',
					value: {
						externalAccountId: 'confs',
						externalEventId: '={{ $json.key }}',
						eventName: '={{ $json.name }}',
						eventOrganizer: 'confs.tech',
						startDateTime: '={{ $json.startDate }}',
						endDateTime: '={{ $json.endDate }}',
						eventUrl: '={{ $json.url }}',
						city: '={{ $json.city }}',
						topic: '={{ $json.topic }}',
					},
					matchingColumns: [],
					schema: [],
				},
				options: { output: 'inputWithResult' },
			},
			rows,
		);

		const fold = new Map<string, Record<string, unknown>>();
		const good = rows.filter((row) => !endsTooEarly(row as never) && row.key.trim());
		for (const row of good as unknown as Array<Record<string, string>>) {
			const before = fold.get(row.key) ?? {};
			fold.set(row.key, {
				eventName: row.name,
				startDateTime: day(row.startDate) ?? before.startDateTime ?? null,
				endDateTime: day(row.endDate) ?? before.endDateTime ?? null,
				eventUrl: row.url || (before.eventUrl ?? null),
				city: row.city || before.city,
				topic: row.topic || before.topic,
			});
		}
		expect(upserted.done).toHaveLength(good.length);
		expect(upserted.failed).toHaveLength(rows.length - good.length);
		let mispaired = 0;
		for (const { json, pairedItem } of upserted.done) {
			const { row, key } = json as { row: number; key: string };
			const { objectId } = json.hubspot as IDataObject;
			const stored = fake.hubspot.eventByExternalId(DEFAULT_APP_ID, 'confs', key);
			if ((pairedItem as { item: number }).item !== row || stored?.objectId !== objectId)
				mispaired++;
		}
		expect(mispaired).toBe(0);
		expect(fake.hubspot.events().size).toBe(fold.size);
		for (const [key, expected] of fold) {
			const event = fake.hubspot.eventByExternalId(DEFAULT_APP_ID, 'confs', key);
			const known = Object.entries(expected).filter(([, value]) => value !== undefined);
			expect({ ...event, ...event?.customProperties }).toMatchObject(Object.fromEntries(known));
		}
		report(
			'conferences.csv, Upsert Events',
			good.length,
			upserted.calls.length,
			'a repeated key goes into a later call',
		);

		// Second leg: what came back with each row drives the update of that very event.
		const input = upserted.done.map(({ json }, row) => ({
			row,
			objectId: (json.hubspot as IDataObject).objectId,
			description: `${json.topic as string} in ${json.city as string}, row ${json.row as number}`,
		}));
		const updated = await run(
			'hubSpotMarketingEvents',
			{
				operation: 'batchUpdateEvents',
				inputMode: 'fields',
				fieldsByObjectId: {
					mappingMode: 'defineBelow',
					value: {
						objectId: '={{ $json.objectId }}',
						eventDescription: '={{ $json.description }}',
					},
					matchingColumns: [],
					schema: [],
				},
				options: {},
			},
			input,
		);
		expect(updated.failed).toEqual([]);
		for (const [index, { json, pairedItem }] of updated.done.entries()) {
			expect(pairedItem).toEqual({ item: index });
			expect(json.objectId).toBe(input[index].objectId);
		}
		const descriptions = new Map(input.map(({ objectId, description }) => [objectId, description]));
		for (const [objectId, description] of descriptions) {
			expect(fake.hubspot.event(String(objectId))?.eventDescription).toBe(description);
		}
		report(
			'conferences.csv, Batch Update Events',
			input.length,
			updated.calls.length,
			'a repeated object ID goes into a later call',
		);
	}, 120_000);

	it('updates 503 companies by a unique property', async () => {
		const rows = realData('companies.csv');
		expect(rows).toHaveLength(503);
		fake.hubspot.defineProperty('companies', {
			name: 'ticker',
			label: 'Ticker',
			type: 'string',
			fieldType: 'text',
			hasUniqueValue: true,
		});
		for (const name of ['sector', 'headquarters']) {
			fake.hubspot.defineProperty('companies', {
				name,
				label: name,
				type: 'string',
				fieldType: 'text',
			});
		}
		for (const { Symbol: ticker } of rows)
			fake.hubspot.seedObject('companies', { ticker, name: 'Old' });
		const { done, failed, calls } = await run(
			'hubSpotCrmObjects',
			{
				operation: 'batchUpdateObjects',
				objectType: { __rl: true, mode: 'list', value: 'companies' },
				inputMode: 'fields',
				fields: {
					mappingMode: 'defineBelow',
					value: {
						ticker: '={{ $json.Symbol }}',
						name: '={{ $json.Security }}',
						sector: '={{ $json["GICS Sector"] }}',
						headquarters: '={{ $json["Headquarters Location"] }}',
					},
					matchingColumns: ['ticker'],
					schema: [],
				},
				options: {},
			},
			rows,
		);
		expect(failed).toEqual([]);
		for (const [index, { json, pairedItem }] of done.entries()) {
			const row = rows[index];
			expect(pairedItem).toEqual({ item: index });
			const stored = fake.hubspot.object('companies', String(json.id));
			expect(stored?.properties).toMatchObject({
				ticker: row.Symbol,
				name: row.Security,
				sector: row['GICS Sector'],
				headquarters: row['Headquarters Location'],
			});
		}
		report(
			'companies.csv, Batch Update CRM Objects',
			rows.length,
			calls.length,
			'the properties of the object type are asked for once, to see that the one matched by is unique',
		);
		expect(calls).toHaveLength(7);
	}, 60_000);
});
