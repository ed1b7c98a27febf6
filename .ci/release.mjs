// Whether this checkout may be released: it fails while something stands that only the owner can fill
// in. `npm run release` and `npm publish` run it first; a build, a test and the gate never do. What to
// fill in, and where: CONTRIBUTING.md, "Before the first release".
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What stood here before there was an owner. If one of them is really yours, delete its line. */
const PLACEHOLDERS = [
	{ what: 'repository', text: 'github.com/n8n-nodes-hubspot-batch/' },
	{ what: 'e-mail', text: '@n8n-nodes-hubspot-batch.dev' },
	{ what: 'author', text: 'n8n-nodes-hubspot-batch maintainers' },
];

// npm runs scripts in the folder of package.json.
const ROOT = process.cwd();
const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');

/** What is shipped or read on npm and GitHub. */
function files() {
	const below = (folder, ending) =>
		readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => ending.test(file))
			.map((file) => path.join(folder, file));
	return [
		'package.json',
		...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
		...below('credentials', /\.ts$/),
		...below('nodes', /\.node\.(ts|json)$/),
	];
}

function faults() {
	const found = files().flatMap((file) => {
		const text = read(file);
		return PLACEHOLDERS.filter((each) => text.includes(each.text)).map(
			(each) => `${file}: the ${each.what} is a placeholder, "${each.text}"`,
		);
	});
	const { version, repository, author } = JSON.parse(read('package.json'));
	if (!author?.name || !/^\S+@\S+\.\S+$/.test(author?.email ?? '')) {
		found.push('package.json: n8n wants an author with a name and an e-mail address');
	}
	const [, named] = /github\.com\/(.+?)(?:\.git)?$/.exec(repository?.url ?? '') ?? [];
	const runsIn = process.env.GITHUB_REPOSITORY;
	if (runsIn && named !== runsIn) {
		found.push(`package.json: the repository is ${named}, but this is ${runsIn}; npm refuses that`);
	}
	const changelog = read('CHANGELOG.md');
	const heading = changelog.split('\n').find((line) => `${line} `.startsWith(`## ${version} `));
	if (heading === undefined) found.push(`CHANGELOG.md: nothing is said about ${version}`);
	else if (!/ - \d{4}-\d\d-\d\d$/.test(heading)) {
		found.push(`CHANGELOG.md: ${version} has no date ("## ${version} - 2027-01-31")`);
	}
	if (/^## Unreleased\s+([^\s#]|###)/m.test(changelog)) {
		found.push(`CHANGELOG.md: what is under Unreleased belongs under ${version}`);
	}
	return found;
}

const found = faults();
if (found.length) {
	console.error(
		['Not to be released yet:', ...found, 'See CONTRIBUTING.md, "Before the first release".'].join(
			'\n  ',
		),
	);
	process.exitCode = 1;
}
