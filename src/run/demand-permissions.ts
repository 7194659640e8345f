/** What a piece of work needs and the identity lacks is told at once, all of it: for reading before anything is planned, for writing before anybody is asked. */
import { READINGS, type ReadingName } from '../facts/index.ts';
import { callsOf, partsOf } from '../kinds/index.ts';
import type { MbxError } from '../model/error.ts';
import { needsOf } from '../plan/order.ts';
import type { Plan } from '../plan/plan.ts';
import { PERMISSION } from '../setup/grants.ts';
import { ALWAYS_READ, isOptional, missing, needOf } from '../setup/missing.ts';
import { type Noted, noting, type Used, withoutIds } from '../tenant/denials.ts';
import { ServiceError, type Services } from '../tenant/service.ts';
import type { Tenancy } from './world.ts';

const exchange = (what: string): Used => ({ service: 'exchange', what });
const graph = (what: string): Used => ({ service: 'graph', what });

/** What a plan reads that asks for these, kinds and facts. */
export const readsOf = (names: readonly ReadingName[]): readonly Used[] => [
  ...ALWAYS_READ,
  ...names.flatMap((name) => READINGS[name].reads.map(exchange)),
];

/** Who reads: the clients, and whether the command goes on to write. */
type Reading = Pick<Tenancy, 'services' | 'writes'>;

/** A piece of work that reads these, kinds and facts. Throws MbxError E3002 where something it needs was denied as a whole. */
export async function withReads<T>(
  names: readonly ReadingName[],
  reading: Reading,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const noted = noting(reading.services);
  const needed = readsOf(names);
  try {
    const made = await work(noted.services);
    await demandReads(needed, noted, reading);
    return made;
  } catch (error) {
    throw await asMissing(error, needed, noted, reading);
  }
}

/** Throws MbxError E3002 where a needed reading was denied as a whole. */
export async function demandReads(
  needed: readonly Used[],
  noted: Noted,
  reading: Reading,
): Promise<void> {
  await noted.idle();
  const refused = noted.denied().filter((used) => !isOptional(used));
  if (refused.length === 0) return;
  const { commands: listed, granted } = await rightsOf(reading.services);
  // One mailbox or group out of reach is a gap; what no role or permission of the identity opens is not.
  const whole = refused.filter(
    (used) => noted.notHeld(used) || !(opens(used, granted) || isListed(used, listed)),
  );
  if (whole.length === 0) return;
  // A list that has what is then refused says nothing of the others either.
  const commands = whole.some((used) => isListed(used, listed)) ? undefined : listed;
  // Where the service does not say what may be run, one refused cmdlet speaks for those not yet tried: it lacks a role.
  const noRole = commands === undefined && whole.some(({ service }) => service === 'exchange');
  const others = needed.filter(
    (used) =>
      !noted.answered(used) &&
      (lacks(used, commands, granted) || (noRole && used.service === 'exchange')),
  );
  throw await lacking([...whole, ...others], granted.exchange, NOTHING_PLANNED, reading);
}

const NOTHING_PLANNED = 'Nothing was planned or changed.';

/** The error as it is, or what is missing where that is the reason for it. */
export async function asMissing(
  error: unknown,
  needed: readonly Used[],
  noted: Noted,
  reading: Reading,
): Promise<unknown> {
  if (!(error instanceof ServiceError) || error.status === 0) return error;
  if (error.failure === 'signedOut') {
    const { exchange: roles } = (await rightsOf(reading.services)).granted;
    const shut = error.service === 'exchange' && isShut(roles);
    return shut ? await lacking([], roles, NOTHING_PLANNED, reading) : error;
  }
  if (error.failure !== 'denied') return error;
  try {
    await demandReads(needed, noted, reading);
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
  const open = needed.filter((used) => lacks(used, commands, granted));
  if (open.length > 0)
    throw await lacking(open, granted.exchange, 'Nothing was written.', { services, writes: true });
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

const isListed = ({ service, what }: Used, commands: Rights['commands']): boolean =>
  service === 'exchange' && commands?.has(what.toLowerCase()) === true;
/** Does one of the identity's permissions open a call of Graph? */
const opens = (used: Used, granted: Rights['granted']): boolean =>
  needOf(used)?.openedBy.some((name) => granted.graph?.has(name)) === true;
/** Is it known to lack it? What opens the call by some sources only is taken to open it: the call will show. */
function lacks(used: Used, commands: Rights['commands'], granted: Rights['granted']): boolean {
  if (used.service === 'exchange') return commands?.has(used.what.toLowerCase()) === false;
  const need = needOf(used);
  const held = granted.graph;
  return (
    need !== undefined &&
    held !== undefined &&
    ![...need.openedBy, ...need.contested].some((name) => held.has(name))
  );
}

const isShut = (roles: ReadonlySet<string> | undefined): boolean =>
  roles?.has(PERMISSION.door.name) === false;

async function lacking(
  used: readonly Used[],
  door: ReadonlySet<string> | undefined,
  effect: string,
  { services, writes = false }: Reading,
): Promise<MbxError> {
  const { appId, id: objectId } = await services.actor();
  const cmdlets = used.filter(({ service }) => service === 'exchange');
  return missing({
    used,
    shut: isShut(door),
    noRole: ALWAYS_READ.every(
      ({ service, what }) => service === 'graph' || cmdlets.some((one) => one.what === what),
    ),
    writes,
    to: { appId, objectId },
    effect,
  });
}
