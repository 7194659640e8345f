/** All that `mbx doctor` looks at, in the order in which one thing stands on the other. Nothing is written anywhere. */
import type { Clock } from '../../model/clock.ts';
import type { Check } from '../../setup/check.ts';
import type { Application } from '../../setup/mend.ts';
import type { Need, TenantCommand } from '../../setup/need.ts';
import { needsOf } from '../../setup/needs.ts';
import type { Services } from '../../tenant/service.ts';
import { type Attempt, attempt, type Explain, reasonIn } from './attempt.ts';
import { cmdletChecks, doorCheck } from './exchange.ts';
import { permissionChecks, tenantCheck } from './graph.ts';
import { healthCheck } from './health.ts';
import { stateFolderCheck } from './machine.ts';
import { networkChecks } from './network.ts';
import { roleNames } from './role-names.ts';

export interface Examined {
  readonly commands: readonly TenantCommand[];
  readonly services: Services;
  readonly clock: Clock;
  /** Where runs are kept. */
  readonly state: string;
  readonly explain: Explain;
}

type Audience = 'graph' | 'exchange';
type Held = Attempt<ReadonlySet<string> | undefined>;

/** Throws only what is a bug in mbx, and a request to stop. */
export async function examine(examined: Examined): Promise<readonly Check[]> {
  const { commands, services, clock, state, explain } = examined;
  const needs = needsOf(commands);
  const network = await networkChecks(services, clock, explain);
  const [graph, exchange] = await Promise.all([
    attempt(() => services.granted('graph'), explain),
    attempt(() => services.granted('exchange'), explain),
  ]);
  const to = await application(services, [graph, exchange]);
  return [
    ...network,
    await signInCheck('graph', graph, examined),
    await signInCheck('exchange', exchange, examined),
    ...(await graphChecks(graph, needs, to, examined)),
    ...(await exchangeChecks(exchange, needs, to, examined)),
    await stateFolderCheck(state),
  ];
}

/** Whom to give what is missing; nobody in particular where nobody is signed in. */
async function application(services: Services, held: readonly Held[]): Promise<Application> {
  if (!held.some(({ ok }) => ok)) return {};
  const { appId, id } = await services.actor();
  return { appId, objectId: id };
}

const AUDIENCE = { graph: 'Microsoft Graph', exchange: 'Exchange Online' } as const;
const HOW = {
  secret: 'a client secret',
  certificate: 'a certificate',
  federated: 'a federated token',
} as const;

async function signInCheck(audience: Audience, held: Held, { services }: Examined): Promise<Check> {
  const check = { area: 'sign-in', what: `a token for ${AUDIENCE[audience]}` } as const;
  if (!held.ok) return { ...check, result: 'failed', found: reasonIn(held), mend: held.error.hint };
  const { name, appId, how } = await services.actor();
  const as = `as ${name} (${appId}), with ${HOW[how]}`;
  const roles = audience === 'exchange' ? roleNames(await services.directoryRoles()) : [];
  return {
    ...check,
    result: 'ok',
    found: roles.length === 0 ? as : `${as}; Entra roles: ${roles.join(', ')}`,
  };
}

async function graphChecks(
  held: Held,
  needs: readonly Need[],
  to: Application,
  { services, explain }: Examined,
): Promise<readonly Check[]> {
  if (!held.ok)
    return permissionChecks(needs, undefined, to).map((check) => ({ ...check, ...NOT_SIGNED_IN }));
  return [
    await tenantCheck(services, needs, to, explain),
    ...permissionChecks(needs, held.value, to),
    await healthCheck(services, held.value, explain),
  ];
}

async function exchangeChecks(
  held: Held,
  needs: readonly Need[],
  to: Application,
  { services, explain }: Examined,
): Promise<readonly Check[]> {
  const door = doorCheck(held.ok ? held.value : undefined, to);
  if (!held.ok) return [{ ...door, ...NOT_SIGNED_IN }];
  return door.result === 'failed'
    ? [door]
    : [door, ...(await cmdletChecks(services, needs, to, explain))];
}

/** Told once, under sign-in. */
const NOT_SIGNED_IN = { result: 'untested', found: 'not signed in' } as const;
