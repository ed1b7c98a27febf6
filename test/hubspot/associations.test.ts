/** associations.ts: what its endpoints ask, and what their answers say. */
import {
	allAssociations,
	associate,
	checkPairs,
	readAssociations,
	removeAssociations,
} from '../../nodes/hubspot/associations';
import type { Place } from '../../nodes/hubspot/endpoint';
import { parseError } from '../../nodes/hubspot/errors';
import type { Pair } from '../../nodes/hubspot/pairs';
import type { Result } from '../../nodes/hubspot/replies';

const PLACE: Place = {
	version: '2026-03',
	parameters: { fromObjectType: 'contacts', toObjectType: 'companies', label: '' },
};
const withLabel = (label: string): Place => ({
	...PLACE,
	parameters: { ...PLACE.parameters, label },
});

const pair = (from: string, to: string): Pair => ({ from: { id: from }, to: { id: to } });

// ---------------------------------------------------------------- writes

describe('A write of pairs', () => {
	it('does not take pairs by a property for those that have the same values as IDs', () => {
		const byBoth: Pair = {
			from: { id: 'ada@x.co', idProperty: 'email' },
			to: { id: 'x.co', idProperty: 'domain' },
		};
		const byId = pair('ada@x.co', 'x.co');
		for (const { element } of [associate, removeAssociations]) {
			expect(element?.(byBoth)).not.toEqual(element?.(byId));
		}
	});

	it('has no answer in a body that is no envelope', () => {
		for (const { answer } of [associate, removeAssociations]) {
			expect(answer?.('<html>')).toBeUndefined();
		}
	});
});

// ---------------------------------------------------------------- labels

describe('Whether a label leads from one object type to the other is told by the list of labels', () => {
	const LISTED = {
		results: [
			{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
			{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
			{ category: 'USER_DEFINED', typeId: 3, label: 'Boss' },
		],
	};
	const without = { results: LISTED.results.slice(1) };
	const isRight = (body: unknown, label: string, endpoint = associate) =>
		endpoint.probe?.isRight?.(body, withLabel(label));

	it.each([
		['HUBSPOT_DEFINED:1', true],
		['USER_DEFINED:3', true],
		['USER_DEFINED:1', false],
		['HUBSPOT_DEFINED:3', false],
		['USER_DEFINED:4', false],
		['', true],
	])('by its category and its number: %p', (label, expected) => {
		expect(isRight(LISTED, label)).toBe(expected);
	});

	it('and so is whether there is a default one', () => {
		expect(isRight(without, '')).toBe(false);
	});

	it('but a list that cannot be read speaks against none', () => {
		expect(isRight('<html>', 'USER_DEFINED:4')).toBe(true);
		expect(isRight({}, 'USER_DEFINED:4')).toBe(true);
	});

	it('and all associations can be removed where there is no default one', () => {
		expect(isRight(without, '', removeAssociations)).toBe(true);
		expect(isRight(LISTED, 'USER_DEFINED:4', removeAssociations)).toBe(false);
	});
});

// ---------------------------------------------------------------- reads

describe('An answer of a read', () => {
	const none = (id: string) => ({
		category: 'OBJECT_NOT_FOUND',
		subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
		message: `No company is associated with contact ${id}.`,
		context: { fromObjectId: [id] },
	});
	const missing = { category: 'OBJECT_NOT_FOUND', context: { ids: ['9'] } };

	it('takes “no associations” for an empty result, and any other error for an error', () => {
		const body = { results: [{ from: { id: '1' }, to: [] }], errors: [none('2'), missing] };
		const { results: told, errors } = readAssociations.answer?.(body) ?? {};
		expect(told).toEqual([
			{ from: { id: '1' }, to: [] },
			{ from: { id: '2' }, to: [] },
		]);
		expect(errors).toHaveLength(1);
		expect(errors?.[0].context).toEqual({ ids: ['9'] });
	});

	it('that is no envelope says nothing', () => {
		expect(readAssociations.answer?.('<html>')).toBeUndefined();
	});

	it('goes on where its paging says so, however it spells that', () => {
		const source = { id: '1' };
		const rest = (paging: unknown) => allAssociations.rest({ from: { id: '1' }, paging }, source);
		expect(rest({ next: { after: '20' } })).toEqual({ id: '1', after: '20' });
		expect(rest({ next: { after: 20 } })).toEqual({ id: '1', after: '20' });
		for (const last of [undefined, null, {}, { next: null }, { next: { after: '' } }]) {
			expect(rest(last)).toBeUndefined();
		}
	});

	it('holds an association for each record, and ignores what is none', () => {
		const to = [
			{
				toObjectId: 5,
				associationTypes: [{ label: 'A' }, { label: null }, { label: 'B' }, 'odd'],
			},
			'odd',
			{ toObjectId: '6' },
		];
		expect(allAssociations.results({ from: { id: 1 }, to })).toEqual([
			{
				fromObjectId: '1',
				toObjectId: '5',
				labels: ['A', 'B'],
				associationTypes: [{ label: 'A' }, { label: null }, { label: 'B' }],
			},
			{ fromObjectId: '1', toObjectId: '6', labels: [], associationTypes: [] },
		]);
		expect(allAssociations.results({ from: { id: 1 }, to: 'odd' })).toEqual([]);
	});
});

describe('A check of a pair', () => {
	const { isOf, isComplete, shown, read } = checkPairs('undone');
	const listed: Result = {
		from: { id: '1' },
		to: [
			{
				toObjectId: 11,
				associationTypes: [{ category: 'USER_DEFINED', typeId: 3, label: 'Boss' }],
			},
		],
	};

	it('finds it among what is associated with its first record, with its label', () => {
		expect(isOf(listed, pair('1', '11'), PLACE)).toBe(true);
		expect(isOf(listed, pair('1', '11'), withLabel('USER_DEFINED:3'))).toBe(true);
		expect(isOf(listed, pair('1', '11'), withLabel('USER_DEFINED:4'))).toBe(false);
		expect(isOf(listed, pair('1', '12'), PLACE)).toBe(false);
		expect(isOf(listed, pair('11', '1'), PLACE)).toBe(false);
		expect(shown?.(listed, pair('1', '11'))).toMatchObject({ toObjectId: '11', labels: ['Boss'] });
	});

	it('knows that it is not there only from a list that ends', () => {
		expect(isComplete?.([listed], pair('1', '12'))).toBe(true);
		expect(isComplete?.([listed], pair('2', '12'))).toBe(false);
		const more = { ...listed, paging: { next: { after: '2' } } };
		expect(isComplete?.([more], pair('1', '12'))).toBe(false);
	});

	it('asks for each record once, and knows whose an error is', () => {
		const pairs = [pair('1', '11'), pair('1', '12'), pair('2', '11')];
		const ids = pairs.map((each) => read.element?.(each));
		expect(read.body?.(ids, pairs, PLACE)).toEqual({ inputs: [{ id: '1' }, { id: '2' }] });
		const error = parseError({ context: { ids: ['1'] } });
		expect(read.match.about?.(error, pairs)).toEqual(pairs.slice(0, 2));
	});
});
