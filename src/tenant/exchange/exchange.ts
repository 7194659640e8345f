/** The Exchange client: reads in pages and batches, writes once, what the identity may run. */
import type { ExchangeCall, Outcome } from '../../model/call.ts';
import { EXCHANGE_PATH } from '../../wire/exchange.ts';
import { guardQuery, guardWrite } from '../guards.ts';
import type { BatchOptions } from '../http/batch.ts';
import { encodeSegment, queryString } from '../http/encode.ts';
import { outcomeWithoutAnswer } from '../http/outcome.ts';
import { sendSigned, tokenFor } from '../http/signed.ts';
import type { HttpAnswer, HttpRequest, Judgement } from '../http/transport.ts';
import type {
  Answer,
  ExchangeClient,
  HeldRight,
  Narrow,
  Query,
  Row,
  ServiceError,
  Settled,
} from '../service.ts';
import { asRead, type ParsedAnswer, readText } from './answer.ts';
import { queryBatches } from './batch.ts';
import { HOLDERS_CMDLET, readHolders } from './holders.ts';
import { exchangeOutcome } from './outcome.ts';
import { errorOf, Gathering } from './pages.ts';
import {
  commonHeaders,
  type Endpoint,
  headersOf,
  type Invocation,
  invocationOf,
  writeInvocationOf,
} from './request.ts';

export interface ExchangeOptions extends BatchOptions {
  /** Public origin of the service. */
  readonly origin: string;
}

interface ReadAnswer {
  readonly answer: HttpAnswer;
  readonly reading: ParsedAnswer;
}

export function createExchange(options: ExchangeOptions): ExchangeClient {
  const { transport, signIn, redactor, origin } = options;

  /** The tenant's id, as the token has it: the configured tenant may be a domain. */
  const endpoint = async (): Promise<Endpoint> => {
    await tokenFor(signIn, 'exchange');
    const { tenantId } = await signIn.actor();
    return { origin, tenantId };
  };

  /** Each answer is read once, when the transport asks whether it will do: a page can be large. */
  const readSigned = async (
    build: (token: string) => HttpRequest,
    read: (got: HttpAnswer, kind: HttpRequest['kind']) => ParsedAnswer = readingOf,
  ): Promise<ReadAnswer> => {
    let kind: HttpRequest['kind'] = 'read';
    let reading: ParsedAnswer | undefined;
    const judge = (got: HttpAnswer): Judgement => {
      reading = read(got, kind);
      return judgementOf(reading, got.status);
    };
    const answer = await sendSigned(transport, signIn, 'exchange', (token) => {
      const request = build(token);
      kind = request.kind;
      return { ...request, judge };
    });
    return { answer, reading: reading ?? read(answer, kind) };
  };

  const invoke = (invocation: Invocation, kind: HttpRequest['kind']): Promise<ReadAnswer> =>
    readSigned((token) => ({
      service: 'exchange',
      kind,
      method: 'POST',
      url: invocation.url,
      headers: headersOf(invocation, token),
      body: JSON.stringify(invocation.body),
      what: invocation.cmdlet,
    }));

  const query = async <T>(wanted: Query, narrow: Narrow<T>): Promise<Answer<T>> => {
    guardQuery(wanted);
    const first = invocationOf(wanted, await endpoint());
    const gathering = new Gathering(wanted, origin, narrow, redactor);
    let invocation = first;
    for (;;) {
      const { answer, reading } = await invoke(invocation, 'read');
      if (reading.is === 'page') {
        const next = gathering.take(reading, answer.requestId);
        if (next === undefined) return gathering.answer();
        invocation = { ...first, url: next };
      } else if (gathering.restart(reading)) invocation = first;
      else throw errorOf(reading, answer.status, wanted.cmdlet, answer.requestId, redactor);
    }
  };

  const queryEach = async <T>(
    queries: readonly Query[],
    narrow: (row: Row, index: number) => T | undefined,
  ): Promise<readonly Settled<T>[]> => {
    for (const one of queries) guardQuery(one);
    if (queries.length === 0) return [];
    return queryBatches(queries, narrow, await endpoint(), options);
  };

  const write = async (call: ExchangeCall): Promise<Outcome> => {
    guardWrite(call);
    try {
      const { answer, reading } = await invoke(writeInvocationOf(call, await endpoint()), 'write');
      return exchangeOutcome(call.cmdlet, reading, answer, redactor);
    } catch (error) {
      return outcomeWithoutAnswer(error);
    }
  };

  const holders = async (of: HeldRight, id: string): Promise<readonly Row[]> => {
    const { tenantId } = await endpoint();
    const what = HOLDERS_CMDLET[of];
    const { answer, reading } = await readSigned(
      (token) => ({
        service: 'exchange',
        kind: 'read',
        method: 'GET',
        url: `${origin}${EXCHANGE_PATH[of](encodeSegment(tenantId), encodeSegment(id))}`,
        headers: { ...commonHeaders(token), 'X-AnchorMailbox': `OID:${id}@${tenantId}` },
        what,
      }),
      (got) => readHolders(of, got),
    );
    if (reading.is === 'page' && reading.next === undefined) return reading.rows;
    const why =
      reading.is === 'page' ? ({ is: 'shape', message: 'the list goes on' } as const) : reading;
    throw errorOf(why, answer.status, what, answer.requestId, redactor);
  };

  const cmdlets = async (): Promise<ReadonlySet<string>> => {
    const { tenantId } = await endpoint();
    const what = 'EXOModuleFile';
    const { answer, reading } = await readSigned((token) => ({
      service: 'exchange',
      kind: 'read',
      method: 'GET',
      url: `${origin}${EXCHANGE_PATH.moduleFile(encodeSegment(tenantId))}${queryString({ Version: MODULE_VERSION })}`,
      headers: { ...commonHeaders(token), CommandName: '*' },
      what,
    }));
    const fail = (why: ParsedAnswer & { readonly is: 'fault' | 'shape' }): ServiceError =>
      errorOf(why, answer.status, what, answer.requestId, redactor);
    if (reading.is !== 'page') throw fail(reading);
    const names = reading.rows.flatMap(({ exportedCmdlets }) =>
      typeof exportedCmdlets === 'string' ? exportedCmdlets.split(',') : [],
    );
    const known = new Set(
      names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''),
    );
    if (known.size === 0) throw fail({ is: 'shape', message: 'no names of cmdlets in it' });
    return known;
  };

  return { query, queryEach, holders, write, cmdlets };
}

/** Version of Microsoft's module for which the list of cmdlets is asked. */
const MODULE_VERSION = '3.9.2';

const readingOf = (
  { status, headers, text }: HttpAnswer,
  kind: HttpRequest['kind'],
): ParsedAnswer => {
  const reading = readText(status, headers, text);
  return kind === 'read' ? asRead(reading) : reading;
};

function judgementOf(reading: ParsedAnswer, status: number): Judgement {
  if (reading.is === 'shape') return { is: 'shape' };
  if (reading.is === 'page' || !reading.transient) return { is: 'final' };
  // A busy server says so without a 429, too; then, too, the other calls wait.
  const busy = status !== 429 && reading.beforeEffect;
  return {
    is: 'transient',
    crowded: reading.crowded,
    ...(busy ? { refusedForLoad: 1 } : {}),
  };
}
