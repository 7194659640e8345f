/** Each gate through the real executable: it stops, it is opened by exactly the flag that it prints, and by nothing less. */
import { describe, expect, test } from 'vitest';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { type Company, flat, inCompany, mailboxIn } from './company.ts';

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const FLAG = /--allow ([a-z-]+)=(\S+)/gu;
interface Flag {
  readonly gate: string;
  readonly value: string;
}

/** The flags that a plan or a refusal prints, each once. */
function flagsIn(text: string): readonly Flag[] {
  const found = [...flat(text).matchAll(FLAG)].map(([, gate = '', value = '']) => ({
    gate,
    value,
  }));
  return [...new Map(found.map((flag) => [`${flag.gate}=${flag.value}`, flag])).values()];
}
const asArgs = (flags: readonly Flag[]): readonly string[] =>
  flags.flatMap(({ gate, value }) => ['--allow', `${gate}=${value}`]);

// The tenant, made so that a plan trips one gate and no other.

const userIn = ({ users }: Tenant, local: string) => {
  const user = users.find(({ userPrincipalName }) => userPrincipalName === `${local}@contoso.com`);
  if (user === undefined) throw new Error(`there is nobody called ${local}`);
  return user;
};
/** People with a mailbox who can sign in. */
const PEOPLE = [
  'ann',
  'fred',
  'priya.shah',
  'tom.baker',
  'lena.hoffmann',
  'carlos.mendez',
  'grace.kim',
  'omar.haddad',
  'nina.petrova',
  'helen.ward',
  'yusuf.demir',
  'marta.kowalska',
] as const;
/** These people and nobody else have Full Access there. */
function give(tenant: Tenant, local: string, people: readonly string[]): void {
  Object.assign(mailboxIn(tenant, local), {
    permissions: people.map((name) => ({
      sid: userIn(tenant, name).sid,
      rights: ['FullAccess'],
      deny: false,
      inherited: false,
      inheritanceType: 'All',
      autoMapping: true,
    })),
    sendAs: [],
    grantSendOnBehalfTo: [],
  });
}
/** The delegates of a mailbox in the strategy, all with Full Access. */
const entry = (local: string, people: readonly string[]): string =>
  `  ${local}@contoso.com:\n    delegates: { ${people.map((name) => `${name}@contoso.com: [fullAccess]`).join(', ')} }\n`;
const groupIn = ({ groups }: Tenant, local: string) => {
  const group = groups.find(({ mail }) => mail === `${local}@contoso.com`);
  if (group === undefined) throw new Error(`there is no group ${local}`);
  return group;
};
/** So many of the organisation's own people, or these. */
const fillGroup = (tenant: Tenant, n: number | readonly string[], name = 'auditors'): void => {
  const own = tenant.users.filter(
    ({ deletedDateTime, userType }) => deletedDateTime === null && userType !== 'Guest',
  );
  if (typeof n === 'number' && own.length < n) throw new Error('there are too few people');
  groupIn(tenant, name).members =
    typeof n === 'number'
      ? own.slice(0, n).map(({ id }) => id)
      : n.map((local) => userIn(tenant, local).id);
};
const AUDITORS =
  'sharedMailboxes:\n  jobs@contoso.com:\n    mode: additive\n    delegates: { group:auditors@contoso.com: [fullAccess] }\n';
const SIGN_IN = ['sales', 'info', 'hr', 'press', 'jobs', 'legal'];

