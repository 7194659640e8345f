/** The register of gates. Help, docs, the plan document and the reading of `--allow` follow from it. */
import { GATE_IDS, type GateId } from '../../model/gates.ts';
import type { Planned } from '../plan.ts';
import { addressesRemoved } from './addresses-removed.ts';
import { breakGlass } from './break-glass.ts';
import { broadTrustee } from './broad-trustee.ts';
import { creates } from './creates.ts';
import { emptyStrategy } from './empty-strategy.ts';
import { externalForward } from './external-forward.ts';
import type { Gate } from './gate.ts';
import { lockOut } from './lock-out.ts';
import { mailboxEmptied } from './mailbox-emptied.ts';
import { maxGrants } from './max-grants.ts';
import { maxRevokes } from './max-revokes.ts';
import { principalFanIn } from './principal-fan-in.ts';
import { protectedMailboxes } from './protected.ts';
import { type GateFacts, type GateRule, gateOf } from './rule.ts';
import { signIn } from './sign-in.ts';
import { similarAddress } from './similar-address.ts';

export const GATES: Readonly<Record<GateId, GateRule>> = {
  'max-revokes': maxRevokes,
  'max-grants': maxGrants,
  'mailbox-emptied': mailboxEmptied,
  'principal-fan-in': principalFanIn,
  'broad-trustee': broadTrustee,
  protected: protectedMailboxes,
  creates,
  'similar-address': similarAddress,
  'addresses-removed': addressesRemoved,
  'sign-in': signIn,
  'external-forward': externalForward,
  'empty-strategy': emptyStrategy,
  'break-glass': breakGlass,
  'lock-out': lockOut,
};

/** Gates that are opened so, in the order of help. */
export const gatesOpenedBy = (opens: GateRule['opens']): readonly GateId[] =>
  GATE_IDS.filter((id) => GATES[id].opens === opens);

/** What nothing opens is told before the rest. */
const TOLD: readonly GateId[] = [
  ...gatesOpenedBy('nothing'),
  ...GATE_IDS.filter((id) => GATES[id].opens !== 'nothing'),
];

/** All gates that the plan touches, tripped or not; in a fixed order. */
export const gatesOf = (changes: readonly Planned[], facts: GateFacts): readonly Gate[] =>
  TOLD.map((id) => gateOf(GATES[id], changes, facts)).filter((gate) => gate !== undefined);
