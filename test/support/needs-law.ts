/** Nothing is sent whose need was not read to hold, as a journal tells it. */
import { expect } from 'vitest';
import { NEEDS } from '../../src/kinds/order.ts';
import type { Line } from '../../src/model/journal.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { changesIn } from './journals.ts';

/** "Just now", in milliseconds: what waits for its turn after the look is a breath, not a pause. */
const JUST_NOW = 1_000;

/** How many calls were sent that needed something. Throws where one was sent without. */
export function needsWereRead(lines: readonly Line<Plan>[]): number {
  const changes = changesIn(lines);
  /** Looks in a row that held, by change and need, since the last call for that change. */
  const held = new Map<string, { times: number; at: number }>();
  let sent = 0;
  for (const line of lines) {
    if (line.line === 'need') {
      const key = `${line.of.join()} ${line.need}`;
      const times = line.found === 'holds' ? (held.get(key)?.times ?? 0) + 1 : 0;
      held.set(key, { times, at: line.at });
    }
    // From its second call on a change is finished or put back, whatever comes.
    if (line.line !== 'intent' || line.back === true || (line.step ?? 0) > 0) continue;
    for (const id of line.of)
      for (const { name, before, times } of NEEDS) {
        const change = changes.get(id);
        if (change === undefined || !before(change)) continue;
        const read = held.get(`${id} ${name}`) ?? { times: 0, at: Number.NEGATIVE_INFINITY };
        const told = `before call ${line.n} of ${id}, which needs "${name}"`;
        expect(read.times, `looks in a row that held, ${told}`).toBeGreaterThanOrEqual(times);
        expect(line.at - read.at, `milliseconds since the look, ${told}`).toBeLessThan(JUST_NOW);
        held.delete(`${id} ${name}`);
        sent += 1;
      }
  }
  return sent;
}
