/**
 * The lists of a summary from which a run is resumed by hand: items that may be sent again as they are,
 * and those that somebody has to look up first. Pure.
 */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isRecord, omit } from '../hubspot/json';
import type { RawInput } from './operation';
import { ERROR_KEY, inputOf, type NameOf, type Told } from './present';

export interface Resumption {
	/** Certainly not written: each is the item itself, as the error output has it, with why under `error`. */
	sendAgain: IDataObject[];
	/** May have been written: to send these again may write them twice. */
	checkFirst: IDataObject[];
}

/** The failed items of a run, by what is to be done about them. */
export function resumptionOf(
	outcomes: Told[],
	sources: INodeExecutionData[],
	nameOf: NameOf,
): Resumption {
	const sendAgain: IDataObject[] = [];
	const checkFirst: IDataObject[] = [];
	for (const outcome of outcomes) {
		if (outcome.ok) continue;
		const { item, failure } = outcome;
		const { reason, applied, message } = failure;
		const record = nameOf(item);
		if (applied === 'maybe') {
			checkFirst.push({ item, ...(record !== undefined && { record }), reason, message });
		} else {
			// Without the message, which stands once for all of its items under `failures`.
			const error = { item, reason, ...(applied && { applied }) };
			sendAgain.push({ ...inputOf(sources[item]), [ERROR_KEY]: error });
		}
	}
	return { sendAgain, checkFirst };
}

/**
 * The input of an item that comes back to be sent again: the `error` that this node has put there is no
 * column of the item's own, and so not one that HubSpot does not have. As JSON, the whole item may be the
 * input, or its properties.
 */
export function withoutOwnError(input: RawInput, json: IDataObject): RawInput {
	const error = json[ERROR_KEY];
	if (!isRecord(error) || typeof error.reason !== 'string') return input;
	const { raw, unknown } = input;
	if (unknown?.includes(ERROR_KEY)) {
		return { ...input, unknown: unknown.filter((column) => column !== ERROR_KEY) };
	}
	const isOwn = (given: unknown) => isRecord(given) && given.reason === error.reason;
	const without = (given: unknown) =>
		isRecord(given) && isOwn(given[ERROR_KEY]) ? omit(given, ERROR_KEY) : given;
	const whole = without(raw);
	if (!isRecord(whole)) return input;
	const properties = without(whole.properties);
	const isAsGiven = whole === raw && properties === whole.properties;
	return isAsGiven
		? input
		: { ...input, raw: { ...whole, ...(properties !== undefined && { properties }) } };
}
