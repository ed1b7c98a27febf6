/**
 * Equal questions share one answer: of entries that ask for the same thing at the same place, the first
 * one asks, and the others get its outcome under their own item numbers. For reads alone: two writes of
 * the same record are two writes.
 */
import type { Entry, Flow, Outcome } from '../outcome';

/** Entries that wait for the answer to their question; once it is there, the answer itself. */
interface Question {
	waiting: Entry[];
	outcome?: Outcome;
}

export function share(flow: Flow): Flow {
	const questions = new Map<Entry['place'], Map<string, Question>>();
	const asked = new Map<number, Question>();
	const questionOf = ({ place, input }: Entry) => {
		let here = questions.get(place);
		if (!here) questions.set(place, (here = new Map<string, Question>()));
		// As it is spelled: where case counts, or leading zeros do, another spelling asks for another record.
		const key = JSON.stringify(input);
		return { here, key, question: here.get(key) };
	};
	const answer = (entry: Entry, outcome: Outcome) => flow.settle({ ...outcome, item: entry.item });

	return {
		source: async () => {
			const entries = await flow.source();
			return entries?.filter((entry) => {
				const { here, key, question } = questionOf(entry);
				if (!question) {
					const first: Question = { waiting: [] };
					here.set(key, first);
					asked.set(entry.item, first);
					return true;
				}
				if (question.outcome) answer(entry, question.outcome);
				else question.waiting.push(entry);
				return false;
			});
		},
		settle: (outcome) => {
			flow.settle(outcome);
			const question = asked.get(outcome.item);
			if (!question) return;
			question.outcome = outcome;
			asked.delete(outcome.item);
			for (const entry of question.waiting.splice(0)) answer(entry, outcome);
		},
	};
}
