/**
 * The field of JSON mode as it is stored: n8n gives the value of an expression only when the field
 * holds nothing else, and text as soon as there is anything around it. Pure.
 */
import type { RawInput } from './operation';

/**
 * The expression that the field holds among nothing but blanks, which the Tab key puts into n8n's
 * JSON editor; undefined where it holds anything else.
 */
function onlyExpression(stored: string): string | undefined {
	const text = stored.startsWith('=') ? stored.slice(1).trim() : '';
	return text.startsWith('{{') && text.indexOf('}}') === text.length - 2 ? text : undefined;
}

/** The stored field without the blanks around its only expression. */
export function withoutBlanks(stored: unknown): unknown {
	const expression = typeof stored === 'string' ? onlyExpression(stored) : undefined;
	return expression === undefined ? stored : `=${expression}`;
}

/** Why the field gives text that is no JSON; undefined where no expression is to blame. */
function whyText(stored: unknown): string | undefined {
	if (typeof stored !== 'string' || !stored.includes('{{')) return undefined;
	if (onlyExpression(stored) !== undefined) return undefined;
	if (!stored.startsWith('=')) {
		return 'Input (JSON): the field holds an expression, but it is set to Fixed, so it is read as plain text (switch the field to Expression)';
	}
	return 'Input (JSON): expected a JSON object, got text: the field holds text around an expression (keep the expression {{ … }} alone, or put its value into a JSON text with JSON.stringify)';
}

/**
 * Lets through what is not text.
 * @throws Error that says what is wrong with the field, where the text comes from an expression
 */
export function noText(input: RawInput, stored: unknown): RawInput {
	const why = typeof input.raw === 'string' ? whyText(stored) : undefined;
	if (why !== undefined) throw new Error(why);
	return input;
}
