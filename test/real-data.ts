/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads data files, never shipped */
/** Lists of real data beside the project, where there are any: tests on them are skipped without. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { parseCsv } from './csv';

const FOLDER = path.resolve(__dirname, '../../shared/data');
const there = existsSync(FOLDER);

/** The rows of a file of that folder. */
export const realData = (file: string) => parseCsv(readFileSync(path.join(FOLDER, file), 'utf8'));

/** A file of that folder as it is. */
export const realFile = (file: string): Buffer => readFileSync(path.join(FOLDER, file));

/** A suite on real data; without the data its title says why it is skipped. */
export const describeRealData = (title: string, suite: () => void): void =>
	(there ? describe : describe.skip)(
		there ? title : `${title} (skipped: there is no ../shared/data beside the project)`,
		suite,
	);
