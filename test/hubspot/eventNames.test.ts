/** eventNames.ts: what an answer shows of the events that have an external ID, and when it does not tell. */
import type { LookupKey, Way } from '../../nodes/hubspot/effect';
import { byExternalIds } from '../../nodes/hubspot/eventNames';
import { updateEventBatch } from '../../nodes/hubspot/events';

const { seek, names, resolved } = byExternalIds();
const [search, identifiers] = seek?.ways as [Way, Way];
const PLACE = { version: '2026-03', parameters: {} } as const;

const KEY: LookupKey = { objectType: '0-54', property: 'external event ID', value: 'w1' };
const IN_ACCOUNT = { ...KEY, also: { property: 'external account ID', value: 'acme' } };

const shown = (objectId: unknown, more: object = {}) => ({
	objectId,
	externalEventId: 'w1',
	externalAccountId: 'acme',
	...more,
});

describe('The key of an event', () => {
	it('is its external event ID, and its account where it is given', () => {
		expect(names({ externalEventId: 'w1' }, PLACE)).toEqual([KEY]);
		expect(names({ externalEventId: 'w1', externalAccountId: 'acme' }, PLACE)).toEqual([
			IN_ACCOUNT,
		]);
	});

	it('is none where the object ID is given', () => {
		expect(names({ objectId: '1' }, PLACE)).toEqual([]);
	});
});

it('An event that was found has its object ID, and is known to be another app’s where it is', () => {
	const input = { externalEventId: 'w1' };
	expect(resolved(input, ['5'], [{ id: '5' }])).toEqual({ ...input, objectId: '5' });
	expect(resolved(input, ['5'], [{ id: '5', app: 'Zoom' }])).toMatchObject({ ownedBy: 'Zoom' });
});

it('An event whose object ID is not known yet is told from others by both of its IDs', () => {
	const { key } = updateEventBatch.match;
	const names = [
		{ externalEventId: 'a' },
		{ externalEventId: 'b' },
		{ externalEventId: 'a', externalAccountId: 'x' },
		{ externalEventId: 'a', externalAccountId: 'y' },
		{ objectId: 'a' },
	];
	expect(new Set(names.map(key)).size).toBe(names.length);
	expect(key({ externalEventId: 'a', objectId: '5' })).toBe(key({ objectId: '5' }));
});

describe('An answer of the search', () => {
	it('shows events of the same app, by number or text, told apart by the account', () => {
		const body = { results: [shown(5), shown('6', { externalAccountId: 'other' })] };
		expect(search.read(body, IN_ACCOUNT)).toEqual({
			fit: [{ id: '5', account: 'acme', app: undefined }],
			near: [{ id: '6', account: 'other', app: undefined }],
		});
		expect(search.read(body, KEY)?.fit.map(({ id }) => id)).toEqual(['5', '6']);
	});

	it('does not tell where an event that is meant shows no object ID: it is there all the same', () => {
		const without = (more: object) => ({ results: [shown(undefined, more), shown('6')] });
		for (const way of [search, identifiers]) {
			expect(way.read({ results: [shown(undefined)] }, KEY)).toBeUndefined();
			expect(way.read(without({}), IN_ACCOUNT)).toBeUndefined();
			expect(way.read(without({ externalAccountId: undefined }), IN_ACCOUNT)).toBeUndefined();
			expect(way.read(without({ externalAccountId: 'other' }), IN_ACCOUNT)?.fit).toHaveLength(1);
			expect(way.read(without({ externalEventId: 'w2' }), IN_ACCOUNT)?.fit).toHaveLength(1);
		}
	});

	it('counts only for the very ID that was asked for', () => {
		const body = { results: [shown('5', { externalEventId: 'W1' }), null, 'x', { objectId: {} }] };
		expect(search.read(body, KEY)).toEqual({ fit: [], near: [] });
		// A result that does not repeat the ID is believed.
		const silent = { results: [{ objectId: '5', externalAccountId: 'acme' }] };
		expect(search.read(silent, IN_ACCOUNT)?.fit).toHaveLength(1);
	});

	it.each([undefined, 'text', [], {}, { results: 'none' }])('tells nothing as %j', (body) => {
		expect(search.read(body, KEY)).toBeUndefined();
	});
});

describe('An answer of the list of identifiers', () => {
	it('names the app by its name, else by its ID, else not at all', () => {
		const body = {
			results: [
				shown('5', { appInfo: { id: 7, name: 'Zoom' } }),
				shown('6', { appInfo: { id: 7 } }),
				shown('7'),
			],
		};
		expect(identifiers.read(body, KEY)?.fit.map(({ app }) => app)).toEqual(['Zoom', '7', '']);
	});

	it('fits no account that it does not show', () => {
		const body = { total: 1, results: [shown('5', { externalAccountId: undefined })] };
		expect(identifiers.read(body, IN_ACCOUNT)).toMatchObject({ fit: [], near: [{ id: '5' }] });
	});

	it('that shows less than there is does not tell, unless it shows two already', () => {
		const one = { total: 2, results: [shown('5')] };
		expect(identifiers.read(one, KEY)).toBeUndefined();
		const paged = { results: [shown('5')], paging: { next: { after: '1' } } };
		expect(identifiers.read(paged, KEY)).toBeUndefined();
		const two = { total: 3, results: [shown('5'), shown('6')] };
		expect(identifiers.read(two, KEY)?.fit).toHaveLength(2);
		expect(identifiers.read({ total: 1, results: [shown('5')] }, KEY)?.fit).toHaveLength(1);
	});

	it.each([
		['w1', true],
		['.', false],
		['...', false],
		['events', false],
		['participations', false],
		['Events', true],
		['my.events', true],
	])('is asked for %s: %s, for the path must not lead elsewhere', (value, expected) => {
		expect(identifiers.canAsk?.({ ...KEY, value })).toBe(expected);
		expect(search.canAsk).toBeUndefined();
	});
});
