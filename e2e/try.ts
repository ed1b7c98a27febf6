/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, never shipped */
/**
 * npm run n8n: a real n8n to play with, with this package, a fake HubSpot, a credential that fits and
 * the example workflows. All of it is gone after Ctrl-C.
 *
 * npm run n8n [-- --port 5678] [--n8n 2.41|2.8]
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { INodeParameters } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../test/fake-hubspot/server';
import { FORM } from './forms';
import {
	finish,
	freePort,
	install,
	isSignalled,
	isTrain,
	NEWEST,
	OWNER,
	pack,
	ROOT,
	startN8n,
	trains,
	type N8n,
	type Workflow,
} from './n8n';

const CONTACTS = 500;
const COMPANIES = 100;

/** What the forms take, in the folder `demo`. */
const FILES = ['contacts.csv', 'events.csv', 'webinar-registrants.csv', 'webinar-attendees.csv'];

/** Whoever calls the webhook of an example must know it. */
const KEY = randomBytes(9).toString('base64url');

/** What the notes of the published examples ask their user to choose. */
async function chooseAsInNotes(n8n: N8n, id: string, list: string) {
	const { nodes } = await n8n.readWorkflow(id);
	const chosen: Record<string, object> = {
		'Add No-Shows to List': { listId: { __rl: true, mode: 'id', value: list } },
	};
	for (const { name, parameters } of nodes) {
		const { conditions } = parameters as { conditions?: { conditions: object[] } };
		if (name === 'Is the Key Right?' && conditions) {
			Object.assign(conditions.conditions[1], { rightValue: KEY });
			chosen[name] = { conditions };
		}
		if (chosen[name]) await n8n.choose(id, name, chosen[name] as INodeParameters);
	}
}

/** An account in which every example finds what it asks for, and misses a little. */
async function account(): Promise<{ fake: FakeServer; noShows: string }> {
	const fake = await startFakeHubSpot({
		records: { objectType: 'contacts', count: CONTACTS },
		events: { count: 5 },
		limits: { perTenSeconds: 190, perDay: 1_000_000 },
		latency: { medianMs: 250, maxMs: 1_000, seed: 1 },
		// It may run for days.
		keepCalls: false,
		keepApplied: false,
	});
	const { hubspot } = fake;
	hubspot.defineProperty('contacts', { name: 'company', label: 'Company name' });
	hubspot.defineProperty('contacts', { name: 'jobtitle', label: 'Job title' });
	hubspot.defineProperty('contacts', { name: 'city', label: 'City' });
	for (const email of ['ada@example.com', 'ben@example.com']) {
		hubspot.seedObject('contacts', { email });
	}
	hubspot.defineProperty('companies', { name: 'erp_id', label: 'ERP ID', hasUniqueValue: true });
	hubspot.defineProperty('companies', {
		name: 'annualrevenue',
		label: 'Annual revenue',
		type: 'number',
	});
	hubspot.defineProperty('companies', {
		name: 'type',
		label: 'Type',
		type: 'enumeration',
		options: ['PROSPECT', 'PARTNER', 'RESELLER', 'VENDOR', 'OTHER'],
	});
	for (let n = 1; n <= COMPANIES; n++) {
		hubspot.seedObject('companies', {
			erp_id: `ERP-${10_000 + n}`,
			company_number: `C-${n}`,
			name: `Company ${n}`,
		});
	}
	hubspot.defineProperty('companies', { name: 'domain', label: 'Company Domain Name' });
	hubspot.seedObject('companies', { name: 'Example Ltd.', domain: 'example.com' });
	hubspot.seedObject('contacts', { email: 'dora@example.com', city: 'Muenchen' });
	hubspot.seedList('contacts', { name: 'Sign-ups' });
	const noShows = hubspot.seedList('contacts', { name: 'Webinar no-shows' });
	for (const [n, registrants] of [12, 0, 0].entries()) {
		hubspot.seedEvent(DEFAULT_APP_ID, {
			eventName: 'Spring Fair',
			externalEventId: `spring-fair-${n}`,
			startDateTime: '2027-03-04T09:00:00.000Z',
			counters: { registrants, attendees: 0, cancellations: 0, noShows: 0 },
		});
	}
	hubspot.seedOwner({ email: 'ada@example.com' });
	hubspot.seedOwner({ email: 'ben@example.com' });
	for (const type of ['contacts', 'companies', 'deals']) hubspot.defineOwnerProperty(type);
	const stages = ['Appointment', 'Offer', 'Closed won', 'Closed lost'];
	hubspot.definePipeline('deals', { label: 'Sales', stages });
	for (let n = 1; n <= COMPANIES; n++) {
		hubspot.seedObject('2-1001', { session_code: `S-${n}`, title: `Session ${n}` });
	}
	return { fake, noShows };
}

