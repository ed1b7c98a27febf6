/**
 * Items that HubSpot's definitions speak against: a property that the account does not have, or a value
 * that is none of its options. Worked out from the items and the account alone.
 */
import type { FakeHubSpot } from '../test/fake-hubspot/hubspot';
import type { Item, Json } from './kind';

const isRecord = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The properties that an item writes: of contacts, or the custom ones of an event. */
function writtenBy({ raw }: Item): Array<[objectType: string, name: string, value: unknown]> {
	if (!isRecord(raw)) return [];
	const { properties, customProperties, contactProperties } = raw;
	const ofContact = 'subscriberState' in raw ? contactProperties : properties;
	const contact = isRecord(ofContact) ? Object.entries(ofContact) : [];
	const custom = Array.isArray(customProperties) ? customProperties.filter(isRecord) : [];
	return [
		...contact.map(([name, value]): [string, string, unknown] => ['contacts', name, value]),
		...custom.map(({ name, value }): [string, string, unknown] => ['0-54', String(name), value]),
	];
}

/** Does a property not exist, or not take this value? */
export function doesNotFit(
	hubspot: FakeHubSpot,
	objectType: string,
	name: string,
	value: unknown,
): boolean {
	const definition = hubspot.property(objectType, name);
	if (!definition) return true;
	const { type, options } = definition;
	if (type !== 'enumeration' || !options.length) return false;
	const parts = String(value).split(';').filter(Boolean);
	return !parts.every((part) => options.some((option) => option.value === part));
}

/** Does one of the properties of an item not exist, or not take its value? */
export const isMisfit = (hubspot: FakeHubSpot, item: Item): boolean =>
	writtenBy(item).some((written) => doesNotFit(hubspot, ...written));
