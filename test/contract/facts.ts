// The referee. What HubSpot says about itself, transcribed once by hand from the project's API
// reference, as plain data. It imports nothing, and nothing here was derived from the product or
// from the fake: each of them is held to it.
//
// Labels: STATED (HubSpot's docs), SPEC (HubSpot's published API description), OBSERVED (recorded by
// others from the live API), INFERRED (a guess; the client must not depend on it).

export type Version = '2026-03' | '2026-09' | 'v3';

/** SPEC. 2026-03 is the default of the product. */
export const VERSIONS: readonly Version[] = ['2026-03', '2026-09', 'v3'];

export const DEFAULT_VERSION: Version = '2026-03';

/** SPEC: the only server, for all regions. */
export const BASE_URL = 'https://api.hubapi.com';

export type FieldType =
	| 'string'
	| 'boolean'
	| 'date-time'
	| 'string map'
	| 'name-value list'
	| 'association list';

/** A batch: a POST of `inputs`. */
export interface Endpoint {
	method: 'POST';
	paths: Readonly<Record<Version, string>>;
	/** what a clean run answers */
	success: number;
	/** what the body of a clean run holds: the envelope, or nothing at all */
	answers: 'envelope' | 'nothing';
	/**
	 * What a run with failed inputs answers, as documented; a client takes any 2xx. `null`: no input
	 * fails alone. Whatever `answers` says, the body is then the envelope.
	 */
	partial: number | null;
	maxInputs: number;
	/** whether `maxInputs` is HubSpot's word or our choice */
	maxInputsIsStated: boolean;
	required: readonly string[];
	/** every field an input may have, the required ones included */
	fields: Readonly<Record<string, FieldType>>;
	/** what the body may hold beside `inputs`; none: nothing */
	beside?: Readonly<Record<string, FieldType | 'name list'>>;
	/** query parameters that it may have; none: nothing */
	queryBeside?: readonly string[];
	/**
	 * What sending it again does when the answer was lost. INFERRED from what the endpoints do. `safe`:
	 * the end state is the same. `duplicates`: there is a second one. `conflicts`: it is refused,
	 * since there is one already.
	 */
	repeat: 'safe' | 'duplicates' | 'conflicts';
	/** whether `repeat` is `safe` */
	repeatable: boolean;
	/** of an endpoint that answers nothing, all four lists are empty */
	result: {
		/** SPEC: in every result */
		always: readonly string[];
		/** SPEC: may be in a result */
		sometimes: readonly string[];
		/** a client that looks for these finds nothing */
		never: readonly string[];
		/** what ties a result to its input; `{x}` is the value of a field of the input */
		identifiedBy: readonly string[];
	};
	/** one of these is needed; `{x}` is the object type */
	scopes: readonly string[];
	/** SPEC, STATED: whose events it sees or changes; records know no such thing */
	reach?: 'same app' | 'any app';
}

export type EndpointName =
	| 'upsertEvents'
	| 'batchUpdateEvents'
	| 'batchArchiveEvents'
	| 'batchUpdateObjects'
	| 'batchUpsertObjects'
	| 'batchReadObjects'
	| 'batchArchiveObjects'
	| 'batchCreateObjects';

/** SPEC 4.1: what an event takes in both operations. */
const EVENT_FIELDS: Readonly<Record<string, FieldType>> = {
	eventName: 'string',
	eventOrganizer: 'string',
	eventDescription: 'string',
	eventUrl: 'string',
	eventType: 'string',
	startDateTime: 'date-time',
	endDateTime: 'date-time',
	eventCancelled: 'boolean',
	customProperties: 'name-value list',
};

/** SPEC 4.2: what both operations answer at times. */
const EVENT_RESULT_SOMETIMES = [
	'startDateTime',
	'endDateTime',
	'eventCancelled',
	'eventCompleted',
	'eventDescription',
	'eventType',
	'eventUrl',
];

