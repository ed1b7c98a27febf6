/** Small readers of JSON that comes from outside: answers, and the items of a workflow. */

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A field of the record itself. Inherited ones such as `constructor`, which every object has, are
 * ignored.
 */
export const own = (record: Record<string, unknown>, name: string): unknown =>
	Object.prototype.hasOwnProperty.call(record, name) ? record[name] : undefined;

/**
 * Sets a field of the record itself under any name. A plain assignment to `__proto__` would replace
 * the prototype instead.
 */
export function put<T>(record: Record<string, T>, name: string, value: T): void {
	if (name !== '__proto__') record[name] = value;
	else {
		const field = { value, enumerable: true, writable: true, configurable: true };
		Object.defineProperty(record, name, field);
	}
}

/** The entry of a list that holds one; anything else as it is. */
export const single = (value: unknown): unknown =>
	Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;

/** The entries of a list; none of anything else. */
export const listOf = (value: unknown): unknown[] =>
	Array.isArray(value) ? (value as unknown[]) : [];

/** An ID as text; undefined for anything that cannot be one. */
export const idText = (value: unknown): string | undefined =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** A copy of the record without these fields. */
export const omit = <T extends object, K extends keyof T>(record: T, ...names: K[]): Omit<T, K> =>
	Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name as K))) as Omit<
		T,
		K
	>;

/** A copy of JSON, deep down. */
export const copyOf = <T>(json: T): T => JSON.parse(JSON.stringify(json)) as T;
