/** What commands need, from the one table: for `mbx help permissions`, the docs, errors, `mbx doctor` and `mbx setup`. */
import { EXCHANGE_CALLS, type ExchangeCall } from './exchange-calls.ts';
import { type Grant, PERMISSION, type Role } from './grants.ts';
import { GRAPH_CALLS } from './graph-calls.ts';
import { type Call, type Caller, isRequired, type Need, TENANT_COMMANDS } from './need.ts';

/** Whatever is asked of Exchange. */
export const DOOR: Need = {
  service: 'exchange',
  operation: 'any cmdlet',
  commands: TENANT_COMMANDS,
  purpose: 'ask anything of Exchange',
  give: PERMISSION.door,
  openedBy: [PERMISSION.door.name],
  contested: [],
  sure: 'documented',
  source: 'app-only access to Exchange',
};

/**
 * Every call that one of the commands may make, with what to give for it. An identity that writes holds roles that read as well, so what
 * is given for a reading depends on all the commands together.
 */
export function needsOf(commands: readonly Caller[]): readonly Need[] {
  const made = ({ commands: by }: Call): boolean => by.some((one) => commands.includes(one));
  const cmdlets = EXCHANGE_CALLS.filter(made);
  const roles = rolesFor(cmdlets);
  return [
    ...GRAPH_CALLS.filter(made),
    DOOR,
    ...cmdlets.map(({ gives, ...call }) => ({
      ...call,
      give: gives.findLast((role) => roles.has(role)) ?? gives[0],
    })),
  ];
}

/** The fewest roles: first those for which there is no choice, then for each cmdlet that is still shut the first of its own. */
function rolesFor(cmdlets: readonly ExchangeCall[]): ReadonlySet<Role> {
  const roles = new Set(
    cmdlets.filter(({ gives }) => gives.length === 1).map(({ gives: [only] }) => only),
  );
  for (const { gives } of cmdlets) if (!gives.some((role) => roles.has(role))) roles.add(gives[0]);
  return roles;
}

/** What is given for the needs, each once, in the order of the table. */
export const grantsOf = (needs: readonly Need[]): readonly Grant[] => [
  ...new Set(needs.map(({ give }) => give)),
];

/** The needs for which one grant is given. */
export const needsBehind = (grant: Grant, needs: readonly Need[]): readonly Need[] =>
  needs.filter(({ give }) => give === grant);

/** The needs that nothing else among the grants opens for sure: what is shut without this one. */
export const shutWithout = (grant: Grant, needs: readonly Need[]): readonly Need[] => {
  const others = grantsOf(needs).filter((one) => one !== grant);
  return needs.filter(
    (need) =>
      !others.some((one) => one.service === need.service && need.openedBy.includes(one.name)),
  );
};
/** A grant without which at least one command ends with exit code 4. */
export const isRequiredGrant = (grant: Grant, needs: readonly Need[]): boolean =>
  shutWithout(grant, needs).some(isRequired);
