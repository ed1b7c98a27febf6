/** Small facts of HubSpot that several modules hold: words, limits and the edges of patterns. */
import { isAboutType, isType, typeOfLabel } from '../../nodes/hubspot/associationTypes';
import { checkPairs, readAssociations } from '../../nodes/hubspot/associations';
import { againOf, limitOf, type Write } from '../../nodes/hubspot/effect';
import { callOf, type Endpoint, type Place } from '../../nodes/hubspot/endpoint';
import { parseError } from '../../nodes/hubspot/errors';
import {
	checkUpserted,
	contradicted,
	keyed as keyedEvent,
	MARKETING_EVENT,
} from '../../nodes/hubspot/events';
import { markNames, type Named } from '../../nodes/hubspot/names';
import { areContacts, standardObject } from '../../nodes/hubspot/objects';
import { byPair, idsIn, keyed, parsePairs, type Pair } from '../../nodes/hubspot/pairs';
import { checkedBaseUrl, isBelow } from '../../nodes/hubspot/paths';
import { keyOf, readRecords } from '../../nodes/hubspot/records';

const PLACE: Place = { version: '2026-03', parameters: {} };
const pair = (from: string, to: string): Pair => ({ from: { id: from }, to: { id: to } });

describe('A Base URL', () => {
	it.each([
		'https://ada@api.hubapi.com',
		'https://ada:secret@api.hubapi.com',
		'https://:secret@api.hubapi.com',
		'https://@api.hubapi.com',
		'https:@api.hubapi.com',
		'https:/@api.hubapi.com',
		'https:///@api.hubapi.com',
		'https://:@api.hubapi.com',
	])('with a user name, even an empty one, is refused: %s', (url) => {
		expect(() => checkedBaseUrl(url)).toThrow('must be a plain address');
	});

	it.each([
		'https://api.hubapi.com/@me',
		'https://api.hubapi.com/x:@me',
		'https://api.hubapi.com/a//@',
	])('may hold an @ in its path: %s', (url) => {
		expect(checkedBaseUrl(url)).toBe(url);
	});

	it.each([
		['crm', true],
		['a/https://evil.example', true],
		['https://evil.example', false],
		['HTTPS://evil.example', false],
		['//evil.example', false],
		['s3+x.y-z:evil', false],
	])('stands before a relative address alone: %s is below it: %p', (url, expected) => {
		const baseURL = 'https://api.hubapi.com';
		expect(isBelow(baseURL, { url, baseURL })).toBe(expected);
	});
});

describe('The name of an object type', () => {
	it.each([
		['contacts', true],
		['Contact', true],
		['0-1', true],
		['0-12', false],
		['10-1', false],
		['my_contacts', false],
		['contacts2', false],
		[undefined, false],
	])('%j is that of contacts: %p', (name, expected) => {
		expect(areContacts(name)).toBe(expected);
	});

	it('is read with any blanks and hyphens between its words, unless it is longer than any name', () => {
		expect(standardObject('Line Items')).toBe('line_items');
		expect(standardObject('line - -items')).toBe('line_items');
		expect(standardObject(`deal${' '.repeat(36)}`)).toBe('deals');
		expect(standardObject(`deal${' '.repeat(37)}`)).toBe(`deal${' '.repeat(37)}`);
	});
});

describe('What a second call does', () => {
	const write = (more: Partial<Write>) => ({ again: 'safe', ...more }) as Write;

	it('is told of the input where that matters, else of the operation', () => {
		expect(againOf(write({}), {})).toBe('safe');
		expect(againOf(write({ againOf: () => 'duplicates' }), {})).toBe('duplicates');
	});

	it('is about as many inputs as HubSpot takes in one, and about one where it lists', () => {
		const send = { limit: 100 } as Endpoint;
		expect(limitOf({ kind: 'write', send } as Write)).toBe(100);
		expect(limitOf({ kind: 'list' } as Parameters<typeof limitOf>[0])).toBe(1);
	});
});

