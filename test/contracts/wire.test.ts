/** What goes over the wire stands in a table made from Microsoft's descriptions, and what stands there is used. */
import { beforeAll, expect, test } from 'vitest';
import { endpointsFor } from '../../src/tenant/http/endpoints.ts';
import { createServices } from '../../src/tenant/services.ts';
import type { Credential } from '../../src/tenant/sign-in/sign-in.ts';
import { makeCertificate } from '../support/certificate.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { type Entry, startTenant, type TestTenant } from '../support/tenant.ts';
import { EVERY_CHANGE } from './kinds/index.ts';
import { allRows, check } from './wire-table.ts';

/** Kinds and operations of what was planned and made, and all calls it took. */
interface Seen {
  readonly made: readonly string[];
  readonly ledger: readonly Entry[];
  /** Calls that the simulated tenant did not know. */
  readonly unknown: unknown;
}
type Run = (mbx: InProcess, tenant: TestTenant) => Promise<readonly string[]>;

/** Few mailboxes: each is asked about by itself. Every kind, and each of its operations; orphans, the deleted, a lost answer. */
const FEW = `
version: 1
tenant: contoso.onmicrosoft.com
settings: { mode: exact }
sharedMailboxes:
  sales@contoso.com:
    displayName: Sales team
    aliases: [hello@contoso.com]
    hidden: true
    sentItemsCopy: { sendAs: false, onBehalf: true }
    forwarding: { to: archive@fabrikam.example }
    delegates:
      ann@contoso.com: { rights: [fullAccess], automap: false }
      tom.baker@contoso.com: [fullAccess, sendAs, sendOnBehalf]
      group:auditors@contoso.com: [fullAccess]
  info@contoso.com:
    aliases: [contact@contoso.com, info@contoso.co.uk, enquiries@contoso.com]
    delegates: { ann@contoso.com: [fullAccess] }
    forwarding: { to: ann@contoso.com, keepCopy: false }
  jobs@contoso.com:
    aliases: [careers@contoso.com]
    forwarding: {}
    signIn: blocked
  support@contoso.com:
    signIn: blocked
    delegates: { grace.kim@contoso.com: [fullAccess] }
  projects@contoso.com:
    displayName: Projects
    hidden: true
    signIn: allowed
    delegates: { ann@contoso.com: { rights: [fullAccess, sendAs, sendOnBehalf], automap: true } }
`;
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const few: Run = async (mbx, tenant) => {
  // A tenant that is mastered on premises would have no mailbox created.
  const dump = await tenant.dump();
  // SELF was taken away from one; a group may activate the role of a global administrator.
  for (const mailbox of dump.mailboxes)
    if (mailbox.emailAddresses.includes('SMTP:info@contoso.com'))
      mailbox.withoutSelf = ['fullAccess', 'sendAs'];
  // Two are to be blocked, so that Graph is asked about several at a time.
  const jobs = dump.mailboxes.find(({ emailAddresses }) =>
    emailAddresses.includes('SMTP:jobs@contoso.com'),
  );
  for (const user of dump.users) if (user.id === jobs?.userId) user.accountEnabled = true;
  // One goes on to somebody else, and one to nobody any more.
  for (const mailbox of dump.mailboxes)
    if (mailbox === jobs || mailbox.emailAddresses.includes('SMTP:info@contoso.com'))
      mailbox.forwardingSmtpAddress = 'smtp:old@fabrikam.example';
  for (const group of dump.groups.filter(({ mail }) => mail === 'auditors@contoso.com'))
    Object.assign(group, { isAssignableToRole: true, eligibleRoles: [GLOBAL_ADMINISTRATOR] });
  await tenant.load({ ...dump, dirSync: false });
  await tenant.control('PUT', 'faults', {
    rules: [
      { match: { service: 'exchange', cmdlet: 'New-Mailbox' }, times: 1, answer: 'resetAfter' },
    ],
  });
  const { plan, directory } = await mbx.plan(FEW);
  const { ends } = await mbx.apply(FEW, plan, directory);
  // By number: what happens to a mailbox just made has another id once the mailbox has one.
  expect([...ends.values()].map(({ end }) => end)).toEqual(plan.changes.map(() => 'verified'));
  return plan.changes.map(({ action: { kind, op } }) => `${kind} ${op}`);
};

