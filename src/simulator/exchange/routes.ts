/** The Exchange Online admin API: from a request's path to what answers it. */
import {
  type Access,
  type Handler,
  isResponse,
  type SimRequest,
  type SimResponse,
  type World,
} from '../world.ts';
import { batch } from './batch.ts';
import { entities, nulBlock, refusedCall } from './envelope.ts';
import { ENDPOINTS, invoke } from './invoke.ts';
import { hasRole, isKnown, listedFor, opens, type Surface } from './permits.ts';
import { read } from './rest.ts';

/** `/adminapi/{version}/{tenant}/{what is below}`. */
const PATH = /^\/adminapi\/(beta|v1\.0|v2\.0)\/([^/]+)\/(.+)$/i;

interface Route {
  readonly version: string;
  readonly tenant: string;
  readonly below: string;
}

/** What answers requests to outlook.office365.com. The server has put each into the ledger already. */
export function exchangeRoutes(world: World): Handler {
  const single: Handler = async (request) => {
    const route = routeOf(request);
    const access = admitted(world, request, route);
    return isResponse(access) ? access : answer(world, request, route, access);
  };
  return async (request) => {
    const route = routeOf(request);
    if (route?.version !== 'beta' || route.below !== '$batch') return single(request);
    const access = admitted(world, request, route);
    if (isResponse(access)) return access;
    if (request.method !== 'POST') return refusedCall(world, 405, METHOD_NOT_ALLOWED);
    return batch(world, request, single);
  };
}

const METHOD_NOT_ALLOWED = 'The requested resource does not support this http method.';

function routeOf({ path }: SimRequest): Route | undefined {
  const [, version, tenant, below] = PATH.exec(path) ?? [];
  if (version === undefined || tenant === undefined || below === undefined) return undefined;
  return { version: version.toLowerCase(), tenant: decoded(tenant), below: decoded(below) };
}

/** A path that is not well encoded is taken as it is: no route will fit it. */
function decoded(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text);
}

/** Token first, then tenant, then the permission that opens the surface. */
function admitted(
  world: World,
  request: SimRequest,
  route: Route | undefined,
): Access | SimResponse {
  const access = world.authorize(request, 'exchange');
  if (isResponse(access)) return access;
  if (route === undefined) return unknownPath(world, request);
  const { id, domains } = world.tenant;
  const named = [id, ...domains.map(({ name }) => name)].map((name) => name.toLowerCase());
  if (!named.includes(route.tenant.toLowerCase())) {
    return refusedCall(world, 404, `The tenant '${route.tenant}' was not found.`);
  }
  const surface: Surface = route.version === 'v2.0' ? 'v2.0' : 'beta';
  if (opens(access, surface)) return access;
  // Without the application permission the older surface does not know the caller at all.
  return surface === 'beta'
    ? refusedCall(world, 401, 'The token has no permission for this API.')
    : refusedCall(world, 403, 'The token has no permission for this API.');
}

function answer(
  world: World,
  request: SimRequest,
  route: Route | undefined,
  access: Access,
): SimResponse {
  if (route === undefined) return unknownPath(world, request);
  const { version, below } = route;
  if (!isKnown(world, access) && !hasRole(world, access)) return nulBlock(world);
  if (version === 'v2.0') {
    const endpoint = ENDPOINTS[below];
    if (endpoint === undefined) return unknownPath(world, request);
    if (request.method !== 'POST') return refusedCall(world, 405, METHOD_NOT_ALLOWED);
    return invoke(world, request, access, endpoint);
  }
  if (below === 'InvokeCommand') {
    // Only beta answers, and only to POST; a page link fetched by GET is refused the same way.
    if (version !== 'beta' || request.method !== 'POST') {
      return refusedCall(world, 405, METHOD_NOT_ALLOWED);
    }
    return invoke(world, request, access);
  }
  if (below === 'EXOModuleFile' && request.method === 'GET')
    return moduleFile(world, request, access);
  const entity = request.method === 'GET' ? read(world, request, access, below) : undefined;
  return entity ?? unknownPath(world, request);
}

/** The cmdlets that the caller may run, as a comma list. No documented path. */
function moduleFile(world: World, request: SimRequest, access: Access): SimResponse {
  if (world.settings.moduleFile === 'absent')
    return refusedCall(
      world,
      404,
      `No resource was found that matches the request ${request.path}.`,
    );
  if (!request.url.searchParams.has('Version')) {
    return refusedCall(world, 400, "The query option 'Version' is missing.");
  }
  if (request.headers['commandname'] !== '*') {
    world.unknown(request, 'EXOModuleFile for other than all cmdlets');
    return refusedCall(world, 400, "The header 'CommandName' must be '*'.");
  }
  if (!hasRole(world, access)) return nulBlock(world);
  const exportedCmdlets = listedFor(world, access).join(',');
  return entities(world, request, { value: [{ exportedCmdlets }] });
}

function unknownPath(world: World, request: SimRequest): SimResponse {
  world.unknown(request, `${request.method} ${request.path}`);
  return refusedCall(world, 404, `No resource was found that matches the request ${request.path}.`);
}
