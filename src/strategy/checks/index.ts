/** The register of checks between lines: each is told to everybody who reads a strategy. What holds of one value alone its key checks. */
import { aliasesOnce, mailboxesOnce } from './addresses.ts';
import { automapAgrees } from './automap.ts';
import { breakGlassIsLeftAlone } from './break-glass.ts';
import type { Check } from './check.ts';
import {
  delegatesAreOfTheirKind,
  delegatesOnce,
  nobodyOnOwnMailbox,
  teamsAreDefined,
  teamsHaveMembers,
} from './delegates.ts';
import { leaversAreNoAliases, leaversArePlainAddresses } from './guards.ts';
import { listedOnce, somethingIsManaged, tenantIsInitialDomain } from './head.ts';
import { hiddenCanBeUsed } from './hidden.ts';
import { leaversAreNotIgnored, nobodyIgnoredIsGiven } from './ignored.ts';
import { eachKeyAlone } from './keys.ts';
import { leaversGetNothing } from './leavers.ts';
import { namedMayGet } from './named.ts';

export const CHECKS: readonly Check[] = [
  tenantIsInitialDomain,
  somethingIsManaged,
  listedOnce,
  mailboxesOnce,
  aliasesOnce,
  teamsAreDefined,
  teamsHaveMembers,
  nobodyOnOwnMailbox,
  delegatesOnce,
  delegatesAreOfTheirKind,
  nobodyIgnoredIsGiven,
  leaversAreNotIgnored,
  automapAgrees,
  leaversGetNothing,
  leaversAreNoAliases,
  leaversArePlainAddresses,
  breakGlassIsLeftAlone,
  namedMayGet,
  hiddenCanBeUsed,
  eachKeyAlone,
];
