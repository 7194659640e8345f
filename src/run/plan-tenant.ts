/** The main road: strategy and live tenant -> Plan. `plan` shows it, `apply` carries it out; both come this way, and so does planning again. */

import { isoTime, LAST_TIME_MS } from '../model/date.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { BarePlan, Plan, Planned } from '../plan/plan.ts';
import { policyOf } from '../plan/policy.ts';
import { addressesIn, type Claimed } from '../state/claims.ts';
import type { People } from '../state/delegates.ts';
import { unmatchedNotes } from '../state/guards.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { noting } from '../tenant/denials.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Actor } from '../tenant/service.ts';
import { demandReads } from './demand-permissions.ts';
import { denyGroups } from './deny-groups.ts';
import { guarded } from './guarded.ts';
import type { Loaded } from './loaded.ts';
import { outboundNotes } from './outbound-notes.ts';
import { type Read, readTenant } from './read-tenant.ts';
import type { Selection } from './selection.ts';
import type { Tenancy } from './world.ts';

export interface Made {
  readonly plan: Plan;
  readonly directory: Directory;
  readonly people: People;
  /** What `within` left out: changes of today that this work is not about. */
  readonly leftOut?: readonly Planned[];
}

/** Of the changes of today those that the work is about. */
export type Within = (
  changes: readonly Planned[],
  directory: Directory,
) => Promise<readonly Planned[]>;

/** How long a plan file is an approval, in milliseconds. Source: design, `--plan-ttl`. */
const PLAN_TTL_MS = 24 * 3600 * 1000;

/** What the maker of a plan adds to it. */
export interface PlanTerms {
  /** Gates that it opens: `creates=5`. */
  readonly opens?: readonly string[];
  /** How long it is an approval, in milliseconds. */
  readonly ttlMs?: number | undefined;
  /** Leaves some of the changes out. */
  readonly within?: Within;
}

/** Reads what the plan needs, and no more. Throws MbxError and ServiceError. */
export async function planTenant(
  loaded: Loaded,
  selection: Selection,
  tenancy: Tenancy,
  { opens = [], ttlMs = PLAN_TTL_MS, within = async (changes) => changes }: PlanTerms = {},
): Promise<Made> {
  const { strategy } = loaded;
  const { services, clock } = tenancy;
  const noted = noting(services);
  const actor = await services.actor();
  const read = await readTenant(loaded, selection, noted, tenancy);
  const { directory, resolved, claimed, state } = read;
  const denied = await denyGroups(claimed, state, directory, noted.services);
  const now = clock.now();
  const whole = makePlan({
    claimed,
    actual: state,
    facts: {
      directory,
      softDeleted: read.softDeleted,
      cloudCreate: strategy.settings.cloudCreate,
      promised: promised(read.declared),
      cloudManaged: read.cloudManaged,
    },
    isIn: denied.isIn,
    missing: directory.missing,
    notes: [
      ...notesOf(read, strategy),
      ...denied.notes,
      ...(await outboundNotes(claimed, read.session)),
    ],
    refused: resolved.refused,
    doubts: read.doubts,
    head: {
      maker: { name: 'plan', ...selection },
      ...headOf(strategy, directory, actor, now, ttlMs),
      opens,
      scope: {
        compared: claimed.length,
        declared: read.declared.length,
        leavers: strategy.leavers.length,
      },
    },
  });
  const changes = await within(whole.changes, directory);
  const plan = await guarded(
    { ...whole, changes },
    {
      subjects: claimed.map(({ subject }) => subject),
      actual: state,
      strategy,
      people: resolved.people,
      session: read.session,
    },
  );
  await demandReads(read.needed, noted, tenancy);
  const leftOut = whole.changes.filter((change) => !changes.includes(change));
  return { plan, directory, people: resolved.people, leftOut };
}

/** What stands over every plan made here and now. */
export function headOf(
  strategy: Strategy,
  { organization }: Directory,
  { id, name }: Actor,
  now: number,
  ttlMs = PLAN_TTL_MS,
): Pick<BarePlan, 'tenant' | 'actor' | 'made' | 'expires' | 'strategy' | 'policy'> {
  return {
    tenant: { id: organization.id, domain: organization.initialDomain },
    actor: { id, name },
    made: isoTime(now),
    expires: isoTime(Math.min(now + ttlMs, LAST_TIME_MS)),
    strategy: { files: strategy.files, hash: strategy.hash },
    policy: policyOf(strategy),
  };
}

/** What is about the tenant and no line in particular stands at the line that names it. */
const notesOf = (
  { resolved, state, directory, told }: Read,
  { tenant: { at } }: Strategy,
): BarePlan['notes'] => [
  ...unmatchedNotes(resolved.people, state),
  ...resolved.notes,
  ...[...directory.notes, ...[...told].sort()].map((message) => ({ at, message })),
];

/** Addresses that the file gives to a mailbox, each with that. */
const promised = (declared: readonly Claimed[]): ReadonlyMap<string, string> =>
  new Map(
    declared.flatMap((one) =>
      addressesIn(one).map((address) => [address, one.subject.address] as const),
    ),
  );
