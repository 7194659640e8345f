/**
 * All that mbx may say to the services, condensed from Microsoft's descriptions of them: cmdlets with the parameters of
 * one parameter set, paths of Graph with their options and bodies. It names things for itself and imports nothing, so
 * that a name mistyped in `src/wire/` does not excuse itself here.
 */
import type { Entry } from '../support/tenant.ts';

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown, of: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(of);

const isParts = (value: unknown, most: number): boolean =>
  isList(value, isRecord) &&
  Array.isArray(value) &&
  value.length <= most &&
  new Set(value.map(({ id }) => id)).size === value.length;

/** What a value may be, by the name of its type. */
const TYPES = {
  text: isText,
  /** An object of the directory by its id, which nothing else can have. */
  id: (value) => isText(value) && GUID.test(value),
  /** Somebody who may be gone, or everybody: then the SID is all there is. */
  trustee: (value) =>
    isText(value) && (GUID.test(value) || /^S-1-(?:1-0|5-7|5-11|5-21(?:-\d+)+)$/u.test(value)),
  /** Of a mailbox: by id, or by its address while it has none that we know. */
  identity: (value) => isText(value) && (GUID.test(value) || /^[^@\s]+@[^@\s]+$/u.test(value)),
  address: (value) => isText(value) && /^[^@\s]+@[^@\s]+$/u.test(value),
  /** Null clears. */
  idOrNothing: (value) => value === null || (isText(value) && GUID.test(value)),
  smtpOrNothing: (value) =>
    value === null || (isText(value) && /^smtp:[^@\s]+@[^@\s]+$/u.test(value)),
  boolean: (value) => typeof value === 'boolean',
  switch: (value) => value === true,
  unlimited: (value) => value === 'Unlimited',
  inheritance: (value) =>
    ['None', 'All', 'Children', 'Descendents', 'SelfAndChildren'].some((one) => one === value),
  fullAccess: (value) => isList(value, (one) => one === 'FullAccess'),
  sendAs: (value) => isList(value, (one) => one === 'SendAs'),
  /** Add and Remove, of which one at least says something. */
  difference: (value) =>
    isRecord(value) &&
    value['@odata.type'] === '#Exchange.GenericHashTable' &&
    Object.keys(value).length > 1 &&
    Object.entries(value).every(
      ([key, side]) =>
        key === '@odata.type' || (/^(?:Add|Remove)$/u.test(key) && isList(side, isText)),
    ),
  /** At most ten, each with its own id. Each is an entry of its own as well. */
  parts: (value) => isParts(value, 10),
  /** Of Graph: at most twenty, by addresses relative to the version. */
  graphParts: (value) =>
    isParts(value, 20) &&
    isList(value, (part) => isRecord(part) && isText(part['url']) && part['url'].startsWith('/')),
  pageSize: (value) => Number(value) >= 1 && Number(value) <= 999,
} satisfies Record<string, (value: unknown) => boolean>;
type Type = keyof typeof TYPES;
type Fields = Readonly<Record<string, Type>>;

