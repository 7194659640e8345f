/** Wiring: the only reader of arguments, environment and terminal. */
import { setMaxListeners } from 'node:events';
import { type Context, Interruption } from './commands/context.ts';
import { program, usageExit } from './commands/program.ts';
import { EXIT, type Exit } from './model/exit.ts';
import { NO_PAINT, type Paint, type Screen } from './report/terminal.ts';
import { systemClock } from './system-clock.ts';

const { env, argv, stdout, stderr, stdin } = process;
/** Columns where nothing is known of the terminal. */
const COLUMNS = 80;
const WIDEST = 120;

async function paintFor(stream: NodeJS.WriteStream): Promise<Paint> {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const never =
    (env['NO_COLOR'] ?? '') !== '' || argv.includes('--no-color') || env['TERM'] === 'dumb';
  if (never || !(forced || stream.isTTY)) return NO_PAINT;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    bold: chalk.bold,
    dim: chalk.dim,
    widens: chalk.yellow,
    narrows: chalk.cyan,
    error: chalk.red,
    good: chalk.green,
  };
}
const screenFor = async (stream: NodeJS.WriteStream): Promise<Screen> => ({
  paint: await paintFor(stream),
  width: Math.min(WIDEST, stream.isTTY ? Math.max(40, stream.columns) : COLUMNS),
});

async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: stdin, output: stderr });
  reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT')); // in raw mode the terminal does not send it
  try {
    const ended = new Promise<undefined>((resolve) => {
      reader.once('close', () => resolve(undefined));
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const answer = await Promise.race([reader.question(question), ended]);
    if (answer === undefined) stderr.write('\n');
    return answer;
  } finally {
    reader.close();
  }
}

/** Whoever read the output has seen enough (`mbx schema | head`): that is no failure. */
function brokenPipe(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
}

/** Runs the command line and gives its exit code; `version` comes from package.json. */
export async function main(version: string): Promise<Exit> {
  const stop = new AbortController();
  stdout.on('error', brokenPipe);
  setMaxListeners(0, stop.signal); // each wait and each read under way listens: more than ten are no leak
  let stopped: Exit = EXIT.interrupted;
  const end = (exit: Exit) => () => {
    if (stop.signal.aborted) process.exit(exit); // asked twice: at once
    stopped = exit;
    stop.abort(new Interruption(exit));
  };
  process.on('SIGINT', end(EXIT.interrupted));
  process.on('SIGTERM', end(EXIT.terminated));
  const context: Context = {
    env,
    cwd: process.cwd(),
    clock: systemClock,
    random: Math.random,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    screen: await screenFor(stdout),
    errScreen: await screenFor(stderr),
    interactive: stdin.isTTY === true && stderr.isTTY === true && (env['CI'] ?? '') === '',
    ask: (question) => ask(question, stop.signal),
    stop: stop.signal,
  };
  let exit: Exit = EXIT.ok;
  try {
    const root = program(context, version, (code) => {
      exit = code;
    });
    if (argv.length <= 2) root.outputHelp();
    else await root.parseAsync(argv);
    return exit;
  } catch (error) {
    const usage = usageExit(error);
    if (usage !== undefined) return usage;
    const { asMbxError, exitFor, failureText } = await import('./commands/failure.ts');
    const told = asMbxError(error);
    context.err(failureText(told, context.errScreen, argv.includes('--debug')));
    return exitFor(told, { aborted: stop.signal.aborted, exit: stopped });
  }
}
