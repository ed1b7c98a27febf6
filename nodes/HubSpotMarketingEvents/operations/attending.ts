/** How an item says who did what at an event, and when: parameters, and how they become an input. */
import type { INodeProperties } from 'n8n-workflow';

import type { AttendanceInput, AttendanceState } from '../../hubspot/attendance';
import { emailProblem } from '../../hubspot/emails';
import type { Values } from '../../hubspot/endpoint';
import { isRecord, listOf, put, single } from '../../hubspot/json';
import * as values from '../../hubspot/values';
import type { Reading } from '../../hubspot/values';
import type { Fields, RawInput } from '../../n8n/operation';
import { EVENT_NAME_FIELDS, EVENT_NAME_PARAMETERS, eventNameFromFields } from './parameters';

// ---------------------------------------------------------------- parameters

const BY_EMAIL = 'email';
const BY_PROPERTY = 'property';

const STATE: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'options',
	options: [
		{ name: 'Attended', value: 'attend', description: 'The person was there' },
		{ name: 'Cancelled', value: 'cancel', description: 'The person called off' },
		{ name: 'Registered', value: 'register', description: 'The person signed up' },
	],
	default: 'attend',
	description:
		'What the person did. An expression may give Registered, Attended or Cancelled for each item. Who did not come is worked out by HubSpot once the event is completed.',
};

const CONTACT_BY: INodeProperties = {
	displayName: 'Find Contacts By',
	name: 'contactBy',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Email',
			value: BY_EMAIL,
			description: 'HubSpot creates contacts that it does not have',
		},
		{
			name: 'Other Property',
			value: BY_PROPERTY,
			description: 'Contacts are looked up first, which takes the scope to read contacts',
		},
		{ name: 'Record ID', value: 'recordId', description: "HubSpot's own ID of the contact" },
	],
	default: BY_EMAIL,
};

const CONTACT_PROPERTY: INodeProperties = {
	displayName: 'Contact Property Name or ID',
	name: 'contactProperty',
	type: 'options',
	typeOptions: {
		loadOptionsMethod: 'getContactKeys',
		loadOptionsDependsOn: ['authentication'],
	},
	default: '',
	required: true,
	description:
		'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	displayOptions: { show: { contactBy: [BY_PROPERTY] } },
};

const CONTACT: INodeProperties = {
	displayName: 'Contact',
	name: 'contact',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. ada@example.com',
	description: 'The email of the contact, or the ID or value chosen above',
};

const OCCURRED_AT: INodeProperties = {
	displayName: 'Occurred At',
	name: 'occurredAt',
	type: 'dateTime',
	default: '',
	description:
		'When it happened. HubSpot takes the same person with the same time for the same entry, so a mapped time keeps a second run from counting anybody twice. Left empty: Joined At, else the start of the event where the person attended, else the moment of the run.',
};

// Shown for every state, because the editor cannot know it where an expression gives it for each item.
const JOINED_AT: INodeProperties = {
	displayName: 'Joined At',
	name: 'joinedAt',
	type: 'dateTime',
	default: '',
	description: 'Of who attended: when the person came, at least one second before Left At',
};

const LEFT_AT: INodeProperties = {
	displayName: 'Left At',
	name: 'leftAt',
	type: 'dateTime',
	default: '',
	description:
		'Of who attended: when the person left. From both times, HubSpot works out how long they attended.',
};

const CONTACT_PROPERTIES: INodeProperties = {
	displayName: 'Contact Properties',
	name: 'contactProperties',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Property',
	default: {},
	description:
		'What HubSpot writes to contacts that it creates. Contacts that exist stay as they are.',
	options: [
		{
			displayName: 'Property',
			name: 'property',
			values: [
				{
					displayName: 'Property Name or ID',
					name: 'name',
					type: 'options',
					typeOptions: {
						loadOptionsMethod: 'getContactProperties',
						loadOptionsDependsOn: ['authentication'],
					},
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
				},
			],
		},
	],
	displayOptions: { show: { contactBy: [BY_EMAIL] } },
};

