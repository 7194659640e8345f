/** Reads tables and code spans as GitHub does, by the rules of its specification: cells are split first, spans are read within. */

/** Cells of one line; a bar after a backslash is none, and that backslash goes. */
export function cellsOf(line: string): readonly string[] {
  const cells = [''];
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    const escaped = char === '\\' ? (line[at + 1] ?? '') : '';
    if (char === '|') cells.push('');
    else cells[cells.length - 1] += escaped === '|' ? '|' : `${char}${escaped}`;
    if (escaped !== '') at += 1;
  }
  const [first, last] = [cells.shift(), cells.pop()];
  if (first?.trim() !== '' || last?.trim() !== '') throw new Error(`no line of a table: ${line}`);
  return cells.map((text) => text.trim());
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
/** All tables of a document; each must have as many cells in every row as columns. */
export function tablesOf(markdown: string): readonly Table[] {
  const lines = markdown.split(/\r\n|[\n\r]/);
  const tables: Table[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!lines[at]?.startsWith('|')) continue;
    const end = lines.findIndex((line, index) => index > at && !line.startsWith('|'));
    const [columns = [], rule = [], ...rows] = lines
      .slice(at, end < 0 ? lines.length : end)
      .map(cellsOf);
    if (!rule.every((text) => text === '---')) throw new Error('a table without its rule');
    for (const cells of [rule, ...rows])
      if (cells.length !== columns.length) throw new Error(`not ${columns.length}: ${cells}`);
    tables.push({ columns, rows });
    at = end < 0 ? lines.length : end;
  }
  return tables;
}

/** Contents of the code spans of a text, and what is left beside them. */
export function spansOf(text: string): {
  readonly spans: readonly string[];
  readonly rest: string;
} {
  const spans: string[] = [];
  let rest = '';
  for (let at = 0; at < text.length; ) {
    const fence = /^`+/.exec(text.slice(at))?.[0];
    if (fence === undefined) {
      rest += text[at];
      at += 1;
      continue;
    }
    const close = closing(text, at + fence.length, fence.length);
    if (close === undefined) rest += fence;
    else spans.push(stripped(text.slice(at + fence.length, close)));
    at = close === undefined ? at + fence.length : close + fence.length;
  }
  return { spans, rest };
}
/** The next run of exactly so many. */
function closing(text: string, from: number, length: number): number | undefined {
  for (const { 0: run, index } of text.slice(from).matchAll(/`+/g))
    if (run.length === length) return from + index;
  return undefined;
}
const stripped = (text: string): string =>
  text.startsWith(' ') && text.endsWith(' ') && /[^ ]/.test(text) ? text.slice(1, -1) : text;
