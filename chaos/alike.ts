/**
 * Upserts of events that look alike: many with the same name and organizer and next to nothing that tells them
 * apart, so that answers, which carry no external IDs, can be told for groups alone. Their
 * law is in `alikeLaws.ts`, beside those of all writes.
 */
import { upsertEvents } from '../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import { BAD } from './contacts';
import type { Item, Kind } from './kind';

const ACCOUNT = 'alike';

export const ALIKE_KINDS: Record<string, Kind> = {
	upsertEventsAlike: {
		row: upsertEvents,
		bad: { property: 'eventType', value: BAD },
		prepare: (hubspot) => {
			for (let n = 1; n <= 5; n++) {
				// Of some of those that exist, answers show more than is sent.
				hubspot.seedEvent(DEFAULT_APP_ID, {
					externalAccountId: ACCOUNT,
					externalEventId: `a${n}`,
					eventName: 'Demo',
					eventOrganizer: 'ACME',
					...(n % 2 && { eventUrl: 'https://e.x/1' }),
				});
			}
		},
		item: (dice, mark, { keys, index, bad: share }): Item => {
			const externalEventId = `a${keys === 400 ? index : dice.int(1, keys)}`;
			const bad = dice.chance(share / 2);
			const raw = {
				externalAccountId: ACCOUNT,
				externalEventId,
				eventName: dice.pick(['Demo', 'Demo', 'Demo', ' Demo ', 'demo']),
				eventOrganizer: 'ACME',
				...(dice.chance(0.15) && { eventUrl: dice.pick(['https://e.x/1', 'https://e.x/2']) }),
				...(dice.chance(0.1) && { startDateTime: '2027-03-01T09:00:00Z' }),
				...(bad && { eventType: BAD }),
				customProperties: [{ name: 'venue', value: mark }],
			};
			const key = JSON.stringify([ACCOUNT, externalEventId]);
			return { raw, key, tag: mark, ...(bad && { doubtful: true }) };
		},
	},
};
