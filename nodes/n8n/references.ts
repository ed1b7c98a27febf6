/**
 * Reads parameters that only refer to a field of the item, such as `={{ $json.email }}`, without
 * n8n's evaluator, which takes 150 to 600 microseconds for each of them and each item.
 *
 * The value must always be the one that n8n would give. So this reads only what all of n8n's
 * engines (`legacy`, `vm`, `quickjs`) certainly read alike: a bare path over plain JSON data. Any
 * other parameter, and any other data in an item, is left to n8n. Pure.
 */
import { isRecord } from '../hubspot/json';

/** What `read` returns when only n8n's evaluator can tell the value for this item. */
export const EVALUATE = Symbol('evaluate');

export interface Compiled {
	kind: 'fixed' | 'reference' | 'expression';
	/**
	 * The value for an item's json: what n8n's evaluator would give, or `EVALUATE`. It is the item's
	 * own data, not a copy, and must not be changed.
	 */
	read: (json: unknown) => unknown;
}

const EXPRESSION: Compiled = { kind: 'expression', read: () => EVALUATE };

// ---------------------------------------------------------------- the text of a parameter

/**
 * Letters that every parser involved accepts in a name. Some parsers do not know the newest ones of
 * Unicode.
 */
const LETTER =
	'A-Za-z_\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u0391-\\u03a1\\u03a3-\\u03ce\\u0400-\\u0481' +
	'\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fa5\\uac00-\\ud7a3';
const NAME = `[${LETTER}][${LETTER}0-9]*`;
const SPACE = '[ \\t\\r\\n]*';
/** Between quotes: no escapes, control characters or line separators. */
const inQuotes = (quote: string) =>
	`${quote}[^${quote}\\\\\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*${quote}`;
const BRACKETS = `\\[${SPACE}(?:0|[1-9]\\d{0,8}|${inQuotes('"')}|${inQuotes("'")})${SPACE}\\]`;
const STEP = `${SPACE}(?:\\??\\.${SPACE}${NAME}|(?:\\?\\.${SPACE})?${BRACKETS})`;

const REFERENCE = new RegExp(`^=\\{\\{${SPACE}\\$json((?:${STEP})*)${SPACE}\\}\\}$`);
const STEPS = new RegExp(`${inQuotes('"')}|${inQuotes("'")}|${NAME}|\\d+`, 'g');

/**
 * What n8n finds by searching the text, even between quotes: it ends an expression at the first
 * `}}`, refuses `.constructor` and rewrites calls.
 */
