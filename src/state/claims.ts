/** What the strategy claims of each mailbox, kind by kind: asked of the kinds once, and handed to all who need it. */
import { type ItemOf, KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import type { Grant } from '../kinds/kind.ts';
import type { Claim, Wanted } from '../kinds/wanted.ts';
import type { Place } from '../strategy/strategy.ts';

type ClaimsByKind = { readonly [N in KindName]?: Claim<ItemOf<N>> };

/** One mailbox of the strategy. */
export interface Claimed extends Pick<Wanted, 'subject' | 'exists'> {
  /** A kind that is absent is not managed on it. */
  readonly claims: ClaimsByKind;
}

/** In the order of the strategy. */
export const claimsOf = (strategy: readonly Wanted[]): readonly Claimed[] =>
  strategy.map((wanted) => {
    const claims: { -readonly [N in KindName]?: Claim<ItemOf<N>> } = {};
    for (const name of KIND_NAMES) ask(name, wanted, claims);
    return { subject: wanted.subject, exists: wanted.exists, claims };
  });

function ask<N extends KindName>(
  name: N,
  wanted: Wanted,
  claims: { [K in N]?: Claim<ItemOf<K>> },
): void {
  const claim = KINDS[name].declared(wanted);
  if (claim !== undefined) claims[name] = claim;
}

/** The addresses that the mailbox is to have by what is claimed, beside its own. */
export const addressesIn = ({ claims }: Claimed): readonly string[] =>
  KIND_NAMES.flatMap((name) => addressesOfKind(name, claims));

function addressesOfKind<N extends KindName>(name: N, claims: ClaimsByKind): readonly string[] {
  const { address } = KINDS[name];
  const claim: Claim<ItemOf<N>> | undefined = claims[name];
  return address === undefined || claim === undefined
    ? []
    : claim.wishes.map(({ item }) => address(item));
}

/** Rights that are wished, each with its line. */
export interface GrantWished extends Grant {
  readonly at: Place;
}
export const grantsIn = ({ claims }: Claimed): readonly GrantWished[] =>
  KIND_NAMES.flatMap((name) => grantsOfKind(name, claims));

function grantsOfKind<N extends KindName>(name: N, claims: ClaimsByKind): readonly GrantWished[] {
  const claim: Claim<ItemOf<N>> | undefined = claims[name];
  const { grants } = KINDS[name];
  return (claim?.wishes ?? []).flatMap(({ item, at }) =>
    grants(item).map((grant) => ({ ...grant, at })),
  );
}
