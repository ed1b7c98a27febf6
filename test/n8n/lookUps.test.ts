/** lookUps.ts: what is said where a look-up did not show the one record that was meant. */
import type { Candidate, LookupKey } from '../../nodes/hubspot/effect';
import { lookUpInWords, ofAnotherApp } from '../../nodes/n8n/lookUps';
import { EVENT } from '../../nodes/n8n/nouns';

const KEY: LookupKey = { objectType: '0-54', property: 'external event ID', value: 'w 1' };
const IN_ACCOUNT = { ...KEY, also: { property: 'external account ID', value: 'acme' } };

const said = (
	candidates: Candidate[],
	key = KEY,
	ids = candidates.map(({ id }) => id),
	byId?: string,
) => lookUpInWords({ key, ids, candidates }, EVENT, { verb: 'read', byId });

describe('Of several events', () => {
	it('each is told with what tells it apart, and what to do about it', () => {
		const candidates = [
			{ id: '1' },
			{ id: '2', account: 'a b' },
			{ id: '3', account: 'c', app: 'Zoom' },
			{ id: '4', app: '' },
		];
		expect(said(candidates)).toBe(
			'Several events have the external event ID “w 1”, so nothing was read: object IDs 1, 2 (external account ID “a b”), 3 (external account ID c, app “Zoom”), 4 (another app). Use the object ID of the right one, or give its external account ID too.',
		);
	});

	it('five are named, and that there are more', () => {
		const many = Array.from({ length: 6 }, (_, n) => ({ id: `${n}` }));
		expect(said(many)).toContain('object IDs 0, 1, 2, 3, 4, …. Use');
		expect(said(many.slice(1))).toContain('object IDs 1, 2, 3, 4, 5. Use');
	});

	it('the account is not asked for where it was given', () => {
		expect(said([{ id: '1' }, { id: '2' }], IN_ACCOUNT)).toBe(
			'Several events have the external event ID “w 1” and the external account ID acme, so nothing was read: object IDs 1, 2. Use the object ID of the right one.',
		);
	});
});

it('Where an operation takes no object ID, the one that does is named', () => {
	const one = [{ id: '7', app: 'Zoom' }];
	expect(said(one, IN_ACCOUNT, ['7'], 'Update Them')).toContain(
		'To have it read all the same, use its object ID 7 in Update Them.',
	);
	const two = [...one, { id: '8', app: '' }];
	expect(said(two, IN_ACCOUNT, ['7', '8'], 'Update Them')).toContain(
		'Use the object ID of the right one in Update Them.',
	);
});

it('Of an event of another app, the object ID is told that names it all the same', () => {
	expect(said([{ id: '7', app: 'Zoom' }])).toBe(
		'The event with the external event ID “w 1” belongs to another app, “Zoom”, so it was not read. To have it read all the same, use its object ID 7.',
	);
	expect(said([{ id: '7', app: '' }])).toContain('belongs to another app, so it was not read.');
});

it('Where there is none, those of another account are told, or that new ones come late', () => {
	expect(said([], KEY, [])).toBe(
		'No event has the external event ID “w 1”, so nothing was read. Check the ID; HubSpot shows new events of other apps only after some minutes.',
	);
	expect(said([{ id: '7', account: 'acne' }], IN_ACCOUNT, [])).toBe(
		'No event has the external event ID “w 1” and the external account ID acme, so nothing was read. HubSpot has that external event ID under another account: object ID 7 (external account ID acne).',
	);
});

it('A warning names the app, where HubSpot does', () => {
	expect(ofAnotherApp('event', 'Zoom')).toBe(
		'This event belongs to another app, “Zoom”: none of yours has its external IDs.',
	);
	expect(ofAnotherApp('event', '')).toBe(
		'This event belongs to another app: none of yours has its external IDs.',
	);
});
