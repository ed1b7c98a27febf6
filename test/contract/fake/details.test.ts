// How the fake tells which values of records were not valid.

import type { DetailStyle, FakeOptions } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import type { Json, Said } from './account';
import { contacts } from './account';

/** Three contacts; the second and the third have values that are no good. */
function spoilt(detailStyle: Partial<DetailStyle>, options: FakeOptions = {}) {
	const world = contacts(3, { detailStyle, ...options });
	world.hubspot.defineProperty('contacts', { name: 'nickname', rule: 'letters' });
	const bad: Json[] = [{ nope: 'x', lifecyclestage: 'emperor' }, { nickname: 'R2-D2' }];
	const change = <T extends { properties: Json }>(input: T, i: number): T =>
		i === 0 ? input : { ...input, properties: bad[i - 1] };
	return { ...world, inputs: world.inputs.map(change), plain: world.plain.map(change) };
}

const PREFIX = facts.DETAIL_IN_MESSAGE.prefix;

function inside({ message }: { message: string }): Json[] {
	expect(message.startsWith(PREFIX)).toBe(true);
	return JSON.parse(message.slice(PREFIX.length)) as Json[];
}

const STAGES = '[subscriber, lead, opportunity, customer]';

it('Details in errors stand there by property and value, and in the message once more', () => {
	const { update, plain, hubspot } = spoilt({});
	const { status, said } = update(plain);
	expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
	const errors = [
		{
			code: 'PROPERTY_DOESNT_EXIST',
			message: 'Property "nope" does not exist',
			context: { propertyName: ['nope'] },
		},
		{
			code: 'INVALID_OPTION',
			message: `Property "lifecyclestage": "emperor" was not one of the allowed options: ${STAGES}`,
			context: { propertyName: ['lifecyclestage'] },
		},
		{
			code: 'INVALID_ALPHA',
			message: 'Enter only letters',
			context: { propertyName: ['nickname'] },
		},
	];
	expect(said.errors).toEqual(errors);
	expect(inside(said)).toEqual(errors);
	expect(hubspot.applied).toEqual([]);
});

it('Details in the message stand there as JSON of another form, and nowhere else', () => {
	const { update, plain, hubspot } = spoilt({ details: 'message' });
	const { status, said } = update(plain);
	expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
	expect(said).not.toHaveProperty('errors');
	expect(said).not.toHaveProperty('context');
	expect(inside(said)).toEqual([
		{
			isValid: false,
			message: 'Property "nope" does not exist',
			error: 'PROPERTY_DOESNT_EXIST',
			name: 'nope',
		},
		{
			isValid: false,
			message: `emperor was not one of the allowed options: ${STAGES}`,
			error: 'INVALID_OPTION',
			name: 'lifecyclestage',
		},
		{ isValid: false, message: 'Enter only letters', error: 'INVALID_ALPHA', name: 'nickname' },
	]);
	for (const detail of inside(said)) {
		expect(Object.keys(detail)).toEqual(facts.DETAIL_IN_MESSAGE.always);
	}
	expect(hubspot.applied).toEqual([]);
});

it('Details in the message of an item error name no property in errors either', () => {
	const { update, inputs, hubspot } = spoilt({ details: 'message' });
	const { status, said } = update(inputs);
	expect([status, said.numErrors, said.results.length]).toEqual([207, 2, 1]);
	expect(said.errors.map(({ errors, context }) => [errors, context])).toEqual([
		[[], { ids: ['2'], objectWriteTraceId: ['t1'] }],
		[[], { ids: ['3'], objectWriteTraceId: ['t2'] }],
	]);
	expect(said.errors.map((error) => inside(error).map(({ name }) => name))).toEqual([
		['nope', 'lifecyclestage'],
		['nickname'],
	]);
	expect(hubspot.applied).toHaveLength(1);
});

it('Full details in the message have the localized message and the account too', () => {
	const { update, plain } = spoilt({ details: 'message', full: true }, { portalId: 9 });
	const details = inside(update(plain).said);
	expect(details).toHaveLength(3);
	for (const detail of details) {
		expect(Object.keys(detail)).toEqual([
			...facts.DETAIL_IN_MESSAGE.always,
			...facts.DETAIL_IN_MESSAGE.sometimes,
		]);
		expect(detail).toMatchObject({ portalId: 9, localizedErrorMessage: detail.message });
	}
});

