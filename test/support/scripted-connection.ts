/** A network that answers as a test says, and remembers what it was asked. */
import type { Clock } from '../../src/model/clock.ts';
import type { Connection, RawAnswer, RawRequest } from '../../src/tenant/http/connection.ts';

export interface Asked {
  /** Virtual milliseconds. */
  readonly at: number;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Parsed body; undefined where it is not JSON. */
  readonly json: unknown;
  /** Counts from 0. */
  readonly index: number;
}
export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it stands; anything else as JSON. */
  readonly body?: unknown;
  /** Milliseconds until it comes. */
  readonly after?: number;
}

/** A body as it comes. */
export async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

export class ScriptedConnection implements Connection {
  readonly asked: Asked[] = [];
  /** Most requests at a time. */
  most = 0;
  closed = false;
  #open = 0;
  readonly #clock: Clock;
  readonly #script: (asked: Asked) => Scripted | Error | Promise<Scripted | Error>;

  constructor(
    clock: Clock,
    script: (asked: Asked) => Scripted | Error | Promise<Scripted | Error>,
  ) {
    this.#clock = clock;
    this.#script = script;
  }

  async request(url: string, options: RawRequest): Promise<RawAnswer> {
    const { method, headers, body = '' } = options;
    const asked: Asked = {
      at: this.#clock.now(),
      url,
      method,
      headers,
      body,
      json: parsed(body),
      index: this.asked.length,
    };
    this.asked.push(asked);
    this.#open += 1;
    this.most = Math.max(this.most, this.#open);
    try {
      const answer = await this.#script(asked);
      if (answer instanceof Error) throw answer;
      if (answer.after !== undefined) await this.#clock.sleep(answer.after, options.signal);
      const text = typeof answer.body === 'string' ? answer.body : textOf(answer.body);
      return {
        statusCode: answer.status ?? 200,
        headers: answer.headers ?? {},
        body: pieces(text),
      };
    } finally {
      this.#open -= 1;
    }
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

const textOf = (body: unknown): string => (body === undefined ? '' : JSON.stringify(body));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A network error as Node gives it. */
export function netError(code: string, syscall?: string): Error {
  return Object.assign(new Error(`${code} happened`), {
    code,
    ...(syscall === undefined ? {} : { syscall }),
  });
}
