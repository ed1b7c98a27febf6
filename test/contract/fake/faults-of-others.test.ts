// What goes wrong with reads and single writes on demand.

import type { Fault, SingleFault } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { EVENT, contacts, event, ids, numbers } from './account';

/** For each: its status, and whether a PUT has written all the same. */
const table: Array<[SingleFault, number, boolean]> = [
	[{ kind: 'rateLimit', policy: 'TEN_SECONDLY_ROLLING' }, 429, false],
	[{ kind: 'locked' }, 423, false],
	[{ kind: 'migrating', retryAfter: 60 }, 477, false],
	[{ kind: 'serverError', status: 500, applied: false }, 500, false],
	[{ kind: 'serverError', status: 504, applied: true, html: true }, 504, true],
	[{ kind: 'reset', applied: false }, 0, false],
	[{ kind: 'reset', applied: true }, 0, true],
	[{ kind: 'hang', applied: false }, 0, false],
	[{ kind: 'hang', applied: true }, 0, true],
	[{ kind: 'truncate' }, 200, true],
	[{ kind: 'notJson', status: 200 }, 200, true],
	[{ kind: 'empty', status: 204 }, 204, true],
	[{ kind: 'notFound' }, 404, false],
	[{ kind: 'otherServer' }, 404, false],
	[{ kind: 'wholeBatch', status: 400, dialect: 'category', message: 'No' }, 400, false],
	[{ kind: 'unauthorized' }, 401, false],
	[{ kind: 'missingScopes', scopes: ['a'] }, 403, false],
	[{ kind: 'delay', ms: 50 }, 200, true],
];

it.each(table)(
	'The fault %j hits a PUT, a batch read and single reads, each from its own queue',
	(fault, status, written) => {
		const { hubspot, call, putEvent, read } = contacts(2);
		hubspot.faults.always({ kind: 'emptyResults' }); // which is none of their business
		hubspot.singleFaults.next(fault);
		expect(putEvent(event(1)).status).toBe(status);
		expect(hubspot.applied).toHaveLength(written ? 1 : 0);
		expect(putEvent(event(2)).status).toBe(200);
		const written2 = hubspot.applied.length;

		const inputs = [{ id: '1' }, { id: '2' }];
		hubspot.readFaults.next(fault);
		expect(read({ inputs }).status).toBe(status);
		expect(read({ inputs }).said.results).toHaveLength(2);
		const path = EVENT.replace('{externalEventId}', 'e2?externalAccountId=acct-1');
		const search = `${facts.OTHER_ENDPOINTS.searchEvents.paths.v3}?q=e2`;
		for (const single of [path, search, '/crm/v3/objects/contacts/1']) {
			hubspot.readFaults.next(fault);
			expect(call('GET', single).status).toBe(status);
			expect(call('GET', single).status).toBe(200);
		}
		expect(hubspot.applied).toHaveLength(written2);
	},
);

it('Faults spoil the results of a batch read as those of a batch write', () => {
	const { hubspot, read } = contacts(4);
	const said = (fault: Fault) => {
		hubspot.readFaults.next(fault);
		return read({ inputs: numbers(4).map((i) => ({ id: String(i + 1) })) }).said;
	};
	expect(said({ kind: 'emptyResults' }).results).toEqual([]);
	expect(said({ kind: 'forgetResults', count: 1 }).results).toHaveLength(3);
	expect(ids(said({ kind: 'reverse' }).results)).toEqual(['4', '3', '2', '1']);
	const some = said({ kind: 'rejectSome', count: 3, named: true });
	expect([some.results.length, some.numErrors]).toEqual([1, 3]);
});

it('A fault of batches on a single read is an error of the test', () => {
	const { hubspot, call } = contacts(1);
	hubspot.readFaults.next({ kind: 'emptyResults' });
	expect(() => call('GET', '/crm/v3/objects/contacts/1')).toThrow('"emptyResults"');
});

it('Faults of reads and of PUTs leave alone what dropdowns ask, and batch writes', () => {
	const { hubspot, call, update, inputs } = contacts(1);
	hubspot.readFaults.next({ kind: 'locked' });
	hubspot.singleFaults.next({ kind: 'locked' });
	expect(call('GET', '/crm/v3/properties/contacts').status).toBe(200);
	expect(update(inputs).status).toBe(200);
	expect([hubspot.readFaults.pending(), hubspot.singleFaults.pending()]).toEqual([1, 1]);
});
