/**
 * Reads back the records of a place where many of them are open: by a list of all that are there, page
 * by page, where that takes fewer calls than to ask for each. What a list has shown of a record is
 * evidence for the rest of the run; what it has not shown is asked for again.
 */
import type { Check, CheckAll, Page } from '../hubspot/effect';
import type { Input, Place } from '../hubspot/endpoint';
import type { Result } from '../hubspot/replies';
import { lookUp, type Asking } from './lookup';
import { differences, type ReadBack } from './readback';
import type { Batch, Entry, Refusal } from './outcome';
import { because } from './settle';

/** So many are asked for one by one, whatever there is. */
const FEW = 3;

/** What is known of a place. */
interface Roll {
	records: Map<string, Result>;
	/** While somebody reads the list; others wait, for it may show theirs. */
	reading?: Promise<Listed>;
}

/** What came of reading a list. `tooLong`: to ask for each takes fewer calls. */
type Listed = 'whole' | 'tooLong' | { why: Refusal | undefined };

export class Rolls {
	private readonly rolls = new Map<Place, Roll>();

	/** @param one reads the record of one entry */
	async read(
		asking: Asking,
		check: Check<Input>,
		{ place, entries }: Pick<Batch, 'place' | 'entries'>,
		one: (entry: Entry) => Promise<ReadBack>,
	): Promise<Array<[Entry[], ReadBack]>> {
		const roll = this.rolls.get(place) ?? { records: new Map<string, Result>() };
		this.rolls.set(place, roll);
		const { key } = check.read.match;
		const recordOf = ({ input }: Entry) => roll.records.get(key(input));
		const isShown = (entry: Entry) => {
			const record = recordOf(entry);
			return record !== undefined && isHeld(check, entry.input, record);
		};
		const found = (group: Entry[], isMissing: ReadBack['isMissing']): [Entry[], ReadBack] => {
			const records = group.flatMap((entry): Array<[number, Result]> => {
				const record = recordOf(entry);
				return record ? [[entry.item, record]] : [];
			});
			return [group, { found: new Map(records), isMissing }];
		};

		while (roll.reading && !entries.every(isShown)) await roll.reading;
		const shown = entries.filter(isShown);
		const told = [found(shown, () => false)];
		const rest = entries.filter((entry) => !shown.includes(entry));
		if (rest.length > FEW) {
			const listed = await this.list(asking, check, { place, roll }, rest.length);
			if (listed === 'whole') return [...told, found(rest, (entry) => !recordOf(entry))];
			if (listed !== 'tooLong') {
				const isIn = (entry: Entry) => recordOf(entry) !== undefined;
				const why: ReadBack = { why: listed.why, isMissing: () => false };
				const others = rest.filter((entry) => !isIn(entry));
				return [...told, found(rest.filter(isIn), () => false), [others, why]];
			}
		}
		const asked = rest.map(
			async (entry): Promise<[Entry[], ReadBack]> => [[entry], await one(entry)],
		);
		return [...told, ...(await Promise.all(asked))];
	}

	/** Reads the list; others wait meanwhile. */
	private async list(
		asking: Asking,
		check: Check<Input>,
		{ place, roll }: { place: Place; roll: Roll },
		most: number,
	): Promise<Listed> {
		const reading = readAll(asking, check, { place, roll }, most);
		roll.reading = reading;
		try {
			return await reading;
		} finally {
			roll.reading = undefined;
		}
	}
}

/** Reads page by page, as long as that takes at most `most` calls and one. */
async function readAll(
	asking: Asking,
	check: Check<Input>,
	{ place, roll }: { place: Place; roll: Roll },
	most: number,
): Promise<Listed> {
	const all = check.all as CheckAll;
	let page: Page | undefined = {};
	for (let calls = 0; page; calls++) {
		if (calls > most) return { why: ENDLESS };
		const question: Entry = { item: 0, place, input: page };
		const { envelope, why } = await lookUp(asking, all.ask, place, [question], check.always);
		const [shown] = envelope?.results ?? [];
		if (!shown) return { why };
		for (const record of all.records(shown)) {
			for (const name of all.namesOf(record)) if (name) roll.records.set(name, record);
		}
		if ((all.count(shown) ?? 0) > most * all.perPage) return 'tooLong';
		page = all.next(shown);
	}
	return 'whole';
}

const ENDLESS = because("HubSpot's list does not end");

/** Does a record hold what an input writes? */
const isHeld = ({ values }: Check<Input>, input: Input, record: Result): boolean =>
	!differences(values?.(input) ?? {}, values?.(record) ?? {}).length;
