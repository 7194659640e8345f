/** A plan with what guards it: reads the few things that the gates must know, then asks them. */

import type { Ref } from '../model/ref.ts';
import { gatesOf } from '../plan/gates.ts';
import { type Net, netOf } from '../plan/net.ts';
import type { BarePlan, Plan, Planned } from '../plan/plan.ts';
import { touchedBy } from '../plan/touched.ts';
import type { NamedPeople } from '../state/resolve.ts';
import type { State } from '../state/state.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { enabledAdministrators } from '../tenant/administrators.ts';
import type { Directory } from '../tenant/directory.ts';
import { groupSizes } from '../tenant/group-sizes.ts';
import type { Services } from '../tenant/service.ts';

export interface Guarding {
  /** Mailboxes in the plan's scope. */
  readonly subjects: readonly Ref[];
  readonly actual: State;
  readonly strategy: Pick<Strategy, 'settings' | 'mailboxes'>;
  readonly people: NamedPeople;
  readonly directory: Directory;
  readonly services: Services;
}

export async function guarded(
  bare: BarePlan,
  { subjects, actual, strategy, people, directory, services }: Guarding,
): Promise<Plan> {
  const { changes, actor } = bare;
  const net = netOf(changes, subjects, actual);
  const [sizes, administrators] = await Promise.all([
    groupSizes(gainingGroups(net), services),
    changes.some(blocksSignIn) ? enabledAdministrators(services, directory) : undefined,
  ]);
  const gates = gatesOf(changes, {
    net,
    settings: strategy.settings.gates,
    protectedIds: people.protected,
    breakGlass: people.breakGlass,
    groupSizes: sizes,
    addresses: [...directory.recipients.all()].map(({ address }) => address),
    declared: strategy.mailboxes.length,
    lockOut: { actor: actor.id, administrators },
  });
  return { ...bare, gates, objects: touchedBy(changes, directory.recipients) };
}

const gainingGroups = ({ pairs }: Net): readonly string[] => [
  ...new Set(
    pairs.flatMap(({ gains, holder }) => (gains && holder.kind === 'group' ? [holder.id] : [])),
  ),
];
const blocksSignIn = ({ action }: Planned): boolean =>
  action.kind === 'signIn' && action.op !== 'remove' && action.after.to === 'blocked';
