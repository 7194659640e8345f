import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../test/support/virtual-clock.ts';
import { backoffMs, createLimiter, type Limiter, type Report, type Ticket } from './pacing.ts';

const GOOD: Report = { answered: true, refusedForLoad: 0 };
const half = (): number => 0.5;

function limiterWith(
  more: {
    readonly inFlight?: number;
    readonly patienceMs?: number;
    readonly signal?: AbortSignal;
    readonly onInsisting?: (ms: number) => void;
  } = {},
): { readonly clock: VirtualClock; readonly limiter: Limiter } {
  const clock = new VirtualClock();
  const limiter = createLimiter({
    clock,
    random: half,
    inFlight: 4,
    patienceMs: 600_000,
    maxWaitMs: 900_000,
    ...more,
  });
  return { clock, limiter };
}

async function ticketOf(limiter: Limiter, cost = 1): Promise<Ticket> {
  const ticket = await limiter.admit(cost);
  if (ticket === undefined) throw new Error('given up');
  return ticket;
}

test('no more at a time than allowed, first come first served', async () => {
  const { clock, limiter } = limiterWith({ inFlight: 2 });
  let open = 0;
  let most = 0;
  const order: number[] = [];
  const call = async (index: number): Promise<void> => {
    const ticket = await ticketOf(limiter);
    order.push(index);
    open += 1;
    most = Math.max(most, open);
    await clock.sleep(10);
    open -= 1;
    limiter.release(ticket, GOOD);
  };
  await Promise.all([0, 1, 2, 3, 4, 5].map(call));
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
});

test('after a refusal all are silent for as long as asked, then one goes before the rest', async () => {
  const { clock, limiter } = limiterWith();
  const start = clock.now();
  const under = [await ticketOf(limiter), await ticketOf(limiter), await ticketOf(limiter)];
  const [a, b, c] = under;
  if (a === undefined || b === undefined || c === undefined) throw new Error();
  limiter.release(a, { answered: true, refusedForLoad: 1, retryAfterMs: 17_500 });
  // A good answer that was under way does not end the silence; a second refusal does not shorten it.
  limiter.release(b, GOOD);
  limiter.release(c, { answered: true, refusedForLoad: 1, retryAfterMs: 3000 });
  expect(limiter.silenceMs()).toBe(17_500);

  const admitted: { at: number; probe: boolean }[] = [];
  const call = async (): Promise<void> => {
    const ticket = await ticketOf(limiter);
    admitted.push({ at: clock.now() - start, probe: ticket.probe });
    await clock.sleep(1000);
    limiter.release(ticket, GOOD);
  };
  await Promise.all([call(), call(), call()]);
  expect(admitted).toEqual([
    { at: 17_500, probe: true },
    { at: 18_500, probe: false },
    { at: 18_500, probe: false },
  ]);
});

test('the one that goes first and gets no answer is followed by one more', async () => {
  const { limiter } = limiterWith();
  limiter.release(await ticketOf(limiter), { answered: true, refusedForLoad: 1, retryAfterMs: 10 });
  const first = await ticketOf(limiter);
  limiter.release(first, { answered: false, refusedForLoad: 0 });
  const second = await ticketOf(limiter);
  limiter.release(second, GOOD);
  const third = await ticketOf(limiter);
  expect([first.probe, second.probe, third.probe]).toEqual([true, true, false]);
});

