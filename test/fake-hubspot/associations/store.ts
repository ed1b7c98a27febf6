// Owns associations: the types and labels of each pair of object types, and which records are
// associated, in both directions. Knows nothing about calls.

import type { Records } from '../records/store';

/** A type of association, in one direction. */
export interface AssociationType {
	category: string;
	typeId: number;
	/** `null`: the default one */
	label: string | null;
}

export interface NewLabel {
	label: string;
	typeId: number;
	/** of the other direction; default: the same label, and the next number */
	inverse?: { label: string; typeId: number };
	category?: string;
}

export interface AssociationHabits {
	/**
	 * How an input with a record that does not exist is told. `pair`: an error of its own that names
	 * both records (INFERRED). `end`: one that names the missing record alone. `invalidIds`: one in the
	 * words that are OBSERVED of single calls. `whole`: these words refuse the whole batch. Records that
	 * are created with associations meet `end` and `whole` alike, and else errors of their own in the
	 * words of `invalidIds`.
	 */
	associationErrors: 'pair' | 'end' | 'invalidIds' | 'whole';
	/** so many associations of a record are in a page; default 500 */
	associationPageSize: number;
	/**
	 * What a read says of a record that does not exist: that nothing is associated with it, which
	 * somebody OBSERVED, or that it is not there.
	 */
	unknownSources: 'none' | 'notFound';
}

/** A record: its type's id, and its own. */
export type Place = [typeId: string, id: string];

export const nameOfType = ({ category, typeId }: AssociationType): string =>
	`${category}:${typeId}`;

/** OBSERVED: the numbers of some pairs. */
const KNOWN: Record<string, AssociationType[]> = {
	'0-1|0-2': [
		{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
		{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
	],
	'0-2|0-1': [
		{ category: 'HUBSPOT_DEFINED', typeId: 280, label: null },
		{ category: 'HUBSPOT_DEFINED', typeId: 2, label: 'Primary' },
	],
	'0-1|0-1': [{ category: 'HUBSPOT_DEFINED', typeId: 449, label: null }],
};

const typesIn = (key: string) => key.split('|') as [from: string, to: string];

const placed = ([typeId, id]: Place) => `${typeId}:${id}`;

export class Associations {
	private readonly types = new Map<string, AssociationType[]>();
	/** the type of the other direction, by pair of object types and name of the type */
	private readonly inverses = new Map<string, AssociationType>();
	/** by record, and by the record at the other end: the types, by name */
	private readonly links = new Map<string, Map<string, { to: Place; types: Set<string> }>>();
	private lastTypeId = 600;

	constructor(
		private readonly records: Records,
		readonly habits: AssociationHabits,
	) {}

	/** STATED: HubSpot's own objects have a default type, the same everywhere; custom ones have none. */
	typesOf(from: string, to: string): AssociationType[] {
		const key = `${from}|${to}`;
		let types = this.types.get(key);
		if (!types) {
			const isOwn = from.startsWith('0-') && to.startsWith('0-');
			types = [...(KNOWN[key] ?? (isOwn ? [this.another(null)] : []))];
			this.types.set(key, types);
			const others = from === to ? types : this.typesOf(to, from);
			types.forEach((type, index) => this.pairUp(from, to, type, others[index]));
		}
		return types;
	}

	define(from: string, to: string, { label, typeId, inverse, category }: NewLabel): void {
		const there: AssociationType = { category: category ?? 'USER_DEFINED', typeId, label };
		const back: AssociationType = {
			category: there.category,
			typeId: inverse?.typeId ?? typeId + 1,
			label: inverse?.label ?? label,
		};
		this.typesOf(from, to).push(there);
		this.typesOf(to, from).push(back);
		this.pairUp(from, to, there, back);
	}

	find(from: string, to: string, name: string): AssociationType | undefined {
		return this.typesOf(from, to).find((type) => nameOfType(type) === name);
	}

	/**
	 * The pairs of object types that have a type of this name. What no call has listed has no number yet,
	 * so that nobody can name it.
	 */
	pairsOf(name: string): Array<{ from: string; to: string; type: AssociationType }> {
		for (const key of Object.keys(KNOWN)) this.typesOf(...typesIn(key));
		return [...this.types].flatMap(([key, types]) => {
			const [from, to] = typesIn(key);
			return types.filter((type) => nameOfType(type) === name).map((type) => ({ from, to, type }));
		});
	}

	defaultOf(from: string, to: string): AssociationType | undefined {
		return this.typesOf(from, to).find(({ label }) => label === null);
	}

	inverseOf(from: string, to: string, type: AssociationType): AssociationType {
		return this.inverses.get(`${from}|${to}|${nameOfType(type)}`) ?? type;
	}

	isThere([typeId, id]: Place): boolean {
		return this.records.find(typeId, id) !== undefined;
	}

	seed(from: Place, to: Place, name?: string): void {
		const type = name === undefined ? undefined : this.find(from[0], to[0], name);
		if (name !== undefined && !type) throw new Error(`There is no type ${name}`);
		this.link(from, to, type);
	}

	/** INFERRED: whatever has a label has the default type, too. */
	link(from: Place, to: Place, type?: AssociationType): void {
		const own = this.defaultOf(from[0], to[0]);
		for (const each of new Set([own, type])) {
			if (!each) continue;
			this.add(from, to, each);
			this.add(to, from, this.inverseOf(from[0], to[0], each));
		}
	}

	/** All types, or one of them. */
	unlink(from: Place, to: Place, type?: AssociationType): void {
		const types = type ? [type] : this.typesOf(from[0], to[0]);
		for (const each of types) {
			this.take(from, to, each);
			this.take(to, from, this.inverseOf(from[0], to[0], each));
		}
	}

	between(from: Place, to: Place): string[] {
		if (!this.isThere(from) || !this.isThere(to)) return [];
		return [...(this.links.get(placed(from))?.get(placed(to))?.types ?? [])];
	}

	/** What is associated with a record, by id. */
	of(from: Place, toType: string): Array<{ id: string; types: AssociationType[] }> {
		const links = [...(this.links.get(placed(from))?.values() ?? [])];
		return links
			.filter(({ to, types }) => to[0] === toType && types.size > 0 && this.isThere(to))
			.map(({ to, types }) => ({
				id: to[1],
				types: this.typesOf(from[0], toType).filter((type) => types.has(nameOfType(type))),
			}))
			.sort((a, b) => Number(a.id) - Number(b.id));
	}

	private another(label: string | null): AssociationType {
		return { category: 'HUBSPOT_DEFINED', typeId: ++this.lastTypeId, label };
	}

	private pairUp(from: string, to: string, there: AssociationType, back: AssociationType): void {
		this.inverses.set(`${from}|${to}|${nameOfType(there)}`, back);
		if (from !== to || there !== back)
			this.inverses.set(`${to}|${from}|${nameOfType(back)}`, there);
	}

	private add(from: Place, to: Place, type: AssociationType): void {
		let links = this.links.get(placed(from));
		if (!links) this.links.set(placed(from), (links = new Map()));
		const link = links.get(placed(to)) ?? { to, types: new Set() };
		link.types.add(nameOfType(type));
		links.set(placed(to), link);
	}

	private take(from: Place, to: Place, type: AssociationType): void {
		this.links.get(placed(from))?.get(placed(to))?.types.delete(nameOfType(type));
	}
}
