import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  makeBench,
  type Options,
} from '../../../test/support/simulator/exchange-world.ts';
import { checkTenant } from '../tenant/check.ts';

const as = (directoryRole: string): Options => ({ as: `user:${directoryRole}` });
const GLOBAL_READER = as('f2ef992c-3afb-46b9-b7cf-a126ee74c451');
const RECIPIENT_ADMINISTRATOR = as('31392ffb-586c-42d1-9346-e59415a2cc4e');
const COMPLIANCE = as('17315797-102d-40b4-93e0-432062caca18');
const SECURITY_READER = as('5d6b6bb7-de71-4623-b4af-96380a352509');

const DOMAIN = 'Get-RemoteDomain';
const POLICY = 'Get-HostedOutboundSpamFilterPolicy';
const RULE = 'Get-HostedOutboundSpamFilterRule';

test('a tenant that says nothing of it has the defaults: a domain for all, a policy left to the service, no rules', async () => {
  const { run } = makeBench();
  expect((await run(DOMAIN, {}, ADMINISTRATOR)).rows).toMatchObject([
    { Name: 'Default', DomainName: '*', AutoForwardEnabled: true },
  ]);
  expect((await run(POLICY, {}, ADMINISTRATOR)).rows).toMatchObject([
    { Name: 'Default', IsDefault: true, AutoForwardingMode: 'Automatic' },
  ]);
  expect((await run(RULE, {}, ADMINISTRATOR)).rows).toEqual([]);
});

test('what the document says comes beside the default, or in its place', async () => {
  const { run, tenant } = makeBench();
  tenant.remoteDomains = [
    { name: 'Fabrikam', domainName: '*.fabrikam.example', autoForwardEnabled: false },
  ];
  tenant.outboundPolicies = [
    { name: 'Default', autoForwardingMode: 'Off' },
    { name: 'Forwarders', autoForwardingMode: 'On' },
  ];
  tenant.outboundRules = [
    { name: 'Press', policy: 'Forwarders', from: ['press@contoso.com'] },
    { name: 'Old', policy: 'Forwarders', enabled: false, senderDomainIs: ['contoso.com'] },
  ];
  checkTenant(tenant);
  expect((await run(DOMAIN, {}, ADMINISTRATOR)).rows).toMatchObject([
    { Name: 'Default', DomainName: '*', AutoForwardEnabled: true },
    { Name: 'Fabrikam', DomainName: '*.fabrikam.example', AutoForwardEnabled: false },
  ]);
  const policies = (await run(POLICY, {}, ADMINISTRATOR)).rows;
  expect(policies).toMatchObject([
    { Name: 'Default', IsDefault: true, AutoForwardingMode: 'Off' },
    { Name: 'Forwarders', IsDefault: false, AutoForwardingMode: 'On' },
  ]);
  expect(new Set(policies.map(({ Guid }) => Guid)).size).toBe(2);
  expect((await run(RULE, {}, ADMINISTRATOR)).rows).toMatchObject([
    {
      Name: 'Press',
      HostedOutboundSpamFilterPolicy: 'Forwarders',
      State: 'Enabled',
      Priority: 0,
      From: ['press@contoso.com'],
      FromMemberOf: [],
    },
    { Name: 'Old', State: 'Disabled', Priority: 1, SenderDomainIs: ['contoso.com'] },
  ]);
  expect((await run(RULE, { State: 'Disabled' }, ADMINISTRATOR)).rows).toMatchObject([
    { Name: 'Old', Priority: 1 },
  ]);
});

test.each([DOMAIN, POLICY])(
  '%s: by name in any letter case; another is not found',
  async (cmdlet) => {
    const { run } = makeBench();
    expect((await run(cmdlet, { Identity: 'DEFAULT' }, ADMINISTRATOR)).rows).toHaveLength(1);
    expect((await run(cmdlet, { Identity: 'Fabrikam' }, ADMINISTRATOR)).status).toBe(404);
  },
);

test('a document whose settings are none is refused by path', () => {
  const { tenant } = makeBench();
  const policies = [{ name: 'Default', autoForwardingMode: 'Sometimes' }];
  expect(() => checkTenant({ ...tenant, outboundPolicies: policies })).toThrow(
    '/outboundPolicies/0/autoForwardingMode',
  );
});

test.each([
  ['view-only rights', GLOBAL_READER, [200, 200, 200]],
  ['Compliance Management', COMPLIANCE, [200, 200, 200]],
  ['Security Reader', SECURITY_READER, [403, 200, 200]],
  ['Recipient Management', RECIPIENT_ADMINISTRATOR, [403, 403, 403]],
])('who reads remote domains, policies and rules: %s', async (_, who, statuses) => {
  const { run } = makeBench();
  const answers = await Promise.all([DOMAIN, POLICY, RULE].map((one) => run(one, {}, who)));
  expect(answers.map(({ status }) => status)).toEqual(statuses);
});
