import type { INodeProperties } from 'n8n-workflow';

import { HubSpotCrmObjects } from '../../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';
import { HubSpotMarketingEvents } from '../../nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node';
import * as checks from './descriptions';
import { everyParameter, type Check } from './descriptions';

/** All of them: one that is added is held to the nodes, and needs samples below. */
const CHECKS = Object.fromEntries(
	Object.entries(checks).filter(([name]) => name !== 'everyParameter'),
) as Omit<typeof checks, 'everyParameter'>;

const NODES = [new HubSpotCrmObjects(), new HubSpotMarketingEvents()].map(
	({ description }) => [description.displayName, description] as const,
);

/** What a check may find, and why it may stay. Nothing, as things are. */
const EXCUSED: Partial<Record<keyof typeof CHECKS, string[]>> = {};

describe.each(NODES)('The description of %s', (_name, { properties }) => {
	it.each(Object.entries(CHECKS))('keeps to n8n’s rules for %s', (name, check) => {
		const excused = EXCUSED[name as keyof typeof CHECKS] ?? [];
		expect(check(properties).filter((fault) => !excused.includes(fault))).toEqual([]);
	});

	it('has something to check at every depth', () => {
		const types = new Set(everyParameter(properties).map(({ type }) => type));
		expect([...types]).toEqual(
			expect.arrayContaining(['options', 'collection', 'boolean', 'number', 'resourceMapper']),
		);
		expect(everyParameter(properties).map(({ name }) => name)).toContain('rateLimitShare');
	});
});

// ---------------------------------------------------------------- no check that never fails

const good: INodeProperties = { displayName: 'City', name: 'city', type: 'string', default: '' };
const list = (names: string[], more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: 'Colour',
	name: 'colour',
	type: 'options',
	options: names.map((name) => ({ name, value: name.toLowerCase() })),
	default: names[0].toLowerCase(),
	...more,
});
const operations = (...names: string[]) =>
	list(names, { displayName: 'Operation', name: 'operation', noDataExpression: true });
const option = (more: object): INodeProperties => ({
	...list(['Red']),
	options: [{ name: 'Red', value: 'red', ...more }],
});

const SIX = ['A', 'B', 'C', 'D', 'E', 'F'];

