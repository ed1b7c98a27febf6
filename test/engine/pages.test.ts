/** pages.ts: a question with many results is asked page by page, to its end or to where no more is wanted. */
import { Caller, MAX_STALL_MS } from '../../nodes/engine/caller';
import type { HttpAnswer, HttpRequest } from '../../nodes/engine/means';
import type { Entry, Outcome } from '../../nodes/engine/outcome';
import { askPages } from '../../nodes/engine/pages';
import { run } from '../../nodes/engine/run';
import { MAX_LOST } from '../../nodes/engine/send';
import type { Place } from '../../nodes/hubspot/endpoint';
import type { List } from '../../nodes/hubspot/effect';
import { isRecord } from '../../nodes/hubspot/json';
import { readRecords } from '../../nodes/hubspot/records';
import type { Result } from '../../nodes/hubspot/replies';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import type { Operation } from '../../nodes/n8n/operation';
import { tell } from '../../nodes/n8n/present';
import { LOST, reply, scripted } from './rows';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };

/** As HubSpot's searches page: a cursor in the answer, which the next call repeats. */
const SEARCH: List = {
	kind: 'list',
	pages: {
		family: 'objects',
		page: ({ word }, _, after) => ({
			method: 'POST',
			path: '/{objectType}/search',
			body: { word, ...(after !== undefined && { after }) },
		}),
		results: (body) =>
			isRecord(body) && Array.isArray(body.results) ? (body.results as Result[]) : undefined,
		next: (body) => (isRecord(body) ? (body.after as string | undefined) : undefined),
		most: ({ most }) => most as number | undefined,
	},
};
const ROW = { ...batchReadObjects, effect: SEARCH } as Operation;

const question = (item: number, more: object = {}): Entry => ({
	item,
	place: PLACE,
	input: { word: `w${item}`, ...more },
});
const page = (ids: string[], after?: string) =>
	reply({ results: ids.map((id) => ({ id })), after });

const THREE = [page(['1', '2'], 'a'), page(['3', '4'], 'b'), page(['5'])];

function asking(...script: Parameters<typeof scripted>) {
	const world = scripted(...script);
	const caller = new Caller(world.means);
	const ask = async (more: object = {}) => await askPages(SEARCH, caller, question(0, more));
	const bodies = () => world.requests.map(({ body }) => body);
	return { ...world, caller, ask, bodies };
}

const idsOf = (outcome: Outcome) => outcome.ok && outcome.results?.map(({ id }) => id);
const messageOf = (outcome: Outcome) => {
	const told = tell(ROW, outcome);
	return told.ok ? undefined : told.failure.message;
};

describe('A question', () => {
	it('is asked page by page to the end, each page from where the one before it ended', async () => {
		const { ask, bodies, requests } = asking(...THREE);
		const outcome = await ask();
		expect(idsOf(outcome)).toEqual(['1', '2', '3', '4', '5']);
		expect(outcome).toMatchObject({ item: 0, ok: true, notes: [] });
		expect(bodies()).toEqual([
			{ word: 'w0' },
			{ word: 'w0', after: 'a' },
			{ word: 'w0', after: 'b' },
		]);
		expect(requests[0].path).toBe('/crm/objects/2026-03/contacts/search');
	});

	it('may have no result at all', async () => {
		const { ask } = asking(page([]));
		const outcome = await ask();
		expect(outcome).toMatchObject({ ok: true, results: [], notes: [{ kind: 'none' }] });
	});

	it('goes on beyond a page without results that has a next one', async () => {
		const { ask } = asking(page([], 'a'), page(['1']));
		expect(idsOf(await ask())).toEqual(['1']);
	});

	it.each([
		[1, ['1'], 1, [{ kind: 'more' }]],
		[2, ['1', '2'], 1, [{ kind: 'more' }]],
		[3, ['1', '2', '3'], 2, [{ kind: 'more' }]],
		[5, ['1', '2', '3', '4', '5'], 3, []],
		[9, ['1', '2', '3', '4', '5'], 3, []],
	])(
		'of which %d results are wanted gets no more, asks for no page too many, and says whether there are more',
		async (most, ids, calls, notes) => {
			const { ask, requests } = asking(...THREE);
			const outcome = await ask({ most });
			expect(idsOf(outcome)).toEqual(ids);
			expect(outcome).toMatchObject({ notes });
			expect(requests).toHaveLength(calls);
		},
	);

	it('of which all are needed to tell the first is read to the end, and says that there are more', async () => {
		const world = scripted(...THREE);
		const whole = (results: Result[]) => [...results].reverse();
		const pages = { ...SEARCH.pages, whole, readsAll: () => true };
		const outcome = await askPages(
			{ ...SEARCH, pages },
			new Caller(world.means),
			question(0, { most: 2 }),
		);
		expect(idsOf(outcome)).toEqual(['5', '4']);
		expect(outcome).toMatchObject({ notes: [{ kind: 'more' }] });
		expect(world.requests).toHaveLength(3);
	});

	it('is asked again for a page whose answer was lost', async () => {
		const { ask, requests } = asking(THREE[0], LOST, ...THREE.slice(1));
		expect(idsOf(await ask())).toEqual(['1', '2', '3', '4', '5']);
		expect(requests).toHaveLength(4);
	});
});

