/** Addresses that nobody seems to have, asked about one by one: a list that came short must not make one free. */
import { CMDLET } from '../../wire/exchange.ts';
import { needed, text, texts } from '../fields.ts';
import { reasonOf } from '../reason.ts';
import type { Services } from '../service.ts';
import { smtpOf } from './directory.ts';

/** Why an address is not free, by address; asked only where addresses are to be used newly. Throws only what ends the run. */
export async function notFree(
  addresses: readonly string[],
  { exchange }: Pick<Services, 'exchange'>,
): Promise<ReadonlyMap<string, string>> {
  const rows = new Set<number>();
  const settled = await exchange.queryEach(
    addresses.map((address) => ({
      cmdlet: CMDLET.getRecipient,
      parameters: { Identity: address },
      select: ['DisplayName', 'PrimarySmtpAddress', 'EmailAddresses'],
    })),
    (row, index) => {
      rows.add(index);
      const held = smtpOf(texts(row, 'EmailAddresses'));
      const primary = needed(row, 'PrimarySmtpAddress').toLowerCase();
      const asked = addresses[index] ?? '';
      return held.includes(asked) || primary === asked ? text(row, 'DisplayName') : undefined;
    },
  );
  const taken = new Map<string, string>();
  for (const [index, address] of addresses.entries()) {
    const one = settled[index];
    if (one?.ok === true) {
      const [holder] = one.answer.items;
      if (!rows.has(index))
        taken.set(address, 'Exchange gave neither a row nor "not found" (E4003)');
      else if (holder !== undefined)
        taken.set(address, `it belongs to ${holder}, whom the list of recipients lacks (E4003)`);
    } else if (one?.error.failure !== 'notFound')
      taken.set(address, one === undefined ? 'no answer came' : reasonOf(one.error));
  }
  return taken;
}
