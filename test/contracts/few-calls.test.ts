/** The fewest calls: what a plan of a large tenant may cost, and what costs nothing at all. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { strategyYaml, type Workspace, workspace } from '../support/mbx.ts';
import { type Entry, startTenant, type TestTenant } from '../support/tenant.ts';
import { CASES, RIGHTS } from './kinds/index.ts';

const SIZE = 1000;
const primaryOf = ({ emailAddresses }: Mailbox): string =>
  addressesOf(emailAddresses, 'SMTP:')[0] ?? '';
const addressesOf = (proxies: readonly string[], prefix: string): readonly string[] =>
  proxies.filter((proxy) => proxy.startsWith(prefix)).map((proxy) => proxy.slice(prefix.length));

/** Says of these mailboxes what the tenant has: nothing is to be done, yet all of it is to be read. */
function strategyOf(dump: Tenant, mailboxes: readonly Mailbox[]): string {
  const { users, groups } = dump;
  const bySid = new Map<string, string>([
    ...users.map(({ sid, userPrincipalName }) => [sid, userPrincipalName] as const),
    ...groups.flatMap(({ sid, mail }) => (mail === null ? [] : [[sid, `group:${mail}`] as const])),
  ]);
  const section = (type: Mailbox['type']): string =>
    mailboxes
      .filter((mailbox) => mailbox.type === type)
      .map((mailbox) => {
        const rights = new Map<string, string[]>();
        const add = (who: string | undefined, right: string): void => {
          if (who !== undefined) rights.set(who, [...(rights.get(who) ?? []), right]);
        };
        for (const right of RIGHTS)
          for (const { sid } of CASES[right].holders?.(mailbox, dump) ?? [])
            add(bySid.get(sid), right);
        const delegates = [...rights].map(([who, list]) => `"${who}": [${list.join(', ')}]`);
        const aliases = addressesOf(mailbox.emailAddresses, 'smtp:').filter((address) =>
          address.endsWith('@contoso.com'),
        );
        return `  ${primaryOf(mailbox)}: { aliases: [${aliases.join(', ')}], delegates: { ${delegates.join(', ')} } }\n`;
      })
      .join('');
  return [
    'version: 1',
    'tenant: contoso.onmicrosoft.com',
    'settings: { mode: additive }',
    `users:\n${section('UserMailbox')}`,
    `sharedMailboxes:\n${section('SharedMailbox')}`,
  ].join('\n');
}

/** The costliest: with somebody who is gone, whose SID is looked for among all users and groups. */
const hasOrphan = ({ users, groups }: Tenant, { permissions }: Mailbox): boolean =>
  permissions.some(
    ({ sid }) => ![...users, ...groups].some((one) => one.sid === sid) && sid !== SELF,
  );
const SELF = 'S-1-5-10';

describe(`a plan for a tenant of ${SIZE} mailboxes`, () => {
  let tenant: TestTenant;
  let mbx: InProcess;
  let dump: Tenant;
  beforeAll(async () => {
    tenant = await startTenant({ size: SIZE });
    mbx = inProcess(tenant);
    dump = await tenant.dump();
  });
  afterAll(async () => {
    await mbx.close();
    await tenant.close();
  });

  /** HTTP requests by service; the parts of a batch are not such. */
  const requestsFor = async (
    mailboxes: readonly Mailbox[],
  ): Promise<Record<Entry['service'], number>> => {
    await tenant.clearLedger();
    const { plan } = await mbx.plan(strategyOf(dump, mailboxes));
    // All was read, and of what the tenant has only what blocked people hold is to be changed.
    expect(plan.gaps).toEqual([]);
    expect(plan.changes.filter(({ reason }) => reason !== 'blocked')).toEqual([]);
    const requests = (await tenant.ledger()).filter(({ batch }) => batch === undefined);
    const count = (service: Entry['service']): number =>
      requests.filter((request) => request.service === service).length;
    return { login: count('login'), graph: count('graph'), exchange: count('exchange') };
  };

  test('that names them all takes at most 125 requests to Exchange and 12 to Graph', async () => {
    expect(dump.mailboxes).toHaveLength(SIZE);
    const { login, graph, exchange } = await requestsFor(dump.mailboxes);
    expect(exchange).toBeLessThanOrEqual(125);
    expect(graph).toBeLessThanOrEqual(12);
    expect(login).toBe(2); // a token for each service
  });

  test('of which a list stops after its first page is a gap of all of them, and changes nothing', async () => {
    const refused = { error: { code: 'BadRequest', message: 'The rest is not to be had.' } };
    const match = { service: 'exchange', cmdlet: 'Get-RecipientPermission' };
    await tenant.control('PUT', 'faults', {
      rules: [{ match, after: 1, answer: { status: 400, body: refused } }],
    });
    try {
      const { plan } = await mbx.plan(strategyOf(dump, dump.mailboxes));
      expect(plan.changes).toEqual([]);
      expect(plan.gaps).toHaveLength(SIZE);
      for (const { reason } of plan.gaps) expect(reason).toContain('The rest is not to be had.');
    } finally {
      await tenant.control('PUT', 'faults', {});
    }
  });

  test('that names twenty takes at most 12 requests to Exchange', async () => {
    const shared = dump.mailboxes.filter(({ type }) => type === 'SharedMailbox');
    const orphaned = shared.filter((mailbox) => hasOrphan(dump, mailbox));
    expect(orphaned).not.toEqual([]);
    const twenty = [...new Set([...orphaned, ...shared])].slice(0, 15);
    twenty.push(...dump.mailboxes.filter(({ type }) => type === 'UserMailbox').slice(0, 5));
    const { graph, exchange, login } = await requestsFor(twenty);
    expect(exchange).toBeLessThanOrEqual(12);
    expect(graph).toBeLessThanOrEqual(12);
    expect(login).toBe(0); // tokens are remembered
  });
});

