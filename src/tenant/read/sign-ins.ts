/** Whether accounts may sign in. */
import type { Ref } from '../../model/ref.ts';
import { accountsById } from '../directory/accounts.ts';
import { reasonOf } from '../reason.ts';
import { itemsOf } from '../service.ts';
import type { Session } from '../session.ts';
import type { Collected, Gap } from './sweep.ts';

interface SignInRow {
  readonly subject: Ref;
  readonly enabled: boolean;
}
/** Whether the accounts of the mailboxes may sign in: from the directory just read, or by id, as lists lag behind writes. */
export async function signInRows(
  { fresh, directory, services }: Session,
  subjects: readonly Ref[],
): Promise<Collected<SignInRow>> {
  const rows: SignInRow[] = [];
  const gaps: Gap[] = [];
  const open: Ref[] = [];
  for (const subject of subjects) {
    const known = fresh ? undefined : directory.recipients.get(subject.id)?.enabled;
    if (known === undefined) open.push(subject);
    else rows.push({ subject, enabled: known });
  }
  const accounts = await accountsById(
    open.map(({ id }) => id),
    services.graph,
  );
  for (const [index, subject] of open.entries()) {
    try {
      const [account] = itemsOf(accounts[index]);
      if (account === undefined) gaps.push({ subject: subject.id, reason: 'no answer came' });
      else rows.push({ subject, enabled: account.enabled });
    } catch (error) {
      gaps.push({ subject: subject.id, reason: reasonOf(error) });
    }
  }
  return { rows, gaps };
}
