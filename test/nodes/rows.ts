/** Runs one of our nodes on n8n's real engine over rows, and tells which of them came out where. */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import type { FakeServer } from '../fake-hubspot/server';
import { AGENTS, runAgent } from '../host/agent';
import { runNode, type WorkflowRun } from '../host/engine';

export const CRM_OBJECTS = 'hubSpotCrmObjects';

/** A parameter with a list to choose from, in which an ID is written. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** `n` numbers, from 0 on. */
export const range = (n: number) => [...Array(n).keys()];

// ---------------------------------------------------------------- runs

export interface Settings {
	onError?: INode['onError'];
	options?: IDataObject;
	/** Parameters that differ from those of the other tests. */
	parameters?: IDataObject;
	token?: string;
}

/** Runs a node with these parameters over rows, each of which gets its number. */
export const runRows = async (
	{ url }: FakeServer,
	own: IDataObject,
	rows: IDataObject[],
	{ onError, options = {}, parameters = {}, token = DEFAULT_TOKEN }: Settings = {},
	node = CRM_OBJECTS,
): Promise<WorkflowRun> =>
	await runNode({
		node,
		parameters: { ...own, ...parameters, options } as INode['parameters'],
		input: rows.map((each, row) => ({ row, ...each })),
		url,
		token,
		onError,
	});

/** Both ways of letting an agent call a node. */
export const AGENT_KINDS = Object.keys(AGENTS) as Array<keyof typeof AGENTS>;

/** Lets an agent call a node with these parameters; the answers are parsed. */
export async function runTool(
	{ url }: FakeServer,
	own: IDataObject,
	calls: IDataObject[],
	agent: keyof typeof AGENTS,
	node = CRM_OBJECTS,
) {
	const parameters = { options: {}, ...own } as INode['parameters'];
	const told = await runAgent({ agent, node, parameters, calls, url, token: DEFAULT_TOKEN });
	const answers = told.answers.flatMap((answer) => JSON.parse(answer) as IDataObject[]);
	return { offers: told.offers, answers };
}

/** The expression of a value that a model gives. */
export const fromAI = (key: string) => `={{ $fromAI('${key}', 'It', 'string') }}`;

/** Closes the fake, which must have understood each call, and found each as HubSpot documents it. */
export async function closeClean(fake: FakeServer): Promise<void> {
	// First, because a server that is left open keeps a failed test from ending.
	await fake.close();
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
}

// ---------------------------------------------------------------- what came out

/** The items of an output. */
export const jsonOf = (ran: WorkflowRun, output = 0) =>
	ran.items('HubSpot', output).map(({ json }) => json);

/** The error of each item of an output. */
export const errorsOf = (ran: WorkflowRun, output = 0) =>
	jsonOf(ran, output).map(({ error }) => error as IDataObject | undefined);

/** The rows that the items of an output are paired with, as the node behind it finds them. */
export const rowsOf = ({ items }: WorkflowRun, node = 'Done') =>
	items(node).map(({ json }) => json.note);

/** The error of a run that stopped. */
export const errorOf = ({ run }: WorkflowRun) => run.data.resultData.error;
