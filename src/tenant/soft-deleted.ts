/** Addresses that deleted mailboxes still hold: Exchange refuses them for thirty days. */
import { normalise } from '../model/address.ts';
import { CMDLET } from '../wire/exchange.ts';
import { smtpOf } from './directory.ts';
import { needed, text, texts } from './fields.ts';
import type { Answer, Services } from './service.ts';

/** Display name of the holder by address; asked only where addresses are to be used newly. Throws ServiceError. */
export async function softDeletedHolders(
  addresses: readonly string[],
  { exchange }: Services,
): Promise<ReadonlyMap<string, string>> {
  if (addresses.length === 0) return new Map();
  const wanted = new Set(addresses);
  let rows = 0;
  const read = (): Promise<Answer<readonly (readonly [address: string, name: string])[]>> =>
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
  const first = await read();
  // There may truly be none: then a second answer must say so, too.
  const { items } = rows === 0 ? await read() : first;
  return new Map(items.flat());
}
