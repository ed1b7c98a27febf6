/** The items of an execution that compares them with what HubSpot holds first. */
import type { Dice } from './dice';
import type { Item, Json } from './kind';

type Texts = Record<string, unknown>;

/**
 * An item as it is compared. Of many, HubSpot holds all values already. Each is known by the trace ID that
 * the run gives it, so none has one of its own.
 */
export function toCompare(dice: Dice, item: Item): Item {
	if (item.invalid) return item;
	const { objectWriteTraceId, ...raw } = item.raw as Json;
	void objectWriteTraceId;
	const given = (raw.properties ?? {}) as Texts;
	// Nothing but a key: that is its mark.
	if (!Object.keys(given).length || dice.chance(0.5)) return { ...item, raw };
	const { lastname, ...others } = given;
	void lastname;
	const held = dice.pick<Texts>([
		{ firstname: 'A' },
		{ firstname: 'A', interests: 'b;a' },
		{ firstname: 'A', lifecyclestage: 'opportunity' },
		{ interests: 'a;b', lifecyclestage: 'opportunity' },
	]);
	const isAlias = item.alias === true;
	return {
		...item,
		raw: { ...raw, properties: dice.chance(0.6) ? held : { ...held, ...others } },
		// Of several stages, one may be later than what is held: an answer shows another value then.
		...(isAlias && { alias: undefined, doubtful: true }),
	};
}
