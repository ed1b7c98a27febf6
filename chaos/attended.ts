/** The law of people whom chaos records at events. */
import { ATTENDANCE_KINDS, tagOf, tagsOfPeople } from './attendance';
import { valid, type Case } from './case';

/** The law of one execution. */
export function breachesOfAttendance(one: Case): void {
	const { played, calls, hold, number } = one;
	const { hubspot } = played.world;
	const all = played.executions.flatMap(({ plan, outcomes }) =>
		plan.operation in ATTENDANCE_KINDS && !plan.dryRun
			? outcomes.map((outcome) => ({ outcome, item: plan.items[outcome.item] }))
			: [],
	);
	const tags = new Set(all.map(({ item: { tag } }) => tag));
	for (const { kind, input, action, key } of hubspot.applied) {
		if (kind !== 'attendance') continue;
		const tag = tagOf(input.objectId, action, input, input.interactionDateTime);
		hold('Nobody is recorded whom nobody named', tags.has(tag), () => key);
	}
	const sent = new Set(calls.flatMap(({ request }) => tagsOfPeople(request)));
	const peopleOf = (event: string, who: string | number) => {
		const contact = [...hubspot.objects('contacts').values()].find(
			({ id, properties }) => id === String(who) || properties.email === who,
		);
		return contact && hubspot.participations(event).get(contact.id);
	};
	for (const { outcome, item: its, told } of valid(one)) {
		const [event, state, who, at] = JSON.parse(its.tag) as [
			string,
			string,
			string | number,
			number,
		];
		const participation = peopleOf(event, who);
		const did = participation?.interactions ?? [];
		const isExact = did.some((each) => each.state === state && each.at === at);
		if (outcome.ok) {
			const { result } = outcome;
			// HubSpot shows what a person is: who attended is seen as registered, whenever that was.
			const fits = state === 'register' ? ['register', 'attend'] : [state];
			const isSo = state === 'attend' ? isExact : did.some((each) => fits.includes(each.state));
			hold('Recorded means recorded', isSo, told);
			hold('Done of a person means that HubSpot was told', sent.has(its.tag), told);
			const isOwn =
				// Without the scope to read, nobody knows it.
				(result.objectId ?? event) === event &&
				result.state === state &&
				String(result.vid) === participation?.contactId;
			hold('A result is of its own person and event', isOwn, told);
			continue;
		}
		const { applied, reason, message } = outcome.failure;
		hold('Attendance is told in its own words', !/written|archived/.test(message), told);
		hold('Unsent and invalid are not applied', reason !== 'unsent' || applied === 'no', told);
		const twin = all.some(({ outcome: other, item: each }) => {
			if (each.key !== its.key || each === its) return false;
			return other.ok || other.failure.applied === 'maybe' || each.tag !== its.tag;
		});
		const admitted = applied === 'maybe' || twin || !isExact;
		hold('“Not applied” of a person means not recorded', admitted, told);
	}
	const doubled = hubspot.applied.filter(({ kind }) => kind === 'attendance');
	const keys = doubled.map(({ key, input }) => `${key} ${String(input.interactionDateTime)}`);
	hold('No entry is made twice', new Set(keys).size === keys.length, () => `execution ${number}`);
}
