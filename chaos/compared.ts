/**
 * Updates and upserts of contacts that are compared with what HubSpot holds first: whose a write is where
 * its mark was not sent, and the laws of what may and may not be sent.
 */
import { STRANGE } from './contacts';
import type { Case } from './case';
import { valid } from './case';
import type { History, Version } from './history';
import { foldedAs } from './history';
import { marksIn, markOfTrace, named } from './items';
import type { Item, Json } from './kind';
import type { Played, PlayedCall } from './play';

type Texts = Record<string, unknown>;

const propertiesOf = (raw: unknown): Texts => ((raw as Json | null)?.properties ?? {}) as Texts;

// ---------------------------------------------------------------- whose a write is

/** The tags of the items that may have made a write: by its mark, its trace ID or, sent alone, by its values. */
export function signsOf({ executions }: Played): (input: Json) => string[] {
	const compared = executions.flatMap(({ plan }) => (plan.compare ? plan.items : []));
	const isOf = ({ raw, found, invalid }: Item, { id, properties = {} }: Json) => {
		if (invalid) return false;
		const names = [String((raw as Json).id).trim(), ...(found?.ids ?? [])];
		const given = propertiesOf(raw);
		const values = Object.entries(properties as Texts);
		return names.includes(String(id)) && values.every(([name, value]) => given[name] === value);
	};
	return (input) => {
		const marks = marksIn(input);
		if (marks.length) return marks;
		const traced = markOfTrace(input);
		if (traced !== undefined) return [traced];
		return compared.filter((item) => isOf(item, input)).map(({ tag }) => tag);
	};
}

// ---------------------------------------------------------------- the laws

const listOf = (text: string) => text.split(';').filter(Boolean);

/** Would it change nothing to write a value? As HubSpot has it, told without the product's own table. */
function isIn({ properties }: Version, name: string, value: string): boolean {
	const held = Object.hasOwn(properties, name) ? properties[name] : '';
	if (held === foldedAs(name, value)) return true;
	if (name !== 'interests') return false;
	const there = new Set(listOf(held));
	const wanted = new Set(listOf(value));
	if ([...wanted].some((option) => !there.has(option))) return false;
	return value.startsWith(';') || wanted.size === there.size;
}

const isKnown = (name: string) => name !== 'nope';

function shownBy({ answer, request }: PlayedCall, id: string): Texts | undefined {
	if (answer.kind !== 'reply' || !request.path.endsWith('/batch/read')) return undefined;
	const { results } = (answer.reply.body ?? {}) as {
		results?: Array<{ id: string; properties?: Texts }>;
	};
	return Array.isArray(results) ? results.find((each) => each.id === id)?.properties : undefined;
}

export function breachesOfCompared(one: Case, history: History): void {
	const { played, execution, hold } = one;
	const { plan, endMs } = execution;
	const { compare } = plan;
	if (!compare) return;
	const signs = signsOf(played);
	const { applied } = played.world.hubspot;
	const span = { fromMs: plan.startMs, toMs: endMs };
	for (const { outcome, item, told } of valid(one)) {
		if (!outcome.ok || outcome.result.outcome !== 'unchanged') continue;
		const id = String(outcome.result.id);
		// Empty values are left out before.
		const leftOut = new Set((outcome.leftOut ?? []).map(({ property }) => property));
		const values = Object.entries(propertiesOf(item.raw)).filter(
			([name, value]) => isKnown(name) && value !== '' && !leftOut.has(name),
		);
		const versions = history.during(span).filter((version) => version.id === id);
		const fits = (version: Version) =>
			values.every(([name, value]) => {
				if (compare === 'onlyChanges') return isIn(version, name, String(value));
				return Boolean(version.properties[name]);
			});
		hold('Unchanged items are truly unchanged', versions.some(fits), told);
		const isSent = applied.some((write) => {
			const its = signs(write.input);
			return its.length === 1 && its[0] === item.tag;
		});
		hold('Nothing is sent of an unchanged item', !isSent, told);
		const { id: given, idProperty } = item.raw as Json;
		const name = named(given, typeof idProperty === 'string' ? idProperty.trim() : undefined);
		const isIts = item.found
			? item.found.ids.includes(id)
			: history.of(name, span).some((version) => version.id === id);
		hold('An unchanged record is the one that its item names', isIts, told);
	}
	if (compare === 'onlyEmpty') breachesOfFilling(one, signs);
	else breachesOfChanges(one, signs);
}

