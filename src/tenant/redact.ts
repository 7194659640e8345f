/** Takes tokens, secrets, assertions and passwords out of whatever is about to be shown: debug lines, error messages. */

const HIDDEN = '(hidden)';

const NAMES =
  'client_secret|client_assertion|assertion|refresh_token|access_token|id_token|device_code|password|newpassword|currentpassword';

/** Each pattern keeps what names the secret (its first group), so that a debug line still shows that there was one. */
const PATTERNS: readonly RegExp[] = [
  // Tokens by their look: base64url of `{"`, whole or cut off.
  /()eyJ[\w-]{8,}(?:\.[\w-]*)*/gu,
  /((?:^|[^\w-])(?:bearer|basic)\s+)[^\s"',;]+/giu,
  /((?:^|[\s"',{])(?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?!\s)[^\r\n"',;]+/giu,
  /((?:^|[\s"',{])(?:set-)?cookie["']?\s*[:=]\s*["']?)(?!\s)[^\r\n"']+/giu,
  new RegExp(`((?:^|[?&\\s"'])(?:${NAMES})=)[^&\\s"']+`, 'giu'),
  new RegExp(`("(?:${NAMES})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'giu'),
  // JSON inside a JSON string: the quotes carry a backslash.
  new RegExp(`(\\\\"(?:${NAMES})\\\\"\\s*:\\s*\\\\")(?:[^"\\\\]|\\\\\\\\.)*`, 'giu'),
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gu,
];

/** Below this many characters an exact secret would garble ordinary words. */
const SHORTEST_SECRET = 4;

export interface Redactor {
  /** From now on this exact text is hidden, also where it stands percent-encoded or in JSON. */
  learn(secret: string): void;
  text(text: string): string;
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    learn(secret) {
      if (secret.length < SHORTEST_SECRET) return;
      const form = new URLSearchParams({ s: secret }).toString().slice(2);
      for (const shape of [
        secret,
        encodeURIComponent(secret),
        form,
        JSON.stringify(secret).slice(1, -1),
      ]) {
        secrets.add(shape);
      }
    },
    text(text) {
      let shown = text;
      // Longest first: a secret may begin with another one.
      for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
        shown = shown.replaceAll(secret, HIDDEN);
      }
      for (const pattern of PATTERNS) shown = shown.replace(pattern, `$1${HIDDEN}`);
      return shown;
    },
  };
}
