/** Who may hold a right, who may not, and who is never touched. */
import { describe, expect, test } from 'vitest';
import { strategyYaml } from '../support/mbx.ts';
import { said } from '../support/plan-sentences.ts';
import { type Company, flat, inCompany, mailboxIn, placeOf } from './company.ts';

const box = (name: string, delegates: readonly string[], more = ''): string =>
  `${more}sharedMailboxes:\n  ${name}@contoso.com:\n    delegates:${
    delegates.length === 0 ? ' {}' : ''
  }\n${delegates.map((line) => `      ${line}\n`).join('')}`;

/** Plans a file that is wrong at `part`, and says what is told; nothing may have been written. */
async function refusal(company: Company, body: string, part: string): Promise<string> {
  await company.strategy(body);
  const { code, out, err } = await company.applyOpen();
  expect(code).toBe(65);
  expect(out).toBe('');
  expect(err).toContain(`${placeOf(strategyYaml(body), part)} error`);
  expect(await company.writes()).toEqual([]);
  return flat(err);
}

describe('found in the tenant', () => {
  test('an orphan is taken away by its SID, and cannot be given back', () =>
    inCompany(async ({ strategy, plan, applyOpen, mailbox, writes, isSettled }) => {
      const [orphan] = (await mailbox('info')).open.filter((name) => name.startsWith('S-1-'));
      await strategy(
        box('info', [
          'ann@contoso.com: [fullAccess, sendAs]',
          'carlos.mendez@contoso.com: [fullAccess]',
          'group:service-desk@contoso.com: [fullAccess]',
        ]),
      );
      const shown = said((await plan()).out);
      expect(shown).toContain(`stop the deleted account ${orphan} opening info@contoso.com`);
      expect(shown).toContain(`stop the deleted account ${orphan} sending as info@contoso.com`);
      expect(shown).toContain('cannot be undone: the account is deleted');
      expect((await applyOpen()).code).toBe(0);
      const after = await mailbox('info');
      expect(after.open).toEqual(['ann', 'carlos.mendez', 'service-desk']);
      expect(after.sendAs).toEqual(['ann']);
      expect((await writes()).map(({ parameters }) => parameters?.['User'])).toContain(orphan);
      expect(await isSettled()).toBe(true);
    }));

  test.each([
    ['users of Exchange', { service: 'exchange', cmdlet: 'Get-User' }, 3],
    ['groups of Exchange', { service: 'exchange', cmdlet: 'Get-Group' }, 3],
    // Denied to many who may only view: told as a note, and no gap.
    ['applications', { service: 'exchange', cmdlet: 'Get-ServicePrincipal' }, 0],
    ['groups', { service: 'graph', path: '/groups' }, 3],
  ])(
    'while the %s may not be read nobody is an orphan: a SID is shown and left alone',
    (source, match, exit) =>
      inCompany(async ({ strategy, applyOpen, mailbox, faults }) => {
        await faults({ rules: [{ match, answer: DENIED }] });
        const before = await mailbox('info');
        const [orphan] = before.open.filter((name) => name.startsWith('S-1-'));
        await strategy(box('info', ['ann@contoso.com: [fullAccess, sendAs]']));
        const { code, out } = await applyOpen();
        expect(code).toBe(exit);
        expect(flat(out)).toContain(
          exit === 3 ? `the directory: ${source}: ` : 'this identity may not read applications',
        );
        const left = flat(out).split('In the tenant, not in the file')[1] ?? '';
        expect(left).toContain(`${orphan} (Full Access, Send As)`);
        expect(left).toContain('it could not be identified, so it is never touched');
        expect((await mailbox('info')).open).toContain(orphan);
        expect((await mailbox('info')).sendAs).toContain(orphan);
      }),
  );

  test.each(['sid', 'displayName'])(
    'an application keeps its access, shown by its %s',
    (servicePrincipalAs) =>
      inCompany(async ({ strategy, applyOpen, mailbox, tenant, isSettled }) => {
        await tenant.control('PUT', 'settings', { servicePrincipalAs });
        await strategy(box('support', []));
        const { code, out } = await applyOpen();
        expect(code).toBe(0);
        expect(flat(out)).toContain(
          'ticket-importer (Full Access, Send As): an application, removed only when it is named',
        );
        const after = await mailbox('support');
        expect([after.open, after.sendAs]).toEqual([['ticket-importer'], ['ticket-importer']]);
        expect(await isSettled()).toBe(true);
      }),
  );

  test('a deleted user who can still be restored is taken away like any other extra', () =>
    inCompany(async ({ strategy, plan, applyOpen, mailbox, isSettled }) => {
      await strategy(
        box('support', [
          'group:service-desk@contoso.com: [fullAccess, sendAs]',
          'grace.kim@contoso.com: [fullAccess, sendAs, sendOnBehalf]',
          'nina.petrova@contoso.com: [fullAccess]',
        ]),
      );
      const { out: shown } = await plan();
      expect(said(shown)).toMatch(
        /stop gary\.gone@contoso\.com \(deleted account S-1-[\d-]+\) opening/u,
      );
      expect(flat(shown)).toContain('2 changes on 1 mailbox: 2 narrow access');
      expect((await applyOpen()).code).toBe(0);
      expect((await mailbox('support')).open).not.toContain('gary.gone');
      expect((await mailbox('support')).sendAs).not.toContain('gary.gone');
      expect(await isSettled()).toBe(true);
    }));

  test("an ignored vendor's account stays, and is shown", () =>
    inCompany(async ({ strategy, applyOpen, mailbox }) => {
      await strategy(box('legal', [], '  ignoreTrustees: ["backup-*@contoso.com"]\n'));
      const { code, out } = await applyOpen();
      expect(code).toBe(0);
      expect(flat(out)).toContain('backup-svc@contoso.com (Full Access): in ignoreTrustees');
      expect((await mailbox('legal')).open).toEqual(['backup-svc']);
    }));

  test('a break-glass account that holds a right keeps it', () =>
    inCompany(async ({ strategy, applyOpen, mailbox }) => {
      await strategy(box('jobs', [], '  breakGlass: [yusuf.demir@contoso.com]\n'));
      const { code, out } = await applyOpen();
      expect(code).toBe(0);
      expect(flat(out)).toContain('yusuf.demir@contoso.com (Full Access, Send As)');
      expect(flat(out)).toContain('a break-glass account');
      const after = await mailbox('jobs');
      expect([after.open, after.sendAs]).toEqual([['yusuf.demir'], ['yusuf.demir']]);
    }));

  test('of two people of one name only the one who is not in the file loses access', () =>
    inCompany(async ({ strategy, plan, applyOpen, mailbox, isSettled }) => {
      await strategy(
        box('finance', [
          'alex.morgan@contoso.com: [fullAccess, sendOnBehalf]',
          'marta.kowalska@contoso.com: [fullAccess, sendAs]',
          'group:auditors@contoso.com: [fullAccess]',
        ]),
      );
      const shown = said((await plan()).out);
      expect(shown).toContain('stop alex.morgan2@contoso.com opening finance@contoso.com');
      expect(shown).not.toContain('stop alex.morgan@contoso.com');
      expect((await applyOpen()).code).toBe(0);
      const after = await mailbox('finance');
      expect(after.open).toEqual([
        'alex.morgan',
        'auditors',
        'mail-archiver-app',
        'marta.kowalska',
      ]);
      expect(after.onBehalf).toEqual(['alex.morgan']);
      expect(await isSettled()).toBe(true);
    }));

  test('a name in the answer that fits two people is a gap: nothing is done there', () =>
    inCompany(async ({ strategy, applyOpen, faults, writes }) => {
      const row = { Identity: 'finance', User: 'Alex Morgan', AccessRights: ['FullAccess'] };
      const value = [{ ...row, Deny: false, IsInherited: false, InheritanceType: 'All' }];
      await faults({
        rules: [
          {
            match: { service: 'exchange', cmdlet: 'Get-MailboxPermission' },
            answer: { status: 200, body: { '@odata.context': 'x', value } },
          },
        ],
      });
      await strategy(box('finance', ['david.chen@contoso.com: [fullAccess, sendAs]']));
      const { code, out } = await applyOpen();
      expect(code).toBe(3);
      expect(flat(out)).toContain('"Alex Morgan" is the name of 2 objects');
      expect(await writes()).toEqual([]);
    }));
});

