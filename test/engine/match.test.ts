/**
 * match.ts: whom an error or a refusal is about, and whose a result is, with the real rows. Wherever
 * it cannot be told for certain, it is nobody.
 */
import { aboutAddress, aboutWhom, blame, errorOf } from '../../nodes/engine/match';
import { assign, compatible } from '../../nodes/engine/assign';
import type { Entry } from '../../nodes/engine/outcome';
import type { Sent } from '../../nodes/engine/send';
import type { Input, Match } from '../../nodes/hubspot/endpoint';
import { details, parseError, noSuchProperties } from '../../nodes/hubspot/errors';
import { idOf, type Result } from '../../nodes/hubspot/replies';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import type { Operation } from '../../nodes/n8n/operation';
import { endpointOfRow, matching, sending } from './rows';

const PLACE = { version: '2026-03' as const, parameters: { objectType: 'contacts' } };

const entries = (...inputs: Input[]): Entry[] =>
	inputs.map((input, item) => ({ item, place: PLACE, input }));

const record = (id: string, properties: object = {}, more: object = {}): Input => ({
	id,
	properties,
	objectWriteTraceId: `trace-${id}`,
	...more,
});
const byEmail = (id: string, properties: object = {}) =>
	record(id, properties, { idProperty: 'email' });
const event = (externalEventId: string, more: object = {}): Input => ({
	externalAccountId: 'a',
	externalEventId,
	eventName: `Event ${externalEventId}`,
	eventOrganizer: 'ACME',
	...more,
});

const matchOf = (row: Operation): Match<Input> => endpointOfRow(row).match;

const refusal = (body: unknown, status = 400): Sent => ({
	verdict: 'rejected',
	maybeApplied: false,
	reply: { status, headers: {}, body },
});

const itemsOf = (some: Entry[]) => some.map(({ item }) => item);

describe('An error is about', () => {
	const three = entries(record('1'), record('2'), record('3'));
	const about = (error: object, among = three, row = batchUpdateObjects) =>
		itemsOf(aboutWhom(matchOf(row), among, parseError(error)));

	it.each<[string, object, number[]]>([
		['the record of its trace id', { context: { objectWriteTraceId: ['trace-2'] } }, [1]],
		[
			'all records whose trace ids it has',
			{ context: { objectWriteTraceId: ['trace-3', 'trace-1'] } },
			[0, 2],
		],
		[
			'those that the errors within it name',
			{ errors: [{ context: { ids: ['3'] } }, { context: { ids: ['1'] } }] },
			[2, 0],
		],
		[
			'whom the trace id says, whatever else it names',
			{ id: '3', context: { objectWriteTraceId: ['trace-1'], ids: ['2'] } },
			[0],
		],
		['the record of its ID', { id: '2' }, [1]],
		['each record once', { id: '2', context: { ids: ['2', '1', '2'], id: ['1'] } }, [1, 0]],
		['nobody where it names another record', { id: '9', context: { ids: ['9'] } }, []],
		['nobody by the key of something else', { context: { existingId: ['1'] } }, []],
		['nobody where it says nothing', { message: 'No' }, []],
	])('%s', (_, error, expected) => {
		expect(about(error)).toEqual(expected);
	});

	it('nobody by a trace id where a row has none, or by an ID that it does not name by', () => {
		const two = entries(event('e1'), event('e2'));
		expect(about({ context: { objectWriteTraceId: [''] } }, two, upsertEvents)).toEqual([]);
		expect(about({ id: 'e1' }, two, upsertEvents)).toEqual([]);
		expect(about({ context: { externalEventId: ['e2'] } }, two, upsertEvents)).toEqual([1]);
	});

	it('the event whose external ID is one of its `ids`, where only one has it', () => {
		const some = entries(event('e1'), event('7'), event('e1', { externalAccountId: 'b' }));
		const named = (...ids: string[]) => about({ context: { ids } }, some, upsertEvents);
		expect(named('7')).toEqual([1]);
		expect(named('e1')).toEqual([]);
		expect(named('50001')).toEqual([]);
		expect(about({ context: { objectId: ['7'] } }, some, upsertEvents)).toEqual([]);
	});

	it('a record whatever the case and the blanks of its name', () => {
		const two = entries(byEmail('Ada@x.co '), byEmail('bob@x.co'));
		expect(about({ context: { ids: [' ada@X.co'] } }, two)).toEqual([0]);
		expect(about({ id: 'BOB@x.co' }, two)).toEqual([1]);
	});

	it('nobody by a name that several have, and still the others', () => {
		const alike = entries(
			event('e1'),
			event('E1 ', { externalAccountId: 'b' }),
			event('e2'),
			event('e1', { externalAccountId: 'c' }),
		);
		expect(about({ context: { externalEventIds: ['e1'] } }, alike, upsertEvents)).toEqual([]);
		expect(about({ context: { externalEventIds: ['e1', 'e2'] } }, alike, upsertEvents)).toEqual([
			2,
		]);
	});

	it('a record that goes by the same name twice', () => {
		const row = matching(upsertEvents, {
			names: ({ externalEventId }) => [String(externalEventId), `${String(externalEventId)} `],
		});
		expect(about({ context: { externalEventId: ['e1'] } }, entries(event('e1')), row)).toEqual([0]);
	});
});

