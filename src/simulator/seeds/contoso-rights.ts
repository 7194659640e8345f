/** Who reaches what in the contoso tenant: ordinary delegations, and the mistakes that an audit is to find. */
import type { Group, Mailbox, MailboxAce, ServicePrincipal, Tenant } from '../tenant/model.ts';
import { fullAccess, type TenantBuilder } from './builder.ts';
import { idOf } from './contoso-groups.ts';
import { guidOf } from './ids.ts';

/** Mailbox, then who has Full Access, Send As and Send on Behalf there, by local part. */
const DELEGATES: readonly (readonly [string, string[], string[], string[]])[] = [
  // old.hand is blocked and still has everything.
  ['sales', ['ann', 'fred', 'priya.shah', 'old.hand'], ['ann', 'fred', 'old.hand'], ['temp']],
  ['info', ['ann', 'carlos.mendez', 'service-desk'], ['ann', 'old.hand'], []],
  [
    'support',
    ['service-desk', 'grace.kim', 'nina.petrova'],
    ['service-desk', 'grace.kim'],
    ['grace.kim'],
  ],
  ['hr', ['helen.ward', 'yusuf.demir'], ['helen.ward', 'yusuf.demir'], []],
  // Which Alex Morgan? The one of Finance is meant; the other has it too.
  [
    'finance',
    ['marta.kowalska', 'david.chen', 'ruth.okafor', 'alex.morgan', 'alex.morgan2', 'auditors'],
    ['marta.kowalska', 'david.chen'],
    ['alex.morgan'],
  ],
  ['invoices', ['david.chen', 'ruth.okafor', 'temp'], ['ruth.okafor'], ['david.chen']],
  ['marketing', ['ellen.berg', 'jack.turner', 'sofia.rossi'], ['ellen.berg'], ['newsletter']],
  ['press', ['ellen.berg', 'jack.turner'], ['jack.turner'], ['ellen.berg']],
  ['jobs', ['yusuf.demir'], ['yusuf.demir', 'helen.ward'], []],
  ['facilities', ['oscar.lind', 'karl.synced'], ['oscar.lind'], []],
  ['legal', ['peter.novak', 'amelie.dubois', 'auditors'], ['peter.novak'], ['amelie.dubois']],
  ['archive', ['backup-svc', 'auditors'], [], []],
  ['ceo', ['helen.ward'], [], ['helen.ward']],
  ['fred', ['ann'], [], ['ann']],
  // A leaver's mailbox, converted, with nobody named to look after it but a leaver.
  ['jo.left', ['old.hand'], [], []],
  ['boardroom', ['oscar.lind'], [], []],
];

export function addRights(build: TenantBuilder, applications: readonly ServicePrincipal[]): void {
  const { tenant } = build;
  for (const [local, access, sendAs, onBehalf] of DELEGATES) {
    const mailbox = mailboxOf(tenant, local);
    mailbox.permissions.push(...access.map((name) => accessOf(tenant, name)));
    mailbox.sendAs.push(...sendAs.map((name) => ({ sid: sidOf(tenant, name), deny: false })));
    mailbox.grantSendOnBehalfTo.push(...onBehalf.map((name) => idOf(tenant, name)));
  }
  addServiceRights(tenant, applications);
  addLeftovers(build);
  addOddities(build);
  addGroupRights(tenant);
}

/** Groups are never mapped into Outlook. */
function accessOf(tenant: Tenant, local: string): MailboxAce {
  const isGroup = tenant.groups.some((group) => group.mail === `${local}@contoso.com`);
  return fullAccess(sidOf(tenant, local), isGroup ? { autoMapping: null } : {});
}

/** Applications and a vendor's account read mail by right. */
function addServiceRights(tenant: Tenant, [archiver, importer]: readonly ServicePrincipal[]): void {
  const grant = (sid: string | undefined, local: string, sendAs: boolean) => {
    if (sid === undefined) return;
    mailboxOf(tenant, local).permissions.push(fullAccess(sid, { autoMapping: null }));
    if (sendAs) mailboxOf(tenant, local).sendAs.push({ sid, deny: false });
  };
  grant(archiver?.sid, 'archive', false);
  grant(archiver?.sid, 'finance', false);
  grant(importer?.sid, 'support', true);
  for (const local of ['finance', 'legal', 'hr']) {
    const ace = fullAccess(sidOf(tenant, 'backup-svc'), { autoMapping: false });
    mailboxOf(tenant, local).permissions.push(ace);
  }
}

