/** execute.ts, for every operation of both nodes: no item, and one. */
import '../host/virtual-time';

import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { execute } from '../../nodes/n8n/execute';
import { standIn } from '../host/stand-in';

const locator = (value: string) => ({ __rl: true, mode: 'id', value });
const mapper = { mappingMode: 'autoMapInputData', matchingColumns: ['hs_object_id'], value: null };

/** What any operation may ask for. */
const PARAMETERS = {
	authentication: 'accessToken',
	inputMode: 'fields',
	objectType: locator('contacts'),
	fromObjectType: locator('contacts'),
	toObjectType: locator('companies'),
	listId: locator('77'),
	fields: mapper,
	fieldsToCreate: mapper,
	fieldsToUpsert: { ...mapper, matchingColumns: ['email'] },
	record: '={{ $json.id }}',
	objectId: '={{ $json.id }}',
	member: '={{ $json.id }}',
	fromRecord: '={{ $json.id }}',
	toRecord: '={{ $json.id }}',
	label: '',
	idProperty: '',
	searchText: '',
	filterGroups: {},
	returnAll: true,
	options: {},
};

const RECORD = { id: '1', hs_object_id: '1', email: 'ada@example.com', phone: '1' };

const OWN_EVENT = { externalAccountId: 'a', externalEventId: 'e' };
const START = '2027-03-01T09:00:00Z';
const END = '2027-03-01T17:00:00Z';

/** Events are given as JSON: the mapper takes no column that HubSpot's events do not have. */
const EVENTS: Record<string, object> = {
	upsertEvents: {
		...OWN_EVENT,
		eventName: 'Conf',
		eventOrganizer: 'ACME',
	},
	batchUpdateEvents: { objectId: '1', eventName: 'Conf' },
	cancelEvents: OWN_EVENT,
	completeEvents: { ...OWN_EVENT, startDateTime: START, endDateTime: END },
	deleteEvents: OWN_EVENT,
	recordAttendance: { objectId: '1', subscriberState: 'register', email: 'ada@example.com' },
	getEventsOfContact: { contactIdentifier: '1' },
};

const ALL = [
	...RECORD_OPERATIONS.map((row) => ({ name: row.name, row, rows: RECORD_OPERATIONS })),
	...EVENT_OPERATIONS.map((row) => ({ name: row.name, row, rows: EVENT_OPERATIONS })),
];

let accounts = 0;

async function run({ row, rows }: (typeof ALL)[number], count: number) {
	const { resource, value: operation } = row;
	const event = EVENTS[operation];
	const items = Array.from({ length: count }, () => ({ json: { ...RECORD } }));
	const asked = standIn({
		withholdsDefinitions: true,
		credentialId: `sizes ${++accounts}`,
		items,
		continueOnFail: true,
		answer: () => ({ status: 'COMPLETE', results: [] }),
		parameters: {
			...PARAMETERS,
			resource: resource?.value,
			operation,
			...(event && { inputMode: 'json', json: () => event }),
		},
	});
	const [out] = await execute.call(asked.context, rows);
	return { ...asked, out };
}

describe.each(ALL)('$name', (of) => {
	it('of no items calls nobody, says nothing and returns nothing', async () => {
		const { out, calls, hints, messages } = await run(of, 0);
		expect({ out, calls, hints, messages }).toEqual({
			out: [],
			calls: [],
			hints: [],
			messages: [],
		});
	});

	it('of one item calls HubSpot', async () => {
		const { calls } = await run(of, 1);
		expect(calls.length).toBeGreaterThan(0);
	});
});
