/** Names by which people mean a run. Pure. */

/** The youngest run on this machine, whatever became of it. */
export const LAST = 'last';

/** The runs that a name may mean, each once. An empty name means none: it is mostly a variable that was never set. */
export function fitting(name: string, runs: readonly string[]): readonly string[] {
  const sorted = [...new Set(runs)].sort();
  if (name === LAST) return sorted.slice(-1);
  if (sorted.includes(name)) return [name];
  return name === '' ? [] : sorted.filter((run) => run.startsWith(name));
}

/** No shorter than a whole second: a beginning that only says the year would soon fit several. */
const SHORTEST = '20260101T000000'.length;
/** Of each run the shortest beginning that fits no other one, to be typed. */
export function shortNames(runs: readonly string[]): ReadonlyMap<string, string> {
  const all = [...new Set(runs)];
  return new Map(
    all.map((run) => {
      let length = SHORTEST;
      while (
        length < run.length &&
        all.some((one) => one !== run && one.startsWith(run.slice(0, length)))
      )
        length += 1;
      return [run, run.slice(0, length)];
    }),
  );
}
