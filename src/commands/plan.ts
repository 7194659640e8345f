/** `mbx plan`: shows what `mbx apply` would do, and changes nothing. */
import { EXIT, type Exit } from '../model/exit.ts';
import type { Plan } from '../plan/plan.ts';
import { complaintsText } from '../report/complaints.ts';
import { canonicalJson } from '../report/json.ts';
import { planText } from '../report/plan-text.ts';
import { connect } from './config.ts';
import type { CommonOptions, Context } from './context.ts';
import { type Loaded, loadStrategy } from './strategy-files.ts';
import { planTenant } from './tenant-plan.ts';

export interface PlanOptions extends CommonOptions {
  readonly file?: readonly string[];
  readonly output: 'text' | 'json';
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly detailedExitcode?: boolean;
}

/** Signs in on first use, not before: a wrong file is told without a network. */
export async function runPlan(options: PlanOptions, context: Context): Promise<Exit> {
  const loaded = await loadStrategy(options.file, context);
  showWarnings(loaded, options, context);
  const services = await connect(options, context);
  try {
    const { plan } = await planTenant(loaded, selectionOf(options), services, context);
    context.out(options.output === 'json' ? canonicalJson(plan) : planText(plan, context.screen));
    if (options.output === 'text' && options.quiet !== true && plan.changes.length > 0) {
      context.err('Nothing was changed. `mbx apply` with the same options makes these changes.\n');
    }
    return planExit(plan, options.detailedExitcode === true);
  } finally {
    await services.close();
  }
}

export const selectionOf = ({
  only = [],
  exclude = [],
}: Pick<PlanOptions, 'only' | 'exclude'>) => ({ only, exclude });

export function showWarnings(
  { warnings }: Loaded,
  { quiet }: CommonOptions,
  context: Context,
): void {
  if (warnings.length > 0 && quiet !== true)
    context.err(`${complaintsText(warnings, context.errScreen)}\n`);
}

/** A plan that could not see everything is never "no difference". */
export function planExit({ changes, blocked, gaps }: Plan, detailed: boolean): Exit {
  if (gaps.length > 0) return EXIT.partly;
  return detailed && changes.length + blocked.length > 0 ? EXIT.differences : EXIT.ok;
}
