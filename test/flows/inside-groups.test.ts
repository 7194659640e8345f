/** Who stands behind a group that gets a right, or that is all that is left of a mailbox's delegates: told, counted, held. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { type Company, flat, inCompany, mailboxIn } from './company.ts';

const GUEST = 'john.doe@northwind.example';
const userIn = ({ users }: Tenant, name: string) => {
  const user = users.find(({ userPrincipalName, mail }) =>
    [userPrincipalName, mail].some((one) => one === name || one === `${name}@contoso.com`),
  );
  if (user === undefined) throw new Error(`there is nobody called ${name}`);
  return user;
};
const groupIn = ({ groups }: Tenant, local: string) => {
  const group = groups.find(({ mail }) => mail === `${local}@contoso.com`);
  if (group === undefined) throw new Error(`there is no group ${local}`);
  return group;
};
/** These people are in the group, these groups too, and nobody else. */
const fill = (
  tenant: Tenant,
  group: string,
  people: readonly string[],
  groups: readonly string[] = [],
): void => {
  groupIn(tenant, group).members = [
    ...people.map((name) => userIn(tenant, name).id),
    ...groups.map((name) => groupIn(tenant, name).id),
  ];
};
/** These people and groups, and nobody else, have Full Access to jobs@contoso.com. */
const holders = (
  tenant: Tenant,
  people: readonly string[],
  groups: readonly string[] = [],
): void => {
  const sids = [
    ...people.map((name) => userIn(tenant, name).sid),
    ...groups.map((name) => groupIn(tenant, name).sid),
  ];
  Object.assign(mailboxIn(tenant, 'jobs'), {
    permissions: sids.map((sid) => ({
      sid,
      rights: ['FullAccess'],
      deny: false,
      inherited: false,
      inheritanceType: 'All',
      autoMapping: null,
    })),
    sendAs: [],
    grantSendOnBehalfTo: [],
  });
};
const AUDITORS = 'group:auditors@contoso.com: [fullAccess]';
const jobs = (delegates: string, mode = 'exact', settings = ''): string =>
  `${settings}sharedMailboxes:\n  jobs@contoso.com: { mode: ${mode}, delegates: { ${delegates} } }\n`;
const gatesOf = async (company: Company): Promise<readonly string[]> =>
  [...flat((await company.plan()).out).matchAll(/--allow ([a-z-]+=\S+)/gu)].map(
    ([, flag = '']) => flag,
  );
/** Transitive members of any group may not be read. */
const UNREADABLE = {
  rules: [
    {
      match: { service: 'graph', path: 'transitiveMembers' },
      answer: { status: 403, body: { error: { code: 'Forbidden', message: 'Not allowed.' } } },
    },
  ],
};

