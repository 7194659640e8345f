/** Apply's hand and eye on the live tenant. */
import type { Found, Reader, Writer } from '../apply/ports.ts';
import { facetsOf } from '../facts/index.ts';
import { KIND_NAMES } from '../kinds/index.ts';
import type { ExchangeCall } from '../model/call.ts';
import { isoTime } from '../model/date.ts';
import { type Directory, idOf } from '../tenant/directory/directory.ts';
import { type Clients, type Row, ServiceError, type Services } from '../tenant/service.ts';
import { CMDLET } from '../wire/exchange.ts';

export const writerOf = (services: Services): Writer => ({
  send(call, finishes) {
    const { exchange, graph } = finishes ? services.finishing : services;
    return call.service === 'exchange' ? exchange.write(call) : graph.write(call);
  },
});

/** `directory` gives the one read last: rows about a mailbox just created are told by nothing older. */
export const readerOf = (services: Services, directory: () => Directory): Reader => ({
  fresh: (subjects, finishes) => ({
    mailboxes: subjects,
    facets: facetsOf(KIND_NAMES),
    directory: directory(),
    fresh: true,
    services: finishes ? services.finishing : services,
    pause: services.pause,
  }),
  locate: (creation, since, finishes) =>
    locate(creation, since, finishes ? services.finishing : services),
});

/** How far the clocks of the service and of this machine may be apart, in milliseconds. */
const CLOCKS_APART_MS = 300_000;

/**
 * Who has the address that a creation was to give. It is what was created where sort, alias and display name are those of the call, and
 * it is no older than the call: another administrator may have been first with something else. Throws ServiceError.
 */
async function locate(
  { on, parameters }: ExchangeCall,
  since: number,
  { exchange }: Clients,
): Promise<Found> {
  try {
    const { items } = await exchange.query(
      {
        cmdlet: CMDLET.getMailbox,
        parameters: { Identity: on.address },
        select: [
          'ExternalDirectoryObjectId',
          'Guid',
          'PrimarySmtpAddress',
          'DisplayName',
          'Alias',
          'RecipientTypeDetails',
          'WhenCreatedUTC',
        ],
      },
      (row) =>
        sameText(row['PrimarySmtpAddress'], on.address) ? { id: idOf(row), row } : undefined,
    );
    const [only, another] = items;
    if (only === undefined || another !== undefined) return { is: 'none' };
    const differs = differenceOf(only.row, parameters, since - CLOCKS_APART_MS);
    return differs === undefined ? { is: 'ours', id: only.id } : { is: 'other', what: differs };
  } catch (error) {
    if (error instanceof ServiceError && error.failure === 'notFound') return { is: 'none' };
    throw error;
  }
}

/** In what a mailbox is not the one of the call; undefined: it is. */
function differenceOf(
  row: Row,
  { DisplayName, Alias }: ExchangeCall['parameters'],
  notBefore: number,
): string | undefined {
  const { RecipientTypeDetails: type, WhenCreatedUTC: created } = row;
  if (type !== 'SharedMailbox') return `it is a ${String(type)}`;
  if (!sameText(row['DisplayName'], DisplayName))
    return `its display name is "${String(row['DisplayName'])}"`;
  if (!sameText(row['Alias'], Alias)) return `its alias is "${String(row['Alias'])}"`;
  // Both are ISO 8601 in UTC: as text they sort as in time.
  if (typeof created === 'string' && created < isoTime(notBefore))
    return `it was created at ${created}, before this run asked for it`;
  return undefined;
}
const sameText = (a: unknown, b: unknown): boolean =>
  typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase();
