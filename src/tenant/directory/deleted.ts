/** Accounts and mailboxes that were deleted and can still be restored: Exchange goes on showing them by their names. */
import { normalise } from '../../model/address.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { GRAPH_PAGE_LIMIT, GRAPH_PATH } from '../../wire/graph.ts';
import { text, texts } from '../fields.ts';
import { endsAll, type Row, ServiceError, type Services } from '../service.ts';
import type { Missing } from './sids.ts';

export interface Deleted {
  /** Is this the sign-in name, an address or the Exchange `Name` of something deleted? */
  readonly has: (name: string) => boolean;
  readonly missing: readonly Missing[];
}

/** Asked only where a SID that nobody has stands beside a name. A source that fails is named as missing. Throws ServiceError where the run must end. */
export async function readDeleted({ graph, exchange }: Services): Promise<Deleted> {
  const [accounts, mailboxes] = await Promise.all([
    orMissing(
      'deleted users',
      graph.list(
        GRAPH_PATH.deletedUsers,
        {
          $select: 'id,userPrincipalName,mail,proxyAddresses',
          $top: String(GRAPH_PAGE_LIMIT),
        },
        (row) => [signInName(row), text(row, 'mail'), ...texts(row, 'proxyAddresses')],
      ),
    ),
    orMissing(
      'deleted mailboxes',
      exchange
        .query(
          {
            cmdlet: CMDLET.getMailbox,
            parameters: { SoftDeletedMailbox: true, ResultSize: 'Unlimited' },
            select: ['Name', 'UserPrincipalName', 'PrimarySmtpAddress', 'EmailAddresses'],
          },
          (row) => [
            text(row, 'Name'),
            text(row, 'UserPrincipalName'),
            text(row, 'PrimarySmtpAddress'),
            ...texts(row, 'EmailAddresses'),
          ],
        )
        .then(({ items }) => items),
    ),
  ]);
  const names = new Set(
    [...accounts.items, ...mailboxes.items]
      .flat()
      .filter((name) => name !== '')
      .map((name) => normalise(name.replace(/^smtp:/iu, ''))),
  );
  return {
    has: (name) => names.has(normalise(name)),
    missing: [...accounts.missing, ...mailboxes.missing],
  };
}

/** In the bin an account's own id, without dashes, stands before its sign-in name. Source: Graph, deletion of users. */
function signInName(row: Row): string {
  const name = text(row, 'userPrincipalName');
  const prefix = text(row, 'id').replaceAll('-', '');
  return prefix !== '' && normalise(name).startsWith(normalise(prefix))
    ? name.slice(prefix.length)
    : name;
}

/** A source that failed is named as missing: then nobody is known to be deleted by it. What ends the run is passed on. */
async function orMissing<T>(
  source: string,
  read: Promise<readonly T[]>,
): Promise<{ readonly items: readonly T[]; readonly missing: readonly Missing[] }> {
  try {
    return { items: await read, missing: [] };
  } catch (error) {
    if (error instanceof ServiceError && !endsAll(error))
      return { items: [], missing: [{ source, reason: error.message }] };
    throw error;
  }
}
