/** Names that guard: `leavers`, `protected`, `breakGlass`, `ignoreTrustees`. Whom they mean, and what is told where they mean nobody. */
import { describe, expect, test } from 'vitest';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { strategyYaml } from '../support/mbx.ts';
import { said } from '../support/plan-sentences.ts';
import { type Company, flat, inCompany, mailboxIn, placeOf } from './company.ts';

const userIn = ({ users }: Tenant, local: string) => {
  const found = users.find((one) => one.userPrincipalName === `${local}@contoso.com`);
  if (found === undefined) throw new Error(`there is no user ${local}`);
  return found;
};
/** The leaver got another name, can sign in, and keeps the old address. */
const renamed = (tenant: Tenant, kept = 'smtp:old.hand@contoso.com'): void => {
  const mailbox = mailboxIn(tenant, 'old.hand');
  const user = userIn(tenant, 'old.hand');
  mailbox.emailAddresses = ['SMTP:zz.old.hand@contoso.com', kept];
  mailbox.userPrincipalName = 'zz.old.hand@contoso.com';
  user.userPrincipalName = 'zz.old.hand@contoso.com';
  user.accountEnabled = true;
};
/** Signs in under this name, which is no address of the mailbox. */
const signsInAs = (tenant: Tenant, local: string, name: string): void => {
  userIn(tenant, local).userPrincipalName = name;
  mailboxIn(tenant, local).userPrincipalName = name;
};
const addressOf = (tenant: Tenant, local: string, address: string): void => {
  mailboxIn(tenant, local).emailAddresses.push(`smtp:${address}`);
};
const sipOf = (tenant: Tenant, local: string, address: string): void => {
  mailboxIn(tenant, local).emailAddresses.push(`SIP:${address}`);
};

/** Plans a file that is wrong at `part`; nothing may have been written. */
async function refusal(
  company: Company,
  body: string,
  part: string,
  mode: 'exact' | 'additive' = 'additive',
): Promise<string> {
  await company.strategy(body, mode);
  await company.tenant.clearLedger();
  const { code, err } = await company.applyOpen();
  expect(code, flat(err)).toBe(65);
  expect(err).toContain(`${placeOf(strategyYaml(body, mode), part)} error`);
  expect(await company.writes()).toEqual([]);
  return flat(err);
}
/** The plan in each of its forms. */
async function inEveryForm({ plan }: Company): Promise<readonly string[]> {
  const forms = ['text', 'json', 'markdown', 'powershell'];
  return Promise.all(
    forms.map(async (form) => {
      const { code, out, err } = await plan('-q', '-o', form);
      expect(code, flat(err)).toBe(0);
      return flat(out);
    }),
  );
}

