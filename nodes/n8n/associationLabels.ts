/**
 * Labels of associations for the list in the editor. Used while a workflow is edited, never while it
 * runs.
 */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { idText, isRecord } from '../hubspot/json';
import { standardObject } from '../hubspot/objects';
import { renderPath } from '../hubspot/paths';
import { DEFAULT_VERSION } from '../hubspot/versions';
import { allResults, optionsToldApart, textOf } from './account';
import { byText } from './labels';
import { nounOfType, RECORD } from './nouns';

/** What is chosen in a resource locator: its value, and what its list calls it. */
function chosen(context: ILoadOptionsFunctions, parameter: string): { type: string; name: string } {
	const locator: unknown = context.getCurrentNodeParameter(parameter);
	const value = isRecord(locator) ? locator.value : locator;
	const type = typeof value === 'string' ? standardObject(value.trim()) : '';
	const noun = nounOfType(type);
	const listed = isRecord(locator) ? textOf(locator.cachedResultName) : '';
	const known = noun === RECORD ? listed || type : noun.one;
	return { type, name: known.charAt(0).toUpperCase() + known.slice(1) };
}

const NO_LABEL = 'No Label';

/**
 * The labels that lead from one object type to the other, each with its direction in words: “Contact →
 * Company: Primary”. First comes no label at all.
 */
export async function associationLabels(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const none = { name: NO_LABEL, value: '' };
	const from = chosen(this, 'fromObjectType');
	const to = chosen(this, 'toObjectType');
	if (!from.type || !to.type) return [none];
	const path = renderPath(
		DEFAULT_VERSION,
		'associations',
		'/{fromObjectType}/{toObjectType}/labels',
		{ fromObjectType: from.type, toObjectType: to.type },
	);
	const what = `labels from ${from.name} to ${to.name}`;
	const labels = (await allResults(this, path, what)).flatMap(({ category, typeId, label }) => {
		const number = idText(typeId);
		if (typeof category !== 'string' || number === undefined || !label) return [];
		const name = `${from.name} → ${to.name}: ${textOf(label, number)}`;
		return [{ name, value: `${category}:${number}` }];
	});
	return [none, ...optionsToldApart(labels.sort((a, b) => byText(a.name, b.name)))];
}
