/**
 * E-mail addresses that HubSpot certainly refuses. Where that is not certain, HubSpot is asked: it
 * wants an address as RFC 2822 has it, with a top-level domain that exists (STATED).
 */
import type { Unread } from './dates';

const EXPECTED = 'one e-mail address, such as ada@example.com';

/** Within quotation marks, an address may hold anything; `＠` may count as `@`. */
const UNSURE = /["＠]/;

/** Nearly every address, so that the others alone are looked at closely. */
const PLAIN = /^[\w.+-]+@[\w.-]+$/;

/** Why a value is no e-mail address, and what to do about it; undefined where it may be one. */
export function emailProblem(value: string): Unread | undefined {
	if (PLAIN.test(value)) return undefined;
	const text = value.trim();
	if (!text || UNSURE.test(text)) return undefined;
	const refused = (hint: string): Unread => ({ expected: EXPECTED, hint });
	const at = text.indexOf('@');
	if (at < 0) return refused('check which column is mapped here');
	if (text.includes('@', at + 1)) return refused('keep one of the addresses');
	if (/<[^<>]*>/.test(text)) return refused('keep only what stands between < and >');
	if (/\s/.test(text)) return refused('remove the spaces');
	if (at === 0) return refused('complete what stands before the @');
	return at === text.length - 1 ? refused('complete what stands behind the @') : undefined;
}
