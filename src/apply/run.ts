/** One run over units: sends, settles what is in doubt by reading, reads back, and writes down how each change ended. */
import { type Action, callsOf, inverseOf, partsOf } from '../kinds/index.ts';
import type { Call, Outcome } from '../model/call.ts';
import type { End } from '../model/journal.ts';
import { type Bundle, coalesce } from '../plan/coalesce.ts';
import type { Unit } from '../plan/order.ts';
import type { Planned } from '../plan/plan.ts';
import { ServiceError } from '../tenant/service.ts';
import type { Ended, Limits, Ports } from './ports.ts';
import { rebound } from './rebound.ts';
import { Sender } from './sender.ts';
import { type Looked, look } from './verify.ts';

export class Run {
  readonly ends = new Map<string, Ended>();
  readonly #ports: Ports;
  readonly #limits: Limits;
  readonly #sender: Sender;
  /** As they were planned: what is made in parts is told as a whole. */
  readonly #planned = new Map<string, Planned>();
  #stopped: string | undefined;
  constructor(ports: Ports, limits: Limits) {
    this.#ports = ports;
    this.#limits = limits;
    this.#sender = new Sender(ports);
  }
  get bound(): ReadonlyMap<string, string> {
    return this.#sender.bound;
  }
  /** Why the run begins nothing more; undefined: it goes on. */
  get stopped(): string | undefined {
    return this.#ports.stop.aborted ? 'the run was interrupted' : this.#stopped;
  }

  async hold({ changes }: Unit): Promise<boolean> {
    for (const change of changes)
      await this.#end(change, 'held', 'what it waits for did not succeed');
    return false;
  }

  /** True where every change was read back to be so. */
  async unit({ changes }: Unit): Promise<boolean> {
    for (const change of changes) this.#planned.set(change.id, change);
    const whole = changes.filter(({ action }) => partsOf(action).length === 1);
    await this.#make(whole, whole);
    for (const change of changes) {
      if (whole.includes(change)) continue;
      // It takes away before it gives: where others were not given theirs, that could leave nobody.
      if (changes.some(({ id }) => this.ends.has(id) && this.ends.get(id)?.end !== 'verified'))
        await this.#end(change, 'held', 'what it waits for did not succeed');
      else await this.#makeParts(change);
    }
    return changes.every(({ id }) => this.ends.get(id)?.end === 'verified');
  }

