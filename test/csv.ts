/** Reads a CSV file with a header line; quoted fields may hold commas, quotes and line breaks. */
export function parseCsv(text: string): Array<Record<string, string>> {
	const rows: string[][] = [[]];
	let field = '';
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const character = text[at];
		if (quoted) {
			if (character !== '"') field += character;
			else if (text[at + 1] === '"') field += text[++at];
			else quoted = false;
		} else if (character === '"') quoted = true;
		else if (character === ',' || character === '\n') {
			rows[rows.length - 1].push(field);
			field = '';
			if (character === '\n') rows.push([]);
		} else if (character !== '\r') field += character;
	}
	if (field || rows[rows.length - 1].length) rows[rows.length - 1].push(field);
	const [header, ...body] = rows.filter((row) => row.length);
	return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}
