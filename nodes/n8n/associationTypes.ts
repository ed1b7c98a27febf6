/** Labels of associations to choose from. Used while a workflow is edited, never while it runs. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { idText } from '../hubspot/json';
import { standardObject } from '../hubspot/objects';
import { renderPath } from '../hubspot/paths';
import { DEFAULT_VERSION } from '../hubspot/versions';
import { allResults, optionsToldApart, textOf } from './account';
import { byText } from './labels';

/** HubSpot's own association without a label, whose number a run asks for. */
export const BY_DEFAULT: INodePropertyOptions = { name: 'Default (No Label)', value: '' };
/** Custom objects may have others without one. */
const NO_LABEL = 'No Label';

/**
 * The labels that lead from an object type to the one that is chosen beside the list, the default
 * first; that alone before one is chosen.
 */
export async function associationTypes(
	context: ILoadOptionsFunctions,
	objectType: string,
): Promise<INodePropertyOptions[]> {
	const chosen = context.getCurrentNodeParameter('&toObjectType');
	const toObjectType = typeof chosen === 'string' ? standardObject(chosen.trim()) : '';
	if (!toObjectType) return [BY_DEFAULT];
	const path = renderPath(DEFAULT_VERSION, 'associations', '/{objectType}/{toObjectType}/labels', {
		objectType,
		toObjectType,
	});
	const types = await allResults(context, path, `labels from ${objectType} to ${toObjectType}`);
	const options = types.flatMap(({ category, typeId, label }): INodePropertyOptions[] => {
		const id = idText(typeId);
		if (typeof category !== 'string' || id === undefined) return [];
		if (!label && category === 'HUBSPOT_DEFINED') return [];
		return [{ name: textOf(label, NO_LABEL), value: `${category}:${id}` }];
	});
	const labelled = optionsToldApart(options as Array<{ name: string; value: string }>);
	return [BY_DEFAULT, ...labelled.sort((a, b) => byText(a.name, b.name))];
}
