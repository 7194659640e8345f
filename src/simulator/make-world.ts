/** Puts the world together: the tenant, its clock, its faults, and the ledger around every call. */
import { setTimeout as sleep } from 'node:timers/promises';
import { callInfo } from './call.ts';
import { simClock } from './clock.ts';
import { ConnectionFault, carryOut } from './control/carry-out.ts';
import type { Operation } from './control/fault-plan.ts';
import { Faults } from './control/faults.ts';
import { type Ledger, makeLedger } from './control/ledger.ts';
import { type UnknownCalls, unknownCalls } from './control/unknown.ts';
import { makeLag } from './lag.ts';
import { seededRandom } from './random.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { Grants } from './sign-in/grants.ts';
import { authorize } from './sign-in/tokens.ts';
import { followMailbox, followMailboxes, ownerOf } from './tenant/addresses.ts';
import { findRecipients } from './tenant/find.ts';
import type { Mailbox, Tenant } from './tenant/model.ts';
import { forgetNames, nameKey, reindex } from './tenant/names.ts';
import { changeAlias, changeRight, changeSignIn } from './tenant/operations.ts';
import { setAtPath } from './tenant/patch.ts';
import type { Handler, Lagging, SimRequest, SimResponse, World } from './world.ts';

/** The world, and what the control plane needs of it beyond what handlers see. */
export interface Stage {
  readonly world: World;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly unknown: UnknownCalls;
  readonly grants: Grants;
  replaceTenant(tenant: Tenant): void;
  changeSettings(patch: Partial<Settings>): void;
}

interface StageOptions {
  readonly tenant: Tenant;
  readonly seed: number;
  /** The host's time in milliseconds. */
  readonly host?: (() => number) | undefined;
  /** Told after each write. */
  readonly save: () => void;
}

export function makeStage({ tenant: first, seed, host, save }: StageOptions): Stage {
  let tenant = first;
  let put: Partial<Settings> = {};
  let settings = settingsOf(first, put);
  let draw = seededRandom(seed);
  const random = () => draw();
  const clock = simClock(host);
  const ledger = makeLedger();
  const unknown = unknownCalls();

  const changed = (...objects: readonly Lagging[]) => {
    if (objects.length === 0) {
      forgetNames(tenant);
      followMailboxes(tenant);
      forgetNames(tenant);
    }
    for (const object of objects) {
      reindex(tenant, object);
      if (!isMailbox(object)) continue;
      followMailbox(tenant, object);
      const owner = ownerOf(tenant, object);
      if (owner) reindex(tenant, owner);
    }
    save();
  };

  const lag = makeLag({
    clock,
    random,
    times: () => faults.lagTimes,
    alongWith: (object) =>
      isMailbox(object) ? [ownerOf(tenant, object)].filter((one) => one !== undefined) : [],
  });

  const watch = { before: lag.changing, after: (object: Lagging) => changed(object) };
  const perform = (operation: Operation) => {
    if ('path' in operation) {
      setAtPath(tenant, operation.path, operation.value, (object) => {
        const lagging = laggingIn(tenant, object);
        if (lagging) lag.changing(lagging);
      });
      changed();
    } else if ('address' in operation) changeAlias(tenant, watch, operation);
    else if ('mailbox' in operation) changeRight(tenant, watch, operation);
    else changeSignIn(tenant, watch, operation);
  };

  const faults: Faults = new Faults({
    clock,
    random,
    reseed: (next) => {
      draw = seededRandom(next);
    },
    settings: () => settings,
    same: (one, other) => nameKey(one) === nameKey(other) || sameObject(tenant, one, other),
    perform,
  });

  const world: World = {
    get tenant() {
      return tenant;
    },
    get settings() {
      return settings;
    },
    clock,
    random,
    lag,
    authorize: (request, audience) => authorize(world, request, audience),
    call: (request, handler) => surrounded(request, handler),
    changed,
    unknown: unknown.note,
  };

  async function surrounded(request: SimRequest, handler: Handler): Promise<SimResponse> {
    const info = callInfo(request);
    const entry = ledger.enter(request, info, clock.iso());
    const numbered = { ...request, seq: entry.seq };
    if (!info.part) faults.begin(info.service);
    try {
      const wait = faults.latency(info);
      if (wait > 0) await sleep(wait);
      faults.arrived(info);
      const fault = faults.decide(info);
      if (fault) entry.fault = fault.name;
      const response = await carryOut(fault, world, numbered, async (one) => {
        const answer = await handler(one);
        faults.handled(info, answer.status);
        return answer;
      });
      entry.status = response.status;
      return response;
    } catch (error) {
      entry.status = error instanceof ConnectionFault ? 0 : 500;
      throw error;
    } finally {
      if (!info.part) faults.end(info.service);
    }
  }

  followMailboxes(tenant);
  forgetNames(tenant);
  return {
    world,
    faults,
    ledger,
    unknown,
    grants: new Grants(),
    replaceTenant: (next) => {
      tenant = next;
      settings = settingsOf(tenant, put);
      changed();
    },
    changeSettings: (patch) => {
      put = { ...put, ...patch };
      settings = settingsOf(tenant, put);
    },
  };
}

/** What was PUT wins over what the tenant's document says, and that over the defaults. */
function settingsOf(tenant: Tenant, put: Partial<Settings>): Settings {
  return { ...defaultSettings(), ...tenant.settings, ...put };
}

function sameObject(tenant: Tenant, one: string, other: string): boolean {
  const found = findRecipients(tenant, one).map(({ id }) => id);
  return findRecipients(tenant, other).some(({ id }) => found.includes(id));
}

function isMailbox(object: Lagging): object is Mailbox {
  return 'exchangeGuid' in object;
}

/** The same object, where it is of a kind that reads can lag behind. */
function laggingIn(tenant: Tenant, object: object): Lagging | undefined {
  const lists: readonly (readonly Lagging[])[] = [
    tenant.mailboxes,
    tenant.users,
    tenant.groups,
    tenant.contacts,
  ];
  return lists.flat().find((one) => one === object);
}