interface Cmdlet {
  readonly required: Fields;
  readonly optional?: Fields;
  /** Properties of its output that are asked for by name. */
  readonly select?: readonly string[];
}
/** Sent to InvokeCommand. Source: Exchange Online PowerShell, parameter sets for the cloud. */
const CMDLETS: Readonly<Record<string, Cmdlet>> = {
  'Get-Mailbox': {
    required: {},
    optional: { Identity: 'identity', ResultSize: 'unlimited', SoftDeletedMailbox: 'switch' },
    select: [
      'ExternalDirectoryObjectId',
      'Guid',
      'Name',
      'DisplayName',
      'RecipientTypeDetails',
      'PrimarySmtpAddress',
      'EmailAddresses',
      'UserPrincipalName',
      'HiddenFromAddressListsEnabled',
      'MessageCopyForSentAsEnabled',
      'MessageCopyForSendOnBehalfEnabled',
      'GrantSendOnBehalfTo',
      'ForwardingAddress',
      'ForwardingSmtpAddress',
      'DeliverToMailboxAndForward',
      'IsExchangeCloudManaged',
      'Alias',
      'WhenCreatedUTC',
    ],
  },
  'New-Mailbox': {
    // Parameter set Shared: no password and no account to sign in with.
    required: { Name: 'text', Shared: 'switch' },
    optional: { Alias: 'text', DisplayName: 'text', PrimarySmtpAddress: 'address' },
  },
  'Set-Mailbox': {
    required: { Identity: 'id' },
    optional: {
      DeliverToMailboxAndForward: 'boolean',
      DisplayName: 'text',
      EmailAddresses: 'difference',
      ForwardingAddress: 'idOrNothing',
      ForwardingSmtpAddress: 'smtpOrNothing',
      GrantSendOnBehalfTo: 'difference',
      HiddenFromAddressListsEnabled: 'boolean',
      MessageCopyForSentAsEnabled: 'boolean',
      MessageCopyForSendOnBehalfEnabled: 'boolean',
    },
  },
  'Get-MailboxPermission': {
    required: { Identity: 'id' },
    optional: {
      IncludeUnresolvedPermissions: 'switch',
      IncludeSoftDeletedUserPermissions: 'switch',
      ReadFromDomainController: 'switch',
      ResultSize: 'unlimited',
    },
  },
  'Add-MailboxPermission': {
    required: { Identity: 'id', User: 'trustee', AccessRights: 'fullAccess' },
    optional: { AutoMapping: 'boolean', InheritanceType: 'inheritance' },
  },
  'Remove-MailboxPermission': {
    required: { Identity: 'id', User: 'trustee', AccessRights: 'fullAccess' },
    optional: { InheritanceType: 'inheritance' },
  },
  'Get-RecipientPermission': {
    required: {},
    optional: { Identity: 'id', ResultSize: 'unlimited' },
  },
  'Add-RecipientPermission': {
    required: { Identity: 'id', Trustee: 'trustee', AccessRights: 'sendAs' },
  },
  'Remove-RecipientPermission': {
    required: { Identity: 'id', Trustee: 'trustee', AccessRights: 'sendAs' },
  },
  'Get-Recipient': {
    required: {},
    optional: { ResultSize: 'unlimited', Identity: 'identity' },
    select: [
      'ExternalDirectoryObjectId',
      'Guid',
      'Name',
      'Alias',
      'DisplayName',
      'PrimarySmtpAddress',
      'EmailAddresses',
      'RecipientTypeDetails',
      'ExternalEmailAddress',
      'DistinguishedName',
      'IsDirSynced',
    ],
  },
  'Get-User': {
    required: {},
    optional: { ResultSize: 'unlimited' },
    select: [
      'ExternalDirectoryObjectId',
      'Guid',
      'Sid',
      'SidHistory',
      'IsAgenticUser',
      'AgentIdentityBlueprintId',
    ],
  },
  'Get-Group': {
    required: {},
    optional: { ResultSize: 'unlimited' },
    select: ['ExternalDirectoryObjectId', 'Guid', 'Sid', 'SidHistory'],
  },
  'Get-ServicePrincipal': { required: {}, optional: { Identity: 'trustee' } },
  'Get-AcceptedDomain': { required: {} },
  'Get-RemoteDomain': { required: {}, select: ['DomainName', 'AutoForwardEnabled'] },
  'Get-HostedOutboundSpamFilterPolicy': {
    required: { Identity: 'text' },
    select: ['Name', 'AutoForwardingMode'],
  },
  'Get-HostedOutboundSpamFilterRule': {
    required: {},
    select: [
      'HostedOutboundSpamFilterPolicy',
      'State',
      'Priority',
      'From',
      'FromMemberOf',
      'SenderDomainIs',
      'ExceptIfFrom',
      'ExceptIfFromMemberOf',
      'ExceptIfSenderDomainIs',
    ],
  },
};

