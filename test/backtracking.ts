/**
 * Counts what regular expressions do, for texts made to stall them: each character that is looked at,
 * however often, by plain backtracking. Time would tell of the machine; this is the same on any.
 */
import { RegExpParser, type AST } from '@eslint-community/regexpp';

/** Goes on from a position; -1 where that leads nowhere, else where the match ends. */
type Go = (at: number) => number;
type Matcher = (at: number, go: Go) => number;

interface Subject {
	text: string;
	steps: number;
	most: number;
}

// Read here, because {@link stepsOf} puts another in its place.
const realExec = RegExp.prototype.exec;

/** One character of a class, set or letter, as the engine itself tells. */
function one(node: AST.Node, flags: string, back: boolean, subject: Subject): Matcher {
	const single = new RegExp(`^(?:${node.raw})$`, flags.replace(/[gy]/g, ''));
	const known = new Map<string, boolean>();
	return (at, go) => {
		if (++subject.steps > subject.most) throw new RangeError(`more than ${subject.most} steps`);
		const letter = subject.text.charAt(back ? at - 1 : at);
		if (letter === '') return -1;
		let fits = known.get(letter);
		if (fits === undefined) {
			fits = realExec.call(single, letter) !== null;
			known.set(letter, fits);
		}
		return fits ? go(back ? at - 1 : at + 1) : -1;
	};
}

function several(node: AST.Quantifier, inner: Matcher, isSingle: boolean, back: boolean): Matcher {
	const { min, max, greedy } = node;
	if (isSingle) {
		const step = back ? -1 : 1;
		return (start, go) => {
			let at = start;
			let count = 0;
			const more = () => count < max && inner(at, (next) => next) >= 0;
			for (; count < min; count++, at += step) if (!more()) return -1;
			if (!greedy) {
				for (;;) {
					const end = go(at);
					if (end >= 0 || !more()) return end;
					count++;
					at += step;
				}
			}
			for (; more(); at += step) count++;
			for (;;) {
				const end = go(at);
				if (end >= 0 || count-- === min) return end;
				at -= step;
			}
		};
	}
	const times =
		(count: number, go: Go): Go =>
		(at) => {
			const again = () =>
				count < max
					? inner(at, (next) => (next === at && count >= min ? -1 : times(count + 1, go)(next)))
					: -1;
			if (count < min) return again();
			const end = greedy ? again() : go(at);
			return end >= 0 ? end : greedy ? go(at) : again();
		};
	return (at, go) => times(0, go)(at);
}

function compile(node: AST.Node, flags: string, back: boolean, subject: Subject): Matcher {
	const below = (child: AST.Node) => compile(child, flags, back, subject);
	const alternatives = (children: AST.Alternative[], inner: (child: AST.Node) => Matcher) => {
		const matchers = children.map(inner);
		return (at: number, go: Go) => {
			for (const matcher of matchers) {
				const end = matcher(at, go);
				if (end >= 0) return end;
			}
			return -1;
		};
	};
	switch (node.type) {
		case 'Pattern':
		case 'Group':
		case 'CapturingGroup':
			return alternatives(node.alternatives, below);
		case 'Alternative': {
			const parts = node.elements.map(below);
			if (!back) parts.reverse();
			return (at, go) => parts.reduce<Go>((rest, part) => (from) => part(from, rest), go)(at);
		}
		case 'Quantifier': {
			const isSingle = ['Character', 'CharacterSet', 'CharacterClass'].includes(node.element.type);
			return several(node, below(node.element), isSingle, back);
		}
		case 'Character':
		case 'CharacterSet':
		case 'CharacterClass':
			return one(node, flags, back, subject);
		case 'Assertion': {
			if (node.kind === 'lookahead' || node.kind === 'lookbehind') {
				const behind = node.kind === 'lookbehind';
				const inner = alternatives(node.alternatives, (child) =>
					compile(child, flags, behind, subject),
				);
				return (at, go) => (inner(at, (end) => end) >= 0 === node.negate ? -1 : go(at));
			}
			// Looks at no character that the next step would not look at.
			const here = new RegExp(node.raw, `${flags.replace(/[gy]/g, '')}y`);
			return (at, go) => {
				const { text } = subject;
				if (node.kind === 'start' && !flags.includes('m')) return at === 0 ? go(at) : -1;
				if (node.kind === 'end' && !flags.includes('m')) return at === text.length ? go(at) : -1;
				const from = Math.max(0, at - 1);
				here.lastIndex = at - from;
				return realExec.call(here, text.slice(from, at + 1)) ? go(at) : -1;
			};
		}
		default:
			throw new Error(`Cannot count a ${node.type}: ${node.raw}`);
	}
}

/** Where a pattern matches first, and the steps to get there. */
export function search(pattern: RegExp, text: string, most = Infinity) {
	const { source, flags } = pattern;
	const subject: Subject = { text, steps: 0, most };
	const parsed = new RegExpParser().parsePattern(source, 0, source.length, {
		unicode: flags.includes('u'),
	});
	const matcher = compile(parsed, flags, false, subject);
	const from = /[gy]/.test(flags) ? pattern.lastIndex : 0;
	const last = flags.includes('y') ? from : text.length;
	for (let index = from; index <= last; index++) {
		const end = matcher(index, (at) => at);
		if (end >= 0) return { index, end, steps: subject.steps };
	}
	return { index: -1, end: -1, steps: subject.steps };
}

/**
 * The steps of all regular expressions that some work runs.
 * @throws RangeError as soon as there are more than `most`
 * @throws Error should a pattern match elsewhere than it is counted to: then nothing is counted
 */
export function stepsOf(work: () => unknown, most = 50_000_000): number {
	let steps = 0;
	RegExp.prototype.exec = function (this: RegExp, text: string) {
		const given = String(text);
		RegExp.prototype.exec = realExec;
		try {
			const found = search(this, given, most - steps);
			steps += found.steps;
			const match = realExec.call(this, given);
			if (
				(match?.index ?? -1) !== found.index ||
				(match && found.end - found.index !== match[0].length)
			)
				throw new Error(`${String(this)} is counted wrongly on ${given.slice(0, 50)}`);
			return match;
		} finally {
			RegExp.prototype.exec = counting;
		}
	};
	const counting = RegExp.prototype.exec;
	try {
		work();
	} finally {
		RegExp.prototype.exec = realExec;
	}
	return steps;
}
