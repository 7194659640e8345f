/** The sign-in service: discovery, keys, tokens. */
import { LOGIN_ORIGIN } from '../../wire/sign-in.ts';
import { json } from '../answers.ts';
import { nameKey } from '../tenant/names.ts';
import type { Handler, SimRequest, SimResponse, World } from '../world.ts';
import { refusals, SignInError, signInAnswer } from './errors.ts';
import { publishedKeys } from './jwt.ts';
import { deviceRequest, type SignInContext, tokenRequest } from './token-endpoint.ts';

/** Stand-ins for a tenant in paths that need none in particular. */
const ANY_TENANT = new Set(['common', 'organizations', 'consumers']);

export function signInRoutes(context: SignInContext): Handler {
  const { world } = context;
  return async (request) => {
    try {
      return route(context, request);
    } catch (error) {
      if (error instanceof SignInError) return signInAnswer(error, world.clock.iso());
      throw error;
    }
  };
}

function route(context: SignInContext, request: SimRequest): SimResponse {
  const { world } = context;
  const [tenantName = '', ...rest] = request.path.slice(1).split('/').map(decodeURIComponent);
  const what = `${request.method} ${rest.join('/')}`;
  switch (what) {
    case 'GET discovery/instance':
      return instanceDiscovery(request);
    case 'GET v2.0/.well-known/openid-configuration':
    case 'GET .well-known/openid-configuration':
      return openIdConfiguration(request, tenantId(world, tenantName));
    case 'GET discovery/v2.0/keys':
    case 'GET discovery/keys':
      return json(200, publishedKeys());
    case 'POST oauth2/v2.0/token':
      checkTenant(world, tenantName);
      return tokenRequest(context, request, tenantName);
    case 'POST oauth2/v2.0/devicecode':
      checkTenant(world, tenantName);
      return deviceRequest(context, request);
    default:
      world.unknown(request, 'no such path at the sign-in service');
      return json(404, { error: 'not_found', error_description: `${what} is not known here.` });
  }
}

/** The tenant's id for any of its names; a stand-in stays as it is. Throws SignInError. */
function tenantId({ tenant }: World, name: string): string {
  const wanted = nameKey(name);
  if (ANY_TENANT.has(wanted)) return '{tenantid}';
  if (wanted === nameKey(tenant.id)) return tenant.id;
  if (tenant.domains.some((domain) => nameKey(domain.name) === wanted)) return tenant.id;
  throw refusals.unknownTenant(name);
}

/** A token is made by one tenant: the stand-ins are for people of any, and the simulator has but one. */
function checkTenant(world: World, name: string): void {
  tenantId(world, name);
}

function instanceDiscovery({ base }: SimRequest): SimResponse {
  const network = new URL(base).host;
  const known = new URL(LOGIN_ORIGIN).host;
  const aliases = [
    ...new Set([known, 'login.windows.net', 'login.microsoft.com', 'sts.windows.net', network]),
  ];
  return json(200, {
    tenant_discovery_endpoint: `${base}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: network, preferred_cache: 'login.windows.net', aliases }],
  });
}

function openIdConfiguration({ base }: SimRequest, tenant: string): SimResponse {
  const root = `${base}/${tenant === '{tenantid}' ? 'common' : tenant}`;
  return json(200, {
    token_endpoint: `${root}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'private_key_jwt',
      'client_secret_basic',
    ],
    jwks_uri: `${root}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${LOGIN_ORIGIN}/${tenant}/v2.0`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${root}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'name',
      'preferred_username',
      'oid',
      'tid',
    ],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
  });
}
