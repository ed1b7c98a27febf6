/** What a scenario is played on. */
import type { FakeOptions } from '../test/fake-hubspot/hubspot';
import type { FakeServer } from '../test/fake-hubspot/server';
import type { Credential, N8n } from './n8n';

export interface Stage {
	n8n: N8n;
	/** An account of its own, with an access token in n8n that fits; closed when the scenario is over. */
	account(options?: FakeOptions): Promise<{ fake: FakeServer; credential: Credential }>;
	/** The workflow that n8n's command line made of this file, without a change; as a user finds it then. */
	example(file: string): Promise<string>;
}

export interface Scenario {
	/** for --only */
	name: string;
	/** what holds when it has passed */
	says: string;
	play(stage: Stage): Promise<void>;
}
