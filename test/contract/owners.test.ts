/** How an upsert finds out whose an event is, and updates theirs, held to the facts about HubSpot. */
import { callOf, type Input, type Place } from '../../nodes/hubspot/endpoint';
import type { Resolve, Way } from '../../nodes/hubspot/effect';
import { renderPath } from '../../nodes/hubspot/paths';
import { ROOTS, type ApiVersion } from '../../nodes/hubspot/versions';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { writeOf } from '../engine/rows';
import * as facts from './facts';

const VERSIONS = Object.keys(ROOTS) as ApiVersion[];
const INPUT = {
	externalAccountId: 'acme',
	externalEventId: 'a/b',
	eventName: 'New',
	eventOrganizer: 'ACME',
	startDateTime: '2027-03-01T09:00:00Z',
	endDateTime: '2027-03-01T10:00:00Z',
	eventType: 'WEBINAR',
	eventDescription: 'About it',
	eventUrl: 'https://e.x/1',
	eventCancelled: false,
	eventCompleted: true,
	customProperties: [{ name: 'venue', value: 'Berlin' }],
};

const placeOf = (choice: string, version: ApiVersion = '2026-03'): Place => ({
	version,
	parameters: { ifOwnedByAnother: choice },
});

const { resolve, elsewhere } = writeOf(upsertEvents);
const { seek, names, decided } = resolve as Required<Resolve<Input>>;

const theirs = (): Input => {
	const candidate = { id: '50001', account: 'acme', app: 'Zoom' };
	const input = decided(INPUT, placeOf('update'), [candidate]);
	if (!input) throw new Error('It is not sent');
	return input;
};
const endpoints = () => {
	if (!elsewhere?.effect.alone) throw new Error('It updates nothing elsewhere');
	const { send, alone } = elsewhere.effect;
	return { send, alone };
};

it.each(VERSIONS)(
	'The identifiers are asked first, the search where these show an event (%s)',
	(version) => {
		const place = placeOf('update', version);
		const [key] = names(INPUT, place);
		const pathOf = ({ ask }: Way) => {
			const { method, path, parameters, query } = callOf(ask, [key], place);
			return [method, renderPath(version, ask.family, path, parameters), query];
		};
		const { searchEvents, readIdentifiers } = facts.OTHER_ENDPOINTS;
		const identifiers = readIdentifiers.paths[version].replace('{externalEventId}', 'a%2Fb');
		expect(seek.ways.map(pathOf)).toEqual([[readIdentifiers.method, identifiers, undefined]]);
		expect(pathOf(seek.own as Way)).toEqual([
			searchEvents.method,
			searchEvents.paths[version],
			{ [searchEvents.query[0]]: 'a/b' },
		]);
		for (const { scopes } of [searchEvents, readIdentifiers]) {
			expect(scopes).toEqual(['crm.objects.marketing_events.read']);
		}
	},
);

it.each(['', 'create'])(
	'Nothing is looked up where an event of our own is wanted (%j)',
	(choice) => {
		expect(names(INPUT, placeOf(choice))).toEqual([]);
	},
);

it.each(VERSIONS)(
	'An update of theirs goes to the update by object ID, with no field that it lacks (%s)',
	(version) => {
		const { send } = endpoints();
		const fact = facts.ENDPOINTS.batchUpdateEvents;
		const { method, path, body } = callOf(send, [theirs()], placeOf('update', version));
		expect([method, renderPath(version, send.family, path)]).toEqual([
			fact.method,
			fact.paths[version],
		]);
		const [element] = (body as { inputs: object[] }).inputs;
		expect(Object.keys(element).sort()).toEqual(Object.keys(fact.fields).sort());
		expect(element).toMatchObject({ objectId: '50001', eventName: 'New' });
	},
);

it('An update of theirs alone has neither IDs nor the field that it lacks in its body', () => {
	const { alone } = endpoints();
	const { method, path, parameters, body } = callOf(alone, [theirs()], placeOf('update'));
	expect([method, path, parameters]).toEqual(['PATCH', '/{objectId}', { objectId: '50001' }]);
	const { objectId, ...fields } = facts.ENDPOINTS.batchUpdateEvents.fields;
	expect(objectId).toBe('string');
	expect(Object.keys(body as object).sort()).toEqual(Object.keys(fields).sort());
});
