/** The compact form in which the contracts of cmdlets are written down. */
import type { ParameterKind } from './contract-values.ts';

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
