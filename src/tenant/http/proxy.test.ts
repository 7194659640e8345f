import { describe, expect, test } from 'vitest';
import { proxyFor } from './proxy.ts';
import { schemesIn } from './trouble.ts';

const GRAPH = 'https://graph.microsoft.com';
const through = (target: string, env: Readonly<Record<string, string>>): string | undefined =>
  proxyFor(new URL(target), env)?.name;

describe('which variable', () => {
  test.each<readonly [what: string, target: string, env: Record<string, string>, name: string]>([
    ['none', GRAPH, {}, ''],
    ['HTTPS_PROXY', GRAPH, { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128'],
    [
      'https_proxy wins',
      GRAPH,
      { HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:2' },
      'http://q:2',
    ],
    ['an empty one means none', GRAPH, { HTTPS_PROXY: 'http://p:1', https_proxy: '' }, ''],
    [
      'HTTP_PROXY is for plain http alone',
      GRAPH,
      { HTTP_PROXY: 'http://p:1', http_proxy: 'http://q:2' },
      '',
    ],
    ['no scheme', GRAPH, { HTTPS_PROXY: 'p:3128' }, 'http://p:3128'],
    ['no port', GRAPH, { HTTPS_PROXY: 'http://p' }, 'http://p:80'],
    ['TLS to the proxy', GRAPH, { HTTPS_PROXY: 'https://p/' }, 'https://p:443'],
    ['IPv6', GRAPH, { HTTPS_PROXY: 'http://[::1]:3128' }, 'http://[::1]:3128'],
    [
      'user and password are not in its name',
      GRAPH,
      { HTTPS_PROXY: 'http://a:b@p:1' },
      'http://p:1',
    ],
    [
      'plain http, proxy on this machine',
      'http://127.0.0.1:8',
      { HTTP_PROXY: 'http://[::1]:9' },
      'http://[::1]:9',
    ],
    [
      'plain http, proxy elsewhere: no token leaves in the clear',
      'http://127.0.0.1:8',
      { HTTP_PROXY: 'http://p:9' },
      '',
    ],
    ['plain http, HTTPS_PROXY', 'http://127.0.0.1:8', { HTTPS_PROXY: 'http://127.0.0.1:9' }, ''],
  ])('%s', (_, target, env, name) => expect(through(target, env) ?? '').toBe(name));
});

describe('NO_PROXY', () => {
  test.each<readonly [target: string, list: string, exempt: boolean]>([
    [GRAPH, '', false],
    [GRAPH, '*', true],
    [GRAPH, 'graph.microsoft.com', true],
    [GRAPH, 'GRAPH.Microsoft.com', true],
    [GRAPH, 'microsoft.com', true],
    [GRAPH, '.microsoft.com', true],
    [GRAPH, '*.microsoft.com', true],
    [GRAPH, 'a.example, ,microsoft.com', true],
    [GRAPH, 'a.example microsoft.com', true],
    [GRAPH, 'soft.com', false],
    [GRAPH, 'microsoft.com.', true],
    [GRAPH, 'graph.microsoft.com:443', true],
    [GRAPH, 'graph.microsoft.com:8443', false],
    [GRAPH, '.', false],
    ['https://127.0.0.1:8443', 'localhost', false],
    ['https://127.0.0.1:8443', '127.0.0.1', true],
    ['https://127.0.0.1:8443', '127.0.0.1:8443', true],
    ['https://127.0.0.1:8443', '0.0.1', false],
    ['https://127.0.0.1:8443', '127.0.0.0/8', true],
    ['https://127.0.0.1:8443', '10.0.0.0/8', false],
    ['https://127.0.0.1:8443', '127.0.0.0/99', false],
    ['https://[::1]:8443', '::1', true],
    ['https://[::1]:8443', '[::1]', true],
    ['https://[::1]:8443', '[::1]:8443', true],
    ['https://[::1]:8443', '[::1]:9', false],
    ['https://[fd00::7]', 'fd00::/8', true],
  ])('%s, %s', (target, list, exempt) => {
    const name = through(target, { HTTPS_PROXY: 'http://p:1', NO_PROXY: list });
    expect(name).toBe(exempt ? undefined : 'http://p:1');
  });
  test('no_proxy wins', () =>
    expect(through(GRAPH, { HTTPS_PROXY: 'http://p:1', no_proxy: 'a', NO_PROXY: '*' })).toBe(
      'http://p:1',
    ));
});

test.each([
  ['http://ann:p%40ss@p:1', 'ann:p@ss'],
  ['http://CONTOSO%5Cann:100%@p:1', 'CONTOSO\\ann:100%'],
  ['http://ann@p:1', 'ann:'],
  ['http://ann:p@ss@p:1', 'ann:p@ss'],
])('who signs in at %s', (HTTPS_PROXY, sent) => {
  const { authorization = '' } = proxyFor(new URL(GRAPH), { HTTPS_PROXY }) ?? {};
  expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe(sent);
});

test.each<readonly [headers: readonly string[], schemes: readonly string[]]>([
  [['Basic realm="a, Negotiate b"'], ['basic']],
  [
    ['Negotiate', 'NTLM'],
    ['negotiate', 'ntlm'],
  ],
  [['Negotiate, NTLM, Basic realm=x'], ['negotiate', 'ntlm', 'basic']],
  [['Digest realm="x", nonce="y", Basic realm="z"'], ['digest', 'basic']],
  [['Digest realm = x, qop=auth'], ['digest']],
  [[], []],
])('what a proxy wants: %j', (headers, schemes) => expect(schemesIn(headers)).toEqual(schemes));
