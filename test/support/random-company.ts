/** Random small companies and random strategies for them, as fast-check draws: what is drawn is plain data, and shrinks. */
import fc from 'fast-check';
import { ROLE } from '../../src/simulator/seeds/applications.ts';
import { fullAccess, TenantBuilder } from '../../src/simulator/seeds/builder.ts';
import { guidOf } from '../../src/simulator/seeds/ids.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';

/** Blocked people have a mailbox, and cannot sign in. */
const PEOPLE = ['ann', 'bob', 'cy', 'blocked'] as const;
const SHARED = ['sales', 'info', 'desk'] as const;
type Person = (typeof PEOPLE)[number];
type Box = Person | (typeof SHARED)[number];
const BOXES: readonly Box[] = [...PEOPLE, ...SHARED];
const isPerson = (box: string): boolean => PEOPLE.some((one) => one === box);
/** Beside people: a group, a guest, an application, everybody, and somebody of whom only the SID is left. */
const HOLDERS = [...PEOPLE, 'readers', 'guest', 'archiver', 'orphan', 'everyone'] as const;
type Holder = (typeof HOLDERS)[number];
/** Addresses that are no mailbox's primary; the last one belongs to a deleted mailbox. */
const ALIASES = ['a1', 'a2', 'a3', 'a4', 'deleted'] as const;

const DOMAIN = 'contoso.com';
const GUEST = 'gina@fabrikam.example';
export const addressOf = (name: string): string => (name === 'guest' ? GUEST : `${name}@${DOMAIN}`);
/** A mailbox of the strategy that the tenant does not have. */
const NEW_BOX = 'fresh';

// What there is.

interface DrawnRight {
  readonly holder: Holder;
  readonly right: 'fullAccess' | 'sendAs' | 'sendOnBehalf';
  readonly deny: boolean;
  /** Which folders an entry for Full Access reaches. */
  readonly reach: Mailbox['permissions'][number]['inheritanceType'];
  readonly automap: boolean;
  /** The entry has a further right of its own, which is none of ours. */
  readonly more: boolean;
}
interface DrawnBox {
  readonly rights: readonly DrawnRight[];
  readonly hidden: boolean;
  readonly copySendAs: boolean;
  readonly copyOnBehalf: boolean;
  readonly enabled: boolean;
}
export interface Company {
  readonly boxes: Readonly<Record<Box, DrawnBox>>;
  /** Who has an alias; the deleted one's is with the deleted mailbox. */
  readonly aliases: readonly (Box | undefined)[];
  readonly oldNames: boolean;
  /** The tenant is synchronised, and so are one person and one shared mailbox. */
  readonly synced: boolean;
}

const right: fc.Arbitrary<DrawnRight> = fc.record({
  holder: fc.constantFrom(...PEOPLE, ...HOLDERS), // people most: their entries alone have auto-mapping
  right: fc.constantFrom('fullAccess', 'fullAccess', 'sendAs', 'sendOnBehalf'),
  deny: fc.nat(9).map((n) => n === 9),
  reach: fc.nat(11).map((n) => (n === 10 ? 'None' : n === 11 ? 'Descendents' : 'All')),
  automap: fc.boolean(),
  more: fc.nat(9).map((n) => n === 9),
});
const box: fc.Arbitrary<DrawnBox> = fc.record({
  rights: fc.uniqueArray(right, {
    maxLength: 5,
    selector: ({ holder, right, deny, reach }) =>
      `${holder} ${right} ${deny} ${right === 'fullAccess' ? reach : ''}`,
  }),
  hidden: fc.boolean(),
  copySendAs: fc.boolean(),
  copyOnBehalf: fc.boolean(),
  enabled: fc.boolean(),
});
export const company: fc.Arbitrary<Company> = fc.record({
  boxes: fc.record({
    ann: box,
    bob: box,
    cy: box,
    blocked: box,
    sales: box,
    info: box,
    desk: box,
  }),
  aliases: fc.array(fc.option(fc.constantFrom(...BOXES), { nil: undefined, freq: 4 }), {
    minLength: ALIASES.length - 1,
    maxLength: ALIASES.length - 1,
  }),
  oldNames: fc.boolean(),
  synced: fc.nat(4).map((n) => n === 4),
});

/** Time at which every such tenant was made; ids are the same in all of them. */
const MADE = new Date('2030-01-01T00:00:00Z');

