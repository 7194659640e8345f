/**
 * What a cmdlet takes: parameters, their types, sets and values, and the checks that the service makes before a cmdlet
 * runs. Nothing reaches a cmdlet that its contract does not know.
 */
import { CMDLETS } from './cmdlets.ts';
import type { BoundCall, CmdletContract } from './contract-shape.ts';
import { convert, type ParameterKind, type Value } from './contract-values.ts';
import { missingParameters, nullParameter, unresolvedParameterSet } from './errors.ts';

interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly sets: readonly string[];
  readonly values: readonly string[];
}

interface Known {
  readonly name: string;
  readonly confirms: boolean;
  readonly sets: Readonly<Record<string, readonly string[]>>;
  /** By lower-cased name: names of parameters are case-insensitive. */
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** Parameters that every cmdlet takes; they change what is reported, not what is done. */
const COMMON_PARAMETERS = new Set(
  (
    'verbose debug erroraction warningaction informationaction progressaction errorvariable warningvariable ' +
    'informationvariable outvariable outbuffer pipelinevariable'
  ).split(' '),
);

/** Short names that PowerShell gives to two parameters. */
const ALIASES: Readonly<Record<string, string>> = { cf: 'confirm', wi: 'whatif' };

const KNOWN: ReadonlyMap<string, Known> = new Map(
  [...CMDLETS.values()].map(({ contract }) => [contract.name.toLowerCase(), knownOf(contract)]),
);

/** Every cmdlet simulated, as documented names. */
export const CMDLET_NAMES: readonly string[] = [...KNOWN.values()].map(({ name }) => name);

function knownOf({ name, confirms = false, sets, parameters }: CmdletContract): Known {
  const all = Object.keys(sets);
  const expanded = parameters.flatMap((group) =>
    group.names.split(' ').map((parameter): [string, Parameter] => [
      parameter.toLowerCase(),
      {
        name: parameter,
        kind: group.kind,
        sets: group.sets ?? all.filter((set) => !group.notIn?.includes(set)),
        values: group.values?.split(' ') ?? [],
      },
    ]),
  );
  return { name, confirms, sets, parameters: new Map(expanded) };
}

/** The documented name of a cmdlet written in any letter case; undefined where nothing of the kind is simulated. */
export function cmdletName(written: string): string | undefined {
  return KNOWN.get(written.toLowerCase())?.name;
}

/**
 * Binds JSON parameters to a cmdlet as the service does.
 * @throws CmdletError 400 for unknown, missing, contradicting or unconvertible parameters
 */
export function bind(cmdletNamed: string, given: Readonly<Record<string, unknown>>): BoundCall {
  const cmdlet = KNOWN.get(cmdletNamed.toLowerCase());
  if (cmdlet === undefined) throw new RangeError(`no contract for ${cmdletNamed}`);
  const { bound, unknown } = lookUp(cmdlet, given);
  if (unknown.length > 0) throw unresolvedParameterSet(unknown);
  checkSets(cmdlet, [...bound.keys()]);
  const values = new Map<string, Value>();
  for (const [parameter, value] of bound) {
    if (isMandatory(cmdlet, parameter)) refuseEmpty(parameter, value);
    values.set(parameter.name, convert(parameter.name, parameter.kind, parameter.values, value));
  }
  return { cmdlet: cmdlet.name, parameters: values, whatIf: asksFirst(values) };
}

/** Matches JSON keys to parameters. Annotations (`Name@odata.type`) describe a value and are no parameters. */
function lookUp(cmdlet: Known, given: Readonly<Record<string, unknown>>) {
  const bound = new Map<Parameter, unknown>();
  const unknown: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (key.includes('@')) continue;
    const lower = key.toLowerCase();
    const parameter = cmdlet.parameters.get(ALIASES[lower] ?? lower);
    if (parameter !== undefined && !bound.has(parameter)) bound.set(parameter, value);
    else if (!COMMON_PARAMETERS.has(lower)) unknown.push(key);
  }
  return { bound, unknown };
}

/** One set must hold everything given, and have everything it requires. */
function checkSets(cmdlet: Known, given: readonly Parameter[]): void {
  const names = new Set(given.map(({ name }) => name));
  const candidates = Object.entries(cmdlet.sets).filter(([set]) =>
    given.every(({ sets }) => sets.includes(set)),
  );
  if (candidates.length === 0) throw unresolvedParameterSet(contradicting(given));
  const missing = candidates.map(([, required]) => required.filter((name) => !names.has(name)));
  const nearest = missing.reduce((best, next) => (next.length < best.length ? next : best));
  if (nearest.length > 0) throw missingParameters(nearest);
}

/** The parameters that narrow the sets: the others could stand in any and say nothing. */
function contradicting(given: readonly Parameter[]): string[] {
  const most = Math.max(...given.map(({ sets }) => sets.length));
  return given.filter(({ sets }) => sets.length < most).map(({ name }) => name);
}

function isMandatory(cmdlet: Known, parameter: Parameter): boolean {
  const sets = Object.values(cmdlet.sets);
  return sets.every((required) => required.includes(parameter.name));
}

function refuseEmpty(parameter: Parameter, value: unknown): void {
  if (value === null) throw nullParameter(parameter.name, 'null');
  if (value === '') throw nullParameter(parameter.name, 'an empty string');
}

function asksFirst(values: ReadonlyMap<string, Value>): boolean {
  return values.get('Confirm') === true || values.get('WhatIf') === true;
}
