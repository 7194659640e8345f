/** `POST /{tenant}/oauth2/v2.0/token` and `…/devicecode`: the grants that the simulator knows. */
import { LOGIN_ORIGIN, TOKEN_PATH } from '../../wire/sign-in.ts';
import { json } from '../answers.ts';
import type { Application, User } from '../tenant/model.ts';
import type { SimRequest, SimResponse, World } from '../world.ts';
import { authenticate } from './client-auth.ts';
import { refusals } from './errors.ts';
import { DEVICE_CODE_INTERVAL, DEVICE_CODE_LIFETIME, type Grants } from './grants.ts';
import { type Resource, resourceNamed } from './resources.ts';
import { applicationToken, idToken, TOKEN_LIFETIME, userNamed, userToken } from './tokens.ts';

export interface SignInContext {
  readonly world: World;
  readonly grants: Grants;
  /** Seconds, where the fault plan has it. */
  readonly tokenLifetime: () => number | undefined;
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** Scopes that ask for something about the sign-in itself, not for a service. */
const SIGN_IN_SCOPES = new Set(['openid', 'profile', 'offline_access', 'email']);

/** Throws SignInError where it refuses. `tenantName` is the tenant as the path names it. */
export function tokenRequest(
  context: SignInContext,
  request: SimRequest,
  tenantName: string,
): SimResponse {
  const form = formOf(request);
  const grant = required(form, 'grant_type');
  switch (grant) {
    case 'client_credentials':
      return clientCredentials(context, request, form, tenantName);
    case DEVICE_GRANT:
    case 'device_code':
      return deviceToken(context, form);
    case 'refresh_token':
      return refreshed(context, form);
    default:
      throw refusals.grantType(grant);
  }
}

function clientCredentials(
  { world, tokenLifetime }: SignInContext,
  request: SimRequest,
  form: URLSearchParams,
  tenantName: string,
): SimResponse {
  const application = applicationOf(world, form);
  const scope = required(form, 'scope');
  const { tenant } = world;
  const proof = authenticate(application, form, {
    audiences: [...new Set([LOGIN_ORIGIN, request.base])].flatMap((origin) =>
      [tenantName, tenant.id].flatMap((name) => [
        `${origin}${TOKEN_PATH(name)}`.toLowerCase(),
        `${origin}/${name}/v2.0`.toLowerCase(),
      ]),
    ),
    now: Math.floor(world.clock.host() / 1000),
  });
  if (scope.includes(' ') || !scope.endsWith('/.default')) throw refusals.scope(scope);
  const resource = resourceOf(scope, tenant.displayName);
  const lifetime = tokenLifetime() ?? TOKEN_LIFETIME;
  const now = seconds(world);
  const access_token = applicationToken({ tenant, now, lifetime, application, resource }, proof);
  return json(200, {
    token_type: 'Bearer',
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token,
  });
}

export function deviceRequest({ world, grants }: SignInContext, request: SimRequest): SimResponse {
  const form = formOf(request);
  const application = publicApplication(world, form);
  const scope = required(form, 'scope');
  scopeResource(scope, world.tenant.displayName);
  const { code, grant } = grants.startDevice(application.appId, scope, world.clock.now());
  return json(200, {
    user_code: grant.userCode,
    device_code: code,
    verification_uri: 'https://microsoft.com/devicelogin',
    expires_in: DEVICE_CODE_LIFETIME,
    interval: DEVICE_CODE_INTERVAL,
    message: `To sign in, use a web browser to open the page https://microsoft.com/devicelogin and enter the code ${grant.userCode} to authenticate.`,
  });
}

function deviceToken(context: SignInContext, form: URLSearchParams): SimResponse {
  const { world, grants } = context;
  const application = publicApplication(world, form);
  const code = required(form, 'device_code');
  const grant = grants.device(code);
  if (!grant || grant.appId !== application.appId) throw refusals.badCode();
  if (grant.expires <= world.clock.now()) throw refusals.oldCode();
  if (grant.approvedBy === null) throw refusals.pending();
  grants.finishDevice(code);
  return personAnswer(
    context,
    application,
    activeUser(world, grant.approvedBy),
    grant.scope,
    world.clock.now(),
  );
}

function refreshed(context: SignInContext, form: URLSearchParams): SimResponse {
  const { world, grants } = context;
  const application = publicApplication(world, form);
  const refresh = grants.recall(required(form, 'refresh_token'));
  if (!refresh || refresh.appId !== application.appId) throw refusals.badRefresh();
  const user = activeUser(world, refresh.userId);
  const validFrom = user.signInSessionsValidFromDateTime;
  if (validFrom !== undefined && Date.parse(validFrom) > refresh.issued) throw refusals.revoked();
  return personAnswer(
    context,
    application,
    user,
    form.get('scope') ?? refresh.scope,
    refresh.issued,
  );
}

/** Signed in at `signedIn` (simulated ms): a refresh does not make the session younger. */
function personAnswer(
  { world, grants, tokenLifetime }: SignInContext,
  application: Application,
  user: User,
  scope: string,
  signedIn: number,
): SimResponse {
  const { tenant } = world;
  const resource = scopeResource(scope, tenant.displayName);
  const lifetime = tokenLifetime() ?? TOKEN_LIFETIME;
  const about = { tenant, now: seconds(world), lifetime, application, resource };
  const asked = scope.split(' ');
  const client = { uid: user.id, utid: tenant.id };
  const kept = { appId: application.appId, userId: user.id, scope, issued: signedIn };
  return json(200, {
    token_type: 'Bearer',
    scope: asked.filter((one) => !SIGN_IN_SCOPES.has(one)).join(' '),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: userToken(about, user),
    ...(asked.includes('offline_access') && { refresh_token: grants.remember(kept) }),
    ...(asked.includes('openid') && { id_token: idToken(about, user) }),
    client_info: Buffer.from(JSON.stringify(client)).toString('base64url'),
  });
}

function activeUser(world: World, id: string): User {
  const user = userNamed(world.tenant, id);
  if (!user) throw refusals.badRefresh();
  if (!user.accountEnabled) throw refusals.disabled();
  return user;
}

function applicationOf({ tenant }: World, form: URLSearchParams): Application {
  const appId = required(form, 'client_id');
  const found = tenant.applications.find((one) => one.appId.toLowerCase() === appId.toLowerCase());
  if (!found) throw refusals.unknownApp(appId, tenant.displayName);
  return found;
}

function publicApplication(world: World, form: URLSearchParams): Application {
  const application = applicationOf(world, form);
  if (application.deviceCodeUser === null) throw refusals.noCredential();
  return application;
}

/** The one service that a list of scopes asks for; a bare name is one of Graph's. */
function scopeResource(scope: string, tenantName: string): Resource {
  const wanted = scope.split(' ').filter((one) => one !== '' && !SIGN_IN_SCOPES.has(one));
  const [first] = wanted;
  return resourceOf(
    first?.includes('/') ? first : 'https://graph.microsoft.com/.default',
    tenantName,
  );
}

function resourceOf(scope: string, tenantName: string): Resource {
  const name = scope.slice(0, scope.lastIndexOf('/'));
  const resource = resourceNamed(name);
  if (!resource) throw refusals.resource(name, tenantName);
  return resource;
}

/** The form, with the credential of a Basic header taken in. */
function formOf(request: SimRequest): URLSearchParams {
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (basic !== undefined) {
    const [id, secret] = Buffer.from(basic, 'base64')
      .toString('utf8')
      .split(':')
      .map(decodeURIComponent);
    if (id) form.set('client_id', id);
    if (secret) form.set('client_secret', secret);
  }
  return form;
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw refusals.missing(name);
  return value;
}

function seconds({ clock }: World): number {
  return Math.floor(clock.now() / 1000);
}
