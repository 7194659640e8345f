/** What the tenant consists of, read once per run: organisation, accepted domains, and everybody who can be named. */
import { domainOf, normalise } from '../../model/address.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { GRAPH_PAGE_LIMIT, GRAPH_PATH } from '../../wire/graph.ts';
import { flag, needed, text, texts } from '../fields.ts';
import { reasonOf } from '../reason.ts';
import { type Row, ServiceError, type Services, type Settled } from '../service.ts';
import { type AskApplications, applicationsAsked } from './applications.ts';
import { type Deleted, readDeleted } from './deleted.ts';
import { Objects, type Unknown } from './objects.ts';
import { type GroupKind, type Recipient, Recipients } from './recipients.ts';
import { type Missing, readSids, type SidRow, type Sids } from './sids.ts';

export type { Missing, Sids } from './sids.ts';

export interface Organization {
  /** Tenant id. */
  readonly id: string;
  readonly displayName: string;
  /** All verified domains, lower case. */
  readonly domains: ReadonlySet<string>;
  /** The *.onmicrosoft.com domain it began with. */
  readonly initialDomain: string;
  /** Synchronised from an on-premises directory. */
  readonly synced: boolean;
}

export interface Directory {
  readonly organization: Organization;
  /** Domains for which Exchange accepts mail, lower case. */
  readonly acceptedDomains: ReadonlySet<string>;
  readonly recipients: Recipients;
  /** Sources that could not be read, with the reason. While there is one, nobody is an orphan. */
  readonly missing: readonly Missing[];
  /** Objects whose row could not be read: whoever is not found may be one of them. */
  readonly unknown: readonly Unknown[];
  /** What was met and is no gap. */
  readonly notes: readonly string[];
  /** Everybody who can hold a right was read: only then can somebody be called gone. */
  readonly whole: boolean;
  /** SIDs of users, groups and applications; read on first need, once. */
  readonly sids: () => Promise<Sids>;
  /** Whether a SID that nobody has is an application's after all; each is asked for once. */
  readonly applicationsBySid: AskApplications;
  /** What was deleted and can still be restored; read on first need, once. */
  readonly deleted: () => Promise<Deleted>;
}
const USER_FIELDS =
  'id,userPrincipalName,displayName,mail,proxyAddresses,accountEnabled,userType,onPremisesSyncEnabled,identityParentId';
const GROUP_FIELDS =
  'id,displayName,mail,proxyAddresses,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled';
const RECIPIENT_FIELDS = [
  'ExternalDirectoryObjectId',
  'Guid',
  'Name',
  'Alias',
  'DisplayName',
  'PrimarySmtpAddress',
  'EmailAddresses',
  'ExternalEmailAddress',
  'RecipientTypeDetails',
  'DistinguishedName',
  'IsDirSynced',
] as const;

