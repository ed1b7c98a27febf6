/** names.ts and books.ts: which values are names, and which IDs they lead to. */
import { pageIn, type Known, type UnknownName } from '../../nodes/hubspot/directory';
import {
	holdsOwner,
	markNames,
	namesInRecords,
	stageProperties,
	type Named,
} from '../../nodes/hubspot/names';
import { renderPath } from '../../nodes/hubspot/paths';
import type { Result } from '../../nodes/hubspot/replies';
import { stepsOf } from '../backtracking';
import * as facts from '../contract/facts';

const marked = (properties: Record<string, string>, objectType = 'deals', choices?: string[]) =>
	markNames<Named>({ properties }, objectType, choices && new Set(choices)).named;

describe('The properties of pipeline and stage', () => {
	it.each(Object.entries(facts.STAGE_PROPERTIES))('of %s are those of HubSpot', (type, names) => {
		expect(stageProperties(type)).toMatchObject(names);
	});

	it('of deals are known by every spelling of the type, and of no other type', () => {
		for (const type of ['Deal', 'DEALS', '0-3']) {
			expect(stageProperties(type).stage).toBe('dealstage');
		}
		for (const type of ['0-31', 'mydeals', 'deals2', '']) {
			expect(stageProperties(type).stage).toBe('hs_pipeline_stage');
		}
	});
});

describe('A property holds an owner', () => {
	it('where HubSpot says so, or by its name', () => {
		const owner = { externalOptions: true, referencedObjectType: 'OWNER' };
		expect(holdsOwner({ name: 'manager', ...owner })).toBe(true);
		expect(holdsOwner({ name: facts.OWNER_PROPERTY })).toBe(true);
		expect(holdsOwner({ name: 'manager', ...owner, referencedObjectType: 'COMPANY' })).toBe(false);
		expect(holdsOwner({ name: 'manager', ...owner, externalOptions: false })).toBe(false);
	});
});

describe('A value may be a name', () => {
	it.each<[Record<string, string>, string[]]>([
		[{ hubspot_owner_id: 'ada@example.com' }, ['hubspot_owner_id']],
		[{ hubspot_owner_id: 'Ada' }, ['hubspot_owner_id']],
		[{ manager: 'ada@example.com' }, ['manager']],
		[{ manager: 'ada@example.com; 77;grace@example.com' }, ['manager']],
		[{ manager: ';ada@example.com' }, ['manager']],
		[{ dealstage: 'Won' }, ['dealstage']],
		[{ pipeline: 'Sales', dealstage: 'Won', amount: '1' }, ['pipeline', 'dealstage']],
		[{ dealstage: 'Closedwon' }, ['dealstage']],
		[{ dealstage: '4b27b500-f031-4927-9811' }, ['dealstage']],
		[{ dealstage: 'stage-id' }, ['dealstage']],
		[{ dealstage: '1st' }, ['dealstage']],
	])('in %j', (properties, names) => {
		expect(marked(properties)).toEqual(names);
	});

	it.each<Record<string, string>>([
		{ hubspot_owner_id: '41629779' },
		{ hubspot_owner_id: ' 41629779 ' },
		{ hubspot_owner_id: '' },
		{ email: 'ada@example.com' },
		{ work_email: 'ada@example.com' },
		{ hs_additional_emails: 'ada@example.com;b@example.com' },
		{ note: 'write to ada@example.com' },
		{ note: 'ada@example.com;and others' },
		{ note: 'a@b@c.co' },
		{ note: '@ada' },
		{ note: 'ada@localhost' },
		{ manager: '77;78' },
		{ dealstage: '12' },
		{ dealstage: ' closedwon ' },
		{ pipeline: 'default' },
		{ dealstage: '4b27b500-f031-4927-9811-68a0b525cbae' },
		{ dealstage: 'new-stage-id', pipeline: 'lead-pipeline-id' },
		{ hs_pipeline_stage: 'Won' },
	])('but not in %j', (properties) => {
		expect(marked(properties)).toBeUndefined();
	});

	it('of stages only in the properties of the object type', () => {
		const properties = {
			dealstage: 'Won',
			pipeline: 'A',
			hs_pipeline: 'B',
			hs_pipeline_stage: 'C',
		};
		expect(marked(properties, 'tickets')).toEqual(['hs_pipeline', 'hs_pipeline_stage']);
		expect(marked(properties, 'deals')).toEqual(['dealstage', 'pipeline']);
	});

	it('of owners only in choices, where it is known which properties hold choices', () => {
		const properties = { manager: 'ada@example.com', hubspot_owner_id: 'ada@example.com' };
		expect(marked(properties, 'deals', [])).toEqual(['hubspot_owner_id']);
		expect(marked(properties, 'deals', ['manager'])).toEqual(['manager', 'hubspot_owner_id']);
	});
});

