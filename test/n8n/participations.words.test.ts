/** What an operation adds to the sentences about its outcomes, and what Simplify makes of its results. */
import type { Failure, Stop } from '../../nodes/engine/outcome';
import { parseError } from '../../nodes/hubspot/errors';
import { associateListWithEvent } from '../../nodes/HubSpotMarketingEvents/operations/associateListWithEvent';
import { getListsOfEvent } from '../../nodes/HubSpotMarketingEvents/operations/getListsOfEvent';
import { getParticipantsOfEvent } from '../../nodes/HubSpotMarketingEvents/operations/getParticipantsOfEvent';
import type { Operation } from '../../nodes/n8n/operation';
import type { Told } from '../../nodes/n8n/present';
import { simplify } from '../../nodes/n8n/simplify';
import { messageOf } from '../../nodes/n8n/words';

const denied = (status: number, error: object): Stop => ({
	kind: 'denied',
	refusal: { status, error: parseError(error) },
});
const unsent = ({ effect, form }: Operation, stop: Stop): string =>
	messageOf({ effect, form }, { reason: 'unsent', applied: 'no', event: { kind: 'unsent', stop } });

const scopes = (...requiredGranularScopes: string[]) => ({
	category: 'MISSING_SCOPES',
	errors: [{ context: { requiredGranularScopes } }],
});
const WRITE = 'crm.objects.marketing_events.write';
const SIC = `HubSpot wants the scope ${WRITE} to read the lists of an event, although nothing is written.`;

describe('Where the credential may not read the lists of an event', () => {
	it.each([
		['names the scope to write', scopes(WRITE), true],
		['names none', { message: 'No' }, true],
		[
			'names the one to read, which a look-up needs',
			scopes('crm.objects.marketing_events.read'),
			false,
		],
	])('and HubSpot %s, the words fit', (_, error, isSaid) => {
		const said = unsent(getListsOfEvent, denied(403, error));
		expect(said.endsWith(SIC)).toBe(isSaid);
		expect(said).toMatch(/^Not looked up: /);
	});

	it.each([401, 429])('a refusal with status %d is about something else', (status) => {
		expect(unsent(getListsOfEvent, denied(status, {}))).not.toContain(SIC);
	});

	it('no other operation says so', () => {
		expect(unsent(associateListWithEvent, denied(403, scopes(WRITE)))).not.toContain(SIC);
		expect(unsent(getListsOfEvent, { kind: 'cancelled' })).not.toContain(SIC);
	});
});

it('A call that names two things tells what HubSpot’s “not found” may mean, after its own words', () => {
	const { effect, form } = associateListWithEvent;
	const error = parseError({ category: 'OBJECT_NOT_FOUND', message: 'Gone.' });
	const entry = {
		input: { objectId: '7' },
		place: { version: '2026-03', parameters: { listId: '5' } },
	} as const;
	const alone = {
		kind: 'refusedWhole',
		refusal: { status: 404, error },
		among: false,
		entry: { item: 0, ...entry },
	} as const;
	const failure: Failure = { reason: 'rejected', applied: 'no', event: alone };
	expect(messageOf({ effect, form }, failure)).toBe(
		`HubSpot refused the association of event 7 and list 5: “Gone” (OBJECT_NOT_FOUND, HTTP 404). ${form.notFound}`,
	);
	const other = parseError({ category: 'VALIDATION_ERROR', message: 'Bad.' });
	const event = { ...alone, refusal: { status: 400, error: other } };
	expect(messageOf({ effect, form }, { ...failure, event })).toBe(
		'HubSpot refused the association of event 7 and list 5: “Bad” (VALIDATION_ERROR, HTTP 400).',
	);
});

it('Simplify makes of each result what its operation says', () => {
	const result = { id: '1', properties: { attendanceState: 'ATTENDED' } };
	const told: Told = { item: 0, ok: true, result: {}, results: [result, result], warnings: [] };
	simplify(told, getParticipantsOfEvent.form.flat);
	expect(told).toMatchObject({ results: [{ state: 'ATTENDED' }, { state: 'ATTENDED' }] });
	const one: Told = { item: 0, ok: true, result, warnings: [] };
	simplify(one, getParticipantsOfEvent.form.flat);
	expect(one).toMatchObject({ result: { state: 'ATTENDED' } });
	expect(one).not.toHaveProperty('result.id');
});
