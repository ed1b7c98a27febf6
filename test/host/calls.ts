/** The calls that a fake HubSpot got, without those that every write begins with. */
import type { FakeHubSpot } from '../fake-hubspot/hubspot';

/** GET of the list of properties of an object type. */
const DEFINITIONS = /^\/crm\/(properties\/[\w-]+|v3\/properties)\/([^/?]+)$/;

/**
 * Its calls but for the first read of the definitions of each object type: before a write, they are asked
 * for once in ten minutes, whatever the write is. `preflight.test.ts` is about these.
 */
export function callsOf({ hubspot }: { hubspot: FakeHubSpot }) {
	const asked = new Set<string>();
	return hubspot.calls.filter(({ method, path }) => {
		const [, , objectType] = (method === 'GET' && DEFINITIONS.exec(path)) || [];
		if (objectType === undefined || asked.has(objectType)) return true;
		asked.add(objectType);
		return false;
	});
}