describe('What a refusal says', () => {
	it('is read once, however often it is asked', () => {
		const sent = refusal({ message: 'No' });
		expect(errorOf(sent)).toMatchObject({ message: 'No' });
		expect(errorOf({ ...sent })).toBe(errorOf(sent));
		expect(errorOf(refusal({ message: 'No' }))).not.toBe(errorOf(sent));
	});

	it('is nothing where there was no answer', () => {
		expect(errorOf({ verdict: 'lost', maybeApplied: true })).toMatchObject({ errors: [] });
	});

	it('of properties that do not exist is told with its words', () => {
		const code = 'PROPERTY_DOESNT_EXIST';
		const told = [
			{ code, message: 'No shoe', context: { propertyName: ['shoe', 'sock'] } },
			{ code: 'INVALID_INTEGER', message: 'No int', context: { propertyName: ['age'] } },
			{ code, context: { propertyName: ['hat'] } },
			{ code, message: 'Nameless' },
			{ code, message: 'Nameless', context: {} },
			// Where there are some within, they say it all.
			{
				code,
				message: 'Outer',
				context: { propertyName: ['outer'] },
				errors: [{ code, message: 'Inner', context: { propertyName: ['inner'] } }],
			},
		];
		const unknown = noSuchProperties(told.flatMap((error) => details(parseError(error))));
		expect([...unknown]).toEqual([
			['shoe', 'No shoe'],
			['sock', 'No shoe'],
			['hat', code],
			['inner', 'Inner'],
		]);
	});
});