export const ENDPOINTS: Readonly<Record<EndpointName, Endpoint>> = {
	upsertEvents: {
		method: 'POST',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/events/upsert',
			'2026-09': '/marketing/marketing-events/2026-09/events/upsert',
			v3: '/marketing/v3/marketing-events/events/upsert',
		},
		success: 200,
		answers: 'envelope',
		partial: 200, // SPEC: no 207 here, errors are told inside the 200
		maxInputs: 100,
		maxInputsIsStated: false, // no maximum is documented for marketing events
		required: ['externalAccountId', 'externalEventId', 'eventName', 'eventOrganizer'],
		fields: {
			externalAccountId: 'string',
			externalEventId: 'string',
			eventCompleted: 'boolean',
			...EVENT_FIELDS,
		},
		repeat: 'safe', // keyed by app, account id and event id
		repeatable: true,
		result: {
			always: ['id', 'eventName', 'eventOrganizer', 'createdAt', 'updatedAt', 'customProperties'],
			sometimes: ['objectId', ...EVENT_RESULT_SOMETIMES],
			never: ['externalEventId', 'externalAccountId'],
			identifiedBy: ['objectId', 'id'], // of the event; not of the input
		},
		scopes: ['crm.objects.marketing_events.write'],
		reach: 'same app', // SPEC
	},
	batchUpdateEvents: {
		method: 'POST',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/batch/update',
			'2026-09': '/marketing/marketing-events/2026-09/batch/update',
			v3: '/marketing/v3/marketing-events/batch/update',
		},
		success: 200,
		answers: 'envelope',
		partial: 207,
		maxInputs: 100,
		maxInputsIsStated: false,
		required: ['objectId'],
		fields: { objectId: 'string', ...EVENT_FIELDS }, // SPEC: no eventCompleted
		repeat: 'safe',
		repeatable: true,
		result: {
			always: ['objectId', 'eventName', 'createdAt', 'updatedAt', 'customProperties'],
			sometimes: ['appInfo', 'eventOrganizer', ...EVENT_RESULT_SOMETIMES],
			never: ['id', 'externalEventId', 'externalAccountId'],
			identifiedBy: ['objectId'],
		},
		scopes: ['crm.objects.marketing_events.write'],
		reach: 'any app', // STATED [MEOBJ]
	},
	batchUpdateObjects: {
		method: 'POST',
		paths: {
			'2026-03': '/crm/objects/2026-03/{objectType}/batch/update',
			'2026-09': '/crm/objects/2026-09/{objectType}/batch/update',
			v3: '/crm/v3/objects/{objectType}/batch/update',
		},
		success: 200,
		answers: 'envelope',
		partial: 207,
		maxInputs: 100,
		maxInputsIsStated: true, // STATED [OBJ]
		required: ['id', 'properties'],
		fields: {
			id: 'string',
			properties: 'string map',
			idProperty: 'string',
			objectWriteTraceId: 'string',
		},
		repeat: 'safe',
		repeatable: true,
		result: {
			always: ['id', 'properties', 'createdAt', 'updatedAt', 'archived'],
			sometimes: ['archivedAt', 'objectWriteTraceId', 'propertiesWithHistory', 'url', 'warnings'],
			never: ['idProperty'],
			identifiedBy: ['objectWriteTraceId', 'id'],
		},
		scopes: ['crm.objects.{x}.write'],
	},
	batchUpsertObjects: {
		method: 'POST',
		paths: {
			'2026-03': '/crm/objects/2026-03/{objectType}/batch/upsert',
			'2026-09': '/crm/objects/2026-09/{objectType}/batch/upsert',
			v3: '/crm/v3/objects/{objectType}/batch/upsert',
		},
		success: 200,
		answers: 'envelope',
		partial: 207, // OBSERVED with trace ids
		maxInputs: 100,
		maxInputsIsStated: true, // STATED [OBJ]
		// SPEC lets idProperty be left out. OBSERVED: hs_object_id, the id of a record, is refused as an
		// idProperty. INFERRED: so is none at all.
		required: ['id', 'properties', 'idProperty'],
		fields: {
			id: 'string',
			properties: 'string map',
			idProperty: 'string',
			objectWriteTraceId: 'string',
		},
		repeat: 'safe', // but `new` is false the second time
		repeatable: true,
		result: {
			always: ['id', 'properties', 'createdAt', 'updatedAt', 'archived', 'new'],
			sometimes: ['archivedAt', 'objectWriteTraceId', 'propertiesWithHistory', 'url', 'warnings'],
			never: ['idProperty'],
			// OBSERVED. `id` is that of the record, which the input does not know.
			identifiedBy: ['objectWriteTraceId', 'properties.{idProperty}'],
		},
		scopes: ['crm.objects.{x}.write'],
	},
	batchReadObjects: {
		method: 'POST',
		paths: {
			'2026-03': '/crm/objects/2026-03/{objectType}/batch/read',
			'2026-09': '/crm/objects/2026-09/{objectType}/batch/read',
			v3: '/crm/v3/objects/{objectType}/batch/read',
		},
		success: 200,
		answers: 'envelope',
		partial: 207,
		maxInputs: 100,
		maxInputsIsStated: true, // STATED [OBJ]; with history OBSERVED, see MAX_INPUTS_WITH_HISTORY
		required: ['id'],
		fields: { id: 'string' },
		// SPEC: idProperty is said once, at the top. INFERRED: both lists may be left out.
		beside: { properties: 'name list', propertiesWithHistory: 'name list', idProperty: 'string' },
		queryBeside: ['archived'], // SPEC; see ARCHIVED
		repeat: 'safe',
		repeatable: true,
		result: {
			always: ['id', 'properties', 'createdAt', 'updatedAt', 'archived'],
			sometimes: ['archivedAt', 'propertiesWithHistory', 'url', 'warnings'],
			never: ['associations', 'objectWriteTraceId', 'new'], // STATED [CUSTOM] for associations
			identifiedBy: ['id'],
		},
		scopes: ['crm.objects.{x}.read'],
	},
	batchArchiveObjects: {
		method: 'POST',
		paths: {
			'2026-03': '/crm/objects/2026-03/{objectType}/batch/archive',
			'2026-09': '/crm/objects/2026-09/{objectType}/batch/archive',
			v3: '/crm/v3/objects/{objectType}/batch/archive',
		},
		success: 204, // SPEC
		answers: 'nothing', // SPEC
		partial: null, // OBSERVED for single deletes: an id that does not exist is a success too
		maxInputs: 100,
		maxInputsIsStated: true, // STATED [OBJ]
		required: ['id'],
		fields: { id: 'string' }, // SPEC: record ids only, no idProperty
		repeat: 'safe',
		repeatable: true,
		result: { always: [], sometimes: [], never: [], identifiedBy: [] },
		scopes: ['crm.objects.{x}.write'],
	},
	batchCreateObjects: {
		method: 'POST',
		paths: {
			'2026-03': '/crm/objects/2026-03/{objectType}/batch/create',
			'2026-09': '/crm/objects/2026-09/{objectType}/batch/create',
			v3: '/crm/v3/objects/{objectType}/batch/create',
		},
		success: 201, // SPEC
		answers: 'envelope',
		partial: 207, // STATED [ERR]: with a trace id in every input
		maxInputs: 100,
		maxInputsIsStated: true, // STATED [OBJ]
		required: ['properties'], // SPEC marks associations too; docs and clients leave them out
		fields: {
			properties: 'string map',
			associations: 'association list',
			objectWriteTraceId: 'string',
		},
		// Where an input has a value that no two records may have, the second is refused instead: see
		// `CREATE_CONFLICT`.
		repeat: 'duplicates',
		repeatable: false,
		result: {
			always: ['id', 'properties', 'createdAt', 'updatedAt', 'archived'],
			sometimes: ['archivedAt', 'objectWriteTraceId', 'propertiesWithHistory', 'url', 'warnings'],
			never: ['idProperty', 'associations', 'new'],
			// STATED [ERR]: the sample does not echo the trace id, which the schema has. `id` is new.
			identifiedBy: ['objectWriteTraceId', 'properties.email'],
		},
		scopes: ['crm.objects.{x}.write'],
	},
	batchArchiveEvents: {
		method: 'POST',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/batch/archive',
			'2026-09': '/marketing/marketing-events/2026-09/batch/archive',
			v3: '/marketing/v3/marketing-events/batch/archive',
		},
		success: 204, // SPEC, in prose only
		answers: 'nothing', // INFERRED from the 204
		partial: 207, // SPEC, in prose only: some ids did not exist
		maxInputs: 100,
		maxInputsIsStated: false, // no maximum is documented for marketing events
		required: ['objectId'],
		fields: { objectId: 'string' },
		repeat: 'safe', // but the second answer is 207: the ids do not exist any more
		repeatable: true,
		result: { always: [], sometimes: [], never: [], identifiedBy: [] },
		scopes: ['crm.objects.marketing_events.write'],
		reach: 'any app', // STATED [MEOBJ]
	},
};

/**
 * What is not a batch: the writes of one event and of one record, and the reads that settle what a
 * batch write left open.
 */