describe('told at the change', () => {
  const SETTINGS = '  breakGlass: [emergency@contoso.com]\nleavers: [old.hand@contoso.com]\n';
  const prepared = async (company: Company): Promise<void> => {
    await company.edit((tenant) => {
      fill(tenant, 'contractors', ['old.hand', 'emergency', GUEST, 'ann']);
      fill(tenant, 'auditors', ['fred'], ['contractors']);
    });
    await company.strategy(jobs(AUDITORS, 'additive', SETTINGS));
  };
  const IN_WORDS =
    'in this group: leaver old.hand@contoso.com; break-glass account emergency@contoso.com; guest john.doe@northwind.example';

  test('in every form of the plan, by name, from nested groups too', () =>
    inCompany(async (company) => {
      await prepared(company);
      expect(flat((await company.plan()).out)).toContain(IN_WORDS);
      const { changes } = JSON.parse((await company.plan('-o', 'json')).out);
      expect(changes).toHaveLength(1);
      expect(changes[0].inside).toEqual([
        { what: 'leaver', name: 'old.hand@contoso.com' },
        { what: 'break-glass account', name: 'emergency@contoso.com' },
        { what: 'guest', name: GUEST },
      ]);
      const row = (await company.plan('-o', 'markdown')).out
        .split('\n')
        .find((line) => line.startsWith('|') && line.includes('auditors@contoso.com open'));
      for (const name of ['leaver old.hand@contoso.com', 'emergency@contoso.com', GUEST])
        expect(row).toContain(name);
      const comment = (await company.plan('-o', 'powershell')).out
        .split('\n')
        .filter((line) => line.startsWith('# Change '));
      expect(comment).toHaveLength(1);
      expect(comment[0]).toContain(IN_WORDS);
    }));

  test('and shown from the plan file, which is as the published schema says', () =>
    inCompany(async (company) => {
      await prepared(company);
      expect((await company.plan('--out', 'plan.json')).code).toBe(0);
      const shown = await company.mbx(['show', 'plan.json']);
      expect([shown.code, flat(shown.out)]).toEqual([0, expect.stringContaining(IN_WORDS)]);
    }));

  test('of many guests five are named in words, all in JSON', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        const guests = tenant.users.filter(({ userType }) => userType === 'Guest');
        const made = Array.from({ length: 7 }, (_, n) => ({
          ...userIn(tenant, GUEST),
          id: `00000000-0000-4000-8000-00000000000${n}`,
          sid: `S-1-5-21-1-2-3-900${n}`,
          userPrincipalName: `guest${n}_partner.example#EXT#@contoso.onmicrosoft.com`,
          mail: `guest${n}@partner.example`,
          name: `guest${n}`,
          proxyAddresses: [`SMTP:guest${n}@partner.example`],
        }));
        expect(guests).not.toEqual([]);
        tenant.users.push(...made);
        groupIn(tenant, 'auditors').members = made.map(({ id }) => id);
      });
      await company.strategy(jobs(AUDITORS, 'additive'));
      expect(flat((await company.plan()).out)).toMatch(/7 guests (\S+, ){4}\S+ and 2 more/u);
      const { changes } = JSON.parse((await company.plan('-o', 'json')).out);
      expect(changes[0].inside).toHaveLength(7);
      expect(await gatesOf(company)).toEqual(['broad-trustee=7']);
    }));

  test('not where the group has the right already, nor where it loses it', () =>
    inCompany(async (company) => {
      await prepared(company);
      await company.edit((tenant) => holders(tenant, ['ann'], ['auditors']));
      expect((await company.plan('-o', 'json')).out).not.toContain('"inside"');
      await company.strategy(jobs('ann@contoso.com: [fullAccess]', 'exact', SETTINGS));
      const { out } = await company.plan('-o', 'json');
      expect(JSON.parse(out).changes).toHaveLength(1);
      expect(out).not.toContain('"inside"');
    }));

  test('an undo that gives it back tells it, too', () =>
    inCompany(async (company) => {
      await prepared(company);
      await company.edit((tenant) => {
        fill(tenant, 'contractors', ['old.hand']);
        holders(tenant, ['ann'], ['auditors']);
      });
      await company.strategy(jobs('ann@contoso.com: [fullAccess]', 'exact', SETTINGS));
      const { out, code } = await company.applyOpen('-o', 'json');
      expect(code).toBe(0);
      const undone = await company.mbx(['undo', JSON.parse(out).run, '--yes']);
      expect([undone.code, flat(undone.out)]).toEqual([
        0,
        expect.stringContaining('in this group: leaver old.hand@contoso.com'),
      ]);
    }));
});