test('where the service names no time, the wait doubles up to a minute, with full jitter', async () => {
  const { clock, limiter } = limiterWith({ patienceMs: 10_000_000 });
  const waits: number[] = [];
  for (let refusals = 0; refusals < 8; refusals += 1) {
    const before = clock.now();
    const ticket = await ticketOf(limiter);
    if (refusals > 0) waits.push(clock.now() - before);
    limiter.release(ticket, { answered: true, refusedForLoad: 1 });
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
  expect(backoffMs(0, () => 1)).toBe(1000);
  expect(backoffMs(1000, () => 1)).toBe(60_000);
  expect(backoffMs(5, () => 0)).toBe(0);
});

test('a wait of zero, asked for twice, is not obeyed', async () => {
  const { limiter } = limiterWith();
  limiter.release(await ticketOf(limiter), { answered: true, refusedForLoad: 1, retryAfterMs: 0 });
  expect(limiter.silenceMs()).toBe(0);
  limiter.release(await ticketOf(limiter), { answered: true, refusedForLoad: 1, retryAfterMs: 0 });
  expect(limiter.silenceMs()).toBe(1000);
});

test('a budget that is used up is waited for before the refusal', async () => {
  const { clock, limiter } = limiterWith();
  const start = clock.now();
  limiter.release(await ticketOf(limiter), { ...GOOD, usedUpForMs: 16_000 });
  const ticket = await ticketOf(limiter);
  expect(clock.now() - start).toBe(16_000);
  expect(ticket.probe).toBe(false);
});

/** A token bucket as the services have: `burst` at once, `perSecond` after that; says when the next one is there. */
async function againstBucket(
  burst: number,
  perSecond: number,
  calls: number,
  cost = 1,
): Promise<{ readonly seconds: number; readonly refusedAt: readonly number[] }> {
  const { clock, limiter } = limiterWith({ patienceMs: 10_000_000 });
  const start = clock.now();
  let tokens = burst;
  let filled = start;
  const refusedAt: number[] = [];
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      const wanted = Math.min(cost, left);
      left -= wanted;
      const ticket = await ticketOf(limiter, wanted);
      await clock.sleep(50);
      tokens = Math.min(burst, tokens + ((clock.now() - filled) / 1000) * perSecond);
      filled = clock.now();
      const granted = Math.min(wanted, Math.floor(tokens + 1e-9));
      tokens -= granted;
      const refused = wanted - granted;
      left += refused;
      if (refused > 0) refusedAt.push((clock.now() - start) / 1000);
      const retryAfterMs = Math.ceil((1 - tokens) / perSecond) * 1000;
      limiter.release(ticket, {
        answered: true,
        refusedForLoad: refused,
        ...(refused > 0 ? { retryAfterMs } : {}),
      });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return { seconds: (clock.now() - start) / 1000, refusedAt };
}

test.each([
  { burst: 10, perSecond: 5, calls: 500, cost: 1, share: 0.96, refusals: 12 },
  { burst: 50, perSecond: 20, calls: 2000, cost: 10, share: 0.95, refusals: 10 },
  { burst: 3, perSecond: 2, calls: 200, cost: 1, share: 0.96, refusals: 15 },
  { burst: 100, perSecond: 40, calls: 5000, cost: 10, share: 0.96, refusals: 10 },
  { burst: 20, perSecond: 10, calls: 1000, cost: 10, share: 0.96, refusals: 15 },
  // The silence asked for is longer than it takes to fill so small a bucket, so part of it is lost.
  { burst: 5, perSecond: 20, calls: 1000, cost: 1, share: 0.88, refusals: 8 },
  { burst: 1, perSecond: 2, calls: 200, cost: 1, share: 0.85, refusals: 25 },
])(
  'the rate is learnt: $calls calls, $perSecond a second, $burst at once',
  async ({ burst, perSecond, calls, cost, share, refusals }) => {
    const { seconds, refusedAt } = await againstBucket(burst, perSecond, calls, cost);
    const best = (calls - burst) / perSecond;
    expect(best / seconds).toBeGreaterThan(share);
    // Few refusals, and all of them while the rate was still being learnt.
    expect(refusedAt.length).toBeLessThanOrEqual(refusals);
    expect(Math.max(...refusedAt)).toBeLessThan(seconds / 3);
  },
);

test('a refusal after hardly any call teaches no rate', async () => {
  const { clock, limiter } = limiterWith();
  limiter.release(await ticketOf(limiter), {
    answered: true,
    refusedForLoad: 1,
    retryAfterMs: 60_000,
  });
  const before = clock.now();
  for (let calls = 0; calls < 50; calls += 1) limiter.release(await ticketOf(limiter), GOOD);
  expect(clock.now() - before).toBe(60_000);
});

test('too many at a time: fewer from then on, and no rate is learnt from it', async () => {
  const { clock, limiter } = limiterWith({ inFlight: 8 });
  let open = 0;
  let refused = 0;
  const call = async (): Promise<void> => {
    const ticket = await ticketOf(limiter);
    open += 1;
    const crowded = open > 3;
    refused += crowded ? 1 : 0;
    // A refusal comes at once.
    await clock.sleep(crowded ? 1 : 100);
    open -= 1;
    limiter.release(ticket, { answered: true, refusedForLoad: crowded ? 1 : 0, crowded });
  };
  await Promise.all(Array.from({ length: 60 }, call));
  expect(refused).toBe(5);
  const before = clock.now();
  await Promise.all(Array.from({ length: 60 }, call));
  expect(refused).toBe(5);
  expect(clock.now() - before).toBe(2000);
  // Later one more may try, and only one.
  await clock.sleep(300_000);
  await Promise.all(Array.from({ length: 60 }, call));
  expect(refused).toBe(6);
});

test('time without anything to send does not make the rate seem slow', async () => {
  const { clock, limiter } = limiterWith();
  const some = async (calls: number): Promise<number> => {
    const from = clock.now();
    for (let done = 0; done < calls; done += 1) {
      const ticket = await ticketOf(limiter);
      await clock.sleep(100);
      limiter.release(ticket, GOOD);
    }
    return clock.now() - from;
  };
  await some(50);
  await clock.sleep(3_600_000);
  await some(50);
  limiter.release(await ticketOf(limiter), {
    answered: true,
    refusedForLoad: 1,
    retryAfterMs: 1000,
  });
  // 100 calls in 10 s and a second of silence: about 9 a second, not one a minute.
  expect(await some(90)).toBeLessThan(13_000);
});

test('a service that refuses for longer than the patience is given up, waiting calls too; later it may be asked again', async () => {
  const { clock, limiter } = limiterWith({ inFlight: 1, patienceMs: 100_000 });
  const refused: Report = { answered: true, refusedForLoad: 1, retryAfterMs: 60_000 };
  limiter.release(await ticketOf(limiter), refused);
  limiter.release(await ticketOf(limiter), refused);
  const third = await ticketOf(limiter);
  const waiting = limiter.admit(1);
  limiter.release(third, refused);
  expect(await waiting).toBeUndefined();
  expect(await limiter.admit(1)).toBeUndefined();
  expect(limiter.troubleMs()).toBe(120_000);
  await clock.sleep(60_000);
  limiter.release(await ticketOf(limiter), GOOD);
  expect(limiter.troubleMs()).toBe(0);
  expect(await limiter.admit(1)).toBeDefined();
});

test('the signal ends waiting, in silence and in the queue', async () => {
  const stop = new AbortController();
  const { limiter } = limiterWith({ inFlight: 1, signal: stop.signal });
  const ticket = await ticketOf(limiter);
  const queued = limiter.admit(1);
  const reason = new Error('Ctrl-C');
  queueMicrotask(() => stop.abort(reason));
  await expect(queued).rejects.toBe(reason);
  limiter.release(ticket, GOOD);
  await expect(limiter.admit(1)).rejects.toBe(reason);

  const second = new AbortController();
  const other = limiterWith({ signal: second.signal });
  other.limiter.release(await ticketOf(other.limiter), {
    answered: true,
    refusedForLoad: 1,
    retryAfterMs: 800_000,
  });
  const silent = other.limiter.admit(1);
  second.abort(reason);
  await expect(silent).rejects.toBe(reason);
});

test('a stop turns away whoever would begin something; what finishes what has begun keeps its place', async () => {
  const stop = new AbortController();
  const { clock, limiter } = limiterWith({ inFlight: 1, signal: stop.signal });
  const under = await ticketOf(limiter);
  const told: string[] = [];
  const waits = (name: string, finishes: boolean): Promise<void> =>
    limiter.admit(1, finishes).then(
      (ticket) => {
        told.push(`${name} may go`);
        if (ticket !== undefined) limiter.release(ticket, GOOD);
      },
      () => {
        told.push(`${name} is turned away`);
      },
    );
  const all = [waits('a beginning', false), waits('a finish', true)];
  stop.abort();
  await clock.sleep(1);
  expect(told).toEqual(['a beginning is turned away']);
  all.push(waits('a late beginning', false), waits('a late finish', true));
  limiter.release(under, GOOD);
  await Promise.all(all);
  expect(told.toSorted()).toEqual([
    'a beginning is turned away',
    'a finish may go',
    'a late beginning is turned away',
    'a late finish may go',
  ]);
});

test('and it waits out a silence that the service asked for, also one during which the stop came', async () => {
  const stop = new AbortController();
  const { clock, limiter } = limiterWith({ signal: stop.signal });
  const start = clock.now();
  limiter.release(await ticketOf(limiter), {
    answered: true,
    refusedForLoad: 1,
    retryAfterMs: 20_000,
  });
  const beginning = limiter.admit(1).then(
    () => 'went',
    () => 'turned away',
  );
  const finish = limiter.admit(1, true).then(() => clock.now() - start);
  clock.sleep(5_000).then(
    () => stop.abort(),
    () => undefined,
  );
  expect(await beginning).toBe('turned away');
  expect(await finish).toBeGreaterThanOrEqual(20_000);
});

describe('in a silence that is too long to wait for', () => {
  const TOO_LONG: Report = { answered: true, refusedForLoad: 1, retryAfterMs: 9_999_000 };
  const insisting = async (more: { signal?: AbortSignal } = {}) => {
    const told: number[] = [];
    const { clock, limiter } = limiterWith({ ...more, onInsisting: (ms) => void told.push(ms) });
    const start = clock.now();
    limiter.release(await ticketOf(limiter), TOO_LONG);
    const finish = async (): Promise<Ticket & { readonly at: number }> => {
      const ticket = await limiter.admit(1, true);
      if (ticket === undefined) throw new Error('given up');
      return { ...ticket, at: clock.now() - start };
    };
    return { clock, limiter, told, finish };
  };

  test('what has begun goes after a pause, all of it at once; whoever would begin something is turned away at once', async () => {
    const { clock, limiter, told, finish } = await insisting();
    const both = [finish(), finish()];
    const before = clock.now();
    expect(await limiter.admit(1)).toBeUndefined();
    expect(clock.now()).toBe(before);
    expect(told).toEqual([10_000]);
    expect((await Promise.all(both)).map(({ at }) => at)).toEqual([10_000, 10_000]);
  });

  test('a further refusal is a further pause, an answer none', async () => {
    const { limiter, finish } = await insisting();
    limiter.release(await finish(), TOO_LONG);
    const again = await finish();
    limiter.release(again, GOOD);
    expect([again.at, (await finish()).at]).toEqual([20_000, 20_000]);
  });

  test('a stop does not end its wait', async () => {
    const stop = new AbortController();
    const { finish } = await insisting({ signal: stop.signal });
    const waiting = finish();
    stop.abort();
    expect((await waiting).at).toBe(10_000);
  });
});
