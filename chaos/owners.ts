/**
 * Upserts of events that another app has, with both settings of the option that look them up first. Their laws
 * are in `ownerLaws.ts`. All of them are of an account of their own, so that nothing else creates them.
 */
import { upsertEvents } from '../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { DEFAULT_APP_ID, type FakeHubSpot } from '../test/fake-hubspot/hubspot';
import { BAD, STRANGE } from './contacts';
import type { Item, Kind } from './kind';
import { spoil } from './spoil';

export const OTHER_APP = DEFAULT_APP_ID + 1;
const ACCOUNT = 'owned';
const SEEDED = 20;

/** The other app alone has `t1` and so on, both have `b1` and so on, we alone `u1` and so on. */
function prepare(hubspot: FakeHubSpot): void {
	const seed = (app: number, externalEventId: string, objectId: string) =>
		hubspot.seedEvent(app, {
			externalAccountId: ACCOUNT,
			externalEventId,
			objectId,
			eventName: 'Old',
		});
	for (let n = 1; n <= SEEDED; n++) {
		seed(OTHER_APP, `t${n}`, `61${n}`);
		seed(OTHER_APP, `b${n}`, `62${n}`);
		seed(DEFAULT_APP_ID, `b${n}`, `63${n}`);
		seed(DEFAULT_APP_ID, `u${n}`, `64${n}`);
	}
	for (const name of STRANGE) seed(OTHER_APP, name, `65${STRANGE.indexOf(name)}`);
}

/** Does the other app alone have it? */
export const isTheirsAlone = (externalEventId: string): boolean =>
	/^t\d+$/.test(externalEventId) || STRANGE.includes(externalEventId);

/** No address can hold it, so nobody can be asked whose it is. */
const isUnaskable = (id: string) => /\p{Cs}/u.test(id) || /^\.+$/.test(id);

const kindOf = (choice: 'update' | 'refuse'): Kind => ({
	row: upsertEvents,
	bad: { property: 'eventType', value: BAD },
	prepare,
	parameters: () => ({ ifOwnedByAnother: choice }),
	most: 60,
	item: (dice, mark, { keys, bad: share }): Item => {
		const strange = dice.chance(0.08);
		const n = dice.int(1, Math.min(keys, SEEDED));
		const id = strange ? dice.pick(STRANGE) : `${dice.pick(['t', 't', 'b', 'u', 'n'])}${n}`;
		const bad = dice.chance(share);
		const raw = {
			externalAccountId: ACCOUNT,
			externalEventId: dice.chance(0.1) ? ` ${id} ` : id,
			eventName: dice.pick(['Webinar', 'Workshop']),
			eventOrganizer: 'ACME',
			...(dice.chance(0.3) && { eventCompleted: dice.chance(0.5) }),
			...(bad && { eventType: BAD }),
			customProperties: [{ name: 'venue', value: mark }],
		};
		const key = JSON.stringify([ACCOUNT, id]);
		if (isUnaskable(id)) return { raw, invalid: true, key, tag: mark };
		if (dice.chance(0.05)) {
			return { raw: spoil(dice, raw, 'externalEventId'), invalid: true, key, tag: mark };
		}
		const doubtful = bad || (choice === 'refuse' && isTheirsAlone(id));
		return { raw, key, tag: mark, ...(doubtful && { doubtful }) };
	},
});

export const OWNER_KINDS: Record<string, Kind> = {
	upsertEventsOrUpdateTheirs: kindOf('update'),
	upsertEventsOrRefuseTheirs: kindOf('refuse'),
};
