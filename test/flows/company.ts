/** The demo company behind the real commands: what is run, what a person sees, and what then stands in the tenant. */
import { gatesOpenedBy } from '../../src/plan/gates/index.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { systemClock } from '../../src/system-clock.ts';
import { runHere, type World } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { FAST_CLOCK, type Ran, strategyYaml, type Workspace, workspace } from '../support/mbx.ts';
import { type Entry, startTenant, type TestTenant } from '../support/tenant.ts';

export type Watching = Pick<World, 'ask' | 'stop' | 'clock'> & {
  readonly heard?: (text: string) => void;
};
export interface Company {
  readonly tenant: TestTenant;
  readonly space: Workspace;
  /** Puts this strategy (see strategyYaml) in place of mailboxes.yaml. */
  strategy(body: string, mode?: 'exact' | 'additive'): Promise<void>;
  /** In this process, through the same commands as the executable; as a program of its own where it is given input. */
  mbx: Workspace['mbx'];
  /** In this process, with somebody who answers, hears what is told on stderr, or stops it. */
  watched(args: readonly string[], by: Watching): Promise<Ran>;
  plan(...args: string[]): Promise<Ran>;
  /** `mbx apply --yes` */
  apply(...args: string[]): Promise<Ran>;
  /** The same with every counted gate open, where gates are not what is shown. */
  applyOpen(...args: string[]): Promise<Ran>;
  /** Plans (in this process), and tells whether there is nothing left to do. */
  isSettled(): Promise<boolean>;
  /** Every call since the last look that may have changed something. */
  writes(): Promise<readonly Entry[]>;
  mailbox(local: string): Promise<Holders>;
  /** Changes the tenant behind everybody's back. */
  edit(change: (tenant: Tenant) => void): Promise<void>;
  faults(plan: object): Promise<void>;
}

/** Who holds what on a mailbox: local parts of people and groups; SIDs and names of applications as they are. */
export interface Holders {
  readonly open: readonly string[];
  readonly sendAs: readonly string[];
  readonly onBehalf: readonly string[];
  /** Further addresses, without `smtp:`. */
  readonly aliases: readonly string[];
  readonly raw: Mailbox;
}

/** Flags that open every gate that takes a number. */
export const OPEN_GATES: readonly string[] = gatesOpenedBy('number').flatMap((gate) => [
  '--allow',
  `${gate}=999`,
]);

/** Runs a test against a company of its own, and clears up whatever happens. */
export async function inCompany(test: (company: Company) => Promise<void>): Promise<void> {
  const tenant = await startTenant();
  const space = await workspace({}, { ...tenant.env, ...FAST_CLOCK });
  try {
    await test(companyOf(tenant, space));
  } finally {
    await Promise.all([tenant.close(), space.remove()]);
  }
}

function companyOf(tenant: TestTenant, space: Workspace): Company {
  const clock = fastClock();
  const mbx: Workspace['mbx'] = async (args, options = {}) => {
    if (options.input !== undefined || options.env !== undefined) return space.mbx(args, options);
    const { exit, out, err } = await runHere(args, {
      cwd: space.folder,
      env: { ...tenant.env, HOME: space.folder, MBX_STATE_DIR: space.state },
      clock,
    });
    return { code: exit, out, err };
  };
  const watched: Company['watched'] = async (args, by) => {
    const { exit, out, err } = await runHere(args, {
      cwd: space.folder,
      env: { ...tenant.env, HOME: space.folder, MBX_STATE_DIR: space.state },
      clock,
      ...by,
    });
    return { code: exit, out, err };
  };
  return {
    tenant,
    space,
    watched,
    mbx,
    strategy: (body, mode) => space.write({ 'mailboxes.yaml': strategyYaml(body, mode) }),
    plan: (...args) => mbx(['plan', ...args]),
    apply: (...args) => mbx(['apply', '--yes', ...args]),
    applyOpen: (...args) => mbx(['apply', '--yes', ...OPEN_GATES, ...args]),
    async isSettled() {
      const { exit, out } = await runHere(['plan', '--detailed-exitcode'], {
        cwd: space.folder,
        env: { ...tenant.env, MBX_STATE_DIR: space.state },
        clock: systemClock,
      });
      return exit === 0 && out.includes('No changes');
    },
    async writes() {
      const entries = await tenant.ledger();
      return entries.filter(isWrite);
    },
    async mailbox(local) {
      return holdersOf(await tenant.dump(), local);
    },
    async edit(change) {
      const document = await tenant.dump();
      change(document);
      await tenant.load(document);
    },
    async faults(plan) {
      await tenant.control('PUT', 'faults', plan);
    },
  };
}

const isWrite = ({ service, method, cmdlet, url }: Entry): boolean =>
  cmdlet === undefined
    ? service === 'graph' && method !== 'GET' && !url.endsWith('/$batch')
    : !/^Get-/iu.test(cmdlet);

export function mailboxIn({ mailboxes }: Tenant, local: string): Mailbox {
  const primary = `smtp:${local}@contoso.com`;
  const found = mailboxes.find(
    ({ emailAddresses, softDeleted }) =>
      softDeleted === null &&
      emailAddresses.some((one) => one.startsWith('SMTP:') && one.toLowerCase() === primary),
  );
  if (found === undefined) throw new Error(`there is no mailbox ${local}`);
  return found;
}

function holdersOf(tenant: Tenant, local: string): Holders {
  const raw = mailboxIn(tenant, local);
  const bySid = new Map(namesOf(tenant).flatMap(({ sid, name }) => [[sid, name] as const]));
  const byId = new Map(namesOf(tenant).map(({ id, name }) => [id, name]));
  const name = (sid: string): string => bySid.get(sid) ?? sid;
  return {
    open: raw.permissions
      .filter(
        ({ rights, deny, inherited, sid }) =>
          rights.includes('FullAccess') && !deny && !inherited && sid !== SELF,
      )
      .map(({ sid }) => name(sid))
      .sort(),
    sendAs: raw.sendAs
      .filter(({ deny, sid }) => !deny && sid !== SELF)
      .map(({ sid }) => name(sid))
      .sort(),
    onBehalf: raw.grantSendOnBehalfTo.map((id) => byId.get(id) ?? id).sort(),
    aliases: raw.emailAddresses
      .filter((one) => one.startsWith('smtp:'))
      .map((one) => one.slice(5))
      .sort(),
    raw,
  };
}
const SELF = 'S-1-5-10';

function namesOf({ users, groups, servicePrincipals }: Tenant): readonly {
  readonly id: string;
  readonly sid: string;
  readonly name: string;
}[] {
  return [
    ...users.map(({ id, sid, userPrincipalName }) => ({ id, sid, name: local(userPrincipalName) })),
    ...groups.map(({ id, sid, mailNickname }) => ({ id, sid, name: mailNickname })),
    ...servicePrincipals.map(({ id, sid, displayName }) => ({ id, sid, name: displayName })),
  ];
}
const local = (address: string): string => address.split('@')[0] ?? address;

/** What stands on the screen, with its line breaks taken out: sentences are wrapped at 80 columns. */
export const flat = (text: string): string => text.replaceAll(/\s+/gu, ' ');

/** Position (from 1) of a text in a file, as complaints tell it. */
export function placeOf(text: string, part: string): string {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return `mailboxes.yaml:${before.length}:${(before.at(-1) ?? '').length + 1}`;
}
