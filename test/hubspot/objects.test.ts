/** objects.ts: what people call HubSpot's own object types. */
import { standardObject } from '../../nodes/hubspot/objects';
import { OBJECT_TYPES } from '../fake-hubspot/properties';

describe('An object type is HubSpot’s own one', () => {
	it.each([
		['contact', 'contacts'],
		['Contacts', 'contacts'],
		[' CONTACT ', 'contacts'],
		['contacts', 'contacts'],
		['company', 'companies'],
		['Companies', 'companies'],
		['line items', 'line_items'],
		['Line Item', 'line_items'],
		['line-item', 'line_items'],
		['tax', 'taxes'],
		['Appointment', '0-421'],
		['appointments', '0-421'],
		['Postal Mail', 'postal_mail'],
		['Marketing Events', '0-54'],
	])('where somebody writes %p: %s', (written, meant) => {
		expect(standardObject(written)).toBe(meant);
	});

	it('in the singular and the plural of every name that HubSpot has, in any case', () => {
		const idOf = (name: string) => OBJECT_TYPES[name] ?? name;
		const singular = (name: string) =>
			name
				.replace(/ies$/, 'y')
				.replace(/xes$/, 'x')
				.replace(/([a-z])s$/, '$1');
		for (const [name, id] of Object.entries(OBJECT_TYPES)) {
			for (const written of [name, singular(name), name.toUpperCase(), name.replace('_', ' ')]) {
				expect([written, idOf(standardObject(written))]).toEqual([written, id]);
			}
		}
	});

	it.each(['0-1', '2-123', 'p123_Car', 'cars', '../x', '', 'x'.repeat(1_000_000), 'constructor'])(
		'and otherwise what was written (%.20p)',
		(written) => {
			expect(standardObject(written)).toBe(written);
		},
	);
});
