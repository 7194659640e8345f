/** `mbx plan`: shows what `mbx apply` would do, and changes nothing. */
import { EXIT, type Exit } from '../model/exit.ts';
import { gatesIn, opensOf } from '../plan/opened.ts';
import type { Plan } from '../plan/plan.ts';
import { complaintsText } from '../report/complaints.ts';
import { canonicalJson } from '../report/json.ts';
import { partlyText } from '../report/partly.ts';
import { planMarkdown, type ReviewedFile } from '../report/plan-markdown.ts';
import { planPowershell } from '../report/plan-powershell.ts';
import { planText } from '../report/plan-text.ts';
import { plain } from '../report/terminal.ts';
import { readAllowed } from '../run/allow.ts';
import { planExit } from '../run/apply.ts';
import type { Loaded } from '../run/loaded.ts';
import { planTenant } from '../run/plan-tenant.ts';
import { connect } from './config.ts';
import type { CommonOptions, Context } from './context.ts';
import { sha256Of, writeResult } from './plan-file.ts';
import { loadStrategy } from './strategy-files.ts';

export type PlanForm = 'text' | 'json' | 'markdown' | 'powershell';

export interface PlanOptions extends CommonOptions {
  readonly file?: readonly string[];
  readonly output: PlanForm;
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly detailedExitcode?: boolean;
  /** Gates that the plan opens. */
  readonly allow?: readonly string[];
  /** File to write the plan to, as JSON: what `mbx apply FILE` takes as an approval. */
  readonly out?: string;
  readonly overwrite?: boolean;
  /** Milliseconds for which the plan file is an approval. */
  readonly planTtl?: number;
}

/** Signs in on first use, not before: a wrong file is told without a network. */
export async function runPlan(options: PlanOptions, context: Context): Promise<Exit> {
  const opens = opensOf(readAllowed(options.allow));
  const loaded = await loadStrategy(options.file, context);
  showWarnings(loaded, options, context);
  const services = await connect(options, context);
  try {
    const tenancy = { services, clock: context.clock };
    const { plan } = await planTenant(loaded, selectionOf(options), tenancy, {
      opens,
      ttlMs: options.planTtl,
    });
    const file =
      options.out === undefined ? undefined : await written(plan, options.out, options, context);
    if (file !== undefined) context.err(digestLine(file.name, file.sha256));
    context.out(planAs(options.output, plan, context, file));
    if (options.output === 'text' && options.quiet !== true && plan.changes.length > 0) {
      context.err(
        gatesIn(plan).shut.length > 0
          ? 'Nothing was changed. `mbx apply` makes these changes only with the flags listed under Gates.\n'
          : 'Nothing was changed. `mbx apply` with the same options makes these changes.\n',
      );
    }
    const exit = planExit(plan, options.detailedExitcode === true);
    if (exit === EXIT.partly) context.err(partlyText({ plan: { ...plan, blocked: [] } }));
    return exit;
  } finally {
    await services.close();
  }
}

/** The bytes that are written are those whose digest is told. Throws MbxError E1002 and E1003. */
async function written(
  plan: Plan,
  name: string,
  { overwrite = false }: PlanOptions,
  context: Context,
): Promise<ReviewedFile> {
  const text = canonicalJson(plan);
  await writeResult(name, text, overwrite, context);
  return { name, sha256: sha256Of(text) };
}

/** For whoever approves and whoever applies: `mbx apply FILE --digest`. On one line, to be copied. */
export const digestLine = (file: string, sha256: string): string =>
  `${plain(file)}: SHA-256 ${sha256}\n`;

/** `file`: where the plan stands, and the digest of that. */
export function planAs(
  form: PlanForm,
  plan: Plan,
  { screen }: Context,
  file?: ReviewedFile,
): string {
  switch (form) {
    case 'text':
      return planText(plan, screen);
    case 'json':
      return canonicalJson(plan);
    case 'markdown':
      return planMarkdown(plan, file);
    case 'powershell':
      return planPowershell(plan, file);
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
