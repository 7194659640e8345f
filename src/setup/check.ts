/** One thing that `mbx doctor` looked at, and what it found. */
import type { Mend } from './mend.ts';

/**
 * `ok`; `failed`: a command would end by it; `without`: it can be done without, and then something is lost; `untested`: nothing is known
 * of it, because something else failed first or only doing it could tell.
 */
export const RESULTS = ['ok', 'failed', 'without', 'untested'] as const;
export type Result = (typeof RESULTS)[number];

export const AREAS = [
  'network',
  'clock',
  'sign-in',
  'tenant',
  'Microsoft Graph',
  'Exchange Online',
  'this machine',
] as const;
export type Area = (typeof AREAS)[number];

export interface Check {
  readonly area: Area;
  /** A permission, a role, a cmdlet, an address: what was looked at. */
  readonly what: string;
  readonly result: Result;
  /** What was found, in a few words; of what failed, the reason. */
  readonly found: string;
  /** The one thing to do. Absent where nothing is to be done. */
  readonly mend?: string;
  /** What to run for it. */
  readonly commands?: readonly Mend[];
}

/** The worst of them. */
export const worst = (checks: readonly Pick<Check, 'result'>[]): Result =>
  (['failed', 'untested', 'without'] as const).find((result) =>
    checks.some((check) => check.result === result),
  ) ?? 'ok';