export interface OtherEndpoint {
	method: 'GET' | 'PUT' | 'PATCH';
	/** `{x}` is one path segment, percent-encoded */
	paths: Readonly<Record<Version, string>>;
	success: number;
	/** query parameters without which there is no answer */
	query: readonly string[];
	/** query parameters that it may have beside */
	queryBeside?: readonly string[];
	/** of the body */
	fields: Readonly<Record<string, FieldType>>;
	required: readonly string[];
	result: {
		always: readonly string[];
		never: readonly string[];
	};
	/** one of these is needed; `{x}` is the object type */
	scopes: readonly string[];
	/** SPEC, STATED: whose events it sees or changes; records know no such thing */
	reach?: 'same app' | 'any app';
}

export type OtherEndpointName =
	| 'upsertEvent'
	| 'updateEvent'
	| 'updateObject'
	| 'listEvents'
	| 'readEventByExternalId'
	| 'readEventByObjectId'
	| 'searchEvents'
	| 'readIdentifiers';

export const OTHER_ENDPOINTS: Readonly<Record<OtherEndpointName, OtherEndpoint>> = {
	/** OBSERVED: works as an upsert, also where the batch upsert answers 200 and does nothing. */
	upsertEvent: {
		method: 'PUT',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/events/{externalEventId}',
			'2026-09': '/marketing/marketing-events/2026-09/events/{externalEventId}',
			v3: '/marketing/v3/marketing-events/events/{externalEventId}',
		},
		success: 200,
		query: [], // SPEC: the account's id is in the body
		fields: {
			externalAccountId: 'string',
			externalEventId: 'string',
			eventCompleted: 'boolean',
			...EVENT_FIELDS,
		},
		required: ['externalAccountId', 'externalEventId', 'eventName', 'eventOrganizer'],
		result: {
			always: ['id', 'eventName', 'eventOrganizer', 'createdAt', 'updatedAt', 'customProperties'],
			never: ['externalEventId', 'externalAccountId'],
		},
		scopes: ['crm.objects.marketing_events.write'],
		reach: 'same app',
	},
	/** STATED [MEOBJ]: works where the batch update answers 200 and does nothing. */
	updateEvent: {
		method: 'PATCH',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/{objectId}',
			'2026-09': '/marketing/marketing-events/2026-09/{objectId}',
			v3: '/marketing/v3/marketing-events/{objectId}',
		},
		success: 200,
		query: [],
		fields: EVENT_FIELDS, // SPEC: no eventCompleted
		required: [],
		result: {
			always: ['objectId', 'eventName', 'createdAt', 'updatedAt', 'customProperties'],
			never: ['id', 'externalEventId', 'externalAccountId'],
		},
		scopes: ['crm.objects.marketing_events.write'],
		reach: 'any app', // STATED [MEOBJ]
	},
	/** SPEC: one record; an idProperty goes into the query here, and into the inputs of a batch. */
	updateObject: {
		method: 'PATCH',
		paths: {
			'2026-03': '/crm/objects/2026-03/{objectType}/{objectId}',
			'2026-09': '/crm/objects/2026-09/{objectType}/{objectId}',
			v3: '/crm/v3/objects/{objectType}/{objectId}',
		},
		success: 200,
		query: [],
		queryBeside: ['idProperty'],
		fields: { properties: 'string map' },
		required: ['properties'],
		result: {
			always: ['id', 'properties', 'createdAt', 'updatedAt', 'archived'],
			never: ['idProperty', 'new'],
		},
		scopes: ['crm.objects.{x}.write'],
	},
	/** SPEC writes its path in v3 as the dated ones; HubSpot's own client calls this one, with a slash. */
	listEvents: {
		method: 'GET',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03',
			'2026-09': '/marketing/marketing-events/2026-09',
			v3: '/marketing/v3/marketing-events',
		},
		success: 200,
		query: [],
		queryBeside: ['limit', 'after'], // SPEC: 10 unless told; at most 100 in a draft of 2026-09
		fields: {},
		required: [],
		result: {
			always: ['objectId', 'eventName', 'createdAt', 'updatedAt', 'customProperties'],
			never: ['externalAccountId'],
		},
		scopes: ['crm.objects.marketing_events.read'],
		reach: 'any app', // INFERRED
	},
	readEventByExternalId: {
		method: 'GET',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/events/{externalEventId}',
			'2026-09': '/marketing/marketing-events/2026-09/events/{externalEventId}',
			v3: '/marketing/v3/marketing-events/events/{externalEventId}',
		},
		success: 200,
		query: ['externalAccountId'],
		fields: {},
		required: [],
		result: {
			always: [
				'id',
				'externalEventId',
				'eventName',
				'eventOrganizer',
				'createdAt',
				'updatedAt',
				'customProperties',
				'registrants',
				'attendees',
				'cancellations',
				'noShows',
			],
			never: ['externalAccountId'],
		},
		scopes: ['crm.objects.marketing_events.read'],
		reach: 'same app',
	},
	readEventByObjectId: {
		method: 'GET',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/{objectId}',
			'2026-09': '/marketing/marketing-events/2026-09/{objectId}',
			v3: '/marketing/v3/marketing-events/{objectId}',
		},
		success: 200,
		query: [],
		fields: {},
		required: [],
		result: {
			always: ['objectId', 'eventName', 'createdAt', 'updatedAt', 'customProperties'],
			never: ['externalAccountId'],
		},
		scopes: ['crm.objects.marketing_events.read'],
		reach: 'any app',
	},
	searchEvents: {
		method: 'GET',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/events/search',
			'2026-09': '/marketing/marketing-events/2026-09/events/search',
			v3: '/marketing/v3/marketing-events/events/search',
		},
		success: 200,
		query: ['q'],
		fields: {},
		required: [],
		result: {
			always: ['appId', 'externalAccountId', 'externalEventId', 'objectId'],
			never: ['eventName'],
		},
		scopes: ['crm.objects.marketing_events.read'],
		reach: 'same app',
	},
	/** SPEC: an event appears a few minutes after it was created. OBSERVED of an unknown id: total 0, or 404. */
	readIdentifiers: {
		method: 'GET',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/{externalEventId}/identifiers',
			'2026-09': '/marketing/marketing-events/2026-09/{externalEventId}/identifiers',
			v3: '/marketing/v3/marketing-events/{externalEventId}/identifiers',
		},
		success: 200,
		query: [],
		fields: {},
		required: [],
		result: {
			// `externalAccountId` and `appInfo` may be there.
			always: ['externalEventId', 'marketingEventName', 'objectId'],
			never: ['eventName', 'appId'],
		},
		scopes: ['crm.objects.marketing_events.read'],
		reach: 'any app',
	},
};

