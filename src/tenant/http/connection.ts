/** One HTTP exchange through undici: pools, timeouts, gzip, and what a lost connection means. No retry here. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { isCertificate, isNodeError, MOST_BYTES, whyOf } from './loss-words.ts';
import type { Pool } from './pool.ts';
import type { ProxyServer } from './proxy.ts';
import { certificateAdvice, NO_PROXY_ADVICE, ProxyTrouble, type Setting } from './trouble.ts';

/** What is asked of the network, with the target's address already in place. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the headers must be there, and between two pieces of the body. */
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
}
export interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}
/** Sends one request, once. Tests hand in their own. */
export interface Connection {
  request(url: string, options: RawRequest): Promise<RawAnswer>;
  close(): Promise<void>;
}

/** Milliseconds for a whole answer, however its pieces trickle in. */
const WHOLE_ANSWER_MS = 900_000;

class TooSlow extends Error {
  override readonly name = 'TooSlow';
  readonly code = 'ANSWER_TOO_SLOW';
}
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  readonly code = 'ANSWER_TOO_LARGE';
}

async function* inTime(
  body: AsyncIterable<Uint8Array>,
  slow: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw slow.aborted ? new TooSlow() : error;
  }
}

/** A connection pool per origin, made on first use. `proxies`: by target origin. */
export function createConnection(
  connectMs: number,
  perOrigin: number,
  wholeMs = WHOLE_ANSWER_MS,
  proxies: ReadonlyMap<string, ProxyServer> = new Map(),
): Connection {
  let pool: Promise<Pool> | undefined;
  const open = async (): Promise<Pool> =>
    (await import('./pool.ts')).createPool(connectMs, perOrigin, proxies);
  return {
    request: async (url, options) => {
      pool ??= open();
      const { origin, pathname, search } = new URL(url);
      const slow = AbortSignal.timeout(wholeMs); // the machine's time, as undici's own limits
      const { signal } = options;
      const asked = {
        ...options,
        origin,
        path: pathname + search,
        signal: signal === undefined ? slow : AbortSignal.any([signal, slow]),
      };
      try {
        const answer = await untilEnded((await pool).request(asked), signal);
        return { ...answer, body: inTime(answer.body, slow) };
      } catch (error) {
        throw slow.aborted ? new TooSlow() : error;
      }
    },
    close: async () => {
      if (pool !== undefined) await (await pool).close();
      pool = undefined;
    },
  };
}

/** undici itself takes notice of a signal only once the connection stands. Throws the signal's reason. */
async function untilEnded<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let end = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

type Decoder = (
  bytes: Uint8Array,
  limit: { readonly maxOutputLength: number },
) => Promise<Uint8Array>;
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * The body as text. A body that is not what its content-encoding says is taken as it stands: Exchange sends a refusal
 * of NUL bytes labelled as gzip; and whoever needs JSON will not find it in a broken body either. Throws TooLarge for more than
 * `most` bytes, sent or unpacked.
 */
export async function bodyText(
  answer: RawAnswer,
  encoding: string | undefined,
  most = MOST_BYTES,
): Promise<string> {
  const bytes = await wholeBody(answer.body, most);
  const decode = DECODERS.get(encoding?.trim().toLowerCase() ?? '');
  if (decode === undefined || bytes.length === 0) return new TextDecoder().decode(bytes);
  try {
    return new TextDecoder().decode(await decode(bytes, { maxOutputLength: most }));
  } catch (error) {
    if (!isNodeError(error)) throw error;
    if (error.code === 'ERR_BUFFER_TOO_LARGE') throw new TooLarge();
    return new TextDecoder().decode(bytes);
  }
}

async function wholeBody(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) throw new TooLarge(); // the rest is not read: leaving the loop ends the connection
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Header names in lower case, repeated ones joined. */
export function flatHeaders(headers: RawAnswer['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    flat[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

/** How a request without an answer ended. */
export interface Loss {
  /** The connection never stood, so the service cannot have seen the request. */
  readonly unsent: boolean;
  /** Trying again may help; a certificate that does not fit stays so. */
  readonly passing: boolean;
  /** It came, and is more than is taken in. */
  readonly tooLarge: boolean;
  /** In words for people. */
  readonly why: string;
  /** What to do about it, where more can be said than to try again. */
  readonly advice?: string;
}

const BEFORE_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Our own mistakes: a header that is none, a call after the end. */
const OURS = /^(?:UND_ERR_(?:INVALID_ARG|NOT_SUPPORTED|CLOSED|DESTROYED)|ERR_INVALID_)/u;

const DIRECT: Setting = { proxy: undefined, extraCa: undefined };

/** Tells a connection that never stood from one that was lost. Errors that are not of the network are thrown on. */
export function lossOf(error: unknown, setting = DIRECT): Loss {
  if (error instanceof ProxyTrouble) {
    const { passing, message, advice } = error;
    return { unsent: true, passing, tooLarge: false, why: message, advice };
  }
  if (!isNodeError(error) || OURS.test(error.code)) throw error;
  const { code, syscall } = error;
  const certificate = isCertificate(error);
  const unconnected =
    BEFORE_CONNECTED.has(code) || syscall === 'connect' || syscall === 'getaddrinfo';
  const tooLarge = error instanceof TooLarge;
  const { proxy } = setting;
  const through = proxy === undefined ? '' : `; asked through the proxy ${proxy.name}`;
  const loss = {
    unsent: certificate || unconnected,
    passing: !certificate && !tooLarge,
    tooLarge,
    why: `${whyOf(error)}${through}`,
  };
  if (certificate) return { ...loss, advice: certificateAdvice(code, setting) };
  return unconnected && proxy === undefined ? { ...loss, advice: NO_PROXY_ADVICE } : loss;
}