interface Case {
  readonly gate: string;
  /** What is particular, where a gate has several cases. */
  readonly what?: string;
  /** The number that the flag must carry. */
  readonly n: number;
  /** Name in `settings.gates`. */
  readonly setting: string;
  readonly prepare?: (tenant: Tenant) => void;
  readonly strategy: string;
  readonly mode?: 'additive';
}
const CASES: readonly Case[] = [
  {
    gate: 'max-revokes',
    n: 6,
    setting: 'maxRevokes',
    prepare(tenant) {
      give(tenant, 'jobs', PEOPLE.slice(0, 10));
      give(tenant, 'press', PEOPLE.slice(0, 10));
    },
    strategy: `sharedMailboxes:\n${entry('jobs', PEOPLE.slice(3, 10))}${entry('press', PEOPLE.slice(3, 10))}`,
  },
  {
    gate: 'max-grants',
    n: 11,
    setting: 'maxGrants',
    prepare(tenant) {
      give(tenant, 'jobs', []);
      give(tenant, 'press', []);
    },
    strategy: `sharedMailboxes:\n${entry('jobs', PEOPLE.slice(0, 6))}${entry('press', PEOPLE.slice(0, 5))}`,
  },
  {
    gate: 'mailbox-emptied',
    n: 2,
    setting: 'mailboxEmptied',
    prepare(tenant) {
      give(tenant, 'jobs', ['ann']);
      give(tenant, 'press', ['ann', 'fred']);
    },
    strategy: `sharedMailboxes:\n${entry('jobs', [])}${entry('press', [])}`,
  },
  {
    gate: 'mailbox-emptied',
    what: 'people replaced by a group without members',
    n: 2,
    setting: 'mailboxEmptied',
    prepare(tenant) {
      give(tenant, 'jobs', ['ann']);
      give(tenant, 'press', ['ann', 'fred']);
      fillGroup(tenant, []);
    },
    strategy:
      'sharedMailboxes:\n  jobs@contoso.com: { delegates: { group:auditors@contoso.com: [fullAccess] } }\n  press@contoso.com: { delegates: { group:auditors@contoso.com: [sendAs] } }\n',
  },
  {
    gate: 'principal-fan-in',
    n: 6,
    setting: 'principalFanIn',
    mode: 'additive',
    strategy: `sharedMailboxes:\n${SIGN_IN.map((local) => entry(local, ['nina.petrova'])).join('')}`,
  },
  {
    gate: 'broad-trustee',
    n: 1,
    setting: 'broadTrustee',
    prepare: (tenant) => fillGroup(tenant, 26),
    strategy: AUDITORS,
  },
  {
    gate: 'creates',
    n: 4,
    setting: 'creates',
    prepare(tenant) {
      tenant.dirSync = false;
    },
    strategy: `sharedMailboxes:\n${['returns', 'warehouse', 'kitchen', 'garden'].map((local) => `  ${local}@contoso.com: {}\n`).join('')}`,
  },
  {
    gate: 'similar-address',
    n: 1,
    setting: 'similarAddress',
    prepare(tenant) {
      tenant.dirSync = false;
    },
    strategy: 'sharedMailboxes:\n  markteing@contoso.com: {}\n',
  },
  {
    gate: 'external-forward',
    n: 2,
    setting: 'externalForward',
    strategy:
      'sharedMailboxes:\n  jobs@contoso.com: { forwarding: { to: a@fabrikam.example } }\n  info@contoso.com: { forwarding: { to: a@northwind.example, keepCopy: false } }\n',
  },
  {
    gate: 'addresses-removed',
    n: 6,
    setting: 'addressesRemoved',
    prepare(tenant) {
      const { emailAddresses } = mailboxIn(tenant, 'press');
      emailAddresses.push(...[1, 2, 3, 4, 5, 6].map((n) => `smtp:press.${n}@contoso.com`));
    },
    strategy: 'sharedMailboxes:\n  press@contoso.com: { aliases: [] }\n',
  },
  {
    gate: 'addresses-removed',
    what: 'addresses that move count where more than five leave one mailbox',
    n: 6,
    setting: 'addressesRemoved',
    prepare(tenant) {
      const { emailAddresses } = mailboxIn(tenant, 'press');
      emailAddresses.push(...[1, 2, 3, 4, 5, 6].map((n) => `smtp:press.${n}@contoso.com`));
    },
    strategy: `sharedMailboxes:
  press@contoso.com: { aliases: [] }
  jobs@contoso.com: { mode: additive, aliases: [press.1@contoso.com, press.2@contoso.com, press.3@contoso.com] }
  legal@contoso.com: { mode: additive, aliases: [press.4@contoso.com, press.5@contoso.com] }
`,
  },
  {
    gate: 'sign-in',
    n: 6,
    setting: 'signIn',
    prepare(tenant) {
      for (const local of SIGN_IN) userIn(tenant, local).accountEnabled = true;
    },
    strategy: `sharedMailboxes:\n${SIGN_IN.map((local) => `  ${local}@contoso.com: { signIn: blocked }\n`).join('')}`,
  },
];

async function prepared(company: Company, { prepare, strategy, mode }: Case): Promise<void> {
  if (prepare !== undefined) await company.edit(prepare);
  await company.strategy(strategy, mode);
}
/** It was refused, the refusal names the gate, and the tenant is as it was. */
async function expectShut(
  { mbx, writes, tenant }: Company,
  gate: string,
  args: readonly string[],
): Promise<string> {
  const before = await tenant.dump();
  const { code, err } = await mbx(['apply', ...args]);
  expect(code, flat(err)).toBe(5);
  expect(flat(err)).toMatch(/gates? refuses? the plan; nothing was written/u);
  expect(flat(err)).toContain(`${gate}: `);
  expect(await writes()).toEqual([]);
  expect(await tenant.dump()).toEqual(before);
  return err;
}

