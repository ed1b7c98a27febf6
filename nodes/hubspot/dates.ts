/**
 * Moments and days: every way in which an item can hold a date, and what HubSpot is sent for it.
 * Pure. `docs/dates.md` shows it as a table, and a test compares the two.
 */
import { DateTime } from 'luxon';

import { single } from './json';

/** Why a value is not taken: what it must be and perhaps how to get there, or the whole problem. */
export type Unread = { expected: string; hint?: string } | { problem: string };
export type Read<T> = { value: T } | Unread;

const EXPECTED = 'a date written year first, such as 2026-03-01 or 2026-03-01T09:00:00Z';

const padded = (number: number, length: number) => String(number).padStart(length, '0');

// ---------------------------------------------------------------- numbers

/** Numbers nearer to zero (until 3 March 1973) are far likelier seconds or a spreadsheet's days. */
const SMALLEST_EPOCH_MS = 100_000_000_000;
/** Larger numbers (after 2200) are microseconds, or a date written without separators. */
const LARGEST_EPOCH_MS = 7_258_118_400_000;
/** The year 0; before it, ISO 8601 needs six digits for the year, which HubSpot does not document. */
const EARLIEST_EPOCH_MS = -62_167_219_200_000;
/** The number that spreadsheets have for the last day of the year 9999. */
const LAST_DAY_NUMBER = 2_958_466;
/**
 * Dates such as 20270301, 202703010900, 20270301090000: as milliseconds they would be wrong dates.
 */
const COMPACT =
	/^((?:19|20|21)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])[0-5]\d([0-5]\d)?)?$/;
const YEAR = /^(19|20|21)\d{2}$/;

/** Stands behind an expression for a column that is called date. */
const YOUR_COLUMN = 'with your column in place of date';

/**
 * Makes a Date of a day number and leaves everything else as it is, so that an empty cell stays
 * empty and any other text is refused again. Tests carry it out, and those in `howToRewrite`.
 */
const OF_DAY_NUMBER =
	'{{ $json.date > 0 ? new Date(($json.date - 25569) * 86400000) : $json.date }}';

const DAY_NUMBER =
	'it looks like a day number of a spreadsheet. In the Google Sheets node, add the option Output Formatting and set Date Formatting to Formatted Text, and format the cells as 2026-03-01';
const DAY_NUMBER_HINT = `${DAY_NUMBER}. For an Excel file, use the expression ${OF_DAY_NUMBER} ${YOUR_COLUMN}`;

/** What a number probably is that cannot be epoch milliseconds. */
function hintOfNumber(number: number): string | undefined {
	if (!Number.isFinite(number)) return undefined;
	const compact = COMPACT.exec(String(number));
	if (compact) return `write it with hyphens: ${compact.slice(1, 4).join('-')}`;
	if (Math.abs(number) > LARGEST_EPOCH_MS) return 'it looks like microseconds: divide it by 1000';
	if (YEAR.test(String(number))) return 'add the month and the day';
	if (number > 0 && number < LAST_DAY_NUMBER) return DAY_NUMBER_HINT;
	if (number > 0) return 'it looks like seconds: multiply it by 1000';
	return 'a number as small as this may be seconds or milliseconds';
}

function isoOfEpoch(ms: number): Read<string> {
	const isLate = ms >= SMALLEST_EPOCH_MS && ms <= LARGEST_EPOCH_MS && !COMPACT.test(String(ms));
	const isEarly = ms <= -SMALLEST_EPOCH_MS && ms >= EARLIEST_EPOCH_MS;
	if (isLate || isEarly) return { value: new Date(ms).toISOString() };
	return { expected: EXPECTED, hint: hintOfNumber(ms) };
}

// ---------------------------------------------------------------- texts

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT =
	/^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
/** Moments that are sent as given. Other spellings are rewritten to ISO 8601 first. */
const VERBATIM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/**
 * Moments that JavaScript and Luxon read alike, JavaScript a hundred times faster. Up to day 28,
 * because JavaScript does not know how many days a month has.
 */
const PLAIN =
	/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-](0\d|1[0-3]):[0-5]\d)$/;
/** The largest offset from UTC anywhere on earth. */
const LARGEST_OFFSET_MINUTES = 14 * 60;

/** What JavaScript makes of a Date in a text, as in an expression with a text next to it. */
const DATE_IN_TEXT =
	/^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{2})(\d{2})(?: \([^)]*\))?$/;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The same moment as ISO 8601. */
