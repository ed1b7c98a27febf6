/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files of the repository, never shipped */
/** What people read: links lead somewhere, and the words are plain English. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { HubSpotCrmObjects } from '../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';
import { HubSpotMarketingEvents } from '../nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node';

const ROOT = path.resolve(__dirname, '..');
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const filesIn = (folder: string, ending: string) =>
	readdirSync(path.join(ROOT, folder))
		.filter((name) => name.endsWith(ending))
		.map((name) => path.join(folder, name));

const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesIn('docs', '.md')];
const EXAMPLES = filesIn('examples', '.json');

/** As GitHub makes an anchor of a heading. */
const anchorsOf = (markdown: string) =>
	[...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replace(/ /g, '-'),
	);

describe.each(PAGES)('%s', (page) => {
	const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);

	it('links to files and headings that exist', () => {
		const broken = links
			.filter((target) => !/^[a-z]+:/.test(target))
			.filter((target) => {
				const [file, anchor] = target.split('#');
				const where = file ? path.join(path.dirname(page), file) : page;
				if (!existsSync(path.join(ROOT, where))) return true;
				return anchor !== undefined && !anchorsOf(textOf(where)).includes(anchor);
			});
		expect(broken).toEqual([]);
	});
});

it('Every document can be found from the README, and every example from the page of examples', () => {
	const readme = textOf('README.md');
	const examples = textOf('docs/examples.md');
	const unlinked = [
		...filesIn('docs', '.md').filter((file) => !readme.includes(`](${file}`)),
		...EXAMPLES.filter((file) => !examples.includes(`](../${file}`)),
	];
	expect(unlinked).toEqual([]);
});

it('The README can be read in a few minutes', () => {
	expect(textOf('README.md').split(/\s+/).length).toBeLessThan(1_500);
});

it('The codex and the credentials link to headings of the README that exist', () => {
	const anchors = anchorsOf(textOf('README.md'));
	const linking = [
		'nodes/HubSpotCrmObjects/HubSpotCrmObjects.node.json',
		'nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node.json',
		'credentials/HubSpotBatchAccessTokenApi.credentials.ts',
		'credentials/HubSpotBatchOAuth2Api.credentials.ts',
	];
	for (const file of linking) {
		const linked = [...textOf(file).matchAll(/n8n-nodes-hubspot-batch#([\w-]+)/g)];
		expect(linked.length).toBeGreaterThan(0);
		for (const [, anchor] of linked) expect(anchors).toContain(anchor);
	}
});

/** Phrases that a first reader stumbled over, in texts for users. */
const STUMBLES = [
	/what became of/i,
	/never calls? a record written/i,
	/brings? no dependency along/i,
	/without further ado/i,
	/taken for this machine/i,
	/\bmend(s|ed)?\b/i,
	/from outside/i,
	/(did|does) not go through/i,
	/are only slower/i,
	/up to how many percent/i,
	/keep to one/i,
	/both yours to choose/i,
	/as HubSpot answered it/i,
	/records? this is about/i,
];

const DESCRIPTIONS = [new HubSpotCrmObjects(), new HubSpotMarketingEvents()].map(
	({ description }) => [description.displayName, JSON.stringify(description)] as const,
);

it.each([
	...[
		...['README.md', 'docs/operations.md', 'docs/operating.md', 'docs/ai-agents.md'],
		...['docs/examples.md', ...EXAMPLES],
	].map((file) => [file, textOf(file)] as const),
	...DESCRIPTIONS,
])('%s says nothing that a first reader stumbled over', (_, text) => {
	expect(STUMBLES.filter((phrase) => phrase.test(text))).toEqual([]);
});
