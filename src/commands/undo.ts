/** `mbx undo RUN`: puts back what is still as the run left it. */
import { describe } from '../kinds/index.ts';
import type { Exit } from '../model/exit.ts';
import { planText } from '../report/plan-text.ts';
import { plain, wrap } from '../report/terminal.ts';
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
}

/** `resumes`: the cut-off undo that this one goes on with. */
export async function runUndo(
  run: string,
  options: UndoOptions,
  context: Context,
  resumes?: string,
): Promise<Exit> {
  const past = await pastRun(run, stateFolder(options, context));
  const folder = past.begin.folder ?? context.cwd;
  const loaded = await loadStrategy(options.file ?? filesOf(past, folder), context);
  return inTenant(options, context, (tenancy) => {
    const world = worldOf(tenancy, options, context);
    const terms = { ...termsOf(folder, options, context), resumes };
    return goDown(
      undoing({ past, loaded, allow: options.allow ?? [], terms }, world),
      {
        confirm: confirm(options, context),
        show: (made) => showUndo(made, run, options, context),
      },
      world,
    );
  });
}

function showUndo(
  { plan, cannot, others }: MadeUndo,
  run: string,
  { output }: UndoOptions,
  { out, err, screen, errScreen }: Context,
): void {
  const tell = (text: string): void => err(`${wrap(plain(text), errScreen.width, '  ', '    ')}\n`);
  if (output === 'text') out(`${planText(plan, screen)}\n`);
  for (const { change, why } of cannot) tell(`not undone: ${describe(change.action)}: ${why}`);
  for (const { action } of others)
    tell(
      `left as it is: ${describe(action)}: it was so before run ${run} tried, so somebody else did it`,
    );
}