/** Throws ServiceError where organisation, users or recipients cannot be read; groups and applications may be missing. */
export async function readDirectory(services: Services): Promise<Directory> {
  const { graph, exchange } = services;
  const top = { $top: String(GRAPH_PAGE_LIMIT) };
  const users = new Objects('users', objectId, userOf);
  const groups = new Objects('groups', objectId, groupOf);
  const mail = new Objects('recipients', idOf, exchangeRecipientOf);
  const [organization, , readGroups, , [domains, applications]] = await Promise.all([
    graph.list(
      GRAPH_PATH.organization,
      { $select: 'id,displayName,verifiedDomains,onPremisesSyncEnabled' },
      organizationOf,
    ),
    graph.list(GRAPH_PATH.users, { $select: USER_FIELDS, ...top }, users.take),
    optional(
      'groups',
      agreed(() => listGroups(services, groups.take), groups),
    ),
    exchange.query(
      {
        cmdlet: CMDLET.getRecipient,
        parameters: { ResultSize: 'Unlimited' },
        select: RECIPIENT_FIELDS,
      },
      mail.take,
    ),
    exchange.queryEach(
      [
        { cmdlet: CMDLET.getAcceptedDomain, parameters: {} },
        { cmdlet: CMDLET.getServicePrincipal, parameters: {} },
      ],
      (row) => row,
    ),
  ]);
  const here = onlyOne(organization);
  const apps = await applicationsOf(applications, services);
  const accepted = acceptedOf(domains, here);
  const unknown = [...users.unknown, ...groups.unknown, ...mail.unknown, ...apps.unknown];
  const missing = [...readGroups.missing, ...apps.missing, ...accepted.missing];
  for (const { source, id, reason } of unknown)
    missing.push({ source, reason: id === undefined ? reason : `${id}: ${reason}` });
  const whole = missing.length === 0 && apps.read;
  const recipients = new Recipients(
    joined(
      users.items,
      groups.items,
      mail.items.map((one) => placed(one, accepted.domains)),
      apps.items.map(applicationOf),
      unknown,
    ),
  );
  const sidRows = apps.items.map(
    (row): SidRow => ({ id: applicationOf(row).id, sid: needed(row, 'Sid'), former: [] }),
  );
  return {
    organization: here,
    acceptedDomains: accepted.domains,
    recipients,
    missing,
    unknown,
    notes: apps.notes,
    whole,
    sids: once(async () => {
      const sids = await readSids(
        services,
        sidRows,
        joinedIn(recipients),
        sidHoldersIn(recipients),
      );
      missing.push(...sids.missing);
      return sids;
    }),
    applicationsBySid: applicationsAsked(exchange, (row) => needed(row, 'ObjectId')),
    deleted: once(async () => {
      const deleted = await readDeleted(services);
      missing.push(...deleted.missing);
      return deleted;
    }),
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

const unreadable = (
  what: string,
  message: string,
  service: 'graph' | 'exchange' = 'graph',
): ServiceError =>
  new ServiceError({ service, failure: 'shape', status: 200, code: '', what }, message);

/** A source that the plan can do without: what cannot be read is named, and then nobody is called an orphan. */
async function optional(
  source: string,
  read: Promise<void>,
): Promise<{ readonly missing: readonly Missing[] }> {
  try {
    await read;
    return { missing: [] };
  } catch (error) {
    if (
      error instanceof ServiceError &&
      (error.failure === 'denied' || error.failure === 'shape')
    ) {
      return { missing: [{ source, reason: reasonOf(error) }] };
    }
    throw error;
  }
}

/** There may truly be none: then a second answer must say so, too. */
async function agreed(read: () => Promise<unknown>, into: Objects<unknown>): Promise<void> {
  await read();
  if (into.items.length === 0 && into.unknown.length === 0) await read();
}
const listGroups = ({ graph }: Services, take: (row: Row) => undefined): Promise<unknown> =>
  graph.list(GRAPH_PATH.groups, { $select: GROUP_FIELDS, $top: String(GRAPH_PAGE_LIMIT) }, take);

function onlyOne(organizations: readonly Organization[]): Organization {
  const [here, ...others] = organizations;
  if (here === undefined) throw unreadable('organization', 'no organisation came back');
  const content = JSON.stringify([here, ...here.domains]);
  if (others.some((one) => JSON.stringify([one, ...one.domains]) !== content))
    throw unreadable('organization', 'two organisations came back');
  return here;
}

interface Applications {
  readonly items: readonly Row[];
  readonly unknown: readonly Unknown[];
  readonly missing: readonly Missing[];
  /** Read, though perhaps not whole. */
  readonly read: boolean;
  readonly notes: readonly string[];
}
/** Many identities that only view may not list applications: that is no gap, but then a SID that nobody has may be one's. */
async function applicationsOf(
  settled: Settled<Row> | undefined,
  { exchange }: Services,
): Promise<Applications> {
  const nothing = { items: [], unknown: [], missing: [], read: false, notes: [] };
  const source = 'applications';
  try {
    const apps = new Objects(source, (row) => needed(row, 'ObjectId'), checkedApplication);
    for (const row of rowsOf(settled)) apps.take(row);
    if (apps.items.length === 0 && apps.unknown.length === 0) {
      const again = { cmdlet: CMDLET.getServicePrincipal, parameters: {} };
      await exchange.query(again, apps.take);
    }
    return { ...nothing, items: apps.items, unknown: apps.unknown, read: true };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.failure === 'denied') {
      const why =
        'this identity may not read applications (Get-ServicePrincipal), so their rights on mailboxes are shown as unresolved';
      return { ...nothing, notes: [`${why} (${error.message})`] };
    }
    return { ...nothing, missing: [{ source, reason: reasonOf(error) }] };
  }
}
function checkedApplication(row: Row): Row {
  needed(row, 'Sid');
  applicationOf(row);
  return row;
}

/** The domain that a tenant began with is always among the accepted ones. */
function acceptedOf(
  settled: Settled<Row> | undefined,
  { initialDomain }: Organization,
): { readonly domains: ReadonlySet<string>; readonly missing: readonly Missing[] } {
  const rows = new Objects(
    'accepted domains',
    (row) => normalise(needed(row, 'DomainName')),
    (row) => normalise(needed(row, 'DomainName')),
  );
  for (const row of rowsOf(settled)) rows.take(row);
  const domains = new Set(rows.items);
  if (!domains.has(initialDomain))
    throw unreadable(
      'Get-AcceptedDomain',
      `the list lacks ${initialDomain}, which is always there`,
      'exchange',
    );
  return { domains, missing: rows.unknown };
}

function rowsOf(settled: Settled<Row> | undefined): readonly Row[] {
  if (settled === undefined)
    throw unreadable(CMDLET.getAcceptedDomain, 'an answer is missing', 'exchange');
  if (!settled.ok) throw settled.error;
  return settled.answer.items;
}

/** Who must be in the lists of SIDs: people and groups that Exchange lists and that can hold a right. */
const sidHoldersIn = (recipients: Recipients): readonly Recipient[] =>
  [...recipients.all()].filter(
    ({ id, kind, type, groupKind, doubt }) =>
      !id.startsWith('exchange:') &&
      type !== undefined &&
      doubt === undefined &&
      (kind === 'user' || kind === 'guest' || groupKind === 'mail-enabled security group'),
  );

function organizationOf(row: Row): Organization {
  const verified = row['verifiedDomains'];
  const domains = (Array.isArray(verified) ? verified : []).flatMap((entry: unknown) =>
    isRow(entry)
      ? [{ name: normalise(needed(entry, 'name')), initial: flag(entry, 'isInitial') === true }]
      : [],
  );
  return {
    id: needed(row, 'id'),
    displayName: text(row, 'displayName'),
    domains: new Set(domains.map(({ name }) => name)),
    initialDomain: domains.find(({ initial }) => initial)?.name ?? '',
    synced: flag(row, 'onPremisesSyncEnabled') === true,
  };
}
export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectId = (row: Row): string => needed(row, 'id');

/** Account of the directory. Its addresses are Exchange's business where Exchange has it too. */
function userOf(row: Row): Recipient {
  const userPrincipalName = normalise(needed(row, 'userPrincipalName'));
  const enabled = flag(row, 'accountEnabled');
  return {
    id: needed(row, 'id'),
    address: normalise(text(row, 'mail') || userPrincipalName),
    kind: text(row, 'userType') === 'Guest' ? 'guest' : 'user',
    displayName: text(row, 'displayName'),
    identities: [],
    names: [userPrincipalName],
    userPrincipalName,
    addresses: smtpOf(texts(row, 'proxyAddresses')),
    ...sipOf(texts(row, 'proxyAddresses')),
    ...(enabled === undefined ? {} : { enabled }),
    // Source: Graph, user: the agent identity that an agent user belongs to; null for all others.
    ...(text(row, 'identityParentId') === '' ? {} : { agent: true as const }),
    synced: flag(row, 'onPremisesSyncEnabled') === true,
  };
}

function groupOf(row: Row): Recipient {
  const mail = normalise(text(row, 'mail'));
  return {
    id: needed(row, 'id'),
    address: mail || normalise(text(row, 'displayName')),
    kind: 'group',
    displayName: text(row, 'displayName'),
    identities: [],
    names: [],
    addresses: smtpOf(texts(row, 'proxyAddresses')),
    ...sipOf(texts(row, 'proxyAddresses')),
    synced: flag(row, 'onPremisesSyncEnabled') === true,
    groupKind: groupKindOf(row),
  };
}
function groupKindOf(row: Row): GroupKind {
  if (texts(row, 'groupTypes').includes('Unified')) return 'Microsoft 365 group';
  if (flag(row, 'mailEnabled') !== true) return 'security group';
  return flag(row, 'securityEnabled') === true
    ? 'mail-enabled security group'
    : 'distribution list';
}

function applicationOf(row: Row): Recipient {
  const id = needed(row, 'ObjectId');
  const appId = text(row, 'AppId');
  const displayName = text(row, 'DisplayName') || appId;
  return {
    id,
    address: normalise(displayName),
    kind: 'service',
    displayName,
    identities: [appId, text(row, 'Sid')],
    names: [],
    addresses: [],
    synced: false,
  };
}

const GROUP_TYPES: Readonly<Record<string, GroupKind>> = {
  MailUniversalSecurityGroup: 'mail-enabled security group',
  MailNonUniversalGroup: 'mail-enabled security group',
  MailUniversalDistributionGroup: 'distribution list',
  RoomList: 'distribution list',
  DynamicDistributionGroup: 'dynamic distribution list',
  GroupMailbox: 'Microsoft 365 group',
};

function exchangeRecipientOf(row: Row): Recipient {
  const type = needed(row, 'RecipientTypeDetails');
  const addresses = smtpOf(texts(row, 'EmailAddresses'));
  const primary = normalise(text(row, 'PrimarySmtpAddress'));
  const groupKind = GROUP_TYPES[type];
  return {
    id: idOf(row),
    address: primary || normalise(needed(row, 'Name')),
    kind: kindOf(type),
    type,
    displayName: text(row, 'DisplayName') || needed(row, 'Name'),
    identities: [needed(row, 'Name'), text(row, 'Guid'), text(row, 'DistinguishedName')],
    names: [text(row, 'Alias')],
    addresses: primary === '' || addresses.includes(primary) ? addresses : [primary, ...addresses],
    ...sipOf(texts(row, 'EmailAddresses')),
    synced: flag(row, 'IsDirSynced') === true,
    ...(groupKind === undefined ? {} : { groupKind }),
    ...(MAILED_ELSEWHERE.has(type) ? { externalAddress: targetOf(row) } : {}),
  };
}
/** Mail to these goes to another address. Source: Exchange, New-MailUser and New-MailContact. */
const MAILED_ELSEWHERE: ReadonlySet<string> = new Set([
  'MailUser',
  'GuestMailUser',
  'MailContact',
  'MailForestContact',
]);
const targetOf = (row: Row): string =>
  normalise(text(row, 'ExternalEmailAddress').replace(SMTP, ''));

/** Outside, where mail to it goes to no domain of this organisation: nor is it inside where that was not said. */
function placed(recipient: Recipient, accepted: ReadonlySet<string>): Recipient {
  const { externalAddress } = recipient;
  return externalAddress === undefined || accepted.has(domainOf(externalAddress))
    ? recipient
    : { ...recipient, outside: true };
}

function kindOf(type: string): Recipient['kind'] {
  if (GROUP_TYPES[type] !== undefined) return 'group';
  if (type === 'MailContact' || type === 'MailForestContact' || type === 'PublicFolder')
    return 'contact';
  return type === 'GuestMailUser' ? 'guest' : 'user';
}

/** The join key of both services; objects that only Exchange has are named by its own GUID. */
export const idOf = (row: Row): string =>
  text(row, 'ExternalDirectoryObjectId') || `exchange:${needed(row, 'Guid')}`;

/**
 * The same for rows without the directory's id: rows of Get-Group were seen with Exchange's own GUID alone, which the list of
 * recipients joins to it. Source: rows of a live tenant.
 */
const joinedIn =
  (recipients: Recipients) =>
  (row: Row): string => {
    if (text(row, 'ExternalDirectoryObjectId') !== '') return idOf(row);
    const found = recipients.find(needed(row, 'Guid'));
    return found.found === 'one' ? found.recipient.id : idOf(row);
  };

const SMTP = /^smtp:/i;
/** Addresses of mail alone, without prefix, lower case: SIP, SPO, X500 and EUM are none. */
export const smtpOf = (proxies: readonly string[]): readonly string[] =>
  proxies.filter((proxy) => SMTP.test(proxy)).map((proxy) => normalise(proxy.replace(SMTP, '')));

const SIP = /^sip:/i;
/** SIP addresses, lower case, that are no address of mail as well; no key where there is none. */
function sipOf(proxies: readonly string[]): Pick<Recipient, 'sipAddresses'> {
  const mail = new Set(smtpOf(proxies));
  const sip = proxies
    .filter((proxy) => SIP.test(proxy))
    .map((proxy) => normalise(proxy.replace(SIP, '')))
    .filter((address) => !mail.has(address));
  return sip.length === 0 ? {} : { sipAddresses: sip };
}

/** One object each: the directory's account, and what Exchange knows of it. Exchange leads in all that concerns mail. */
function* joined(
  users: readonly Recipient[],
  groups: readonly Recipient[],
  mail: readonly Recipient[],
  applications: readonly Recipient[],
  unknown: readonly Unknown[],
): Iterable<Recipient> {
  const byId = new Map(mail.map((recipient) => [recipient.id, recipient]));
  const doubts = new Map(
    unknown.flatMap(({ source, id, reason }) =>
      id === undefined || source === 'users' ? [] : [[id, reason] as const],
    ),
  );
  for (const account of [...users, ...groups]) {
    const recipient = byId.get(account.id);
    byId.delete(account.id);
    if (recipient === undefined) {
      const doubt = doubts.get(account.id);
      yield doubt === undefined ? account : { ...account, doubt };
      continue;
    }
    yield {
      ...account,
      ...recipient,
      // A guest is one if either service says so.
      kind: recipient.kind === 'guest' ? 'guest' : account.kind,
      displayName: recipient.displayName,
      names: [...account.names, ...recipient.names],
      synced: account.synced || recipient.synced,
    };
  }
  yield* byId.values();
  yield* applications;
}
