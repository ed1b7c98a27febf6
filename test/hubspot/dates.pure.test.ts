/** dates.ts: moments and days that read alike in every zone of the process. */
import { DateTime, Settings } from 'luxon';

import { readDay, readMoment } from '../../nodes/hubspot/dates';

const EXPECTED = 'a date written year first, such as 2026-03-01 or 2026-03-01T09:00:00Z';

describe('A text that is nearly a moment', () => {
	const MOMENT = '2026-03-15T12:34:56.789+05:30';
	const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+\d\d:\d\d$/;

	/** What Luxon, not the pattern for common moments, says of it. */
	const isMoment = (text: string) => {
		const moment = DateTime.fromISO(text, { setZone: true });
		return FORM.test(text) && moment.isValid && Math.abs(moment.offset) <= 14 * 60;
	};

	it('is taken as it is exactly where there is such a moment, whichever letter is changed', () => {
		const digits = [...'0123456789x'];
		const changed = Array.from(MOMENT, (_, at) =>
			digits.map((digit) => MOMENT.slice(0, at) + digit + MOMENT.slice(at + 1)),
		).flat();
		const taken = changed.filter((text) => 'value' in readMoment(text, 'UTC'));
		expect(taken).toEqual(changed.filter(isMoment));
		for (const text of taken) {
			const read = readMoment(text, 'UTC');
			expect('value' in read && DateTime.fromISO(read.value).toMillis()).toBe(
				DateTime.fromISO(text).toMillis(),
			);
		}
	});

	it.each([
		`x${MOMENT}`,
		`${MOMENT}x`,
		`${MOMENT}:00`,
		'2026-03-1xT09:00:00Z',
		'2026-03-01T1x:00:00Z',
		'2026-03-01T09:60:00Z',
		'2026-03-01T09:00:60Z',
		'2026-03-01T25:00:00Z',
		'2026-03-01T09:00:00+14:15',
		'2026-03-01T09:00:00+1x:00',
		'6-03-01T09:00:00Z',
		'xMon Mar 01 2027 09:00:00 GMT+0100',
	])('is refused: %s', (text) => {
		expect(readMoment(text, 'UTC')).toMatchObject({ expected: EXPECTED });
	});

	it.each([
		'2026-03-31T09:00Z',
		'2026-03-31T09:00:00Z',
		'2026-03-31T09:00:00.1Z',
		'2026-03-31T09:00:00.123456789Z',
		'2026-03-31T09:00+05:30',
		'2026-03-31T09:00:00-05:00',
		'2026-03-01T09:00:00+14:00',
	])('is sent as it is where it is one: %s', (text) => {
		expect(readMoment(text, 'UTC')).toEqual({ value: text });
	});

	it.each([
		['2026-03-31 09:00Z', '2026-03-31T09:00:00.000Z'],
		['2026-03-31t09:00:00z', '2026-03-31T09:00:00.000Z'],
		['2026-03-31T09:00:00,5Z', '2026-03-31T09:00:00.500Z'],
		['2026-03-31T09:00:00+0530', '2026-03-31T09:00:00.000+05:30'],
		['2026-03-31T09:00:00+05', '2026-03-31T09:00:00.000+05:00'],
	])('is rewritten where HubSpot might not know the spelling: %s', (text, value) => {
		expect(readMoment(text, 'UTC')).toEqual({ value });
	});
});

describe('A number that is no moment', () => {
	it('of five digits is a day number of a spreadsheet, even with a year within it', () => {
		for (const number of [12_026, 20_261, '12026', '20261.5']) {
			expect(readMoment(number, 'UTC')).toMatchObject({
				hint: expect.stringContaining('it looks like a day number of a spreadsheet') as string,
			});
		}
		expect(readMoment(2026, 'UTC')).toMatchObject({ hint: 'add the month and the day' });
	});

	it('with a comma is told to be a day number where nothing stands around it', () => {
		expect(readMoment('45000,5', 'UTC')).toMatchObject({
			hint: expect.stringContaining('it looks like a day number of a spreadsheet') as string,
		});
		for (const text of ['x45000,5', '45000,5x', '45000,', '12345678,5']) {
			expect(readMoment(text, 'UTC')).toEqual({ expected: EXPECTED, hint: undefined });
		}
	});
});

it('The expression that rewrites a time with AM or PM does not depend on the language of n8n', () => {
	const before = Settings.defaultLocale;
	const hintIn = (locale: string) => {
		Settings.defaultLocale = locale;
		return readMoment('3/1/2027 9:00 AM', 'UTC');
	};
	try {
		expect(hintIn('ja')).toEqual(hintIn('en'));
		expect(hintIn('ja')).toMatchObject({
			hint: expect.stringContaining("'M/d/yyyy h:mm a'") as string,
		});
	} finally {
		Settings.defaultLocale = before;
	}
});

describe('The day of a moment', () => {
	it('without a zone is the day that is written, at any hour and in any zone of the workflow', () => {
		for (const timeZone of ['America/Los_Angeles', 'Pacific/Kiritimati', 'UTC']) {
			for (let hour = 0; hour < 24; hour++) {
				const time = `${String(hour).padStart(2, '0')}:00`;
				expect(readDay(`2026-02-27T${time}`, timeZone)).toEqual({ value: '2026-02-27' });
				expect(readDay(`2026-02-27 ${time}:00`, timeZone)).toEqual({ value: '2026-02-27' });
			}
		}
	});

	it.each([
		'2026-03-02T00:00+14:00',
		'2026-03-02T00:00:00+14:00',
		'2026-03-02T00:00:00.0+14:00',
		'2026-03-02T00:00:00.000+14:00',
		'2026-03-02T00:00:00,000+14:00',
		'2026-03-02 00:00+14',
	])('that begins a day where it is written is that day, before all other zones: %s', (text) => {
		// The same moment begins 1 March in Honolulu.
		expect(readDay(text, 'Pacific/Honolulu')).toEqual({ value: '2026-03-02' });
	});

	it('that begins a day in the zone of the workflow is that day, as text, number and Date', () => {
		const ms = Date.UTC(2026, 2, 1, 15);
		for (const given of [ms, String(ms), new Date(ms), '2026-03-01T15:00:00Z']) {
			expect(readDay(given, 'Asia/Tokyo')).toEqual({ value: '2026-03-02' });
		}
		expect(readDay(String(Date.UTC(1930, 2, 1, 15)), 'Asia/Tokyo')).toEqual({
			value: '1930-03-02',
		});
	});

	it('that begins a day in a zone with odd seconds is that day, before zones had quarters of hours', () => {
		expect(readDay('1929-12-31T20:34:16Z', 'Asia/Tehran')).toEqual({ value: '1930-01-01' });
		expect(readDay('1929-12-31T20:34:17Z', 'Asia/Tehran')).toEqual({ value: '1929-12-31' });
	});

	it('that is refused as a moment is refused alike', () => {
		expect(readDay('soon', 'UTC')).toEqual(readMoment('soon', 'UTC'));
	});
});
