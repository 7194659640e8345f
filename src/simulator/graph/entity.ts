/** How a kind of directory object is described: its properties, which of them are shown unasked, and which can be filtered. */

type Value = unknown;
export interface Property<T> {
  /** 'text' and 'id' compare without case; collections are asked with `any`. */
  readonly type: 'text' | 'id' | 'boolean' | 'time' | 'texts' | 'other';
  /** With which rules `$filter` takes it: always, only as an advanced query, or never. */
  readonly filter: 'basic' | 'advanced' | 'never';
  get(object: T): Value;
}
export interface EntityType<T> {
  /** Without namespace. */
  readonly name: string;
  readonly properties: Readonly<Record<string, Property<T>>>;
  /** Given without `$select`. */
  readonly defaults: readonly string[];
}

type Rule<T> = Property<T>['filter'];
export const text = <T>(get: (object: T) => Value, filter: Rule<T> = 'basic'): Property<T> => ({
  type: 'text',
  filter,
  get,
});
export const id = <T>(get: (object: T) => Value): Property<T> => ({
  type: 'id',
  filter: 'basic',
  get,
});
export const flag = <T>(get: (object: T) => Value, filter: Rule<T> = 'basic'): Property<T> => ({
  type: 'boolean',
  filter,
  get,
});
export const time = <T>(get: (object: T) => Value, filter: Rule<T> = 'basic'): Property<T> => ({
  type: 'time',
  filter,
  get,
});
export const texts = <T>(get: (object: T) => Value, filter: Rule<T> = 'basic'): Property<T> => ({
  type: 'texts',
  filter,
  get,
});
export const other = <T>(get: (object: T) => Value): Property<T> => ({
  type: 'other',
  filter: 'never',
  get,
});

/** Properties that the tenant's document does not model but may carry in `more`, with what they are when it does not. */
export function carried<T extends { more?: Record<string, unknown> }>(
  names: readonly string[],
  make: (get: (object: T) => Value) => Property<T>,
  absent: () => unknown = () => null,
): Record<string, Property<T>> {
  return Object.fromEntries(
    names.map((name) => [name, make((object) => object.more?.[name] ?? absent())]),
  );
}
