/**
 * Owners by e-mail, pipelines and stages by label: HubSpot takes IDs alone (STATED of owners). Which
 * properties hold them, and how the ID of a name is found in what the account lists.
 */
import type { Directory, Known, Names, UnknownName } from './directory';
import { ownersOf, pipelinesOf, reader, type Book, type Pipelines, type Thing } from './books';
import { idText, own, put } from './json';
import type { Result } from './replies';

// ---------------------------------------------------------------- which properties

/** The property that holds the owner of a record, in every object type. */
const OWNER_ID = 'hubspot_owner_id';

/** The properties of pipeline and stage. */
interface Stages {
	pipeline: string;
	stage: string;
}

const DEALS: ReadonlySet<string> = new Set(['deals', 'deal', '0-3']);
const OF_DEALS: Stages = { pipeline: 'pipeline', stage: 'dealstage' };
const OF_OTHERS: Stages = { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' };

export const stageProperties = (objectType: string): Stages =>
	DEALS.has(objectType.toLowerCase()) ? OF_DEALS : OF_OTHERS;

/** HubSpot's own properties of text that hold addresses, not owners. */
const ADDRESSES: ReadonlySet<string> = new Set(['email', 'work_email', 'hs_additional_emails']);

/** Does this property hold an owner, as HubSpot defines it? */
export const holdsOwner = ({ name, externalOptions, referencedObjectType }: Result): boolean =>
	name === OWNER_ID || (externalOptions === true && referencedObjectType === 'OWNER');

// ---------------------------------------------------------------- which values

const isNumber = (value: string) => /^\d+$/.test(value);

/** E-mail addresses have at most 320 characters; longer texts, which take longer, are not read as one. */
const LONGEST_EMAIL = 320;
const EMAIL = /^[^\s@;]+@[^\s@;]+\.[^\s@;]+$/;

/** The parts of a value; an empty part in front appends to what HubSpot holds. */
const partsOf = (value: string): string[] => value.split(';').map((part) => part.trim());

/** E-mail addresses, beside which there may be IDs: `ada@example.com;41629779`. */
function holdsEmails(value: string): boolean {
	const isOne = (part: string) =>
		part.length <= LONGEST_EMAIL && (isNumber(part) || EMAIL.test(part));
	return partsOf(value).filter(Boolean).every(isOne);
}

/** IDs of pipelines and stages as HubSpot makes them: numbers, UUIDs, and those of its first leads. */
const MADE = /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[a-z]+(-[a-z]+)*-(stage|pipeline)-id)$/;

/** The IDs of HubSpot's first pipeline of deals, and of its stages. */
const FIRST: ReadonlySet<string> = new Set([
	...['default', 'appointmentscheduled', 'qualifiedtobuy', 'presentationscheduled'],
	...['decisionmakerboughtin', 'contractsent', 'closedwon', 'closedlost'],
]);

/** Certainly an ID, for which HubSpot need not be asked. */
const isId = (value: string) => FIRST.has(value) || MADE.test(value);

// ---------------------------------------------------------------- inputs

export type Named = {
	properties: Record<string, string>;
	/** The properties whose values may be names. Ours, and never sent. */
	named?: readonly string[];
};

function mayBeName(
	name: string,
	value: string,
	isOfStages: boolean,
	choices: ReadonlySet<string> | undefined,
): boolean {
	if (name === OWNER_ID) return !isNumber(value.trim());
	if (isOfStages) return !isId(value.trim());
	return !ADDRESSES.has(name) && (choices?.has(name) ?? true) && holdsEmails(value);
}

/**
 * Notes which properties of an input may hold names. `choices`: the properties that hold choices, where
 * that is known; an owner is one.
 */
export function markNames<I extends Named>(
	input: I,
	objectType = '',
	choices?: ReadonlySet<string>,
): I {
	const { pipeline, stage } = stageProperties(objectType);
	const { properties } = input;
	let named: string[] | undefined;
	// No list of names and no function is made for each of 100,000 inputs.
	for (const name in properties) {
		const value = properties[name];
		const isOfStages = name === pipeline || name === stage;
		const maybe = isOfStages || name === OWNER_ID || value.includes('@');
		if (maybe && value && mayBeName(name, value, isOfStages, choices)) (named ??= []).push(name);
	}
	if (named) input.named = named;
	return input;
}

// ---------------------------------------------------------------- lists of the account

const OWNERS: Directory = {
	key: 'owners',
	family: 'owners',
	path: '',
	// SPEC: 100 unless told; no maximum is documented here. Without `archived`, only active ones.
	query: { limit: '100' },
	scope: 'crm.objects.owners.read',
};

const ofType = (family: 'pipelines' | 'properties', objectType: string): Directory => ({
	key: `${family} ${objectType}`,
	family,
	path: '/{objectType}',
});

const ownerPropertiesOf = reader(
	(results) => new Set(results.filter(holdsOwner).map(({ name }) => idText(name) ?? '')),
);

// ---------------------------------------------------------------- which names an input holds

/** What a property of an input holds, as far as it is known. */
interface Held {
	owners: string[];
	/** Properties that hold owners only if HubSpot defines them so. */
	unclear: string[];
	pipeline?: string;
	stage?: string;
}

