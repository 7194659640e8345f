/** Counts what clients asked and the simulator does not know, so that no refusal goes unnoticed. */
import type { SimRequest } from '../world.ts';
import { redactUrl } from './redact.ts';

interface UnknownCall {
  readonly service: string;
  readonly method: string;
  readonly url: string;
  readonly why: string;
}

/** Most calls that are kept; all are counted. */
const KEPT = 1000;

export interface UnknownCalls {
  note(request: SimRequest, why: string): void;
  report(): { readonly count: number; readonly calls: readonly UnknownCall[] };
}

export function unknownCalls(): UnknownCalls {
  let count = 0;
  const calls: UnknownCall[] = [];
  return {
    note: ({ service, method, url }, why) => {
      count += 1;
      if (calls.length < KEPT) calls.push({ service, method, url: redactUrl(url), why });
    },
    report: () => ({ count, calls }),
  };
}
