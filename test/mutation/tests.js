/**
 * All tests that run for a folder's mutants, as one file: what they share, above all n8n-workflow and
 * zod, is then loaded once for each mutant.
 */
const { testsOf } = require('./folders');

for (const file of testsOf(process.env.MUTATE_FOLDER)) require(file);
