/** `mbx resume RUN`: goes on with a run that was cut off, or of which something is left. */
import type { Exit } from '../model/exit.ts';
import { planText } from '../report/plan-text.ts';
import { filesOf, pastRun, withFamily } from '../run/past-run.ts';
import { resuming } from '../run/resume.ts';
import { goDown } from '../run/road.ts';
import type { Context } from './context.ts';
import { confirm } from './prompt.ts';
import { stateFolder } from './state-folder.ts';
import { loadStrategy } from './strategy-files.ts';
import { runUndo, type UndoOptions } from './undo.ts';
import { inTenant, termsOf, worldOf } from './world.ts';

export async function runResume(
  name: string,
  options: UndoOptions,
  context: Context,
): Promise<Exit> {
  const state = stateFolder(options, context);
  const past = await withFamily(await pastRun(name, state), state);
  const { run, begin } = past;
  const { maker } = begin.plan;
  if (maker.name === 'undo' && maker.run !== undefined)
    return runUndo(maker.run, options, context, run);
  const folder = begin.folder ?? context.cwd;
  const loaded = await loadStrategy(options.file ?? filesOf(past, folder), context);
  const allow = [...(begin.allow ?? []), ...(options.allow ?? [])];
  return inTenant(options, context, (tenancy) => {
    const world = worldOf(tenancy, options, context);
    const job = resuming({ past, loaded, allow, terms: termsOf(folder, options, context) }, world);
    return goDown(
      job,
      {
        confirm: confirm(options, context),
        show({ plan }) {
          if (options.output === 'text') context.out(`${planText(plan, context.screen)}\n`);
        },
      },
      world,
    );
  });
}
