/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the docs */
/** What each operation that writes says of a success, in `outcome`: one rule, and a line of the docs. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { ROWS } from '../n8n/told';
import { runJob, World, type Job } from './world';

const WRITES = ROWS.filter(({ effect }) => effect.kind === 'write');

const contacts = { objectType: 'contacts' };
const types = { parameters: { fromObjectType: 'contacts', toObjectType: 'companies' } };
/** The lists of a fake account: one without members, and one with the contact. */
const empty = { parameters: { listId: '101' } };
const full = { parameters: { listId: '102' } };
const event = { eventName: 'Conf', eventOrganizer: 'ACME' };
const person = (id: string) => ({ id, idProperty: 'email', properties: { phone: '1' } });
const known = (externalEventId: string) => ({ externalAccountId: 'acct-1', externalEventId });
const hour = { startDateTime: '2027-03-01T09:00:00Z', endDateTime: '2027-03-01T10:00:00Z' };
const attended = {
	...{ objectId: '50001', subscriberState: 'attend', vid: '1' },
	interactionDateTime: '2027-03-01T09:00:00Z',
};
const pair = { from: { id: '1' }, to: { id: '9' } };

/** By operation: two inputs, and what is said of each; the second one in a second run. */
const SAID: Record<string, [inputs: [unknown, unknown], Partial<Job>, said: [string, string]]> = {
	batchUpdateObjects: [[person('ada@x.co'), person('ada@x.co')], contacts, ['updated', 'updated']],
	batchUpsertObjects: [[person('new@x.co'), person('new@x.co')], contacts, ['created', 'updated']],
	batchCreateObjects: [
		[{ properties: { email: 'a@x.co' } }, { properties: { email: 'b@x.co' } }],
		contacts,
		['created', 'created'],
	],
	batchArchiveObjects: [
		[{ id: '1' }, { id: '404' }],
		contacts,
		['not in HubSpot any more', 'not in HubSpot any more'],
	],
	batchAssociate: [[pair, pair], types, ['associated', 'associated']],
	batchRemoveAssociations: [
		[pair, pair],
		types,
		['not associated any more', 'not associated any more'],
	],
	upsertEvents: [
		[
			{ externalAccountId: 'a', externalEventId: 'b', ...event },
			{ externalAccountId: 'a', externalEventId: 'b', ...event },
		],
		{},
		['created or updated', 'created or updated'],
	],
	addToList: [[{ id: '1' }, { id: '1' }], empty, ['added', 'unchanged']],
	removeFromList: [[{ id: '1' }, { id: '1' }], full, ['removed', 'unchanged']],
	batchUpdateEvents: [
		[
			{ objectId: '50001', eventName: 'A' },
			{ objectId: '50001', eventName: 'B' },
		],
		{},
		['updated', 'updated'],
	],
	associateListWithEvent: [
		[{ objectId: '50001' }, { objectId: '50001' }],
		empty,
		['associated', 'associated'],
	],
	removeListFromEvent: [
		[{ objectId: '50001' }, { objectId: '50001' }],
		empty,
		['not associated any more', 'not associated any more'],
	],
	cancelEvents: [[known('x'), known('x')], {}, ['cancelled', 'cancelled']],
	completeEvents: [
		[
			{ ...known('x'), ...hour },
			{ ...known('x'), ...hour },
		],
		{},
		['completed', 'completed'],
	],
	deleteEvents: [
		[known('x'), known('y')],
		{},
		['not in HubSpot any more', 'not in HubSpot any more'],
	],
	recordAttendance: [[attended, attended], {}, ['recorded', 'recorded']],
	batchArchiveEvents: [
		[{ objectId: '50001' }, { objectId: '50002' }],
		{},
		['not in HubSpot any more', 'not in HubSpot any more'],
	],
};

describe('What became of a record', () => {
	it('is said by every operation that writes', () => {
		expect(Object.keys(SAID).sort()).toEqual(WRITES.map(({ value }) => value).sort());
	});

	it.each(WRITES.map((row) => [row.name, row] as const))('%s', async (_, row) => {
		const [inputs, job, said] = SAID[row.value];
		const world = new World();
		world.hubspot.seedObject('contacts', { email: 'ada@x.co' }, '1');
		world.hubspot.seedObject('companies', { name: 'ACME' }, '9');
		world.hubspot.seedList('contacts');
		world.hubspot.seedList('contacts', { members: ['1'] });
		for (const externalEventId of ['x', 'y']) {
			world.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId });
		}
		const told: unknown[] = [];
		for (const input of inputs) {
			const { outcomes } = await runJob({ world, row, raw: [input], ...job });
			for (const outcome of outcomes) {
				told.push(outcome.ok ? outcome.result.outcome : outcome.failure.message);
			}
		}
		expect(told).toEqual(said);
	});

	it('stands in the docs, operation by operation', () => {
		const docs = readFileSync(path.join(__dirname, '../../docs/operations.md'), 'utf8');
		const [, table] = docs.split('| operation | `outcome` |');
		const rows = table.split('\n').filter((line) => line.startsWith('|'));
		for (const { name, value } of WRITES) {
			const row = rows.find((line) => line.split('|')[1].includes(name)) ?? '';
			for (const said of new Set(SAID[value][2])) expect(row).toContain(`\`${said}\``);
		}
	});
});
