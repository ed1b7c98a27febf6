/** What the operations on participations share: the resource, and which participations are wanted. */
import type { INodeProperties } from 'n8n-workflow';

import type { Input, Values } from '../../hubspot/endpoint';
import { STATES, type State } from '../../hubspot/participations';
import * as values from '../../hubspot/values';
import type { Fields, Resource } from '../../n8n/operation';

export const PARTICIPATION: Resource = { name: 'Participation', value: 'participation' };

const ANY = 'ANY';

const LABELS: Record<State, string> = {
	REGISTERED: 'Registered',
	ATTENDED: 'Attended',
	CANCELLED: 'Cancelled',
	NO_SHOW: 'No-Show',
};

/** Other ways in which people and tools write a state. */
const ALSO: Record<string, State> = {
	REGISTER: 'REGISTERED',
	ATTEND: 'ATTENDED',
	CANCEL: 'CANCELLED',
	CANCELED: 'CANCELLED',
	NOSHOW: 'NO_SHOW',
	NO_SHOWS: 'NO_SHOW',
};

const RETURN_ALL: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const LIMIT: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
};

const stateOf = (description: string): INodeProperties => ({
	displayName: 'State',
	name: 'state',
	type: 'options',
	options: [
		{ name: 'Any', value: ANY },
		...[...STATES]
			.map((value) => ({ name: LABELS[value], value }))
			.sort((a, b) => a.name.localeCompare(b.name)),
	],
	default: ANY,
	description,
});

/** How many people of an event are wanted, and in which state. */
export const WANTED_PEOPLE: INodeProperties[] = [
	RETURN_ALL,
	LIMIT,
	stateOf('Return only people in this state'),
];

const ofThis = { resource: [PARTICIPATION.value] };

/**
 * The same of the events of a contact. With a condition of their own, because parameters that several
 * operations have alike stand where the first one has them, which would be above the contact.
 */
export const WANTED_EVENTS: INodeProperties[] = [
	{ ...RETURN_ALL, displayOptions: { show: ofThis } },
	{ ...LIMIT, displayOptions: { show: { ...LIMIT.displayOptions?.show, ...ofThis } } },
	stateOf('Return only events in which the contact is in this state'),
];

export const WANTED_FIELDS = WANTED_PEOPLE.map(({ name }) => name);

/** The part of a raw input that says which participations are wanted. */
export const wantedFromFields = ({
	values: { state, returnAll, limit },
}: Fields): { raw: Input; columns: Values } => ({
	raw: { state, limit: returnAll === true ? undefined : limit },
	columns: { state: 'State', limit: 'Limit' },
});

const state: values.Field<State | undefined> = (given, refuse) => {
	if (values.isEmpty(given)) return undefined;
	// Anything but a text is none of these, and may have no text of its own.
	const word = (typeof given === 'string' ? given : '')
		.trim()
		.toUpperCase()
		.replace(/[\s-]+/g, '_');
	if (word === ANY) return undefined;
	const known = STATES.find((each) => each === word) ?? ALSO[word];
	const expected = 'Registered, Attended, Cancelled, No-Show or Any';
	return known ?? refuse(given, { expected });
};

/** The part of an input that says which participations are wanted. */
export const wanted = { state, limit: values.limit };
