/**
 * The columns of items that are mapped automatically: which field of HubSpot's each one is, and what
 * became of those that are none. Pure.
 */
import type { ResourceMapperValue } from 'n8n-workflow';

import { distanceOf } from '../hubspot/nearness';
import { isEmpty } from '../hubspot/values';
import type { Known } from './operation';

/** A mapper field, with HubSpot's own type, which says more than n8n's. */
export type MapperField = ResourceMapperValue['schema'][number] & { hubSpotType?: string };

/** Names and labels in HubSpot are shorter. */
const LONGEST_NAME = 300;
/** Most names of columns that are remembered: an item may have a million. */
const MOST_NAMES = 1_000;

/** `properties.ts` adds these to the labels of multi-selects, and of owners. */
const OF_MANY = / \((Separated by ;|Email or ID)\)$/;

/** HubSpot's label of a field, without the internal name by which the editor tells equal ones apart. */
function plainLabel(label: string, id: string): string {
	const name = ` (${id})`;
	const plain = label.endsWith(name) ? label.slice(0, -name.length) : label;
	return plain.replace(OF_MANY, '');
}

/** Without what nobody sees: case, blanks around, double blanks, and a byte order mark. */
const folded = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase();

const squashed = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Names without the case, and labels, with the fields that are called so. */
class Index {
	private readonly ids = new Map<string, string[]>();

	add(name: string, id: string): void {
		const key = folded(name);
		const ids = this.ids.get(key);
		if (!ids) this.ids.set(key, [id]);
		else if (!ids.includes(id)) ids.push(id);
	}

	of(key: string): string[] {
		return this.ids.get(key) ?? [];
	}
}

const MOST_SEARCHES = 50;
const LONGEST_SEARCHED = 60;
const SHORTEST_SEARCHED = 3;

/** The fields that the mapper's schema lists. */
export class Columns implements Known {
	/** Fields of which no two records have the same value. */
	readonly unique: readonly string[];

	/** Fields that hold choices; undefined where the schema was not loaded from HubSpot. */
	readonly choices: ReadonlySet<string> | undefined;

	private readonly labels = new Map<string, string>();
	private readonly names = new Index();
	private readonly labelled = new Index();
	private readonly found = new Map<string, string | undefined>();
	private readonly suggested = new Map<string, string[]>();

	constructor(schema: MapperField[]) {
		this.unique = schema.filter((field) => field.canBeUsedToMatch).map(({ id }) => id);
		const choices = schema.filter(({ hubSpotType }) => hubSpotType === 'enumeration');
		const isLoaded = schema.some(({ hubSpotType }) => hubSpotType);
		this.choices = isLoaded ? new Set(choices.map(({ id }) => id)) : undefined;
		for (const { id, displayName } of schema) {
			// A workflow that an AI wrote may lack labels.
			const label = String(displayName || id).replace(OF_MANY, '');
			this.labels.set(id, label);
			this.names.add(id, id);
			for (const each of [label, plainLabel(label, id)]) this.labelled.add(each, id);
		}
	}

	/**
	 * The field that a column is: the one with this internal name, or else the only one with this
	 * name or label when case, blanks and a byte order mark do not count.
	 */
	fieldOf(column: string): string | undefined {
		if (this.labels.has(column)) return column;
		if (this.found.has(column)) return this.found.get(column);
		const field = this.search(column);
		if (this.found.size < MOST_NAMES) this.found.set(column, field);
		return field;
	}

	private search(column: string): string | undefined {
		if (column.length > LONGEST_NAME) return undefined;
		const key = folded(column);
		const ids = [...new Set([...this.names.of(key), ...this.labelled.of(key)])];
		return ids.length === 1 ? ids[0] : undefined;
	}

	/** What the editor calls a field. */
	labelOf(field: string): string {
		return this.labels.get(field) ?? field;
	}

	/** The fields that a column that is none probably means: one, or those that share its label. */
	nearTo(column: string): string[] {
		const known = this.suggested.get(column);
		if (known) return known;
		// A search takes time, and nobody reads so many suggestions.
		if (this.suggested.size >= MOST_SEARCHES || column.length > LONGEST_SEARCHED) return [];
		const near = this.searchNear(column);
		this.suggested.set(column, near);
		return near;
	}

