/** The law of dry runs: nothing is written, and each item is told what would be sent, or why not. */
import type { Case } from './case';
import { KINDS } from './items';

/** Calls that HubSpot describes as reads. */
const ASKS = /^(GET .*|POST [^?]*\/(batch\/read|search|idmapping))$/;

/** What a node behind could take for a record that was written. */
const OF_RECORDS = ['id', 'objectId', 'properties', 'outcome'];

export function breachesOfDryRun({ played, execution, calls, hold, number }: Case): void {
	const { plan, outcomes } = execution;
	const kind = KINDS[plan.operation];
	const { shares } = kind.row.effect as { shares?: true };
	for (const { request } of calls) {
		const { method, path } = request;
		hold('A dry run writes nothing', ASKS.test(`${method} ${path.split('?')[0]}`), () => {
			return `execution ${number}: ${method} ${path}`;
		});
	}
	// Items that bear a mark are told from those of all others, whoever wrote them.
	const marks = new Set(plan.items.map(({ tag }) => tag));
	const isMarked = !kind.names && !kind.tags;
	const written = played.world.hubspot.applied.find(({ input }) => {
		return (
			isMarked && [...JSON.stringify(input).matchAll(/m\d+-\d+\./g)].some(([m]) => marks.has(m))
		);
	});
	hold('A dry run writes nothing', !written, () => `execution ${number}: ${written?.key}`);
	const later = new Map<string, number>();
	for (const outcome of outcomes) {
		const told = () => `execution ${number}, item ${outcome.item}: ${JSON.stringify(outcome)}`;
		if (!outcome.ok) {
			hold('A dry run applies nothing', outcome.failure.applied === 'no', told);
			continue;
		}
		const {
			dryRun,
			call,
			outcome: said,
		} = outcome.result as {
			dryRun?: unknown;
			call?: { number: number };
			outcome?: unknown;
		};
		// Of what compares equal, nothing would be sent, and that is said.
		const isUnchanged = plan.compare !== undefined && said === 'unchanged';
		const looksLikeOne = OF_RECORDS.some(
			(name) => name in outcome.result && !(isUnchanged && name === 'outcome'),
		);
		hold('A dry run says so of each item', dryRun === true && !looksLikeOne, told);
		hold('A dry run tells the call of each item', isUnchanged !== (call?.number ?? 0) > 0, told);
		if (isUnchanged) continue;
		const { key } = plan.items[outcome.item];
		const last = later.get(key) ?? 0;
		// Equal inputs may be one write, and of new records only HubSpot knows which of their values are unique.
		const isAlone = !shares && plan.operation !== 'batchCreateObjects';
		const inOrder = !isAlone || (call?.number ?? 0) > last;
		hold('Of one record in a dry run, the later item is in a later call', inOrder, told);
		later.set(key, Math.max(last, call?.number ?? 0));
	}
}
