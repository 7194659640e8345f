/** Apply's hand and eye on the live tenant. */
import type { Reader, Writer } from '../apply/ports.ts';
import { type Directory, idOf } from '../tenant/directory.ts';
import { ServiceError, type Services } from '../tenant/service.ts';
import { CMDLET } from '../wire/exchange.ts';

export const writerOf = ({ exchange, graph }: Services): Writer => ({
  send: (call) => (call.service === 'exchange' ? exchange.write(call) : graph.write(call)),
});

/** `directory` gives the one read last: rows about a mailbox just created are told by nothing older. */
export const readerOf = (services: Services, directory: () => Directory): Reader => ({
  fresh: (subjects) => ({ subjects, directory: directory(), fresh: true, services }),
  async locate(address) {
    try {
      const { items } = await services.exchange.query(
        {
          cmdlet: CMDLET.getMailbox,
          parameters: { Identity: address },
          select: ['ExternalDirectoryObjectId', 'Guid', 'PrimarySmtpAddress'],
        },
        (row) =>
          String(row['PrimarySmtpAddress']).toLowerCase() === address ? idOf(row) : undefined,
      );
      const [only, other] = items;
      return other === undefined ? only : undefined;
    } catch (error) {
      if (error instanceof ServiceError && error.failure === 'notFound') return undefined;
      throw error;
    }
  },
});
