/** A validator of JSON Schema, draft 2020-12, written from its specification: what an editor does with a schema. It throws on a keyword that it does not know. */

type Json = unknown;
type Schema = Readonly<Record<string, Json>>;
type Holds = (value: Json, said: Json, schema: Schema, root: Schema) => boolean;

const isMap = (value: Json): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);
const mapOf = (value: Json): Schema => (isMap(value) ? value : {});
const same = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  array: Array.isArray,
  object: isMap,
  null: (value) => value === null,
};

/** Words for people alone. */
const ANNOTATION: Holds = () => true;
/** Each keyword looks only at values of the type it is about. */
const KEYWORDS: Readonly<Record<string, Holds>> = {
  $schema: ANNOTATION,
  $defs: ANNOTATION,
  title: ANNOTATION,
  default: ANNOTATION,
  description: ANNOTATION,
  $ref: (value, said, _, root) => {
    const [, name = ''] = /^#\/\$defs\/(\w+)$/.exec(String(said)) ?? [];
    const target = mapOf(root['$defs'])[name];
    if (target === undefined) throw new Error(`no such definition: ${said}`);
    return fits(value, target, root);
  },
  type: (value, said) => {
    const is = TYPES[String(said)];
    if (is === undefined) throw new Error(`no such type: ${said}`);
    return is(value);
  },
  const: (value, said) => same(value, said),
  enum: (value, said) => listOf(said).some((one) => same(one, value)),
  anyOf: (value, said, _, root) => listOf(said).some((one) => fits(value, one, root)),
  pattern: (value, said) => typeof value !== 'string' || new RegExp(String(said), 'u').test(value),
  minLength: (value, said) => typeof value !== 'string' || [...value].length >= Number(said),
  minimum: (value, said) => typeof value !== 'number' || value >= Number(said),
  maximum: (value, said) => typeof value !== 'number' || value <= Number(said),
  items: (value, said, _, root) => listOf(value).every((one) => fits(one, said, root)),
  minItems: (value, said) => !Array.isArray(value) || value.length >= Number(said),
  uniqueItems: (value, said) =>
    said !== true ||
    new Set(listOf(value).map((one) => JSON.stringify(one))).size === listOf(value).length,
  required: (value, said) =>
    !isMap(value) || listOf(said).every((name) => Object.hasOwn(value, String(name))),
  maxProperties: (value, said) => !isMap(value) || Object.keys(value).length <= Number(said),
  minProperties: (value, said) => !isMap(value) || Object.keys(value).length >= Number(said),
  properties: (value, said, _, root) =>
    Object.entries(mapOf(said)).every(
      ([name, one]) => !Object.hasOwn(mapOf(value), name) || fits(mapOf(value)[name], one, root),
    ),
  propertyNames: (value, said, _, root) =>
    Object.keys(mapOf(value)).every((name) => fits(name, said, root)),
  additionalProperties: (value, said, schema, root) =>
    Object.entries(mapOf(value)).every(
      ([name, one]) => Object.hasOwn(mapOf(schema['properties']), name) || fits(one, said, root),
    ),
};

function fits(value: Json, schema: Json, root: Schema): boolean {
  if (typeof schema === 'boolean') return schema;
  return Object.entries(mapOf(schema)).every(([word, said]) => {
    const holds = KEYWORDS[word];
    if (holds === undefined) throw new Error(`this validator does not know the keyword ${word}`);
    return holds(value, said, mapOf(schema), root);
  });
}

/** Does the schema accept a value? `text`: the schema as JSON. */
export function acceptedBy(text: string): (value: Json) => boolean {
  const root: Json = JSON.parse(text);
  if (!isMap(root)) throw new Error('a schema is a map');
  return (value) => fits(value, root, root);
}
