// Owns object types, their scopes, and property definitions: which values a property takes, and
// what HubSpot says about the others.

import type { PropertyProblem, Reason } from './details';
import { Directory } from './directory/store';
import type { Json } from './wire';
import { CATEGORIES, refuse } from './wire';

export type DataSensitivity = 'non_sensitive' | 'sensitive' | 'highly_sensitive';

export interface PropertyOption {
	label: string;
	value: string;
	hidden?: boolean;
}

export interface PropertyDefinition {
	name: string;
	label: string;
	type: 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool' | 'phone_number';
	fieldType: string;
	groupName: string;
	description: string;
	options: PropertyOption[];
	hasUniqueValue: boolean;
	calculated: boolean;
	hidden: boolean;
	hubspotDefined: boolean;
	readOnlyValue: boolean;
	/** 2026-09 only: must not be empty while another property has this value */
	requiredWhen?: { property: string; value: string };
	/** 2026-09 only: a new record must have it */
	requiredToCreate?: boolean;
	/** of an administrator, STATED to hold for every API since July 2023, whatever the version */
	rule?: keyof typeof RULES;
	/** OBSERVED of owners and pipeline stages: the options are elsewhere, and the list is empty */
	externalOptions?: boolean;
	/** SPEC: whose ids these are */
	referencedObjectType?: 'OWNER';
	/** STATED: what is not listed unless it is asked for by this name; default `non_sensitive` */
	dataSensitivity?: DataSensitivity;
	/** OBSERVED of the lifecycle stage: an earlier option than the one held is ignored without a word */
	onlyForward?: boolean;
}

export type NewProperty = Partial<Omit<PropertyDefinition, 'options'>> & {
	name: string;
	options?: Array<string | PropertyOption>;
};

export interface Schema {
	name: string;
	labels: { singular?: string; plural?: string };
	/** `2-<n>` */
	objectTypeId: string;
	/** `p<portal>_<name>` */
	fullyQualifiedName: string;
	/** default false: see `listSchemas` */
	allowsSensitiveProperties?: boolean;
}

/** STATED [OBJ]. A name and its id mean the same; the id is what the fake files things under. */
export const OBJECT_TYPES: Readonly<Record<string, string>> = {
	contacts: '0-1',
	companies: '0-2',
	deals: '0-3',
	tickets: '0-5',
	products: '0-7',
	line_items: '0-8',
	quotes: '0-14',
	communications: '0-18',
	feedback_submissions: '0-19',
	tasks: '0-27',
	notes: '0-46',
	meetings: '0-47',
	calls: '0-48',
	emails: '0-49',
	invoices: '0-53',
	marketing_events: '0-54',
	subscriptions: '0-69',
	goals: '0-74',
	discounts: '0-84',
	fees: '0-85',
	taxes: '0-86',
	payments: '0-101',
	users: '0-115',
	postal_mail: '0-116',
	orders: '0-123',
	leads: '0-136',
	carts: '0-142',
	services: '0-162',
	courses: '0-410',
	listings: '0-420',
	appointments: '0-421',
	projects: '0-970',
};

/** Rules that an administrator may give a property. */
const RULES = {
	letters: { fits: /^[\p{L} ]*$/u, reason: 'onlyLetters' },
	digits: { fits: /^\d*$/, reason: 'onlyDigits' },
} as const;

export class Properties {
	private readonly definitions = new Map<string, Map<string, PropertyDefinition>>();
	private readonly schemas = new Map<string, Schema & { createdAt: string }>();

	constructor(
		private readonly nowIso: () => string,
		private readonly directory = new Directory(),
	) {}

	/** The id of a type by any of its names. OBSERVED: bare custom names fail since June 2025. */
	typeId(objectType: string): string {
		return this.knownTypeId(objectType) ?? refuseType(objectType, 400);
	}

	/** `undefined`: there is no such type. */
	knownTypeId(objectType: string): string | undefined {
		if (Object.values(OBJECT_TYPES).includes(objectType)) return objectType;
		if (Object.keys(OBJECT_TYPES).includes(objectType)) return OBJECT_TYPES[objectType];
		for (const schema of this.schemas.values()) {
			if (objectType === schema.objectTypeId) return objectType;
			if (objectType === schema.fullyQualifiedName) return schema.objectTypeId;
		}
		return undefined;
	}

	/** The scopes of which one is needed. */
	objectScopes(typeId: string, right: 'read' | 'write'): string[] {
		if (typeId.startsWith('2-')) return [`crm.objects.custom.${right}`];
		const name = nameOf(typeId);
		if (name === 'tickets') return ['tickets'];
		const scopes = [`crm.objects.${name}.${right}`];
		if (name === 'line_items' || name === 'products') scopes.push('e-commerce');
		return scopes;
	}

