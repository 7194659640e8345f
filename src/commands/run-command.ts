/** One command, from its arguments to its exit code; whatever goes wrong on the way is told. */
import { EXIT, type Exit } from '../model/exit.ts';
import type { Context, Does } from './context.ts';
import { asksForJson, program, usageErrorIn, usageExit } from './program.ts';

export interface Ran {
  readonly exit: Exit;
  readonly does: Does;
}

/**
 * `args`: without those of Node; `stopped`: the exit code that a signal asks for. With `-o json` an error is a document on stdout as well,
 * unless a result stands there already: there is never more than one.
 */
export async function runCommand(
  args: readonly string[],
  context: Context,
  version: string,
  stopped: () => Exit = () => EXIT.interrupted,
): Promise<Ran> {
  let exit: Exit = EXIT.ok;
  let does: Does = 'tells';
  let told = false;
  const out = (text: string): void => {
    told = true;
    context.out(text);
  };
  const asJson = asksForJson(args);
  try {
    const root = program({ ...context, out }, version, (code, what = 'tells') => {
      exit = code;
      does = what;
    });
    if (args.length === 0) root.outputHelp();
    else await root.parseAsync(args, { from: 'user' });
  } catch (error) {
    const usage = usageExit(error);
    if (usage === EXIT.ok) return { exit: usage, does };
    const { asMbxError, exitFor, failureText, usageError } = await import('./failure.ts');
    const wrong = usageErrorIn(error);
    const failure = wrong === undefined ? asMbxError(error) : usageError(wrong);
    exit = usage ?? exitFor(failure, { aborted: context.stop.aborted, exit: stopped() });
    // Wrong usage was told by whoever found it.
    if (usage === undefined)
      context.err(failureText(failure, context.errScreen, args.includes('--debug')));
    if (asJson && !told) {
      const { errorDocument } = await import('./error-document.ts');
      context.out(errorDocument(failure, exit));
    }
  }
  return { exit, does };
}
