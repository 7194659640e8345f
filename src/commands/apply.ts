/** `mbx apply`: plans, shows, asks, carries out, reads back. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createJournal } from '../apply/journal-file.ts';
import { type Ended, LIMITS, type Ports } from '../apply/ports.ts';
import { applyInRounds } from '../apply/rounds.ts';
import { callsOf, partsOf } from '../kinds/index.ts';
import type { Call } from '../model/call.ts';
import { isoTime } from '../model/date.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { applyText, type EndedChange, endLine } from '../report/apply-text.ts';
import { canonicalJson } from '../report/json.ts';
import { planText } from '../report/plan-text.ts';
import type { Directory } from '../tenant/directory.ts';
import type { Services } from '../tenant/service.ts';
import { connect } from './config.ts';
import { type CommonOptions, type Context, Interruption } from './context.ts';
import { deniedErrors, failureText } from './failure.ts';
import { planExit, selectionOf, showWarnings } from './plan.ts';
import { confirm } from './prompt.ts';
import { stateFolder } from './state-folder.ts';
import { type Loaded, loadStrategy } from './strategy-files.ts';
import { planTenant } from './tenant-plan.ts';
import { readerOf, writerOf } from './tenant-ports.ts';

export interface ApplyOptions extends CommonOptions {
  readonly file?: readonly string[];
  readonly output: 'text' | 'json';
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly reason?: string;
  /** Seconds to read back. */
  readonly verifyTimeout?: number;
}

export async function runApply(options: ApplyOptions, context: Context): Promise<Exit> {
  const loaded = await loadStrategy(options.file, context);
  showWarnings(loaded, options, context);
  const services = await connect(options, context);
  try {
    const made = await planTenant(loaded, selectionOf(options), services, context);
    const { plan } = made;
    if (options.output === 'text') context.out(`${planText(plan, context.screen)}\n`);
    if (plan.changes.length === 0 || options.dryRun === true) {
      if (options.output === 'json') context.out(canonicalJson({ plan, run: null, ended: [] }));
      return plan.changes.length === 0 && plan.blocked.length > 0
        ? EXIT.partly
        : planExit(plan, false);
    }
    await confirm(plan, options, context);
    return await carryOut(made, loaded, options, services, context);
  } finally {
    await services.close();
  }
}

async function carryOut(
  { plan, directory }: { readonly plan: Plan; readonly directory: Directory },
  loaded: Loaded,
  options: ApplyOptions,
  services: Services,
  context: Context,
): Promise<Exit> {
  const { clock } = context;
  const begun = clock.now();
  const run = `${isoTime(begun).replaceAll(/[-:]/g, '')}-${randomBytes(3).toString('hex')}`;
  const journal = await createJournal(
    join(stateFolder(options, context), 'runs', plan.tenant.id, `${run}.jsonl`),
  );
  const ended: (Ended & { readonly change: Planned })[] = [];
  let latest = directory;
  const ports: Ports = {
    writer: writerOf(services),
    reader: readerOf(services, () => latest),
    journal,
    clock,
    stop: context.stop,
    tell(change, how) {
      ended.push({ change, ...how });
      if (options.quiet !== true)
        context.err(`${endLine({ change, ...how }, context.errScreen)}\n`);
    },
  };
  context.stop.addEventListener('abort', () =>
    context.err('\nStopping after the call under way; once more stops at once.\n'),
  );
  try {
    const { reason } = options;
    await journal.write({
      line: 'begin',
      at: begun,
      run,
      plan,
      ...(reason === undefined ? {} : { reason }),
    });
    const limits =
      options.verifyTimeout === undefined
        ? LIMITS
        : { ...LIMITS, verifyMs: options.verifyTimeout * 1000 };
    const replan = async (): Promise<Plan> => {
      const made = await planTenant(loaded, selectionOf(options), services, context);
      latest = made.directory;
      return made.plan;
    };
    const { stopped, stale } = await applyInRounds(
      plan,
      replan,
      () => journal.lines,
      ports,
      limits,
    );
    const last = lastEnds(ended);
    const exit = stale.length > 0 ? EXIT.partly : applyExit(plan, last, context.stop);
    await journal.write({ line: 'finish', at: clock.now(), exit });
    if (options.output === 'json')
      context.out(canonicalJson({ plan, run, journal: journal.path, ended: last, exit }));
    else context.out(applyText(last, context.screen));
    for (const error of deniedErrors(deniedCalls(last)))
      context.err(failureText(error, context.errScreen, false));
    if (stopped !== undefined)
      context.err(
        `Stopped: ${stopped}. What was done is in the journal; plan again to see what is left.\n`,
      );
    if (options.quiet !== true) context.err(`Journal: ${journal.path}\n`);
    return exit;
  } finally {
    await journal.close();
  }
}

const deniedCalls = (ended: readonly (Ended & { readonly change: Planned })[]): readonly Call[] =>
  ended
    .filter(({ denied }) => denied === true)
    .flatMap(({ change }) => partsOf(change.action).flatMap((part) => callsOf(part)));

/** A change that was held in a first round and made in the second ended as it ended last. */
function lastEnds<T extends EndedChange>(ended: readonly T[]): readonly T[] {
  return [...new Map(ended.map((one) => [one.change.aim, one])).values()];
}

/** Where several apply: a missing permission, then what was not done, then what is not confirmed. */
function applyExit({ blocked, gaps }: Plan, ended: readonly Ended[], stop: AbortSignal): Exit {
  if (stop.aborted)
    return stop.reason instanceof Interruption ? stop.reason.exit : EXIT.interrupted;
  if (ended.some(({ denied }) => denied === true)) return EXIT.access;
  const undone = ended.some(
    ({ end }) => end === 'refused' || end === 'held' || end === 'unmade' || end === 'contradicted',
  );
  if (undone || blocked.length > 0 || gaps.length > 0) return EXIT.partly;
  return ended.some(({ end }) => end === 'pending') ? EXIT.unconfirmed : EXIT.ok;
}