	/** STATED: `crm.schemas.<x>.read` or `crm.objects.<x>.read`. */
	propertyScopes(typeId: string): string[] {
		const name = typeId.startsWith('2-') ? 'custom' : nameOf(typeId);
		return [`crm.schemas.${name}.read`, ...this.objectScopes(typeId, 'read')];
	}

	defineSchema(schema: Schema): void {
		this.schemas.set(schema.objectTypeId, { ...schema, createdAt: this.nowIso() });
	}

	define(objectType: string, property: NewProperty): void {
		const typeId = this.typeId(objectType);
		let ofType = this.definitions.get(typeId);
		if (!ofType) {
			ofType = new Map();
			this.definitions.set(typeId, ofType);
			for (const own of OWN_PROPERTIES) {
				ofType.set(own.name, complete({ ...own, readOnlyValue: true, hubspotDefined: true }));
			}
		}
		ofType.set(property.name, complete(property));
	}

	/** `undefined`: nobody defined any, so the fake takes every name. */
	of(typeId: string): ReadonlyMap<string, PropertyDefinition> | undefined {
		return this.definitions.get(typeId);
	}

	/** STATED [PROPS]: only unique properties identify a record, and the email of a contact. */
	identifies(typeId: string, property: string): boolean {
		if (typeId === OBJECT_TYPES.contacts && property === 'email') return true;
		return this.of(typeId)?.get(property)?.hasUniqueValue === true;
	}

	/** The first property that does: for seeding. */
	identifying(typeId: string): string | undefined {
		return [...(this.of(typeId)?.keys() ?? [])].find((name) => this.identifies(typeId, name));
	}

	/** OBSERVED: HubSpot lower-cases the email of a contact. */
	fold(typeId: string, property: string, value: string): string {
		const isEmail = typeId === OBJECT_TYPES.contacts && property === 'email';
		return isEmail ? value.toLowerCase() : value;
	}

	/** What a property holds once a value has been written to it. */
	afterWrite(typeId: string, name: string, held: string | undefined, value: string): string {
		const definition = this.of(typeId)?.get(name);
		// STATED: in a multi-select, a `;` in front appends to what is there.
		if (definition?.fieldType === 'checkbox' && value.startsWith(';')) {
			return joined(held, value);
		}
		if (definition?.onlyForward && held && isBefore(definition, value, held)) return held;
		return this.fold(typeId, name, value);
	}

	/** OBSERVED for the codes of unknown names; the other codes are INFERRED. */
	problems(typeId: string, values: Record<string, string>): PropertyProblem[] {
		const known = this.of(typeId);
		if (!known) return [];
		return Object.keys(values).flatMap((name): PropertyProblem[] => {
			const definition = known.get(name);
			if (!definition) return [{ name, reason: 'unknown' }];
			return [
				...problemsOf(definition, values[name]),
				...(definition.externalOptions
					? this.directory.problemsOf(typeId, definition, values)
					: []),
			];
		});
	}

	/** STATED [VALID]: 2026-09 enforces what administrators require, 2026-03 and v3 do not. */
	missing(typeId: string, record: Record<string, string>, isNew: boolean): PropertyProblem[] {
		const definitions = [...(this.of(typeId)?.values() ?? [])];
		return definitions.flatMap(({ name, requiredWhen, requiredToCreate }): PropertyProblem[] => {
			if (record[name]) return [];
			const conditional = requiredWhen && record[requiredWhen.property] === requiredWhen.value;
			if (conditional) return [{ name, reason: 'requiredNow' }];
			return isNew && requiredToCreate ? [{ name, reason: 'requiredToCreate' }] : [];
		});
	}

	/** STATED: only those of one sensitivity. */
	listProperties(typeId: string, sensitivity: string | null = null): Json[] {
		const wanted = sensitivity ?? 'non_sensitive';
		const isWanted = ({ dataSensitivity = 'non_sensitive' }: PropertyDefinition) =>
			dataSensitivity === wanted;
		return [...(this.of(typeId)?.values() ?? [])].filter(isWanted).map((definition) => {
			const { readOnlyValue, requiredWhen, requiredToCreate, ...rest } = definition;
			const { rule, onlyForward, ...shown } = rest;
			void [requiredWhen, requiredToCreate, rule, onlyForward];
			const modificationMetadata = {
				archivable: !definition.hubspotDefined,
				readOnlyDefinition: definition.hubspotDefined,
				readOnlyValue,
			};
			return { ...shown, modificationMetadata };
		});
	}

