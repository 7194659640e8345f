/** Tenant -> State: the register asked what is. */
import { KINDS, type KindName } from '../kinds/index.ts';
import type { Scope } from '../model/scope.ts';
import type { Session } from '../tenant/session.ts';
import { itemsOf } from './read.ts';
import { eachKindRead, type State } from './state.ts';

/** What is asked about, kind by kind; only what a plan needs is read. */
export type Asked = (kind: KindName) => Scope;

/** Whatever was not asked for is a gap, never empty. Throws ServiceError only where nothing can go on. */
export const actual = (session: Session, asked: Asked): Promise<State> =>
  eachKindRead((kind) => itemsOf(KINDS[kind], session, asked(kind)));
