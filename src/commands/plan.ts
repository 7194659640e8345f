/** `mbx plan`: shows what `mbx apply` would do, and changes nothing. */
import { EXIT, type Exit } from '../model/exit.ts';
import type { Plan } from '../plan/plan.ts';
import { complaintsText } from '../report/complaints.ts';
import { canonicalJson } from '../report/json.ts';
import { planMarkdown } from '../report/plan-markdown.ts';
import { planPowershell } from '../report/plan-powershell.ts';
import { planText } from '../report/plan-text.ts';
import { connect } from './config.ts';
import type { CommonOptions, Context } from './context.ts';
import { writeResult } from './plan-file.ts';
import { type Loaded, loadStrategy } from './strategy-files.ts';
import { planTenant } from './tenant-plan.ts';

type PlanForm = 'text' | 'json' | 'markdown' | 'powershell';

export interface PlanOptions extends CommonOptions {
  readonly file?: readonly string[];
  readonly output: PlanForm;
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly detailedExitcode?: boolean;
  /** File to write the plan to, as JSON: what `mbx apply FILE` takes as an approval. */
  readonly out?: string;
  readonly overwrite?: boolean;
  /** Milliseconds for which the plan file is an approval. */
  readonly planTtl?: number;
}

/** Signs in on first use, not before: a wrong file is told without a network. */
export async function runPlan(options: PlanOptions, context: Context): Promise<Exit> {
  const loaded = await loadStrategy(options.file, context);
  showWarnings(loaded, options, context);
  const services = await connect(options, context);
  try {
    const { plan } = await planTenant(
      loaded,
      selectionOf(options),
      services,
      context,
      options.planTtl,
    );
    if (options.out !== undefined) {
      await writeResult(options.out, canonicalJson(plan), options.overwrite === true, context);
    }
    context.out(planAs(options.output, plan, context));
    if (options.output === 'text' && options.quiet !== true && plan.changes.length > 0) {
      context.err(
        plan.gates.some(({ tripped }) => tripped)
          ? 'Nothing was changed. `mbx apply` makes these changes only with the flags told under Gates.\n'
          : 'Nothing was changed. `mbx apply` with the same options makes these changes.\n',
      );
    }
    return planExit(plan, options.detailedExitcode === true);
  } finally {
    await services.close();
  }
}

function planAs(form: PlanForm, plan: Plan, { screen }: Context): string {
  switch (form) {
    case 'text':
      return planText(plan, screen);
    case 'json':
      return canonicalJson(plan);
    case 'markdown':
      return planMarkdown(plan);
    case 'powershell':
      return planPowershell(plan);
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
