/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts processes in other time zones, never shipped */
/**
 * docs/dates.md says for every way in which a date can arrive what is sent. The time zone of a
 * process is fixed when it starts, so each zone is tried in a process of its own.
 * `UPDATE=1 npx jest test/hubspot/dates` writes the table anew.
 */
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ZONES, type Sent } from './dates.ways';

const FILE = path.resolve(__dirname, '../../docs/dates.md');

interface Told {
	zone: string;
	/** For a workflow in each of the zones. */
	sent: Sent[][];
}

/** What a process in this zone tells. */
const askIn = async (zone: string) =>
	await new Promise<Told>((resolve, reject) => {
		const child = fork(path.join(__dirname, 'dates.child.ts'), {
			cwd: __dirname, // where `tsx` is looked up
			execArgv: ['--import=tsx'],
			env: { ...process.env, TZ: zone },
			stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		});
		let said = '';
		child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
		child.on('message', (told) => resolve(told as Told));
		child.on('exit', (code) => code && reject(new Error(said)));
	});

/** Zones in which the outcome is the same, as one cell. */
const cellOf = (zones: string[]) => (zones.length === ZONES.length ? 'any' : zones.join(', '));

/** Code that holds backticks needs two around it. */
const marked = (code: string) => (code.includes('`') ? `\`\` ${code} \`\`` : `\`${code}\``);

/** Groups what has the same key, in order. */
function grouped<T>(list: T[], keyOf: (entry: T) => string): T[][] {
	const groups = new Map<string, T[]>();
	for (const entry of list) {
		const key = keyOf(entry);
		groups.set(key, [...(groups.get(key) ?? []), entry]);
	}
	return [...groups.values()];
}

/** The rows about one way: as few as tell its outcome in all zones. */
function rowsOf(way: number, all: Told[]): string[] {
	const outcomes = all.map(({ zone, sent }) => ({
		zone,
		sent: sent.map((ofWorkflow, index) => ({ ...ofWorkflow[way], workflow: ZONES[index] })),
	}));
	const { what, code } = outcomes[0].sent[0];
	return grouped(outcomes, ({ sent }) => JSON.stringify(sent)).flatMap((ofProcess) =>
		grouped(ofProcess[0].sent, ({ date, datetime }) => `${date} ${datetime}`).map((same) => {
			const processes = cellOf(ofProcess.map(({ zone }) => zone));
			const workflows = cellOf(same.map(({ workflow }) => workflow));
			const [{ date, datetime }] = same;
			return `| ${what}: ${marked(code)} | ${processes} | ${workflows} | ${date} | ${datetime} |`;
		}),
	);
}

const HEAD = [
	"| an item holds | n8n's zone | the workflow's zone | a date property gets | a datetime property gets |",
	'| --- | --- | --- | --- | --- |',
];
const TABLE = /(?<=<!-- table -->\n\n)[^]*(?=\n\n<!-- end -->)/;

describe('The table of dates', () => {
	it('in docs/dates.md says what is sent in every zone of n8n and of the workflow', async () => {
		const all = await Promise.all(ZONES.map(askIn));
		expect(all.map(({ zone }) => zone)).toEqual(ZONES);
		const rows = all[0].sent[0].flatMap((_, way) => rowsOf(way, all));
		const table = [...HEAD, ...rows].join('\n');
		const text = readFileSync(FILE, 'utf8');
		if (process.env.UPDATE === '1')
			writeFileSync(
				FILE,
				text.replace(TABLE, () => table),
			);
		else expect(TABLE.exec(text)?.[0]).toBe(table);
	});
});