/** More mailboxes than one page holds, and so many of them named that lists of the whole tenant are fewer requests. */
const PAGE = 1000;
const many: Run = async (mbx, tenant) => {
  const { mailboxes } = await tenant.dump();
  const named = mailboxes.filter(({ type }) => type === 'SharedMailbox').slice(0, PAGE / 20);
  const entries = named.map(
    ({ emailAddresses: [primary = ''] }) =>
      `  ${primary.replace('SMTP:', '')}: { delegates: {} }\n`,
  );
  const { plan } = await mbx.plan(
    `version: 1\ntenant: contoso.onmicrosoft.com\nsettings: { mode: additive }\nsharedMailboxes:\n${entries.join('')}`,
  );
  expect(plan.gaps).toEqual([]);
  return [];
};

/** The other ways to sign in, and the question what the identity may run. */
const otherSignIns: Run = async ({ services }, tenant) => {
  await services.exchange.cmdlets();
  const certificate = makeCertificate();
  const dump = await tenant.dump();
  const [own, ...others] = dump.applications;
  if (own === undefined) throw new Error('the tenant has no application');
  const { thumbprintSha256, certificate: pem } = certificate;
  await tenant.load({
    ...dump,
    applications: [{ ...own, certificate: { thumbprintSha256, pem } }, ...others],
  });
  await signedIn(tenant, { how: 'certificate', pem: certificate.pem });
  return [];
};

async function signedIn(tenant: TestTenant, credential: Credential): Promise<void> {
  const { tenantId, clientId, origin } = tenant;
  const services = createServices({
    tenant: tenantId,
    clientId,
    credential,
    endpoints: endpointsFor('global', { login: origin, graph: origin, exchange: origin }),
    clock: new FakeClock(),
    random: () => 0.5,
  });
  try {
    expect((await services.actor()).tenantId).toBe(tenantId);
  } finally {
    await services.close();
  }
}

async function seenIn(run: Run, size?: number): Promise<Seen> {
  const tenant = await startTenant(size === undefined ? {} : { size });
  // One time for both sides: what a run created is told by when it was created.
  const mbx = inProcess(tenant, new FakeClock(Date.now()));
  try {
    const made = await run(mbx, tenant);
    return { made, ledger: await tenant.ledger(), unknown: await tenant.control('GET', 'unknown') };
  } finally {
    await mbx.close();
    await tenant.close();
  }
}

let runs: readonly Seen[];
let ledger: readonly Entry[];
beforeAll(async () => {
  runs = [await seenIn(few), await seenIn(many, PAGE + 100), await seenIn(otherSignIns)];
  ledger = runs.flatMap((run) => run.ledger);
});

test('the runs make every kind of change', () => {
  const made = new Set(runs.flatMap((run) => run.made));
  expect([...made].sort()).toEqual(EVERY_CHANGE);
});

test('every call stands in the table, with each of its parameters, options and properties', () => {
  expect(ledger.length).toBeGreaterThan(100);
  expect([...new Set(ledger.flatMap((entry) => check(entry).breaches))]).toEqual([]);
});

test('every row of the table is used', () => {
  const used = new Set(ledger.flatMap((entry) => [...check(entry).used]));
  expect(allRows().filter((row) => !used.has(row))).toEqual([]);
});

test('the simulated tenant knew every call', () => {
  expect(runs.map(({ unknown }) => unknown)).toEqual(runs.map(() => ({ count: 0, calls: [] })));
});

test('who is gone is named by the SID', () => {
  const trustees = ledger
    .filter(({ cmdlet }) => cmdlet === 'Remove-MailboxPermission')
    .map(({ parameters = {} }) => String(parameters['User']));
  expect(trustees.some((trustee) => trustee.startsWith('S-1-5-21-'))).toBe(true);
});

