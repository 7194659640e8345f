#!/usr/bin/env node
// Answers --version and --help before anything is loaded, then hands over to the built program. It is CommonJS, as package.json beside
// it says: Node starts that in less time than a module.
const { existsSync, readFileSync, writeSync } = require('node:fs');
const { join } = require('node:path');
const { isatty } = require('node:tty');

/** The overview as the build wrote it down; undefined: it is not asked for, or would not fit this terminal. */
function overview() {
  const [word = 'help', ...more] = process.argv.slice(2);
  if (more.length > 0 || !['help', '--help', '-h'].includes(word)) return undefined;
  if (isatty(1) && process.stdout.columns < 80) return undefined;
  try {
    return readFileSync(join(__dirname, '../dist/help.txt'), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined; // being built
    throw error;
  }
}

/** Whoever stopped reading has seen enough; a disk that is full is an error. */
function failed({ code }) {
  if (code === 'EPIPE' || code === 'ECONNRESET') return;
  process.exitCode = 1;
  process.stderr.on('error', () => undefined);
  process.stderr.write(`error E1004: this could not be written to stdout (${code}).\n`);
}

/** Straight to the descriptor: to open Node's stream takes longer than all else here. A pipe that is full gets the rest through it. */
function print(text) {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch (error) {
    if (error.code !== 'EAGAIN') return failed(error);
    process.stdout.on('error', failed);
    process.stdout.write(rest);
  }
}

const { version, engines } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [, needMajor, needMinor] = /(\d+)\.(\d+)/.exec(engines.node);

if (major < Number(needMajor) || (major === Number(needMajor) && minor < Number(needMinor))) {
  process.stderr.write(
    `mbx needs Node ${engines.node.slice(2)} or later; this is ${process.versions.node}.\n`,
  );
  process.exitCode = 78;
} else if (
  process.argv.length === 3 &&
  (process.argv[2] === '--version' || process.argv[2] === '-V')
) {
  print(`${version}\n`);
} else {
  const help = overview();
  if (help !== undefined) print(help);
  else
    run().catch((error) => {
      const isBuilt = existsSync(join(__dirname, '../dist/cli.js'));
      process.stderr.write(
        isBuilt ? `${error?.stack ?? error}\n` : 'mbx is not built: run `npm run build` first.\n',
      );
      process.exitCode = 1;
    });
}

/** Loads the built program and carries out what the arguments say. */
async function run() {
  const { main } = await import('../dist/cli.js');
  process.exitCode = await main(version);
}