function isoOfDateText(text: string): string | undefined {
	const parts = DATE_IN_TEXT.exec(text);
	if (!parts) return undefined;
	const [, name, day, year, time, hours, minutes] = parts;
	const month = padded(MONTHS.indexOf(name) + 1, 2);
	return `${year}-${month}-${day}T${time}${hours}:${minutes}`;
}

/**
 * A day with the year first, which has one meaning however it is written: 2027/03/01, 2027-3-1,
 * 2027.03.01. And the hour behind it, which may have one digit.
 */
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})(?:([T ])(\d{1,2})(?=:))?(?!\d)/i;

/** The day and the hour at the beginning of a text as ISO 8601 has them. */
const withIsoDay = (text: string): string =>
	text.replace(YEAR_FIRST, (...parts: string[]) => {
		const [all, year, mark, month, again, day, gap, hour] = parts;
		if (mark !== again) return all;
		const time = hour === undefined ? '' : `${gap}${hour.padStart(2, '0')}`;
		return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${time}`;
	});

/** A date with the year at its end, and perhaps a time: 3/1/2027 9:00 AM, 01.03.2027, 31-12-2027. */
const YEAR_LAST = /^\d{1,2}([./-])\d{1,2}([./-])\d{4}(?:(,? )(\d{1,2}):\d{2}(:\d{2})?( [AP]M)?)?$/i;

const NO_SUCH_DAY = 'there is no such day or time';

/**
 * The expression that rewrites a date whose year stands at its end. It gives back what it cannot
 * read, so that a bad date is refused again and not lost. A time of day is in n8n's own zone there,
 * the workflow's.
 */
function howToRewrite(text: string): string | undefined {
	const parts = YEAR_LAST.exec(text);
	if (!parts) return undefined;
	const [, mark, again, gap, hour, seconds, half] = parts;
	if (mark !== again) return undefined;
	const time = hour ? `${gap}${half ? 'h' : 'H'}:mm${seconds ? ':ss' : ''}${half ? ' a' : ''}` : '';
	const dayFirst = `d${mark}M${mark}yyyy${time}`;
	const monthFirst = `M${mark}d${mark}yyyy${time}`;
	const isRead = (format: string) => DateTime.fromFormat(text, format, { locale: 'en' }).isValid;
	// Between dots, the day comes first wherever there is such a day.
	const [format, other] =
		mark === '.' && isRead(dayFirst) ? [dayFirst] : [monthFirst, dayFirst].filter(isRead);
	if (format === undefined) return NO_SUCH_DAY;
	const expression = `{{ DateTime.fromFormat(String($json.date).trim(), '${format}').toISO${time ? '' : 'Date'}() ?? $json.date }}`;
	const otherwise = other === undefined ? '' : `, and with '${other}' if the day comes first`;
	return `use the expression ${expression} ${YOUR_COLUMN}${otherwise}`;
}

function hintOfText(text: string): string | undefined {
	if (DAY.test(text) || MOMENT.test(text)) return NO_SUCH_DAY;
	return howToRewrite(text);
}

/** Text with a zone stays as it is, a bare day is midnight UTC, and other times are in `timeZone`. */
function momentOfText(given: string, timeZone: string): Read<string> {
	if (PLAIN.test(given)) return { value: given };
	if (/^-?\d+$/.test(given)) return isoOfEpoch(Number(given));
	const refused = () => ({ expected: EXPECTED, hint: hintOfText(given) });
	if (DAY.test(given)) {
		return DateTime.fromISO(given).isValid ? { value: `${given}T00:00:00.000Z` } : refused();
	}
	const parts = MOMENT.exec(given);
	if (!parts) {
		if (/^\d{1,7}\.\d+$/.test(given)) return isoOfEpoch(Number(given));
		// The expression for day numbers cannot read a comma.
		return /^\d{1,7},\d+$/.test(given) ? { expected: EXPECTED, hint: DAY_NUMBER } : refused();
	}
	const [, day, time, zone] = parts;
	const where = zone ? { setZone: true } : { zone: timeZone };
	const moment = DateTime.fromISO(`${day}T${time}${zone ?? ''}`, where);
	if (!moment.isValid || Math.abs(moment.offset) > LARGEST_OFFSET_MINUTES) return refused();
	return { value: VERBATIM.test(given) ? given : (moment.toISO() as string) };
}

// ---------------------------------------------------------------- objects

interface DateLike {
	toISO?: () => unknown;
	toISOString: () => unknown;
}

/** A JavaScript Date or a Luxon DateTime, also one from another realm or another copy of Luxon. */
export const isDateLike = (value: unknown): value is DateLike =>
	Object.prototype.toString.call(value) === '[object Date]' ||
	typeof (value as DateLike | null | undefined)?.toISO === 'function';

/** ISO text of a date object; undefined where it has none. */
export function isoOf(date: DateLike): string | undefined {
	try {
		const iso = date.toISO?.() ?? date.toISOString();
		return typeof iso === 'string' && MOMENT.test(iso) ? iso : undefined;
	} catch {
		return undefined;
	}
}

// ---------------------------------------------------------------- what is read

/** The value as text where it is a date object, so that both are read alike. */
function textOrNumber(value: unknown): unknown {
	const given = single(value);
	if (typeof given !== 'string') return isDateLike(given) ? isoOf(given) : given;
	const text = given.trim();
	return PLAIN.test(text) ? text : (isoOfDateText(text) ?? withIsoDay(text));
}

function momentOf(given: unknown, timeZone: string): Read<string> {
	if (typeof given === 'number') return isoOfEpoch(given);
	return typeof given === 'string' ? momentOfText(given, timeZone) : { expected: EXPECTED };
}

/** A moment as ISO 8601 with a zone. */
export function readMoment(value: unknown, timeZone: string): Read<string> {
	if (typeof value === 'string' && PLAIN.test(value)) return { value };
	return momentOf(textOrNumber(value), timeZone);
}

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** Since then, no zone differs from UTC by anything but quarters of an hour. */
const QUARTERS_SINCE_MS = Date.UTC(1973, 0);

const MIDNIGHT = /T00:00(:00(\.0+)?)?(Z|[+-])/;

/**
 * The day that begins at this moment in the zone of this process; undefined where none does. Not by
 * Luxon, which leaves out the odd seconds that zones differed by before 1900.
 */
function dayBegunHere(ms: number): string | undefined {
	const day = new Date(ms);
	day.setHours(0, 0, 0, 0);
	if (day.getTime() !== ms) return undefined;
	const [year, month] = [padded(day.getFullYear(), 4), padded(day.getMonth() + 1, 2)];
	return `${year}-${month}-${padded(day.getDate(), 2)}`;
}

/** The same for another zone. */
function dayBegunIn(ms: number, timeZone: string): string | undefined {
	const moment = DateTime.fromMillis(ms, { zone: timeZone });
	return moment.startOf('day').toMillis() === ms ? (moment.toISODate() ?? undefined) : undefined;
}

/**
 * The calendar day of a HubSpot `date` property. Databases and spreadsheets hand days over as the
 * moment at which they begin in some zone. So the first of these decides in which the moment is the
 * beginning of a day: the zone that it is written in (UTC for a Date and for milliseconds), the zone
 * of this process, where drivers make such moments, and the zone of the workflow. Where it begins a
 * day in none of them, it is the day of the zone that it is written in. A time without a zone is on
 * the day that is written.
 */
export function readDay(value: unknown, timeZone: string): Read<string> {
	const given = textOrNumber(value);
	const moment = momentOf(given, timeZone);
	if (!('value' in moment)) return moment;
	const written = moment.value.slice(0, 10);
	const parts = typeof given === 'string' ? MOMENT.exec(given) : null;
	const hasNoZone = parts !== null && parts[3] === undefined;
	if (MIDNIGHT.test(moment.value) || hasNoZone) return { value: written };
	const ms = epochOf(moment.value) as number;
	if (ms >= QUARTERS_SINCE_MS && ms % QUARTER_MS !== 0) return { value: written };
	return { value: dayBegunHere(ms) ?? dayBegunIn(ms, timeZone) ?? written };
}

/**
 * A value of a property of which nobody knows whether it takes days or moments. Midnight UTC is
 * right for both; HubSpot refuses any other moment in a `date` property, and a day would be a wrong
 * moment in a `datetime` property.
 */
export function readDayOrMoment(value: unknown, timeZone: string): Read<string> {
	const moment = readMoment(value, timeZone);
	if (!('value' in moment) || (epochOf(moment.value) as number) % DAY_MS === 0) return moment;
	return {
		expected: 'a day without a time, such as 2026-03-01',
		hint: 'this node does not know whether HubSpot takes a time here. Open the node and refresh its list of fields',
	};
}

/** Milliseconds of an ISO moment; undefined for anything else. */
export function epochOf(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const ms = PLAIN.test(value) ? Date.parse(value) : DateTime.fromISO(value).toMillis();
	return Number.isNaN(ms) ? undefined : ms;
}
