/** How far the work is, as one line: what is read or changed, how many, how fast, how long still, and what it waits for. */
import { durationText } from '../model/duration.ts';
import type { Task, Watch } from '../tenant/watched.ts';

interface Running {
  readonly what: string;
  readonly total: number | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
  done: number;
}

/** Milliseconds of work on which a rate can rest. */
const ENOUGH_MS = 1000;

export class Progress implements Watch {
  readonly #now: () => number;
  readonly #reads = new Set<Running>();
  #writing = 0;
  #waits: string | undefined;
  #changes: Running | undefined;
  /** Something was read or written by now. */
  #begun = false;

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  reads(what: string, total: number | undefined): Task {
    const one: Running = { what, total, since: this.#now(), done: 0 };
    this.#reads.add(one);
    this.#begun = true;
    return {
      advanced: (by) => {
        one.done += by;
        this.#waits = undefined; // something came: the wait is over
      },
      ended: () => {
        this.#reads.delete(one);
        this.#waits = undefined;
      },
    };
  }
  writes(): Task {
    this.#writing += 1;
    this.#begun = true;
    return {
      advanced: () => undefined,
      ended: () => {
        this.#writing -= 1;
        this.#waits = undefined;
      },
    };
  }

  /** What a service asks to wait for, in its words. */
  waits(why: string): void {
    this.#waits = why;
  }
  /** So many changes are to be carried out from now on. */
  begins(changes: number): void {
    this.#changes = { what: 'changes', total: changes, since: this.#now(), done: 0 };
  }
  changeEnded(): void {
    if (this.#changes !== undefined) this.#changes.done += 1;
  }
  finished(): void {
    this.#changes = undefined;
  }
  /** Something is under way, or a run is not at its end. Whoever is shown this signs in first of all. */
  get busy(): boolean {
    return !this.#begun || this.#reads.size > 0 || this.#writing > 0 || this.#changes !== undefined;
  }

  text(): string {
    const now = this.#now();
    const doing =
      this.#changes === undefined
        ? this.#begun
          ? readingText(longest([...this.#reads], now), now)
          : 'Signing in'
        : changesText(this.#changes, this.#reads.size, this.#writing, now);
    return this.#waits === undefined ? doing : `${doing}; waiting: ${this.#waits}`;
  }
}

/** The one that takes longest from now on; one whose end is not known only where there is no other. */
function longest(reads: readonly Running[], now: number): Running | undefined {
  const left = (one: Running): number => leftMs(one, now) ?? -1;
  return reads.toSorted((a, b) => left(b) - left(a) || (b.total ?? 0) - (a.total ?? 0))[0];
}

function readingText(one: Running | undefined, now: number): string {
  if (one === undefined) return 'Reading the tenant';
  const { what, total, done } = one;
  const counted =
    total === undefined ? `${grouped(done)} rows` : `${grouped(done)} of ${grouped(total)}`;
  return [`Reading ${what}: ${counted}`, ...paceOf(one, now)].join(', ');
}
function changesText(all: Running, reads: number, writing: number, now: number): string {
  const what =
    writing > 0
      ? 'writing'
      : reads > 0
        ? 'reading back'
        : 'waiting until the service shows what was written';
  return [
    `${grouped(all.done)} of ${grouped(all.total ?? 0)} changes`,
    ...paceOf(all, now),
    what,
  ].join(', ');
}

function paceOf(one: Running, now: number): readonly string[] {
  const ms = now - one.since;
  // Before anything has come the time itself shows that it goes on.
  if (one.done === 0) return ms < ENOUGH_MS / 2 ? [] : [`${(ms / 1000).toFixed(1)} s so far`];
  if (ms < ENOUGH_MS) return [];
  const perSecond = (one.done / ms) * 1000;
  const left = leftMs(one, now);
  return [
    `${perSecond < 10 ? perSecond.toFixed(1) : grouped(Math.round(perSecond))}/s`,
    ...(left === undefined ? [] : [`about ${leftText(left)} left`]),
  ];
}
/** What follows the longest reading takes about so much of it: who holds the rights is looked up when they have been read. */
const REST = 0.02;
/** At the pace so far; undefined: there is no end in sight, or no pace yet. */
function leftMs({ total, done, since }: Running, now: number): number | undefined {
  const ms = now - since;
  if (total === undefined || done === 0 || ms < ENOUGH_MS) return undefined;
  return (Math.max(0, total - done) / done) * ms + REST * ms;
}

/** Fine enough that it moves: `45 s`, `1 min 20 s`, `12 min`. */
function leftText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds >= 600) return durationText(ms);
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** 10,000 */
const grouped = (n: number): string => String(n).replaceAll(/\B(?=(\d{3})+$)/g, ',');