it('Details come in German if the account speaks it, with the same codes and names', () => {
	const words = (said: Said) => said.errors.map(({ message }) => message);
	const { update, plain } = spoilt({ language: 'de' });
	expect(words(update(plain).said)).toEqual([
		'Eigenschaft „nope“ existiert nicht',
		`Eigenschaft „lifecyclestage“: „emperor“ war keine der zulässigen Optionen: ${STAGES}`,
		'Geben Sie nur Buchstaben ein',
	]);
	const other = spoilt({ language: 'de', details: 'message' });
	const details = inside(other.update(other.plain).said);
	expect(details.map(({ message }) => message)).toEqual([
		'Eigenschaft „nope“ existiert nicht',
		`emperor war keine der zulässigen Optionen: ${STAGES}`,
		'Geben Sie nur Buchstaben ein',
	]);
	expect(details.map(({ error, name }) => [error, name])).toEqual([
		['PROPERTY_DOESNT_EXIST', 'nope'],
		['INVALID_OPTION', 'lifecyclestage'],
		['INVALID_ALPHA', 'nickname'],
	]);
});

it.each(['errors', 'message'] as const)(
	'Details in %s that name the property alone tell no value, and each property once',
	(details) => {
		const { update, plain } = spoilt({ details, names: 'property' });
		plain[0].properties = { lifecyclestage: 'king' };
		const { status, body, said } = update(plain);
		expect(status).toBe(400);
		for (const value of ['emperor', 'king', 'R2-D2']) expect(body).not.toContain(value);
		const told = details === 'errors' ? said.errors : inside(said);
		const names =
			details === 'errors'
				? said.errors.flatMap(({ context }) => context.propertyName)
				: inside(said).map(({ name }) => name);
		expect(told).toHaveLength(3);
		expect([...names].sort()).toEqual(['lifecyclestage', 'nickname', 'nope']);
	},
);

it.each(['errors', 'message'] as const)(
	'Details in %s that name nobody leave a sentence and nothing else',
	(details) => {
		const { update, plain, inputs } = spoilt({ details, names: 'nobody' });
		const { status, said } = update(plain);
		expect([status, said.message]).toEqual([400, 'Property values were not valid.']);
		expect(said.errors ?? []).toEqual([]);
		expect(said).not.toHaveProperty('context');
		expect(update(inputs).said.errors.map(({ message }) => message)).toEqual([
			'Property values were not valid.',
			'Property values were not valid.',
		]);
	},
);

it('The rules of an administrator hold in every version, and say nothing about a value that fits', () => {
	for (const version of facts.VERSIONS) {
		const { hubspot, call } = contacts(1);
		hubspot.defineProperty('contacts', { name: 'nickname', rule: 'letters' });
		hubspot.defineProperty('contacts', { name: 'pin', rule: 'digits' });
		const path = facts.ENDPOINTS.batchUpdateObjects.paths[version];
		const codes = (properties: Json) => {
			const body = { inputs: [{ id: '1', properties }] };
			const { status, said } = call('POST', path.replace('{objectType}', 'contacts'), body);
			return [status, ...(said.errors ?? []).map(({ code }) => code)];
		};
		expect(codes({ nickname: 'Zoë Müller', pin: '0123' })).toEqual([200]);
		expect(codes({ nickname: '', pin: '' })).toEqual([200]);
		expect(codes({ nickname: 'R2', pin: '1a' })).toEqual([400, 'INVALID_ALPHA', 'INVALID_NUMERIC']);
	}
});

it('A property whose options are elsewhere takes any value, and lists none', () => {
	const { hubspot, call, update } = contacts(1);
	const owner = { name: 'owner', type: 'enumeration', externalOptions: true } as const;
	hubspot.defineProperty('contacts', owner);
	expect(update([{ id: '1', properties: { owner: '77' } }]).status).toBe(200);
	const { said } = call('GET', '/crm/v3/properties/contacts');
	const listed = said.results.find(({ name }) => name === 'owner');
	expect(listed).toMatchObject({ externalOptions: true, options: [] });
});
