/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the project itself, never shipped */
/** No file leads back to itself through what it imports, types included: each can be read by itself. */
import path from 'node:path';

import { circlesIn, filesBelow, importsOf, namedBy } from './imports';

const ROOT = path.resolve(__dirname, '..');

const FOLDERS = ['nodes', 'credentials', 'test', 'bench', 'chaos', 'demo', 'e2e'];

it('No file leads back to itself through what it imports', () => {
	const circles = circlesIn(importsOf(ROOT, filesBelow(ROOT, FOLDERS)));
	expect(circles).toEqual([]);
});

describe('The search for circles', () => {
	const graph = (lines: Record<string, string[]>) => new Map(Object.entries(lines));

	it('finds two files that import each other', () => {
		expect(circlesIn(graph({ a: ['b'], b: ['a'] }))).toEqual(['a > b > a']);
	});

	it('finds a file that imports itself', () => {
		expect(circlesIn(graph({ a: ['a'] }))).toEqual(['a > a']);
	});

	it('finds a circle that is entered from outside, without the way to it', () => {
		expect(circlesIn(graph({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] }))).toEqual(['b > c > d > b']);
	});

	it('finds none where two ways lead to the same file', () => {
		expect(circlesIn(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
	});

	it('reads every way of naming another file, types and side effects too', () => {
		const source = `
			import './effect';
			import a from './value';
			import type { B } from './type';
			import { type C } from './mixed';
			export { d } from './again';
			export * from './all';
			export type E = import('./inline').E;
			const f = async () => await import('./later');
			const g = require('./required');
			// import './comment';
			const h = "import './text'";`;
		expect(namedBy(source).map((each) => each.slice(2))).toEqual([
			'effect',
			'value',
			'type',
			'mixed',
			'again',
			'all',
			'inline',
			'later',
			'required',
		]);
	});

	it('complains of a file that is not there, instead of passing over it', () => {
		expect(() => importsOf(ROOT, ['test/x.ts'], () => "import './nowhere';")).toThrow(
			'test/x.ts imports ./nowhere, which does not exist',
		);
	});
});