	listSchemas(): Json[] {
		return [...this.schemas.values()].map(({ createdAt, ...schema }) => ({
			allowsSensitiveProperties: false,
			...schema,
			id: schema.objectTypeId.slice(2),
			archived: false,
			createdAt,
			updatedAt: createdAt,
			properties: this.listProperties(schema.objectTypeId),
			requiredProperties: [],
			searchableProperties: [],
			secondaryDisplayProperties: [],
			associations: [],
		}));
	}
}

/** OBSERVED, in these words, with 400. */
export function refuseType(objectType: string, status: 400 | 404): never {
	throw refuse(status, CATEGORIES[status], `Unable to infer object type from: ${objectType}`);
}

/** `contacts` for `0-1`; a custom type goes by its id. */
export function nameOf(typeId: string): string {
	return NAMES_BY_ID.get(typeId) ?? typeId;
}

/** OBSERVED: how HubSpot writes one value of one property of a type. Of custom objects INFERRED. */
export function coordinatesOf(
	typeId: string,
	portalId: number,
	propertyName: string,
	value: string,
): string {
	const [meta, inner] = typeId.split('-');
	const type =
		meta === '2' ? `metaTypeId=2, innerId=${inner}` : `legacyObjectType=${singularOf(typeId)}`;
	return `PropertyValueCoordinates{portalId=${portalId}, objectTypeId=ObjectTypeId{${type}}, propertyName=${propertyName}, value=${value}}`;
}

/** `CONTACT` for `0-1`. */
function singularOf(typeId: string): string {
	return nameOf(typeId).toUpperCase().replace(/IES$/, 'Y').replace(/S$/, '');
}

const NAMES_BY_ID = new Map(Object.entries(OBJECT_TYPES).map(([name, id]) => [id, name]));

/** What every record has. */
const OWN_PROPERTIES: readonly NewProperty[] = [
	{ name: 'hs_object_id', type: 'number' },
	{ name: 'hs_createdate', type: 'datetime' },
	{ name: 'hs_lastmodifieddate', type: 'datetime' },
	{
		name: 'hs_merged_object_ids',
		type: 'enumeration',
		fieldType: 'checkbox',
		externalOptions: true,
	},
];

const FIELD_TYPES: Record<PropertyDefinition['type'], string> = {
	string: 'text',
	number: 'number',
	date: 'date',
	datetime: 'date',
	enumeration: 'select',
	bool: 'booleancheckbox',
	phone_number: 'phonenumber',
};

function complete({ options = [], ...property }: NewProperty): PropertyDefinition {
	const type = property.type ?? 'string';
	return {
		label: property.name,
		type,
		fieldType: FIELD_TYPES[type],
		groupName: 'fake',
		description: '',
		hasUniqueValue: false,
		calculated: false,
		hidden: false,
		hubspotDefined: false,
		readOnlyValue: false,
		...property,
		options: options.map((option) =>
			typeof option === 'string' ? { label: option, value: option, hidden: false } : option,
		),
	};
}

/** Whether a value is an option that comes before the one held. Of what is no option nobody can tell. */
function isBefore({ options }: PropertyDefinition, value: string, held: string): boolean {
	const rank = (of: string) => options.findIndex((option) => option.value === of);
	return rank(value) >= 0 && rank(value) < rank(held);
}

/** The parts of `;`-separated lists, each once. */
export function joined(...lists: Array<string | undefined>): string {
	const parts = lists.flatMap((list) => (list ?? '').split(';')).filter(Boolean);
	return [...new Set(parts)].join(';');
}

const DAY_MS = 86_400_000;
const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Epoch ms of an ISO 8601 date-time that names its zone, else NaN. 31 February is NaN too. */
export function instantOf(text: string): number {
	if (!ISO_WITH_ZONE.test(text)) return NaN;
	return isDay(text.slice(0, 10)) ? Date.parse(text) : NaN;
}

function isDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const at = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

const EPOCH_MS = /^-?\d{1,14}$/;

