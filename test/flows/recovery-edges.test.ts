/** The ends of recovery: what an undo obeys, an undo that was cut off, a resume for which only the unreadable or the impossible is left. */
import { describe, expect, test } from 'vitest';
import { FAST_CLOCK, strategyYaml } from '../support/mbx.ts';
import { type Company, flat, inCompany, mailboxIn, OPEN_GATES, placeOf } from './company.ts';

const HOOK = new URL('../support/crash-hook.mjs', import.meta.url).href;
const PAIR = `sharedMailboxes:
  jobs@contoso.com: { hidden: true }
  press@contoso.com: { hidden: true }
`;

/** Runs a command that is killed right after so many lines of its journal. Gives the name of its run. */
async function killedAfter(lines: number, company: Company, ...args: string[]): Promise<string> {
  const before = new Set((await runs(company)).map(({ run }) => run));
  const { code, err } = await company.mbx(args, {
    env: {
      NODE_OPTIONS: `${FAST_CLOCK.NODE_OPTIONS} --import ${HOOK}`,
      MBX_CRASH_LINE: String(lines),
    },
  });
  expect(code, flat(err)).toBe(null);
  const [made, ...more] = (await runs(company)).filter(({ run }) => !before.has(run));
  if (made === undefined || more.length > 0) throw new Error('not one new run');
  return made.run;
}
const runs = async ({ mbx }: Company): Promise<readonly { readonly run: string }[]> =>
  JSON.parse((await mbx(['runs', '-o', 'json'])).out);
async function applied(company: Company): Promise<string> {
  const { code, out, err } = await company.applyOpen('-o', 'json');
  expect(code, flat(err)).toBe(0);
  return JSON.parse(out).run;
}
const hidden = async ({ mailbox }: Company): Promise<readonly boolean[]> =>
  Promise.all(['jobs', 'press'].map(async (name) => (await mailbox(name)).raw.hidden));
const isCutOff = async (company: Company, run: string): Promise<boolean> => {
  await company.strategy('sharedMailboxes:\n  legal@contoso.com: { displayName: Legal Team }\n');
  const { err } = await company.apply();
  return flat(err).includes(`Run ${run} on this tenant was cut off`);
};

describe('a break-glass account that does not exist protects nothing', () => {
  test.each(['undo', 'resume'])(
    '%s is refused at the line of the file, before anything is written',
    (command) =>
      inCompany(async (company) => {
        await company.strategy(PAIR);
        const run = await applied(company);
        const body = `  breakGlass: [emergncy@contoso.com]\n${PAIR}`;
        await company.strategy(body);
        await company.tenant.clearLedger();
        const { code, out, err } = await company.mbx([command, run, '--yes', ...OPEN_GATES]);
        expect([code, out]).toEqual([65, '']);
        expect(err).toContain(`${placeOf(strategyYaml(body), 'emergncy')} error`);
        expect(flat(err)).toContain('emergncy@contoso.com does not exist in this tenant');
        expect(await company.writes()).toEqual([]);
        expect(await hidden(company)).toEqual([true, true]);
      }),
  );

  test('another file given to undo is the one that counts', () =>
    inCompany(async (company) => {
      await company.strategy(PAIR);
      const run = await applied(company);
      await company.space.write({
        'other.yaml': strategyYaml(`  breakGlass: [nobody.at.all@contoso.com]\n${PAIR}`),
      });
      const { code } = await company.mbx(['undo', run, '--yes', '-f', 'other.yaml']);
      expect(code).toBe(65);
      expect(await hidden(company)).toEqual([true, true]);
      expect((await company.mbx(['undo', run, '--yes'])).code).toBe(0);
      expect(await hidden(company)).toEqual([false, false]);
    }));
});

describe('an undo that was cut off', () => {
  test('is gone on with by resume, as an undo', () =>
    inCompany(async (company) => {
      await company.strategy(PAIR);
      const run = await applied(company);
      const cut = await killedAfter(1, company, 'undo', run, '--yes');
      expect(await hidden(company)).toEqual([true, true]);
      const { code, err } = await company.mbx(['resume', cut, '--yes']);
      expect(code, flat(err)).toBe(0);
      expect(await hidden(company)).toEqual([false, false]);
      expect(await isCutOff(company, cut)).toBe(false);
    }));

  test('half way: resume does the other half, and nothing twice', () =>
    inCompany(async (company) => {
      await company.strategy(PAIR);
      const run = await applied(company);
      // begin, intent, outcome of the one: the other was not begun or is under way.
      const cut = await killedAfter(3, company, 'undo', run, '--yes');
      await company.tenant.clearLedger();
      expect((await company.mbx(['resume', cut, '--yes'])).code).toBe(0);
      expect(await hidden(company)).toEqual([false, false]);
      expect((await company.writes()).length).toBeLessThanOrEqual(2);
      expect(await isCutOff(company, cut)).toBe(false);
    }));

  test('with nothing left: resume says so, and that settles it', () =>
    inCompany(async (company) => {
      await company.strategy(PAIR);
      const run = await applied(company);
      const cut = await killedAfter(1, company, 'undo', run, '--yes');
      expect((await company.mbx(['undo', run, '--yes'])).code).toBe(0);
      await company.tenant.clearLedger();
      const { code, err } = await company.mbx(['resume', cut, '--yes']);
      expect([code, flat(err)]).toEqual([0, expect.stringContaining('is left to undo')]);
      expect(await company.writes()).toEqual([]);
      expect(await isCutOff(company, cut)).toBe(false);
    }));

  test('whose rest cannot be read stays open: exit 3, and it is not called finished', () =>
    inCompany(async (company) => {
      await company.strategy(PAIR);
      const run = await applied(company);
      const cut = await killedAfter(1, company, 'undo', run, '--yes');
      await company.faults(unreadable('jobs@contoso.com', 'press@contoso.com'));
      const { code, err } = await company.mbx(['resume', cut, '--yes']);
      expect([code, flat(err)]).toEqual([3, expect.stringContaining('could not be read')]);
      await company.faults({});
      expect(await hidden(company)).toEqual([true, true]);
      expect(await isCutOff(company, cut)).toBe(true);
    }));
});