describe.each(CASES)('$gate $what', (one) => {
  const { gate, n, setting, strategy, mode } = one;

  test('is shown by plan, whose exit code stays as it was', () =>
    inCompany(async (company) => {
      await prepared(company, one);
      const { code, out } = await company.plan('--detailed-exitcode');
      expect(code).toBe(2);
      expect(flat(out)).toContain(`Gates: apply stops here until they are opened ${gate}: `);
      expect(flagsIn(out)).toEqual([{ gate, value: String(n) }]);
    }));

  test('stops apply, with --yes alone, and with one less than it prints; exactly that lets it through', () =>
    inCompany(async (company) => {
      await prepared(company, one);
      await expectShut(company, gate, ['--no-input']);
      const flags = flagsIn(await expectShut(company, gate, ['--yes']));
      expect(flags).toEqual([{ gate, value: String(n) }]);
      await expectShut(company, gate, ['--yes', '--allow', `${gate}=${n - 1}`]);
      const { code, err } = await company.apply(...asArgs(flags));
      expect(code, flat(err)).toBe(0);
      expect(await company.isSettled()).toBe(true);
    }));

  test('the file lets through exactly so much as it says', () =>
    inCompany(async (company) => {
      await prepared(company, one);
      await company.strategy(`  gates: { ${setting}: ${n - 1} }\n${strategy}`, mode);
      await expectShut(company, gate, ['--yes']);
      await company.strategy(`  gates: { ${setting}: ${n} }\n${strategy}`, mode);
      expect(flagsIn((await company.plan()).out)).toEqual([]);
      expect((await company.apply()).code).toBe(0);
      expect(await company.isSettled()).toBe(true);
    }));
});

describe('protected', () => {
  const strategy = `  protected: [ceo@contoso.com, jobs@contoso.com]
users:
  ceo@contoso.com:
    mode: additive
    delegates: { ann@contoso.com: [sendAs] }
sharedMailboxes:
  jobs@contoso.com: { hidden: true }
  press@contoso.com: { hidden: true }
`;
  test('is passed by naming each mailbox, and by no less', () =>
    inCompany(async (company) => {
      await company.strategy(strategy);
      const planned = await company.plan();
      expect(planned.code).toBe(0);
      const flags = flagsIn(planned.out);
      expect(flags).toEqual([
        { gate: 'protected', value: 'ceo@contoso.com' },
        { gate: 'protected', value: 'jobs@contoso.com' },
      ]);
      await expectShut(company, 'protected', ['--no-input']);
      await expectShut(company, 'protected', ['--yes']);
      for (const flag of flags)
        await expectShut(company, 'protected', ['--yes', ...asArgs([flag])]);
      await expectShut(company, 'protected', ['--yes', '--allow', 'protected=press@contoso.com']);
      for (const value of ['2', '*', '*@contoso.com'])
        expect((await company.apply('--allow', `protected=${value}`)).code).toBe(64);
      expect((await company.apply(...asArgs(flags))).code).toBe(0);
      expect((await company.mailbox('ceo')).sendAs).toEqual(['ann']);
      expect(await company.isSettled()).toBe(true);
    }));

  test('the case of an address does not matter, and what is not protected needs no flag', () =>
    inCompany(async (company) => {
      await company.strategy(strategy);
      expect((await company.apply('--only', 'press@contoso.com')).code).toBe(0);
      expect(
        (await company.apply('--only', 'jobs*', '--allow', 'protected=JOBS@Contoso.com')).code,
      ).toBe(0);
    }));

  test('narrowing needs none', () =>
    inCompany(async (company) => {
      await company.strategy(
        '  protected: [jobs@contoso.com]\nsharedMailboxes:\n  jobs@contoso.com: { delegates: { yusuf.demir@contoso.com: [fullAccess] } }\n',
      );
      expect((await company.apply()).code).toBe(0);
      expect((await company.mailbox('jobs')).sendAs).toEqual([]);
    }));
});

