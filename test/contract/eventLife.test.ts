/** The operations on events beside upsert, update and archive, held to the facts about HubSpot. */
import { callOf, type Input, type Place } from '../../nodes/hubspot/endpoint';
import type { Write } from '../../nodes/hubspot/effect';
import { renderPath } from '../../nodes/hubspot/paths';
import type { ApiVersion } from '../../nodes/hubspot/versions';
import { eventPages } from '../../nodes/hubspot/eventList';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import * as facts from './facts';

const READING = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;
const IDS = { externalAccountId: 'acct 1', externalEventId: 'a/b' };

const rowOf = (name: string) => {
	const row = EVENT_OPERATIONS.find(({ value }) => value === name);
	if (!row) throw new Error(`There is no operation ${name}`);
	return row;
};
const placeOf = (version: facts.Version): Place => ({
	version: version as ApiVersion,
	parameters: {},
});

describe.each(Object.keys(facts.EVENT_CALLS) as Array<keyof typeof facts.EVENT_CALLS>)(
	'%s',
	(name) => {
		const fact: facts.EventCall = facts.EVENT_CALLS[name];
		const row = rowOf(name);
		const effect = row.effect as Write;
		const { send } = effect;
		const moments = Object.keys(fact.fields).map((field) => [field, '2027-03-01T09:00:00.000Z']);
		const full: Input = { ...IDS, ...Object.fromEntries(moments) };
		const parsed = (raw: Input) => row.form.input(READING).safeParse(raw);

		it.each(facts.VERSIONS)('goes to its path in version %s, with its query', (version) => {
			const { method, path, parameters, query } = callOf(send, [full], placeOf(version));
			expect(method).toBe(fact.method);
			expect(renderPath(version as ApiVersion, send.family, path, parameters)).toBe(
				fact.paths[version].replace('{externalEventId}', 'a%2Fb'),
			);
			expect(query).toEqual({ externalAccountId: 'acct 1' });
			expect(Object.keys(query ?? {})).toEqual(fact.query);
		});

		it('sends exactly the fields that HubSpot wants, and no body where it wants none', () => {
			const { body } = callOf(send, [full], placeOf('2026-03'));
			const fields = Object.keys(fact.fields);
			expect(body && Object.keys(body)).toEqual(fields.length ? fields : undefined);
		});

		it('is about one event a call, and does no harm when it is sent again', () => {
			expect(send.limit).toBe(1);
			expect(effect.again).toBe(fact.repeat);
		});

		it('takes what its call needs, refuses what lacks some of it, and what has more', () => {
			expect(parsed(full)).toMatchObject({ success: true, data: full });
			for (const field of Object.keys(full)) {
				const less = Object.fromEntries(Object.entries(full).filter(([each]) => each !== field));
				expect(parsed(less).success).toBe(false);
				expect(parsed({ ...full, [field]: ' ' }).success).toBe(false);
			}
			expect(parsed({ ...full, appId: 7 }).success).toBe(false);
		});

		it('reads an answer without any ID, which HubSpot does not promise', () => {
			const result = Object.fromEntries(fact.result.always.map((field) => [field, 'x']));
			expect(send.answer?.(result)?.results).toEqual([result]);
			expect(send.match.resultKey?.(result, full)).toBe(send.match.key(full));
			for (const body of ['', '<html>', {}, { status: 'error' }, [result]]) {
				expect(send.answer?.(body)).toBeUndefined();
			}
		});

		it('puts the IDs that HubSpot does not repeat into the result', () => {
			expect(effect.keyed?.({ eventName: 'x' }, full)).toEqual({ eventName: 'x', ...IDS });
		});

		it.each(['.', '..'])('refuses the external event ID “%s”, which no path can hold', (id) => {
			const { error } = parsed({ ...full, externalEventId: id });
			expect(error?.issues[0].message).toMatch(/^is “\.+”, which no address of HubSpot's can hold/);
		});

		it('is read back by a GET of the event', () => {
			const fact = facts.OTHER_ENDPOINTS.readEventByExternalId;
			const { read } = effect.check ?? {};
			if (!read) throw new Error('It is not read back');
			const { method, path, parameters, query } = callOf(read, [full], placeOf('2026-03'));
			expect([method, Object.keys(query ?? {})]).toEqual([fact.method, fact.query]);
			expect(renderPath('2026-03', read.family, path, parameters)).toBe(
				fact.paths['2026-03'].replace('{externalEventId}', 'a%2Fb'),
			);
		});
	},
);

describe('What a read says of an event that may have been cancelled or completed', () => {
	const valuesOf = (name: string, event: Input) =>
		(rowOf(name).effect as Write).check?.values?.(event);
	const times = { startDateTime: 's', endDateTime: 'e' };

	it('is held against what the item wants, which no input has to say', () => {
		expect(valuesOf('cancelEvents', IDS)).toEqual({ eventCancelled: true });
		expect(valuesOf('completeEvents', { ...IDS, ...times })).toEqual({
			eventCompleted: true,
			...times,
		});
	});

	it.each([true, false, null, undefined])('is the flag that it shows, such as %s', (flag) => {
		const shown = { id: '1', eventCancelled: flag, eventCompleted: flag, ...times };
		expect(valuesOf('cancelEvents', shown)).toEqual({ eventCancelled: flag });
		expect(valuesOf('completeEvents', shown)).toEqual({ eventCompleted: flag, ...times });
	});
});

describe('The list of events', () => {
	const fact = facts.OTHER_ENDPOINTS.listEvents;

	it.each(facts.VERSIONS)('is read page by page at the path of version %s', (version) => {
		const { method, path, query } = eventPages.page({}, placeOf(version), undefined);
		expect(method).toBe(fact.method);
		expect(renderPath(version as ApiVersion, eventPages.family, path)).toBe(fact.paths[version]);
		expect(query).toEqual({ limit: String(facts.EVENT_LIST.most) });
		const next = eventPages.page({}, placeOf(version), 'b').query ?? {};
		expect(next).toEqual({ ...query, after: 'b' });
		for (const name of Object.keys(next)) expect(fact.queryBeside).toContain(name);
	});

	it('is read as HubSpot shows it, with its counters, to the page that names no other', () => {
		const names = [...fact.result.always, ...facts.EVENT_LIST.counters];
		const event = Object.fromEntries(names.map((name) => [name, '1']));
		const body = { results: [event], paging: { next: { after: 'b' } } };
		expect([eventPages.results(body), eventPages.next(body, {})]).toEqual([[event], 'b']);
		expect(eventPages.next({ results: [] }, {})).toBeUndefined();
		for (const bad of ['', null, {}, { results: 'x' }]) {
			expect(eventPages.results(bad)).toBeUndefined();
		}
	});
});
