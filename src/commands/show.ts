/** `mbx show`: a plan file as a person reads it. Opens no connection. */
import { EXIT, type Exit } from '../model/exit.ts';
import { canonicalJson } from '../report/json.ts';
import { planText } from '../report/plan-text.ts';
import type { CommonOptions, Context } from './context.ts';
import { readPlanFile } from './plan-file.ts';

export interface ShowOptions extends CommonOptions {
  readonly output: 'text' | 'json';
}

export async function runShow(file: string, options: ShowOptions, context: Context): Promise<Exit> {
  const plan = await readPlanFile(file, context);
  if (options.output === 'json') context.out(canonicalJson(plan));
  else
    context.out(
      `${planText(plan, context.screen)}Made ${plan.made} by ${plan.actor.name || plan.actor.id}; an approval until ${plan.expires}.\n`,
    );
  return EXIT.ok;
}