const READ_BY_THE_LETTER = /\}\}.|\.\s*constructor|(?:\$if\s*|\.\w+\s*(?:\?\.\s*)?)\(/s;

/** Names that n8n refuses in an expression. */
const REFUSED = new Set(
	(
		'prototype constructor getPrototypeOf setPrototypeOf getOwnPropertyDescriptor ' +
		'getOwnPropertyDescriptors defineProperty defineProperties mainModule binding ' +
		'_linkedBinding _load prepareStackTrace caller callee arguments getBuiltinModule ' +
		'dlopen execve loadEnvFile'
	).split(' '),
);

/**
 * Names that every JavaScript object has, and those that begin with `__`, with which n8n marks the
 * values it passes between engines.
 */
const isSpecial = (name: string) => name.startsWith('__') || name in Object.prototype;

/**
 * The expression that a stored parameter holds among nothing but blanks; undefined where it holds
 * anything else. The Tab key, pressed in an expression field of the editor, stores
 * `=  {{ $json.phone }}`.
 */
export function onlyExpression(stored: unknown): string | undefined {
	const text = typeof stored === 'string' && stored.startsWith('=') ? stored.slice(1).trim() : '';
	return text.startsWith('{{') && text.indexOf('}}') === text.length - 2 ? text : undefined;
}

/**
 * A stored parameter without the blanks around its only expression: n8n gives the value of an
 * expression only where it stands alone, and text as soon as there is anything around it.
 */
export function withoutBlanks(stored: unknown): unknown {
	const expression = onlyExpression(stored);
	return expression === undefined ? stored : `=${expression}`;
}

function pathOf(raw: string): string[] | undefined {
	const steps = REFERENCE.exec(raw)?.[1];
	if (steps === undefined || READ_BY_THE_LETTER.test(raw)) return undefined;
	const path = (steps.match(STEPS) ?? []).map((step) => step.replace(/^(["'])(.*)\1$/, '$2'));
	const refused = path.some((name) => isSpecial(name) || REFUSED.has(name) || !isText(name));
	return refused ? undefined : path;
}

// ---------------------------------------------------------------- the data of an item

const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/**
 * Text that is the same after it was copied into an engine and back: QuickJS drops a byte order
 * mark, cuts at a NUL and replaces unpaired surrogates.
 */
const isText = (value: string) => !/[\0\ufeff\p{Surrogate}]/u.test(value);

/** The value of an own property that is data; `EVALUATE` when there is none or it is a getter. */
function own(holder: object, name: string): unknown {
	const property = Object.getOwnPropertyDescriptor(holder, name);
	if (!property?.enumerable || !('value' in property)) return EVALUATE;
	// Read from the object, not from the descriptor: a proxy may give different values, and n8n reads
	// from the object.
	return (holder as Record<string, unknown>)[name];
}

const isPlain = (value: object) =>
	Object.getPrototypeOf(value) === (Array.isArray(value) ? Array.prototype : Object.prototype);

/** One step from a value to what it holds. */
function step(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null || !isPlain(value)) return EVALUATE;
	if (Array.isArray(value)) {
		if (!INDEX.test(name)) return EVALUATE;
		return Number(name) < value.length ? own(value, name) : undefined;
	}
	if (Object.prototype.hasOwnProperty.call(value, name)) return own(value, name);
	// Absent, so undefined; unless it is inherited, or a proxy makes up a value.
	return name in value || (value as Record<string, unknown>)[name] !== undefined
		? EVALUATE
		: undefined;
}

/**
 * Deeper or larger values reach the engines' limits of depth, time or memory, which differ between
 * engines.
 */
const DEEPEST = 32;
const LARGEST = 1_000_000;
const COST_OF_A_VALUE = 100;

/** n8n takes any object with this field for a Luxon date and replaces it by its text. */
const isLuxon = (value: object) =>
	Boolean((value as { isLuxonDateTime?: unknown }).isLuxonDateTime);

/** True when JSON can express the value: every engine's copy of it is then the same. */
function isJson(value: unknown, depth: number, budget: { left: number }): boolean {
	budget.left -= COST_OF_A_VALUE + (typeof value === 'string' ? value.length : 0);
	if (budget.left < 0) return false;
	if (typeof value === 'string') return isText(value);
	if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
	if (typeof value === 'boolean' || value === null) return true;
	if (typeof value !== 'object' || depth > DEEPEST || !isPlain(value) || isLuxon(value))
		return false;
	// All own keys are checked, because hidden and symbol keys would not be copied. Gaps in a list
	// would not be either.
	const keys = Reflect.ownKeys(value);
	const isWithin = (key: string) => isJson(own(value, key), depth + 1, budget);
	if (Array.isArray(value)) {
		return (
			keys.length === value.length + 1 && [...value.keys()].every((index) => isWithin(`${index}`))
		);
	}
	return keys.every(
		(key) => typeof key === 'string' && !isSpecial(key) && isText(key) && isWithin(key),
	);
}

function follow(json: unknown, path: string[]): unknown {
	if (!isRecord(json)) return EVALUATE;
	try {
		let value: unknown = json;
		for (const name of path) {
			// n8n swallows the TypeError: a path through undefined or null is undefined, with or without
			// `?.`.
			if (value === undefined || value === null) return undefined;
			value = step(value, name);
		}
		return value === undefined || isJson(value, 0, { left: LARGEST }) ? value : EVALUATE;
	} catch {
		// A proxy has thrown.
		return EVALUATE;
	}
}

// ---------------------------------------------------------------- a parameter

/** Analyses a stored parameter, once for all items. */
export function compile(raw: unknown): Compiled {
	if (typeof raw === 'string' && raw.startsWith('=')) {
		const path = pathOf(raw);
		return path ? { kind: 'reference', read: (json) => follow(json, path) } : EXPRESSION;
	}
	const fixed: Compiled = { kind: 'fixed', read: () => raw };
	if (typeof raw !== 'object' || raw === null) return fixed;
	const parts = Object.entries(raw).map(([name, part]) => [name, compile(part)] as const);
	const has = (sought: Compiled['kind']) => parts.some(([, { kind }]) => kind === sought);
	if (has('expression')) return EXPRESSION;
	if (!has('reference')) return fixed;
	// An object such as a resource locator, in which the value is a reference. Lists of references
	// are rare and left to n8n.
	if (Array.isArray(raw) || parts.some(([name]) => name === '__proto__')) return EXPRESSION;
	return {
		kind: 'reference',
		read: (json) => {
			const values = parts.map(([name, part]) => [name, part.read(json)] as const);
			return values.some(([, value]) => value === EVALUATE) ? EVALUATE : Object.fromEntries(values);
		},
	};
}

const isSame = (a: unknown, b: unknown) =>
	Object.is(a, b) ||
	(typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/**
 * Reads a parameter of any item: by itself where it can, else with n8n's `evaluate`. The first item
 * that it can read is evaluated as well; if n8n refuses the parameter or gives another value, every
 * item is left to n8n.
 */
export function reader(
	raw: unknown,
	json: (item: number) => unknown,
	evaluate: (item: number) => unknown,
): (item: number) => unknown {
	let compiled = compile(raw);
	let proven = compiled.kind === 'fixed';
	return (item) => {
		const value = compiled.read(json(item));
		if (value === EVALUATE) return evaluate(item);
		if (proven) return value;
		const evaluated = evaluate(item);
		if (isSame(value, evaluated)) proven = true;
		else compiled = EXPRESSION;
		return evaluated;
	};
}
