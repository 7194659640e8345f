/** Keeps tokens and secrets out of the ledger: it is read by people and lands in test reports. */

const LEFT_OUT = '(left out)';
/** Members of bodies that are secrets: of the token request, of its answer, and of directory objects. */
const SECRETS = new Set([
  'authorization',
  'client_secret',
  'client_assertion',
  'refresh_token',
  'access_token',
  'id_token',
  'device_code',
  'assertion',
  'password',
  'passwordprofile',
]);
const JWT = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;

/** A copy of the body in which every secret is replaced; form bodies are shown as objects. */
export function redactBody(body: unknown, form: boolean): unknown {
  if (form && typeof body === 'string')
    return redact(Object.fromEntries(new URLSearchParams(body)));
  return redact(body);
}

/** Path and query, without secrets in the query. */
export function redactUrl({ pathname, search }: URL): string {
  return redactText(pathname + search);
}

function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    SECRETS.has(key.toLowerCase()) ? LEFT_OUT : redact(member),
  ]);
  return Object.fromEntries(entries);
}

function redactText(text: string): string {
  return text.replace(JWT, LEFT_OUT).replace(/(Bearer|Basic) +[^\s"',]+/gi, `$1 ${LEFT_OUT}`);
}