// ---------------------------------------------------------------- IDs

const owner = (id: string, email: string, more: Result = {}): Result => ({ id, email, ...more });

const OWNERS: Result[] = [
	owner('1', 'ada@example.com', { firstName: 'Ada', lastName: 'Lovelace' }),
	owner('2', 'grace@example.com', { firstName: 'Grace' }),
	owner('3', 'twin@example.com'),
	owner('4', 'twin@example.com'),
	owner('5', 'gone@example.com', { archived: true }),
	{ id: '6' },
	{ email: 'noid@example.com' },
];

const stage = (id: string, label: string, archived = false) => ({ id, label, archived });

const PIPELINES: Result[] = [
	{ id: 'p1', label: 'Sales', stages: [stage('s1', 'New'), stage('s2', 'Won ; done'), 'odd'] },
	{ id: 'p2', label: 'Renewals', stages: [stage('r1', 'New'), stage('r2', 'Renewed')] },
	{ id: 'p3', label: 'Gone', archived: true, stages: [stage('g1', 'Away')] },
	{ id: 'p4', label: 'Twice', stages: [stage('t1', 'Open'), stage('t2', 'OPEN')] },
	{ id: 'p5', label: 'Old', stages: [stage('o1', 'Past', true)] },
	{ id: 'p6', label: 'Same' },
	{ id: 'p7', label: 'same ' },
];

const PROPERTIES: Result[] = [
	{ name: 'manager', externalOptions: true, referencedObjectType: 'OWNER' },
	{ name: 'contact' },
];

const ALL: Known = new Map([
	['owners', OWNERS],
	['pipelines deals', PIPELINES],
	['properties deals', PROPERTIES],
]);

const PARAMETERS = { objectType: 'deals' };
const row = namesInRecords<Named>();

const inputOf = (properties: Record<string, string>): Named => markNames({ properties }, 'deals');

function read(properties: Record<string, string>, known: Known = ALL) {
	return row.read(inputOf(properties), PARAMETERS, known);
}

const idsOf = (properties: Record<string, string>) => {
	const told = read(properties);
	if ('unknown' in told) throw new Error(`“${told.unknown.value}” leads to no ID`);
	return told.input.properties;
};

const whyOf = (properties: Record<string, string>, known?: Known): UnknownName => {
	const told = read(properties, known);
	if ('input' in told) throw new Error('Every name leads to an ID');
	return told.unknown;
};

describe('Whether a value is an address', () => {
	it('takes work that grows with the length of the value, not with its square', () => {
		const work = (n: number) => stepsOf(() => marked({ note: `a@${'.'.repeat(n)} b` }));
		expect(work(20_000)).toBeLessThan(100);
		expect(work(300) / work(150)).toBeLessThan(6);
	});
});

describe('What is needed to read names', () => {
	const asked = (properties: Record<string, string>, known: Known = new Map()) =>
		row.ask(inputOf(properties), PARAMETERS, known)?.key;

	it('is nothing where there are none', () => {
		expect(row.has(inputOf({ dealstage: '1' }))).toBe(false);
		expect(asked({ dealstage: '1' })).toBeUndefined();
	});

	it('is each list that the input needs, and none a second time', () => {
		const properties = { manager: 'a@x.co', hubspot_owner_id: 'b@x.co', dealstage: 'Won' };
		expect(row.has(inputOf(properties))).toBe(true);
		const known = new Map<string, Result[] | undefined>();
		const keys: string[] = [];
		for (let key = asked(properties, known); key; key = asked(properties, known)) {
			keys.push(key);
			known.set(key, ALL.get(key));
		}
		expect(keys).toEqual(['properties deals', 'owners', 'pipelines deals']);
		expect(
			asked({ manager: 'a@x.co' }, new Map([['properties deals', undefined]])),
		).toBeUndefined();
		expect(
			asked({ contact: 'a@x.co' }, new Map([['properties deals', PROPERTIES]])),
		).toBeUndefined();
		expect(asked({ pipeline: 'Sales' })).toBe('pipelines deals');
	});

	it.each(facts.VERSIONS)('is listed at the paths of version %s', (version) => {
		const pathOf = (properties: Record<string, string>) => {
			const list = row.ask(inputOf(properties), PARAMETERS, new Map());
			return list && renderPath(version, list.family, list.path, PARAMETERS);
		};
		const { owners, pipelines } = facts.DIRECTORY;
		expect(pathOf({ hubspot_owner_id: 'a@x.co' })).toBe(owners.paths[version]);
		const ofDeals = pipelines.paths[version].replace('{objectType}', 'deals');
		expect(pathOf({ dealstage: 'Won' })).toBe(ofDeals);
		const definitions = facts.SUPPORTING.properties.paths[version];
		expect(pathOf({ manager: 'a@x.co' })).toBe(definitions.replace('{objectType}', 'deals'));
	});

	it('is asked for with what HubSpot takes, and with the scope that it needs', () => {
		const list = row.ask(inputOf({ hubspot_owner_id: 'a@x.co' }), PARAMETERS, new Map());
		expect(list?.scope).toBe(facts.DIRECTORY.owners.scopes[0]);
		const names = Object.keys(list?.query ?? {});
		expect(names).toEqual(['limit']);
		expect(facts.DIRECTORY.owners.query).toEqual(expect.arrayContaining(names));
		const others = row.ask(inputOf({ dealstage: 'Won' }), PARAMETERS, new Map());
		expect(others).not.toHaveProperty('query');
	});
});