export const ATTENDANCE_PARAMETERS: INodeProperties[] = [
	...EVENT_NAME_PARAMETERS,
	STATE,
	CONTACT_BY,
	CONTACT_PROPERTY,
	CONTACT,
	OCCURRED_AT,
	JOINED_AT,
	LEFT_AT,
	CONTACT_PROPERTIES,
];

export const ATTENDANCE_FIELDS = [
	...EVENT_NAME_FIELDS,
	...[STATE, CONTACT_BY, CONTACT_PROPERTY, CONTACT].map(({ name }) => name),
	...[OCCURRED_AT, JOINED_AT, LEFT_AT, CONTACT_PROPERTIES].map(({ name }) => name),
];

// ---------------------------------------------------------------- fields to raw input

const LABELS: Values = {
	subscriberState: STATE.displayName,
	email: CONTACT.displayName,
	vid: CONTACT.displayName,
	contact: CONTACT.displayName,
	contactProperty: CONTACT_PROPERTY.displayName,
	interactionDateTime: OCCURRED_AT.displayName,
	'properties.joinedAt': JOINED_AT.displayName,
	'properties.leftAt': LEFT_AT.displayName,
	contactProperties: CONTACT_PROPERTIES.displayName,
};

/** The contact, by what the node is set to. */
function contactIn({ contactBy, contact = '', contactProperty }: Record<string, unknown>) {
	if (contactBy === BY_PROPERTY) return { contactProperty: contactProperty ?? '', contact };
	return contactBy === 'recordId' ? { vid: contact } : { email: contact };
}

/** Times that are both empty are none. */
function timesIn({ joinedAt, leftAt }: Record<string, unknown>) {
	return values.isEmpty(joinedAt) && values.isEmpty(leftAt) ? undefined : { joinedAt, leftAt };
}

/** The rows of the form; those without a name or a value were not filled in. */
function propertiesIn(given: unknown): Record<string, unknown> | undefined {
	const rows = isRecord(given) ? listOf(given.property).filter(isRecord) : [];
	const properties: Record<string, unknown> = {};
	for (const { name, value } of rows) {
		if (!values.isEmpty(name) && !values.isEmpty(value)) put(properties, String(name), value);
	}
	return Object.keys(properties).length ? properties : undefined;
}

export function attendanceFromFields(fields: Fields): RawInput {
	const { values: given } = fields;
	const { raw: event, columns } = eventNameFromFields(fields);
	const raw = {
		...(event as object),
		subscriberState: given.state,
		...contactIn(given),
		interactionDateTime: given.occurredAt,
		properties: timesIn(given),
		contactProperties:
			given.contactBy === BY_EMAIL || given.contactBy === undefined
				? propertiesIn(given.contactProperties)
				: undefined,
	};
	return { raw, columns: { ...columns, ...LABELS } };
}

// ---------------------------------------------------------------- raw input to input

/** As people, tools and HubSpot's own pages write it. */
const STATES = new Map<string, AttendanceState>([
	['register', 'register'],
	['registered', 'register'],
	['attend', 'attend'],
	['attended', 'attend'],
	['cancel', 'cancel'],
	['cancelled', 'cancel'],
	['canceled', 'cancel'],
]);

export const state: values.Field<AttendanceState> = (given, refuse) => {
	if (values.isEmpty(given)) return refuse(given, { problem: 'is required but empty' });
	const word = single(given);
	const folded = typeof word === 'string' ? word.trim().toLowerCase() : '';
	const known = STATES.get(folded);
	if (known) return known;
	const hint = /^(no|did)[\s_-]?(show|not come)s?$/.test(folded)
		? 'HubSpot works out itself who did not come, once the event is completed, so leave this item out'
		: undefined;
	return refuse(given, { expected: 'Registered, Attended or Cancelled', hint });
};

export const email: values.Field<string | undefined> = (given, refuse) => {
	if (given === undefined) return undefined;
	const address = values.key(given, refuse);
	if (address === undefined) return undefined;
	const problem = emailProblem(address);
	return problem ? refuse(given, problem) : address;
};

/** HubSpot takes it as a number, which holds no more digits than these. */
const MOST_DIGITS = 15;

