/**
 * Several processes on one account that know nothing of each other, as workers in queue mode: how
 * much of HubSpot's rate limit they use, how many of their calls are refused, and how evenly they
 * share. The governor alone, in virtual time, so the figures are the same on any machine.
 */
import { CROWDS, share, type Shared } from '../test/engine/sharing';
import { mean, rounded, spreadOf, type Figure } from './figures';

const SEEDS = [1, 2, 3];

export async function sharingPace(): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const [name, { crowd, least, most }] of Object.entries(CROWDS)) {
		const ran: Shared[] = [];
		for (const seed of SEEDS) ran.push(await share({ ...crowd, seed }));
		const used = spreadOf(ran.map(({ share }) => share));
		const refused = mean(ran.map((one) => one.refused));
		const unfair = Math.max(...ran.map(({ unfairness }) => unfairness));
		figures.push(
			{
				name: `sharingPace.${name}`,
				value: used.median,
				spread: used,
				target: { least },
				cases: { mostByLeast: rounded(unfair) },
				note: `of the limit that others leave, after the first window; most/least calls of a process ${rounded(unfair)}`,
			},
			{
				name: `sharingPace.${name}.refused`,
				value: refused,
				target: { most },
				note: 'of all calls; time is virtual',
			},
		);
	}
	return figures;
}
