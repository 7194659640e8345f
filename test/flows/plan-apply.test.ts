/** The main road: plan, apply, and nothing left to do; new mailboxes; what is asked, interrupted and printed. */
import { spawn } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { planSchema } from '../../src/plan/document.ts';
import { planText } from '../../src/report/plan-text.ts';
import { NO_PAINT } from '../../src/report/terminal.ts';
import { said } from '../support/plan-sentences.ts';
import { type Company, flat, inCompany, OPEN_GATES } from './company.ts';

const BIN = fileURLToPath(new URL('../../bin/mbx.js', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../policies/strategy.example.yaml', import.meta.url));
const GOLDEN = new URL('../golden/', import.meta.url);
const JOBS =
  'sharedMailboxes:\n  jobs@contoso.com:\n    hidden: true\n    delegates:\n      yusuf.demir@contoso.com: [fullAccess]\n      ann@contoso.com: [sendAs]\n';

/** The example strategy, with dates that are always to come. */
async function withExample({ space }: Company): Promise<void> {
  const text = (await readFile(EXAMPLE, 'utf8')).replaceAll(
    /until: 20\d\d-\d\d-\d\d/gu,
    'until: 2099-12-31',
  );
  await space.write({ 'mailboxes.yaml': text });
}

/** Lines of the only journal in this workspace. */
async function journal({ space, tenant }: Company): Promise<readonly Record<string, unknown>[]> {
  const folder = join(space.state, 'runs', tenant.tenantId);
  const [name, other] = await readdir(folder);
  if (name === undefined || other !== undefined) throw new Error('there is not one journal');
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** The example gives somebody a right on a protected mailbox. */
const PROTECTED = ['--allow', 'protected=ceo@contoso.com'] as const;

describe('the example strategy', () => {
  test('is shown as it always was, in a pipe and without colour, short and within 80 columns', () =>
    inCompany(async (company) => {
      await withExample(company);
      const { code, out, err } = await company.plan();
      expect(code).toBe(0);
      await expect(out).toMatchFileSnapshot(fileURLToPath(new URL('plan.example.txt', GOLDEN)));
      const lines = out.trimEnd().split('\n');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
      expect(out).toContain('31 changes on 6 mailboxes');
      expect(lines.indexOf('')).toBeLessThanOrEqual(39); // a title, then no more than 38 lines of changes
      expect(lines.length).toBeLessThanOrEqual(55);
      const env = { NO_COLOR: '1', FORCE_COLOR: '1', COLUMNS: '200' };
      expect((await company.mbx(['plan'], { env })).out).toBe(out);
      expect(flat(err)).toContain('Nothing was changed. `mbx apply`');
      expect(await company.writes()).toEqual([]);
    }));

  test.each([
    [60, 'plan.example.60.txt'],
    [120, 'plan.example.120.txt'],
  ])('is shown as it always was on a screen of %i columns', (width, file) =>
    inCompany(async (company) => {
      await withExample(company);
      const { out } = await company.plan('-o', 'json');
      const text = planText(planSchema.parse(JSON.parse(out)), { paint: NO_PAINT, width });
      await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(file, GOLDEN)));
      for (const line of text.split('\n'))
        if (!line.startsWith('To allow')) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );

  test('planned twice gives the same bytes, but for when it was made', () =>
    inCompany(async (company) => {
      await withExample(company);
      const unmade = async () => {
        const { out } = await company.plan('-o', 'json');
        return out.replaceAll(/"(made|expires)": "\d{4}-\d\d-\d\dT[\d:.]+Z"/gu, '"$1": "…"');
      };
      const [first, second] = [await unmade(), await unmade()];
      expect(second).toBe(first);
      expect(first).toContain('"made": "…"');
      expect(JSON.parse(first)).toMatchObject({
        version: 2,
        tenant: { domain: 'contoso.onmicrosoft.com' },
      });
      expect(first).not.toContain(company.tenant.clientSecret);
    }));

  test('differs before, is applied, and does not differ after', () =>
    inCompany(async (company) => {
      await withExample(company);
      const { plan, applyOpen, mailbox } = company;
      expect((await plan('--detailed-exitcode')).code).toBe(2);
      const { code, out } = await applyOpen(...PROTECTED, '--no-input', '--reason', 'HR-1234');
      expect(code).toBe(0);
      expect(out).toMatch(/^\d+ done and read back$/mu);

      const sales = await mailbox('sales');
      expect(sales.open).toEqual(['ann', 'auditors', 'fred', 'temp']);
      expect(sales.sendAs).toEqual(['ann', 'fred']);
      expect(sales.onBehalf).toEqual([]);
      expect(sales.aliases).toEqual([
        'enquiries@contoso.com',
        'hello@contoso.com',
        'sales@contoso.onmicrosoft.com',
      ]);
      const after = await plan('--detailed-exitcode');
      expect(after.code).toBe(0);
      // The example has a leaver: elsewhere nobody looked for what she holds.
      expect(after.out).toContain('No changes: what was compared is as the strategy says');

      const lines = await journal(company);
      expect(lines[0]).toMatchObject({ line: 'begin', reason: 'HR-1234' });
      expect(lines.at(-1)).toMatchObject({ line: 'finish', exit: 0 });
    }));

  test('applied a second time makes no call that writes', () =>
    inCompany(async (company) => {
      await withExample(company);
      expect((await company.applyOpen(...PROTECTED)).code).toBe(0);
      await company.tenant.clearLedger();
      const { code, out } = await company.applyOpen(...PROTECTED);
      expect([code, flat(out)]).toEqual([0, expect.stringContaining('No changes')]);
      expect(await company.writes()).toEqual([]);
    }));
});

describe('what is asked first', () => {
  test.each([[[]], [['--no-input']], [['-o', 'json']]])(
    'apply %s without --yes and without a terminal is exit 5, and writes nothing',
    (args) =>
      inCompany(async ({ strategy, mbx, writes }) => {
        await strategy(JOBS);
        const { code, err } = await mbx(['apply', ...args], { input: 'yes\ny\n' });
        expect(code).toBe(5);
        expect(flat(err)).toContain('--yes was not given; nothing was written');
        expect(await writes()).toEqual([]);
      }),
  );

  test('--dry-run shows the plan and writes nothing, neither there nor here', () =>
    inCompany(async ({ strategy, applyOpen, writes, space }) => {
      await strategy(JOBS);
      const { code, out } = await applyOpen('--dry-run');
      expect(code).toBe(0);
      expect(said(out)).toContain('let ann@contoso.com send as jobs@contoso.com');
      expect(out).not.toContain('done and read back');
      expect(await writes()).toEqual([]);
      await expect(readdir(space.state)).rejects.toThrow('ENOENT');
    }));

  test('--only and --exclude keep to what they name', () =>
    inCompany(async ({ strategy, applyOpen, mailbox }) => {
      const line = (name: string) => `  ${name}@contoso.com: { hidden: true }\n`;
      await strategy(`sharedMailboxes:\n${['jobs', 'press', 'legal', 'hr'].map(line).join('')}`);
      const hidden = async () => {
        const all = await Promise.all(['jobs', 'press', 'legal', 'hr'].map(mailbox));
        return all.map(({ raw }) => raw.hidden);
      };
      expect((await applyOpen('--only', 'JOBS@contoso.com')).code).toBe(0);
      expect(await hidden()).toEqual([true, false, false, false]);
      expect((await applyOpen('--exclude', 'l*', '--exclude', 'hr@contoso.com')).code).toBe(0);
      expect(await hidden()).toEqual([true, true, false, false]);
      expect(
        (await applyOpen('--only', '*r@*', '--only', 'legal@*', '--exclude', 'legal*')).code,
      ).toBe(0);
      expect(await hidden()).toEqual([true, true, false, true]);
    }));

  test.each([
    ['--only', 'jobs', 'Did you mean jobs@contoso.com?'],
    ['--only', 'press@contoso.com', 'Give an address'],
    ['--exclude', 'jbos@contoso.com', 'Did you mean jobs@contoso.com?'],
  ])('%s %s fits nothing in the file: exit 64, nothing is planned', (flag, selector, hint) =>
    inCompany(async ({ strategy, applyOpen, writes }) => {
      await strategy(JOBS);
      const { code, out, err } = await applyOpen(flag, selector);
      expect([code, out]).toEqual([64, '']);
      expect(flat(err)).toContain(`no mailbox of the strategy matches ${selector} ${hint}`);
      expect(await writes()).toEqual([]);
    }),
  );
});

describe('a mailbox that is not there', () => {
  const whole = `teams:
  sales: { members: [ann@contoso.com, fred@contoso.com] }
sharedMailboxes:
  orders@contoso.com:
    displayName: Orders & Returns
    aliases: [returns@contoso.com, orders@contoso.co.uk, enquiries@contoso.com]
    sentItemsCopy: true
    signIn: blocked
    hidden: false
    delegates:
      team:sales: [fullAccess, sendAs]
      group:auditors@contoso.com: [fullAccess]
      temp@contoso.com: { rights: [fullAccess, sendOnBehalf], automap: false }
  sales@contoso.com:
    aliases: []
`;

  test('is created and has all that the file says after one apply', () =>
    inCompany(async ({ strategy, edit, plan, applyOpen, mailbox, tenant, isSettled }) => {
      await edit((document) => {
        document.dirSync = false;
      });
      await strategy(whole);
      const planned = await plan();
      expect(planned.code).toBe(0);
      expect(said(planned.out)).toContain('create the shared mailbox orders@contoso.com');
      expect(said(planned.out)).toContain(
        'move the address enquiries@contoso.com from sales@contoso.com to orders@contoso.com',
      );

      const { code, out } = await applyOpen();
      expect([code, flat(out)]).toEqual([0, expect.stringMatching(/ \d+ done and read back $/u)]);
      const { raw, open, sendAs, onBehalf, aliases } = await mailbox('orders');
      expect([raw.type, raw.displayName, raw.hidden]).toEqual([
        'SharedMailbox',
        'Orders & Returns',
        false,
      ]);
      expect([raw.messageCopyForSentAs, raw.messageCopyForSendOnBehalf]).toEqual([true, true]);
      expect(open).toEqual(['ann', 'auditors', 'fred', 'temp']);
      expect(sendAs).toEqual(['ann', 'fred']);
      expect(onBehalf).toEqual(['temp']);
      expect(aliases.filter((one) => !one.endsWith('onmicrosoft.com'))).toEqual([
        'enquiries@contoso.com',
        'orders@contoso.co.uk',
        'returns@contoso.com',
      ]);
      expect((await mailbox('sales')).aliases).not.toContain('enquiries@contoso.com');
      const { users } = await tenant.dump();
      expect(users.find(({ id }) => id === raw.userId)?.accountEnabled).toBe(false);
      expect(await isSettled()).toBe(true);
    }));

  test('is created once, though the answer to its creation is lost', () =>
    inCompany(async ({ strategy, edit, applyOpen, faults, tenant, writes, isSettled }) => {
      await edit((document) => {
        document.dirSync = false;
      });
      await strategy(whole);
      const match = { service: 'exchange', cmdlet: 'New-Mailbox' };
      await faults({ rules: [{ match, times: 1, answer: 'resetAfter' }] });
      expect((await applyOpen()).code).toBe(0);
      expect((await writes()).filter(({ cmdlet }) => cmdlet === 'New-Mailbox')).toHaveLength(1);
      const { mailboxes } = await tenant.dump();
      expect(mailboxes.filter(({ displayName }) => displayName.startsWith('Orders'))).toHaveLength(
        1,
      );
      expect(await isSettled()).toBe(true);
    }));

  test.each([
    [
      'a contact holds the address',
      'orders@contoso.com belongs to Order Desk (contact)',
      (company: Company) =>
        company.edit((document) => {
          document.dirSync = false;
          const [contact] = document.contacts;
          if (contact !== undefined)
            Object.assign(contact, {
              displayName: 'Order Desk',
              mail: 'orders@contoso.com',
              proxyAddresses: ['SMTP:orders@contoso.com'],
            });
        }),
      'orders',
    ],
    [
      'a deleted mailbox holds the address',
      'events@contoso.com belongs to the deleted mailbox Events',
      (company: Company) =>
        company.edit((document) => {
          document.dirSync = false;
        }),
      'events',
    ],
    [
      'the tenant is synchronised',
      'the tenant is synchronised from an on-premises directory',
      async () => undefined,
      'orders',
    ],
  ])('is not created where %s, and the rest goes on', (_, told, prepare, name) =>
    inCompany(async (company) => {
      await prepare(company);
      const { strategy, plan, applyOpen, mailbox, writes } = company;
      await strategy(
        `sharedMailboxes:\n  ${name}@contoso.com:\n    delegates: { ann@contoso.com: [fullAccess] }\n  jobs@contoso.com: { hidden: true }\n`,
      );
      const planned = await plan('--detailed-exitcode');
      expect(planned.code).toBe(2);
      expect(flat(planned.out)).toContain(told);
      expect(flat(planned.out)).toContain('the mailbox itself cannot be created');
      expect(flat(planned.out)).toContain('1 change on 1 mailbox');
      expect((await applyOpen()).code).toBe(3);
      expect((await mailbox('jobs')).raw.hidden).toBe(true);
      expect((await writes()).map(({ cmdlet }) => cmdlet)).toEqual(['Set-Mailbox']);
    }),
  );

  test('an address in a domain that is not ours is an error at its line', () =>
    inCompany(async ({ strategy, plan }) => {
      await strategy('sharedMailboxes:\n  orders@fabrikam.example: {}\n');
      const { code, err } = await plan();
      expect(code).toBe(65);
      expect(flat(err)).toContain('does not accept mail for fabrikam.example');
    }));
});

describe('what is printed where', () => {
  test('stdout carries the result alone: JSON parses while --debug fills stderr', () =>
    inCompany(async ({ strategy, plan, applyOpen, tenant }) => {
      await strategy(JOBS);
      const planned = await plan('-o', 'json', '--debug');
      expect(JSON.parse(planned.out).changes).toHaveLength(4);
      expect(planned.err).toContain('> POST ');
      const applied = await applyOpen('-o', 'json', '--debug');
      expect(applied.code).toBe(0);
      const result = JSON.parse(applied.out);
      expect(result).toMatchObject({ exit: 0, run: expect.any(String) });
      expect(result.ended.map(({ end }: { end: string }) => end)).toEqual(
        Array.from({ length: 4 }, () => 'verified'),
      );
      for (const text of [planned.err, applied.err, planned.out, applied.out]) {
        expect(text).not.toContain(tenant.clientSecret);
        expect(text).not.toMatch(/eyJ|bearer/iu);
      }
    }));

  test('-q leaves only the result', () =>
    inCompany(async ({ strategy, plan }) => {
      await strategy(JOBS);
      const { out, err } = await plan('-q');
      expect(err).toBe('');
      expect(out).toContain('4 changes');
    }));

  const ESCAPE = '\u001b';
  const PAINT = new RegExp(String.raw`${ESCAPE}\[\d+m`, 'gu');
  test.each<[Readonly<Record<string, string>>, readonly string[], boolean]>([
    [{}, [], false],
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '0' }, [], false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, [], false],
    [{ NO_COLOR: '', FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '1' }, ['--no-color'], false],
    [{ FORCE_COLOR: '1' }, ['-o', 'json'], false],
  ])('colour with %j and %j: %s', (env, args, coloured) =>
    inCompany(async ({ strategy, mbx, plan }) => {
      await strategy(JOBS);
      const { out } = await mbx(['plan', ...args], { env });
      expect(out.includes(ESCAPE)).toBe(coloured);
      // Colour adds nothing that is not said in words.
      if (coloured) expect(out.replaceAll(PAINT, '')).toBe((await plan()).out);
    }),
  );

  test('text from the tenant cannot move the cursor or hide itself', () =>
    inCompany(async ({ strategy, edit, plan }) => {
      const evil = `Jobs${ESCAPE}[2J\u202egnp\u200b\nx`;
      await edit((document) => {
        const jobs = document.mailboxes.find(
          ({ displayName }) => displayName === 'Job Applications',
        );
        if (jobs !== undefined) jobs.displayName = evil;
      });
      await strategy('sharedMailboxes:\n  jobs@contoso.com: { displayName: Jobs }\n');
      const { out } = await plan();
      expect(flat(out)).toContain(String.raw`Jobs\u{1b}[2J\u{202e}gnp\u{200b}\u{a}x`);
      expect(out).not.toContain(ESCAPE);
    }));
});

describe('interrupted', () => {
  /** `mbx apply --yes`, sent the signal as soon as its stderr says `when`. */
  async function interruptedApply(
    { space, tenant }: Company,
    signal: 'SIGINT' | 'SIGTERM',
    when: RegExp,
  ): Promise<{ readonly code: unknown; readonly err: string; readonly out: string }> {
    const child = spawn(process.execPath, [BIN, 'apply', '--yes', '--debug', ...OPEN_GATES], {
      cwd: space.folder,
      env: {
        PATH: process.env['PATH'],
        HOME: space.folder,
        ...tenant.env,
        MBX_STATE_DIR: space.state,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!when.test(err) && when.test(err + text)) child.kill(signal);
      err += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, out, err };
  }

  /** Every call has its outcome and every change that was begun its end, and the run says how it ended. */
  async function expectWhole(company: Company, exit: number): Promise<readonly unknown[]> {
    const lines = await journal(company);
    const ns = (line: string) => lines.filter((one) => one['line'] === line).map(({ n }) => n);
    expect(ns('outcome').sort()).toEqual(ns('intent').sort());
    const begun = new Set(lines.flatMap(({ of }) => (Array.isArray(of) ? of : [])));
    const ended = new Set(lines.map(({ change }) => change));
    expect([...begun].filter((id) => !ended.has(id))).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ line: 'finish', exit });
    return lines.filter(({ line }) => line === 'end').map(({ end }) => end);
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s in the middle: exit %i, what was begun is ended and written down',
    (signal, exit) =>
      inCompany(async (company) => {
        const { strategy, faults, isSettled, applyOpen } = company;
        const names = ['jobs', 'press', 'legal', 'hr', 'info', 'support', 'marketing', 'invoices'];
        const line = (name: string) => `  ${name}@contoso.com: { hidden: true, delegates: {} }\n`;
        await strategy(`sharedMailboxes:\n${names.map(line).join('')}`);
        await faults({ latency: { exchange: { write: 300 } } });
        const { code, out, err } = await interruptedApply(company, signal, /^ {2}ok /mu);
        expect(code).toBe(exit);
        expect(err).toContain('Stopping after the current call');
        expect(flat(err)).toContain('To go on: mbx resume');
        expect(out).toMatch(/^.*\d+ not begun.*\d+ done and read back|\d+ done.*\d+ not begun/mu);
        const ends = await expectWhole(company, exit);
        expect(ends).toContain('verified');
        expect(ends).toContain('held');

        await faults({});
        expect((await applyOpen()).code).toBe(0);
        expect(await isSettled()).toBe(true);
      }),
  );

  test('between a creation and what comes after it: the mailbox is there, the rest is not begun', () =>
    inCompany(async (company) => {
      const { strategy, edit, faults, applyOpen, isSettled, mailbox } = company;
      await edit((document) => {
        document.dirSync = false;
      });
      await strategy(
        'sharedMailboxes:\n  orders@contoso.com: { hidden: true, delegates: { ann@contoso.com: [fullAccess] } }\n',
      );
      await faults({ latency: { graph: 500 } });
      const { code, err } = await interruptedApply(company, 'SIGINT', /^ {2}ok create/mu);
      expect(code).toBe(130);
      expect(flat(err)).toContain('To go on: mbx resume');
      expect(await expectWhole(company, 130)).toEqual(['verified', 'held', 'held']);
      expect((await mailbox('orders')).open).toEqual([]);

      await faults({});
      expect((await applyOpen()).code).toBe(0);
      expect(await isSettled()).toBe(true);
    }));
});
