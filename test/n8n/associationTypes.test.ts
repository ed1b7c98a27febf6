/** The labels of associations that the editor offers beside an object type. */
import { associationTypes } from '../../nodes/n8n/associationTypes';
import { Reply, standIn, type Given } from '../host/stand-in';

/** What is chosen at first. */
const DEFAULT = { name: 'Default (No Label)', value: '' };

const labels = async (chosen: unknown, answer: Given['answer'] = () => ({ results: [] })) => {
	const { context, calls } = standIn({ parameters: { '&toObjectType': chosen }, answer });
	const options = await associationTypes(context, 'contacts');
	return { options, paths: calls.map(({ url }) => new URL(String(url)).pathname) };
};

const listing =
	(...results: unknown[]) =>
	() => ({ results });

it('The labels from one object type to the other are offered, the default one first, which has no number', async () => {
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

it('Labels with the same words are told apart', async () => {
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

it('What is no type is not offered', async () => {
	const { options } = await labels(
		'companies',
		listing({ typeId: 1, label: 'A' }, { category: 'WORK', label: 'B' }, null, 'x'),
	);
	expect(options).toEqual([DEFAULT]);
});

it.each([undefined, '', '  ', 7])(
	'Before an object type is chosen nothing is asked: %p',
	async (chosen) => {
		expect(await labels(chosen)).toEqual({ options: [DEFAULT], paths: [] });
	},
);

it('An object type of any name stays one part of the path', async () => {
	const { paths } = await labels('2-1/../x');
	expect(paths).toEqual(['/crm/associations/2026-03/contacts/2-1%2F..%2Fx/labels']);
});

it('Why labels could not be loaded is said', async () => {
	const refused = labels('companies', () => new Reply(400, { message: 'Unable to infer' }));
	await expect(refused).rejects.toThrow(
		'The labels from contacts to companies could not be loaded from HubSpot: “Unable to infer” (HTTP 400).',
	);
});
