/** Answers of Microsoft Graph: rows, and faults with the meaning that callers branch on. The same for a single call and for a part of a batch. */
import type { GraphCall, Outcome } from '../../model/call.ts';
import type { PartAnswer } from '../http/batch.ts';
import { excerpt, isRecord, type Json, parseJson, refusalText, textOf } from '../http/json.ts';
import type { Redactor } from '../http/redact.ts';
import { type HttpAnswer, type Judgement, statusJudgement } from '../http/transport.ts';
import { type Failure, ServiceError } from '../service.ts';

/** An answer, of a request of its own or of a part. */
export interface GraphAnswer {
  readonly status: number;
  readonly requestId: string | undefined;
  /** The body as JSON; undefined: it is none. */
  readonly json: { readonly value: unknown } | undefined;
  /** A body that is no JSON. */
  readonly text: string;
}
export const answerIn = ({ status, requestId, text }: HttpAnswer): GraphAnswer => ({
  status,
  requestId,
  json: parseJson(text),
  text,
});
/** A part's body is JSON already; one that is none stands there in base64. Source: Graph, JSON batching. */
export function partAnswerIn(
  { status, headers, body }: PartAnswer<unknown>,
  requestId: string | undefined,
): GraphAnswer {
  const type = headers['content-type'] ?? 'application/json';
  const text = typeof body === 'string' && !type.includes('json') ? fromBase64(body) : '';
  const json = body === undefined || text !== '' ? undefined : { value: body };
  const { innerError } = errorIn(json);
  const own = isRecord(innerError) ? textOf(innerError['request-id']) : undefined;
  return { status, json, text, requestId: headers['request-id'] ?? own ?? requestId };
}
const fromBase64 = (body: string): string => Buffer.from(body, 'base64').toString('utf8');

/** The object in a success, or undefined where the body is none. */
export function objectIn({ status, json }: GraphAnswer): Json | undefined {
  if (status < 200 || status > 299) return undefined;
  return json !== undefined && isRecord(json.value) ? json.value : undefined;
}

export interface GraphPage {
  readonly rows: readonly Json[];
  readonly next: string | undefined;
}
/** A page of a collection, or undefined where it has not the form of one. An empty page with a next one is legal. */
export function pageIn(answer: GraphAnswer): GraphPage | undefined {
  const body = objectIn(answer);
  if (body === undefined) return undefined;
  const { value, '@odata.nextLink': next } = body;
  if (!Array.isArray(value) || !value.every(isRecord)) return undefined;
  if (next !== undefined && next !== null && textOf(next) === undefined) return undefined;
  return { rows: value, next: textOf(next) };
}

/** For the transport: a success without what it should hold may be an accident. */
export function judgementOf(answer: GraphAnswer, wanted: unknown): Judgement {
  const success = answer.status >= 200 && answer.status < 300;
  if (success) return { is: wanted === undefined ? 'shape' : 'final' };
  // Several writes at one object at a time: nothing happened, and a pause helps.
  if (isClash(faultIn(answer))) return { is: 'transient', refusedForLoad: 1 };
  return statusJudgement(answer.status);
}

interface GraphFault {
  readonly status: number;
  readonly code: string;
  /** Codes of the details and of the inner errors. */
  readonly inner: readonly string[];
  readonly message: string;
}

/** The error that a body holds; empty where it holds none. */
function errorIn(json: GraphAnswer['json']): Json {
  const body = json !== undefined && isRecord(json.value) ? json.value : {};
  return isRecord(body['error']) ? body['error'] : {};
}

function faultIn({ status, json, text }: GraphAnswer): GraphFault {
  const error = errorIn(json);
  if (Object.keys(error).length === 0) {
    const said = text === '' && json !== undefined ? JSON.stringify(json.value) : text;
    return { status, code: String(status), inner: [], message: refusalText(status, said) };
  }
  const { details, innerError } = error;
  const inner = [...(Array.isArray(details) ? details : []), innerError].flatMap((one) =>
    isRecord(one) ? (textOf(one['code']) ?? []) : [],
  );
  // Some back ends leave the code of a 403 empty.
  const code = textOf(error['code']) ?? inner[0] ?? String(status);
  return { status, code, inner, message: textOf(error['message']) ?? `status ${status}` };
}

