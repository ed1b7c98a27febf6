/** The law of events that are read. */
import { valid, type Case } from './case';

/** A read tells of the event that was meant, and of nothing that is there that it is not. */
export function readsOfEvents(one: Case): void {
	const { played, number, calls, hold } = one;
	for (const { request } of calls) {
		hold('A read calls nothing but reads', request.method === 'GET', () => {
			return `execution ${number}: ${request.method} ${request.path}`;
		});
	}
	const isArchived = (id: string) => played.world.hubspot.archivedEvents().has(id);
	const isLied = played.faultsMet.some(({ fault }) => fault.kind === 'notFound');
	for (const { outcome, item, told } of valid(one)) {
		const [, id] = JSON.parse(item.tag) as [string, string];
		if (outcome.ok) {
			const { objectId } = outcome.result;
			// Where ours is gone, or HubSpot says so, the one of another app has its name.
			const isTheirs = id === '82' && objectId === '99' && (isArchived(id) || isLied);
			const isMeant = objectId === id || isTheirs;
			hold('A read that is done found the event it asked for', isMeant, told);
			continue;
		}
		const { applied, category, reason } = outcome.failure;
		hold('A read is never told applied', applied === undefined, told);
		const isMissing = reason === 'rejected' && category === 'OBJECT_NOT_FOUND';
		const isRight = !isMissing || id.startsWith('nobody') || isArchived(id) || isLied;
		hold('What a read does not find was not there', isRight, told);
	}
}
