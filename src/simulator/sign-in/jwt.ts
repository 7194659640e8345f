/** JSON Web Tokens: made with the simulator's own key, and checked with a client's. */
import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { isRecord } from '../call.ts';

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly kid: string;
}
let made: SigningKey | undefined;

/** Bits of the key. Half of what the services have: it guards nothing, and a run may sign in a thousand times. */
const KEY_BITS = 1024;
/** The key of this process, made at first use: that takes a while. */
function signingKey(): SigningKey {
  if (made) return made;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  made = { privateKey, publicKey, kid: createHash('sha1').update(der).digest('base64url') };
  return made;
}

/** What `…/discovery/v2.0/keys` publishes. */
export function publishedKeys(): object {
  const { publicKey, kid } = signingKey();
  return {
    keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid, x5t: kid }],
  };
}

export function signToken(claims: object): string {
  const { privateKey, kid } = signingKey();
  const head = encode({ typ: 'JWT', alg: 'RS256', x5t: kid, kid });
  const signed = `${head}.${encode(claims)}`;
  const token = `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  remember(token);
  return token;
}

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: string;
  readonly signature: Buffer;
}

/** The parts of a token; undefined for a text that is none. Nothing is checked yet. */
export function parseToken(text: string): Jwt | undefined {
  const [head, body, signature, ...more] = text.split('.');
  if (!head || !body || !signature || more.length > 0) return undefined;
  const header = decode(head);
  const claims = decode(body);
  if (!isRecord(header) || !isRecord(claims)) return undefined;
  return {
    header,
    claims,
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** Whether this process signed it. A client shows the same token with every call: once found good, it is known. */
export function isOwn(token: Jwt): boolean {
  const text = `${token.signed}.${token.signature.toString('base64url')}`;
  if (known.has(text)) return true;
  if (token.header['alg'] !== 'RS256' || !signatureFits(token, signingKey().publicKey))
    return false;
  remember(text);
  return true;
}
function remember(token: string): void {
  if (known.size === MOST_KNOWN) known.clear();
  known.add(token);
}
const known = new Set<string>();
const MOST_KNOWN = 1000;

/** RS256 or PS256 (salt as long as the digest), whichever the header names; anything else does not fit. */
export function signatureFits({ header, signed, signature }: Jwt, key: KeyObject): boolean {
  const data = Buffer.from(signed);
  if (header['alg'] === 'RS256') return verify('sha256', data, key, signature);
  if (header['alg'] !== 'PS256') return false;
  const pss = {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  return verify('sha256', data, pss, signature);
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
