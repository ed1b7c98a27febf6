/** What is wrong with the field of JSON mode where it gives text. Pure. */
import type { RawInput } from './operation';
import { onlyExpression } from './references';

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
