/** The register of checks: each is told to everybody who reads a strategy. */
import { aliasesAreOurs, aliasesOnce, mailboxesOnce } from './addresses.ts';
import { automapAgrees, automapHasMeaning } from './automap.ts';
import { breakGlassIsLeftAlone } from './break-glass.ts';
import type { Check } from './check.ts';
import {
  delegatesAreOfTheirKind,
  delegatesOnce,
  nobodyOnOwnMailbox,
  rightsOnce,
  teamsAreDefined,
  teamsHaveMembers,
} from './delegates.ts';
import { guardsArePlainAddresses, leaversAreNoAliases } from './guards.ts';
import { listedOnce, somethingIsManaged, tenantIsInitialDomain, timeZoneExists } from './head.ts';
import { leaversAreNotIgnored, nobodyIgnoredIsGiven } from './ignored.ts';
import { leaversGetNothing } from './leavers.ts';
import {
  copySaysSomething,
  datesAreCurrent,
  hiddenCanBeUsed,
  sharedMailboxesAreNotSignedInTo,
} from './settings-of-mailboxes.ts';

export const CHECKS: readonly Check[] = [
  tenantIsInitialDomain,
  timeZoneExists,
  somethingIsManaged,
  listedOnce,
  mailboxesOnce,
  aliasesOnce,
  aliasesAreOurs,
  teamsAreDefined,
  teamsHaveMembers,
  nobodyOnOwnMailbox,
  delegatesOnce,
  rightsOnce,
  delegatesAreOfTheirKind,
  nobodyIgnoredIsGiven,
  leaversAreNotIgnored,
  automapHasMeaning,
  automapAgrees,
  leaversGetNothing,
  leaversAreNoAliases,
  guardsArePlainAddresses,
  breakGlassIsLeftAlone,
  datesAreCurrent,
  hiddenCanBeUsed,
  sharedMailboxesAreNotSignedInTo,
  copySaysSomething,
];