describe('Of a refused batch are to blame', () => {
	const blamed = (among: Entry[], body: object, row = batchUpdateObjects) => {
		const { guilty, among: suspects } = blame(matchOf(row), among, refusal(body));
		return { guilty: itemsOf(guilty), among: itemsOf(suspects) };
	};
	const bad = (name: string, message?: string, code = 'INVALID') => ({
		message,
		code,
		context: { propertyName: [name] },
	});
	const colours = entries(
		record('1', { colour: 'red' }),
		record('2', { colour: 'green', size: '7' }),
		record('3', { size: '8' }),
		record('4', { colour: 'blue' }),
	);

	it('those that are named, and not those who have the property as well', () => {
		const body = { ...bad('colour', 'green is bad'), context: { ids: ['1'], propertyName: ['x'] } };
		expect(blamed(colours, body)).toEqual({ guilty: [0], among: [] });
	});

	it('those with a property that does not exist, whatever its value', () => {
		const body = bad('colour', 'Property “colour” does not exist', 'PROPERTY_DOESNT_EXIST');
		expect(blamed(colours, body)).toEqual({ guilty: [0, 1, 3], among: [] });
	});

	it('those with the value that is named, and no others', () => {
		expect(blamed(colours, bad('colour', 'green was not one of the allowed options'))).toEqual({
			guilty: [1],
			among: [],
		});
	});

	it('where no value is named, some of those that have the property', () => {
		expect(blamed(colours, bad('colour', 'The colour is not valid'))).toEqual({
			guilty: [],
			among: [0, 1, 3],
		});
		expect(blamed(colours, bad('colour'))).toEqual({ guilty: [], among: [0, 1, 3] });
	});

	it('perhaps the only one that has the property, which is asked: the others may lack it', () => {
		const one = entries(record('1', { colour: 'red' }), record('2', { size: '7' }));
		expect(blamed(one, bad('size', 'No number'))).toEqual({ guilty: [], among: [1] });
	});

	it('nobody in particular where nobody has the property, or none is named', () => {
		const nobody = { guilty: [], among: [] };
		expect(blamed(colours, bad('hat', 'red'))).toEqual(nobody);
		expect(blamed(colours, { message: 'red is bad' })).toEqual(nobody);
		expect(blamed(colours, {})).toEqual(nobody);
		expect(blamed(colours, { context: { propertyName: [] } })).toEqual(nobody);
	});

	it('nobody in particular where a row does not tell its properties', () => {
		const row = matching(batchUpdateObjects, { properties: undefined });
		expect(blamed(colours, bad('size', '7'), row)).toEqual({ guilty: [], among: [] });
	});

	it('those of each error within: what surrounds them only repeats them', () => {
		const body = {
			...bad('colour', 'blue'),
			errors: [bad('colour', '"red" is bad'), bad('size', 'A size is bad')],
		};
		expect(blamed(colours, body)).toEqual({ guilty: [0], among: [1, 2] });
	});

	it('events by their custom properties as well', () => {
		const custom = (value: string) => ({ customProperties: [{ name: 'room', value }] });
		const two = entries(event('e1', custom('North')), event('e2', custom('South')));
		expect(
			blamed(two, bad('room', 'South was not one of the allowed options'), upsertEvents),
		).toEqual({
			guilty: [1],
			among: [],
		});
	});

	it.each([
		['red', '"red" is bad', true],
		['red', 'Der Wert „red“ ist ungültig', true],
		['Red ', '"Red" is bad', true],
		['red', 'Property "colour": "red" is not valid', true],
		['red', 'red was not one of the allowed options: [red, "green"]', true],
		['red', 'Email address red is invalid', true],
		['red', 'red is not a valid pipeline stage ID', true],
		// Only words that are certainly about the value count: an innocent value can be a word of HubSpot's.
		['red', 'it is red', false],
		['red', '"Red" is bad', false],
		['red', 'red wine was not one of the allowed options', false],
		['wine', 'red wine was not one of the allowed options', false],
		['OPEN', 'Open Deal was not one of the allowed options', false],
		['one', 'Open Deal was not one of the allowed options', false],
		['red', '"red", "green" are allowed', false],
		['red', 'none of ["red"]', false],
		['colour', '"colour" is bad', false],
		['', '"" is bad', false],
		['  ', ' was not one of the allowed options', false],
	])('those of value %p in the words %p: %p', (value, words, expected) => {
		const two = entries(record('1', { colour: value }), record('2', { colour: 'zzz' }));
		expect(blamed(two, bad('colour', words)).guilty).toEqual(expected ? [0] : []);
	});

	it('nobody for a value that several have and that may be bad in one of them alone', () => {
		const three = entries(
			record('1', { stage: '12345' }),
			record('2', { stage: '12345' }),
			record('3', { stage: '7' }),
		);
		const words = '12345 is not a valid pipeline stage ID';
		expect(blamed(three, bad('stage', words))).toEqual({ guilty: [], among: [0, 1] });
		expect(blamed(three, bad('stage', '"12345" cannot be set'))).toEqual({
			guilty: [],
			among: [0, 1],
		});
		expect(blamed(three, bad('stage', '12345 was not one of the allowed options'))).toEqual({
			guilty: [0, 1],
			among: [],
		});
	});

	it('the one with the longest value where a sentence begins with several', () => {
		const two = entries(
			record('1', { colour: 'Red' }),
			record('2', { colour: 'Red was not one of the allowed Blue' }),
		);
		const words = 'Red was not one of the allowed Blue was not one of the allowed options: [x]';
		expect(blamed(two, bad('colour', words)).guilty).toEqual([1]);
		const listed = entries(record('1', { colour: 'Widget' }), record('2', { colour: 'Widget[1]' }));
		expect(
			blamed(listed, bad('colour', 'Widget[1] was not one of the allowed options: [x]')).guilty,
		).toEqual([1]);
	});

	it('those with the value that a detail states, as it was sent', () => {
		const body = { message: 'Bad', context: { propertyName: ['colour'], value: ['red'] } };
		expect(blamed(colours, body).guilty).toEqual([0]);
	});

	it('the record that was to get a value that another one has', () => {
		const message =
			'Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=colour, value=red} on 4. 9001 already has that value.';
		expect(blamed(colours, { category: 'VALIDATION_ERROR', message }).guilty).toEqual([3]);
		const byName = entries(
			{ id: 'a@b.co', idProperty: 'email', properties: { colour: 'red' } },
			{ id: 'c@d.co', idProperty: 'email', properties: { colour: 'blue' } },
		);
		expect(blamed(byName, { message }).guilty).toEqual([0]);
	});

	it('those that a message tells in JSON, as if it had been told in errors', () => {
		const message =
			'Property values were not valid: [{"isValid":false,"message":"green was not one of the allowed options","error":"INVALID_OPTION","name":"colour"}]';
		expect(blamed(colours, { message }).guilty).toEqual([1]);
	});

	it('not the one that has a property which others lack, where it is missing in those', () => {
		const body = bad('size', 'Required', 'REQUIRED_PROPERTY_MISSING');
		const two = entries(record('1', { size: '7' }), record('2', { colour: 'red' }));
		expect(blamed(two, body)).toEqual({ guilty: [], among: [] });
	});

	it('among the fewest that have a property which is named', () => {
		const body = { errors: [bad('colour', 'No'), bad('size', 'No')] };
		expect(blamed(colours, body)).toEqual({ guilty: [], among: [1, 2] });
	});
});

