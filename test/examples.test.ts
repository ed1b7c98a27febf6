/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files of the repository, never shipped */
/** What the examples say about rows that are not in HubSpot, however many there are. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

import { Workflow, type IDataObject, type INode, type INodeTypes } from 'n8n-workflow';

import { HubSpotCrmObjects } from '../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';

const ROOT = path.resolve(__dirname, '..');

function nodeOf(file: string, name: string): INode {
	const text = readFileSync(path.join(ROOT, 'examples', file), 'utf8');
	const { nodes } = JSON.parse(text) as { nodes: INode[] };
	return nodes.find((node) => node.name === name) as INode;
}

describe('The report of the nightly update', () => {
	interface Failed {
		item: number;
		message: string;
	}

	/** The code as n8n's Code node runs it, on a source whose items are counted out. */
	function report(contacts: IDataObject[], failures: Failed[]) {
		const { jsCode } = nodeOf('nightly-contact-update-summary.json', 'Write the Report').parameters;
		const items = contacts.map((json) => ({ json }));
		const reasons = new Set(failures.map(({ message }) => message));
		const summary = {
			items: items.length,
			done: items.length - failures.length,
			failures: [...reasons].map((message) => {
				const alike = failures.filter((each) => each.message === message);
				return { message, count: alike.length, items: alike.map(({ item }) => ({ item })) };
			}),
		};
		let calls = 0;
		const all = () => {
			calls++;
			return items;
		};
		const $ = (name: string) => (name === 'Contacts' ? { all } : undefined);
		const $input = { first: () => ({ json: summary }) };
		const [{ json }] = vm.runInNewContext(`(() => {${String(jsCode)}\n})()`, { $, $input }) as [
			{ json: { report: string } },
		];
		return { text: json.report, calls };
	}

	const noContact = (email: string) =>
		`No contact has the email ${email}; this operation never creates contacts.`;
	const contact = (n: number) => ({ email: `p${n}@example.com` });

	it('reads its 20,000 contacts once and names twenty of 5,000 that failed for one reason', () => {
		const contacts = Array.from({ length: 20_000 }, (_, n) => contact(n));
		const failures = Array.from({ length: 5_000 }, (_, n) => ({
			item: n * 4,
			message: noContact(`p${n * 4}@example.com`),
		}));
		const { text, calls } = report(contacts, failures);
		const named = Array.from({ length: 20 }, (_, n) => `p${n * 4}@example.com`).join(', ');
		expect(calls).toBe(1);
		expect(text).toBe(
			`15000 of 20000 contacts were updated in HubSpot. These were not:\n\n${named} and 4980 more: ${noContact('…')}`,
		);
	});

	it('tells twenty of 5,000 reasons and counts the rows with other ones', () => {
		const contacts = Array.from({ length: 5_000 }, (_, n) => contact(n));
		const failures = contacts.map((_, item) => ({
			item,
			message: `HubSpot refused it: “reason ${item}”.`,
		}));
		const { text, calls } = report(contacts, failures);
		const [, ...lines] = text.split('\n\n');
		expect(calls).toBe(1);
		expect(lines).toHaveLength(21);
		expect(lines[0]).toBe('p0@example.com: HubSpot refused it: “reason 0”.');
		expect(lines[20]).toMatch(/^4980 more, for other reasons:/);
	});

	it('puts rows with the same fault together, whichever value each holds', () => {
		const fault = (value: string) => `Not sent: Newsletter must be true or false, but is ${value}.`;
		const { text } = report(
			[contact(0), contact(1)],
			[
				{ item: 0, message: fault('“maybe”') },
				{ item: 1, message: fault('the number 2.5') },
			],
		);
		expect(text).toMatch(/\n\np0@example\.com, p1@example\.com: .* but is …\.$/);
	});

	it('calls rows without an email by their item, also where the source has fewer rows', () => {
		const message = 'Not sent: Email is required but missing.';
		const contacts = [{ email: '' }, { firstname: 'Ada' }, { email: null }];
		const failures = [0, 1, 2, 3].map((item) => ({ item, message }));
		const { text } = report(contacts, failures);
		expect(text).toContain(`item 0, item 1, item 2, item 3: ${message}`);
		expect(text).not.toMatch(/undefined|null/);
	});
});

describe.each([
	['upsert-contacts-from-csv.json', 'Not in HubSpot'],
	['upsert-events-from-csv.json', 'Not Written'],
])('The file that %s hands back', (file, name) => {
	const { parameters } = nodeOf(file, name);
	const { assignments } = parameters.assignments as {
		assignments: Array<{ name: string; value: string }>;
	};
	const anyType = new HubSpotCrmObjects();
	const nodeTypes: INodeTypes = {
		getByName: () => anyType,
		getByNameAndVersion: () => anyType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		nodes: [nodeOf(file, name)],
		connections: {},
		active: false,
		nodeTypes,
	});
	const why = (message: string) =>
		workflow.expression.getParameterValue(
			assignments[0].value,
			null,
			0,
			0,
			name,
			[{ json: { error: { message } } }],
			'internal',
			{},
		);

	it('adds one column to those of the uploaded file', () => {
		expect(assignments.map((each) => each.name)).toEqual(['Why']);
		expect(parameters).toMatchObject({ include: 'except', excludeFields: 'error' });
	});

	it('says why without expressions, nodes and item numbers', () => {
		const messages = readFileSync(path.join(ROOT, 'test/nodes/bad-input.messages.md'), 'utf8')
			.split('\n')
			.flatMap(
				(line) => /^\| (?:contact|event): (?!expression).*? \| (.*) \|$/.exec(line)?.[1] ?? [],
			);
		const told = messages.map(why);
		expect(told.filter((text) => /use the expression \{\{/.test(String(text)))).toEqual([]);
		expect(
			messages.filter((text) => text.includes('use the expression {{')).length,
		).toBeGreaterThan(5);
		expect(told.join('\n')).not.toMatch(/\[item|Google Sheets|DateTime\.from|\$json|\.\.$/m);
	});

	it('keeps what is said after an advice, and the value that is wrong', () => {
		const wrong = 'Not sent: Start must be a date written year first, but is';
		expect(
			why(
				`${wrong} “3/1/2027”: use the expression {{ DateTime.fromFormat($json.date, 'M/d/yyyy').toISODate() }}, with 'd/M/yyyy' instead if the day comes first. Email is required but empty. [item 17]`,
			),
		).toBe(`${wrong} “3/1/2027”. Email is required but empty.`);
		expect(
			why(
				`${wrong} the number 46447: it looks like a day number of a spreadsheet. In the Google Sheets node, add the option Output Formatting and set Date Formatting to Formatted Text, and format the cells as 2026-03-01. For an Excel file, use the expression {{ new Date(($json.date - 25569) * 86400000) }}. Email is required but empty. [item 0]`,
			),
		).toBe(
			`${wrong} the number 46447: it looks like a day number of a spreadsheet. Email is required but empty.`,
		);
	});
});
