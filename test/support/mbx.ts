/** The real executable as a child process, in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/mbx.js', import.meta.url));

/** Variables with which a command's pauses pass in no time (see fast-clock.mjs): most tests are not about waiting. */
export const FAST_CLOCK = {
  NODE_OPTIONS: `--import ${new URL('fast-clock.mjs', import.meta.url).href}`,
} as const;

export interface Ran {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
export interface Workspace {
  readonly folder: string;
  /** Where the runs of this workspace are kept. */
  readonly state: string;
  /** Runs `mbx` here with these variables and nothing else of the environment but PATH and HOME. */
  mbx(
    args: readonly string[],
    options?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ): Promise<Ran>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  remove(): Promise<void>;
}

/** A new folder with these files; `env` goes to every command. */
export async function workspace(
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Workspace> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'mbx-test-')));
  const state = join(folder, '.state');
  const write = async (more: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(more)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  await write(files);
  return {
    folder,
    state,
    write,
    mbx: (args, { env: more = {}, input } = {}) =>
      run(args, folder, { ...env, MBX_STATE_DIR: state, ...more }, input),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function run(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  input: string | undefined,
): Promise<Ran> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.end(input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** A strategy for the demo company with these settings and entries (YAML, indented as they stand). */
export const strategyYaml = (body: string, mode: 'exact' | 'additive' = 'exact'): string =>
  `version: 1\ntenant: contoso.onmicrosoft.com\nsettings:\n  mode: ${mode}\n${body}`;
