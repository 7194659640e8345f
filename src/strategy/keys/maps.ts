/** Finds the map with fixed keys that stands at a place below a key. */
import * as z from 'zod';

/** A step from a map to its value, or from a list to its entry. */
export type Step = string | number;

export interface FixedMap {
  readonly known: readonly string[];
  /** All that a value there may be. */
  readonly schema: z.core.$ZodType;
}

/** `path`: from the value of the key. Undefined where no such map may stand. */
export function mapAt(schema: z.core.$ZodType, path: readonly Step[]): FixedMap | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return mapAt(schema.def.innerType, path);
  if (schema instanceof z.ZodPipe) return mapAt(schema.in, path);
  if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) {
      const found = mapAt(option, path);
      if (found !== undefined) return path.length === 0 ? { ...found, schema } : found;
    }
    return undefined;
  }
  const [step, ...rest] = path;
  if (step === undefined)
    return schema instanceof z.ZodObject ? { known: Object.keys(schema.shape), schema } : undefined;
  if (schema instanceof z.ZodArray) return mapAt(schema.element, rest);
  if (schema instanceof z.ZodRecord) return mapAt(schema.valueType, rest);
  const below: unknown = schema instanceof z.ZodObject ? schema.shape[step] : undefined;
  return below instanceof z.ZodType ? mapAt(below, rest) : undefined;
}
