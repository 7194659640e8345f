/** Addresses so alike that one may be a typo of the other: a second mailbox must not come of it. */
import { domainOf, localPartOf } from '../model/address.ts';

/** From so many letters on. Below, too many honest addresses differ by one. Source: design, "Identity and creation". */
const LETTERS = 5;

/** One letter more, less or other, or two neighbours swapped, in one domain. A digit does not count: room1 and room2 are fine. */
export function isSimilar(a: string, b: string): boolean {
  if (a === b || domainOf(a) !== domainOf(b)) return false;
  const [short, long] = [localPartOf(a), localPartOf(b)].sort((x, y) => x.length - y.length);
  if (
    short === undefined ||
    long === undefined ||
    long.length < LETTERS ||
    long.length - short.length > 1
  )
    return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const rest = (text: string, from: number): string => text.slice(from);
  if (long.length > short.length)
    return isLetter(long[same]) && rest(long, same + 1) === rest(short, same);
  const changed = rest(long, same + 1) === rest(short, same + 1);
  const swapped =
    long[same] === short[same + 1] &&
    long[same + 1] === short[same] &&
    rest(long, same + 2) === rest(short, same + 2);
  return (changed || swapped) && isLetter(long[same]) && isLetter(short[same]);
}
const isLetter = (char: string | undefined): boolean => char !== undefined && !/\d/.test(char);
