/**
 * The choices of pipeline and stage, which HubSpot lists apart from the properties. Used while a
 * workflow is edited, never while it runs.
 */
import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { pipelinesOf, type Stage, type Thing } from '../hubspot/books';
import { stageProperties } from '../hubspot/names';
import { renderPath } from '../hubspot/paths';
import { DEFAULT_VERSION } from '../hubspot/versions';
import { allResults, optionsToldApart } from './account';
import type { MapperField } from './items';

const optionsOf = (things: Thing[]) =>
	optionsToldApart(things.map(({ id, name }) => ({ name, value: id })));

/**
 * The fields, with the choices of pipeline and stage where HubSpot's properties show none. Where the
 * pipelines cannot be loaded, these fields stay text.
 */
export async function withStages(
	context: ILoadOptionsFunctions,
	objectType: string,
	fields: MapperField[],
): Promise<MapperField[]> {
	const names = stageProperties(objectType);
	const isOne = ({ id, options }: MapperField) =>
		(id === names.pipeline || id === names.stage) && !options;
	if (!fields.some(isOne)) return fields;
	const path = renderPath(DEFAULT_VERSION, 'pipelines', '/{objectType}', { objectType });
	const results = await allResults(context, path, 'pipelines').catch(() => []);
	const { all, stages } = pipelinesOf(results);
	const isAlone = all.things.length === 1;
	const named = ({ id, name, pipeline }: Stage): Thing => ({
		id,
		name: isAlone ? name : `${name} (${pipeline})`,
	});
	const choices = {
		[names.pipeline]: optionsOf(all.things),
		[names.stage]: optionsOf(stages.things.map(named)),
	};
	return fields.map((field) => {
		const options = isOne(field) ? choices[field.id] : [];
		return options.length ? { ...field, type: 'options', options } : field;
	});
}
