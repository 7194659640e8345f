/** Answers of the Exchange admin API, read into pages and faults. The same for a single call and for a part of a batch. */
import { excerpt, isRecord, type Json, parseJson, refusalText, textOf } from '../http/json.ts';
import { type Failure, NOT_HELD, type Row } from '../service.ts';

export interface Page {
  readonly is: 'page';
  /** Without the `@…` sidecars. */
  readonly rows: readonly Row[];
  /** It had a list `value`. A write may leave it out; a read without it has told nothing. */
  readonly listed: boolean;
  readonly next: string | undefined;
  readonly warnings: readonly string[];
  /** Errors inside a success: something was left out. */
  readonly errors: readonly string[];
  /** What would have been done: the service asked back instead of doing it. */
  readonly confirmation: string | undefined;
}
export interface Fault {
  readonly is: 'fault';
  readonly failure: Failure;
  /** Exception type without its namespace, else the error's code, else the status. */
  readonly code: string;
  /** The service's own words. */
  readonly message: string;
  /** Asking again may help. */
  readonly transient: boolean;
  /** The cmdlet was certainly not carried out. */
  readonly beforeEffect: boolean;
  /** Name or address taken. */
  readonly conflict: boolean;
  /** Too many calls at a time. */
  readonly crowded: boolean;
}
export interface Misshapen {
  readonly is: 'shape';
  readonly message: string;
}
export type ParsedAnswer = Page | Fault | Misshapen;

type Headers = Readonly<Record<string, string>>;

/** A body as text: of a request of its own. */
export function readText(status: number, headers: Headers, text: string): ParsedAnswer {
  const parsed = parseJson(text);
  if (parsed !== undefined) return readBody(status, headers, parsed.value);
  const success = status >= 200 && status < 300;
  if (success && text.trim() === '') return readBody(status, headers, undefined);
  if (success) return { is: 'shape', message: `a success with ${excerpt(text)} instead of JSON` };
  return faultOf(status, typeFrom(headers), refusalText(status, text), false);
}

/** The same answer to a read: without a list in it, it is no empty list but a failed read. */
export const asRead = (reading: ParsedAnswer): ParsedAnswer =>
  reading.is === 'page' && !reading.listed
    ? { is: 'shape', message: 'a success without the list that a read must have' }
    : reading;

/** A parsed body; undefined where there is none. */
export function readBody(status: number, headers: Headers, body: unknown): ParsedAnswer {
  if (typeof body === 'string') return readText(status, headers, body);
  const success = status >= 200 && status < 300;
  if (success && (body === undefined || body === null)) return pageOf({});
  if (!isRecord(body)) {
    if (success) return { is: 'shape', message: 'a success with a body that is no object' };
    return faultOf(status, typeFrom(headers), `status ${status}`, false);
  }
  const { error } = body;
  if (isRecord(error)) return envelopeFault(success ? 400 : status, headers, error);
  if (success) return pageOf(body);
  return faultOf(status, typeFrom(headers), textOf(body['message']) ?? `status ${status}`, false);
}

function pageOf(body: Json): ParsedAnswer {
  const { value } = body;
  // A success may leave `value` out, but then nothing else than annotations stands in it: other JSON is no empty list.
  if (value === undefined && Object.keys(body).some((key) => !key.includes('@'))) {
    return { is: 'shape', message: 'a success with JSON of another form' };
  }
  const rows: Row[] = [];
  if (value !== undefined && value !== null) {
    if (!Array.isArray(value)) return { is: 'shape', message: 'a success whose value is no list' };
    for (const row of value) {
      if (!isRecord(row))
        return { is: 'shape', message: 'a list with something that is no object' };
      rows.push(plain(row));
    }
  }
  const next = body['@odata.nextLink'];
  if (next !== undefined && next !== null && typeof next !== 'string') {
    return { is: 'shape', message: 'a link to the next page that is no text' };
  }
  return {
    is: 'page',
    rows,
    listed: Array.isArray(value),
    next: textOf(next),
    warnings: texts(body['@adminapi.warnings']),
    errors: texts(body['@adminapi.errors']),
    confirmation: textOf(body['@adminapi.confirmationmessage']),
  };
}

