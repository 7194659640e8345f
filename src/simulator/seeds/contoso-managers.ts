/** Who manages whom in the contoso tenant: the head of a department its people, the chief executive all others. */
import type { Tenant, User } from '../tenant/model.ts';

const CHIEF = 'Chief Executive Officer';

/** Gives everybody who has a job title a manager; the chief executive has none. */
export function addManagers({ users }: Tenant): void {
  const chief = users.find(({ jobTitle }) => jobTitle === CHIEF);
  const people = users.filter((user) => user.jobTitle !== null && user !== chief);
  for (const user of people) {
    const manager = headOf(people, user) ?? chief;
    if (manager !== undefined) user.manager = manager.id;
  }
}

function headOf(people: readonly User[], { department, id }: User): User | undefined {
  const head = people.find(
    (one) => one.department === department && one.jobTitle === `Head of ${department}`,
  );
  return head?.id === id ? undefined : head;
}
