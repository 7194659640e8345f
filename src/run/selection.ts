/** The mailboxes that `--only` and `--exclude` leave of a strategy. */
import { globMatches, normalise } from '../model/address.ts';
import { MbxError } from '../model/error.ts';
import type { Ref } from '../model/ref.ts';
import type { Doubt } from '../state/complaints.ts';
import { nearestAddress } from '../strategy/nearest.ts';

export interface Selection {
  readonly only: readonly string[];
  readonly exclude: readonly string[];
}

export const selectedDoubts = (
  doubts: readonly Doubt[],
  { only, exclude }: Selection,
): readonly Doubt[] =>
  doubts.filter(({ subject: { address } }) => {
    const fits = (one: string): boolean => globMatches(normalise(one), address);
    return (only.length === 0 || only.some(fits)) && !exclude.some(fits);
  });

/** Throws MbxError E1001 for a selector that fits nothing: mostly a typo. */
export function selected<Mailbox extends { readonly subject: Ref }>(
  wanted: readonly Mailbox[],
  { only, exclude }: Selection,
): readonly Mailbox[] {
  for (const selector of [...only, ...exclude]) {
    if (!wanted.some(({ subject }) => globMatches(normalise(selector), subject.address))) {
      const near = nearestAddress(
        selector,
        wanted.map(({ subject }) => subject.address),
      );
      throw new MbxError(
        'E1001',
        `no mailbox of the strategy matches ${selector}`,
        near === undefined
          ? 'Give an address of the file, or a pattern such as "sales*@contoso.com".'
          : `Did you mean ${near}?`,
      );
    }
  }
  const fits = (selectors: readonly string[], address: string): boolean =>
    selectors.some((selector) => globMatches(normalise(selector), address));
  return wanted.filter(
    ({ subject: { address } }) =>
      (only.length === 0 || fits(only, address)) && !fits(exclude, address),
  );
}
