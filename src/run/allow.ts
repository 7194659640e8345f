/** `--allow GATE=N` and `--allow protected=ADDRESS`, read and held against a plan. */
import { normalise } from '../model/address.ts';
import { MbxError } from '../model/error.ts';
import { GATE_IDS, type GateId } from '../model/gates.ts';
import { GATES, gatesOpenedBy } from '../plan/gates/index.ts';
import { type Allowed, shutGates } from '../plan/opened.ts';
import type { Plan } from '../plan/plan.ts';
import { nearest } from '../strategy/nearest.ts';

/** Throws MbxError E1001 for an unknown gate, or for text that is not a number. */
export function readAllowed(texts: readonly string[] = []): Allowed {
  const counts = new Map<GateId, number>();
  const addresses = new Map<GateId, ReadonlySet<string>>();
  const byAddress = gatesOpenedBy('addresses');
  for (const text of texts) {
    const at = text.indexOf('=');
    const [name, value] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    const gate = byAddress.find((one) => one === name);
    if (gate !== undefined && /^[^*\s]+@[^*\s]+$/.test(value))
      addresses.set(gate, new Set([...(addresses.get(gate) ?? []), normalise(value)]));
    else counts.set(gateNamed(name), countIn(text, value));
  }
  return { counts, addresses };
}

function gateNamed(name: string): GateId {
  const gate = gatesOpenedBy('number').find((one) => one === name);
  if (gate !== undefined) return gate;
  const known = GATE_IDS.find((one) => one === name);
  if (known !== undefined && GATES[known].opens === 'addresses')
    throw new MbxError(
      'E1001',
      `--allow ${known} names a mailbox`,
      `Write --allow ${known}=ADDRESS, once for each mailbox.`,
    );
  if (known !== undefined)
    throw new MbxError(
      'E1001',
      `no flag opens the gate ${known}`,
      'Change the strategy instead; the plan says what is wrong.',
    );
  const near = nearest(name, GATE_IDS);
  throw new MbxError(
    'E1001',
    `there is no gate ${name}`,
    near === undefined
      ? `Gates: ${[...gatesOpenedBy('number'), ...gatesOpenedBy('addresses')].join(', ')}.`
      : `Did you mean ${near}?`,
  );
}

function countIn(text: string, value: string): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(count)) return count;
  throw new MbxError(
    'E1001',
    `--allow ${text} has no number`,
    'Write --allow GATE=N, as the plan prints it.',
  );
}

/** Throws MbxError E5002 where a gate stays shut; nothing was written. `ofFile`: what opens gates is what a plan file says. */
export function demandOpen({ gates }: Plan, allowed: Allowed, ofFile = false): void {
  const shut = shutGates(gates, allowed);
  if (shut.length === 0) return;
  const flags = shut.flatMap(({ allow }) => allow ?? []);
  const never = shut.filter(({ allow }) => allow === undefined);
  const details = shut.map(
    ({ gate, why, about }) =>
      `${gate}: ${why}${about.length === 0 ? '' : ` (${about.join(', ')})`}`,
  );
  const hint =
    never.length > 0
      ? 'No flag opens this gate. Correct the strategy, then plan again.'
      : ofFile
        ? 'The plan file does not open the gate that far. If these changes are intended, make a new file with these flags and have it approved.'
        : 'Check that these changes are intended. If they are, allow exactly them.';
  const command = `${ofFile ? 'mbx plan --out FILE ' : ''}${flags.join(' ')}`;
  throw new MbxError(
    'E5002',
    `${shut.length === 1 ? 'a gate refuses' : `${shut.length} gates refuse`} the plan; nothing was written`,
    hint,
    { details, commands: never.length > 0 ? [] : [{ in: 'flags', lines: [command] }] },
  );
}
