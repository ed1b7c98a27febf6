/** Rows that differ in one thing from the real ones. */
import {
	endpointOf,
	type Check,
	type Endpoint,
	type Input,
	type Match,
	type Write,
} from '../../nodes/hubspot/endpoint';
import type { Operation } from '../../nodes/n8n/operation';

export const writeOf = ({ effect }: Operation): Write => {
	if (effect.kind !== 'write') throw new Error(`It does not write, it is a ${effect.kind}`);
	return effect;
};

/** The endpoint that a row sends its inputs to. */
export const endpointOfRow = ({ effect }: Operation): Endpoint => {
	if (effect.kind === 'list') throw new Error('It has no endpoint for inputs');
	return endpointOf(effect);
};

/** A row that writes in another way. */
export const writing = (row: Operation, change: Partial<Write>): Operation => ({
	...row,
	effect: { ...writeOf(row), ...change },
});

/** A row whose batches go to another endpoint. */
export const sending = (row: Operation, change: Partial<Endpoint>): Operation =>
	writing(row, { send: { ...writeOf(row).send, ...change } });

/** A row whose answers find their questions in another way. */
export const matching = (row: Operation, change: Partial<Match<Input>>): Operation =>
	sending(row, { match: { ...writeOf(row).send.match, ...change } });

/** A row that checks in another way. */
export const checking = (row: Operation, change: Partial<Check<never>>): Operation => {
	const { check } = writeOf(row);
	if (!check) throw new Error('It checks nothing');
	return writing(row, { check: { ...check, ...change } as Write['check'] });
};

/** A row whose checks this code cannot even ask for. */
export const withBrokenChecks = (row: Operation): Operation => {
	const fail = () => {
		throw new Error('boom');
	};
	const read = { ...writeOf(row).check?.read, parameters: fail } as Endpoint;
	return checking(row, { read });
};
