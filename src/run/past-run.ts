/** A run of the past with what is needed to judge it today: its journal, its tenant, its strategy. */

import { resolve } from 'node:path';
import { familyOf } from '../apply/family.ts';
import { type Begin, beginOf, changesOf, unboundCreations } from '../apply/recovery.ts';
import { linesOf } from '../apply/runs.ts';
import { endsOf } from '../model/change.ts';
import { MbxError } from '../model/error.ts';
import { bindings, type Line } from '../model/journal.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Services } from '../tenant/service.ts';
import { findRun } from './find-run.ts';
import { runsFolder } from './state-folder.ts';
import { readerOf } from './tenant-ports.ts';

export interface PastRun {
  readonly run: string;
  readonly lines: readonly Line<Plan>[];
  readonly begin: Begin;
}

/**
 * `name`: the run's id, the beginning of one, or `last`. Throws MbxError E1001 where it fits no run or several, E1102 where the journal
 * cannot be used.
 */
export async function pastRun(name: string, state: string): Promise<PastRun> {
  const { run, folder } = await findRun(name, state);
  const lines = await linesOf(folder, run);
  const begin = beginOf(lines);
  if (begin === undefined)
    throw new MbxError(
      'E1102',
      `the journal of run ${run} has no first line: the run did nothing`,
      'Plan again.',
    );
  return { run, lines, begin };
}

/** The same run with the lines of all that went on with it, and of what it went on with: where one stopped, another may have gone on. */
export async function withFamily(past: PastRun, state: string): Promise<PastRun> {
  const family = await familyOf(runsFolder(state, past.begin.plan.tenant.id), past.run);
  return { ...past, lines: family.flatMap(({ lines }) => lines) };
}
/** Throws MbxError E5003 where the signed-in tenant is another one. */
export function demandTenant({ run, begin }: PastRun, { organization }: Directory): void {
  if (begin.plan.tenant.id === organization.id) return;
  throw new MbxError(
    'E5003',
    `run ${run} was on the tenant ${begin.plan.tenant.domain}, but you are signed in to ${organization.initialDomain}; nothing was written`,
    'Sign in to the tenant of the run.',
  );
}

export interface Judged {
  readonly bound: ReadonlyMap<string, string>;
  /** Every change of the run, with real ids. */
  readonly changes: readonly Planned[];
  /** Mailboxes they touch, as far as they exist. */
  readonly subjects: readonly Ref[];
}
/**
 * What the run created is known by the journal; where its line was lost, by what has the address now, provided that it is what the run
 * was creating. `before`: lines of runs that this one went on with; where a change began there, all its mailboxes are touched. Throws
 * ServiceError.
 */
export async function judged(
  { lines }: PastRun,
  directory: Directory,
  services: Services,
  before: readonly Line<Plan>[] = [],
): Promise<Judged> {
  const bound = new Map(bindings(lines));
  const reader = readerOf(services, () => directory);
  for (const { call, since } of unboundCreations(lines)) {
    const found = await reader.locate(call, since, false);
    if (found.is === 'ours') bound.set(call.on.id, found.id);
  }
  const changes = changesOf(lines, bound);
  const aims = new Set(changes.map(({ aim }) => aim));
  const begun = changesOf(before, bound).filter(({ aim }) => aims.has(aim));
  const ends = [...changes, ...begun]
    .flatMap(({ action }) => endsOf(action))
    .filter(({ id }) => !isProvisional(id));
  return { bound, changes, subjects: [...new Map(ends.map((end) => [end.id, end])).values()] };
}

/** The strategy of a run, to be read as it is today: a folder that was named may hold more by now. Older journals know single files only. */
export const filesOf = ({ begin }: PastRun, folder: string): readonly string[] =>
  (begin.named ?? begin.plan.strategy.files).map((file) => resolve(folder, file));
