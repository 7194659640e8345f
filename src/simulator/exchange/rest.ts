/**
 * The GET endpoints behind the Get-EXO cmdlets: mailboxes and recipients as entities. They have neither the Include
 * switches nor SIDs, so strangers among the delegates are left out here.
 */

import type { Recipient } from '../tenant/find.ts';
import type { Mailbox, MailboxAce } from '../tenant/model.ts';
import type { Access, SimRequest, SimResponse, World } from '../world.ts';
import type { CmdletCall } from './call.ts';
import { entities, failed, refusedCall } from './envelope.ts';
import { badCall, CmdletError, notFound } from './errors.ts';
import { mailboxProperty, rowProperty, seenMailboxes } from './get-mailbox.ts';
import { isMailRecipient, mailboxesBy, recipientsBy } from './identity.ts';
import { shownAces } from './mailbox-permission.ts';
import { mailboxRow } from './mailbox-row.ts';
import { shownType } from './mailbox-state.ts';
import { type Filter, parseFilter } from './opath.ts';
import { pageLimit } from './paging.ts';
import { holds } from './permits.ts';
import { holderOf } from './principals.ts';
import { carrierOf, sendAsEntries } from './recipient-permission.ts';
import { recipientRow, typeDetailsOf } from './recipient-row.ts';
import { allRecipients, seenRecipient } from './recipients.ts';
import { type Row, selected, selectionOf } from './row.ts';

/** Cmdlet whose right opens an entity set. */
const RIGHTS: Readonly<Record<string, string>> = {
  Mailbox: 'Get-Mailbox',
  Recipient: 'Get-Recipient',
};

/** Properties without `PropertySet` or `$select`. */
const MINIMUM = new Set(
  (
    'externaldirectoryobjectid userprincipalname alias displayname emailaddresses primarysmtpaddress recipienttype ' +
    'recipienttypedetails identity id exchangeversion name distinguishedname organizationid guid'
  ).split(' '),
);

/** Further properties of a property set; sets not listed here add everything. */
const PROPERTY_SETS: Readonly<Record<string, string>> = {
  minimum: '',
  delivery:
    'grantsendonbehalfto forwardingaddress forwardingsmtpaddress delivertomailboxandforward messagecopyforsentasenabled messagecopyforsendonbehalfenabled',
  hold: 'litigationholdenabled litigationholddate litigationholdowner litigationholdduration inplaceholds delayholdapplied delayreleaseholdapplied compliancetagholdapplied retentionholdenabled',
  archive:
    'archiveguid archivestatus archivestate archivename archivequota autoexpandingarchiveenabled',
  softdelete:
    'whensoftdeleted issoftdeletedbyremove issoftdeletedbydisable recipientsoftdeletedstatus',
};

const KNOWN_OPTIONS = new Set(
  '$select $filter $top $expand $skiptoken propertyset filter recipienttypedetails resultsize isencoded'.split(
    ' ',
  ),
);

/** The entity set and key in a path below the tenant: `Mailbox('a@b')/MailboxPermission`. */
const ENTITY = /^(Mailbox|Recipient)(?:\('((?:[^']|'')*)'\))?(?:\/(MailboxPermission))?$/;

/** Answers a GET below the tenant, or undefined where the path is none that is simulated. */
export function read(
  world: World,
  request: SimRequest,
  access: Access,
  below: string,
): SimResponse | undefined {
  const match = ENTITY.exec(below);
  const set = match?.[1];
  if (match === null || set === undefined) return undefined;
  const right = RIGHTS[set] ?? '';
  const lacking = [right, ...furtherRights(request, match[3])].find(
    (cmdlet) => !holds(world, access, cmdlet),
  );
  if (lacking !== undefined) {
    const status = world.settings.deniedRead === 'unauthorized' ? 401 : 403;
    return refusedCall(world, status, `User is not allowed to call ${lacking}`);
  }
  try {
    checkOptions(world, request);
    const call: CmdletCall = {
      world,
      tenant: world.tenant,
      cmdlet: right,
      parameters: new Map(),
      warnings: [],
    };
    const key = match[2] === undefined ? undefined : keyOf(request, match[2]);
    if (key === undefined) return match[3] === undefined ? list(call, request, set) : undefined;
    if (match[3] !== undefined)
      return set === 'Mailbox' ? permissions(call, request, key) : undefined;
    return single(call, request, set, key);
  } catch (error) {
    if (!(error instanceof CmdletError)) throw error;
    return failed(world, error);
  }
}