const isClash = ({ code, inner }: GraphFault): boolean =>
  [code, ...inner].includes('Directory_ConcurrencyViolation');
/** A 403 that is no missing permission. */
const NOT_DENIED: ReadonlySet<string> = new Set([
  'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
  'Directory_QuotaExceeded',
]);

function failureOf({ status, code }: GraphFault): Failure {
  if (status === 401) return 'signedOut';
  if (status === 403) return NOT_DENIED.has(code) ? 'refused' : 'denied';
  if (status === 429) return 'throttled';
  if (status === 408 || status >= 500) return 'unavailable';
  // A front door's 404 page does not say that an object does not exist; Graph's own answer has a code.
  if (status === 404) return /^\d+$/u.test(code) ? 'shape' : 'notFound';
  return status >= 400 ? 'refused' : 'shape';
}

/** The error of an answer that is not the one asked for. */
export function graphError(what: string, answer: GraphAnswer, redactor: Redactor): ServiceError {
  const { status, requestId } = answer;
  if (status >= 200 && status < 300) {
    return shapeError(what, redactor.text(`a success with ${describe(answer)}`), answer);
  }
  const fault = faultIn(answer);
  return new ServiceError(
    { service: 'graph', failure: failureOf(fault), status, code: fault.code, what, requestId },
    `${what}: ${redactor.text(fault.message)}`,
  );
}
const describe = ({ json, text }: GraphAnswer): string =>
  json === undefined ? `${excerpt(text)} instead of JSON` : 'JSON of another form';

export function shapeError(
  what: string,
  why: string,
  { status, requestId }: Pick<GraphAnswer, 'status' | 'requestId'>,
  code = 'UnknownShape',
): ServiceError {
  return new ServiceError(
    { service: 'graph', failure: 'shape', status, code, what, requestId },
    `${what}: ${why}`,
  );
}

/** Texts that alone tell these cases of `Request_BadRequest` apart. Source: captures of Graph's answers. */
const MEMBER_ALREADY = /^One or more added object references already exist/iu;
const LICENCE_ABSENT = /User does not have a corresponding license/iu;
const TAKEN = /^Another object with the same value for property/iu;

/** What an answer to a write means. */
export function graphOutcome(call: GraphCall, answer: GraphAnswer, redactor: Redactor): Outcome {
  const { status, text } = answer;
  const id = answer.requestId === undefined ? {} : { requestId: answer.requestId };
  if (status >= 200 && status < 300) {
    const body = objectIn(answer);
    if (text.trim() !== '' && body === undefined) {
      const message = redactor.text(`a success with ${describe(answer)}`);
      return { result: 'unknown', message, ...id };
    }
    const created = status === 201 ? textOf(body?.['id']) : undefined;
    return { result: 'done', ...(created === undefined ? {} : { id: created }), ...id };
  }
  const fault = faultIn(answer);
  const message = redactor.text(fault.message);
  if (status === 429 || isClash(fault)) return { result: 'unsent', message };
  if (status === 408 || status >= 500 || status < 400) {
    return { result: 'unknown', message: `status ${status}: ${message}`, ...id };
  }
  if (isAlreadySo(call, fault)) return { result: 'already', ...id };
  return { result: 'refused', message, code: fault.code, why: whyOf(fault), ...id };
}

function isAlreadySo(call: GraphCall, { status, code, message }: GraphFault): boolean {
  // A link that is not there needs no deletion; the same holds where the object at one end is gone.
  if (call.method === 'DELETE') return status === 404 && code === 'Request_ResourceNotFound';
  if (status !== 400) return false;
  if (MEMBER_ALREADY.test(message)) return true;
  const { addLicenses } = call.body ?? {};
  const addsNothing =
    addLicenses === undefined || (Array.isArray(addLicenses) && addLicenses.length === 0);
  return LICENCE_ABSENT.test(message) && addsNothing;
}

function whyOf(fault: GraphFault): 'notFound' | 'denied' | 'signedOut' | 'conflict' | 'other' {
  const { status, code, inner, message } = fault;
  const taken = [code, ...inner].includes('ObjectConflict') || TAKEN.test(message);
  if (taken || status === 409) return 'conflict';
  const failure = failureOf(fault);
  return failure === 'notFound' || failure === 'denied' || failure === 'signedOut'
    ? failure
    : 'other';
}
