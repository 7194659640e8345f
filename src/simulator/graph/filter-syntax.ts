/** Reads an OData `$filter` into a tree. It knows the grammar only; what a property allows is `filter.ts`'s business. */
import { refuse } from './refusals.ts';

export type Literal = string | boolean | number | null;
export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type Filter =
  | { readonly is: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly is: 'not'; readonly of: Filter }
  | {
      readonly is: 'compare';
      readonly path: string;
      readonly op: Comparison;
      readonly value: Literal;
    }
  | { readonly is: 'in'; readonly path: string; readonly values: readonly Literal[] }
  | {
      readonly is: 'function';
      readonly name: string;
      readonly path: string;
      readonly value: Literal;
    }
  | {
      readonly is: 'any';
      readonly path: string;
      readonly variable: string;
      readonly of: Filter | null;
    };

interface Token {
  readonly kind: 'word' | 'text' | 'mark' | 'end';
  readonly text: string;
  readonly at: number;
}

/** Words hold paths (`a/b`), numbers, dates and GUIDs alike: none of them needs quotes. */
const TOKEN = /\s*(?:('(?:[^']|'')*')|([A-Za-z0-9_$@.:+/-]+)|([(),]))/y;
const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const NUMBER = /^-?\d+(\.\d+)?$/;
/** GUIDs and times stand without quotes. */
const BARE =
  /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d))$/i;

/** Throws GraphRefusal at the first place that does not fit. */
export function parseFilter(filter: string): Filter {
  const tokens = tokenize(filter);
  let next = 0;
  const peek = (): Token => tokens[next] ?? { kind: 'end', text: '', at: filter.length };
  const take = (): Token => {
    const token = peek();
    next += 1;
    return token;
  };
  const fail = (token: Token) => refuse.syntax(token.at, filter);
  const expect = (mark: string) => {
    const token = take();
    if (token.kind !== 'mark' || token.text !== mark) throw fail(token);
  };
  const isWord = (word: string) => peek().kind === 'word' && peek().text.toLowerCase() === word;

  const literal = (): Literal => {
    const token = take();
    if (token.kind === 'text') return token.text;
    if (token.kind !== 'word') throw fail(token);
    if (token.text === 'true' || token.text === 'false') return token.text === 'true';
    if (token.text === 'null') return null;
    if (NUMBER.test(token.text)) return Number(token.text);
    if (BARE.test(token.text)) return token.text;
    throw fail(token);
  };
  const list = (): Literal[] => {
    expect('(');
    const values = [literal()];
    while (peek().text === ',' && peek().kind === 'mark') {
      take();
      values.push(literal());
    }
    expect(')');
    return values;
  };
  const call = (name: Token): Filter => {
    if (name.text.endsWith('/any')) return any(name);
    expect('(');
    const path = take();
    if (path.kind !== 'word') throw fail(path);
    expect(',');
    const value = literal();
    expect(')');
    return { is: 'function', name: name.text.toLowerCase(), path: path.text, value };
  };
  const any = (name: Token): Filter => {
    const path = name.text.slice(0, -'/any'.length);
    expect('(');
    if (peek().kind === 'mark' && peek().text === ')') {
      take();
      return { is: 'any', path, variable: '', of: null };
    }
    const head = take();
    const [variable, rest] = head.text.split(/:(.*)/s);
    if (head.kind !== 'word' || !variable || rest === undefined) throw fail(head);
    // `p:p` is one word to the tokenizer: what stands after the colon belongs to the condition.
    if (rest !== '') {
      next -= 1;
      tokens[next] = { kind: 'word', text: rest, at: head.at + variable.length + 1 };
    }
    const of = either();
    expect(')');
    return { is: 'any', path, variable, of };
  };
  const single = (): Filter => {
    if (peek().kind === 'mark' && peek().text === '(') {
      take();
      const inner = either();
      expect(')');
      return inner;
    }
    const head = take();
    if (head.kind !== 'word') throw fail(head);
    if (head.text.toLowerCase() === 'not') return { is: 'not', of: single() };
    if (peek().kind === 'mark' && peek().text === '(') return call(head);
    if (isWord('in')) {
      take();
      return { is: 'in', path: head.text, values: list() };
    }
    const op = take();
    if (op.kind !== 'word' || !isComparison(op.text)) throw fail(op);
    return { is: 'compare', path: head.text, op: op.text, value: literal() };
  };
  const both = (): Filter => {
    let left = single();
    while (isWord('and')) {
      take();
      left = { is: 'and', left, right: single() };
    }
    return left;
  };
  const either = (): Filter => {
    let left = both();
    while (isWord('or')) {
      take();
      left = { is: 'or', left, right: both() };
    }
    return left;
  };

  const tree = either();
  if (peek().kind !== 'end') throw fail(peek());
  return tree;
}

function isComparison(text: string): text is Comparison {
  return COMPARISONS.has(text);
}

function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < filter.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(filter);
    if (!match) throw refuse.syntax(at, filter);
    const [, quoted, word, mark] = match;
    if (quoted !== undefined) {
      tokens.push({ kind: 'text', text: quoted.slice(1, -1).replaceAll("''", "'"), at });
    } else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else tokens.push({ kind: 'mark', text: mark ?? '', at });
  }
  return tokens;
}
