/** Which texts are like another one. Pure. */

/** Most letters of a text that are looked at. */
const MOST_LETTERS = 60;

const squashed = (text: string) =>
	text
		.slice(0, MOST_LETTERS)
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '');

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