/** SPEC: how many people did what, in the reads of an event (optional in that by object id). */
export const EVENT_COUNTERS = ['registrants', 'attendees', 'cancellations', 'noShows'] as const;

/**
 * A create of what is there already. OBSERVED hubspot-api-python #51: without trace ids the whole batch,
 * and only the first is named. STATED [ERR]: with them the one input, with the id of the other record.
 */
export const CREATE_CONFLICT = {
	whole: { status: 409, category: 'CONFLICT' },
	item: { status: 207, category: 'CONFLICT', context: ['objectWriteTraceId', 'existingId'] },
} as const;

/** SPEC: an association of a new record. */
export const ASSOCIATION = {
	fields: ['to', 'types'],
	type: ['associationCategory', 'associationTypeId'],
	categories: ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'],
} as const;

/** OBSERVED PipedreamHQ/pipedream PR 8462. */
export const MAX_INPUTS_WITH_HISTORY = 50;

/**
 * SPEC: what a property held before, newest first (INFERRED), by its name in `propertiesWithHistory` of
 * a result. What it holds now is the first of them (INFERRED).
 */
export const VALUE_WITH_TIMESTAMP = {
	always: ['value', 'timestamp', 'sourceType'],
	sometimes: ['sourceId', 'sourceLabel', 'updatedByUserId'],
} as const;

/**
 * SPEC: "Whether to return only results that have been archived", so of the others none. OBSERVED
 * hubspot-api-php #98, of a GET: `1` instead of `true` is refused. STATED (search guide): searches never
 * show archived records. Whether a batch read finds them by a property is not recorded.
 */
export const ARCHIVED = { parameter: 'archived', only: 'true', resultHas: 'archivedAt' } as const;

/** SPEC: the envelope of a batch answer. Only these four are always there. */
export const ENVELOPE = {
	always: ['status', 'results', 'startedAt', 'completedAt'],
	sometimes: ['requestedAt', 'links', 'errors', 'numErrors'],
	statuses: ['PENDING', 'PROCESSING', 'CANCELED', 'COMPLETE'],
	done: 'COMPLETE',
} as const;

/** SPEC: an error object inside a batch answer. STATED [ERR]: treat every field as optional. */
export const ITEM_ERROR = {
	always: ['status', 'category', 'message', 'context', 'errors', 'links'],
	sometimes: ['id', 'subCategory'],
} as const;

/**
 * STATED in two changelogs: what a refusal says of values that were not valid may stand in its message
 * alone, after `prefix`, as a JSON list of these, and then there is no `errors`. OBSERVED: what they
 * have at times, messages in the language of the account, and several of them.
 */
export const DETAIL_IN_MESSAGE = {
	prefix: 'Property values were not valid: ',
	always: ['isValid', 'message', 'error', 'name'],
	sometimes: ['localizedErrorMessage', 'portalId'],
} as const;

/**
 * OBSERVED, often: a unique value that another record has is refused with 400 VALIDATION_ERROR and this
 * sentence, without a context. The first id is that of the record to be written, the second that of
 * the one that has the value. Marketing events use it with `errorType` UNIQUE_VALUE_CONFLICT and
 * `errorTokens`.
 */
export const TAKEN =
	/^Cannot set PropertyValueCoordinates\{portalId=\d+, objectTypeId=ObjectTypeId\{[^}]+\}, propertyName=(?<property>[^,]+), value=(?<value>.*)\} on (?<id>\d+)\. (?<owner>\d+) already has that value\.$/;

/** OBSERVED of creates and upserts: the same with 409 CONFLICT. */
export const EXISTS = /^.+ already exists\. Existing ID: (?<owner>\d+)$/;

/**
 * OBSERVED: what lists the other addresses of a contact, and the ids of the records that were merged
 * into one. Each of them finds the record, and no answer repeats the one that was asked for.
 */
export const ALIASES = {
	addresses: 'hs_additional_emails',
	mergedIds: 'hs_merged_object_ids',
	separator: ';',
} as const;

/** STATED: a value of a multi-select that begins with this is added to what is there. */
export const APPEND = ';';

/** STATED [OBJ]: scopes of object types whose names are not simply put into the pattern. */
export const WRITE_SCOPES: Readonly<Record<string, readonly string[]>> = {
	contacts: ['crm.objects.contacts.write'],
	companies: ['crm.objects.companies.write'],
	deals: ['crm.objects.deals.write'],
	tickets: ['tickets'],
	line_items: ['crm.objects.line_items.write', 'e-commerce'],
	products: ['crm.objects.products.write', 'e-commerce'],
	custom: ['crm.objects.custom.write'],
};

/** STATED [OBJ]. */
export const OBJECT_TYPE_IDS: Readonly<Record<string, string>> = {
	contacts: '0-1',
	companies: '0-2',
	deals: '0-3',
	tickets: '0-5',
	products: '0-7',
	line_items: '0-8',
	quotes: '0-14',
	marketing_events: '0-54',
};

/** OBSERVED: bare names of custom objects fail; these two spellings work. */
export const CUSTOM_OBJECT_TYPES = { byId: /^2-\d+$/, byName: /^p\d+_.+$/ } as const;

/**
 * What a status says about the write. `refused`: HubSpot did not do it, and would do it later.
 * `unknown`: it may have been done. `final`: asking again changes nothing. The meanings are
 * STATED [ERR]; what to do about 5xx and connection trouble is INFERRED.
 */
export const STATUSES: Readonly<Record<number, 'refused' | 'unknown' | 'final'>> = {
	400: 'final',
	401: 'final', // of the call; the credential may get a new token first
	403: 'final',
	404: 'final',
	405: 'final',
	409: 'final',
	414: 'final',
	415: 'final',
	423: 'refused',
	429: 'refused',
	477: 'refused',
	500: 'unknown',
	502: 'unknown',
	503: 'unknown',
	504: 'unknown',
	521: 'unknown',
	522: 'unknown',
	523: 'unknown',
	524: 'unknown', // STATED: the write may have happened
	525: 'unknown',
	526: 'unknown',
};

/** STATED [USAGE]: what `policyName` of a 429 asks for. `null`: not today. */
export const RATE_POLICIES: Readonly<Record<string, { waitMs: number | null }>> = {
	TEN_SECONDLY_ROLLING: { waitMs: 10_000 },
	SECONDLY: { waitMs: 1_000 },
	DAILY: { waitMs: null },
};

/** INFERRED: a policy nobody has heard of. */
export const UNKNOWN_POLICY_WAIT_MS = 10_000;

