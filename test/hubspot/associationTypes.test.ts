/** associationTypes.ts: which type a label stands for, and which one is the default. */
import { defaultTypeIn, isAboutType, typeOfLabel } from '../../nodes/hubspot/associationTypes';
import { parseError } from '../../nodes/hubspot/errors';

describe('A label', () => {
	it('stands for the type that its category and its number name', () => {
		expect(typeOfLabel('USER_DEFINED:37')).toEqual({
			associationCategory: 'USER_DEFINED',
			associationTypeId: 37,
		});
		expect(typeOfLabel('INTEGRATOR_DEFINED:1')?.associationCategory).toBe('INTEGRATOR_DEFINED');
	});

	it.each([
		undefined,
		'',
		'Boss',
		'OTHER:1',
		'WORK:',
		'WORK:1x',
		' WORK:1',
		`WORK:${'1'.repeat(16)}`,
	])('stands for none where it is not one: %p', (label) => {
		expect(typeOfLabel(label)).toBeUndefined();
	});
});

describe('The default type', () => {
	const primary = { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' };
	const boss = { category: 'USER_DEFINED', typeId: 3, label: null };

	it.each([null, '', undefined])('is the one of HubSpot’s own that has no label: %p', (label) => {
		const unnamed = { category: 'HUBSPOT_DEFINED', typeId: '279', label };
		expect(defaultTypeIn([primary, boss, unnamed])).toEqual({
			associationCategory: 'HUBSPOT_DEFINED',
			associationTypeId: 279,
		});
	});

	it('is not known where none is listed, or none with a number', () => {
		expect(defaultTypeIn([primary, boss])).toBeUndefined();
		for (const typeId of [undefined, null, 'x', 1.5]) {
			expect(defaultTypeIn([{ category: 'HUBSPOT_DEFINED', typeId }])).toBeUndefined();
		}
	});
});

describe('An error', () => {
	it.each([
		[
			'INVALID_ASSOCIATION_TYPE_ID',
			{ context: { INVALID_ASSOCIATION_TYPE_ID: ['A=3 is not'] } },
			true,
		],
		['the type in the context', { context: { associationSpec: ['USER_DEFINED=3'] } }, true],
		[
			'the direction in the message',
			{ message: 'invalid from object type 0-47 for associations to be created. expected: 0-1' },
			true,
		],
		['no default type', { message: 'No default association type exists' }, true],
		['a record', { context: { INVALID_OBJECT_IDS: ['CONTACT=1 is not valid'] } }, false],
		['another label', { message: 'The label of the property is too long' }, false],
		['nothing', {}, false],
	])('of HubSpot is about the type of association where it says so: %s', (_, error, expected) => {
		expect(isAboutType(parseError(error))).toBe(expected);
	});
});
