/** The one encoder for paths, OData literals and query strings. Nothing else in the program builds a URL from parts. */
import { MbxError } from '../../model/error.ts';

const LONE_SURROGATE = /\p{Surrogate}/u;

function percent(text: string): string {
  if (LONE_SURROGATE.test(text)) {
    throw new MbxError(
      'E4004',
      'a text with an incomplete character (half of a surrogate pair) cannot be put into a URL',
      'Look for a damaged name in the strategy file, and write it again.',
    );
  }
  // encodeURIComponent leaves !'()* alone; quotes and brackets mean something to OData.
  return encodeURIComponent(text).replace(
    /[!'()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * One segment of a path, from any text: an id, or a user principal name with `#EXT#` in it.
 * Empty, `.` and `..` would make another path of it (URLs resolve them even when percent-encoded) and throw MbxError E4004.
 */
export function encodeSegment(text: string): string {
  if (text === '' || text === '.' || text === '..') {
    throw new MbxError(
      'E4004',
      `"${text}" cannot be one segment of a path`,
      'This is a bug in mbx; please report it with the command that led to it.',
    );
  }
  return percent(text);
}

/** A string literal in OData and in Exchange filters: in single quotes, those within doubled. Not yet percent-encoded. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Template tag for filters: texts put in become literals, numbers and booleans stand as they are. Not yet percent-encoded. */
export function filter(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | boolean)[]
): string {
  return parts
    .map((part, index) => {
      const value = values[index];
      if (value === undefined) return part;
      return part + (typeof value === 'string' ? literal(value) : String(value));
    })
    .join('');
}

/** A query string with its `?`; empty where there is nothing to ask. `$` and commas stay readable, as they never separate. */
export function queryString(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(
    ([name, value]) =>
      `${percent(name).replaceAll('%24', '$')}=${percent(value).replaceAll('%2C', ',')}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
