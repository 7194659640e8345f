/** What Exchange does when somebody's licences change: a mailbox without one is disconnected, and comes back with one. */
import type { World } from '../world.ts';
import { followMailbox } from './addresses.ts';
import { mailboxOf } from './find.ts';
import { grantsOf, type HeldPlan, licensingGroups, mailboxPlan, plansOf } from './licences.ts';
import type { Mailbox, User } from './model.ts';

/** How long a disconnected mailbox can come back, in milliseconds. Source: Graph reference, order in an offboarding. */
const KEPT = 30 * 86_400_000;

/**
 * Carries out a change of what gives this person licences. Only a mailbox of type UserMailbox needs one: whoever
 * takes the licence away before the conversion to a shared mailbox is shown loses the mailbox.
 */
export function changeLicences(world: World, user: User, change: () => void): void {
  const { tenant } = world;
  const before = heldBy(world, user);
  const licensed = mailboxPlan(tenant, user) !== undefined;
  world.lag.changing(user);
  change();
  const now = new Set(heldBy(world, user).map(({ plan }) => plan.servicePlanId));
  keepFormer(user, before, now);
  const mailbox = followed(world, user, licensed);
  world.changed(user, ...(mailbox ? [mailbox] : []));
}

/** The mailbox that went or came. */
function followed(world: World, user: User, licensed: boolean): Mailbox | undefined {
  const stillLicensed = mailboxPlan(world.tenant, user) !== undefined;
  if (licensed === stillLicensed) return undefined;
  return stillLicensed ? reconnect(world, user) : disconnect(world, user);
}

function heldBy({ tenant }: World, user: User): readonly HeldPlan[] {
  return plansOf(tenant, grantsOf(user, licensingGroups(tenant.groups)));
}

function keepFormer(user: User, before: readonly HeldPlan[], now: ReadonlySet<string>): void {
  const gone = before
    .filter(({ plan }) => !now.has(plan.servicePlanId))
    .map(({ plan, since }) => ({
      servicePlanId: plan.servicePlanId,
      service: plan.service,
      assignedDateTime: since,
    }));
  if (gone.length === 0 && user.formerPlans === undefined) return;
  const ids = new Set(gone.map(({ servicePlanId }) => servicePlanId));
  const earlier = (user.formerPlans ?? []).filter(
    ({ servicePlanId }) => !ids.has(servicePlanId) && !now.has(servicePlanId),
  );
  user.formerPlans = [...earlier, ...gone];
}

function disconnect(world: World, user: User): Mailbox | undefined {
  const mailbox = mailboxOf(world.tenant, user.id);
  if (mailbox === undefined || typeNow(world, mailbox) !== 'UserMailbox') return undefined;
  world.lag.changing(mailbox);
  mailbox.softDeleted = world.clock.iso();
  mailbox.converting = null;
  return mailbox;
}

function reconnect(world: World, user: User): Mailbox | undefined {
  const { tenant, clock } = world;
  if (mailboxOf(tenant, user.id) !== undefined) return undefined;
  const mailbox = tenant.mailboxes.find(({ userId }) => userId === user.id);
  if (!mailbox?.softDeleted || clock.now() - Date.parse(mailbox.softDeleted) > KEPT) {
    return undefined;
  }
  world.lag.changing(mailbox);
  mailbox.softDeleted = null;
  followMailbox(tenant, mailbox);
  return mailbox;
}

/** A conversion counts once its time has come. */
function typeNow({ clock }: World, { type, converting }: Mailbox): Mailbox['type'] {
  return converting !== null && Date.parse(converting.at) <= clock.now() ? converting.to : type;
}
