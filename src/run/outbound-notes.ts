/** Tells of declared forwarding that the organisation's own settings would stop. It is set all the same: whoever decides must know. */
import { stoppedBy } from '../facts/outbound/outbound.ts';
import { isMail, isOutside } from '../kinds/rights.ts';
import { nameOf } from '../model/ref.ts';
import type { Claimed } from '../state/claims.ts';
import { grantsIn } from '../state/claims.ts';
import type { Note } from '../state/complaints.ts';
import { readItems } from '../state/read.ts';
import type { Session } from '../tenant/session.ts';

/** Read only where mail goes on to somebody outside. Throws ServiceError only where nothing can go on. */
export async function outboundNotes(
  claimed: readonly Claimed[],
  session: Session,
): Promise<readonly Note[]> {
  const ways = claimed.flatMap((one) =>
    grantsIn(one)
      .filter(({ to, right }) => isMail(right) && isOutside(to))
      .map(({ to, at }) => ({ subject: one.subject, to: nameOf(to), at })),
  );
  if (ways.length === 0) return [];
  const outbound = await readItems(session, 'outbound', {
    mailboxes: ways.map(({ subject }) => subject),
  });
  return ways.flatMap(({ subject, to, at }): readonly Note[] => {
    const of = outbound.of(subject.id);
    const way = `mail that ${subject.address} forwards to ${to}`;
    if (!of.known)
      return [
        { at, message: `whether ${way} is let out of the organisation is not known: ${of.gap}` },
      ];
    return of.items.flatMap((item) => {
      const why = stoppedBy(item, to);
      return why === undefined
        ? []
        : [{ at, message: `${way} would not leave the organisation: ${why}` }];
    });
  });
}