/** What the fake applied for an execution. */
function* writesOf({ played, execution }: Case, signs: (input: Json) => string[]) {
	const tags = new Set(execution.plan.items.map(({ tag }) => tag));
	for (const write of played.world.hubspot.applied) {
		if (write.kind !== 'record' || write.action === 'archive') continue;
		const its = signs(write.input);
		// What was sent alone, items of other executions may have sent as well.
		if (its.length && its.every((tag) => tags.has(tag)))
			yield { write, tags: its, atMs: write.at - played.zeroMs };
	}
}

/** Values that HubSpot showed to a run that fills are never written over by it. */
function breachesOfFilling(one: Case, signs: (input: Json) => string[]): void {
	const { calls, hold } = one;
	for (const { write, tags, atMs } of writesOf(one, signs)) {
		const { id, input } = write;
		const before = calls.filter((call) => call.endMs <= atMs);
		/** The first time that it was sent: what was read afterwards was read to look it up. */
		const sent = before
			.filter(({ request }) => /batch\/(update|upsert)$/.test(request.path))
			.filter(({ request }) =>
				elementsIn(request.body).some((each) => signs(each).some((tag) => tags.includes(tag))),
			);
		const firstMs = Math.min(atMs, ...sent.map((call) => call.atMs));
		for (const [name, value] of Object.entries((input.properties ?? {}) as Texts)) {
			const shown = before.flatMap((call) => {
				const properties = shownBy(call, id);
				if (!properties || !Object.hasOwn(properties, name)) return [];
				return [{ held: properties[name], isFirst: call.endMs <= firstMs }];
			});
			const isOpen = ({ held }: { held: unknown }) => held === null || held === '';
			const first = shown.filter(({ isFirst }) => isFirst);
			const last = shown.at(-1);
			const isOwn = last && !last.isFirst && last.held === foldedAs(name, String(value));
			const good =
				(!first.length || first.some(isOpen)) &&
				(!last || last.isFirst || isOpen(last) || isOwn === true);
			hold('Fill-empty never overwrites', good, () => {
				return `execution ${one.number}: ${name} of ${id}, ${JSON.stringify(shown)} and ${tags.join()}`;
			});
			// Alone with the account, nobody else can have filled it since it was read.
			const isAlone = one.played.scenario.executions.length === 1 && write.action === 'update';
			const held = one.played.before.contacts.get(id) ?? {};
			const was = isAlone && Object.hasOwn(held, name) ? held[name] : undefined;
			hold('Fill-empty never overwrites what was there before', !was, () => {
				return `execution ${one.number}: ${name} of ${id} was ${was}, ${tags.join()}`;
			});
		}
	}
}

function elementsIn(body: unknown): Json[] {
	const { inputs } = (body ?? {}) as { inputs?: unknown };
	return Array.isArray(inputs) ? (inputs as Json[]) : [];
}

/** Where nothing goes wrong, of a record that one item alone names, nothing is sent that it holds. */
function breachesOfChanges(one: Case, signs: (input: Json) => string[]): void {
	const { played, execution, hold } = one;
	const { scenario, before } = played;
	if (scenario.kind !== 'calm' || scenario.executions.length > 1) return;
	const items = execution.plan.items.filter(({ invalid }) => !invalid);
	// One that is new, and called otherwise, may be any of them.
	const scopes = new Set(items.map(({ raw }) => String((raw as Json).idProperty ?? '').trim()));
	const mayBeNew = execution.plan.operation === 'batchUpsertObjects' && scopes.size > 1;
	if (mayBeNew || items.some(({ doubtful }) => doubtful && scopes.size > 1)) return;
	for (const { write, tags } of writesOf(one, signs)) {
		const [item] = items.filter(({ tag }) => tags.includes(tag));
		const record = item.record;
		const near = items.filter((each) => Math.abs((each.record ?? -9) - (record ?? 0)) <= 1);
		const isStrange = record !== undefined && record <= STRANGE.length + 1;
		// What its items call alike may be two records, and its answers may not show a record that was merged.
		if (near.length > 1 || isStrange || write.action !== 'update') continue;
		const held = before.contacts.get(write.id) ?? {};
		for (const [name, value] of Object.entries((write.input.properties ?? {}) as Texts)) {
			const isNew = !isIn(
				{ id: write.id, fromMs: 0, toMs: 0, properties: held },
				name,
				String(value),
			);
			hold('Where nothing goes wrong, what HubSpot holds is not sent', isNew, () => {
				return `execution ${one.number}: ${name} of ${write.id}, ${String(value)}`;
			});
		}
	}
}