const DENIED = {
  status: 403,
  body: { error: { code: 'Forbidden', message: 'Access is denied.' } },
};

describe('named in the file', () => {
  test('a mail-enabled security group holds the right itself', () =>
    inCompany(async ({ strategy, plan, applyOpen, mailbox, isSettled }) => {
      await strategy(
        box('press', [
          'ellen.berg@contoso.com: [fullAccess, sendOnBehalf]',
          'jack.turner@contoso.com: [fullAccess, sendAs]',
          'group:Auditors@contoso.com: [fullAccess, sendAs, sendOnBehalf]',
        ]),
      );
      expect(flat((await plan()).out)).toContain('3 changes on 1 mailbox: 3 widen access');
      expect((await applyOpen()).code).toBe(0);
      const after = await mailbox('press');
      expect(after.open).toContain('auditors');
      expect(after.sendAs).toContain('auditors');
      expect(after.onBehalf).toContain('auditors');
      expect(await isSettled()).toBe(true);
    }));

  test('who cannot hold a right is told at the line, by kind, all at once', () =>
    inCompany(async ({ strategy, applyOpen, writes }) => {
      const refused: readonly (readonly [who: string, told: string])[] = [
        ['group:sales-list@contoso.com', 'is a distribution list'],
        ['group:project-apollo@contoso.com', 'is a Microsoft 365 group'],
        ['group:all-staff@contoso.com', 'is a dynamic distribution list'],
        // A plain security group has no address under which it could be named.
        ['group:vpn-users@contoso.com', 'there is no group vpn-users@contoso.com'],
        ['group:ann@contoso.com', "is a person's mailbox"],
        ['group:auditor@contoso.com', 'Did you mean auditors@contoso.com?'],
        ['sales-list@contoso.com', 'is a distribution list, not a person'],
        ['auditors@contoso.com', 'write `group:auditors@contoso.com`'],
        ['agency@fabrikam.example', 'is a contact'],
        ['emergency@contoso.com', 'has no mailbox'],
        ['gary.gone@contoso.com', 'no account gary.gone@contoso.com exists in this tenant'],
        ['fred@contso.com', 'Did you mean fred@contoso.com?'],
      ];
      const body = box(
        'jobs',
        refused.map(([who]) => `${who}: [fullAccess]`),
      );
      await strategy(body);
      const { code, out, err } = await applyOpen();
      expect([code, out]).toEqual([65, '']);
      expect(await writes()).toEqual([]);
      expect(err).toContain(`${refused.length} errors`);
      const told = err.split('\n\n').map(flat);
      for (const [who, why] of refused) {
        const place = placeOf(strategyYaml(body), `      ${who}`).replace(/:1$/u, ':7');
        expect(told.find((one) => one.includes(`${place} error`))).toContain(why);
      }
    }));

  test('a guest in a team is skipped and told', () =>
    inCompany(async ({ strategy, plan }) => {
      await strategy(
        box(
          'jobs',
          [
            'team:help: [sendOnBehalf]',
            'yusuf.demir@contoso.com: [fullAccess, sendAs]',
            'helen.ward@contoso.com: [sendAs]',
          ],
          'teams:\n  help: { members: [ann@contoso.com, maria.rossi@fabrikam.example] }\n',
        ),
      );
      const { code, out } = await plan();
      expect(code).toBe(0);
      expect(flat(out)).toContain('maria.rossi@fabrikam.example is skipped: is a guest');
      expect(said(out)).toContain('let ann@contoso.com send on behalf of jobs@contoso.com');
      expect(flat(out)).toContain('1 change on 1 mailbox');
    }));

  test.each(['exact', 'additive'] as const)(
    'somebody blocked gets nothing, and loses what is held, in mode %s',
    (mode) =>
      inCompany(async ({ strategy, plan, applyOpen, mailbox, isSettled }) => {
        const lines = [
          'ann@contoso.com: [fullAccess, sendAs]',
          'fred@contoso.com: [fullAccess, sendAs]',
          'priya.shah@contoso.com: [fullAccess]',
          'temp@contoso.com: [sendOnBehalf]',
          'old.hand@contoso.com: [fullAccess, sendAs, sendOnBehalf]',
        ];
        const body = box('sales', lines);
        await strategy(body, mode);
        const { code, out } = await plan();
        expect(code).toBe(0);
        const shown = flat(out);
        const line = placeOf(strategyYaml(body, mode), 'old.hand').replace(/:\d+$/u, '');
        expect(shown).toContain('Lines of the file that have no effect now');
        expect(shown).toContain(`${line}: old.hand@contoso.com cannot sign in`);
        expect(said(out)).toContain(
          `stop old.hand@contoso.com opening sales@contoso.com the account cannot sign in at ${line}`,
        );
        expect(said(out)).toContain(
          `stop old.hand@contoso.com sending as sales@contoso.com the account cannot sign in at ${line}`,
        );
        expect(shown).toContain('2 changes on 1 mailbox: 2 narrow access');
        expect((await applyOpen()).code).toBe(0);
        const after = await mailbox('sales');
        expect(after.open).toEqual(['ann', 'fred', 'priya.shah']);
        expect(after.sendAs).toEqual(['ann', 'fred']);
        expect(after.onBehalf).toEqual(['temp']);
        expect(await isSettled()).toBe(true);
      }),
  );

  test('a member of a team who is blocked meanwhile loses the right with that reason', () =>
    inCompany(async ({ strategy, plan, edit, applyOpen, mailbox, isSettled }) => {
      await strategy(
        box(
          'sales',
          ['team:sales: [fullAccess]'],
          'teams:\n  sales: { members: [ann@contoso.com, fred@contoso.com] }\n',
        ),
      );
      await edit((tenant) => {
        const fred = tenant.users.find((one) => one.userPrincipalName === 'fred@contoso.com');
        if (fred !== undefined) fred.accountEnabled = false;
      });
      const shown = said((await plan()).out);
      expect(shown).toContain(
        'stop fred@contoso.com opening sales@contoso.com the account cannot sign in',
      );
      expect((await applyOpen()).code).toBe(0);
      expect((await mailbox('sales')).open).toEqual(['ann']);
      expect(await isSettled()).toBe(true);
    }));

  test('a leaver with a line of the own is an error at that line, before anything is asked', () =>
    inCompany(async (company) => {
      const body = box(
        'sales',
        ['ann@contoso.com: [fullAccess]', 'fred@contoso.com: [fullAccess]'],
        'leavers: [Fred@contoso.com]\n',
      );
      const err = await refusal(company, body, 'fred@contoso.com: [');
      expect(err).toContain('under `leavers`');
      expect(await company.tenant.ledger()).toEqual([]);
    }));

  test('a leaver named by sign-in name cannot be let in by the address either', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        const fred = tenant.users.find((one) => one.userPrincipalName === 'fred@contoso.com');
        if (fred === undefined) throw new Error('there is no fred');
        fred.userPrincipalName = 'fsmith@contoso.com';
        mailboxIn(tenant, 'fred').userPrincipalName = 'fsmith@contoso.com';
      });
      const body = box(
        'sales',
        ['fred@contoso.com: [fullAccess]'],
        'leavers: [fsmith@contoso.com]\n',
      );
      const err = await refusal(company, body, 'fred@contoso.com: [');
      expect(err).toContain('`leavers:`');
    }));

  test('a leaver in a team is skipped and told, and loses what is held, in every mode', () =>
    inCompany(async ({ strategy, plan, applyOpen, mailbox, isSettled }) => {
      await strategy(
        box(
          'sales',
          ['team:sales: [fullAccess]'],
          'leavers: [fred@contoso.com]\nteams:\n  sales: { members: [ann@contoso.com, fred@contoso.com] }\n',
        ),
        'additive',
      );
      const { code, out, err } = await plan();
      expect(code).toBe(0);
      expect(flat(err)).toContain('fred@contoso.com is under `leavers`');
      expect(said(out)).toContain('stop fred@contoso.com opening sales@contoso.com leaver');
      expect(said(out)).toContain('stop fred@contoso.com sending as sales@contoso.com leaver');
      expect((await applyOpen()).code).toBe(0);
      const after = await mailbox('sales');
      expect(after.open).toEqual(['ann', 'old.hand', 'priya.shah']);
      expect(after.sendAs).toEqual(['ann', 'old.hand']);
      expect(await isSettled()).toBe(true);
    }));

  test('a break-glass account is refused as target, as trustee and in a team, all at once', () =>
    inCompany(async (company) => {
      const body = `  breakGlass: [Admin@contoso.com]
teams:
  it: { members: [admin@contoso.com] }
users:
  admin@contoso.com: { hidden: true }
sharedMailboxes:
  jobs@contoso.com:
    delegates:
      admin@contoso.com: [fullAccess]
      team:it: [sendAs]
`;
      const err = await refusal(company, body, 'admin@contoso.com: { hidden');
      expect(err).toContain(placeOf(strategyYaml(body), 'admin@contoso.com: [full'));
      expect(err).toContain(placeOf(strategyYaml(body), 'admin@contoso.com] }'));
      expect(err).toContain('3 errors');
    }));

  test('a break-glass account that does not exist protects nothing: an error', () =>
    inCompany(async (company) => {
      const body = box('jobs', [], '  breakGlass: [emergencyy@contoso.com]\n');
      const err = await refusal(company, body, 'emergencyy');
      expect(err).toContain('Did you mean emergency@contoso.com?');
    }));
});