/** STATED [ERR]: 423 wants two seconds at least. */
export const LOCKED_WAIT_MS = 2_000;

/** STATED [ERR]: `Retry-After` of a 477 may be up to a day. It is not documented on 429. */
export const MIGRATION_MAX_WAIT_MS = 86_400_000;

/** STATED [USAGE], [PRIV]: per app and ten seconds. */
export const CALLS_PER_TEN_SECONDS = {
	free: 100,
	professional: 190,
	enterprise: 190,
	withLimitIncrease: 250,
	marketplaceOAuth: 110,
} as const;

/** STATED [USAGE]; names are case-insensitive. */
export const HEADERS = {
	rateMax: 'x-hubspot-ratelimit-max',
	rateRemaining: 'x-hubspot-ratelimit-remaining',
	rateIntervalMs: 'x-hubspot-ratelimit-interval-milliseconds',
	/** absent for OAuth tokens */
	daily: 'x-hubspot-ratelimit-daily',
	dailyRemaining: 'x-hubspot-ratelimit-daily-remaining',
	/** OBSERVED on every answer */
	correlationId: 'x-hubspot-correlation-id',
	retryAfter: 'retry-after',
} as const;

export const RATE_INTERVAL_MS = 10_000;

/** STATED, except where marked. */
export const OAUTH = {
	authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
	tokenPaths: {
		'2026-03': '/oauth/2026-03/token',
		'2026-09': '/oauth/2026-09/token',
		v3: '/oauth/v3/token',
	} as Readonly<Record<Version, string>>,
	/** STATED [OAUTHV1]: ends 16 February 2027 */
	dyingTokenPath: '/oauth/v1/token',
	/** STATED [OAUTHMIG]: never in the query */
	parametersIn: 'body',
	contentType: 'application/x-www-form-urlencoded',
	/** SPEC */
	grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
	expiresInSeconds: 1800,
	/** SPEC */
	answers: ['access_token', 'refresh_token', 'expires_in', 'token_type'],
} as const;

/** SPEC: what dropdowns and the credential test ask. */
export const SUPPORTING: Readonly<
	Record<
		'accountDetails' | 'dailyUsage' | 'properties' | 'schemas',
		{ method: 'GET'; paths: Readonly<Record<Version, string>>; answers: readonly string[] }
	>
> = {
	accountDetails: {
		method: 'GET',
		paths: {
			'2026-03': '/account-info/2026-03/details',
			'2026-09': '/account-info/2026-09/details',
			v3: '/account-info/v3/details',
		},
		answers: ['portalId', 'accountType', 'timeZone', 'uiDomain', 'dataHostingLocation'],
	},
	dailyUsage: {
		method: 'GET',
		paths: {
			'2026-03': '/account-info/2026-03/api-usage/daily/private-apps',
			'2026-09': '/account-info/2026-09/api-usage/daily/private-apps',
			v3: '/account-info/v3/api-usage/daily/private-apps',
		},
		answers: ['results'],
	},
	properties: {
		method: 'GET',
		paths: {
			'2026-03': '/crm/properties/2026-03/{objectType}',
			'2026-09': '/crm/properties/2026-09/{objectType}',
			v3: '/crm/v3/properties/{objectType}',
		},
		answers: ['results'],
	},
	schemas: {
		method: 'GET',
		paths: {
			'2026-03': '/crm-object-schemas/2026-03/schemas',
			'2026-09': '/crm-object-schemas/2026-09/schemas',
			v3: '/crm-object-schemas/v3/schemas',
		},
		answers: ['results'],
	},
};

/**
 * OBSERVED of batches: an object type that does not exist is answered 400 with this sentence. INFERRED
 * of the list of properties: the same, or 404.
 */
export const UNKNOWN_TYPE = {
	statuses: [400, 404],
	message: (objectType: string) => `Unable to infer object type from: ${objectType}`,
} as const;

/** STATED/SPEC: the types a property can have. A date is midnight UTC. */
export const PROPERTY_TYPES = [
	'string',
	'number',
	'date',
	'datetime',
	'enumeration',
	'bool',
	'phone_number',
] as const;

/** STATED [CUSTOM]: the longest value of a string property of a CRM object. */
export const MAX_STRING_LENGTH = 65_536;

/** Categories with a source; the list is open. */
export const CATEGORIES = [
	'VALIDATION_ERROR',
	'OBJECT_NOT_FOUND',
	'CONFLICT',
	'MISSING_SCOPES',
	'RATE_LIMITS',
	'EXPIRED_AUTHENTICATION',
] as const;

// ---------------------------------------------------------------- lists of records

/** SPEC unless marked. A write of memberships is a PUT of a bare JSON array of record ids, as text. */
export const LIST_OPERATIONS = {
	addToList: {
		method: 'PUT',
		paths: {
			'2026-03': '/crm/lists/2026-03/{listId}/memberships/add',
			'2026-09': '/crm/lists/2026-09/{listId}/memberships/add',
			v3: '/crm/v3/lists/{listId}/memberships/add',
		},
		success: 200,
		/** not documented; INFERRED that it takes so many at least */
		maxInputs: 1_000,
		/** STATED: what is a member already is ignored */
		repeat: 'safe',
		does: 'recordsIdsAdded',
	},
	removeFromList: {
		method: 'PUT',
		paths: {
			'2026-03': '/crm/lists/2026-03/{listId}/memberships/remove',
			'2026-09': '/crm/lists/2026-09/{listId}/memberships/remove',
			v3: '/crm/v3/lists/{listId}/memberships/remove',
		},
		success: 200,
		maxInputs: 1_000,
		repeat: 'safe',
		does: 'recordsIdsRemoved',
	},
} as const;

/**
 * The answer of both: three lists of record ids. A record in none of them needed no change. OBSERVED:
 * ids may be numbers, and a list that is empty may be left out. A page of v3 prints `printed`.
 */
export const MEMBERSHIP_ANSWER = {
	lists: ['recordsIdsAdded', 'recordIdsMissing', 'recordsIdsRemoved'],
	printed: { recordsIdsAdded: 'recordIdsAdded', recordsIdsRemoved: 'recordIdsRemoved' },
} as const;

/** OBSERVED n8n PR 31190: a write needs both; with the second alone, the refusal names the first. */
export const LIST_SCOPES = ['crm.lists.read', 'crm.lists.write'] as const;

/** STATED: the kinds of lists that take members, and the one that HubSpot fills itself. */
export const LIST_KINDS = { takeMembers: ['MANUAL', 'SNAPSHOT'], filled: 'DYNAMIC' } as const;

