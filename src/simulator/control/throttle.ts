/** A token bucket and a gate on concurrency for one service, as the fault plan sets them. */
import { serviceError, text } from '../answers.ts';
import type { ServiceName, SimResponse } from '../world.ts';
import type { Throttle } from './fault-plan.ts';

/** Seen from the front door of Exchange in place of JSON. Source: published answers. */
const CONCURRENCY =
  'You have reached the maximum number of concurrent requests per tenant. Please wait and try again';

export type RetryAfterForm = 'seconds' | 'decimal' | 'absent';

export interface Bucket {
  /** Takes a token at this simulated time (ms); or the refusal. */
  take(now: number, form: RetryAfterForm): SimResponse | undefined;
}

export function makeBucket(service: ServiceName, plan: Throttle, now: number): Bucket {
  let tokens = plan.burst;
  let filled = now;
  return {
    take: (at, settingsForm) => {
      // A clock set back must not take tokens away.
      tokens = Math.min(plan.burst, tokens + (Math.max(0, at - filled) / 1000) * plan.rate);
      filled = at;
      if (tokens >= 1) {
        tokens -= 1;
        return undefined;
      }
      if (plan.chargeRefused) tokens -= 1;
      const wait = plan.retryAfter ?? (plan.rate === 0 ? 60 : (1 - tokens) / plan.rate);
      const headers = retryAfter(wait, plan.form ?? settingsForm);
      const refusal =
        plan.body === 'plain'
          ? text(429, CONCURRENCY)
          : serviceError(service, 429, 'Too many requests. Please retry later.');
      return { ...refusal, headers: { ...refusal.headers, ...headers } };
    },
  };
}

/** Refusal of a request above the number allowed in flight. It has no Retry-After. */
export function concurrencyRefusal(): SimResponse {
  return text(429, CONCURRENCY);
}

/** Never less than what was asked for: a client that waits exactly so long gets through. */
export function retryAfter(seconds: number, form: RetryAfterForm): Record<string, string> {
  if (form === 'absent') return {};
  if (form === 'decimal') return { 'retry-after': (Math.ceil(seconds * 1000) / 1000).toFixed(3) };
  return { 'retry-after': String(Math.ceil(seconds)) };
}