export const contactId: values.Field<string | undefined> = (given, refuse) => {
	if (given === undefined) return undefined;
	if (!values.isEmpty(given) && String(single(given)).includes('@')) {
		const hint = 'to find contacts by their email, choose Email under Find Contacts By';
		return refuse(given, { expected: 'a record ID in digits, such as 512', hint });
	}
	const id = values.recordId(given, refuse);
	if (id === undefined || id.length <= MOST_DIGITS) return id;
	return refuse(given, { expected: `a record ID of at most ${MOST_DIGITS} digits` });
};

const TIMES = ['joinedAt', 'leftAt'] as const;

/** The times of attendance: both or none. */
export const times =
	(reading: Reading): values.Field<AttendanceInput['properties']> =>
	(given, refuse) => {
		if (values.isEmpty(given)) return undefined;
		if (!isRecord(given)) return refuse(given, 'an object with joinedAt and leftAt');
		for (const name of Object.keys(given)) {
			if ((TIMES as readonly string[]).includes(name)) continue;
			refuse(given[name], { problem: 'is not a time of attendance: joinedAt and leftAt are' }, [
				name,
			]);
		}
		const read = values.momentOrAbsent(reading);
		const [joinedAt, leftAt] = TIMES.map((name) =>
			read(given[name], (value, why) => refuse(value, why, [name])),
		);
		return joinedAt === undefined && leftAt === undefined
			? undefined
			: ({ joinedAt, leftAt } as AttendanceInput['properties']);
	};

export const newContact =
	(reading: Reading): values.Field<Values | undefined> =>
	(given, refuse) =>
		values.isEmpty(given) ? undefined : values.properties(reading)(given, refuse);

/** HubSpot answers with success to times that are closer together, and stores nothing (OBSERVED). */
const LEAST_MS = 1_000;

/** Refuses times of attendance that HubSpot would drop without a word. */
export const areInOrder: values.Check = ({ subscriberState, properties }, refuse) => {
	if (properties === undefined) return;
	const { joinedAt, leftAt } = properties as { joinedAt?: string; leftAt?: string };
	const [lacking, there] = joinedAt === undefined ? TIMES : [TIMES[1], TIMES[0]];
	if (subscriberState !== 'attend') {
		const problem = 'must be empty unless the state is Attended: put the time under Occurred At';
		return refuse(joinedAt ?? leftAt, { problem }, ['properties', joinedAt ? TIMES[0] : TIMES[1]]);
	}
	if (joinedAt === undefined || leftAt === undefined) {
		const other = there === 'joinedAt' ? 'Joined At' : 'Left At';
		const problem = `is missing beside ${other}: HubSpot needs both to work out how long somebody attended. Where only one is known, put it under Occurred At alone`;
		return refuse(undefined, { problem }, ['properties', lacking]);
	}
	const span = (values.epochOf(leftAt) ?? NaN) - (values.epochOf(joinedAt) ?? NaN);
	if (span >= LEAST_MS) return;
	const problem =
		span < 0
			? `must not be before Joined At (${joinedAt}), but is ${leftAt}`
			: `must be at least one second after Joined At (${joinedAt}), but is ${leftAt}: HubSpot would store nothing`;
	refuse(leftAt, { problem }, ['properties', 'leftAt']);
};

/** Refuses an input that names no contact, or names one twice: the names may be those of two people. */
export const isOneContact: values.Check = (input, refuse) => {
	const { email: address, vid, contactProperty, contact, contactProperties } = input;
	const named = Object.entries({ email: address, vid, contact }).filter(
		([, name]) => name !== undefined,
	);
	if (!named.length) return refuse(undefined, { problem: 'is required but missing' }, ['email']);
	if (named.length > 1) {
		const [[first], [second, value]] = named;
		const problem = `must not stand beside ${first}: name the contact by one of them`;
		return refuse(value, { problem }, [second]);
	}
	if ((contactProperty === undefined) !== (contact === undefined)) {
		const name = contact === undefined ? 'contact' : 'contactProperty';
		return refuse(undefined, { problem: 'is required but missing' }, [name]);
	}
	if (contactProperties === undefined || address !== undefined) return;
	const problem =
		'are those of new contacts, which HubSpot creates by email alone: name the contact by email, or leave them out';
	refuse(contactProperties, { problem }, ['contactProperties']);
};
