/** The command table's second half: what is for looking back and going on. */
import type { Command } from 'commander';
import type { CommonOptions, Context, Done } from './context.ts';
import {
  allFiles,
  common,
  days,
  fileOption,
  filesArgument,
  outputOption,
  writing,
} from './options.ts';
import type { RunsOptions } from './runs.ts';
import type { ShowOptions } from './show.ts';
import type { UndoOptions } from './undo.ts';
import type { VerifyOptions } from './verify.ts';

/** What every command takes that is about a run. */
const RUN_MEANT = 'a run as `mbx runs` names it, the beginning of its name, or last';

export function addRecovery(root: Command, context: Context, done: Done): void {
  common(root.command('show'))
    .summary('show a plan file')
    .argument('<plan>', 'a file made with mbx plan --out')
    .addOption(outputOption(['text', 'json', 'markdown', 'powershell']))
    .action(async (plan: string, options: ShowOptions) =>
      done(await (await import('./show.ts')).runShow(plan, options, context)),
    );

  const runs = common(root.command('runs'))
    .summary('list the runs from this machine, or show one')
    .description(
      'Lists the runs from this machine; with a run, shows what it planned and did, by whom, with which gates. Opens no connection.',
    )
    .argument('[run]', RUN_MEANT)
    .addOption(outputOption())
    .action(async (run: string | undefined, options: RunsOptions) => {
      const { runRun, runRuns } = await import('./runs.ts');
      done(await (run === undefined ? runRuns(options, context) : runRun(run, options, context)));
    });
  common(runs.command('prune'))
    .summary('remove old journals of finished runs')
    .requiredOption('--older-than <days>', 'such as 90d', days)
    .action(async (options: CommonOptions & { readonly olderThan: number }) =>
      done(
        await (await import('./runs.ts')).runPrune({ ...runs.opts(), ...options }, context),
        'acts',
      ),
    );

  addGoingOn(root, context, done);
  addVerify(root, context, done);
}

/** `resume` and `undo`. */
function addGoingOn(root: Command, context: Context, done: Done): void {
  writing(common(root.command('resume')))
    .summary('go on with a run that was cut off')
    .description(
      'Goes on with the changes of a run that are not done or not confirmed. What the run did and somebody has reverted since needs a new plan.',
    )
    .argument('<run>', RUN_MEANT)
    .addArgument(filesArgument())
    .addOption(fileOption())
    .addOption(outputOption())
    .action(async (run: string, files: readonly string[], options: UndoOptions) =>
      done(
        await (await import('./resume.ts')).runResume(
          run,
          { ...options, ...allFiles(files, options) },
          context,
        ),
        'acts',
      ),
    );

  writing(common(root.command('undo')))
    .summary('put back what a run did')
    .argument('<run>', RUN_MEANT)
    .addArgument(filesArgument())
    .addOption(fileOption())
    .addOption(outputOption())
    .option('-n, --dry-run', 'show what would be put back and stop')
    .action(async (run: string, files: readonly string[], options: UndoOptions) =>
      done(
        await (await import('./undo.ts')).runUndo(
          run,
          { ...options, ...allFiles(files, options) },
          context,
        ),
        options.dryRun === true ? 'tells' : 'acts',
      ),
    );
}

function addVerify(root: Command, context: Context, done: Done): void {
  common(root.command('verify'))
    .summary('check by reading whether what a run did is in effect')
    .description(
      'Reads back every change of a run. Exit 0 if all are in effect; 7 if those that are not were sent and are only not confirmed yet; else 3.',
    )
    .argument('<run>', RUN_MEANT)
    .addOption(outputOption())
    .action(async (run: string, options: VerifyOptions) =>
      done(await (await import('./verify.ts')).runVerify(run, options, context)),
    );
}