	private searchNear(column: string): string[] {
		const alike = this.labelled.of(folded(column));
		if (alike.length) return alike.slice(0, 2);
		const sought = squashed(column);
		if (sought.length < SHORTEST_SEARCHED) return [];
		let nearest: string | undefined;
		let least = sought.length > 4 ? 3 : 2;
		for (const [id, label] of this.labels) {
			for (const name of [id, label]) {
				const distance = distanceOf(sought, squashed(name.slice(0, LONGEST_SEARCHED)), least);
				if (distance >= least) continue;
				least = distance;
				nearest = id;
			}
		}
		return nearest === undefined ? [] : [nearest];
	}
}

// ---------------------------------------------------------------- two columns for one field

const isSame = (one: unknown, other: unknown) =>
	Object.is(one, other) ||
	(isEmpty(one) && isEmpty(other)) ||
	(typeof one !== 'object' &&
		typeof other !== 'object' &&
		String(one).trim() === String(other).trim());

/** Says which two columns of an item are the same field but hold different values. */
export function clashIn(values: Record<string, unknown>, known: Known): string | undefined {
	const first = new Map<string, string>();
	for (const column of Object.keys(values)) {
		const field = known.fieldOf(column);
		if (field === undefined) continue;
		const other = first.get(field);
		if (other === undefined) first.set(field, column);
		else if (!isSame(values[other], values[column])) {
			return `The columns ${quoted(other)} and ${quoted(column)} are both the field ${quoted(field)}, but hold different values: leave one out`;
		}
	}
	return undefined;
}

// ---------------------------------------------------------------- words

const LONGEST_SHOWN = 60;
/** Most columns that a message names. */
const MOST_SHOWN = 10;

/** A name at a length that can be read. */
export const shortened = (name: string) =>
	name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}…` : name;

const quoted = (name: string) => `“${shortened(name)}”`;

/** `“shoeSize”, “first_name” (did you mean “firstname”?) and 3 more` */
export function listed(
	names: Iterable<string>,
	columns?: Columns,
	note: (name: string) => string = () => '',
): string {
	const all = [...names];
	const shown = all.slice(0, MOST_SHOWN).map((name) => {
		const near = columns?.nearTo(name) ?? [];
		const meant = near.length && `did you mean ${near.map(quoted).join(' or ')}?`;
		const notes = [note(name), meant].filter(Boolean).join('; ');
		return quoted(name) + (notes && ` (${notes})`);
	});
	const more = all.length - shown.length;
	return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Counts the columns that were left out because HubSpot does not have them. */
export class LeftOut {
	private readonly items = new Map<string, number>();

	add(names: string[]): void {
		for (const name of names) {
			const count = this.items.get(name) ?? 0;
			if (count || this.items.size < MOST_NAMES) this.items.set(name, count + 1);
		}
	}

	/** The hint that tells of them; undefined where there are none. */
	hint(columns: Columns | undefined): string | undefined {
		if (!this.items.size) return undefined;
		const names = listed(this.items.keys(), columns, (name) => {
			const count = this.items.get(name) ?? 0;
			return count === 1 ? '1 item' : `${count} items`;
		});
		const them = this.items.size === 1 ? 'it' : 'them';
		return `Not sent, because HubSpot has no such property: ${names}. If you do not need ${them} in HubSpot, that is fine.`;
	}
}

/** The hint that tells of fields mapped to a column that no item has; undefined where there are none. */
export function absentHint(
	fields: ReadonlySet<string> = new Set(),
	columns?: Columns,
): string | undefined {
	if (!fields.size) return undefined;
	const labels = [...fields].map((field) => columns?.labelOf(field) ?? field);
	const which =
		fields.size === 1 ? 'the expression mapped to it' : 'the expressions mapped to them';
	return `Not sent, because no item has the column: ${listed(labels)}. Check ${which}.`;
}
