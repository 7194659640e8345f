/** Which proxy a call goes through, as the usual variables say: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
import { BlockList, isIP } from 'node:net';
import { MbxError } from '../../model/error.ts';
import { isLoopback } from './endpoints.ts';

export interface ProxyServer {
  readonly protocol: 'http:' | 'https:';
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** For people: without user and password. */
  readonly name: string;
  /** The variable that names it. */
  readonly variable: string;
  /** The value of Proxy-Authorization. A secret. */
  readonly authorization?: string;
  /** What must be shown nowhere. */
  readonly secrets: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a target, undefined: none. The lower-case variable wins, and an empty one means none, as in curl. Plain http is for this
 * machine alone (`endpoints.ts`), so it goes through HTTP_PROXY only where that is on this machine as well: no token leaves it in the
 * clear. Throws MbxError E1101 for a proxy that is none; its message never has the value, which may hold a password.
 */
export function proxyFor(target: URL, env: Variables): ProxyServer | undefined {
  const secure = target.protocol === 'https:';
  const [lower, upper] = secure ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  const variable = env[lower] === undefined ? upper : lower;
  const value = env[variable]?.trim() ?? '';
  if (value === '' || isExempt(target, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  const proxy = proxyIn(value, variable);
  return secure || isLoopback(urlHost(proxy.hostname)) ? proxy : undefined;
}

/** By target origin; one object for each variable. Throws as `proxyFor`. */
export function proxiesFor(
  origins: readonly string[],
  env: Variables,
): ReadonlyMap<string, ProxyServer> {
  const proxies = new Map<string, ProxyServer>();
  for (const origin of origins) {
    const proxy = proxyFor(new URL(origin), env);
    if (proxy === undefined) continue;
    const known = [...proxies.values()].find(({ variable }) => variable === proxy.variable);
    proxies.set(origin, known ?? proxy);
  }
  return proxies;
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

function proxyIn(value: string, variable: string): ProxyServer {
  const wrong = (why: string): MbxError =>
    new MbxError(
      'E1101',
      `${variable} ${why}`,
      'Write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT. In user and password, write @ as %40, : as %3A, / as %2F, # as %23 and % as %25.',
    );
  const text = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(text)) throw wrong('is not the address of a proxy');
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw wrong(
      `names a proxy of the kind ${protocol}//, and mbx speaks to http and https proxies`,
    );
  // The rest of an address is often the rest of a password with a / or # in it.
  if (hostname === '' || pathname.length > 1 || search !== '' || hash !== '')
    throw wrong('has more than user, password, host and port');
  const at = Number(port) || (PORTS[protocol] ?? 80);
  const named = `${protocol}//${hostname}:${at}`;
  const plainHost = hostname.replace(/^\[|\]$/gu, '');
  if (username === '' && password === '')
    return { protocol, hostname: plainHost, port: at, name: named, variable, secrets: [] };
  const [user, secret] = [decoded(username), decoded(password)];
  const basic = Buffer.from(`${user}:${secret}`).toString('base64');
  return {
    protocol,
    hostname: plainHost,
    port: at,
    name: named,
    variable,
    authorization: `Basic ${basic}`,
    secrets: [secret, password, basic],
  };
}

/** A password with a bare % in it is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

const urlHost = (hostname: string): string => (isIP(hostname) === 6 ? `[${hostname}]` : hostname);

/**
 * NO_PROXY: names and addresses, by commas or blanks. `*` is everything; `contoso.com`, `.contoso.com` and `*.contoso.com` are that domain
 * and all below it; `:8443` behind an entry limits it to that port; `10.0.0.0/8` is a network.
 */
function isExempt(target: URL, list: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/gu, '').replace(/\.$/u, '');
  const port = Number(target.port) || PORTS[target.protocol];
  return list
    .toLowerCase()
    .split(/[\s,]+/u)
    .filter((entry) => entry !== '')
    .some((entry) => covers(entry, host, port));
}

function covers(entry: string, host: string, port: number | undefined): boolean {
  if (entry === '*') return true;
  const [, address = '', bits] = /^(.+)\/(\d{1,3})$/u.exec(entry) ?? [];
  if (bits !== undefined) return isWithin(host, address, Number(bits));
  const [, bracketed, bare = entry, only] = PARTS.exec(entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const name = (bracketed ?? bare).replace(/^\*?\./u, '').replace(/\.$/u, '');
  if (name === '') return false;
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}
/** `[::1]:443`, `[::1]`, `host:443`, `host`; an address such as ::1 has no port. */
const PARTS = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/u;

function isWithin(host: string, address: string, bits: number): boolean {
  const family = isIP(host);
  if (family === 0 || isIP(address) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(address, bits, type);
  return list.check(host, type);
}
