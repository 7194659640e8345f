/** What a plan did not look at, why something stays, why an exit code is 3: said as it is. And journals of the mbx before. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { said } from '../support/plan-sentences.ts';
import { type Company, flat, inCompany, mailboxIn } from './company.ts';

const JOBS = 'sharedMailboxes:\n  jobs@contoso.com: { hidden: true }\n';
const TWO = `${JOBS}  press@contoso.com: { displayName: Press Office }\n`;
const runOf = (err: string): string => /Run (\S+)\. Journal/u.exec(err)?.[1] ?? '';

describe('a part of the file', () => {
  test.each(['text', 'markdown', 'powershell'])(
    'is counted in every form (%s), and is never called the tenant',
    (form) =>
      inCompany(async ({ strategy, plan }) => {
        await strategy(TWO);
        const some = await plan('-o', form, '--only', 'jobs@contoso.com');
        expect(flat(some.out)).toContain('1 of 2 mailboxes of the file compared');
        const none = flat((await plan('-o', form, '--exclude', 'jobs@contoso.com')).out);
        expect(none).toContain('No changes: what was compared is as the strategy says');
        expect(none).toContain('1 of 2 mailboxes of the file compared');
        expect(none).not.toContain('the tenant is as the strategy says');
        const all = flat((await plan('-o', form, '--only', '*')).out);
        expect(all).not.toContain('of the file compared');
      }),
  );

  test('leavers are looked for on its mailboxes only, and that is said', () =>
    inCompany(async ({ strategy, plan }) => {
      await strategy(`leavers: [old.hand@contoso.com]\n${JOBS}`);
      expect(flat((await plan()).out)).toContain(
        '1 leaver: mbx looks for their rights on these mailboxes only',
      );
      await strategy(JOBS);
      expect((await plan()).out).not.toContain('looks for their rights');
    }));
});

test.each(['text', 'markdown', 'powershell'])(
  'a leaver who may hold a right where the file has no `delegates:` is no "as the strategy says" (%s)',
  (form) =>
    inCompany(async ({ strategy, plan }) => {
      for (const mode of ['exact', 'additive'] as const) {
        await strategy(
          'leavers: [ann@contoso.com]\nsharedMailboxes:\n  sales@contoso.com: {}\n',
          mode,
        );
        const out = flat((await plan('-o', form)).out);
        expect(out).toContain('No changes: what was compared is as the strategy says');
        expect(out).not.toContain('the tenant is as the strategy says');
        expect(out).toMatch(
          /mbx looks for their rights on these mailboxes only, where the file has .?delegates:/u,
        );
      }
    }),
);

test('a mailbox that only loses an address to another is counted', () =>
  inCompany(async ({ strategy, plan, edit }) => {
    await edit((tenant) => {
      mailboxIn(tenant, 'press').emailAddresses.push('smtp:news@contoso.com');
    });
    await strategy(
      'sharedMailboxes:\n  jobs@contoso.com: { aliases: [news@contoso.com] }\n  press@contoso.com: { aliases: [] }\n',
    );
    expect(flat((await plan()).out)).toContain('3 changes on 2 mailboxes');
  }));

test.each([
  ['exact', '', 'people set Send on Behalf themselves'],
  ['additive', '', 'mode additive never removes rights'],
  ['exact', '    sendOnBehalf: exact\n', 'stop helen.ward@contoso.com sending on behalf'],
] as const)('Send on Behalf of a person, mode %s%s: %s', (mode, more, told) =>
  inCompany(async ({ strategy, plan }) => {
    await strategy(`users:\n  ceo@contoso.com:\n${more}    delegates: {}\n`, mode);
    const { out: shown } = await plan();
    const out = `${flat(shown)}${said(shown)}`;
    expect(out).toContain(told);
    if (mode === 'exact') expect(out).not.toContain('mode additive');
  }),
);

/** Hides a mailbox, and creates another: that stays when the run is undone. */
async function withCreation(company: Company): Promise<string> {
  await company.edit((tenant) => {
    tenant.dirSync = false;
  });
  await company.strategy(`${JOBS}  orders@contoso.com: { displayName: Orders }\n`);
  const { code, err } = await company.apply();
  expect(code, flat(err)).toBe(0);
  return runOf(err);
}

test('an undo that leaves something says what, and why it exits 3; also where nothing else is left', () =>
  inCompany(async (company) => {
    const run = await withCreation(company);
    for (const first of [true, false]) {
      const { code, err } = await company.mbx(['undo', run, '--yes']);
      expect([code, flat(err)]).toEqual([
        3,
        expect.stringContaining(
          '1 change of it stays, told above as "not undone". So the exit code is 3.',
        ),
      ]);
      expect(flat(err)).toContain('not undone: create the shared mailbox orders@contoso.com');
      expect(err.includes('Nothing more of run')).toBe(!first);
    }
  }));

/** The journal as the mbx before wrote it, with a chain that holds. */
async function aged({ space, tenant }: Company): Promise<void> {
  const folder = join(space.state, 'runs', tenant.tenantId);
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.jsonl')) continue;
    const path = join(folder, name);
    let prev = '0'.repeat(64);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const old = lines.map((text) => {
      const { prev: _, plan, ...line } = JSON.parse(text);
      const { policy: _p, opens: _o, scope: _s, ...rest } = plan ?? {};
      const body = JSON.stringify({
        prev,
        ...line,
        ...(plan === undefined ? {} : { plan: { ...rest, version: 1 } }),
      });
      prev = createHash('sha256').update(body).digest('hex');
      return body;
    });
    await writeFile(path, `${old.join('\n')}\n`);
  }
}

test('a journal of the mbx before is listed, read back and undone', () =>
  inCompany(async (company) => {
    await company.strategy(JOBS);
    const { code, err } = await company.apply();
    expect(code).toBe(0);
    const run = runOf(err);
    await aged(company);
    expect((await company.mbx(['runs'])).out).toContain(run);
    expect((await company.mbx(['verify', run])).code).toBe(0);
    const undone = await company.mbx(['undo', run, '--yes']);
    expect(undone.code, flat(undone.err)).toBe(0);
    expect((await company.mailbox('jobs')).raw.hidden).toBe(false);
  }));
