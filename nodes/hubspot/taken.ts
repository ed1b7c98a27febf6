/**
 * Refusals of a value that another record has and that no two may have, of which HubSpot tells in
 * sentences alone.
 */
import { details, type HubSpotError } from './errors';

/** Who has it already; the property and its value where HubSpot names them. */
export interface Taken {
	owner: string;
	property?: string;
	value?: string;
}

/**
 * “Cannot set PropertyValueCoordinates{portalId=1, …, propertyName=code, value=TAKEN} on 51. 9001
 * already has that value.” (OBSERVED). Read from both ends, because a value may hold anything.
 */
const COORDINATES = 'PropertyValueCoordinates{';
const NAME = 'propertyName=';
const VALUE = ', value=';
const END = '} on ';
const OWNER = /^\d+\. (\d+) already has/;

/** “Contact already exists. Existing ID: 123” (OBSERVED, 409). */
const EXISTING = /\bexisting id: ?(\d+)/i;

function takenSaid(message: string): Taken | undefined {
	const start = message.indexOf(COORDINATES);
	const end = message.lastIndexOf(END);
	if (start >= 0 && end > start) {
		const [, owner] = OWNER.exec(message.slice(end + END.length)) ?? [];
		if (owner === undefined) return undefined;
		const inner = message.slice(start, end);
		const name = inner.indexOf(NAME);
		const value = inner.indexOf(VALUE, name);
		if (name < 0 || value < 0) return { owner };
		return {
			owner,
			property: inner.slice(name + NAME.length, value),
			value: inner.slice(value + VALUE.length),
		};
	}
	const [, owner] = EXISTING.exec(message) ?? [];
	return owner === undefined ? undefined : { owner };
}

/** What an error says of a value that another record has; undefined when it is about something else. */
export function takenIn(error: HubSpotError): Taken | undefined {
	for (const { message } of [error, ...details(error)]) {
		const taken = takenSaid(message ?? '');
		if (taken) return taken;
	}
	return undefined;
}
