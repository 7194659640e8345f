/** What the three rights of delegates have in common in the tests. */
import fc from 'fast-check';
import type { Wanted } from '../../../src/kinds/wanted.ts';
import type { Tenant } from '../../../src/simulator/tenant/model.ts';
import type { Right } from '../../../src/strategy/strategy.ts';
import { sidOf } from '../../support/dump.ts';
import { HOLDERS, type Holder, LINES, type Line, PEOPLE } from '../../support/small-company.ts';

/** Who is drawn as a holder: people most, since their entries alone have auto-mapping. */
export const holder: fc.Arbitrary<Holder> = fc.constantFrom(...PEOPLE, ...HOLDERS);
/** True once in so many draws. */
export const seldom = (once: number): fc.Arbitrary<boolean> =>
  fc.nat(once - 1).map((n) => n === once - 1);

/** Something drawn for each of the lines of one mailbox. */
export const forEachLine = <T>(one: fc.Arbitrary<T>) =>
  fc.array(one, { minLength: LINES, maxLength: LINES });
/** Whether a line gives the right: more often than not. */
export const gives = fc.nat(4).map((n) => n > 0);
export function addRight(
  lines: readonly Line[] | undefined,
  right: Right,
  given: readonly boolean[],
) {
  for (const [index, line] of (lines ?? []).entries())
    if (given[index] === true) line.rights.push(right);
}

/** What the strategy says of a right and is not in effect: given and not there, or removed and still there. */
export function missingRights(
  right: Right,
  { delegates }: Wanted,
  held: ReadonlySet<string>,
  tenant: Tenant,
): readonly string[] {
  if (delegates === undefined) return [];
  const { grants, withdrawn, ignored } = delegates;
  return [
    ...grants
      .filter((one) => one.right === right && !held.has(sidOf(tenant, one.trustee.id)))
      .map(({ trustee }) => `${right} for ${sidOf(tenant, trustee.id)}`),
    ...withdrawn
      .filter((one) => one.right === right && held.has(sidOf(tenant, one.trustee)))
      .filter(() => ignored.patterns.length === 0)
      .map(({ trustee }) => `no ${right} for ${sidOf(tenant, trustee)}`),
  ];
}
