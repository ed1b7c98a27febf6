// Bad records on demand, for whose sake the fake refuses a whole batch.

import type { BadReply, FakeOptions, Names } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import type { Json } from './account';
import { account, contacts, event } from './account';

const mark = { property: 'firstname', value: 'BAD' };
const how = (names: Names, more: Partial<BadReply> = {}): BadReply => ({
	status: 400,
	names,
	...more,
});

/** Ten contacts, of which the third and the eighth are bad. */
function spoilt(options: FakeOptions = {}) {
	const world = contacts(10, options);
	const inputs = world.inputs.map((input, i) =>
		i === 2 || i === 7 ? { ...input, properties: { firstname: 'BAD' } } : input,
	);
	return { ...world, inputs, sound: inputs.filter((_, i) => i !== 2 && i !== 7) };
}

const table: Array<[Names, Json | undefined, string[]]> = [
	['nobody', undefined, []],
	['ids', { ids: ['3', '8'] }, []],
	['firstOnly', { ids: ['3'] }, []],
	['traceIds', { objectWriteTraceId: ['t2', 't7'] }, []],
	['property', undefined, ['Property "firstname" is not valid']],
	['value', undefined, ['Property "firstname": "BAD" is not valid']],
];

it.each(table)(
	'Bad inputs refuse all of the batch, which then names %s, trace ids or not',
	(names, context, told) => {
		const { hubspot, update, inputs, sound } = spoilt();
		hubspot.refuseWhen(mark, how(names));
		const { status, said } = update(inputs);
		expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(said.context).toEqual(context);
		expect((said.errors ?? []).map(({ message }) => message)).toEqual(told);
		for (const error of said.errors ?? []) {
			expect(error.context).toEqual({ propertyName: ['firstname'] });
		}
		const bare = inputs.map(({ id, properties }) => ({ id, properties }));
		expect(update(bare).said.context).toEqual(names === 'traceIds' ? undefined : context);
		if (names !== 'value') expect(JSON.stringify(said)).not.toContain('BAD');
		expect(hubspot.applied).toEqual([]);
		expect(update(sound).status).toBe(200);
		expect(hubspot.applied).toHaveLength(8);
	},
);

it('Bad inputs are refused in either dialect and code, in the words that the test gives', () => {
	const { hubspot, update, inputs } = spoilt();
	const said = (names: Names, more: Partial<BadReply>) => {
		const takeBack = hubspot.refuseWhen(mark, how(names, more));
		const answer = update(inputs);
		takeBack();
		return { ...answer.said, code: answer.status };
	};
	const message = 'No good';
	const old = said('ids', { status: 409, dialect: 'errorType', message });
	expect(old).toMatchObject({ code: 409, message, errorType: 'UNIQUE_VALUE_CONFLICT' });
	expect(old.errorTokens).toEqual({ ids: ['3', '8'] });
	expect(old).not.toHaveProperty('category');
	expect(said('ids', { status: 409, message })).toMatchObject({
		code: 409,
		category: 'CONFLICT',
	});
	expect(said('property', { dialect: 'errorType' }).errorTokens).toEqual({
		propertyName: ['firstname'],
	});
	expect(said('firstOnly', {}).message).toBe('This batch was not accepted. 3');
	expect(said('nobody', {}).message).toBe('This batch was not accepted.');
	expect(update(inputs).status).toBe(200); // all rules were taken back
});

it('Bad inputs may be told apart by a function, and by several rules', () => {
	const { hubspot, update, inputs } = spoilt();
	hubspot.refuseWhen(({ id }) => id === '5', how('value', { property: 'firstname' }));
	hubspot.refuseWhen(mark, how('ids', { status: 409 }));
	const first = update(inputs);
	expect([first.status, first.said.errors[0].message]).toEqual([
		400,
		'Property "firstname": "N4" is not valid',
	]);
	const rest = update(inputs.filter(({ id }) => id !== '5'));
	expect([rest.status, rest.said.context]).toEqual([409, { ids: ['3', '8'] }]);
	expect(hubspot.applied).toEqual([]);
});

it('Bad events are known by field or custom property, in batches and in a PUT', () => {
	const customProperties = [{ name: 'venue', value: 'BAD' }];
	for (const property of ['eventType', 'venue']) {
		const bad = property === 'venue' ? { customProperties } : { eventType: 'BAD' };
		const badInputs = [{ bad: { property, value: 'BAD' }, ...how('ids') }];
		const { hubspot, upsertEvents, updateEvents, putEvent } = account({ badInputs });
		const upsert = upsertEvents([event(1), event(2, bad), event(3)]);
		expect([upsert.status, upsert.said.context]).toEqual([400, { externalEventId: ['e2'] }]);
		expect(hubspot.events().size).toBe(0);
		const objectId = hubspot.seedEvent(7);
		const update = updateEvents([{ objectId, ...bad }]);
		expect([update.status, update.said.context]).toEqual([400, { ids: [objectId] }]);
		expect(putEvent(event(2, bad)).status).toBe(400);
		expect(hubspot.applied).toEqual([]);
		expect(putEvent(event(2)).status).toBe(200);
	}
});

