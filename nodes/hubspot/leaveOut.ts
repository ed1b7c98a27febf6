/**
 * What may be left out of a write where HubSpot refuses a property of it: its values, by the names that
 * HubSpot's errors use, but never one that tells which record it is about. Pure.
 */
import type { Input, Values } from './endpoint';
import { omit, own } from './json';
import { RECORD_ID } from './replies';

export interface LeaveOut<I extends Input = Input> {
	/** The values that may be left out, under the names that errors use. */
	values(input: I): Values;
	/** The names of values that tell which record the input is about. */
	keeps(input: I): string[];
	/** Does an input still write anything? */
	writes(input: I): boolean;
	/** The input without the values of these names. */
	without(input: I, names: string[]): Input;
}

/** The input without the values of these names; undefined where one of them must stay. */
export function lessened(leaveOut: LeaveOut, input: Input, names: string[]): Input | undefined {
	const keeps = leaveOut.keeps(input);
	if (names.some((name) => keeps.includes(name))) return undefined;
	const mayGo = leaveOut.values(input);
	if (names.some((name) => own(mayGo, name) === undefined)) return undefined;
	return leaveOut.without(input, names);
}

type Holding = { properties: Values };

const ofHolding = {
	values: ({ properties }: Holding) => properties,
	writes: ({ properties }: Holding) => Object.keys(properties).length > 0,
	without: (input: Holding, names: string[]): Input => ({
		...input,
		properties: omit(input.properties, ...names),
	}),
};

type Known = Holding & { idProperty?: string; foundBy?: { property: string } };

/** Of records that are called by their ID or by another value. */
export const ofRecords: LeaveOut<Known> = {
	...ofHolding,
	keeps: ({ idProperty, foundBy }) =>
		[RECORD_ID, idProperty, foundBy?.property].filter((name) => name !== undefined),
};

/** Of new records: a value that no two records may have tells a second one from the first. */
export const ofNewRecords: LeaveOut<Holding & { unique?: readonly string[] }> = {
	...ofHolding,
	keeps: ({ unique = [] }) => [RECORD_ID, ...unique],
};

/** Of attendance: the properties of contacts that are created with it. */
export const ofNewContacts: LeaveOut<Input & { contactProperties?: Values }> = {
	values: ({ contactProperties = {} }) => contactProperties,
	keeps: () => ['email'],
	writes: () => true,
	without: (input, names) => ({
		...input,
		contactProperties: omit(input.contactProperties ?? {}, ...names),
	}),
};
