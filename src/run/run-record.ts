/** What a journal says of one run as a whole: what was planned, what became of each change, by whom, with which gates. Pure. */
import { rebound } from '../apply/rebound.ts';
import type { Begin } from '../apply/recovery.ts';
import { isoTime } from '../model/date.ts';
import { bindings, type End, type Line } from '../model/journal.ts';
import type { Plan, Planned } from '../plan/plan.ts';

/** A planned change and its end; without one, the run was cut off before. */
export interface RecordedChange {
  readonly change: Planned;
  readonly end?: End;
  readonly why?: string;
}
export interface RunRecord {
  readonly run: string;
  readonly tenant: Plan['tenant'];
  readonly actor: Plan['actor'];
  readonly maker: Plan['maker'];
  /** ISO 8601, UTC. */
  readonly began: string;
  /** ISO 8601, UTC; absent: it was cut off. */
  readonly ended?: string;
  readonly exit?: number;
  readonly reason?: string;
  readonly strategy: Plan['strategy'];
  /** Folder in which the strategy's files are named. */
  readonly folder?: string;
  /** The run it went on with. */
  readonly resumes?: string;
  /** Gates that were opened, as the flags said. */
  readonly allow: readonly string[];
  readonly gates: Plan['gates'];
  /** Calls that write, as far as they are known to have been begun. */
  readonly calls: number;
  readonly changes: readonly RecordedChange[];
}

export function recordOf(run: string, begin: Begin, lines: readonly Line<Plan>[]): RunRecord {
  const { tenant, actor, maker, strategy, opens, gates } = begin.plan;
  const finish = lines.findLast((line) => line.line === 'finish');
  return {
    run,
    tenant,
    actor,
    maker,
    began: isoTime(begin.at),
    ...(finish === undefined ? {} : { ended: isoTime(finish.at), exit: finish.exit }),
    ...(begin.reason === undefined ? {} : { reason: begin.reason }),
    strategy,
    ...(begin.folder === undefined ? {} : { folder: begin.folder }),
    ...(begin.resumes === undefined ? {} : { resumes: begin.resumes }),
    allow: begin.allow ?? opens,
    gates,
    calls: lines.filter(({ line }) => line === 'intent').length,
    changes: changesIn(lines),
  };
}

/** Each change once, though it was planned again after a creation: under whichever of its names it ended. */
function changesIn(lines: readonly Line<Plan>[]): readonly RecordedChange[] {
  const bound = bindings(lines);
  const ends = new Map(lines.flatMap((line) => (line.line === 'end' ? [[line.change, line]] : [])));
  const all = new Map<string, RecordedChange>();
  for (const line of lines) {
    if (line.line !== 'begin' && line.line !== 'replanned') continue;
    for (const planned of line.plan.changes) {
      const change = rebound([planned], bound)[0] ?? planned;
      const last = ends.get(planned.id);
      if (last === undefined && all.has(change.aim)) continue;
      all.set(change.aim, {
        change,
        ...(last === undefined ? {} : { end: last.end }),
        ...(last?.why === undefined ? {} : { why: last.why }),
      });
    }
  }
  return [...all.values()];
}
