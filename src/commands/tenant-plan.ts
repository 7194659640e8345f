/** The main road: strategy and live tenant -> Plan. `plan` shows it, `apply` carries it out; both come this way, and so does planning again. */

import { KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import type { Wanted } from '../kinds/wanted.ts';
import { globMatches, normalise } from '../model/address.ts';
import { isoTime, LAST_TIME_MS } from '../model/date.ts';
import { MbxError } from '../model/error.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { policyOf } from '../plan/policy.ts';
import { actual } from '../state/actual.ts';
import type { Doubt } from '../state/complaints.ts';
import type { People } from '../state/delegates.ts';
import { type SidHolders, unmatchedNotes } from '../state/guards.ts';
import { type Resolved, resolve } from '../state/resolve.ts';
import type { State } from '../state/state.ts';
import { dayIn } from '../strategy/day.ts';
import { nearestAddress } from '../strategy/nearest.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { withAccounts } from '../tenant/accounts.ts';
import { type Noted, noting, type Used } from '../tenant/denials.ts';
import { type Directory, readDirectory } from '../tenant/directory.ts';
import { notFree } from '../tenant/free-addresses.ts';
import { mailboxes } from '../tenant/read/mailboxes.ts';
import type { Services } from '../tenant/service.ts';
import type { Session } from '../tenant/session.ts';
import { softDeletedHolders } from '../tenant/soft-deleted.ts';
import type { Context } from './context.ts';
import { asMissing, demandReads, readsOf } from './demand-permissions.ts';
import { guarded } from './guarded.ts';
import { invalid, type Loaded } from './strategy-files.ts';

export interface Selection {
  readonly only: readonly string[];
  readonly exclude: readonly string[];
}

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
export const PLAN_TTL_MS = 24 * 3600 * 1000;

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
  services: Services,
  context: Context,
  { opens = [], ttlMs = PLAN_TTL_MS, within = async (changes) => changes }: PlanTerms = {},
): Promise<Made> {
  const { strategy } = loaded;
  const noted = noting(services);
  const actor = await services.actor();
  const read = await readTenant(loaded, selection, noted, context);
  const { directory, resolved, wanted, state } = read;
  const { organization } = directory;
  const now = context.clock.now();
  const whole = makePlan({
    wanted,
    actual: state,
    facts: {
      directory,
      softDeleted: read.softDeleted,
      cloudCreate: strategy.settings.cloudCreate,
      promised: promisedAliases(resolved.wanted),
      cloudManaged: read.cloudManaged,
    },
    missing: directory.missing,
    // What is about the tenant and no line in particular stands at the line that names it.
    notes: [
      ...unmatchedNotes(resolved.people, state),
      ...resolved.notes,
      ...[...directory.notes, ...[...read.told].sort()].map((message) => ({
        at: strategy.tenant.at,
        message,
      })),
    ],
    refused: resolved.refused,
    doubts: read.doubts,
    head: {
      maker: { name: 'plan', ...selection },
      tenant: { id: organization.id, domain: organization.initialDomain },
      actor: { id: actor.id, name: actor.name },
      made: isoTime(now),
      expires: isoTime(Math.min(now + ttlMs, LAST_TIME_MS)),
      strategy: { files: strategy.files, hash: strategy.hash },
      policy: policyOf(strategy),
      opens,
      scope: {
        compared: wanted.length,
        declared: resolved.wanted.length,
        leavers: strategy.leavers.length,
      },
    },
  });
  const changes = await within(whole.changes, directory);
  const plan = await guarded(
    { ...whole, changes },
    {
      subjects: wanted.map(({ subject }) => subject),
      actual: state,
      strategy,
      people: resolved.people,
      directory,
      services: noted.services,
    },
  );
  await demandReads(read.needed, noted, services);
  const leftOut = whole.changes.filter((change) => !changes.includes(change));
  return { plan, directory, people: resolved.people, leftOut };
}

/** Who has the SIDs that the file names; they are read only where it names one. Undefined: that could not be read. */
export async function sidHoldersFor(
  { settings }: Strategy,
  directory: Directory,
): Promise<SidHolders> {
  if (!settings.ignoreTrustees.some(({ value }) => value.startsWith('s-1-'))) return () => [];
  const { holders, missing } = await directory.sids();
  return (sid) => (holders(sid).length === 0 && missing.length > 0 ? undefined : holders(sid));
}

interface Read {
  readonly directory: Directory;
  readonly resolved: Resolved;
  /** What the selection leaves of the strategy. */
  readonly wanted: readonly Wanted[];
  readonly state: State;
  readonly softDeleted: ReadonlyMap<string, string>;
  /** Mailboxes of which nothing may be concluded. */
  readonly doubts: readonly Doubt[];
  readonly cloudManaged: ReadonlySet<string>;
  /** What the readings had to tell that is about the tenant and no line in particular. */
  readonly told: ReadonlySet<string>;
  readonly needed: readonly Used[];
}

