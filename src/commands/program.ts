/** The command table: names, options, help. What a command does is loaded when it is run. */
import { Command, CommanderError } from 'commander';
import { EXIT, type Exit } from '../model/exit.ts';
import type { ApplyOptions } from './apply.ts';
import type { CommonOptions, Context, Done } from './context.ts';
import type { ServeOptions } from './demo.ts';
import {
  allFiles,
  allowOption,
  common,
  duration,
  fileOption,
  filesArgument,
  outputOption,
  port,
  selecting,
  sha256,
  whole,
  writing,
} from './options.ts';
import type { PlanOptions } from './plan.ts';
import { addRecovery } from './program-recovery.ts';
import { addSetup } from './program-setup.ts';
import type { ValidateOptions } from './validate.ts';

const EXAMPLES = `
Everyday:
  mbx plan                   show how the tenant differs from mailboxes.yaml
  mbx apply                  show it, ask, and carry it out
  mbx plan --only 'sales*'   the same for some mailboxes

Try it without a tenant:
  mbx demo strategy > mailboxes.yaml
  mbx plan --profile demo

More: mbx help exit-codes, environment, gates, permissions, strategy
`;

/** `done` gets the exit code of the command that ran. */
export function program(context: Context, version: string, done: Done): Command {
  const root = new Command('mbx')
    .description('Keeps the mailboxes of a Microsoft 365 tenant the way a YAML file says.')
    .version(version, '-V, --version', 'print the version')
    .configureOutput({
      writeOut: context.out,
      writeErr: context.err,
      getOutHelpWidth: () => context.screen.width,
      getErrHelpWidth: () => context.errScreen.width,
    })
    .showSuggestionAfterError(true)
    .exitOverride()
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);

  addMain(root, context, done);
  addDocuments(root, context, done);
  addRecovery(root, context, done);
  addSetup(root, context, done);
  addDemo(root, context, done);

  root
    .command('help')
    .argument('[topic...]', 'a command, or exit-codes, environment, gates, permissions, strategy')
    .summary('help on a command or a topic')
    .action(async (words: readonly string[]) => {
      const topic = words.join(' ');
      const command = words.reduce(
        (at: Command | undefined, word) => at?.commands.find((one) => one.name() === word),
        root,
      );
      if (command !== undefined) command.outputHelp();
      else context.out(await (await import('./help-topics.ts')).topicText(topic, context.screen));
      done(EXIT.ok);
    });
  for (const command of root.commands)
    command.exitOverride().configureHelp({ helpWidth: context.screen.width });
  return root;
}

/** `plan` and `apply`. */
function addMain(root: Command, context: Context, done: Done): void {
  selecting(common(root.command('plan')))
    .summary('show what apply would change; changes nothing')
    .description(
      'Compares the strategy with the live tenant and shows every difference. Changes nothing.',
    )
    .addOption(fileOption())
    .addOption(outputOption(['text', 'json', 'markdown', 'powershell']))
    .option('--detailed-exitcode', 'exit 2 if there are differences')
    .option('--out <file>', 'write the plan to this file, to be approved and applied')
    .option('--overwrite', 'replace the file if it exists')
    .addOption(allowOption())
    .option('--plan-ttl <time>', 'how long the file is valid as an approval (24h)', duration)
    .addArgument(filesArgument())
    .action(async (files: readonly string[], options: PlanOptions) =>
      done(
        await (await import('./plan.ts')).runPlan(
          { ...options, ...allFiles(files, options) },
          context,
        ),
      ),
    );

  writing(selecting(common(root.command('apply'))))
    .summary('change the tenant to match the strategy')
    .description('Plans, shows the plan, asks, carries it out and reads back every change.')
    .addOption(fileOption())
    .addOption(outputOption())
    .option('-n, --dry-run', 'show the plan and stop')
    .option('--digest <sha256>', 'the SHA-256 that the plan file must have', sha256)
    .argument(
      '[files...]',
      'a plan file: carried out only if its changes are still the ones to make; files named *.yaml and folders: the strategy, as with -f',
    )
    .action(async (files: readonly string[], options: ApplyOptions) =>
      done(
        await (await import('./apply.ts')).runApply(files, options, context),
        options.dryRun === true ? 'tells' : 'acts',
      ),
    );
}

