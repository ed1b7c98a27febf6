/** The laws of upserts that look up whose an event is. */
import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import { valid, type Case } from './case';
import { isTheirsAlone, OTHER_APP } from './owners';

export function breachesOfOwners(one: Case): void {
	const { played, execution, hold } = one;
	const { hubspot } = played.world;
	const isRefused = execution.plan.parameters?.ifOwnedByAnother === 'refuse';
	const writesOf = (mark: string) =>
		hubspot.applied.filter(({ input }) => JSON.stringify(input).includes(`"${mark}"`));
	for (const { outcome, item, told } of valid(one)) {
		const [accountId, eventId] = JSON.parse(item.key) as [string, string];
		const ours = hubspot.eventByExternalId(DEFAULT_APP_ID, accountId, eventId);
		const theirs = hubspot.eventByExternalId(OTHER_APP, accountId, eventId);
		const { objectId } = outcome.ok ? outcome.result : {};
		if (!isTheirsAlone(eventId)) {
			const isOurs = objectId === undefined || objectId === ours?.objectId;
			hold('An event that we have, or nobody, is ours after an upsert', isOurs, told);
			const isAlone = writesOf(item.tag).every(({ id }) => id !== theirs?.objectId);
			hold('Theirs is left alone where we have one', isAlone, told);
			continue;
		}
		hold('No event is created beside theirs', ours === undefined, told);
		if (!isRefused) {
			const isTheirs = !outcome.ok || objectId === theirs?.objectId;
			hold('A result of theirs tells their object ID', isTheirs, told);
			continue;
		}
		const isKept = !outcome.ok && outcome.failure.applied === 'no';
		hold('Theirs is refused where that is wanted', isKept && !writesOf(item.tag).length, told);
	}
}
