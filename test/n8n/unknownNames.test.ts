/** unknownNames.ts: names that lead to no ID, as a marketing person would be told of them. */
import type { Refusal } from '../../nodes/engine/outcome';
import type { UnknownName } from '../../nodes/hubspot/directory';
import { parseError } from '../../nodes/hubspot/errors';
import { headlineOf } from '../../nodes/n8n/headlines';
import { unknownNameInWords } from '../../nodes/n8n/unknownNames';

const LABELS: Record<string, string> = {
	hubspot_owner_id: 'Deal owner',
	dealstage: 'Deal stage',
	pipeline: 'Pipeline',
};

const told = (name: Partial<UnknownName>, refusal?: Refusal) => {
	const whole = { property: 'dealstage', value: 'Won', of: 'stage', objectType: 'deals' } as const;
	const all = { ...whole, ids: [], near: [], ...name };
	return unknownNameInWords(all, refusal, (property) => LABELS[property] ?? property, 'Not sent');
};

const OWNER = { of: 'owner', property: 'hubspot_owner_id', value: 'ada@x.co' } as const;

it.each<[string, Partial<UnknownName>, string]>([
	[
		'an owner whom nobody resembles',
		OWNER,
		'Not sent: Deal owner must be the email or the ID of an active HubSpot user, but is “ada@x.co”. Look it up in HubSpot under Settings → Users & Teams.',
	],
	[
		'an owner whom several resemble',
		{ ...OWNER, near: ['a@x.co', 'b@x.co', 'c@x.co'] },
		'Not sent: Deal owner must be the email or the ID of an active HubSpot user, but is “ada@x.co”. Did you mean “a@x.co”, “b@x.co” or “c@x.co”?',
	],
	[
		'an owner with the email of others',
		{ ...OWNER, ids: ['1', '2'] },
		'Not sent: Deal owner is “ada@x.co”, but several users of HubSpot have this email (IDs 1, 2). Send the ID of the right one.',
	],
	[
		'a stage of no pipeline',
		{ pipelineProperty: 'pipeline' },
		'Not sent: Deal stage must be a stage of a pipeline of deals, but is “Won”.',
	],
	[
		'a stage of custom objects',
		{ objectType: '2-1001' },
		'Not sent: Deal stage must be a stage of a pipeline of records, but is “Won”.',
	],
	[
		'a stage that its pipeline does not have',
		{ within: 'Sales', all: ['New', 'Lost'] },
		'Not sent: Deal stage must be a stage of the pipeline “Sales”, but is “Won”. The stages are: “New”, “Lost”.',
	],
	[
		'a stage of a pipeline without any',
		{ within: 'Sales', all: [] },
		'Not sent: Deal stage must be a stage of the pipeline “Sales”, but is “Won”.',
	],
	[
		'a stage of several pipelines',
		{ pipelines: ['A', 'B', 'C', 'D', 'E', 'F'], pipelineProperty: 'pipeline', ids: ['1', '2'] },
		'Not sent: Deal stage is “Won”, and several pipelines have such a stage (“A”, “B”, “C”, “D”, “E”, …). Send Pipeline, too.',
	],
	[
		'a stage that is there several times',
		{ ids: ['1', '2', '3', '4', '5', '6'], within: 'Sales' },
		'Not sent: Deal stage is “Won”, but several stages have this name (IDs 1, 2, 3, 4, 5, …). Send the ID of the right one.',
	],
	[
		'a pipeline',
		{ of: 'pipeline', property: 'pipeline', value: 'Sale', near: ['Sales'] },
		'Not sent: Pipeline must be a pipeline of deals, but is “Sale”. Did you mean “Sales”?',
	],
	[
		'a pipeline that is there several times',
		{ of: 'pipeline', property: 'pipeline', value: 'Sales', ids: ['1', '2'] },
		'Not sent: Pipeline is “Sales”, but several pipelines have this name (IDs 1, 2). Send the ID of the right one.',
	],
])('The sentence about %s says what to write instead', (_, name, sentence) => {
	expect(told(name)).toBe(sentence);
});

it('Values and names are cut and kept in quotation marks that nothing in them can end', () => {
	expect(told({ value: `“x”${'y'.repeat(100)}` })).toBe(
		`Not sent: Deal stage must be a stage of a pipeline of deals, but is “"x"${'y'.repeat(77)}…”.`,
	);
	expect(told({ property: 'z'.repeat(100) })).toContain(`Not sent: ${'z'.repeat(80)}… must be`);
	expect(told({ near: ['n'.repeat(100)] })).toContain(`“${'n'.repeat(80)}…”?`);
});

describe('Where HubSpot could not be asked', () => {
	const owners = {
		key: 'owners',
		family: 'owners',
		path: '',
		scope: 'crm.objects.owners.read',
	} as const;
	const stages = { key: 'pipelines deals', family: 'pipelines', path: '/{objectType}' } as const;
	const OR_ID = ' Or send the ID itself, which needs no look-up.';
	const refusal = (status: number | undefined, body?: unknown, why?: string): Refusal => ({
		status,
		error: parseError(body),
		why,
	});

	it.each<[string, Refusal, string]>([
		[
			'a reason of ours',
			refusal(undefined, undefined, 'HubSpot could not be reached: ENOTFOUND.'),
			': HubSpot could not be reached: ENOTFOUND.',
		],
		['no reason at all', refusal(undefined), ': HubSpot gave no answer.'],
		[
			'a refusal of HubSpot',
			refusal(400, { message: 'Odd', category: 'VALIDATION_ERROR' }),
			'. HubSpot refused the look-up: “Odd” (VALIDATION_ERROR, HTTP 400).',
		],
		[
			'a 403 that names no scope',
			refusal(403, { message: 'No' }),
			'. HubSpot refused the look-up: “No” (HTTP 403). Check in HubSpot what the token of the credential may do. It takes the scope crm.objects.owners.read.',
		],
		[
			'a token that is not accepted',
			refusal(401, { message: 'No' }),
			'. Check the token in the credential: it may have expired or been revoked (HTTP 401).',
		],
	])('the sentence tells %s', (_, refused, why) => {
		expect(told({ ...OWNER, missing: owners }, refused)).toBe(
			`Not sent: the ID of the owner “ada@x.co” could not be looked up${why}${OR_ID}`,
		);
	});

	it('the scope is told once, by HubSpot where it names it', () => {
		const body = {
			category: 'MISSING_SCOPES',
			errors: [{ context: { requiredGranularScopes: ['crm.objects.owners.read'] } }],
		};
		const sentence = told({ ...OWNER, missing: owners }, refusal(403, body));
		expect(sentence.match(/crm\.objects\.owners\.read/g)).toHaveLength(1);
		expect(sentence).toContain('The credential lacks the scope crm.objects.owners.read: add it');
	});

	it('no scope is told of a list that takes none of its own', () => {
		const sentence = told({ missing: stages }, refusal(403, { message: 'No' }));
		expect(sentence).toContain('the ID of the stage “Won” could not be looked up. HubSpot refused');
		expect(sentence).not.toContain('takes the scope');
	});

	it('the headline names the credential where it is at fault, else nothing but the items', () => {
		const name = { ...OWNER, objectType: 'deals', ids: [], near: [], missing: owners };
		const of = (refused?: Refusal) =>
			headlineOf({ reason: 'unsent', event: { kind: 'unknownName', name, refusal: refused } });
		expect(of(refusal(401))).toBe('HubSpot does not accept the token of the credential');
		expect(of(refusal(400, { message: 'Odd' }))).toBeUndefined();
		expect(of()).toBeUndefined();
	});
});
