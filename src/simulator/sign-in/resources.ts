/** The two services that tokens are made for, under all names that a scope may use for them. */
import { EXCHANGE_ORIGIN } from '../../wire/exchange.ts';
import { GRAPH_ORIGIN } from '../../wire/graph.ts';
import type { Application } from '../tenant/model.ts';
import type { Audience } from '../world.ts';

/** Names of each service in scopes and audiences. Source: Microsoft's first-party application ids. */
const NAMES: Readonly<Record<Audience, readonly string[]>> = {
  graph: [GRAPH_ORIGIN, '00000003-0000-0000-c000-000000000000'],
  exchange: [EXCHANGE_ORIGIN, 'https://outlook.office.com', '00000002-0000-0ff1-ce00-000000000000'],
};
/** Delegated twin of each application permission of Exchange. */
const DELEGATED: Readonly<Record<string, string>> = {
  'Exchange.ManageAsApp': 'Exchange.Manage',
  'Exchange.ManageAsAppV2': 'Exchange.ManageV2',
};

export interface Resource {
  readonly audience: Audience;
  /** `aud` of the token: the name that was asked for. */
  readonly name: string;
}

/** The service that a name stands for. */
export function resourceNamed(name: string): Resource | undefined {
  const plain = name.replace(/\/+$/, '').toLowerCase();
  for (const audience of ['graph', 'exchange'] as const) {
    if (NAMES[audience].includes(plain)) return { audience, name: plain };
  }
  return undefined;
}

export function audienceFits(aud: unknown, audience: Audience): boolean {
  return typeof aud === 'string' && resourceNamed(aud)?.audience === audience;
}

export function applicationPermissions(
  application: Application,
  audience: Audience,
): readonly string[] {
  return audience === 'graph' ? application.graphRoles : application.exchangeRoles;
}

/** Where a person signs in, the application's permissions count as consented to under their delegated names. */
export function delegatedPermissions(
  application: Application,
  audience: Audience,
): readonly string[] {
  return applicationPermissions(application, audience).map((name) => DELEGATED[name] ?? name);
}
