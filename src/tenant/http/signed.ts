/** Calls that carry a token: one renewal where the service no longer takes it. */
import { MbxError } from '../../model/error.ts';
import { ServiceError } from '../service.ts';
import { challengeOf } from '../sign-in/jwt.ts';
import type { TokenSource } from '../sign-in/sign-in.ts';
import type { Audience } from './endpoints.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';

/**
 * Sends with a token; after a 401 once more with a new one, a write too, since a 401 has no effect. A second 401 is
 * the answer. Throws what `tokenFor` and `Transport.send` throw.
 */
export async function sendSigned(
  transport: Transport,
  signIn: TokenSource,
  audience: Audience,
  build: (token: string) => HttpRequest,
): Promise<HttpAnswer> {
  const token = await tokenFor(signIn, audience);
  const answer = await transport.send(build(token));
  if (answer.status !== 401) return answer;
  const claims = challengeOf(answer.headers['www-authenticate']);
  return transport.send(build(await renewed(signIn, audience, token, claims)));
}

/** A token, with sign-in's errors as a ServiceError of that service. */
export function tokenFor(signIn: TokenSource, audience: Audience): Promise<string> {
  return asServiceError(audience, signIn.token(audience));
}

/** Another token than the refused one: perhaps somebody else has renewed it meanwhile. */
export async function renewed(
  signIn: TokenSource,
  audience: Audience,
  refused: string,
  claims: string | undefined,
): Promise<string> {
  if (claims !== undefined) return asServiceError(audience, signIn.token(audience, { claims }));
  const current = await tokenFor(signIn, audience);
  if (current !== refused) return current;
  return asServiceError(audience, signIn.token(audience, { renew: true }));
}

async function asServiceError<T>(audience: Audience, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof MbxError)) throw cause;
    throw new ServiceError(
      {
        service: audience,
        failure: cause.code === 'E4001' ? 'unavailable' : 'signedOut',
        status: 0,
        code: cause.code,
        what: 'sign-in',
        advice: cause.code === 'E4001' ? cause.hint : undefined,
      },
      cause.message,
      { cause },
    );
  }
}
