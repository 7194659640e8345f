/** Whether a caller's write scope reaches the object that a cmdlet is about. Source: roles for app-only identities, scopes and refusals. */
import { findRecipients, type Recipient } from '../tenant/find.ts';
import type { Access, World } from '../world.ts';
import type { BoundCall } from './contract-shape.ts';
import { outsideScope } from './errors.ts';
import { rowProperty } from './get-mailbox.ts';
import { parseFilter } from './opath.ts';
import { writeScopes } from './permits.ts';
import { recipientRow } from './recipient-row.ts';

/** The one read that checks the mailbox against the caller's write scope. */
const CHECKED_READ = 'Get-InboxRule';

/**
 * Throws for an object outside. A new mailbox is in no scope yet and passes; an object that is not there passes too,
 * for the cmdlet to say so.
 */
export function checkWriteScope(
  world: World,
  access: Access,
  { cmdlet, parameters }: BoundCall,
): void {
  const read = cmdlet.startsWith('Get-');
  if (read && cmdlet !== CHECKED_READ) return;
  const scopes = writeScopes(world, access, cmdlet);
  const identity = parameters.get(read ? 'Mailbox' : 'Identity');
  if (scopes === undefined || typeof identity !== 'string') return;
  const filters = scopes.map((text) => parseFilter(text));
  const fits = (recipient: Recipient) => {
    if (read && access.as === 'user' && recipient.id === access.id) return true;
    const row = recipientRow(world, recipient);
    return filters.some((filter) => filter((name) => rowProperty(row, name)));
  };
  const outside = findRecipients(world.tenant, identity).find((one) => !fits(one));
  if (outside) {
    const name = String(recipientRow(world, outside)['Name']);
    throw outsideScope(cmdlet, name, read ? 'read' : 'write');
  }
}
