/**
 * What a person finds who types into n8n's node panel. The search is n8n's own, from the package that
 * its editor uses; the rivals are the nodes of n8n 2.41.1 that it finds for the same words, with their
 * aliases and the popularity that the editor adds.
 */
import { reRankSearchResults } from '@n8n/utils/search/re-rank-search-results';
import { sublimeSearch } from '@n8n/utils/search/sublime-search';

import { HubSpotCrmObjects } from '../../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';
import objectsCodex from '../../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node.json';
import { HubSpotMarketingEvents } from '../../nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node';
import eventsCodex from '../../nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node.json';

const RIVALS: Array<[displayName: string, popularity: number, alias: string[]]> = [
	['GoToWebinar', 26.5, []],
	[
		'Read/Write Files from Disk',
		79.3,
		[
			...['Binary', 'Binary File', 'File', 'Text', 'Open', 'Import', 'Save', 'Export'],
			...['Disk', 'Transfer', 'Read Binary File', 'Write Binary File'],
		],
	],
	['HubSpot', 64.2, []],
	['HubSpot Trigger', 49.4, []],
	['Google Contacts', 50, []],
	[
		'Loop Over Items (Split in Batches)',
		82.2,
		['Loop', 'Concatenate', 'Batch', 'Split', 'Split In Batches'],
	],
	['Brandfetch', 15, []],
	['Simple Vector Store', 70.9, []],
];

const EVENTS = new HubSpotMarketingEvents().description.displayName;
const OBJECTS = new HubSpotCrmObjects().description.displayName;

const item = (displayName: string, alias: string[]) => ({
	key: displayName,
	properties: { displayName, codex: { alias } },
});

/** The names of the nodes found, best first. */
function found(words: string): string[] {
	const nodes = [
		...RIVALS.map(([name, , alias]) => item(name, alias)),
		item(OBJECTS, objectsCodex.alias),
		item(EVENTS, eventsCodex.alias),
	];
	const popularity = Object.fromEntries(RIVALS.map(([name, known]) => [name, known]));
	const results = sublimeSearch(words.toLowerCase(), nodes);
	return reRankSearchResults(results, { popularity }).map(
		({ item: { properties } }: (typeof results)[number]) => properties.displayName,
	);
}

it.each([
	['hubspot batch', OBJECTS, EVENTS],
	['hubspot bulk', OBJECTS, EVENTS],
	['hubspot update', OBJECTS, EVENTS],
	['hubspot import', OBJECTS, EVENTS],
	['hubspot upsert', OBJECTS, EVENTS],
	['hubspot archive', OBJECTS],
	['hubspot delete', OBJECTS],
	['hubspot contacts', OBJECTS],
	['hubspot custom objects', OBJECTS],
	['hubspot list', OBJECTS],
	['hubspot segment', OBJECTS],
	['hubspot list members', OBJECTS],
	['hubspot add to list', OBJECTS],
	['add to list', OBJECTS],
	['remove from list', OBJECTS],
	['list membership', OBJECTS],
	['hubspot read', OBJECTS],
	['hubspot get', OBJECTS],
	['hubspot get contacts', OBJECTS],
	['hubspot create contacts', OBJECTS],
	['hubspot create deals', OBJECTS],
	['create companies', OBJECTS],
	['bulk create', OBJECTS],
	['hubspot sync contacts', OBJECTS],
	['get contacts', OBJECTS],
	['read contacts', OBJECTS],
	['sync contacts', OBJECTS],
	['create contacts', OBJECTS],
	['delete contacts', OBJECTS],
	['archive contacts', OBJECTS],
	['update contacts', OBJECTS],
	['upsert contact', OBJECTS],
	['import contacts', OBJECTS],
	['hubspot associate', OBJECTS],
	['hubspot associations', OBJECTS],
	['hubspot label', OBJECTS],
	['associate contacts', OBJECTS],
	['link contacts', OBJECTS],
	['remove association', OBJECTS],
	['bulk update', OBJECTS, EVENTS],
	['batch', OBJECTS, EVENTS],
	['cancel event', EVENTS],
	['complete event', EVENTS],
	['delete event', EVENTS],
	['attendance', EVENTS],
	['hubspot record attendance', EVENTS],
	['webinar registrations', EVENTS],
	['get events', EVENTS],
	['list events', EVENTS],
	['webinar', EVENTS],
	['hubspot get events', EVENTS],
	['archive events', EVENTS],
	['conference', EVENTS],
	['marketing event', EVENTS],
])(
	'Who types “%s” into the node panel sees the right node among the first three',
	(words, ...expected) => {
		expect(found(words).slice(0, 3)).toEqual(expect.arrayContaining(expected));
	},
);

it.each([
	['webinar', OBJECTS],
	['marketing event', OBJECTS],
	['update contacts', EVENTS],
])('Who types “%s” into the node panel is not shown %s', (words, other) => {
	expect(found(words)).not.toContain(other);
});

it('Who types “hubspot” into the node panel still sees n8n’s own node first', () => {
	expect(found('hubspot')[0]).toBe('HubSpot');
	expect(found('hubspot').slice(0, 4)).toEqual(expect.arrayContaining([OBJECTS, EVENTS]));
});