interface Path {
  readonly call: string;
  /** Options of the URL: a type, or the names that a comma-joined list may have. */
  readonly query?: Readonly<Record<string, Type | readonly string[]>>;
  readonly body?: Fields;
}
/** Microsoft Graph v1.0. Ids in the path stand as {id}. */
const GRAPH: readonly Path[] = [
  {
    call: 'GET /v1.0/organization',
    query: { $select: ['id', 'displayName', 'verifiedDomains', 'onPremisesSyncEnabled'] },
  },
  {
    call: 'GET /v1.0/directory/deletedItems/microsoft.graph.user',
    query: {
      $select: ['id', 'userPrincipalName', 'mail', 'proxyAddresses'],
      $top: 'pageSize',
    },
  },
  {
    call: 'GET /v1.0/users',
    query: {
      $select: [
        'id',
        'userPrincipalName',
        'displayName',
        'mail',
        'proxyAddresses',
        'accountEnabled',
        'userType',
        'identityParentId',
        'onPremisesSyncEnabled',
      ],
      $top: 'pageSize',
      $skiptoken: 'text', // only as the service's own link has it
    },
  },
  {
    call: 'GET /v1.0/groups',
    query: {
      $select: [
        'id',
        'displayName',
        'mail',
        'proxyAddresses',
        'groupTypes',
        'mailEnabled',
        'securityEnabled',
        'onPremisesSyncEnabled',
      ],
      $top: 'pageSize',
    },
  },
  {
    call: 'GET /v1.0/groups/{id}/transitiveMembers',
    query: {
      $select: ['id', 'userPrincipalName', 'displayName', 'userType'],
      $top: 'pageSize',
      $count: 'text',
    },
  },
  { call: 'GET /v1.0/directoryRoles', query: { $select: ['id', 'roleTemplateId'] } },
  { call: 'GET /v1.0/groups/{id}', query: { $select: ['id'] } },
  {
    // An advanced query: the header stands beside `$count`.
    call: 'GET /v1.0/users/{id}/transitiveMemberOf/microsoft.graph.directoryRole',
    query: { $select: ['id', 'roleTemplateId'], $count: 'text' },
  },
  {
    call: 'GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances',
    query: {
      $select: ['id', 'principalId', 'roleDefinitionId'],
      $filter: 'text',
      $top: 'pageSize',
      $count: 'text',
    },
  },
  { call: 'GET /v1.0/directoryRoles/{id}/members', query: { $select: ['id'] } },
  { call: 'GET /v1.0/users/{id}', query: { $select: ['id', 'accountEnabled', 'userType'] } },
  { call: 'PATCH /v1.0/users/{id}', body: { accountEnabled: 'boolean' } },
  { call: 'POST /v1.0/$batch', body: { requests: 'graphParts' } },
];

/** Neither Graph nor a cmdlet. */
const OTHER: readonly Path[] = [
  { call: 'POST /adminapi/beta/{id}/$batch', body: { requests: 'parts' } },
  { call: "GET /adminapi/beta/{id}/Mailbox('{id}')/MailboxPermission" },
  { call: "GET /adminapi/beta/{id}/Recipient('{id}')", query: { $expand: 'text' } },
  { call: 'GET /adminapi/v1.0/{id}/EXOModuleFile', query: { Version: 'text' } },
  {
    call: 'POST /{id}/oauth2/v2.0/token',
    query: { 'client-request-id': 'id' },
    body: {
      client_id: 'id',
      grant_type: 'text',
      scope: 'text',
      claims: 'text',
      client_secret: 'text',
      client_assertion: 'text',
      client_assertion_type: 'text',
      // What Microsoft's sign-in library tells of itself.
      'client-request-id': 'id',
      'x-client-SKU': 'text',
      'x-client-VER': 'text',
      'x-client-OS': 'text',
      'x-client-CPU': 'text',
      'x-ms-lib-capability': 'text',
      'x-client-current-telemetry': 'text',
      'x-client-last-telemetry': 'text',
    },
  },
];
const PATHS: ReadonlyMap<string, Path> = new Map(
  [...GRAPH, ...OTHER].map((path) => [path.call, path]),
);
const INVOKE = 'POST /adminapi/beta/{id}/InvokeCommand';

/** Every row of the tables by a name of its own: the calls, and each thing that may stand in them. */
export function allRows(): readonly string[] {
  const cmdlets = Object.entries(CMDLETS).flatMap(
    ([name, { required, optional = {}, select = [] }]) => [
      name,
      ...Object.keys({ ...required, ...optional }).map((parameter) => `${name} -${parameter}`),
      ...select.map((property) => `${name} $select ${property}`),
    ],
  );
  const paths = [...PATHS.values()].flatMap(({ call, query = {}, body = {} }) => [
    call,
    ...Object.entries(query).flatMap(([option, type]) =>
      typeof type === 'string'
        ? [`${call} ${option}`]
        : type.map((one) => `${call} ${option} ${one}`),
    ),
    ...Object.keys(body).map((property) => `${call} body ${property}`),
  ]);
  return [`${INVOKE} $skiptoken`, ...cmdlets, ...paths];
}

