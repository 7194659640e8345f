/** The journals that runs left in a state folder, held against what the tenant saw. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournal } from '../../src/apply/journal-file.ts';
import type { Call, Outcome } from '../../src/model/call.ts';
import type { Line } from '../../src/model/journal.ts';
import { lineFrom } from '../../src/plan/journal-document.ts';
import type { Plan, Planned } from '../../src/plan/plan.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { writeInvocationOf } from '../../src/tenant/exchange/request.ts';
import type { Entry } from './tenant.ts';
import { isSoIn } from './tenant-facts.ts';

export interface JournalOfRun {
  readonly run: string;
  readonly lines: readonly Line<Plan>[];
}

/** The oldest first; none where nothing was begun yet. Throws where a chain of lines is broken. */
export async function journalsIn(
  state: string,
  tenantId: string,
): Promise<readonly JournalOfRun[]> {
  const folder = join(state, 'runs', tenantId);
  const names = existsSync(folder)
    ? (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
    : [];
  return Promise.all(
    names.map(async (name) => ({
      run: name.slice(0, -'.jsonl'.length),
      lines: await readJournal(join(folder, name), lineFrom),
    })),
  );
}

export const isFinished = ({ lines }: JournalOfRun): boolean => lines.at(-1)?.line === 'finish';

/** Every change of a run, under each of its names. */
export const changesIn = (lines: readonly Line<Plan>[]): ReadonlyMap<string, Planned> =>
  new Map(
    lines.flatMap((line) =>
      line.line === 'begin' || line.line === 'replanned'
        ? line.plan.changes.map((change) => [change.id, change] as const)
        : [],
    ),
  );

/** Changes that a run called verified and that are not in effect in the tenant. */
export function untrue({ lines }: JournalOfRun, tenant: Tenant): readonly Planned[] {
  const changes = changesIn(lines);
  return lines.flatMap((line) => {
    if (line.line !== 'end' || line.end !== 'verified') return [];
    const change = changes.get(line.change);
    return change !== undefined && isSoIn(tenant, change.action) ? [] : (change ?? []);
  });
}

/** A call as it stands in the ledger, as text. */
const PLACE = { origin: '', tenantId: 'any' };
function textOfCall(call: Call): string {
  return call.service === 'exchange'
    ? JSON.stringify([call.cmdlet, writeInvocationOf(call, PLACE).body.CmdletInput['Parameters']])
    : JSON.stringify([call.method, `/v1.0${call.path}`, call.body ?? null]);
}
const textOfEntry = ({ cmdlet, parameters, method, url, body }: Entry): string =>
  cmdlet === undefined
    ? JSON.stringify([method, url, body ?? null])
    : JSON.stringify([cmdlet, parameters]);

export const isWrite = ({ service, method, cmdlet, url }: Entry): boolean =>
  cmdlet === undefined
    ? service === 'graph' && method !== 'GET' && !url.endsWith('/$batch')
    : !/^Get-/iu.test(cmdlet);

export interface Told {
  /** Times that it was about to be sent, by the journals. */
  readonly intents: number;
  /** What the journals say that the service answered. */
  readonly outcomes: readonly Outcome['result'][];
  /** Statuses with which the tenant answered it; 0 where it cut the connection. */
  readonly seen: readonly number[];
}

/** Each call as the journals tell it and as the tenant saw it. */
export function toldAndSeen(
  journals: readonly JournalOfRun[],
  ledger: readonly Entry[],
): ReadonlyMap<string, Told> {
  const all = new Map<string, { intents: number; outcomes: Outcome['result'][]; seen: number[] }>();
  const of = (text: string) => {
    const known = all.get(text) ?? { intents: 0, outcomes: [], seen: [] };
    all.set(text, known);
    return known;
  };
  for (const { lines } of journals) {
    const open = new Map<number, string>();
    for (const line of lines) {
      if (line.line === 'intent') {
        open.set(line.n, textOfCall(line.call));
        of(textOfCall(line.call)).intents += 1;
      } else if (line.line === 'outcome')
        of(open.get(line.n) ?? '').outcomes.push(line.outcome.result);
    }
  }
  for (const entry of ledger) if (isWrite(entry)) of(textOfEntry(entry)).seen.push(entry.status);
  return all;
}

/** What a journal claims or leaves out against what the tenant saw: empty where it tells the truth. */
export function liesIn(
  journals: readonly JournalOfRun[],
  ledger: readonly Entry[],
): readonly string[] {
  return [...toldAndSeen(journals, ledger)].flatMap(([text, { intents, outcomes, seen }]) => {
    const done = outcomes.filter((result) => result === 'done' || result === 'already').length;
    const through = seen.filter((status) => status === 0 || (status >= 200 && status < 300)).length;
    return [
      ...(seen.filter((status) => status !== 401).length > intents
        ? [`sent without an intent: ${text}`]
        : []), // a token that is no longer taken is renewed, and the call sent once more
      ...(done > through ? [`called done, and never done: ${text}`] : []),
    ];
  });
}
