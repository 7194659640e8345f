/** A world for the tests of this folder: the contoso tenant, a clock that stands still, and tokens that are app names. */
import { simClock } from '../../../src/simulator/clock.ts';
import { exchangeRoutes } from '../../../src/simulator/exchange/routes.ts';
import { type LagTimes, makeLag } from '../../../src/simulator/lag.ts';
import { seededRandom } from '../../../src/simulator/random.ts';
import { contoso } from '../../../src/simulator/seeds/contoso.ts';
import { defaultSettings, type Settings } from '../../../src/simulator/settings.ts';
import { followMailbox } from '../../../src/simulator/tenant/addresses.ts';
import type { Mailbox, Tenant } from '../../../src/simulator/tenant/model.ts';
import { forgetNames, reindex } from '../../../src/simulator/tenant/names.ts';
import type { Access, SimRequest, SimResponse, World } from '../../../src/simulator/world.ts';

/** Monday morning; every test starts here. */
const NOW = Date.parse('2030-01-07T09:00:00Z');
const ORIGIN = 'https://outlook.office365.com';

/** A JSON body of an answer, loose enough to read any of them. */
interface Body {
  readonly value?: readonly Record<string, unknown>[] | null;
  readonly '@odata.nextLink'?: string;
  readonly '@adminapi.warnings'?: readonly string[];
  readonly '@adminapi.confirmationmessage'?: string;
  readonly responses?: readonly {
    id: string;
    status: number;
    headers: Record<string, string>;
    body: Body;
  }[];
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details?: readonly { readonly message: string }[];
    readonly innererror?: {
      readonly internalexception?: { readonly message: string; readonly type: string };
    };
    readonly '@adminapi.warnings'?: readonly string[];
  };
}

export interface Answer {
  readonly status: number;
  readonly raw: SimResponse;
  readonly body: Body;
  /** Rows; empty where there are none. */
  readonly rows: readonly Record<string, unknown>[];
  readonly warnings: readonly string[];
  /** Text of the error: of its details, else of the inner exception. */
  readonly error: string;
}

export interface Options {
  readonly as?: string;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

/** The simulated service with what tests set and look at. */
export interface Bench {
  readonly tenant: Tenant;
  readonly settings: Settings;
  readonly lagTimes: LagTimes;
  readonly unknown: string[];
  /** Requests of batch parts, as the ledger would see them. */
  readonly parts: SimRequest[];
  /** Objects announced as changed. */
  readonly saved: { count: number };
  advance(ms: number): void;
  mailbox(local: string): Mailbox;
  send(method: string, path: string, body?: unknown, options?: Options): Promise<Answer>;
  /** InvokeCommand. */
  run(cmdlet: string, parameters?: Record<string, unknown>, options?: Options): Promise<Answer>;
}

export function makeBench(tenant: Tenant = contoso(new Date(NOW))): Bench {
  let now = NOW;
  const settings = defaultSettings();
  const lagTimes: LagTimes = {};
  const unknown: string[] = [];
  const parts: SimRequest[] = [];
  const saved = { count: 0 };
  const random = seededRandom(1);
  const clock = simClock(() => now);
  const world: World = {
    tenant,
    clock,
    random,
    settings,
    lag: makeLag({ clock, random, times: () => lagTimes, alongWith: () => [] }),
    authorize: (request) => accessOf(tenant, request.headers['authorization']),
    call: (request, handler) => {
      parts.push(request);
      return handler({ ...request, seq: 100 + parts.length });
    },
    changed: (...objects) => {
      saved.count += 1;
      if (objects.length === 0) forgetNames(tenant);
      for (const object of objects) {
        reindex(tenant, object);
        if ('exchangeGuid' in object) followMailbox(tenant, object);
      }
    },
    unknown: (_request, why) => unknown.push(why),
  };
  const handler = exchangeRoutes(world);

  const send = async (method: string, path: string, body?: unknown, options: Options = {}) => {
    const url = new URL(path, ORIGIN);
    const response = await handler({
      method,
      url,
      path: url.pathname,
      headers: {
        authorization: `Bearer ${options.as ?? 'mbx'}`,
        'x-anchormailbox': 'UPN:admin@contoso.com',
        ...options.headers,
      },
      body,
      service: 'exchange',
      base: ORIGIN,
      seq: 1,
    });
    return answerOf(response);
  };
  return {
    tenant,
    settings,
    lagTimes,
    unknown,
    parts,
    saved,
    advance: (ms) => {
      now += ms;
    },
    mailbox: (local) => {
      const address = `smtp:${local}@contoso.com`;
      const found = tenant.mailboxes.find(({ emailAddresses }) =>
        emailAddresses.some((one) => one.toLowerCase() === address),
      );
      if (found === undefined) throw new Error(`no mailbox ${local}`);
      return found;
    },
    send,
    run: (cmdlet, parameters = {}, options = {}) =>
      send(
        'POST',
        `/adminapi/beta/${tenant.id}/InvokeCommand${options.query ?? ''}`,
        command(cmdlet, parameters),
        options,
      ),
  };
}

export function command(cmdlet: string, parameters: Record<string, unknown>): object {
  return { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } };
}

/** Signed in as somebody who may do everything: for what a cmdlet does, not for who may run it. */
export const ADMINISTRATOR: Options = { as: 'user:29232cdf-9323-42fd-ade2-1d097af3e4de' };

/** An add/remove hash table. */
export function changes(table: { add?: string | string[]; remove?: string | string[] }): object {
  return { '@odata.type': '#Exchange.GenericHashTable', ...table };
}

/** Applications are signed in by name; `user:X` is a person with that directory role. */
function accessOf(tenant: Tenant, authorization: string | undefined): Access | SimResponse {
  const name = authorization?.replace('Bearer ', '');
  if (name?.startsWith('user:')) {
    return {
      as: 'user',
      appId: 'device',
      id: 'someone',
      permissions: new Set(['Exchange.Manage', 'Exchange.ManageV2']),
      wids: [name.slice('user:'.length)],
    };
  }
  const application = tenant.applications.find(({ displayName }) => displayName === name);
  if (application === undefined) return { status: 401, headers: {}, body: { error: {} } };
  return {
    as: 'app',
    appId: application.appId,
    id: application.id,
    permissions: new Set(application.exchangeRoles),
    wids: application.wids,
  };
}

function answerOf(raw: SimResponse): Answer {
  const body: Body =
    typeof raw.body === 'object' && !Buffer.isBuffer(raw.body)
      ? JSON.parse(JSON.stringify(raw.body))
      : {};
  return {
    status: raw.status,
    raw,
    body,
    rows: body.value ?? [],
    warnings: body['@adminapi.warnings'] ?? [],
    error:
      body.error?.details?.[0]?.message ?? body.error?.innererror?.internalexception?.message ?? '',
  };
}
