/** One HTTP exchange through undici: pools, timeouts, gzip, and what a lost connection means. No retry here. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Pool } from './pool.ts';

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
  readonly body: { arrayBuffer(): Promise<ArrayBuffer> };
}
/** Sends one request, once. Tests hand in their own. */
export interface Connection {
  request(url: string, options: RawRequest): Promise<RawAnswer>;
  close(): Promise<void>;
}

/** A connection pool per origin, made on first use. */
export function createConnection(connectMs: number, perOrigin: number): Connection {
  let pool: Promise<Pool> | undefined;
  const open = async (): Promise<Pool> =>
    (await import('./pool.ts')).createPool(connectMs, perOrigin);
  return {
    request: async (url, options) => {
      pool ??= open();
      const { origin, pathname, search } = new URL(url);
      return (await pool).request({ origin, path: pathname + search, ...options });
    },
    close: async () => {
      if (pool !== undefined) await (await pool).close();
      pool = undefined;
    },
  };
}

const DECODERS: ReadonlyMap<string, (bytes: Uint8Array) => Promise<Uint8Array>> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * The body as text. A body that is not what its content-encoding says is taken as it stands: Exchange sends a refusal
 * of NUL bytes labelled as gzip; and whoever needs JSON will not find it in a broken body either.
 */
export async function bodyText(answer: RawAnswer, encoding: string | undefined): Promise<string> {
  const bytes = new Uint8Array(await answer.body.arrayBuffer());
  const decode = DECODERS.get(encoding?.trim().toLowerCase() ?? '');
  if (decode === undefined || bytes.length === 0) return new TextDecoder().decode(bytes);
  try {
    return new TextDecoder().decode(await decode(bytes));
  } catch (error) {
    if (!isNodeError(error)) throw error;
    return new TextDecoder().decode(bytes);
  }
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

interface NodeError extends Error {
  readonly code: string;
  readonly syscall?: unknown;
}
const isNodeError = (error: unknown): error is NodeError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

/** How a request without an answer ended. */
export interface Loss {
  /** The connection never stood, so the service cannot have seen the request. */
  readonly unsent: boolean;
  /** Trying again may help; a certificate that does not fit stays so. */
  readonly passing: boolean;
  /** In words for people. */
  readonly why: string;
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
const CERTIFICATE = /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/u;
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved just now',
  ECONNRESET: 'the connection was reset',
  UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half-way',
  UND_ERR_SOCKET: 'the connection was closed',
};

/** Our own mistakes: a header that is none, a call after the end. */
const OURS = /^(?:UND_ERR_(?:INVALID_ARG|NOT_SUPPORTED|CLOSED|DESTROYED)|ERR_INVALID_)/u;

/** Tells a connection that never stood from one that was lost. Errors that are not of the network are thrown on. */
export function lossOf(error: unknown): Loss {
  if (!isNodeError(error) || OURS.test(error.code)) throw error;
  const { code, syscall, message } = error;
  const certificate = CERTIFICATE.test(code);
  const unsent =
    certificate || BEFORE_CONNECTED.has(code) || syscall === 'connect' || syscall === 'getaddrinfo';
  const why = certificate
    ? `its certificate is not trusted (${message})`
    : `${WORDS[code] ?? message} (${code})`;
  return { unsent, passing: !certificate, why };
}
