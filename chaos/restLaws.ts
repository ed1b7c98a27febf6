/**
 * The law of Write the Rest: what is written is what was to be written less the properties that are told as
 * left out, and only what HubSpot has a reason to refuse is left out.
 */
import type { AppliedWrite } from '../test/fake-hubspot/hubspot';
import { writeOf } from '../test/engine/rows';
import { tagOf } from './attendance';
import { valid, type Case } from './case';
import { KINDS, marksIn } from './items';
import { doesNotFit } from './misfits';
import { isRefusable } from './rest';

type Values = Record<string, string>;

/** Is this the write of the item with this tag? */
function isOf({ kind, action, input }: AppliedWrite, tag: string): boolean {
	if (kind !== 'attendance') return marksIn(input).includes(tag);
	return tagOf(input.objectId, action, input, input.interactionDateTime) === tag;
}

const lacking = (wanted: Values, written: Values): string[] =>
	Object.keys(wanted).filter((name) => !Object.hasOwn(written, name));

/** The law of one execution. */
export function breachesOfRest(one: Case): void {
	const { played, execution, hold } = one;
	const { plan, inputs } = execution;
	const { row } = KINDS[plan.operation];
	if (!row.form.options.includes('ifPropertyRefused')) return;
	const { leaveOut } = writeOf(row);
	const values = (input: object): Values => leaveOut?.values(input as never) ?? {};
	const { applied } = played.world.hubspot;
	for (const { outcome, item, told } of valid(one)) {
		const input = inputs.get(outcome.item);
		if (!input) continue;
		const wanted = values(input);
		const leftOut = outcome.ok ? (outcome.leftOut ?? []) : [];
		hold('Nothing is left out where nobody wants that', plan.writeRest || !leftOut.length, told);
		const ofEvent = Array.isArray((input as { customProperties?: unknown }).customProperties);
		const objectType = ofEvent ? '0-54' : 'contacts';
		const refusable = (name: string) =>
			isRefusable(played.scenario, name, wanted[name]) ||
			doesNotFit(played.world.hubspot, objectType, name, wanted[name]);
		const names = leftOut.map(({ property }) => property);
		hold('Only refused properties are left out', names.every(refusable), told);
		const told1 = leftOut.every(({ property, value }) => wanted[property] === value);
		hold('What was left out is told with its value', told1, told);
		const keeps = leaveOut?.keeps(input as never) ?? [];
		hold(
			'What names a record is never left out',
			!names.some((name) => keeps.includes(name)),
			told,
		);
		// What HubSpot holds already is not written either, and has laws of its own.
		if (plan.compare) continue;
		const own = applied.filter((write) => isOf(write, item.tag));
		// Of one person and moment, an item of other values may have been written.
		if (own.some(({ kind }) => kind === 'attendance')) continue;
		for (const write of own) {
			const written = values(write.input);
			const same = Object.keys(written).every((name) => written[name] === wanted[name]);
			const gone = lacking(wanted, written);
			hold('What is written is what was to be written', same, told);
			hold('What is not written was refused', gone.every(refusable), told);
			hold('Without the option, all is written', plan.writeRest || !gone.length, told);
		}
		const last = own.at(-1);
		if (!outcome.ok || !last) continue;
		const gone = lacking(wanted, values(last.input)).sort();
		hold(
			'What is written lacks what is told as left out, and nothing else',
			gone.join() === names.sort().join(),
			told,
		);
	}
}