  /**
   * One part after the other, each read back before the next: two people at once would leave nobody. A part that the service took
   * and does not show yet stops nothing: what it took away would stay away.
   */
  async #makeParts(change: Planned): Promise<void> {
    const parts = partsOf(change.action);
    for (const [index, action] of parts.entries()) {
      const last = index === parts.length - 1;
      await this.#make([{ ...change, action }], last ? [change] : [], index > 0);
      const end = this.ends.get(change.id)?.end;
      if (end !== undefined && index > 0 && FAILED.has(end))
        await this.#restore(change, parts.slice(0, index));
      if (end !== undefined) return;
    }
  }

  /** Takes back the parts that were made before one failed; where that is not seen to have worked, more happened than a failure. */
  async #restore(change: Planned, made: readonly Action[]): Promise<void> {
    for (const action of made.toReversed()) {
      const back = { ...change, action: inverseOf(action) };
      for (const call of callsOf(back.action))
        await this.#settle(call, { calls: [call], changes: [] }, true);
      const looked = await this.#look([back]);
      if (looked.get(back.id) !== 'so')
        await this.#end(change, 'contradicted', 'it was half done, and could not be put back');
    }
  }

  /** Sends all, then reads back those that were not refused. `ending`: what has no further part, and is told how it ended. */
  async #make(
    changes: readonly Planned[],
    ending: readonly Planned[],
    begun = false,
  ): Promise<void> {
    for (const bundle of coalesce(changes)) await this.#carry(bundle, begun);
    const open = changes.filter(({ id }) => !this.ends.has(id));
    const looked = await this.#readBack(open);
    for (const change of open) {
      const whole = ending.find(({ id }) => id === change.id);
      const seen = await this.#unlessAsBefore(looked.get(change.id) ?? 'unread', change, whole);
      if (whole === undefined && seen !== 'otherwise') continue;
      if (seen === 'so') await this.#end(change, 'verified');
      else await this.#end(change, SEEN[seen].end, SEEN[seen].why);
    }
  }

  /** What is neither before nor after the last part may be as it was before the first. */
  async #unlessAsBefore(seen: Looked, part: Planned, whole: Planned | undefined): Promise<Looked> {
    if (seen !== 'otherwise' || whole === undefined || whole === part) return seen;
    return (await this.#look([whole])).get(whole.id) ?? 'unread';
  }

  async #carry(bundle: Bundle, begun = false): Promise<void> {
    for (const [index, call] of bundle.calls.entries()) {
      const outcome = await this.#settle(call, bundle, begun || index > 0);
      if (outcome.result === 'done' || outcome.result === 'already') continue;
      await this.#giveBack(bundle, index);
      const [only, second] = bundle.changes;
      if (outcome.result === 'refused' && second !== undefined && only !== undefined) {
        for (const change of bundle.changes)
          for (const alone of coalesce([change])) await this.#carry(alone); // one bad value does not take the rest with it
        return;
      }
      for (const change of bundle.changes) await this.#fail(change, outcome);
      return;
    }
  }

  /** What a sequence had already taken away when it failed: given back by the last calls of the inverse. */
  async #giveBack({ calls, changes }: Bundle, failedAt: number): Promise<void> {
    if (failedAt === 0) return;
    for (const change of changes) {
      const back = callsOf(inverseOf(change.action)).slice(calls.length - failedAt);
      for (const call of back) await this.#settle(call, { calls: back, changes: [] }, true);
    }
  }

  /**
   * Until the call is through or the time is up. A write that may have happened is settled by reading before it is sent again; one
   * that creates is never sent twice without a look. What has `begun` is sent once even when the run ends: half of it is worse than
   * none.
   */
  async #settle(call: Call, { changes }: Bundle, begun: boolean): Promise<Outcome> {
    const { clock } = this.#ports;
    const deadline = clock.now() + this.#limits.writeMs;
    const of = changes.map(({ id }) => id);
    let doubtful = false;
    for (let tries = 0; ; tries += 1) {
      if (this.stopped !== undefined && (tries > 0 || !begun))
        return { result: doubtful ? 'unknown' : 'unsent', message: this.stopped };
      const outcome = await this.#sender.send(call, of);
      if (outcome.result === 'done' || outcome.result === 'already') return outcome;
      doubtful ||= outcome.result === 'unknown' || (outcome.result === 'unsent' && creates(call));
      if (outcome.result === 'refused' && !mayPass(outcome, begun, doubtful)) {
        if (outcome.why === 'signedOut') this.#stopped = outcome.message;
        return doubtful && changes.length === 1
          ? this.#afterDoubt(changes, deadline, outcome)
          : outcome;
      }
      const seen = doubtful
        ? await this.#lookUntilRead(changes, deadline)
        : new Map<string, Looked>();
      if (changes.length > 0 && changes.every(({ id }) => seen.get(id) === 'so'))
        return { result: 'already' };
      if (clock.now() >= deadline) {
        if (outcome.result !== 'refused')
          this.#stopped = `the service does not take writes (${outcome.message})`;
        return doubtful && outcome.result === 'unsent'
          ? { result: 'unknown', message: outcome.message }
          : outcome;
      }
      await this.#pause(tries);
    }
  }

  /** Refused now, but an earlier try may have got through: that must not be called "nothing happened". */
  async #afterDoubt(
    changes: readonly Planned[],
    deadline: number,
    { message }: Outcome & { readonly result: 'refused' },
  ): Promise<Outcome> {
    const seen = await this.#lookUntilRead(changes, deadline);
    if (changes.every(({ id }) => seen.get(id) === 'so')) return { result: 'already' };
    return { result: 'unknown', message };
  }

  async #readBack(changes: readonly Planned[]): Promise<ReadonlyMap<string, Looked>> {
    if (changes.length === 0) return new Map();
    const deadline = this.#ports.clock.now() + this.#limits.verifyMs;
    const agreed = new Map<string, number>();
    for (let tries = 0; ; tries += 1) {
      const looked = await this.#look(changes);
      for (const { id } of changes)
        agreed.set(id, looked.get(id) === 'so' ? (agreed.get(id) ?? 0) + 1 : 0);
      if (changes.every((change) => (agreed.get(change.id) ?? 0) >= looksNeeded(change)))
        return looked;
      if (this.#ports.clock.now() >= deadline || this.stopped !== undefined)
        return unlessAgreed(changes, looked, agreed);
      await this.#pause(tries);
    }
  }

  async #lookUntilRead(
    changes: readonly Planned[],
    deadline: number,
  ): Promise<ReadonlyMap<string, Looked>> {
    for (let tries = 0; ; tries += 1) {
      const looked = await this.#look(changes);
      const read = changes.every(({ id }) => looked.get(id) !== 'unread');
      if (read || this.#ports.clock.now() >= deadline || this.stopped !== undefined) return looked;
      await this.#pause(tries);
    }
  }

  async #look(changes: readonly Planned[]): Promise<ReadonlyMap<string, Looked>> {
    if (changes.length === 0) return new Map();
    try {
      for (const { action } of changes)
        await this.#sender.real(
          action.op === 'remove' ? action.before.subject : action.after.subject,
        );
      const real = rebound(changes, this.#sender.bound);
      const looked = await look(real, this.#ports.reader);
      return new Map(
        changes.map(({ id }, index) => [id, looked.get(real[index]?.id ?? id) ?? 'unread']),
      );
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.failure === 'signedOut') this.#stopped = error.message;
      return new Map(changes.map(({ id }) => [id, 'unread']));
    }
  }

  async #pause(tries: number): Promise<void> {
    const { clock, stop } = this.#ports;
    const { pollMs, maxPollMs } = this.#limits;
    try {
      await clock.sleep(Math.min(maxPollMs, pollMs * 2 ** Math.min(tries, 10)), stop);
    } catch (error) {
      if (!stop.aborted) throw error; // an interruption ends the pause, and the loop sees it
    }
  }

  async #fail(change: Planned, outcome: Outcome): Promise<void> {
    const why = 'message' in outcome ? outcome.message : undefined;
    if (outcome.result === 'refused')
      return this.#end(change, 'refused', why, outcome.why === 'denied');
    return this.#end(change, outcome.result === 'unsent' ? 'held' : 'unmade', why);
  }
  async #end(change: Planned, end: End, why?: string, denied = false): Promise<void> {
    const ended: Ended = {
      end,
      ...(why === undefined ? {} : { why }),
      ...(denied ? { denied } : {}),
    };
    this.ends.set(change.id, ended);
    const { journal, clock, tell } = this.#ports;
    await journal.write({
      line: 'end',
      at: clock.now(),
      change: change.id,
      end,
      ...(why === undefined ? {} : { why }),
    });
    tell(this.#planned.get(change.id) ?? change, ended);
  }
}