/** All that the plan is made from. Throws MbxError E3002 with everything that the identity may not read and this plan needs. */
async function readTenant(
  { strategy, lineAt }: Loaded,
  selection: Selection,
  noted: Noted,
  context: Context,
): Promise<Read> {
  const { services } = noted;
  let needed = readsOf(KIND_NAMES);
  try {
    const directory = await withAccounts(
      await readDirectory(services),
      namedIn(strategy),
      services,
    );
    const today = dayIn(strategy.settings.timeZone, context.clock.now());
    const sidHolders = await sidHoldersFor(strategy, directory);
    const resolved = resolve(strategy, directory, today, lineAt, sidHolders);
    if (resolved.complaints.length > 0) throw invalid(resolved.complaints, context);
    const wanted = selected(resolved.wanted, selection);
    const there = wanted.filter(({ exists }) => exists);
    const askedOf = (kind: KindName): readonly Ref[] =>
      there.filter((one) => KINDS[kind].declared(one) !== undefined).map(({ subject }) => subject);
    needed = readsOf(KIND_NAMES.filter((kind) => askedOf(kind).length > 0));
    const subjects = there.map(({ subject }) => subject);
    const told = new Set<string>();
    const tell = (note: string): void => void told.add(note);
    const session = { subjects, directory, fresh: false, tell, services };
    const state = await actual(session, askedOf);
    await demandReads(needed, noted, services);
    const addresses = newAddresses(wanted, directory);
    const softDeleted = await softDeletedHolders(addresses, services);
    // Whoever is known to hold an address is told by the blocked change.
    const asked = addresses.filter(
      (address) => !softDeleted.has(address) && directory.recipients.holders(address).length === 0,
    );
    return {
      directory,
      resolved,
      wanted,
      state,
      softDeleted,
      doubts: [
        ...selectedDoubts(resolved.doubts, selection),
        ...takenAll(wanted, await notFree(asked, services)),
      ],
      cloudManaged: await cloudManagedIn(session),
      told,
      needed,
    };
  } catch (error) {
    throw await asMissing(error, needed, noted, services);
  }
}

/** Addresses that the plan may give to a mailbox and nobody in the directory holds. */
function newAddresses(wanted: readonly Wanted[], { recipients }: Directory): readonly string[] {
  const created = wanted
    .filter(({ subject }) => isProvisional(subject.id))
    .map(({ subject }) => subject.address);
  const aliases = wanted.flatMap((one) => (one.aliases?.entries ?? []).map(({ value }) => value));
  return [...created, ...aliases.filter((address) => recipients.holders(address).length === 0)];
}

/** Everybody whom the file names, with a mailbox or in a line. */
const namedIn = ({ teams, mailboxes }: Strategy): readonly string[] => [
  ...[...teams.values()].flatMap(({ members }) => members.map(({ value }) => value)),
  ...mailboxes.flatMap(({ address, delegates }) => [
    address,
    ...(delegates?.entries ?? []).flatMap(({ who }) =>
      who.kind === 'person' ? [who.address] : [],
    ),
  ]),
];

const selectedDoubts = (doubts: readonly Doubt[], { only, exclude }: Selection): readonly Doubt[] =>
  doubts.filter(({ subject: { address } }) => {
    const fits = (one: string): boolean => globMatches(normalise(one), address);
    return (only.length === 0 || only.some(fits)) && !exclude.some(fits);
  });

/** Mailboxes that are to get an address which somebody has after all. */
const takenAll = (
  wanted: readonly Wanted[],
  taken: ReadonlyMap<string, string>,
): readonly Doubt[] =>
  wanted.flatMap(({ subject, aliases }) =>
    [subject.address, ...(aliases?.entries ?? []).map(({ value }) => value)].flatMap((address) => {
      const why = taken.get(address);
      return why === undefined ? [] : [{ subject, reason: `${address} is not free: ${why}` }];
    }),
  );

/** Asked only where something is synchronised; the rows are mostly there already. */
async function cloudManagedIn(session: Session): Promise<ReadonlySet<string>> {
  const { subjects, directory } = session;
  if (!subjects.some(({ id }) => directory.recipients.get(id)?.synced === true)) return new Set();
  const { rows } = await mailboxes(session);
  return new Set(rows.flatMap((row) => (row.cloudManaged === true ? [row.subject.id] : [])));
}

const promisedAliases = (wanted: readonly Wanted[]): ReadonlyMap<string, string> =>
  new Map(
    wanted.flatMap(({ subject, aliases }) =>
      (aliases?.entries ?? []).map(({ value }) => [value, subject.address] as const),
    ),
  );

/** The mailboxes that `--only` and `--exclude` leave. Throws MbxError E1001 for a selector that fits nothing: mostly a typo. */
function selected(wanted: readonly Wanted[], { only, exclude }: Selection): readonly Wanted[] {
  for (const selector of [...only, ...exclude]) {
    if (!wanted.some(({ subject }) => globMatches(normalise(selector), subject.address))) {
      const near = nearestAddress(
        selector,
        wanted.map(({ subject }) => subject.address),
      );
      throw new MbxError(
        'E1001',
        `no mailbox of the strategy fits ${selector}`,
        near === undefined
          ? 'Give an address of the file, or a pattern such as "sales*@contoso.com".'
          : `Did you mean ${near}?`,
      );
    }
  }
  const fits = (selectors: readonly string[], address: string): boolean =>
    selectors.some((selector) => globMatches(normalise(selector), address));
  return wanted.filter(
    ({ subject: { address } }) =>
      (only.length === 0 || fits(only, address)) && !fits(exclude, address),
  );
}
