/** Microsoft Graph v1.0: from a request to the operation, with the headers that every answer has. */
import { randomUUID } from 'node:crypto';
import { GRAPH_VERSION } from '../../wire/graph.ts';
import { ODATA_JSON } from '../answers.ts';
import {
  type Handler,
  isResponse,
  type SimRequest,
  type SimResponse,
  type World,
} from '../world.ts';
import { batch } from './batch.ts';
import { wantsNoMetadata, withoutMetadata } from './metadata.ts';
import { findOperation } from './operations.ts';
import { demand } from './permissions.ts';
import { type Query, readQuery } from './query.ts';
import { GraphRefusal, refuse } from './refusals.ts';

export function graphRoutes(world: World): Handler {
  const handler: Handler = async (request) => {
    try {
      return withHeaders(world, request, await route(world, request, handler));
    } catch (error) {
      if (error instanceof GraphRefusal) return withHeaders(world, request, error.answer());
      throw error;
    }
  };
  return handler;
}

async function route(world: World, request: SimRequest, handler: Handler): Promise<SimResponse> {
  const access = world.authorize(request, 'graph');
  if (isResponse(access)) return access;
  const [version = '', ...segments] = segmentsOf(request.path);
  if (version.toLowerCase() !== GRAPH_VERSION) {
    world.unknown(request, 'only v1.0 is here');
    throw new GraphRefusal(400, 'BadRequest', `Invalid version: ${version}`);
  }
  if (segments.length === 1 && segments[0] === '$batch') {
    if (request.batch !== undefined) throw refuse.segment('$batch');
    if (request.method !== 'POST') throw refuse.method();
    return await batch(world, request, handler);
  }
  const found = findOperation(request.method, segments);
  if ('segment' in found) {
    world.unknown(request, `no such path: ${found.segment}`);
    throw refuse.segment(found.segment);
  }
  if ('method' in found) {
    world.unknown(request, 'no such method on this path');
    throw refuse.method();
  }
  const { operation, parameters } = found;
  if (operation.needs) demand(access, operation.needs);
  const query = checkedQuery(world, request, operation.options);
  const response = operation.run({ world, request, access, query, parameters });
  const units = Math.max(
    1,
    operation.cost -
      (query.select ? 1 : 0) +
      (query.expand ? 1 : 0) -
      (request.url.searchParams.has('$top') && query.top < 20 ? 1 : 0),
  );
  return { ...response, headers: { 'x-ms-resource-unit': String(units), ...response.headers } };
}

/** Options that the service knows and the simulator does not are counted as unknown, as paths are. */
function checkedQuery(
  world: World,
  request: SimRequest,
  options: Parameters<typeof readQuery>[1],
): Query {
  try {
    return readQuery(request, options, world.settings);
  } catch (error) {
    if (error instanceof GraphRefusal && /query option/.test(error.message)) {
      world.unknown(request, error.message);
    }
    throw error;
  }
}

/** Decoded segments; `users('key')` counts as two. */
function segmentsOf(path: string): string[] {
  return path
    .replace(/^\/+/, '')
    .split('/')
    .flatMap((raw) => {
      const segment = decodedSegment(raw);
      const [, name, key] = /^([A-Za-z]+)\('((?:[^']|'')*)'\)$/.exec(segment) ?? [];
      return name === undefined || key === undefined
        ? [segment]
        : [name, key.replaceAll("''", "'")];
    });
}

function decodedSegment(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new GraphRefusal(400, 'RequestBroker--ParseUri', 'Resource path is not valid.');
  }
}

const DIAGNOSTIC =
  '{"ServerInfo":{"DataCenter":"West Europe","Slice":"E","Ring":"5","ScaleUnit":"001","RoleInstance":"SIMULATOR"}}';

function withHeaders(world: World, request: SimRequest, response: SimResponse): SimResponse {
  const requestId = randomUUID();
  const clientRequestId = request.headers['client-request-id'];
  const bare = wantsNoMetadata(request.headers['accept']);
  const contentType = bare ? ODATA_JSON.replace('=minimal', '=none') : ODATA_JSON;
  const body = withRequestId(response.body, requestId, clientRequestId ?? requestId);
  return {
    ...response,
    headers: {
      'cache-control': 'no-cache',
      'odata-version': '4.0',
      'request-id': requestId,
      'client-request-id': clientRequestId ?? requestId,
      'x-ms-ags-diagnostic': DIAGNOSTIC,
      date: new Date(world.clock.now()).toUTCString(),
      ...(response.body !== undefined && { 'content-type': ODATA_JSON }),
      ...response.headers,
      ...(bare && isDocument(body) && { 'content-type': contentType }),
    },
    body: bare && isDocument(body) ? withoutMetadata(body) : body,
  };
}

const isDocument = (body: SimResponse['body']): body is object =>
  typeof body === 'object' && !Buffer.isBuffer(body);

/** The ids in an error's body are those of the headers. */
function withRequestId(
  body: SimResponse['body'],
  requestId: string,
  clientRequestId: string,
): SimResponse['body'] {
  if (typeof body !== 'object' || Buffer.isBuffer(body) || !('error' in body)) return body;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('innerError' in error)) return body;
  const { innerError } = error;
  if (typeof innerError !== 'object' || innerError === null) return body;
  const ids = { 'request-id': requestId, 'client-request-id': clientRequestId };
  return { ...body, error: { ...error, innerError: { ...innerError, ...ids } } };
}
