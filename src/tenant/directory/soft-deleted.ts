/** Addresses that deleted mailboxes still hold: Exchange refuses them for thirty days. */
import { normalise } from '../../model/address.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { needed, text, texts } from '../fields.ts';
import { reasonOf } from '../reason.ts';
import type { Answer, Services } from '../service.ts';
import { smtpOf } from './directory.ts';

export interface SoftDeleted {
  /** Display name of the holder, by address. */
  readonly holders: ReadonlyMap<string, string>;
  /** Why it is not known of all addresses; undefined: it is. */
  readonly unread: string | undefined;
}

/** Asked only where addresses are to be used newly. Throws only what ends the run. */
export async function softDeletedHolders(
  addresses: readonly string[],
  services: Pick<Services, 'exchange'>,
): Promise<SoftDeleted> {
  if (addresses.length === 0) return { holders: new Map(), unread: undefined };
  try {
    return { holders: await read(addresses, services), unread: undefined };
  } catch (error) {
    return { holders: new Map(), unread: reasonOf(error) };
  }
}

async function read(
  addresses: readonly string[],
  { exchange }: Pick<Services, 'exchange'>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(addresses);
  let rows = 0;
  const once = (): Promise<Answer<readonly (readonly [address: string, name: string])[]>> =>
    exchange.query(
      {
        cmdlet: CMDLET.getMailbox,
        parameters: { SoftDeletedMailbox: true, ResultSize: 'Unlimited' },
        select: ['DisplayName', 'PrimarySmtpAddress', 'EmailAddresses'],
      },
      (row) => {
        rows += 1;
        const held = new Set([
          ...smtpOf(texts(row, 'EmailAddresses')),
          normalise(needed(row, 'PrimarySmtpAddress')),
        ]);
        return [...held]
          .filter((address) => wanted.has(address))
          .map((address) => [address, text(row, 'DisplayName')] as const);
      },
    );
  const first = await once();
  // There may truly be none: then a second answer must say so, too.
  const { items } = rows === 0 ? await once() : first;
  return new Map(items.flat());
}
