#!/usr/bin/env node
// Answers --version before anything is loaded, then hands over to the built program.
import { readFileSync } from 'node:fs';

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
  process.stdout.write(`${version}\n`);
} else {
  const { main } = await import('../dist/cli.js');
  process.exitCode = await main(version);
}