/** None, or one. */
function problemsOf(definition: PropertyDefinition, value: string): PropertyProblem[] {
	const { name, type, options } = definition;
	const not = (reason: Reason, allowed?: string[]): PropertyProblem[] => [
		{ name, reason, value, ...(allowed ? { allowed } : {}) },
	];
	if (definition.readOnlyValue || definition.calculated) return not('readOnly');
	if (value === '') return []; // SPEC: clears the property
	if (value.length > 65_536) return not('tooLong'); // STATED [CUSTOM]
	if (definition.rule) {
		const { fits, reason } = RULES[definition.rule];
		if (!fits.test(value)) return not(reason);
	}
	switch (type) {
		case 'number': {
			const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value);
			return decimal ? [] : not('number');
		}
		case 'bool':
			return ['true', 'false'].includes(value) ? [] : not('boolean');
		case 'enumeration': {
			if (definition.externalOptions) return [];
			const allowed = options.map((option) => option.value);
			const wrong = value.split(';').filter((part) => part !== '' && !allowed.includes(part));
			return wrong.length === 0 ? [] : not('option', allowed);
		}
		case 'date': {
			// STATED [PROPS]: a date is midnight UTC.
			const at = EPOCH_MS.test(value) ? Number(value) : instantOf(value);
			const midnight = isDay(value) || (!Number.isNaN(at) && at % DAY_MS === 0);
			return midnight ? [] : not('midnight');
		}
		case 'datetime': {
			const instant = EPOCH_MS.test(value) || !Number.isNaN(instantOf(value));
			return instant ? [] : not('dateTime');
		}
		default:
			// INFERRED; without it every address would do.
			return name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? not('email') : [];
	}
}

export interface DefaultHabits {
	/**
	 * Whether the lifecycle stage of a contact moves back: OBSERVED by a staff answer and two reports,
	 * it does not, unless it was cleared before. One source contradicts.
	 */
	lifecycle: 'onlyForward' | 'anywhere';
}

/** What an account has before a test says otherwise: a handful of properties, one custom object. */
export function seedDefaults(
	properties: Properties,
	portalId: number,
	{ lifecycle }: DefaultHabits,
): void {
	properties.defineSchema({
		name: 'session',
		labels: { singular: 'Session', plural: 'Sessions' },
		objectTypeId: '2-1001',
		fullyQualifiedName: `p${portalId}_session`,
	});
	const stages = ['subscriber', 'lead', 'opportunity', 'customer'];
	const defaults: Record<string, NewProperty[]> = {
		contacts: [
			// `hasUniqueValue` is false for it, and yet it identifies: see `identifies`.
			{ name: 'email', label: 'Email', hubspotDefined: true },
			{ name: 'firstname', label: 'First name', hubspotDefined: true },
			{ name: 'lastname', label: 'Last name', hubspotDefined: true },
			{ name: 'phone', label: 'Phone number', type: 'phone_number', hubspotDefined: true },
			{
				name: 'lifecyclestage',
				label: 'Lifecycle stage',
				type: 'enumeration',
				options: stages,
				onlyForward: lifecycle === 'onlyForward',
			},
			{ name: 'createdate', type: 'datetime', readOnlyValue: true, hubspotDefined: true },
			{ name: 'birthday', label: 'Birthday', type: 'date' },
			{ name: 'newsletter', label: 'Newsletter', type: 'bool' },
			{ name: 'customer_number', label: 'Customer number', hasUniqueValue: true },
			{
				name: 'hs_additional_emails',
				label: 'Additional email addresses',
				type: 'enumeration',
				fieldType: 'checkbox',
				externalOptions: true,
				readOnlyValue: true, // INFERRED, the strictest choice
				hubspotDefined: true,
			},
		],
		companies: [
			{ name: 'name', label: 'Company name', hubspotDefined: true },
			// STATED: not enforced unique, so it does not identify.
			{ name: 'domain', label: 'Domain', hubspotDefined: true },
			{ name: 'numberofemployees', label: 'Employees', type: 'number', hubspotDefined: true },
			{ name: 'city', label: 'City', hubspotDefined: true },
			{ name: 'company_number', label: 'Company number', hasUniqueValue: true },
		],
		deals: [
			{ name: 'dealname', label: 'Deal name', hubspotDefined: true },
			{ name: 'amount', label: 'Amount', type: 'number', hubspotDefined: true },
			{ name: 'closedate', label: 'Close date', type: 'datetime', hubspotDefined: true },
		],
		'2-1001': [
			{ name: 'title', label: 'Title' },
			{ name: 'session_code', label: 'Session code', hasUniqueValue: true },
			{ name: 'starts_at', label: 'Starts at', type: 'datetime' },
			{ name: 'seats', label: 'Seats', type: 'number' },
			{
				name: 'tracks',
				label: 'Tracks',
				type: 'enumeration',
				fieldType: 'checkbox',
				options: ['web', 'data', 'ops'],
			},
		],
		marketing_events: [
			{ name: 'hs_event_name', label: 'Event name', hubspotDefined: true },
			{ name: 'hs_event_description', label: 'Event description', hubspotDefined: true },
			{ name: 'venue', label: 'Venue' },
			{ name: 'capacity', label: 'Capacity', type: 'number' },
		],
	};
	for (const objectType of Object.keys(defaults)) {
		for (const property of defaults[objectType]) properties.define(objectType, property);
	}
}
