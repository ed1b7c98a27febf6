/**
 * The tests that run for every mutant, as one file: what they share, above all n8n-workflow and zod,
 * is then loaded once per mutant. In process and fast only; those that run dist inside n8n's engine
 * (test/nodes) take seconds each.
 */
// Quick ones first: the first failure ends the run of a mutant.
import '../batch/parameters.test';
import '../batch/account.test';
import '../batch/http.test';
import '../batch/send.test';
import '../batch/n8n.test';
import '../batch/values.test';
import '../batch/api.test';
import '../contract/rows.test';
import '../batch/plan.test';
import '../batch/items.test';
import '../batch/lookup.test';
import '../batch/pace.test';
import '../batch/references.test';
import '../batch/reading.test';
import '../batch/match.test';
import '../batch/settle.test';
import '../batch/engine.test';
import '../batch/laws.test';
