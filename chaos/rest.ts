/**
 * Properties that HubSpot refuses, in executions that write the rest; their law is in `restLaws.ts`. Drawn from
 * a dice of its own, so that all else is as it would be without.
 */
import type { BadMark, BadReply } from '../test/fake-hubspot/hubspot';
import { BAD } from './contacts';
import { Dice } from './dice';
import { KINDS } from './items';
import type { Item, Json } from './kind';

export type RefusedTier = BadReply & { bad: BadMark };

/** What it needs to know of a scenario. */
interface Refusals {
	bad?: RefusedTier;
	tier?: RefusedTier;
}

interface Drawn extends Refusals {
	seed: number;
	kind: string;
	executions: Array<{ operation: string; items: Item[]; writeRest?: boolean }>;
}

const TIER = 'tier';
const BAD_TIER = 'no such tier';

/** What the account refuses of a contact; `undefined`: whatever the value. */
const REFUSED: Readonly<Record<string, string | undefined>> = {
	lifecyclestage: 'no such stage',
	newsletter: 'perhaps',
	createdate: undefined,
	nope: undefined,
};

const VALUES: Json = {
	lifecyclestage: 'no such stage',
	newsletter: 'perhaps',
	createdate: '2026-01-01T00:00:00Z',
	nope: '1',
};

/** Has HubSpot a reason to refuse this value? */
export function isRefusable({ bad, tier }: Refusals, name: string, value: string): boolean {
	if (tier && name === TIER && value === BAD_TIER) return true;
	if (bad?.bad.property === name && bad.bad.value === value) return true;
	if (!Object.hasOwn(REFUSED, name)) return false;
	return REFUSED[name] === undefined || REFUSED[name] === value;
}

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The item with some values that HubSpot refuses; as it is where it can hold none. */
function spoilt(dice: Dice, item: Item): Item {
	if (item.invalid || !isObject(item.raw)) return item;
	const { raw } = item;
	const wrong = Object.fromEntries(Object.entries(VALUES).filter(() => dice.chance(0.3)));
	const more = isObject(raw.properties) && 'lastname' in raw.properties;
	if (more) {
		// A rule may refuse this one as well, or before.
		const rule = dice.chance(0.2) && { firstname: BAD };
		const properties = { ...(raw.properties as Json), ...wrong, ...rule };
		return { ...item, raw: { ...raw, properties }, doubtful: true };
	}
	if (Array.isArray(raw.customProperties)) {
		const customProperties = [...(raw.customProperties as Json[]), { name: TIER, value: BAD_TIER }];
		return { ...item, raw: { ...raw, customProperties }, doubtful: true };
	}
	if (raw.email === undefined || raw.subscriberState === undefined) return item;
	const contactProperties = { ...(raw.contactProperties as Json | undefined), ...wrong };
	return { ...item, raw: { ...raw, contactProperties }, doubtful: true };
}

/** The scenario in which some executions write the rest of what is refused. */
export function withRefusals<S extends Drawn>(scenario: S): S {
	const dice = new Dice(Math.imul(scenario.seed, 0x5bd1e995) + 7);
	const isRough = ['calm', 'storm', 'outage'].includes(scenario.kind);
	for (const execution of scenario.executions) {
		const { row } = KINDS[execution.operation];
		if (!row.form.options.includes('ifPropertyRefused') || dice.chance(0.4)) continue;
		execution.writeRest = true;
		if (!isRough) continue;
		const often = dice.pick([0.05, 0.3, 0.8]);
		execution.items = execution.items.map((item) =>
			dice.chance(often) ? spoilt(dice, item) : item,
		);
	}
	scenario.tier = {
		bad: { property: TIER, value: BAD_TIER },
		status: 400,
		names: dice.pick(['property', 'value'] as const),
		dialect: dice.pick(['category', 'message'] as const),
		because: dice.pick(['notValid', 'option', 'onlyLetters'] as const),
		language: dice.pick(['en', 'de'] as const),
	};
	return scenario;
}
