/** What of a mailbox depends on the time: whether reads see it yet, and which type a conversion shows. */
import type { Mailbox, RecipientTypeDetails } from '../tenant/model.ts';
import type { World } from '../world.ts';

/** A mailbox just made takes a while to be found. */
export function isVisible(world: World, { visibleFrom }: Mailbox): boolean {
  return visibleFrom === undefined || Date.parse(visibleFrom) <= world.clock.now();
}

/** The type that reads show: a conversion shows the old one until its time has come. */
export function shownType(world: World, mailbox: Mailbox): RecipientTypeDetails {
  const { converting, type } = mailbox;
  return converting !== null && Date.parse(converting.at) <= world.clock.now()
    ? converting.to
    : type;
}
