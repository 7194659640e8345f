/** Whatever went wrong -> what a person is told, and the exit code. */
import type { Call } from '../model/call.ts';
import { exitOf, MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { complaintsText } from '../report/complaints.ts';
import { plain, type Screen, wrap } from '../report/terminal.ts';
import { InvalidStrategy } from '../run/loaded.ts';
import type { Application } from '../setup/mend.ts';
import { missing } from '../setup/missing.ts';
import { type Used, withoutIds } from '../tenant/denials.ts';
import { WrongShape } from '../tenant/fields.ts';
import { ServiceError } from '../tenant/service.ts';
import type { Does } from './context.ts';

/** An error of any kind as one with code and hint. */
export function asMbxError(error: unknown): MbxError {
  if (error instanceof MbxError) return error;
  if (error instanceof ServiceError) return fromService(error);
  if (error instanceof WrongShape)
    return new MbxError('E4003', error.message, NOT_CONCLUDED, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new MbxError(
    'E9001',
    message,
    'This is a bug in mbx. Please report it with the output of the same command with --debug.',
    { cause: error },
  );
}

/** `what`: commander's words for it. */
export const usageError = (what: string): MbxError =>
  new MbxError(
    'E1001',
    what,
    '`mbx help` lists the commands, `mbx help COMMAND` the options of one.',
  );

const NOT_CONCLUDED =
  'The answer was not used. Try again; if it happens again, the service may have changed: please report it.';

const NAMES = {
  login: 'the sign-in service',
  graph: 'Microsoft Graph',
  exchange: 'Exchange Online',
} as const;

function fromService(error: ServiceError): MbxError {
  const { service, failure, what, requestId } = error;
  const id = requestId === undefined ? '' : ` (request id ${requestId})`;
  // Who asks to wait says so itself.
  const message =
    failure === 'longWait'
      ? `${error.message} (${what})${id}`
      : `${NAMES[service]} on ${what}: ${error.message}${id}`;
  const told = (code: MbxError['code'], hint: string): MbxError =>
    new MbxError(code, message, hint, { cause: error });
  switch (failure) {
    case 'denied':
      return service === 'login'
        ? told('E3002', 'Give the application the permission that the message names.')
        : deniedCall(error, service, message);
    case 'signedOut':
      return told('E3001', SIGN_IN_AGAIN);
    case 'longWait':
      return told(
        'E4001',
        'Try again later; or let mbx wait longer, for example with --max-wait 3h.',
      );
    case 'throttled':
    case 'unavailable':
      return told(
        'E4001',
        error.advice ?? 'Nothing is lost. Try again later; `--debug` shows what was tried.',
      );
    case 'shape':
      if (error.code === 'TooLarge' || error.code === 'EndlessList')
        return told(
          'E4003',
          'No tenant is that large, so something else probably answered: check what stands between (a proxy, MBX_GRAPH_URL, MBX_EXCHANGE_URL). The answer was not used.',
        );
      return told('E4003', NOT_CONCLUDED);
    case 'guarded':
      return told('E4004', 'This is a bug in mbx; nothing was sent. Please report it.');
    case 'aborted':
      return new MbxError('E5006', 'interrupted', 'mbx started nothing more.', { cause: error });
    case 'notFound':
    case 'ambiguous':
    case 'refused':
      return told('E4002', 'See the reason that the service gives.');
  }
}

const SIGN_IN_AGAIN =
  'Check that the application still exists, that its secret or certificate is valid, and the clock of this machine.';
/** A run that was signed out in its midst. */
export const signedOutError = (message: string): MbxError =>
  new MbxError('E3001', message, SIGN_IN_AGAIN);

/** One reading that was denied: with the service's own words. */
function deniedCall(cause: ServiceError, service: Used['service'], message: string): MbxError {
  const used = [{ service, what: withoutIds(cause.what) }];
  const { hint, details, commands } = missing({
    used,
    writes: false,
    to: {},
    effect: 'Nothing was changed.',
  });
  return new MbxError('E3002', message, hint, { cause, details, commands });
}

/** The calls of a run that were denied, with what they need: one error for all of them. Undefined: there is none. */
export function deniedError(calls: readonly Call[], to: Application): MbxError | undefined {
  if (calls.length === 0) return undefined;
  const used = calls.map(
    (call): Used => ({
      service: call.service,
      what: withoutIds(call.service === 'exchange' ? call.cmdlet : `${call.method} ${call.path}`),
    }),
  );
  return missing({ used, writes: true, to, effect: 'The changes above were not made.' });
}

/** What goes to stderr: what is wrong with the strategy in full, then the error. With `debug` the way there as well. */
export function failureText(error: MbxError, screen: Screen, debug: boolean): string {
  const { paint, width } = screen;
  const before = error instanceof InvalidStrategy ? complaintsText(error.complaints, screen) : '';
  const lines = [
    `${paint.error('error')} ${error.code}: ${wrap(plain(error.message), width - 13, '', '  ')}`,
    ...error.details.map((detail) => wrap(plain(detail), width, '  - ', '    ')),
    wrap(plain(error.hint), width, '  ', '  '),
    ...error.commands.flatMap(({ in: shell, lines: toRun }) => [
      `  ${plain(shell)}:`,
      ...toRun.map((line) => `    ${plain(line)}`),
    ]),
  ];
  if (debug && error.cause instanceof Error && error.cause.stack !== undefined)
    lines.push(error.cause.stack.split('\n').map(plain).join('\n'));
  return `${before}${lines.join('\n')}\n`;
}
export const exitFor = (
  error: MbxError,
  stopped: { readonly aborted: boolean; readonly exit: Exit },
): Exit => (stopped.aborted ? stopped.exit : (exitOf(error) ?? EXIT.unexpected));

/** stdout could not be written (`why`: the system's code), which is not the same as a reader that went away. */
export const unwritten = (why: string, does: Does): MbxError =>
  does === 'tells'
    ? new MbxError(
        'E1004',
        `the result could not be written to stdout completely (${why})`,
        'Do not use the incomplete output. Free space where stdout goes, or send it elsewhere; then run the command again.',
      )
    : new MbxError(
        'E1004',
        `the report of what was done could not be written to stdout completely (${why})`,
        'The work was done, and the exit code says how it ended; `mbx runs` and `mbx verify RUN` show what a run did.',
      );

/** A result that is not there is no success; what was done was done, whoever heard of it. */
export const exitUnwritten = (exit: Exit, does: Does): Exit =>
  does === 'tells' && (exit === EXIT.ok || exit === EXIT.differences) ? EXIT.unexpected : exit;