/** SPEC: what is asked about lists. `{listId}` is today's id; old ones are plain numbers as well. */
export const LIST_READS = {
	list: {
		method: 'GET',
		paths: {
			'2026-03': '/crm/lists/2026-03/{listId}',
			'2026-09': '/crm/lists/2026-09/{listId}',
			v3: '/crm/v3/lists/{listId}',
		},
		answers: ['list'],
	},
	search: {
		method: 'POST',
		paths: {
			'2026-03': '/crm/lists/2026-03/search',
			'2026-09': '/crm/lists/2026-09/search',
			v3: '/crm/v3/lists/search',
		},
		answers: ['lists', 'total', 'offset', 'hasMore'],
	},
	members: {
		method: 'GET',
		paths: {
			'2026-03': '/crm/lists/2026-03/{listId}/memberships',
			'2026-09': '/crm/lists/2026-09/{listId}/memberships',
			v3: '/crm/v3/lists/{listId}/memberships',
		},
		answers: ['results', 'total'],
	},
	/** takes a bare JSON array of old ids, as text */
	idMapping: {
		method: 'POST',
		paths: {
			'2026-03': '/crm/lists/2026-03/idmapping',
			'2026-09': '/crm/lists/2026-09/idmapping',
			v3: '/crm/v3/lists/idmapping',
		},
		answers: ['legacyListIdsToIdsMapping', 'missingLegacyListIds'],
	},
} as const;

/** SPEC: in every list that is shown. OBSERVED: its size, as text, in `additionalProperties`. */
export const LIST_FIELDS = {
	always: ['listId', 'name', 'objectTypeId', 'processingType'],
	size: 'hs_list_size',
} as const;

/** SPEC: in every entry of a page of members. */
export const MEMBER_FIELDS = ['recordId', 'membershipTimestamp'] as const;

/** STATED in the search guide. One question, pages of records. */
export const SEARCH = {
	method: 'POST',
	paths: {
		'2026-03': '/crm/objects/2026-03/{objectType}/search',
		'2026-09': '/crm/objects/2026-09/{objectType}/search',
		v3: '/crm/v3/objects/{objectType}/search',
	} satisfies Record<Version, string>,
	body: ['filterGroups', 'sorts', 'query', 'properties', 'limit', 'after'],
	operators: [
		'EQ',
		'NEQ',
		'LT',
		'LTE',
		'GT',
		'GTE',
		'BETWEEN',
		'IN',
		'NOT_IN',
		'HAS_PROPERTY',
		'NOT_HAS_PROPERTY',
		'CONTAINS_TOKEN',
		'NOT_CONTAINS_TOKEN',
	],
	most: { page: 200, results: 10_000, groups: 5, filters: 6, filtersInAll: 18, query: 3_000 },
	/** for the whole account, and no headers tell of it */
	rate: { calls: 5, ms: 1_000 },
} as const;

// ---------------------------------------------------------------- associations

/** A batch about associations. The two object types of its path are those of `{x}` and `{y}`. */
export interface AssociationEndpoint {
	method: 'POST' | 'GET';
	/** What stands behind the root, which is the same for all of them. */
	suffix: string;
	/** what a clean run answers, by version: v4 stands for v3 */
	success: Readonly<Record<Version, number>>;
	/** what a run with failed inputs answers; `null`: no input fails alone */
	partial: number | null;
	maxInputs: number;
	/** whether `maxInputs` is HubSpot's word or our choice */
	maxInputsIsStated: boolean;
	/** one element of `inputs`; `list`: an array of one */
	fields: Readonly<Record<string, 'record' | 'list of records' | 'types' | 'string'>>;
	required: readonly string[];
	/** SPEC: in every result of a clean run; none: there are no results */
	result: readonly string[];
	/** The scopes of both object types are needed. */
	right: 'read' | 'write';
}

const both = (dated: number, v4 = dated) => ({ '2026-03': dated, '2026-09': dated, v3: v4 });

/** SPEC: directional, `contacts → companies` and back have types of their own. */
export const ASSOCIATION_ROOTS: Readonly<Record<Version, string>> = {
	'2026-03': '/crm/associations/2026-03/{fromObjectType}/{toObjectType}',
	'2026-09': '/crm/associations/2026-09/{fromObjectType}/{toObjectType}',
	v3: '/crm/v4/associations/{fromObjectType}/{toObjectType}',
};

export type AssociationEndpointName =
	| 'associate'
	| 'associateLabelled'
	| 'remove'
	| 'removeLabel'
	| 'read';

export const ASSOCIATIONS: Readonly<Record<AssociationEndpointName, AssociationEndpoint>> = {
	associate: {
		method: 'POST',
		suffix: '/batch/associate/default',
		success: both(200),
		partial: 200, // SPEC: `errors` and `numErrors` in the same body
		maxInputs: 2000,
		maxInputsIsStated: false,
		fields: { from: 'record', to: 'record' },
		required: ['from', 'to'],
		result: ['from', 'to', 'associationSpec'], // INFERRED: one for each direction
		right: 'write',
	},
	associateLabelled: {
		method: 'POST',
		suffix: '/batch/create',
		success: both(201), // OBSERVED hubspot-api-python #448: 200
		partial: 207,
		maxInputs: 2000,
		maxInputsIsStated: true,
		fields: { from: 'record', to: 'record', types: 'types' },
		required: ['from', 'to', 'types'],
		result: ['fromObjectId', 'fromObjectTypeId', 'toObjectId', 'toObjectTypeId', 'labels'],
		right: 'write',
	},
	remove: {
		method: 'POST',
		suffix: '/batch/archive',
		success: both(200, 204), // SPEC: the dated ones with an envelope that has no results
		partial: null,
		maxInputs: 100,
		maxInputsIsStated: true, // STATED in an older guide
		fields: { from: 'record', to: 'list of records' },
		required: ['from', 'to'],
		result: [],
		right: 'write',
	},
	removeLabel: {
		method: 'POST',
		suffix: '/batch/labels/archive',
		success: both(200, 204),
		partial: null,
		maxInputs: 100,
		maxInputsIsStated: true,
		fields: { from: 'record', to: 'record', types: 'types' },
		required: ['from', 'to', 'types'],
		result: [],
		right: 'write',
	},
	read: {
		method: 'POST',
		suffix: '/batch/read',
		success: both(200),
		partial: 207,
		maxInputs: 1000,
		maxInputsIsStated: true, // STATED [ASSOC]
		fields: { id: 'string', after: 'string' },
		required: ['id'],
		result: ['from', 'to'],
		right: 'read',
	},
};