/** Sidecars tell the type of the value that follows (`Guid@data.type`); rows are flat, so one level is enough. */
function plain(row: Json): Row {
  const kept: Record<string, unknown> = {};
  for (const key in row) if (!key.includes('@')) kept[key] = row[key];
  return kept;
}

function texts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) =>
    typeof item === 'string' ? item : (messageIn(item) ?? JSON.stringify(item)),
  );
}
const messageIn = (item: unknown): string | undefined =>
  isRecord(item) ? (textOf(item['message']) ?? textOf(item['Message'])) : undefined;

/** Why a cmdlet failed stands deep inside; the outer words ("Error executing cmdlet") say nothing. */
function envelopeFault(status: number, headers: Headers, error: Json): Fault | Misshapen {
  const { details, innererror, code, message } = error;
  const first: unknown = Array.isArray(details) ? details[0] : undefined;
  const detail = split(isRecord(first) ? textOf(first['message']) : undefined);
  const internal = isRecord(innererror) ? innererror['internalexception'] : undefined;
  const said = isRecord(internal) ? textOf(internal['message']) : undefined;
  const inner = split(said === undefined || GENERIC.test(said) ? undefined : said);
  const words = detail.text ?? inner.text ?? textOf(message) ?? `status ${status}`;
  const type = detail.type ?? typeFrom(headers) ?? inner.type ?? shortType(textOf(code));
  return faultOf(status, type, words, true);
}

const GENERIC = /^Exception of type /u;

interface Said {
  readonly type?: string | undefined;
  readonly text?: string | undefined;
}

/** `Ex6F9304|Microsoft.Exchange.…Exception|the words`, or plain words, or words around another error as JSON. */
function split(text: string | undefined): Said {
  if (text === undefined) return {};
  const [, type, words] = /^[^|]*\|([^|]*)\|([\s\S]*)$/u.exec(text) ?? [];
  if (words === undefined) return { text, ...nested(text) };
  return { type: shortType(textOf(type?.trim())), text: words, ...nested(words) };
}

/** A proxied error: the innermost of `{ Message, TypeName, InnerError }` is the one that tells. */
function nested(text: string): Said {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from < 0 || to < from) return {};
  const parsed = parseJson(text.slice(from, to + 1));
  if (parsed === undefined || !isRecord(parsed.value)) return {};
  let innermost = parsed.value;
  for (let { InnerError } = innermost; isRecord(InnerError); { InnerError } = innermost) {
    innermost = InnerError;
  }
  const words = textOf(innermost['Message']);
  const type = shortType(textOf(innermost['TypeName']));
  if (words === undefined) return type === undefined ? {} : { type };
  const inside = split(words);
  const told = inside.type ?? type;
  return { text: inside.text ?? words, ...(told === undefined ? {} : { type: told }) };
}

const shortType = (type: string | undefined): string | undefined =>
  textOf(type?.slice(type.lastIndexOf('.') + 1));
const typeFrom = (headers: Headers): string | undefined =>
  shortType(textOf(headers['x-exceptiontype']));

/** Refusals for the moment that come as a 400, as type or within the words. Source: the names that Microsoft's module tries again for. */
const TRANSIENT =
  /\b(?:CmdletProxyNotAvailable(?:Failure|Exception)?|ServerBusyException|TransientException|BackendCommunicationException|UnableToWriteToAadException)\b/u;
/** Of these, the ones that may come after the cmdlet has begun to do something. */
const MAY_HAVE_EFFECT =
  /\b(?:TransientException|BackendCommunicationException|UnableToWriteToAadException)\b/u;
/** The directory would not take what Exchange passed on. One of the names above, but the words mostly tell that it will stay so. */
const DIRECTORY_REFUSES = /\bUnableToWriteToAadException\b/u;
/** Another object has the address or the name. */
const TAKEN = /\bReason: (?:ObjectConflict|Conflict)\b|\bsame value\b.*\balready exists\b/isu;
/** A reason that tells of no load and no moment, a right that is missing, an object that is mastered elsewhere: no later try changes that. */
const FINAL =
  /\bReason: (?!\w*(?:Busy|Throttl|Time|Unavailable|Transient|Retry|ServerError|Unknown))\w+|\binvalid value\b|\bon-premises mastered\b|\binsufficient privileges\b/iu;