async function main() {
	const { values } = parseArgs({
		options: { port: { type: 'string' }, n8n: { type: 'string', default: NEWEST } },
	});
	if (!isTrain(values.n8n)) {
		throw new Error(`No n8n "${values.n8n}" here. There are: ${trains.join(', ')}`);
	}
	const port = values.port === undefined ? await portNear(5678) : Number(values.port);
	const installation = await install(values.n8n);
	await pack();
	console.log(`n8n ${installation.version} starts on Node ${installation.nodeVersion}, about 15 s`);
	const n8n = await startN8n(installation, { port });
	const { fake, noShows } = await account();
	const credential = await n8n.saveCredential('hubSpotBatchAccessTokenApi', 'Fake HubSpot', {
		accessToken: fake.token,
		baseUrl: fake.url,
	});
	const uploader = { user: 'uploads', password: randomBytes(9).toString('base64url') };
	const uploads = await n8n.saveCredential('httpBasicAuth', 'Upload Form', uploader);
	const folder = path.join(ROOT, 'examples');
	const forms: string[] = [];
	const webhooks: string[] = [];
	const names: string[] = [];
	for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json'))) {
		const workflow = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as Workflow;
		const id = await n8n.saveWorkflow(workflow);
		await n8n.adopt(id, credential);
		await n8n.adopt(id, uploads, FORM);
		await chooseAsInNotes(n8n, id, noShows);
		names.push(workflow.name);
		const { nodes } = await n8n.readWorkflow(id);
		const webhookId = nodes.find(({ type }) => type.endsWith('.formTrigger'))?.webhookId;
		const webhook = nodes.find(({ type }) => type.endsWith('.webhook'));
		// One that calls itself can do so only once it is published.
		if (nodes.some(({ type }) => type.endsWith('.executeWorkflow'))) await n8n.publish(id);
		if (!webhookId && !webhook) continue;
		await n8n.publish(id);
		if (webhookId) forms.push(`${n8n.url}/form/${webhookId}  (${workflow.name})`);
		else webhooks.push(`${n8n.url}/webhook/${String(webhook?.parameters.path)}?key=${KEY}`);
	}
	const { hubspot } = fake;
	console.log(`
n8n ${installation.version}     ${n8n.url}/home/workflows
  e-mail       ${OWNER.email}
  password     ${OWNER.password}

Workflows      ${names.join('\n               ')}
Forms          ${forms.join('\n               ')}
  user         ${uploader.user}
  password     ${uploader.password}
  files        ${FILES.map((name) => path.join('demo', name)).join(', ')}
               (the webinar is of 10 June 2027, 16:00 to 16:45)
Webhooks       ${webhooks.join('\n               ')}

Fake HubSpot   account ${hubspot.portalId}, behind the credential "Fake HubSpot"
  Base URL     ${fake.url}
  token        ${fake.token}
  holds        ${hubspot.objects('contacts').size} contacts (person1@example.com …, ada@, ben@, dora@ in Muenchen), two lists
               (Sign-ups, Webinar no-shows), ${hubspot.objects('companies').size} companies (ERP-10001 …, one with the domain example.com),
               ${COMPANIES} sessions of a custom object (S-1 …), ${hubspot.events().size} marketing events
  answers      in 0.25 s or so, 190 calls per ten seconds

Ctrl-C ends all of it; nothing is kept but the installed n8n (${installation.folder}).`);
	await n8n.ended;
	if (!isSignalled()) throw new Error(`n8n has ended:\n${n8n.log().slice(-2000)}`);
}

/** n8n's own port, unless somebody has it. */
async function portNear(wanted: number): Promise<number> {
	const isFree = await new Promise<boolean>((done) => {
		const server = createServer();
		server.once('error', () => done(false));
		server.listen(wanted, '127.0.0.1', () => server.close(() => done(true)));
	});
	return isFree ? wanted : await freePort();
}

main()
	.catch((error: unknown) => {
		if (isSignalled()) return;
		console.error(error instanceof Error ? error.message : String(error));
		process.exitCode = 1;
	})
	.finally(() => void finish());
