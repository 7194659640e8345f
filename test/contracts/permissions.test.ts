/**
 * The table of permissions (src/setup/) against the simulated tenant, whose roles and cmdlets are its own. Each command works with
 * exactly what `mbx help permissions` gives its identity. Without one grant it ends with exit code 4 and names that one, or works and
 * says what it could not look at, as the table says; with both settings of what is contested.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Grant, PERMISSION, ROLE } from '../../src/setup/grants.ts';
import { givenTo, type Identity, READER, WRITER } from '../../src/setup/identities.ts';
import { mendsOf } from '../../src/setup/mend.ts';
import { isRequired, type Need, type TenantCommand } from '../../src/setup/need.ts';
import { grantsOf, shutWithout } from '../../src/setup/needs.ts';
import type { Application, Tenant } from '../../src/simulator/tenant/model.ts';
import { flat, OPEN_GATES } from '../flows/company.ts';
import { type Answered, runHere } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { stageOf } from '../support/small-company.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

/** Every call of the table is made for it: SIDs, groups that gain rights, sign-ins to be blocked, mail that leaves, a new mailbox. */
const strategy = (creates: string): string => `version: 1
tenant: contoso.onmicrosoft.com
settings:
  mode: exact
  ignoreTrustees: [S-1-5-21-1004336348-1177238915-682003330-9999]
sharedMailboxes:
  sales@contoso.com:
    hidden: true
    signIn: blocked
    aliases: [hello@contoso.com]
    forwarding: { to: archive@gmail.com }
    delegates:
      ann@contoso.com: [fullAccess, sendAs, sendOnBehalf]
      group:readers@contoso.com: [fullAccess]
  info@contoso.com:
    signIn: allowed
    delegates: { ann@contoso.com: [fullAccess, sendAs] }
${creates}`;
const NEW = '  fresh@contoso.com: { displayName: Fresh }\n';
/** A group that hides its members, where that is what is looked at. */
const HIDDEN =
  '  desk@contoso.com:\n    delegates: { group:secret@contoso.com: [fullAccess], ann@contoso.com: [fullAccess] }\n';

const ADDRESS = `version: 1
tenant: contoso.onmicrosoft.com
settings: { mode: exact }
sharedMailboxes:
  sales@contoso.com: { aliases: [hello@contoso.com] }
`;

/** Sales has an account that can sign in; info gives rights that the file does not; Get-User and Get-Group have something to find. */
function companyAs(identity: Identity, without: readonly Grant[]): Tenant {
  const { tenant, mailbox, owner, account } = stageOf(
    { oldNames: false, synced: false },
    {
      applications: [application(identity, without)],
      ...rolesOf(identity, without),
    },
  );
  owner('sales').accountEnabled = true;
  for (const holder of ['bob', 'readers', 'archiver'] as const) {
    const { sid } = account(holder);
    mailbox('info').sendAs.push({ sid, deny: false });
  }
  mailbox('desk').sendAs.push({ sid: account('ann').sid, deny: false });
  const [readers] = tenant.groups;
  if (readers === undefined) throw new Error('the company has no group');
  tenant.groups.push({
    ...readers,
    id: '5ec7e700-0000-4000-8000-000000000001',
    sid: `${tenant.sidPrefix}-7777`,
    name: 'secret',
    displayName: 'Secret',
    mail: 'secret@contoso.com',
    mailNickname: 'secret',
    proxyAddresses: ['SMTP:secret@contoso.com'],
    hiddenMembership: true,
  });
  return tenant;
}

const OWN = {
  appId: 'a0000000-0000-4000-8000-000000000001',
  objectId: 'b0000000-0000-4000-8000-000000000002',
};
const grantsFor = (identity: Identity, without: readonly Grant[]): readonly Grant[] =>
  grantsOf(identity.needs).filter((grant) => !without.includes(grant));

function application(identity: Identity, without: readonly Grant[]): Application {
  const permissions = grantsFor(identity, without).filter(({ is }) => is === 'permission');
  const of = (service: Grant['service']): string[] =>
    permissions.filter((one) => one.service === service).map(({ name }) => name);
  return {
    appId: OWN.appId,
    id: OWN.objectId,
    displayName: 'mbx',
    secret: 'a secret of the tests',
    certificate: null,
    federated: null,
    graphRoles: of('graph'),
    exchangeRoles: of('exchange'),
    wids: [],
    deviceCodeUser: null,
  };
}

