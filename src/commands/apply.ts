/** `mbx apply`: plans, shows, asks, carries out, reads back. With a plan file it goes on only where that is still what is to be done. */
import { MbxError } from '../model/error.ts';
import type { Exit } from '../model/exit.ts';
import { opensOf } from '../plan/opened.ts';
import { planText } from '../report/plan-text.ts';
import { readAllowed } from '../run/allow.ts';
import { applying, exitUndone } from '../run/apply.ts';
import { type Approved, demandSameRules } from '../run/approved.ts';
import { goDown } from '../run/road.ts';
import { sortFiles } from './apply-files.ts';
import type { Context } from './context.ts';
import { allFiles } from './options.ts';
import { selectionOf, showWarnings } from './plan.ts';
import { readPlanFile } from './plan-file.ts';
import { confirm } from './prompt.ts';
import { loadStrategy } from './strategy-files.ts';
import { inTenant, type RunOptions, termsOf, worldOf } from './world.ts';

export interface ApplyOptions extends RunOptions {
  readonly file?: readonly string[];
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly dryRun?: boolean;
  /** SHA-256 that the plan file must have. */
  readonly digest?: string;
}

/** `files`: the approved plan, the strategy, or both. */
export async function runApply(
  files: readonly string[],
  options: ApplyOptions,
  context: Context,
): Promise<Exit> {
  const { plan: planFile, strategy } = await sortFiles(files, context);
  demandUsage(planFile, options);
  const approved =
    planFile === undefined
      ? undefined
      : (await readPlanFile(planFile, context, options.digest)).plan;
  const opens = approved?.opens ?? opensOf(readAllowed(options.allow));
  // Never the files that the plan names: whoever wrote it could name another strategy with them.
  const { file } = { ...options, ...allFiles(strategy, options) };
  const loaded = await loadStrategy(file, context);
  if (approved !== undefined) demandSameRules(approved, loaded);
  showWarnings(loaded, options, context);
  const { only, exclude } = approved?.maker ?? selectionOf(options);
  return inTenant(options, context, async (tenancy) => {
    const terms = termsOf(context.cwd, options, context);
    const work = { loaded, selection: { only, exclude }, opens, approved, terms };
    const show = (made: Approved): void => showApproved(made, options, context);
    if (options.dryRun === true) {
      const made = await applying(work, tenancy).make();
      show(made);
      const exit = exitUndone(made);
      tenancy.tell({ is: 'idle', plan: made.plan, exit, unseen: made.unseen.length });
      return exit;
    }
    const world = worldOf(tenancy, options, context);
    const person = { show, confirm: confirm(options, context) };
    return goDown(applying(work, world), person, world);
  });
}

/** Throws MbxError E1001 for what a plan file says by itself, and for what only a plan file can have. */
function demandUsage(
  planFile: string | undefined,
  { only, exclude, allow, digest }: ApplyOptions,
): void {
  if (planFile === undefined) {
    if (digest !== undefined)
      throw new MbxError(
        'E1001',
        '--digest needs a plan file, and none is named',
        'Write mbx apply FILE --digest SHA256.',
      );
    return;
  }
  if ((only ?? exclude) !== undefined)
    throw new MbxError(
      'E1001',
      'a plan file already says which mailboxes it changes',
      'Leave --only and --exclude out, or plan and approve just those mailboxes.',
    );
  if (allow !== undefined)
    throw new MbxError(
      'E1001',
      'a plan file already says which gates it opens: its approval covers these and no others',
      `Leave --allow out. To open more, make a new file and have that approved: mbx plan --out FILE ${allow.map((text) => `--allow ${text}`).join(' ')}`,
    );
}

function showApproved({ plan }: Approved, options: ApplyOptions, context: Context): void {
  if (options.output === 'text') context.out(`${planText(plan, context.screen)}\n`);
}
