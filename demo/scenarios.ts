/**
 * What the demo plays: an example workflow, a list with mistakes in it, what HubSpot holds before,
 * and what goes wrong on the way.
 */
import { DEFAULT_APP_ID, type Fault } from '../test/fake-hubspot/hubspot';
import type { FakeServer } from '../test/fake-hubspot/server';

/** When the records were last changed that HubSpot has before a run: not just now, as in life. */
const LONG_AGO = '2026-01-05T09:00:00.000Z';

export type Row = Record<string, string>;

export interface Scenario {
	workflow: string;
	list: string;
	/** Column that says which record a row is about, and the one a person knows it by. */
	key: string;
	name: string;
	faults: Array<Fault | null>;
	/** The faults in words. */
	trouble: string[];
	/** What HubSpot holds before the run. */
	seed: (fake: FakeServer, rows: Row[]) => void;
	/** What HubSpot holds after it, as the columns of a row. */
	inHubSpot: (fake: FakeServer, key: string) => Record<string, unknown>;
}

/** External Account ID in the example workflow. */
const EVENT_LIST = 'events-csv';

const events: Scenario = {
	workflow: 'examples/upsert-events-from-csv.json',
	list: 'demo/events.csv',
	key: 'event_id',
	name: 'name',
	faults: [null, { kind: 'rateLimit', policy: 'TEN_SECONDLY_ROLLING', retryAfter: 1 }],
	trouble: ['call 2 is refused: 429, too many calls, come back in 1 second'],
	// Both were postponed to autumn since: the list has the new start, and no end.
	seed: ({ hubspot }) => {
		for (const externalEventId of ['BW-26-111', 'BW-26-112']) {
			hubspot.seedEvent(DEFAULT_APP_ID, {
				externalAccountId: EVENT_LIST,
				externalEventId,
				startDateTime: '2026-04-20T09:00:00.000Z',
				endDateTime: '2026-04-22T17:00:00.000Z',
			});
		}
	},
	inHubSpot: ({ hubspot }, key) => {
		const event = hubspot.eventByExternalId(DEFAULT_APP_ID, EVENT_LIST, key);
		return {
			name: event?.eventName,
			organizer: event?.eventOrganizer,
			type: event?.eventType,
			url: event?.eventUrl,
			description: event?.eventDescription,
			cancelled: String(event?.eventCancelled),
			completed: String(event?.eventCompleted),
		};
	},
};

const companies: Scenario = {
	workflow: 'examples/update-companies-by-unique-property.json',
	list: 'demo/companies.csv',
	key: 'erp_id',
	name: 'company',
	faults: [
		{ kind: 'serverError', status: 502, applied: true, html: true },
		null,
		{ kind: 'forgetResults', count: 1 },
	],
	trouble: [
		'call 1 is carried out, but its answer is lost on the way (502)',
		'call 3 is carried out, but its answer leaves out one company',
	],
	// HubSpot knows every company of the list but those numbered ERP-9….
	seed: ({ hubspot }, rows) => {
		const types = ['PROSPECT', 'PARTNER', 'RESELLER', 'VENDOR', 'OTHER'];
		hubspot.defineProperty('companies', { name: 'erp_id', hasUniqueValue: true });
		hubspot.defineProperty('companies', { name: 'annualrevenue', type: 'number' });
		hubspot.defineProperty('companies', { name: 'type', type: 'enumeration', options: types });
		for (const key of new Set(rows.map(({ erp_id: id }) => id?.trim()))) {
			if (!key || key.startsWith('ERP-9')) continue;
			hubspot.seedObject('companies', { erp_id: key, name: 'As it was before' });
		}
		for (const record of hubspot.objects('companies').values()) record.updatedAt = LONG_AGO;
	},
	inHubSpot: ({ hubspot }, key) => {
		const all = [...hubspot.objects('companies').values()];
		const found = all.find(({ properties }) => properties.erp_id === key)?.properties;
		return {
			company: found?.name,
			city: found?.city,
			type: found?.type,
			employees: found?.numberofemployees,
			annual_revenue: found?.annualrevenue,
		};
	},
};

const contacts: Scenario = {
	workflow: 'examples/upsert-contacts-from-csv.json',
	list: 'demo/contacts.csv',
	key: 'email',
	name: 'last_name',
	faults: [{ kind: 'reset', applied: true }, null, { kind: 'rejectSome', count: 1, named: true }],
	trouble: [
		'call 1 is carried out, but the connection breaks before its answer',
		'of the contacts of call 3, one is refused',
	],
	// Half of them are there already.
	seed: ({ hubspot }, rows) => {
		for (const name of ['company', 'jobtitle']) hubspot.defineProperty('contacts', { name });
		const addresses = new Set(rows.map(({ email }) => email.trim()).filter(Boolean));
		[...addresses].forEach((email, n) => {
			if (n % 2) hubspot.seedObject('contacts', { email, firstname: 'As before' });
		});
	},
	inHubSpot: ({ hubspot }, key) => {
		const all = [...hubspot.objects('contacts').values()];
		const found = all.find(({ properties }) => properties.email === key)?.properties;
		return {
			first_name: found?.firstname,
			last_name: found?.lastname,
			company: found?.company,
			job_title: found?.jobtitle,
			phone: found?.phone,
		};
	},
};

export const SCENARIOS = [events, companies, contacts];