/** What the REST reads say with a 401 where a role lacks the cmdlet. Source: reports of REST reads as Global Reader. */
const NOT_ALLOWED = /\bnot allowed to call\b/iu;
/** A parameter outside the caller's roles looks like one that does not exist, and is named. Source: reports of unknown names; for refused ones inferred. */
const WITHHELD = /\bAmbiguousParameterSetException\b.*\bInvalid cmdlet parameters specified\b/su;
const CROWDED = /maximum number of concurrent requests/iu;
const NOT_FOUND =
  /(?:ObjectNotFound|RecipientNotFound|MailboxNotFound|UserNotFound|SecurityPrincipalNotFound)\w*$/u;
const AMBIGUOUS = /(?:ManagementObjectAmbiguous|NonUniqueRecipient|RecipientNotUnique)\w*$/u;
const CONFLICT = /(?:AlreadyExists|ProxyAddressExists|NotUnique)\w*$/u;
/** Answers of the cmdlet itself: final, also where they come as a 500. */
const DEFINITE =
  /^(?:AmbiguousParameterSetException|ParameterTransformationException|ParameterBinding\w*|\w*Validation\w*|RecipientTaskException|TaskInvalidOperationException|TaskArgumentException)$/u;

/** `enveloped`: the answer had the form of the service's own errors, so that its status means what it says. */
function faultOf(
  status: number,
  type: string | undefined,
  words: string,
  enveloped: boolean,
): Fault | Misshapen {
  const name = type ?? '';
  const fault = (failure: Failure, more: Partial<Fault> = {}): Fault => ({
    is: 'fault',
    failure,
    code: type ?? String(status),
    message: words,
    transient: false,
    beforeEffect: false,
    conflict: false,
    crowded: false,
    ...more,
  });
  const crowded = CROWDED.test(words);
  if (status === 429 || crowded) {
    return fault('throttled', { transient: true, beforeEffect: true, crowded });
  }
  if (status === 401) {
    // A new token would not help: who may call a cmdlet is a matter of roles.
    return NOT_ALLOWED.test(words)
      ? fault('denied', { code: NOT_HELD, beforeEffect: true })
      : fault('signedOut', { beforeEffect: true });
  }
  const said = `${name} ${words}`;
  if (DIRECTORY_REFUSES.test(said)) {
    if (TAKEN.test(words)) return fault('refused', { conflict: true, beforeEffect: true });
    if (FINAL.test(words)) return fault('refused', { beforeEffect: true });
  }
  if (TRANSIENT.test(said)) {
    return fault('unavailable', { transient: true, beforeEffect: !MAY_HAVE_EFFECT.test(said) });
  }
  // Text is looked at only where the service gives several failures one type.
  if (CONFLICT.test(name) || status === 409)
    return fault('refused', { conflict: true, beforeEffect: true });
  if (AMBIGUOUS.test(name)) return fault('ambiguous', { beforeEffect: true });
  if (NOT_FOUND.test(name)) return fault('notFound', { beforeEffect: true });
  if (status === 403) {
    const missing = 'no role of the signed-in identity holds this cmdlet';
    return fault('denied', {
      message: enveloped ? words : `${missing} (the service sent ${words})`,
      ...(enveloped && !NOT_ALLOWED.test(words) ? {} : { code: NOT_HELD }),
      beforeEffect: true,
    });
  }
  // All parameters that are sent exist, so one that is not known here is one that no role of the caller holds.
  if (WITHHELD.test(said)) return fault('denied', { beforeEffect: true });
  if (DEFINITE.test(name)) return fault('refused', { beforeEffect: true });
  if (status === 408 || status >= 500) return fault('unavailable', { transient: true });
  if (status === 404 && enveloped) return fault('notFound', { beforeEffect: true });
  // A front door's 404 page does not say that a mailbox does not exist.
  if (status === 404 || status < 400)
    return { is: 'shape', message: `status ${status} with ${words}` };
  return fault('refused', { beforeEffect: true });
}
