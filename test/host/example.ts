/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files of the repository, never shipped */
/** An example, imported unchanged and run on n8n's real engine; n8n's own nodes have stand-ins. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INode, INodeExecutionData, INodeType } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { PACKAGE, runWorkflow, type WorkflowRun, type WorkflowToRun } from './engine';
import { OWN_NODES } from './ownNodes';

export interface Played {
	/** of the fake */
	url: string;
	/** Default: the one that the fake knows. */
	token?: string;
	/** The trigger, and what it hands on. */
	start: string;
	input: Array<IDataObject | INodeExecutionData>;
	/** Does with a node what the notes ask its user for. */
	choose?: (node: INode) => void;
	nodeTypes?: Record<string, INodeType>;
}

/** Runs an example as its user does who chooses the credential. */
export async function playExample(file: string, given: Played): Promise<WorkflowRun> {
	const { url, token = DEFAULT_TOKEN, start, input, choose, nodeTypes } = given;
	const text = readFileSync(path.resolve(__dirname, '../../examples', file), 'utf8');
	const { nodes, connections, settings } = JSON.parse(text) as WorkflowToRun;
	for (const node of nodes) {
		choose?.(node);
		if (!node.type.startsWith(PACKAGE)) continue;
		node.credentials = { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } };
	}
	const data = { accessToken: token, baseUrl: url };
	const ran = await runWorkflow({
		...{ nodes, connections, start, input },
		settings: { ...settings, timezone: 'UTC' },
		credentials: { token: { type: 'hubSpotBatchAccessTokenApi', data } },
		nodeTypes: { ...OWN_NODES, ...nodeTypes },
	});
	expect(ran.run.data.resultData.error?.message).toBeUndefined();
	return ran;
}

export const jsonOf = (ran: WorkflowRun, node: string, output = 0): IDataObject[] =>
	ran.items(node, output).map(({ json }) => json);

/** How often a node ran. */
export const timesRun = ({ run }: WorkflowRun, node: string): number =>
	run.data.resultData.runData[node]?.length ?? 0;
