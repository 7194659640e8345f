/** Wiring: the only reader of arguments, environment and terminal. */
import { setMaxListeners } from 'node:events';
import type { Context } from './commands/context.ts';
import { runCommand } from './commands/run-command.ts';
import { EXIT, type Exit } from './model/exit.ts';
import { type Output, outputTo } from './output.ts';
import { changingLine, hasWidth, wholeLines } from './progress-line.ts';
import { NO_PAINT, type Paint, plain, type Screen } from './report/terminal.ts';
import { Interruption } from './run/world.ts';
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
  terminal: stream.isTTY === true,
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

const stillUnderWay = (changes: readonly string[]): string =>
  [
    'Not yet: this is half done, and mbx is finishing it or putting it back.',
    ...changes.map((change) => `  ${plain(change)}`),
    'If you kill the program now it stays half done; `mbx undo` on this run then puts it back, `mbx resume` goes on with it.',
    '',
  ].join('\n');

/**
 * Stops the run at a signal: nothing more is begun, and what is under way is finished. A second one ends the program at once, but not
 * while a change of several calls is half made: then it says so.
 */
function stopAtSignals(
  tell: (text: string) => void,
  underWay: ReadonlySet<string>,
): { readonly signal: AbortSignal; readonly exit: () => Exit } {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // each wait and each read under way listens: more than ten are no leak
  let stopped: Exit = EXIT.interrupted;
  const end = (exit: Exit) => () => {
    if (!stop.signal.aborted) {
      stopped = exit;
      stop.abort(new Interruption(exit));
      return;
    }
    if (underWay.size === 0) process.exit(exit);
    tell(stillUnderWay([...underWay]));
  };
  process.on('SIGINT', end(EXIT.interrupted));
  process.on('SIGTERM', end(EXIT.terminated));
  process.on('SIGHUP', end(EXIT.hungUp)); // the terminal was closed, or the connection to it lost
  process.on('SIGXFSZ', () => undefined); // a file at its greatest size: whoever writes to it is told
  return { signal: stop.signal, exit: () => stopped };
}

async function contextFor(
  out: Output,
  err: Output,
  stop: AbortSignal,
  underWay: Set<string>,
): Promise<Context> {
  const ci = (env['CI'] ?? '') !== '';
  const line =
    stderr.isTTY && hasWidth(stderr) && !ci && env['TERM'] !== 'dumb'
      ? changingLine(stderr)
      : wholeLines(err.write);
  stop.addEventListener('abort', () => line.clear(), { once: true });
  return {
    env,
    cwd: process.cwd(),
    clock: systemClock,
    progress: line,
    random: Math.random,
    // Whatever is printed takes the place of the line that changes.
    out(text) {
      line.clear();
      out.write(text);
    },
    err(text) {
      line.clear();
      err.write(text);
    },
    outReach: out.reach,
    screen: await screenFor(stdout),
    errScreen: await screenFor(stderr),
    interactive: stdin.isTTY === true && stderr.isTTY === true && !ci,
    ask(question) {
      line.clear();
      return ask(question, stop);
    },
    stop,
    underWay,
  };
}

/** Runs the command line and gives its exit code; `version` comes from package.json. */
export async function main(version: string): Promise<Exit> {
  const [out, err] = [outputTo(stdout), outputTo(stderr)];
  const underWay = new Set<string>();
  const stop = stopAtSignals(err.write, underWay);
  const context = await contextFor(out, err, stop.signal, underWay);
  const { exit, does } = await runCommand(argv.slice(2), context, version, stop.exit);
  const reach = await out.settled();
  if (reach.is === 'failed') {
    const { exitUnwritten, failureText, unwritten } = await import('./commands/failure.ts');
    context.err(failureText(unwritten(reach.why, does), context.errScreen, false));
    await err.settled();
    return exitUnwritten(exit, does);
  }
  await err.settled();
  return exit;
}
