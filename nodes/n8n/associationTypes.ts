/** Labels of associations to choose from. Used while a workflow is edited, never while it runs. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { idText } from '../hubspot/json';
import { standardObject } from '../hubspot/objects';
import { renderPath } from '../hubspot/paths';
import { DEFAULT_VERSION } from '../hubspot/versions';
import { allResults, optionsToldApart, textOf } from './account';
import { byText } from './labels';

/** What the list calls the association that has no label. */
const DEFAULT = 'Default (No Label)';

/**
 * The labels that lead from an object type to the one that is chosen beside the list; none before one
 * is chosen.
 */
export async function associationTypes(
	context: ILoadOptionsFunctions,
	objectType: string,
): Promise<INodePropertyOptions[]> {
	const chosen = context.getCurrentNodeParameter('&toObjectType');
	const toObjectType = typeof chosen === 'string' ? standardObject(chosen.trim()) : '';
	if (!toObjectType) return [];
	const path = renderPath(DEFAULT_VERSION, 'associations', '/{objectType}/{toObjectType}/labels', {
		objectType,
		toObjectType,
	});
	const types = await allResults(context, path, `labels from ${objectType} to ${toObjectType}`);
	const options = types.flatMap(({ category, typeId, label }): INodePropertyOptions[] => {
		const id = idText(typeId);
		if (typeof category !== 'string' || id === undefined) return [];
		return [{ name: textOf(label, DEFAULT), value: `${category}:${id}` }];
	});
	return optionsToldApart(options as Array<{ name: string; value: string }>).sort((a, b) =>
		byText(a.name, b.name),
	);
}
