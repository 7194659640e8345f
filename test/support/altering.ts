/** The real connection to a simulated tenant, which alters single answers on their way: a request of its own, or a part of a batch. */
import {
  bodyText,
  type Connection,
  createConnection,
  flatHeaders,
  type RawAnswer,
  type RawRequest,
} from '../../src/tenant/http/connection.ts';
import { pieces } from './scripted-connection.ts';

export type Row = Readonly<Record<string, unknown>>;

/** An answer to one call as it came. */
export interface Answered {
  readonly service: 'graph' | 'exchange';
  /** The cmdlet, or method and path with ids taken out: `GET /users/{id}`. */
  readonly name: string;
  /** Decoded. */
  readonly url: string;
  readonly parameters: Row;
  readonly status: number;
  readonly body: unknown;
}
/** What comes instead; undefined: as it came. A body of undefined is none at all. */
export type Altered = { readonly status?: number; readonly body: unknown } | undefined;

export class Altering implements Connection {
  /** Called for each answer to a read or a write that came with 200. */
  alter: (answer: Answered) => Altered = () => undefined;
  /** Called for the answers in a batch, before each of them: what comes instead; undefined: as they came. */
  alterBatch: (service: Answered['service'], responses: readonly Row[]) => unknown = () =>
    undefined;
  /** How many answers were altered. */
  altered = 0;
  readonly #inner = createConnection(5_000, 8);

  async request(url: string, options: RawRequest): Promise<RawAnswer> {
    const raw = await this.#inner.request(url, options);
    const headers = flatHeaders(raw.headers);
    const text = await bodyText(raw, headers['content-encoding']);
    const { 'content-encoding': _, ...plain } = headers;
    const changed = raw.statusCode === 200 ? this.#changed(url, options, text) : undefined;
    const body = changed === undefined ? text : changed.text;
    return {
      statusCode: changed?.status ?? raw.statusCode,
      headers: plain,
      body: pieces(body),
    };
  }
  close(): Promise<void> {
    return this.#inner.close();
  }

  #changed(
    url: string,
    { method, body = '' }: RawRequest,
    text: string,
  ): { readonly status: number; readonly text: string } | undefined {
    const sent = jsonIn(body);
    if (isRow(sent) && Array.isArray(sent['requests'])) {
      const answer = jsonIn(text);
      if (!isRow(answer) || !Array.isArray(answer['responses'])) return undefined;
      const parts = new Map(sent['requests'].map((part: Row) => [part['id'], part]));
      const before = this.altered;
      const service = new URL(url).pathname.startsWith('/v1.0/') ? 'graph' : 'exchange';
      const instead = this.alterBatch(service, answer['responses']);
      if (instead !== undefined) {
        this.altered += 1;
        return { status: 200, text: JSON.stringify({ ...answer, responses: instead }) };
      }
      const responses = answer['responses'].map((response: Row) => {
        const part = parts.get(response['id']);
        if (part === undefined || response['status'] !== 200) return response;
        // Graph's are relative to the version.
        const partUrl = new URL(`${String(part['url'])}`.replace(/^\//u, '/v1.0/'), url).href;
        const told = answerOf(String(part['method']), partUrl, part['body'], response);
        const instead = told === undefined ? undefined : this.#instead(told);
        return instead === undefined ? response : { ...response, ...instead };
      });
      if (this.altered === before) return undefined;
      return { status: 200, text: JSON.stringify({ ...answer, responses }) };
    }
    const told = answerOf(method, url, sent, { status: 200, body: jsonIn(text) });
    const instead = told === undefined ? undefined : this.#instead(told);
    return (
      instead && {
        status: instead.status,
        text: instead.body === undefined ? '' : JSON.stringify(instead.body),
      }
    );
  }

  #instead(answer: Answered): { readonly status: number; readonly body: unknown } | undefined {
    const altered = this.alter(answer);
    if (altered === undefined) return undefined;
    this.altered += 1;
    return { status: altered.status ?? answer.status, body: altered.body };
  }
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined: neither Graph nor Exchange. */
function answerOf(
  method: string,
  url: string,
  sent: unknown,
  { status, body }: Row,
): Answered | undefined {
  const decoded = decodeURIComponent(url);
  const rest = { url: decoded, status: Number(status), body };
  const input = isRow(sent) ? sent['CmdletInput'] : undefined;
  if (isRow(input)) {
    const { CmdletName: name, Parameters: parameters } = input;
    const given = isRow(parameters) ? parameters : {};
    return { service: 'exchange', name: String(name), parameters: given, ...rest };
  }
  const path = new URL(url).pathname.replaceAll(GUID, '{id}');
  const [, admin] = /^\/adminapi\/[^/]+\/\{id\}\/(.+)$/u.exec(decodeURIComponent(path)) ?? [];
  const [, graph] = /^\/v1\.0(\/.+)$/u.exec(path) ?? [];
  if (admin !== undefined)
    return { service: 'exchange', name: `${method} ${admin}`, parameters: {}, ...rest };
  if (graph === undefined) return undefined;
  return { service: 'graph', name: `${method} ${graph}`, parameters: {}, ...rest };
}
const GUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/giu;

/** The same answer with other rows, and nothing to follow. */
export function withRows(
  { body }: Answered,
  change: (rows: readonly Row[]) => readonly unknown[],
): Altered {
  if (!isRow(body) || !Array.isArray(body['value'])) return undefined;
  return { body: { ...body, value: change(body['value']) } };
}