describe('broad trustees', () => {
  test('a group of 25 passes', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => fillGroup(tenant, 25));
      await company.strategy(AUDITORS);
      expect((await company.apply()).code).toBe(0);
      expect((await company.mailbox('jobs')).open).toContain('auditors');
    }));

  test('people in a group within the group count', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        fillGroup(tenant, 26);
        groupIn(tenant, 'contractors').members = [groupIn(tenant, 'auditors').id];
      });
      await company.strategy(AUDITORS.replace('auditors', 'contractors'));
      await expectShut(company, 'broad-trustee', ['--yes']);
    }));

  test('a guest, however few', () =>
    inCompany(async (company) => {
      await company.strategy(
        'sharedMailboxes:\n  jobs@contoso.com: { mode: additive, delegates: { john.doe@northwind.example: [fullAccess] } }\n',
      );
      const err = await expectShut(company, 'broad-trustee', ['--yes']);
      expect(flagsIn(err)).toEqual([{ gate: 'broad-trustee', value: '1' }]);
    }));

  test('a group whose members cannot be read is let through by no flag and by no setting', () =>
    inCompany(async (company) => {
      await company.faults({
        rules: [
          {
            match: { service: 'graph', path: 'transitiveMembers' },
            answer: {
              status: 403,
              body: { error: { code: 'Forbidden', message: 'Not allowed.' } },
            },
          },
        ],
      });
      await company.strategy(`  gates: { broadTrustee: 99 }\n${AUDITORS}`);
      const err = await expectShut(company, 'broad-trustee', [
        '--yes',
        '--allow',
        'broad-trustee=99',
      ]);
      expect(flat(err)).toContain('Not allowed.');
      expect(flat(err)).toContain('No flag opens this gate');
    }));
});

/** Every flag that there is, with more than anybody needs. */
const EVERYTHING = [
  ...CASES.map(({ gate }) => `${gate}=999`),
  'protected=support@contoso.com',
].flatMap((flag) => ['--allow', flag]);

describe('what nothing opens', () => {
  test('an empty strategy, whatever the flags', () =>
    inCompany(async (company) => {
      await company.strategy('sharedMailboxes: {}\n');
      const planned = await company.plan();
      expect(planned.code).toBe(0);
      expect(flat(planned.out)).toContain('empty-strategy: ');
      expect(flat(planned.out)).toContain('No flag opens it.');
      await expectShut(company, 'empty-strategy', ['--yes']);
      await expectShut(company, 'empty-strategy', ['--yes', ...EVERYTHING]);
    }));

  test.each(['empty-strategy', 'lock-out', 'break-glass'])('--allow %s is wrong usage', (gate) =>
    inCompany(async (company) => {
      await company.strategy('sharedMailboxes: {}\n');
      const { code, err } = await company.apply('--allow', `${gate}=1`);
      expect(code).toBe(64);
      expect(flat(err)).toContain(`no flag opens the gate ${gate}`);
      expect(await company.writes()).toEqual([]);
    }),
  );

  test.each([
    ['creates', '--allow creates has no number'],
    ['creates=', '--allow creates= has no number'],
    ['creates=many', '--allow creates=many has no number'],
    ['creates=-1', '--allow creates=-1 has no number'],
    ['creates=1.5', '--allow creates=1.5 has no number'],
    ['creates=0x10', '--allow creates=0x10 has no number'],
    ['protected', '--allow protected names a mailbox'],
    ['create=4', 'Did you mean creates?'],
    ['everything=1', 'there is no gate everything'],
  ])('--allow %s is wrong usage', (flag, told) =>
    inCompany(async (company) => {
      await company.strategy('sharedMailboxes:\n  jobs@contoso.com: { hidden: true }\n');
      const { code, err } = await company.apply('--allow', flag);
      expect(code).toBe(64);
      expect(flat(err)).toContain(told);
      expect(await company.writes()).toEqual([]);
    }),
  );

  describe('lock-out', () => {
    const BLOCK = 'sharedMailboxes:\n  support@contoso.com: { signIn: blocked }\n';
    /** The account of a shared mailbox is a global administrator, and `emergency` is another one or is not. */
    const withAdministrators = (company: Company, another: boolean): Promise<void> =>
      company.edit((tenant) => {
        userIn(tenant, 'support').roles = [GLOBAL_ADMINISTRATOR];
        userIn(tenant, 'emergency').accountEnabled = another;
      });

    test('the last administrator who can sign in is never blocked', () =>
      inCompany(async (company) => {
        await withAdministrators(company, false);
        await company.strategy(BLOCK);
        const planned = await company.plan();
        expect([planned.code, flat(planned.out)]).toEqual([
          0,
          expect.stringContaining('it would block the last global administrator who can sign in'),
        ]);
        await expectShut(company, 'lock-out', ['--yes']);
        await expectShut(company, 'lock-out', ['--yes', ...EVERYTHING]);
      }));

    test('one of two is', () =>
      inCompany(async (company) => {
        await withAdministrators(company, true);
        await company.edit((tenant) => {
          // Exchange's own application may not block an administrator: that the service refuses is another matter.
          for (const application of tenant.applications)
            if (application.displayName === 'mbx') application.wids.push(GLOBAL_ADMINISTRATOR);
        });
        await company.strategy(BLOCK);
        const { code, err } = await company.apply();
        expect(code, flat(err)).toBe(0);
        const { users } = await company.tenant.dump();
        expect(
          users.find(({ userPrincipalName }) => userPrincipalName.startsWith('support@')),
        ).toMatchObject({ accountEnabled: false });
      }));

    test('nobody is, where the administrators cannot be read; what blocks nobody goes on', () =>
      inCompany(async (company) => {
        await company.edit((tenant) => {
          for (const application of tenant.applications)
            application.graphRoles = application.graphRoles.filter(
              (role) => role !== 'RoleManagement.Read.Directory',
            );
        });
        await company.strategy(BLOCK);
        const { code, err } = await company.mbx(['apply', '--yes', ...EVERYTHING]);
        expect([code, await company.writes()]).toEqual([4, []]);
        expect(flat(err)).toContain('RoleManagement.Read.Directory');
        await company.strategy(
          `${BLOCK.replace('blocked', 'allowed')}  jobs@contoso.com: { hidden: true }\n`,
        );
        expect((await company.apply()).code).toBe(0);
      }));
  });

  test('break-glass: an undo does not reach an account that has become one', () =>
    inCompany(async (company) => {
      const body = 'sharedMailboxes:\n  jobs@contoso.com:\n    mode: additive\n';
      await company.strategy(`${body}    delegates: { temp@contoso.com: [fullAccess] }\n`);
      const applied = await company.apply('-o', 'json');
      expect(applied.code).toBe(0);
      const { run } = JSON.parse(applied.out);

      await company.tenant.clearLedger();
      await company.strategy(`  breakGlass: [temp@contoso.com]\n${body}    delegates: {}\n`);
      const undone = await company.mbx(['undo', run, '--yes', ...EVERYTHING]);
      expect(undone.code).toBe(5);
      expect(flat(undone.err)).toContain(
        'break-glass: a break-glass account is never changed and never holds a right (temp@contoso.com)',
      );
      expect(await company.writes()).toEqual([]);
      expect((await company.mailbox('jobs')).open).toContain('temp');
    }));
});