/** Entries of people who are gone: two nobody knows any more, one still in the bin. */
function addLeftovers(build: TenantBuilder): void {
  const { tenant } = build;
  const [first, second] = [build.sid(), build.sid()];
  mailboxOf(tenant, 'info').permissions.push(fullAccess(first));
  mailboxOf(tenant, 'info').sendAs.push({ sid: first, deny: false });
  mailboxOf(tenant, 'finance').permissions.push(
    fullAccess(second, { rights: ['FullAccess', 'ReadPermission'] }),
  );
  mailboxOf(tenant, 'support').permissions.push(fullAccess(sidOf(tenant, 'gary.gone')));
  mailboxOf(tenant, 'support').sendAs.push({ sid: sidOf(tenant, 'gary.gone'), deny: false });
}

/** Inherited and Deny entries, rights joined in one entry, forwarding, holds, hidden mailboxes. */
function addOddities(build: TenantBuilder): void {
  const { tenant } = build;
  for (const local of ['sales', 'hr', 'ceo']) {
    mailboxOf(tenant, local).permissions.push(
      fullAccess(`${tenant.sidPrefix}-519`, {
        rights: ['FullAccess', 'DeleteItem', 'ReadPermission', 'ChangePermission', 'ChangeOwner'],
        inherited: true,
        autoMapping: null,
        shownAs: String.raw`EURPR07A013\Organization Management`,
      }),
    );
  }
  const denied = fullAccess(sidOf(tenant, 'yusuf.demir'), { deny: true, autoMapping: null });
  mailboxOf(tenant, 'ceo').permissions.push(denied);
  mailboxOf(tenant, 'legal').permissions.push(
    fullAccess(sidOf(tenant, 'grace.kim'), {
      rights: ['ReadPermission', 'DeleteItem'],
      autoMapping: null,
    }),
  );

  Object.assign(mailboxOf(tenant, 'press'), {
    forwardingSmtpAddress: 'smtp:agency@fabrikam.example',
    deliverToMailboxAndForward: true,
  });
  Object.assign(mailboxOf(tenant, 'old.hand'), { forwardingAddress: idOf(tenant, 'ann') });
  Object.assign(mailboxOf(tenant, 'legal'), { litigationHold: true });
  Object.assign(mailboxOf(tenant, 'archive'), {
    archiveGuid: guidOf('archive of archive'),
    inPlaceHolds: [`mbx${guidOf('retention policy').replaceAll('-', '')}:1`],
    hidden: true,
  });
  Object.assign(mailboxOf(tenant, 'sales'), { messageCopyForSentAs: true });
  Object.assign(mailboxOf(tenant, 'support'), {
    messageCopyForSentAs: true,
    messageCopyForSendOnBehalf: true,
  });
  addOldAddresses(build);
}

/** Addresses of other types, and the one under which mail once lay elsewhere. */
function addOldAddresses(build: TenantBuilder): void {
  const { tenant } = build;
  mailboxOf(tenant, 'sales').emailAddresses.push(
    'X500:/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=sales',
  );
  mailboxOf(tenant, 'ceo').emailAddresses.push(
    'X500:/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=ceastwood',
  );
  for (const local of ['fred', 'ann', 'ceo']) {
    const storage = guidOf(`storage ${local}`);
    mailboxOf(tenant, local).emailAddresses.push(`SPO:SPO_${storage}@SPO_${tenant.id}`);
  }
}

function addGroupRights(tenant: Tenant): void {
  groupOf(tenant, 'sales-list').sendAs.push({ sid: sidOf(tenant, 'ann'), deny: false });
  groupOf(tenant, 'newsletter').grantSendOnBehalfTo.push(idOf(tenant, 'jack.turner'));
  groupOf(tenant, 'newsletter').sendAs.push({ sid: sidOf(tenant, 'ellen.berg'), deny: false });
}

export function mailboxOf(tenant: Tenant, local: string): Mailbox {
  const address = `SMTP:${local}@contoso.com`;
  const found = tenant.mailboxes.find(({ emailAddresses }) => emailAddresses.includes(address));
  if (found === undefined) throw new RangeError(`the seed has no mailbox ${local}`);
  return found;
}

function groupOf(tenant: Tenant, local: string): Group {
  const found = tenant.groups.find(({ mail }) => mail === `${local}@contoso.com`);
  if (found === undefined) throw new RangeError(`the seed has no group ${local}`);
  return found;
}

function sidOf(tenant: Tenant, local: string): string {
  const id = idOf(tenant, local);
  const found = [...tenant.users, ...tenant.groups].find((object) => object.id === id);
  if (found === undefined) throw new RangeError(`${local} has no SID`);
  return found.sid;
}