describe('until', () => {
  /** The date in a time zone, so many days from now. */
  const day = (timeZone: string, plus: number): string =>
    new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(
      Date.now() + plus * 86_400_000,
    );
  const line = (until: string) =>
    `yusuf.demir@contoso.com: { rights: [fullAccess], until: ${until} }`;
  const others = ['yusuf.demir@contoso.com', 'helen.ward@contoso.com'];
  const file = (timeZone: string, until: string) =>
    box('jobs', [line(until)], `  timeZone: ${timeZone}\n`);

  test.each(['exact', 'additive'] as const)(
    'a day that is past withdraws the right, in mode %s, with a warning',
    (mode) =>
      inCompany(async ({ strategy, plan, applyOpen, mailbox, isSettled }) => {
        await strategy(file('Europe/London', day('Europe/London', -1)), mode);
        const { code, out, err } = await plan();
        expect(code).toBe(0);
        expect(flat(err)).toContain('warning');
        expect(said(out)).toContain(
          'stop yusuf.demir@contoso.com opening jobs@contoso.com expired, until ',
        );
        expect((await applyOpen()).code).toBe(0);
        expect((await mailbox('jobs')).open).toEqual([]);
        expect((await mailbox('jobs')).sendAs).toEqual(
          mode === 'additive' ? [...others].map((one) => one.split('@')[0]).sort() : [],
        );
        expect(await isSettled()).toBe(true);
      }),
  );

  test.each([0, 1])('the right still stands %s days before the end, and that is told', (days) =>
    inCompany(async ({ strategy, plan }) => {
      const until = day('Europe/London', days);
      await strategy(file('Europe/London', until), 'additive');
      const { code, out } = await plan('--detailed-exitcode');
      expect(code).toBe(0);
      expect(flat(out)).toContain(`this right on jobs@contoso.com ends after ${until}`);
    }),
  );

  test('a date that is weeks away is not told', () =>
    inCompany(async ({ strategy, plan }) => {
      await strategy(file('Europe/London', day('Europe/London', 30)), 'additive');
      expect((await plan()).out).not.toContain('ends after');
    }));

  test('the day ends where the time zone says: one date, over here and not there', () =>
    inCompany(async ({ strategy, plan }) => {
      // The two are twenty-five hours apart: when it is today in the one, that day is over in the other.
      const until = day('Pacific/Pago_Pago', 0);
      await strategy(file('Pacific/Pago_Pago', until), 'additive');
      expect((await plan('--detailed-exitcode')).code).toBe(0);
      await strategy(file('Pacific/Kiritimati', until), 'additive');
      const { code, out } = await plan('--detailed-exitcode');
      expect(code).toBe(2);
      expect(said(out)).toContain('jobs@contoso.com expired');
    }));

  test('a right that another line still gives is not withdrawn', () =>
    inCompany(async ({ strategy, plan }) => {
      const until = day('Europe/London', -3);
      await strategy(
        box(
          'jobs',
          [line(until), 'team:hr: [fullAccess]'],
          'teams:\n  hr: { members: [yusuf.demir@contoso.com] }\n',
        ),
        'additive',
      );
      expect((await plan('--detailed-exitcode')).code).toBe(0);
    }));
});