describe('A refusal is about the address', () => {
	const two = entries(record('1'), record('2'));
	const place = (body: object, status = 400, objectType = 'butterflies') =>
		aboutAddress(
			endpointOfRow(batchUpdateObjects),
			{ ...PLACE, parameters: { objectType } },
			two,
			refusal(body, status),
		);

	it.each([405, 410, 415])('where its status is %p: no record explains that', (status) => {
		expect(place({ message: 'No', category: 'X' }, status)).toBe('wrong');
	});

	it('where it is a 404 of somebody else than HubSpot', () => {
		expect(place({}, 404)).toBe('wrong');
		const page = refusal('<html>Not here</html>', 404);
		expect(aboutAddress(endpointOfRow(batchUpdateObjects), PLACE, two, page)).toBe('wrong');
	});

	it('or about a record, where it is a 404 of HubSpot that names nobody', () => {
		expect(place({ category: 'OBJECT_NOT_FOUND', message: 'Not found' }, 404)).toBe('unclear');
	});

	it('or about a record, where its words name a part of the address', () => {
		expect(place({ message: 'Unable to infer object type from: Butterflies' })).toBe('unclear');
		expect(place({ message: 'Too long for butterflies' })).toBe('unclear');
		expect(place({ message: 'Unable to infer object type' })).toBe('nothing');
		expect(place({ message: 'No butterfliesque' })).toBe('nothing');
		expect(place({})).toBe('nothing');
		expect(place({ message: 'anything' }, 400, '')).toBe('nothing');
	});

	const parameters = { objectType: 'contacts', toObjectType: 'butterflies' };
	const named = refusal({ message: 'Unknown: butterflies' });

	it('or about a record, where its words name one of several parts of the address', () => {
		const path = '/{objectType}/to/{toObjectType}';
		const both = endpointOfRow(sending(batchUpdateObjects, { path }));
		expect(aboutAddress(both, { ...PLACE, parameters }, two, named)).toBe('unclear');
	});

	it('not where its words name what all inputs share beside the path', () => {
		const endpoint = endpointOfRow(batchUpdateObjects);
		expect(aboutAddress(endpoint, { ...PLACE, parameters }, two, named)).toBe('nothing');
	});

	it('not where the path holds something of the input: then a 404 is about that input', () => {
		const one = sending(batchUpdateObjects, { parameters: ([{ id }]) => ({ id: String(id) }) });
		const sent = refusal({ message: 'No such page' }, 404);
		expect(aboutAddress(endpointOfRow(one), PLACE, two, sent)).toBe('nothing');
	});

	it.each([400, 403, 409, 422])('not where its status is %p', (status) => {
		expect(place({}, status)).toBe('nothing');
	});

	it('not where it names a record, or has errors of records within', () => {
		expect(place({ id: '1', message: 'butterflies' }, 404)).toBe('nothing');
		expect(place({ message: 'butterflies', errors: [{ message: 'No' }] }, 404)).toBe('nothing');
	});

	it('not where there was no answer', () => {
		const sent: Sent = { verdict: 'lost', maybeApplied: true };
		expect(aboutAddress(endpointOfRow(batchUpdateObjects), PLACE, two, sent)).toBe('nothing');
	});
});

