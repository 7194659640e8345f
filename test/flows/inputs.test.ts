/** What is given to the program has an end, or the program finds one. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/system-clock.ts';
import { type CommandLine, commandLine, runHere } from '../support/command-line.ts';
import { strategyYaml } from '../support/mbx.ts';
import { type RecordingProxy, recordingProxy } from '../support/recording-proxy.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { flat } from './company.ts';

let tenant: TestTenant;
let proxy: RecordingProxy;
let line: CommandLine;
beforeAll(async () => {
  tenant = await startTenant();
  proxy = await recordingProxy(tenant.origin);
  const through = {
    MBX_LOGIN_URL: proxy.origin,
    MBX_GRAPH_URL: proxy.origin,
    MBX_EXCHANGE_URL: proxy.origin,
  };
  const strategy = strategyYaml('sharedMailboxes:\n  jobs@contoso.com: { hidden: true }\n');
  line = await commandLine(strategy, { ...tenant.env, ...through }, systemClock);
});
afterAll(() => Promise.all([line.remove(), proxy.close(), tenant.close()]));

describe.runIf(existsSync('/dev/zero'))('a file without end', () => {
  test.each([
    ['as strategy', ['validate', '-f', '/dev/zero'], {}, 64, 'larger than 256 MiB'],
    ['as plan', ['show', '/dev/zero'], {}, 64, 'larger than 256 MiB'],
    ['as token', ['plan'], { AZURE_FEDERATED_TOKEN_FILE: '/dev/zero' }, 78, 'larger than 1 MiB'],
    ['as key', ['plan'], { AZURE_CLIENT_CERTIFICATE_PATH: '/dev/zero' }, 78, 'larger than 1 MiB'],
  ])('%s', async (_, args, more, code, words) => {
    const { AZURE_CLIENT_SECRET: _secret, ...env } = tenant.env;
    const { exit, err } = await runHere(args, {
      cwd: line.folder,
      env: { ...env, ...more },
      clock: systemClock,
    });
    expect(flat(err)).toContain(words);
    expect(exit).toBe(code);
  });
});

test.each([
  ['Graph', /\/v1\.0\/users/u],
  ['Exchange', /InvokeCommand/u],
])('a list of %s that never ends is given up, with what it may be', async (_, path) => {
  let page = 0;
  proxy.interfere(({ url, headers }) => {
    if (!path.test(url)) return undefined;
    page += 1;
    const next = `https://${headers.host}${url.split('?')[0]}?$skiptoken=${page}`;
    return { status: 200, body: JSON.stringify({ value: [], '@odata.nextLink': next }) };
  });
  const { exit, err } = await line.run(['plan']);
  proxy.interfere(() => undefined);
  expect([exit, flat(err)]).toEqual([3, expect.stringContaining('100 pages in a row were empty')]);
  expect(flat(err)).toContain('check what stands between');
});
