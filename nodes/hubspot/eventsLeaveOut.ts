/** What may be left out of events: their custom properties. HubSpot names an event's own fields otherwise. */
import type { Input, Values } from './endpoint';
import { EVENT_NAMES } from './events';
import { isRecord, omit, own, put } from './json';
import type { LeaveOut } from './leaveOut';

const customIn = ({ customProperties: all }: Input): Array<{ name: string; value: unknown }> =>
	(Array.isArray(all) ? (all as unknown[]) : []).flatMap((each) =>
		isRecord(each) && typeof each.name === 'string' ? [{ name: each.name, value: each.value }] : [],
	);

const isName = (name: string) => (EVENT_NAMES as readonly string[]).includes(name);

export const ofEvents: LeaveOut = {
	values: (event) => {
		const values: Values = {};
		for (const { name, value } of customIn(event)) {
			// An error that names it may mean the event's own field of the same name.
			if (own(event, name) === undefined) put(values, name, String(value ?? ''));
		}
		return values;
	},
	keeps: () => [],
	writes: (event) =>
		Object.entries(event).some(([name, value]) => !isName(name) && value !== undefined),
	without: (event, names) => {
		const left = customIn(event).filter(({ name }) => !names.includes(name));
		return left.length ? { ...event, customProperties: left } : omit(event, 'customProperties');
	},
};
