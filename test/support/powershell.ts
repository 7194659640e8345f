/**
 * Reads the part of PowerShell that the product writes, after the language's own rules: what ends a line, a comment and a
 * single-quoted text (five characters do), and what joins texts. Anything else, above all what could begin a command, is an error.
 */

export type Argument =
  | string
  | boolean
  | null
  | readonly string[]
  | { readonly [key: string]: readonly string[] };
export type Statement =
  | { readonly comment: string }
  | {
      readonly command: string;
      readonly arguments: Readonly<Record<string, Argument>>;
    }
  /** An assignment, `throw` or `if`: the line with each text as ''. */
  | { readonly other: string };

interface Token {
  readonly kind: 'comment' | 'text' | 'char' | 'parameter' | 'word' | 'sign' | 'line';
  readonly text: string;
}

const SINGLE = "'‘’‚‛";
const isSingle = (char: string | undefined): boolean => char !== undefined && SINGLE.includes(char);

/** Rules in order; each takes what it matches at the position. */
const RULES: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
  ['blank', /[ \t]+/y],
  ['line', /\r\n|[\r\n]/y],
  ['char', /\[char\]0x[0-9A-F]{1,4}/y],
  ['parameter', /-[A-Za-z]+:?/y],
  ['word', /\$?[A-Za-z_0-9][\w-]*/y],
  ['sign', /@\{|@\(|[(){}=,;+.]/y],
];

export function tokens(script: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  const take = (kind: Token['kind'], text: string, end: number): void => {
    found.push({ kind, text });
    at = end;
  };
  while (at < script.length) {
    const char = script[at];
    if (char === '#') {
      const end = script.slice(at).search(/[\r\n]/);
      const stop = end < 0 ? script.length : at + end;
      take('comment', script.slice(at + 1, stop), stop);
    } else if (isSingle(char)) {
      const { text, end } = quoted(script, at + 1);
      take('text', text, end);
    } else at = byRule(script, at, take);
  }
  return found;
}
function byRule(
  script: string,
  at: number,
  take: (kind: Token['kind'], text: string, end: number) => void,
): number {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    const [text] = rule.exec(script) ?? [];
    if (text === undefined) continue;
    if (kind !== 'blank') take(kind, text, at + text.length);
    return at + text.length;
  }
  throw new Error(
    `not in the language that is written: ${JSON.stringify(script.slice(at, at + 40))}`,
  );
}
function quoted(script: string, from: number): { readonly text: string; readonly end: number } {
  let text = '';
  for (let at = from; at < script.length; at += 1) {
    const char = script[at] ?? '';
    if (!isSingle(char)) text += char;
    else if (isSingle(script[at + 1])) {
      text += char;
      at += 1;
    } else return { text, end: at + 1 };
  }
  throw new Error('a text without an end');
}

export function statements(script: string): readonly Statement[] {
  const lines: Token[][] = [[]];
  for (const token of tokens(script)) {
    if (token.kind === 'line') lines.push([]);
    else lines.at(-1)?.push(token);
  }
  return lines.filter((line) => line.length > 0).map(statement);
}
function statement(line: readonly Token[]): Statement {
  const [first] = line;
  if (first?.kind === 'comment') return { comment: first.text };
  if (first?.kind !== 'word' || !first.text.includes('-'))
    return { other: line.map(({ kind, text }) => (kind === 'text' ? "''" : text)).join(' ') };
  const reader = new Reader(line.slice(1));
  const found: Record<string, Argument> = {};
  while (!reader.done) {
    const { kind, text } = reader.next();
    if (kind !== 'parameter') throw new Error(`a parameter was expected, not ${text}`);
    const name = text.slice(1).replace(':', '');
    if (name in found) throw new Error(`${name} is given twice`);
    found[name] =
      reader.peek === undefined || reader.peek.kind === 'parameter' ? true : reader.value();
  }
  return { command: first.text, arguments: found };
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(line: readonly Token[]) {
    this.#tokens = line;
  }
  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }
  get peek(): Token | undefined {
    return this.#tokens[this.#at];
  }
  next(): Token {
    const token = this.peek;
    if (token === undefined) throw new Error('the line ends too early');
    this.#at += 1;
    return token;
  }
  #isNext(kind: Token['kind']): boolean {
    return this.peek?.kind === kind;
  }
  /** True where it was the next token. */
  #sign(text: string): boolean {
    if (this.peek?.kind !== 'sign' || this.peek.text !== text) return false;
    this.#at += 1;
    return true;
  }

  value(): Argument {
    const { peek } = this;
    if (peek?.kind === 'word') {
      const { text } = this.next();
      const known: Readonly<Record<string, Argument>> = { $true: true, $false: false, $null: null };
      const value = known[text];
      if (value === undefined) throw new Error(`${text} is no value`);
      return value;
    }
    if (this.#sign('@{')) return this.#table();
    const texts = this.#list();
    const [only] = texts;
    return texts.length === 1 && only !== undefined ? only : texts;
  }
  #table(): Argument {
    const table: Record<string, readonly string[]> = {};
    do {
      const { text } = this.next();
      if (!this.#sign('=')) throw new Error('= was expected');
      table[text] = this.#list();
    } while (this.#sign(';'));
    if (!this.#sign('}')) throw new Error('} was expected');
    return table;
  }
  #list(): readonly string[] {
    const texts = [this.#text()];
    while (this.#sign(',')) texts.push(this.#text());
    return texts;
  }
  /** A literal, or a sum of them in brackets that begins with a text; what Exchange is asked for is told as `Get-… NAME`. */
  #text(): string {
    if (!this.#sign('(')) return this.#literal();
    if (this.#isNext('word')) return this.#asked();
    if (!this.#isNext('text')) throw new Error('a sum must begin with a text');
    let sum = this.#literal();
    while (this.#sign('+')) sum += this.#isNext('char') ? this.#char() : this.#literal();
    if (!this.#sign(')')) throw new Error(') was expected');
    return sum;
  }
  #literal(): string {
    const { kind, text } = this.next();
    if (kind !== 'text') throw new Error(`a text was expected, not ${text}`);
    return text;
  }
  #char(): string {
    return String.fromCharCode(Number.parseInt(this.next().text.slice('[char]0x'.length), 16));
  }
  #asked(): string {
    const [cmdlet, parameter] = [this.next().text, this.next().text];
    const name = this.#text();
    const closed = this.#sign(')') && this.#sign('.');
    if (!closed) throw new Error(').PROPERTY was expected');
    return `${cmdlet} ${parameter} ${name} ${this.next().text}`;
  }
}
