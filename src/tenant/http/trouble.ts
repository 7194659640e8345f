/** What stands between mbx and a service (a proxy, an authority of the company's own), in words that say what to do. */
import type { ProxyServer } from './proxy.ts';

/** The proxy does not let a call through; the service never saw it. */
export class ProxyTrouble extends Error {
  override readonly name = 'ProxyTrouble';
  /** Trying again may help. */
  readonly passing: boolean;
  /** What to do. */
  readonly advice: string;
  constructor(message: string, advice: string, options: ErrorOptions & { passing: boolean }) {
    super(message, options);
    this.passing = options.passing;
    this.advice = advice;
  }
}

/** What of a network's settings the words need. */
export interface Setting {
  readonly proxy: ProxyServer | undefined;
  /** NODE_EXTRA_CA_CERTS; undefined: not set. */
  readonly extraCa: string | undefined;
}

const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);
const WRONG_TIME: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** What to do about a certificate that is not trusted; `code` is OpenSSL's or Node's. */
export function certificateAdvice(code: string, { proxy, extraCa }: Setting): string {
  if (WRONG_TIME.has(code))
    return 'Check the clock of this machine first. If it is right, the certificate has to be renewed by whoever runs that machine.';
  if (!UNKNOWN_AUTHORITY.has(code))
    return 'Another machine answered than the one asked for, or its certificate is broken: check the address (MBX_LOGIN_URL, MBX_GRAPH_URL, MBX_EXCHANGE_URL), the proxy and the name resolution.';
  const between = proxy === undefined ? 'this network' : `the proxy ${proxy.name}`;
  const why = `If ${between} opens and inspects TLS, it shows certificates of an authority of its own.`;
  return extraCa === undefined
    ? `${why} Get that authority's certificate as a PEM file from whoever runs it, and start mbx with NODE_EXTRA_CA_CERTS=FILE. Otherwise do not go on: somebody may be reading along.`
    : `${why} NODE_EXTRA_CA_CERTS is ${extraCa}: that file does not have this authority, or cannot be read, or is not PEM text (-----BEGIN CERTIFICATE-----, in UTF-8). Get the right one from whoever runs it.`;
}

/** For a connection that never stood without a proxy: perhaps there should be one. */
export const NO_PROXY_ADVICE =
  'Check the network. If it reaches the internet only through a proxy, set HTTPS_PROXY=http://HOST:PORT; docs/network.md says more.';

/** Only these are named: what else a proxy sends there may be an echo of what it was sent. */
const SCHEME_WORDS: Readonly<Record<string, string>> = {
  negotiate: 'Kerberos (Negotiate)',
  kerberos: 'Kerberos',
  ntlm: 'NTLM',
  digest: 'Digest',
};

/** `headers`: the values of Proxy-Authenticate. Gives the names of the schemes, lower case. */
export const schemesIn = (headers: readonly string[]): readonly string[] =>
  headers.flatMap((header) =>
    header
      .replace(/"(?:\\.|[^"\\])*"?/gu, '')
      .split(',')
      .flatMap((part) => /^\s*([\w-]+)(?:\s|$)(?!\s*=)/u.exec(part)?.[1]?.toLowerCase() ?? []),
  );

/** A 407. `target`: host and port that were asked for. */
export function wantsSignIn(
  { name, variable, authorization }: ProxyServer,
  headers: readonly string[],
  target: string,
): ProxyTrouble {
  const schemes = schemesIn(headers);
  if (schemes.length === 0 || schemes.includes('basic'))
    return authorization === undefined
      ? new ProxyTrouble(
          `the proxy ${name} wants a user and a password (407)`,
          `Write them into ${variable}, as in http://USER:PASSWORD@HOST:PORT; write @ as %40, : as %3A, / as %2F, # as %23 and % as %25.`,
          { passing: false },
        )
      : new ProxyTrouble(
          `the proxy ${name} refuses the user or the password (407)`,
          `Check both in ${variable}; write @ as %40, : as %3A, / as %2F, # as %23 and % as %25.`,
          { passing: false },
        );
  const wanted = [...new Set(schemes.map((scheme) => SCHEME_WORDS[scheme] ?? 'another sign-in'))];
  return new ProxyTrouble(
    `the proxy ${name} wants ${wanted.join(' or ')} (407); mbx can only give it a user and a password (Basic)`,
    `Run a local proxy that signs in with your account, such as px or cntlm, and set ${variable}=http://127.0.0.1:PORT to it. Or ask whoever runs the proxy to let ${target} through without signing in; docs/network.md lists all hosts.`,
    { passing: false },
  );
}

/** Busy, or what it asks is away: the status codes after which a proxy may let the same call through. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Any other status than 2xx and 407. */
export const refuses = ({ name }: ProxyServer, status: number, target: string): ProxyTrouble =>
  PASSING.has(status)
    ? new ProxyTrouble(
        `the proxy ${name} cannot connect to ${target} (${status})`,
        'Try again later. If it stays so, ask whoever runs the proxy whether it can reach this host.',
        { passing: true },
      )
    : new ProxyTrouble(
        `the proxy ${name} refuses to connect to ${target} (${status})`,
        'Ask whoever runs the proxy to allow this host; docs/network.md lists all hosts. If it can be reached without a proxy, name it in NO_PROXY.',
        { passing: false },
      );

/** The proxy itself could not be reached. `why`: in words; `passing`: it was there before. */
export const unreachable = (
  { name, variable, protocol }: ProxyServer,
  why: string,
  cause: unknown,
  passing: boolean,
): ProxyTrouble =>
  new ProxyTrouble(
    `the proxy ${name} cannot be reached: ${why}`,
    protocol === 'https:'
      ? `Check host and port in ${variable}. It begins with https://, so mbx speaks TLS to the proxy itself; most proxies want http:// there.`
      : `Check host and port in ${variable}, and that the proxy runs.`,
    { cause, passing },
  );