const inside = (message: string) =>
	JSON.parse(message.slice(facts.DETAIL_IN_MESSAGE.prefix.length)) as Json[];

it('Bad inputs may be told of in the message alone, by property or with every value, in German too', () => {
	const said = (names: Names, more: Partial<BadReply> = {}) => {
		const { hubspot, update, inputs } = spoilt();
		hubspot.refuseWhen({ property: 'firstname' }, how(names, { dialect: 'message', ...more }));
		const answer = update([inputs[2], inputs[4]]);
		expect([answer.status, answer.said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(answer.said).not.toHaveProperty('errors');
		return answer.said;
	};
	const detail = { isValid: false, error: 'INVALID_ALPHA', name: 'firstname' };
	expect(inside(said('property', { because: 'onlyLetters' }).message)).toEqual([
		{ ...detail, message: 'Enter only letters' },
	]);
	expect(inside(said('value', { because: 'option' }).message)).toEqual([
		{ ...detail, error: 'INVALID_OPTION', message: 'BAD was not one of the allowed options' },
		{ ...detail, error: 'INVALID_OPTION', message: 'N4 was not one of the allowed options' },
	]);
	const [german] = inside(
		said('property', { because: 'onlyLetters', language: 'de', full: true }).message,
	);
	const message = 'Geben Sie nur Buchstaben ein';
	expect(german).toEqual({ ...detail, message, localizedErrorMessage: message, portalId: 123 });
	expect(said('nobody').message).toBe('This batch was not accepted.');
	expect(said('ids').context).toEqual({ ids: ['3', '5'] });
});

it('Bad inputs may be refused because another record has the value of the first of them', () => {
	const { hubspot, update, inputs } = spoilt();
	const said = (more: Partial<BadReply>) => {
		const takeBack = hubspot.refuseWhen(mark, how('owner', more));
		const answer = update(inputs);
		takeBack();
		expect(answer.said).not.toHaveProperty('context');
		return answer;
	};
	const taken = said({});
	expect([taken.status, taken.said.category]).toEqual([400, 'VALIDATION_ERROR']);
	expect(facts.TAKEN.exec(taken.said.message)?.groups).toEqual({
		property: 'firstname',
		value: 'BAD',
		id: '3',
		owner: '9001',
	});
	const exists = said({ status: 409, owner: '77' });
	expect([exists.status, exists.said.category]).toEqual([409, 'CONFLICT']);
	expect(exists.said.message).toBe('Contact already exists. Existing ID: 77');
	const old = said({ dialect: 'errorType' }).said;
	expect(old.message).toMatch(facts.TAKEN);
	expect(old).toMatchObject({
		errorType: 'UNIQUE_VALUE_CONFLICT',
		errorTokens: { existingObjectId: ['9001'] },
	});
	expect(old).not.toHaveProperty('category');
	expect(hubspot.applied).toEqual([]);
});

it('A unique value of another event is told with the type of events', () => {
	const { hubspot, updateEvents } = account();
	const objectId = hubspot.seedEvent(7);
	hubspot.refuseWhen({ property: 'eventType' }, how('owner', { dialect: 'errorType' }));
	const { said } = updateEvents([{ objectId, eventType: 'x' }]);
	expect(said.message).toContain('legacyObjectType=MARKETING_EVENT');
	expect(facts.TAKEN.exec(said.message)?.groups?.id).toBe(objectId);
});

it('Bad inputs may be answered 404 without a name, or in words that hold the object type', () => {
	const { hubspot, update, inputs, sound } = spoilt();
	const takeBack = hubspot.refuseWhen(mark, how('nobody', { status: 404 }));
	const lost = update(inputs);
	expect([lost.status, lost.said.category]).toEqual([404, 'OBJECT_NOT_FOUND']);
	expect(lost.said).not.toHaveProperty('context');
	expect(JSON.stringify(lost.said)).not.toContain('"3"');
	takeBack();
	const message = 'The value is too long for contacts';
	hubspot.refuseWhen(mark, how('nobody', { message }));
	expect(update(inputs).said.message).toBe(message);
	expect(hubspot.applied).toEqual([]);
	expect(update(sound).status).toBe(200);
	expect(hubspot.applied).toHaveLength(8);
});
