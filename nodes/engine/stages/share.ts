/**
 * Equal questions share one answer: when several entries ask for the same thing at the same place,
 * the first one asks and the others get its outcome under their own item numbers. For reads, and for
 * writes whose row says that equal inputs are one: otherwise two writes are two writes.
 */
import type { Endpoint } from '../../hubspot/endpoint';
import { copyOf } from '../../hubspot/json';
import type { Entry, Flow, Outcome } from '../outcome';

/** The entries that wait for the answer to one question; once it is there, the answer itself. */
interface Question {
	waiting: Entry[];
	outcome?: Outcome;
}

export function share(flow: Flow, { element, scope }: Endpoint): Flow {
	const questions = new Map<Entry['place'], Map<string, Question>>();
	const asked = new Map<number, Question>();
	const questionOf = ({ place, input }: Entry) => {
		let here = questions.get(place);
		if (!here) questions.set(place, (here = new Map<string, Question>()));
		// By what HubSpot is asked: where it tells cases apart, another spelling is another question.
		const key = JSON.stringify([scope?.(input), element ? element(input) : input]);
		return { here, key, question: here.get(key) };
	};
	const answer = ({ item }: Entry, outcome: Outcome) => {
		if (!outcome.ok) return flow.settle({ ...outcome, item });
		// Copies: nodes behind this one may change an item, and must not change another one with it.
		const { results } = outcome;
		const copy = { ...outcome, item, result: copyOf(outcome.result) };
		flow.settle(results ? { ...copy, results: results.map(copyOf) } : copy);
	};

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
