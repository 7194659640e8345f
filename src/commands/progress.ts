/** Shows how far a command is while it works: on a terminal one line that changes, elsewhere a line every half minute. */
import { Progress } from '../report/progress.ts';
import { plain } from '../report/terminal.ts';
import type { Told } from '../run/told.ts';
import type { Services } from '../tenant/service.ts';
import { type Watch, watched } from '../tenant/watched.ts';
import type { CommonOptions, Context } from './context.ts';

/** How often it is told, in milliseconds. */
const EVERY_MS = { line: 250, log: 30_000 } as const;

export interface Shown {
  /** Where a service asks to wait. */
  readonly waits: (why: string) => void;
  /** What a run tells of its changes. */
  readonly heard: (told: Told) => void;
  /** The same services, watched; closing them ends the showing. */
  readonly over: (services: Services) => Services;
}

/** Nothing with --quiet, and where nobody said how to show it. */
export function showProgress({ quiet }: CommonOptions, context: Context): Shown {
  const { clock, progress: line } = context;
  if (quiet === true || line === undefined)
    return { waits: () => undefined, heard: () => undefined, over: (services) => services };
  const progress = new Progress(() => clock.now());
  const over = new AbortController();
  const tick = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        await clock.sleep(EVERY_MS[line.form], over.signal);
      } catch (error) {
        if (!over.signal.aborted) throw error;
      }
      if (over.signal.aborted || context.stop.aborted || !progress.busy) line.clear();
      else line.show(plain(progress.text()));
    }
  };
  return {
    waits: (why) => progress.waits(why),
    heard(told) {
      if (told.is === 'begins') progress.begins(told.changes);
      if (told.is === 'ended') progress.changeEnded();
      if (told.is === 'finished') progress.finished();
    },
    over(services) {
      const ticking = tick();
      return {
        ...watched(services, progress satisfies Watch),
        async close() {
          over.abort();
          await ticking;
          await services.close();
        },
      };
    },
  };
}
