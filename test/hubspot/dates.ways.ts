/**
 * Every way in which a date can arrive, and what is sent for it. `dates.child.ts` prints this from a
 * process in another time zone; `dates.test.ts` compares it with docs/dates.md.
 */
import { DateTime } from 'luxon';

import { readDay, readMoment, type Read } from '../../nodes/hubspot/dates';

export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York'];

/** By the code that makes the value; what it is in a word. */
const WAYS: Array<[what: string, code: string, value: () => unknown]> = [
	['a day', `'2026-03-01'`, () => '2026-03-01'],
	['a moment in UTC', `'2026-03-01T09:30:00Z'`, () => '2026-03-01T09:30:00Z'],
	['midnight in Berlin', `'2026-02-28T23:00:00.000Z'`, () => '2026-02-28T23:00:00.000Z'],
	['midnight in New York', `'2026-03-01T05:00:00+00:00'`, () => '2026-03-01T05:00:00+00:00'],
	['midnight, written so', `'2026-03-01T00:00:00+01:00'`, () => '2026-03-01T00:00:00+01:00'],
	['late in the evening', `'2026-03-01T23:30:00-05:00'`, () => '2026-03-01T23:30:00-05:00'],
	[
		'midnight in Berlin, written in New York',
		`'2026-02-28T18:00:00-05:00'`,
		() => '2026-02-28T18:00:00-05:00',
	],
	['a time without a zone', `'2026-03-01 23:00:00'`, () => '2026-03-01 23:00:00'],
	['midnight without a zone', `'2026-03-01 00:00:00'`, () => '2026-03-01 00:00:00'],
	['a day between slashes', `'2026/03/01'`, () => '2026/03/01'],
	['a day without zeros', `'2026-3-1'`, () => '2026-3-1'],
	['an hour of one digit', `'2026-03-01 9:00'`, () => '2026-03-01 9:00'],
	['a DATE of a database', 'new Date(2026, 2, 1)', () => new Date(2026, 2, 1)],
	[
		'a DATE of a database, made text',
		'`  ${new Date(2026, 2, 1)}`',
		() => `  ${String(new Date(2026, 2, 1))}`,
	],
	[
		'a Date at midnight in Berlin',
		`new Date('2026-02-28T23:00Z')`,
		() => new Date('2026-02-28T23:00Z'),
	],
	[
		'a Date at midnight in UTC',
		`new Date('2026-03-01T00:00Z')`,
		() => new Date('2026-03-01T00:00Z'),
	],
	['a Date with a time', `new Date('2026-03-01T23:30Z')`, () => new Date('2026-03-01T23:30Z')],
	[
		'a DateTime at midnight',
		`DateTime.fromISO('2026-03-01', { zone: 'Europe/Berlin' })`,
		() => DateTime.fromISO('2026-03-01', { zone: 'Europe/Berlin' }),
	],
	[
		'a DateTime with a time',
		`DateTime.fromISO('2026-03-01T23:30', { zone: 'America/New_York' })`,
		() => DateTime.fromISO('2026-03-01T23:30', { zone: 'America/New_York' }),
	],
	[
		'a DateTime in UTC',
		`DateTime.fromISO('2026-02-28T23:00', { zone: 'utc' })`,
		() => DateTime.fromISO('2026-02-28T23:00', { zone: 'utc' }),
	],
	['milliseconds', '1772319600000', () => 1772319600000],
	['milliseconds as text', `'1772319600000'`, () => '1772319600000'],
	['milliseconds before 1970', '-315619200000', () => -315619200000],
	['a day number of a spreadsheet', '46082', () => 46082],
	['seconds', '1772323200', () => 1772323200],
	['a date with the year last', `'03/01/2026'`, () => '03/01/2026'],
];

const shown = (read: Read<string>) => ('value' in read ? `\`${read.value}\`` : 'refused');

export interface Sent {
	what: string;
	code: string;
	date: string;
	datetime: string;
}

/** What is sent for each way, in this process, for a workflow in this zone. */
export const sentIn = (workflow: string): Sent[] =>
	WAYS.map(([what, code, value]) => ({
		what,
		code,
		date: shown(readDay(value(), workflow)),
		datetime: shown(readMoment(value(), workflow)),
	}));