/** Get-Mailbox answers for these with a row that is none. */
const unreadable = (...addresses: readonly string[]): object => ({
  rules: addresses.map((identity) => ({
    match: { service: 'exchange', cmdlet: 'Get-Mailbox', identity },
    answer: { status: 200, body: { value: ['row'] } },
  })),
});

describe('resume, where all that is left', () => {
  /** A run cut off before it did anything; then somebody did the half on jobs. */
  const halfDone = async (company: Company): Promise<string> => {
    await company.strategy(PAIR);
    const run = await killedAfter(1, company, 'apply', '--yes');
    await company.strategy(PAIR.replace(/ {2}press.*\n/u, ''));
    expect((await company.apply()).code).toBe(0);
    await company.strategy(PAIR);
    return run;
  };

  test('cannot be read: exit 3, never "nothing left", and the run stays open', () =>
    inCompany(async (company) => {
      const run = await halfDone(company);
      await company.faults(unreadable('press@contoso.com'));
      const { code, err } = await company.mbx(['resume', run, '--yes']);
      expect(code, flat(err)).toBe(3);
      expect(flat(err)).not.toContain('is left to do');
      await company.faults({});
      expect(await hidden(company)).toEqual([true, false]);

      const later = await company.mbx(['resume', run, '--yes']);
      expect(later.code, flat(later.err)).toBe(0);
      expect(await hidden(company)).toEqual([true, true]);
      expect(await isCutOff(company, run)).toBe(false);
    }));

  test('cannot be done from here: exit 3, and the run stays open', () =>
    inCompany(async (company) => {
      const run = await halfDone(company);
      await company.edit((tenant) => {
        mailboxIn(tenant, 'press').dirSynced = true;
      });
      const { code, err } = await company.mbx(['resume', run, '--yes']);
      expect(code, flat(err)).toBe(3);
      expect(flat(err)).not.toContain('is left to do');
      expect(await hidden(company)).toEqual([true, false]);
      expect(await isCutOff(company, run)).toBe(true);
    }));
});

describe('an account whose sign-in cannot be read', () => {
  const BLOCK = 'sharedMailboxes:\n  support@contoso.com: { signIn: blocked }\n';
  const applies = async (company: Company): Promise<string> => {
    await company.edit((tenant) => {
      for (const user of tenant.users)
        if (user.id === mailboxIn(tenant, 'support').userId) user.accountEnabled = true;
    });
    await company.strategy(BLOCK);
    return applied(company);
  };
  /** Only a read by id: the list of all accounts still comes. */
  const failing = async ({ tenant, faults }: Company, answer: object, after = 0): Promise<void> => {
    const { userId } = mailboxIn(await tenant.dump(), 'support');
    await faults({
      rules: [
        { match: { service: 'graph', method: 'GET', path: `/users/${userId}` }, after, answer },
      ],
    });
  };
  const ANSWERS: readonly (readonly [string, object])[] = [
    ['is refused', { status: 400, body: { error: { code: 'BadRequest', message: 'Not so.' } } }],
    ['is not there', { status: 404, body: { error: { code: 'NotFound', message: 'Gone.' } } }],
    ['does not say it', { status: 200, body: { id: 'any' } }],
    ['says something else', { status: 200, body: { id: 'any', accountEnabled: 'no' } }],
  ];

  test.each(ANSWERS)('since the answer %s, is not called blocked, nor allowed', (_, answer) =>
    inCompany(async (company) => {
      const run = await applies(company);
      await failing(company, answer);
      const verified = await company.mbx(['verify', run]);
      expect([verified.code, flat(verified.out)]).toEqual([
        3,
        expect.stringContaining('could not be read'),
      ]);
      const undone = await company.mbx(['undo', run, '--yes']);
      expect([undone.code, flat(undone.err)]).toEqual([
        3,
        expect.stringContaining('it could not be read'),
      ]);
      await company.faults({});
      expect((await company.mbx(['verify', run])).code).toBe(0);
      expect((await company.mbx(['undo', run, '--yes'])).code).toBe(0);
      const { users } = await company.tenant.dump();
      const { userId } = mailboxIn(await company.tenant.dump(), 'support');
      expect(users.find(({ id }) => id === userId)?.accountEnabled).toBe(true);
    }),
  );

  test('after it was blocked: pending, exit 7, and never verified', () =>
    inCompany(async (company) => {
      await applies(company);
      await company.edit((tenant) => {
        for (const user of tenant.users)
          if (user.id === mailboxIn(tenant, 'support').userId) user.accountEnabled = true;
      });
      // The first read by id is that of its roles, for the gate.
      await failing(company, { status: 400, body: { error: { code: 'BadRequest' } } }, 1);
      const { code, out } = await company.applyOpen('-o', 'json', '--verify-timeout', '1');
      expect(code).toBe(7);
      expect(JSON.parse(out).ended).toMatchObject([{ end: 'pending' }]);
    }));
});
