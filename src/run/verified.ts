/** The work of `mbx verify`: each change of a run, and whether it is in effect today. */
import { endsIn } from '../apply/recovery.ts';
import { type Looked, look } from '../apply/verify.ts';
import type { End } from '../model/journal.ts';
import type { Planned } from '../plan/plan.ts';
import { readDirectory } from '../tenant/directory/directory.ts';
import type { Services } from '../tenant/service.ts';
import { withReads } from './demand-permissions.ts';
import { demandTenant, judged, type PastRun } from './past-run.ts';
import { readerOf } from './tenant-ports.ts';

export interface Verified {
  readonly change: Planned;
  readonly ended: End | undefined;
  readonly seen: Looked;
}

export interface Verdict {
  readonly changes: readonly Verified[];
  /** What could not be looked at, and is no gap. */
  readonly notes: readonly string[];
}

/** Throws MbxError E3002 with everything that the identity may not read and this run needs, E5003 for another tenant; ServiceError. */
export function verified(past: PastRun, services: Services): Promise<Verdict> {
  const kinds = [...new Set(past.begin.plan.changes.map(({ action }) => action.kind))];
  return withReads(kinds, { services }, async (noted) => {
    const directory = await readDirectory(noted);
    demandTenant(past, directory);
    const { changes } = await judged(past, directory, noted);
    const ends = endsIn(past.lines);
    const looked = await look(changes, (subjects) =>
      readerOf(noted, () => directory).fresh(subjects, false),
    );
    return {
      changes: changes.map((change) => ({
        change,
        ended: ends.get(change.id),
        seen: looked.get(change.id) ?? 'unread',
      })),
      notes: directory.notes,
    };
  });
}
