/** Owners and pipelines as the account lists them, found by what people call them. */
import { idText, isRecord, listOf } from './json';
import { nearest } from './nearness';
import type { Result } from './replies';

const isActive = ({ archived }: Record<string, unknown>) => archived !== true;

const textIn = (value: unknown) => idText(value) ?? '';

/** Without what nobody sees: case, blanks around, double blanks, and those around a `;`. */
const folded = (name: string) =>
	name.trim().replace(/\s+/g, ' ').replace(/ ?; ?/g, ';').toLowerCase();

/** Adds to the list of a key. */
function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
	const list = lists.get(key);
	if (list) list.push(value);
	else lists.set(key, [value]);
}

/** Most values whose nearest names are remembered: nobody reads so many messages. */
const MOST_NEAR = 200;

/** Something with an ID and a name, by which a person calls it. */
export interface Thing {
	id: string;
	name: string;
}

/** Things by their names. */
export class Book<T extends Thing> {
	private readonly byName = new Map<string, T[]>();

	private readonly ids = new Map<string, T>();

	private readonly found = new Map<string, string[]>();

	private allNames?: string[];

	/** @param aliases other names that a thing is suggested by, but not called by */
	constructor(
		readonly things: T[],
		private readonly aliases: ReadonlyArray<[alias: string, name: string]> = [],
	) {
		for (const thing of things) {
			this.ids.set(thing.id, thing);
			add(this.byName, folded(thing.name), thing);
		}
	}

	/** The thing with this ID, else all with this name. */
	called(value: string): T[] {
		const text = value.trim();
		const itself = this.ids.get(text);
		return itself ? [itself] : (this.byName.get(folded(value)) ?? []);
	}

	/** Each name once; read once, because a long list may ask for it with every item. */
	get names(): string[] {
		return (this.allNames ??= [...new Set(this.things.map(({ name }) => name))]);
	}

	near(value: string): string[] {
		const known = this.found.get(value);
		if (known) return known;
		if (this.found.size >= MOST_NEAR) return [];
		const { names, aliases } = this;
		const byAlias = new Set(
			nearest(
				value,
				aliases.map(([alias]) => alias),
			),
		);
		const meant = aliases.filter(([alias]) => byAlias.has(alias)).map(([, name]) => name);
		const near = [...new Set([...nearest(value, names), ...meant])].slice(0, 3);
		this.found.set(value, near);
		return near;
	}
}

export interface Pipeline extends Thing {
	stages: Book<Stage>;
}

export interface Stage extends Thing {
	pipeline: string;
}

export interface Pipelines {
	all: Book<Pipeline>;
	/** Of all pipelines. */
	stages: Book<Stage>;
}

function ownersIn(results: Result[]): Book<Thing> {
	const active = results.filter(isActive).map(({ id, email, firstName, lastName }) => ({
		id: textIn(id),
		name: textIn(email),
		person: `${textIn(firstName)} ${textIn(lastName)}`.trim(),
	}));
	const people = active.filter(({ name, person }) => name && person);
	return new Book(
		active.filter(({ id, name }) => id && name),
		people.map(({ name, person }): [string, string] => [person, name]),
	);
}

function pipelinesIn(results: Result[]): Pipelines {
	const all = results.filter(isActive).map((pipeline): Pipeline => {
		const name = textIn(pipeline.label);
		const stages = listOf(pipeline.stages)
			.filter(isRecord)
			.filter(isActive)
			.map(({ id, label }): Stage => ({ id: textIn(id), name: textIn(label), pipeline: name }));
		return { id: textIn(pipeline.id), name, stages: new Book(stages) };
	});
	return { all: new Book(all), stages: new Book(all.flatMap(({ stages }) => stages.things)) };
}

/** What is read of the results of a list, once for each list. */
export const reader = <T>(read: (results: Result[]) => T) => {
	const known = new WeakMap<Result[], T>();
	return (results: Result[]): T => {
		let book = known.get(results);
		if (!book) known.set(results, (book = read(results)));
		return book;
	};
};

export const ownersOf = reader(ownersIn);
export const pipelinesOf = reader(pipelinesIn);