describe('A question that is not answered to the end', () => {
	it('because a page is refused says why, and tells no part of it', async () => {
		const { ask, caller } = asking(THREE[0], reply({ message: 'No' }, 400));
		const outcome = await ask();
		expect(outcome).toMatchObject({ item: 0, ok: false, failure: { reason: 'rejected' } });
		expect(messageOf(outcome)).toBe('HubSpot refused this record: “No” (HTTP 400).');
		expect(caller.stop).toBeUndefined();
	});

	it('because the caller may not ask ends the run as well', async () => {
		const { ask, caller } = asking(reply({ message: 'No' }, 403));
		expect(await ask()).toMatchObject({ failure: { reason: 'unsent', status: 403 } });
		expect(caller.stop).toMatchObject({ kind: 'denied' });
	});

	it('because a page is lost, however often it was asked, is not read', async () => {
		const { ask, requests } = asking(THREE[0], LOST);
		const outcome = await ask();
		expect(requests).toHaveLength(1 + MAX_LOST);
		expect(outcome).toMatchObject({ ok: false, failure: { reason: 'lost' } });
	});

	it('because a page cannot be read says so', async () => {
		const { ask } = asking(THREE[0], reply('<html>'));
		const outcome = await ask();
		expect(outcome).toMatchObject({
			failure: { reason: 'unaccounted', event: { kind: 'unreadable', status: 200 }, status: 200 },
		});
		expect(messageOf(outcome)).toBe(
			'HubSpot accepted the batch (HTTP 200) but its answer cannot be read, so this record was not read. Run it again.',
		);
	});

	it('because the execution is cancelled between two pages asks for no other', async () => {
		const { ask, state, requests } = asking(THREE[0], () => {
			state.cancelled = true;
			return THREE[1];
		});
		const outcome = await ask();
		expect(outcome).toMatchObject({ ok: false, failure: { reason: 'unsent' } });
		expect(messageOf(outcome)).toBe('Not looked up: the execution was cancelled before.');
		expect(requests).toHaveLength(2);
	});

	it('because the run has stopped is not asked at all', async () => {
		const { ask, caller, requests } = asking(...THREE);
		caller.stopFor({ kind: 'stopOnFailure' });
		expect(await ask()).toMatchObject({ failure: { event: { stop: { kind: 'stopOnFailure' } } } });
		expect(requests).toEqual([]);
	});

	it('because the run stops while it waits for its turn says why', async () => {
		const { ask, caller, requests } = asking(THREE[0], 'shut', THREE[1]);
		const original = caller.page.bind(caller);
		jest.spyOn(caller, 'page').mockImplementation(async (...call) => {
			const sent = await original(...call);
			if (sent.verdict === 'unsent') caller.stopFor({ kind: 'unanswered', count: 3 });
			return sent;
		});
		expect(await ask()).toMatchObject({ failure: { event: { stop: { kind: 'unanswered' } } } });
		expect(requests).toHaveLength(1);
	});

	it('because nothing was accepted for too long says so', async () => {
		const { ask, state } = asking(...THREE);
		state.nowMs += MAX_STALL_MS;
		expect(await ask()).toMatchObject({ failure: { event: { stop: { kind: 'stalled' } } } });
	});

	it('because there is always another page comes to an end all the same', async () => {
		const { ask, requests } = asking(page([], 'more'));
		const outcome = await ask();
		expect(requests).toHaveLength(10_000);
		expect(outcome).toMatchObject({ ok: false, failure: { reason: 'unaccounted' } });
		expect(messageOf(outcome)).toBe(
			"HubSpot's list does not end, not even after 10000 pages, so this record was not read. Run it again.",
		);
	});
});

