/** JSON batching: up to twenty calls in one request, in the order that they depend on each other. */
import { GRAPH_BATCH_LIMIT, GRAPH_VERSION } from '../../wire/graph.ts';
import { graphError } from '../answers.ts';
import { isRecord } from '../call.ts';
import type { Handler, SimRequest, SimResponse, World } from '../world.ts';
import { ok } from './call.ts';
import { GraphRefusal, refuse } from './refusals.ts';

interface Step {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

/** The answers stand in the order in which the steps ran; a step whose parent failed answers 424. */
export async function batch(
  world: World,
  request: SimRequest,
  handler: Handler,
): Promise<SimResponse> {
  const steps = stepsOf(request.body);
  const status = new Map<string, number>();
  const responses: object[] = [];
  for (const step of stepsInOrder(steps)) {
    const failed = step.dependsOn.some((id) => (status.get(id.toLowerCase()) ?? 0) >= 400);
    const response = failed
      ? graphError(
          424,
          'FailedDependency',
          'The request was not carried out because one it depends on failed.',
        )
      : await world.call(partRequest(request, step), handler);
    status.set(step.id.toLowerCase(), response.status);
    responses.push(shown(step, response));
  }
  return ok({ responses });
}

/** What a step inherits from its carrier is the sign-in alone. */
function partRequest(request: SimRequest, { method, url, headers, body }: Step): SimRequest {
  const relative = url.replace(/^\/+/, '');
  const full = new URL(`${request.base}/${GRAPH_VERSION}/${relative}`);
  const { authorization } = request.headers;
  return {
    ...request,
    method,
    url: full,
    path: full.pathname,
    headers: { ...(authorization !== undefined && { authorization }), ...headers },
    body,
    batch: request.seq,
  };
}

function shown({ id }: Step, { status, headers, body }: SimResponse): object {
  const kept = Object.entries(headers).filter(([name]) => PART_HEADERS.has(name));
  const names = kept.map(([name, value]) => [PART_HEADERS.get(name), value]);
  const plain = Buffer.isBuffer(body) ? body.toString('base64') : body;
  return {
    id,
    status,
    headers: Object.fromEntries(names),
    ...(plain !== undefined && { body: plain }),
  };
}
/** Headers that a part shows, in the case that the service writes. */
const PART_HEADERS: ReadonlyMap<string, string> = new Map([
  ['cache-control', 'Cache-Control'],
  ['content-type', 'Content-Type'],
  ['odata-version', 'OData-Version'],
  ['retry-after', 'Retry-After'],
  ['location', 'Location'],
  ['x-ms-resource-unit', 'x-ms-resource-unit'],
]);

/** Each step after all that it depends on; else in the order given. Throws where a dependency is unknown or goes in a circle. */
function stepsInOrder(steps: readonly Step[]): Step[] {
  const byId = new Map(steps.map((step) => [step.id.toLowerCase(), step]));
  const ordered: Step[] = [];
  const state = new Map<Step, 'under way' | 'done'>();
  const visit = (step: Step) => {
    if (state.get(step) === 'done') return;
    if (state.get(step) === 'under way') {
      throw refuse.badRequest(`Request '${step.id}' depends on itself.`);
    }
    state.set(step, 'under way');
    for (const id of step.dependsOn) {
      const parent = byId.get(id.toLowerCase());
      if (!parent)
        throw refuse.badRequest(`Request '${step.id}' depends on the unknown request '${id}'.`);
      visit(parent);
    }
    state.set(step, 'done');
    ordered.push(step);
  };
  for (const step of steps) visit(step);
  return ordered;
}

/** The whole batch is refused where one step has no proper form. */
function stepsOf(body: unknown): Step[] {
  const { requests } = isRecord(body) ? body : {};
  if (!Array.isArray(requests) || requests.length === 0) {
    throw refuse.badRequest("Invalid batch payload format: 'requests' is missing or empty.");
  }
  if (requests.length > GRAPH_BATCH_LIMIT) {
    throw new GraphRefusal(
      400,
      'MaximumValueExceeded',
      `Number of batch request steps exceeds the maximum value of ${GRAPH_BATCH_LIMIT}.`,
    );
  }
  const steps = requests.map(stepOf);
  if (new Set(steps.map(({ id }) => id.toLowerCase())).size < steps.length) {
    throw refuse.badRequest('Invalid batch payload format: request ids must be unique.');
  }
  return steps;
}

function stepOf(request: unknown): Step {
  if (!isRecord(request))
    throw refuse.badRequest('Invalid batch payload format: a request is not an object.');
  const { id, method, url, headers, body, dependsOn = [] } = request;
  if (
    typeof id !== 'string' ||
    id === '' ||
    typeof method !== 'string' ||
    typeof url !== 'string'
  ) {
    throw refuse.badRequest('Invalid batch payload format: a request needs id, method and url.');
  }
  if (/^https?:/i.test(url)) {
    throw refuse.badRequest(
      `Invalid batch payload format: the url of request '${id}' is not relative.`,
    );
  }
  if (!Array.isArray(dependsOn) || dependsOn.some((one) => typeof one !== 'string')) {
    throw refuse.badRequest(
      `Invalid batch payload format: dependsOn of request '${id}' is not a list of ids.`,
    );
  }
  const given = isRecord(headers) ? headers : {};
  const lower = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  if (body !== undefined && !(lower['content-type'] ?? '').includes('json')) {
    throw refuse.badRequest(
      `Write request id : ${id} does not contain Content-Type header or body.`,
    );
  }
  return { id, method: method.toUpperCase(), url, headers: lower, body, dependsOn };
}
