/** eventList.ts: which events of the account's list a question wants. */
import { eventPages, type EventQuestion } from '../../nodes/hubspot/eventList';
import type { Result } from '../../nodes/hubspot/replies';

const WEBINAR: Result = {
	objectId: '1',
	eventName: 'Spring Webinar',
	eventOrganizer: 'ACME Events',
	eventType: 'WEBINAR',
	startDateTime: '2027-03-01T09:00:00.000Z',
};

const isWanted = (question: EventQuestion, event: Result = WEBINAR) =>
	eventPages.wanted?.(question)?.(event);

it('A question without filters wants every event, and says so', () => {
	expect(eventPages.wanted?.({})).toBeUndefined();
	expect(eventPages.wanted?.({ limit: 5 })).toBeUndefined();
});

it.each<[boolean, EventQuestion]>([
	[true, { nameContains: 'webinar' }],
	[true, { nameContains: ' SPRING ' }],
	[false, { nameContains: 'workshop' }],
	[true, { organizerContains: 'acme' }],
	[false, { organizerContains: 'webinar' }],
	[true, { eventType: 'webinar' }],
	[false, { eventType: 'web' }],
	[true, { startsFrom: '2027-03-01T09:00:00.000Z' }],
	[false, { startsFrom: '2027-03-01T09:00:00.001Z' }],
	[true, { startsBefore: '2027-03-01T09:00:00.001Z' }],
	[false, { startsBefore: '2027-03-01T09:00:00.000Z' }],
	[true, { nameContains: 'webinar', eventType: 'WEBINAR', startsFrom: '2027-01-01T00:00:00.000Z' }],
	[false, { nameContains: 'webinar', eventType: 'CONFERENCE' }],
])('It is %s that an event answers to %j', (wanted, question) => {
	expect(isWanted(question)).toBe(wanted);
});

it.each([null, undefined, 'some day'])(
	'An event that starts at %p answers to no stretch of time, and to all else',
	(startDateTime) => {
		const event = { ...WEBINAR, startDateTime };
		expect(isWanted({ startsFrom: '2000-01-01T00:00:00.000Z' }, event)).toBe(false);
		expect(isWanted({ startsBefore: '2100-01-01T00:00:00.000Z' }, event)).toBe(false);
		expect(isWanted({ nameContains: 'web' }, event)).toBe(true);
	},
);

it('An event without a name, a type or an organizer contains nothing', () => {
	const bare = { objectId: '1', eventName: null };
	expect(isWanted({ nameContains: 'null' }, bare)).toBe(false);
	expect(isWanted({ organizerContains: 'undefined' }, bare)).toBe(false);
	expect(isWanted({ eventType: 'x' }, bare)).toBe(false);
});

it('An event is told from others by its ID; one without an ID is not', () => {
	const events = [{ objectId: '1' }, { id: '2' }, {}];
	expect(events.map((event) => eventPages.nameOf?.(event))).toEqual(['1', '2', undefined]);
});
