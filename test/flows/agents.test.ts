/** AI agents: accounts with a mailbox and no person behind them. Told as that everywhere, counted as people nowhere. */
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import { guidOf } from '../../src/simulator/seeds/ids.ts';
import type { Tenant, User } from '../../src/simulator/tenant/model.ts';
import { type Company, flat, inCompany } from './company.ts';

const BOT = 'tom.baker@contoso.com';
/** `by`: which service says so. */
async function makeAgent(
  { tenant }: Company,
  by: 'both' | 'Exchange alone' = 'both',
  more: (dump: Tenant, bot: User) => void = () => undefined,
): Promise<void> {
  const dump: Tenant = structuredClone(await tenant.dump());
  const bot = dump.users.find(({ userPrincipalName }) => userPrincipalName === BOT);
  if (bot === undefined) throw new Error('there is no such account');
  bot.agent = {
    identityParentId: by === 'both' ? guidOf('agent identity') : '',
    blueprintId: guidOf('agent blueprint'),
  };
  more(dump, bot);
  await tenant.load(dump);
}
const GIVES = `sharedMailboxes:\n  hr@contoso.com:\n    delegates:\n      ${BOT}: [fullAccess]\n      helen.ward@contoso.com: [fullAccess]\n`;
const ALLOWED = ['--allow', 'broad-trustee=1'];

describe('a right of an agent', () => {
  test.each(['both', 'Exchange alone'] as const)(
    'is told in every form, and needs broad-trustee (told by %s)',
    (by) =>
      inCompany(async (company) => {
        await makeAgent(company, by);
        await company.strategy(GIVES);
        for (const form of ['text', 'markdown', 'powershell']) {
          const { code, out } = await company.plan('-o', form);
          expect([code, out]).toEqual([EXIT.ok, expect.stringContaining(`${BOT} (AI agent)`)]);
          expect(out).not.toContain('helen.ward@contoso.com (AI agent)');
        }
        const json = await company.plan('-o', 'json');
        expect(JSON.parse(json.out).changes).toContainEqual(
          expect.objectContaining({
            action: expect.objectContaining({
              after: expect.objectContaining({
                trustee: expect.objectContaining({ kind: 'agent', address: BOT }),
              }),
            }),
          }),
        );
        const shut = await company.mbx(['apply', '--yes']);
        expect([shut.code, flat(shut.err)]).toEqual([
          EXIT.refused,
          expect.stringContaining('--allow broad-trustee=1'),
        ]);
        expect(await company.writes()).toEqual([]);
        const { code } = await company.mbx(['apply', '--yes', ...ALLOWED]);
        expect(code).toBe(EXIT.ok);
        expect((await company.plan('--detailed-exitcode')).code).toBe(EXIT.ok);
      }),
  );

  test('is taken away as any other, and a person of the same mailbox needs no gate', () =>
    inCompany(async (company) => {
      await makeAgent(company);
      await company.strategy(GIVES);
      await company.mbx(['apply', '--yes', ...ALLOWED]);
      await company.strategy(GIVES.replace(`      ${BOT}: [fullAccess]\n`, ''));
      const { code, out } = await company.mbx(['apply', '--yes']);
      expect([code, flat(out)]).toEqual([EXIT.ok, expect.stringContaining(`${BOT} (AI agent)`)]);
    }));
});

test('an agent in a team gets nothing by it, and the plan says why', () =>
  inCompany(async (company) => {
    await makeAgent(company);
    await company.strategy(
      `teams:\n  crew: { members: [${BOT}, helen.ward@contoso.com] }\nsharedMailboxes:\n  hr@contoso.com:\n    delegates: { team:crew: [fullAccess] }\n`,
    );
    const { code, out } = await company.plan();
    expect(code).toBe(EXIT.ok);
    expect(flat(out)).toContain('is an AI agent, and a team gives rights only to people');
    expect(out).not.toMatch(/let tom\.baker|\+ .*tom\.baker/u);
  }));

test('an agent inside a group that gains a right is named, and counts for broad-trustee', () =>
  inCompany(async (company) => {
    await makeAgent(company, 'both', (dump, bot) => {
      const group = dump.groups.find(({ kind }) => kind === 'mailSecurity');
      if (group?.mail !== 'auditors@contoso.com') throw new Error(`another group: ${group?.mail}`);
      group.members.push(bot.id);
    });
    await company.strategy(
      'sharedMailboxes:\n  hr@contoso.com:\n    delegates: { group:auditors@contoso.com: [fullAccess] }\n',
    );
    const { out } = await company.plan();
    expect(flat(out)).toContain(`AI agent ${BOT}`);
    const shut = await company.mbx(['apply', '--yes']);
    expect([shut.code, flat(shut.err)]).toEqual([
      EXIT.refused,
      expect.stringContaining('(1 AI agent in it)'),
    ]);
  }));

test('a mailbox that is left to an agent alone counts as emptied', () =>
  inCompany(async (company) => {
    await company.strategy(
      'sharedMailboxes:\n  hr@contoso.com:\n    delegates: { helen.ward@contoso.com: [fullAccess] }\n',
    );
    await company.mbx(['apply', '--yes']);
    await makeAgent(company);
    await company.strategy(
      `sharedMailboxes:\n  hr@contoso.com:\n    delegates: { ${BOT}: [fullAccess] }\n`,
    );
    const { code, err } = await company.mbx(['apply', '--yes', ...ALLOWED]);
    expect([code, flat(err)]).toEqual([EXIT.refused, expect.stringContaining('mailbox-emptied')]);
  }));
