/** Sends one call at a time: intent to the journal, the call, its outcome to the journal. Knows what was created. */
import type { Call, ExchangeCall, Outcome } from '../model/call.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import { ServiceError } from '../tenant/service.ts';
import type { Found, Ports } from './ports.ts';

/** What is noted with a call. */
export interface About {
  /** Ids of the changes the call is for. */
  readonly of: readonly string[];
  /** Which call of a change it is that takes several, from 0. */
  readonly step?: number;
  /** It takes such a call back. */
  readonly back?: true;
  /** It belongs to what has begun. */
  readonly finishes: boolean;
  /** An earlier try is in doubt: what is "already in effect" may be this run's own work. */
  readonly doubtful: boolean;
}
export interface Sent {
  readonly outcome: Outcome;
  /** Its number in the journal. */
  readonly n: number;
}
interface Creation {
  readonly call: ExchangeCall;
  /** When it was sent first. */
  readonly since: number;
}

export class Sender {
  readonly #ports: Ports;
  readonly #bound = new Map<string, string>();
  readonly #creations = new Map<string, Creation>();
  #calls = 0;
  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async send(call: Call, { of, step, back, finishes, doubtful }: About): Promise<Sent> {
    const { writer, journal, clock } = this.#ports;
    this.#calls += 1;
    const n = this.#calls;
    const at = clock.now();
    if (creates(call) && !this.#creations.has(call.on.id))
      this.#creations.set(call.on.id, { call, since: at });
    await journal.write({
      line: 'intent',
      at,
      n,
      of,
      call,
      ...(step === undefined ? {} : { step }),
      ...(back === undefined ? {} : { back }),
    });
    const said = await writer.send(call, finishes);
    const outcome: Outcome =
      said.result === 'already' && doubtful ? { ...said, result: 'landed' } : said;
    await journal.write({ line: 'outcome', at: clock.now(), n, outcome });
    if (outcome.result === 'done' && outcome.warnings !== undefined)
      this.#ports.warn(call, outcome.warnings);
    if (outcome.result === 'done' && outcome.id !== undefined)
      await this.#bind(call.on.id, outcome.id);
    return { outcome, n };
  }

  /** The result of a call whose outcome was unknown: reading has shown that it took effect. */
  async landed(n: number): Promise<Outcome> {
    const outcome: Outcome = { result: 'landed' };
    const { journal, clock } = this.#ports;
    await journal.write({ line: 'outcome', at: clock.now(), n, outcome });
    return outcome;
  }

  /** What became of a creation. Throws ServiceError where the run must end. */
  async found({ id }: Ref, finishes: boolean): Promise<Found> {
    const known = this.#bound.get(id);
    if (known !== undefined) return { is: 'ours', id: known };
    const creation = this.#creations.get(id);
    if (creation === undefined) return { is: 'none' };
    const found = await this.#located(creation, finishes);
    if (found.is === 'ours') await this.#bind(id, found.id);
    return found;
  }
  /** The real id of something that may have been created; the same reference where it is not, or not to be found. */
  async real(ref: Ref, finishes: boolean): Promise<Ref> {
    if (!isProvisional(ref.id)) return ref;
    const found = await this.found(ref, finishes);
    return found.is === 'ours' ? { ...ref, id: found.id } : ref;
  }
  get bound(): ReadonlyMap<string, string> {
    return this.#bound;
  }

  async #located({ call, since }: Creation, finishes: boolean): Promise<Found> {
    try {
      return await this.#ports.reader.locate(call, since, finishes);
    } catch (error) {
      if (
        error instanceof ServiceError &&
        (error.failure === 'throttled' || error.failure === 'unavailable')
      )
        return { is: 'none' };
      throw error;
    }
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

/** Does the call make an object that has no id yet? */
export const creates = (call: Call): call is ExchangeCall =>
  call.service === 'exchange' && isProvisional(call.on.id);
