/**
 * What the demo shows beside the examples: look before you write, write only what changes, create
 * nothing twice, record who came. Each act runs one node, and then looks into the fake HubSpot.
 */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import type { FakeServer } from '../test/fake-hubspot/server';
import { runNode, type WorkflowRun } from '../test/host/engine';
import type { Row } from './scenarios';

/** What an act says of itself, and what the fake HubSpot says of it: each sentence with its truth. */
export interface Told {
	lines: string[];
	truths: Record<string, boolean>;
}

export interface Act {
	name: string;
	list: string;
	play: (fake: FakeServer, rows: Row[]) => Promise<Told>;
}

// ---------------------------------------------------------------- one node

interface Node {
	node?: string;
	operation: string;
	parameters: IDataObject;
	options?: IDataObject;
}

/** Runs one node over the rows; the calls it made are the newest of the fake. */
async function ran(
	fake: FakeServer,
	{ node = 'hubSpotCrmObjects', operation, parameters, options = {} }: Node,
	input: IDataObject[],
): Promise<{ run: WorkflowRun; calls: FakeServer['hubspot']['calls']; outcomes: string }> {
	const before = fake.hubspot.calls.length;
	const run = await runNode({
		node,
		parameters: {
			authentication: 'accessToken',
			operation,
			inputMode: 'fields',
			...parameters,
			options,
		} as INode['parameters'],
		input,
		url: fake.url,
		token: fake.token,
		onError: 'continueErrorOutput',
	});
	if (run.run.data.resultData.error) throw run.run.data.resultData.error;
	const counts: Record<string, number> = {};
	for (const { json } of run.items('HubSpot', 0)) {
		const outcome = String(json.outcome ?? (json.dryRun ? 'would be sent' : 'done'));
		counts[outcome] = (counts[outcome] ?? 0) + 1;
	}
	const failed = run.items('HubSpot', 1).length;
	const told = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
	return {
		run,
		calls: fake.hubspot.calls.slice(before),
		outcomes: [...told, ...(failed ? [`${failed} failed`] : [])].join(', '),
	};
}

const byName = (value: string) => ({ __rl: true, mode: 'id', value });

const mapped = (value: IDataObject, ...matchingColumns: string[]) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns,
	schema: [],
});

const hintsOf = ({ run }: WorkflowRun): string[] =>
	(run.data.resultData.runData.HubSpot[0].hints ?? []).map(({ message }) => message);

const firstOf = (rows: Row[], key: string): Row[] => {
	const seen = new Set<string>();
	return rows.filter((row) => {
		const name = row[key].trim().toLowerCase();
		const isNew = name !== '' && !seen.has(name);
		seen.add(name);
		return isNew;
	});
};

// ---------------------------------------------------------------- look, then write what changes

/** So many companies of the list have another city in HubSpot. */
const MOVED = 7;

const companies: Act = {
	name: 'Look before you write, then write only what changes',
	list: 'demo/companies.csv',
	play: async (fake, rows) => {
		const { hubspot } = fake;
		const known = firstOf(rows, 'erp_id').filter((row) => !row.erp_id.startsWith('ERP-9'));
		hubspot.defineProperty('companies', { name: 'crm_id', hasUniqueValue: true });
		known.forEach(({ erp_id: id, city }, n) => {
			hubspot.seedObject('companies', { crm_id: id, city: n < MOVED ? 'Elsewhere' : city });
		});
		const update: Node = {
			operation: 'batchUpdateObjects',
			parameters: {
				objectType: byName('companies'),
				fields: mapped({ crm_id: '={{ $json.erp_id }}', city: '={{ $json.city }}' }, 'crm_id'),
			},
			options: { compare: 'onlyChanges' },
		};
		const writes = hubspot.applied.length;
		const dry = await ran(fake, { ...update, options: { ...update.options, dryRun: true } }, known);
		const afterDry = hubspot.applied.length;
		const wet = await ran(fake, update, known);
		const afterWet = hubspot.applied.length;
		const again = await ran(fake, update, known);
		return {
			lines: [
				`Dry Run, Compare With HubSpot First: ${dry.outcomes}.`,
				...hintsOf(dry.run).map((hint) => `  ${hint}`),
				`The same without Dry Run: ${wet.outcomes}, ${wet.calls.length} calls.`,
				`Once more: ${again.outcomes}.`,
			],
			truths: {
				'The dry run wrote nothing': afterDry === writes,
				[`The run wrote the ${MOVED} companies that had moved and no other`]:
					afterWet - afterDry === MOVED,
				'The second run wrote nothing': hubspot.applied.length === afterWet,
			},
		};
	},
};