describe('leavers', () => {
  const team = (leaver: string): string =>
    `teams:\n  sales: { members: [ann@contoso.com, zz.old.hand@contoso.com] }\nleavers: [${leaver}]\nsharedMailboxes:\n  sales@contoso.com:\n    delegates: { team:sales: [fullAccess, sendAs, sendOnBehalf] }\n`;

  test.each([
    ['a further address', 'old.hand@contoso.com', 'smtp:old.hand@contoso.com'],
    ['a further address in another case', 'Old.Hand@Contoso.com', 'smtp:OLD.hand@contoso.com'],
    [
      'an address of the initial domain',
      'oldhand@contoso.onmicrosoft.com',
      'smtp:oldhand@contoso.onmicrosoft.com',
    ],
    ['the address of today', 'zz.old.hand@contoso.com', 'smtp:old.hand@contoso.com'],
  ])('found by %s: gets nothing and loses all, in mode additive too', (_, leaver, kept) =>
    inCompany(async ({ strategy, edit, applyOpen, mailbox, isSettled }) => {
      await edit((tenant) => renamed(tenant, kept));
      await strategy(team(leaver), 'additive');
      const { code, out } = await applyOpen();
      expect(code).toBe(0);
      const told = flat(out);
      expect(said(out)).toContain('stop zz.old.hand@contoso.com opening sales@contoso.com leaver');
      expect(told).toContain('team sales: zz.old.hand@contoso.com is skipped');
      // Nothing of a leaver stays, and nobody is told that it does.
      expect(told).not.toMatch(
        /team sales: zz\.old\.hand@contoso\.com is skipped: is under `leavers:`; it gets nothing/u,
      );
      expect(
        told.includes('means zz.old.hand@contoso.com, which has it as a further address'),
      ).toBe(!leaver.startsWith('zz'));
      const { open, sendAs, onBehalf } = await mailbox('sales');
      for (const holders of [open, sendAs, onBehalf]) {
        expect(holders).toContain('ann');
        expect(holders).not.toContain('zz.old.hand');
      }
      expect(await isSettled()).toBe(true);
    }),
  );

  test('found by a SIP address: gets nothing and loses all', () =>
    inCompany(async ({ strategy, edit, applyOpen, mailbox }) => {
      await edit((tenant) => {
        renamed(tenant);
        mailboxIn(tenant, 'zz.old.hand').emailAddresses = [
          'SMTP:zz.old.hand@contoso.com',
          'sip:old.hand@contoso.com',
        ];
      });
      await strategy(team('old.hand@contoso.com'), 'additive');
      const { code, out } = await applyOpen();
      expect(code).toBe(0);
      expect(flat(out)).toContain('is only a SIP address, of zz.old.hand@contoso.com');
      expect((await mailbox('sales')).open).not.toContain('zz.old.hand');
    }));

  test('found by a further address, a line of the own is an error there', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => renamed(tenant));
      const body =
        'leavers: [old.hand@contoso.com]\nsharedMailboxes:\n  sales@contoso.com:\n    delegates:\n      zz.old.hand@contoso.com: [sendAs]\n';
      const told = await refusal(company, body, 'zz.old.hand');
      expect(told).toContain('is under `leavers:` and gets nothing');
    }));

  test('whose account is purged: a warning in every form of the plan, and the rest is planned', () =>
    inCompany(async (company) => {
      const body =
        'leavers: [wilhelmina.brandt@contoso.com]\nsharedMailboxes:\n  press@contoso.com: { hidden: true }\n';
      await company.strategy(body);
      const at = placeOf(strategyYaml(body), 'wilhelmina').replace(/:\d+$/u, '');
      for (const form of await inEveryForm(company)) {
        expect(form).toContain('Warning: the leaver wilhelmina.brandt@contoso.com has no account');
        if (!form.startsWith('{')) expect(form).toContain(at);
      }
      expect((await company.apply()).code).toBe(0);
    }));

  test.each([
    ['old.hnd@contoso.com', 'old.hand@contoso.com'],
    ['oldhand@contoso.com', 'old.hand@contoso.com'],
    ['old.hand@contso.com', 'old.hand@contoso.com'],
    ['cathrine.eastwod@contoso.com', 'catherine.eastwood@contoso.com'],
    ['freed@contoso.com', 'fred@contoso.com'],
  ])('%s is near %s: an error that names it', (leaver, near) =>
    inCompany(async (company) => {
      const body = `leavers: [${leaver}]\nsharedMailboxes:\n  press@contoso.com: { hidden: true }\n`;
      expect(await refusal(company, body, leaver)).toContain(`Did you mean ${near}?`);
    }),
  );

  test('an address of two objects is an error: nobody guesses', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        signsInAs(tenant, 'carlos.mendez', 'c.mendez@contoso.com');
        addressOf(tenant, 'fred', 'c.mendez@contoso.com');
      });
      const body =
        'leavers: [c.mendez@contoso.com]\nusers:\n  fred@contoso.com: { delegates: {} }\n';
      const told = await refusal(company, body, 'c.mendez');
      expect(told).toContain('matches 2 objects');
      expect(told).toContain('carlos.mendez@contoso.com');
      expect(told).toContain('fred@contoso.com');
    }));

  test("whose address is another's alias in this file: who has left is asked", () =>
    inCompany(async (company) => {
      const body =
        'leavers: [wilhelmina.brandt@contoso.com]\nusers:\n  ann@contoso.com: { aliases: [wilhelmina.brandt@contoso.com] }\n';
      const told = await refusal(company, body, 'wilhelmina');
      expect(told).toContain('is an alias of ann@contoso.com in this file');
    }));

  test.each(['old.*@contoso.com', 'old.hand@contoso.com', '*hand@contoso.com'])(
    'goes before %s in ignoreTrustees, with a warning',
    (pattern) =>
      inCompany(async ({ strategy, applyOpen, mailbox }) => {
        expect((await mailbox('jo.left')).open).toContain('old.hand');
        await strategy(
          `  ignoreTrustees: ["${pattern}"]\nleavers: [old.hand@contoso.com]\nsharedMailboxes:\n  jo.left@contoso.com: { delegates: {} }\n`,
        );
        const { code, err } = await applyOpen();
        expect(code).toBe(0);
        expect(flat(err)).toContain(`matches \`${pattern}\` in \`ignoreTrustees\``);
        expect((await mailbox('jo.left')).open).not.toContain('old.hand');
      }),
  );
});

