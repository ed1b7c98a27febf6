// What dropdowns and the credential test ask of the fake.

import { ALL_SCOPES } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account } from './account';

it('The list of properties tells what a client needs to choose among them', () => {
	const { call } = account();
	const { said } = call('GET', '/crm/properties/2026-03/contacts');
	const byName = new Map(said.results.map((property) => [property.name, property]));
	expect(byName.get('customer_number')).toMatchObject({ hasUniqueValue: true, type: 'string' });
	expect(byName.get('email')).toMatchObject({ hasUniqueValue: false });
	expect(byName.get('createdate')).toMatchObject({
		modificationMetadata: { readOnlyValue: true },
	});
	expect(byName.get('lifecyclestage')).toMatchObject({ type: 'enumeration' });
	for (const { type } of said.results) expect(facts.PROPERTY_TYPES).toContain(type);
});

it('The properties of marketing events are listed under 0-54', () => {
	const { said } = account().call('GET', '/crm/v3/properties/0-54');
	expect(said.results.map(({ name }) => name)).toContain('venue');
});

it('Properties are told to who may read the schema or the object, and to nobody else', () => {
	const status = (...scopes: string[]) => {
		const tokens = { it: { appId: 1, scopes, kind: 'token' as const } };
		return account({ tokens }).call('GET', '/crm/v3/properties/deals', '', 'it').status;
	};
	expect(status('crm.schemas.deals.read')).toBe(200);
	expect(status('crm.objects.deals.read')).toBe(200);
	expect(status('crm.objects.deals.write')).toBe(403);
});

it('The list of properties comes in pages if the fake is told so', () => {
	const { call } = account({ propertyPageSize: 4 });
	const names: unknown[] = [];
	for (let after = ''; ; ) {
		const { said } = call('GET', `/crm/v3/properties/contacts${after && `?after=${after}`}`);
		names.push(...said.results.map(({ name }) => name));
		const paging = said.paging as { next: { after: string } } | undefined;
		if (!paging) break;
		after = paging.next.after;
	}
	const { said } = account().call('GET', '/crm/v3/properties/contacts');
	expect(names).toEqual(said.results.map(({ name }) => name));
	expect(names.length).toBeGreaterThan(4);
});

it('The schemas of custom objects are listed with both of their names', () => {
	const { said } = account({ portalId: 9 }).call('GET', '/crm-object-schemas/2026-03/schemas');
	expect(said.results).toMatchObject([
		{ objectTypeId: '2-1001', name: 'session', fullyQualifiedName: 'p9_session' },
	]);
});

it('The schemas say whether a custom object takes sensitive data', () => {
	const { hubspot, call } = account();
	hubspot.defineSchema({
		name: 'patient',
		labels: { singular: 'Patient', plural: 'Patients' },
		objectTypeId: '2-1002',
		fullyQualifiedName: 'p123_patient',
		allowsSensitiveProperties: true,
	});
	const { said } = call('GET', '/crm-object-schemas/v3/schemas');
	const told = said.results.map((each) => [each.name, each.allowsSensitiveProperties]);
	expect(told).toEqual([
		['session', false],
		['patient', true],
	]);
});

it('An account can be without any property or schema, and then takes every name', () => {
	const { call, hubspot, update } = account({ defaults: false });
	expect(call('GET', '/crm-object-schemas/v3/schemas').said.results).toEqual([]);
	expect(call('GET', '/crm/v3/properties/contacts').said.results).toEqual([]);
	const id = hubspot.seedObject('contacts', {});
	expect(update([{ id, properties: { anything: 'x' } }]).status).toBe(200);
});

it.each(facts.UNKNOWN_TYPE.statuses)(
	'The properties of a type that does not exist are answered %i, with and without the scope',
	(unknownTypes) => {
		for (const version of facts.VERSIONS) {
			const tokens = {
				all: { appId: 1, scopes: [...ALL_SCOPES], kind: 'token' as const },
				none: { appId: 1, scopes: [], kind: 'token' as const },
			};
			const { call, hubspot } = account({ tokens, unknownTypes });
			for (const token of ['all', 'none']) {
				const path = facts.SUPPORTING.properties.paths[version].replace('{objectType}', 'foo');
				const { status, said } = call('GET', path, '', token);
				expect([status, said.message]).toEqual([unknownTypes, facts.UNKNOWN_TYPE.message('foo')]);
			}
			expect(hubspot.unknownRoutes).toEqual([]);
		}
	},
);

it('What is asked about the account takes its faults from a queue of its own', () => {
	const { call, hubspot } = account();
	const paths = [
		'/crm/v3/properties/contacts',
		'/crm-object-schemas/v3/schemas',
		'/account-info/v3/details',
		'/marketing/v3/marketing-events/?limit=1',
	];
	for (const path of paths) {
		hubspot.supportingFaults.next({ kind: 'serverError', status: 502, applied: false, html: true });
		expect([path, call('GET', path).status, call('GET', path).status]).toEqual([path, 502, 200]);
	}
	expect(hubspot.supportingFaults.pending()).toBe(0);
});

it('The list of events comes ten at a time, or as many as are asked for, at either path', () => {
	const { call, hubspot } = account({ events: { count: 12 } });
	const objectId = hubspot.seedEvent(7);
	for (const root of ['/marketing/v3/marketing-events/', '/marketing/marketing-events/v3']) {
		const first = call('GET', root).said;
		expect([first.results.length, first.paging]).toEqual([10, { next: { after: '10' } }]);
		const rest = call('GET', `${root}?after=10&limit=100`).said;
		expect(rest).not.toHaveProperty('paging');
		expect(rest.results.map((event) => event.objectId)).toContain(objectId);
		expect(call('GET', `${root}?limit=1`).said.results).toHaveLength(1);
		for (const limit of ['0', '101', 'x', '-1']) {
			expect(call('GET', `${root}?limit=${limit}`).status).toBe(400);
		}
	}
	expect(hubspot.unknownRoutes).toEqual([]);
});
