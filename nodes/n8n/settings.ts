/** The options of a run, checked. */
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Comparison } from '../hubspot/compare';
import { limitOf } from '../hubspot/effect';
import { isRecord } from '../hubspot/json';
import type { Reading } from '../hubspot/values';
import { ROOTS, type ApiVersion } from '../hubspot/versions';
import { RESERVE_TITLE } from './dailyCalls';
import { nodeError } from './http';
import { isTool } from './inputs';
import type { Operation } from './operation';
import { hasOption } from './options';
import type { Output } from './present';

export interface Options {
	apiVersion?: ApiVersion;
	batchSize?: number;
	compare?: 'off' | Comparison;
	dryRun?: boolean;
	emptyValues?: Reading['emptyValues'];
	ifPropertyRefused?: 'refuse' | 'writeRest';
	output?: Output;
	/** Percent of the account's calls of the day that are to be left. */
	dailyReserve?: number;
	/** Percent of the account's calls per window. */
	rateLimitShare?: number;
	lookUp?: boolean;
	simplify?: boolean;
	unknownFields?: 'ignore' | 'refuse';
}

const CHOICES = {
	apiVersion: { title: 'API Version', values: Object.keys(ROOTS) },
	compare: { title: 'Compare With HubSpot First', values: ['off', 'onlyChanges', 'onlyEmpty'] },
	emptyValues: { title: 'Empty Values', values: ['ignore', 'clear'] },
	ifPropertyRefused: { title: 'When a Property Is Refused', values: ['refuse', 'writeRest'] },
	output: { title: 'Output', values: ['result', 'inputWithResult', 'summary', 'report'] },
	unknownFields: { title: 'Unknown Fields', values: ['ignore', 'refuse'] },
};

/**
 * The options, which are the same for every item. An invalid value is an error and never replaced
 * by a guess. Options that the operation does not have are left out, because n8n may still hold
 * them from another operation.
 */
export function checkedOptions(context: IExecuteFunctions, row: Operation): Options {
	const { effect } = row;
	const given = context.getNodeParameter('options', 0, {}) as unknown;
	const inTool = isTool(context);
	const options: Record<string, unknown> = Object.fromEntries(
		Object.entries(isRecord(given) ? given : {}).filter(([name]) => hasOption(row, name, inTool)),
	);
	const complain = (title: string, expected: string, value: unknown) =>
		nodeError(context, `${title} must be ${expected}, not “${String(value)}”`);
	for (const [name, { title, values }] of Object.entries(CHOICES)) {
		const value = options[name];
		if (value !== undefined && !values.includes(String(value))) {
			throw complain(title, `one of ${values.join(', ')}`, value);
		}
	}
	const { dryRun } = options;
	if ('dryRun' in options && typeof dryRun !== 'boolean') {
		throw complain('Dry Run', 'true or false', dryRun);
	}
	for (const { name, title, most, least = 1 } of [
		{ name: 'batchSize', title: 'Batch Size', most: limitOf(effect) },
		{ name: 'dailyReserve', title: RESERVE_TITLE, most: 99, least: 0 },
		{ name: 'rateLimitShare', title: 'Share of the Rate Limit', most: 100 },
	]) {
		if (options[name] === undefined) continue;
		const number = Number(options[name]);
		if (!(Number.isInteger(number) && number >= least && number <= most)) {
			throw complain(title, `a whole number from ${least} to ${most}`, options[name]);
		}
		options[name] = number;
	}
	return options;
}