describe('The ID of a name', () => {
	it('is that of the owner with this e-mail, in every part of a value', () => {
		expect(idsOf({ hubspot_owner_id: ' ADA@example.com' })).toEqual({ hubspot_owner_id: '1' });
		expect(idsOf({ manager: ';ada@example.com; 9 ;grace@example.com' })).toEqual({
			manager: ';1;9;2',
		});
	});

	it('stands in a copy, and beside it everything else as it was', () => {
		const input = { ...inputOf({ hubspot_owner_id: 'ada@example.com', amount: '1' }), id: '7' };
		const before = JSON.stringify(input);
		expect(row.read(input, PARAMETERS, ALL)).toEqual({
			input: { id: '7', properties: { hubspot_owner_id: '1', amount: '1' } },
		});
		expect(JSON.stringify(input)).toBe(before);
	});

	it('is not looked for in text, nor where HubSpot does not say what a property holds', () => {
		expect(idsOf({ contact: 'ada@example.com' })).toEqual({ contact: 'ada@example.com' });
		const told = read({ manager: 'ada@example.com' }, new Map([['properties deals', undefined]]));
		expect(told).toMatchObject({ input: { properties: { manager: 'ada@example.com' } } });
	});

	it('is that of the stage in the pipeline of the same input', () => {
		expect(idsOf({ pipeline: 'sales', dealstage: 'new' })).toEqual({
			pipeline: 'p1',
			dealstage: 's1',
		});
		expect(idsOf({ pipeline: 'p2', dealstage: 'New' })).toEqual({
			pipeline: 'p2',
			dealstage: 'r1',
		});
		expect(idsOf({ pipeline: 'Sales', dealstage: '12' })).toEqual({
			pipeline: 'p1',
			dealstage: '12',
		});
		expect(idsOf({ pipeline: 'Sales', dealstage: 'Won; DONE' }).dealstage).toBe('s2');
	});

	it('is that of the only stage of this name, where the input names no pipeline', () => {
		expect(idsOf({ dealstage: 'Renewed', pipeline: '' })).toEqual({
			dealstage: 'r2',
			pipeline: '',
		});
		expect(idsOf({ dealstage: 's2' })).toEqual({ dealstage: 's2' });
	});
});

