/** What a piece of work needs and the identity lacks is told at once, all of it: for reading before anything is planned, for writing before anybody is asked. */
import { READINGS, type ReadingName } from '../facts/index.ts';
import { callsOf, partsOf } from '../kinds/index.ts';
import { MbxError } from '../model/error.ts';
import { groupBy } from '../model/group-by.ts';
import { needsOf } from '../plan/order.ts';
import type { Plan } from '../plan/plan.ts';
import { type Noted, type Used, withoutIds } from '../tenant/denials.ts';
import { ServiceError, type Services } from '../tenant/service.ts';
import { CMDLET } from '../wire/exchange.ts';
import { EXCHANGE_DOOR, EXCHANGE_DOOR_MISSING, needOf } from './permissions.ts';

const NAMES = { graph: 'Microsoft Graph', exchange: 'Exchange Online' } as const;
const exchange = (what: string): Used => ({ service: 'exchange', what });
const graph = (what: string): Used => ({ service: 'graph', what });

/** What every plan reads, whatever the file says. */
const DIRECTORY_READS: readonly Used[] = [
  graph('GET /organization'),
  graph('GET /users'),
  graph('GET /groups'),
  exchange(CMDLET.getRecipient),
  exchange(CMDLET.getAcceptedDomain),
];
/** What the plan can do without: it says so. */
const OPTIONAL: ReadonlySet<string> = new Set(
  [CMDLET.getServicePrincipal, ...READINGS.outbound.reads].map((cmdlet) => cmdlet.toLowerCase()),
);

/** What a plan reads that asks for these, kinds and facts. */
export const readsOf = (names: readonly ReadingName[]): readonly Used[] => [
  ...DIRECTORY_READS,
  ...names.flatMap((name) => READINGS[name].reads.map(exchange)),
];

/** Throws MbxError E3002 where a needed reading was denied as a whole. */
export async function demandReads(
  needed: readonly Used[],
  noted: Noted,
  services: Services,
): Promise<void> {
  await noted.idle();
  const refused = noted.denied().filter(({ what }) => !OPTIONAL.has(what.toLowerCase()));
  if (refused.length === 0) return;
  const { commands, granted } = await rightsOf(services);
  // One mailbox or group out of reach is a gap; what no role or permission of the identity opens is not.
  const whole = refused.filter((used) => !holds(used, commands, granted));
  if (whole.length === 0) return;
  // Where the service does not say what may be run, one refused cmdlet speaks for those not yet tried: it lacks a role.
  const noRole = commands === undefined && whole.some(({ service }) => service === 'exchange');
  const others = needed.filter(
    (used) =>
      !noted.answered(used) &&
      (lacks(used, commands, granted) || (noRole && used.service === 'exchange')),
  );
  throw missing([...whole, ...others], granted.exchange, 'Nothing was planned or changed.');
}

/** The error as it is, or what is missing where that is the reason for it. */
export async function asMissing(
  error: unknown,
  needed: readonly Used[],
  noted: Noted,
  services: Services,
): Promise<unknown> {
  if (!(error instanceof ServiceError) || error.status === 0) return error;
  if (error.failure === 'signedOut') {
    const { exchange: roles } = (await rightsOf(services)).granted;
    const shut = error.service === 'exchange' && roles?.has(EXCHANGE_DOOR) === false;
    return shut ? missing([], roles, 'Nothing was planned or changed.') : error;
  }
  if (error.failure !== 'denied') return error;
  try {
    await demandReads(needed, noted, services);
    return error;
  } catch (told) {
    return told;
  }
}

/** Throws MbxError E3002 before anybody is asked. Where the service does not say what may be run, nothing is concluded: the writes will show. */
export async function demandPermissions({ changes }: Plan, services: Services): Promise<void> {
  const calls = changes.flatMap(({ action }) => partsOf(action).flatMap((part) => callsOf(part)));
  if (calls.length === 0) return;
  const { commands, granted } = await rightsOf(services);
  const needed = [
    ...changes.flatMap((change) =>
      needsOf(change).flatMap(({ reads }) => READINGS[reads].reads.map(exchange)),
    ),
    ...calls.map(
      (call): Used =>
        call.service === 'exchange'
          ? exchange(call.cmdlet)
          : graph(`${call.method} ${withoutIds(call.path)}`),
    ),
  ];
  const lacking = needed.filter((used) => lacks(used, commands, granted));
  if (lacking.length > 0) throw missing(lacking, granted.exchange, 'Nothing was written.');
}

interface Rights {
  /** Cmdlets that the identity may run, lower case; undefined: the service does not say. */
  readonly commands: ReadonlySet<string> | undefined;
  /** Application permissions in the tokens; undefined: none stand there. */
  readonly granted: {
    readonly graph: ReadonlySet<string> | undefined;
    readonly exchange: ReadonlySet<string> | undefined;
  };
}

async function rightsOf(services: Services): Promise<Rights> {
  const [commands, ofGraph, ofExchange] = await Promise.all([
    cmdletsOf(services.exchange),
    services.granted('graph'),
    services.granted('exchange'),
  ]);
  return { commands, granted: { graph: ofGraph, exchange: ofExchange } };
}

async function cmdletsOf({
  cmdlets,
}: Services['exchange']): Promise<ReadonlySet<string> | undefined> {
  try {
    return await cmdlets();
  } catch (error) {
    if (error instanceof ServiceError && DOES_NOT_SAY.has(error.failure)) return undefined;
    throw error;
  }
}
const DOES_NOT_SAY: ReadonlySet<string> = new Set([
  'denied',
  'notFound',
  'shape',
  'refused',
  'signedOut',
]);

/** Does the identity have, as far as is known, what the call needs? */
function holds(
  { service, what }: Used,
  commands: Rights['commands'],
  granted: Rights['granted'],
): boolean {
  if (service === 'exchange') return commands?.has(what.toLowerCase()) === true;
  return needOf('graph', what)?.anyOf?.some((name) => granted.graph?.has(name)) === true;
}
/** Is it known to lack it? */
function lacks(
  { service, what }: Used,
  commands: Rights['commands'],
  granted: Rights['granted'],
): boolean {
  if (service === 'exchange') return commands?.has(what.toLowerCase()) === false;
  const anyOf = needOf('graph', what)?.anyOf;
  const held = granted.graph;
  return anyOf !== undefined && held !== undefined && !anyOf.some((name) => held.has(name));
}

/** One error: a line for each permission, with the calls that need it. */
function missing(
  used: readonly Used[],
  door: ReadonlySet<string> | undefined,
  effect: string,
): MbxError {
  const shut = door?.has(EXCHANGE_DOOR) === false;
  const rows = groupBy(
    shut ? used.filter(({ service }) => service === 'graph') : used,
    ({ service, what }) => needOf(service, what)?.permission ?? 'the permission for it',
  );
  const notes = new Set(used.flatMap(({ service, what }) => needOf(service, what)?.note ?? []));
  const details = [
    ...(shut ? [`Exchange Online: ${EXCHANGE_DOOR_MISSING}`] : []),
    ...[...rows].map(([permission, uses]) => {
      const calls = [...new Set(uses.map(({ what }) => what))].sort().join(', ');
      const service = uses[0]?.service ?? 'exchange';
      return `${NAMES[service]}, for ${calls}: ${permission}`;
    }),
  ];
  return new MbxError(
    'E3002',
    'the application lacks permissions that this command needs',
    [
      `${effect} Give the application the permissions named above, then try again. A new role can take up to two hours to work.`,
      ...notes,
    ].join(' '),
    { details },
  );
}
