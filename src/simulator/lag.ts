/** Reads that lag behind writes: keeps old copies of changed objects as long as a reader may still be shown them. */
import type { Lag, LagGroup, Lagging, SimClock } from './world.ts';

/** Simulated milliseconds by which a group of properties lags: exactly so many, or each read anew up to so many. */
interface LagTime {
  readonly ms: number;
  readonly spread: 'exactly' | 'upTo';
}
export type LagTimes = Partial<Readonly<Record<LagGroup, LagTime>>>;

/** What an object looked like until a moment; null: it did not exist. */
interface Version {
  readonly until: number;
  readonly state: Lagging | null;
}

interface LagOptions {
  readonly clock: SimClock;
  readonly random: () => number;
  /** Asked at each use, since faults can be set while the simulator runs. */
  readonly times: () => LagTimes;
  /** Objects that change with this one: the owner's addresses follow the mailbox. */
  readonly alongWith: (object: Lagging) => readonly Lagging[];
}

/** Nothing is kept while no lag is set: a lag set later shows only changes made after it was set. */
export function makeLag({ clock, random, times, alongWith }: LagOptions): Lag {
  const histories = new WeakMap<Lagging, Version[]>();

  const keep = (object: Lagging, state: () => Lagging | null) => {
    const longest = Math.max(0, ...Object.values(times()).map(({ ms }) => ms));
    if (longest === 0) return;
    const now = clock.now();
    const versions = (histories.get(object) ?? []).filter(({ until }) => until > now - longest);
    versions.push({ until: now, state: state() });
    histories.set(object, versions);
  };

  return {
    changing: (object) => {
      for (const one of [object, ...alongWith(object)]) keep(one, () => structuredClone(one));
    },
    created: (object) => keep(object, () => null),
    seen: <T extends Lagging>(group: LagGroup, object: T): T | undefined => {
      const time = times()[group];
      const versions = histories.get(object);
      if (!time || time.ms === 0 || !versions) return object;
      const behind = time.spread === 'exactly' ? time.ms : random() * time.ms;
      const moment = clock.now() - behind;
      const version = versions.find(({ until }) => until > moment);
      if (!version) return object;
      return version.state === null ? undefined : asItWas(object, version.state);
    },
  };
}

/** The object with every property as it was; those it did not have yet are left out. */
function asItWas<T extends Lagging>(object: T, state: Lagging): T {
  const copy = { ...object, ...state };
  for (const key of Object.keys(copy)) {
    if (!(key in state)) Reflect.deleteProperty(copy, key);
  }
  return copy;
}
