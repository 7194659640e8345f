/** What a command may use of the world. `cli.ts` makes the real one; tests hand in their own. */
import type { Clock } from '../model/clock.ts';
import type { Exit } from '../model/exit.ts';
import type { Screen } from '../report/terminal.ts';

export interface Context {
  /** Variables of the environment, read only here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder the command was started in. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** The result alone. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
  /** Whether what was given to `out` so far arrived. */
  readonly outReach: () => Reach;
  /** For text on stdout and on stderr. */
  readonly screen: Screen;
  readonly errScreen: Screen;
  /** Where it is shown how far the work is; absent: nowhere. */
  readonly progress?: ProgressLine;
  /** A person can be asked. */
  readonly interactive: boolean;
  /** Asks, and gives the line typed; undefined where the input ended. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Aborted by Ctrl-C or a request to end. */
  readonly stop: AbortSignal;
  /** What is being changed by several calls, of which not all are made: as long as there is any, nothing ends the program at once. */
  readonly underWay: Set<string>;
}

/** `line`: on a terminal, each text in the place of the one before; `log`: each on a line of its own. */
export interface ProgressLine {
  readonly form: 'line' | 'log';
  show(text: string): void;
  /** Takes the line away; the next text brings it back. */
  clear(): void;
}

/** Whether what is put out arrives: `gone` where the reader went away (a closed pipe), `failed` where it cannot be written (a full disk). */
export type Reach =
  | { readonly is: 'reached' | 'gone' }
  | { readonly is: 'failed'; readonly why: string };

/** Options that every command takes. */
export interface CommonOptions {
  readonly profile?: string;
  readonly tenant?: string;
  readonly state?: string;
  /** Longest silence that a service may ask for, in milliseconds. */
  readonly maxWait?: number;
  readonly input?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly debug?: boolean;
}

/** `tells`: what is printed is all that the command is for. `acts`: it does something, and telling of it is the smaller part. */
export type Does = 'tells' | 'acts';
/** Takes the exit code of the command that ran; `tells` where nothing is said of it. */
export type Done = (exit: Exit, does?: Does) => void;