/** Who may sign in, and what their roles are. */
export type WhoSignsIn = Pick<Tenant, 'applications' | 'managementRoles' | 'roleGroups'>;

/** The same tenant for the same draw. */
export function tenantOf(drawn: Company, who: WhoSignsIn): Tenant {
  const tenant: Tenant = {
    version: 1,
    id: guidOf('tenant contoso'),
    displayName: 'Contoso',
    domains: [
      { name: 'contoso.onmicrosoft.com', initial: true, default: false, type: 'Authoritative' },
      { name: DOMAIN, initial: false, default: true, type: 'Authoritative' },
    ],
    dirSync: drawn.synced,
    sidPrefix: 'S-1-5-21-1004336348-1177238915-682003330',
    users: [],
    groups: [],
    contacts: [],
    servicePrincipals: [],
    mailboxes: [],
    applications: [...who.applications],
    managementRoles: [...(who.managementRoles ?? [])],
    roleGroups: [...(who.roleGroups ?? [])],
  };
  const build = new TenantBuilder(tenant, DOMAIN, MADE);
  const boxes = new Map<Box, Mailbox>();
  for (const local of BOXES) {
    const { hidden, copySendAs, copyOnBehalf, enabled } = drawn.boxes[local];
    const person = isPerson(local);
    const mailbox = build.mailbox(
      {
        local,
        displayName: `${local} of Contoso`,
        type: person ? 'UserMailbox' : 'SharedMailbox',
        enabled: person ? local !== 'blocked' : enabled,
        name: drawn.oldNames ? 'plain' : 'guid',
        synced: drawn.synced && (local === 'cy' || local === 'desk'),
        aliases: ALIASES.filter((_, index) => drawn.aliases[index] === local),
      },
      { hidden, messageCopyForSentAs: copySendAs, messageCopyForSendOnBehalf: copyOnBehalf },
    );
    boxes.set(local, mailbox);
  }
  const sids = sidsOf(build);
  for (const local of BOXES) {
    const mailbox = boxes.get(local);
    if (mailbox !== undefined) giveRights(mailbox, drawn.boxes[local].rights, sids, local);
  }
  addDeleted(build);
  return tenant;
}

interface Account {
  readonly sid: string;
  /** Absent where it can be in no list of delegates. */
  readonly id?: string;
  /** Auto-mapping can be on or off for it; else it is as the service gives it: on for guests, never for the others. */
  readonly mapped: 'drawn' | true | null;
}
function sidsOf(build: TenantBuilder): ReadonlyMap<Holder, Account> {
  const { tenant } = build;
  const readers = build.group('mailSecurity', 'readers', 'Readers', {
    members: tenant.users.slice(0, 2).map(({ id }) => id),
  });
  const guest = build.user(
    { local: 'guest', displayName: 'Gina Guest' },
    {
      userPrincipalName: 'gina_fabrikam.example#EXT#@contoso.onmicrosoft.com',
      mail: GUEST,
      mailNickname: 'gina_fabrikam.example#EXT#',
      proxyAddresses: [`SMTP:${GUEST}`],
      userType: 'Guest',
      mailUser: true,
    },
  );
  build.user({ local: 'admin', displayName: 'Admin', roles: [ROLE.globalAdministrator] });
  const archiver = {
    id: guidOf('service principal archiver'),
    appId: guidOf('application archiver'),
    sid: build.sid(),
    displayName: 'archiver',
  };
  tenant.servicePrincipals.push(archiver);
  return new Map<Holder, Account>([
    ...PEOPLE.flatMap((local) =>
      tenant.users
        .filter(({ userPrincipalName }) => userPrincipalName === addressOf(local))
        .map(({ id, sid }): [Holder, Account] => [local, { id, sid, mapped: 'drawn' }]),
    ),
    ['readers', { id: readers.id, sid: readers.sid, mapped: null }],
    ['guest', { id: guest.id, sid: guest.sid, mapped: true }],
    ['archiver', { sid: archiver.sid, mapped: null }],
    ['orphan', { sid: build.sid(), mapped: null }],
    ['everyone', { sid: 'S-1-5-11', mapped: null }],
  ]);
}

