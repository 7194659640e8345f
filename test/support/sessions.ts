/** Sessions of reading over clients that a test has at hand. */
import { facetsOf } from '../../src/facts/index.ts';
import { KIND_NAMES } from '../../src/kinds/index.ts';
import type { Clock } from '../../src/model/clock.ts';
import type { Directory } from '../../src/tenant/directory/directory.ts';
import type { Recipients } from '../../src/tenant/directory/recipients.ts';
import { sidsOf } from '../../src/tenant/directory/sids.ts';
import type { Clients } from '../../src/tenant/service.ts';
import type { Session } from '../../src/tenant/session.ts';

/** A directory in which these are all there are, read whole. */
export const directoryOf = (recipients: Recipients): Directory => ({
  organization: {
    id: 'id-tenant',
    displayName: 'Contoso',
    domains: new Set(['contoso.com']),
    initialDomain: 'contoso.onmicrosoft.com',
    synced: false,
  },
  acceptedDomains: new Set(['contoso.com']),
  recipients,
  missing: [],
  unknown: [],
  notes: [],
  whole: true,
  sids: async () => sidsOf([], []),
  applicationsBySid: async () => new Map(),
  deleted: async () => ({ has: () => false, missing: [] }),
});

export const sessionOver = (
  services: Clients,
  clock: Clock,
  recipients: Recipients,
  mailboxes: Session['mailboxes'] = [],
): Session => ({
  mailboxes,
  facets: facetsOf(KIND_NAMES),
  directory: directoryOf(recipients),
  fresh: true,
  services,
  pause: (ms) => clock.sleep(ms),
});
