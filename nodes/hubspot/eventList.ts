/**
 * The marketing events of an account, page by page. HubSpot's list takes no filters, so a question
 * chooses among what it shows. Source: HubSpot's reference page of the list of events.
 */
import type { Pages } from './effect';
import type { Input } from './endpoint';
import { isRecord } from './json';
import { idOf, nextAfter, type Result } from './replies';
import { epochOf } from './values';

export type EventQuestion = Input & {
	/** Texts that the name and the organizer contain, and the type, all without regard to case. */
	nameContains?: string;
	organizerContains?: string;
	eventType?: string;
	/** The event starts at this moment or later, and before that one. */
	startsFrom?: string;
	startsBefore?: string;
	/** Most events that are wanted; absent: all. */
	limit?: number;
};

/** 10 unless told (SPEC); at most 100 in a draft of 2026-09. */
const PER_PAGE = 100;

const folded = (value: unknown): string =>
	String(value ?? '')
		.trim()
		.toLowerCase();

type Test = (event: Result) => boolean;

/** What a question asks of an event. */
function testsOf(question: EventQuestion): Test[] {
	const { nameContains, organizerContains, eventType, startsFrom, startsBefore } = question;
	const tests: Test[] = [];
	if (nameContains !== undefined) {
		tests.push(({ eventName }) => folded(eventName).includes(folded(nameContains)));
	}
	if (organizerContains !== undefined) {
		tests.push((event) => folded(event.eventOrganizer).includes(folded(organizerContains)));
	}
	if (eventType !== undefined) tests.push((event) => folded(event.eventType) === folded(eventType));
	// An event that shows no start is in no stretch of time.
	const startOf = ({ startDateTime }: Result) => epochOf(startDateTime) ?? NaN;
	const from = epochOf(startsFrom);
	if (from !== undefined) tests.push((event) => startOf(event) >= from);
	const before = epochOf(startsBefore);
	if (before !== undefined) tests.push((event) => startOf(event) < before);
	return tests;
}

export const eventPages: Pages<EventQuestion> = {
	family: 'marketingEvents',
	page: (_, __, after) => ({
		method: 'GET',
		path: '',
		query: { limit: String(PER_PAGE), ...(after !== undefined && { after }) },
	}),
	results: (body) =>
		isRecord(body) && Array.isArray(body.results) ? body.results.filter(isRecord) : undefined,
	wanted: (question) => {
		const tests = testsOf(question);
		return tests.length ? (event) => tests.every((test) => test(event)) : undefined;
	},
	nameOf: idOf,
	next: nextAfter,
	most: ({ limit }) => limit,
};
