/** Asks the register of readings: what comes back gives items or a gap, whatever is asked of it. */
import { type ItemRead, READINGS, type ReadingName } from '../facts/index.ts';
import type { Subject } from '../model/ref.ts';
import { misplacedIn, type Scope } from '../model/scope.ts';
import type { Readable } from '../tenant/readable.ts';
import type { Session } from '../tenant/session.ts';
import { Items } from './items.ts';

/** By name, a kind or a fact; nobody is read twice in one session. Throws ServiceError only where nothing can go on. */
export const readItems = <N extends ReadingName>(
  session: Session,
  name: N,
  scope: Scope,
): Promise<Items<ItemRead<N>>> => itemsOf(READINGS[name], session, scope);

/** Of the scope only what the reading is about is asked for; all else is a gap, never empty and never missed. */
export async function itemsOf<Item extends Subject>(
  { title, about, read }: Readable<Item>,
  session: Session,
  scope: Scope,
): Promise<Items<Item>> {
  const subjects = scope[about] ?? [];
  const { items, gaps } =
    subjects.length === 0 ? { items: [], gaps: [] } : await read(session, subjects);
  const misplaced = misplacedIn(scope, about).map(({ object, under }) => ({
    subject: object.id,
    reason: `${title} can be read of ${about} only; ${object.address} is among the ${under}`,
  }));
  return Items.of(subjects, items, [...misplaced, ...gaps]);
}
