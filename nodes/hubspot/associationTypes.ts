/**
 * Types of association, which people know by their labels: how the node holds one, and how HubSpot
 * tells of it. Sources: HubSpot's reference pages of the associations API.
 */
import { named, type HubSpotError } from './errors';
import { isRecord } from './json';

export interface AssociationType {
	associationCategory: string;
	associationTypeId: number;
}

const HUBSPOT_DEFINED = 'HUBSPOT_DEFINED';

/** HubSpot's own types, those of the account, and those of apps (SPEC). */
export const CATEGORIES = [HUBSPOT_DEFINED, 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'];

/** A label as the node holds it: the category and the number of its type, such as `USER_DEFINED:37`. */
export const LABEL = new RegExp(`^(${CATEGORIES.join('|')}):(\\d{1,15})$`);

/** The type that a label stands for; undefined where it is none. */
export function typeOfLabel(label = ''): AssociationType | undefined {
	const [, associationCategory, number] = LABEL.exec(label) ?? [];
	if (number === undefined) return undefined;
	return { associationCategory, associationTypeId: Number(number) };
}

/** INFERRED: the default type is HubSpot's own one without a label. */
const isDefault = ({ category, label }: Record<string, unknown>): boolean =>
	category === HUBSPOT_DEFINED && !label;

/** Is this the wanted type, as HubSpot tells of it? Without a wanted one: the default type? */
export function isType(told: unknown, wanted: AssociationType | undefined): boolean {
	if (!isRecord(told)) return false;
	if (!wanted) return isDefault(told);
	return (
		told.category === wanted.associationCategory && Number(told.typeId) === wanted.associationTypeId
	);
}

/** The default type among those that HubSpot lists for two object types. */
export function defaultTypeIn(listed: Array<Record<string, unknown>>): AssociationType | undefined {
	const associationTypeId = Number(listed.find(isDefault)?.typeId ?? NaN);
	if (!Number.isInteger(associationTypeId)) return undefined;
	return { associationCategory: HUBSPOT_DEFINED, associationTypeId };
}

/**
 * Is an error about the type of association, such as a label of the other direction? (OBSERVED: “One
 * or more associations are invalid”, with the type in its context.)
 */
export const isAboutType = (error: HubSpotError): boolean =>
	named(error, ['INVALID_ASSOCIATION_TYPE_ID', 'associationSpec']).length > 0 ||
	/association (type|definition|label)|from object type \S+ for associations/i.test(
		error.message ?? '',
	);
