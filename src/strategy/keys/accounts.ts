/** What lists of accounts that guard something have in common, wherever they stand. */
import { elsewhere, error, type Finding, warning } from '../finding.ts';
import type { Placed } from '../place.ts';

/** `list`: what it is called in the message. */
export function* twiceIn(list: string, entries: readonly Placed<string>[]): Iterable<Finding> {
  const seen = new Map<string, Placed<string>>();
  for (const entry of entries) {
    const before = seen.get(entry.value);
    if (before === undefined) seen.set(entry.value, entry);
    else {
      yield warning(
        entry.at,
        `\`${entry.value}\` stands twice in ${list}, first on ${elsewhere(before.at, entry.at)}.`,
        'Delete one of the two.',
      );
    }
  }
}

/** A pattern there would guard nobody. */
export function* patternsIn(list: string, entries: readonly Placed<string>[]): Iterable<Finding> {
  for (const { value, at } of entries) {
    if (!value.includes('*')) continue;
    yield error(
      at,
      `\`${value}\` is a pattern; \`${list}\` takes whole addresses only, so it would mean nobody.`,
      'Write each address in full; patterns stand under `ignoreTrustees` alone.',
    );
  }
}
