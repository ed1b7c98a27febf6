/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line tool, never shipped */
// The fake HubSpot by hand: npm run fake-hubspot -- --port 4010 --log calls.jsonl

import { parseArgs } from 'node:util';

import { startFakeHubSpot } from './server';
import { DEFAULT_APP_ID, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from './hubspot';

const USAGE = `Usage: npm run fake-hubspot -- [options]
  --port P       listen on this port (default 4010)
  --log FILE     append one JSON line per call to FILE
  --limits N     enforce N calls per ten seconds (default: none enforced)
  --window MS    scale the ten seconds of --limits down or up to MS (default 10000)
  --other-app P  another program of the same app takes P percent of --limits (default 0)
  --latency MS   take this long for every answer (default 0)
  --latency-max MS
                 let answers take different times: --latency is then the median, and one
                 answer in a hundred takes MS
  --upsert-writes-nothing
                 answer every batch upsert of events 200 without results, and write nothing
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
				window: text,
				'other-app': text,
				latency: text,
				'latency-max': text,
				'upsert-writes-nothing': { type: 'boolean' },
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
	const windowMs = count('window', flags.window, 10_000, 86_400_000) || 10_000;
	const percent = count('other-app', flags['other-app'], 0, 100);
	const latency = count('latency', flags.latency, 0);
	const latencyMax = count('latency-max', flags['latency-max'], 0);
	const records = count('records', flags.records, 0);
	const { url, token, hubspot, close } = await startFakeHubSpot({
		port: count('port', flags.port, 4010, 65_535),
		latency: latencyMax > latency ? { medianMs: latency || 1, maxMs: latencyMax } : latency,
		limits: perTenSeconds > 0 ? { perTenSeconds, perDay: 250_000, windowMs } : null,
		otherApp: percent > 0 ? { share: percent / 100 } : null,
		upsertWritesNothing: flags['upsert-writes-nothing'] === true,
		records: [
			{ objectType: 'contacts', count: records, properties: { email: 'person{n}@example.com' } },
			{ objectType: '2-1001', count: records, properties: { session_code: 'S-{n}' } },
		],
		...(flags.log === undefined ? {} : { log: flags.log }),
	});
	const scaled = windowMs === 10_000 ? '' : `, scaled to a window of ${windowMs} ms`;
	const shared = percent > 0 ? `, ${percent} % of them taken by another program` : '';
	console.log(`Fake HubSpot, account ${hubspot.portalId}

  Base URL       ${url}
  Access token   ${token} (all scopes, app ${DEFAULT_APP_ID})
  OAuth client   ${DEFAULT_CLIENT_ID}, secret ${DEFAULT_CLIENT_SECRET} (for tests of the token endpoint)
  Limits         ${perTenSeconds > 0 ? `${perTenSeconds} calls per ten seconds${scaled}${shared}` : 'none enforced'}

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
