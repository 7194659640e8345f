// Builds dist/: one small entry and chunks that are loaded when a command needs them, and the overview as text.
import { execFileSync } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

// Built beside the old one and put in its place at the end: whoever runs the old one meanwhile is hardly disturbed.
const NEXT = 'dist.next';
await rm(NEXT, { recursive: true, force: true });
await build({
  entryPoints: ['src/cli.ts'],
  outdir: NEXT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'], // Graph's SDK has an ESM build, which loads by name
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'warning',
  // CommonJS packages inside the bundle ask for Node's own modules by require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});

await rm('dist', { recursive: true, force: true });
await rename(NEXT, 'dist');

// From the command table itself, so that the two cannot differ; bin/mbx.js prints it without loading the table.
await writeFile('dist/help.txt', execFileSync(process.execPath, ['bin/mbx.js', '--help']));
