/** What several operations of this node share: the resource, and how an item names its event. */
import type { INodeProperties } from 'n8n-workflow';

import type { Input, Values } from '../../hubspot/endpoint';
import { isNoSegment, type EventName } from '../../hubspot/events';
import * as values from '../../hubspot/values';
import type { Fields, RawInput, Resource } from '../../n8n/operation';

export const EVENT_RESOURCE: Resource = { name: 'Event', value: 'event' };
export const ATTENDANCE_RESOURCE: Resource = { name: 'Attendance', value: 'attendance' };

// ---------------------------------------------------------------- the IDs of the tool that an event comes from

const EXTERNAL_EVENT_ID: INodeProperties = {
	displayName: 'External Event ID',
	name: 'externalEventId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. webinar-17',
	description: 'The ID that the event has in the tool it comes from',
};

const EXTERNAL_ACCOUNT_ID: INodeProperties = {
	displayName: 'External Account ID',
	name: 'externalAccountId',
	type: 'string',
	default: '',
	placeholder: 'e.g. acme',
	description: 'The account ID that the event was created with',
};

/** What messages call the parameters that name an event. */
const LABELS = {
	objectId: 'Object ID',
	externalEventId: EXTERNAL_EVENT_ID.displayName,
	externalAccountId: EXTERNAL_ACCOUNT_ID.displayName,
};

/** Half of a surrogate pair: no address can be made of it. */
const HALF_A_CHARACTER = /\p{Cs}/u;

/** An ID that stands in the address of a call. */
export const sendable: values.Field<string> = (given, refuse) => {
	const id = values.key(given, refuse);
	if (id === undefined || !HALF_A_CHARACTER.test(id)) return id;
	const problem = 'holds half of a character, which cannot be sent: check how it was cut';
	return refuse(given, { problem });
};

// ---------------------------------------------------------------- events that the same app created

/** HubSpot finds such an event by both of its external IDs. */
export const OWN_EVENT_PARAMETERS: INodeProperties[] = [
	EXTERNAL_EVENT_ID,
	{ ...EXTERNAL_ACCOUNT_ID, required: true },
];

export const OWN_EVENT_FIELDS = OWN_EVENT_PARAMETERS.map(({ name }) => name);

export const OWN_EVENT_EXAMPLE = { externalEventId: 'conf-2027', externalAccountId: 'acct-1' };

export const ownEventFromFields = ({ values: given }: Fields): { raw: Input; columns: Values } => ({
	raw: { externalEventId: given.externalEventId, externalAccountId: given.externalAccountId },
	columns: LABELS,
});

/**
 * The part of an input that names an event of the same app.
 * @param instead where the external event ID stands in the path of a call: what takes IDs that no path can hold
 */
export const ownEvent = (instead?: string) => ({
	externalAccountId: sendable,
	externalEventId: ((given, refuse) => {
		const id = sendable(given, refuse);
		if (id === undefined || instead === undefined || !isNoSegment(id)) return id;
		const problem = `is ${values.inWords(id)}, which no address of HubSpot's can hold: use ${instead}`;
		return refuse(given, { problem });
	}) satisfies values.Field<string>,
});

// ---------------------------------------------------------------- events of any app

const BY_EXTERNAL_ID = 'externalEventId';

/** By which IDs events are found: HubSpot's own, or those of the tool that they come from. */
export const FIND_EVENTS_BY: INodeProperties = {
	displayName: 'Find Events By',
	name: 'findEventsBy',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'External Event ID',
			value: BY_EXTERNAL_ID,
			description:
				'The ID that the event has in the tool it comes from, such as the number of a webinar. Each event is looked up first, which takes the read scope and a call or two.',
		},
		{
			name: 'Object ID',
			value: 'objectId',
			description: "HubSpot's own ID of the event, which Upsert Events returns as objectId",
		},
	],
	default: 'objectId',
};

/** Whether the node is set to find events by their external ID. */
export const areExternal = (findBy: unknown): boolean => findBy === BY_EXTERNAL_ID;

/** The fields of a form that name an event. */
export const EVENT_NAME_PARAMETERS: INodeProperties[] = [
	FIND_EVENTS_BY,
	{
		displayName: 'Object ID',
		name: 'objectId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 50001',
		description: "HubSpot's own ID of the event",
		hint: 'Upsert Events returns it as objectId. It is not the external event ID.',
		displayOptions: { show: { findEventsBy: ['objectId'] } },
	},
	{ ...EXTERNAL_EVENT_ID, displayOptions: { show: { findEventsBy: [BY_EXTERNAL_ID] } } },
	{
		...EXTERNAL_ACCOUNT_ID,
		description: `${EXTERNAL_ACCOUNT_ID.description}. Leave it empty where no two events have the same external event ID.`,
		displayOptions: { show: { findEventsBy: [BY_EXTERNAL_ID] } },
	},
];

/** The names of these parameters. */
export const EVENT_NAME_FIELDS = EVENT_NAME_PARAMETERS.map(({ name }) => name);

/** The part of a raw input that names an event: by the IDs that the node is set to, and no others. */
export const namesIn = (given: Record<string, unknown>, findBy: unknown) =>
	areExternal(findBy)
		? {
				externalEventId: given.externalEventId ?? '',
				externalAccountId: given.externalAccountId,
			}
		: { objectId: given.objectId };

/** The same, and what messages call its parts, of fields that say by which IDs events are found. */
export const namedInFields = ({ values: given }: Fields) => ({
	raw: namesIn(given, given.findEventsBy),
	columns: LABELS,
});

export const eventNameFromFields = (fields: Fields): RawInput => namedInFields(fields);

const mayLack =
	(field: values.Field<string>): values.Field<string | undefined> =>
	(value, refuse) =>
		value === undefined ? undefined : field(value, refuse);

/** The same of an ID that is no number, which is mostly the one of another tool: says where that goes. */
const elseExternal =
	(field: values.Field<string>): values.Field<string> =>
	(given, refuse) =>
		field(given, (value, why, path) => {
			if (typeof value !== 'string' || typeof why === 'string' || 'problem' in why) {
				return refuse(value, why, path);
			}
			const hint = `to find events by the ID of another tool, choose External Event ID under ${FIND_EVENTS_BY.displayName}`;
			return refuse(value, { ...why, hint }, path);
		});

/** An event is named by its object ID, or by its external IDs, as an input has them. */
export const eventName = (objectId: values.Field<string>) => ({
	objectId: mayLack(elseExternal(objectId)),
	externalEventId: mayLack(sendable),
	externalAccountId: (value: unknown, refuse: Parameters<typeof values.key>[1]) =>
		values.isEmpty(value) ? undefined : values.key(value, refuse),
});

/** Refuses an input that names no event, or names one twice: the names may be those of two events. */
export const isOneName: values.Check = (input, refuse) => {
	const { objectId, externalEventId, externalAccountId } = input as EventName;
	if (objectId === undefined && externalEventId === undefined) {
		const name = externalAccountId === undefined ? 'objectId' : 'externalEventId';
		return refuse(undefined, { problem: 'is required but missing' }, [name]);
	}
	if (objectId === undefined) return;
	const other = externalEventId === undefined ? 'externalAccountId' : 'externalEventId';
	if (input[other] === undefined) return;
	const problem = 'must not stand beside objectId: name the event by one of them';
	refuse(input[other], { problem }, [other]);
};