describe('What more is read about the results of a page', () => {
	/** Reads two a call; `gone` ones HubSpot does not have. */
	const read = ({ body }: HttpRequest): HttpAnswer => {
		const { inputs } = body as { inputs: Array<{ id: string }> };
		const found = inputs.filter(({ id }) => !id.startsWith('gone'));
		return reply({ results: found.map(({ id }) => ({ id, name: `N${id}` })).reverse() }, 207);
	};
	const ENRICHED: List = {
		...SEARCH,
		pages: {
			...SEARCH.pages,
			enrich: {
				ask: { ...readRecords, limit: 2 },
				input: ({ id }) => ({ id }),
				merge: ({ id }, found) => ({ id, name: found?.name ?? null }),
			},
		},
	};
	/** The pages in their order, and reads as they come. */
	function enriching(pages: HttpAnswer[], reading: (request: HttpRequest) => HttpAnswer = read) {
		const left = [...pages];
		const isRead = ({ path }: HttpRequest) => path.endsWith('/batch/read');
		const world = scripted((request) =>
			isRead(request) ? reading(request) : (left.shift() as HttpAnswer),
		);
		const caller = new Caller(world.means);
		const ask = async (more: object = {}) => await askPages(ENRICHED, caller, question(0, more));
		const reads = () => world.requests.filter(isRead).length;
		return { ask, reads, requests: world.requests, caller };
	}
	const namesOf = (outcome: Outcome) => outcome.ok && outcome.results?.map(({ name }) => name);

	it('goes to the result it is about, whatever the order of the answer', async () => {
		const { ask, reads } = enriching(THREE);
		expect(namesOf(await ask())).toEqual(['N1', 'N2', 'N3', 'N4', 'N5']);
		expect(reads()).toBe(3);
	});

	it('is read in as many calls as its endpoint needs for a page', async () => {
		const { ask, reads } = enriching([page(['1', '2', '3', '4', '5'])]);
		expect(namesOf(await ask())).toEqual(['N1', 'N2', 'N3', 'N4', 'N5']);
		expect(reads()).toBe(3);
	});

	it('may be nothing where HubSpot has nothing, and the result is told all the same', async () => {
		const { ask } = enriching([page(['1', 'gone'])]);
		expect(namesOf(await ask())).toEqual(['N1', null]);
	});

	it('that HubSpot refuses to show of one fails the question, and says why', async () => {
		const { ask } = enriching([page(['1', '2'])], () =>
			reply({ results: [{ id: '1', name: 'N1' }], errors: [{ message: 'No view rights' }] }, 207),
		);
		const outcome = await ask();
		expect(outcome).toMatchObject({ ok: false, failure: { reason: 'rejected', status: 207 } });
		expect(messageOf(outcome)).toBe(
			'HubSpot does not show all records of this record: “No view rights”.',
		);
	});

	it('of a batch that was not carried out to the end fails the question', async () => {
		const { ask } = enriching([page(['1', '2'])], () =>
			reply({ status: 'CANCELED', results: [{ id: '1', name: 'N1' }] }),
		);
		expect(await ask()).toMatchObject({ ok: false, failure: { event: { kind: 'unreadable' } } });
	});

	it('is read of no result more than is wanted', async () => {
		const { ask, requests } = enriching(THREE);
		expect(namesOf(await ask({ most: 3 }))).toEqual(['N1', 'N2', 'N3']);
		const asked = requests.flatMap(({ body }) => (body as { inputs?: object[] }).inputs ?? []);
		expect(asked).toHaveLength(3);
	});

	it('is not asked for where there is no result', async () => {
		const { ask, reads } = enriching([page([])]);
		expect(namesOf(await ask())).toEqual([]);
		expect(reads()).toBe(0);
	});

	it.each([
		['refused', () => reply({ message: 'No' }, 400), { reason: 'rejected', status: 400 }],
		['lost', () => LOST, { reason: 'lost' }],
		['not readable', () => reply('<html>'), { event: { kind: 'unreadable' } }],
		['denied', () => reply({ message: 'No' }, 403), { reason: 'unsent', status: 403 }],
	])('that is %s fails the question, and no part of it is told', async (_, answer, failure) => {
		for (const pages of [THREE, [page(['1'])]]) {
			const { ask } = enriching(pages, answer);
			expect(await ask()).toMatchObject({ ok: false, failure });
		}
	});
});

