/**
 * parameters.ts: what workflows store, and what the editor is told to show. A workflow that is saved
 * holds these names and values: changing one breaks it.
 */
import { type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';

import { parametersOf } from '../../nodes/n8n/parameters';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { CRM_OBJECT } from '../../nodes/HubSpotCrmObjects/operations/parameters';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';

const EVENTS = parametersOf(EVENT_OPERATIONS);
/** Those of the resource CRM Object; each other resource has a test of its own. */
const OF_OBJECTS = RECORD_OPERATIONS.filter(({ resource }) => resource === CRM_OBJECT);
const RECORDS = parametersOf(OF_OBJECTS);
/** Those of all resources. */
const ALL = parametersOf(RECORD_OPERATIONS);
const nodes = [
	['events', EVENTS],
	['records', RECORDS],
] as const;

const isChoice = (option: object): option is INodePropertyOptions => 'value' in option;
const choices = ({ options = [] }: INodeProperties) =>
	(options as object[]).filter(isChoice).map(({ value }) => value);
const nested = ({ options = [] }: INodeProperties) =>
	(options as object[]).filter((option): option is INodeProperties => 'type' in option);

/** `name: type [choices] = default`, then for what it is shown or hidden; `fixed` ones take no expression. */
function line(parameter: INodeProperties): string {
	const { name, type, noDataExpression, displayOptions, default: value, required } = parameter;
	const conditions = (given: NonNullable<typeof displayOptions>['show'] = {}) =>
		Object.entries(given)
			.map(([other, values]) => `${other} ${(values ?? []).join('|') || '""'}`)
			.join(', ');
	const shown = conditions(displayOptions?.show);
	const hidden = conditions(displayOptions?.hide);
	return [
		`${name}:${required ? ' required' : ''}${noDataExpression ? ' fixed' : ''} ${type}`,
		choices(parameter).length ? `[${choices(parameter).join(' ')}]` : '',
		`= ${JSON.stringify(value)}`,
		shown && `for ${shown}`,
		hidden && `but not for ${hidden}`,
	]
		.filter(Boolean)
		.join(' ');
}

const find = (parameters: readonly INodeProperties[], name: string, operation?: string) =>
	parameters.find(
		(each) =>
			each.name === name &&
			(!operation || each.displayOptions?.show?.operation?.includes(operation)),
	) as INodeProperties;

/** The default of the JSON input where a model gives it: its words may change, its kind may not. */
function fromAgent(parameters: readonly INodeProperties[], operation: string) {
	const value = parameters.find(
		({ name, displayOptions: { show = {} } = {} }) =>
			name === 'json' && show['@tool']?.[0] === true && show.operation?.includes(operation),
	)?.default as string;
	expect(value).toMatch(/^=\{\{ \$fromAI\('input', '[^']+', 'json'\) \}\}$/);
	expect(value.slice(0, -2)).not.toContain('}}');
	return JSON.stringify(value);
}

/** The mapper of an operation. */
const mapper = (operation: string, name = 'fields') =>
	`${name}: required fixed resourceMapper = {"mappingMode":"defineBelow","value":null} for inputMode fields, operation ${operation}`;
/** That of records is hidden while there is nothing to map to. */
const recordMapper = (operation: string, name?: string) =>
	`${mapper(operation, name)} but not for objectType ""`;
const jsonNotice = (operations: string) =>
	`jsonNotice: notice = "" for inputMode json, @tool false, operation ${operations}`;
const jsonOf = (operations: string) =>
	`json: required json = "={{ $json }}" for inputMode json, @tool false, operation ${operations}`;
const jsonOfAgent = (all: readonly INodeProperties[], operations: string) =>
	`json: required json = ${fromAgent(all, operations.split('|')[0])} for inputMode json, @tool true, operation ${operations}`;

describe('A saved workflow', () => {
	it('finds the parameters of CRM objects where it left them', () => {
		const all =
			'batchUpdateObjects|batchArchiveObjects|batchCreateObjects|batchReadObjects|batchUpsertObjects|searchObjects';
		const writing = 'batchUpdateObjects|batchUpsertObjects';
		expect(RECORDS.map(line)).toEqual([
			`toolDescription: required string = ${JSON.stringify(find(RECORDS, 'toolDescription').default)} for @tool true`,
			'authentication: options [accessToken oAuth2] = "accessToken"',
			'resource: fixed options [crmObject] = "crmObject"',
			'operation: fixed options [batchArchiveObjects batchCreateObjects batchReadObjects batchUpdateObjects batchUpsertObjects searchObjects] = "batchUpdateObjects" for resource crmObject',
			'archiveNotice: notice = "" for operation batchArchiveObjects',
			`objectType: required resourceLocator = {"mode":"list","value":""} for operation ${all}`,
			'inputMode: fixed options [fields json] = "fields"',
			recordMapper('batchUpdateObjects'),
			jsonNotice(writing),
			jsonOf(all),
			jsonOfAgent(RECORDS, writing),
			'idProperty: options = "" for inputMode fields, operation batchArchiveObjects|batchReadObjects',
			'record: required string = "" for inputMode fields, operation batchArchiveObjects',
			jsonNotice('batchArchiveObjects'),
			jsonOfAgent(RECORDS, 'batchArchiveObjects'),
			recordMapper('batchCreateObjects', 'fieldsToCreate'),
			jsonNotice('batchCreateObjects'),
			jsonOfAgent(RECORDS, 'batchCreateObjects'),
			'record: required string = "" for inputMode fields, operation batchReadObjects',
			jsonNotice('batchReadObjects'),
			jsonOfAgent(RECORDS, 'batchReadObjects'),
			recordMapper('batchUpsertObjects', 'fieldsToUpsert'),
			'searchText: string = "" for inputMode fields, operation searchObjects',
			'filterGroups: fixedCollection = {} for inputMode fields, operation searchObjects',
			'sortBy: options = "" for inputMode fields, operation searchObjects',
			'sortDirection: options [ASCENDING DESCENDING] = "ASCENDING" for inputMode fields, operation searchObjects',
			'returnAll: boolean = false for inputMode fields, operation searchObjects',
			'limit: number = 50 for returnAll false, inputMode fields, operation searchObjects',
			jsonNotice('searchObjects'),
			jsonOfAgent(RECORDS, 'searchObjects'),
			'associateWith: fixedCollection = {} for inputMode fields, operation batchCreateObjects but not for objectType ""',
			'properties: multiOptions = [] for operation batchReadObjects|searchObjects',
			'options: collection = {}',
		]);
	});

	it('finds the parameters of marketing events where it left them', () => {
		const own = (operations: string) => [jsonNotice(operations), jsonOfAgent(EVENTS, operations)];
		expect(EVENTS.map(line)).toEqual([
			`toolDescription: required string = ${JSON.stringify(find(EVENTS, 'toolDescription').default)} for @tool true`,
			'authentication: options [accessToken oAuth2] = "accessToken"',
			'resource: fixed options [attendance event participation] = "event"',
			'operation: fixed options [batchArchiveEvents batchUpdateEvents cancelEvents completeEvents deleteEvents getEvents getManyEvents upsertEvents] = "upsertEvents" for resource event',
			'operation: fixed options [recordAttendance] = "recordAttendance" for resource attendance',
			'operation: fixed options [associateListWithEvent getEventCounters getEventsOfContact getListsOfEvent getParticipantsOfEvent removeListFromEvent] = "getParticipantsOfEvent" for resource participation',
			'ownershipNotice: notice = "" for operation upsertEvents',
			'datesNotice: notice = "" for operation upsertEvents|batchUpdateEvents|completeEvents|getManyEvents|recordAttendance',
			'archiveNotice: notice = "" for operation batchArchiveEvents',
			'cancelNotice: notice = "" for operation cancelEvents',
			'completeNotice: notice = "" for operation completeEvents',
			'deleteNotice: notice = "" for operation deleteEvents',
			'filtersNotice: notice = "" for operation getManyEvents',
			'attendanceNotice: notice = "" for operation recordAttendance',
			'listsNotice: notice = "" for operation getListsOfEvent',
			'listId: required resourceLocator = {"mode":"list","value":""} for operation associateListWithEvent|removeListFromEvent',
			'inputMode: fixed options [fields json] = "fields"',
			mapper('upsertEvents'),
			jsonNotice('upsertEvents'),
			jsonOf(
				'upsertEvents|batchArchiveEvents|batchUpdateEvents|cancelEvents|completeEvents|deleteEvents|getEvents|getManyEvents|recordAttendance|getParticipantsOfEvent|associateListWithEvent|getEventCounters|getEventsOfContact|getListsOfEvent|removeListFromEvent',
			),
			jsonOfAgent(EVENTS, 'upsertEvents'),
			'findEventsBy: fixed options [externalEventId objectId] = "objectId" for inputMode fields, operation batchArchiveEvents|batchUpdateEvents|getEvents|recordAttendance|getParticipantsOfEvent|associateListWithEvent|getEventCounters|getListsOfEvent|removeListFromEvent',
			'objectId: required string = "" for findEventsBy objectId, inputMode fields, operation batchArchiveEvents|getEvents|recordAttendance|getParticipantsOfEvent|associateListWithEvent|getEventCounters|getListsOfEvent|removeListFromEvent',
			'externalEventId: required string = "" for findEventsBy externalEventId, inputMode fields, operation batchArchiveEvents|getEvents|recordAttendance|getParticipantsOfEvent|associateListWithEvent|getEventCounters|getListsOfEvent|removeListFromEvent',
			'externalAccountId: string = "" for findEventsBy externalEventId, inputMode fields, operation batchArchiveEvents|getEvents|recordAttendance|getParticipantsOfEvent|associateListWithEvent|getEventCounters|getListsOfEvent|removeListFromEvent',
			...own(
				'batchArchiveEvents|getEvents|associateListWithEvent|getEventCounters|getListsOfEvent|removeListFromEvent',
			),
			mapper('batchUpdateEvents', 'fieldsByObjectId'),
			...own('batchUpdateEvents'),
			'externalEventId: required string = "" for inputMode fields, operation cancelEvents|completeEvents|deleteEvents',
			'externalAccountId: required string = "" for inputMode fields, operation cancelEvents|completeEvents|deleteEvents',
			...own('cancelEvents|deleteEvents'),
			'startDateTime: required dateTime = "" for inputMode fields, operation completeEvents',
			'endDateTime: required dateTime = "" for inputMode fields, operation completeEvents',
			...own('completeEvents'),
			'nameContains: string = "" for inputMode fields, operation getManyEvents',
			'eventType: string = "" for inputMode fields, operation getManyEvents',
			'startsFrom: dateTime = "" for inputMode fields, operation getManyEvents',
			'startsBefore: dateTime = "" for inputMode fields, operation getManyEvents',
			'organizerContains: string = "" for inputMode fields, operation getManyEvents',
			'returnAll: boolean = false for inputMode fields, operation getManyEvents|getParticipantsOfEvent',
			'limit: number = 50 for returnAll false, inputMode fields, operation getManyEvents|getParticipantsOfEvent',
			...own('getManyEvents'),
			'state: options [attend cancel register] = "attend" for inputMode fields, operation recordAttendance',
			'contactBy: fixed options [email property recordId] = "email" for inputMode fields, operation recordAttendance',
			'contactProperty: required options = "" for contactBy property, inputMode fields, operation recordAttendance',
			'contact: required string = "" for inputMode fields, operation recordAttendance',
			'occurredAt: dateTime = "" for inputMode fields, operation recordAttendance',
			'joinedAt: dateTime = "" for inputMode fields, operation recordAttendance',
			'leftAt: dateTime = "" for inputMode fields, operation recordAttendance',
			'contactProperties: fixedCollection = {} for contactBy email, inputMode fields, operation recordAttendance',
			...own('recordAttendance'),
			'state: options [ANY ATTENDED CANCELLED NO_SHOW REGISTERED] = "ANY" for inputMode fields, operation getParticipantsOfEvent',
			...own('getParticipantsOfEvent'),
			'contactIdentifier: required string = "" for inputMode fields, operation getEventsOfContact',
			'returnAll: boolean = false for resource participation, inputMode fields, operation getEventsOfContact',
			'limit: number = 50 for returnAll false, resource participation, inputMode fields, operation getEventsOfContact',
			'state: options [ANY ATTENDED CANCELLED NO_SHOW REGISTERED] = "ANY" for inputMode fields, operation getEventsOfContact',
			...own('getEventsOfContact'),
			'options: collection = {}',
		]);
	});

	/** The operations that write. */
	const writes = (all: INodeProperties[]) =>
		all === EVENTS
			? 'upsertEvents|batchArchiveEvents|batchUpdateEvents|cancelEvents|completeEvents|deleteEvents|recordAttendance|associateListWithEvent|removeListFromEvent'
			: 'batchUpdateObjects|batchArchiveObjects|batchCreateObjects|batchUpsertObjects';
	const batchSize = 'batchSize: fixed number = 100 for @tool false';
	const ofOwners =
		'ifOwnedByAnother: fixed options [create update refuse] = "create" for /operation upsertEvents';
	const ofComparison =
		'compare: fixed options [off onlyChanges onlyEmpty] = "off" for /operation batchUpdateObjects|batchUpsertObjects';
	const ifRefused = (operations: string) =>
		`ifPropertyRefused: fixed options [refuse writeRest] = "refuse" for /operation ${operations}`;
	const ofReads = {
		archived: 'archived: fixed boolean = false for /operation batchReadObjects',
		simplify: 'simplify: fixed boolean = true for /operation batchReadObjects|searchObjects',
		// The one option that an item may say: which properties, by their names.
		history: 'propertiesWithHistory: multiOptions = [] for /operation batchReadObjects',
	};
	it.each([
		[
			'events',
			EVENTS,
			'upsertEvents|batchUpdateEvents',
			' for /operation upsertEvents|batchArchiveEvents|batchUpdateEvents|cancelEvents|completeEvents|recordAttendance|associateListWithEvent|removeListFromEvent',
			[
				`${batchSize}, /operation upsertEvents|batchArchiveEvents|batchUpdateEvents|deleteEvents|recordAttendance`,
			],
			undefined,
			{
				simplify:
					'simplify: fixed boolean = true for /operation getParticipantsOfEvent|getEventsOfContact',
			},
		],
		[
			'records',
			RECORDS,
			'batchUpdateObjects|batchUpsertObjects',
			' for /operation batchUpdateObjects|batchArchiveObjects|batchCreateObjects|batchUpsertObjects',
			[
				`${batchSize}, /operation batchUpdateObjects|batchArchiveObjects|batchCreateObjects|batchReadObjects|batchUpsertObjects`,
			],
			'batchUpdateObjects|batchCreateObjects|batchUpsertObjects',
			ofReads,
		],
	])(
		'finds its options, read once for all items: no expressions (%s)',
		(_, all, writing, lookedUp, batchSizes, mapping = writing, reads?: Partial<typeof ofReads>) => {
			expect(nested(find(all, 'options')).map(line)).toEqual([
				'apiVersion: fixed options [2026-03 2026-09 v3] = "2026-03"',
				...batchSizes,
				...(all === RECORDS ? [ofComparison] : []),
				'dailyReserve: fixed number = 0',
				`dryRun: fixed boolean = false for /operation ${writes(all)}`,
				`emptyValues: fixed options [ignore clear] = "ignore" for /operation ${writing}`,
				...(all === EVENTS ? [ofOwners] : []),
				`lookUp: fixed boolean = true${lookedUp}`,
				'output: fixed options [result inputWithResult report summary] = "result" for @tool false',
				...(reads?.archived ? [reads.archived] : []),
				'rateLimitShare: fixed number = 100',
				...(reads?.simplify ? [reads.simplify] : []),
				`unknownFields: fixed options [ignore refuse] = "ignore" for @tool false, /inputMode fields, /operation ${mapping}`,
				ifRefused(mapping + (all === EVENTS ? '|recordAttendance' : '')),
				...(reads?.history ? [reads.history] : []),
			]);
		},
	);
});

describe('What the rows have in common', () => {
	it.each(nodes)('is one parameter, never two that are alike (%s)', (_, all) => {
		const keys = all.map((parameter) => {
			const show = { ...parameter.displayOptions?.show, operation: [] };
			return JSON.stringify({ ...parameter, displayOptions: { show } });
		});
		expect(new Set(keys).size).toBe(keys.length);
	});

	it.each([
		['events', EVENT_OPERATIONS],
		['records', RECORD_OPERATIONS],
	])('and what is its own, is shown for each row just as the row says (%s)', (_, rows) => {
		const all = parametersOf(rows);
		const names = (operation: string) =>
			all
				.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation))
				.map(({ name }) => name);
		for (const { value, form } of rows) {
			const own = form.parameters.map(({ name }) => name);
			// Where one row takes no input, all others have the mode of theirs.
			if (names(value).includes('inputMode')) own.push('inputMode');
			expect(names(value).sort()).toEqual(own.sort());
		}
	});

	it('keeps the parameters of each row as they are, but for when they are shown', () => {
		const row = RECORD_OPERATIONS[0];
		const before = structuredClone(row.form.parameters);
		parametersOf(RECORD_OPERATIONS);
		expect(row.form.parameters).toEqual(before);
	});

	it('may be an option that applies to some of them: it is shown for these alone', () => {
		const only = (...options: Array<'batchSize' | 'emptyValues' | 'lookUp'>) => ({
			...RECORD_OPERATIONS[0],
			value: options.join('+') || 'none',
			form: { ...RECORD_OPERATIONS[0].form, options },
		});
		const optionsOf = (...rows: Array<ReturnType<typeof only>>) =>
			nested(find(parametersOf(rows), 'options')).map(line);
		const some = optionsOf(only('batchSize', 'lookUp'), only());
		expect(some.filter((each) => /^batchSize|^lookUp|^emptyValues/.test(each))).toEqual([
			'batchSize: fixed number = 100 for @tool false, /operation batchSize+lookUp',
			'lookUp: fixed boolean = true for /operation batchSize+lookUp',
		]);
		const all = optionsOf(only('batchSize'), only('batchSize'));
		expect(all.find((each) => each.startsWith('batchSize'))).toBe(
			'batchSize: fixed number = 100 for @tool false',
		);
	});
});

describe('The editor', () => {
	it.each(['batchSize', 'rateLimitShare'])('takes whole numbers from 1 to 100 for %s', (name) => {
		const { typeOptions } = find(nested(find(RECORDS, 'options')), name);
		expect(typeOptions).toEqual({ minValue: 1, maxValue: 100, numberPrecision: 0 });
	});

	it('marks the default version', () => {
		const [version] = nested(find(RECORDS, 'options'));
		const names = (version.options as INodePropertyOptions[]).map(({ name }) => name);
		expect(names).toEqual(['2026-03 (Default)', '2026-09', 'v3']);
	});

	it.each([
		[
			'events',
			EVENTS,
			[
				['Batch Archive Events', 'batchArchiveEvents', 'Batch archive events'],
				['Batch Update Events', 'batchUpdateEvents', 'Batch update events'],
				['Cancel Events', 'cancelEvents', 'Cancel events'],
				['Complete Events', 'completeEvents', 'Complete events'],
				['Delete Events by External ID', 'deleteEvents', 'Delete events by external ID'],
				['Get Events', 'getEvents', 'Get events'],
				['Get Many Events', 'getManyEvents', 'Get many events'],
				['Upsert Events', 'upsertEvents', 'Upsert events'],
			],
		],
		[
			'records',
			RECORDS,
			[
				['Batch Archive CRM Objects', 'batchArchiveObjects', 'Batch archive CRM objects'],
				['Batch Create CRM Objects', 'batchCreateObjects', 'Batch create CRM objects'],
				['Batch Read CRM Objects', 'batchReadObjects', 'Batch read CRM objects'],
				['Batch Update CRM Objects', 'batchUpdateObjects', 'Batch update CRM objects'],
				['Batch Upsert CRM Objects', 'batchUpsertObjects', 'Batch upsert CRM objects'],
				['Search CRM Objects', 'searchObjects', 'Search CRM objects'],
			],
		],
	])(
		'offers each operation under its name, by the alphabet, with what it does (%s)',
		(_, all, offered) => {
			expect(find(all, 'operation').options).toEqual(
				offered.map(([name, value, action]) => ({
					name,
					value,
					action,
					description: expect.any(String) as string,
				})),
			);
		},
	);

	it.each([
		['Add to List', 'addToList'],
		['Remove from List', 'removeFromList'],
	])(
		'offers %s under the resource List Membership, and says how many go in one call',
		(name, value) => {
			const lists = ALL.find(
				(each) =>
					each.name === 'operation' &&
					each.displayOptions?.show?.resource?.includes('listMembership'),
			);
			const offered = (lists?.options as INodePropertyOptions[]).find((each) => each.name === name);
			expect(offered).toMatchObject({ value });
			expect(offered?.description).toMatch(/up to 1,000 per call$/);
		},
	);

	it.each(nodes)(
		'says of each operation how many go in one call, or how they are named (%s)',
		(_, all) => {
			const offered = find(all, 'operation').options as INodePropertyOptions[];
			// A search is one question, and an event is read by itself: no batches.
			const batches = offered.filter(
				({ value }) => value !== 'searchObjects' && value !== 'getEvents',
			);
			for (const { description } of batches) {
				expect(description).toMatch(/(up to 100 per call|one call per event)$/);
			}
		},
	);

	it('says before an archive what HubSpot’s silence means', () => {
		expect(find(RECORDS, 'archiveNotice').displayName).toMatch(
			/recycle bin, where you can restore them for 90 days.*a wrong record ID counts as done too/,
		);
	});

	it.each([
		['properties', 'getProperties'],
		['idProperty', 'getKeyProperties'],
	])('asks for the choices of %s anew when another object type is chosen', (name, method) => {
		expect(find(RECORDS, name).typeOptions).toEqual({
			loadOptionsMethod: method,
			loadOptionsDependsOn: ['authentication', 'objectType.value'],
		});
	});

	it.each([RECORDS, EVENTS])(
		'gives each operation a mapper of its own name: n8n keeps what it showed for a name',
		(...all) => {
			const mappers = all.filter(({ type }) => type === 'resourceMapper');
			expect(mappers.length).toBeGreaterThanOrEqual(2);
			expect(new Set(mappers.map(({ name }) => name)).size).toBe(mappers.length);
		},
	);

	it('asks an upsert for the properties that it can match by, and for no record ID', () => {
		expect(find(RECORDS, 'fieldsToUpsert', 'batchUpsertObjects').typeOptions).toMatchObject({
			loadOptionsDependsOn: ['authentication', 'objectType.value'],
			resourceMapper: { resourceMapperMethod: 'getUpsertFields', mode: 'upsert' },
		});
	});

	it('asks for the properties of a CRM object anew when another object type is chosen', () => {
		expect(find(RECORDS, 'fields', 'batchUpdateObjects').typeOptions).toEqual({
			loadOptionsDependsOn: ['authentication', 'objectType.value'],
			resourceMapper: {
				resourceMapperMethod: 'getObjectFields',
				mode: 'update',
				fieldWords: { singular: 'property', plural: 'properties' },
				noFieldsError: 'No properties to map yet.',
				addAllFields: false,
				multiKeyMatch: false,
				supportAutoMap: true,
				valuesLabel: 'Properties to Update',
				matchingFieldsLabels: expect.objectContaining({ title: 'Match Records By' }) as object,
			},
		});
	});

	it.each([
		['upsertEvents', 'fields', 'getUpsertFields', []],
		['batchUpdateEvents', 'fieldsByObjectId', 'getUpdateFields', ['findEventsBy']],
	])(
		'asks for the fields of %s, and never for a column to match on',
		(operation, name, method, dependsOn) => {
			expect(find(EVENTS, name, operation).typeOptions).toMatchObject({
				loadOptionsDependsOn: ['authentication', ...dependsOn],
				// The method says which of them are shown.
				resourceMapper: { resourceMapperMethod: method, mode: 'add', addAllFields: true },
			});
		},
	);

	const taking = [...EVENT_OPERATIONS, ...RECORD_OPERATIONS].filter(
		({ form }) => !form.fields || form.fields.length > 0,
	);
	it.each(taking)('shows an example of the JSON that $value takes', ({ value, form }) => {
		// Beside an expression, which is the default, the editor shows no hint.
		const { displayName } = find([...EVENTS, ...ALL], 'jsonNotice', value);
		const [, example] = /<code>(.*)<\/code>/.exec(displayName) ?? [];
		const reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;
		expect(form.input(reading).safeParse(JSON.parse(example))).toMatchObject({ success: true });
	});

	it.each(nodes)('has words for whatever it shows (%s)', (_, all) => {
		const titles: string[] = [];
		const texts: string[] = [];
		const walk = (shown: object): void => {
			for (const [key, value] of Object.entries(shown) as Array<[string, unknown]>) {
				if (key === 'displayName' || (key === 'name' && isChoice(shown)))
					titles.push(String(value));
				if (key === 'description') texts.push(String(value));
				if (key === 'placeholder' || key === 'hint') texts.push(String(value));
				if (typeof value === 'object' && value !== null) walk(value);
			}
		};
		walk(all);
		expect(titles.length).toBeGreaterThan(15);
		for (const title of titles) expect(title).toMatch(/^[A-Z0-9v]./);
		expect(texts.length).toBeGreaterThan(10);
		for (const text of texts) expect(text).toMatch(/\w+ \w+|e\.g\. /);
	});
});