describe('protected', () => {
  const body = (address: string): string =>
    `  protected: [${address}]\nusers:\n  ceo@contoso.com: { delegates: { tom.baker@contoso.com: [fullAccess] } }\n`;

  test.each([
    ['catherine.eastwood@contoso.com', () => undefined],
    ['Chief@Contoso.com', (tenant: Tenant) => addressOf(tenant, 'ceo', 'CHIEF@contoso.com')],
    ['boss@contoso.com', (tenant: Tenant) => signsInAs(tenant, 'ceo', 'boss@contoso.com')],
  ])('named %s, it takes an approval of its own', (address, edit) =>
    inCompany(async (company) => {
      await company.edit(edit);
      await company.strategy(body(address), 'additive');
      const { code, err } = await company.applyOpen();
      expect(code).toBe(5);
      expect(flat(err)).toContain('--allow protected=ceo@contoso.com');
      expect(await company.writes()).toEqual([]);
      const opened = await company.applyOpen('--allow', 'protected=ceo@contoso.com');
      expect(opened.code, flat(opened.err)).toBe(0);
      expect((await company.mailbox('ceo')).open).toContain('tom.baker');
    }),
  );

  test.each([
    ['cheif@contoso.com', 'does not exist in this tenant'],
    ['sales-list@contoso.com', 'is a distribution list'],
    ['agency@fabrikam.example', 'is a contact'],
  ])('%s protects no mailbox: an error', (address, why) =>
    inCompany(async (company) => {
      expect(await refusal(company, body(address), address)).toContain(why);
    }),
  );

  test('named by a SIP address alone, it takes an approval as well, and it is told whose that is', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => sipOf(tenant, 'ceo', 'Boss@contoso.com'));
      await company.strategy(body('boss@contoso.com'), 'additive');
      const { code, out, err } = await company.applyOpen();
      expect(code).toBe(5);
      expect(flat(err)).toContain('--allow protected=ceo@contoso.com');
      expect(flat(out)).toContain('is only a SIP address, of ceo@contoso.com');
    }));

  test('a SIP address of one that is a mail address of another means the other', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        sipOf(tenant, 'ann', 'boss@contoso.com');
        addressOf(tenant, 'ceo', 'boss@contoso.com');
      });
      await company.strategy(body('boss@contoso.com'), 'additive');
      const { code, out, err } = await company.applyOpen();
      expect(code).toBe(5);
      expect(flat(err)).toContain('--allow protected=ceo@contoso.com');
      expect(flat(out)).not.toContain('SIP');
    }));

  test('a SIP address of two is nobody to guess', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        for (const local of ['ceo', 'ann']) sipOf(tenant, local, 'boss@contoso.com');
      });
      const told = await refusal(company, body('boss@contoso.com'), 'boss');
      expect(told).toContain('matches 2 objects');
    }));

  test('a delegate named by a SIP address is an error that says whose it is', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => sipOf(tenant, 'ann', 'annie@contoso.com'));
      const line =
        'sharedMailboxes:\n  press@contoso.com: { delegates: { annie@contoso.com: [sendAs] } }\n';
      const told = await refusal(company, line, 'annie');
      expect(told).toContain('only a SIP address, of ann@contoso.com: write the primary address');
      expect(told).not.toContain('elete the line');
    }));

  test('a mailbox that the same file creates, or an alias that it adds, is fine', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        tenant.dirSync = false;
      });
      await company.strategy(
        `  protected: [board@contoso.com, chair@contoso.com]\nusers:\n  ceo@contoso.com: { delegates: { tom.baker@contoso.com: [fullAccess] } }\nsharedMailboxes:\n  board@contoso.com: { delegates: { ann@contoso.com: [fullAccess] } }\n`,
        'additive',
      );
      // Nobody has the chair's address, and the file gives it to nobody.
      expect((await company.applyOpen()).code).toBe(65);
      await company.strategy(
        `  protected: [board@contoso.com, chair@contoso.com]\nusers:\n  ceo@contoso.com: { aliases: [chair@contoso.com], delegates: { tom.baker@contoso.com: [fullAccess] } }\nsharedMailboxes:\n  board@contoso.com: { delegates: { ann@contoso.com: [fullAccess] } }\n`,
        'additive',
      );
      const { code, err } = await company.applyOpen();
      expect(code, flat(err)).toBe(5);
      expect(flat(err)).toContain('--allow protected=board@contoso.com');
      expect(flat(err)).toContain('--allow protected=ceo@contoso.com');
    }));

  test('an alias that this file moves would take the protection with it: an error', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => addressOf(tenant, 'ceo', 'chair@contoso.com'));
      const moving =
        '  protected: [chair@contoso.com]\nusers:\n  ceo@contoso.com: { aliases: [catherine.eastwood@contoso.com] }\nsharedMailboxes:\n  press@contoso.com: { aliases: [chair@contoso.com] }\n';
      const told = await refusal(company, moving, 'chair', 'exact');
      expect(told).toContain('is an address of ceo@contoso.com today, and of press@contoso.com');
    }));
});