/** Permissions, below an entity or expanded into it, are those of the cmdlet that reads them. */
function furtherRights(request: SimRequest, below: string | undefined): string[] {
  const expand = option(request, '$expand')?.toLowerCase();
  return [
    ...(below !== undefined || expand === 'mailboxpermission' ? ['Get-MailboxPermission'] : []),
    ...(expand === 'recipientpermission' ? ['Get-RecipientPermission'] : []),
  ];
}

function checkOptions(world: World, request: SimRequest): void {
  for (const name of request.url.searchParams.keys()) {
    if (KNOWN_OPTIONS.has(name.toLowerCase())) continue;
    world.unknown(request, `query option ${name}`);
    throw badCall(`The query option '${name}' isn't supported.`);
  }
}

/** A key in quotes, doubled inside; with `isEncoded=true` it is base64 of the text. */
function keyOf(request: SimRequest, quoted: string): string {
  const key = quoted.replaceAll("''", "'");
  const encoded = option(request, 'isEncoded')?.toLowerCase() === 'true';
  return encoded ? Buffer.from(key, 'base64').toString('utf8') : key;
}

function option(request: SimRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of request.url.searchParams) {
    if (key.toLowerCase() === wanted) return value;
  }
  return undefined;
}

function single(call: CmdletCall, request: SimRequest, set: string, key: string): SimResponse {
  const expand = option(request, '$expand');
  if (set === 'Mailbox') {
    const [mailbox] = mailboxesBy(call, key).flatMap(
      ({ mailbox }) => call.world.lag.seen('mailbox', mailbox) ?? [],
    );
    if (mailbox === undefined) throw notFound(key);
    return entities(call.world, request, {
      ...chosenCells(request, mailboxRow(call.world, mailbox)),
      ...expandedMailbox(call.world, expand, mailbox),
    });
  }
  const [recipient] = recipientsBy(call, key).flatMap((found) =>
    seenRecipient(call.world, found, 'recipient'),
  );
  if (recipient === undefined) throw notFound(key);
  return entities(call.world, request, recipientEntity(call.world, request, recipient, expand));
}

function recipientEntity(
  world: World,
  request: SimRequest,
  recipient: Recipient,
  expand: string | undefined,
): Record<string, unknown> {
  const select = selectionOf(option(request, '$select') ?? null);
  const row = selected(recipientRow(world, recipient), select);
  if (expand === undefined) return { ...row };
  if (expand.toLowerCase() !== 'recipientpermission') throw badCall(`Can't expand '${expand}'.`);
  const carrier = carrierOf(recipient);
  const state: typeof carrier = world.lag.seen('sendAs', carrier) ?? carrier;
  const permission = sendAsEntries(state).map(({ sid, deny }) => ({
    Identity: carrier.name,
    Trustee: holderOf(world, sid).shown,
    AccessControlType: deny ? 'Deny' : 'Allow',
    AccessRights: ['SendAs'],
    IsInherited: false,
    InheritanceType: 'None',
  }));
  return { ...row, RecipientPermission: permission };
}

function list(call: CmdletCall, request: SimRequest, set: string): SimResponse {
  const { world } = call;
  const expand = option(request, '$expand');
  const filters = filtersOf(request);
  const types = typesOf(request);
  if (set === 'Mailbox') {
    if (expand !== undefined) expandedMailbox(world, expand, undefined);
    const found = seenMailboxes(world).filter(
      (mailbox) =>
        (types.size === 0 || types.has(shownType(world, mailbox).toLowerCase())) &&
        filters.every((filter) => filter((name) => mailboxProperty(world, mailbox, name))),
    );
    return page(world, request, found, (mailbox) => ({
      ...chosenCells(request, mailboxRow(world, mailbox)),
      ...expandedMailbox(world, expand, mailbox),
    }));
  }
  const found = allRecipients(world.tenant)
    .filter(isMailRecipient)
    .flatMap((recipient) => seenRecipient(world, recipient, 'recipient'))
    .filter(
      (recipient) =>
        (types.size === 0 || types.has(typeDetailsOf(world, recipient).toLowerCase())) &&
        filters.every((filter) =>
          filter((name) => rowProperty(recipientRow(world, recipient), name)),
        ),
    );
  return page(world, request, found, (recipient) =>
    recipientEntity(world, request, recipient, expand),
  );
}

