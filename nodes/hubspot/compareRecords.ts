/** How updates and upserts of CRM records are compared with what HubSpot holds, before they are sent. */
import type { Compare } from './compare';
import { DEFINITIONS } from './finding';
import { own, put } from './json';
import {
	isCalled,
	keyed,
	otherNames,
	propertiesOf,
	readRecords,
	type RecordInput,
} from './records';
import { outcomeOf } from './replies';

/** Of a record of which nothing was sent. */
const markUnchanged = outcomeOf('unchanged');

/** What HubSpot shows of every record, asked for or not. */
const ALWAYS_SHOWN =
	'createdate hs_createdate hs_lastmodifieddate hs_object_id lastmodifieddate'.split(' ');

/**
 * @param isUpsert the results of the write say whether a record is new, so those of records of which
 * nothing was sent say it, too
 */
export const compareRecords = <I extends RecordInput>(isUpsert = false): Compare<I> => ({
	read: readRecords,
	// By what else a contact is called, its record is recognised where an item calls it so.
	showing: (place, names, { idProperty }) => {
		const other = otherNames(idProperty, place);
		const all = new Set([...names, ...(other === undefined ? [] : [other])]);
		return { ...place, parameters: { ...place.parameters, properties: [...all].join(',') } };
	},
	isOf: isCalled,
	values: propertiesOf,
	only: (input, names) => {
		const properties: Record<string, string> = {};
		for (const name of names) put(properties, name, input.properties[name]);
		return { ...input, properties };
	},
	unchanged: (record, input) => {
		const held = propertiesOf(record);
		const properties: Record<string, unknown> = {};
		for (const name of new Set([...Object.keys(input.properties), ...ALWAYS_SHOWN])) {
			const value = own(held, name);
			const sent = own(input.properties, name);
			// The input's own text where it is the same, so that 100,000 results do not hold it once more.
			if (value !== undefined) put(properties, name, value === sent ? sent : value);
		}
		const result = { ...record, properties, ...(isUpsert && { new: false }) };
		return markUnchanged(keyed(result, input));
	},
	kinds: DEFINITIONS,
});
