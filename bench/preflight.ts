/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- never shipped */
/**
 * What lists of real data cost: calls, calls that HubSpot refused, and what became of the rows. Of a
 * checkout that is built: `npx tsx bench/preflight.ts [folder of the checkout]`.
 */
import { pathToFileURL } from 'node:url';
import path from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import type * as Engine from '../test/host/engine';
import type * as Fakes from '../test/fake-hubspot/server';
import type * as Data from '../test/real-data';

const root = path.resolve(process.argv[2] ?? path.join(__dirname, '..'));
const load = async <T>(file: string) =>
	(await import(pathToFileURL(path.join(root, file)).href)) as T;

const SECTOR = (name: string) => name.toUpperCase().replace(/\W+/g, '_');

async function main() {
	const { runNode } = await load<typeof Engine>('test/host/engine.ts');
	const { startFakeHubSpot } = await load<typeof Fakes>('test/fake-hubspot/server.ts');
	const { realData } = await load<typeof Data>('test/real-data.ts');
	const companies = realData('companies.csv');
	const conferences = realData('conferences.csv');

	async function cost(
		what: string,
		node: string,
		parameters: INode['parameters'],
		input: IDataObject[],
		/** Batches with such a property are refused as a whole, and say so much. */
		names?: 'property' | 'nobody',
	) {
		const fake = await startFakeHubSpot();
		const { hubspot } = fake;
		for (const name of ['city', 'topic']) hubspot.defineProperty('0-54', { name, label: name });
		hubspot.defineProperty('companies', { name: 'ticker', label: 'Ticker', hasUniqueValue: true });
		hubspot.defineProperty('companies', { name: 'headquarters', label: 'Headquarters' });
		const sectors = [...new Set(companies.map((row) => row['GICS Sector']))];
		hubspot.defineProperty('companies', {
			name: 'sector',
			label: 'Sector',
			type: 'enumeration',
			options: sectors.map((label) => ({ label, value: SECTOR(label) })),
		});
		for (const { Symbol: ticker } of companies) hubspot.seedObject('companies', { ticker });
		if (names) {
			const isBad = (given: unknown) => {
				const { properties } = given as { properties?: IDataObject };
				return properties !== undefined && 'founded_in' in properties;
			};
			hubspot.refuseWhen(isBad, { status: 400, names, because: 'unknown' });
		}
		const { items } = await runNode({
			...{ node, parameters, input, url: fake.url, token: fake.token },
			onError: 'continueErrorOutput',
		});
		const refused = hubspot.calls.filter(({ status }) => status >= 400).length;
		const counts = [
			hubspot.calls.length,
			refused,
			items('HubSpot').length,
			items('HubSpot', 1).length,
		];
		process.stdout.write(`| ${what} | ${input.length} | ${counts.join(' | ')} |\n`);
		await fake.close();
	}

	const update = {
		operation: 'batchUpdateObjects',
		objectType: { __rl: true, mode: 'id', value: 'companies' },
		inputMode: 'json',
		json: '={{ $json }}',
		options: {},
	};
	const company = (more: (row: Record<string, string>, index: number) => IDataObject) =>
		companies.map((row, index) => ({
			id: row.Symbol,
			idProperty: 'ticker',
			properties: { name: row.Security, ...more(row, index) },
		}));
	const upsert = {
		operation: 'upsertEvents',
		inputMode: 'json',
		json: '={{ $json }}',
		options: {},
	};
	const conference = (more: (row: Record<string, string>) => IDataObject) =>
		conferences.map((row) => ({
			externalAccountId: 'confs',
			externalEventId: `${row.name} ${row.startDate}`.trim(),
			eventName: row.name,
			eventOrganizer: 'confs.tech',
			startDateTime: row.startDate,
			endDateTime: row.endDate,
			customProperties: Object.entries(more(row)).map(([name, value]) => ({ name, value })),
		}));
	const headquarters = (row: Record<string, string>) => ({
		headquarters: row['Headquarters Location'],
	});

	process.stdout.write(
		'| list | rows | calls | refused calls | done | not done |\n|---|---|---|---|---|---|\n',
	);
	await cost('companies.csv, as it is', 'hubSpotCrmObjects', update, company(headquarters));
	await cost(
		'companies.csv, a property that does not exist in all rows',
		'hubSpotCrmObjects',
		update,
		company((row) => ({ founded_in: row.Founded })),
	);
	await cost(
		'companies.csv, the same in each third row',
		'hubSpotCrmObjects',
		update,
		company((row, index) => (index % 3 ? headquarters(row) : { founded_in: row.Founded })),
	);
	await cost(
		'companies.csv, the same in six rows',
		'hubSpotCrmObjects',
		update,
		company((row, index) => (index % 100 ? headquarters(row) : { founded_in: row.Founded })),
	);
	for (const names of ['property', 'nobody'] as const) {
		for (const [which, every] of [
			['each third row', 3],
			['six rows', 100],
		] as const) {
			await cost(
				`companies.csv, the same in ${which}, batches refused as a whole naming ${names}`,
				'hubSpotCrmObjects',
				update,
				company((row, index) => (index % every ? headquarters(row) : { founded_in: row.Founded })),
				names,
			);
		}
	}
	await cost(
		'companies.csv, sectors by their labels',
		'hubSpotCrmObjects',
		update,
		company((row) => ({ sector: row['GICS Sector'] })),
	);
	await cost(
		'conferences.csv, as it is',
		'hubSpotMarketingEvents',
		upsert,
		conference(({ city, topic }) => ({ city, topic })),
	);
	await cost(
		'conferences.csv, a property that does not exist in all rows',
		'hubSpotMarketingEvents',
		upsert,
		conference(({ city, topic }) => ({ city, topics: topic })),
	);
}

void main();