// ---------------------------------------------------------------- create

const create: Act = {
	name: 'Create contacts, none of them twice',
	list: 'demo/contacts.csv',
	play: async (fake, rows) => {
		const { hubspot } = fake;
		const people = firstOf(rows, 'email')
			.filter(({ email }) => /^[\w.+-]+@[\w.-]+$/.test(email.trim()))
			.map((row) => ({ ...row, email: `new.${row.email.trim().toLowerCase()}` }));
		const before = hubspot.objects('contacts').size;
		hubspot.faults.next({ kind: 'reset', applied: true });
		const made = await ran(
			fake,
			{
				operation: 'batchCreateObjects',
				parameters: {
					objectType: byName('contacts'),
					fieldsToCreate: mapped({
						email: '={{ $json.email }}',
						firstname: '={{ $json.first_name }}',
						lastname: '={{ $json.last_name }}',
					}),
				},
			},
			people,
		);
		const addresses = [...hubspot.objects('contacts').values()].map(
			({ properties }) => properties.email,
		);
		return {
			lines: [
				'Made to go wrong: call 1 is carried out, but the connection breaks before its answer.',
				`Batch Create CRM Objects: ${made.outcomes}, ${made.calls.length} calls.`,
			],
			truths: {
				[`HubSpot has ${people.length} contacts more`]:
					hubspot.objects('contacts').size - before === people.length,
				'No address stands there twice': new Set(addresses).size === addresses.length,
			},
		};
	},
};

// ---------------------------------------------------------------- attendance

const ACCOUNT = 'demo';
const WEBINAR = 'plain-words';
const START = '2027-06-10T14:00:00.000Z';

const attendance: Act = {
	name: 'Record who registered for a webinar and who came',
	list: 'demo/contacts.csv',
	play: async (fake, rows) => {
		const { hubspot } = fake;
		const people = firstOf(rows, 'email')
			.filter(({ email }) => /^[\w.+-]+@[\w.-]+$/.test(email.trim()))
			.map(({ email }) => email.trim().toLowerCase());
		const came = people.filter((_, n) => n % 3 === 0);
		hubspot.seedEvent(DEFAULT_APP_ID, {
			externalAccountId: ACCOUNT,
			externalEventId: WEBINAR,
			eventName: 'Plain words, better mail',
			startDateTime: START,
		});
		const input = [
			...people.map((who) => ({ who, state: 'Registered', at: '2027-06-01T09:00:00Z' })),
			...came.map((who) => ({ who, state: 'Attended', at: START })),
		];
		const record: Node = {
			node: 'hubSpotMarketingEvents',
			operation: 'recordAttendance',
			parameters: {
				resource: 'attendance',
				findEventsBy: 'externalEventId',
				externalEventId: WEBINAR,
				externalAccountId: ACCOUNT,
				state: '={{ $json.state }}',
				contactBy: 'email',
				contact: '={{ $json.who }}',
				occurredAt: '={{ $json.at }}',
			},
		};
		const first = await ran(fake, record, input);
		const again = await ran(fake, record, input);
		const counted = await ran(
			fake,
			{
				node: 'hubSpotMarketingEvents',
				operation: 'getEvents',
				parameters: {
					resource: 'event',
					findEventsBy: 'externalEventId',
					externalEventId: WEBINAR,
					externalAccountId: ACCOUNT,
				},
			},
			[{}],
		);
		const [{ json: event }] = counted.run.items('HubSpot', 0);
		return {
			lines: [
				`Record Attendance: ${first.outcomes}, ${first.calls.length} calls.`,
				`The same list once more: ${again.outcomes}.`,
			],
			truths: {
				[`The event has ${people.length} registrants and ${came.length} attendees, each once`]:
					event.registrants === people.length && event.attendees === came.length,
			},
		};
	},
};

export const ACTS = [companies, create, attendance];
