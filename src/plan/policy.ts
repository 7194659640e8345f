/**
 * What of a strategy stands over every change: its settings and its leavers, as values. A plan file carries them, so that an approval
 * under one set of guards is not used under another. Pure.
 */
import type { Strategy } from '../strategy/strategy.ts';

/** By the key's path in the file, such as `settings.gates.creates`. A list has each entry once, in order; what is not set is not there. */
export type Policy = Readonly<Record<string, PolicyValue>>;
export type PolicyValue = string | number | boolean | readonly string[];

/** The same for files that say the same, whatever their names, order and layout. A new setting is part of it by itself. */
export function policyOf({ settings, leavers }: Pick<Strategy, 'settings' | 'leavers'>): Policy {
  const { cloudCreate, ...rest } = settings;
  const hybrid = cloudCreate ? { hybrid: 'cloudCreate' } : {};
  return Object.fromEntries([
    ...valuesIn('settings', { ...rest, ...hybrid }),
    ...valuesIn('leavers', leavers),
  ]);
}

function valuesIn(path: string, data: unknown): readonly (readonly [string, PolicyValue])[] {
  if (data === undefined || data === null) return [];
  if (Array.isArray(data)) return [[path, [...new Set(data.map(textOf))].sort()]];
  if (typeof data !== 'object') return [[path, scalarOf(data)]];
  if ('value' in data && 'at' in data) return valuesIn(path, data.value);
  return Object.entries(data).flatMap(([key, value]) => valuesIn(`${path}.${key}`, value));
}
const scalarOf = (value: unknown): string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' ? value : String(value);

/** An entry of a list: its value, and what else stands with it; where it stands in the file is no part of it. */
function textOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return String(entry);
  const { at: _, value, ...more }: { at?: unknown; value?: unknown } = { ...entry };
  const rest = Object.entries(more)
    .map(([key, text]) => `${key} ${typeof text === 'object' ? JSON.stringify(text) : text}`)
    .sort();
  return [...(value === undefined ? [] : [String(value)]), ...rest].join(', ');
}

/** What differs, each as `key: old -> new`; empty where nothing does. */
export function policyDifferences(approved: Policy, now: Policy): readonly string[] {
  const keys = [...new Set([...Object.keys(approved), ...Object.keys(now)])].sort();
  return keys
    .filter((key) => JSON.stringify(approved[key]) !== JSON.stringify(now[key]))
    .map((key) => `${key}: ${shown(approved[key])} -> ${shown(now[key])}`);
}
function shown(value: PolicyValue | undefined): string {
  if (value === undefined) return 'not set';
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? 'nobody' : value.join(', ');
}