describe('A value that may be a name', () => {
	const named = (objectType: string, properties: Record<string, string>) =>
		markNames<Named>({ properties }, objectType).named;

	it.each([
		'default',
		'appointmentscheduled',
		'qualifiedtobuy',
		'presentationscheduled',
		'decisionmakerboughtin',
		'contractsent',
		'closedwon',
		'closedlost',
		'12345',
		'0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
		'new-stage-id',
		'lead-pipeline-id',
		'very-first-lead-stage-id',
	])('is none where HubSpot made it as the ID of a stage: %s', (value) => {
		expect(named('deals', { dealstage: value, pipeline: value })).toBeUndefined();
	});

	it.each([
		'Closed won',
		'12345x',
		'x-12345',
		'new-stage-ids',
		'New-stage-id',
		'new2-stage-id',
		'0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f0',
	])('is one where it only looks like such an ID: %s', (value) => {
		expect(named('deals', { dealstage: value })).toEqual(['dealstage']);
	});

	it.each([
		['7', false],
		['7x', true],
		['x7', true],
		['ada@x.co', true],
	])('is %j as an owner: %p', (value, expected) => {
		expect(named('deals', { hubspot_owner_id: value }) !== undefined).toBe(expected);
	});

	it('is an e-mail address of 320 characters, and no longer one, nor more than an address', () => {
		const address = (length: number) => `${'a'.repeat(length - 5)}@x.co`;
		expect(named('deals', { rep: address(320) })).toEqual(['rep']);
		expect(named('deals', { rep: address(321) })).toBeUndefined();
		expect(named('deals', { rep: 'ada@x.co and me' })).toBeUndefined();
		expect(named('deals', { rep: 'ada@x.co@y' })).toBeUndefined();
		expect(named('deals', { rep: '7x;ada@x.co' })).toBeUndefined();
		expect(named('deals', { rep: '7;ada@x.co' })).toEqual(['rep']);
	});

	it('leaves no mark on an input without any', () => {
		expect(markNames({ properties: { city: 'Bonn' } }, 'deals')).toEqual({
			properties: { city: 'Bonn' },
		});
		expect('named' in markNames({ properties: {} })).toBe(false);
	});
});

describe('A record ID', () => {
	it.each([
		['7', undefined, '7'],
		['007', undefined, '7'],
		['0', undefined, '0'],
		['1001', undefined, '1001'],
		[' A0 7 ', undefined, 'a0 7'],
		['x007', undefined, 'x007'],
		['7A', 'code', '7a'],
		['007', 'code', '007'],
	])('%j, by the property %p, is compared as %j', (id, idProperty, expected) => {
		expect(keyOf(id, idProperty)).toBe(expected);
	});

	it('is sent in the form of HubSpot’s own, a name that HubSpot keeps unique as it is', () => {
		const inputs = (id: string, idProperty?: string) =>
			(callOf(readRecords, [{ id, idProperty }], PLACE).body as { inputs: unknown[] }).inputs;
		expect(inputs(' 007 ')).toEqual([{ id: '7' }]);
		expect(inputs(' Ada@X.co ', 'email')).toEqual([{ id: 'ada@x.co' }]);
		expect(inputs(' Nr7 ', 'code')).toEqual([{ id: 'Nr7' }]);
	});
});

describe('A pair of records', () => {
	it('has one key, whichever of the two comes first', () => {
		expect(byPair.key(pair('1', '2'))).toBe('1 2');
		expect(byPair.key(pair('2', '1'))).toBe('1 2');
		expect(byPair.key(pair('1', '1'))).toBe('1 1');
		expect([byPair.names(pair('1', '2')), byPair.namedBy]).toEqual([[], []]);
	});

	it('is found by the IDs that an error names, under any of HubSpot’s words for them', () => {
		const idsOf = (context: object) => idsIn(parseError({ context }));
		expect(idsOf({ fromObjectId: ['1'], fromId: ['02'], toObjectId: ['3'], toId: ['4'] })).toEqual({
			from: ['1', '2'],
			to: ['3', '4'],
			either: [],
		});
		expect(
			idsOf({
				objectId: ['1'],
				ids: ['2'],
				id: ['3'],
				INVALID_OBJECT_IDS: ['CONTACT=51 is not valid', 'CONTACT is not valid'],
			}),
		).toEqual({ from: [], to: [], either: ['1', '2', '3', '51'] });
	});

	it('is the one that an error is about where both records are the ones that it names', () => {
		const pairs = [pair('1', '2'), pair('1', '3'), pair('4', '2')];
		const about = (context: object) => byPair.about?.(parseError({ context }), pairs);
		expect(about({ fromObjectId: ['1'], toObjectId: ['2'] })).toEqual([pair('1', '2')]);
		expect(about({ fromObjectId: ['1'] })).toEqual([pair('1', '2'), pair('1', '3')]);
		expect(about({ fromObjectId: ['1', '4'], toObjectId: ['3', '2'] })).toEqual([
			pair('1', '3'),
			pair('4', '2'),
		]);
		expect(about({})).toEqual([]);
	});

	it('has a result with its own IDs on top, and none of the fields that HubSpot names them by', () => {
		const result = {
			from: { id: '2' },
			to: { id: '1' },
			fromObjectId: '2',
			toObjectId: '1',
			fromObjectTypeId: '0-3',
			toObjectTypeId: '0-1',
			more: 'x',
		};
		expect(keyed(result, pair('1', '2'))).toEqual({
			fromObjectId: '1',
			fromObjectTypeId: '0-1',
			toObjectId: '2',
			toObjectTypeId: '0-3',
			more: 'x',
		});
		expect(Object.keys(keyed({ id: 'x' }, pair('1', '2')))).toEqual([
			'fromObjectId',
			'toObjectId',
			'id',
		]);
		expect(keyed({ fromObjectTypeId: '0-3', toObjectTypeId: '0-1' }, pair('1', '2'))).toMatchObject(
			{
				fromObjectTypeId: '0-3',
				toObjectTypeId: '0-1',
			},
		);
	});

	it('has no IDs in a result that states only one of them', () => {
		const envelope = parsePairs({ results: [{ fromObjectId: '1' }] });
		expect(envelope?.results).toEqual([{ fromObjectId: '1' }]);
		expect(
			Object.keys(parsePairs({ results: [{ from: { id: 1 } }] })?.results[0] ?? { x: 1 }),
		).toEqual([]);
	});
});

