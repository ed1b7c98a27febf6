/** Records that a new one is associated with: reads them from an item. */
import type { Association } from '../../hubspot/creating';
import { isRecord, own } from '../../hubspot/json';
import * as values from '../../hubspot/values';

/** HubSpot's own types, those of the account, and those of apps (SPEC). */
const CATEGORIES = ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'];

const LIST = 'a list of objects with “to” and “types”';

type Refuse = Parameters<values.Field<unknown>>[1];

/** A field of an object, and a complaint about every other one. */
function only(
	given: Record<string, unknown>,
	names: string[],
	refuse: Refuse,
	path: string[],
): void {
	for (const name of Object.keys(given)) {
		if (names.includes(name)) continue;
		refuse(given[name], { problem: 'is not a field of an association' }, [...path, name]);
	}
}

function readType(given: unknown, refuse: Refuse, path: string[]) {
	if (!isRecord(given)) {
		return refuse(given, 'an object with associationCategory and associationTypeId', path);
	}
	only(given, ['associationCategory', 'associationTypeId'], refuse, path);
	const associationCategory = String(own(given, 'associationCategory') ?? '');
	const id = own(given, 'associationTypeId');
	if (!CATEGORIES.includes(associationCategory)) {
		const where = [...path, 'associationCategory'];
		return refuse(given.associationCategory, `one of ${CATEGORIES.join(', ')}`, where);
	}
	if (!/^\d{1,15}$/.test(String(id))) {
		return refuse(id, 'a number, such as 279', [...path, 'associationTypeId']);
	}
	return { associationCategory, associationTypeId: Number(id) };
}

function readAssociation(given: unknown, refuse: Refuse, at: string): Association | undefined {
	if (!isRecord(given)) return refuse(given, 'an object with “to” and “types”', [at]);
	only(given, ['to', 'types'], refuse, [at]);
	const { to, types } = given;
	if (!isRecord(to)) return refuse(to, 'an object with the id of a record', [at, 'to']);
	only(to, ['id'], refuse, [at, 'to']);
	const id = values.recordId(own(to, 'id'), (value, why) => refuse(value, why, [at, 'to', 'id']));
	if (!Array.isArray(types) || !types.length) {
		return refuse(types, 'a list of association types', [at, 'types']);
	}
	const read = types.map((type: unknown, index) =>
		readType(type, refuse, [at, 'types', String(index)]),
	);
	return { to: { id }, types: read };
}

/** The associations of a new record, as HubSpot takes them; none where the list is empty. */
export const associations: values.Field<Association[] | undefined> = (given, refuse) => {
	if (values.isEmpty(given)) return undefined;
	if (!Array.isArray(given)) return refuse(given, LIST);
	return given.map((each: unknown, index) =>
		readAssociation(each, refuse, String(index)),
	) as Association[];
};
