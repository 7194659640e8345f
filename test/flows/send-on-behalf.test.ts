/** Send on Behalf under `users:`: people set it themselves in Outlook, so only what the file says of it is the file's. */
import { expect, test } from 'vitest';
import { said } from '../support/plan-sentences.ts';
import { type Company, flat, inCompany, mailboxIn } from './company.ts';

const FRED = '  fred@contoso.com:\n    delegates: {}\n';
const SALES = '  sales@contoso.com:\n    delegates: {}\n';

/** Priya holds every right on a person's mailbox and on a shared one, and nobody else holds any. */
const prepared = (company: Company): Promise<void> =>
  company.edit((tenant) => {
    const priya = tenant.users.find(({ userPrincipalName }) =>
      userPrincipalName.startsWith('priya.shah@'),
    );
    if (priya === undefined) throw new Error('there is no Priya');
    const { id, sid } = priya;
    const open = { rights: ['FullAccess'], deny: false, inherited: false, autoMapping: true };
    for (const name of ['fred', 'sales'])
      Object.assign(mailboxIn(tenant, name), {
        grantSendOnBehalfTo: [id],
        permissions: [{ sid, inheritanceType: 'All', ...open }],
        sendAs: [{ sid, deny: false }],
      });
  });
const held = async ({ mailbox }: Company, name: string) => {
  const { open, sendAs, onBehalf } = await mailbox(name);
  return { open, sendAs, onBehalf };
};
const NOTHING = { open: [], sendAs: [], onBehalf: [] };

test("stays on a person's mailbox in mode exact, is told, and goes from a shared one", () =>
  inCompany(async (company) => {
    await prepared(company);
    await company.strategy(`users:\n${FRED}sharedMailboxes:\n${SALES}`);
    const { out } = await company.plan();
    expect(said(out)).toContain(
      'stop priya.shah@contoso.com sending on behalf of sales@contoso.com',
    );
    expect(said(out)).not.toContain('sending on behalf of fred@contoso.com');
    expect(flat(out)).toContain('fred@contoso.com: priya.shah@contoso.com (Send on Behalf)');
    expect((await company.applyOpen()).code).toBe(0);
    expect(await held(company, 'sales')).toEqual(NOTHING);
    expect(await held(company, 'fred')).toEqual({ ...NOTHING, onBehalf: ['priya.shah'] });
    expect(await company.isSettled()).toBe(true);
  }));

test('goes from a person, too, where the file says `sendOnBehalf: exact`', () =>
  inCompany(async (company) => {
    await prepared(company);
    await company.strategy(`users:\n${FRED}    sendOnBehalf: exact\n`);
    expect((await company.applyOpen()).code).toBe(0);
    expect(await held(company, 'fred')).toEqual(NOTHING);
  }));

test('goes from a person where it is a leaver who holds it, or where its line has ended', () =>
  inCompany(async (company) => {
    await prepared(company);
    await company.strategy(`leavers: [priya.shah@contoso.com]\nusers:\n${FRED}`);
    expect((await company.applyOpen()).code).toBe(0);
    expect(await held(company, 'fred')).toEqual(NOTHING);

    await prepared(company);
    const ended = '{ priya.shah@contoso.com: { rights: [sendOnBehalf], until: 2020-01-31 } }';
    await company.strategy(`users:\n${FRED.replace('{}', ended)}`);
    expect((await company.applyOpen()).code).toBe(0);
    expect(await held(company, 'fred')).toEqual(NOTHING);
  }));

test('is given where the file says so, beside what people set', () =>
  inCompany(async (company) => {
    await prepared(company);
    await company.strategy(`users:\n${FRED.replace('{}', '{ ann@contoso.com: [sendOnBehalf] }')}`);
    expect((await company.applyOpen()).code).toBe(0);
    expect((await company.mailbox('fred')).onBehalf).toEqual(['ann', 'priya.shah']);
  }));
