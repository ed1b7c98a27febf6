/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line tool, never shipped */
// The fake HubSpot by hand: npm run fake-hubspot -- --port 4010 --log calls.jsonl

import { parseArgs } from 'node:util';

import { startFakeHubSpot } from './server';
import { DEFAULT_APP_ID, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from './hubspot';

const USAGE = `Usage: npm run fake-hubspot -- [options]
  --port P       listen on this port (default 4010)
  --log FILE     append one JSON line per call to FILE
  --limits N     enforce N calls per ten seconds (default: none enforced)
  --latency MS   take this long for every answer (default 0)
  --records N    seed N contacts and N sessions, ids 1 to N (default 0)
  --help         this text`;

function fail(message: string): never {
	console.error(`fake-hubspot: ${message}`);
	process.exit(2);
}

function readFlags() {
	try {
		const text = { type: 'string' } as const;
		const { values } = parseArgs({
			options: {
				port: text,
				log: text,
				limits: text,
				latency: text,
				records: text,
				help: { type: 'boolean' },
			},
		});
		return values;
	} catch (error) {
		const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
		return fail(`${sentence}. See --help.`);
	}
}

function count(flag: string, text: string | undefined, fallback: number, max = 1_000_000): number {
	if (text === undefined) return fallback;
	const number = Number(text);
	if (/^\d+$/.test(text) && number <= max) return number;
	return fail(`--${flag} wants a whole number from 0 to ${max}, not "${text}"`);
}

async function main() {
	const flags = readFlags();
	if (flags.help) {
		console.log(USAGE);
		return;
	}
	const perTenSeconds = count('limits', flags.limits, 0);
	const records = count('records', flags.records, 0);
	const { url, token, hubspot, close } = await startFakeHubSpot({
		port: count('port', flags.port, 4010, 65_535),
		latencyMs: count('latency', flags.latency, 0),
		limits: perTenSeconds > 0 ? { perTenSeconds, perDay: 250_000 } : null,
		...(flags.log === undefined ? {} : { log: flags.log }),
	});
	for (let n = 1; n <= records; n++) {
		hubspot.seedObject('contacts', { email: `person${n}@example.com` }, String(n));
		hubspot.seedObject('2-1001', { session_code: `S-${n}` }, String(n));
	}

	console.log(`Fake HubSpot, account ${hubspot.portalId}

  Base URL       ${url}
  Access token   ${token} (all scopes, app ${DEFAULT_APP_ID})
  OAuth client   ${DEFAULT_CLIENT_ID}, secret ${DEFAULT_CLIENT_SECRET} (for tests of the token endpoint)
  Limits         ${perTenSeconds > 0 ? `${perTenSeconds} calls per ten seconds` : 'none enforced'}

Seeded: properties of contacts, companies, deals and marketing events (0-54);
custom object 2-1001 (p${hubspot.portalId}_session); ${records} contacts and ${records} sessions.
Unique properties: contacts email and customer_number, companies company_number,
sessions session_code.

Stop with Ctrl+C.`);
	const stop = () => void close().then(() => process.exit(0));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
