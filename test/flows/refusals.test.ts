/** What cannot be done is said, with its exit code, and nothing else is harmed by it. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { strategyYaml, workspace } from '../support/mbx.ts';
import { flat, inCompany, OPEN_GATES, placeOf } from './company.ts';

const DENIED = { status: 403, body: { error: { code: 'Forbidden', message: 'Access denied.' } } };

describe('parts of a plan', () => {
  test('what is mastered on premises is blocked with the reason, and nothing is written there', () =>
    inCompany(async ({ strategy, plan, applyOpen, writes, mailbox }) => {
      const before = await mailbox('facilities');
      await strategy(
        [
          'sharedMailboxes:',
          '  facilities@contoso.com:',
          '    hidden: true',
          '    displayName: House and Garden',
          '    aliases: [house@contoso.com]',
          '    sentItemsCopy: true',
          '',
        ].join('\n'),
      );
      const planned = await plan('--detailed-exitcode');
      expect(planned.code).toBe(2);
      expect(flat(planned.out)).toContain('No changes (5 blocked)');

      const { code, out } = await applyOpen();
      expect(code).toBe(3);
      expect(flat(out)).toContain(
        'facilities@contoso.com is synchronised from the on-premises directory, which owns this property. Make the change on premises',
      );
      expect(await writes()).toEqual([]);
      expect(await mailbox('facilities')).toEqual(before);
    }));

  test('what is blocked on one mailbox does not hold up the others', () =>
    inCompany(async ({ strategy, applyOpen, mailbox }) => {
      await strategy(
        'sharedMailboxes:\n  facilities@contoso.com: { hidden: true }\n  jobs@contoso.com: { hidden: true }\n',
      );
      expect((await applyOpen()).code).toBe(3);
      expect((await mailbox('jobs')).raw.hidden).toBe(true);
      expect((await mailbox('facilities')).raw.hidden).toBe(false);
    }));

  test('a mailbox that cannot be read is a gap: left alone as a whole, the others are done', () =>
    inCompany(async ({ strategy, plan, applyOpen, faults, mailbox, writes }) => {
      await strategy(
        [
          'sharedMailboxes:',
          '  jobs@contoso.com: { hidden: true, aliases: [], delegates: {} }',
          '  press@contoso.com: { hidden: true, aliases: [], delegates: {} }',
          '',
        ].join('\n'),
      );
      const match = {
        service: 'exchange',
        cmdlet: 'Get-MailboxPermission',
        identity: 'jobs@contoso.com',
      };
      await faults({ rules: [{ match, answer: DENIED }] });
      const before = await mailbox('jobs');

      const planned = await plan('--detailed-exitcode');
      expect(planned.code).toBe(3);
      const shown = flat(planned.out);
      expect(shown).toContain('Not read: mbx changes nothing there');
      expect(shown).toContain('Access denied.');
      expect(shown).toContain('1 gap: the plan is incomplete');

      expect((await applyOpen()).code).toBe(3);
      expect(await mailbox('jobs')).toEqual(before);
      const { raw, open } = await mailbox('press');
      expect([raw.hidden, open]).toEqual([true, []]);
      expect((await writes()).length).toBeGreaterThan(0);
    }));

  test('an address stays where it is while the mailbox that is to have it cannot be read', () =>
    inCompany(async ({ strategy, applyOpen, faults, mailbox, writes }) => {
      await strategy(
        [
          'sharedMailboxes:',
          '  info@contoso.com: { aliases: [info@contoso.co.uk] }',
          '  press@contoso.com: { aliases: [contact@contoso.com], delegates: {} }',
          '',
        ].join('\n'),
      );
      const match = {
        service: 'exchange',
        cmdlet: 'Get-Mailbox',
        identity: 'press@contoso.com',
      };
      await faults({ rules: [{ match, answer: DENIED }] });
      const { code, out } = await applyOpen();
      expect(code).toBe(3);
      expect(flat(out)).toContain('contact@contoso.com');
      expect((await mailbox('info')).aliases).toContain('contact@contoso.com');
      expect(await writes()).toEqual([]);
    }));

  test('nor is it called done where it cannot be read again after a creation', () =>
    inCompany(async ({ strategy, applyOpen, faults, edit, mailbox, isSettled }) => {
      await edit((tenant) => {
        tenant.dirSync = false;
      });
      await strategy(
        [
          'sharedMailboxes:',
          '  returns@contoso.com: { displayName: Returns }',
          '  jobs@contoso.com: { mode: additive, delegates: { ann@contoso.com: [fullAccess] } }',
          '',
        ].join('\n'),
      );
      const match = {
        service: 'exchange',
        cmdlet: 'Get-MailboxPermission',
        identity: 'jobs@contoso.com',
      };
      await faults({ rules: [{ match, answer: DENIED, after: 1 }] });
      const { code, out } = await applyOpen();
      expect([code, flat(out)]).toEqual([
        3,
        expect.stringContaining(
          'Not begun let ann@contoso.com open jobs@contoso.com after the new mailboxes were created, its mailbox could not be read again',
        ),
      ]);
      expect((await mailbox('jobs')).open).not.toContain('ann');
      await faults({});
      expect(await isSettled()).toBe(false);
      expect((await applyOpen()).code).toBe(0);
      expect((await mailbox('jobs')).open).toContain('ann');
    }));

  test.each([
    ['no recipient', 'Get-Recipient', 2],
    ['no right', 'Get-MailboxPermission', 1],
    ['nobody who may send as', 'Get-RecipientPermission', 1],
  ])('nor is anything left untold where, after a creation, it lists %s', (_, cmdlet, after) =>
    inCompany(async ({ strategy, applyOpen, faults, edit, mailbox, isSettled }) => {
      await edit((tenant) => {
        tenant.dirSync = false;
      });
      await strategy(
        [
          'sharedMailboxes:',
          '  returns@contoso.com: { displayName: Returns }',
          '  jobs@contoso.com:',
          '    mode: additive',
          '    displayName: Careers',
          '    delegates: { ann@contoso.com: [fullAccess, sendAs] }',
          '',
        ].join('\n'),
      );
      const answer = { status: 200, body: { value: [] } };
      await faults({ rules: [{ match: { service: 'exchange', cmdlet }, answer, after }] });
      const { code, out } = await applyOpen();
      await faults({});
      const told = flat(out);
      const jobs = await mailbox('jobs');
      const wanted = [
        ['let ann@contoso.com open jobs@contoso.com', jobs.open.includes('ann')],
        ['let ann@contoso.com send as jobs@contoso.com', jobs.sendAs.includes('ann')],
        ['set the display name of jobs@contoso.com', jobs.raw.displayName === 'Careers'],
      ] as const;
      for (const [words, isSo] of wanted)
        expect([words, isSo || (told.split('Not begun')[1] ?? '').includes(words)]).toEqual([
          words,
          true,
        ]);
      expect(code, told).toBe(3);
      expect(await isSettled()).toBe(false);
    }),
  );

  test('a row of another mailbox in the answer is a gap, never a difference', () =>
    inCompany(async ({ strategy, applyOpen, faults, writes }) => {
      await strategy('sharedMailboxes:\n  jobs@contoso.com: { delegates: {} }\n');
      const match = { service: 'exchange', cmdlet: 'Get-MailboxPermission' };
      await faults({ rules: [{ match, answer: 'foreignRow' }] });
      const { code, out } = await applyOpen();
      expect(code).toBe(3);
      expect(flat(out)).toContain('answered with a row of another object');
      expect(await writes()).toEqual([]);
    }));
});

describe('the file', () => {
  test('a file for another tenant is refused at its line', () =>
    inCompany(async ({ space, applyOpen, writes }) => {
      const text = strategyYaml(
        'sharedMailboxes: { jobs@contoso.com: { delegates: {} } }\n',
      ).replace('contoso.onmicrosoft.com', 'fabrikam.onmicrosoft.com');
      await space.write({ 'mailboxes.yaml': text });
      const { code, out, err } = await applyOpen();
      expect([code, out]).toEqual([65, '']);
      expect(err).toContain(`${placeOf(text, 'fabrikam')} error`);
      expect(flat(err)).toContain('but you are signed in to contoso.onmicrosoft.com');
      expect(await writes()).toEqual([]);
    }));

  test.each([
    ['nothing', ''],
    ['only blanks', '\n  \n'],
    ['only a comment', '# soon\n'],
    ['null', 'null\n'],
    ['a list', '- jobs@contoso.com\n'],
  ])('a file of %s is an error, not an empty strategy', (_, text) =>
    inOffline({ 'mailboxes.yaml': text }, async (mbx) => {
      for (const command of ['plan', 'apply', 'validate']) {
        const { code, out, err } = await mbx(command);
        expect(code).toBe(65);
        expect(`${out}${err}`).toMatch(/mailboxes\.yaml:1:1 error/u);
      }
    }),
  );

  test('no file, no folder, or a file that is not there: exit 64 with what to do', () =>
    inOffline({ 'notes.txt': 'x' }, async (mbx) => {
      const none = await mbx('plan');
      expect(none.code).toBe(64);
      expect(flat(none.err)).toContain('neither mailboxes.yaml nor a folder mailboxes/');
      const missing = await mbx('apply', '--yes', '-f', 'mailboxs.yaml');
      expect(missing.code).toBe(64);
      expect(flat(missing.err)).toContain('there is no file mailboxs.yaml');
      expect([none.out, missing.out]).toEqual(['', '']);
    }));

  test('an empty folder, or a file that is no text, is not taken for an empty strategy', () =>
    inOffline({ 'mailboxes/readme.md': 'x' }, async (mbx, write) => {
      const empty = await mbx('plan');
      expect(empty.code).toBe(64);
      expect(flat(empty.err)).toContain('no .yaml file in mailboxes');
      await write('latin.yaml', Buffer.from([0x76, 0xe9, 0x0a]));
      const latin = await mbx('plan', '-f', 'latin.yaml');
      expect(latin.code).toBe(64);
      expect(flat(latin.err)).toContain(
        'is not text in UTF-8, or in UTF-16 with a byte order mark',
      );
    }));

  test('twenty mistakes are told at once, each at its place', () => {
    const wrong = Array.from({ length: 20 }, (_, index) => `    mistake${index}: true\n`);
    const body = `sharedMailboxes:\n  jobs@contoso.com:\n${wrong.join('')}`;
    return inOffline({ 'mailboxes.yaml': strategyYaml(body) }, async (mbx) => {
      const { code, out, err } = await mbx('plan');
      expect([code, out]).toEqual([65, '']);
      for (const line of wrong) {
        const place = placeOf(strategyYaml(body), line.trim());
        expect(err).toContain(`${place} error`);
        expect(err).toContain(line.trimEnd());
      }
      expect(err).toContain('20 errors');
      expect(flat(err)).toContain('nothing was changed');
    });
  });

  test('mistakes of twenty kinds are told at once, those that need the tenant after the others', () =>
    inCompany(async ({ strategy, plan, tenant }) => {
      const body = `teams:
  sales: { members: [ann@contoso.com, nobody@contoso.com] }
users:
  jobs@contoso.com: { hidden: true }
  nobody2@contoso.com: { hidden: true }
sharedMailboxes:
  ann@contoso.com: { hidden: true }
  boardroom@contoso.com: { hidden: true }
  new@fabrikam.example: { hidden: true }
  press@contoso.com:
    aliases: [x@fabrikam.example, sales@contoso.com]
    delegates:
      team:sales: [fullAccess]
      sales-list@contoso.com: [fullAccess]
`;
      await strategy(body);
      const { code, err } = await plan();
      expect(code).toBe(65);
      for (const part of [
        'nobody@contoso.com',
        'jobs@contoso.com:',
        'nobody2@contoso.com',
        'ann@contoso.com: {',
        'boardroom',
        'new@fabrikam',
        'x@fabrikam',
        'sales@contoso.com]',
        'sales-list',
      ])
        expect(err).toContain(`${placeOf(strategyYaml(body), part)} error`);
      expect(err).toContain('9 errors');
      expect((await tenant.ledger()).length).toBeGreaterThan(0);
    }));
});

/** Without a tenant and without credentials. */
async function inOffline(
  files: Readonly<Record<string, string>>,
  use: (
    mbx: (...args: string[]) => Promise<{ code: number | null; out: string; err: string }>,
    write: (name: string, bytes: Buffer) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const space = await workspace(files);
  try {
    await use(
      (...args) => space.mbx(args),
      (name, bytes) => writeFile(`${space.folder}/${name}`, bytes),
    );
  } finally {
    await space.remove();
  }
}

const FILE = 'sharedMailboxes:\n  jobs@contoso.com: { hidden: true, delegates: {} }\n';

describe('sign-in and permissions', () => {
  test('a wrong secret: exit 4, which it is, and the secret is not in the message', () =>
    inCompany(async ({ strategy, mbx, tenant }) => {
      await strategy(FILE);
      const env = { AZURE_CLIENT_SECRET: 'hunter2-is-wrong' };
      const { code, out, err } = await mbx(['plan', '--debug'], { env });
      expect([code, out]).toEqual([4, '']);
      expect(err).toContain('E3001');
      expect(flat(err)).toContain('the client secret is wrong');
      expect(err).not.toContain('hunter2');
      expect((await tenant.ledger()).every(({ service }) => service === 'login')).toBe(true);
    }));

  test.each([
    ['AZURE_TENANT_ID', 'AZURE_TENANT_ID'],
    ['AZURE_CLIENT_ID', 'AZURE_CLIENT_ID'],
    ['AZURE_CLIENT_SECRET', 'no credential is set to sign in with'],
  ])('without %s: exit 78, naming what to set', (variable, told) =>
    inCompany(async ({ strategy, mbx, tenant }) => {
      await strategy(FILE);
      const { code, err } = await mbx(['plan'], { env: { [variable]: '' } });
      expect(code).toBe(78);
      expect(flat(err)).toContain(told);
      expect(await tenant.ledger()).toEqual([]);
    }),
  );

  test('the Graph permission to read people is missing: exit 4, naming it', () =>
    inCompany(async ({ strategy, edit, applyOpen, writes }) => {
      const permission = 'User.Read.All';
      await edit(({ applications: [mbx] }) => {
        if (mbx !== undefined) mbx.graphRoles = mbx.graphRoles.filter((one) => one !== permission);
      });
      await strategy(FILE);
      const { code, out, err } = await applyOpen();
      expect([code, out]).toEqual([4, '']);
      expect(err).toContain('E3002');
      expect(flat(err)).toContain(
        `Microsoft Graph, for GET /users: the application permission ${permission}`,
      );
      expect(await writes()).toEqual([]);
    }));

  test('no role at Exchange: exit 4, naming cmdlet, permission and role', () =>
    inCompany(async ({ strategy, edit, plan }) => {
      await edit(({ applications: [mbx] }) => {
        if (mbx !== undefined) mbx.wids = [];
      });
      await strategy(FILE);
      const { code, err } = await plan();
      expect(code).toBe(4);
      expect(flat(err)).toContain(
        'Exchange Online, for Get-Mailbox, Get-MailboxPermission, Get-Recipient: the role View-Only Recipients',
      );
      expect(flat(err)).toContain(
        'Exchange Online, for Get-AcceptedDomain: the role View-Only Configuration',
      );
      expect(flat(err)).toContain('Global Reader');
    }));

  test('an application that only reads: the plan is whole, apply is exit 4 with cmdlet and role', () =>
    inCompany(async ({ strategy, mbx, tenant, mailbox }) => {
      const reader = (await tenant.dump()).applications.find(
        ({ displayName }) => displayName === 'mbx-reader',
      );
      const env = {
        AZURE_CLIENT_ID: reader?.appId ?? '',
        AZURE_CLIENT_SECRET: reader?.secret ?? '',
      };
      // Whether a Global Reader may read these two differs between tenants: here it may.
      const both = { viewOnlySendAs: 'allowed', viewOnlyServicePrincipals: 'allowed' };
      await tenant.control('PUT', 'settings', both);
      await strategy(FILE);
      expect((await mbx(['plan', '--detailed-exitcode'], { env })).code).toBe(2);

      const before = await mailbox('jobs');
      const { code, out, err } = await mbx(['apply', '--yes', ...OPEN_GATES], { env });
      expect(code).toBe(4);
      const told = flat(`${out}${err}`);
      expect(told).toContain('the application lacks permissions that this command needs');
      expect(told).toMatch(/Exchange Online, for [^:]*Set-Mailbox: /u);
      expect(told).toContain('Nothing was written.');
      expect(told).toContain('Exchange Recipient Administrator');
      expect(told).not.toContain('done and read back');
      expect(await mailbox('jobs')).toEqual(before);
    }));

  test('sign-in that may not be changed is exit 4 before anything is written, and names the permission', () =>
    inCompany(async ({ strategy, edit, applyOpen, writes }) => {
      await edit(({ applications: [mbx] }) => {
        if (mbx !== undefined)
          mbx.graphRoles = mbx.graphRoles.filter((one) => one !== 'User.EnableDisableAccount.All');
      });
      await strategy(
        'sharedMailboxes:\n  support@contoso.com: { hidden: true, signIn: blocked }\n',
      );
      const { code, err } = await applyOpen();
      expect(code).toBe(4);
      expect(flat(err)).toContain('Microsoft Graph, for PATCH /users/{id}');
      expect(flat(err)).toContain('User.EnableDisableAccount.All');
      expect(await writes()).toEqual([]);
    }));
});

test('Exchange behind a certificate that nobody trusts: exit 69, saying so, at once', () =>
  inCompany(async ({ strategy, mbx, space, writes }) => {
    const { pem } = makeCertificate();
    const server = createServer({ key: pem, cert: pem });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      await strategy(FILE);
      const env = { MBX_EXCHANGE_URL: `https://127.0.0.1:${port}` };
      const { code, out, err } = await mbx(['apply', '--yes'], { env });
      expect([code, out]).toEqual([69, '']);
      expect(err).toContain('E4001');
      expect(flat(err)).toContain('its certificate is not trusted');
      expect(await writes()).toEqual([]);
      const files = await readdir(space.state, { recursive: true });
      expect(files.filter((name) => name.endsWith('.jsonl'))).toEqual([]); // nothing was begun
      expect(await readdir(join(space.state, 'locks'))).toEqual([]);
    } finally {
      server.close();
    }
  }));

