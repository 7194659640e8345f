/** Finds the addresses in what a key says: those whose schema is one of `ADDRESSES`. */
import * as z from 'zod';
import { normalise } from '../../model/address.ts';
import type { Placed } from '../place.ts';
import { ADDRESSES } from '../schema/parts.ts';
import { entriesOf, entryOf, itemsOf, type Node, textOf } from '../tree.ts';
import type { MailboxKey, Reach } from './key.ts';

/** An address in the value of a key, lower case, and whom it may mean. */
export interface NamedAddress extends Placed<string> {
  /** The key that it stands in. */
  readonly key: string;
  readonly reach: Reach;
}

/** In the order in which they stand. Only what the schema accepts is an address. */
export function namedIn(
  key: string,
  { schema, reach = 'tenant' }: MailboxKey<unknown>,
  node: Node,
): readonly NamedAddress[] {
  return addressesAt(schema, node).map((one) => ({ ...one, key, reach }));
}

function addressesAt(schema: z.core.$ZodType, node: Node | undefined): readonly Placed<string>[] {
  if (ADDRESSES.has(schema)) {
    const text = textOf(node);
    return text !== undefined && node !== undefined && z.safeParse(schema, text).success
      ? [{ value: normalise(text), at: node.at }]
      : [];
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return addressesAt(schema.def.innerType, node);
  if (schema instanceof z.ZodPipe) return addressesAt(schema.in, node);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => addressesAt(option, node));
  if (schema instanceof z.ZodArray)
    return itemsOf(node).flatMap((item) => addressesAt(schema.element, item));
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, one]) =>
      addressesAt(one, entryOf(node, name)?.value),
    );
  if (schema instanceof z.ZodRecord)
    return [...entriesOf(node)].flatMap(({ key, at, value }) => [
      ...(ADDRESSES.has(schema.keyType) && z.safeParse(schema.keyType, key).success
        ? [{ value: normalise(key), at }]
        : []),
      ...addressesAt(schema.valueType, value),
    ]);
  return [];
}
