/** The control plane under `/_sim/`: for tests and demonstrations, on loopback only. */
import * as z from 'zod';
import { json } from '../answers.ts';
import type { Stage } from '../make-world.ts';
import { settingsPatch } from '../settings.ts';
import { userNamed } from '../sign-in/tokens.ts';
import { checkTenant } from '../tenant/check.ts';
import type { SimResponse } from '../world.ts';

export interface ControlRequest {
  readonly method: string;
  /** Below `/_sim/`. */
  readonly path: string;
  /** Text of the body. */
  readonly body: string;
}

const clockChange = z.union([
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
  z.strictObject({ advance: z.number() }),
  z.strictObject({ rate: z.number().min(0) }),
]);
const approval = z.strictObject({
  userCode: z.string().optional(),
  user: z.string().optional(),
});

/** Answers with 400 and the reason where a body is not what it should be. */
export function control(stage: Stage, request: ControlRequest): SimResponse {
  try {
    return route(stage, request);
  } catch (error) {
    if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
    if (error instanceof Error) return json(400, { error: error.message });
    throw error;
  }
}

function route(stage: Stage, { method, path, body }: ControlRequest): SimResponse {
  const { world, faults, ledger, unknown } = stage;
  switch (`${method} ${path}`) {
    case 'GET ledger':
      return json(200, ledger.entries());
    case 'DELETE ledger':
      ledger.clear();
      return nothing();
    case 'GET unknown':
      return json(200, unknown.report());
    case 'GET tenant':
      return json(200, world.tenant);
    case 'PUT tenant': {
      const document: unknown = JSON.parse(body);
      checkTenant(document);
      stage.replaceTenant(document);
      return nothing();
    }
    case 'GET clock':
      return json(200, { now: world.clock.iso() });
    case 'PUT clock':
      changeClock(stage, clockChange.parse(JSON.parse(body)));
      return json(200, { now: world.clock.iso() });
    case 'GET faults':
      return json(200, faults.plan);
    case 'PUT faults':
      faults.put(JSON.parse(body));
      return nothing();
    case 'GET settings':
      return json(200, world.settings);
    case 'PUT settings':
      stage.changeSettings(withoutUndefined(settingsPatch.parse(JSON.parse(body))));
      return json(200, world.settings);
    case 'POST device/approve':
      return approve(stage, approval.parse(body === '' ? {} : JSON.parse(body)));
    default:
      return json(404, { error: `the control plane has no ${method} /_sim/${path}` });
  }
}

function changeClock({ world }: Stage, change: z.infer<typeof clockChange>): void {
  if ('set' in change) world.clock.set(Date.parse(change.set));
  else if ('advance' in change) world.clock.advance(change.advance);
  else world.clock.rate(change.rate);
}

/** Signs somebody in who waits with a device code: the person named, or the one that the application is set up for. */
function approve(
  { world, grants }: Stage,
  { userCode, user }: z.infer<typeof approval>,
): SimResponse {
  const grant = grants.waiting(userCode);
  if (!grant) throw new Error('no single sign-in waits for approval under that code');
  const application = world.tenant.applications.find(({ appId }) => appId === grant.appId);
  const name = user ?? application?.deviceCodeUser;
  const person = name ? userNamed(world.tenant, name) : undefined;
  if (!person) throw new Error(`there is no user "${String(name)}" to sign in`);
  grant.approvedBy = person.id;
  return json(200, { userPrincipalName: person.userPrincipalName });
}

function nothing(): SimResponse {
  return { status: 204, headers: {}, body: undefined };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
/** A switch that is not named is not changed. */
function withoutUndefined<T extends object>(patch: T): Defined<T> {
  const kept: Defined<T> = { ...patch };
  return kept;
}
