/**
 * New records that cannot be associated as they are to be: they alone are refused, whether HubSpot
 * tells so of each or refuses the whole batch, and the others of the batch are created.
 */
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { Chosen } from '../../nodes/HubSpotCrmObjects/operations/associating';
import type { FakeOptions } from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World } from './world';

const COUNT = 40;
const BAD = [3, 17, 39];

const ADVICE =
	' Choose another label under Associate With, in JSON another associationTypeId: it must go from the object type of the new record to that of the other.';

const inJson = (id: string, associationTypeId: number) => [
	{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] },
];
const inNode = (recordId: string, type = '') =>
	new Chosen({ records: [{ toObjectType: 'companies', recordId, type }] });

const NOT_THERE =
	'No company has the ID 404 to associate the new contact with, so the contact was not created.';

/** What is wrong, and what a person reads. */
const WRONG: Array<[string, unknown, string | RegExp]> = [
	['a record that does not exist', inNode('404'), NOT_THERE],
	['a record that does not exist, by a label', inNode('404', 'HUBSPOT_DEFINED:1'), NOT_THERE],
	[
		'a record that does not exist, in JSON',
		inJson('404', 279),
		'No record has the ID 404 to associate the new contact with, so the contact was not created.',
	],
	['a record of another object type', inNode('7'), NOT_THERE.replace('404', '7')],
	[
		'a label that does not exist',
		inNode('1', 'USER_DEFINED:404'),
		/^HubSpot refused the contact with email p\d+@x\.co: “One or more associations are invalid”; “USER_DEFINED=404 is not a valid association definition id” \(VALIDATION_ERROR(, HTTP 400)?\)\./,
	],
	[
		'a label of the other direction',
		inNode('1', 'HUBSPOT_DEFINED:280'),
		/^HubSpot refused the contact with email p\d+@x\.co: “invalid from object type 0-1 for associations to be created\. expected: 0-2” \(VALIDATION_ERROR(, HTTP 400)?\)\./,
	],
];

const HABITS: Array<NonNullable<FakeOptions['associationErrors']>> = ['pair', 'end', 'whole'];

describe.each(HABITS)('Where HubSpot tells of wrong associations as “%s”', (associationErrors) => {
	it.each(WRONG)('a new record with %s is refused alone', async (_, associations, message) => {
		const world = new World({ associationErrors });
		const { hubspot } = world;
		hubspot.seedObject('companies', {}, '1');
		hubspot.seedObject('deals', {}, '7');
		const raw = [...Array(COUNT).keys()].map((n) => ({
			properties: { email: `p${n}@x.co` },
			associations: BAD.includes(n) ? associations : inNode('1'),
		}));
		const row = batchCreateObjects;
		const { outcomes } = await runJob({ world, row, objectType: 'contacts', raw });
		const failed = outcomes.filter(({ ok }) => !ok);
		expect(failed.map(({ item }) => item)).toEqual(BAD);
		for (const outcome of failed) {
			const told = problemOf(outcome);
			expect(told).toMatchObject({ reason: 'rejected', applied: 'no' });
			if (typeof message === 'string') expect(told.message).toBe(message);
			else {
				expect(told.message).toMatch(message);
				expect(told.message.endsWith(ADVICE)).toBe(true);
			}
		}
		const created = [...hubspot.objects('contacts').entries()];
		expect(created).toHaveLength(COUNT - BAD.length);
		for (const [id] of created) {
			expect(hubspot.associationOf(['contacts', id], ['companies', '1'])).not.toEqual([]);
		}
	});
});