/** What reads or describes documents, without a tenant. */
function addDocuments(root: Command, context: Context, done: Done): void {
  common(root.command('validate'))
    .summary('check a strategy without a tenant')
    .description(
      'Checks everything in a strategy that can be checked without a tenant. Opens no connection.',
    )
    .addOption(fileOption())
    .addOption(outputOption())
    .addArgument(filesArgument())
    .action(async (files: readonly string[], options: ValidateOptions) =>
      done(
        await (await import('./validate.ts')).runValidate(
          { ...options, ...allFiles(files, options) },
          context,
        ),
      ),
    );

  root
    .command('schema')
    .argument('[name]', 'strategy, plan, journal or error', 'strategy')
    .summary('print the JSON Schema of a document')
    .description(
      'Prints the JSON Schema of the strategy, with which editors complete and check while you type; or that of a plan, of a journal line, or of an error with -o json.',
    )
    .action(async (name: string) =>
      done(await (await import('./schema.ts')).runSchema(name, context)),
    );
}

function addDemo(root: Command, context: Context, done: Done): void {
  const demo = root
    .command('demo')
    .summary('a built-in tenant to try things on')
    .description(
      'The built-in tenant: a small company with mailboxes, groups and mistakes to find. It lives in one file on this machine; `mbx plan --profile demo` uses it directly.',
    );
  common(demo.command('serve'), { state: false })
    .summary('run the demo tenant as a server on this machine')
    .description(
      'Prints one JSON line with addresses and credentials, then runs until it is stopped. See docs/simulator.md.',
    )
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', port, 0)
    .option('--state <file>', 'file that keeps the tenant; an existing one wins over --seed')
    .option('--seed <name>', 'contoso, or a JSON file with a tenant')
    .option('--size <mailboxes>', 'a generated tenant of that size instead', whole)
    .option('--tls-key <file>', 'serve TLS with this key')
    .option('--tls-cert <file>', 'and this certificate')
    .action(async ({ state, ...options }: ServeOptions & { readonly state?: string }) =>
      done(
        await (await import('./demo.ts')).runServe(
          { ...options, ...(state === undefined ? {} : { stateFile: state }) },
          context,
        ),
        'acts',
      ),
    );
  demo
    .command('strategy')
    .summary('print an example strategy for the demo tenant')
    .action(async () => done(await (await import('./demo.ts')).runExample(context)));
  common(demo.command('reset'))
    .summary('reset the demo tenant')
    .action(async (options: CommonOptions) =>
      done(await (await import('./demo.ts')).runReset(options, context), 'acts'),
    );
  for (const command of demo.commands)
    command.exitOverride().configureHelp({ helpWidth: context.screen.width });
}

/** Commander's own way to end: help and version are fine, anything else is wrong usage and was told already. */
export const usageExit = (error: unknown): Exit | undefined =>
  error instanceof CommanderError ? (error.exitCode === 0 ? EXIT.ok : EXIT.usage) : undefined;

/** What commander says of wrong usage, on one line. */
export const usageErrorIn = (error: unknown): string | undefined =>
  error instanceof CommanderError
    ? error.message
        .replace(/^error: /u, '')
        .replace(/\s+/gu, ' ')
        .trim()
    : undefined;

/** Is the result to be JSON? Asked of the arguments themselves, since with wrong ones nothing else is known of them. */
export function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const given = end === -1 ? args : args.slice(0, end);
  const forms = given.flatMap((arg, at) => {
    if (arg === '--output' || /^-[nqy]*o$/u.test(arg)) return given[at + 1] ?? [];
    return /^(?:--output=|-[nqy]*o)(.+)$/u.exec(arg)?.[1] ?? [];
  });
  return forms.at(-1) === 'json';
}
