/** All that a plan is made from: reads what the chosen mailboxes need, and no more. */
import { facetsOf } from '../facts/index.ts';
import { KIND_NAMES, type KindName } from '../kinds/index.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import { actual } from '../state/actual.ts';
import { addressesIn, type Claimed, claimsOf } from '../state/claims.ts';
import type { Doubt } from '../state/complaints.ts';
import type { SidHolders } from '../state/guards.ts';
import { everybodyIn } from '../state/named.ts';
import { type Resolved, resolve } from '../state/resolve.ts';
import type { State } from '../state/state.ts';
import { dayIn } from '../strategy/day.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Noted, Used } from '../tenant/denials.ts';
import { withAccounts } from '../tenant/directory/accounts.ts';
import { withAgents } from '../tenant/directory/agents.ts';
import { type Directory, readDirectory } from '../tenant/directory/directory.ts';
import { notFree } from '../tenant/directory/free-addresses.ts';
import { type SoftDeleted, softDeletedHolders } from '../tenant/directory/soft-deleted.ts';
import { cloudManaged, mailboxFacet } from '../tenant/read/mailboxes.ts';
import type { Services } from '../tenant/service.ts';
import type { Session } from '../tenant/session.ts';
import { asMissing, demandReads, readsOf } from './demand-permissions.ts';
import { InvalidStrategy, type Loaded } from './loaded.ts';
import { type Selection, selected, selectedDoubts } from './selection.ts';
import type { Tenancy } from './world.ts';

/** Who has the SIDs that the file names; they are read only where it names one. Undefined: that could not be read. */
export async function sidHoldersFor(
  { settings }: Strategy,
  directory: Directory,
): Promise<SidHolders> {
  if (!settings.ignoreTrustees.some(({ value }) => value.startsWith('s-1-'))) return () => [];
  const { holders, missing } = await directory.sids();
  return (sid) => (holders(sid).length === 0 && missing.length > 0 ? undefined : holders(sid));
}

export interface Read {
  /** What was read in it is remembered. */
  readonly session: Session;
  readonly directory: Directory;
  readonly resolved: Resolved;
  /** What the whole file claims. */
  readonly declared: readonly Claimed[];
  /** What the selection leaves of it. */
  readonly claimed: readonly Claimed[];
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
export async function readTenant(
  { strategy, lineAt }: Loaded,
  selection: Selection,
  noted: Noted,
  tenancy: Tenancy,
): Promise<Read> {
  const { services } = noted;
  const { clock } = tenancy;
  let needed = readsOf(KIND_NAMES);
  try {
    const directory = await directoryFor(strategy, services);
    const today = dayIn(strategy.settings.timeZone, clock.now());
    const sidHolders = await sidHoldersFor(strategy, directory);
    const resolved = resolve(strategy, directory, today, lineAt, sidHolders);
    if (resolved.complaints.length > 0) throw new InvalidStrategy(resolved.complaints);
    const declared = claimsOf(resolved.wanted);
    const claimed = selected(declared, selection);
    const there = claimed.filter(({ exists }) => exists);
    const askedOf = (kind: KindName): readonly Ref[] =>
      there.filter(({ claims }) => claims[kind] !== undefined).map(({ subject }) => subject);
    const kinds = KIND_NAMES.filter((kind) => askedOf(kind).length > 0);
    needed = readsOf(kinds);
    const mailboxes = there.map(({ subject }) => subject);
    const told = new Set<string>();
    const tell = (note: string): void => void told.add(note);
    const facets = new Set([...facetsOf(kinds), cloudManaged]);
    const { pause } = services;
    const session = { mailboxes, facets, directory, fresh: false, tell, services, pause };
    const state = await actual(session, (kind) => ({ mailboxes: askedOf(kind) }));
    await demandReads(needed, noted, tenancy);
    const addresses = newAddresses(claimed, directory);
    const softDeleted = await softDeletedHolders(addresses, services);
    // Whoever is known to hold an address is told by the blocked change.
    const asked = addresses.filter(
      (address) =>
        !softDeleted.holders.has(address) && directory.recipients.holders(address).length === 0,
    );
    return {
      session,
      directory,
      resolved,
      declared,
      claimed,
      state,
      softDeleted: softDeleted.holders,
      doubts: [
        ...selectedDoubts(resolved.doubts, selection),
        ...takenAll(claimed, await notFree(asked, services)),
        ...unknownHolders(claimed, new Set(addresses), softDeleted),
      ],
      cloudManaged: await cloudManagedIn(session),
      told,
      needed,
    };
  } catch (error) {
    throw await asMissing(error, needed, noted, tenancy);
  }
}

/** Who is an agent is asked of Exchange where rights are compared: then the list that has it is read anyway. */
async function directoryFor(strategy: Strategy, services: Services): Promise<Directory> {
  const read = await readDirectory(services);
  const directory = await withAccounts(read, everybodyIn(strategy), services);
  return strategy.mailboxes.some(hasRights) ? withAgents(directory) : directory;
}
const hasRights = ({ delegates }: Strategy['mailboxes'][number]): boolean =>
  delegates !== undefined;

/** Addresses that the plan may give to a mailbox and nobody in the directory holds. */
function newAddresses(claimed: readonly Claimed[], { recipients }: Directory): readonly string[] {
  const created = claimed
    .filter(({ subject }) => isProvisional(subject.id))
    .map(({ subject }) => subject.address);
  const given = claimed.flatMap(addressesIn);
  return [...created, ...given.filter((address) => recipients.holders(address).length === 0)];
}

/** Mailboxes that are to get an address which somebody has after all. */
const takenAll = (
  claimed: readonly Claimed[],
  taken: ReadonlyMap<string, string>,
): readonly Doubt[] =>
  claimed.flatMap((one) =>
    [one.subject.address, ...addressesIn(one)].flatMap((address) => {
      const why = taken.get(address);
      return why === undefined
        ? []
        : [{ subject: one.subject, reason: `${address} is not free: ${why}` }];
    }),
  );

/** Mailboxes that are to get an address of which it is not known whether a deleted mailbox still holds it. */
const unknownHolders = (
  claimed: readonly Claimed[],
  asked: ReadonlySet<string>,
  { unread }: SoftDeleted,
): readonly Doubt[] =>
  unread === undefined
    ? []
    : claimed.flatMap((one) => {
        const { subject, exists } = one;
        const gets = [...(exists ? [] : [subject.address]), ...addressesIn(one)];
        const address = gets.find((each) => asked.has(each));
        return address === undefined
          ? []
          : [
              {
                subject,
                reason: `whether a deleted mailbox holds ${address} could not be read: ${unread}`,
              },
            ];
      });

/** Asked only where something is synchronised; the rows are mostly there already. */
async function cloudManagedIn(session: Session): Promise<ReadonlySet<string>> {
  const { mailboxes, directory } = session;
  if (!mailboxes.some(({ id }) => directory.recipients.get(id)?.synced === true)) return new Set();
  const { rows } = await mailboxFacet(session, cloudManaged);
  return new Set(rows.flatMap(({ subject, value }) => (value === true ? [subject.id] : [])));
}
