/** What a call is about, read off the request without carrying it out: faults match on it and the ledger shows it. */
import type { ServiceName, SimRequest } from './world.ts';

export interface CallInfo {
  readonly service: ServiceName;
  readonly method: string;
  /** Path, decoded, without the query. */
  readonly path: string;
  /** Whether it can have an effect. */
  readonly write: boolean;
  /** Carries others; its parts are calls of their own. */
  readonly carrier: boolean;
  readonly part: boolean;
  /** Asks for a further page. */
  readonly furtherPage: boolean;
  readonly cmdlet?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The names given in the call for the object it is about. */
  readonly identities: readonly string[];
}

export function callInfo(request: SimRequest): CallInfo {
  const path = decoded(request.path);
  const carrier = /\/\$batch$/i.test(path);
  const invoked = request.service === 'exchange' ? cmdletInput(request.body) : undefined;
  const about = invoked && parameterOf(invoked.parameters, 'Identity');
  const inPath = [...path.matchAll(/\('((?:[^']|'')*)'\)/g)].map(([, key]) =>
    (key ?? '').replaceAll("''", "'"),
  );
  const graphId =
    request.service === 'graph' ? /^\/v1\.0\/(?:users|groups)\/([^/]+)/.exec(path)?.[1] : undefined;
  const identities = [...(typeof about === 'string' ? [about] : []), ...inPath];
  if (graphId !== undefined) identities.push(graphId);
  return {
    service: request.service,
    method: request.method,
    path,
    write: carrier ? partsOf(request.body).some(isWritePart) : isWrite(request, invoked?.cmdlet),
    carrier,
    part: request.batch !== undefined,
    furtherPage: request.url.searchParams.has('$skiptoken'),
    ...(invoked && { cmdlet: invoked.cmdlet, parameters: invoked.parameters }),
    identities,
  };
}

/** The cmdlet envelope of the Exchange API, where a body is one. */
export function cmdletInput(
  body: unknown,
): { readonly cmdlet: string; readonly parameters: Readonly<Record<string, unknown>> } | undefined {
  if (!isRecord(body)) return undefined;
  const { CmdletInput: input } = body;
  if (!isRecord(input)) return undefined;
  const { CmdletName: cmdlet, Parameters: parameters } = input;
  if (typeof cmdlet !== 'string') return undefined;
  return { cmdlet, parameters: isRecord(parameters) ? parameters : {} };
}

/** The named parameter, in whatever case it was written. */
export function parameterOf(parameters: Readonly<Record<string, unknown>>, name: string): unknown {
  const key = Object.keys(parameters).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : parameters[key];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWrite({ service, method, path }: SimRequest, cmdlet: string | undefined): boolean {
  if (service === 'login' || method === 'GET' || method === 'HEAD') return false;
  if (service === 'graph') return !/\/(getByIds|checkMemberGroups|getMemberGroups)$/i.test(path);
  return cmdlet !== undefined && !/^(get|test|search)-/i.test(cmdlet);
}

function isWritePart(part: unknown): boolean {
  if (!isRecord(part)) return false;
  const { body, method, url } = part;
  const cmdlet = cmdletInput(body)?.cmdlet;
  if (cmdlet !== undefined) return !/^get-/i.test(cmdlet);
  return method !== 'GET' && !/\/getByIds$/i.test(String(url));
}

function partsOf(body: unknown): readonly unknown[] {
  const { requests } = isRecord(body) ? body : {};
  return Array.isArray(requests) ? requests : [];
}

/** A path that cannot be decoded stays as it is: the handler will refuse it. */
function decoded(path: string): string {
  return /%(?![0-9a-f]{2})/i.test(path) ? path : tryDecode(path);
}
function tryDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
