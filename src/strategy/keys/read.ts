/** Reads and checks the keys of a register, each by what it says of itself. */
import type * as z from 'zod';
import type { Finding } from '../finding.ts';
import type { Entry } from '../tree.ts';
import type { Key, MailboxKey, MailboxSection } from './key.ts';

/** Keys by name, with the types of what they say. */
type Register<Said> = { readonly [Name in keyof Said]: Key<Said[Name]> };

/** What an entry of each key says, where there is one; what has not the right form is left out. */
export function readKeys<Said extends object>(
  keys: Register<Said>,
  entryAt: (name: string) => Entry | undefined,
): Partial<Said> {
  const said: Partial<Said> = {};
  for (const name in keys) {
    const entry = entryAt(name);
    const value = entry && keys[name].read(entry);
    if (value !== undefined) said[name] = value;
  }
  return said;
}

/** What is wrong, or worth a look, with each value alone. */
export function* keyFindings(
  keys: Readonly<Record<string, Key<unknown>>>,
  entryAt: (name: string) => Entry | undefined,
  today: string,
): Iterable<Finding> {
  for (const [name, one] of Object.entries(keys)) {
    const entry = entryAt(name);
    if (entry !== undefined) yield* one.findings(entry, today);
  }
}

/** The keys that may stand in a section. */
export const keysIn = <K extends MailboxKey<unknown>>(
  keys: Readonly<Record<string, K>>,
  section: MailboxSection,
): Readonly<Record<string, K>> =>
  Object.fromEntries(Object.entries(keys).filter(([, { sections }]) => sections.includes(section)));

/** The schemas of keys, none of which must be there. */
export const schemasOf = (
  keys: Readonly<Record<string, Key<unknown>>>,
): Readonly<Record<string, z.ZodOptional>> =>
  Object.fromEntries(Object.entries(keys).map(([name, { schema }]) => [name, schema.optional()]));
