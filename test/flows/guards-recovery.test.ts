/** `undo` and `resume` obey the file of today: nothing is given to a leaver, a blocked or a break-glass account; the rest goes on. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { strategyYaml } from '../support/mbx.ts';
import { type Company, flat, inCompany, mailboxIn, OPEN_GATES } from './company.ts';

const user = ({ users }: Tenant, local: string) => {
  const found = users.find((one) => one.userPrincipalName === `${local}@contoso.com`);
  if (found === undefined) throw new Error(`there is no ${local}`);
  return found;
};
const block = (tenant: Tenant): void => {
  user(tenant, 'yusuf.demir').accountEnabled = false;
};
const further = (tenant: Tenant): void => {
  mailboxIn(tenant, 'yusuf.demir').emailAddresses.push('smtp:YDemir@contoso.com');
};
const nothing = (): void => undefined;

async function applied({ applyOpen }: Company): Promise<string> {
  const { code, out, err } = await applyOpen('-o', 'json');
  expect(code, flat(err)).toBe(0);
  return JSON.parse(out).run;
}

describe('undo', () => {
  /** Takes all rights on jobs away, of yusuf.demir among others, and hides it. */
  const TAKEN = 'sharedMailboxes:\n  jobs@contoso.com: { hidden: true, delegates: {} }\n';

  test.each([
    ['blocked since', '', block, 'yusuf.demir@contoso.com cannot sign in'],
    [
      'a leaver by now',
      'leavers: [yusuf.demir@contoso.com]\n',
      nothing,
      'yusuf.demir@contoso.com is under `leavers:` (mailboxes.yaml:5)',
    ],
    [
      'a leaver by now, named by a further address',
      'leavers: [ydemir@contoso.com]\n',
      further,
      'yusuf.demir@contoso.com is under `leavers:` (mailboxes.yaml:5)',
    ],
    [
      'a break-glass account by now',
      '  breakGlass: [yusuf.demir@contoso.com]\n',
      nothing,
      'yusuf.demir@contoso.com is a break-glass account',
    ],
    [
      'a break-glass account by now, named by a further address',
      '  breakGlass: [ydemir@contoso.com]\n',
      further,
      'yusuf.demir@contoso.com is a break-glass account',
    ],
  ])('gives nothing to somebody who is %s; the rest goes on, and exit 3 says so', (...row) => {
    const [, head, edit, why] = row;
    return inCompany(async (company) => {
      const before = await company.mailbox('jobs');
      expect(before.open).toContain('yusuf.demir');
      await company.strategy(TAKEN);
      const run = await applied(company);
      await company.edit(edit);
      await company.strategy(`${head}${TAKEN}`);
      const { code, err } = await company.mbx(['undo', run, '--yes', ...OPEN_GATES]);
      expect(code, flat(err)).toBe(3);
      expect(flat(err)).toContain(
        `not undone: let yusuf.demir@contoso.com send as jobs@contoso.com: ${why}`,
      );
      const after = await company.mailbox('jobs');
      const others = (all: readonly string[]) => all.filter((one) => one !== 'yusuf.demir');
      expect([after.open, after.sendAs, after.raw.hidden]).toEqual([
        others(before.open),
        others(before.sendAs),
        false,
      ]);
    });
  });

  test('gives all back where nothing forbids it', () =>
    inCompany(async (company) => {
      const before = await company.mailbox('jobs');
      await company.strategy(TAKEN);
      const run = await applied(company);
      const { code, err } = await company.mbx(['undo', run, '--yes', ...OPEN_GATES]);
      expect(code, flat(err)).toBe(0);
      const after = await company.mailbox('jobs');
      expect([after.open, after.sendAs]).toEqual([before.open, before.sendAs]);
    }));

  test('reads the folder of the run as it is today: a file of leavers that came since counts', () =>
    inCompany(async (company) => {
      await company.space.write({ 'boxes/all.yaml': strategyYaml(TAKEN) });
      const made = await company.applyOpen('-f', 'boxes', '-o', 'json');
      expect(made.code, flat(made.err)).toBe(0);
      const { run } = JSON.parse(made.out);
      await company.space.write({
        'boxes/hr/leavers.yaml': 'leavers: [yusuf.demir@contoso.com]\n',
      });
      const { code, err } = await company.mbx(['undo', run, '--yes', ...OPEN_GATES]);
      expect(code, flat(err)).toBe(3);
      expect(flat(err)).toContain('is under `leavers:` (boxes/hr/leavers.yaml:1)');
      const { open, raw } = await company.mailbox('jobs');
      expect([open, raw.hidden]).toEqual([[], false]);
    }));

  test('touches no mailbox that is a break-glass account by now', () =>
    inCompany(async (company) => {
      const both =
        'users:\n  yusuf.demir@contoso.com: { hidden: true }\nsharedMailboxes:\n  press@contoso.com: { hidden: true }\n';
      await company.strategy(both);
      const run = await applied(company);
      await company.strategy(
        '  breakGlass: [yusuf.demir@contoso.com]\nsharedMailboxes:\n  press@contoso.com: { hidden: true }\n',
      );
      const { code, err } = await company.mbx(['undo', run, '--yes', ...OPEN_GATES]);
      expect(code).toBe(3);
      expect(flat(err)).toContain('yusuf.demir@contoso.com is a break-glass account');
      expect((await company.mailbox('yusuf.demir')).raw.hidden).toBe(true);
      expect((await company.mailbox('press')).raw.hidden).toBe(false);
    }));

  test.each([
    ['  protected: [nobody.at.all@contoso.com]\n', 'nothing would be protected'],
    ['leavers: [yusuf.demr@contoso.com]\n', 'Did you mean yusuf.demir@contoso.com?'],
  ])('with %j in the file is refused before anything is written', (head, why) =>
    inCompany(async (company) => {
      await company.strategy(TAKEN);
      const run = await applied(company);
      await company.strategy(`${head}${TAKEN}`);
      await company.tenant.clearLedger();
      const { code, err } = await company.mbx(['undo', run, '--yes', ...OPEN_GATES]);
      expect([code, flat(err)]).toEqual([65, expect.stringContaining(why)]);
      expect(await company.writes()).toEqual([]);
    }),
  );

  test("with another tenant's file is refused: its guards mean nobody here", () =>
    inCompany(async (company) => {
      await company.strategy(TAKEN);
      const run = await applied(company);
      const other = strategyYaml(TAKEN).replace('contoso.on', 'fabrikam.on');
      await company.space.write({ 'mailboxes.yaml': other });
      await company.tenant.clearLedger();
      const { code, err } = await company.mbx(['undo', run, '--yes', ...OPEN_GATES]);
      expect([code, flat(err)]).toEqual([65, expect.stringContaining('you are signed in to')]);
      expect(await company.writes()).toEqual([]);
    }));
});

