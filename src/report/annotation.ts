/** Lines that GitHub Actions shows as annotations of a run (workflow commands). */
import { plain } from './terminal.ts';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  /** Path in the repository. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** One line, with its end. Source: the runner takes these escapes back, in a property the colon and the comma too. */
export function annotation({ level, message, ...properties }: Annotation): string {
  const given = Object.entries(properties).map(
    ([name, value]) => `${name}=${inProperty(String(value))}`,
  );
  return `::${level}${given.length === 0 ? '' : ` ${given.join(',')}`}::${inMessage(message)}\n`;
}
const inMessage = (text: string): string => plain(text).replaceAll('%', '%25');
const inProperty = (text: string): string =>
  inMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
