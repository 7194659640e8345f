// What it costs to start mbx: CPU time of whole processes, as a multiple of what Node itself takes to do nothing.
// Exits 1 where --version or --help is above the limit, loads a library, or opens a socket.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Times the CPU time of `node -e 0`. */
const LIMIT = 1.25;
const ROUNDS = Number(process.env.ROUNDS ?? 21);
const BIN = fileURLToPath(new URL('../bin/mbx.js', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'mbx-bench-'));
const strategy = join(folder, 'mailboxes.yaml');
await writeFile(
  strategy,
  'version: 1\ntenant: contoso.onmicrosoft.com\nsettings: { mode: exact }\nsharedMailboxes:\n  sales@contoso.com: { delegates: { ann@contoso.com: [fullAccess, sendAs] } }\n',
);

const NODE = 'node -e 0';
const COMMANDS = {
  [NODE]: ['-e', '0'],
  'mbx --version': [BIN, '--version'],
  'mbx --help': [BIN, '--help'],
  'mbx help exit-codes': [BIN, 'help', 'exit-codes'],
  'mbx validate': [BIN, 'validate', '-f', strategy],
};
const LIMITED = ['mbx --version', 'mbx --help'];
/** What the command table is made with. */
const ALLOWED = new Set(['commander']);
/** Ends a process where it is about to speak to anybody. */
const NO_SOCKETS = `
  import dgram from 'node:dgram';
  import dns from 'node:dns';
  import net from 'node:net';
  const refuse = () => { process.stderr.write('a socket was opened'); process.exit(99); };
  net.Socket.prototype.connect = net.Server.prototype.listen = refuse;
  dgram.Socket.prototype.bind = dgram.Socket.prototype.send = dns.lookup = refuse;
`;

// Certificates of one's own and preloaded modules are no part of mbx, and cost more than it.
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;

try {
  const broken = [];
  for (const name of LIMITED) broken.push(...(await loaded(name)));
  const measured = await measure();
  print(measured);
  for (const [name, { median }] of Object.entries(measured)) {
    if (LIMITED.includes(name) && median > LIMIT)
      broken.push(
        `${name} takes ${median.toFixed(2)} times what Node takes; the limit is ${LIMIT}`,
      );
  }
  for (const what of broken) console.error(`FAILED: ${what}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Every command once a round, so that whatever else the machine does meets all of them alike. Judged by the median over
 * rounds of (command / node in the same round): one slow round moves it no more than one fast one, while a minimum over
 * a minimum rests on two lucky processes. CPU time, since waiting for a busy machine is not the command's fault.
 */
async function measure() {
  const spent = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, []]));
  for (const args of Object.values(COMMANDS)) await cpuOf(args); // files into the cache
  for (let round = 0; round < ROUNDS; round += 1) {
    const names = Object.keys(COMMANDS);
    // Another one begins each time: whoever comes first in a round may find the processor cold.
    const turned = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of turned) spent[name].push(await cpuOf(COMMANDS[name]));
  }
  return Object.fromEntries(
    Object.entries(spent).map(([name, times]) => [
      name,
      {
        ms: median(times),
        least: Math.min(...times) / Math.min(...spent[NODE]),
        median: median(times.map((time, round) => time / spent[NODE][round])),
      },
    ]),
  );
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** User and system milliseconds of one whole process, as the shell that waits for it is told. */
async function cpuOf(args) {
  const timed = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1';
  const { err } = await run('bash', ['-c', timed, 'bash', process.execPath, ...args]);
  const [user, system] = err.trim().split(' ').map(Number);
  const ms = (user + system) * 1000;
  if (!(ms > 0)) throw new Error(`no time was measured: ${err}`);
  return ms;
}

/** What a command loads and opens that it should not. */
async function loaded(name) {
  const coverage = await mkdtemp(join(folder, 'coverage-'));
  const { code, err } = await run(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(NO_SOCKETS)}`, ...COMMANDS[name]],
    { NODE_V8_COVERAGE: coverage },
  );
  if (code !== 0) return [`${name} ended with ${code}: ${err}`];
  const [report] = await readdir(coverage);
  const { result } = JSON.parse(await readFile(join(coverage, report), 'utf8'));
  const files = result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
  if (!files.includes(pathToFileURL(BIN).href)) return [`it cannot be seen what ${name} loads`];
  const packages = new Set((await Promise.all(files.map(packagesIn))).flat());
  console.log(
    `${name} loads ${files.length} files with ${[...packages].join(', ') || 'no library'}`,
  );
  return [...packages]
    .filter((one) => !ALLOWED.has(one))
    .map((one) => `${name} loads the library ${one}`);
}

/** Names of the packages that a file is, or that the bundler says were put into it. */
async function packagesIn(url) {
  const text = await readFile(new URL(url), 'utf8');
  const [, own] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  const bundled = [...text.matchAll(/^\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)];
  return [...(own === undefined ? [] : [own]), ...bundled.map(([, name]) => name)];
}

function run(command, args, more = {}) {
  const child = spawn(command, args, {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stdout.resume();
  child.stderr.on('data', (data) => {
    err += data;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, err }));
  });
}

function print(measured) {
  console.log(`${ROUNDS} rounds, Node ${process.versions.node}; CPU time, user and system\n`);
  console.log(
    'command'.padEnd(24) +
      ['median ms', 'ratio', 'least ratio'].map((head) => head.padStart(13)).join(''),
  );
  for (const [name, { ms, median: ratio, least }] of Object.entries(measured)) {
    const cells = [ms.toFixed(0), ratio.toFixed(2), least.toFixed(2)];
    console.log(name.padEnd(24) + cells.map((cell) => cell.padStart(13)).join(''));
  }
}
