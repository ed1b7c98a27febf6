// What dropdowns and the credential test ask of the fake.

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

it('An account can be without any property or schema, and then takes every name', () => {
	const { call, hubspot, update } = account({ defaults: false });
	expect(call('GET', '/crm-object-schemas/v3/schemas').said.results).toEqual([]);
	expect(call('GET', '/crm/v3/properties/contacts').said.results).toEqual([]);
	const id = hubspot.seedObject('contacts', {});
	expect(update([{ id, properties: { anything: 'x' } }]).status).toBe(200);
});
