/** Short lists of rows made on the spot. */
import type { SimResponse } from '../world.ts';
import { context, type GraphCall, ok } from './call.ts';
import { refuse } from './refusals.ts';

/** A short list that is never paged, of rows made on the spot. */
export function rows(
  call: GraphCall,
  set: string,
  all: readonly Record<string, unknown>[],
): SimResponse {
  const { select } = call.query;
  const value = all.map((row) => {
    if (!select) return row;
    return Object.fromEntries(
      select.map((name) => {
        if (!(name in row)) throw refuse.selectProperty(name, set.replace(/s$/, ''));
        return [name, row[name]];
      }),
    );
  });
  const shape = select ? `${set}(${select.join(',')})` : set;
  return ok({ '@odata.context': context(call, shape), value });
}
