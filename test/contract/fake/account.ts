// An account of the fake, and words to call it in, for the tests beside this file.

import type { FakeOptions } from '../../fake-hubspot/hubspot';
import { DEFAULT_TOKEN, FakeHubSpot } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';

export type Json = Record<string, unknown>;

/** What a test looks at in an answer. */
export interface Said extends Json {
	status: string;
	category: string;
	message: string;
	errorType: string;
	policyName: string;
	errorTokens: Json;
	context: Record<string, string[]>;
	correlationId: string;
	numErrors: number;
	results: Array<Json & { id: string; objectId: string; properties: Record<string, unknown> }>;
	errors: Array<Json & { category: string; message: string; context: Record<string, string[]> }>;
}

export const START = Date.UTC(2026, 10, 22, 12);

export function account(options: FakeOptions = {}) {
	const clock = { now: START };
	const hubspot = new FakeHubSpot({ now: () => clock.now, ...options });
	const call = (method: string, path: string, body: unknown = '', token = DEFAULT_TOKEN) => {
		const answer = hubspot.handle({
			method,
			path,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});
		let said = {} as Said;
		try {
			said = JSON.parse(answer.body) as Said;
		} catch {
			// not JSON: the test looks at `body`
		}
		return { ...answer, said };
	};
	const post = (path: string, inputs?: unknown, token?: string) =>
		call('POST', path, inputs === undefined ? {} : { inputs }, token);
	return {
		clock,
		hubspot,
		call,
		update: (inputs?: unknown, objectType = 'contacts', token?: string) =>
			post(CRM.replace('{objectType}', objectType), inputs, token),
		upsert: (inputs?: unknown, objectType = 'contacts', token?: string) =>
			post(CRM_UPSERT.replace('{objectType}', objectType), inputs, token),
		create: (inputs?: unknown, objectType = 'contacts', token?: string) =>
			post(CRM_CREATE.replace('{objectType}', objectType), inputs, token),
		archive: (inputs?: unknown, objectType = 'contacts', token?: string) =>
			post(CRM_ARCHIVE.replace('{objectType}', objectType), inputs, token),
		archiveEvents: (inputs?: unknown, token?: string) => post(EVENTS_ARCHIVE, inputs, token),
		upsertEvents: (inputs?: unknown, token?: string) => post(UPSERT, inputs, token),
		updateEvents: (inputs?: unknown, token?: string) => post(EVENTS, inputs, token),
		/** by id, or by whatever else the body says */
		read: (body: Json, objectType = 'contacts', token?: string) =>
			call('POST', READ.replace('{objectType}', objectType), body, token),
		putEvent: (body: Json, id = String(body.externalEventId), token?: string) =>
			call('PUT', `${EVENT.replace('{externalEventId}', encodeURIComponent(id))}`, body, token),
	};
}

export const CRM = facts.ENDPOINTS.batchUpdateObjects.paths['2026-03'];
export const UPSERT = facts.ENDPOINTS.upsertEvents.paths['2026-03'];
export const EVENTS = facts.ENDPOINTS.batchUpdateEvents.paths['2026-03'];
export const CRM_UPSERT = facts.ENDPOINTS.batchUpsertObjects.paths['2026-03'];
export const CRM_CREATE = facts.ENDPOINTS.batchCreateObjects.paths['2026-03'];
export const CRM_ARCHIVE = facts.ENDPOINTS.batchArchiveObjects.paths['2026-03'];
export const EVENTS_ARCHIVE = facts.ENDPOINTS.batchArchiveEvents.paths['2026-03'];
export const READ = facts.ENDPOINTS.batchReadObjects.paths['2026-03'];
export const EVENT = facts.OTHER_ENDPOINTS.upsertEvent.paths['2026-03'];

export const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
export const ids = (list: Array<{ id: string }>) => list.map(({ id }) => id);
export const sorted = (list: string[]) => [...list].sort();
export const appliedIds = (hubspot: FakeHubSpot) => hubspot.applied.map(({ id }) => id);

/** An account with contacts `1` to `count`, and inputs with trace ids to update each of them. */
export function contacts(count: number, options: FakeOptions = {}) {
	const world = account(options);
	const inputs = numbers(count).map((i) => {
		const id = world.hubspot.seedObject('contacts', { email: `p${i}@example.com` }, String(i + 1));
		return { id, properties: { firstname: `N${i}` } as Json, objectWriteTraceId: `t${i}` };
	});
	const plain = inputs.map(({ id, properties }) => ({ id, properties }));
	return { ...world, inputs, plain };
}

export const event = (n: number, more: Json = {}) => ({
	externalAccountId: 'acct-1',
	externalEventId: `e${n}`,
	eventName: `Event ${n}`,
	eventOrganizer: 'ACME',
	...more,
});

/** A value of every type that a field can have. */
export const SAMPLES: Record<facts.FieldType | 'name list', unknown> = {
	string: 'text',
	boolean: true,
	'date-time': '2027-03-01T09:00:00Z',
	'string map': { firstname: 'A' },
	'name-value list': [{ name: 'venue', value: 'Berlin' }],
	'association list': [
		{
			to: { id: '1' },
			types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }],
		},
	],
	'name list': ['firstname'],
};
