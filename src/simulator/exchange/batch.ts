/** `$batch`: up to ten calls in one request, each with its own headers, authorisation, faults and line in the ledger. */
import { EXCHANGE_BATCH_LIMIT } from '../../wire/exchange.ts';
import { cmdletInput, isRecord } from '../call.ts';
import type { Handler, SimRequest, SimResponse, World } from '../world.ts';
import { failed } from './envelope.ts';
import { badCall } from './errors.ts';

const PART_TYPE = 'application/json;odata.metadata=minimal';

interface Part {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** @param single what answers a part: the same handler as outside a batch */
export async function batch(
  world: World,
  request: SimRequest,
  single: Handler,
): Promise<SimResponse> {
  const parts = partsOf(request.body);
  if (parts === undefined) {
    return failed(
      world,
      badCall('The batch must hold requests with unique ids, methods and urls.'),
    );
  }
  if (parts.length > EXCHANGE_BATCH_LIMIT && world.settings.bigBatch === 'refused') {
    const text = `The batch holds ${parts.length} requests; the limit is ${EXCHANGE_BATCH_LIMIT}.`;
    return failed(world, badCall(text));
  }
  const goesOn = /odata\.continue-on-error/i.test(request.headers['prefer'] ?? '');
  const responses: object[] = [];
  for (const part of parts) {
    const response = await answerPart(world, request, part, single);
    responses.push(written(part.id, cmdletInput(part.body)?.cmdlet, response));
    // Without that preference a batch ends at its first failure.
    if (!goesOn && response.status >= 400) break;
  }
  return {
    status: 200,
    headers: { 'Content-Type': PART_TYPE },
    body: { responses: shuffled(world, responses) },
  };
}

async function answerPart(
  world: World,
  request: SimRequest,
  part: Part,
  single: Handler,
): Promise<SimResponse> {
  const url = urlOf(part.url, request);
  if (url === undefined) {
    return failed(
      world,
      badCall(`The url of a part must be absolute and of this service: ${part.url}`),
    );
  }
  if (/\/\$batch$/i.test(decodeURIComponent(url.pathname))) {
    return failed(world, badCall('A batch cannot be part of a batch.'));
  }
  const own = Object.fromEntries(
    Object.entries(part.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  // A part without a token of its own (a GET needs no headers) goes by the batch's.
  const authorization = own['authorization'] ?? request.headers['authorization'];
  const inner: SimRequest = {
    ...request,
    method: part.method.toUpperCase(),
    url,
    path: url.pathname,
    headers: { host: request.headers['host'], ...own, authorization },
    body: part.body,
    seq: 0,
    batch: request.seq,
  };
  return world.call(inner, single);
}

function urlOf(text: string, request: SimRequest): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const hosts = [new URL(request.base).host, 'outlook.office365.com'];
  return hosts.includes(url.host) ? url : undefined;
}

function written(
  id: string,
  cmdlet: string | undefined,
  { status, headers, body }: SimResponse,
): object {
  const exception = headerOf(headers, 'x-exceptiontype');
  const retryAfter = headerOf(headers, 'retry-after');
  return {
    id,
    status,
    headers: {
      'Content-Type': headerOf(headers, 'content-type') ?? PART_TYPE,
      ...(cmdlet === undefined ? {} : { 'Cmdlet-Name': cmdlet }),
      ...(exception === undefined
        ? {}
        : { 'x-ExceptionType': exception, 'x-ExceptionTargetType': '' }),
      ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
    },
    // Bytes that are no JSON can only stand here as text.
    body: Buffer.isBuffer(body) ? body.toString('latin1') : (body ?? null),
  };
}

/** A header by its name in lower case: answers made elsewhere may write it otherwise. */
function headerOf(headers: SimResponse['headers'], name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The order of the answers is not promised, so clients meet another one each time. */
function shuffled(world: World, responses: readonly object[]): object[] {
  const from = Math.floor(world.random() * responses.length);
  return [...responses.slice(from), ...responses.slice(0, from)];
}

function partsOf(body: unknown): Part[] | undefined {
  if (!isRecord(body) || !Array.isArray(body['requests'])) return undefined;
  const requests: readonly unknown[] = body['requests'];
  const parts = requests.map(partOf);
  const good = parts.filter((part) => part !== undefined);
  const ids = new Set(good.map(({ id }) => id));
  return good.length === parts.length && ids.size === parts.length && ids.size > 0
    ? good
    : undefined;
}

function partOf(value: unknown): Part | undefined {
  if (!isRecord(value)) return undefined;
  const { id, method, url, headers = {}, body } = value;
  if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string')
    return undefined;
  if (!isRecord(headers)) return undefined;
  const texts = Object.entries(headers).map(([name, text]): [string, string] => [
    name,
    String(text),
  ]);
  return { id, method, url, headers: Object.fromEntries(texts), body };
}
