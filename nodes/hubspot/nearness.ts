/** Which known texts are like another one: what somebody who misspelled it may have meant. */

/** How many letters must be added, dropped or replaced to make one text the other, or `most`. */
export function distanceOf(one: string, other: string, most: number): number {
	if (one === other) return 0;
	if (Math.abs(one.length - other.length) >= most) return most;
	let row = Array.from({ length: other.length + 1 }, (_, index) => index);
	for (let at = 1; at <= one.length; at++) {
		const next = [at];
		for (let to = 1; to <= other.length; to++) {
			const replaced = row[to - 1] + (one[at - 1] === other[to - 1] ? 0 : 1);
			next.push(Math.min(replaced, row[to] + 1, next[to - 1] + 1));
		}
		if (Math.min(...next) >= most) return most;
		row = next;
	}
	return Math.min(row[other.length], most);
}

/** Most letters of a text that are compared: more would take too long. */
const LONGEST = 60;
/** Most texts that are suggested. */
const MOST = 3;
/** Shorter texts stand in others by chance: what was sought in a name, a name in what was sought. */
const SHORTEST_SOUGHT = 3;
const SHORTEST_NAME = 5;

const squashed = (text: string) =>
	text
		.slice(0, LONGEST)
		.toLowerCase()
		.replace(/[^\p{L}\p{N}@]+/gu, '');

/**
 * The texts that are most like this one, the nearest first: of a few letters' difference, or holding it
 * as a part.
 */
export function nearest(text: string, known: Iterable<string>): string[] {
	if (text.length > LONGEST) return [];
	const sought = squashed(text);
	const far = sought.length > 4 ? 3 : 2;
	const near: Array<[distance: number, name: string]> = [];
	for (const name of known) {
		const other = squashed(name);
		const distance = distanceOf(sought, other, far);
		const isPart =
			(sought.length >= SHORTEST_SOUGHT && other.includes(sought)) ||
			(other.length >= SHORTEST_NAME && sought.includes(other));
		if (distance < far || isPart) near.push([distance, name]);
	}
	near.sort(([one], [other]) => one - other);
	return [...new Set(near.map(([, name]) => name))].slice(0, MOST);
}

/** Two letters that stand side by side; of a single letter, the letter. */
const pairsOf = (text: string): string[] =>
	text.length < 2
		? [text]
		: Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));

/**
 * These, the ones most like a text first, the others in their order. Case, blanks and marks do not
 * count. Takes time in proportion to the letters of all.
 * @param textsOf the texts by which one of these is known
 */
export function nearestFirst<T>(all: T[], text: string, textsOf: (each: T) => string[]): T[] {
	const wanted = squashed(text);
	const pairs = new Set(pairsOf(wanted));
	const likeness = (name: string) => {
		const other = squashed(name);
		if (other === wanted) return 1;
		const others = pairsOf(other);
		return others.filter((pair) => pairs.has(pair)).length / (others.length + pairs.size);
	};
	return all
		.map((each) => ({ each, like: Math.max(...textsOf(each).map(likeness)) }))
		.sort((one, other) => other.like - one.like)
		.map(({ each }) => each);
}