/** SPEC: the labels of a pair of object types, in this direction. `label` is null of the default one. */
export const ASSOCIATION_LABELS = {
	suffix: '/labels',
	always: ['category', 'typeId', 'label'],
	/** OBSERVED: numbers are not unique, only together with the category. */
	categories: ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'],
} as const;

/** OBSERVED, often: how a read tells of a record that nothing is associated with, in a 207. */
export const NO_ASSOCIATIONS = {
	category: 'OBJECT_NOT_FOUND',
	subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
	context: ['fromObjectId', 'fromObjectType', 'toObjectType'],
} as const;

/** OBSERVED of single calls: what cannot be associated, all with this message and VALIDATION_ERROR. */
export const NOT_ASSOCIATED = {
	message: 'One or more associations are invalid',
	/** a record that does not exist: `CONTACT=51 is not valid` */
	record: ['INVALID_OBJECT_IDS', 'objectId', 'objectType'],
	/** a type that does not exist: `USER_DEFINED=3 is not a valid association definition id` */
	type: ['INVALID_ASSOCIATION_TYPE_ID', 'associationSpec'],
	/** OBSERVED of records created with associations: a type of the other direction */
	turned: /^invalid from object type \S+ for associations to be created\. expected: \S+$/,
} as const;

// ---------------------------------------------------------------- owners and pipelines

/** SPEC unless marked. What the account lists for properties that hold IDs alone. */
export const DIRECTORY = {
	owners: {
		method: 'GET',
		paths: {
			'2026-03': '/crm/owners/2026-03',
			'2026-09': '/crm/owners/2026-09',
			v3: '/crm/v3/owners',
		} satisfies Record<Version, string>,
		query: ['email', 'limit', 'after', 'archived'],
		/** without `archived`, active ones alone; `paging.next.after` leads to the next page */
		paged: true,
		fields: ['id', 'email', 'firstName', 'lastName', 'userId', 'archived', 'teams'],
		/** STATED */
		scopes: ['crm.objects.owners.read'],
	},
	pipelines: {
		method: 'GET',
		paths: {
			'2026-03': '/crm/pipelines/2026-03/{objectType}',
			'2026-09': '/crm/pipelines/2026-09/{objectType}',
			v3: '/crm/v3/pipelines/{objectType}',
		} satisfies Record<Version, string>,
		query: [],
		paged: false,
		fields: ['id', 'label', 'displayOrder', 'archived', 'stages'],
		/** of the object's read */
		scopes: ['crm.objects.{x}.read'],
	},
} as const;

export const STAGE_FIELDS = ['id', 'label', 'displayOrder', 'archived', 'metadata'] as const;

/** STATED: an owner property takes the ID of an owner alone, not the ID of the user. */
export const OWNER_PROPERTY = 'hubspot_owner_id';

/** OBSERVED: such properties have no options of their own. SPEC: `OWNER` says whose IDs they hold. */
export const EXTERNAL = {
	mark: 'externalOptions',
	options: [],
	owner: { referencedObjectType: 'OWNER' },
} as const;

