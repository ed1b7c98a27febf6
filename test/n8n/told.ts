/** Outcomes in words, for the tests of what is made of them. */
import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Effect } from '../../nodes/hubspot/effect';
import { omit } from '../../nodes/hubspot/json';
import type { Operation } from '../../nodes/n8n/operation';
import type { Problem, Told } from '../../nodes/n8n/present';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';

export const ROWS = [...EVENT_OPERATIONS, ...RECORD_OPERATIONS];
export const rowOf = (name: string) => ROWS.find(({ value }) => value === name) as Operation;
export const effectOf = (name: string) => rowOf(name).effect;

export const WRITE = effectOf('batchUpdateObjects');
export const UPSERT = effectOf('batchUpsertObjects');
export const ARCHIVE = effectOf('batchArchiveObjects');
export const READ = effectOf('batchReadObjects');
/** No row asks for a list yet. */
export const LIST: Effect = {
	kind: 'list',
	pages: {
		family: 'objects',
		page: () => ({ method: 'GET', path: '/x' }),
		results: () => [],
		next: () => undefined,
	},
};

export const well = (item: number, result: IDataObject = { id: String(item) }): Told => ({
	item,
	ok: true,
	result,
	warnings: [],
});

export const bad = (item: number, more: Partial<Problem> = {}): Told => ({
	item,
	ok: false,
	failure: { reason: 'invalid', applied: 'no', message: 'Not sent: it is bad.', ...more },
});

/** Of a read: nothing can have been applied. */
export const badRead = (item: number, more: Partial<Problem> = {}): Told => {
	const { failure } = bad(item, more) as { failure: Problem };
	return { item, ok: false, failure: omit(failure, 'applied') };
};

export const isRefusal = (told: Told): told is Extract<Told, { ok: false }> => !told.ok;

export const reasons = ['invalid', 'rejected', 'lost', 'unaccounted', 'unsent'] as const;

export const outcomesOf = fc
	.array(fc.option(fc.constantFrom(...reasons)), { minLength: 1, maxLength: 200 })
	.map((all) => all.map((reason, item) => (reason ? bad(item, { reason }) : well(item))));
