/** Addresses that deleted mailboxes still hold: Exchange refuses them for thirty days. */
import { normalise } from '../model/address.ts';
import { CMDLET } from '../wire/exchange.ts';
import { smtpOf } from './directory.ts';
import { text, texts } from './fields.ts';
import type { Services } from './service.ts';

/** Display name of the holder by address; asked only where addresses are to be used newly. Throws ServiceError. */
export async function softDeletedHolders(
  addresses: readonly string[],
  { exchange }: Services,
): Promise<ReadonlyMap<string, string>> {
  if (addresses.length === 0) return new Map();
  const wanted = new Set(addresses);
  const { items } = await exchange.query(
    {
      cmdlet: CMDLET.getMailbox,
      parameters: { SoftDeletedMailbox: true, ResultSize: 'Unlimited' },
      select: ['DisplayName', 'PrimarySmtpAddress', 'EmailAddresses'],
    },
    (row) => {
      const held = new Set([
        ...smtpOf(texts(row, 'EmailAddresses')),
        normalise(text(row, 'PrimarySmtpAddress')),
      ]);
      return [...held]
        .filter((address) => wanted.has(address))
        .map((address) => [address, text(row, 'DisplayName')] as const);
    },
  );
  return new Map(items.flat());
}
