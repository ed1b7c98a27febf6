/** The rows of the Marketing Events node, and the fields that a marketing event has. */
import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod/v4';

import { idText, type Result } from '../hubspot/api';
import { operation, type Fields, type Input } from '../n8n/operation';
import { inputParameters } from '../n8n/parameters';
import * as values from '../hubspot/values';
import type { CustomProperty, Reading } from '../hubspot/values';

/** The mapper shows these; custom properties of object type 0-54 come from the account. */
export const MARKETING_EVENT = '0-54';

interface EventField {
	id: string;
	displayName: string;
	type: 'string' | 'dateTime' | 'boolean';
	/** Which operation takes it; required ones are marked. */
	upsert?: 'required' | 'optional';
	update?: 'required' | 'optional';
}

/** Write fields of a marketing event, as HubSpot's reference pages list them for the two endpoints. */
export const EVENT_FIELDS: EventField[] = [
	{ id: 'objectId', displayName: 'Object ID', type: 'string', update: 'required' },
	{
		id: 'externalAccountId',
		displayName: 'External Account ID',
		type: 'string',
		upsert: 'required',
	},
	{ id: 'externalEventId', displayName: 'External Event ID', type: 'string', upsert: 'required' },
	{
		id: 'eventName',
		displayName: 'Event Name',
		type: 'string',
		upsert: 'required',
		update: 'optional',
	},
	{
		id: 'eventOrganizer',
		displayName: 'Event Organizer',
		type: 'string',
		upsert: 'required',
		update: 'optional',
	},
	{
		id: 'startDateTime',
		displayName: 'Start Date and Time',
		type: 'dateTime',
		upsert: 'optional',
		update: 'optional',
	},
	{
		id: 'endDateTime',
		displayName: 'End Date and Time',
		type: 'dateTime',
		upsert: 'optional',
		update: 'optional',
	},
	{
		id: 'eventType',
		displayName: 'Event Type',
		type: 'string',
		upsert: 'optional',
		update: 'optional',
	},
	{
		id: 'eventDescription',
		displayName: 'Event Description',
		type: 'string',
		upsert: 'optional',
		update: 'optional',
	},
	{
		id: 'eventUrl',
		displayName: 'Event URL',
		type: 'string',
		upsert: 'optional',
		update: 'optional',
	},
	{
		id: 'eventCancelled',
		displayName: 'Event Cancelled',
		type: 'boolean',
		upsert: 'optional',
		update: 'optional',
	},
	{ id: 'eventCompleted', displayName: 'Event Completed', type: 'boolean', upsert: 'optional' },
];

const STANDARD = new Set([...EVENT_FIELDS.map(({ id }) => id), 'customProperties']);

/** Standard fields stay where they are; whatever else the account knows is a custom property. */
function fromFields({ values: given, known }: Fields) {
	const raw: Input = {};
	const unknown: string[] = [];
	const custom: Array<{ name: string; value: unknown }> = [];
	for (const [name, value] of Object.entries(given)) {
		if (STANDARD.has(name)) raw[name] = Array.isArray(value) ? [...value] : value;
		else if (known?.has(name)) custom.push({ name, value });
		else unknown.push(name);
	}
	if (values.isEmpty(raw.customProperties)) raw.customProperties = custom;
	else if (Array.isArray(raw.customProperties)) raw.customProperties.push(...custom);
	return { raw, unknown, idColumn: 'objectId' };
}

const optionalFields = (reading: Reading) => ({
	startDateTime: values.clearableMoment(reading),
	endDateTime: values.clearableMoment(reading),
	eventType: values.clearableText(reading),
	eventDescription: values.clearableText(reading),
	eventUrl: values.clearableText(reading),
	eventCancelled: values.clearableFlag(reading),
	customProperties: values.customProperties(reading),
});

function endsBeforeItStarts(event: Record<string, unknown>): boolean {
	const start = values.epochOf(event.startDateTime);
	const end = values.epochOf(event.endDateTime);
	return start !== undefined && end !== undefined && end < start;
}

const inOrder = <T extends Input>(schema: z.ZodType<T>): z.ZodType<T> =>
	schema.refine((event) => !endsBeforeItStarts(event), {
		path: ['endDateTime'],
		error: ({ input }) => {
			const { startDateTime, endDateTime } = input as Record<string, unknown>;
			const midnight = String(endDateTime).endsWith('T00:00:00.000Z');
			const hint = midnight ? ' (a day without a time is midnight UTC: give it a time)' : '';
			return `expected a moment not before startDateTime (${String(startDateTime)}), got ${String(endDateTime)}${hint}`;
		},
	});

const VISIBLE = [
	'eventName',
	'eventOrganizer',
	'startDateTime',
	'endDateTime',
	'eventType',
	'eventUrl',
	'eventDescription',
	'eventCancelled',
	'eventCompleted',
];

/** What an event looks like from outside: the fields that inputs and results share. */
function appearance(event: Input | Result): Record<string, string> {
	const seen: Record<string, string> = {};
	for (const name of VISIBLE) {
		const value = event[name];
		if (value === undefined || value === '' || typeof value === 'object') continue;
		seen[name] = String(
			values.epochOf(name.endsWith('DateTime') ? value : undefined) ?? value,
		).trim();
	}
	return seen;
}

/** What an event holds, or an input writes, custom properties included, as comparable text. */
function contents(event: Input | Result): Record<string, string> {
	const held: Record<string, string> = {};
	for (const name of VISIBLE)
		if (event[name] !== undefined) held[name] = values.comparable(event[name]);
	const custom = Array.isArray(event.customProperties) ? event.customProperties : [];
	for (const { name, value } of custom as CustomProperty[]) {
		held[`customProperties.${name}`] = values.comparable(value);
	}
	return held;
}

