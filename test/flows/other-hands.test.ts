/** Somebody else is at work as well: what he did is not called this run's work, not undone by it, and not written over unseen. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { systemClock } from '../../src/system-clock.ts';
import type { Ran } from '../support/mbx.ts';
import { said } from '../support/plan-sentences.ts';
import { type Company, flat, inCompany, mailboxIn } from './company.ts';

const runOf = ({ err }: Pick<Ran, 'err'>): string =>
  z.string().parse(/^Run (\S+)\. Journal/mu.exec(err)?.[1]);
const person = ({ users }: Tenant, local: string) => {
  const found = users.find(({ userPrincipalName }) => userPrincipalName.startsWith(`${local}@`));
  if (found === undefined) throw new Error(`there is no ${local}`);
  return found;
};
const opened = (tenant: Tenant, local: string): Mailbox['permissions'][number] => ({
  sid: person(tenant, local).sid,
  rights: ['FullAccess'],
  deny: false,
  inherited: false,
  inheritanceType: 'All',
  autoMapping: true,
});
type Edit = (mailbox: Mailbox, tenant: Tenant) => void;
const takes =
  (local: string): Edit =>
  (mailbox, tenant) => {
    const { sid, id } = person(tenant, local);
    mailbox.permissions = mailbox.permissions.filter((one) => one.sid !== sid);
    mailbox.sendAs = mailbox.sendAs.filter((one) => one.sid !== sid);
    mailbox.grantSendOnBehalfTo = mailbox.grantSendOnBehalfTo.filter((one) => one !== id);
  };

/** Applies as a person who is asked, while somebody else edits the mailbox between the plan and the answer. */
async function appliedAfter(company: Company, edit: Edit): Promise<Ran> {
  return company.watched(['apply'], {
    ask: async () => {
      await company.edit((tenant) => edit(mailboxIn(tenant, 'marketing'), tenant));
      return 'yes';
    },
  });
}
const ends = async (company: Company): Promise<unknown> =>
  JSON.parse((await company.mbx(['runs', '-o', 'json'])).out)[0].ends;

describe('somebody else was first', () => {
  test.each<
    [string, string, Edit, keyof Pick<Mailbox, 'permissions' | 'sendAs'> | 'onBehalf' | 'aliases']
  >([
    [
      'and gave Full Access',
      'delegates: { tom.baker@contoso.com: [fullAccess] }',
      (mailbox, tenant) => mailbox.permissions.push(opened(tenant, 'tom.baker')),
      'permissions',
    ],
    [
      'and gave Send As',
      'delegates: { tom.baker@contoso.com: [sendAs] }',
      (mailbox, tenant) =>
        mailbox.sendAs.push({ sid: person(tenant, 'tom.baker').sid, deny: false }),
      'sendAs',
    ],
    [
      'and gave Send on Behalf',
      'delegates: { tom.baker@contoso.com: [sendOnBehalf] }',
      (mailbox, tenant) => mailbox.grantSendOnBehalfTo.push(person(tenant, 'tom.baker').id),
      'onBehalf',
    ],
    [
      'and gave an address',
      'aliases: [brand@contoso.com]',
      (mailbox) => mailbox.emailAddresses.push('smtp:brand@contoso.com'),
      'aliases',
    ],
  ])('%s: it is not called done, and undo leaves it', (_, line, edit, what) =>
    inCompany(async (company) => {
      await company.strategy(
        `sharedMailboxes:\n  marketing@contoso.com: { ${line} }\n`,
        'additive',
      );
      const count = async (): Promise<number> => {
        const { raw } = await company.mailbox('marketing');
        return what === 'onBehalf'
          ? raw.grantSendOnBehalfTo.length
          : what === 'aliases'
            ? raw.emailAddresses.length
            : raw[what].length;
      };
      const before = await count();
      const ran = await appliedAfter(company, edit);
      expect(ran.code, flat(ran.err)).toBe(0);
      expect(flat(ran.out)).toContain('1 already in effect');
      expect(flat(ran.out)).not.toContain('done');
      expect(await ends(company)).toEqual({ already: 1 });
      const { code, err } = await company.mbx(['undo', runOf(ran), '--yes']);
      expect([code, flat(err)]).toEqual([0, expect.stringContaining('somebody else did it')]);
      expect(await count()).toBe(before + 1);
    }),
  );

  test('and took access away: undo does not give it back; what the run itself took it gives back', () =>
    inCompany(async (company) => {
      await company.strategy(
        'sharedMailboxes:\n  marketing@contoso.com: { delegates: { jack.turner@contoso.com: [fullAccess] } }\n',
      );
      await company.edit((tenant) => {
        const mailbox = mailboxIn(tenant, 'marketing');
        mailbox.sendAs = [];
        mailbox.grantSendOnBehalfTo = [];
      });
      const open = (await company.mailbox('marketing')).open;
      expect(open).toEqual(['ellen.berg', 'jack.turner', 'sofia.rossi']);
      const ran = await appliedAfter(company, takes('ellen.berg'));
      expect(ran.code, flat(ran.err)).toBe(0);
      expect((await company.mbx(['undo', runOf(ran), '--yes'])).code).toBe(0);
      expect((await company.mailbox('marketing')).open).toEqual(['jack.turner', 'sofia.rossi']);
    }));

  test('an answer that was lost is no other hand: what the service then calls so is undone', () =>
    inCompany(async (company) => {
      await company.strategy(
        'sharedMailboxes:\n  marketing@contoso.com: { delegates: { tom.baker@contoso.com: [fullAccess] } }\n',
        'additive',
      );
      const before = (await company.mailbox('marketing')).open;
      await company.faults({
        // Copies are behind, so that reading does not show what was done, and it is sent again.
        readLag: { permissions: { ms: 300, spread: 'exactly' } },
        rules: [
          {
            match: { service: 'exchange', cmdlet: 'Add-MailboxPermission' },
            times: 1,
            answer: 'resetAfter',
          },
        ],
      });
      const ran = await company.apply();
      expect(ran.code, flat(ran.err)).toBe(0);
      expect(flat(ran.out)).toContain('1 done and read back');
      await company.faults({});
      expect((await company.mbx(['undo', runOf(ran), '--yes'])).code).toBe(0);
      expect((await company.mailbox('marketing')).open).toEqual(before);
    }));
});

