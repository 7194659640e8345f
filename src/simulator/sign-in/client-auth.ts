/** How an application proves who it is: secret, certificate, or the token of a federated issuer. */
import { createPublicKey, timingSafeEqual, X509Certificate } from 'node:crypto';
import type { Application } from '../tenant/model.ts';
import { refusals } from './errors.ts';
import { type Jwt, parseToken, signatureFits } from './jwt.ts';

/** Tolerated difference of clocks, seconds. Source: Entra's usual allowance. */
const SKEW = 300;
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Audience of federated assertions. Source: workload identity federation. */
const TOKEN_EXCHANGE = 'api://AzureADTokenExchange';

/** How it was proved, as `appidacr` of the token tells: '1' by secret, '2' by assertion. */
export type Proof = '1' | '2';

/**
 * Checks the credential in a token request. `audiences` are the names of this token endpoint, `now` the host's time in
 * seconds: an assertion is dated by the client's clock, which knows nothing of simulated time. Throws SignInError.
 */
export function authenticate(
  application: Application,
  form: URLSearchParams,
  { audiences, now }: { readonly audiences: readonly string[]; readonly now: number },
): Proof {
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    if (form.get('client_assertion_type') !== JWT_BEARER)
      throw refusals.missing('client_assertion_type');
    const token = parseToken(assertion);
    if (!token) throw refusals.assertionForm('it has no three parts of JSON');
    checkAssertion(application, token, audiences, now);
    return '2';
  }
  const secret = form.get('client_secret');
  if (secret === null) throw refusals.noCredential();
  if (application.secret === null || !sameText(secret, application.secret)) {
    throw refusals.wrongSecret(application.appId);
  }
  return '1';
}

function checkAssertion(
  application: Application,
  token: Jwt,
  audiences: readonly string[],
  now: number,
): void {
  const { iss, sub, aud, exp, nbf } = token.claims;
  if (iss !== application.appId) checkFederated(application, token);
  else checkCertificate(application, token, audiences);
  if (typeof exp !== 'number' || exp + SKEW < now) throw refusals.assertionTime();
  if (typeof nbf === 'number' && nbf - SKEW > now) throw refusals.assertionTime();
  if (typeof sub !== 'string' || typeof aud !== 'string')
    throw refusals.assertionForm('sub or aud is missing');
}

function checkCertificate(
  application: Application,
  token: Jwt,
  audiences: readonly string[],
): void {
  const { certificate, appId } = application;
  if (token.claims['sub'] !== appId) throw refusals.assertionSubject(appId);
  const audience = String(token.claims['aud']);
  if (!audiences.includes(audience.toLowerCase())) throw refusals.assertionAudience(audience);
  if (!certificate) throw refusals.assertionKey('no certificate is registered');
  const { x5t, 'x5t#S256': x5tS256 } = token.header;
  const named =
    typeof x5tS256 === 'string'
      ? hex(x5tS256) === plainHex(certificate.thumbprintSha256)
      : typeof x5t === 'string' && hex(x5t) === sha1Thumbprint(certificate.pem);
  if (!named) throw refusals.assertionKey('the thumbprint in its header is not known');
  if (!signatureFits(token, createPublicKey(certificate.pem))) {
    throw refusals.assertionKey('the signature does not fit');
  }
}

function checkFederated({ federated }: Application, token: Jwt): void {
  const { iss, sub, aud } = token.claims;
  if (!federated || federated.issuer !== iss) throw refusals.federatedIssuer(String(iss));
  if (aud !== TOKEN_EXCHANGE) throw refusals.federatedAudience(String(aud));
  if (sub !== federated.subject) throw refusals.federatedSubject(String(sub));
  if (!signatureFits(token, createPublicKey(federated.pem))) {
    throw refusals.assertionKey('the signature does not fit');
  }
}

/** SHA-1 of the certificate; undefined where only a bare public key is registered. */
function sha1Thumbprint(pem: string): string | undefined {
  return pem.includes('BEGIN CERTIFICATE')
    ? plainHex(new X509Certificate(pem).fingerprint)
    : undefined;
}

function hex(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('hex');
}
function plainHex(thumbprint: string): string {
  return thumbprint.replaceAll(':', '').toLowerCase();
}
function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
