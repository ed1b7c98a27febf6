/** simplify.ts: a record as a flat item, of which no property is lost. */
import * as fc from 'fast-check';

import { simplified, simplify } from '../../nodes/n8n/simplify';
import type { Told } from '../../nodes/n8n/present';

const ENVELOPE = {
	createdAt: '2026-01-01T00:00:00Z',
	updatedAt: '2026-02-01T00:00:00Z',
	archived: false,
	url: 'https://app.hubspot.com/contacts/1/record/0-1/512',
};

describe('A simplified record', () => {
	it('has its properties at the top level beside its ID, and no more than these', () => {
		const properties = { email: 'ada@x.co', phone: null, hs_object_id: '512' };
		const flat = simplified({ id: '512', properties, ...ENVELOPE });
		expect(flat).toEqual({ id: '512', ...properties });
		expect(Object.keys(flat)[0]).toBe('id');
	});

	it('keeps what was asked for beside the properties', () => {
		const more = {
			propertiesWithHistory: { email: [{ value: 'ada@x.co', timestamp: '2026-01-01T00:00:00Z' }] },
			archivedAt: '2026-03-01T00:00:00Z',
			membershipTimestamp: '2026-03-02T00:00:00Z',
			warnings: [{ message: 'Mind the gap' }],
			somethingNew: 1,
		};
		const flat = simplified({ id: '1', properties: { city: 'Bonn' }, ...ENVELOPE, ...more });
		expect(flat).toEqual({ id: '1', city: 'Bonn', ...more });
	});

	it.each(['id', 'error', 'properties', 'propertiesWithHistory', 'archivedAt', 'warnings'])(
		'leaves a property called %s under properties, where the name means that alone',
		(name) => {
			const flat = simplified({ id: '1', properties: { [name]: 'mine', city: 'Bonn' } });
			expect(flat).toEqual({ id: '1', city: 'Bonn', properties: { [name]: 'mine' } });
		},
	);

	it.each(['url', 'archived', 'createdAt', 'constructor', '__proto__'])(
		'has a property called %s at the top level like any other',
		(name) => {
			const properties = JSON.parse(`{"${name}":"mine"}`) as object;
			const flat = simplified({ id: '1', properties, ...ENVELOPE });
			expect(Object.entries(flat)).toEqual([
				['id', '1'],
				[name, 'mine'],
			]);
		},
	);

	it('is no failure to n8n because the key that it was found by is called error', () => {
		expect(simplified({ id: '1', properties: {}, error: 'E7' })).toEqual({
			id: '1',
			properties: { error: 'E7' },
		});
	});

	it('shows what the record holds, and not by which other value it was found', () => {
		const found = { id: '1', properties: { email: 'ada@x.co' }, email: 'ada@old.co' };
		expect(simplified(found)).toEqual({ id: '1', email: 'ada@x.co' });
		const notAskedFor = { id: '1', properties: { city: 'Bonn' }, domain: 'x.co' };
		expect(simplified(notAskedFor)).toEqual({ id: '1', city: 'Bonn', domain: 'x.co' });
	});

	it('of which HubSpot shows no properties is what else it says', () => {
		expect(simplified({ id: '1', membershipTimestamp: 'x' })).toEqual({
			id: '1',
			membershipTimestamp: 'x',
		});
		expect(simplified({ properties: null })).toEqual({});
		expect(simplified({ properties: ['odd'] })).toEqual({});
	});

	it('loses no property, whatever the properties are called', () => {
		const anyName = fc.oneof(
			fc.constantFrom('id', 'error', 'properties', 'email', '__proto__', 'url', 'archived'),
			fc.string(),
		);
		const anyProperties = fc.dictionary(anyName, fc.oneof(fc.string(), fc.constant(null)));
		fc.assert(
			fc.property(anyProperties, fc.constantFrom({}, { email: 'key' }), (properties, key) => {
				const flat = simplified({ id: '1', properties, ...ENVELOPE, ...key });
				const rest = (flat.properties ?? {}) as Record<string, unknown>;
				for (const [name, value] of Object.entries(properties)) {
					const at = Object.prototype.hasOwnProperty.call(rest, name) ? rest : flat;
					expect(Object.getOwnPropertyDescriptor(at, name)?.value).toBe(value);
				}
				expect(flat.id).toBe('1');
				expect(flat).not.toHaveProperty('error');
			}),
		);
	});
});

describe('What is simplified', () => {
	const record = { id: '1', properties: { city: 'Bonn' } };
	const flat = { id: '1', city: 'Bonn' };

	it('is the record of an outcome, or each of its records', () => {
		const one: Told = { item: 0, ok: true, result: record, warnings: [] };
		simplify(one);
		expect(one).toEqual({ item: 0, ok: true, result: flat, warnings: [] });
		const many: Told = { item: 1, ok: true, result: {}, results: [record, record], warnings: [] };
		simplify(many);
		expect(many).toEqual({ item: 1, ok: true, result: {}, results: [flat, flat], warnings: [] });
	});

	it('is never a failure', () => {
		const failure = { reason: 'rejected', message: 'No.' } as const;
		const told: Told = { item: 0, ok: false, failure };
		simplify(told);
		expect(told).toEqual({ item: 0, ok: false, failure });
	});
});