function giveRights(
  mailbox: Mailbox,
  rights: readonly DrawnRight[],
  sids: ReadonlyMap<Holder, Account>,
  local: Box,
): void {
  for (const { holder, right: kind, deny, reach, automap, more } of rights) {
    const drawn = reach === 'All' && automap; // the mapping is the person's, and the whole entry's
    const account = sids.get(holder);
    if (account === undefined || holder === local) continue;
    const { id, sid, mapped } = account;
    if (kind === 'sendAs') mailbox.sendAs.push({ sid, deny });
    else if (kind === 'sendOnBehalf') {
      if (id !== undefined && !deny) mailbox.grantSendOnBehalfTo.push(id);
    } else {
      mailbox.permissions.push(
        fullAccess(sid, {
          deny,
          rights: more ? ['FullAccess', 'ReadPermission'] : ['FullAccess'],
          inheritanceType: reach,
          autoMapping: deny ? null : mapped === 'drawn' ? drawn : mapped,
        }),
      );
    }
  }
}

/** Still holds its addresses. */
function addDeleted(build: TenantBuilder): void {
  const gone = '2029-12-20T00:00:00.000Z';
  const mailbox = build.mailbox(
    { local: 'events', displayName: 'Events', type: 'SharedMailbox', aliases: ['deleted'] },
    { softDeleted: gone },
  );
  const owner = build.tenant.users.find(({ id }) => id === mailbox.userId);
  if (owner !== undefined) owner.deletedDateTime = gone;
}

// What is wanted.

interface DrawnLine {
  /** A person, `team:crew`, `group:readers`, the guest, or a shared mailbox. */
  readonly who: string;
  readonly rights: readonly ('fullAccess' | 'sendAs' | 'sendOnBehalf')[];
  readonly automap: boolean | undefined;
  readonly until: '2029-06-30' | '2031-06-30' | undefined;
}
interface DrawnEntry {
  readonly mode: 'exact' | 'additive' | undefined;
  readonly displayName: string | undefined;
  readonly hidden: boolean | undefined;
  readonly copy: string | undefined;
  readonly signIn: 'blocked' | 'allowed' | undefined;
  readonly behalfExact: boolean;
  /** Further addresses are managed. */
  readonly aliases: boolean;
  readonly delegates: readonly DrawnLine[] | undefined;
}
export interface Wishes {
  readonly mode: 'exact' | 'additive';
  readonly crew: readonly (Person | 'guest' | 'desk')[];
  readonly leavers: readonly Person[];
  readonly ignored: string | undefined;
  readonly entries: Readonly<Record<Box, DrawnEntry | undefined>>;
  readonly fresh: DrawnEntry | undefined;
  /** Where each alias shall be. */
  readonly aliases: readonly (Box | 'fresh' | 'as it is' | undefined)[];
}

/** Absent once in so many draws. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 2): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq });
const line: fc.Arbitrary<DrawnLine> = fc.record({
  who: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<string>(...PEOPLE) },
    { weight: 2, arbitrary: fc.constantFrom('team:crew', 'group:readers', 'guest') },
    { weight: 1, arbitrary: fc.constant('desk') },
  ),
  rights: fc.uniqueArray(fc.constantFrom('fullAccess', 'sendAs', 'sendOnBehalf'), {
    minLength: 1,
  }),
  automap: maybe(fc.boolean()),
  until: maybe(fc.constantFrom('2029-06-30', '2031-06-30')),
});
const entry: fc.Arbitrary<DrawnEntry> = fc.record({
  mode: maybe(fc.constantFrom('exact', 'additive')),
  displayName: maybe(fc.constantFrom('Sales', 'The "new" name', 'Ünïcode $1 \\ name', "O'Brien")),
  hidden: maybe(fc.boolean()),
  copy: maybe(fc.constantFrom('true', 'false', '{ sendAs: true }', '{ onBehalf: false }')),
  signIn: maybe(fc.constantFrom('blocked', 'allowed')),
  behalfExact: fc.boolean(),
  aliases: fc.nat(3).map((n) => n > 0),
  delegates: maybe(fc.uniqueArray(line, { maxLength: 4, selector: ({ who }) => who }), 4),
});
const named = maybe(entry);
export const wishes: fc.Arbitrary<Wishes> = fc.record({
  mode: fc.constantFrom('exact', 'exact', 'additive'),
  crew: fc.uniqueArray(fc.constantFrom(...PEOPLE, 'guest', 'desk'), { maxLength: 4 }),
  leavers: fc.uniqueArray(fc.constantFrom(...PEOPLE), { maxLength: 1 }),
  ignored: maybe(fc.constantFrom(addressOf('bob'), '*@fabrikam.example')),
  entries: fc.record({
    ann: named,
    bob: named,
    cy: named,
    blocked: named,
    sales: named,
    info: named,
    desk: named,
  }),
  fresh: fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: entry },
  ),
  aliases: fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constant('as it is' as const) },
      { weight: 3, arbitrary: fc.constantFrom(...BOXES, NEW_BOX) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    { minLength: ALIASES.length, maxLength: ALIASES.length },
  ),
});

/**
 * The strategy as YAML. What a person would not write is left out (a line for somebody who left, an alias taken from a
 * mailbox that the file does not name), so that most draws are valid; some remain that are not.
 */
