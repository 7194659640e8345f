/** The one way in which a cmdlet changes an object: late readers keep the old state, then the tenant is saved. */
import type { Lagging } from '../world.ts';
import type { CmdletCall } from './call.ts';

/** Runs `change` on the object between the two announcements that the world wants, and returns what it returns. */
export function touched<T>({ world }: CmdletCall, object: Lagging, change: () => T): T {
  world.lag.changing(object);
  const result = change();
  if ('whenChanged' in object) object.whenChanged = world.clock.iso();
  world.changed(object);
  return result;
}
