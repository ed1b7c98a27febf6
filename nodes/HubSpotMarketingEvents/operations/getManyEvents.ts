/** Get Many Events: one question in, the events of the account that it wants out. */
import type { INodeProperties } from 'n8n-workflow';

import { eventPages, type EventQuestion } from '../../hubspot/eventList';
import * as values from '../../hubspot/values';
import { EVENT } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { datesNotice } from './fields';
import { EVENT_RESOURCE } from './parameters';

const FILTERS: INodeProperties[] = [
	{
		displayName: 'Name Contains',
		name: 'nameContains',
		type: 'string',
		default: '',
		placeholder: 'e.g. webinar',
		description: 'Return only events whose name contains this text, in any case',
	},
	{
		displayName: 'Event Type',
		name: 'eventType',
		type: 'string',
		default: '',
		placeholder: 'e.g. WEBINAR',
		description: 'Return only events of this type, in any case',
	},
	{
		displayName: 'Starts From',
		name: 'startsFrom',
		type: 'dateTime',
		default: '',
		description: 'Return only events that start at this moment or later',
	},
	{
		displayName: 'Starts Before',
		name: 'startsBefore',
		type: 'dateTime',
		default: '',
		description:
			'Return only events that start before this moment: for all of March, the first of April',
	},
	{
		displayName: 'Organizer Contains',
		name: 'organizerContains',
		type: 'string',
		default: '',
		placeholder: 'e.g. ACME',
		description: 'Return only events whose organizer contains this text, in any case',
	},
];

const HOW_MANY: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

/** Refuses a stretch of time in which nothing can start. */
const inOrder: values.Check = ({ startsFrom, startsBefore }, refuse) => {
	const from = values.epochOf(startsFrom);
	const before = values.epochOf(startsBefore);
	if (from === undefined || before === undefined || before > from) return;
	const problem = `must be later than Starts From (${String(startsFrom)}), but is ${String(startsBefore)}`;
	refuse(startsBefore, { problem }, ['startsBefore']);
};

export const getManyEvents = operation<EventQuestion>({
	resource: EVENT_RESOURCE,
	value: 'getManyEvents',
	name: 'Get Many Events',
	action: 'Get many events',
	description:
		'List marketing events, with the numbers of people who registered, attended and cancelled, up to 100 per call',
	toolDescription:
		'List HubSpot marketing events by name, type, organizer and start, with the numbers of people who registered, attended and cancelled. Changes nothing.',
	form: {
		options: [],
		parameters: [
			{
				displayName:
					"HubSpot's list of events takes no filters: all events of the account are read, and those that do not match are left out here.",
				name: 'filtersNotice',
				type: 'notice',
				default: '',
			},
			datesNotice,
			...plainParameters([...FILTERS, ...HOW_MANY], {
				nameContains: 'webinar',
				startsFrom: '2027-01-01T00:00:00Z',
				limit: 50,
			}),
		],
		place: {},
		fields: [...FILTERS, ...HOW_MANY].map(({ name }) => name),
		takesDates: true,
		fromFields: ({ values: { returnAll, limit, ...filters } }) => ({
			raw: { ...filters, limit: returnAll === true ? undefined : limit },
			columns: Object.fromEntries(
				[...FILTERS, ...HOW_MANY].map(({ name, displayName }) => [name, displayName]),
			),
		}),
		input: (reading) =>
			values.shape(
				{
					nameContains: values.textOrAbsent,
					eventType: values.textOrAbsent,
					startsFrom: values.momentOrAbsent(reading),
					startsBefore: values.momentOrAbsent(reading),
					organizerContains: values.textOrAbsent,
					limit: values.limit,
				},
				inOrder,
			),
		noun: () => EVENT,
		name: ({ nameContains = '' }) => ['name', nameContains],
	},
	effect: { kind: 'list', thing: 'list', pages: eventPages },
});