describe('a creation whose answer was lost', () => {
  const lost = { match: { service: 'exchange', cmdlet: 'New-Mailbox' }, times: 1 };
  const strategy = (company: Company): Promise<void> =>
    company.strategy(
      'sharedMailboxes:\n  orders@contoso.com: { displayName: Orders, delegates: { tom.baker@contoso.com: [fullAccess] } }\n',
    );
  /** As somebody else makes one: a copy of another mailbox and its account, under this address. */
  const made = (company: Company, change: (mailbox: Mailbox) => void): Promise<void> =>
    company.edit((tenant) => {
      tenant.dirSync = false;
      const mailbox = structuredClone(mailboxIn(tenant, 'jobs'));
      const account = tenant.users.find(({ id }) => id === mailbox.userId);
      if (account === undefined) throw new Error('it has no account');
      const id = '7d3c1c4e-0000-4000-8000-00000000000a';
      const address = 'orders@contoso.com';
      tenant.users.push({
        ...account,
        id,
        sid: `${account.sid}99`,
        userPrincipalName: address,
        mailNickname: 'orders',
        displayName: 'Orders',
        proxyAddresses: [`SMTP:${address}`],
        mail: address,
      });
      Object.assign(mailbox, {
        userId: id,
        guid: '7d3c1c4e-0000-4000-8000-00000000000b',
        name: 'orders-at-contoso.com',
        alias: 'orders',
        displayName: 'Orders',
        userPrincipalName: address,
        distinguishedName: `CN=orders,${mailbox.distinguishedName}`,
        emailAddresses: [`SMTP:${address}`],
        permissions: [],
        sendAs: [],
        grantSendOnBehalfTo: [],
        whenCreated: new Date(systemClock.now()).toISOString(),
      });
      change(mailbox);
      tenant.mailboxes.push(mailbox);
    });
  const freeOfSync = (company: Company): Promise<void> =>
    company.edit((tenant) => {
      tenant.dirSync = false;
    });

  test('is known by what it made, and not made twice', () =>
    inCompany(async (company) => {
      await freeOfSync(company);
      await strategy(company);
      await company.faults({ rules: [{ ...lost, answer: 'resetAfter' }] });
      const { code, err } = await company.apply();
      expect(code, flat(err)).toBe(0);
      expect((await company.mailbox('orders')).open).toEqual(['tom.baker']);
    }));

  test.each<[string, (mailbox: Mailbox) => void, string]>([
    [
      'another name',
      (mailbox) => Object.assign(mailbox, { displayName: 'Order Desk' }),
      'its display name is "Order Desk"',
    ],
    [
      'another alias',
      (mailbox) => Object.assign(mailbox, { alias: 'orderdesk' }),
      'its alias is "orderdesk"',
    ],
    [
      'another sort',
      (mailbox) => Object.assign(mailbox, { type: 'RoomMailbox' }),
      'it is a RoomMailbox',
    ],
    [
      'an older one',
      (mailbox) => Object.assign(mailbox, { whenCreated: '2026-01-01T00:00:00Z' }),
      'before this run asked for it',
    ],
  ])('is not taken for what somebody else made there: %s', (_, change, why) =>
    inCompany(async (company) => {
      await freeOfSync(company);
      await strategy(company);
      await company.faults({ rules: [{ ...lost, answer: 'resetBefore' }] });
      const { code, out, err } = await company.watched(['apply'], {
        ask: async () => {
          await made(company, change);
          return 'yes';
        },
      });
      expect(code, flat(err)).toBe(3);
      expect(flat(out)).toContain('now belongs to another object');
      expect(flat(out)).toContain(why);
      // Nothing is done on what is another's, and nobody is told to remove it.
      expect((await company.mailbox('orders')).open).toEqual([]);
      await company.faults({});
      const run = /^Run (\S+)\. Journal/mu.exec(err)?.[1] ?? '';
      const undone = await company.mbx(['undo', run, '--yes']);
      expect(flat(undone.err)).toContain(`Nothing of run ${run} is left to undo.`);
      expect(flat(undone.out + undone.err)).not.toContain('remove it by hand');
      expect(undone.code).toBe(0);
    }),
  );
});

