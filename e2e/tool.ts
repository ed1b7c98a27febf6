/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs real n8n, never shipped */
/**
 * n8n's own AI Agent with this package's nodes as its tools: examples/agent-updates-hubspot.json,
 * with a script where the language model would be. Tells what the model is offered, what it is
 * answered, and what HubSpot then holds; both ways in which n8n's agents call a tool.
 */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import type { FakeServer } from '../test/fake-hubspot/server';
import { leave, type N8n } from './n8n';
import type { Stage } from './stage';

// ---------------------------------------------------------------- a model that follows a script

/** What a model is told of a tool, in the words of OpenAI's API. */
interface Offer {
	name: string;
	description: string;
	parameters: { properties: Record<string, { description?: string }>; required?: string[] };
}

interface ChatRequest {
	stream?: boolean;
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: Offer }>;
}

interface ToolCall {
	tool: string;
	args: IDataObject;
}

class ScriptedModel {
	private script: ToolCall[] = [];

	/** The tools of the last chat. */
	offers: Offer[] = [];

	/** What the model was given back in the last chat, call by call. */
	answers: string[] = [];

	follow(script: ToolCall[]) {
		this.script = script;
		this.offers = [];
		this.answers = [];
	}

	/** One call a turn; when all are answered, it says what the last answer was. */
	reply({ messages, tools = [] }: ChatRequest) {
		this.offers = tools.map(({ function: offer }) => offer);
		this.answers = messages
			.filter(({ role }) => role === 'tool')
			.map(({ content }) => text(content));
		const next = this.script.at(this.answers.length);
		if (!next) return { role: 'assistant', content: `Told: ${this.answers.at(-1)}` };
		const id = `call_${this.answers.length + 1}`;
		const { tool: name, args } = next;
		return {
			role: 'assistant',
			content: null,
			tool_calls: [
				{ index: 0, id, type: 'function', function: { name, arguments: JSON.stringify(args) } },
			],
		};
	}
}

const text = (content: unknown): string =>
	Array.isArray(content)
		? content.map((part: { text?: string }) => part.text ?? '').join('')
		: String(content);

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

/** OpenAI's chat completions, whole or as a stream of one chunk. */
async function serve(model: ScriptedModel): Promise<{ url: string; close: () => Promise<void> }> {
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		if (!request.url?.endsWith('/chat/completions')) {
			response.writeHead(404).end('{}');
			return;
		}
		const asked = JSON.parse(await bodyOf(request)) as ChatRequest;
		const message = model.reply(asked);
		const finish_reason = 'tool_calls' in message ? 'tool_calls' : 'stop';
		const whole = { id: 'chat-1', created: 1, model: 'scripted', usage: USAGE };
		if (!asked.stream) {
			const choices = [{ index: 0, message, finish_reason }];
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ ...whole, object: 'chat.completion', choices }));
			return;
		}
		response.setHeader('content-type', 'text/event-stream');
		for (const choice of [
			{ index: 0, delta: message, finish_reason: null },
			{ index: 0, delta: {}, finish_reason },
		]) {
			const chunk = { ...whole, object: 'chat.completion.chunk', choices: [choice] };
			response.write(`data: ${JSON.stringify(chunk)}\n\n`);
		}
		response.end('data: [DONE]\n\n');
	};
	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const close = leave(
		async () => {
			server.closeAllConnections();
			await new Promise<void>((done) => server.close(() => done()));
		},
		() => undefined,
	);
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, close };
}

const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

// ---------------------------------------------------------------- what is asked, what must come back

interface Question {
	what: string;
	call: ToolCall;
	/** Before the call: what goes wrong, or the ID that an earlier answer gave. */
	prepare?: (fake: FakeServer) => void;
	outcome: 'done' | 'refused' | 'not sent' | 'unknown';
	message: RegExp;
	/** Held against HubSpot afterwards. */
	holds?: (fake: FakeServer) => boolean;
}

