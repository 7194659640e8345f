import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ref } from '../../../test/support/builders.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { type InProcess, inProcess } from '../../../test/support/in-process.ts';
import { sessionOver } from '../../../test/support/sessions.ts';
import { startTenant, type TestTenant } from '../../../test/support/tenant.ts';
import type { Tenant } from '../../simulator/tenant/model.ts';
import { readItems } from '../../state/read.ts';
import { Recipients } from '../../tenant/directory/recipients.ts';
import type { ForwardingMode } from '../../tenant/read/outbound.ts';
import { remoteDomainOf, stoppedBy } from './outbound.ts';

const EXCHANGE_ADMINISTRATOR = '29232cdf-9323-42fd-ade2-1d097af3e4de';

describe('the remote domain of an address', () => {
  const domains = ['*', '*.fabrikam.example', 'fabrikam.example', '*.mail.fabrikam.example'].map(
    (domain) => ({ domain, autoForward: true }),
  );
  test.each([
    ['a@gmail.com', '*'],
    ['a@Fabrikam.example', 'fabrikam.example'],
    ['a@sub.fabrikam.example', '*.fabrikam.example'],
    ['a@mail.fabrikam.example', '*.mail.fabrikam.example'],
    ['a@x.mail.fabrikam.example', '*.mail.fabrikam.example'],
    ['a@notfabrikam.example', '*'],
  ])('%s: %s', (address, domain) => {
    expect(remoteDomainOf(address, domains)?.domain).toBe(domain);
  });
  test('none fits', () => {
    expect(remoteDomainOf('a@b.example', domains.slice(1))).toBeUndefined();
  });
});

test.each<readonly [ForwardingMode, boolean, string | undefined]>([
  ['On', true, undefined],
  ['On', false, 'remote domain *'],
  ['Off', true, 'policy P does not let'],
  ['Automatic', true, 'policy P leaves it to the service'],
])('policy %s, remote domain %s: %s', (mode, autoForward, why) => {
  const said = stoppedBy(
    {
      subject: ref('press'),
      policy: { name: 'P', mode },
      domains: [{ domain: '*', autoForward }],
    },
    'a@gmail.com',
  );
  if (why === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(why);
});

describe('read of a tenant', () => {
  let tenant: TestTenant;
  let mbx: InProcess;
  let seed: Tenant;
  beforeAll(async () => {
    tenant = await startTenant();
    mbx = inProcess(tenant, new FakeClock());
    const dump = await tenant.dump();
    const applications = dump.applications.map((one) => ({
      ...one,
      wids: [EXCHANGE_ADMINISTRATOR],
    }));
    seed = { ...dump, applications };
  });
  afterAll(async () => {
    await mbx.close();
    await tenant.close();
  });

  const PRESS = { id: '00000000-0000-4000-8000-00000000cafe', address: 'press@contoso.com' };
  const recipients = new Recipients([
    {
      ...PRESS,
      kind: 'user',
      displayName: 'Press',
      identities: [],
      names: ['press'],
      addresses: [PRESS.address, 'media@contoso.com'],
      synced: false,
    },
  ]);
  /** Mode of the policy for the mailbox, or why it is not known. */
  async function modeIn(change: Partial<Tenant>): Promise<string> {
    await tenant.load({ ...seed, ...change });
    const session = sessionOver(mbx.services, mbx.clock, recipients);
    const of = (await readItems(session, 'outbound', { mailboxes: [PRESS] })).of(PRESS.id);
    return of.known ? of.items.map(({ policy }) => policy.mode).join() : of.gap;
  }
  const POLICIES: Partial<Tenant> = {
    outboundPolicies: [
      { name: 'Default', autoForwardingMode: 'Off' },
      { name: 'May', autoForwardingMode: 'On' },
    ],
  };
  const rule = (conditions: object) => ({
    ...POLICIES,
    outboundRules: [{ name: 'R', policy: 'May', ...conditions }],
  });

  test.each<readonly [string, Partial<Tenant>, string | RegExp]>([
    ['nothing was ever set', {}, 'Automatic'],
    ['the default alone', POLICIES, 'Off'],
    ['a rule by address', rule({ from: ['Press@contoso.com'] }), 'On'],
    ['a rule by another address of it', rule({ from: ['media@contoso.com'] }), 'On'],
    ['a rule for somebody else', rule({ from: ['ann@contoso.com'] }), 'Off'],
    ['a rule that is off', rule({ from: ['press@contoso.com'], enabled: false }), 'Off'],
    ['a rule by domain', rule({ senderDomainIs: ['contoso.com'] }), 'On'],
    [
      'a rule by domain, and this mailbox excepted',
      rule({ senderDomainIs: ['contoso.com'], exceptIfFrom: ['press@contoso.com'] }),
      'Off',
    ],
    ['a rule by group', rule({ fromMemberOf: ['auditors@contoso.com'] }), /depends on groups/u],
    [
      'conditions that disagree',
      rule({ from: ['ann@contoso.com'], senderDomainIs: ['contoso.com'] }),
      /several conditions at once: May \(On\) or Default \(Off\)/u,
    ],
    [
      'a rule by group whose policy says the same',
      {
        ...rule({ fromMemberOf: ['auditors@contoso.com'] }),
        outboundPolicies: [
          { name: 'Default', autoForwardingMode: 'On' },
          { name: 'May', autoForwardingMode: 'On' },
        ],
      },
      'On',
    ],
    [
      'of two rules the first',
      {
        outboundPolicies: [
          { name: 'No', autoForwardingMode: 'Off' },
          { name: 'May', autoForwardingMode: 'On' },
        ],
        outboundRules: [
          { name: 'A', policy: 'May', from: ['press@contoso.com'] },
          { name: 'B', policy: 'No', senderDomainIs: ['contoso.com'] },
        ],
      },
      'On',
    ],
  ])('%s', async (_, change, wanted) => {
    expect(await modeIn(change)).toMatch(
      typeof wanted === 'string' ? new RegExp(`^${wanted}$`, 'u') : wanted,
    );
  });

  test.each([
    'Get-RemoteDomain',
    'Get-HostedOutboundSpamFilterPolicy',
    'Get-HostedOutboundSpamFilterRule',
  ])('%s fails: a gap, never "nothing stops it"', async (cmdlet) => {
    const match = { service: 'exchange', cmdlet };
    const denied = { status: 403, body: { error: { code: 'Denied', message: 'no' } } };
    await tenant.control('PUT', 'faults', { rules: [{ match, answer: denied }] });
    try {
      expect(await modeIn({})).toContain(cmdlet);
    } finally {
      await tenant.control('PUT', 'faults', {});
    }
  });
});
