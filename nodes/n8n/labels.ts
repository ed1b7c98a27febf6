/** Labels as a person reads them in a list: sorted, and told apart where several are the same. Pure. */

/** Sorts as people do: 2 before 10. */
export const byText = (a: string, b: string) => a.localeCompare(b, undefined, { numeric: true });

const key = (label: string) => label.toLowerCase();

/** Gives labels that several entries share the internal name behind them. */
export function toldApart(entries: Array<[label: string, name: string]>): string[] {
	const counts = new Map<string, number>();
	for (const [label] of entries) counts.set(key(label), (counts.get(key(label)) ?? 0) + 1);
	return entries.map(([label, name]) =>
		(counts.get(key(label)) ?? 0) > 1 && label !== name ? `${label} (${name})` : label,
	);
}
