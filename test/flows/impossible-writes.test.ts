/** Writes that the service would refuse, or that would have no effect, are foreseen: the plan says so, and nothing useless is sent. */
import { describe, expect, test } from 'vitest';
import type { MailboxAce, Tenant } from '../../src/simulator/tenant/model.ts';
import { said } from '../support/plan-sentences.ts';
import { flat, inCompany, mailboxIn, OPEN_GATES } from './company.ts';

const userIn = (tenant: Tenant, local: string) => {
  const found = tenant.users.find((one) => one.userPrincipalName === `${local}@contoso.com`);
  if (found === undefined) throw new Error(`there is no user ${local}`);
  return found;
};
const entry = (sid: string, deny = false): MailboxAce => ({
  sid,
  rights: ['FullAccess'],
  deny,
  inherited: false,
  inheritanceType: 'All',
  autoMapping: null,
});
const gone = (tenant: Tenant, n: number): string => `${tenant.sidPrefix}-${900_000 + n}`;

describe('the alias of a new mailbox', () => {
  const body =
    '  hybrid: cloudCreate\nsharedMailboxes:\n  support@contoso.co.uk: { displayName: UK }\n';

  test('is another one where the local part is taken, and the mailbox is made at the first try', () =>
    inCompany(async ({ strategy, applyOpen, writes }) => {
      await strategy(body, 'additive');
      const { code } = await applyOpen();
      expect(code).toBe(0);
      expect((await writes()).map(({ cmdlet, status }) => [cmdlet, status])).toEqual([
        ['New-Mailbox', 200],
      ]);
    }));

  test('counts the aliases of groups, and those that this very plan gives out', () =>
    inCompany(async ({ strategy, applyOpen, writes, edit, isSettled }) => {
      await edit((tenant) => {
        const group = tenant.groups.find(({ mail }) => mail !== null);
        if (group === undefined) throw new Error('no group');
        group.mailNickname = 'parking';
      });
      await strategy(
        '  hybrid: cloudCreate\nsharedMailboxes:\n  parking@contoso.com: {}\n  parking@contoso.co.uk: {}\n',
        'additive',
      );
      expect((await applyOpen()).code).toBe(0);
      const aliases = (await writes()).map(({ parameters }) => parameters?.['Alias']);
      expect(new Set(aliases).size).toBe(2);
      expect(aliases).not.toContain('parking');
      expect(await isSettled()).toBe(true);
    }));

  test('is the local part where nobody has it', () =>
    inCompany(async ({ strategy, applyOpen, writes }) => {
      await strategy(
        '  hybrid: cloudCreate\nsharedMailboxes:\n  shredder.room@contoso.com: {}\n',
        'additive',
      );
      expect((await applyOpen()).code).toBe(0);
      expect((await writes()).map(({ parameters }) => parameters?.['Alias'])).toEqual([
        'shredder.room',
      ]);
    }));
});

