/** Get-Mailbox. */
import type { Mailbox } from '../tenant/model.ts';
import type { World } from '../world.ts';
import {
  type Cmdlet,
  type CmdletCall,
  filterText,
  isOn,
  type Listing,
  listing,
  textsOf,
} from './call.ts';
import { notFound, notSimulated } from './errors.ts';
import { dnById, mailboxesBy } from './identity.ts';
import { mailboxCells, mailboxRow, type RowOptions } from './mailbox-row.ts';
import { isVisible, shownType } from './mailbox-state.ts';
import { MAILBOX_TEMPLATE } from './mailbox-template.ts';
import { type Filterable, parseFilter } from './opath.ts';

/** Switches that ask for mailboxes the simulated tenant has none of: the honest answer is an empty list. */
const NONE_OF_THESE = ['GroupMailbox', 'Migration', 'PublicFolder', 'InactiveMailboxOnly'];

export const GET_MAILBOX: Cmdlet = {
  contract: {
    name: 'Get-Mailbox',
    sets: { AnrSet: [], Identity: [], MailboxPlanSet: [] },
    parameters: [
      { kind: 'text', names: 'Identity', sets: ['Identity'] },
      { kind: 'text', names: 'Anr', sets: ['AnrSet'] },
      {
        kind: 'switch',
        names:
          'Archive GroupMailbox InactiveMailboxOnly IncludeAcceptMessagesOnlyFromDLMembersWithDisplayNames IncludeAcceptMessagesOnlyFromSendersOrMembersWithDisplayNames IncludeAcceptMessagesOnlyFromWithDisplayNames IncludeEmailAddressDisplayNames IncludeForwardingAddressWithDisplayNames IncludeGrantSendOnBehalfToWithDisplayNames IncludeInactiveMailbox Migration PublicFolder SoftDeletedMailbox',
      },
      { kind: 'text', names: 'Filter OrganizationalUnit SortBy' },
      { kind: 'text', names: 'MailboxPlan', sets: ['MailboxPlanSet'] },
      {
        kind: 'array',
        names: 'RecipientTypeDetails',
        values:
          'DiscoveryMailbox EquipmentMailbox GroupMailbox LegacyMailbox LinkedMailbox LinkedRoomMailbox RoomMailbox SchedulingMailbox SharedMailbox TeamMailbox UserMailbox',
      },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getMailbox,
};

function getMailbox(call: CmdletCall): Listing {
  for (const parameter of ['MailboxPlan', 'OrganizationalUnit']) {
    if (call.parameters.has(parameter)) throw notSimulated(`Get-Mailbox with ${parameter}`);
  }
  const rowOptions: RowOptions = {
    delegatesWithDisplayNames: isOn(call, 'IncludeGrantSendOnBehalfToWithDisplayNames'),
    forwardingWithDisplayName: isOn(call, 'IncludeForwardingAddressWithDisplayNames'),
  };
  const wanted = sorted(call, matching(call, candidates(call)));
  return listing(
    wanted,
    (mailbox) => mailboxCells(call.world, mailbox, rowOptions),
    MAILBOX_TEMPLATE,
  );
}

/** The mailboxes named, or all: as a reader sees them now. */
function candidates(call: CmdletCall): Mailbox[] {
  const deleted = isOn(call, 'SoftDeletedMailbox');
  const identity = filterText(call, 'Identity');
  if (NONE_OF_THESE.some((name) => isOn(call, name))) {
    if (identity !== undefined) throw notFound(identity);
    return [];
  }
  if (identity === undefined) return seenMailboxes(call.world, { deleted });
  const found = mailboxesBy(call, identity, { deleted }).flatMap(
    ({ mailbox }) => seen(call.world, mailbox) ?? [],
  );
  if (found.length === 0) throw notFound(identity);
  return found;
}

/** All mailboxes that a reader sees; live ones, or those soft-deleted. */
export function seenMailboxes(world: World, { deleted = false } = {}): Mailbox[] {
  // A loop, as this runs over the whole tenant for each page.
  const found: Mailbox[] = [];
  for (const mailbox of world.tenant.mailboxes) {
    const state = seen(world, mailbox);
    if (state !== undefined && (state.softDeleted !== null) === deleted) found.push(state);
  }
  return found;
}

function seen(world: World, mailbox: Mailbox): Mailbox | undefined {
  const state = world.lag.seen('mailbox', mailbox);
  return state !== undefined && isVisible(world, state) ? state : undefined;
}

function matching(call: CmdletCall, mailboxes: Mailbox[]): Mailbox[] {
  const { world } = call;
  const types = new Set(textsOf(call, 'RecipientTypeDetails'));
  const anr = filterText(call, 'Anr')?.toLowerCase();
  const text = filterText(call, 'Filter');
  const filter = text === undefined ? undefined : parseFilter(text);
  const archived = isOn(call, 'Archive');
  return mailboxes.filter(
    (mailbox) =>
      (types.size === 0 || types.has(shownType(world, mailbox))) &&
      (!archived || !/^[0-]+$/.test(mailbox.archiveGuid)) &&
      (anr === undefined || anrNames(mailbox).some((name) => name.toLowerCase().startsWith(anr))) &&
      (filter === undefined || filter((property) => mailboxProperty(world, mailbox, property))),
  );
}

/** Names that ambiguous name resolution looks at. */
function anrNames(mailbox: Mailbox): string[] {
  const addresses = mailbox.emailAddresses.map((text) => text.slice(text.indexOf(':') + 1));
  const words = mailbox.displayName.split(' ');
  return [mailbox.displayName, ...words, mailbox.name, mailbox.alias, ...addresses];
}

/** A property as filters see it: links to other objects are distinguished names there. */
export function mailboxProperty(world: World, mailbox: Mailbox, property: string): Filterable {
  const { tenant } = world;
  switch (property.toLowerCase()) {
    case 'grantsendonbehalfto':
      return mailbox.grantSendOnBehalfTo.flatMap((id) => dnById(tenant, id) ?? []);
    case 'forwardingaddress':
      return mailbox.forwardingAddress === null
        ? null
        : (dnById(tenant, mailbox.forwardingAddress) ?? null);
    default:
      return rowProperty(mailboxRow(world, mailbox), property);
  }
}

/** A cell of a row by name without case. */
export function rowProperty(row: Readonly<Record<string, unknown>>, property: string): Filterable {
  const wanted = property.toLowerCase();
  const name = Object.keys(row).find((key) => key.toLowerCase() === wanted);
  const value = name === undefined ? undefined : row[name];
  if (value === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

function sorted(call: CmdletCall, mailboxes: Mailbox[]): Mailbox[] {
  const property = filterText(call, 'SortBy');
  if (property === undefined) return mailboxes;
  const keyed = mailboxes.map((mailbox) => ({
    mailbox,
    key: String(mailboxProperty(call.world, mailbox, property) ?? ''),
  }));
  return keyed.sort((a, b) => a.key.localeCompare(b.key)).map(({ mailbox }) => mailbox);
}
