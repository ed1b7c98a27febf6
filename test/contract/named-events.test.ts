/** How events are found by the IDs of the tool they come from, and read, held to the facts about HubSpot. */
import { callOf, type Endpoint, type Input } from '../../nodes/hubspot/endpoint';
import type { LookupKey, Read, Seek, Write } from '../../nodes/hubspot/effect';
import { renderPath } from '../../nodes/hubspot/paths';
import { ROOTS, type ApiVersion } from '../../nodes/hubspot/versions';
import { batchArchiveEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { getEvents } from '../../nodes/HubSpotMarketingEvents/operations/getEvents';
import * as facts from './facts';

const VERSIONS = Object.keys(ROOTS) as ApiVersion[];
const ROWS = [batchUpdateEvents, batchArchiveEvents, getEvents];
const NAMED = { externalEventId: 'a/b', externalAccountId: 'acme' };
const READING = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;

const resolveOf = ({ effect }: (typeof ROWS)[number]) => {
	const { resolve } = effect as Write | Read;
	if (!resolve?.seek) throw new Error('It looks up nothing');
	return { ...resolve, seek: resolve.seek };
};
const keyOf = (row: (typeof ROWS)[number]): LookupKey => {
	const [key, ...others] = resolveOf(row).names(NAMED, { version: '2026-03', parameters: {} });
	expect(others).toEqual([]);
	return key;
};

function pathOf<I extends Input>(endpoint: Endpoint<I>, version: ApiVersion, input: I): string {
	const { path, parameters } = callOf(endpoint, [input], { version, parameters: {} });
	return renderPath(version, endpoint.family, path, parameters);
}

describe.each(ROWS)('$value', (row) => {
	it.each(VERSIONS)('asks the search first, then the list of identifiers (%s)', (version) => {
		const { searchEvents, readIdentifiers } = facts.OTHER_ENDPOINTS;
		const { ways }: Seek = resolveOf(row).seek;
		const key = keyOf(row);
		expect(ways.map(({ ask }) => [ask.method, pathOf(ask, version, key)])).toEqual([
			[searchEvents.method, searchEvents.paths[version]],
			[
				readIdentifiers.method,
				readIdentifiers.paths[version].replace('{externalEventId}', 'a%2Fb'),
			],
		]);
		const queries = ways.map(({ ask }) => callOf(ask, [key], { version, parameters: {} }).query);
		expect(queries).toEqual([{ [searchEvents.query[0]]: 'a/b' }, undefined]);
		expect(ways.map(({ ask }) => ask.limit)).toEqual([1, 1]);
	});

	it('sends nothing of the external IDs once the object ID is known', () => {
		const raw = row === batchUpdateEvents ? { ...NAMED, eventName: 'X' } : NAMED;
		const input = row.form.input(READING).safeParse(raw).data as Input;
		const candidate = { id: '50001', account: 'acme', app: 'App 2' };
		const resolved = resolveOf(row).resolved(input, ['50001'], [candidate]);
		const { effect } = row;
		if (effect.kind === 'list') throw new Error('It asks for no single events');
		const { method, body } = callOf(
			effect.kind === 'write' ? effect.send : effect.ask,
			[resolved],
			{
				version: '2026-03',
				parameters: {},
			},
		);
		const names = row === batchUpdateEvents ? ['eventName', 'objectId'] : ['objectId'];
		if (method === 'GET') expect(body).toBeUndefined();
		else {
			const { inputs } = body as { inputs: object[] };
			expect(inputs.map((each) => Object.keys(each).sort())).toEqual([names]);
		}
		if (effect.kind === 'write' && effect.alone) {
			const alone = callOf(effect.alone, [resolved], { version: '2026-03', parameters: {} });
			expect(Object.keys(alone.body ?? {})).toEqual(['eventName']);
		}
	});

	it('takes an event of another app, unless it archives', () => {
		expect(resolveOf(row).seek.ownOnly).toBe(row === batchArchiveEvents ? true : undefined);
	});
});

describe('Get Events', () => {
	const { ask } = getEvents.effect as Read;

	it.each(VERSIONS)('goes to its path in version %s', (version) => {
		const fact = facts.OTHER_ENDPOINTS.readEventByObjectId;
		expect(ask.method).toBe(fact.method);
		expect(pathOf(ask, version, { objectId: '50001' })).toBe(
			fact.paths[version].replace('{objectId}', '50001'),
		);
		expect(ask.limit).toBe(1);
	});

	it('changes nothing, and takes the read scope alone', () => {
		expect(getEvents.effect.kind).toBe('read');
		for (const name of ['readEventByObjectId', 'searchEvents', 'readIdentifiers'] as const) {
			expect(facts.OTHER_ENDPOINTS[name].scopes).toEqual(['crm.objects.marketing_events.read']);
		}
	});
});