/** Names as HubSpot's errors may call them: fields, and custom properties by their own names. */
const propertiesOf = (event: Input): Record<string, string> =>
	Object.fromEntries(
		Object.entries(contents(event)).map(([name, value]) => [
			name.replace(/^customProperties\./, ''),
			value,
		]),
	);

const objectIdOf = (event: Result) => idText(event.objectId) ?? idText(event.id);

/** HubSpot drops custom properties that do not exist on marketing events, without an error. */
function droppedProperties(input: Input, result: Result): string[] {
	if (!Array.isArray(result.customProperties)) return [];
	const stored = new Set(result.customProperties.map((entry: { name?: unknown }) => entry?.name));
	return ((input.customProperties ?? []) as CustomProperty[])
		.filter(({ name, value }) => value !== '' && !stored.has(name))
		.map(
			({ name }) =>
				`HubSpot's answer does not show the custom property “${name}”. HubSpot drops properties that do not exist on marketing events: check its internal name.`,
		);
}

const fields = (method: string, example: Input) =>
	inputParameters(
		{
			method,
			mode: 'add',
			dependsOn: ['operation'],
			words: { singular: 'field', plural: 'fields' },
			valuesLabel: 'Values to Send',
		},
		example,
	);

/** The one thing about dates that a person must know before the first run. */
const datesNotice: INodeProperties = {
	displayName:
		"A date without a time is midnight UTC. A time without a zone is in the workflow's time zone.",
	name: 'datesNotice',
	type: 'notice',
	default: '',
};

export const upsertEvents = operation({
	value: 'upsertEvents',
	name: 'Upsert Events',
	action: 'Upsert events',
	description:
		'Create marketing events, or update those this app created before, up to 100 per call',
	toolDescription:
		'Create one HubSpot marketing event, or update it where it exists. An event is known by its external event ID, together with an external account ID: to update an event, repeat what it was created with; another ID creates another event.',
	family: 'marketingEvents',
	path: '/events/upsert',
	limit: 100,
	repeatable: true,
	parameters: [
		{
			displayName:
				'External Account ID and External Event ID, both yours to choose, name the event. Only events that the same HubSpot app created are updated: those of another app are created a second time.',
			name: 'ownershipNotice',
			type: 'notice',
			default: '',
		},
		datesNotice,
		...fields('getUpsertFields', {
			externalAccountId: 'acct-1',
			externalEventId: 'conf-2027',
			eventName: 'Conf',
			eventOrganizer: 'ACME',
		}),
	],
	fromFields,
	input: (reading) =>
		inOrder(
			values.shape({
				externalAccountId: values.key,
				externalEventId: values.key,
				eventName: values.requiredText,
				eventOrganizer: values.requiredText,
				...optionalFields(reading),
				eventCompleted: values.clearableFlag(reading),
			}),
		),
	writes: () => true,
	match: {
		key: (input) => JSON.stringify([input.externalAccountId, input.externalEventId]),
		label: (input) => `the event with external event ID “${input.externalEventId}”`,
		names: (input) => [input.externalEventId],
		namedBy: ['externalEventIds', 'externalEventId'],
		appearance,
		alwaysCarried: ['eventName', 'eventOrganizer'],
		properties: propertiesOf,
		warnings: droppedProperties,
	},
	lookUp: {
		limit: 1,
		call: ([{ externalEventId, externalAccountId }]) => ({
			method: 'GET',
			path: '/events/{externalEventId}',
			parameters: { externalEventId },
			query: { externalAccountId },
		}),
		isOf: ({ externalEventId }, input) =>
			externalEventId === undefined || idText(externalEventId) === input.externalEventId,
		values: contents,
		changedAt: ({ updatedAt }) => values.epochOf(updatedAt),
		absentMeansUnwritten: true,
	},
	// Upserts in a batch were seen to be answered with nothing and to write nothing; single ones do write.
	alone: (input) => ({
		method: 'PUT',
		path: '/events/{externalEventId}',
		parameters: { externalEventId: input.externalEventId },
		body: input,
	}),
});

export const batchUpdateEvents = operation({
	value: 'batchUpdateEvents',
	name: 'Batch Update Events',
	action: 'Batch update events',
	description: 'Update marketing events of any app by their object ID, up to 100 per call',
	toolDescription:
		'Update one existing HubSpot marketing event by its object ID. Never creates an event.',
	family: 'marketingEvents',
	path: '/batch/update',
	limit: 100,
	repeatable: true,
	parameters: [datesNotice, ...fields('getUpdateFields', { objectId: '50001', eventName: 'Conf' })],
	fromFields,
	input: (reading) =>
		inOrder(
			values.shape({
				objectId: values.key,
				eventName: values.textOrAbsent,
				eventOrganizer: values.textOrAbsent,
				...optionalFields(reading),
			}),
		),
	writes: (input) =>
		Object.entries(input).some(([name, value]) => name !== 'objectId' && value !== undefined),
	match: {
		key: (input) => input.objectId,
		label: (input) => `the event with object ID “${input.objectId}”`,
		names: (input) => [input.objectId],
		namedBy: ['ids', 'id', 'objectIds', 'objectId'],
		resultKey: objectIdOf,
		properties: propertiesOf,
		warnings: droppedProperties,
	},
	lookUp: {
		limit: 1,
		call: ([{ objectId }]) => ({ method: 'GET', path: '/{objectId}', parameters: { objectId } }),
		isOf: (event, { objectId }) => objectIdOf(event) === objectId,
		values: contents,
		changedAt: ({ updatedAt }) => values.epochOf(updatedAt),
		absentMeansUnwritten: true,
	},
});

export const EVENT_OPERATIONS = [upsertEvents, batchUpdateEvents];
