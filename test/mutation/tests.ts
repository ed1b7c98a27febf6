/**
 * The tests that run for every mutant, as one file: what they share, above all n8n-workflow and zod,
 * is then loaded once per mutant. In process and fast only; those that run dist inside n8n's engine
 * (test/nodes) take seconds each.
 */
// Quick ones first: the first failure ends the run of a mutant.
import '../n8n/parameters.test';
import '../n8n/account.test';
import '../n8n/http.test';
import '../engine/send.test';
import '../n8n/execute.test';
import '../hubspot/values.test';
import '../hubspot/api.test';
import '../contract/rows.test';
import '../engine/plan.test';
import '../n8n/items.test';
import '../engine/check.test';
import '../engine/governor.test';
import '../n8n/references.test';
import '../n8n/reading.test';
import '../engine/match.test';
import '../engine/settle.test';
import '../engine/run.test';
import '../engine/laws.test';
