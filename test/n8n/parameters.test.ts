/**
 * parameters.ts: what workflows store, and what the editor is told to show. A workflow that is saved
 * holds these names and values: changing one breaks it.
 */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { parametersOf, subtitleOf } from '../../nodes/n8n/parameters';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';

const EVENTS = parametersOf(EVENT_OPERATIONS);
const RECORDS = parametersOf(RECORD_OPERATIONS);
const nodes = [
	['events', EVENTS],
	['records', RECORDS],
] as const;

const isChoice = (option: object): option is INodePropertyOptions => 'value' in option;
const choices = ({ options = [] }: INodeProperties) =>
	(options as object[]).filter(isChoice).map(({ value }) => value);
const nested = ({ options = [] }: INodeProperties) =>
	(options as object[]).filter((option): option is INodeProperties => 'type' in option);

/** `name: type [choices] = default`, then for what it is shown; `fixed` ones take no expression. */
function line(parameter: INodeProperties): string {
	const { name, type, noDataExpression, displayOptions, default: value, required } = parameter;
	const shown = Object.entries(displayOptions?.show ?? {})
		.map(([other, values]) => `${other} ${(values ?? []).join('|')}`)
		.join(', ');
	return [
		`${name}:${required ? ' required' : ''}${noDataExpression ? ' fixed' : ''} ${type}`,
		choices(parameter).length ? `[${choices(parameter).join(' ')}]` : '',
		`= ${JSON.stringify(value)}`,
		shown && `for ${shown}`,
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

describe('A saved workflow', () => {
	it('finds the parameters of CRM objects where it left them', () => {
		expect(RECORDS.map(line)).toEqual([
			`toolDescription: required string = ${JSON.stringify(find(RECORDS, 'toolDescription').default)} for @tool true`,
			'authentication: options [accessToken oAuth2] = "accessToken"',
			'operation: fixed options [batchUpdateObjects] = "batchUpdateObjects"',
			'objectType: required resourceLocator = {"mode":"list","value":""} for operation batchUpdateObjects',
			'inputMode: fixed options [fields json] = "fields"',
			'fields: required fixed resourceMapper = {"mappingMode":"defineBelow","value":null} for inputMode fields, operation batchUpdateObjects',
			'jsonNotice: notice = "" for inputMode json, @tool false, operation batchUpdateObjects',
			'json: required json = "={{ $json }}" for inputMode json, @tool false, operation batchUpdateObjects',
			`json: required json = ${fromAgent(RECORDS, 'batchUpdateObjects')} for inputMode json, @tool true, operation batchUpdateObjects`,
			'options: collection = {}',
		]);
	});

	it('finds the parameters of marketing events where it left them', () => {
		const inputs = (operation: string) => [
			`fields: required fixed resourceMapper = {"mappingMode":"defineBelow","value":null} for inputMode fields, operation ${operation}`,
			`jsonNotice: notice = "" for inputMode json, @tool false, operation ${operation}`,
			`json: required json = "={{ $json }}" for inputMode json, @tool false, operation ${operation}`,
			`json: required json = ${fromAgent(EVENTS, operation)} for inputMode json, @tool true, operation ${operation}`,
		];
		expect(EVENTS.map(line)).toEqual([
			`toolDescription: required string = ${JSON.stringify(find(EVENTS, 'toolDescription').default)} for @tool true`,
			'authentication: options [accessToken oAuth2] = "accessToken"',
			'operation: fixed options [upsertEvents batchUpdateEvents] = "upsertEvents"',
			'ownershipNotice: notice = "" for operation upsertEvents',
			'datesNotice: notice = "" for operation upsertEvents',
			'datesNotice: notice = "" for operation batchUpdateEvents',
			'inputMode: fixed options [fields json] = "fields"',
			...inputs('upsertEvents'),
			...inputs('batchUpdateEvents'),
			'options: collection = {}',
		]);
	});

	it.each(nodes)('finds its options, read once for all items: no expressions (%s)', (_, all) => {
		expect(nested(find(all, 'options')).map(line)).toEqual([
			'apiVersion: fixed options [2026-03 2026-09 v3] = "2026-03"',
			'batchSize: fixed number = 100 for @tool false',
			'emptyValues: fixed options [ignore clear] = "ignore"',
			'lookUp: fixed boolean = true',
			'output: fixed options [result inputWithResult summary] = "result" for @tool false',
			'rateLimitShare: fixed number = 100',
		]);
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

	it('offers each operation under its name, with what it does', () => {
		expect(find(RECORDS, 'operation').options).toEqual([
			{
				name: 'Batch Update CRM Objects',
				value: 'batchUpdateObjects',
				action: 'Batch update CRM objects',
				description: expect.stringContaining('up to 100 per call') as string,
			},
		]);
	});

	it('asks for the properties of a CRM object anew when another object type is chosen', () => {
		expect(find(RECORDS, 'fields').typeOptions).toEqual({
			loadOptionsDependsOn: ['authentication', 'objectType.value'],
			resourceMapper: {
				resourceMapperMethod: 'getObjectFields',
				mode: 'update',
				fieldWords: { singular: 'property', plural: 'properties' },
				noFieldsError: 'No properties loaded yet.',
				addAllFields: false,
				multiKeyMatch: false,
				supportAutoMap: true,
				valuesLabel: 'Properties to Update',
				matchingFieldsLabels: expect.objectContaining({ title: 'Match Records By' }) as object,
			},
		});
	});

	it.each([
		['upsertEvents', 'getUpsertFields'],
		['batchUpdateEvents', 'getUpdateFields'],
	])('asks for the fields of %s, and never for a column to match on', (operation, method) => {
		expect(find(EVENTS, 'fields', operation).typeOptions).toMatchObject({
			loadOptionsDependsOn: ['authentication', 'operation'],
			resourceMapper: { resourceMapperMethod: method, mode: 'add' },
		});
	});

	it.each([
		['upsertEvents', 'externalEventId'],
		['batchUpdateEvents', 'objectId'],
	])('shows an example of the JSON that %s takes', (operation, key) => {
		// Beside an expression, which is the default, the editor shows no hint.
		const { displayName } = find(EVENTS, 'jsonNotice', operation);
		const [, example] = /<code>(.*)<\/code>/.exec(displayName) ?? [];
		expect(JSON.parse(example)).toHaveProperty(key);
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

it('writes the name of the operation below the node', () => {
	const subtitle = subtitleOf(EVENT_OPERATIONS);
	for (const { value, name } of EVENT_OPERATIONS) {
		expect(subtitle).toContain(`${JSON.stringify(value)}:${JSON.stringify(name)}`);
	}
	expect(subtitle).toMatch(/^=\{\{ \(.*\)\[\$parameter\["operation"\]\] \}\}$/);
});
