/** Tenant -> State: the register asked what is. */
import { KINDS, type KindName } from '../kinds/index.ts';
import type { Ref } from '../model/ref.ts';
import type { Session } from '../tenant/session.ts';
import { Items } from './items.ts';
import { eachKindRead, type State } from './state.ts';

/** Which mailboxes are asked about, kind by kind; only what a plan needs is read. */
export type Asked = (kind: KindName) => readonly Ref[];

/** Whatever was not asked for is a gap, never empty. Throws ServiceError only where nothing can go on. */
export function actual(session: Session, asked: Asked): Promise<State> {
  return eachKindRead(async (kind) => {
    const subjects = asked(kind);
    if (subjects.length === 0) return Items.unread('not asked for');
    const { items, gaps } = await KINDS[kind].read(session, subjects);
    const about = new Set(subjects.map(({ id }) => id));
    const unasked = session.subjects
      .filter(({ id }) => !about.has(id))
      .map(({ id }) => ({ subject: id, reason: 'not asked for' }));
    return Items.from(items, [...unasked, ...gaps]);
  });
}
