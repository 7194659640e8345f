/** Where progress is shown on stderr: a line that changes on a terminal (ora), whole lines elsewhere. */
import type { ProgressLine } from './commands/context.ts';

type Spinner = ReturnType<typeof import('ora')['default']>;

/**
 * One line that changes. ora is loaded with the first text. It neither hides the cursor nor takes the keyboard, so that there is nothing
 * to give back when the program ends, however it ends.
 */
export function changingLine(stream: NodeJS.WriteStream): ProgressLine {
  let spinner: Spinner | undefined;
  let loading = false;
  let wanted: string | undefined;
  const load = async (): Promise<void> => {
    loading = true;
    const { default: ora } = await import('ora');
    spinner = ora({ stream, hideCursor: false, discardStdin: false, isEnabled: true });
    if (wanted !== undefined && hasWidth(stream)) spinner.start(wanted);
  };
  const clear = (): void => {
    wanted = undefined;
    if (spinner?.isSpinning === true) spinner.stop(); // else it would move the cursor of a question
  };
  // ora divides by the width: without one it would clear lines for ever.
  stream.on('resize', () => {
    if (!hasWidth(stream)) clear();
  });
  return {
    form: 'line',
    show(text) {
      if (!hasWidth(stream)) return;
      wanted = text.slice(0, Math.max(20, stream.columns - MARGIN));
      if (spinner === undefined) {
        if (!loading) void load();
      } else if (spinner.isSpinning) spinner.text = wanted;
      else spinner.start(wanted);
    },
    clear,
  };
}
/** Some pseudo terminals say that they have no columns. */
export const hasWidth = ({ columns }: { readonly columns?: number }): boolean =>
  columns !== undefined && columns > 0;
/** The spinner, a blank, and room so that the line never breaks. */
const MARGIN = 4;

export const wholeLines = (write: (text: string) => void): ProgressLine => ({
  form: 'log',
  show: (text) => write(`${text}\n`),
  clear: () => undefined,
});
