/* eslint-disable @n8n/community-nodes/no-restricted-globals -- reads a setting of the test run, never shipped */
/**
 * How many cases random tests draw. PROPERTY_RUNS holds it down where the tests run for every
 * mutant (test/mutation/mutate.mjs): then the same cases are drawn each time, and none is shrunk.
 */
import { configureGlobal } from 'fast-check';

const most = Number(process.env.PROPERTY_RUNS ?? Infinity);

export const runs = (wanted: number): number => Math.min(wanted, most);

if (most < Infinity) configureGlobal({ seed: 1, numRuns: runs(100), endOnFailure: true });
