import { expect, test } from 'vitest';
import { CLOUDS, endpointsFor } from './endpoints.ts';

test('without other addresses each origin is its own target', () => {
  const { origins, targets, scopes } = endpointsFor('global');
  expect(origins).toEqual({
    login: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    exchange: 'https://outlook.office365.com',
  });
  expect(targets.size).toBe(0);
  expect(scopes).toEqual({
    graph: 'https://graph.microsoft.com/.default',
    exchange: 'https://outlook.office365.com/.default',
  });
});

test('a cloud has its own origins and asks for its own tokens', () => {
  expect(endpointsFor('gcchigh').scopes).toEqual({
    graph: 'https://graph.microsoft.us/.default',
    exchange: 'https://outlook.office365.us/.default',
  });
  expect(CLOUDS.dod.graph).toBe('https://dod-graph.microsoft.us');
  expect(CLOUDS.china.login).toBe('https://login.chinacloudapi.cn');
});

test.each([
  'http://127.0.0.1:8080',
  'http://127.8.9.10:1',
  'http://[::1]:8080',
  'http://localhost:8080/',
  'https://proxy.contoso.com',
])('%s may stand for a service', (graph) => {
  const { targets } = endpointsFor('global', { graph });
  expect([...targets]).toEqual([['https://graph.microsoft.com', graph.replace(/\/$/, '')]]);
});

test.each([
  'http://contoso.com',
  'http://127.0.0.1.contoso.com',
  'http://localhost.contoso.com',
  'http://128.0.0.1',
  'http://[::2]:8080',
  'https://user:word@contoso.com',
  'https://contoso.com/path',
  'https://contoso.com/?x',
  'ftp://127.0.0.1',
  'contoso',
])('%s may not', (exchange) => {
  expect(() => endpointsFor('global', { exchange })).toThrow(
    expect.objectContaining({ code: 'E1101', hint: expect.stringContaining('MBX_EXCHANGE_URL') }),
  );
});
