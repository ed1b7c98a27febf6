/**
 * What is told where HubSpot fails for good and a look-up finds no such record: what was written,
 * what was not, and what to do.
 */
import type { Fault } from '../fake-hubspot/hubspot';
import { rowOf } from '../n8n/told';
import { runJob, World } from './world';

const update = (id: string, idProperty?: string) => ({ id, idProperty, properties: { city: 'P' } });

const FAILS = 'HubSpot gave no usable answer (“internal error” (HTTP 501)).';

/** What is told of the only item, on a HubSpot whose writes fail for good. */
async function told(operation: string, input: unknown, more: { objectType?: string } = {}) {
	const world = new World();
	world.nowMs += 60_000;
	const fault: Fault = { kind: 'serverError', status: 501, applied: false };
	world.hubspot.faults.always(fault);
	const { outcomes } = await runJob({ world, row: rowOf(operation), raw: [input], ...more });
	const [outcome] = outcomes;
	if (outcome.ok) throw new Error('It is done');
	const { applied, message } = outcome.failure;
	return { applied, message };
}

describe('A record that is not there, after a server error that does not end', () => {
	const contacts = { objectType: 'contacts' };

	it.each<[string, string, unknown, object, 'no' | 'maybe', string]>([
		[
			'a contact to update by email',
			'batchUpdateObjects',
			update('ada@example.com', 'email'),
			contacts,
			'maybe',
			'A look-up afterwards found no contact with the email ada@example.com, and this operation never creates contacts: nothing was written, unless the contact was merged or archived at that very moment. To create it, use Batch Upsert CRM Objects.',
		],
		[
			'a contact to update by ID',
			'batchUpdateObjects',
			update('77'),
			contacts,
			'maybe',
			'A look-up afterwards found no contact with the ID 77, and this operation never creates contacts: nothing was written, unless the contact was merged or archived at that very moment. Check the ID.',
		],
		[
			'an event to update',
			'batchUpdateEvents',
			{ objectId: '77', eventName: 'Conf' },
			{},
			'no',
			'A look-up afterwards found no event with the object ID 77, and this operation never creates events: nothing was written. Check the object ID.',
		],
		[
			'a contact to upsert',
			'batchUpsertObjects',
			update('ada@example.com', 'email'),
			contacts,
			'no',
			'A look-up afterwards found no such record, so it was not written. Send it again later.',
		],
		[
			'a contact to create',
			'batchCreateObjects',
			{ properties: { email: 'ada@example.com' } },
			contacts,
			'no',
			'A look-up afterwards found no such record, so it was not created. Send it again later.',
		],
	])('is told so: %s', async (_, operation, input, more, applied, sentences) => {
		expect(await told(operation, input, more)).toEqual({
			applied,
			message: `${FAILS} ${sentences}`,
		});
	});
});