function rolesOf(
  identity: Identity,
  without: readonly Grant[],
): Pick<Tenant, 'roleGroups' | 'managementRoles'> {
  const roles = grantsFor(identity, without).filter((grant) => grant.is === 'role');
  return {
    managementRoles: roles.flatMap(({ name, made }) =>
      made === undefined ? [] : [{ name, parent: made.parent, cmdlets: [...made.cmdlets] }],
    ),
    roleGroups: [
      { name: identity.roleGroup, roles: roles.map(({ name }) => name), members: [OWN.objectId] },
    ],
  };
}

/** In which tenant and with which past a command is tried. */
interface Scene {
  /** As applied, or before. */
  readonly tenant: 'before' | 'after';
  readonly state: string;
  readonly args: readonly string[];
}

let sim: TestTenant;
let folder: string;
let scenes: Readonly<Record<TenantCommand, Scene>>;
/** The tenant after the apply. */
let applied: Tenant;

const env = (state: string): Readonly<Record<string, string>> => ({
  ...sim.env,
  AZURE_CLIENT_ID: OWN.appId,
  AZURE_CLIENT_SECRET: 'a secret of the tests',
  HOME: folder,
  MBX_STATE_DIR: state,
});
const mbx = (args: readonly string[], state: string): Promise<Answered> =>
  runHere(args, { cwd: folder, env: env(state), clock: fastClock() });

const FREELY = ['--yes', '--no-input', ...OPEN_GATES];

beforeAll(async () => {
  sim = await startTenant();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'mbx-test-')));
  await writeFile(join(folder, 'mailboxes.yaml'), strategy(NEW));
  await writeFile(join(folder, 'old.yaml'), strategy(''));
  await writeFile(join(folder, 'hidden.yaml'), strategy(HIDDEN));
  await writeFile(join(folder, 'address.yaml'), ADDRESS);
  const [none, done, cut] = ['none', 'done', 'cut'].map((name) => join(folder, name));
  if (none === undefined || done === undefined || cut === undefined) throw new Error('no folders');
  await mkdir(none);
  await appliedIn(cut, 'mailboxes.yaml');
  const begun = await cutOff(cut);
  await appliedIn(done, 'old.yaml');
  applied = await sim.dump();
  const [run = ''] = await runsIn(done);
  scenes = {
    plan: { tenant: 'before', state: none, args: ['plan'] },
    apply: { tenant: 'before', state: none, args: ['apply', ...FREELY] },
    resume: { tenant: 'before', state: cut, args: ['resume', begun, ...FREELY] },
    undo: { tenant: 'after', state: done, args: ['undo', run, ...FREELY] },
    verify: { tenant: 'after', state: done, args: ['verify', run] },
  };
});
afterAll(async () => {
  await sim.close();
  await rm(folder, { recursive: true, force: true });
});

/** By an identity that has everything. */
async function appliedIn(state: string, file: string): Promise<void> {
  await sim.load(companyAs(WRITER, []));
  const { exit, err } = await mbx(['apply', '-f', file, ...FREELY], state);
  expect(exit, err).toBe(0);
}
const runsIn = async (state: string): Promise<readonly string[]> =>
  (await readdir(join(state, 'runs', sim.tenantId))).flatMap((name) =>
    name.endsWith('.jsonl') ? [name.replace('.jsonl', '')] : [],
  );

/** Its run, ended right after the first line: everything is left to do. */
async function cutOff(state: string): Promise<string> {
  const [run = ''] = await runsIn(state);
  const journal = join(state, 'runs', sim.tenantId, `${run}.jsonl`);
  const [first] = (await readFile(journal, 'utf8')).split('\n');
  await writeFile(journal, `${first}\n`);
  return run;
}

