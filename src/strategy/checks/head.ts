/** What the head of a strategy says: tenant, time zone, lists of accounts. */
import { isTimeZone } from '../day.ts';
import { elsewhere, error, type Finding, warning } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { Placed } from '../strategy.ts';
import type { Check } from './check.ts';
import { isServiceDomain } from './service-domain.ts';

/** The guard compares with the initial domain and the id; another domain of the tenant may not be known there. */
export const tenantIsInitialDomain: Check = function* ({ tenant }) {
  if (tenant === undefined || !tenant.value.includes('.') || isServiceDomain(tenant.value)) return;
  yield warning(
    tenant.at,
    `\`${tenant.value}\` does not look like the initial domain of a tenant.`,
    'Write the initial domain, such as contoso.onmicrosoft.com, or the id of the tenant.',
  );
};

export const timeZoneExists: Check = function* ({ settings: { timeZone } }) {
  if (timeZone === undefined || timeZone.value === '' || isTimeZone(timeZone.value)) return;
  const near = nearest(timeZone.value, Intl.supportedValuesOf('timeZone'));
  yield error(
    timeZone.at,
    `There is no time zone \`${timeZone.value}\`.`,
    near === undefined
      ? 'Write an IANA name, such as Europe/London or UTC.'
      : `Did you mean \`${near}\`? IANA names are used, such as Europe/London or UTC.`,
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

function* twice(list: string, entries: readonly Placed<string>[]): Iterable<Finding> {
  const seen = new Map<string, Placed<string>>();
  for (const entry of entries) {
    const before = seen.get(entry.value);
    if (before === undefined) seen.set(entry.value, entry);
    else {
      yield warning(
        entry.at,
        `\`${entry.value}\` stands twice in ${list}, first on ${elsewhere(before.at, entry.at)}.`,
        'Delete one of the two.',
      );
    }
  }
}

export const listedOnce: Check = function* ({ settings, leavers, teams }) {
  yield* twice('`protected`', settings.protected);
  yield* twice('`breakGlass`', settings.breakGlass);
  yield* twice('`ignoreTrustees`', settings.ignoreTrustees);
  yield* twice('`leavers`', leavers);
  for (const { team } of teams.values()) yield* twice(`the team \`${team.name}\``, team.members);
};
