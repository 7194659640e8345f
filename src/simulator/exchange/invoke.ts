/** InvokeCommand and the endpoints of v2.0: one cmdlet in, one answer out. */
import { isRecord } from '../call.ts';
import type { Access, SimRequest, SimResponse, World } from '../world.ts';
import { type CmdletCall, callOf, type Outcome } from './call.ts';
import { CMDLETS } from './cmdlets.ts';
import { bind, cmdletName } from './contract.ts';
import type { BoundCall } from './contract-shape.ts';
import { answered, failed, nulBlock, refusedCall } from './envelope.ts';
import { badCall, CmdletError, dehydrated, unresolvedParameterSet } from './errors.ts';
import { pageOf } from './paging.ts';
import { holds, managesRoles, withheld } from './permits.ts';
import { selectionOf } from './row.ts';
import { checkWriteScope } from './write-scope.ts';

/** The cmdlet call in a body, not yet checked against a contract. */
interface Input {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What an endpoint of v2.0 takes: cmdlets, and the parameters of each; a `*` ends those that are required. */
export type Endpoint = Readonly<Record<string, readonly string[]>>;

/** Source: the documentation of the Admin API, one page for each endpoint. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  OrganizationConfig: { 'Get-OrganizationConfig': [] },
  AcceptedDomain: { 'Get-AcceptedDomain': ['Identity', 'ResultSize'] },
  Mailbox: {
    'Get-Mailbox': ['Identity', 'ResultSize', 'IncludeGrantSendOnBehalfToWithDisplayNames'],
    'Set-Mailbox': ['Identity*', 'GrantSendOnBehalfTo*'],
  },
  DistributionGroupMember: { 'Get-DistributionGroupMember': ['Identity*', 'ResultSize'] },
};

/** Carries out the cmdlet that the body names. With an endpoint, only what that endpoint takes. */
export function invoke(
  world: World,
  request: SimRequest,
  access: Access,
  endpoint?: Endpoint,
): SimResponse {
  const warnings: string[] = [];
  try {
    const input = inputOf(request.body);
    if (endpoint !== undefined) checkEndpoint(endpoint, input);
    const name = cmdletName(input.cmdlet);
    if (name === undefined) {
      if (world.tenant.dehydrated && makesRoles(input.cmdlet) && managesRoles(world, access)) {
        throw dehydrated(input.cmdlet);
      }
      world.unknown(request, `cmdlet ${input.cmdlet}`);
      return nulBlock(world);
    }
    if (!holds(world, access, name)) return denied(world, name);
    const bound = bind(name, input.parameters);
    // A parameter outside the caller's roles looks like one that does not exist.
    const outside = withheld(world, access, name, bound.parameters.keys());
    if (outside.length > 0) {
      if (world.settings.deniedParameter === 'forbidden') return nulBlock(world);
      throw unresolvedParameterSet(outside);
    }
    checkWriteScope(world, access, bound);
    return bound.whatIf
      ? confirmed(world, request, bound)
      : carriedOut(world, request, callOf(world, bound), warnings);
  } catch (error) {
    if (!(error instanceof CmdletError)) throw error;
    if (error.type === 'Simulator.NotSimulatedException') world.unknown(request, error.message);
    return failed(world, error, warnings);
  }
}

/** Cmdlets that an organisation refuses before it has been customised; none of them is simulated in one that has been. */
function makesRoles(cmdlet: string): boolean {
  return /^New-(ManagementRole|ManagementRoleAssignment|ManagementScope|RoleGroup)$/i.test(cmdlet);
}

/** The older way, of which there are reports too, names the cmdlet. */
function denied(world: World, cmdlet: string): SimResponse {
  const { deniedCmdlet } = world.settings;
  if (deniedCmdlet === 'nulBlock') return nulBlock(world);
  const status = deniedCmdlet === 'unauthorized' ? 401 : 403;
  return refusedCall(world, status, `User is not allowed to call ${cmdlet}`);
}

function carriedOut(
  world: World,
  request: SimRequest,
  call: CmdletCall,
  warnings: string[],
): SimResponse {
  const select = selectionOf(request.url.searchParams.get('$select'));
  let outcome: Outcome;
  try {
    outcome = run(call);
  } finally {
    warnings.push(...call.warnings);
  }
  if (outcome === undefined) return answered(world, request, { rows: undefined, warnings }, select);
  // Get-OrganizationConfig is never paged, and what a write gives is one row.
  const { rows, nextLink, warning } = pageOf(
    world,
    request,
    outcome,
    call.parameters.get('ResultSize'),
  );
  return answered(
    world,
    request,
    {
      rows,
      ...(outcome.template === undefined ? {} : { template: outcome.template }),
      warnings: warning === undefined ? warnings : [...warnings, warning],
      ...(nextLink === undefined ? {} : { nextLink }),
    },
    select,
  );
}

function run(call: CmdletCall): Outcome {
  const cmdlet = CMDLETS.get(call.cmdlet);
  if (cmdlet === undefined) throw new RangeError(`no cmdlet ${call.cmdlet}`);
  return cmdlet.run(call);
}

/** Says what would happen: runs the cmdlet in a copy of the tenant, so that what it refuses is refused here too. */
function confirmed(world: World, request: SimRequest, bound: BoundCall): SimResponse {
  const copy: World = {
    ...world,
    tenant: structuredClone(world.tenant),
    random: () => 0.5,
    lag: { changing: () => undefined, created: () => undefined, seen: (_group, object) => object },
    changed: () => undefined,
  };
  const call = callOf(copy, bound);
  run(call);
  const target = bound.parameters.get('Identity') ?? bound.parameters.get('Name') ?? '';
  const confirmation = `Are you sure you want to perform this action? ${bound.cmdlet} would be carried out on "${String(target)}".`;
  return answered(world, request, { rows: [], warnings: call.warnings, confirmation }, undefined);
}

/** @throws CmdletError 400 for a body that is no cmdlet call; the envelope's keys are case-sensitive */
function inputOf(body: unknown): Input {
  const input = isRecord(body) ? body['CmdletInput'] : undefined;
  if (!isRecord(input)) throw badCall('The request body must contain the object CmdletInput.');
  const cmdlet = input['CmdletName'];
  if (typeof cmdlet !== 'string' || !/^\w+-\w+$/.test(cmdlet)) {
    throw badCall('CmdletInput must contain exactly one CmdletName of the form Verb-Noun.');
  }
  if (!('Parameters' in input)) return { cmdlet, parameters: {} };
  const parameters = input['Parameters'];
  if (!isRecord(parameters)) {
    throw badCall('An unexpected value was found when reading Parameters: an object is expected.');
  }
  return { cmdlet, parameters };
}

function checkEndpoint(endpoint: Endpoint, { cmdlet, parameters }: Input): void {
  const name = Object.keys(endpoint).find((key) => key.toLowerCase() === cmdlet.toLowerCase());
  const taken = name === undefined ? undefined : endpoint[name];
  if (taken === undefined) throw badCall(`The cmdlet ${cmdlet} isn't supported by this endpoint.`);
  const given = Object.keys(parameters).filter((key) => !key.includes('@'));
  const allowed = new Set(taken.map((key) => key.replace('*', '').toLowerCase()));
  const outside = given.filter((key) => !allowed.has(key.toLowerCase()));
  if (outside.length > 0) {
    throw badCall(`These parameters aren't supported by this endpoint: ${outside.join(', ')}.`);
  }
  const missing = taken
    .filter((key) => key.endsWith('*'))
    .map((key) => key.slice(0, -1))
    .filter((key) => !given.some((one) => one.toLowerCase() === key.toLowerCase()));
  if (missing.length > 0) throw badCall(`These parameters are required: ${missing.join(', ')}.`);
}