describe('breakGlass', () => {
  const jobs = (more: string, delegates: string): string =>
    `  breakGlass: [${more}]\nsharedMailboxes:\n  jobs@contoso.com: { delegates: ${delegates} }\n`;

  test.each([
    [
      'ydemir@contoso.com',
      (tenant: Tenant) => addressOf(tenant, 'yusuf.demir', 'YDemir@contoso.com'),
    ],
    [
      'glass@contoso.com',
      (tenant: Tenant) => signsInAs(tenant, 'yusuf.demir', 'glass@contoso.com'),
    ],
  ])('found as %s keeps what it holds, and is given nothing', (address, edit) =>
    inCompany(async (company) => {
      await company.edit(edit);
      await company.strategy(jobs(address, '{}'));
      const { code, out } = await company.applyOpen();
      expect(code).toBe(0);
      expect(flat(out)).toContain('a break-glass account');
      expect((await company.mailbox('jobs')).open).toHaveLength(1);
      const line = jobs(address, '{ yusuf.demir@contoso.com: [sendOnBehalf] }');
      expect(await refusal(company, line, 'yusuf.demir@contoso.com: [')).toContain(
        'never holds a right',
      );
    }),
  );

  test('that is a leaver, too, by another address: an error, as nothing may concern it', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => addressOf(tenant, 'yusuf.demir', 'ydemir@contoso.com'));
      const body = `  breakGlass: [yusuf.demir@contoso.com]\nleavers: [ydemir@contoso.com]\nsharedMailboxes:\n  jobs@contoso.com: { delegates: {} }\n`;
      const told = await refusal(company, body, 'ydemir@contoso.com]');
      expect(told).toContain('is the break-glass account yusuf.demir@contoso.com');
    }));

  test('a group protects nobody in it: an error', () =>
    inCompany(async (company) => {
      const told = await refusal(company, jobs('auditors@contoso.com', '{}'), 'auditors');
      expect(told).toContain('is a mail-enabled security group');
    }));
});

describe('ignoreTrustees', () => {
  const legal = (entry: string): string =>
    `  ignoreTrustees: ["${entry}"]\nsharedMailboxes:\n  legal@contoso.com: { delegates: {} }\n`;
  const vendor = (tenant: Tenant): void =>
    addressOf(tenant, 'backup-svc', 'Vault.Agent@contoso.com');

  test.each(['vault.agent@contoso.com', 'VAULT.*@contoso.com', 'backup-svc@contoso.com'])(
    '%s means the account that has that address, whatever its primary one is',
    (entry) =>
      inCompany(async ({ strategy, edit, applyOpen, mailbox }) => {
        await edit(vendor);
        await strategy(legal(entry));
        const { code, out } = await applyOpen();
        expect(code).toBe(0);
        expect(flat(out)).toContain('backup-svc@contoso.com (Full Access): in ignoreTrustees');
        expect((await mailbox('legal')).open).toEqual(['backup-svc']);
      }),
  );

  test('the SID of a living account means that account', () =>
    inCompany(async ({ strategy, tenant, applyOpen, mailbox }) => {
      const { sid } = userIn(await tenant.dump(), 'backup-svc');
      await strategy(legal(sid));
      const { code, out } = await applyOpen();
      expect(code).toBe(0);
      expect(out).not.toContain('Warning');
      expect((await mailbox('legal')).open).toEqual(['backup-svc']);
    }));

  test('a SID or a pattern that nobody has: a warning in every form of the plan', () =>
    inCompany(async (company) => {
      const entries = ['S-1-5-21-1-2-3-4711', 'vault-*@contoso.com', 'quarantine@vendor.example'];
      await company.strategy(
        `  ignoreTrustees: [${entries.map((one) => `"${one}"`).join(', ')}, "backup-*@contoso.com"]\nsharedMailboxes:\n  legal@contoso.com: { delegates: {} }\n`,
      );
      for (const form of await inEveryForm(company)) {
        for (const entry of entries)
          expect(form).toContain(
            `\`ignoreTrustees\` names ${entry}`.replaceAll('`', form.includes('\\`') ? '\\`' : '`'),
          );
        expect(form).not.toContain('names backup-*');
      }
    }));

  test('the SID of an orphan that a mailbox shows is somebody', () =>
    inCompany(async ({ strategy, applyOpen, mailbox }) => {
      const [orphan = ''] = (await mailbox('info')).open.filter((name) => name.startsWith('S-1-'));
      await strategy(
        `  ignoreTrustees: [${orphan}]\nsharedMailboxes:\n  info@contoso.com: { delegates: {} }\n`,
      );
      const { code, out } = await applyOpen();
      expect(code).toBe(0);
      expect(out).not.toContain('Warning');
      expect((await mailbox('info')).open).toContain(orphan);
    }));

  test('an address that is near an existing one is an error that names it', () =>
    inCompany(async (company) => {
      const told = await refusal(company, legal('backup-scv@contoso.com'), '"backup-scv');
      expect(told).toContain('Did you mean backup-svc@contoso.com?');
    }));
});

