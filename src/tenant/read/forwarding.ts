/** Where mail to a mailbox goes on to: two fields and a switch of its own row. */
import { domainOf, isAddress, normalise } from '../../model/address.ts';
import type { Principal, Ref } from '../../model/ref.ts';
import type { Directory } from '../directory/directory.ts';
import { principalOf, type Recipient } from '../directory/recipients.ts';
import { flag, text, WrongShape } from '../fields.ts';
import type { Facet, Session } from '../session.ts';
import { mailboxFacet } from './mailboxes.ts';
import type { Collected, Gap } from './sweep.ts';

/** The fields as the service has them. Where both name somebody, ForwardingAddress is what counts. Source: Exchange, Set-Mailbox. */
interface Fields {
  /** Exchange's name of a recipient; empty: none. */
  readonly recipient: string;
  /** Any address as it stands there, without prefix; empty: none. */
  readonly address: string;
  readonly keepCopy: boolean;
}
const FIELDS = [
  'ForwardingAddress',
  'ForwardingSmtpAddress',
  'DeliverToMailboxAndForward',
] as const;

/** A field that was asked for and did not come is no empty field. */
export const forwardingFields: Facet<Fields> = {
  fields: FIELDS,
  narrow(row) {
    const lost = FIELDS.find((field) => !(field in row));
    if (lost !== undefined) throw new WrongShape(lost, 'value', row);
    const address = text(row, 'ForwardingSmtpAddress')
      .trim()
      .replace(/^smtp:/iu, '');
    if (address !== '' && !address.includes('@'))
      throw new WrongShape('ForwardingSmtpAddress', 'address', row);
    const keepCopy = flag(row, 'DeliverToMailboxAndForward');
    if (keepCopy === undefined)
      throw new WrongShape('DeliverToMailboxAndForward', 'true or false', row);
    return { recipient: text(row, 'ForwardingAddress'), address, keepCopy };
  },
};

/** Whom mail goes on to, and how that is written. */
export interface Target {
  readonly trustee: Principal;
  /** Object id in ForwardingAddress. */
  readonly recipient?: string;
  /** Address in ForwardingSmtpAddress, without prefix. */
  readonly address?: string;
}
export interface ForwardingRow extends Partial<Target> {
  readonly subject: Ref;
  readonly keepCopy: boolean;
}

/** By the address that the mail goes to: a contact and its address are the same receiver. */
const outside = (address: string): Principal => ({
  id: `smtp:${address}`,
  kind: 'external',
  address,
});

export const targetOutside = (address: string): Target => ({ trustee: outside(address), address });

/** Somebody of the organisation is named by the object; a contact, guest or mail user whose mail goes outside, by that address. */
export function targetAt(recipient: Recipient): Target {
  const principal = receiver(recipient);
  return principal.kind === 'external'
    ? { trustee: principal, address: principal.address }
    : { trustee: principal, recipient: named(recipient.id) };
}
function receiver(recipient: Recipient): Principal {
  const principal = principalOf(recipient);
  if (principal.kind !== 'external' && principal.kind !== 'guest') return principal;
  const { externalAddress = '', address } = recipient;
  return outside(isAddress(externalAddress) ? externalAddress : address);
}

/** An object that the directory has no id for goes by the one that Exchange has. */
const named = (id: string): string => id.replace(/^exchange:/u, '');

/** A mailbox without any of it has no row. A receiver that cannot be made out is a gap: it is never taken for none. */
export async function forwardingRows(session: Session): Promise<Collected<ForwardingRow>> {
  const { rows: read, gaps } = await mailboxFacet(session, forwardingFields);
  const rows: ForwardingRow[] = [];
  const unknown: Gap[] = [];
  for (const { subject, value } of read) {
    const found = targetIn(value, session.directory);
    if (typeof found === 'string')
      unknown.push({ subject: subject.id, reason: `where its mail goes on to: ${found} (E4003)` });
    else if (found !== undefined || value.keepCopy)
      rows.push({ subject, keepCopy: value.keepCopy, ...found });
  }
  return { rows, gaps: [...gaps, ...unknown] };
}

/** Undefined: nobody. A text: why it is not known. */
function targetIn(
  { recipient, address }: Fields,
  directory: Directory,
): Target | string | undefined {
  if (recipient === '') return address === '' ? undefined : addressed(address, directory);
  const found = directory.recipients.find(recipient);
  if (found.found === 'several') return `ForwardingAddress says ${recipient}, which fits several`;
  // A display name may be that of somebody else.
  if (found.found === 'none' || !isNamed(found.recipient, recipient))
    return `ForwardingAddress says ${recipient}, which is nobody that could be read`;
  const { doubt, id } = found.recipient;
  if (doubt !== undefined) return doubt;
  return {
    trustee: receiver(found.recipient),
    recipient: named(id),
    ...(address === '' ? {} : { address }),
  };
}
const isNamed = ({ id, identities, names, addresses }: Recipient, name: string): boolean =>
  [id, ...identities, ...names, ...addresses].some((one) => normalise(one) === normalise(name));

function addressed(address: string, { recipients, ...directory }: Directory): Target | string {
  const as = normalise(address);
  const [holder, ...others] = recipients.holders(as);
  if (others.length > 0) return `ForwardingSmtpAddress says ${as}, which several have`;
  if (holder !== undefined) return holder.doubt ?? { trustee: receiver(holder), address };
  if (!directory.acceptedDomains.has(domainOf(as))) return { trustee: outside(as), address };
  const [lost] = directory.unknown;
  if (lost !== undefined) return `${as} was not found, and not all ${lost.source} could be read`;
  return { trustee: { id: `smtp:${as}`, kind: 'unresolved', name: as }, address };
}