function heldBy({ named = [] }: Named, objectType: string, known: Known): Held {
	const { pipeline, stage } = stageProperties(objectType);
	const held: Held = { owners: [], unclear: [] };
	const list = ofType('properties', objectType);
	const defined = known.get(list.key);
	for (const name of named) {
		if (name === OWNER_ID) held.owners.push(name);
		else if (name === pipeline) held.pipeline = name;
		else if (name === stage) held.stage = name;
		else if (!known.has(list.key)) held.unclear.push(name);
		// Where HubSpot does not say what a property is, its value is sent as it is.
		else if (defined && ownerPropertiesOf(defined).has(name)) held.owners.push(name);
	}
	return held;
}

function ask(
	input: Named,
	{ objectType = '' }: Record<string, string>,
	known: Known,
): Directory | undefined {
	const held = heldBy(input, objectType, known);
	const wanted = [
		...(held.unclear.length ? [ofType('properties', objectType)] : []),
		...(held.owners.length ? [OWNERS] : []),
		...((held.pipeline ?? held.stage) ? [ofType('pipelines', objectType)] : []),
	];
	return wanted.find(({ key }) => !known.has(key));
}

// ---------------------------------------------------------------- their IDs

/** Names are listed where there are no more than so many. */
const FEW = 8;

/** The ID of a name, or why there is none. */
type Found = string | UnknownName;

type About = Pick<UnknownName, 'property' | 'value' | 'of' | 'objectType'>;

const unknown = (about: About, more: Partial<UnknownName> = {}): UnknownName => ({
	...about,
	ids: [],
	near: [],
	...more,
});

/** The only one among those that a name leads to. */
function only(about: About, book: Book<Thing>, more: Partial<UnknownName> = {}): Found {
	const called = book.called(about.value);
	if (called.length === 1) return called[0].id;
	if (called.length) return unknown(about, { ...more, ids: called.map(({ id }) => id) });
	const near = book.near(about.value);
	const { names } = book;
	const isShown = about.of !== 'owner' && !near.length && names.length <= FEW;
	return unknown(about, { ...more, near, ...(isShown && { all: names }) });
}

function ownerIds(property: string, value: string, objectType: string, known: Known): Found {
	const about = { property, value, of: 'owner', objectType } as const;
	const results = known.get(OWNERS.key);
	if (!results) return unknown(about, { missing: OWNERS });
	const ids: string[] = [];
	for (const part of partsOf(value)) {
		const found =
			!part || isNumber(part) ? part : only({ ...about, value: part }, ownersOf(results));
		if (typeof found !== 'string') return found;
		ids.push(found);
	}
	return ids.join(';');
}

/** The stage in the pipeline that the input names, or else in the only one that has such a stage. */
function stageId(about: About, { all, stages }: Pipelines, named: Found | undefined): Found {
	if (named !== undefined && typeof named !== 'string') return named;
	const pipeline = all.things.find(({ id }) => id === named);
	if (pipeline) return only(about, pipeline.stages, { within: pipeline.name });
	const { pipeline: pipelineProperty } = stageProperties(about.objectType);
	const called = stages.called(about.value);
	const pipelines = [...new Set(called.map((each) => each.pipeline))];
	return only(about, stages, { pipelineProperty, ...(pipelines.length > 1 && { pipelines }) });
}

/** What the input's pipeline and stage are, as far as they are names. */
function pipelineIds(
	{ properties }: Named,
	objectType: string,
	{ pipeline, stage }: Held,
	known: Known,
): Array<[property: string, found: Found]> {
	if (pipeline === undefined && stage === undefined) return [];
	const list = ofType('pipelines', objectType);
	const results = known.get(list.key);
	const aboutOf = (property: string, of: 'pipeline' | 'stage'): About => ({
		property,
		value: properties[property],
		of,
		objectType,
	});
	if (!results) {
		const about =
			stage === undefined ? aboutOf(pipeline ?? '', 'pipeline') : aboutOf(stage, 'stage');
		return [[about.property, unknown(about, { missing: list })]];
	}
	const read = pipelinesOf(results);
	const { pipeline: property } = stageProperties(objectType);
	const given = own(properties, property);
	const named = given ? only(aboutOf(property, 'pipeline'), read.all) : undefined;
	const found: Array<[string, Found]> = [];
	if (pipeline !== undefined && named !== undefined) found.push([pipeline, named]);
	if (stage !== undefined) found.push([stage, stageId(aboutOf(stage, 'stage'), read, named)]);
	return found;
}

/** Gives records that are to be written the IDs of owners, pipelines and stages. */
export const namesInRecords = <I extends Named>(): Names<I> => ({
	has: ({ named }) => named !== undefined,
	ask,
	read: (input, { objectType = '' }, known) => {
		const held = heldBy(input, objectType, known);
		const owners = held.owners.map((name): [string, Found] => [
			name,
			ownerIds(name, input.properties[name], objectType, known),
		]);
		// A copy: the properties may be those of the item itself.
		const properties = { ...input.properties };
		for (const [name, found] of [...owners, ...pipelineIds(input, objectType, held, known)]) {
			if (typeof found !== 'string') return { unknown: found };
			put(properties, name, found);
		}
		return { input: { ...input, named: undefined, properties } };
	},
});