describe('a member of a team who is not counted', () => {
  const press = (member: string, more = ''): string =>
    `teams:\n  press: { members: [ellen.berg@contoso.com, jack.turner@contoso.com, ${member}] }\n${more}sharedMailboxes:\n  press@contoso.com:\n    delegates:\n      team:press: [fullAccess]\n      jack.turner@contoso.com: [sendAs]\n      ellen.berg@contoso.com: [sendOnBehalf]\n`;
  const holding = (member: string) => (tenant: Tenant) => {
    const user = tenant.users.find(
      ({ userPrincipalName, mail }) =>
        userPrincipalName === member || mail?.toLowerCase() === member,
    );
    if (user === undefined) throw new Error(`there is no ${member}`);
    const ace = { sid: user.sid, deny: false, inherited: false };
    const mailbox = mailboxIn(tenant, 'press');
    mailbox.permissions.push({
      ...ace,
      rights: ['FullAccess'],
      inheritanceType: 'All',
      autoMapping: false,
    });
    mailbox.sendAs.push({ ...ace });
  };

  test.each([
    ['consultant@contoso.com', 'has no mailbox here'],
    ['maria.rossi@fabrikam.example', 'is a guest'],
  ])('%s keeps what the team would give, is given nothing, and is told', (member, why) =>
    inCompany(async ({ strategy, edit, applyOpen, plan, mailbox }) => {
      await strategy(press(member));
      const before = flat((await plan()).out);
      expect(before).toContain(`team press: ${member} is skipped: ${why}`);
      expect(before).toContain('No changes');
      const empty = (await mailbox('press')).open;
      await edit(holding(member));
      const held = (await mailbox('press')).open;
      expect(held).toHaveLength(empty.length + 1);
      const { code, out } = await applyOpen();
      expect(code).toBe(0);
      expect(flat(out)).toContain(`${member} (Full Access): in a team of the file`);
      // The team gives no Send As: that goes, as it would beside a line of their own.
      expect(said(out)).toContain(`stop ${member} sending as press@contoso.com`);
      expect((await mailbox('press')).open).toEqual(held);
      expect((await mailbox('press')).sendAs).toEqual(['jack.turner']);
    }),
  );

  test('and who is a leaver, or cannot sign in, loses it', () =>
    inCompany(async ({ strategy, edit, applyOpen, mailbox }) => {
      const empty = (await mailbox('press')).open;
      await edit(holding('consultant@contoso.com'));
      await strategy(press('consultant@contoso.com', 'leavers: [consultant@contoso.com]\n'));
      expect((await applyOpen()).code).toBe(0);
      expect((await mailbox('press')).open).toEqual(empty);
      await edit(holding('consultant@contoso.com'));
      await edit((tenant) => {
        userIn(tenant, 'consultant').accountEnabled = false;
      });
      await strategy(press('consultant@contoso.com'));
      const { code, out } = await applyOpen();
      expect(code).toBe(0);
      expect(said(out)).toContain(
        'stop consultant@contoso.com opening press@contoso.com the account cannot sign in',
      );
      expect((await mailbox('press')).open).toEqual(empty);
    }));
});
