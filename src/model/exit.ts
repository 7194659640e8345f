/** Exit codes: one table for the program, its help and its tests. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  differences: 2,
  partly: 3,
  access: 4,
  refused: 5,
  stale: 6,
  unconfirmed: 7,
  declined: 8,
  usage: 64,
  strategy: 65,
  unavailable: 69,
  locked: 75,
  configuration: 78,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** What each code means, in the order of the numbers. */
export const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done; no difference; no finding',
  unexpected: 'an unexpected error; or the result could not be written (a full disk)',
  differences: 'there are differences (plan --detailed-exitcode); never an error',
  partly: 'partly done, or not everything could be read',
  access: 'not signed in, or a permission is missing (the message says which, and where)',
  refused: 'refused by a gate, or a confirmation is missing; nothing was written',
  stale: 'the plan is stale, or not the approved one; nothing was written',
  unconfirmed: 'written, but not yet confirmed by reading back',
  declined: 'declined at the prompt',
  usage: 'wrong usage of the command line',
  strategy: 'the strategy file is invalid, or not for this tenant',
  unavailable: 'the service is not available, after retries',
  locked: 'locked by another run on this tenant',
  configuration: 'wrong configuration',
  hungUp: 'the terminal went away (SIGHUP)',
  interrupted: 'interrupted (Ctrl-C)',
  terminated: 'terminated, or the terminal was closed',
};
