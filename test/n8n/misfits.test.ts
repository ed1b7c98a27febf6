/** What does not fit HubSpot's definitions, in sentences. */
import type { Misfit } from '../../nodes/hubspot/definitions';
import { misfitsInWords } from '../../nodes/n8n/misfits';

const told = (misfits: Misfit[], objectType = 'deals') =>
	misfitsInWords(
		{ misfits, objectType },
		(name) => (name === 'stat' ? 'Status' : name),
		'Not sent',
	);

it.each<[string, Misfit[], string]>([
	[
		'one property that does not exist',
		[{ kind: 'unknown', property: 'shoesize', near: ['shoe_size', 'shoes'] }],
		'Not sent: HubSpot has no property of deals called “shoesize” (did you mean “shoe_size” or “shoes”?). Correct the internal name, or create it in HubSpot first.',
	],
	[
		'several of them in one sentence',
		[
			{ kind: 'unknown', property: 'a', near: ['x', 'y', 'z'] },
			{ kind: 'unknown', property: 'b', near: [] },
		],
		'Not sent: HubSpot has no properties of deals called “a” (did you mean “x”, “y” or “z”?), “b”. Correct the internal name, or create them in HubSpot first.',
	],
	[
		'a property that HubSpot calculates',
		[{ kind: 'readOnly', property: 'stat', calculated: true }],
		'Not sent: Status is calculated by HubSpot and cannot be written: leave it out.',
	],
	[
		'a property that HubSpot sets itself',
		[{ kind: 'readOnly', property: 'stat', calculated: false }],
		'Not sent: Status cannot be written, because HubSpot sets it itself: leave it out.',
	],
	[
		'no option, with near ones',
		[{ kind: 'noOption', property: 'stat', value: 'opne', near: ['Open'] }],
		'Not sent: Status must be one of its options, but is “opne”. Did you mean “Open”?',
	],
	[
		'no option, with all of them',
		[{ kind: 'noOption', property: 'stat', value: 'x', near: [], all: ['Open', 'Closed'] }],
		'Not sent: Status must be one of its options, but is “x”. The options are: “Open”, “Closed”.',
	],
	[
		'no option, without any help',
		[{ kind: 'noOption', property: 'stat', value: 'x', near: [] }],
		'Not sent: Status must be one of its options, but is “x”.',
	],
	[
		'a label of two options',
		[{ kind: 'twoReadings', property: 'stat', value: 'Old', values: ['old_1', 'old 2'] }],
		'Not sent: Status is “Old”, which may mean several values: old_1, “old 2”. Send the one that is meant.',
	],
	[
		'a value of another type, after the names that do not exist',
		[
			{ kind: 'badValue', property: 'stat', problem: 'must be a number, but is “x”' },
			{ kind: 'unknown', property: 'a', near: [] },
		],
		'Not sent: HubSpot has no property of deals called “a”. Correct the internal name, or create it in HubSpot first. Status must be a number, but is “x”.',
	],
])('tells of %s', (_, misfits, words) => {
	expect(told(misfits)).toBe(words);
});

it('calls the properties of custom objects those of this object type', () => {
	const unknown: Misfit = { kind: 'unknown', property: 'a', near: [] };
	expect(told([unknown], '2-123')).toContain('no property of this object type called “a”');
});

it('names at most ten properties and values, and no more than a person reads', () => {
	const unknown = Array.from(
		{ length: 11 },
		(_, n): Misfit => ({ kind: 'unknown', property: `p${n}`, near: [] }),
	);
	expect(told(unknown)).toContain('“p9”, ….');
	const values = Array.from({ length: 11 }, (_, n) => `v${n}`);
	expect(told([{ kind: 'twoReadings', property: 'a', value: 'x', values }])).toContain('v9, ….');
	const long = 'x'.repeat(500);
	const all = Array.from(
		{ length: 11 },
		(): Misfit => ({ kind: 'badValue', property: long, problem: long }),
	);
	expect(told(all).length).toBeLessThan(1_000);
});
