/** What a reading is asked about, by type of object: nobody is looked for among objects of another type, and then missed. */
import type { Ref } from './ref.ts';

/** A role is one of the directory, by the id of its template: the same in every tenant. */
const OBJECT_TYPES = ['mailboxes', 'users', 'groups', 'roles'] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

/** What was chosen; a type that is left out has nothing. An account with a mailbox may stand under both. */
export type Scope = { readonly [T in ObjectType]?: readonly Ref[] };

/** What was chosen under other types alone, each with its type. */
export function misplacedIn(
  scope: Scope,
  about: ObjectType,
): readonly { readonly object: Ref; readonly under: ObjectType }[] {
  const asked = new Set((scope[about] ?? []).map(({ id }) => id));
  return OBJECT_TYPES.flatMap((under) =>
    (scope[under] ?? []).filter(({ id }) => !asked.has(id)).map((object) => ({ object, under })),
  );
}
