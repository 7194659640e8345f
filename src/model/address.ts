/** Mail addresses. Lower-cased once, at the two borders (strategy, tenant); within, equal means `===`. */

/** As it is compared everywhere. */
export const normalise = (address: string): string => address.trim().toLowerCase();

/** Local part of 1 to 64 characters without blanks or the characters Exchange refuses, one @, a domain with a dot. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]+\.[^\s@<>()[\]\\,;:"]+$/u;
export const isAddress = (text: string): boolean => text.length <= 320 && ADDRESS.test(text);

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
