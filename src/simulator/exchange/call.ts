/** One call of a cmdlet while it runs, and access to its parameters. */
import type { Tenant } from '../tenant/model.ts';
import type { World } from '../world.ts';
import type { BoundCall, CmdletContract } from './contract-shape.ts';
import type { ListChange, Value } from './contract-values.ts';
import type { Cells, Row } from './row.ts';

export interface CmdletCall {
  readonly world: World;
  readonly tenant: Tenant;
  readonly cmdlet: string;
  readonly parameters: ReadonlyMap<string, Value>;
  /** What the cmdlet warns of; stands in the answer, also beside an error. */
  readonly warnings: string[];
}

/** Rows that are made only for the page that shows them. */
export interface Listing {
  readonly count: number;
  /** Where there is a template: cells of it that this object says otherwise; all else is as there. */
  rowAt(index: number): Cells;
  /** Every property of such a row, in order. */
  readonly template?: Row;
}

/** What a cmdlet gives: a list to be paged, or undefined for a write without output. */
export type Outcome = Listing | undefined;

export interface Cmdlet {
  readonly contract: CmdletContract;
  readonly run: (call: CmdletCall) => Outcome;
}

/** A list of items, each turned into its row when it is shown. */
export function listing<T>(items: readonly T[], row: (item: T) => Cells, template?: Row): Listing {
  return {
    count: items.length,
    ...(template === undefined ? {} : { template }),
    rowAt: (index) => {
      const item = items[index];
      if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
      return row(item);
    },
  };
}

export function callOf(world: World, bound: BoundCall): CmdletCall {
  const { cmdlet, parameters } = bound;
  return { world, tenant: world.tenant, cmdlet, parameters, warnings: [] };
}

/** A text parameter; undefined where it was not given, null where it was given as null. */
export function textOf({ parameters }: CmdletCall, name: string): string | null | undefined {
  const value = parameters.get(name);
  if (value === undefined || value === null) return value;
  return typeof value === 'string' ? value : String(value);
}

/** A text that the contract requires. */
export function requiredText(call: CmdletCall, name: string): string {
  const value = textOf(call, name);
  if (value === undefined || value === null) {
    throw new RangeError(`${call.cmdlet} ran without ${name}`);
  }
  return value;
}

/**
 * An identity that filters a list. Null and empty text mean no filter, like a parameter left out: the documentation
 * warns of it, and clients are to be tried against it.
 */
export function filterText(call: CmdletCall, name: string): string | undefined {
  return textOf(call, name) || undefined;
}

/** Whether a switch was given as true. */
export function isOn({ parameters }: CmdletCall, name: string): boolean {
  return parameters.get(name) === true;
}

/** A list given whole; empty where it was not given. */
export function textsOf({ parameters }: CmdletCall, name: string): readonly string[] {
  const value = parameters.get(name);
  return isList(value) ? value : [];
}

export function isList(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value);
}

export function isChange(value: Value | undefined): value is ListChange {
  return typeof value === 'object' && value !== null && 'add' in value;
}
