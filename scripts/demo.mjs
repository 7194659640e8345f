// `npm run demo`: the main job from end to end, on the built-in tenant: plan, apply, and a plan that has nothing left to do.
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const mbx = join(root, 'bin', 'mbx.js');
const folder = await mkdtemp(join(tmpdir(), 'mbx-demo-'));
const say = (text) => process.stdout.write(`\n${text}\n\n`);

/** The demo tenant as a server; resolves with its addresses and credentials. */
function startTenant() {
  const child = spawn(
    process.execPath,
    [mbx, 'demo', 'serve', '--port', '0', '--state', join(folder, 'tenant.json')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve({ child, tenant: JSON.parse(text) });
    });
    child.once('exit', (code) => reject(new Error(`the demo tenant ended with ${code}`)));
  });
}

function run(args, env) {
  say(`$ mbx ${args.join(' ')}`);
  const child = spawn(process.execPath, [mbx, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

let exit = 1;
const { child, tenant } = await startTenant();
try {
  await copyFile(join(root, 'policies', 'strategy.example.yaml'), join(folder, 'mailboxes.yaml'));
  const env = {
    MBX_LOGIN_URL: tenant.login,
    MBX_GRAPH_URL: tenant.graph,
    MBX_EXCHANGE_URL: tenant.exchange,
    MBX_STATE_DIR: join(folder, 'state'),
    AZURE_TENANT_ID: tenant.tenantId,
    AZURE_CLIENT_ID: tenant.clientId,
    AZURE_CLIENT_SECRET: tenant.clientSecret,
  };
  say(
    `A simulated Microsoft 365 tenant (${tenant.tenant}) runs at ${tenant.graph}, and the strategy is\npolicies/strategy.example.yaml. First: how does the tenant differ from it?`,
  );
  await run(['plan', '-q'], env);
  say('This plan takes rights from many people, and opens a protected mailbox: gates stop it.');
  const refused = await run(['apply', '--yes', '--no-input', '-q', '-o', 'json'], env);
  say(
    'It is meant. So it is let through, for exactly these numbers. Every change is read back after it was made.',
  );
  const allow = ['--allow', 'max-revokes=10', '--allow', 'protected=ceo@contoso.com'];
  const applied = await run(['apply', '--yes', '--no-input', '-q', ...allow], env);
  say('And plan once more: nothing may be left to do (exit code 0 says so).');
  const left = await run(['plan', '-q', '--detailed-exitcode'], env);
  exit = refused === 5 && applied === 0 && left === 0 ? 0 : 1;
  say(
    exit === 0
      ? 'Done. Try your own strategy: README.md shows how.'
      : `That did not work: the gates gave ${refused}, apply ${applied}, the next plan ${left}.`,
  );
} finally {
  child.removeAllListeners('exit');
  child.kill();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = exit;
