/** Small readers of JSON that comes from outside: answers, and the items of a workflow. */

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that the record itself has: `constructor` and the like are found on every object. */
export const own = (record: Record<string, unknown>, name: string): unknown =>
	Object.prototype.hasOwnProperty.call(record, name) ? record[name] : undefined;

/** Sets a field of its own, whatever it is called: a plain assignment to `__proto__` would set no field. */
export function put<T>(record: Record<string, T>, name: string, value: T): void {
	if (name !== '__proto__') record[name] = value;
	else {
		const field = { value, enumerable: true, writable: true, configurable: true };
		Object.defineProperty(record, name, field);
	}
}

/** An id as text; undefined for anything that is none. */
export const idText = (value: unknown): string | undefined =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** The record without these fields. */
export const omit = <T extends object, K extends keyof T>(record: T, ...names: K[]): Omit<T, K> =>
	Object.fromEntries(
		Object.entries(record).filter(([name]) => !names.includes(name as K)),
	) as Omit<T, K>;
