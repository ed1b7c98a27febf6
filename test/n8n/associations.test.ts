/** The resource Association in the editor and in words: what is stored, offered, and said. */
import { type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';

import { failed, type Event } from '../../nodes/engine/outcome';
import type { Place } from '../../nodes/hubspot/endpoint';
import type { Write } from '../../nodes/hubspot/effect';
import { parseError } from '../../nodes/hubspot/errors';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { batchAssociate } from '../../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { batchReadAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchReadAssociations';
import { batchRemoveAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import { ASSOCIATION } from '../../nodes/HubSpotCrmObjects/operations/parameters';
import { toAnswers } from '../../nodes/n8n/agents';
import { toEntry } from '../../nodes/n8n/items';
import type { Operation, RawInput } from '../../nodes/n8n/operation';
import { parametersOf } from '../../nodes/n8n/parameters';
import { tell, type Told } from '../../nodes/n8n/present';
import { stopError } from '../../nodes/n8n/stopped';
import { noteOf } from '../../nodes/n8n/notes';

const ROWS = RECORD_OPERATIONS.filter(({ resource }) => resource === ASSOCIATION);
const ALL = parametersOf(RECORD_OPERATIONS);
const shownFor = (operation: string, all = ALL) =>
	all.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation));

// ---------------------------------------------------------------- what is stored and shown

describe('A saved workflow', () => {
	it('finds the resource, which is CRM Object where none is stored, and its operations', () => {
		const resource = ALL.find(({ name }) => name === 'resource');
		expect(resource?.default).toBe('crmObject');
		expect(resource?.options).toContainEqual({ name: 'Association', value: 'association' });
		const operation = ALL.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes('association'),
		);
		expect(operation?.default).toBe('batchAssociate');
		expect((operation?.options as INodePropertyOptions[]).map(({ value }) => value)).toEqual([
			'batchAssociate',
			'batchReadAssociations',
			'batchRemoveAssociations',
		]);
	});

	const types = ['fromObjectType: resourceLocator', 'toObjectType: resourceLocator'];
	const json = ['inputMode: options', 'json: json', 'json: json', 'jsonNotice: notice'];
	const pair = [
		...types,
		'label: options',
		...['from', 'to'].flatMap((side) => [`${side}IdProperty: options`, `${side}Record: string`]),
	];

	it.each([
		['batchAssociate', pair],
		['batchRemoveAssociations', pair],
		['batchReadAssociations', [...types, 'fromIdProperty: options', 'fromRecord: string']],
	])('finds the parameters of %s where it left them', (operation, own) => {
		const lines = shownFor(operation).map(({ name, type }) => `${name}: ${type}`);
		expect(lines.sort()).toEqual([...own, ...json].sort());
	});

	it('finds what an item says behind what all items share', () => {
		const names = shownFor('batchAssociate').map(({ name }) => name);
		expect(names.indexOf('label')).toBeLessThan(names.indexOf('fromRecord'));
		expect(names.slice(0, 3)).toEqual(['fromObjectType', 'toObjectType', 'label']);
	});

	it('loads the labels anew when another object type is chosen on either side', () => {
		for (const [operation, loadOptionsMethod] of [
			['batchAssociate', 'getAssociationLabels'],
			['batchRemoveAssociations', 'getLabelsToRemove'],
		]) {
			const label = shownFor(operation).find(({ name }) => name === 'label');
			expect(label?.typeOptions).toEqual({
				loadOptionsMethod,
				loadOptionsDependsOn: ['authentication', 'fromObjectType.value', 'toObjectType.value'],
			});
			expect(label?.default).toBe('');
		}
	});
});

describe('Batch Size', () => {
	const options = ALL.find(({ name }) => name === 'options')?.options as INodeProperties[];
	const sizes = options.filter(({ name }) => name === 'batchSize');

	it.each([
		['batchAssociate', 2_000, 1_000, '2,000'],
		['batchReadAssociations', 1_000, 1_000, '1,000'],
		['batchRemoveAssociations', 100, 100, '100'],
		['batchUpdateObjects', 100, 100, '100'],
	])('of %s is at most %p, and %p by itself', (operation, most, usual, inWords) => {
		const own = sizes.filter(({ displayOptions }) =>
			displayOptions?.show?.['/operation']?.includes(operation),
		);
		expect(own).toHaveLength(1);
		expect(own[0]).toMatchObject({
			typeOptions: { minValue: 1, maxValue: most },
			default: usual,
			description: `How many items to send per call, ${inWords} at most. Smaller batches are slower.`,
		});
	});

	it('says the same in the description of each operation', () => {
		for (const { value, description } of ROWS) {
			const own = sizes.find(({ displayOptions }) =>
				displayOptions?.show?.['/operation']?.includes(value),
			);
			const [, most] = /([\d,]+) per call$/.exec(description) ?? [];
			expect(own?.description).toContain(`${most} at most`);
		}
	});
});

describe('Input (JSON)', () => {
	it.each(ROWS)('shows an example that $value takes', ({ value, form }) => {
		const notice = shownFor(value).find(({ name }) => name === 'jsonNotice');
		const [, example] = /<code>(.*)<\/code>/.exec(notice?.displayName ?? '') ?? [];
		const reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;
		expect(form.input(reading).safeParse(JSON.parse(example))).toMatchObject({ success: true });
	});
});

// ---------------------------------------------------------------- words

const PLACE: Place = {
	version: '2026-03',
	parameters: { fromObjectType: 'contacts', toObjectType: '2-7' },
};

