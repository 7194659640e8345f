/** The gates that a plan opens (`plan --allow`): the flags as the plan document keeps them, and what they come to. Pure. */
import { GATE_IDS, type Gate, type GateId } from './gate.ts';
import { type Allowed, shutGates } from './gates.ts';
import { compare, type Plan } from './plan.ts';

/** Each flag's text, `creates=5` or `protected=ADDRESS`, once and in order. */
export const opensOf = ({ counts, addresses }: Allowed): readonly string[] =>
  [
    ...[...counts].map(([gate, count]) => `${gate}=${count}`),
    ...[...addresses].map((address) => `protected=${address}`),
  ].sort(compare);

/** The way back. What has not the form opens nothing; the document's schema does not let it in. */
export function allowedBy(opens: readonly string[]): Allowed {
  const counts = new Map<GateId, number>();
  const addresses = new Set<string>();
  for (const text of opens) {
    const { gate, value } = partsOf(text);
    if (gate === 'protected') addresses.add(value);
    else if (gate !== undefined && /^\d+$/.test(value)) counts.set(gate, Number(value));
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
  const opened = opens.map((text): Opening => {
    const { gate, value } = partsOf(text);
    const one = gates.find((at) => at.gate === gate && at.tripped);
    if (one === undefined || (gate === 'protected' && !one.about.includes(value)))
      return { text, what: 'nothing in this plan needs it', about: [] };
    if (gate === 'protected') return { text, what: one.why, about: [value] };
    return shut.includes(one)
      ? { text, what: `not enough: the plan comes to ${one.actual}`, about: [] }
      : { text, what: one.why, about: one.about };
  });
  return { shut, opened };
}
