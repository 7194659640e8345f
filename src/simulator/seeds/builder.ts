/** Builds a tenant object by object: the parts that every user, group and mailbox has, filled in consistently. */
import { blankMailbox } from '../tenant/blank-mailbox.ts';
import type {
  Contact,
  Group,
  Mailbox,
  MailboxAce,
  RecipientTypeDetails,
  Tenant,
  User,
} from '../tenant/model.ts';
import { daysBefore, guidOf } from './ids.ts';

/** Bytes of a gigabyte. */
export const GB = 1_073_741_824;

/** First relative id given out; lower ones belong to the forest. */
const FIRST_RID = 1_000_001;

export interface PersonSeed {
  /** The part before the @ of the primary address and of the user principal name. */
  readonly local: string;
  readonly displayName: string;
  readonly department?: string;
  readonly jobTitle?: string;
  readonly aliases?: readonly string[];
  readonly roles?: readonly string[];
  readonly enabled?: boolean;
  readonly synced?: boolean;
  /** Age of the account in days. */
  readonly age?: number;
  /** Exchange names it by object id (newer) or by a plain text (older). */
  readonly name?: 'guid' | 'plain';
}

export interface MailboxSeed extends PersonSeed {
  readonly type?: RecipientTypeDetails;
  /** Bytes. */
  readonly size?: number;
}

/** Makes the objects of one tenant and gives each its SID, in order of creation. */
export class TenantBuilder {
  readonly tenant: Tenant;
  readonly now: Date;
  readonly #initial: string;
  readonly #domain: string;
  #rid = FIRST_RID;

  /** @param domain where addresses are made; the tenant's first domain must be the initial one */
  constructor(tenant: Tenant, domain: string, now: Date) {
    this.tenant = tenant;
    this.now = now;
    this.#domain = domain;
    this.#initial = tenant.domains[0]?.name ?? domain;
  }

  /** The next SID of the forest: also a way to make one that nobody has (an orphan). */
  sid(): string {
    this.#rid += 1;
    return `${this.tenant.sidPrefix}-${this.#rid}`;
  }

  /** A user without mailbox. */
  user(seed: PersonSeed, more: Partial<User> = {}): User {
    const address = `${seed.local}@${this.#domain}`;
    const id = guidOf(`user ${address}`);
    const user: User = {
      id,
      sid: this.sid(),
      userPrincipalName: address,
      displayName: seed.displayName,
      mail: null,
      mailNickname: aliasOf(seed.local),
      proxyAddresses: [],
      accountEnabled: seed.enabled ?? true,
      userType: 'Member',
      department: seed.department ?? null,
      jobTitle: seed.jobTitle ?? null,
      onPremisesSyncEnabled: seed.synced ? true : null,
      createdDateTime: daysBefore(this.now, seed.age ?? 400),
      deletedDateTime: null,
      mailUser: false,
      name: seed.name === 'plain' ? aliasOf(seed.local) : id,
      roles: [...(seed.roles ?? [])],
      ...more,
    };
    this.tenant.users.push(user);
    return user;
  }

  /** A user and the mailbox it owns. */
  mailbox(seed: MailboxSeed, more: Partial<Mailbox> = {}): Mailbox {
    const type = seed.type ?? 'UserMailbox';
    const owner = this.user({ ...seed, enabled: seed.enabled ?? type === 'UserMailbox' });
    const mailbox: Mailbox = {
      ...this.#mailboxOf(owner, seed, type),
      ...more,
    };
    owner.mail = `${seed.local}@${this.#domain}`;
    owner.proxyAddresses = mailbox.emailAddresses.filter((text) => /^smtp:/i.test(text));
    this.tenant.mailboxes.push(mailbox);
    return mailbox;
  }

  #mailboxOf(owner: User, seed: MailboxSeed, type: RecipientTypeDetails): Mailbox {
    const address = owner.userPrincipalName;
    const size = seed.size ?? 2 * GB;
    return {
      ...blankMailbox({
        userId: owner.id,
        guid: guidOf(`mailbox ${address}`),
        exchangeGuid: guidOf(`store ${address}`),
        name: owner.name,
        alias: owner.mailNickname,
        displayName: owner.displayName,
        userPrincipalName: address,
        legacyExchangeDN: this.legacyDn(address, owner.mailNickname),
        distinguishedName: this.dn(owner.name),
        type,
        emailAddresses: [
          `SMTP:${address}`,
          ...(seed.aliases ?? []).map((alias) =>
            alias.includes('@') ? `smtp:${alias}` : `smtp:${alias}@${this.#domain}`,
          ),
          `smtp:${seed.local}@${this.#initial}`,
          ...(type === 'UserMailbox' ? [`SIP:${address}`] : []),
        ],
        whenCreated: owner.createdDateTime,
      }),
      totalItemSize: size,
      totalDeletedItemSize: Math.floor(size / 40),
      itemCount: Math.ceil(size / 75_000),
      dirSynced: seed.synced ?? false,
      whenChanged: daysBefore(this.now, Math.min(30, seed.age ?? 400)),
    };
  }

  /** A group; mail-enabled unless its kind is `security`. */
  group(kind: Group['kind'], local: string, displayName: string, more: Partial<Group> = {}): Group {
    const mail = kind === 'security' ? null : `${local}@${this.#domain}`;
    const id = guidOf(`group ${local}@${this.#domain}`);
    const group: Group = {
      id,
      sid: this.sid(),
      kind,
      displayName,
      mail,
      mailNickname: aliasOf(local),
      proxyAddresses: mail === null ? [] : [`SMTP:${mail}`, `smtp:${local}@${this.#initial}`],
      name: displayName,
      members: [],
      owners: [],
      onPremisesSyncEnabled: null,
      isAssignableToRole: false,
      hiddenMembership: false,
      membershipRule: null,
      grantSendOnBehalfTo: [],
      sendAs: [],
      ...more,
    };
    this.tenant.groups.push(group);
    return group;
  }

  contact(address: string, displayName: string): Contact {
    const contact: Contact = {
      id: guidOf(`contact ${address}`),
      displayName,
      mail: address,
      mailNickname: aliasOf(address.replace('@', '.')),
      proxyAddresses: [`SMTP:${address}`],
      name: displayName,
    };
    this.tenant.contacts.push(contact);
    return contact;
  }

  /** The distinguished name that Exchange makes from a Name. */
  dn(name: string): string {
    return `CN=${name},OU=${this.#initial},OU=Microsoft Exchange Hosted Organizations,DC=EURPR07A013,DC=PROD,DC=OUTLOOK,DC=COM`;
  }

  legacyDn(address: string, alias: string): string {
    const hex = guidOf(`legacy ${address}`).replaceAll('-', '');
    return `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${hex}-${alias}`;
  }
}

/** Full Access for a SID as it is usually given: inherited by all folders, mapped into Outlook. */
export function fullAccess(sid: string, more: Partial<MailboxAce> = {}): MailboxAce {
  return {
    sid,
    rights: ['FullAccess'],
    deny: false,
    inherited: false,
    inheritanceType: 'All',
    autoMapping: true,
    ...more,
  };
}

/** An alias may hold letters, digits, dots, hyphens and underscores. */
function aliasOf(local: string): string {
  return local.replaceAll(/[^A-Za-z0-9._-]/g, '');
}