/** SPEC of deals and tickets; INFERRED of all other object types: as tickets. */
export const STAGE_PROPERTIES: Readonly<Record<string, { pipeline: string; stage: string }>> = {
	deals: { pipeline: 'pipeline', stage: 'dealstage' },
	'0-3': { pipeline: 'pipeline', stage: 'dealstage' },
	tickets: { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' },
	leads: { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' },
	'2-1001': { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' },
};

/** OBSERVED: how a stage that does not exist is refused. */
export const UNKNOWN_STAGE = {
	code: 'INVALID_OPTION',
	words: 'is not a valid pipeline stage ID',
} as const;

// ---------------------------------------------------------------- what becomes of events

/** What is neither a batch that writes values nor a read of one event. */
export interface EventCall {
	method: 'POST';
	paths: Readonly<Record<Version, string>>;
	/** query parameters without which there is no answer */
	query: readonly string[];
	/** of the body, all of them required; none: SPEC, it has no body */
	fields: Readonly<Record<string, FieldType>>;
	success: number;
	/** SPEC, and nothing of it INFERRED */
	result: { always: readonly string[]; sometimes: readonly string[]; never: readonly string[] };
	/** INFERRED: the end state is the same */
	repeat: 'safe';
	scopes: readonly string[];
	reach: 'same app' | 'any app';
}

/** SPEC: what a cancelled or completed event shows. */
const ENDED_RESULT = {
	always: ['eventName', 'eventOrganizer', 'customProperties'],
	sometimes: ['objectId', ...EVENT_RESULT_SOMETIMES],
	never: ['id', 'externalEventId', 'externalAccountId', 'createdAt'],
} as const;

export const EVENT_CALLS = {
	cancelEvents: {
		method: 'POST',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/events/{externalEventId}/cancel',
			'2026-09': '/marketing/marketing-events/2026-09/events/{externalEventId}/cancel',
			v3: '/marketing/v3/marketing-events/events/{externalEventId}/cancel',
		},
		query: ['externalAccountId'],
		fields: {},
		success: 200,
		result: ENDED_RESULT,
		repeat: 'safe',
		scopes: ['crm.objects.marketing_events.write'],
		reach: 'same app', // STATED [MEGUIDE]: another app gets 404
	},
	completeEvents: {
		method: 'POST',
		paths: {
			'2026-03': '/marketing/marketing-events/2026-03/events/{externalEventId}/complete',
			'2026-09': '/marketing/marketing-events/2026-09/events/{externalEventId}/complete',
			v3: '/marketing/v3/marketing-events/events/{externalEventId}/complete',
		},
		query: ['externalAccountId'],
		fields: { startDateTime: 'date-time', endDateTime: 'date-time' },
		success: 200,
		result: ENDED_RESULT,
		repeat: 'safe',
		scopes: ['crm.objects.marketing_events.write'],
		reach: 'same app',
	},
} as const satisfies Record<string, EventCall>;

/** SPEC; see `listEvents` of OTHER_ENDPOINTS for its path. It takes no filter. */
export const EVENT_LIST = {
	usual: 10,
	/** in a draft of 2026-09; 2026-03 and v3 do not say. INFERRED: the same. */
	most: 100,
	/** SPEC: where the next page begins stands here, and goes into the query as `after` */
	next: 'paging.next.after',
	counters: ['registrants', 'attendees', 'cancellations', 'noShows'],
} as const;

/** SPEC. What it answers is specified nowhere: any 2xx, with whatever body. */
export const EVENT_DELETE = {
	method: 'POST',
	paths: {
		'2026-03': '/marketing/marketing-events/2026-03/events/delete',
		'2026-09': '/marketing/marketing-events/2026-09/events/delete',
		v3: '/marketing/v3/marketing-events/events/delete',
	},
	/** of an input, all of them required; `appId` is the only ID of HubSpot's that is a number */
	fields: { appId: 'integer', externalAccountId: 'string', externalEventId: 'string' },
	maxInputs: 100, // no maximum is documented for marketing events
	repeat: 'safe', // INFERRED
	scopes: ['crm.objects.marketing_events.write'],
	reach: 'same app', // SPEC
} as const;

/** SPEC: in every result of `searchEvents`, which finds events of the same app by an exact match. */
export const EVENT_FOUND = ['appId', 'externalAccountId', 'externalEventId', 'objectId'] as const;

/** SPEC: who registered for an event, attended it, or cancelled. Errors stand in the 200. */
export const ATTENDANCE = {
	method: 'POST',
	/** `{state}` is one of `states`; `{how}` is `create` or `email-create` */
	paths: {
		'2026-03': '/marketing/marketing-events/2026-03/{objectId}/attendance/{state}/{how}',
		'2026-09': '/marketing/marketing-events/2026-09/{objectId}/attendance/{state}/{how}',
		v3: '/marketing/v3/marketing-events/{objectId}/attendance/{state}/{how}',
	},
	/** by the ids of the app that made the event; `externalAccountId` is OBSERVED to be needed */
	externalPaths: {
		'2026-03': '/marketing/marketing-events/2026-03/attendance/{externalEventId}/{state}/{how}',
		'2026-09': '/marketing/marketing-events/2026-09/attendance/{externalEventId}/{state}/{how}',
		v3: '/marketing/v3/marketing-events/attendance/{externalEventId}/{state}/{how}',
	},
	externalQuery: ['externalAccountId'],
	/** SPEC, in lower case; anything else is a 400 (OBSERVED) */
	states: ['register', 'attend', 'cancel'],
	/** of an input, all of them required; `vid` and `interactionDateTime` are integers, the latter in ms */
	fields: {
		create: ['vid', 'interactionDateTime', 'properties'],
		'email-create': ['email', 'interactionDateTime', 'contactProperties', 'properties'],
	},
	/** of attendance alone, ISO 8601 */
	properties: ['joinedAt', 'leftAt'],
	/** OBSERVED: closer together, the answer is a 200 and nothing is stored */
	leastSpanMs: 1_000,
	maxInputs: 100, // no maximum is documented for marketing events
	success: 200,
	/** in every result */
	result: { create: ['vid'], 'email-create': ['email', 'vid'] },
	/** STATED [MEGUIDE]: the same contact and interactionDateTime; OBSERVED: then `results` is empty */
	repeat: 'safe',
	subCategory: /^AttendanceValidationError\.[A-Z_]+$/, // OBSERVED
	scopes: ['crm.objects.marketing_events.write'],
	reach: { objectId: 'any app', external: 'same app' },
	/** SPEC, older: contacts must exist, and what a 2xx holds is not specified */
	older: '/marketing/marketing-events/2026-03/events/{externalEventId}/{state}/{how}',
	olderHow: { create: 'upsert', 'email-create': 'email-upsert' },
} as const;

/** SPEC: who is what to an event, and how many. */
export const PARTICIPATIONS = {
	method: 'GET',
	paths: {
		'2026-03': '/marketing/marketing-events/2026-03/participations',
		'2026-09': '/marketing/marketing-events/2026-09/participations',
		v3: '/marketing/v3/marketing-events/participations',
	},
	counters: ['attended', 'cancelled', 'noShows', 'registered'],
	states: ['REGISTERED', 'CANCELLED', 'ATTENDED', 'NO_SHOW'],
	/** of a breakdown */
	query: ['contactIdentifier', 'state', 'limit', 'after'],
	usual: 10,
	most: 100,
	next: 'paging.next.after',
	item: ['id', 'createdAt', 'properties', 'associations'],
	properties: {
		always: ['attendanceState', 'occurredAt'],
		sometimes: ['attendanceDurationSeconds', 'attendancePercentage'],
	},
	scopes: ['crm.objects.marketing_events.read'],
} as const;

/** A read of who takes part in events. SPEC. */
export interface ParticipationRead {
	method: 'GET';
	paths: Readonly<Record<Version, string>>;
	query: readonly string[];
}

const participationRead = (suffix: string, query: readonly string[]): ParticipationRead => ({
	method: 'GET',
	paths: {
		'2026-03': PARTICIPATIONS.paths['2026-03'] + suffix,
		'2026-09': PARTICIPATIONS.paths['2026-09'] + suffix,
		v3: PARTICIPATIONS.paths.v3 + suffix,
	},
	query,
});

/** By object ID: events of every app. Each has a form by external account and event ID, too. */
export const PARTICIPATION_READS = {
	getEventCounters: participationRead('/{marketingEventId}', []),
	getParticipantsOfEvent: participationRead('/{marketingEventId}/breakdown', PARTICIPATIONS.query),
	/** by record ID or e-mail address */
	getEventsOfContact: participationRead('/contacts/{contactIdentifier}/breakdown', [
		'state',
		'limit',
		'after',
	]),
} as const;

export const PARTICIPATION_ITEM = {
	/** SPEC says milliseconds, the guide shows ISO */
	occurredAt: [1_804_237_200_000, '2027-03-05T09:00:00.000Z'],
	associations: {
		contact: ['contactId', 'email', 'firstname', 'lastname'],
		marketingEvent: ['marketingEventId', 'name', 'externalEventId', 'externalAccountId'],
	},
} as const;

/** Lists of an event. SPEC. Each has a form by external account and event ID, too. */
export const EVENT_LISTS = {
	paths: {
		'2026-03': '/marketing/marketing-events/2026-03/associations/{objectId}/lists',
		'2026-09': '/marketing/marketing-events/2026-09/associations/{objectId}/lists',
		v3: '/marketing/v3/marketing-events/associations/{objectId}/lists',
	},
	/** behind the path of the read */
	one: '/{listId}',
	methods: {
		getListsOfEvent: 'GET',
		associateListWithEvent: 'PUT',
		removeListFromEvent: 'DELETE',
	},
	/** of the writes, which have no body; the read answers 200 */
	success: 204,
	/** SPEC (sic): the read wants it too */
	scopes: ['crm.objects.marketing_events.write'],
	beside: ['total'],
	list: ['listId', 'name', 'listVersion', 'objectTypeId', 'processingStatus', 'processingType'],
	repeat: 'safe', // INFERRED
} as const;
