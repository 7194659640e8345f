/** The product without its command line: the real clients and makers against a simulated tenant, on one fake clock. */
import { type Ends, LIMITS, type Limits, type Ports } from '../../src/apply/ports.ts';
import { applyInRounds } from '../../src/apply/rounds.ts';
import type { Journal, Line } from '../../src/model/journal.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { complaintsText } from '../../src/report/complaints.ts';
import { NO_PAINT } from '../../src/report/terminal.ts';
import { InvalidStrategy, type Loaded } from '../../src/run/loaded.ts';
import { planTenant } from '../../src/run/plan-tenant.ts';
import { readerOf, writerOf } from '../../src/run/tenant-ports.ts';
import { parseStrategy } from '../../src/strategy/parse.ts';
import type { Directory } from '../../src/tenant/directory/directory.ts';
import type { Connection } from '../../src/tenant/http/connection.ts';
import { endpointsFor } from '../../src/tenant/http/endpoints.ts';
import type { Services } from '../../src/tenant/service.ts';
import { createServices } from '../../src/tenant/services.ts';
import { FakeClock } from './fake-clock.ts';
import type { TestTenant } from './tenant.ts';

export interface InProcess {
  readonly clock: FakeClock;
  readonly services: Services;
  /** Plans a strategy (YAML text); throws with the complaints where it is not valid. */
  plan(yaml: string): Promise<{ readonly plan: Plan; readonly directory: Directory }>;
  /** Carries a plan out as `mbx apply` does; `journal` sees each line before what follows it. */
  apply(
    yaml: string,
    plan: Plan,
    directory: Directory,
    options?: ApplyOptions,
  ): Promise<{ readonly ends: Ends; readonly lines: readonly Line<Plan>[] }>;
  close(): Promise<void>;
}
export interface ApplyOptions {
  readonly journal?: Partial<Journal<Plan>>;
  readonly limits?: Partial<Limits>;
  /** Ends waits and reads, and keeps anything more from being begun, as Ctrl-C does. */
  readonly stop?: AbortSignal;
}

export function inProcess(
  tenant: TestTenant,
  clock = new FakeClock(),
  connection?: Connection,
): InProcess {
  const servicesUntil = (signal?: AbortSignal): Services =>
    createServices({
      tenant: tenant.tenantId,
      clientId: tenant.clientId,
      credential: { how: 'secret', secret: tenant.clientSecret },
      endpoints: endpointsFor('global', {
        login: tenant.origin,
        graph: tenant.origin,
        exchange: tenant.origin,
      }),
      clock,
      random: () => 0.5,
      ...(connection === undefined ? {} : { connection }),
      ...(signal === undefined ? {} : { signal }),
    });
  const services = servicesUntil();
  const never = new AbortController().signal;
  const load = (yaml: string): Loaded => {
    const parsed = parseStrategy([{ file: 'mailboxes.yaml', text: yaml }], clock.now());
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints, undefined, 1));
    const lines = yaml.split('\n');
    return {
      named: ['/mailboxes.yaml'],
      strategy: parsed.strategy,
      warnings: parsed.complaints,
      lineAt: ({ line }) => lines[line - 1] ?? '',
    };
  };
  const plan: InProcess['plan'] = async (yaml) => {
    try {
      return await planTenant(load(yaml), { only: [], exclude: [] }, { services, clock });
    } catch (error) {
      if (!(error instanceof InvalidStrategy)) throw error;
      const text = complaintsText(error.complaints, { paint: NO_PAINT, width: 80 });
      throw new Error(text, { cause: error });
    }
  };
  return {
    clock,
    services,
    plan,
    async apply(yaml, approved, directory, { journal, limits, stop } = {}) {
      const own = stop === undefined ? services : servicesUntil(stop);
      const lines: Line<Plan>[] = [];
      let latest = directory;
      const ports: Ports = {
        writer: writerOf(own),
        reader: readerOf(own, () => latest),
        journal: {
          async write(line) {
            await journal?.write?.(line);
            lines.push(JSON.parse(JSON.stringify(line)));
          },
        },
        clock,
        stop: stop ?? never,
        givenUp: () => own.givenUp(),
        tell: () => undefined,
        warn: () => undefined,
        half: () => undefined,
      };
      await ports.journal.write({ line: 'begin', at: clock.now(), run: 'test', plan: approved });
      const replan = async (): Promise<Plan> => {
        const made = await plan(yaml);
        latest = made.directory;
        return made.plan;
      };
      try {
        const { ends } = await applyInRounds(approved, replan, () => lines, ports, {
          ...LIMITS,
          ...limits,
        });
        return { ends, lines };
      } finally {
        if (own !== services && connection === undefined) await own.close();
      }
    },
    close: () => services.close(),
  };
}
