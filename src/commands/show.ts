/** `mbx show`: a plan file as a person reads it. Opens no connection. */
import { EXIT, type Exit } from '../model/exit.ts';
import { plain } from '../report/terminal.ts';
import type { CommonOptions, Context } from './context.ts';
import { digestLine, type PlanForm, planAs } from './plan.ts';
import { readPlanFile } from './plan-file.ts';

export interface ShowOptions extends CommonOptions {
  readonly output: PlanForm;
}

export async function runShow(file: string, options: ShowOptions, context: Context): Promise<Exit> {
  const { plan, sha256 } = await readPlanFile(file, context);
  context.out(planAs(options.output, plan, context, { name: file, sha256 }));
  const { made, actor, expires } = plan;
  if (options.output === 'text')
    context.out(
      `Made ${made} by ${plain(actor.name || actor.id)}; valid as an approval until ${expires}.\nSHA-256 ${sha256}\n`,
    );
  else context.err(digestLine(file, sha256));
  return EXIT.ok;
}