const ADA = 'ada@example.com';
const contact = (fake: FakeServer) => fake.hubspot.object('contacts', '1')?.properties;
const events = (fake: FakeServer) => [...fake.hubspot.events().values()];
const EVENT = {
	event_id: 'webinar-2027-03',
	event_name: 'Spring Webinar',
	start: '2027-03-01T09:00:00+01:00',
};

const QUESTIONS: Question[] = [
	{
		what: 'updates a contact; what the model leaves empty or out stays as it is',
		call: { tool: 'Update_Contact', args: { email: ADA, phone: '+32 9 123 45 67', last_name: '' } },
		outcome: 'done',
		message: /^Updated in HubSpot\.$/,
		holds: (fake) => contact(fake)?.phone === '+32 9 123 45 67' && contact(fake)?.lastname === 'L',
	},
	{
		what: 'is told that a contact does not exist',
		call: { tool: 'Update_Contact', args: { email: 'nobody@example.com', phone: '1' } },
		outcome: 'refused',
		message:
			/^No contact has the email nobody@example\.com; this operation never creates contacts\. To create it, use Batch Upsert CRM Objects\.$/,
	},
	{
		what: 'is told that there is nothing to write',
		call: { tool: 'Update_Contact', args: { email: ADA } },
		outcome: 'not sent',
		message: /nothing to send besides/,
	},
	{
		what: 'is told when nobody knows',
		call: { tool: 'Update_Contact', args: { email: ADA, phone: '2' } },
		// The write is answered with what nobody can read, and so is every look-up.
		prepare: (fake) => {
			fake.hubspot.faults.always({ kind: 'notJson', status: 200 });
			fake.hubspot.readFaults.always({ kind: 'notJson', status: 200 });
		},
		outcome: 'unknown',
		message: /is unknown whether .*sending the same values again is safe/,
	},
	{
		what: 'creates an event',
		call: { tool: 'Save_Event', args: EVENT },
		outcome: 'done',
		message: /^Created or updated in HubSpot\.$/,
		holds: (fake) => events(fake)[0]?.eventName === 'Spring Webinar',
	},
	{
		what: 'updates the event by the same ID, and creates no second one',
		call: { tool: 'Save_Event', args: { ...EVENT, event_name: 'Spring Webinar, moved' } },
		outcome: 'done',
		message: /^Created or updated in HubSpot\.$/,
		holds: (fake) => events(fake).length === 1 && /moved/.test(String(events(fake)[0].eventName)),
	},
	{
		what: 'is told that a date is none, in words that say what to send',
		call: { tool: 'Save_Event', args: { ...EVENT, start: 'next Monday' } },
		outcome: 'not sent',
		message: /Start Date and Time must be a date .* but is “next Monday”/,
	},
	{
		what: 'cancels the event by the object ID that creating it answered',
		call: { tool: 'Change_Event', args: { object_id: '50001', cancelled: 'true' } },
		outcome: 'done',
		message: /^Updated in HubSpot\.$/,
		holds: (fake) => events(fake)[0]?.eventCancelled === true,
	},
	{
		what: 'is told that an event does not exist',
		call: { tool: 'Change_Event', args: { object_id: '99', event_name: 'X' } },
		outcome: 'refused',
		message: /^No event has the object ID 99; this operation never creates events\.$/,
	},
];

/** Not anchored: n8n 2.8 hands the model the expression that chooses the description, as it is written. */
const TOOLS: Record<string, { description: RegExp; required: string[]; fields: number }> = {
	Update_Contact: { description: /Update one contact/, required: ['email'], fields: 5 },
	Save_Event: {
		description: /Create one HubSpot marketing event, or update it .*Only done means/,
		required: ['event_id', 'event_name'],
		fields: 6,
	},
	Change_Event: {
		description: /Update one existing HubSpot marketing event .*Only done means/,
		required: ['object_id'],
		fields: 6,
	},
};

/** Longer answers cost an agent more than they tell it. */
const LONGEST_ANSWER = 500;

// ---------------------------------------------------------------- the run

/** Agents up to version 2 invoke a tool themselves; from 3 on the engine runs its node for them. */
const AGENT_VERSIONS = [3, 2.2];

const FILE = 'agent-updates-hubspot.json';

