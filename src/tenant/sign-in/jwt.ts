/** What a token says of itself. Read for display and routing only: whether it holds is the service's to judge. */
import { isRecord, type Json, parseJson } from '../http/json.ts';

/** The claims of a signed token, or undefined where the text is none. */
export function claimsOf(token: string): Json | undefined {
  const [, body] = token.split('.');
  if (body === undefined) return undefined;
  const parsed = parseJson(Buffer.from(body, 'base64url').toString('utf8'));
  return parsed !== undefined && isRecord(parsed.value) ? parsed.value : undefined;
}

/**
 * The claims that a 401 asks a new token to be made with, decoded from its `WWW-Authenticate` header (continuous access
 * evaluation); undefined where it asks for none.
 */
export function challengeOf(header: string | undefined): string | undefined {
  const [, encoded] = /\bclaims="([^"]+)"/u.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const parsed = parseJson(text);
  return parsed !== undefined && isRecord(parsed.value) ? text : undefined;
}