/** Ends that say that nothing of the change is so; what comes after the first part must not leave that one standing. */
const FAILED: ReadonlySet<End> = new Set(['refused', 'held', 'unmade']);

/** How a change ends that was sent and is not seen to be so. */
const SEEN = {
  'as before': {
    end: 'pending',
    why: 'the service accepted it, but reading back still shows the old value',
  },
  otherwise: {
    end: 'contradicted',
    why: 'reading back shows neither the old value nor the new one',
  },
  unread: { end: 'pending', why: 'it could not be read back' },
} as const satisfies Record<Exclude<Looked, 'so'>, Ended>;

/** A right that is gone must be seen to be gone twice: one look may have met a copy that is behind. */
const looksNeeded = ({ effect }: Planned): number =>
  effect === 'narrows' || effect === 'both' ? 2 : 1;
const unlessAgreed = (
  changes: readonly Planned[],
  looked: ReadonlyMap<string, Looked>,
  agreed: ReadonlyMap<string, number>,
): ReadonlyMap<string, Looked> =>
  new Map(
    changes.map((change) => {
      const seen = looked.get(change.id) ?? 'unread';
      return [
        change.id,
        seen === 'so' && (agreed.get(change.id) ?? 0) < looksNeeded(change) ? 'unread' : seen,
      ];
    }),
  );

const creates = (call: Call): boolean =>
  call.service === 'exchange' && call.on.id.startsWith('new:');

/** Refusals that pass by themselves: an address still on its way, or held by the very object whose creation is in doubt. */
const mayPass = (
  { why }: Outcome & { readonly result: 'refused' },
  begun: boolean,
  doubtful: boolean,
): boolean => why === 'conflict' && (begun || doubtful);
