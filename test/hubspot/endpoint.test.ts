/** endpoint.ts: the call that asks an endpoint about inputs. */
import { callOf, type Endpoint, type Input, type Place } from '../../nodes/hubspot/endpoint';
import { endpointOf } from '../../nodes/hubspot/effect';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
const INPUTS: Input[] = [{ id: '1', more: 'a' }, { id: '2' }];

const endpoint = (more: Partial<Endpoint> = {}): Endpoint => ({
	family: 'objects',
	method: 'POST',
	path: '/{objectType}/x',
	limit: 100,
	match: { key: ({ id }) => String(id), names: () => [], namedBy: [] },
	...more,
});

describe('A call', () => {
	it('sends the inputs as they are, and nothing beside them, where nothing else is said', () => {
		expect(callOf(endpoint(), INPUTS, PLACE)).toEqual({
			method: 'POST',
			path: '/{objectType}/x',
			body: { inputs: INPUTS },
		});
	});

	it('sends of each input what its endpoint takes of it', () => {
		const element = ({ id }: Input) => ({ id });
		expect(callOf(endpoint({ element }), INPUTS, PLACE).body).toEqual({
			inputs: [{ id: '1' }, { id: '2' }],
		});
	});

	it('sends the body that its endpoint makes of the elements, the inputs and the place', () => {
		const body = jest.fn(() => ({ any: 'thing' }));
		const element = ({ id }: Input) => id;
		expect(callOf(endpoint({ element, body }), INPUTS, PLACE).body).toEqual({ any: 'thing' });
		expect(body).toHaveBeenCalledWith(['1', '2'], INPUTS, PLACE);
	});

	it.each(['GET', 'DELETE'] as const)('by %s has no body', (method) => {
		expect(callOf(endpoint({ method }), INPUTS, PLACE)).toEqual({
			method,
			path: '/{objectType}/x',
		});
	});

	it('by DELETE has a body all the same where its endpoint makes one', () => {
		const body = () => ({ ids: [1] });
		expect(callOf(endpoint({ method: 'DELETE', body }), INPUTS, PLACE).body).toEqual({ ids: [1] });
	});

	it.each(['parameters', 'query'] as const)(
		'has its own %s, of the inputs and the place',
		(name) => {
			const given = jest.fn(() => ({ a: 'b' }));
			expect(callOf(endpoint({ [name]: given }), INPUTS, PLACE)).toMatchObject({
				[name]: { a: 'b' },
			});
			expect(given).toHaveBeenCalledWith(INPUTS, PLACE);
			expect(callOf(endpoint(), INPUTS, PLACE)).not.toHaveProperty(name);
		},
	);
});

it('finds the endpoint of a write and of a read', () => {
	const send = endpoint();
	expect(endpointOf({ kind: 'write', verb: 'written', again: 'safe', send })).toBe(send);
	expect(endpointOf({ kind: 'read', ask: send })).toBe(send);
});
