/**
 * Tenants of any size for measuring. The same size and seed give the same tenant; time and memory grow with the size.
 *
 * Densities, for a size of N mailboxes (each a chance drawn for itself, so the counts are near, not exact):
 *
 * | what | density |
 * |---|---|
 * | people with a mailbox | 80 % of N, `user000000@contoso.com` and on |
 * | shared mailboxes | 20 % of N, `shared000000@contoso.com` and on |
 * | people whose sign-in is blocked | 3 % |
 * | guests without mailbox | N / 50 |
 * | aliases | one on 30 % of the mailboxes |
 * | Full Access on a shared mailbox | 1 to 7 people, and a group on 20 % |
 * | Send As on a shared mailbox | the first half of those people |
 * | Send on Behalf on a shared mailbox | one person on 30 % |
 * | Full Access and Send on Behalf on a person's mailbox | one person on 5 % |
 * | entries of nobody (orphans) | one on 2 % of the mailboxes |
 * | mail-enabled groups | N / 40, half of them security groups |
 * | members of a group | 3 to 30 people |
 * | licences | one for each person with a mailbox, for the members of the first group through it |
 */
import { seededRandom } from '../random.ts';
import type { Mailbox, Tenant, User } from '../tenant/model.ts';
import { seedAccess } from './applications.ts';
import { fullAccess, GB, TenantBuilder } from './builder.ts';
import { guidOf } from './ids.ts';
import { addGeneratedLicences } from './licences.ts';

/** Share of the mailboxes that belong to people; the rest are shared. */
const PEOPLE_SHARE = 0.8;
/** Share of the people whose sign-in is blocked. */
const BLOCKED_SHARE = 0.03;
/** One guest for so many mailboxes. */
const MAILBOXES_PER_GUEST = 50;
/** Share of the mailboxes with an alias. */
const ALIAS_SHARE = 0.3;
/** People with Full Access on a shared mailbox, least and most. */
const SHARED_DELEGATES = [1, 7] as const;
/** Share of the shared mailboxes that a group opens too. */
const GROUP_DELEGATE_SHARE = 0.2;
/** Share of the shared mailboxes with somebody who sends on behalf. */
const ON_BEHALF_SHARE = 0.3;
/** Share of the people's mailboxes that somebody else opens. */
const PERSONAL_DELEGATE_SHARE = 0.05;
/** Share of the mailboxes with an entry whose holder is gone. */
const ORPHAN_SHARE = 0.02;
/** One mail-enabled group for so many mailboxes. */
const MAILBOXES_PER_GROUP = 40;
/** Members of a group, least and most. */
const GROUP_MEMBERS = [3, 30] as const;

const DEPARTMENTS = [
  'Sales',
  'Support',
  'HR',
  'Finance',
  'Marketing',
  'Legal',
  'Engineering',
  'Operations',
];

/**
 * @param size mailboxes to make, at least 1
 * @param seed which tenant of that size
 */
export function generate(size: number, seed: number, now: Date): Tenant {
  const random = seededRandom(seed);
  const tenant: Tenant = {
    version: 1,
    id: guidOf(`tenant generated ${size} ${seed}`),
    displayName: `Contoso with ${size} mailboxes`,
    domains: [
      { name: 'contoso.onmicrosoft.com', initial: true, default: false, type: 'Authoritative' },
      { name: 'contoso.com', initial: false, default: true, type: 'Authoritative' },
    ],
    dirSync: false,
    sidPrefix: 'S-1-5-21-1004336348-1177238915-682003330',
    users: [],
    groups: [],
    contacts: [],
    servicePrincipals: [],
    mailboxes: [],
    ...seedAccess(random, null),
  };
  const generator = new Generator(tenant, random, now);
  generator.makePeople(Math.max(1, Math.round(size * PEOPLE_SHARE)));
  generator.makeGuests(Math.floor(size / MAILBOXES_PER_GUEST));
  generator.makeGroups(Math.floor(size / MAILBOXES_PER_GROUP));
  generator.makeShared(size - tenant.mailboxes.length);
  generator.makePersonalRights();
  generator.makeLicences();
  return tenant;
}

/** Holds what has been made so far, for what is drawn from it. */
class Generator {
  readonly #tenant: Tenant;
  readonly #random: () => number;
  readonly #build: TenantBuilder;
  readonly #people: User[] = [];

  constructor(tenant: Tenant, random: () => number, now: Date) {
    this.#tenant = tenant;
    this.#random = random;
    this.#build = new TenantBuilder(tenant, 'contoso.com', now);
  }

