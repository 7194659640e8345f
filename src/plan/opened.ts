/** The gates that a plan opens (`plan --allow`): the flags as the plan document keeps them, and what they come to. Pure. */
import { GATE_IDS, type GateId } from '../model/gates.ts';
import type { Gate } from './gates/gate.ts';
import { GATES } from './gates/index.ts';
import { compare, type Plan } from './plan.ts';

/** What `--allow` said, gate by gate: a number, or addresses. */
export interface Allowed {
  readonly counts: ReadonlyMap<GateId, number>;
  readonly addresses: ReadonlyMap<GateId, ReadonlySet<string>>;
}

/** The gates that stay shut in spite of what was allowed. */
export function shutGates(gates: readonly Gate[], { counts, addresses }: Allowed): readonly Gate[] {
  return gates.filter(({ gate, tripped, actual, about, allow }) => {
    if (!tripped) return false;
    if (allow === undefined) return true;
    if (GATES[gate].opens !== 'addresses') return (counts.get(gate) ?? -1) < actual;
    const named = addresses.get(gate);
    return about.length === 0 || !about.every((address) => named?.has(address) === true);
  });
}

/** Each flag's text, `creates=5` or `protected=ADDRESS`, once and in order. */
export const opensOf = ({ counts, addresses }: Allowed): readonly string[] =>
  [
    ...[...counts].map(([gate, count]) => `${gate}=${count}`),
    ...[...addresses].flatMap(([gate, named]) => [...named].map((one) => `${gate}=${one}`)),
  ].sort(compare);

/** The way back. What has not the form opens nothing; the document's schema does not let it in. */
export function allowedBy(opens: readonly string[]): Allowed {
  const counts = new Map<GateId, number>();
  const addresses = new Map<GateId, ReadonlySet<string>>();
  for (const text of opens) {
    const { gate, value } = partsOf(text);
    if (gate === undefined) continue;
    if (GATES[gate].opens === 'addresses')
      addresses.set(gate, new Set([...(addresses.get(gate) ?? []), value]));
    else if (/^\d+$/.test(value)) counts.set(gate, Number(value));
  }
  return { counts, addresses };
}
function partsOf(text: string): { readonly gate: GateId | undefined; readonly value: string } {
  const at = text.indexOf('=');
  return {
    gate: GATE_IDS.find((gate) => gate === text.slice(0, at)),
    value: text.slice(at + 1),
  };
}

export interface Opening {
  /** `creates=5`, as it stands in the plan. */
  readonly text: string;
  /** What goes through by it, or that nothing does. */
  readonly what: string;
  readonly about: readonly string[];
}
/** Gates that keep the plan back, and those that it opens: a flag that nothing needs is shown like any other. */
export function gatesIn({ gates, opens }: Pick<Plan, 'gates' | 'opens'>): {
  readonly shut: readonly Gate[];
  readonly opened: readonly Opening[];
} {
  const shut = shutGates(gates, allowedBy(opens));
  return { shut, opened: opens.map((text) => openingOf(text, gates, shut)) };
}
function openingOf(text: string, gates: readonly Gate[], shut: readonly Gate[]): Opening {
  const { gate, value } = partsOf(text);
  const one = gates.find((at) => at.gate === gate && at.tripped);
  const byAddress = gate !== undefined && GATES[gate].opens === 'addresses';
  if (one === undefined || (byAddress && !one.about.includes(value)))
    return { text, what: 'nothing in this plan needs it', about: [] };
  if (byAddress) return { text, what: one.why, about: [value] };
  return shut.includes(one)
    ? { text, what: `not enough: the plan needs ${one.actual}`, about: [] }
    : { text, what: one.why, about: one.about };
}
