/** What a figure is: several runs, their median and spread, a target, and a line of the table. */

/** Several measurements of the same thing. */
export interface Spread {
	median: number;
	min: number;
	max: number;
	runs: number;
}

/** Cases by name, and within them perhaps more of them, or plain facts. */
export interface Cases {
	[name: string]: Spread | Cases | number | string | number[];
}

export interface Figure {
	/** As it stands in the JSON. */
	name: string;
	/** The number that is held against the target. */
	value: number;
	target: { least: number } | { most: number };
	/** Of the value's own runs, where it is one case's. */
	spread?: Spread;
	cases?: Cases;
	/** How it was measured, in a few words for the table. */
	note: string;
}

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Four digits: more would only pretend. */
export const rounded = (value: number): number =>
	Number.isFinite(value) ? Number(value.toPrecision(4)) : value;

export function spreadOf(values: number[]): Spread {
	const [least, most] = [Math.min(...values), Math.max(...values)];
	return {
		median: rounded(median(values)),
		min: rounded(least),
		max: rounded(most),
		runs: values.length,
	};
}

/** The share or ratio of each pair of runs: what one moment of this machine did to both cancels out. */
export const ratios = (above: number[], below: number[]): number[] =>
	above.map((value, run) => value / below[run]);

export const mean = (values: number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

export const passes = ({ value, target }: Figure): boolean =>
	'least' in target ? value >= target.least : value <= target.most;

const written = (value: number) => String(rounded(value));

const rangeOf = ({ spread }: Figure) =>
	spread ? `${written(spread.min)} … ${written(spread.max)} (${spread.runs})` : '';

const wanted = ({ target }: Figure) =>
	'least' in target ? `≥ ${target.least}` : `≤ ${target.most}`;

export function tableOf(figures: Figure[]): string {
	const rows = [
		['figure', 'median', 'min … max (runs)', 'target', '', 'how'],
		...figures.map((figure) => [
			figure.name,
			written(figure.value),
			rangeOf(figure),
			wanted(figure),
			passes(figure) ? 'pass' : 'MISS',
			figure.note,
		]),
	];
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	return rows
		.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  '))
		.map((line) => line.trimEnd())
		.join('\n');
}

/** Flat numbers first, by name (`isolationCalls.named` within `isolationCalls`), everything else below. */
export function jsonOf(figures: Figure[], about: object): object {
	const flat: Record<string, unknown> = {};
	const details: Record<string, unknown> = {};
	for (const figure of figures) {
		const { name, value, target, spread, cases, note } = figure;
		const [first, second] = name.split('.');
		if (second === undefined) flat[first] = rounded(value);
		else flat[first] = { ...(flat[first] as object | undefined), [second]: rounded(value) };
		details[name] = { value: rounded(value), ...spread, target, pass: passes(figure), note, cases };
	}
	return { ...flat, details, about };
}
