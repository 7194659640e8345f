/**
 * What a cmdlet takes, in the compact form in which it is written beside the cmdlet's code: the parameters usable online, with sets and
 * values. Source, where a contract names no other: Microsoft's cmdlet reference, revision of 2026-08-21.
 */
import type { ParameterKind, Value } from './contract-values.ts';

/** Parameters of one kind that stand in the same sets. */
interface ParameterGroup {
  readonly kind: ParameterKind;
  /** Names, separated by blanks. */
  readonly names: string;
  /** Sets that hold them; every set where neither this nor `notIn` is given. */
  readonly sets?: readonly string[];
  readonly notIn?: readonly string[];
  /** Accepted values, separated by blanks. */
  readonly values?: string;
}

export interface CmdletContract {
  readonly name: string;
  /** Supports Confirm and WhatIf. */
  readonly confirms?: boolean;
  /** Parameter sets with the parameters each of them requires. */
  readonly sets: Readonly<Record<string, readonly string[]>>;
  readonly parameters: readonly ParameterGroup[];
}

/** A call that passed every check. Parameters have the letter case of the documentation. */
export interface BoundCall {
  readonly cmdlet: string;
  readonly parameters: ReadonlyMap<string, Value>;
  /** Confirm or WhatIf was given as true: say what would happen, and do nothing. */
  readonly whatIf: boolean;
}