describe('a guest in a group counts for broad-trustee', () => {
  test('one lets nothing through, and exactly the flag that is printed does', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => fill(tenant, 'auditors', ['ann', GUEST]));
      await company.strategy(jobs(AUDITORS, 'additive'));
      expect(await gatesOf(company)).toEqual(['broad-trustee=1']);
      expect((await company.apply()).code).toBe(5);
      expect(await company.writes()).toEqual([]);
      expect((await company.apply('--allow', 'broad-trustee=1')).code).toBe(0);
      expect((await company.mailbox('jobs')).open).toContain('auditors');
    }));

  test('a group of people of the own alone passes', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => fill(tenant, 'auditors', ['ann', 'fred']));
      await company.strategy(jobs(AUDITORS, 'additive'));
      expect(await gatesOf(company)).toEqual([]);
    }));

  test('somebody whom only Exchange calls a guest is one', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        fill(tenant, 'auditors', ['ann', GUEST]);
      });
      await company.faults({
        rules: [
          {
            match: { service: 'graph', path: 'transitiveMembers' },
            answer: {
              status: 200,
              body: { '@odata.count': 2, value: await memberRows(company) },
            },
          },
        ],
      });
      await company.strategy(jobs(AUDITORS, 'additive'));
      expect((await gatesOf(company)).filter((flag) => flag.startsWith('broad'))).toEqual([
        'broad-trustee=1',
      ]);
    }));
});
/** The members of the group of auditors as Graph lists them, all called members and none a guest; with their number. */
async function memberRows({ tenant }: Company): Promise<readonly object[]> {
  const document = await tenant.dump();
  return groupIn(document, 'auditors').members.map((id) => {
    const user = document.users.find((one) => one.id === id);
    return {
      '@odata.type': '#microsoft.graph.user',
      id,
      displayName: user?.displayName,
      userPrincipalName: user?.userPrincipalName,
      userType: 'Member',
    };
  });
}

describe('a mailbox is emptied, too, where', () => {
  const emptied = (company: Company): Promise<readonly string[]> => gatesOf(company);
  type Scene = readonly [string, (tenant: Tenant) => void, string, readonly string[]];
  test.each<Scene>([
    [
      'a group of blocked people is all that is left',
      (tenant) => {
        fill(tenant, 'auditors', ['temp']);
        userIn(tenant, 'temp').accountEnabled = false;
        holders(tenant, ['ann']);
      },
      jobs(AUDITORS),
      ['mailbox-emptied=1'],
    ],
    [
      'a group of leavers is all that is left',
      (tenant) => {
        fill(tenant, 'auditors', ['old.hand']);
        userIn(tenant, 'old.hand').accountEnabled = true;
        holders(tenant, ['ann']);
      },
      jobs(AUDITORS, 'exact', 'leavers: [old.hand@contoso.com]\n'),
      ['mailbox-emptied=1'],
    ],
    [
      'a group with an empty group in it is all that is left',
      (tenant) => {
        fill(tenant, 'contractors', []);
        fill(tenant, 'auditors', [], ['contractors']);
        holders(tenant, ['ann', 'fred']);
      },
      jobs(AUDITORS),
      ['mailbox-emptied=1'],
    ],
    [
      'a group without members was there before, and the people go',
      (tenant) => {
        fill(tenant, 'auditors', []);
        holders(tenant, ['ann'], ['auditors']);
      },
      jobs(AUDITORS),
      ['mailbox-emptied=1'],
    ],
    [
      'a group with members goes, and one without stays',
      (tenant) => {
        fill(tenant, 'contractors', ['ann']);
        fill(tenant, 'auditors', []);
        holders(tenant, [], ['auditors', 'contractors']);
      },
      jobs(AUDITORS),
      ['mailbox-emptied=1'],
    ],
  ])('%s', (_, prepare, strategy, flags) =>
    inCompany(async (company) => {
      await company.edit(prepare);
      await company.strategy(strategy);
      expect(await emptied(company)).toEqual(flags);
      expect((await company.apply()).code).toBe(5);
      expect(await company.writes()).toEqual([]);
      expect((await company.apply(...flags.flatMap((flag) => ['--allow', flag]))).code).toBe(0);
      expect(await company.isSettled()).toBe(true);
    }),
  );

  test.each<Scene>([
    [
      'somebody in a group within the group can',
      (tenant) => {
        fill(tenant, 'contractors', ['fred']);
        fill(tenant, 'auditors', [], ['contractors']);
        holders(tenant, ['ann']);
      },
      jobs(AUDITORS),
      [],
    ],
    [
      'there was nobody before either',
      (tenant) => {
        fill(tenant, 'auditors', []);
        holders(tenant, []);
      },
      jobs(AUDITORS),
      [],
    ],
  ])('but not where %s', (_, prepare, strategy, flags) =>
    inCompany(async (company) => {
      await company.edit(prepare);
      await company.strategy(strategy);
      expect(await emptied(company)).toEqual(flags);
    }),
  );

  test('who is in the group that stays may not be read: no flag and no setting opens it', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => holders(tenant, ['ann'], ['auditors']));
      await company.faults(UNREADABLE);
      await company.strategy(jobs(AUDITORS, 'exact', '  gates: { mailboxEmptied: 99 }\n'));
      const { code, err } = await company.apply('--allow', 'mailbox-emptied=99');
      expect(code).toBe(5);
      expect(flat(err)).toMatch(
        /jobs@contoso.com: auditors@contoso.com \(GET \S+: Not allowed\.\)/u,
      );
      expect(flat(err)).toContain('GroupMember.Read.All');
      expect(flat(err)).toContain('No flag opens this gate');
      expect(await company.writes()).toEqual([]);
    }));

  test('where people stay by name, the groups beside them are not even asked for', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => holders(tenant, ['ann', 'fred'], ['auditors']));
      await company.faults(UNREADABLE);
      await company.strategy(jobs(`fred@contoso.com: [fullAccess], ${AUDITORS}`));
      expect((await company.apply()).code).toBe(0);
      const asked = (await company.tenant.ledger()).filter(({ url }) => url.includes('transitive'));
      expect(asked).toEqual([]);
    }));
});

