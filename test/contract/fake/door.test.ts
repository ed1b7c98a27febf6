// Who is let in to the fake, and what is answered to the others.

import { DEFAULT_TOKEN } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { CRM, UPSERT, account } from './account';

it('The fake answers 501 to what it does not know, and remembers it', () => {
	const { hubspot, call } = account();
	expect(call('GET', '/crm/v4/objects').status).toBe(501);
	expect(call('DELETE', '/crm/objects/2026-03/contacts/1').status).toBe(501);
	expect(call('POST', '/marketing/marketing-events/2026-03/events').status).toBe(501);
	expect(call('DELETE', '/marketing/marketing-events/2026-03/1').status).toBe(501);
	expect(hubspot.unknownRoutes).toEqual([
		'GET /crm/v4/objects',
		'DELETE /crm/objects/2026-03/contacts/1',
		'POST /marketing/marketing-events/2026-03/events',
		'DELETE /marketing/marketing-events/2026-03/1',
	]);
});

it('GET /events is answered 405, as observed, and not counted as an unknown route', () => {
	const { hubspot, call } = account();
	expect(call('GET', '/marketing/marketing-events/2026-03/events').status).toBe(405);
	expect(hubspot.unknownRoutes).toEqual([]);
});

it('The fake lets nobody in without a token it knows', () => {
	const { hubspot, call, update } = account();
	expect(update([], 'contacts', 'other').status).toBe(401);
	expect(update([], 'contacts', 'other').said.category).toBe('INVALID_AUTHENTICATION');
	expect(hubspot.handle({ method: 'GET', path: CRM, headers: {}, body: '' }).status).toBe(405);
	const path = facts.SUPPORTING.accountDetails.paths.v3;
	expect(hubspot.handle({ method: 'GET', path, headers: {}, body: '' }).status).toBe(401);
	expect(call('GET', path).status).toBe(200);
});

it('An expired token is answered 401 EXPIRED_AUTHENTICATION, with the time it expired', () => {
	const { hubspot, update } = account();
	hubspot.expireToken(DEFAULT_TOKEN);
	const { status, said } = update([]);
	expect([status, said.category]).toEqual([401, 'EXPIRED_AUTHENTICATION']);
	expect(said.context).toHaveProperty(['expire time']);
});

it('A body that is not JSON of the right form is refused in words that say so', () => {
	const { hubspot, call } = account();
	expect(call('POST', UPSERT, '{').said.message).toContain('Invalid input JSON');
	expect(call('POST', UPSERT, '[]').status).toBe(400);
	expect(call('POST', UPSERT, { inputs: {} }).status).toBe(400);
	expect(call('POST', UPSERT, { inputs: [1] }).status).toBe(400);
	expect(call('POST', UPSERT, { inputs: [], extra: 1 }).status).toBe(400);
	const headers = { authorization: `Bearer ${DEFAULT_TOKEN}`, 'content-type': 'text/plain' };
	const answer = hubspot.handle({ method: 'POST', path: UPSERT, headers, body: '{"inputs":[]}' });
	expect(answer.status).toBe(415);
});

it('Object types in the path are decoded, and what cannot be decoded is refused', () => {
	const { update } = account();
	expect(update([], '%32-1001').status).toBe(200);
	expect(update([], '%zz').status).toBe(400);
});
