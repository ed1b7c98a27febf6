/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads the project itself, never shipped */
/** Who imports whom, types included, as TypeScript reads it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

/** Imports within the project: from each file, which files, by path from the root. */
export type Graph = Map<string, string[]>;

/** Every TypeScript file below these folders. */
export const filesBelow = (root: string, folders: readonly string[]): string[] =>
	folders.flatMap((folder) =>
		readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts') && !file.split(path.sep).includes('node_modules'))
			.map((file) => path.join(folder, file)),
	);

/** What a source names as a module: `import`, `export … from`, `import()`, `require()` and `import('…').Type`. */
export function namedBy(source: string): string[] {
	const named: string[] = [];
	const visit = (node: ts.Node): void => {
		const module =
			ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
				? node.moduleSpecifier
				: ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
					? node.argument.literal
					: ts.isExternalModuleReference(node)
						? node.expression
						: ts.isCallExpression(node) &&
							  (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
									node.expression.getText() === 'require')
							? node.arguments[0]
							: undefined;
		if (module && ts.isStringLiteralLike(module)) named.push(module.text);
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true));
	return named;
}

/** @throws Error where a file names one of the project that does not exist */
export function importsOf(
	root: string,
	files: readonly string[],
	read = (file: string) => readFileSync(path.join(root, file), 'utf8'),
): Graph {
	return new Map(
		files.map((file) => {
			const named = namedBy(read(file));
			const near = named.filter((each) => each.startsWith('.'));
			const found = near.flatMap((each) => {
				const base = path.join(path.dirname(file), each);
				const places = [base, `${base}.ts`, path.join(base, 'index.ts')];
				const place = places.find(
					(one) => path.extname(one) !== '' && existsSync(path.join(root, one)),
				);
				if (place === undefined) throw new Error(`${file} imports ${each}, which does not exist`);
				return place.endsWith('.ts') ? [place] : [];
			});
			return [file, found];
		}),
	);
}

/** Each circle once, as `a > b > a`, in the order in which they are met. */
export function circlesIn(graph: Graph): string[] {
	const circles: string[] = [];
	const done = new Set<string>();
	const visit = (file: string, way: string[]): void => {
		const from = way.indexOf(file);
		if (from >= 0) {
			circles.push([...way.slice(from), file].join(' > '));
			return;
		}
		if (done.has(file)) return;
		for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
		done.add(file);
	};
	for (const file of graph.keys()) visit(file, []);
	return [...new Set(circles)];
}
