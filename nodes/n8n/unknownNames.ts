/** Names that lead to no ID, such as an owner's e-mail address, in sentences: what to write instead. Pure. */
import { missingScopes } from '../hubspot/errors';
import type { UnknownName } from '../hubspot/directory';
import type { Refusal } from '../engine/outcome';
import { capitalized, nounOfType } from './nouns';
import { quoted, refusalAndAdvice, shortened, withoutStops, type LabelOf } from './refusals';

/** Most IDs or pipelines that a sentence repeats. */
const MOST = 5;

const LONGEST = 80;

const q = (text: string) => quoted(text, LONGEST);

const some = (texts: string[], show = q): string =>
	texts.slice(0, MOST).map(show).join(', ') + (texts.length > MOST ? ', …' : '');

/** `“a”, “b” or “c”` */
const either = (texts: string[]) => {
	const shown = texts.map(q);
	const last = shown.pop() ?? '';
	return shown.length ? `${shown.join(', ')} or ${last}` : last;
};

/** What the value of the property must be. */
function expected({ of, objectType, within }: UnknownName): string {
	if (of === 'owner') return 'the email or the ID of an active HubSpot user';
	const { many } = nounOfType(objectType);
	if (of === 'pipeline') return `a pipeline of ${many}`;
	return within === undefined
		? `a stage of a pipeline of ${many}`
		: `a stage of the pipeline ${q(within)}`;
}

/** What it may have meant. */
function meant({ of, near, all }: UnknownName): string {
	if (near.length) return ` Did you mean ${either(near)}?`;
	if (all?.length) return ` The ${of}s are: ${all.map(q).join(', ')}.`;
	return of === 'owner' ? ' Look it up in HubSpot under Settings → Users & Teams.' : '';
}

/** Why a name leads to no ID. `notSent`: how the sentence begins. */
export function unknownNameInWords(
	name: UnknownName,
	refusal: Refusal | undefined,
	labelOf: LabelOf,
	notSent: string,
): string {
	const { property, value, of, ids, pipelines, pipelineProperty } = name;
	const label = shortened(labelOf(property), LONGEST);
	if (refusal) return `${notSent}: ${notLookedUp(name, refusal)}`;
	if (pipelines) {
		const other = shortened(labelOf(pipelineProperty ?? ''), LONGEST);
		return `${notSent}: ${label} is ${q(value)}, and several pipelines have such a stage (${some(pipelines)}). Send ${other}, too.`;
	}
	if (ids.length) {
		const many = of === 'owner' ? 'users of HubSpot have this email' : `${of}s have this name`;
		return `${notSent}: ${label} is ${q(value)}, but several ${many} (IDs ${some(ids, String)}). Send the ID of the right one.`;
	}
	return `${notSent}: ${label} must be ${expected(name)}, but is ${q(value)}.${meant(name)}`;
}

/** Why HubSpot could not be asked for the ID, and what to do. */
function notLookedUp({ of, value, missing }: UnknownName, refused: Refusal): string {
	const { status, error, why } = refused;
	const said = refusalAndAdvice(refused, 'the look-up');
	const because =
		status !== undefined
			? `. ${capitalized(said)}`
			: `: ${withoutStops(why ?? 'HubSpot gave no answer')}.`;
	const isUnnamed = status === 403 && !missingScopes(error).length && missing?.scope;
	const scope = isUnnamed ? ` It takes the scope ${missing.scope}.` : '';
	return `the ID of the ${of} ${q(value)} could not be looked up${because}${scope} Or send the ID itself, which needs no look-up.`;
}
