/** Which calls only read. Sources: HubSpot's reference pages of all endpoints that this package calls. */
import type { Method } from './endpoint';

/** Questions that are too long for an address: HubSpot takes them in the body of a POST. */
const QUESTION = /\/(batch\/read|search|idmapping)$/;

/** Does a call leave HubSpot as it is? Whatever is not known to do so is taken for a write. */
export const isRead = (method: Method, path: string): boolean =>
	method === 'GET' || (method === 'POST' && QUESTION.test(path.split('?')[0]));
