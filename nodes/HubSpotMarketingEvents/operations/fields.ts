/** The fields of a marketing event, and how the fields of an item become a raw input. */
import type { INodeProperties } from 'n8n-workflow';

import type { Contradiction } from '../../hubspot/comparing';
import type { Input, Values } from '../../hubspot/endpoint';
import { contradicted, droppedProperties, type EventUpdate } from '../../hubspot/events';
import type { Result } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import type { Reading } from '../../hubspot/values';
import { omit } from '../../hubspot/json';
import { ofAnotherApp } from '../../n8n/lookUps';
import { clashIn } from '../../n8n/columns';
import { EVENT } from '../../n8n/nouns';
import type { Fields, RawInput } from '../../n8n/operation';
import { inputParameters } from '../../n8n/parameters';
import { namesIn } from './parameters';

interface EventField {
	id: string;
	displayName: string;
	type: 'string' | 'dateTime' | 'boolean';
	/** Whether the operation takes this field, and whether the field is required. */
	upsert?: 'required' | 'optional';
	update?: 'required' | 'optional';
	/** The same of an update by external IDs, where it is another than `update`. */
	updateByExternalId?: 'required' | 'optional' | 'none';
}

/** Write fields of a marketing event, as HubSpot's reference pages list them for the two endpoints. */
export const EVENT_FIELDS: EventField[] = [
	{
		id: 'objectId',
		displayName: 'Object ID',
		type: 'string',
		update: 'required',
		updateByExternalId: 'none',
	},
	{
		id: 'externalAccountId',
		displayName: 'External Account ID',
		type: 'string',
		upsert: 'required',
		updateByExternalId: 'optional',
	},
	{
		id: 'externalEventId',
		displayName: 'External Event ID',
		type: 'string',
		upsert: 'required',
		updateByExternalId: 'required',
	},
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

export type FieldsOf = 'upsert' | 'update' | 'updateByExternalId';

/** Whether a mapper has a field: `required`, `optional`, or not at all. */
export function needOf(field: EventField, of: FieldsOf): 'required' | 'optional' | undefined {
	const need = of === 'updateByExternalId' ? (field[of] ?? field.update) : field[of];
	return need === 'none' ? undefined : need;
}

/** What messages call the fields: the labels that the editor shows. */
const LABELS: Values = Object.fromEntries(
	EVENT_FIELDS.map(({ id, displayName }) => [id, displayName]),
);
const CUSTOM = 'customProperties';
const STANDARD = new Set([...EVENT_FIELDS.map(({ id }) => id), CUSTOM]);

const asStandard = (name: string) => (STANDARD.has(name) ? name : undefined);

/**
 * Standard fields keep their names; every other field that the account has becomes a custom
 * property.
 */
export function eventFromFields({ values: given, known }: Fields): RawInput {
	const raw: Input = {};
	const unknown: string[] = [];
	let custom: Array<{ name: string; value: unknown }> | undefined;
	let renamed = false;
	for (const column of Object.keys(given)) {
		const value = given[column];
		const field = known && column !== CUSTOM ? known.fieldOf(column) : asStandard(column);
		if (field === undefined) unknown.push(column);
		else if (STANDARD.has(field)) raw[field] = Array.isArray(value) ? [...value] : value;
		else (custom ??= []).push({ name: field, value });
		renamed ||= field !== undefined && field !== column;
	}
	if (custom) {
		if (values.isEmpty(raw[CUSTOM])) raw[CUSTOM] = custom;
		else if (Array.isArray(raw[CUSTOM])) raw[CUSTOM].push(...custom);
	}
	const problem = renamed && known ? clashIn(given, known) : undefined;
	return { raw, unknown, problem, columns: LABELS };
}

/** The same of an update: the event is named by the IDs that the node is set to, and no others. */
export function updateFromFields(fields: Fields): RawInput {
	const read = eventFromFields(fields);
	const raw = read.raw as Input;
	const others = omit(raw, 'objectId', 'externalEventId', 'externalAccountId');
	return { ...read, raw: { ...namesIn(raw, fields.beside?.findEventsBy), ...others } };
}

export const optionalFields = (reading: Reading) => ({
	startDateTime: values.clearableMoment(reading),
	endDateTime: values.clearableMoment(reading),
	eventType: values.clearableText(reading),
	eventDescription: values.clearableText(reading),
	eventUrl: values.clearableText(reading),
	eventCancelled: values.clearableFlag(reading),
	customProperties: values.customProperties(reading),
});

/** Moments in UTC that are written alike are in order as texts, which is found out at once. */
const isLaterText = (start: string, end: string) =>
	start.length === end.length && start.endsWith('Z') && end.endsWith('Z') && end >= start;

/** Refuses an event that ends before it starts. */
export const inOrder: values.Check = ({ startDateTime, endDateTime }, refuse) => {
	if (startDateTime === undefined || endDateTime === undefined) return;
	if (isLaterText(String(startDateTime), String(endDateTime))) return;
	const start = values.epochOf(startDateTime);
	const end = values.epochOf(endDateTime);
	if (start === undefined || end === undefined || end >= start) return;
	const midnight = String(endDateTime).endsWith('T00:00:00.000Z');
	const hint = midnight ? ': a day without a time is midnight UTC, so give it a time' : '';
	refuse(
		endDateTime,
		{
			problem: `must not be before the start (${String(startDateTime)}), but is ${String(endDateTime)}${hint}`,
		},
		['endDateTime'],
	);
};

/** Warnings about what HubSpot's answer shows otherwise, and custom properties that it dropped. */
export function warningsOf(input: Input, result: Result): Array<string | Contradiction> {
	const told = contradicted(input, result);
	const dropped = droppedProperties(input, result);
	// Nearly always there are none, so that no list is made for each of 100,000 events.
	if (!dropped.length) return told;
	return [
		...told,
		...dropped.map(
			(name) =>
				`HubSpot's answer does not show the custom property “${name}”. HubSpot drops properties that do not exist on marketing events: check its internal name.`,
		),
	];
}

/** The same of an update, which may be of an event of another app. */
export const warningsOfUpdate = (
	input: EventUpdate,
	result: Result,
): Array<string | Contradiction> => [
	...(input.ownedBy === undefined ? [] : [ofAnotherApp(EVENT.one, input.ownedBy)]),
	...warningsOf(input, result),
];

/** The mapper of an operation that writes events. `dependsOn`: parameters that say which fields it has. */
export const eventParameters = (
	name: string,
	method: string,
	example: Input,
	dependsOn?: string[],
) =>
	inputParameters(
		{
			name,
			method,
			dependsOn,
			mode: 'add',
			words: { singular: 'field', plural: 'fields' },
			valuesLabel: 'Values to Send',
		},
		example,
	);

/** What a person must know about dates before the first run. */
export const datesNotice: INodeProperties = {
	displayName:
		"A date without a time means midnight UTC. A time without a time zone is taken in the workflow's time zone.",
	name: 'datesNotice',
	type: 'notice',
	default: '',
};