describe('a Deny entry', () => {
  const ceo = (right: string): string =>
    `users:\n  ceo@contoso.com:\n    delegates:\n      helen.ward@contoso.com: [fullAccess]\n      yusuf.demir@contoso.com: [${right}]\n`;
  const blocked = 'yusuf.demir@contoso.com (deny), and Deny overrides every grant';

  test('makes a grant useless: it is blocked with the reason and not sent', () =>
    inCompany(async ({ strategy, plan, applyOpen, writes }) => {
      await strategy(ceo('fullAccess'), 'additive');
      const planned = await plan('--detailed-exitcode');
      expect(planned.code).toBe(2);
      expect(flat(planned.out)).toContain(blocked);
      expect(planned.out).not.toContain('(deny) (Full Access): never managed');
      expect((await applyOpen('--allow', 'protected=ceo@contoso.com')).code).toBe(3);
      expect((await writes()).filter(({ cmdlet }) => cmdlet === 'Add-MailboxPermission')).toEqual(
        [],
      );
    }));

  test('beside the right itself: the tenant is not as the strategy says', () =>
    inCompany(async ({ strategy, plan, edit }) => {
      await edit((tenant) => {
        mailboxIn(tenant, 'ceo').permissions.push(entry(userIn(tenant, 'yusuf.demir').sid));
      });
      await strategy(ceo('fullAccess'), 'additive');
      const planned = await plan('--detailed-exitcode');
      expect(planned.code).toBe(2);
      expect(flat(planned.out)).toContain(blocked);
      expect(planned.out).not.toContain('as the strategy says');
    }));

  test('of everybody beside it: both are named, in whatever order they are listed', () =>
    inCompany(async ({ strategy, plan, edit }) => {
      await strategy(ceo('fullAccess'), 'additive');
      for (const turn of [0, 1]) {
        await edit((tenant) => {
          const list = mailboxIn(tenant, 'ceo').permissions;
          if (turn === 0) list.push(entry('S-1-5-11', true));
          else list.reverse();
        });
        const { code, out } = await plan('--detailed-exitcode');
        expect(code).toBe(2);
        expect(flat(out)).toContain(
          'Full Access entries Authenticated Users (S-1-5-11) (deny) and yusuf.demir@contoso.com (deny), and Deny overrides',
        );
        expect(flat(out)).toContain('Remove the Deny entries in Exchange');
      }
    }));

  describe('of a group', () => {
    const deny = (local: string, list: 'permissions' | 'sendAs') => (tenant: Tenant) => {
      const group = tenant.groups.find(({ mail }) => mail === `${local}@contoso.com`);
      const { sid } = group ?? {};
      if (sid === undefined) throw new Error(`there is no group ${local}`);
      if (list === 'sendAs') mailboxIn(tenant, 'press').sendAs.push({ sid, deny: true });
      else mailboxIn(tenant, 'press').permissions.push(entry(sid, true));
    };
    const press = (right: string, ...people: string[]): string =>
      `sharedMailboxes:\n  press@contoso.com:\n    delegates:\n${people.map((one) => `      ${one}@contoso.com: [${right}]\n`).join('')}`;
    const READS = /\/groups\/[^/]+\/transitiveMembers/u;

    test.each([
      ['a member', 'auditors', 'permissions', 'fullAccess', 'marta.kowalska'],
      ['a member, for Send As', 'auditors', 'sendAs', 'sendAs', 'marta.kowalska'],
      ['a member of a group inside', 'service-desk', 'permissions', 'fullAccess', 'omar.haddad'],
      ['a group inside', 'service-desk', 'permissions', 'fullAccess', 'group:service-desk-night'],
    ] as const)("makes %s's grant useless, and no other", (_, group, list, right, who) =>
      inCompany(async ({ strategy, edit, plan, applyOpen, writes }) => {
        await edit(deny(group, list));
        await strategy(press(right, who, 'tom.baker'), 'additive');
        const planned = await plan('--detailed-exitcode');
        const name = `${who.replace('group:', '')}@contoso.com`;
        expect(flat(planned.out)).toContain(
          `${group}@contoso.com (deny) with ${name} in it, and Deny overrides`,
        );
        expect(planned.out).not.toContain('(deny) (Full Access): never managed');
        expect((await applyOpen()).code).toBe(3);
        expect((await writes()).filter(({ cmdlet }) => cmdlet?.startsWith('Add'))).toHaveLength(1);
      }),
    );

    test('its members are read only where somebody is given that right', () =>
      inCompany(async ({ strategy, edit, plan, tenant }) => {
        await edit(deny('auditors', 'permissions'));
        const asked = async (): Promise<number> =>
          (await tenant.ledger()).filter(({ url }) => READS.test(url)).length;
        await tenant.clearLedger();
        await strategy(press('sendAs', 'marta.kowalska'), 'additive');
        expect((await plan()).out).toContain('marta.kowalska');
        expect(await asked()).toBe(0);
        await strategy(press('fullAccess', 'tom.baker'), 'additive');
        const { out } = await plan();
        expect(flat(out)).toContain('(deny) (Full Access): never managed');
        expect(await asked()).toBeGreaterThan(0);
      }));

    test('whose members cannot be read: the line says so', () =>
      inCompany(async ({ strategy, edit, faults, plan }) => {
        await edit(deny('auditors', 'permissions'));
        await strategy(press('fullAccess', 'marta.kowalska'), 'additive');
        await faults({
          rules: [
            {
              match: { service: 'graph', path: 'transitiveMembers' },
              answer: { status: 403, body: { error: { code: 'Forbidden', message: 'No.' } } },
            },
          ],
        });
        const { out } = await plan();
        expect(flat(out)).toContain('press@contoso.com has a Deny entry for the group auditors@');
        expect(flat(out)).toContain(
          'whether marta.kowalska@contoso.com is a member could not be read',
        );
        expect(flat(out)).toContain('if so, this line has no effect');
      }));
  });

  test('for Send As is one, too', () =>
    inCompany(async ({ strategy, plan, edit }) => {
      await edit((tenant) => {
        mailboxIn(tenant, 'press').sendAs.push({
          sid: userIn(tenant, 'yusuf.demir').sid,
          deny: true,
        });
      });
      await strategy(
        'sharedMailboxes:\n  press@contoso.com:\n    delegates:\n      yusuf.demir@contoso.com: [sendAs]\n',
        'additive',
      );
      const planned = await plan('--detailed-exitcode');
      expect(planned.code).toBe(2);
      expect(flat(planned.out)).toContain(`Send As entry ${blocked}`);
    }));

  test('for another right, or for somebody else, hinders nothing', () =>
    inCompany(async ({ strategy, plan }) => {
      await strategy(ceo('sendAs'), 'additive');
      const { out } = await plan();
      expect(said(out)).toContain('let yusuf.demir@contoso.com send as ceo@contoso.com');
      expect(out).not.toContain('Blocked');
    }));
});