export function yamlOf(drawn: Wishes, { aliases: there }: Company): string {
  const { mode, crew, leavers, ignored, entries, fresh, aliases } = drawn;
  const gone = new Set<string>(leavers);
  const all: readonly (readonly [string, DrawnEntry])[] = [
    ...BOXES.map((local) => [local, entries[local]] as const),
    [NEW_BOX, fresh] as const,
  ].flatMap(([local, one]) => (one === undefined ? [] : [[local, one] as const]));
  const managed = new Set(all.filter(([, one]) => one.aliases).map(([local]) => local));
  const givesAway = new Set(
    all.filter(([, one]) => one.aliases && (one.mode ?? mode) === 'exact').map(([local]) => local),
  );
  const home = ALIASES.map((_, index) => {
    const [now, wish] = [there[index], aliases[index]];
    if (now !== undefined && (wish === 'as it is' || !givesAway.has(now))) return now;
    return wish === 'as it is' ? undefined : wish;
  });
  const section = (title: string, mine: (local: string) => boolean): readonly string[] => {
    const lines = all
      .filter(([local]) => mine(local))
      .flatMap(([local, one]) => entryLines(local, one));
    return lines.length === 0 ? [] : [`${title}:`, ...lines];
  };
  const entryLines = (local: string, one: DrawnEntry): readonly string[] => {
    const body = [
      ...(one.mode === undefined ? [] : [`mode: ${one.mode}`]),
      ...(one.displayName === undefined ? [] : [`displayName: ${JSON.stringify(one.displayName)}`]),
      ...(one.hidden === undefined ? [] : [`hidden: ${one.hidden}`]),
      ...(one.copy === undefined ? [] : [`sentItemsCopy: ${one.copy}`]),
      ...(one.signIn === undefined || isPerson(local) ? [] : [`signIn: ${one.signIn}`]),
      ...(one.behalfExact && isPerson(local) ? ['sendOnBehalf: exact'] : []),
      ...(managed.has(local)
        ? [
            `aliases: [${ALIASES.filter((_, at) => home[at] === local)
              .map(addressOf)
              .join(', ')}]`,
          ]
        : []),
      ...delegateLines(local, one.delegates),
    ];
    return body.length === 0
      ? [`  ${addressOf(local)}: {}`]
      : [`  ${addressOf(local)}:`, ...body.map((text) => `    ${text}`)];
  };
  const delegateLines = (
    local: string,
    lines: readonly DrawnLine[] | undefined,
  ): readonly string[] => {
    if (lines === undefined) return [];
    const written = lines
      .filter(({ who }) => who !== local && !gone.has(who) && addressOf(who) !== ignored)
      .map(({ who, rights, automap, until }) => {
        const parts = [
          `rights: [${rights.join(', ')}]`,
          ...(automap !== undefined && rights.includes('fullAccess') && !who.startsWith('group:')
            ? [`automap: ${automap}`]
            : []),
          ...(until === undefined ? [] : [`until: ${until}`]),
        ];
        const name = who.startsWith('team:') ? who : addressOf(who);
        return `  ${name}: { ${parts.join(', ')} }`;
      });
    return written.length === 0 ? ['delegates: {}'] : ['delegates:', ...written];
  };
  return [
    'version: 1',
    'tenant: contoso.onmicrosoft.com',
    'settings:',
    `  mode: ${mode}`,
    ...(ignored === undefined ? [] : [`  ignoreTrustees: [${JSON.stringify(ignored)}]`]),
    'teams:',
    `  crew: { members: [${crew.map(addressOf).join(', ')}] }`,
    ...(leavers.length === 0 ? [] : [`leavers: [${leavers.map(addressOf).join(', ')}]`]),
    ...section('users', isPerson),
    ...section('sharedMailboxes', (local) => !isPerson(local)),
    '',
  ].join('\n');
}