describe('resume', () => {
  const GIVEN = (head = ''): string =>
    `${head}teams:\n  press: { members: [yusuf.demir@contoso.com, ann@contoso.com] }\nsharedMailboxes:\n  press@contoso.com:\n    mode: additive\n    delegates: { team:press: [fullAccess, sendAs] }\n`;
  /** A run that was cut off before its first call. */
  async function cutOff(company: Company): Promise<string> {
    const before = await company.tenant.dump();
    const run = await applied(company);
    await company.tenant.load(before);
    const path = join(company.space.state, 'runs', company.tenant.tenantId, `${run}.jsonl`);
    const [begin = ''] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${begin}\n`);
    await company.tenant.clearLedger();
    return run;
  }

  test.each([
    ['under leavers', 'leavers: [yusuf.demir@contoso.com]\n', nothing, 'is under `leavers:`'],
    ['under leavers by a further address', 'leavers: [ydemir@contoso.com]\n', further, 'is under'],
    ['blocked', '', block, 'yusuf.demir@contoso.com cannot sign in'],
  ])('gives nothing to somebody who was put %s; the rest goes on, and exit 3 says so', (...row) => {
    const [, head, edit, why] = row;
    return inCompany(async (company) => {
      await company.strategy(GIVEN());
      const run = await cutOff(company);
      await company.edit(edit);
      await company.strategy(GIVEN(head));
      const { code, err } = await company.mbx(['resume', run, '--yes', ...OPEN_GATES]);
      expect(code, flat(err)).toBe(3);
      expect(flat(err)).toContain('not done: let yusuf.demir@contoso.com open press@contoso.com');
      expect(flat(err)).toContain(why);
      const { open, sendAs } = await company.mailbox('press');
      expect([open.includes('ann'), sendAs.includes('ann')]).toEqual([true, true]);
      expect([open.includes('yusuf.demir'), sendAs.includes('yusuf.demir')]).toEqual([
        false,
        false,
      ]);
    });
  });

  test('leaves to apply what the leaver of today holds besides, and tells it', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        mailboxIn(tenant, 'press').sendAs.push({
          sid: user(tenant, 'yusuf.demir').sid,
          deny: false,
        });
      });
      await company.strategy(GIVEN());
      const run = await cutOff(company);
      await company.strategy(GIVEN('leavers: [yusuf.demir@contoso.com]\n'));
      const { code, err } = await company.mbx(['resume', run, '--yes', ...OPEN_GATES]);
      expect(code, flat(err)).toBe(3);
      expect(flat(err)).toContain(
        'left to `mbx apply` (leaver, mailboxes.yaml:5): stop yusuf.demir@contoso.com sending as press@contoso.com',
      );
      expect((await company.mailbox('press')).open).toContain('ann');
      expect((await company.mailbox('press')).sendAs).toContain('yusuf.demir');
      expect((await company.applyOpen()).code).toBe(0);
      expect((await company.mailbox('press')).sendAs).not.toContain('yusuf.demir');
    }));

  test('where only the leaver is left: says so, exit 3, and the run is not cut off any more', () =>
    inCompany(async (company) => {
      const alone = (head: string): string => GIVEN(head).replace(', ann@contoso.com', '');
      await company.strategy(alone(''));
      const run = await cutOff(company);
      await company.strategy(alone('leavers: [yusuf.demir@contoso.com]\n'));
      const { code, err } = await company.mbx(['resume', run, '--yes']);
      expect(code, flat(err)).toBe(3);
      expect(flat(err)).toContain("can be done with today's file");
      expect(await company.writes()).toEqual([]);
      expect((await company.apply()).err).not.toContain('was cut off');
    }));

  test('tells what the strategy does not ask for any more', () =>
    inCompany(async (company) => {
      await company.strategy(GIVEN());
      const run = await cutOff(company);
      await company.strategy(GIVEN().replace('fullAccess, sendAs', 'fullAccess'));
      const { code, err } = await company.mbx(['resume', run, '--yes', ...OPEN_GATES]);
      expect(code, flat(err)).toBe(3);
      expect(flat(err)).toContain("today's strategy does not ask for it");
      expect((await company.mailbox('press')).open).toEqual(
        expect.arrayContaining(['ann', 'yusuf.demir']),
      );
    }));

  test('goes on as before where nothing forbids it', () =>
    inCompany(async (company) => {
      await company.strategy(GIVEN());
      const run = await cutOff(company);
      const { code, err } = await company.mbx(['resume', run, '--yes', ...OPEN_GATES]);
      expect(code, flat(err)).toBe(0);
      expect((await company.mailbox('press')).open).toContain('yusuf.demir');
    }));
});
