/** What an account held when: what it held at the start, and every write that the fake applied since. */
import type { Played } from './play';
import { namedBy } from './items';

/** What a record held for a while, ends included; milliseconds from the start. */
export interface Version {
	id: string;
	fromMs: number;
	toMs: number;
	properties: Record<string, string>;
}

export interface Span {
	fromMs: number;
	toMs: number;
}

/** HubSpot lower-cases the address of a contact, and nothing else. */
export const foldedAs = (property: string, value: string) =>
	property === 'email' ? value.toLowerCase() : value;

const listed = (list = '') => list.toLowerCase().split(';').filter(Boolean);

/** Who a contact is: by each of its addresses, and by the IDs that were merged into it, too. */
const isNamed = ({ properties, id }: Version, idProperty: string, value: string): boolean => {
	if (!idProperty) return id === value || listed(properties.hs_merged_object_ids).includes(value);
	if (properties[idProperty] === value) return true;
	return idProperty === 'email' && listed(properties.hs_additional_emails).includes(value);
};

const STAGES = ['subscriber', 'lead', 'opportunity', 'customer'];

/** What a property holds once a value has been written to it. */
function afterWrite(name: string, held = '', value: string, stagesMoveBack: boolean): string {
	if (name === 'interests' && value.startsWith(';')) {
		const parts = [...held.split(';'), ...value.split(';')].filter(Boolean);
		return [...new Set(parts)].join(';');
	}
	if (name === 'lifecyclestage' && !stagesMoveBack && held && value) {
		return STAGES.indexOf(value) < STAGES.indexOf(held) ? held : value;
	}
	return foldedAs(name, value);
}

/** The contacts of an account. */
export class History {
	private readonly versions: Version[] = [];

	private readonly byId = new Map<string, Version>();

	constructor({ before, world, zeroMs, scenario }: Played) {
		const stagesMoveBack = scenario.account.lifecycle === 'anywhere';
		for (const [id, properties] of before.contacts) this.begin(id, -Infinity, properties);
		for (const { kind, action, id, input, at } of world.hubspot.applied) {
			if (kind !== 'record') continue;
			const atMs = at - zeroMs;
			const held = this.end(id, atMs)?.properties;
			if (action === 'archive') continue;
			const given = (input.properties ?? {}) as Record<string, string>;
			// An upsert gives a new record the value that it was looked for by.
			const key = { [String(input.idProperty)]: String(input.id) };
			const isKeyed = action === 'create' && input.idProperty !== undefined;
			const written = { ...given, ...(isKeyed && key) };
			const values = Object.entries(written).map(([name, value]) => [
				name,
				afterWrite(name, held?.[name], value, stagesMoveBack),
			]);
			this.begin(id, atMs, { ...held, ...(Object.fromEntries(values) as typeof given) });
		}
	}

	/** What the records that a tag names held within a span, oldest first. */
	of(tag: string, { fromMs, toMs }: Span): Version[] {
		const { idProperty, id } = namedBy(tag);
		const value = foldedAs(idProperty, id);
		return this.versions.filter((version) => {
			if (version.fromMs > toMs || version.toMs < fromMs) return false;
			return isNamed(version, idProperty, value);
		});
	}

	/** What all records held within a span. */
	during({ fromMs, toMs }: Span): Version[] {
		return this.versions.filter((version) => version.fromMs <= toMs && version.toMs >= fromMs);
	}

	/** Was there a moment within a span at which nothing had this name? */
	lacked(tag: string, { fromMs, toMs }: Span): boolean {
		let known = fromMs;
		let last: Version | undefined;
		for (const version of this.of(tag, { fromMs, toMs })) {
			// Another record by this name: the first one was gone before.
			if (version.fromMs > known || (last && last.id !== version.id)) return true;
			known = Math.max(known, version.toMs);
			last = version;
		}
		return known < toMs || !last;
	}

	private begin(id: string, fromMs: number, properties: Version['properties']): void {
		const version = { id, fromMs, toMs: Infinity, properties };
		this.versions.push(version);
		this.byId.set(id, version);
	}

	private end(id: string, toMs: number): Version | undefined {
		const version = this.byId.get(id);
		if (version) version.toMs = toMs;
		this.byId.delete(id);
		return version;
	}
}