describe('What is associated with a record', () => {
	it('is matched by the ID of the record, under any of HubSpot’s words for it', () => {
		const { match } = readAssociations;
		expect([match.key({ id: '7' }), match.names({ id: '7' })]).toEqual(['7', ['7']]);
		expect(match.namedBy).toEqual(['fromObjectId', 'fromId', 'objectId', 'ids', 'id']);
	});

	it('shows a pair where the result is about its first record and has a type of the label', () => {
		const { isOf, isComplete, read } = checkPairs('done');
		const labelled: Place = { ...PLACE, parameters: { label: 'USER_DEFINED:5' } };
		const types = [
			{ category: 'HUBSPOT_DEFINED', typeId: 1 },
			{ category: 'USER_DEFINED', typeId: 5 },
		];
		const result = { from: { id: '1' }, to: [{ toObjectId: 2, associationTypes: types }] };
		expect(isOf(result, pair('1', '2'), labelled)).toBe(true);
		expect(isOf(result, pair('9', '2'), labelled)).toBe(false);
		expect(isOf(result, pair('1', '3'), labelled)).toBe(false);
		expect(
			isOf(result, pair('1', '2'), { ...PLACE, parameters: { label: 'USER_DEFINED:6' } }),
		).toBe(false);
		const other = { from: { id: '8' }, to: [], paging: { next: { after: 'x' } } };
		expect(isComplete?.([other, result], pair('1', '2'))).toBe(true);
		expect(isComplete?.([other], pair('8', '2'))).toBe(false);
		expect([read.match.names(pair('1', '2')), read.match.namedBy]).toEqual([[], []]);
	});

	it('has types that are told by category and number, and by nothing that is no object', () => {
		const wanted = typeOfLabel('USER_DEFINED:5');
		expect(isType({ category: 'USER_DEFINED', typeId: '5' }, wanted)).toBe(true);
		for (const told of [null, undefined, 'x', { category: 'USER_DEFINED' }]) {
			expect(isType(told, wanted)).toBe(false);
		}
		expect([typeOfLabel(), typeOfLabel('5')]).toEqual([undefined, undefined]);
		expect(isAboutType(parseError({}))).toBe(false);
	});
});

describe('A marketing event', () => {
	const EVENT = { externalAccountId: 'a', externalEventId: 'e' };

	it('is an object of the type 0-54', () => {
		expect(MARKETING_EVENT).toBe('0-54');
	});

	it('has a result with the two IDs that name it, unless HubSpot gives them', () => {
		expect(keyedEvent({ objectId: '1' }, EVENT)).toEqual({ objectId: '1', ...EVENT });
		expect(keyedEvent({ externalAccountId: 'b', externalEventId: 'f' }, EVENT)).toEqual({
			externalAccountId: 'b',
			externalEventId: 'f',
		});
	});

	it('is shown otherwise in any of its visible fields', () => {
		for (const name of ['endDateTime', 'eventDescription', 'eventCompleted']) {
			expect(contradicted({ ...EVENT, [name]: 'x' }, { [name]: 'y' })).toEqual([
				{ property: name, sent: 'x', shown: 'y' },
			]);
		}
	});

	it('is shown otherwise in a custom property only where both sides have custom properties', () => {
		const customProperties = [{ name: 'room', value: '1' }];
		const shown = { customProperties: [{ name: 'room', value: '2' }] };
		expect(contradicted({ ...EVENT, customProperties }, shown)).toHaveLength(1);
		expect(contradicted(EVENT, shown)).toEqual([]);
		expect(contradicted({ ...EVENT, customProperties }, {})).toEqual([]);
	});

	it('is read by a search alone where its ID is nothing but points, which no path can hold', () => {
		const isNeeded = (externalEventId: string) =>
			checkUpserted.detour?.isNeeded({ ...EVENT, externalEventId }, PLACE);
		expect(['.', '..', '...', '.a', 'a.', 'a.b'].map(isNeeded)).toEqual([
			true,
			true,
			true,
			false,
			false,
			false,
		]);
	});

	it('is found among the results of a search by both of its IDs', () => {
		const rename = (result: object) =>
			checkUpserted.detour?.rename([{ objectId: '7', ...result }], EVENT);
		expect(rename(EVENT)).toMatchObject({ objectId: '7' });
		expect(rename({ ...EVENT, externalAccountId: 'b' })).toBeUndefined();
		expect(rename({ ...EVENT, externalEventId: 'f' })).toBeUndefined();
	});
});