export interface Checked {
  /** What does not stand in the tables, in words. */
  readonly breaches: readonly string[];
  /** Rows that were met. */
  readonly used: ReadonlySet<string>;
}

/** A segment with an id in it, alone or as the key of a set. */
const named = (all: string, set?: string, key?: string, end?: string): string =>
  GUID.test(key ?? all) ? `${set ?? ''}{id}${end ?? ''}` : all;

/** Holds one call against the tables. */
export function check({ method, url, body, cmdlet, parameters }: Entry): Checked {
  const { pathname, searchParams } = new URL(url, 'http://service');
  const call = `${method} ${pathname
    .split('/')
    .map((segment) => segment.replace(/^(?:(\w+\(')(.+)('\))|(.+))$/u, named))
    .join('/')}`;
  const notes = new Notes();
  if (cmdlet !== undefined || call === INVOKE) {
    if (call !== INVOKE) notes.breach(`${String(cmdlet)} was sent by ${call}`);
    checkCmdlet(cmdlet ?? 'nothing', parameters ?? {}, searchParams, notes);
    const envelope = { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } };
    if (JSON.stringify(body) !== JSON.stringify(envelope))
      notes.breach(`${String(cmdlet)}: the envelope is ${JSON.stringify(body)}`);
    return notes;
  }
  const path = PATHS.get(call);
  if (path === undefined) {
    notes.breach(`${call} is in no table`);
    return notes;
  }
  notes.used.add(call);
  checkQuery(call, path.query ?? {}, searchParams, notes);
  if (!isRecord(body)) {
    if (body !== undefined && body !== null) notes.breach(`${call}: the body is no object`);
    else if (path.body !== undefined) notes.breach(`${call}: there is no body`);
  } else checkFields(`${call} body `, path.body ?? {}, body, notes);
  return notes;
}

class Notes implements Checked {
  readonly breaches: string[] = [];
  readonly used = new Set<string>();
  breach(what: string): void {
    this.breaches.push(what);
  }
}

function checkCmdlet(
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  options: URLSearchParams,
  notes: Notes,
): void {
  const row = CMDLETS[name];
  if (row === undefined) {
    notes.breach(`${name} is in no table`);
    return;
  }
  notes.used.add(name);
  const { required, optional = {}, select = [] } = row;
  checkFields(`${name} -`, { ...required, ...optional }, parameters, notes);
  for (const parameter of Object.keys(required))
    if (!(parameter in parameters)) notes.breach(`${name} -${parameter} is required`);
  for (const [option, value] of options) {
    if (option === '$skiptoken') notes.used.add(`${INVOKE} ${option}`);
    else if (option === '$select') checkNames(`${name} ${option}`, select, value, notes);
    else notes.breach(`${name} ${option} is in no table`);
  }
}

function checkQuery(
  call: string,
  query: NonNullable<Path['query']>,
  options: URLSearchParams,
  notes: Notes,
): void {
  for (const [option, value] of options) {
    const type = query[option];
    if (typeof type === 'object') checkNames(`${call} ${option}`, type, value, notes);
    else if (type === undefined) notes.breach(`${call} ${option} is in no table`);
    else checkFields(`${call} `, { [option]: type }, { [option]: value }, notes);
  }
}

function checkNames(what: string, names: readonly string[], joined: string, notes: Notes): void {
  for (const name of joined.split(',')) {
    if (names.includes(name)) notes.used.add(`${what} ${name}`);
    else notes.breach(`${what} ${name} is in no table`);
  }
}

function checkFields(
  prefix: string,
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  notes: Notes,
): void {
  for (const [name, value] of Object.entries(values)) {
    const type = fields[name];
    if (type === undefined) notes.breach(`${prefix}${name} is in no table`);
    else if (!TYPES[type](value))
      notes.breach(`${prefix}${name} is no ${type}: ${JSON.stringify(value)}`);
    else notes.used.add(`${prefix}${name}`);
  }
}
