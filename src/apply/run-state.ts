/** What the parts of one run share: how each change ended, and whether anything more is begun. */
import type { End } from '../model/journal.ts';
import type { Planned } from '../plan/plan.ts';
import type { Ended, Limits, Ports, Stop } from './ports.ts';
import { Sender } from './sender.ts';

export class RunState {
  readonly ends = new Map<string, Ended>();
  readonly ports: Ports;
  readonly limits: Limits;
  readonly sender: Sender;
  /** Aims of which an earlier run left a try in doubt: what is "already in effect" may be the work of that one. */
  readonly doubted: ReadonlySet<string>;
  /** As they were planned: what is made in parts is told as a whole. */
  readonly #planned = new Map<string, Planned>();
  #halted: Stop | undefined;
  constructor(ports: Ports, limits: Limits, doubted: ReadonlySet<string>) {
    this.ports = ports;
    this.limits = limits;
    this.doubted = doubted;
    this.sender = new Sender(ports);
  }

  /** Why the run begins nothing more; undefined: it goes on. */
  get stopped(): Stop | undefined {
    if (this.ports.stop.aborted) return INTERRUPTED;
    const wall = this.ports.givenUp();
    return this.#halted ?? (wall && { why: 'unavailable', text: wall.text });
  }
  halt(stop: Stop): void {
    this.#halted ??= stop;
  }

  takeUp(changes: readonly Planned[]): void {
    for (const change of changes) this.#planned.set(change.id, change);
  }
  /** As it was planned. */
  whole(change: Planned): Planned {
    return this.#planned.get(change.id) ?? change;
  }
  isOpen({ id }: Planned): boolean {
    return !this.ends.has(id);
  }
  isInEffect({ id }: Planned): boolean {
    const end = this.ends.get(id)?.end;
    return end === 'verified' || end === 'already';
  }

  /** Longer each time, and never longer than `atMost` milliseconds. What has begun waits on when the run is stopped. */
  async pause(tries: number, finishes: boolean, atMost = Number.POSITIVE_INFINITY): Promise<void> {
    const { clock, stop } = this.ports;
    const { pollMs, maxPollMs } = this.limits;
    const ms = Math.min(maxPollMs, pollMs * 2 ** Math.min(tries, 10), atMost);
    try {
      await (finishes && stop.aborted ? clock.sleep(ms) : clock.sleep(ms, stop));
    } catch (error) {
      if (!stop.aborted) throw error; // an interruption ends the pause, and the loop sees it
    }
  }

  async end(change: Planned, end: End, more: Omit<Ended, 'end'> = {}): Promise<void> {
    const ended: Ended = { end, ...more };
    this.ends.set(change.id, ended);
    const { journal, clock, tell } = this.ports;
    const { why } = more;
    await journal.write({
      line: 'end',
      at: clock.now(),
      change: change.id,
      end,
      ...(why === undefined ? {} : { why }),
    });
    tell(this.whole(change), ended);
  }
}
const INTERRUPTED: Stop = { why: 'interrupted', text: 'the run was interrupted' };

/** What to say where the service takes the token no more. */
export const signedOut = (message: string): Stop => ({
  why: 'signedOut',
  text: `no longer signed in (${message})`,
});