describe('A result belongs to', () => {
	/** Items by what their result holds under this name. */
	const told = (
		row: Operation,
		among: Entry[],
		results: Result[],
		refused: Entry[] = [],
		name = 'id',
	) => {
		const { found } = assign(
			matchOf(row),
			among,
			results,
			new Map(refused.map((entry) => [entry, 'No'])),
		);
		return Object.fromEntries([...found].map(([{ item }, result]) => [item, result[name]]));
	};

	it('the record of its trace id, or of its key, and both agree', () => {
		const some = entries(byEmail('a@x.co'), record('2'), record('3'), record('4'));
		// Where a key is not stated, the trace id suffices; a record ID counts without its zeros.
		const results = [
			{ id: '02', properties: {} },
			{ id: '3', objectWriteTraceId: 'trace-3' },
		];
		expect(told(batchUpdateObjects, some.slice(1), results)).toEqual({ 1: '02', 2: '3' });
		expect(
			told(batchUpdateObjects, some.slice(0, 1), [{ id: '9', objectWriteTraceId: 'trace-a@x.co' }]),
		).toEqual({ 0: '9' });
	});

	it('the record of its trace id also where it states the ID of a merged one', () => {
		const two = entries(record('1'), record('2'));
		expect(told(batchUpdateObjects, two, [{ id: '9', objectWriteTraceId: 'trace-1' }])).toEqual({
			0: '9',
		});
	});

	it('nobody where its trace id and its key are of different records', () => {
		const two = entries(record('1'), record('2'));
		expect(told(batchUpdateObjects, two, [{ id: '2', objectWriteTraceId: 'trace-1' }])).toEqual({});
	});

	it('the record of its key where its trace id is no text, or of nobody', () => {
		const two = entries(record('1'), record('2'));
		expect(told(batchUpdateObjects, two, [{ id: '2', objectWriteTraceId: 1 }])).toEqual({ 1: '2' });
		expect(told(batchUpdateObjects, two, [{ id: '1', objectWriteTraceId: 'x' }])).toEqual({
			0: '1',
		});
	});

	it('nobody where it has the key of one and shows the values of another that is silent', () => {
		const two = entries(
			byEmail('a@x.co', { lastname: 'One' }),
			byEmail('second-of-a@x.co', { lastname: 'Two' }),
		);
		const shows = (lastname: string) => [{ id: '1', properties: { email: 'a@x.co', lastname } }];
		expect(told(batchUpdateObjects, two, shows('Two'))).toEqual({});
		expect(told(batchUpdateObjects, two, shows('Two'), two.slice(1))).toEqual({ 0: '1' });
		expect(told(batchUpdateObjects, two, shows('Three'))).toEqual({ 0: '1' });
		expect(told(batchUpdateObjects, two, shows('One'))).toEqual({ 0: '1' });
	});

	it('nobody by its lifecycle stage, because HubSpot may keep another than was sent', () => {
		const two = entries(
			byEmail('a@x.co', { firstname: 'Ada' }),
			byEmail('b@x.co', { firstname: 'Ada', lifecyclestage: 'lead' }),
		);
		const shown = { firstname: 'Ada', lifecyclestage: 'customer' };
		const results = [
			{ id: '2', properties: shown },
			{ id: '1', properties: { firstname: 'Ada' } },
		];
		// Both are written, and neither is given the ID of the other.
		expect(told(batchUpdateObjects, two, results)).toEqual({ 0: undefined, 1: undefined });
	});

	it('nobody where several have its trace id, or its key', () => {
		const same = { objectWriteTraceId: 't' };
		const two = entries(byEmail('a@x.co', {}), byEmail('b@x.co', {})).map((entry) => ({
			...entry,
			input: { ...entry.input, ...same },
		}));
		expect(told(batchUpdateObjects, two, [{ id: '1', ...same }])).toEqual({});
		const one = record('1', {}, { objectWriteTraceId: 't1' });
		const twin = record('01', {}, { objectWriteTraceId: 't2' });
		expect(told(batchUpdateObjects, entries(one, twin), [{ id: '1' }])).toEqual({});
	});

	it('the record that changes its key to that', () => {
		const two = entries(
			byEmail('a@x.co', { email: 'B@x.co' }),
			byEmail('b@x.co', { email: 'c@x.co' }),
		);
		const result = (id: string, email: string) => ({ id, properties: { email } });
		expect(told(batchUpdateObjects, two, [result('1', 'b@x.co'), result('2', 'c@x.co')])).toEqual({
			0: '1',
			1: '2',
		});
	});

	it('the first that came, should there be two of one record', () => {
		const one = entries(record('1'));
		const results = [
			{ id: '1', n: 'first' },
			{ id: '1', n: 'second' },
		];
		expect(told(batchUpdateObjects, one, results, [], 'n')).toEqual({ 0: 'first' });
	});

	it('nobody by its looks where it states a key of nobody', () => {
		const one = entries(record('1', { phone: '1' }));
		expect(told(batchUpdateObjects, one, [{ id: '9', properties: { phone: '1' } }])).toEqual({});
	});

	it('nobody where a row has no looks to go by', () => {
		const one = entries({ objectId: '5', eventName: 'New' });
		expect(told(batchUpdateEvents, one, [{ eventName: 'New' }])).toEqual({});
		expect(told(batchUpdateEvents, one, [{ objectId: '5' }], [], 'objectId')).toEqual({ 0: '5' });
	});

	describe('whom it looks like, where it states no key:', () => {
		const result = (objectId: string, of: Input, more: object = {}): Result => {
			const { eventName, eventOrganizer, startDateTime } = of as Record<string, string>;
			return { objectId, eventName, eventOrganizer, startDateTime, ...more };
		};
		const toldEvents = (among: Entry[], results: Result[], refused: Entry[] = []) =>
			told(upsertEvents, among, results, refused, 'objectId');
		const [one, two] = [event('e1'), event('e2')];

		it('each event by its own name, in whatever order', () => {
			expect(toldEvents(entries(one, two), [result('8', two), result('7', one)])).toEqual({
				0: '7',
				1: '8',
			});
		});

		it('nobody where no event looks like that', () => {
			expect(toldEvents(entries(one), [result('7', two)])).toEqual({});
			expect(toldEvents(entries(one), [{ objectId: '7' }])).toEqual({});
		});

		it('nobody where two events look like one result', () => {
			const twin = { ...one, externalEventId: 'e9' };
			expect(toldEvents(entries(one, twin), [result('7', one)])).toEqual({});
		});

		it('nobody where one event looks like two results', () => {
			expect(toldEvents(entries(one), [result('7', one), result('8', one)])).toEqual({});
		});

		it('the event, where one and the same result is told twice', () => {
			expect(toldEvents(entries(one), [result('7', one), result('7', one)])).toEqual({ 0: '7' });
		});

		it('the one that is left, where the other was refused or is found', () => {
			const twin = { ...one, externalEventId: 'e9' };
			const both = entries(one, twin);
			expect(toldEvents(both, [result('7', one)], [both[0]])).toEqual({ 1: '7' });
		});

		it('all that look alike together, with what their results agree on, and no ID', () => {
			const twin = { ...one, externalEventId: 'e9' };
			const both = entries(one, twin, two);
			const results = [
				result('7', one, { at: { a: 1 } }),
				result('8', two),
				result('9', one, { at: { a: 1 } }),
			];
			const { found, alike } = assign(matchOf(upsertEvents), both, results, new Map());
			const common = { eventName: 'Event e1', eventOrganizer: 'ACME', at: { a: 1 } };
			expect(found.get(both[0])).toEqual(common);
			expect(found.get(both[1])).toEqual(common);
			expect(found.get(both[0])).not.toBe(found.get(both[1]));
			expect(found.get(both[2])).toMatchObject({ objectId: '8' });
			expect([...alike.keys()]).toEqual(both.slice(0, 2));
		});

		it('by name and organizer alone, where HubSpot shows other dates than were sent', () => {
			const dated = event('e1', { startDateTime: '2027-03-01T09:00:00Z' });
			const shown = { startDateTime: '2027-04-01T09:00:00Z' };
			expect(toldEvents(entries(dated, two), [result('7', dated, shown)])).toEqual({ 0: '7' });
		});

		it('those who are certain first, which may settle the others', () => {
			// The first result may be of either record, the second of one only.
			const both = entries(
				byEmail('a@x.co', { phone: '1' }),
				byEmail('b@x.co', { phone: '1', city: 'Bonn' }),
			);
			const results = [
				{ id: '8', properties: { phone: '1' } },
				{ id: '9', properties: { phone: '1', city: 'Ulm' } },
			];
			expect(told(batchUpdateObjects, both, results)).toEqual({ 0: '9', 1: '8' });
		});

		it('all that look alike together, without what only some of their results agree on', () => {
			const three = ['e1', 'e8', 'e9'].map((externalEventId) => ({ ...one, externalEventId }));
			const results = [1, 1, 2].map((at, i) => result(`${i}`, one, { at }));
			const { found, alike } = assign(matchOf(upsertEvents), entries(...three), results, new Map());
			for (const common of found.values()) {
				expect(common).toEqual({ eventName: 'Event e1', eventOrganizer: 'ACME' });
			}
			expect(found.size).toBe(3);
			expect(alike.size).toBe(3);
		});

		it('nobody any more, once all whom it may belong to are settled', () => {
			const both = entries(
				byEmail('a@x.co', { phone: '1' }),
				byEmail('b@x.co', { phone: '1', city: 'Bonn' }),
			);
			const properties = { phone: '1' };
			const results = [
				{ id: '7', properties },
				{ id: '8', properties },
				{ id: '9', properties: { phone: '1', city: 'Ulm' } },
			];
			expect(told(batchUpdateObjects, both, results)).toEqual({ 0: undefined, 1: undefined });
		});

		it('nobody where it shares no field with anyone', () => {
			const one = entries(byEmail('a@x.co', { phone: '1' }));
			expect(told(batchUpdateObjects, one, [{ id: '9', properties: { city: 'Bonn' } }])).toEqual(
				{},
			);
			expect(told(batchUpdateObjects, one, [{ id: '9' }])).toEqual({});
		});

		it('nobody where any field that both have differs', () => {
			const one = entries(byEmail('a@x.co', { phone: '1', city: 'Bonn' }));
			const properties = { phone: '1', city: 'Ulm' };
			expect(told(batchUpdateObjects, one, [{ id: '9', properties }])).toEqual({});
		});
	});
});

it('a result’s ID is its object ID before its own, and a number or a text', () => {
	expect(idOf({ objectId: 7, id: '8' })).toBe('7');
	expect(idOf({ objectId: null, id: 8 })).toBe('8');
	expect(idOf({ id: { a: 1 } })).toBeUndefined();
	expect(idOf({})).toBeUndefined();
});

it('two looks are compatible unless a field that both have differs', () => {
	expect(compatible({ a: '1', b: '2' }, { b: '2', c: '3' })).toBe(true);
	expect(compatible({ a: '1' }, { b: '2' })).toBe(true);
	expect(compatible({}, { b: '2' })).toBe(true);
	expect(compatible({ a: '1', b: '2' }, { a: '1', b: '3' })).toBe(false);
});