describe('somebody who has come into the group since the plan was approved', () => {
  const approved = async (company: Company): Promise<void> => {
    await company.edit((tenant) => fill(tenant, 'auditors', ['ann', 'old.hand']));
    await company.strategy(jobs(AUDITORS, 'additive', 'leavers: [old.hand@contoso.com]\n'));
    expect((await company.plan('--out', 'plan.json')).code).toBe(0);
  };
  test.each([
    ['guest', GUEST],
    ['leaver', 'priya.shah@contoso.com'],
  ])('a %s: stale, and nothing is written', (what, who) =>
    inCompany(async (company) => {
      const leavers = 'leavers: [old.hand@contoso.com, priya.shah@contoso.com]\n';
      await company.edit((tenant) => fill(tenant, 'auditors', ['ann', 'old.hand']));
      await company.strategy(jobs(AUDITORS, 'additive', leavers));
      expect((await company.plan('--out', 'plan.json')).code).toBe(0);
      await company.edit((tenant) => fill(tenant, 'auditors', ['ann', 'old.hand', who]));
      const { code, err } = await company.mbx(['apply', 'plan.json', '--yes']);
      expect([code, flat(err)]).toEqual([6, expect.stringContaining(`the ${what} ${who}`)]);
      expect(await company.writes()).toEqual([]);
    }),
  );

  test('whoever was told in it passes, and so does one who has gone', () =>
    inCompany(async (company) => {
      await approved(company);
      expect((await company.mbx(['apply', 'plan.json', '--yes'])).code).toBe(0);
    }).then(() =>
      inCompany(async (company) => {
        await approved(company);
        await company.edit((tenant) => fill(tenant, 'auditors', ['ann']));
        expect((await company.mbx(['apply', 'plan.json', '--yes'])).code).toBe(0);
      }),
    ));

  test('names taken out of the file are no approval of them', () =>
    inCompany(async (company) => {
      await approved(company);
      const plan = JSON.parse((await company.plan('-o', 'json')).out);
      for (const change of plan.changes) delete change.inside;
      await writeFile(join(company.space.folder, 'plan.json'), JSON.stringify(plan));
      const { code, err } = await company.mbx(['apply', 'plan.json', '--yes']);
      expect([code, flat(err)]).toEqual([
        6,
        expect.stringContaining('the leaver old.hand@contoso.com'),
      ]);
      expect(await company.writes()).toEqual([]);
    }));
});
