/** Inputs that no operation takes. */
import type { Dice } from './dice';
import type { Json } from './kind';

/** What no operation takes, made of what it would take. */
export function spoil(dice: Dice, raw: Json, key: string): unknown {
	return dice.pick<() => unknown>([
		() => ({ ...raw, [key]: '' }),
		() => ({ ...raw, [key]: null }),
		() => ({ ...raw, [key]: '   ' }),
		() => ({ ...raw, [key]: { toString: 1 } }),
		() => ({ ...raw, [key]: NaN }),
		() => ({ ...raw, stranger: 1 }),
		() => Object.fromEntries(Object.entries(raw).filter(([name]) => name !== key)),
		() => null,
		() => [raw],
		() => `${JSON.stringify(raw)},`,
		() => ({ ...raw, properties: 'no object', customProperties: 'no list' }),
	])();
}
