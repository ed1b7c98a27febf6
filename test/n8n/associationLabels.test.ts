/** The labels of associations that the editor offers. */
import { batchAssociate } from '../../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { labelsOfNewRecords, labelsOfPairs } from '../../nodes/n8n/associationLabels';
import { Reply, standIn, type Given } from '../host/stand-in';

describe('The list of labels of pairs', () => {
	const LABELS = {
		results: [
			{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
			{ category: 'USER_DEFINED', typeId: 37, label: 'Boss' },
			{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
		],
	};
	const NONE = { name: 'All Associations', value: '' };
	const load = async (given: Given) => {
		const { context, calls } = standIn(given);
		const options = await labelsOfPairs(context, NONE);
		return { options, paths: calls.map(({ url }) => new URL(url).pathname) };
	};
	const between = (fromObjectType: unknown, toObjectType: unknown, answer: unknown = LABELS) =>
		load({ parameters: { fromObjectType, toObjectType }, answer: () => answer });

	it('names both ends of each in words, and offers none at first', async () => {
		const { options, paths } = await between(
			{ mode: 'list', value: 'contacts' },
			{ mode: 'list', value: 'companies' },
		);
		expect(options).toEqual([
			NONE,
			{ name: 'Contact → Company: Boss', value: 'USER_DEFINED:37' },
			{ name: 'Contact → Company: Primary', value: 'HUBSPOT_DEFINED:1' },
		]);
		expect(paths).toEqual(['/crm/associations/2026-03/contacts/companies/labels']);
	});

	it('offers only values that the operations take', async () => {
		const { options } = await between('contacts', 'companies');
		const { pattern } = batchAssociate.form.place.label;
		for (const { value } of options.slice(1)) expect(String(value)).toMatch(pattern);
	});

	it.each([
		[{ mode: 'list', value: '2-7', cachedResultName: 'Cars' }, 'Cars → Deal: Boss'],
		[{ mode: 'id', value: 'p1_car' }, 'P1_car → Deal: Boss'],
		['Contact', 'Contact → Deal: Boss'],
	])('calls a custom object as its own list does', async (from, expected) => {
		const { options } = await between(from, 'deals');
		expect(options[1].name).toBe(expected);
	});

	it('tells labels with the same words apart', async () => {
		const results = [4, 3].map((typeId) => ({ category: 'USER_DEFINED', typeId, label: 'Boss' }));
		const { options } = await between('contacts', 'contacts', { results });
		expect(options.slice(1).map(({ name }) => name)).toEqual([
			'Contact → Contact: Boss (USER_DEFINED:3)',
			'Contact → Contact: Boss (USER_DEFINED:4)',
		]);
	});

	it('leaves out what has no number, no category or no words', async () => {
		const results = [{ typeId: 3, label: 'A' }, { category: 'WORK', label: 'B' }, { label: 'C' }];
		expect((await between('contacts', 'deals', { results })).options).toEqual([NONE]);
	});

	it.each([
		['', 'deals'],
		['deals', { mode: 'list', value: ' ' }],
		[undefined, undefined],
	])('asks for nothing until both object types are chosen', async (from, to) => {
		const { options, paths } = await between(from, to);
		expect([options, paths]).toEqual([[NONE], []]);
	});

	it('says why it could not be loaded', async () => {
		const refused = new Reply(403, {
			category: 'MISSING_SCOPES',
			errors: [{ context: { requiredGranularScopes: ['crm.objects.deals.read'] } }],
		});
		await expect(between('contacts', 'deals', refused)).rejects.toThrow(
			/^The labels from Contact to Deal could not be loaded from HubSpot: .*crm\.objects\.deals\.read/,
		);
	});
});

describe('The list of labels of new records', () => {
	const DEFAULT = { name: 'Default (No Label)', value: '' };
	const labels = async (chosen: unknown, answer: Given['answer'] = () => ({ results: [] })) => {
		const { context, calls } = standIn({ parameters: { '&toObjectType': chosen }, answer });
		const options = await labelsOfNewRecords(context, 'contacts');
		return { options, paths: calls.map(({ url }) => new URL(String(url)).pathname) };
	};

	const listing =
		(...results: unknown[]) =>
		() => ({ results });

	it('offers those from one object type to the other, the default one first, which has no number', async () => {
		const { options, paths } = await labels(
			'Company',
			listing(
				{ category: 'USER_DEFINED', typeId: 37, label: 'Employer' },
				{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
				{ category: 'USER_DEFINED', typeId: 40, label: null },
			),
		);
		expect(paths).toEqual(['/crm/associations/2026-03/contacts/companies/labels']);
		expect(options).toEqual([
			DEFAULT,
			{ name: 'Employer', value: 'USER_DEFINED:37' },
			{ name: 'No Label', value: 'USER_DEFINED:40' },
		]);
	});

	it('tells labels with the same words apart', async () => {
		const { options } = await labels(
			'companies',
			listing(
				{ category: 'USER_DEFINED', typeId: 37, label: 'Boss' },
				{ category: 'USER_DEFINED', typeId: 38, label: 'Boss' },
			),
		);
		expect(options.map(({ name }) => name)).toEqual([
			DEFAULT.name,
			'Boss (USER_DEFINED:37)',
			'Boss (USER_DEFINED:38)',
		]);
	});

	it('does not offer what is no type', async () => {
		const { options } = await labels(
			'companies',
			listing({ typeId: 1, label: 'A' }, { category: 'WORK', label: 'B' }, null, 'x'),
		);
		expect(options).toEqual([DEFAULT]);
	});

	it.each([undefined, '', '  ', 7])(
		'asks for nothing before an object type is chosen: %p',
		async (chosen) => {
			expect(await labels(chosen)).toEqual({ options: [DEFAULT], paths: [] });
		},
	);

	it('keeps an object type of any name one part of the path', async () => {
		const { paths } = await labels('2-1/../x');
		expect(paths).toEqual(['/crm/associations/2026-03/contacts/2-1%2F..%2Fx/labels']);
	});

	it('says why it could not be loaded', async () => {
		const refused = labels('companies', () => new Reply(400, { message: 'Unable to infer' }));
		await expect(refused).rejects.toThrow(
			'The labels from contacts to companies could not be loaded from HubSpot: “Unable to infer” (HTTP 400).',
		);
	});
});
