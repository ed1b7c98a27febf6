/** Puts entries at the place that their inputs say, such as an event: those with equal values share one. */
import type { Input, Place, Values } from '../../hubspot/endpoint';
import type { Flow } from '../outcome';

export function atPlaces({ source, settle }: Flow, valuesOf: (input: Input) => Values): Flow {
	const known = new Map<Place, Map<string, Place>>();
	const placeOf = (from: Place, values: Values): Place => {
		let here = known.get(from);
		if (!here) known.set(from, (here = new Map<string, Place>()));
		const key = JSON.stringify(values);
		let place = here.get(key);
		if (!place) {
			place = { ...from, parameters: { ...from.parameters, ...values } };
			here.set(key, place);
		}
		return place;
	};
	return {
		source: async () => {
			const entries = await source();
			for (const entry of entries ?? []) entry.place = placeOf(entry.place, valuesOf(entry.input));
			return entries;
		},
		settle,
	};
}
