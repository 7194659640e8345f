/** `mbx undo RUN`: puts back what is still as the run left it. */
import { describe } from '../kinds/index.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { canonicalJson } from '../report/json.ts';
import { partlyText } from '../report/partly.ts';
import { planText } from '../report/plan-text.ts';
import { plain, wrap } from '../report/terminal.ts';
import { planExit } from '../run/apply.ts';
import { filesOf, pastRun } from '../run/past-run.ts';
import { goDown } from '../run/road.ts';
import { type MadeUndo, undoing } from '../run/undo.ts';
import type { Context } from './context.ts';
import { confirm } from './prompt.ts';
import { stateFolder } from './state-folder.ts';
import { loadStrategy } from './strategy-files.ts';
import { inTenant, type RunOptions, termsOf, worldOf } from './world.ts';

/** What goes on with a run of the past, or undoes it. */
export interface UndoOptions extends RunOptions {
  readonly file?: readonly string[];
  /** Show the plan, ask nothing, write nothing. */
  readonly dryRun?: boolean;
}

/** `resumes`: the cut-off undo that this one goes on with. */
export async function runUndo(
  name: string,
  options: UndoOptions,
  context: Context,
  resumes?: string,
): Promise<Exit> {
  const past = await pastRun(name, stateFolder(options, context));
  const { run } = past;
  const folder = past.begin.folder ?? context.cwd;
  const loaded = await loadStrategy(options.file ?? filesOf(past, folder), context);
  return inTenant(options, context, async (tenancy) => {
    const world = worldOf(tenancy, options, context);
    const terms = { ...termsOf(folder, options, context), resumes };
    const job = undoing({ past, loaded, allow: options.allow ?? [], terms }, world);
    const show = (made: MadeUndo): void => showUndo(made, run, options, context);
    if (options.dryRun === true) {
      const made = await job.make();
      show(made);
      const exit = dryExit(made);
      if (exit === EXIT.partly) context.err(partlyText(made));
      return exit;
    }
    return goDown(job, { confirm: confirm(options, context), show }, world);
  });
}

/** As the undo would end at best: what cannot be put back leaves it in part. */
const dryExit = ({ plan, cannot }: MadeUndo): Exit =>
  cannot.length > 0 ? EXIT.partly : planExit(plan, false);

function showUndo(
  { plan, cannot, others }: MadeUndo,
  run: string,
  { output, dryRun }: UndoOptions,
  { out, err, screen, errScreen }: Context,
): void {
  const tell = (text: string): void => err(`${wrap(plain(text), errScreen.width, '  ', '    ')}\n`);
  if (output === 'text') out(`${planText(plan, screen)}\n`);
  else if (dryRun === true) out(canonicalJson({ plan, run: null, ended: [], notUndone: cannot }));
  for (const { change, why } of cannot) tell(`not undone: ${describe(change.action)}: ${why}`);
  for (const { action } of others)
    tell(
      `left as it is: ${describe(action)}: it was so before run ${run} tried, so somebody else did it`,
    );
}