/** Runs it as the identity without some of its grants, in a fresh copy of the tenant and of the state folder. */
async function tried(
  command: TenantCommand,
  identity: Identity,
  without: readonly Grant[],
  { settings = {}, file }: { settings?: object; file?: string } = {},
): Promise<Answered> {
  const { tenant, state, args } = scenes[command];
  const company = companyAs(identity, without);
  const { applications, managementRoles = [], roleGroups = [] } = company;
  await sim.load(
    tenant === 'before' ? company : { ...applied, applications, managementRoles, roleGroups },
  );
  await sim.control('PUT', 'settings', { ...CONTESTED, ...settings });
  const own = await mkdtemp(join(folder, 'state-'));
  await cp(state, own, { recursive: true });
  return mbx([...args, ...(file === undefined ? [] : ['-f', file])], own);
}
/** What is contested, as refused. */
const CONTESTED = {
  viewOnlySendAs: 'denied',
  viewOnlyServicePrincipals: 'denied',
  organizationByUserRead: 'refused',
  moduleFile: 'roles',
  deniedCmdlet: 'nulBlock',
};
const ALLOWED = {
  viewOnlySendAs: 'allowed',
  viewOnlyServicePrincipals: 'allowed',
  organizationByUserRead: 'allowed',
};

const IDENTITY: Readonly<Record<TenantCommand, Identity>> = {
  plan: READER,
  verify: READER,
  apply: WRITER,
  undo: WRITER,
  resume: WRITER,
};
/** Calls of the command that nothing else of its identity opens. */
const shutFor = (command: TenantCommand, grant: Grant): readonly Need[] =>
  shutWithout(grant, IDENTITY[command].needs).filter(({ commands }) => commands.includes(command));

const COMMANDS: readonly TenantCommand[] = ['plan', 'apply', 'resume', 'undo', 'verify'];
const CASES = COMMANDS.flatMap((command) =>
  givenTo(IDENTITY[command]).map(({ grant }) => ({
    command,
    grant,
    name: grant.name,
    shut: shutFor(command, grant),
  })),
);

test.each(COMMANDS)('%s works with exactly what the help gives it', async (command) => {
  for (const settings of [{}, ALLOWED]) {
    const { exit, err } = await tried(command, IDENTITY[command], [], { settings });
    expect([exit, err.includes('E3002')], err).toEqual([0, false]);
  }
});

describe.each(CASES.filter(({ shut }) => shut.some(isRequired)))(
  '$command without $name',
  ({ command, grant, shut }) => {
    test('exit 4, which names it, the service, the calls, and how to give it', async () => {
      const { exit, out, err } = await tried(command, IDENTITY[command], [grant]);
      expect(exit, `${out}\n${err}`).toBe(4);
      const told = flat(err);
      const lines = err.split('\n').map((line) => line.trim());
      const service = grant.service === 'graph' ? 'Microsoft Graph' : 'Exchange Online';
      expect(told).toContain(`- ${service}, for `);
      expect(
        lines.filter((line) => /^- (?:Microsoft Graph|Exchange Online), for/u.test(line)),
      ).toHaveLength(1);
      expect(told).toContain(grant.name);
      const named = shut.filter(({ operation }) => told.includes(operation));
      expect(named.length > 0 || told.includes('for every cmdlet')).toBe(true);
      for (const line of mendsOf([grant], OWN).flatMap((mend) => mend.lines))
        expect(lines).toContain(line);
      expect(told).toContain('A grant can take up to two hours to work in Exchange.');
      expect(err.match(/error E3002/gu)).toHaveLength(1);
    });
  },
);

/** What is said where an optional grant is missing, and the command is about it. */
const SAID: Readonly<Record<string, string>> = {
  'mbx applications': 'this identity may not read applications (Get-ServicePrincipal)',
  'View-Only Configuration': 'is let out of the organisation is not known',
};
test.each(CASES.filter(({ shut }) => !shut.some(isRequired)))(
  '$command without $name works, and says what it could not look at',
  async ({ command, grant, shut }) => {
    const { exit, out, err } = await tried(command, IDENTITY[command], [grant]);
    expect([exit, err.includes('E3002')], `${out}\n${err}`).toEqual([0, false]);
    if (shut.length === 0 || grant === PERMISSION.hiddenMembers) return; // the second: see below
    const said = SAID[grant.name];
    if (said === undefined) throw new Error(`nothing is said without ${grant.name}`);
    expect(flat(`${out}${err}`)).toContain(said);
  },
);

test('a group that hides its members: its gate is told, and shut, without the permission for it', async () => {
  const hidden = { file: 'hidden.yaml' };
  const without = [PERMISSION.hiddenMembers];
  expect((await tried('apply', WRITER, [], hidden)).exit).toBe(0);
  const plan = await tried('plan', READER, without, hidden);
  expect([plan.exit, plan.err.includes('E3002')]).toEqual([0, false]);
  expect(flat(plan.out)).toContain(
    'Member.Read.Hidden where membership is hidden (secret@contoso.com',
  );
  const apply = await tried('apply', WRITER, without, hidden);
  expect([apply.exit, flat(apply.err).includes('Member.Read.Hidden')]).toEqual([5, true]);
});

