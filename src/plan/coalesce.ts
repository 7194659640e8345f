/** Changes -> as few calls as do the same. A bundle remembers which changes it is for. */
import { callsOf } from '../kinds/index.ts';
import { type Call, isEdit, type Value } from '../model/call.ts';
import { CMDLET } from '../wire/exchange.ts';
import type { Planned } from './plan.ts';

/** Calls that leave in this order, back to back, and the changes they make together. */
export interface Bundle {
  readonly calls: readonly Call[];
  readonly changes: readonly Planned[];
}

/** Cmdlets whose parameters are independent of one another. */
const MERGES: ReadonlySet<string> = new Set([CMDLET.setMailbox]);

export function coalesce(changes: readonly Planned[]): readonly Bundle[] {
  const bundles: Bundle[] = [];
  for (const change of changes) {
    const calls = callsOf(change.action);
    if (calls.length === 0) continue;
    const at = bundles.findIndex((bundle) => mergedCalls(bundle.calls, calls) !== undefined);
    const bundle = bundles[at];
    const merged = bundle && mergedCalls(bundle.calls, calls);
    if (bundle === undefined || merged === undefined) bundles.push({ calls, changes: [change] });
    else bundles[at] = { calls: merged, changes: [...bundle.changes, change] };
  }
  return bundles;
}

/** Sequences are merged call by call, or not at all: a move must stay back to back. */
function mergedCalls(a: readonly Call[], b: readonly Call[]): readonly Call[] | undefined {
  if (a.length !== b.length) return undefined;
  const merged = a.flatMap((call, index) => {
    const other = b[index];
    const both = other && mergedCall(call, other);
    return both === undefined ? [] : [both];
  });
  return merged.length === a.length ? merged : undefined;
}

function mergedCall(a: Call, b: Call): Call | undefined {
  if (a.service !== 'exchange' || b.service !== 'exchange') return undefined;
  if (a.cmdlet !== b.cmdlet || a.on.id !== b.on.id || !MERGES.has(a.cmdlet)) return undefined;
  const parameters: Record<string, Value> = { ...a.parameters };
  for (const [name, value] of Object.entries(b.parameters)) {
    const there = parameters[name];
    if (there === undefined) parameters[name] = value;
    else if (isEdit(there) && isEdit(value)) {
      parameters[name] = {
        add: [...there.add, ...value.add],
        remove: [...there.remove, ...value.remove],
      };
    } else return undefined;
  }
  return { ...a, parameters };
}
