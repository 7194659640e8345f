/** Secrets in calls: a placeholder everywhere but on the wire. Made here, right before the call leaves; nobody is told what was made. */
import { randomBytes } from 'node:crypto';
import { type Call, type GraphCall, SECRETS, type Secret } from '../model/call.ts';
import type { Redactor } from './http/redact.ts';

type SecretName = Secret['secret'];

/** A place of the wire where a secret stands: nowhere else may one, and nothing else may stand there. */
interface SecretPlace {
  readonly secret: SecretName;
  readonly method: GraphCall['method'];
  readonly path: RegExp;
  /** Names of members, from the body inwards. */
  readonly at: string;
}
const PLACES: readonly SecretPlace[] = [
  {
    secret: 'newPassword',
    method: 'PATCH',
    path: /^\/users\/[^/]+$/u,
    at: 'passwordProfile.password',
  },
];

/** 48 random bytes; the last four signs are of each sort that Entra asks for. Source: Entra's password policies: 8 to 256 signs, three of four sorts. */
const MAKERS: Readonly<Record<SecretName, () => string>> = {
  newPassword: () => `${randomBytes(48).toString('base64url')}aZ7-`,
};

/** Members that are passwords by their name, wherever they stand. */
const PASSWORD = /passw(?:or)?d$/iu;

/** What is wrong about a secret in the call; undefined: nothing. */
export function misplacedSecret(call: Call): string | undefined {
  if (call.service === 'exchange')
    return faultIn(call.parameters, (at) => `no secret may stand in ${at}`);
  const { method, path, body } = call;
  const places = PLACES.filter((place) => place.method === method && place.path.test(path));
  return faultIn(body ?? {}, (at, secret) =>
    places.some((place) => place.at === at && place.secret === secret)
      ? undefined
      : `no secret of this name may stand in ${at}`,
  );
}

/** Walks all members; `judge` says what is wrong about a placeholder at a place. */
function faultIn(
  value: unknown,
  judge: (at: string, secret: string) => string | undefined,
  at = '',
): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('secret' in value) return judge(at, String(value.secret));
  for (const [name, part] of Object.entries(value)) {
    const inner = at === '' ? name : `${at}.${name}`;
    if (PASSWORD.test(name) && !isSecret(part)) return `${inner} is a password in the clear`;
    const fault = faultIn(part, judge, inner);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Exactly a placeholder. */
function isSecret(value: unknown): value is Secret {
  if (typeof value !== 'object' || value === null || !('secret' in value)) return false;
  const { secret, ...more } = value;
  return SECRETS.some((name) => name === secret) && Object.keys(more).length === 0;
}

/** The body as it leaves, each placeholder replaced by a secret made now; the redactor knows it before it leaves. */
export function withSecrets(body: GraphCall['body'], redactor: Redactor): GraphCall['body'] {
  if (body === undefined) return undefined;
  const filled = (value: unknown): unknown => {
    if (isSecret(value)) {
      const made = MAKERS[value.secret]();
      redactor.learn(made);
      return made;
    }
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filled(part)]));
  };
  return Object.fromEntries(Object.entries(body).map(([name, part]) => [name, filled(part)]));
}