/** The example with both kinds of agent: what each model is offered and answered, and what HubSpot then holds. */
export async function agent({ n8n, account, example }: Stage): Promise<void> {
	const stored = await n8n.readWorkflow(await example(FILE));
	const model = new ScriptedModel();
	const scripted = await serve(model);
	const broken: string[] = [];
	const check = (what: string, isSo: boolean, seen: unknown) => {
		if (!isSo) broken.push(`${what}: ${JSON.stringify(seen)}`);
	};
	try {
		const openAi = await n8n.saveCredential('openAiApi', 'Scripted model', {
			apiKey: 'none',
			url: scripted.url,
			header: false,
		});
		for (const version of AGENT_VERSIONS) {
			const { fake, credential } = await account();
			fake.hubspot.defineProperty('contacts', { name: 'jobtitle' });
			fake.hubspot.seedObject('contacts', { email: ADA, phone: '1', lastname: 'L' }, '1');
			const nodes = stored.nodes.map((node) =>
				node.type.endsWith('.agent') ? { ...node, typeVersion: version } : node,
			);
			const name = `${stored.name}, agent ${version}`;
			const id = await n8n.saveWorkflow({ ...stored, name, nodes });
			await n8n.adopt(id, credential);
			await n8n.adopt(id, openAi, /\.lmChatOpenAi$/);
			for (const { what, call, prepare, outcome, message, holds } of QUESTIONS) {
				prepare?.(fake);
				model.follow([call]);
				const said = await chat(n8n, id, what);
				fake.hubspot.faults.always(null);
				fake.hubspot.readFaults.always(null);
				const answer = model.answers.at(-1) ?? `none; the agent said: ${said}`;
				const [told] = listOf(answer);
				const isGood =
					model.answers.length === 1 &&
					told?.outcome === outcome &&
					message.test(String(told.message)) &&
					answer.length <= LONGEST_ANSWER &&
					(holds?.(fake) ?? true);
				check(`agent ${version} ${what}`, isGood, answer);
			}
			for (const [tool, wanted] of Object.entries(TOOLS)) {
				const offer = model.offers.find((each) => each.name === tool);
				const what = `agent ${version} is offered ${tool}, every field in plain words`;
				check(what, offer !== undefined && isAsWanted(offer, wanted), offer);
			}
			assert.deepEqual(fake.hubspot.unknownRoutes, []);
		}
	} finally {
		await scripted.close();
	}
	assert.deepEqual(broken, []);
}

function isAsWanted(
	{ description, parameters: { properties, required = [] } }: Offer,
	wanted: (typeof TOOLS)[string],
): boolean {
	const fields = Object.values(properties);
	return (
		wanted.description.test(description) &&
		fields.length === wanted.fields &&
		fields.every((field) => (field.description ?? '').length > 20) &&
		[...required].sort().join() === wanted.required.join()
	);
}

/** As the editor's chat sends it; gives back what the agent said, or why it could not. */
async function chat(n8n: N8n, workflowId: string, chatInput: string): Promise<string> {
	const json = { sessionId: 'session-1', action: 'sendMessage', chatInput };
	const trigger = 'When Chat Message Received';
	const started = {
		startTime: Date.now(),
		executionTime: 0,
		executionIndex: 0,
		executionStatus: 'success',
		source: [],
		data: { main: [[{ json }]] },
	};
	const { executionId } = await n8n.rest<{ executionId: string }>(
		'POST',
		`/workflows/${workflowId}/run`,
		{
			triggerToStartFrom: { name: trigger, data: started },
			// n8n 2.41 takes the stored one.
			...(n8n.installation.train === '2.8' && {
				workflowData: await n8n.readWorkflow(workflowId),
			}),
		},
	);
	const { error, json: said } = await n8n.finished(executionId);
	return error?.message ?? JSON.stringify(said('AI Agent'));
}

function listOf(answer: string): IDataObject[] {
	try {
		const parsed: unknown = JSON.parse(answer);
		return Array.isArray(parsed) ? (parsed as IDataObject[]) : [];
	} catch {
		return [];
	}
}