const invoked = (
  cmdlet: string,
  parameters: Readonly<Record<string, unknown>>,
  query = '',
): Entry => ({
  seq: 1,
  at: '2030-01-07T09:00:00Z',
  service: 'exchange',
  method: 'POST',
  url: `/adminapi/beta/${ID}/InvokeCommand${query}`,
  body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
  status: 200,
  cmdlet,
  parameters,
});
const asked = (method: string, url: string, body?: unknown): Entry => ({
  seq: 1,
  at: '2030-01-07T09:00:00Z',
  service: 'graph',
  method,
  url,
  body,
  status: 200,
});
const ID = '11111111-0000-4000-8000-000000000001';

test.each<readonly [what: string, entry: Entry, breach: string]>([
  ['a cmdlet', invoked('Remove-Mailbox', { Identity: ID }), 'Remove-Mailbox is in no table'],
  [
    'a parameter',
    invoked('Get-Recipient', { Filter: 'x' }),
    'Get-Recipient -Filter is in no table',
  ],
  [
    'a parameter left out',
    invoked('Add-RecipientPermission', { Identity: ID, AccessRights: ['SendAs'] }),
    'Add-RecipientPermission -Trustee is required',
  ],
  [
    'a list in place of its difference',
    invoked('Set-Mailbox', { Identity: ID, EmailAddresses: ['smtp:a@contoso.com'] }),
    'Set-Mailbox -EmailAddresses is no difference: ["smtp:a@contoso.com"]',
  ],
  [
    'an empty difference',
    invoked('Set-Mailbox', {
      Identity: ID,
      EmailAddresses: { '@odata.type': '#Exchange.GenericHashTable', Add: [] },
    }),
    'Set-Mailbox -EmailAddresses is no difference: {"@odata.type":"#Exchange.GenericHashTable","Add":[]}',
  ],
  [
    'an output property',
    invoked('Get-User', {}, '?$select=Guid,Password'),
    'Get-User $select Password is in no table',
  ],
  [
    'an option of the URL',
    invoked('Get-User', {}, '?$filter=x'),
    'Get-User $filter is in no table',
  ],
  ['a path', asked('GET', '/v1.0/devices'), 'GET /v1.0/devices is in no table'],
  ['a method', asked('DELETE', `/v1.0/users/${ID}`), 'DELETE /v1.0/users/{id} is in no table'],
  [
    'an option of Graph',
    asked('GET', '/v1.0/users?$orderby=mail'),
    'GET /v1.0/users $orderby is in no table',
  ],
  [
    'a page too large',
    asked('GET', '/v1.0/users?$top=1000'),
    'GET /v1.0/users $top is no pageSize: "1000"',
  ],
  [
    'a property of a body',
    asked('PATCH', `/v1.0/users/${ID}`, { accountEnabled: false, displayName: 'X' }),
    'PATCH /v1.0/users/{id} body displayName is in no table',
  ],
  [
    'a body left out',
    asked('PATCH', `/v1.0/users/${ID}`),
    'PATCH /v1.0/users/{id}: there is no body',
  ],
  [
    'a batch of eleven',
    asked('POST', `/adminapi/beta/${ID}/$batch`, {
      requests: Array.from({ length: 11 }, (_, index) => ({ id: String(index) })),
    }),
    'POST /adminapi/beta/{id}/$batch body requests is no parts',
  ],
  [
    'a batch of Graph with an address that is not relative',
    asked('POST', '/v1.0/$batch', {
      requests: [{ id: '0', method: 'GET', url: 'https://graph.microsoft.com/v1.0/users' }],
    }),
    'POST /v1.0/$batch body requests is no graphParts',
  ],
  [
    'a batch of Graph of twenty-one',
    asked('POST', '/v1.0/$batch', {
      requests: Array.from({ length: 21 }, (_, index) => ({ id: String(index), url: '/users' })),
    }),
    'POST /v1.0/$batch body requests is no graphParts',
  ],
])('not in the table: %s', (_, entry, breach) => {
  expect(check(entry).breaches.join('\n')).toContain(breach);
});