/** Wrong in one way each, and how that is told. */
const WRONG: Record<keyof typeof CHECKS, Array<[INodeProperties[], string | RegExp]>> = {
	resources: [[[operations(...SIX)], '6 operations, and no Resource']],
	fixedOperations: [
		[[{ ...operations('A'), noDataExpression: undefined }], 'operation: takes expressions'],
		[[{ ...good, name: 'resource' }], 'resource: takes expressions'],
	],
	actions: [
		[[operations('Get')], 'operation: Get has no action'],
		[
			[{ ...option({ action: 'Update The Record' }), name: 'operation' }],
			'operation: the action “Update The Record” is not in sentence case',
		],
		[[{ ...option({ action: 'update it' }), name: 'operation' }], /is not in sentence case/],
	],
	alphabetical: [
		[[list(['A', 'B', 'D', 'C', 'E'])], 'colour: A, B, D, C, E should be A, B, C, D, E'],
		[[list(['A', 'B', 'D', 'C', 'E'], { type: 'multiOptions' })], /should be A, B, C, D, E$/],
		[
			[
				{
					...good,
					type: 'collection',
					options: ['E', 'D', 'C', 'B', 'A'].map((displayName) => ({ ...good, displayName })),
				},
			],
			'city: E, D, C, B, A should be A, B, C, D, E',
		],
	],
	unique: [
		[[list(['Red', 'Red'])], /^colour: a name twice/],
		[
			[{ ...good, options: [1, 1].map((value) => ({ name: `${Math.random()}`, value })) }],
			/a value/,
		],
		[
			[
				{
					...good,
					type: 'collection',
					options: [['a'], ['b', 'a']].map((operations) => ({
						...good,
						displayOptions: { show: { '/operation': operations } },
					})),
				},
			],
			'city: a name twice: City for a, City for b, City for a',
		],
	],
	titles: [
		[[{ ...good, displayName: '' }], 'city: has no name to show'],
		[[{ ...good, displayName: undefined as never }], 'city: has no name to show'],
		[[{ ...good, displayName: 'City name' }], 'city: “City name” is not in Title Case'],
		[[{ ...good, displayName: 'of Cities' }], 'city: “of Cities” is not in Title Case'],
		[[list(['dark red'])], 'colour: “dark red” is not in Title Case'],
		[
			[{ ...good, modes: [{ displayName: 'by id', name: 'id', type: 'string' }] }],
			'city: “by id” is not in Title Case',
		],
		[
			[{ ...good, type: 'collection', options: [{ ...good, name: 'x', displayName: 'in here' }] }],
			'x: “in here” is not in Title Case',
		],
	],
	defaults: [
		[[{ ...good, default: 1 }], 'city: the default 1 is none of string'],
		[[{ ...good, default: undefined as never }], 'city: the default undefined is none of string'],
		[[{ ...good, type: 'number' }], 'city: the default "" is none of number'],
		[[{ ...good, type: 'boolean' }], 'city: the default "" is none of boolean'],
		[[{ ...good, type: 'collection' }], 'city: the default "" is none of collection'],
		[[{ ...good, type: 'collection', default: [] }], 'city: the default [] is none of collection'],
		[[{ ...good, type: 'notice', default: 'x' }], 'city: the default "x" is none of notice'],
		[[list(['Red'], { default: 'blue' })], 'colour: the default "blue" is none of options'],
		[
			[list(['Red'], { type: 'multiOptions', default: ['red', 'blue'] })],
			'colour: the default ["red","blue"] is none of multiOptions',
		],
		[
			[{ ...good, type: 'resourceLocator', default: { mode: 'url', value: '' }, modes: [] }],
			/is none of resourceLocator$/,
		],
		[[{ ...good, type: 'color' }], 'city: nobody has said what a default of type color is'],
	],
	fixedTexts: [
		[[{ ...good, name: 'returnAll' }], 'returnAll: default should be false'],
		[[{ ...good, name: 'returnAll' }], /description should be "Whether to return all results/],
		[[{ ...good, name: 'limit', default: 100 }], 'limit: default should be 50'],
		[[{ ...good, name: 'limit' }], 'limit: minValue should be at least 1'],
		[[{ ...good, name: 'limit' }], /description should be "Max number of results to return"/],
		[[{ ...good, name: 'simplify' }], 'simplify: default should be true'],
		[[{ ...good, name: 'updateFields' }], 'updateFields: name should be "Update Fields"'],
		[[{ ...good, typeOptions: { loadOptionsMethod: 'x' } }], 'city: name should end “Name or ID”'],
		[[{ ...good, typeOptions: { loadOptionsMethod: 'x' } }], /specify an ID using an <a href=/],
		[
			[{ ...good, type: 'multiOptions', typeOptions: { loadOptionsMethod: 'x' } }],
			'city: name should end “Names or IDs”',
		],
		[
			[{ ...good, options: [{ name: 'Upsert', value: 'upsert' }] }],
			'city: name of upsert should be "Create or Update"',
		],
		[
			[{ ...good, type: 'boolean', default: true, description: 'If so' }],
			'city: should start “Whether”',
		],
	],
	sentences: [
		[[{ ...good, description: 'A town.' }], 'city: “A town.” ends with a full stop'],
		[[{ ...good, description: 'A town, e.g. Rome.' }], /ends with a full stop$/],
		[
			[{ ...good, description: 'A town. Or two' }],
			'city: “A town. Or two” ends without a full stop',
		],
		[[{ ...good, description: 'a town' }], 'city: “a town” starts small'],
		[[{ ...good, description: ' A town' }], 'city: blanks around “ A town”'],
		[[{ ...good, description: 'City' }], 'city: “City” only repeats the name'],
		[[option({ description: 'A colour.' })], 'colour: “A colour.” ends with a full stop'],
	],
	emoji: [
		[[{ ...good, displayName: 'City 🏙' }], 'city: has an emoji'],
		[[option({ description: 'Fast ⚡' })], 'colour: has an emoji'],
	],
};

describe.each(Object.entries(CHECKS) as Array<[keyof typeof CHECKS, Check]>)(
	'The check of %s',
	(name, check) => {
		it.each(WRONG[name])('tells what is wrong with sample %#', (wrong, told) => {
			expect(check(wrong)).toContainEqual(
				typeof told === 'string' ? told : (expect.stringMatching(told) as string),
			);
		});

		it('has nothing to say where nothing is wrong', () => {
			const right = [
				good,
				{ ...good, displayName: 'Share of the Limit (JSON)', description: 'What. And why.' },
				{ ...option({ action: 'Update CRM objects of HubSpot' }), name: 'operation' },
				{
					...good,
					type: 'boolean' as const,
					default: false,
					description: 'Whether it is, e.g. a town',
				},
			].map((each): INodeProperties => ({ ...each, noDataExpression: true }));
			expect(check(right)).toEqual([]);
		});
	},
);

it('No check takes few operations, or an unsorted list of four, for a fault', () => {
	expect(checks.resources([operations(...SIX.slice(1))])).toEqual([]);
	const withResource = [operations(...SIX), { ...good, name: 'resource' }];
	expect(checks.resources(withResource)).toEqual([]);
	expect(checks.alphabetical([list(['D', 'C', 'B', 'A'])])).toEqual([]);
});
