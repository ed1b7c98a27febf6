/** Who takes part in the events of a fake account, put there without calls. */
import type { FakeHubSpot } from '../fake-hubspot/hubspot';

type Did = 'register' | 'attend' | 'cancel';

let lastId = 800_000;

/** Lets contacts of the account take part in an event. */
export function seedParticipants(
	hubspot: FakeHubSpot,
	objectId: string,
	contacts: ReadonlyArray<[contactId: string, did: Did]>,
): void {
	const all = hubspot.participations(objectId);
	for (const [contactId, state] of contacts) {
		const at = Date.UTC(2026, 10, 1, 9);
		const minutes = (n: number) => new Date(at + n * 60_000).toISOString();
		all.set(contactId, {
			id: String(++lastId),
			objectId,
			contactId,
			createdAt: minutes(0),
			interactions: [
				{ state, at, ...(state === 'attend' && { joinedAt: minutes(0), leftAt: minutes(45) }) },
			],
		});
	}
}