describe('a mailbox with 500 entries', () => {
  const body =
    'sharedMailboxes:\n  invoices@contoso.com:\n    delegates:\n      ann@contoso.com: [fullAccess]\n      fred@contoso.com: [fullAccess]\n';
  const fill = (tenant: Tenant): void => {
    const { permissions } = mailboxIn(tenant, 'invoices');
    while (permissions.length < 500) permissions.push(entry(gone(tenant, permissions.length)));
  };

  test('has no room for grants in mode additive: they are blocked, and nothing is sent', () =>
    inCompany(async ({ strategy, plan, applyOpen, edit, writes }) => {
      await edit(fill);
      await strategy(body, 'additive');
      const { out } = await plan();
      expect(flat(out)).toContain('Exchange allows 500 at most');
      expect(flat(out)).toContain('No changes (2 blocked)');
      expect((await applyOpen()).code).toBe(3);
      expect(await writes()).toEqual([]);
    }));

  test('has room in mode exact: entries of deleted accounts go before the grants', () =>
    inCompany(async ({ strategy, mbx, edit, mailbox, isSettled }) => {
      await edit(fill);
      await strategy(body);
      const { code } = await mbx(['apply', '--yes', ...OPEN_GATES, '--allow', 'max-revokes=999']);
      expect(code).toBe(0);
      expect((await mailbox('invoices')).open).toEqual(['ann', 'fred']);
      expect(await isSettled()).toBe(true);
    }));

  test('takes one more where one place is free, and the other is told', () =>
    inCompany(async ({ strategy, plan, edit }) => {
      await edit((tenant) => {
        fill(tenant);
        mailboxIn(tenant, 'invoices').permissions.pop();
      });
      await strategy(body, 'additive');
      const { out } = await plan();
      expect(flat(out)).toContain('1 change on 1 mailbox');
      expect(flat(out)).toContain('1 blocked');
    }));
});