describe('A run of questions', () => {
	/** Answers by the word that is asked for, a page of one result at a time. */
	const answerTo =
		(count: number) =>
		({ body }: HttpRequest): HttpAnswer => {
			const { word, after = '0' } = body as { word: string; after?: string };
			const at = Number(after);
			return page([`${word}-${at}`], at + 1 < count ? String(at + 1) : undefined);
		};

	async function ran(entries: Entry[], more: object, ...script: Parameters<typeof scripted>) {
		const { means, requests } = scripted(...script);
		const told: Outcome[] = [];
		const broken: Error[] = [];
		const left = [entries];
		await run((more as { effect?: List }).effect ?? SEARCH, () => left.shift(), {
			...means,
			stopOnFailure: false,
			lookUp: true,
			tell: (outcome) => told.push(outcome),
			onBroken: (error) => broken.push(error),
			...more,
		});
		return { told: told.sort((a, b) => a.item - b.item), requests, broken };
	}

	it('asks them side by side, and tells each its own results', async () => {
		const { means } = scripted(reply({}));
		const lane = { ...means.lane, room: () => 2 };
		const { told, requests } = await ran([question(0), question(1)], { lane }, answerTo(3));
		expect(told.map(idsOf)).toEqual([
			['w0-0', 'w0-1', 'w0-2'],
			['w1-0', 'w1-1', 'w1-2'],
		]);
		const words = requests.map(({ body }) => (body as { word: string }).word);
		expect(words).toEqual(['w0', 'w1', 'w0', 'w1', 'w0', 'w1']);
	});

	it('tells of none that anything may have been applied, and starts no other where it is to stop', async () => {
		const questions = [question(0), question(1)];
		const { told } = await ran(questions, { stopOnFailure: true }, LOST);
		expect(told).toMatchObject([
			{ ok: false, failure: { reason: 'lost' } },
			{ ok: false, failure: { reason: 'unsent', event: { stop: { kind: 'stopOnFailure' } } } },
		]);
		for (const outcome of told) {
			expect(outcome.ok || 'applied' in outcome.failure).toBe(false);
			expect(outcome.ok || 'lostBefore' in outcome.failure).toBe(false);
		}
		expect(messageOf(told[0])).toBe(
			'HubSpot gave no usable answer (timeout), so this record was not read. Run it again.',
		);
	});

	it('survives that this code itself fails on one, and tells the cause', async () => {
		const cause = new Error('boom');
		const pages = {
			...SEARCH.pages,
			page: (...[asked, place, after]: Parameters<List['pages']['page']>) => {
				if (asked.word === 'w0') throw cause;
				return SEARCH.pages.page(asked, place, after);
			},
		};
		const effect: List = { kind: 'list', pages };
		const { told, broken } = await ran([question(0), question(1)], { effect }, answerTo(1));
		expect(told).toMatchObject([{ failure: { event: { kind: 'broken' } } }, { ok: true }]);
		expect(broken).toEqual([cause]);
		expect(messageOf(told[0])).toBe(
			'This node failed while it worked on this batch (boom), so this record was not read. Run it again.',
		);
	});
});
