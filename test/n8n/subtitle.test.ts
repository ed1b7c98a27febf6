/** What the editor shows below a node: its operation, and what the operation is about. */
import { Workflow, type INode, type INodeType, type INodeTypes } from 'n8n-workflow';

import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { CRM_OBJECT } from '../../nodes/HubSpotCrmObjects/operations/parameters';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { parametersOf, subtitleOf } from '../../nodes/n8n/parameters';

const nodeType = {
	description: {
		name: 'y',
		properties: parametersOf(RECORD_OPERATIONS),
		inputs: ['main'],
		outputs: ['main'],
	},
} as INodeType;

const nodeTypes: INodeTypes = {
	getByName: () => nodeType,
	getByNameAndVersion: () => nodeType,
	getKnownTypes: () => ({}),
};

/** The subtitle of a node with these parameters, as the editor evaluates it. */
function subtitle(parameters: object): unknown {
	const node: INode = {
		id: '1',
		name: 'Node',
		type: 'x.y',
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const text = subtitleOf(RECORD_OPERATIONS, 'objectType');
	const own = workflow.getNode('Node') as INode;
	return workflow.expression.getSimpleParameterValue(own, text, 'internal', {});
}

const listed = (value: string, cachedResultName?: string) => ({
	__rl: true,
	mode: 'list',
	value,
	cachedResultName,
});
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const CONTACTS = listed('contacts', 'Contacts');

it('Below a node of events stands the name of its operation', () => {
	const text = subtitleOf(EVENT_OPERATIONS);
	for (const { value, name } of EVENT_OPERATIONS) {
		expect(text).toContain(`${JSON.stringify(value)}:${JSON.stringify(name)}`);
	}
	expect(text).toMatch(/^=\{\{ \(.*\)\[\$parameter\["operation"\]\] \}\}$/);
});

describe('Below a node of CRM objects', () => {
	it.each([
		['the label of the list', listed('2-1001', 'Sessions'), 'Batch Update: Sessions'],
		['what was typed', byId('p1_car'), 'Batch Update: p1_car'],
		['nothing yet', listed(''), 'Batch Update: …'],
		['an expression', byId('={{ $json.type }}'), 'Batch Update: …'],
	])('stands what its records are: %s', (_, objectType, expected) => {
		expect(subtitle({ operation: 'batchUpdateObjects', objectType })).toBe(expected);
	});

	it('stands the operation without what the node’s own name says', () => {
		const operations = RECORD_OPERATIONS.filter(
			({ resource, effect }) => resource === CRM_OBJECT && effect.kind !== 'list',
		);
		const texts = operations.map(({ value }) =>
			subtitle({ operation: value, objectType: CONTACTS }),
		);
		expect(texts).toEqual(
			['Update', 'Archive', 'Create', 'Read', 'Upsert'].map((verb) => `Batch ${verb}: Contacts`),
		);
	});

	it('stands which list its records join or leave', () => {
		const listId = listed('12', 'Friends (2 contacts)');
		const texts = [
			subtitle({ operation: 'addToList', listId, objectType: CONTACTS }),
			subtitle({ operation: 'removeFromList', listId: byId('12'), objectType: CONTACTS }),
		];
		expect(texts).toEqual(['Add to List: Friends (2 contacts)', 'Remove from List: 12']);
	});

	it('stand both object types of an association, in its direction', () => {
		const parameters = {
			resource: 'association',
			operation: 'batchAssociate',
			fromObjectType: CONTACTS,
			toObjectType: listed('2-7', 'Cars'),
			objectType: listed('deals', 'Deals'),
		};
		expect(subtitle(parameters)).toBe('Batch Associate: Contacts → Cars');
		expect(subtitle({ ...parameters, toObjectType: undefined })).toBe(
			'Batch Associate: Contacts → …',
		);
	});

	it('stands an object type alone where the operation is about no association', () => {
		const operation = { resource: 'crmObject', operation: 'batchReadObjects' };
		const left = { fromObjectType: CONTACTS, toObjectType: CONTACTS };
		expect(subtitle({ ...operation, ...left, objectType: listed('deals', 'Deals') })).toBe(
			'Batch Read: Deals',
		);
	});
});
