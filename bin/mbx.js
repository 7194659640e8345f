#!/usr/bin/env node
// Answers --version and --help before anything is loaded, then hands over to the built program.
import { readFileSync } from 'node:fs';

/** The overview as the build wrote it down; undefined: it is not asked for, or would not fit this terminal. */
function overview() {
  const [word = 'help', ...more] = process.argv.slice(2);
  if (more.length > 0 || !['help', '--help', '-h'].includes(word)) return undefined;
  if (process.stdout.isTTY && process.stdout.columns < 80) return undefined;
  try {
    return readFileSync(new URL('../dist/help.txt', import.meta.url), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined; // being built
    throw error;
  }
}

/** Whoever stopped reading has seen enough; a disk that is full is an error. */
function print(text) {
  const failed = ({ code }) => {
    if (code === 'EPIPE' || code === 'ECONNRESET') return;
    process.exitCode = 1;
    process.stderr.on('error', () => undefined);
    process.stderr.write(`error E1004: this could not be written to stdout (${code}).\n`);
  };
  process.stdout.on('error', failed);
  process.stdout.write(text);
}

const { version, engines } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
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
  else {
    const { main } = await import('../dist/cli.js');
    process.exitCode = await main(version);
  }
}
