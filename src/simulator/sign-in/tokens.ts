/** Access tokens: made for an application or a person, and checked again at the services. */
import { randomUUID } from 'node:crypto';
import { exchangeError, graphError } from '../answers.ts';
import { findRecipients, objectById } from '../tenant/find.ts';
import type { Application, Tenant, User } from '../tenant/model.ts';
import type { Access, Audience, SimRequest, SimResponse, World } from '../world.ts';
import type { Proof } from './client-auth.ts';
import { isOwn, parseToken, signToken } from './jwt.ts';
import {
  applicationPermissions,
  audienceFits,
  delegatedPermissions,
  type Resource,
} from './resources.ts';

/** Seconds that an access token lives unless the fault plan says otherwise. Source: Entra, some 60 to 90 minutes. */
export const TOKEN_LIFETIME = 3599;

/** Issuer of access tokens in the v1.0 form, which Graph and Exchange use. */
function issuer(tenantId: string): string {
  return `https://sts.windows.net/${tenantId}/`;
}

interface Minting {
  readonly tenant: Tenant;
  /** Simulated time, seconds. */
  readonly now: number;
  /** Seconds. */
  readonly lifetime: number;
  readonly application: Application;
  readonly resource: Resource;
}

export function applicationToken(about: Minting, proof: Proof): string {
  const { application, resource } = about;
  const roles = applicationPermissions(application, resource.audience);
  return signToken({
    ...common(about),
    appidacr: proof,
    idtyp: 'app',
    oid: application.id,
    sub: application.id,
    ...(roles.length > 0 && { roles }),
    wids: application.wids,
  });
}

export function userToken(about: Minting, user: User): string {
  const { application, resource } = about;
  return signToken({
    ...common(about),
    appidacr: '0',
    idtyp: 'user',
    oid: user.id,
    sub: user.id,
    name: user.displayName,
    upn: user.userPrincipalName,
    unique_name: user.userPrincipalName,
    scp: delegatedPermissions(application, resource.audience).join(' '),
    wids: user.roles,
  });
}

/** Who signed in, for the client itself. */
export function idToken(about: Minting, user: User): string {
  const { tenant, now, lifetime, application } = about;
  return signToken({
    aud: application.appId,
    iss: `https://login.microsoftonline.com/${tenant.id}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + lifetime,
    name: user.displayName,
    oid: user.id,
    preferred_username: user.userPrincipalName,
    sub: user.id,
    tid: tenant.id,
    uti: randomUUID(),
    ver: '2.0',
  });
}

function common({ tenant, now, lifetime, application, resource }: Minting): object {
  return {
    aud: resource.name,
    iss: issuer(tenant.id),
    iat: now,
    nbf: now,
    exp: now + lifetime,
    app_displayname: application.displayName,
    appid: application.appId,
    idp: issuer(tenant.id),
    tid: tenant.id,
    uti: randomUUID(),
    ver: '1.0',
  };
}

/** Reads the bearer token of a request: the caller, or the refusal that the service sends. */
export function authorize(
  world: Pick<World, 'tenant' | 'clock'>,
  request: SimRequest,
  audience: Audience,
): Access | SimResponse {
  const header = request.headers['authorization'] ?? '';
  const bearer = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  if (bearer === undefined) return refuse(audience, 'Access token is empty.');
  const token = parseToken(bearer);
  if (!token) return refuse(audience, 'CompactToken parsing failed with error code: 80049217');
  if (!isOwn(token)) return refuse(audience, 'Access token validation failure. Invalid signature.');
  const { aud, tid, exp, oid, appid, roles, scp, wids } = token.claims;
  if (!audienceFits(aud, audience)) {
    return refuse(audience, 'Access token validation failure. Invalid audience.');
  }
  if (tid !== world.tenant.id) {
    return refuse(audience, 'Access token validation failure. Invalid issuer.');
  }
  if (typeof exp !== 'number' || exp * 1000 <= world.clock.now()) {
    return refuse(audience, 'Lifetime validation failed, the token is expired.');
  }
  const granted = typeof scp === 'string' ? scp.split(' ') : strings(roles);
  return {
    as: typeof scp === 'string' ? 'user' : 'app',
    appId: String(appid),
    id: String(oid),
    permissions: new Set(granted.filter((name) => name !== '')),
    wids: strings(wids),
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function refuse(audience: Audience, why: string): SimResponse {
  if (audience === 'graph') {
    const refusal = graphError(401, 'InvalidAuthenticationToken', why);
    const challenge =
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"';
    return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': challenge } };
  }
  const refusal = exchangeError(401, why);
  const challenge =
    'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="invalid_token"';
  return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': challenge } };
}

/** The live user of this id or sign-in name. */
export function userNamed(tenant: Tenant, name: string): User | undefined {
  const byId = objectById(tenant, name);
  if (byId?.kind === 'user' && byId.user.deletedDateTime === null) return byId.user;
  for (const found of findRecipients(tenant, name)) {
    const user = found.kind === 'user' || found.kind === 'mailbox' ? found.user : null;
    if (user && user.userPrincipalName.toLowerCase() === name.toLowerCase()) return user;
  }
  return undefined;
}
