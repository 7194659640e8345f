/** What a `$filter` means on one kind of object, and whether it needs an advanced query. */

import { isRecord } from '../call.ts';
import type { EntityType, Property } from './entity.ts';
import { type Comparison, type Filter, type Literal, parseFilter } from './filter-syntax.ts';
import { refuse } from './refusals.ts';
import { OUTSIDE_DIRECTORY } from './user-entity.ts';

export interface Compiled<T> {
  /** Works only with `ConsistencyLevel: eventual` and `$count=true`; the text names the part that does. */
  readonly advanced: string | undefined;
  /** Names of the properties asked for. */
  readonly properties: ReadonlySet<string>;
  test(object: T): boolean;
}

/** Most values that `in` takes. Source: Graph, filter on directory objects. */
const IN_LIMIT = 15;

/** Throws GraphRefusal for a filter that the service does not take. */
export function compileFilter<T>(text: string, type: EntityType<T>): Compiled<T> {
  const needs: string[] = [];
  const properties = new Set<string>();
  const propertyAt = (path: string): Property<T> => {
    if (path === 'signInActivity' || path.startsWith('signInActivity/')) throw refuse.premium();
    const property = type.properties[path];
    if (!property) {
      if (OUTSIDE_DIRECTORY.has(path)) throw refuse.notFilterable(path, titled(type.name));
      throw refuse.filterProperty(path, type.name);
    }
    if (property.filter === 'advanced') needs.push(`Filter on property '${path}'`);
    properties.add(path);
    return property;
  };
  const scalarAt = (path: string): Property<T> => {
    const property = propertyAt(path);
    if (property.type === 'texts' || property.filter === 'never') {
      throw refuse.notFilterable(path, titled(type.name));
    }
    return property;
  };

  const compile = (node: Filter): ((object: T) => boolean) => {
    switch (node.is) {
      case 'and':
      case 'or': {
        const [left, right] = [compile(node.left), compile(node.right)];
        return node.is === 'and'
          ? (one) => left(one) && right(one)
          : (one) => left(one) || right(one);
      }
      case 'not': {
        needs.push("Operator 'not'");
        const inner = compile(node.of);
        return (object) => !inner(object);
      }
      case 'compare': {
        if (node.path.endsWith('/$count')) return countOf(node.path, node.op, node.value);
        const property = scalarAt(node.path);
        checkValue(node.path, property, node.value);
        if (node.op === 'ne') needs.push("Operator 'ne'");
        return (object) => compare(property.get(object), node.op, node.value);
      }
      case 'in': {
        const property = scalarAt(node.path);
        if (node.values.length > IN_LIMIT) {
          throw refuse.unsupported(
            `Too many child clauses specified in search filter expression containing 'OR' operators: ${node.values.length}. Max allowed: ${IN_LIMIT}.`,
          );
        }
        for (const value of node.values) checkValue(node.path, property, value);
        return (object) => node.values.some((value) => compare(property.get(object), 'eq', value));
      }
      case 'function': {
        const test = affix(node.name, node.value, node.path);
        const property = scalarAt(node.path);
        if (property.type !== 'text') throw refuse.filterType(node.path);
        return (object) => test(property.get(object));
      }
      case 'any': {
        const property = propertyAt(node.path);
        if (property.type !== 'texts' && property.type !== 'other')
          throw refuse.filterType(node.path);
        const test = node.of ? member(node.of, node.variable) : () => true;
        return (object) => {
          const values = property.get(object);
          return Array.isArray(values) && values.some(test);
        };
      }
    }
  };

  const countOf = (path: string, op: Comparison, value: Literal) => {
    const property = propertyAt(path.slice(0, -'/$count'.length));
    needs.push("'$count' in a filter");
    if (typeof value !== 'number' || (op !== 'eq' && op !== 'ne')) throw refuse.filterType(path);
    return (object: T) => {
      const values = property.get(object);
      return compare(Array.isArray(values) ? values.length : 0, op, value);
    };
  };

  /** The condition of `any`, on one value of the collection. */
  const member = (node: Filter, variable: string): ((value: unknown) => boolean) => {
    const valueAt = (path: string) => {
      const [head, inner, ...more] = path.split('/');
      if (head !== variable || more.length > 0) throw refuse.filterProperty(path, type.name);
      return (value: unknown) =>
        inner === undefined ? value : isRecord(value) ? value[inner] : undefined;
    };
    switch (node.is) {
      case 'and':
      case 'or': {
        const [left, right] = [member(node.left, variable), member(node.right, variable)];
        return node.is === 'and'
          ? (one) => left(one) && right(one)
          : (one) => left(one) || right(one);
      }
      case 'not': {
        needs.push("Operator 'not'");
        const inner = member(node.of, variable);
        return (value) => !inner(value);
      }
      case 'compare': {
        const at = valueAt(node.path);
        if (node.op === 'ne') needs.push("Operator 'ne'");
        return (value) => compare(at(value), node.op, node.value);
      }
      case 'in': {
        const at = valueAt(node.path);
        return (value) => node.values.some((one) => compare(at(value), 'eq', one));
      }
      case 'function': {
        const [at, test] = [valueAt(node.path), affix(node.name, node.value, node.path)];
        return (value) => test(at(value));
      }
      case 'any':
        throw refuse.unsupported('A lambda inside a lambda is not supported.');
    }
  };

  const affix = (name: string, affixed: Literal, path: string) => {
    if (name !== 'startswith' && name !== 'endswith') {
      throw refuse.unsupported(`The function '${name}' is not supported on directory objects.`);
    }
    if (typeof affixed !== 'string') throw refuse.filterType(path);
    if (name === 'endswith') needs.push("Operator 'endsWith'");
    const wanted = affixed.toLowerCase();
    return (value: unknown) => {
      if (typeof value !== 'string') return false;
      const have = value.toLowerCase();
      return name === 'startswith' ? have.startsWith(wanted) : have.endsWith(wanted);
    };
  };

  const test = compile(parseFilter(text));
  return { advanced: needs[0], properties, test };
}

/** A literal has to be of the property's type; null fits any. */
function checkValue<T>(path: string, { type }: Property<T>, value: Literal): void {
  if (value === null) return;
  const fits = type === 'boolean' ? typeof value === 'boolean' : typeof value === 'string';
  if (!fits) throw refuse.filterType(path);
}

function compare(have: unknown, op: Comparison, wanted: Literal): boolean {
  const [left, right] = [comparable(have), comparable(wanted)];
  switch (op) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    default: {
      if (left === null || right === null || typeof left !== typeof right) return false;
      if (op === 'gt') return left > right;
      if (op === 'ge') return left >= right;
      return op === 'lt' ? left < right : left <= right;
    }
  }
}

/** Texts compare without case; times written alike in UTC compare as texts. */
function comparable(value: unknown): string | number | boolean | null {
  if (typeof value === 'string') {
    return /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value.toLowerCase();
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
