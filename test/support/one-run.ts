/** One run, or the rounds of one, against a scripted tenant. */
import { type Ended, LIMITS, type Ports } from '../../src/apply/ports.ts';
import { type Applied, applyInRounds } from '../../src/apply/rounds.ts';
import { Run } from '../../src/apply/run.ts';
import { schedule } from '../../src/apply/schedule.ts';
import type { Line } from '../../src/model/journal.ts';
import { order } from '../../src/plan/order.ts';
import type { Plan, Planned } from '../../src/plan/plan.ts';
import { ServiceError } from '../../src/tenant/service.ts';
import { FakeClock } from './fake-clock.ts';
import { planOf } from './plans.ts';
import { ScriptedTenant } from './scripted-tenant.ts';

/** Longer than any run may take: whoever waits on is stopped by an error. Milliseconds. */
const ENDLESS_MS = 4 * 3600 * 1000;

const STOPPED = new ServiceError(
  { service: 'exchange', failure: 'aborted', status: 0, code: 'Aborted', what: 'Get' },
  'stopped',
);

export class OneRun {
  readonly stop = new AbortController();
  readonly lines: Line<Plan>[] = [];
  /** `+` and `-` before what became half done and what no longer is. */
  readonly halves: string[] = [];
  readonly tenant: ScriptedTenant;
  readonly clock: FakeClock;
  givenUp: Ports['givenUp'] = () => undefined;
  readonly #begun: number;
  /** `at` is told the milliseconds since the beginning, with each pause. */
  constructor(
    boxes: ConstructorParameters<typeof ScriptedTenant>[0],
    at: (ms: number) => void = () => undefined,
  ) {
    this.tenant = new ScriptedTenant(boxes);
    this.clock = new FakeClock(undefined, () => {
      const ms = this.clock.now() - this.#begun;
      if (ms > ENDLESS_MS) throw new Error('it never ends');
      at(ms);
    });
    this.#begun = this.clock.now();
  }
  get ports(): Ports {
    return {
      // As the real ones: a stop turns away what does not finish something.
      writer: {
        send: async (call, finishes) =>
          this.stop.signal.aborted && !finishes
            ? { result: 'unsent', message: 'stopped' }
            : this.tenant.writer.send(call, finishes),
      },
      reader: {
        fresh: (subjects, finishes) => {
          if (this.stop.signal.aborted && !finishes) throw STOPPED;
          return this.tenant.reader.fresh(subjects, finishes);
        },
        locate: this.tenant.reader.locate,
      },
      journal: {
        write: async (line) => {
          await Promise.resolve();
          this.lines.push(line);
        },
      },
      clock: this.clock,
      stop: this.stop.signal,
      tell: () => undefined,
      givenUp: () => this.givenUp(),
      warn: () => undefined,
      half: ({ id }, is) => this.halves.push(`${is ? '+' : '-'}${id}`),
    };
  }
  /** How each change ended, in the order given. */
  async ends(
    changes: readonly Planned[],
    doubted: readonly Planned[] = [],
  ): Promise<readonly (Ended | undefined)[]> {
    const run = new Run(this.ports, LIMITS, new Set(doubted.map(({ aim }) => aim)));
    await schedule(
      order(changes),
      1,
      (unit) => run.unit(unit),
      (unit) => run.hold(unit),
    );
    return changes.map(({ id }) => run.ends.get(id));
  }
  /** All rounds; `replan` gives what is planned after the creations, `more` what the fresh plan has beside its changes. */
  rounds(
    changes: readonly Planned[],
    replan: () => readonly Planned[],
    more: Partial<Plan> = {},
  ): Promise<Applied> {
    return applyInRounds(
      planOf(changes),
      async () => planOf(replan(), more),
      () => this.lines,
      this.ports,
      LIMITS,
    );
  }
  /** Cmdlets and the names of their mailboxes, as they were sent. */
  get sent(): readonly string[] {
    return this.tenant.log.flatMap((one) => (one.startsWith('send ') ? [one.slice(5)] : []));
  }
}