describe('a prompt that has stood for more than a minute', () => {
  const STRATEGY =
    'sharedMailboxes:\n  marketing@contoso.com: { delegates: { tom.baker@contoso.com: [fullAccess] } }\n';
  /** Somebody who takes so long to answer, while `meanwhile` happens; then so again, with nothing in between. */
  async function answered(
    company: Company,
    seconds: number,
    meanwhile: Edit,
    args: readonly string[] = ['apply'],
  ): Promise<Ran & { readonly asked: number }> {
    let ahead = 0;
    let asked = 0;
    const ran = await company.watched(args, {
      clock: { now: () => systemClock.now() + ahead, sleep: (ms) => systemClock.sleep(ms / 50) },
      ask: async () => {
        asked += 1;
        if (asked === 1) {
          ahead += seconds * 1000;
          await company.edit((tenant) => meanwhile(mailboxIn(tenant, 'marketing'), tenant));
        }
        return 'yes';
      },
    });
    return { ...ran, asked };
  }
  test('is read again: the same changes go on, without another question', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY, 'additive');
      const { code, asked, err } = await answered(company, 61, () => undefined);
      expect([code, asked], flat(err)).toEqual([0, 1]);
      expect(flat(err)).toContain('mbx reads the mailboxes again');
      expect((await company.mailbox('marketing')).open).toContain('tom.baker');
    }));

  test('other changes are shown and asked about anew', () =>
    inCompany(async (company) => {
      await company.strategy(
        'sharedMailboxes:\n  marketing@contoso.com: { delegates: { tom.baker@contoso.com: [fullAccess], ellen.berg@contoso.com: [fullAccess] } }\n',
        'additive',
      );
      const { code, asked, out, err } = await answered(company, 61, takes('ellen.berg'));
      expect([code, asked], flat(err)).toEqual([0, 2]);
      expect(flat(err)).toContain(
        'The tenant has changed since you were asked; nothing was written',
      );
      const [, first = '', second = ''] = out.split('Plan for').map(said);
      expect(first).not.toMatch(/let ellen\.berg@contoso\.com open/u);
      expect(second).toMatch(/let ellen\.berg@contoso\.com open/u);
    }));

  test('within the minute nothing is read again', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY, 'additive');
      const { code, asked, err } = await answered(company, 59, () => undefined);
      expect([code, asked]).toEqual([0, 1]);
      expect(flat(err)).not.toContain('reads the mailboxes again');
    }));

  test('everything is in effect by then: nothing is written, and the command says so', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY, 'additive');
      const { code, asked, out } = await answered(company, 61, (mailbox, tenant) =>
        mailbox.permissions.push(opened(tenant, 'tom.baker')),
      );
      expect([code, asked]).toEqual([0, 1]);
      expect(flat(out)).toContain('No changes');
      expect(await company.writes()).toEqual([]);
    }));

  test.each(['undo', 'resume'])('%s does likewise', (command) =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY, 'additive');
      if (command === 'resume')
        await company.faults({
          rules: [
            {
              match: { service: 'exchange', cmdlet: 'Add-MailboxPermission' },
              answer: { status: 400 },
            },
          ],
        });
      const run = runOf(await company.apply());
      await company.faults({});
      const ran = await answered(
        company,
        61,
        command === 'undo'
          ? takes('tom.baker')
          : (mailbox, tenant) => mailbox.permissions.push(opened(tenant, 'tom.baker')),
        [command, run],
      );
      expect([ran.code, ran.asked], flat(ran.err)).toEqual([0, 1]);
      expect(flat(ran.err)).toContain(`Nothing of run ${run} is left`);
    }),
  );
});
