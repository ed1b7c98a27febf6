/**
 * Workflows as an editor would save them: nodes in a row, each joined to the next, written down as
 * briefly as a test wants it.
 */
import type { INodeParameters } from 'n8n-workflow';

import type { Credential, Workflow, WorkflowNode } from './n8n';
import { use } from './rest';

type More = Partial<WorkflowNode>;

export const manual: WorkflowNode = {
	name: 'By Hand',
	type: 'n8n-nodes-base.manualTrigger',
	parameters: {},
};

export const code = (jsCode: string, name = 'List'): WorkflowNode => ({
	name,
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode },
});

/** One contact for each n from 1 on, found by its ID; `id` says otherwise where it is not n. */
export const contactList = (count: number, id = 'String(n)'): WorkflowNode =>
	code(`return Array.from({ length: ${count} }, (_, at) => {
	const n = at + 1;
	return { json: { hs_object_id: ${id}, firstname: 'First ' + n, lastname: 'Last ' + n, phone: '+32 2 ' + n } };
});`);

export const eventList = (count: number, account: string): WorkflowNode =>
	code(`return Array.from({ length: ${count} }, (_, at) => ({ json: {
	externalAccountId: '${account}', externalEventId: 'e-' + at, eventName: 'Event ' + at, eventOrganizer: 'ACME',
} }));`);

/** Object type contacts, found by Record ID, all fields mapped automatically. */
export const updateContacts = (
	credential: Credential,
	more: More = {},
	parameters: INodeParameters = {},
): WorkflowNode => ({
	name: 'HubSpot',
	type: 'n8n-nodes-hubspot-batch.hubSpotCrmObjects',
	typeVersion: 1,
	parameters: {
		authentication: authenticationOf(credential),
		operation: 'batchUpdateObjects',
		objectType: { __rl: true, mode: 'list', value: 'contacts' },
		inputMode: 'fields',
		fields: mapped(['hs_object_id']),
		options: {},
		...parameters,
	},
	credentials: use(credential),
	...more,
});

/** An operation of the CRM node on contacts, fed as its parameters say. */
export const contactsNode = (
	name: string,
	operation: string,
	credential: Credential,
	parameters: INodeParameters,
	more: More = {},
): WorkflowNode => ({
	...updateContacts(credential, more, { operation, ...parameters }),
	name,
});

/** All fields mapped automatically. */
export const upsertEvents = (credential: Credential, more: More = {}): WorkflowNode => ({
	name: 'HubSpot',
	type: 'n8n-nodes-hubspot-batch.hubSpotMarketingEvents',
	typeVersion: 1,
	parameters: {
		authentication: authenticationOf(credential),
		resource: 'event',
		operation: 'upsertEvents',
		inputMode: 'fields',
		fields: mapped([]),
		options: {},
	},
	credentials: use(credential),
	...more,
});

export const end = (name: string): WorkflowNode => ({
	name,
	type: 'n8n-nodes-base.noOp',
	parameters: {},
});

/** One after the other; what more a connection needs is written in `branches`: from, output, to. */
export function inARow(
	name: string,
	nodes: WorkflowNode[],
	branches: Array<[from: string, output: number, to: WorkflowNode | string]> = [],
): Workflow {
	const joined: Array<[string, number, string]> = nodes
		.slice(1)
		.map((node, at) => [nodes[at].name, 0, node.name]);
	const all = [...nodes];
	for (const [from, output, to] of branches) {
		if (typeof to !== 'string') all.push(to);
		joined.push([from, output, typeof to === 'string' ? to : to.name]);
	}
	const connections: Record<
		string,
		{ main: Array<Array<{ node: string; type: string; index: number }>> }
	> = {};
	for (const [from, output, to] of joined) {
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output].push({ node: to, type: 'main', index: 0 });
	}
	return { name, nodes: all, connections };
}

const authenticationOf = ({ type }: Credential) =>
	/oauth2/i.test(type) ? 'oAuth2' : 'accessToken';

export const mapped = (matchingColumns: string[]) => ({
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns,
	schema: [],
	attemptToConvertTypes: false,
	convertFieldsToString: false,
});
