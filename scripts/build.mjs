// Builds dist/: one small entry and chunks that are loaded when a command needs them.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
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
