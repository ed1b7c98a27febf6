/** Labels of associations to choose from. Used while a workflow is edited, never while it runs. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { idText, isRecord } from '../hubspot/json';
import { standardObject } from '../hubspot/objects';
import { renderPath } from '../hubspot/paths';
import { DEFAULT_VERSION } from '../hubspot/versions';
import { allResults, optionsToldApart, textOf } from './account';
import { byText } from './labels';
import { capitalized, nounOfType, RECORD } from './nouns';

/** A type of association that an account has without a label, as custom objects may. */
const NO_LABEL = 'No Label';
/** HubSpot's own association without a label, whose number a run asks for. */
export const BY_DEFAULT: INodePropertyOptions = { name: 'Default (No Label)', value: '' };

/** What is removed where no label is chosen. */
export const ALL_ASSOCIATIONS: INodePropertyOptions = { name: 'All Associations', value: '' };

/** An object type that is chosen, and what messages and lists call it. */
interface Chosen {
	type: string;
	name: string;
}

/** What is chosen in a parameter: its value, and what its list calls it. */
function chosenIn(context: ILoadOptionsFunctions, parameter: string): Chosen {
	const locator: unknown = context.getCurrentNodeParameter(parameter);
	const value = isRecord(locator) ? locator.value : locator;
	const type = typeof value === 'string' ? standardObject(value.trim()) : '';
	const noun = nounOfType(type);
	const listed = isRecord(locator) ? textOf(locator.cachedResultName) : '';
	const known = noun === RECORD ? listed || type : noun.one;
	return { type, name: capitalized(known) };
}

/** The types of association that lead from one object type to the other; the label of some is empty. */
async function typesBetween(context: ILoadOptionsFunctions, from: Chosen, to: Chosen) {
	const path = renderPath(DEFAULT_VERSION, 'associations', '/{from}/{to}/labels', {
		from: from.type,
		to: to.type,
	});
	const types = await allResults(context, path, `labels from ${from.name} to ${to.name}`);
	return types.flatMap(({ category, typeId, label }) => {
		const id = idText(typeId);
		if (typeof category !== 'string' || id === undefined) return [];
		return [{ label: textOf(label), value: `${category}:${id}`, category }];
	});
}

const inOrder = (options: Array<{ name: string; value: string }>): INodePropertyOptions[] =>
	optionsToldApart(options).sort((a, b) => byText(a.name, b.name));

/**
 * The labels that lead from one object type to the other, each with its direction in words: “Contact →
 * Company: Primary”.
 * @param none what it means to choose no label; it comes first
 */
export async function labelsOfPairs(
	context: ILoadOptionsFunctions,
	none: INodePropertyOptions,
): Promise<INodePropertyOptions[]> {
	const from = chosenIn(context, 'fromObjectType');
	const to = chosenIn(context, 'toObjectType');
	if (!from.type || !to.type) return [none];
	const labelled = (await typesBetween(context, from, to)).filter(({ label }) => label);
	const named = labelled.map(({ label, value }) => {
		return { name: `${from.name} → ${to.name}: ${label}`, value };
	});
	return [none, ...inOrder(named)];
}

/**
 * The labels that lead from the object type of new records to the one that is chosen beside the list,
 * the default one first; that alone before one is chosen.
 */
export async function labelsOfNewRecords(
	context: ILoadOptionsFunctions,
	objectType: string,
): Promise<INodePropertyOptions[]> {
	const { type } = chosenIn(context, '&toObjectType');
	if (!type) return [BY_DEFAULT];
	const types = await typesBetween(
		context,
		{ type: objectType, name: objectType },
		{ type, name: type },
	);
	const others = types.filter(({ label, category }) => label || category !== 'HUBSPOT_DEFINED');
	const named = others.map(({ label, value }) => ({ name: label || NO_LABEL, value }));
	return [BY_DEFAULT, ...inOrder(named)];
}
