/** The command line in this process, with a clock and a folder of its own: the same commands, journal files and locks as the executable. */
import { setMaxListeners } from 'node:events';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../src/commands/context.ts';
import { runCommand } from '../../src/commands/run-command.ts';
import type { Clock } from '../../src/model/clock.ts';
import type { Exit } from '../../src/model/exit.ts';
import { NO_PAINT } from '../../src/report/terminal.ts';
import { systemClock } from '../../src/system-clock.ts';

export interface Answered {
  readonly exit: Exit;
  readonly out: string;
  readonly err: string;
}
export interface CommandLine {
  readonly folder: string;
  /** Where journals are kept. */
  readonly state: string;
  /** Runs a command; `heard` is given each piece of stderr as it comes. */
  run(args: readonly string[], heard?: (text: string) => void): Promise<Answered>;
  remove(): Promise<void>;
}

/** `strategy` becomes mailboxes.yaml; `env` says which tenant. */
export async function commandLine(
  strategy: string,
  env: Readonly<Record<string, string>>,
  clock: Clock,
  random: () => number = () => 0.5,
): Promise<CommandLine> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'mbx-test-')));
  const state = join(folder, '.state');
  await writeFile(join(folder, 'mailboxes.yaml'), strategy);
  const run: CommandLine['run'] = (args, heard) =>
    runHere(args, { cwd: folder, env: { ...env, MBX_STATE_DIR: state }, clock, random, heard });
  return {
    folder,
    state,
    run,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Of the world for one command: what it prints goes to `out` and `err`. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
  /** A person who answers; without one, there is no terminal to ask on. */
  readonly ask?: Context['ask'];
  readonly stop?: AbortController;
}
export function contextOf({
  cwd,
  env,
  clock = systemClock,
  random = () => 0.5,
  out = () => undefined,
  err = () => undefined,
  ask,
  stop = new AbortController(),
}: World): Context {
  const screen = { paint: NO_PAINT, width: 80 };
  setMaxListeners(0, stop.signal);
  return {
    env,
    cwd,
    clock,
    random,
    out,
    err,
    outReach: () => ({ is: 'reached' }),
    screen,
    errScreen: screen,
    interactive: ask !== undefined,
    ask: ask ?? (async () => undefined),
    stop: stop.signal,
    underWay: new Set(),
  };
}

/** Runs one command in this process: what a test is not about need not start a program. */
export async function runHere(
  args: readonly string[],
  {
    heard = () => undefined,
    ...world
  }: Omit<World, 'out' | 'err'> & { readonly heard?: ((text: string) => void) | undefined },
): Promise<Answered> {
  let [out, err] = ['', ''];
  const context = contextOf({
    ...world,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
      heard(text);
    },
  });
  const { exit } = await runCommand(args, context, 'test');
  return { exit, out, err };
}
