/** `mbx setup`: prints what an administrator runs to set an application up. Opens no connection, and changes nothing in the tenant. */
import { rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { setUpText } from '../report/setup-text.ts';
import { makeCertificate } from '../setup/certificate.ts';
import type { TenantCommand } from '../setup/need.ts';
import { type SetUp, setUpsFor } from '../setup/set-up.ts';
import type { Context } from './context.ts';
import { writeResult } from './plan-file.ts';

export interface SetupOptions {
  readonly for: readonly TenantCommand[];
  /** Absent: bash. */
  readonly shell?: 'bash' | 'powershell';
  readonly portal?: boolean;
  /** File for a new certificate with its private key. */
  readonly certificate?: string;
  /** For how many days the certificate is good. */
  readonly days: number;
  readonly tenant?: string;
}

/** Throws MbxError E1001, E1101, E1003 where a file of the certificate exists, E1002 where it cannot be written. */
export async function runSetup(options: SetupOptions, context: Context): Promise<Exit> {
  const setUps = setUpsFor(options.for);
  const [only, ...more] = setUps;
  const tenant = tenantOf(options, context);
  const certificate =
    options.certificate === undefined || only === undefined
      ? undefined
      : more.length === 0
        ? await newCertificate(only, options.certificate, options.days, context)
        : refuseOneForTwo(setUps);
  const { shell = 'bash', portal = false } = options;
  const texts = setUps.map((setUp) =>
    setUpText(setUp, {
      form: portal ? 'portal' : shell,
      shell,
      tenant,
      certificate,
      width: context.screen.width,
    }),
  );
  context.out(texts.join('\n\n'));
  return EXIT.ok;
}

/** A name with anything else in it would be run by the shell into which it is pasted. */
const TENANT = /^[a-z\d][a-z\d.-]*$/i;
function tenantOf({ tenant }: SetupOptions, { env }: Context): string {
  const name = tenant ?? env['MBX_TENANT'] ?? env['AZURE_TENANT_ID'] ?? '';
  if (name === '') return '<tenant>.onmicrosoft.com';
  if (TENANT.test(name)) return name;
  throw new MbxError(
    'E1101',
    'the tenant is not named by its id or by one of its domains',
    'Give --tenant such as contoso.onmicrosoft.com.',
  );
}

function refuseOneForTwo(setUps: readonly SetUp[]): never {
  throw new MbxError(
    'E1001',
    'these commands take two applications, and each needs a certificate of its own',
    `Run mbx setup once for each: ${setUps.map(({ commands }) => `--for ${commands.join(',')} --certificate ${commands[0]}.pem`).join(', then ')}.`,
  );
}

/** Two files: one with the private key, 0600, and beside it the certificate alone. */
async function newCertificate(
  { application }: SetUp,
  file: string,
  days: number,
  context: Context,
): Promise<{ readonly pem: string; readonly certificate: string }> {
  const extension = extname(file);
  const publicFile = join(dirname(file), `${basename(file, extension)}.cer`);
  if (extension === '.cer' || !/^[\w./\\:~ -]+$/.test(file))
    throw new MbxError(
      'E1001',
      `--certificate cannot be ${JSON.stringify(file)}`,
      'Name a file such as mbx-reader.pem, of letters, digits and . _ - alone; the certificate without its key goes to the same name with .cer.',
    );
  const { pem, certificate } = await makeCertificate(application, context.clock.now(), days);
  // The public one first: where its name is taken, no key is left behind that fits no certificate.
  await writeNew(publicFile, certificate, context);
  try {
    await writeNew(file, pem, context);
  } catch (error) {
    await rm(resolve(context.cwd, publicFile), { force: true });
    throw error;
  }
  context.err(
    `Made ${file} (certificate with its private key: keep it secret, and out of version control) and ${publicFile} (the certificate alone, for Entra ID).\n`,
  );
  return { pem: file, certificate: publicFile };
}

/** A key is never overwritten: somebody may sign in with it. */
async function writeNew(file: string, text: string, context: Context): Promise<void> {
  try {
    await writeResult(file, text, false, context);
  } catch (cause) {
    if (cause instanceof MbxError && cause.code === 'E1003')
      throw new MbxError(
        'E1003',
        cause.message,
        'A key is never replaced. Leave --certificate out to print the text again for the certificate that you have (FILE stands for it), or name another file.',
        {
          cause,
        },
      );
    throw cause;
  }
}