test('a plan that blocks the sign-in of forty asks Graph in at most 16 requests', async () => {
  const tenant = await startTenant({ size: 200 });
  const mbx = inProcess(tenant);
  try {
    const dump = await tenant.dump();
    const shared = dump.mailboxes.filter(({ type }) => type === 'SharedMailbox').slice(0, 40);
    const accounts = new Set(shared.map(({ userId }) => userId));
    for (const user of dump.users) if (accounts.has(user.id)) user.accountEnabled = true;
    await tenant.load(dump);
    await tenant.clearLedger();
    const named = shared.map((one) => `  ${primaryOf(one)}: { signIn: blocked }\n`).join('');
    const { plan } = await mbx.plan(strategyYaml(`sharedMailboxes:\n${named}`));
    expect(plan.gaps).toEqual([]);
    expect(plan.changes).toHaveLength(40);
    const requests = (await tenant.ledger()).filter(
      ({ service, batch }) => service === 'graph' && batch === undefined,
    );
    expect(requests.length).toBeLessThanOrEqual(16);
    expect(requests.some(({ url }) => url.endsWith('/$batch'))).toBe(true);
  } finally {
    await mbx.close();
    await tenant.close();
  }
});

describe('no socket is opened', () => {
  /** Ends the process where it is about to speak to anybody. */
  const NO_SOCKETS = `
    import dgram from 'node:dgram';
    import dns from 'node:dns';
    import { syncBuiltinESMExports } from 'node:module';
    import net from 'node:net';
    const refuse = () => { process.stderr.write('a socket was opened'); process.exit(99); };
    net.Socket.prototype.connect = refuse;
    net.Server.prototype.listen = refuse;
    dgram.Socket.prototype.bind = refuse;
    dgram.Socket.prototype.send = refuse;
    dns.lookup = refuse;
    dns.promises.lookup = refuse;
    syncBuiltinESMExports();
  `;
  const NOBODY = 'http://127.0.0.1:9';
  const STRATEGY = strategyYaml('sharedMailboxes:\n  sales@contoso.com: { aliases: [] }\n');
  let place: Workspace;
  beforeAll(async () => {
    place = await workspace(
      { 'mailboxes.yaml': STRATEGY, 'wrong.yaml': STRATEGY.replace('aliases', 'alias') },
      {
        NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(NO_SOCKETS).toString('base64')}`,
        MBX_LOGIN_URL: NOBODY,
        MBX_GRAPH_URL: NOBODY,
        MBX_EXCHANGE_URL: NOBODY,
        AZURE_TENANT_ID: '11111111-0000-4000-8000-000000000001',
        AZURE_CLIENT_ID: '11111111-0000-4000-8000-000000000002',
        AZURE_CLIENT_SECRET: 'not-a-secret',
      },
    );
  });
  afterAll(() => place.remove());

  test.each<readonly [command: string, exit: number]>([
    ['', EXIT.ok],
    ['--version', EXIT.ok],
    ['-V', EXIT.ok],
    ['--help', EXIT.ok],
    ['help', EXIT.ok],
    ['help plan', EXIT.ok],
    ['apply --help', EXIT.ok],
    ['help exit-codes', EXIT.ok],
    ['help environment', EXIT.ok],
    ['help permissions', EXIT.ok],
    ['help strategy', EXIT.ok],
    ['validate', EXIT.ok],
    ['validate -o json', EXIT.ok],
    ['validate -f wrong.yaml', EXIT.strategy],
    ['plan -f wrong.yaml', EXIT.strategy],
    ['schema', EXIT.ok],
    ['demo strategy', EXIT.ok],
    ['paln', EXIT.usage],
  ])('by mbx %s', async (command, exit) => {
    const ran = await place.mbx(command.split(' ').filter((word) => word !== ''));
    expect(ran.err).not.toContain('a socket was opened');
    expect(ran.code).toBe(exit);
    expect(ran.out + ran.err).not.toBe('');
  });

  test('the overview needs no command table, and is the one that the table gives', async () => {
    const { out } = await place.mbx(['--help', '--help']); // more than the quick way knows
    expect(out).toContain('apply');
    for (const quick of [['--help'], ['-h'], ['help'], []])
      expect(await place.mbx(quick)).toEqual({ code: EXIT.ok, out, err: '' });
  });

  test('but by mbx plan', async () => {
    const { code, err } = await place.mbx(['plan']);
    expect(err).toContain('a socket was opened');
    expect(code).toBe(99);
  });
});
