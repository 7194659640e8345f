/**
 * Filters: OPATH (`Alias -like 'a*' -and IsDirSynced -eq $false`) as `Filter` takes it, and the same grammar without
 * dashes as `$filter` of the GET endpoints takes it. A filter is parsed once and asked about each object.
 */
import { CmdletError } from './errors.ts';

/** A property's value, several of them, or undefined for a property that cannot be filtered on. */
export type Filterable = string | number | boolean | null | readonly string[] | undefined;
/** Looks a property up; the name has the letter case of the filter. */
type Lookup = (property: string) => Filterable;
export type Filter = (lookup: Lookup) => boolean;
export type Dialect = 'opath' | 'odata';

type Literal = string | number | boolean | null;
const COMPARISONS = ['eq', 'ne', 'like', 'notlike', 'gt', 'ge', 'lt', 'le'] as const;
type Comparison = (typeof COMPARISONS)[number];

type Token =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'literal'; readonly value: Literal }
  | { readonly type: 'operator'; readonly text: string }
  | { readonly type: 'paren'; readonly text: '(' | ')' };

/** @throws CmdletError 400 where the text is no filter */
export function parseFilter(text: string, dialect: Dialect = 'opath'): Filter {
  const tokens = tokensOf(unbraced(text), text, dialect);
  const parser = new FilterParser(tokens, text);
  return parser.whole();
}

/** A script block's braces may have been sent along. */
function unbraced(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1) : trimmed;
}

const TOKEN =
  /\s+|(?<paren>[()])|'(?<single>(?:[^']|'')*)'|"(?<double>(?:[^"]|"")*)"|\$(?<constant>true|false|null)\b|-(?<operator>[a-z]+)\b|(?<number>-?\d+(?:\.\d+)?)\b|(?<word>[A-Za-z][\w.]*)/giy;

function tokensOf(body: string, whole: string, dialect: Dialect): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(body); match !== null; match = TOKEN.exec(body)) {
    position = TOKEN.lastIndex;
    const token = tokenOf(match.groups ?? {}, dialect);
    if (token !== undefined) tokens.push(token);
  }
  if (position < body.length)
    throw invalid(whole, `unexpected "${body.slice(position, position + 10)}"`);
  return tokens;
}

function tokenOf(
  groups: Readonly<Record<string, string | undefined>>,
  dialect: Dialect,
): Token | undefined {
  const { paren, single, double, constant, operator, number, word } = groups;
  if (paren === '(' || paren === ')') return { type: 'paren', text: paren };
  if (single !== undefined) return { type: 'literal', value: single.replaceAll("''", "'") };
  if (double !== undefined) return { type: 'literal', value: double.replaceAll('""', '"') };
  if (constant !== undefined) return { type: 'literal', value: constantOf(constant) };
  if (operator !== undefined) return { type: 'operator', text: operator.toLowerCase() };
  if (number !== undefined) return { type: 'literal', value: Number(number) };
  if (word === undefined) return undefined;
  return dialect === 'odata' ? odataWord(word) : { type: 'word', text: word };
}

function odataWord(word: string): Token {
  if (/^(true|false|null)$/.test(word)) return { type: 'literal', value: constantOf(word) };
  const operators: readonly string[] = [...COMPARISONS, 'and', 'or', 'not'];
  return operators.includes(word) ? { type: 'operator', text: word } : { type: 'word', text: word };
}

function constantOf(text: string): Literal {
  const lower = text.toLowerCase();
  return lower === 'null' ? null : lower === 'true';
}

/** Descends through or, and, not, comparison. */
class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  whole(): Filter {
    const filter = this.#or();
    if (this.#at < this.#tokens.length) throw invalid(this.#text, 'something follows the filter');
    return filter;
  }

