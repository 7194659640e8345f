/** Reading what came over the wire: JSON of unknown shape, one small guard at a time. */

export type Json = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text, or nothing: an empty string says as little as an absent one. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * The parsed text, or undefined where it is not JSON (so JSON `null` and a broken text stay apart).
 * Numbers above 2^53 lose their last digits here: the service repeats such values as text (`Identity`
 * beside `RuleIdentity`), and only the text may be used.
 */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The beginning of a body that is not JSON, fit for one line of an error message. */
export function excerpt(text: string): string {
  const shown = text.replaceAll('\0', '').trim();
  if (shown === '') return text === '' ? 'an empty body' : 'a body of NUL bytes';
  if (shown.startsWith('<')) return 'an HTML page';
  const line = shown.replace(/\s+/gu, ' ');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** What a refusal says that is not JSON: a 401 is mostly empty, and means one thing. */
export const refusalText = (status: number, text: string): string =>
  status === 401 && text.trim() === '' ? 'the sign-in was refused' : excerpt(text);
