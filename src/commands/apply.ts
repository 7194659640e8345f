/** `mbx apply`: plans, shows, asks, carries out, reads back. With a plan file it goes on only where that is still what is to be done. */
import { MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { allowedBy, opensOf } from '../plan/opened.ts';
import { canonicalJson } from '../report/json.ts';
import { planText } from '../report/plan-text.ts';
import { agreed } from './agreed.ts';
import { demandOpen, readAllowed } from './allow.ts';
import { type Approved, approvedWork, demandSameRules } from './approved.ts';
import { type CarryOptions, carryOut } from './carry-out.ts';
import { connect } from './config.ts';
import type { Context } from './context.ts';
import { demandPermissions } from './demand-permissions.ts';
import { locked } from './locked.ts';
import { planExit, selectionOf, showWarnings } from './plan.ts';
import { readPlanFile } from './plan-file.ts';
import { loadStrategy } from './strategy-files.ts';
import { planTenant } from './tenant-plan.ts';

export interface ApplyOptions extends CarryOptions {
  readonly file?: readonly string[];
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** SHA-256 that the plan file must have. */
  readonly digest?: string;
}

/** `planFile`: the approved plan, where there is one. */
export async function runApply(
  planFile: string | undefined,
  options: ApplyOptions,
  context: Context,
): Promise<Exit> {
  demandUsage(planFile, options);
  const approved =
    planFile === undefined
      ? undefined
      : (await readPlanFile(planFile, context, options.digest)).plan;
  const opens = approved?.opens ?? opensOf(readAllowed(options.allow));
  // Never the files that the plan names: whoever wrote it could name another strategy with them.
  const loaded = await loadStrategy(options.file, context);
  if (approved !== undefined) demandSameRules(approved, loaded);
  showWarnings(loaded, options, context);
  const services = await connect(options, context);
  const { only, exclude } = approved?.maker ?? selectionOf(options);
  const replan = () => planTenant(loaded, { only, exclude }, services, context, { opens });
  try {
    const make = async (): Promise<Approved> =>
      approvedWork(approved, await replan(), services, context);
    if (options.dryRun === true) return shown(await make(), options, context);
    return await locked(services, options, context, async (held) => {
      const first = await make();
      let nothing = shown(first, options, context);
      const work = await agreed(
        {
          first,
          again: make,
          show(made) {
            nothing = shown(made, options, context);
          },
          async demand(plan) {
            demandOpen(plan, allowedBy(opens), approved !== undefined);
            if (plan.changes.length > 0) await demandPermissions(plan, services);
          },
        },
        options,
        context,
      );
      if (work === undefined) return nothing;
      return carryOut(
        { ...work, replan, held, folder: context.cwd, named: loaded.named },
        { ...options, allow: opens },
        services,
        context,
      );
    });
  } finally {
    await services.close();
  }
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
        '--digest is about a plan file, and none is named',
        'Write mbx apply FILE --digest SHA256.',
      );
    return;
  }
  if ((only ?? exclude) !== undefined)
    throw new MbxError(
      'E1001',
      'a plan file says by itself which mailboxes it is about',
      'Leave --only and --exclude out, or plan and approve just those mailboxes.',
    );
  if (allow !== undefined)
    throw new MbxError(
      'E1001',
      'a plan file says by itself which gates it opens: who approved it approved these and no others',
      `Leave --allow out. To open more, make a new file and have that approved: mbx plan --out FILE ${allow.map((text) => `--allow ${text}`).join(' ')}`,
    );
}

/** Shows the plan; gives the exit code where it stays at that. */
function shown({ plan, unseen }: Approved, options: ApplyOptions, context: Context): Exit {
  const over = plan.changes.length === 0 || options.dryRun === true;
  if (options.output === 'text') context.out(`${planText(plan, context.screen)}\n`);
  else if (over) context.out(canonicalJson({ plan, run: null, ended: [] }));
  if (unseen.length > 0 || (plan.changes.length === 0 && plan.blocked.length > 0)) {
    return EXIT.partly;
  }
  return planExit(plan, false);
}