describe('What is said of a pair', () => {
	const input = { from: { id: '1' }, to: { id: '2' } };
	const messageOf = (row: Operation, event: Event, applied: 'no' | 'maybe' = 'no') => {
		const told = tell(row, failed(0, { reason: 'rejected', applied, event }));
		return told.ok ? undefined : told.failure.message;
	};
	const refused = (error: object): Event => ({
		kind: 'refused',
		input,
		place: PLACE,
		error: parseError(error),
		alsoListed: false,
	});

	it.each<[string, Operation, object, string]>([
		[
			'a record that is missing',
			batchAssociate,
			{ category: 'OBJECT_NOT_FOUND', context: { toObjectId: ['2'] } },
			'No record has the ID 2, so the pair was not associated.',
		],
		[
			'a record that is not valid',
			batchAssociate,
			{ category: 'VALIDATION_ERROR', context: { INVALID_OBJECT_IDS: ['CONTACT=1 is not valid'] } },
			'No contact has the ID 1, so the pair was not associated.',
		],
		[
			'one of two',
			batchRemoveAssociations,
			{ category: 'OBJECT_NOT_FOUND', context: { fromObjectId: ['1'], toObjectId: ['2'] } },
			'No contact has the ID 1, or no record has the ID 2, so the association was not removed.',
		],
		[
			'anything else',
			batchAssociate,
			{ category: 'CONFLICT', message: 'No.', context: { toObjectId: ['2'] } },
			'HubSpot refused the pair of contact 1 and record 2: “No” (CONFLICT).',
		],
		[
			'a label',
			batchRemoveAssociations,
			{ message: 'No such association type.' },
			'HubSpot refused the association of contact 1 and record 2: “No such association type”. Choose another one under Label Name or ID: its list shows the labels that go from the From Object Type to the To Object Type. Where a custom object is involved, there may be no default one.',
		],
	])('that HubSpot refuses for %s', (_, row, error, expected) => {
		expect(messageOf(row, refused(error))).toBe(expected);
	});

	it.each([
		[batchAssociate, 'pair', 'associated', 'associating it again is safe'],
		[batchRemoveAssociations, 'association', 'removed', 'removing it again is safe'],
	])('that is open never calls it a record', (row, thing, verb, again) => {
		const events: Event[] = [
			{ kind: 'unmentioned', orphans: [] },
			{ kind: 'unreadable', status: 200 },
			{ kind: 'cancelled' },
			{ kind: 'broken', cause: new Error('boom') },
			{ kind: 'lost', refusal: { error: parseError({}), why: 'timeout' } },
		];
		for (const event of events) {
			const message = messageOf(row, event, 'maybe');
			expect(message).toContain(`this ${thing} was ${verb}`);
			expect(message).toContain(again);
			expect(message).not.toMatch(/this record/);
		}
		expect(noteOf(row.effect, { kind: 'found' })).toContain(`this ${thing} was`);
	});

	it('is the same for equal pairs, which are one write', () => {
		const shared = ROWS.filter(({ effect }) => (effect as Write).shares);
		expect(shared).toEqual([batchAssociate, batchRemoveAssociations]);
	});
});

describe('What a run says of pairs', () => {
	const done = (item: number, more: object = {}): Told => ({
		item,
		ok: true,
		result: {},
		warnings: [],
		...more,
	});
	const missing: Told = {
		item: 1,
		ok: false,
		failure: {
			reason: 'rejected',
			applied: 'no',
			category: 'OBJECT_NOT_FOUND',
			message: 'No company has the ID 99, so the pair was not associated.',
		},
	};

	it.each([
		[batchAssociate, '1 of 2 pairs was refused; 1 was associated'],
		[batchRemoveAssociations, '1 of 2 associations was refused; 1 was removed'],
	])('calls a pair refused whose record was not found', (row, headline) => {
		expect(stopError(row, [done(0), missing]).message).toBe(headline);
	});

	it('tells an agent every association that a read found, and none where there is none', () => {
		const results = [{ toObjectId: '1' }, { toObjectId: '2' }];
		const [some, none] = toAnswers(batchReadAssociations.effect, [
			done(0, { results }),
			done(1, { results: [] }),
		]);
		expect(some.json).toEqual({ outcome: 'done', results });
		expect(none.json).toEqual({ outcome: 'done', results: [] });
	});

	it('names the fields of a pair as the editor does, and in JSON mode by their path', () => {
		const schema = batchAssociate.form.input({
			timeZone: 'UTC',
			emptyValues: 'ignore',
			kinds: new Map(),
		});
		const from = { item: 0, place: PLACE, trace: 't' };
		const problemOf = (raw: RawInput) => {
			const entry = toEntry(batchAssociate, schema, raw, from);
			if (!('ok' in entry)) return undefined;
			const told = tell(batchAssociate, entry);
			return told.ok ? undefined : told.failure.message;
		};
		const values = { fromRecord: 'x', toRecord: ' ' };
		const mapped = batchAssociate.form.fromFields({ values, known: undefined });
		expect(problemOf(mapped)).toBe(
			'Not sent: From Record must be an ID in digits, such as 512, but is “x”. To Record is required but empty.',
		);
		expect(problemOf({ raw: { from: { id: 'x' }, to: { id: '1', type: 'x' } } })).toBe(
			'Not sent: from.id must be an ID in digits, such as 512, but is “x”. to has no field type.',
		);
		const typed = { from: { id: '1' }, to: { id: '2' }, types: [{ associationTypeId: 1 }] };
		expect(problemOf({ raw: typed })).toBe(
			'Not sent: types are chosen once for all items, under Label Name or ID.',
		);
	});
});