describe('a synchronised mailbox whose Exchange attributes are managed in the cloud', () => {
  const facilities = (more: string): string =>
    `sharedMailboxes:\n  facilities@contoso.com:\n${more}`;
  const manage = (tenant: Tenant): void => {
    const box = mailboxIn(tenant, 'facilities');
    box.properties = { ...box.properties, IsExchangeCloudManaged: true };
  };

  test('takes addresses, hiding and Send on Behalf from here', () =>
    inCompany(async ({ strategy, plan, applyOpen, edit, isSettled }) => {
      await edit(manage);
      await strategy(
        facilities(
          '    aliases: [building@contoso.com]\n    hidden: true\n    delegates:\n      oscar.lind@contoso.com: [sendOnBehalf]\n',
        ),
        'additive',
      );
      expect((await plan()).out).not.toContain('Blocked');
      expect((await applyOpen()).code).toBe(0);
      expect(await isSettled()).toBe(true);
    }));

  test('keeps its display name and sign-in on premises', () =>
    inCompany(async ({ strategy, plan, edit }) => {
      await edit(manage);
      await strategy(facilities('    displayName: House\n    signIn: allowed\n'), 'additive');
      const { out } = await plan();
      expect(flat(out)).toContain('2 blocked');
    }));

  test('gives an address away only where both mailboxes are managed here', () =>
    inCompany(async ({ strategy, plan, edit }) => {
      const move = `  facilities@contoso.com: { aliases: [] }\n  press@contoso.com: { aliases: [house@contoso.com] }\n`;
      await edit((tenant) => {
        mailboxIn(tenant, 'facilities').emailAddresses.push('smtp:house@contoso.com');
      });
      await strategy(`sharedMailboxes:\n${move}`);
      expect(flat((await plan()).out)).toContain('1 blocked');
      await edit(manage);
      expect((await plan()).out).not.toContain('blocked');
    }));
});

test('a refusal of the directory that stays is told as refused, and the rest is done', () =>
  inCompany(async ({ strategy, applyOpen, faults, writes, mailbox }) => {
    const message =
      '|Microsoft.Exchange.Configuration.DualWrite.LocStrings.UnableToWriteToAadException|The directory refused the new object. Property: EmailAddresses. Reason: InvalidValue';
    await faults({
      rules: [
        {
          match: { service: 'exchange', cmdlet: 'New-Mailbox' },
          answer: {
            status: 400,
            body: {
              error: { code: 'BadRequest', message: 'x', details: [{ code: 'Client', message }] },
            },
          },
        },
      ],
    });
    await strategy(
      '  hybrid: cloudCreate\nsharedMailboxes:\n  buero@contoso.com: {}\n  info@contoso.com: { displayName: Information desk }\n',
      'additive',
    );
    const { code, out } = await applyOpen();
    expect(code).toBe(3);
    expect(flat(out)).toContain('Reason: InvalidValue');
    expect((await mailbox('info')).raw.displayName).toBe('Information desk');
    expect((await writes()).filter(({ cmdlet }) => cmdlet === 'New-Mailbox')).toHaveLength(1);
  }));

test('what the service warns of while it does a write is shown, escaped, and in JSON', () =>
  inCompany(async ({ strategy, mbx, faults }) => {
    const text = 'The mailbox is large. \u001b[31mIt may take a day.';
    const answer = {
      status: 200,
      body: { value: [], '@adminapi.warnings': [text] },
    };
    const rules = [{ match: { service: 'exchange', cmdlet: 'Set-Mailbox' }, answer }];
    await faults({ rules });
    await strategy('sharedMailboxes:\n  info@contoso.com: { displayName: Information desk }\n');
    const { err, out } = await mbx(['apply', '--yes', '-o', 'json', '--verify-timeout', '1']);
    expect(flat(err)).toContain('Exchange warns about info@contoso.com: The mailbox is large.');
    expect(err).not.toContain('\u001b[31m');
    expect(JSON.parse(out).warnings).toMatchObject([{ mailbox: 'info@contoso.com' }]);
  }));
