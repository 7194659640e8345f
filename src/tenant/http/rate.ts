/**
 * The rate that a service bears, learnt from its refusals. The service is taken for a bucket of unknown size that fills
 * at an unknown rate: a refusal says that it is empty, so what was admitted from one refusal to the next is what ran in.
 */

/** Paced a little below what was measured: the rest is for calls that others make for this application. */
const SHARE_OF_RATE = 0.98;
/** Below so many admitted calls a measured rate says nothing. */
const FEWEST_TO_MEASURE = 5;
/** One call in 20 s: a rate below that was not measured but imagined. */
const SLOWEST_PER_MS = 0.05 / 1000;
/** The guess from the first refusal may be too low: it grows with every so many calls until the next one. */
const GROWTH = 1.4;
const GROWTH_AFTER_CALLS = 10;
const GROWTH_AFTER_MS = 500;
/** So many calls beside what the bucket held are measure enough; fewer leave the answer half-way to the pace refused. */
const ENOUGH_TO_TRUST = 20;
const EASE = 0.9;
/** Sleeps end late; so much of the lateness may be caught up, where the bucket holds more than one call. */
const CATCH_UP_MS = 100;

export class Rate {
  /** Calls per millisecond; undefined until the first refusal that tells. */
  #perMs: number | undefined;
  /**
   * `growing`: perhaps too low. `steady`: kept as it is until the next refusal measures it, at a pace that did not change.
   * `settled`: measured.
   */
  #state: 'growing' | 'steady' | 'settled' = 'growing';
  #grown = false;
  /** Calls that the bucket holds: about what went through at once before the first refusal. */
  #burst: number | undefined;
  /** The time being measured: its beginning, the silence in it, the calls admitted in it. */
  #from: number | undefined;
  #silentMs = 0;
  #admitted = 0;
  /** Calls sent in it, and those of them that more were waiting behind, or that had to wait. */
  #sent = 0;
  #pressed = 0;
  #idleSince: number | undefined;
  #nextAt = Number.NEGATIVE_INFINITY;

  /** Nothing to send from now on: idle time must not make the rate seem low. */
  idleFrom(now: number): void {
    this.#idleSince = now;
  }

  idleUntil(now: number): void {
    if (this.#idleSince !== undefined && this.#from !== undefined) {
      this.#from += now - this.#idleSince;
    }
    this.#idleSince = undefined;
    this.#from ??= now;
  }

  admitted(calls: number): void {
    this.#admitted += calls;
  }

  /** Milliseconds until the next call may go. */
  waitMs(now: number): number {
    if (this.#perMs === undefined) return 0;
    return Math.max(0, Math.ceil(this.#nextAt - now));
  }

  /** `pressed`: there was more to send than the service, or this rate, let through. */
  sent(now: number, cost: number, pressed: boolean): void {
    this.#sent += cost;
    if (pressed) this.#pressed += cost;
    if (this.#perMs === undefined) return;
    const long = now - (this.#from ?? now) >= GROWTH_AFTER_MS;
    if (this.#state === 'growing' && long && this.#admitted >= GROWTH_AFTER_CALLS) {
      this.#perMs *= GROWTH;
      this.#grown = true;
      this.#begin(now, 0);
    }
    const spare = Math.max(0, (this.#burst ?? 1) - 1) / this.#perMs / 2;
    const early = Math.min(CATCH_UP_MS, spare);
    this.#nextAt = Math.max(this.#nextAt, now - early) + cost / this.#perMs;
  }

  /** A refusal, and the silence that follows it. Those of one moment count as one. */
  refused(now: number, silentMs: number): void {
    this.#burst ??= this.#admitted;
    if (this.#admitted < FEWEST_TO_MEASURE) {
      this.#silentMs += silentMs;
      // Refused again after hardly a call: whatever the rate is, it is less.
      if (this.#perMs !== undefined) this.#perMs = Math.max(SLOWEST_PER_MS, this.#perMs * EASE);
      if (this.#grown) this.#state = 'steady';
      this.#grown = false;
      return;
    }
    const known = this.#perMs;
    if (known === undefined) {
      // A full bucket went out at once; the silence asked for is about what it takes to fill it.
      const elapsed = now - (this.#from ?? now) + silentMs;
      if (elapsed > 0) this.#perMs = paced(this.#admitted / elapsed);
    } else if (this.#grown) this.#state = 'steady';
    else {
      const { perMs, calls } = this.#measured(now);
      const measured = Math.min(known, paced(perMs));
      const sure = calls >= ENOUGH_TO_TRUST;
      this.#perMs = sure ? measured : Math.sqrt(measured * known);
      // Where there was little to send, the refusal was none of our rate's doing.
      if (this.#pressed * 2 < this.#sent) this.#state = 'growing';
      else this.#state = sure ? 'settled' : 'steady';
    }
    this.#grown = false;
    this.#begin(now, silentMs);
  }

  /** Calls per millisecond between two refusals, and by how many calls. What ran in during silence is at most what the bucket holds. */
  #measured(now: number): { readonly perMs: number; readonly calls: number } {
    const elapsed = Math.max(1, now - (this.#from ?? now));
    const speaking = elapsed - this.#silentMs;
    const whole = this.#admitted / elapsed;
    const burst = this.#burst ?? 0;
    const calls = this.#admitted - burst;
    if (speaking <= 0 || whole * this.#silentMs <= burst || calls <= 0) {
      return { perMs: whole, calls: this.#admitted };
    }
    return { perMs: Math.max(whole, calls / speaking), calls };
  }

  #begin(now: number, silentMs: number): void {
    this.#from = now;
    this.#silentMs = silentMs;
    this.#admitted = 0;
    this.#sent = 0;
    this.#pressed = 0;
  }
}

const paced = (perMs: number): number => Math.max(SLOWEST_PER_MS, perMs * SHARE_OF_RATE);
