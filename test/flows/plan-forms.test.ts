/** `mbx plan -o markdown` and `-o powershell` through the executable: what is printed, and that the script is what apply does. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tablesOf } from '../support/markdown-table.ts';
import { type Statement, statements } from '../support/powershell.ts';
import type { Entry } from '../support/tenant.ts';
import { type Company, flat, inCompany } from './company.ts';

const GOLDEN = new URL('../golden/', import.meta.url);
const EXAMPLE = new URL('../../policies/strategy.example.yaml', import.meta.url);
const golden = (name: string): string => fileURLToPath(new URL(name, GOLDEN));

/** The example strategy, with a date that is always to come. */
async function withExample({ space }: Company): Promise<void> {
  const text = await readFile(EXAMPLE, 'utf8');
  await space.write({
    'mailboxes.yaml': text.replaceAll(/until: 20\d\d-\d\d-\d\d/gu, 'until: 2099-12-31'),
  });
}

/** Everything that a plan can hold: a creation, a move, two steps for one change, sign-in, settings, rights of all kinds. */
const EVERYTHING = `
leavers: [old.hand@contoso.com]
sharedMailboxes:
  orders@contoso.com:
    displayName: "Orders’ & Returns'; Zoë"
    aliases: [returns@contoso.com, enquiries@contoso.com]
    sentItemsCopy: true
    delegates:
      ann@contoso.com: [fullAccess, sendAs]
      temp@contoso.com: { rights: [fullAccess, sendOnBehalf], automap: false }
  sales@contoso.com:
    aliases: []
    delegates:
      fred@contoso.com: { rights: [fullAccess], automap: false }
      ann@contoso.com: { rights: [fullAccess, sendOnBehalf], automap: false }
  info@contoso.com:
    displayName: Information
    hidden: true
    signIn: allowed
`;

type Command = Extract<Statement, { readonly command: string }>;
const isCommand = (one: Statement): one is Command => 'command' in one;
interface Sent {
  readonly on: string;
  readonly cmdlet: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Commands of a script as the service would get them; the question that nobody is asked is no part of that. */
const commandsIn = (script: string): readonly Sent[] =>
  statements(script)
    .filter(isCommand)
    .filter(({ command }) => !command.startsWith('Connect-'))
    .map(({ command, arguments: { Identity, UserId, Confirm, ...values } }) => {
      expect(Confirm).toBe(false);
      const on = Identity ?? UserId ?? values['PrimarySmtpAddress'];
      return { on: String(on), cmdlet: command, values };
    });
/** Writes as the tenant got them, with the names that a script uses. `created`: ids of what this run created, with the address. */
const sentIn = (
  entries: readonly Entry[],
  created: ReadonlyMap<string | null, string>,
): readonly Sent[] =>
  entries.map(({ cmdlet, parameters, url, body }) => {
    if (cmdlet === undefined) {
      const [, id = ''] = /\/users\/([^/]+)$/u.exec(url) ?? [];
      const enabled = (body as { readonly accountEnabled?: unknown }).accountEnabled;
      return { on: id, cmdlet: 'Update-MgUser', values: { AccountEnabled: enabled } };
    }
    const { Identity, ...values } = parameters ?? {};
    const id = String(Identity ?? values['PrimarySmtpAddress']);
    return { on: created.get(id) ?? id, cmdlet, values: plainValues(values) };
  });
/** Without tags of types, and lists of one as that one: PowerShell does not tell them apart. */
const plainValues = (
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.length === 1 ? value[0] : value];
      if (typeof value !== 'object' || value === null) return [name, value];
      return [
        name,
        Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('@'))),
      ];
    }),
  );

/** By the object they are about, in order: different ones may be at work at the same time. */
const byObject = (sent: readonly Sent[]): Readonly<Record<string, readonly Omit<Sent, 'on'>[]>> => {
  const all: Record<string, Omit<Sent, 'on'>[]> = {};
  for (const { on, cmdlet, values } of sent) all[on] = [...(all[on] ?? []), { cmdlet, values }];
  return all;
};

/** Flags that open all the gates of a plan. */
async function flagsFor({ plan }: Company): Promise<readonly string[]> {
  const { gates } = JSON.parse((await plan('-o', 'json')).out) as {
    readonly gates: readonly { readonly tripped: boolean; readonly allow?: readonly string[] }[];
  };
  return gates
    .flatMap(({ tripped, allow = [] }) => (tripped ? allow : []))
    .flatMap((flag) => flag.split(' '));
}

async function expectScriptIsApply(company: Company): Promise<readonly Sent[]> {
  const { plan, apply, tenant, writes } = company;
  const { code, out } = await plan('-o', 'powershell');
  expect(code).toBe(0);
  const flags = await flagsFor(company);
  await tenant.clearLedger();
  expect((await apply(...flags)).code).toBe(0);
  const { mailboxes } = await tenant.dump();
  const created = new Map(
    mailboxes
      .filter(({ emailAddresses }) => emailAddresses.includes('SMTP:orders@contoso.com'))
      .map(({ userId }) => [userId, 'orders@contoso.com'] as const),
  );
  const commands = commandsIn(out);
  expect(byObject(commands)).toEqual(byObject(sentIn(await writes(), created)));
  return commands;
}