  #or(): Filter {
    const parts = [this.#and()];
    while (this.#takeOperator('or')) parts.push(this.#and());
    return parts.length === 1 ? first(parts) : (lookup) => parts.some((part) => part(lookup));
  }

  #and(): Filter {
    const parts = [this.#not()];
    while (this.#takeOperator('and')) parts.push(this.#not());
    return parts.length === 1 ? first(parts) : (lookup) => parts.every((part) => part(lookup));
  }

  #not(): Filter {
    if (this.#takeOperator('not')) {
      const inner = this.#not();
      return (lookup) => !inner(lookup);
    }
    const token = this.#next();
    if (token.type === 'paren' && token.text === '(') {
      const inner = this.#or();
      const closing = this.#next();
      if (closing.type !== 'paren' || closing.text !== ')') {
        throw invalid(this.#text, 'a closing parenthesis is missing');
      }
      return inner;
    }
    if (token.type !== 'word') throw invalid(this.#text, 'a property name is expected');
    return this.#comparison(token.text);
  }

  #comparison(property: string): Filter {
    const operator = this.#next();
    const comparison = COMPARISONS.find(
      (name) => operator.type === 'operator' && operator.text === name,
    );
    if (comparison === undefined)
      throw invalid(this.#text, `an operator is expected after ${property}`);
    const operand = this.#next();
    // OPATH takes a bare word as text.
    const value =
      operand.type === 'literal'
        ? operand.value
        : operand.type === 'word'
          ? operand.text
          : undefined;
    if (value === undefined) throw invalid(this.#text, `a value is expected after -${comparison}`);
    return (lookup) => {
      const actual = lookup(property);
      if (actual === undefined) throw unknownProperty(property);
      return compare(actual, comparison, value);
    };
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw invalid(this.#text, 'it ends too early');
    this.#at += 1;
    return token;
  }

  #takeOperator(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.type !== 'operator' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }
}

function first(filters: readonly Filter[]): Filter {
  const [filter] = filters;
  if (filter === undefined) throw new RangeError('a filter has no part');
  return filter;
}

/** A property of several values fits where one of them does; `-ne` where none is equal. */
function compare(
  actual: NonNullable<Filterable> | null,
  comparison: Comparison,
  value: Literal,
): boolean {
  if (comparison === 'ne') return !compare(actual, 'eq', value);
  if (comparison === 'notlike') return !compare(actual, 'like', value);
  if (typeof actual === 'object' && actual !== null) {
    if (value === null) return comparison === 'eq' && actual.length === 0;
    return actual.some((one) => compareOne(one, comparison, value));
  }
  return compareOne(actual, comparison, value);
}

function compareOne(
  actual: string | number | boolean | null,
  comparison: Exclude<Comparison, 'ne' | 'notlike'>,
  value: Literal,
): boolean {
  if (value === null || actual === null) {
    return comparison === 'eq' && isNothing(actual) && isNothing(value);
  }
  switch (comparison) {
    case 'eq':
      return normal(actual) === normal(value);
    case 'like':
      return wildcard(String(value)).test(String(actual));
    case 'gt':
      return order(actual, value) > 0;
    case 'ge':
      return order(actual, value) >= 0;
    case 'lt':
      return order(actual, value) < 0;
    case 'le':
      return order(actual, value) <= 0;
  }
}

/** Empty text and no value are the same in the directory. */
function isNothing(value: Literal): boolean {
  return value === null || value === '';
}

function normal(value: string | number | boolean): string {
  return String(value).toLowerCase();
}

function order(left: string | number | boolean, right: string | number | boolean): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [Date.parse(String(left)), Date.parse(String(right))];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return normal(left) < normal(right) ? -1 : normal(left) > normal(right) ? 1 : 0;
}

function wildcard(pattern: string): RegExp {
  const parts = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'is');
}

function invalid(filter: string, why: string): CmdletError {
  return new CmdletError(
    400,
    'Microsoft.Exchange.Data.Directory.InvalidFilterException',
    `Invalid filter syntax. For a description of the filter parameter syntax see the command help. "${filter}": ${why}.`,
    { id: 'Ex5CB1B9' },
  );
}

function unknownProperty(property: string): CmdletError {
  return new CmdletError(
    400,
    'Microsoft.Exchange.Data.Directory.InvalidFilterException',
    `"${property}" is not a recognized filterable property. For a complete list of filterable properties see the command help.`,
    { id: 'Ex5CB1B9' },
  );
}