describe('what is contested, as allowed', () => {
  test.each(CASES.filter(({ shut }) => shut.some(({ contested }) => contested.length > 0)))(
    '$command without $name is as without nothing',
    async ({ command, grant, shut }) => {
      const { exit, out, err } = await tried(command, IDENTITY[command], [grant], {
        settings: ALLOWED,
      });
      const firm = shut.filter(
        ({ contested, loses }) => contested.length === 0 && loses === undefined,
      );
      expect(exit, `${out}\n${err}`).toBe(firm.length > 0 ? 4 : 0);
      for (const { operation } of shut.filter(({ contested }) => contested.length > 0))
        expect(flat(`${out}${err}`)).not.toContain(`${operation})`);
    },
  );
});

describe('however Exchange refuses', () => {
  const WITHOUT = [
    ['plan', READER, ROLE.sendAs, 'Get-RecipientPermission'],
    ['verify', READER, ROLE.viewRecipients, 'Get-Mailbox'],
    ['apply', WRITER, ROLE.creation, 'New-Mailbox'],
    ['undo', WRITER, ROLE.recipients, 'Get-RecipientPermission'],
  ] as const;
  const FORMS = [
    { deniedCmdlet: 'unauthorized' },
    { deniedCmdlet: 'forbidden' },
    { deniedCmdlet: 'nulBlock', moduleFile: 'absent' },
    { deniedCmdlet: 'unauthorized', moduleFile: 'absent' },
    { deniedCmdlet: 'nulBlock', moduleFile: 'everything' },
    { deniedCmdlet: 'unauthorized', moduleFile: 'everything' },
  ] as const;
  // Each command with some of the forms, and each form with some of the commands.
  const SOME = WITHOUT.flatMap((one, row) =>
    FORMS.filter((_, column) => (row + column) % 2 === 0).map((form) => [...one, form] as const),
  );
  test.each(SOME)(
    '%s: a missing role is told as one (%#)',
    async (command, identity, role, cmdlet, settings) => {
      const { exit, out, err } = await tried(command, identity, [role], { settings });
      const told = flat(err);
      expect(exit, `${out}\n${err}`).toBe(4);
      expect(told).toContain('E3002');
      expect(told).toContain(role.name);
      expect(told).toContain(cmdlet);
      expect(told).not.toContain('E3001');
      expect(told).not.toContain('no such cmdlet');
    },
  );

  test('an application that Exchange does not know is told so', async () => {
    await sim.load(companyAs(READER, []));
    const document = await sim.dump();
    for (const one of document.applications) one.notInExchange = true;
    await sim.load(document);
    const { exit, err } = await mbx(['plan'], join(folder, 'none'));
    expect(exit).toBe(4);
    expect(flat(err)).toContain(
      'Exchange does not know it under the object id of the enterprise application (New-ServicePrincipal)',
    );
  });

  test.each(['badRequest', 'forbidden'])(
    'a parameter that no role holds is a missing role, told after the run (%s)',
    async (deniedParameter) => {
      // Help Desk may set the display name, and no addresses.
      await sim.load({
        ...companyAs(WRITER, [ROLE.recipients]),
        roleGroups: [
          { name: 'readers', roles: [...READER_ROLES, 'User Options'], members: [OWN.objectId] },
        ],
        managementRoles: rolesOf(READER, []).managementRoles ?? [],
      });
      await sim.control('PUT', 'settings', { ...CONTESTED, deniedParameter });
      const { exit, err } = await mbx(
        ['apply', '-f', 'address.yaml', ...FREELY],
        await mkdtemp(join(folder, 'state-')),
      );
      expect(exit, err).toBe(4);
      expect(flat(err)).toContain('Exchange Online, for Set-Mailbox: the role Mail Recipients');
      expect(err).toMatch(/^ +Add-RoleGroupMember -Identity 'Recipient Management'/mu);
    },
  );
});
const READER_ROLES = grantsOf(READER.needs).flatMap((one) => (one.is === 'role' ? [one.name] : []));
