/** A list that is deleted while its members are sent: told as that, never as records that do not exist. */
import { addToList } from '../../nodes/HubSpotCrmObjects/operations/addToList';
import { problemOf } from './rows';
import { runJob, World } from './world';

it('A list that is deleted during a run ends it, and no record is called missing', async () => {
	const world = new World();
	const { hubspot } = world;
	hubspot.seedObjects({ objectType: 'contacts', count: 9 });
	hubspot.seedList('contacts', { listId: '501' });
	hubspot.singleFaults.next(null);
	hubspot.singleFaults.always({ kind: 'notFound' });
	const raw = Array.from({ length: 9 }, (_, n) => ({ id: `${n + 1}` }));
	const parameters = { listId: '501' };
	const { outcomes } = await runJob({ world, row: addToList, raw, parameters, size: 1 });
	expect(outcomes[0]).toMatchObject({ ok: true });
	for (const outcome of outcomes.slice(1)) {
		const { applied, message } = problemOf(outcome);
		expect(applied).toBe('no');
		expect(message).not.toContain('No contact');
		expect(message).toMatch(/The list was deleted during this run|takes no batch like this one/);
	}
});
