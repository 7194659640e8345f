/** Failures told to a person: what is wrong, and what to do next. */
import { EXIT, type Exit } from './exit.ts';

/** Stable codes. `E1…` usage and configuration, `E2…` strategy, `E3…` sign-in and permissions, `E4…` service, `E5…` plan and apply, `E9…` ours. */
export const ERRORS = {
  E1001: { exit: EXIT.usage, title: 'wrong usage of the command line' },
  E1002: { exit: EXIT.usage, title: 'the strategy file cannot be read' },
  E1003: { exit: EXIT.usage, title: 'the output file exists already' },
  E1004: { exit: EXIT.unexpected, title: 'the result could not be written' },
  E1101: { exit: EXIT.configuration, title: 'a setting is missing or wrong' },
  E1102: { exit: EXIT.configuration, title: 'a file of mbx cannot be used' },
  E2001: { exit: EXIT.strategy, title: 'the strategy is not valid' },
  E2002: { exit: EXIT.strategy, title: 'the strategy is for another tenant' },
  E3001: { exit: EXIT.access, title: 'sign-in failed' },
  E3002: { exit: EXIT.access, title: 'a permission is missing' },
  E4001: { exit: EXIT.unavailable, title: 'the service is not available' },
  E4002: { exit: EXIT.unexpected, title: 'the service refused a call' },
  E4003: { exit: EXIT.partly, title: 'the service gave an answer of unknown shape' },
  E4004: {
    exit: EXIT.unexpected,
    title: 'a call was stopped before it was sent, as it could do harm',
  },
  E5001: { exit: EXIT.refused, title: 'a confirmation is missing' },
  E5002: { exit: EXIT.refused, title: 'a gate refuses the plan' },
  E5003: { exit: EXIT.stale, title: 'the plan is stale, or not the approved one' },
  E5004: { exit: EXIT.declined, title: 'declined at the prompt' },
  E5005: { exit: EXIT.locked, title: 'another run holds this tenant' },
  E5006: { exit: EXIT.interrupted, title: 'interrupted' },
  E9001: { exit: EXIT.unexpected, title: 'a bug in mbx' },
} as const satisfies Readonly<Record<string, { readonly exit: Exit; readonly title: string }>>;
export type ErrorCode = keyof typeof ERRORS;

/** Commands for whoever mends it, to be copied: each stands on a line of its own, however long. */
export interface ToRun {
  /** The shell or module that takes them. */
  readonly in: string;
  readonly lines: readonly string[];
}

export class MbxError extends Error {
  override readonly name = 'MbxError';
  readonly code: ErrorCode;
  /** What to do about it; a sentence or two. */
  readonly hint: string;
  /** Where several things are wrong at once: each on a line of its own. */
  readonly details: readonly string[];
  readonly commands: readonly ToRun[];
  constructor(
    code: ErrorCode,
    message: string,
    hint: string,
    {
      details = [],
      commands = [],
      ...options
    }: ErrorOptions & Partial<Pick<MbxError, 'details' | 'commands'>> = {},
  ) {
    super(message, options);
    this.code = code;
    this.hint = hint;
    this.details = details;
    this.commands = commands;
  }
}
export const exitOf = (error: MbxError): Exit => ERRORS[error.code].exit;