  makePeople(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const number = numberText(index);
      const mailbox = this.#build.mailbox({
        local: `user${number}`,
        displayName: `User ${number}`,
        department: DEPARTMENTS[index % DEPARTMENTS.length] ?? 'Sales',
        jobTitle: 'Employee',
        enabled: this.#random() >= BLOCKED_SHARE,
        aliases: this.#chance(ALIAS_SHARE) ? [`u.${number}`] : [],
        age: this.#between(30, 3000),
        name: this.#chance(0.5) ? 'plain' : 'guid',
        size: Math.floor(this.#random() * 20 * GB),
      });
      const owner = this.#tenant.users.at(-1);
      if (owner !== undefined) this.#people.push(owner);
      this.#maybeOrphan(mailbox);
    }
  }

  makeGuests(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const mail = `guest${numberText(index)}@fabrikam.example`;
      this.#build.user(
        { local: `guest ${mail}`, displayName: `Guest ${numberText(index)}`, age: 100 },
        {
          userPrincipalName: `${mail.replace('@', '_')}#EXT#@contoso.onmicrosoft.com`,
          mail,
          mailNickname: `${mail.replace('@', '_')}#EXT#`,
          proxyAddresses: [`SMTP:${mail}`],
          userType: 'Guest',
          mailUser: true,
        },
      );
    }
  }

  makeGroups(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const number = numberText(index);
      const members = this.#draw(this.#between(...GROUP_MEMBERS)).map(({ id }) => id);
      this.#build.group(
        index % 2 === 0 ? 'mailSecurity' : 'distribution',
        `group${number}`,
        `Group ${number}`,
        { members, owners: members.slice(0, 1) },
      );
    }
  }

  makeShared(count: number): void {
    const securityGroups = this.#tenant.groups.filter(({ kind }) => kind === 'mailSecurity');
    for (let index = 0; index < count; index += 1) {
      const number = numberText(index);
      const mailbox = this.#build.mailbox({
        local: `shared${number}`,
        displayName: `Shared ${number}`,
        type: 'SharedMailbox',
        aliases: this.#chance(ALIAS_SHARE) ? [`s.${number}`] : [],
        age: this.#between(30, 3000),
        name: this.#chance(0.5) ? 'plain' : 'guid',
        size: Math.floor(this.#random() * 30 * GB),
      });
      const delegates = this.#draw(this.#between(...SHARED_DELEGATES));
      mailbox.permissions.push(...delegates.map(({ sid }) => fullAccess(sid)));
      mailbox.sendAs.push(
        ...delegates
          .slice(0, Math.ceil(delegates.length / 2))
          .map(({ sid }) => ({ sid, deny: false })),
      );
      if (this.#chance(ON_BEHALF_SHARE)) {
        mailbox.grantSendOnBehalfTo.push(...this.#draw(1).map(({ id }) => id));
      }
      const group = securityGroups[this.#between(0, securityGroups.length - 1)];
      if (group !== undefined && this.#chance(GROUP_DELEGATE_SHARE)) {
        mailbox.permissions.push(fullAccess(group.sid, { autoMapping: null }));
      }
      this.#maybeOrphan(mailbox);
    }
  }

  /** Somebody who looks after a colleague's mail. Nobody is a delegate of their own. */
  makePersonalRights(): void {
    for (const mailbox of this.#tenant.mailboxes) {
      if (mailbox.type !== 'UserMailbox' || !this.#chance(PERSONAL_DELEGATE_SHARE)) continue;
      for (const delegate of this.#draw(1)) {
        if (delegate.id === mailbox.userId) continue;
        mailbox.permissions.push(fullAccess(delegate.sid));
        mailbox.grantSendOnBehalfTo.push(delegate.id);
      }
    }
  }

  /** No chance is drawn here: what was drawn before stays as it was. */
  makeLicences(): void {
    addGeneratedLicences(this.#build, this.#people);
  }

  #maybeOrphan(mailbox: Mailbox): void {
    if (this.#chance(ORPHAN_SHARE)) mailbox.permissions.push(fullAccess(this.#build.sid()));
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #between(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  /** That many people, each once; fewer where there are not so many. */
  #draw(count: number): User[] {
    const drawn = new Set<User>();
    const wanted = Math.min(count, this.#people.length);
    while (drawn.size < wanted) {
      const person = this.#people[this.#between(0, this.#people.length - 1)];
      if (person !== undefined) drawn.add(person);
    }
    return [...drawn];
  }
}

/** Six digits, so that names sort as numbers do. */
function numberText(index: number): string {
  return String(index).padStart(6, '0');
}
