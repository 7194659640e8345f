/** Mail addresses. Lower-cased once, at the two borders (strategy, tenant); within, equal means `===`. */

/** As it is compared everywhere. */
export const normalise = (address: string): string => address.trim().toLowerCase();

/** What a local part is made of between its dots: ASCII alone. */
export const ATOM_CHARACTERS = "-A-Za-z0-9!#$%&'*+/=?^_`{|}~";
const ATOM = `[${ATOM_CHARACTERS}]+`;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/**
 * A domain with a dot: labels of 1 to 63 characters, 255 in all, and a letter in the last one (`1.2.3.4` is a number of the network).
 * Source: RFC 1035, RFC 5321, RFC 3696.
 */
export const DOMAIN_FORM = `(?!.{256})(?:${LABEL}\\.)+(?=[0-9-]*[A-Za-z])${LABEL}`;
/**
 * The form of the addresses that Exchange Online gives: a local part of 1 to 64 characters, and a domain.
 * Source: RFC 5321 and 5322 without quoted parts. The service hosts neither internationalised addresses nor such domains.
 * Also what the JSON Schema says, so it uses only what all engines know.
 */
export const ADDRESS_FORM = `(?=[^@]{1,64}@)${ATOM}(?:\\.${ATOM})*@${DOMAIN_FORM}`;
const ADDRESS = new RegExp(`^(?:${ADDRESS_FORM})$`, 'u');
export const isAddress = (text: string): boolean => ADDRESS.test(text);

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
export const localPartOf = (address: string): string => address.slice(0, address.lastIndexOf('@'));

/** Matches one pattern with `*` for any run of characters; compares as given, so hand in lower case. */
export function globMatches(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/**
 * Those of many patterns that fit a text, as `globMatches` has it, in their order. They are looked up by what stands before their first `*`, else
 * by what stands after their last: thousands of them cost no more than one.
 */
export function matching(patterns: readonly string[]): (text: string) => readonly string[] {
  const order = new Map<string, number>();
  const byBeginning = new Map<string, string[]>();
  const byEnd = new Map<string, string[]>();
  for (const [index, pattern] of patterns.entries()) {
    if (order.has(pattern)) continue;
    order.set(pattern, index);
    const beginning = pattern.split('*', 1)[0] ?? '';
    const [map, key] =
      beginning === ''
        ? ([byEnd, pattern.slice(pattern.lastIndexOf('*') + 1)] as const)
        : ([byBeginning, beginning] as const);
    const list = map.get(key);
    if (list === undefined) map.set(key, [pattern]);
    else list.push(pattern);
  }
  const lengths = (map: ReadonlyMap<string, unknown>): readonly number[] => [
    ...new Set([...map.keys()].map(({ length }) => length)),
  ];
  const [beginnings, ends] = [lengths(byBeginning), lengths(byEnd)];
  return (text) =>
    [
      ...beginnings.flatMap((n) =>
        n > text.length ? [] : (byBeginning.get(text.slice(0, n)) ?? []),
      ),
      ...ends.flatMap((n) =>
        n > text.length ? [] : (byEnd.get(text.slice(text.length - n)) ?? []),
      ),
    ]
      .filter((pattern) => globMatches(pattern, text))
      .sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}
