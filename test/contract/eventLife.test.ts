/** The operations on events beside upsert, update and archive, held to the facts about HubSpot. */
import { callOf, type Input, type Place } from '../../nodes/hubspot/endpoint';
import type { LookupKey, Way, Write } from '../../nodes/hubspot/effect';
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

describe('A delete of events by the IDs of their app', () => {
	const fact = facts.EVENT_DELETE;
	const effect = rowOf('deleteEvents').effect as Write;
	const { send, resolve, check } = effect;
	const found = { appId: 7, ...IDS, objectId: '50001' };
	const key: LookupKey = {
		objectType: '0-54',
		property: 'external event ID',
		value: 'a/b',
		also: { property: 'external account ID', value: IDS.externalAccountId },
	};
	const wayOf = (): Way => {
		const ways = resolve?.seek?.ways ?? [];
		expect(ways).toHaveLength(1);
		return ways[0];
	};
	const seenIn = (results: object[]) => wayOf().read({ results }, key);

	it.each(facts.VERSIONS)('goes to its path in version %s, behind a search', (version) => {
		const { method, path } = callOf(send, [found], placeOf(version));
		expect(method).toBe(fact.method);
		expect(renderPath(version as ApiVersion, send.family, path)).toBe(fact.paths[version]);
		const { ask } = wayOf();
		const search = facts.OTHER_ENDPOINTS.searchEvents;
		const asked = callOf(ask, [key], placeOf(version));
		expect([asked.method, asked.query]).toEqual([search.method, { q: 'a/b' }]);
		expect(renderPath(version as ApiVersion, ask.family, asked.path)).toBe(search.paths[version]);
	});

	it('sends exactly the fields of its inputs, the app as a number, and no more than a hundred', () => {
		const { body } = callOf(send, [found], placeOf('2026-03'));
		const [sent] = (body as { inputs: Input[] }).inputs;
		expect(Object.keys(sent)).toEqual(Object.keys(fact.fields));
		for (const [name, type] of Object.entries(fact.fields)) {
			expect(typeof sent[name]).toBe(type === 'integer' ? 'number' : type);
		}
		expect([send.limit, effect.again]).toEqual([fact.maxInputs, fact.repeat]);
	});

	it('takes the app and the object ID from the event that has both of its IDs', () => {
		const other = { ...found, externalAccountId: 'other', appId: 8, objectId: '50002' };
		expect(Object.keys(found).sort()).toEqual([...facts.EVENT_FOUND].sort());
		expect(resolve?.names(IDS, placeOf('2026-03'))).toEqual([key]);
		const seen = seenIn([other, found]);
		expect(seen?.fit.map(({ id }) => id)).toEqual(['50001']);
		expect(seen?.near.map(({ id }) => id)).toEqual(['50002']);
		expect(resolve?.resolved({ ...IDS }, ['50001'], seen?.fit)).toEqual(found);
	});

	it.each<[string, object[]]>([
		['no event', []],
		['that of another account', [{ ...found, externalAccountId: 'other' }]],
		['another event', [{ ...found, externalEventId: 'a' }]],
	])('finds no event where the search shows %s', (_, results) => {
		expect(seenIn(results)?.fit).toEqual([]);
	});

	it.each<[string, unknown]>([
		['without an app', null],
		['whose app is no number', 'mine'],
	])('cannot tell of an event %s which one to delete', (_, appId) => {
		expect(seenIn([{ ...found, appId }])).toBeUndefined();
	});

	it('cannot tell of an event without an object ID by what to read it back', () => {
		expect(seenIn([{ ...found, objectId: undefined }])).toBeUndefined();
	});

	it('believes no answer but one that names errors: everything else is read back', () => {
		const result = { ...found };
		for (const body of ['', {}, { results: [] }, { status: 'COMPLETE', results: [result] }]) {
			expect(send.answer?.(body)).toBeUndefined();
		}
		const error = { category: 'VALIDATION_ERROR', context: { externalEventId: ['a/b'] } };
		expect(send.answer?.({ results: [result], errors: [error] })).toMatchObject({
			results: [],
			errors: [error],
		});
		expect(send.silence).toBeUndefined();
	});

	it('is read back by the object ID, which every path can hold', () => {
		if (!check) throw new Error('It is not read back');
		const { method, path, parameters } = callOf(check.read, [found], placeOf('2026-03'));
		const fact = facts.OTHER_ENDPOINTS.readEventByObjectId;
		expect(method).toBe(fact.method);
		expect(renderPath('2026-03', check.read.family, path, parameters)).toBe(
			fact.paths['2026-03'].replace('{objectId}', '50001'),
		);
		expect([check.absent, check.isOf({ objectId: 50001 }, found)]).toEqual(['done', true]);
		expect(check.isOf({ objectId: '50002' }, found)).toBe(false);
	});

	it.each(['cancelEvents', 'completeEvents', 'deleteEvents'])(
		'nor does %s take half of a character, of which no address can be made',
		(name) => {
			const times = { startDateTime: '2027-03-01', endDateTime: '2027-03-02' };
			const half = { externalEventId: 'a\ud800b', externalAccountId: 'c\udc00' };
			const raw = { ...half, ...(name === 'completeEvents' && times) };
			const { error } = rowOf(name).form.input(READING).safeParse(raw);
			const said = 'holds half of a character, which cannot be sent: check how it was cut';
			expect(error?.issues.map(({ message }) => message)).toEqual([said, said]);
		},
	);

	it('takes both IDs, dots alone too, and refuses what lacks one or says the app itself', () => {
		const { form } = rowOf('deleteEvents');
		const isTaken = (raw: Input) => form.input(READING).safeParse(raw).success;
		expect(isTaken(IDS)).toBe(true);
		expect(isTaken({ ...IDS, externalEventId: '..' })).toBe(true);
		expect(isTaken({ ...IDS, appId: 7 })).toBe(false);
		for (const name of Object.keys(IDS)) expect(isTaken({ ...IDS, [name]: '' })).toBe(false);
	});
});
