/** Whether accounts may sign in. */
import type { Ref } from '../../model/ref.ts';
import { accountById } from '../accounts.ts';
import { reasonOf } from '../reason.ts';
import type { Session } from '../session.ts';
import type { Collected, Gap } from './sweep.ts';

interface SignInRow {
  readonly subject: Ref;
  readonly enabled: boolean;
}
/** Whether the accounts of the mailboxes may sign in: from the directory just read, or by id, as lists lag behind writes. */
export async function signInRows(
  session: Session,
  subjects: readonly Ref[],
): Promise<Collected<SignInRow>> {
  const { graph } = session.services;
  const rows: SignInRow[] = [];
  const gaps: Gap[] = [];
  await Promise.all(
    subjects.map(async (subject) => {
      const known = session.fresh
        ? undefined
        : session.directory.recipients.get(subject.id)?.enabled;
      if (known !== undefined) {
        rows.push({ subject, enabled: known });
        return;
      }
      try {
        const { enabled } = await accountById(subject.id, graph);
        rows.push({ subject, enabled });
      } catch (error) {
        gaps.push({ subject: subject.id, reason: reasonOf(error) });
      }
    }),
  );
  return { rows, gaps };
}