describe('the example strategy', () => {
  test.each([
    ['powershell', 'plan.example.ps1'],
    ['markdown', 'plan.example.md'],
  ])('as %s is as it always was, on stdout alone, and nothing is written', (form, file) =>
    inCompany(async (company) => {
      await withExample(company);
      const { code, out, err } = await company.plan('-q', '-o', form);
      expect([code, err]).toEqual([0, '']);
      const undated = out.replace(/made \d{4}-\d\d-\d\dT[\d:.]+Z/u, 'made …');
      await expect(undated).toMatchFileSnapshot(golden(file));
      expect(await company.writes()).toEqual([]);
      expect((await company.plan('-o', form, '--detailed-exitcode')).code).toBe(2);
    }),
  );

  test('as a script is what apply then sends, call by call', () =>
    inCompany(async (company) => {
      await withExample(company);
      expect((await expectScriptIsApply(company)).length).toBeGreaterThan(20);
    }));
});

test('everything that a plan can hold is in the script what apply then sends', () =>
  inCompany(async (company) => {
    await company.edit((document) => {
      document.dirSync = false;
    });
    await company.strategy(EVERYTHING);
    const commands = await expectScriptIsApply(company);
    expect([...new Set(commands.map(({ cmdlet }) => cmdlet))].toSorted()).toEqual([
      'Add-MailboxPermission',
      'Add-RecipientPermission',
      'New-Mailbox',
      'Remove-MailboxPermission',
      'Remove-RecipientPermission',
      'Set-Mailbox',
      'Update-MgUser',
    ]);
    const ofUser = (name: string) =>
      commands
        .filter(({ cmdlet }) => cmdlet === name)
        .map(({ on, values }) => `${on} ${values['User']}`);
    const added = ofUser('Add-MailboxPermission');
    expect(ofUser('Remove-MailboxPermission').filter((one) => added.includes(one))).not.toEqual([]);
    expect(commands.find(({ cmdlet }) => cmdlet === 'New-Mailbox')?.values['DisplayName']).toBe(
      "Orders’ & Returns'; Zoë",
    );
  }));

test('names from the tenant stay in their literals and comments, their cells and spans', () =>
  inCompany(async ({ strategy, edit, plan }) => {
    const evil = "Jobs'; Remove-Mailbox *\r\n’ | `x` <b>@all</b> \\| $(x)\u2028#";
    await edit((document) => {
      for (const mailbox of document.mailboxes)
        if (mailbox.displayName === 'Job Applications') mailbox.displayName = evil;
    });
    await strategy('sharedMailboxes:\n  jobs@contoso.com: { displayName: Jobs }\n');
    const script = (await plan('-o', 'powershell')).out;
    expect(commandsIn(script)).toHaveLength(1);
    expect(script).toContain('# Change ');
    expect(script).toContain(String.raw`(now "Jobs'; Remove-Mailbox *\u{d}\u{a}\u{2019} | `);
    const markdown = (await plan('-o', 'markdown')).out;
    expect(tablesOf(markdown).map(({ rows }) => rows.length)).toEqual([1]);
    expect(markdown).not.toMatch(/[\r\u2028]/u);
  }));

test('the comment and the file to approve come of one run', () =>
  inCompany(async ({ strategy, plan, space, tenant }) => {
    await strategy('sharedMailboxes:\n  jobs@contoso.com: { hidden: true }\n');
    const { code, out } = await plan('-o', 'markdown', '--out', 'plan.json');
    expect([code, tablesOf(out).length]).toEqual([0, 1]);
    const file = join(space.folder, 'plan.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 2,
      tenant: { id: tenant.tenantId },
    });
    expect(flat((await space.mbx(['show', 'plan.json'])).out)).toContain(
      'Hidden from address lists off -> on',
    );
  }));

test('a plan that is incomplete says so in every form, and exits 3', () =>
  inCompany(async ({ strategy, plan, faults }) => {
    await strategy(
      'sharedMailboxes:\n  jobs@contoso.com: { delegates: { ann@contoso.com: [fullAccess] } }\n',
    );
    const match = { service: 'exchange', cmdlet: 'Get-MailboxPermission' };
    await faults({ rules: [{ match, answer: 'foreignRow' }] });
    for (const form of ['text', 'markdown', 'powershell']) {
      const { code, out } = await plan('-o', form);
      expect([form, code]).toEqual([form, 3]);
      expect(out).toContain('Not read');
      expect(out).toContain('the plan is incomplete');
    }
  }));

test.each([
  ['apply', 'markdown'],
  ['apply', 'powershell'],
  ['validate', 'markdown'],
  ['plan', 'csv'],
])('%s has no form %s: exit 64, and the forms are named', (command, form) =>
  inCompany(async ({ strategy, mbx, writes }) => {
    await strategy('sharedMailboxes:\n  jobs@contoso.com: { hidden: true }\n');
    const { code, out, err } = await mbx([command, '-o', form]);
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain('text, json');
    expect(await writes()).toEqual([]);
  }),
);

test('help tells the forms and the gates', () =>
  inCompany(async ({ mbx }) => {
    expect(flat((await mbx(['plan', '--help'])).out)).toContain(
      '"text", "json", "markdown", "powershell"',
    );
    const { code, out } = await mbx(['help', 'gates']);
    expect(code).toBe(0);
    expect(out).toContain('\n  max-revokes\n');
    expect((await mbx(['help', 'gate'])).err).toContain('gates');
    expect((await mbx(['help', 'demo', 'serve'])).out).toContain('--port');
    expect((await mbx(['help', 'demo', 'nothing'])).code).toBe(64);
  }));
