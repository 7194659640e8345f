/** The command table's part for the first hour: setting the application up, and finding out what is missing. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { TENANT_COMMANDS, type TenantCommand } from '../setup/need.ts';
import type { Context, Done } from './context.ts';
import type { DoctorOptions } from './doctor.ts';
import { common, days, outputOption } from './options.ts';
import type { SetupOptions } from './setup.ts';

export function addSetup(root: Command, context: Context, done: Done): void {
  common(root.command('doctor'))
    .summary('find out what is missing')
    .description(
      'Looks at everything that the commands stand on: the network, the clock, sign-in, permissions, Exchange roles, the state folder. Runs only what reads, and changes nothing.',
    )
    .addOption(forOption())
    .addOption(outputOption())
    .action(async (options: DoctorOptions) =>
      done(await (await import('./doctor.ts')).runDoctor(options, context)),
    );

  root
    .command('setup')
    .summary('print how to set up the application')
    .description(
      'Prints what an administrator runs once, so that mbx can sign in: the application with exactly the permissions and Exchange roles that the commands need. Changes nothing in the tenant, and opens no connection. Commands that only read get an application of their own, which cannot write.',
    )
    .addOption(forOption())
    .addOption(
      new Option(
        '--shell <shell>',
        'bash: Azure CLI; powershell: Microsoft Graph PowerShell',
      ).choices(['bash', 'powershell']),
    )
    .option('--portal', 'the steps in the Entra portal instead of commands for it')
    .option('--certificate <file>', 'make a certificate here; the file holds its private key too')
    .option('--days <days>', 'how long the certificate is valid', days, 365)
    .option('--tenant <name>', 'tenant to set it up in (AZURE_TENANT_ID)')
    .action(async (options: SetupOptions) =>
      done(await (await import('./setup.ts')).runSetup(options, context)),
    );
}

const DEFAULT: readonly TenantCommand[] = ['plan'];
/** `--for plan,apply`; may be repeated. */
const forOption = (): Option =>
  new Option(
    '--for <commands>',
    `the commands that will be used, with commas: ${TENANT_COMMANDS.join(', ')}`,
  )
    .default(DEFAULT, 'plan')
    .argParser(commandsOf);

function commandsOf(text: string, before: readonly TenantCommand[]): readonly TenantCommand[] {
  const named = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const known = named.flatMap((name) => TENANT_COMMANDS.filter((one) => one === name));
  if (named.length === 0 || known.length < named.length)
    throw new InvalidArgumentError(`Commands: ${TENANT_COMMANDS.join(', ')}.`);
  return before === DEFAULT ? known : [...before, ...known];
}
