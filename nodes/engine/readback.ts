/** What a read says of records whose fate an answer left open. Pure. */
import { holds } from '../hubspot/comparing';
import { own } from '../hubspot/json';
import type { Result } from '../hubspot/replies';
import type { Entry, Refusal } from './outcome';

export interface ReadBack {
	/** The records that are there, by item, as HubSpot holds them now; undefined where it does not say. */
	found?: Map<number, Result>;
	/** Why it does not say. */
	why?: Refusal;
	/** Does the answer say that the record of this entry is not there? */
	isMissing: (entry: Entry) => boolean;
}

/** Names of the values that differ. */
export const differences = (
	wanted: Record<string, unknown>,
	found: Record<string, unknown>,
): string[] => Object.keys(wanted).filter((name) => !holds(own(found, name), wanted[name]));
