/** From flags and environment to a signed-in pair of clients. The first way to sign in that is configured is used; nothing falls through. */
import { resolve } from 'node:path';
import { readBounded, SMALL_BYTES, UnusableFile } from '../apply/files.ts';
import { NotText, textOf } from '../apply/text-of.ts';
import { MbxError } from '../model/error.ts';
import {
  CLOUDS,
  type Cloud,
  type Endpoints,
  endpointsFor,
  targetOrigins,
} from '../tenant/http/endpoints.ts';
import { proxiesFor } from '../tenant/http/proxy.ts';
import type { Network } from '../tenant/http/transport.ts';
import type { Services } from '../tenant/service.ts';
import { type Identity, open } from './clients.ts';
import type { CommonOptions, Context } from './context.ts';
import { showProgress } from './progress.ts';

const HOW =
  'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and one of AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_CLIENT_SECRET; or try it on the demo tenant with --profile demo.';

/** Clients and the way to put them away. Throws MbxError E1101 for what is missing or wrong. */
export async function connect(
  options: CommonOptions,
  context: Context,
  shown = showProgress(options, context),
): Promise<Services> {
  const { env } = context;
  if (options.profile !== undefined && options.profile !== 'demo') {
    throw new MbxError(
      'E1101',
      `there is no profile ${options.profile}`,
      'The only profile of this version is `demo`; otherwise sign-in is set by the AZURE_… variables.',
    );
  }
  if (options.profile === 'demo') {
    const { startDemo } = await import('./demo-profile.ts');
    return startDemo(options, context, shown);
  }
  const identity = await identityFrom(options, context);
  const endpoints = endpointsFor(cloudFrom(env['MBX_CLOUD']), {
    ...set('login', env['MBX_LOGIN_URL']),
    ...set('graph', env['MBX_GRAPH_URL']),
    ...set('exchange', env['MBX_EXCHANGE_URL']),
  });
  const network = networkFrom(endpoints, env);
  return open({ ...identity, endpoints, network }, options, context, shown);
}

/** Throws MbxError E1101 for a variable that names a proxy and cannot be used. */
function networkFrom(endpoints: Endpoints, env: Context['env']): Network {
  const extraCa = env['NODE_EXTRA_CA_CERTS'] ?? '';
  return {
    proxies: proxiesFor(targetOrigins(endpoints), env),
    extraCa: extraCa === '' ? undefined : extraCa,
  };
}

const set = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> => {
  const made: Partial<Record<K, string>> = {};
  if (value !== undefined && value !== '') made[key] = value;
  return made;
};

function cloudFrom(name: string | undefined): Cloud {
  if (name === undefined || name === '') return 'global';
  const clouds: readonly string[] = Object.keys(CLOUDS);
  if (isCloud(name)) return name;
  throw new MbxError(
    'E1101',
    `there is no cloud ${name}`,
    `MBX_CLOUD is one of ${clouds.join(', ')}.`,
  );
}
const isCloud = (name: string): name is Cloud => name in CLOUDS;

async function identityFrom(options: CommonOptions, { env, cwd, err }: Context): Promise<Identity> {
  const tenant = options.tenant ?? env['MBX_TENANT'] ?? env['AZURE_TENANT_ID'] ?? '';
  const clientId = env['AZURE_CLIENT_ID'] ?? '';
  if (tenant === '') throw missing('AZURE_TENANT_ID is not set: it names the tenant to sign in to');
  if (clientId === '')
    throw missing('AZURE_CLIENT_ID is not set: it names the application to sign in as');
  const tokenFile = env['AZURE_FEDERATED_TOKEN_FILE'] ?? '';
  if (tokenFile !== '') {
    const path = resolve(cwd, tokenFile);
    return {
      tenant,
      clientId,
      credential: {
        how: 'federated',
        assertion: async () => (await fileText(path, 'AZURE_FEDERATED_TOKEN_FILE')).trim(),
      },
    };
  }
  const certificate = env['AZURE_CLIENT_CERTIFICATE_PATH'] ?? '';
  if (certificate !== '') {
    return {
      tenant,
      clientId,
      credential: {
        how: 'certificate',
        pem: await fileText(resolve(cwd, certificate), 'AZURE_CLIENT_CERTIFICATE_PATH'),
      },
    };
  }
  const secret = env['AZURE_CLIENT_SECRET'] ?? '';
  if (secret === '') throw missing('no credential is set to sign in with');
  if (options.quiet !== true)
    err('Signing in with a client secret; a certificate or a federated token is safer.\n');
  return { tenant, clientId, credential: { how: 'secret', secret } };
}
const missing = (what: string): MbxError => new MbxError('E1101', what, HOW);

async function fileText(path: string, variable: string): Promise<string> {
  try {
    return textOf(await readBounded(path, SMALL_BYTES));
  } catch (cause) {
    throw new MbxError(
      'E1101',
      `${variable} names ${path}, which ${cause instanceof UnusableFile || cause instanceof NotText ? cause.message : 'cannot be read'}`,
      cause instanceof NotText
        ? 'It must be text: for a certificate, PEM with the private key (not a .pfx file).'
        : 'Check the path and who may read the file.',
      { cause },
    );
  }
}