test('two gates at once: each needs its own flag', () =>
  inCompany(async (company) => {
    await company.edit((tenant) => {
      tenant.dirSync = false;
      give(tenant, 'press', ['ann']);
    });
    await company.strategy(`sharedMailboxes:\n  markteing@contoso.com: {}\n${entry('press', [])}`);
    const flags = flagsIn((await company.plan()).out);
    expect(flags.map(({ gate }) => gate).toSorted()).toEqual([
      'mailbox-emptied',
      'similar-address',
    ]);
    for (const flag of flags) {
      const { code, err } = await company.apply(...asArgs([flag]));
      expect([code, flat(err)]).toEqual([5, expect.stringContaining('a gate refuses the plan')]);
    }
    expect(flat((await company.apply()).err)).toContain('2 gates refuse the plan');
    expect(await company.writes()).toEqual([]);
    expect((await company.apply(...asArgs(flags))).code).toBe(0);
  }));

test('an undo stands behind the same gates as everything else', () =>
  inCompany(async (company) => {
    await company.edit((tenant) => {
      give(tenant, 'jobs', []);
    });
    await company.strategy(`sharedMailboxes:\n${entry('jobs', PEOPLE.slice(0, 6))}`);
    const { run } = JSON.parse((await company.apply('-o', 'json')).out);
    await company.tenant.clearLedger();
    const refused = await company.mbx(['undo', run, '--yes']);
    expect(refused.code).toBe(5);
    const flags = flagsIn(refused.err);
    expect(flags).toEqual([
      { gate: 'max-revokes', value: '6' },
      { gate: 'mailbox-emptied', value: '1' },
    ]);
    expect(await company.writes()).toEqual([]);
    expect((await company.mbx(['undo', run, '--yes', ...asArgs(flags)])).code).toBe(0);
    expect((await company.mailbox('jobs')).open).toEqual([]);
  }));