describe('A name that leads to no ID', () => {
	it('of an owner comes with those that are near, by e-mail or by name', () => {
		expect(whyOf({ hubspot_owner_id: 'ada@exmaple.com' })).toEqual({
			property: 'hubspot_owner_id',
			value: 'ada@exmaple.com',
			of: 'owner',
			objectType: 'deals',
			ids: [],
			near: ['ada@example.com'],
		});
		expect(whyOf({ hubspot_owner_id: 'Ada Lovelace' }).near).toEqual(['ada@example.com']);
		expect(whyOf({ hubspot_owner_id: 'Grace' }).near).toEqual(['grace@example.com']);
	});

	it('of an owner may be that of one who has left, or of several', () => {
		expect(whyOf({ hubspot_owner_id: 'gone@example.com' })).toMatchObject({ near: [], ids: [] });
		expect(whyOf({ hubspot_owner_id: 'gone@example.com' })).not.toHaveProperty('all');
		expect(whyOf({ hubspot_owner_id: 'twin@example.com' })).toMatchObject({ ids: ['3', '4'] });
		expect(whyOf({ hubspot_owner_id: 'noid@example.com' }).ids).toEqual([]);
		expect(whyOf({ manager: '1;x@y.zz' })).toMatchObject({ property: 'manager', value: 'x@y.zz' });
	});

	it('of a stage comes with its pipeline, and with all names where none is near', () => {
		expect(whyOf({ pipeline: 'Renewals', dealstage: 'Lost' })).toMatchObject({
			of: 'stage',
			property: 'dealstage',
			within: 'Renewals',
			near: [],
			all: ['New', 'Renewed'],
		});
		expect(whyOf({ pipeline: 'Renewals', dealstage: 'Renewd' })).toMatchObject({
			near: ['Renewed'],
		});
		expect(whyOf({ pipeline: 'Renewals', dealstage: 'Renewd' })).not.toHaveProperty('all');
		expect(whyOf({ pipeline: 'Old', dealstage: 'Past' })).toMatchObject({ within: 'Old', all: [] });
		expect(whyOf({ dealstage: 'Away' })).toMatchObject({ pipelineProperty: 'pipeline' });
		expect(whyOf({ dealstage: 'Away' })).not.toHaveProperty('within');
	});

	it('of a stage may be that of several pipelines, or of several stages of one', () => {
		expect(whyOf({ dealstage: 'New' })).toMatchObject({
			pipelines: ['Sales', 'Renewals'],
			pipelineProperty: 'pipeline',
		});
		expect(whyOf({ dealstage: 'open' })).toMatchObject({ ids: ['t1', 't2'] });
		expect(whyOf({ dealstage: 'open' })).not.toHaveProperty('pipelines');
		expect(whyOf({ pipeline: 'Twice', dealstage: 'Open' })).toMatchObject({ ids: ['t1', 't2'] });
	});

	it('of a pipeline comes before the stage, and may be that of several', () => {
		expect(whyOf({ pipeline: 'Salesx', dealstage: 'New' })).toMatchObject({
			of: 'pipeline',
			property: 'pipeline',
			near: ['Sales'],
		});
		expect(whyOf({ pipeline: '99', dealstage: 'New' })).toMatchObject({
			of: 'pipeline',
			value: '99',
		});
		expect(whyOf({ pipeline: 'Gone' }).of).toBe('pipeline');
		expect(whyOf({ pipeline: 'same' })).toMatchObject({ ids: ['p6', 'p7'] });
	});

	it('lists no names where there are more than eight', () => {
		const of = (count: number): Known => {
			const stages = [...Array(count).keys()].map((n) => stage(`${n}`, `Step ${'abcdefghi'[n]}`));
			return new Map([['pipelines deals', [{ id: 'p', label: 'P', stages }]]]);
		};
		expect(whyOf({ dealstage: 'Nowhere' }, of(8)).all).toHaveLength(8);
		expect(whyOf({ dealstage: 'Nowhere' }, of(9))).not.toHaveProperty('all');
	});

	it('looks for near ones for 200 different values of a list, and for no more', () => {
		const owners = [owner('1', 'someone@example.com')];
		const known: Known = new Map([['owners', owners]]);
		const nearTo = (email: string) => whyOf({ hubspot_owner_id: email }, known).near.length;
		const near = [...Array(201).keys()].map((n) => nearTo(`someone@example.com.n${n}`));
		expect(near.slice(0, 200)).toEqual(Array(200).fill(1));
		expect(near[200]).toBe(0);
		expect(nearTo('someone@example.com.n0')).toBe(1);
	});

	it('says which list HubSpot did not give', () => {
		const none: Known = new Map([
			['owners', undefined],
			['pipelines deals', undefined],
		]);
		expect(whyOf({ hubspot_owner_id: 'a@x.co' }, none)).toMatchObject({
			of: 'owner',
			missing: { key: 'owners', scope: 'crm.objects.owners.read' },
		});
		const missing = { missing: { key: 'pipelines deals' } };
		expect(whyOf({ pipeline: 'A', dealstage: 'B' }, none)).toMatchObject({
			of: 'stage',
			value: 'B',
			...missing,
		});
		expect(whyOf({ pipeline: 'A' }, none)).toMatchObject({
			of: 'pipeline',
			value: 'A',
			...missing,
		});
	});
});

describe('A page of a list', () => {
	it('has its results, and where the next one begins', () => {
		const results = [{ id: '1' }, 'odd', null];
		expect(pageIn({ results })).toEqual({ results: [{ id: '1' }], after: undefined });
		const paging = { next: { after: 100 } };
		expect(pageIn({ results: [], paging })).toEqual({ results: [], after: '100' });
		for (const odd of [{}, { next: null }, { next: { after: '' } }, 'x']) {
			expect(pageIn({ results: [], paging: odd })).toEqual({ results: [], after: undefined });
		}
	});

	it.each([undefined, null, '<html>', [], {}, { results: {} }])('cannot be read in %j', (body) => {
		expect(pageIn(body)).toBeUndefined();
	});
});
