/**
 * What a key of the strategy is: all that is said of it, in one file. Reading, places, the merge of files, the JSON Schema, the types and
 * what a kind is handed follow from the register (keys/index.ts).
 */
import type * as z from 'zod';
import type { Finding } from '../finding.ts';
import type { Listed, Placed } from '../place.ts';
import type { Told } from '../schema/told.ts';
import { dataOf, type Entry, itemsOf } from '../tree.ts';

/** The maps whose entries are mailboxes. */
export type MailboxSection = 'users' | 'sharedMailboxes';
export const EVERY_MAILBOX: readonly MailboxSection[] = ['users', 'sharedMailboxes'];

/**
 * Whom the addresses in a value may mean: an object of this `tenant` (else it is an error), somebody `anywhere` (here, or outside the
 * tenant's own domains), or anybody, where it is only `noted` that the tenant does not know them.
 */
export type Reach = 'tenant' | 'anywhere' | 'noted';

/** What is to be said of the maps with fixed keys below a key. */
export interface Within {
  /** What an entry is called in a complaint, where the key's own name will not do: `a delegate`. */
  readonly called?: string;
  /** Words that people look for there: why they are not, as whole sentences. */
  readonly misplaced?: Readonly<Record<string, string>>;
  /** How to write the lines below the key, for who wrote something else there. */
  readonly lines?: string;
  /** What is told of an entry without a value, and of a list without entries; each message goes on from its name. */
  readonly withoutValue?: Told;
  readonly withoutEntries?: Told;
  /** Words of the whole grammar that this version does not manage. */
  readonly later?: Readonly<Record<string, Told>>;
}

/** Looks at one value alone. `today`: `YYYY-MM-DD` in the strategy's time zone. */
type Check<Value> = (value: Value, entry: Entry, today: string) => Iterable<Finding>;

export interface Key<Value> {
  /** What may stand there, with descriptions for editors. */
  readonly schema: z.ZodType;
  /** What it says; undefined where that has not the right form, which the schema tells. */
  readonly read: (entry: Entry) => Value | undefined;
  /** What is wrong, or worth a look, with the value alone. */
  readonly findings: (entry: Entry, today: string) => Iterable<Finding>;
  readonly within: Within;
}

/** A key of a mailbox. */
export interface MailboxKey<Value> extends Key<Value> {
  readonly sections: readonly MailboxSection[];
  /** Why it stands in these sections alone, as a whole sentence. */
  readonly elsewhere?: string;
  /** Whom addresses in it may mean; absent: an object of the tenant. */
  readonly reach?: Reach;
  /** No kind declares anything from it: it is for who reads the file. */
  readonly forPeople?: true;
}

export interface KeyParts<Value> {
  readonly check?: Check<Value>;
  readonly within?: Within;
}

/** A key that is read by a function of its own. */
export const key = <Value>(
  schema: z.ZodType,
  read: Key<Value>['read'],
  { check, within = {} }: KeyParts<Value> = {},
): Key<Value> => ({
  schema,
  read,
  *findings(entry, today) {
    const value = check && read(entry);
    if (value !== undefined && check !== undefined) yield* check(value, entry, today);
  },
  within,
});

/** A key with one value, be it a small map: it is read whole or not at all. */
export const single = <Schema extends z.ZodType>(
  schema: Schema,
  parts: KeyParts<Placed<z.output<Schema>>> = {},
): Key<Placed<z.output<Schema>>> =>
  key(
    schema,
    ({ value: node }) => {
      const read = schema.safeParse(dataOf(node));
      return read.success ? { value: read.data, at: node.at } : undefined;
    },
    parts,
  );

/** A key with a list: each entry is read by itself. `entry` is the schema of one. */
export const list = <Schema extends z.ZodType>(
  schema: z.ZodType,
  entry: Schema,
  parts: KeyParts<Listed<Placed<z.output<Schema>>>> = {},
): Key<Listed<Placed<z.output<Schema>>>> =>
  key(
    schema,
    ({ at, value }) => ({
      at,
      entries: itemsOf(value).flatMap((item) => {
        const read = entry.safeParse(dataOf(item));
        return read.success ? [{ value: read.data, at: item.at }] : [];
      }),
    }),
    parts,
  );

/** The same, as a key of mailboxes. */
export const inMailboxes = <Value>(
  one: Key<Value>,
  where: Partial<Pick<MailboxKey<Value>, 'sections' | 'elsewhere' | 'reach' | 'forPeople'>> = {},
): MailboxKey<Value> => ({ sections: EVERY_MAILBOX, ...one, ...where });
