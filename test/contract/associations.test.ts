/** The product's operations about associations, held to the facts about HubSpot. */
import { callOf, type Input, type Place } from '../../nodes/hubspot/endpoint';
import { endpointOf, type Read, type Write } from '../../nodes/hubspot/effect';
import { renderPath } from '../../nodes/hubspot/paths';
import { ROOTS, type ApiVersion } from '../../nodes/hubspot/versions';
import { batchAssociate } from '../../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { batchReadAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchReadAssociations';
import { batchRemoveAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import type { Operation } from '../../nodes/n8n/operation';
import * as facts from './facts';

const READING = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;
const PAIR = { from: { id: '1' }, to: { id: '2' } };

/** Each endpoint, with the operation that calls it, where, and about what. */
const CASES: Record<facts.AssociationEndpointName, { row: Operation; label: string; raw: Input }> =
	{
		associate: { row: batchAssociate, label: '', raw: PAIR },
		associateLabelled: { row: batchAssociate, label: 'USER_DEFINED:37', raw: PAIR },
		remove: { row: batchRemoveAssociations, label: '', raw: PAIR },
		removeLabel: { row: batchRemoveAssociations, label: 'WORK:5', raw: PAIR },
		read: { row: batchReadAssociations, label: '', raw: { id: '1' } },
	};

const VERSIONS = Object.keys(ROOTS) as ApiVersion[];

describe.each(Object.keys(CASES) as facts.AssociationEndpointName[])('%s', (name) => {
	const fact = facts.ASSOCIATIONS[name];
	const { row, label, raw } = CASES[name];
	const effect = row.effect as Write | Read;
	const endpoint = endpointOf(effect);
	const placeIn = (version: ApiVersion): Place => ({
		version,
		parameters: { fromObjectType: 'contacts', toObjectType: '2-5', label },
	});
	const input = row.form.input(READING).safeParse(raw).data as Input;

	it.each(VERSIONS)('goes to its path in version %s', (version) => {
		const place = placeIn(version);
		const { path, method } = callOf(endpoint, [input], place);
		expect(method).toBe(fact.method);
		expect(renderPath(version, endpoint.family, path, place.parameters)).toBe(
			facts.ASSOCIATION_ROOTS[version]
				.replace('{fromObjectType}', 'contacts')
				.replace('{toObjectType}', '2-5') + fact.suffix,
		);
	});

	it('sends no more inputs than HubSpot takes, and half of what is stated of pairs unless told', () => {
		expect(endpoint.limit).toBe(fact.maxInputs);
		expect(endpoint.usual ?? endpoint.limit).toBe(Math.min(1_000, fact.maxInputs));
	});

	it('sends of an input exactly the required fields, in their shapes', () => {
		const { inputs, ...beside } = callOf(endpoint, [input], placeIn('2026-03')).body as {
			inputs: Input[];
		};
		expect(beside).toEqual({});
		const [category, typeId] = label.split(':');
		const shapes = {
			record: (field: string) => PAIR[field as keyof typeof PAIR],
			'list of records': (field: string) => [PAIR[field as keyof typeof PAIR]],
			types: () => [{ associationCategory: category, associationTypeId: Number(typeId) }],
			string: () => '1',
		};
		const expected = fact.required.map((field) => [field, shapes[fact.fields[field]](field)]);
		expect(inputs).toEqual([Object.fromEntries(expected)]);
	});

	it('knows that a second call does no harm, and reads where the endpoint changes nothing', () => {
		expect(effect.kind).toBe(fact.right === 'read' ? 'read' : 'write');
		expect('again' in effect ? effect.again : 'safe').toBe('safe');
	});

	it('takes silence for done where there are no results, after a success of each version alone', () => {
		const done = (status: number, body: unknown) =>
			endpoint.silence?.(input, { status, body }) !== undefined;
		const hasResults = fact.result.length > 0;
		for (const version of VERSIONS) {
			const status = fact.success[version];
			expect(done(status, status === 204 ? '' : { status: 'COMPLETE' })).toBe(!hasResults);
		}
		for (const [status, body] of [
			[200, '<html>'],
			[200, ''],
			[207, { errors: [] }],
			[202, {}],
		] as const) {
			expect(done(status, body)).toBe(false);
		}
	});

	it.each(facts.ASSOCIATION_LABELS.categories)('takes labels of the category %s', (category) => {
		const { label: parameter } = row.form.place;
		if (name === 'read') expect(parameter).toBeUndefined();
		else expect(parameter.pattern.test(`${category}:37`)).toBe(true);
	});

	it('refuses an input without a required field, and one with a field that HubSpot does not have', () => {
		const parsed = (given: object) => row.form.input(READING).safeParse(given).success;
		for (const field of Object.keys(raw)) {
			expect(parsed({ ...raw, [field]: undefined })).toBe(false);
		}
		expect(parsed({ ...raw, appId: 'x' })).toBe(false);
		if ('from' in raw) expect(parsed({ ...raw, from: { id: '1', type: 'x' } })).toBe(false);
	});

	it('asks whether its address is right by the labels, which exist where both object types do', () => {
		expect(endpoint.probe).toMatchObject({ family: 'associations' });
		expect(endpoint.probe?.path).toBe(
			`/{fromObjectType}/{toObjectType}${facts.ASSOCIATION_LABELS.suffix}`,
		);
	});
});
