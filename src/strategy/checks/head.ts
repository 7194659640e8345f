/** What the frame of a strategy says: the tenant, lists of people, and that there is a mailbox at all. */
import { warning } from '../finding.ts';
import { twiceIn } from '../keys/accounts.ts';
import { isServiceDomain } from '../service-domain.ts';
import type { Check } from './check.ts';

/** The guard compares with the initial domain and the id; another domain of the tenant may not be known there. */
export const tenantIsInitialDomain: Check = function* ({ tenant }) {
  if (tenant === undefined || !tenant.value.includes('.') || isServiceDomain(tenant.value)) return;
  yield warning(
    tenant.at,
    `\`${tenant.value}\` does not look like the initial domain of a tenant.`,
    'Write the initial domain, such as contoso.onmicrosoft.com, or the id of the tenant.',
  );
};

/** Such a file is most likely cut short; `plan` refuses it as well. */
export const somethingIsManaged: Check = function* ({ empty, tenant }) {
  if (!empty || tenant === undefined) return;
  yield warning(
    tenant.at,
    'The strategy names no mailbox, so it manages nothing.',
    'Add mailboxes under `users:` or `sharedMailboxes:`; docs/strategy.md shows how.',
  );
};

export const listedOnce: Check = function* ({ leavers, teams }) {
  yield* twiceIn('`leavers`', leavers);
  for (const { team } of teams.values()) yield* twiceIn(`the team \`${team.name}\``, team.members);
};
