/** Sends one call at a time: intent to the journal, the call, its outcome to the journal. Knows what was created. */
import type { Call, Outcome } from '../model/call.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import type { Ports } from './ports.ts';
import { located } from './verify.ts';

export class Sender {
  readonly #ports: Ports;
  readonly #bound = new Map<string, string>();
  #calls = 0;
  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** `of`: ids of the changes the call is for. */
  async send(call: Call, of: readonly string[]): Promise<Outcome> {
    const { writer, journal, clock } = this.#ports;
    this.#calls += 1;
    const n = this.#calls;
    await journal.write({ line: 'intent', at: clock.now(), n, of, call });
    const outcome = await writer.send(call);
    await journal.write({ line: 'outcome', at: clock.now(), n, outcome });
    if (outcome.result === 'done' && outcome.id !== undefined)
      await this.#bind(call.on.id, outcome.id);
    return outcome;
  }

  /** The real id of something that may have been created; the same reference where it is not, or not to be found. */
  async real(ref: Ref): Promise<Ref> {
    if (!isProvisional(ref.id)) return ref;
    if (!this.#bound.has(ref.id)) {
      const id = await located(ref.address, this.#ports.reader);
      if (id !== undefined) await this.#bind(ref.id, id);
    }
    return { ...ref, id: this.#bound.get(ref.id) ?? ref.id };
  }
  get bound(): ReadonlyMap<string, string> {
    return this.#bound;
  }

  async #bind(provisional: string, id: string): Promise<void> {
    if (!isProvisional(provisional) || this.#bound.has(provisional)) return;
    this.#bound.set(provisional, id);
    await this.#ports.journal.write({
      line: 'bound',
      at: this.#ports.clock.now(),
      provisional,
      id,
    });
  }
}
