// Lists what is under associations.

import type { Endpoint, NotFaked } from '../endpoints';
import { listLabels, readAssociations } from './read';
import { archive, archiveLabels, createDefault, createLabelled } from './write';

export const ASSOCIATION_ENDPOINTS: readonly Endpoint[] = [
	createLabelled,
	createDefault,
	archive,
	archiveLabels,
	readAssociations,
	listLabels,
];

export const ASSOCIATION_NOT_FAKED: readonly NotFaked[] = [
	{ template: 'associations/*/*/labels', methods: ['POST', 'PUT'] },
];
