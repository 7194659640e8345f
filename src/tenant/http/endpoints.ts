/** Where the three services live: per cloud, and pointed elsewhere by the user's own configuration (the demo tenant, a test). */
import { MbxError } from '../../model/error.ts';
import { EXCHANGE_ORIGIN } from '../../wire/exchange.ts';
import { GRAPH_ORIGIN } from '../../wire/graph.ts';
import { LOGIN_ORIGIN, SCOPE } from '../../wire/sign-in.ts';
import type { ServiceName } from '../service.ts';

export type Cloud = 'global' | 'gcchigh' | 'dod' | 'china';
/** Services that take a token; each token is for one of them. */
export type Audience = 'graph' | 'exchange';
type Origins = Readonly<Record<ServiceName, string>>;

/**
 * Public origins. Source: Graph's page on national clouds, Exchange's page on the Admin API.
 * For Exchange in DoD and China, Microsoft's PowerShell module uses other hosts; the documented ones stand here.
 */
export const CLOUDS: Readonly<Record<Cloud, Origins>> = {
  global: { login: LOGIN_ORIGIN, graph: GRAPH_ORIGIN, exchange: EXCHANGE_ORIGIN },
  gcchigh: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    exchange: 'https://outlook.office365.us',
  },
  dod: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    exchange: 'https://outlook-dod.office365.us',
  },
  china: {
    login: 'https://login.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    exchange: 'https://outlook.office365.cn',
  },
};

/** Where the transport connects to, for the services of these endpoints. */
export const targetOrigins = ({ origins, targets }: Endpoints): readonly string[] =>
  Object.values(origins).map((origin) => targets.get(origin) ?? origin);

/** The program always speaks of the public origin; the transport alone connects to the target. */
export interface Endpoints {
  readonly origins: Origins;
  /** Target origin by public origin; a public origin that is not in it is its own target. */
  readonly targets: ReadonlyMap<string, string>;
  /** What a token is asked for. */
  readonly scopes: Readonly<Record<Audience, string>>;
}

/** Endpoints of a cloud, with other targets where given. Throws MbxError E1101 for a target that is no origin, or not safe. */
export function endpointsFor(
  cloud: Cloud,
  elsewhere: Partial<Readonly<Record<ServiceName, string>>> = {},
): Endpoints {
  const origins = CLOUDS[cloud];
  const services = ['login', 'graph', 'exchange'] as const;
  const targets = new Map<string, string>();
  for (const service of services) {
    const target = elsewhere[service];
    if (target !== undefined) targets.set(origins[service], originOf(service, target));
  }
  const scopes =
    cloud === 'global'
      ? SCOPE
      : { graph: `${origins.graph}/.default`, exchange: `${origins.exchange}/.default` };
  return { origins, targets, scopes };
}

function originOf(service: ServiceName, target: string): string {
  const hint = `Write an origin such as https://example.com or http://127.0.0.1:8080 (MBX_${service.toUpperCase()}_URL, or the user configuration).`;
  const wrong = (why: string): MbxError =>
    new MbxError('E1101', `the address of the ${service} service ${why}`, hint);
  if (!URL.canParse(target)) throw wrong('is not a URL');
  const url = new URL(target);
  if (url.username !== '' || url.password !== '') throw wrong('must not hold credentials');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw wrong('must be an origin, without a path');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw wrong('is plain http to another machine; anybody on the network could read the tokens');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong('is not https');
  return url.origin;
}

/** URLs normalise IPv4 (127.1 becomes 127.0.0.1), so the strict form is enough. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname);
