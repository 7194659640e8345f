/** The runs from this machine, as a table. */
import type { End } from '../model/journal.ts';
import { shortNames } from '../run/run-names.ts';
import { wordOf } from './apply-text.ts';
import { type Column, tableText } from './table.ts';
import type { Screen } from './terminal.ts';

export interface RunListed {
  readonly run: string;
  /** Its domain. */
  readonly tenant: string;
  /** ISO 8601, UTC. */
  readonly began: string;
  /** Whose sign-in wrote. */
  readonly actor: string;
  /** What made its plan. */
  readonly maker: string;
  /** It came to its own end. */
  readonly finished: boolean;
  /** The exit code with which it ended. */
  readonly exit?: number;
  /** It was cut off, and this run has gone on with it to the end, or put it back. */
  readonly finishedBy?: string;
  /** It left something half done that nobody has brought in order since. */
  readonly halfDone?: true;
  /** Changes that were planned. */
  readonly changes: number;
  readonly ends: Readonly<Partial<Record<End, number>>>;
  readonly reason?: string;
}

/**
 * The oldest first. On a terminal a run is named by the shortest beginning that fits no other one, and the tenant is left out where all
 * are of one; in a pipe every row has the whole id and every column.
 */
export function runsText(runs: readonly RunListed[], screen: Screen): Promise<string> {
  const seen = screen.terminal === true;
  const names = shortNames(runs.map(({ run }) => run));
  const nameOf = (run: string): string => (seen ? (names.get(run) ?? run) : run);
  const oneTenant = seen && new Set(runs.map(({ tenant }) => tenant)).size === 1;
  const columns: readonly (Column & { readonly of: (run: RunListed) => string })[] = [
    { title: 'Run', whole: true, of: ({ run }) => nameOf(run) },
    ...(oneTenant ? [] : [{ title: 'Tenant', of: ({ tenant }: RunListed) => tenant }]),
    { title: 'Actor', of: ({ actor }) => actor },
    { title: 'Maker', whole: true, of: ({ maker }) => maker },
    { title: 'Planned', align: 'right', whole: true, of: ({ changes }) => String(changes) },
    { title: 'Outcome', of: (run) => outcomeOf(run, isUndo(run.finishedBy, runs), nameOf) },
    { title: 'Reason', of: ({ reason = '' }) => reason },
  ];
  return tableText(
    columns,
    runs.map((run) => columns.map(({ of }) => of(run))),
    screen,
  );
}

/** How it ended and what became of it, then its changes by how each ended. `undone`: the run that finished it has put it back. */
export function outcomeOf(
  { finished, finishedBy, halfDone, ends }: RunListed,
  undone: boolean,
  nameOf: (run: string) => string = (run) => run,
): string {
  const counts = Object.entries(ends)
    .map(([end, n]) => `${n} ${end === 'verified' ? end : wordOf(end)}`)
    .join(', ');
  const state = finished
    ? halfDone === true
      ? 'HALF DONE'
      : ''
    : finishedBy === undefined
      ? 'CUT OFF'
      : `interrupted; run ${nameOf(finishedBy)} ${undone ? 'put it back' : 'went on to the end'}`;
  return [state, counts].filter((text) => text !== '').join(': ') || 'nothing to do';
}
const isUndo = (run: string | undefined, all: readonly RunListed[]): boolean =>
  all.find((one) => one.run === run)?.maker === 'undo';
