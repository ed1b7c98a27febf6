/**
 * The properties of an object type, as HubSpot defines them, held against what an input is to write:
 * names that do not exist, properties that nobody can write, values that no property of its type takes.
 */
import { Book, type Thing } from './books';
import { dayOf } from './days';
import type { Input, Values } from './endpoint';
import { idText, own, put } from './json';
import { areContacts } from './objects';
import { isNamedElsewhere, Property, type Misfit } from './propertyValues';
import type { Result } from './replies';

export type { Misfit } from './propertyValues';

/**
 * The lists of properties that HubSpot has beside the usual one, which shows none of these (STATED). Any
 * token that may read the usual one may read them (STATED).
 */
export const OTHER_LISTS: readonly Values[] = [
	{ dataSensitivity: 'sensitive' },
	{ dataSensitivity: 'highly_sensitive' },
];

/** Properties of contacts that every account has, whatever its list says. */
const OF_ALL_CONTACTS = ['email', 'firstname', 'lastname', 'phone'];

/** Most misfits of an input that are found: an item may have a million columns. */
export const MOST_MISFITS = 2_000;

/** A text property: any value fits. */
const TEXT = null;

/** What is to be sent instead, and what of it does not fit, whose values are left as they are. */
export interface Looked<T> {
	given: T;
	misfits: Misfit[];
	/** A property has got another name. */
	isRenamed?: true;
}

/** May HubSpot have got this property or this option since its definitions were read? */
export const mayBeNew = ({ kind }: Misfit): boolean => kind === 'unknown' || kind === 'noOption';

/** The properties of an object type. */
export class Definitions {
	private names?: Book<Thing>;

	private constructor(
		private readonly properties: ReadonlyMap<string, Property | typeof TEXT>,
		/** Names with their labels. */
		private readonly things: Thing[],
		/** Names of which no two records may have the same value. */
		private readonly unique: ReadonlySet<string>,
	) {}

	/** The definitions in a list of HubSpot's. */
	static of(results: Result[], objectType: string): Definitions {
		const properties = new Map<string, Property | typeof TEXT>();
		const things: Thing[] = [];
		const unique = new Set<string>();
		if (areContacts(objectType)) for (const name of OF_ALL_CONTACTS) properties.set(name, TEXT);
		for (const defined of results) {
			const name = idText(defined.name);
			// Of archived ones HubSpot says that they do not exist.
			if (!name || defined.archived === true) continue;
			const isElsewhere = isNamedElsewhere(defined, objectType);
			const property = new Property(name, isElsewhere ? { ...defined, options: [] } : defined);
			properties.set(name, property.isText ? TEXT : property);
			things.push({ id: name, name: idText(defined.label) || name });
			if (defined.hasUniqueValue === true) unique.add(name);
		}
		return new Definitions(properties, things, unique);
	}

	get size(): number {
		return this.things.length;
	}

	/** These and those of another list. */
	with(others: Definitions): Definitions {
		if (!others.size) return this;
		return new Definitions(
			new Map([...others.properties, ...this.properties]),
			[...this.things, ...others.things],
			new Set([...this.unique, ...others.unique]),
		);
	}

	/** May no two records have the same value of this property? */
	isUnique(name: string): boolean {
		return this.unique.has(name);
	}

	/** The property that is meant by a name, whose case may differ; undefined where there is none. */
	meant(name: string): string | undefined {
		return [name, plain(name)].find((each) => this.properties.has(each));
	}

	/** Why there is no such property; undefined where there is one. */
	stranger(name: string): Misfit | undefined {
		return this.meant(name) === undefined ? this.unknown(name) : undefined;
	}

	private unknown(name: string): Misfit {
		return { kind: 'unknown', property: name, near: this.near(name) };
	}

	/**
	 * Properties with values as HubSpot takes them; undefined where all of them can go as they are.
	 * @param holder what `dayOf` knows the values by
	 */
	look(given: Values, timeZone: string, holder: object = given): Looked<Values> | undefined {
		let read: Values | undefined;
		let misfits: Misfit[] | undefined;
		let isRenamed: true | undefined;
		// Nearly every value of 100,000 records is a text of a text property: no more than this loop is done
		// about these.
		for (const name in given) {
			const property = this.properties.get(name);
			if (property === TEXT) continue;
			const renamed = property ? name : this.renamed(name, read ?? given);
			const its = property ?? (renamed === undefined ? undefined : this.properties.get(renamed));
			const value = given[name];
			const found =
				renamed === undefined
					? this.unknown(name)
					: (its?.read(value, timeZone, dayOf(holder, name)) ?? value);
			if (found === value && renamed === name) continue;
			const isFit = typeof found === 'string';
			if (renamed !== undefined && (isFit || renamed !== name)) {
				read ??= { ...given };
				if (renamed !== name) {
					isRenamed = true;
					delete read[name];
				}
				put(read, renamed, isFit ? found : value);
			}
			if (!isFit && (misfits ??= []).push(found) >= MOST_MISFITS) break;
		}
		return read || misfits
			? { given: read ?? given, misfits: misfits ?? [], isRenamed }
			: undefined;
	}

	/** HubSpot's names are of small letters. `Email` is `email`, unless both are there. */
	private renamed(name: string, given: Values): string | undefined {
		const its = plain(name);
		return this.properties.has(its) && own(given, its) === undefined ? its : undefined;
	}

	/** The names that come closest, by the names and the labels of all properties. */
	private near(name: string): string[] {
		this.names ??= new Book(
			this.things.map(({ id }) => ({ id, name: id })),
			this.things.map(({ id, name: label }): [string, string] => [label, id]),
		);
		return this.names.near(name);
	}
}

const LONGEST_NAME = 300;

const plain = (name: string) =>
	name.length > LONGEST_NAME ? name : name.trim().toLowerCase().replace(/\s+/g, ' ');

// ---------------------------------------------------------------- what inputs hold

/** Inputs that hold properties, held against their definitions before they are sent. */
export interface Defined<I extends Input = Input> {
	/** The object type that the properties are those of; undefined for an input without any. */
	of(input: I, parameters: Values): string | undefined;
	/** The input as HubSpot takes it, and what of it does not fit; undefined where it goes as it is. */
	look(
		input: I,
		definitions: Definitions,
		timeZone: string,
		parameters: Values,
	): Looked<I> | undefined;
}
