/** Which inputs hold properties, and of which object type: what is held against HubSpot's definitions. */
import type { Defined } from './definitions';
import type { Input, Values } from './endpoint';
import { MARKETING_EVENT } from './events';
import { put } from './json';
import { markNames, type Named } from './names';
import { RECORD_ID } from './replies';
import type { CustomProperty } from './values';

/** CRM records. The property that one is called by must exist as well. */
export const definedRecords = <I extends Named & { idProperty?: string }>(): Defined<I> => ({
	of: (_, { objectType }) => objectType,
	look: (input, definitions, timeZone, { objectType }) => {
		const { properties, idProperty } = input;
		const looked = definitions.look(properties, timeZone);
		const stranger = idProperty === undefined ? undefined : definitions.stranger(idProperty);
		const meant = idProperty === undefined ? undefined : definitions.meant(idProperty);
		// HubSpot takes no record ID under the name of its property.
		const isKeyRenamed = meant !== undefined && meant !== idProperty && meant !== RECORD_ID;
		if (!looked && !stranger && !isKeyRenamed) return undefined;
		const { given = properties, misfits = [], isRenamed } = looked ?? {};
		const isStrange = stranger && !misfits.some(({ property }) => property === idProperty);
		const held = given === properties ? input : { ...input, properties: given };
		const taken = isKeyRenamed ? { ...held, idProperty: meant } : held;
		return {
			// Under its own name, a property may hold an owner or a stage.
			given: isRenamed ? markNames({ ...taken, named: undefined }, objectType) : taken,
			misfits: isStrange ? [stranger, ...misfits] : misfits,
		};
	},
});

/** Custom properties of marketing events, of which HubSpot drops without a word what does not exist. */
export const definedEvents = <I extends Input>(): Defined<I> => ({
	of: (input) => (customOf(input)?.length ? MARKETING_EVENT : undefined),
	look: (input, definitions, timeZone) => {
		const custom = customOf(input) ?? [];
		const values: Values = {};
		for (const { name, value } of custom) put(values, name, value);
		const looked = definitions.look(values, timeZone, custom);
		if (!looked) return undefined;
		const { given, misfits } = looked;
		if (given === values) return { given: input, misfits };
		const customProperties = Object.entries(given).map(([name, value]) => ({ name, value }));
		return { given: { ...input, customProperties }, misfits };
	},
});

const customOf = ({ customProperties }: Input) => customProperties as CustomProperty[] | undefined;

/** Properties of contacts that HubSpot may create. */
export const definedContacts = <I extends { contactProperties?: Values }>(): Defined<I> => ({
	of: ({ contactProperties }) => (contactProperties ? 'contacts' : undefined),
	look: (input, definitions, timeZone) => {
		const { contactProperties = {} } = input;
		const looked = definitions.look(contactProperties, timeZone);
		if (!looked) return undefined;
		const { given, misfits } = looked;
		if (given === contactProperties) return { given: input, misfits };
		return { given: { ...input, contactProperties: given }, misfits };
	},
});