function filtersOf(request: SimRequest): Filter[] {
  const odata = option(request, '$filter');
  const opath = option(request, 'Filter');
  return [
    ...(odata === undefined ? [] : [parseFilter(odata, 'odata')]),
    ...(opath === undefined ? [] : [parseFilter(opath)]),
  ];
}

function typesOf(request: SimRequest): ReadonlySet<string> {
  const text = option(request, 'RecipientTypeDetails');
  return new Set(text?.split(',').map((type) => type.trim().toLowerCase()) ?? []);
}

/** A page; unlike with InvokeCommand the next one is fetched by GET. */
function page<T>(
  world: World,
  request: SimRequest,
  items: readonly T[],
  entity: (item: T) => object,
): SimResponse {
  const from =
    Number(Buffer.from(option(request, '$skiptoken') ?? '', 'base64').toString('utf8')) || 0;
  const top = Number(option(request, '$top') ?? option(request, 'ResultSize')) || undefined;
  const limit = top === undefined ? items.length : Math.min(items.length, top);
  const end = Math.min(limit, from + pageLimit(request));
  const query = new URLSearchParams(request.url.searchParams);
  query.set('$skiptoken', Buffer.from(String(end)).toString('base64'));
  return entities(world, request, {
    ...(end < limit ? { '@odata.nextLink': `${request.base}${request.path}?${query}` } : {}),
    value: items.slice(from, end).map(entity),
  });
}

function chosenCells(request: SimRequest, row: Row): Row {
  const select = selectionOf(option(request, '$select') ?? null);
  const sets = option(request, 'PropertySet')
    ?.toLowerCase()
    .split(',')
    .map((name) => name.trim());
  if (select !== undefined)
    return selected(row, new Set([...select, ...(sets === undefined ? [] : MINIMUM)]));
  if (sets === undefined) return selected(row, MINIMUM);
  const properties = sets.map((name) => PROPERTY_SETS[name]);
  if (properties.includes(undefined)) return row;
  return selected(
    row,
    new Set([...MINIMUM, ...properties.flatMap((names) => names?.split(' ') ?? [])]),
  );
}

/** Full Access of many mailboxes in one read: the metadata has it, nobody was seen to use it. */
function expandedMailbox(
  world: World,
  expand: string | undefined,
  mailbox: Mailbox | undefined,
): object {
  if (expand === undefined) return {};
  if (expand.toLowerCase() !== 'mailboxpermission') throw badCall(`Can't expand '${expand}'.`);
  if (world.settings.tenantWideFullAccess === 'refused') {
    throw badCall("The property 'MailboxPermission' can't be expanded.");
  }
  return mailbox === undefined ? {} : { MailboxPermission: permissionEntities(world, mailbox) };
}

function permissions(call: CmdletCall, request: SimRequest, key: string): SimResponse {
  const [mailbox] = mailboxesBy(call, key).flatMap(
    ({ mailbox }) => call.world.lag.seen('permissions', mailbox) ?? [],
  );
  if (mailbox === undefined) throw notFound(key);
  return entities(call.world, request, { value: permissionEntities(call.world, mailbox) });
}

/** Rows grouped by user; real booleans, no SID. */
function permissionEntities(world: World, mailbox: Mailbox): object[] {
  const byUser = new Map<string, MailboxAce[]>();
  for (const ace of shownAces(world, mailbox, { unresolved: false, softDeleted: false })) {
    const user = ace.shownAs ?? holderOf(world, ace.sid).shown;
    byUser.set(user, [...(byUser.get(user) ?? []), ace]);
  }
  return [...byUser].map(([user, aces]) => ({
    PermissionId: Buffer.from(`${mailbox.guid} ${user}`).toString('base64'),
    MailboxIdentity: mailbox.name,
    User: user,
    IsOwner: false,
    PermissionList: aces.map(({ rights, inherited, deny, inheritanceType }) => ({
      AccessRights: rights,
      IsInherited: inherited,
      Deny: deny,
      InheritanceType: inheritanceType,
    })),
  }));
}
