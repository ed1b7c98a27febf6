/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files of the repository, never shipped */
/** The code of the example Webinar to HubSpot, run by itself on files. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

import { DateTime } from 'luxon';
import type { INode } from 'n8n-workflow';

export const WEBINAR = 'webinar-to-hubspot.json';

export interface Registration {
	email: string;
	firstName: string;
	lastName: string;
	happenedAt: string;
	noShow: boolean;
	file: string;
	row: number;
}

export interface Attendance extends Omit<Registration, 'noShow'> {
	state: 'attended' | 'cancelled';
	joinedAt?: string;
	leftAt?: string;
	minutes?: number;
}

export interface Failed {
	File: string;
	Row: number | '';
	Name: string;
	Email: string;
	Why: string;
}

export interface Read {
	problem: string;
	event: { name: string; id: string; startsAt?: string; endsAt?: string };
	registrations: Registration[];
	attendance: Attendance[];
	failed: Failed[];
	counts: Record<string, number>;
}

/** What the form of the example holds, as its node hands it on. */
export const FORM = {
	'Event name': 'Email that works, part 2',
	'Webinar ID': '843 1234 5678',
	Date: '2027-03-04',
	'Starts at': '14:00',
	'Ends at': '15:00',
	'Time zone': 'UTC',
	'A date like 3/4/2027 is': 'March 4: the month comes first',
};

/** Reads files, by their names, as the node Read the Files does. */
export async function readFiles(
	files: Record<string, string | Buffer>,
	form: Partial<typeof FORM> = {},
): Promise<Read> {
	const file = path.resolve(__dirname, '../examples', WEBINAR);
	const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as { nodes: INode[] };
	const code = nodes.find(({ name }) => name === 'Read the Files')?.parameters.jsCode as string;
	const entries = Object.entries(files);
	const binary = Object.fromEntries(
		entries.map(([fileName], n) => [`Files_${n}`, { fileName, mimeType: 'text/csv' }]),
	);
	const first = () => ({ json: { ...FORM, ...form }, binary });
	const run = vm.runInNewContext(`(async function () {${code}\n})`, {
		...{ $input: { first }, DateTime, TextDecoder },
	}) as (this: object) => Promise<[{ json: Read }]>;
	const getBinaryDataBuffer = async (_: number, name: string) =>
		await Promise.resolve(Buffer.from(entries[Number(name.split('_')[1])][1]));
	const [{ json }] = await run.call({ helpers: { getBinaryDataBuffer } });
	return JSON.parse(JSON.stringify(json)) as Read;
}