describe('the command line', () => {
  test.each([
    ['plam', "unknown command 'plam'", 'plan'],
    ['aply', "unknown command 'aply'", 'apply'],
    ['--detailed-exit', "unknown option '--detailed-exit'", undefined],
    ['demo serv', "unknown command 'serv'", 'serve'],
    ['plan --onli x', "unknown option '--onli'", '--only'],
    ['plan -o yaml', "argument 'yaml' is invalid", 'text, json'],
    ['plan --only', "'--only <selector>' argument missing", undefined],
    ['apply --verify-timeout soon', 'Give a number of seconds', undefined],
    ['plan now', 'there is no file now', '-f'],
    ['runs now', 'there is no run now on this machine', 'lists the runs'],
    ['runs a b', 'too many arguments', undefined],
    ['help plam', 'there is no help on plam', 'exit-codes'],
  ])('mbx %s is exit 64, names what is meant, and runs nothing', (line, told, hint) =>
    inOffline({}, async (mbx) => {
      const { code, out, err } = await mbx(...line.split(' '));
      expect([code, out]).toEqual([64, '']);
      expect(flat(err)).toContain(told);
      if (hint !== undefined) expect(flat(err)).toContain(hint);
    }),
  );

  test('a mistyped command with the flags of the right one runs nothing', () =>
    inCompany(async ({ strategy, mbx, tenant }) => {
      await strategy(FILE);
      expect((await mbx(['aply', '--yes'])).code).toBe(64);
      expect(await tenant.ledger()).toEqual([]);
    }));

  test('mbx alone, --help and --version are exit 0 on stdout', () =>
    inOffline({}, async (mbx) => {
      for (const args of [[], ['--help'], ['plan', '--help'], ['--version']]) {
        const { code, out, err } = await mbx(...args);
        expect([code, err]).toEqual([0, '']);
        expect(out).not.toBe('');
        for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      }
    }));
});
