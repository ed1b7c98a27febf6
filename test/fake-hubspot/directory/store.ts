// Owns what an account lists for properties that hold ids alone: its owners, and the pipelines of its
// object types with their stages. Also which of their ids a property takes. Knows nothing about calls.

import type { PropertyProblem } from '../details';

export interface Owner {
	id: string;
	email: string;
	firstName: string;
	lastName: string;
	/** SPEC: of the user; it assigns nothing */
	userId: number;
	archived: boolean;
	teams: Array<{ id: string; name: string; primary: boolean }>;
}

export type NewOwner = Partial<Omit<Owner, 'teams'>> & { email: string; teams?: string[] };

export interface Stage {
	id: string;
	label: string;
	archived: boolean;
}

export interface Pipeline extends Stage {
	stages: Stage[];
}

export interface NewPipeline {
	id?: string;
	label: string;
	archived?: boolean;
	stages: Array<string | (Partial<Stage> & { label: string })>;
}

/** SPEC of deals and tickets; INFERRED of all other object types: as tickets. */
export const stagePropertiesOf = (typeId: string): { pipeline: string; stage: string } =>
	typeId === '0-3'
		? { pipeline: 'pipeline', stage: 'dealstage' }
		: { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' };

export class Directory {
	readonly owners = new Map<string, Owner>();

	private readonly pipelines = new Map<string, Pipeline[]>();

	private lastId = 41_000_000;

	private nextId(): string {
		this.lastId += 7;
		return String(this.lastId);
	}

	addOwner({ teams = [], ...given }: NewOwner): string {
		const { id = this.nextId() } = given;
		this.owners.set(id, {
			firstName: '',
			lastName: '',
			userId: Number(id) + 5_000_000,
			archived: false,
			...given,
			id,
			teams: teams.map((name, index) => ({ id: String(100 + index), name, primary: index === 0 })),
		});
		return id;
	}

	addPipeline(typeId: string, { id = this.nextId(), stages, ...given }: NewPipeline): Pipeline {
		const pipeline: Pipeline = {
			archived: false,
			...given,
			id,
			stages: stages.map((stage) => ({
				id: this.nextId(),
				archived: false,
				...(typeof stage === 'string' ? { label: stage } : stage),
			})),
		};
		this.pipelines.set(typeId, [...this.pipelinesOf(typeId), pipeline]);
		return pipeline;
	}

	pipelinesOf(typeId: string): readonly Pipeline[] {
		return this.pipelines.get(typeId) ?? [];
	}

	/**
	 * What is wrong with the value of a property whose options are elsewhere. STATED: an owner is given
	 * by id alone. INFERRED: not one that is archived; a stage must be one of the pipeline that the same
	 * input names.
	 */
	problemsOf(
		typeId: string,
		{ name, referencedObjectType }: { name: string; referencedObjectType?: string },
		values: Record<string, string>,
	): PropertyProblem[] {
		const value = values[name];
		if (value === '') return [];
		if (referencedObjectType === 'OWNER') {
			const parts = value.split(';').filter(Boolean);
			const isGood = (id: string) => this.owners.get(id)?.archived === false;
			return parts.every(isGood) ? [] : [{ name, reason: 'option', value }];
		}
		const pipelines = this.pipelinesOf(typeId).filter(({ archived }) => !archived);
		const own = stagePropertiesOf(typeId);
		if (name === own.pipeline) {
			const isThere = pipelines.some(({ id }) => id === value);
			return isThere ? [] : [{ name, reason: 'option', value }];
		}
		if (name !== own.stage) return [];
		const named = values[own.pipeline];
		const stages = pipelines
			.filter(({ id }) => !named || id === named)
			.flatMap((pipeline) => pipeline.stages);
		const isThere = stages.some(({ id, archived }) => id === value && !archived);
		return isThere ? [] : [{ name, reason: 'stage', value }];
	}
}
