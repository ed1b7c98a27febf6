/** What the operations about associations have in common: parameters, and how an item names a pair. */
import type { INodeProperties } from 'n8n-workflow';

import { LABEL } from '../../hubspot/associationTypes';
import type { Place } from '../../hubspot/endpoint';
import type { Write } from '../../hubspot/effect';
import type { HubSpotError } from '../../hubspot/errors';
import { isRecord } from '../../hubspot/json';
import { idsIn, keyed, pairByAnyProperty, type Pair } from '../../hubspot/pairs';
import * as values from '../../hubspot/values';
import { nounOfType, type Noun } from '../../n8n/nouns';
import type { End, Form, PlaceParameter } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { idProperty } from './fields';
import { FIND_BY_PROPERTY, OBJECT_TYPE, OBJECT_TYPE_IN_PATH } from './parameters';

// ---------------------------------------------------------------- parameters

const FROM_OBJECT_TYPE: INodeProperties = {
	...OBJECT_TYPE,
	displayName: 'From Object Type',
	name: 'fromObjectType',
	description: 'What the records are from which the association goes',
};

const TO_OBJECT_TYPE: INodeProperties = {
	...OBJECT_TYPE,
	displayName: 'To Object Type',
	name: 'toObjectType',
	description: 'What the records are to which the association goes',
};

export const OBJECT_TYPES = [FROM_OBJECT_TYPE, TO_OBJECT_TYPE];

export const OBJECT_TYPES_IN_PATH: Record<string, PlaceParameter> = {
	fromObjectType: OBJECT_TYPE_IN_PATH,
	toObjectType: OBJECT_TYPE_IN_PATH,
};

/** The node's method that lists labels, and what it means to choose none. */
type LabelList = { method: string; hint: string };

/** A label of the account. */
const labelOfPairs = ({ hint, method }: LabelList): INodeProperties => ({
	displayName: 'Label Name or ID',
	name: 'label',
	type: 'options',
	typeOptions: {
		loadOptionsMethod: method,
		loadOptionsDependsOn: ['authentication', 'fromObjectType.value', 'toObjectType.value'],
	},
	default: '',
	description:
		'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	hint,
});

const LABEL_IN_BODY: PlaceParameter = {
	pattern: LABEL,
	expected: 'a label from the list, which an expression writes like USER_DEFINED:37',
	optional: true,
};

export const FIND_FROM_BY = 'From Property Name or ID';
const FIND_TO_BY = 'To Property Name or ID';

/** The property that the records of one side are found by. */
const findBy = (side: 'from' | 'to', displayName: string): INodeProperties => ({
	...FIND_BY_PROPERTY,
	displayName,
	name: `${side}IdProperty`,
	typeOptions: {
		loadOptionsMethod: side === 'from' ? 'getFromKeyProperties' : 'getToKeyProperties',
		loadOptionsDependsOn: ['authentication', `${side}ObjectType.value`],
	},
});

const RECORD: INodeProperties = {
	displayName: 'From Record',
	name: 'fromRecord',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 512',
	description: 'The record ID, or the value of the property chosen above',
	hint: 'Drag the column with the ID or the value here',
};

/** The parameters that call the record from which associations go. */
export const FROM_PARAMETERS: INodeProperties[] = [findBy('from', FIND_FROM_BY), RECORD];

/** The parameters that call the two records of a pair. */
const PAIR_PARAMETERS: INodeProperties[] = [
	...FROM_PARAMETERS,
	findBy('to', FIND_TO_BY),
	{
		...RECORD,
		displayName: 'To Record',
		name: 'toRecord',
		placeholder: 'e.g. 9001',
	},
];

// ---------------------------------------------------------------- from an item to a pair

/** A record that an association begins or ends at: `{ id }`, or a value of another property. */
const end: values.Field<{ id: string; idProperty?: string }> = (value, refuse) => {
	if (!isRecord(value)) return refuse(value, 'an object with an id, such as {"id": "512"}');
	const strangers = Object.keys(value).filter((name) => name !== 'id' && name !== 'idProperty');
	if (strangers.length) return refuse(value, { problem: `has no field ${strangers[0]}` });
	const property = idProperty(value.idProperty, (given, why) => refuse(given, why, ['idProperty']));
	const read = property === undefined ? values.recordId : values.key;
	const id = read(value.id, (given, why) => refuse(given, why, ['id']));
	return property === undefined ? { id } : { id, idProperty: property };
};

/** HubSpot's API takes the label of each pair, which has its place in the node. */
const inNode: values.Field<undefined> = (value, refuse) =>
	value === undefined
		? undefined
		: refuse(value, { problem: 'are chosen once for all items, under Label Name or ID' });

const nounsOf = ({ from, to }: Pair, place: Place | undefined): { from: End; to: End } => ({
	from: { noun: nounOfType(place?.parameters.fromObjectType), id: from.id },
	to: { noun: nounOfType(place?.parameters.toObjectType), id: to.id },
});

/** Both records of a pair; of an error, those that it says do not exist. */
function endsOf(pair: Pair, place: Place | undefined, error?: HubSpotError): End[] {
	const ends = nounsOf(pair, place);
	if (!error) return [ends.from, ends.to];
	const { from, to, either } = idsIn(error);
	const all = [
		...([...from, ...either].includes(pair.from.id) ? [ends.from] : []),
		...([...to, ...either].includes(pair.to.id) ? [ends.to] : []),
	];
	return isAboutMissing(error) ? all : [];
}

const isAboutMissing = ({ category, context }: HubSpotError): boolean =>
	category === 'OBJECT_NOT_FOUND' || 'INVALID_OBJECT_IDS' in context;

/** How an item names a pair. */
export const pairForm = (noun: Noun, labels: LabelList): Form<Pair> => ({
	options: ['batchSize', 'lookUp'],
	parameters: [
		...OBJECT_TYPES,
		labelOfPairs(labels),
		...plainParameters(PAIR_PARAMETERS, { from: { id: '512' }, to: { id: '9001' } }),
	],
	place: { ...OBJECT_TYPES_IN_PATH, label: LABEL_IN_BODY },
	fields: ['fromRecord', 'fromIdProperty', 'toRecord', 'toIdProperty'],
	fromFields: ({ values: { fromRecord, fromIdProperty, toRecord, toIdProperty } }) => ({
		raw: {
			from: { id: fromRecord, idProperty: fromIdProperty },
			to: { id: toRecord, idProperty: toIdProperty },
		},
		columns: {
			'from.id': 'From Record',
			'from.idProperty': FIND_FROM_BY,
			'to.id': 'To Record',
			'to.idProperty': FIND_TO_BY,
		},
	}),
	input: () => values.shape({ from: end, to: end, types: inNode }),
	noun: () => noun,
	name: ({ from, to }) => ['ID', `${from.id} → ${to.id}`],
	ends: endsOf,
});

// ---------------------------------------------------------------- in HubSpot

/** What both writes of pairs have in common. */
export const PAIR_WRITE = {
	kind: 'write',
	again: 'safe',
	resolve: pairByAnyProperty,
	shares: true,
	keyed,
} satisfies Partial<Write<Pair>>;
