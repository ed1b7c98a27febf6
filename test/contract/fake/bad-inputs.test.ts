// Bad records on demand, for whose sake the fake refuses a whole batch.

import type { BadReply, FakeOptions, Names } from '../../fake-hubspot/hubspot';
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
