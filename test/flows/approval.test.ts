/** A plan file is an approval: it lets through what it approved and is still so, and nothing else, ever. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parsePlan } from '../../src/plan/document.ts';
import { canonicalJson } from '../../src/report/json.ts';
import { guidOf } from '../../src/simulator/seeds/ids.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import type { Ran } from '../support/mbx.ts';
import { type Company, flat, inCompany, mailboxIn } from './company.ts';

const EXAMPLE = fileURLToPath(new URL('../../policies/strategy.example.yaml', import.meta.url));
const STRATEGY = `sharedMailboxes:
  jobs@contoso.com:
    hidden: true
    delegates:
      yusuf.demir@contoso.com: [fullAccess]
      ann@contoso.com: [fullAccess, sendAs]
  press@contoso.com:
    displayName: Press
`;
const file = ({ space }: Company, name = 'plan.json'): string => join(space.folder, name);
const read = async (company: Company) => JSON.parse(await readFile(file(company), 'utf8'));

/** The strategy, and a plan file made from it. */
async function approved(company: Company, ...args: string[]): Promise<void> {
  await company.strategy(STRATEGY);
  const { code, err } = await company.plan('--out', 'plan.json', ...args);
  expect(code, flat(err)).toBe(0);
}
const applyFile = (company: Company, ...args: string[]): Promise<Ran> =>
  company.mbx(['apply', 'plan.json', '--yes', ...args]);
/** Exit 6, the words, and not one call that writes. */
async function expectStale(company: Company, ...told: string[]): Promise<void> {
  const before = await company.tenant.dump();
  const { code, err } = await applyFile(company);
  expect(code, flat(err)).toBe(6);
  for (const words of told) expect(flat(err)).toContain(words);
  expect(await company.writes()).toEqual([]);
  expect(await company.tenant.dump()).toEqual(before);
}
const digestOf = async (company: Company): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file(company)))
    .digest('hex');
/** The file as somebody changed it who knows how it looks. */
async function forge(
  company: Company,
  edit: (plan: Awaited<ReturnType<typeof read>>) => void,
): Promise<void> {
  const plan = await read(company);
  edit(plan);
  await writeFile(file(company), canonicalJson(plan));
}
const userIn = ({ users }: Tenant, local: string) => {
  const user = users.find(({ userPrincipalName }) => userPrincipalName === `${local}@contoso.com`);
  if (user === undefined) throw new Error(`there is nobody called ${local}`);
  return user;
};

describe('the file', () => {
  test.each([
    ['UTF-16 LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 BE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])(
    'in %s, as Windows PowerShell writes it, is an approval: its digest is of these bytes',
    (_, made) =>
      inCompany(async (company) => {
        await approved(company);
        const bytes = made(await readFile(file(company), 'utf8'));
        await writeFile(file(company), bytes);
        const digest = createHash('sha256').update(bytes).digest('hex');
        const shown = await company.mbx(['show', 'plan.json']);
        expect([shown.code, shown.out]).toEqual([0, expect.stringContaining(digest)]);
        const { code, err } = await applyFile(company, '--digest', digest);
        expect(code, flat(err)).toBe(0);
        expect(await company.writes()).not.toEqual([]);
      }),
  );
  test('beside it the strategy may stand as an argument, before it or after', () =>
    inCompany(async (company) => {
      await approved(company);
      await rename(file(company, 'mailboxes.yaml'), file(company, 'our.yaml'));
      for (const files of [
        ['plan.json', 'our.yaml'],
        ['our.yaml', 'plan.json'],
      ]) {
        const { code, out } = await company.mbx(['apply', '-n', ...files]);
        expect([code, out]).toEqual([0, expect.stringContaining('press@contoso.com')]);
      }
      const two = await company.mbx(['apply', 'plan.json', './plan.json']);
      expect([two.code, flat(two.err)]).toEqual([64, expect.stringContaining('two plan files')]);
      const both = await company.mbx(['apply', 'our.yaml', '--digest', 'a'.repeat(64)]);
      expect([both.code, flat(both.err)]).toEqual([
        64,
        expect.stringContaining('--digest needs a plan file'),
      ]);
      expect(await company.writes()).toEqual([]);
      const { code } = await company.mbx(['apply', 'our.yaml', '--yes']);
      expect(code).toBe(0);
      expect(await company.writes()).not.toEqual([]);
    }));
  test('a strategy that somebody put in its place is not carried out, whatever follows', () =>
    inCompany(async (company) => {
      await approved(company);
      await writeFile(file(company), await readFile(file(company, 'mailboxes.yaml')));
      const { code, err } = await applyFile(company);
      expect([code, flat(err)]).toEqual([
        64,
        expect.stringContaining('is a strategy, not a plan file'),
      ]);
      expect(await company.writes()).toEqual([]);
    }));
  test.each(['{}', '[]', '"plan"'])('%s is told in one line to be none', (text) =>
    inCompany(async (company) => {
      await approved(company);
      await writeFile(file(company), text);
      await expectStale(company, 'cannot be used as an approval: it is JSON, but not a plan');
      expect((await applyFile(company)).err).not.toContain('\\u{');
    }),
  );
  test.runIf(process.platform !== 'win32')('a pipe to which nobody writes is given up', () =>
    inCompany(async (company) => {
      await approved(company);
      await rm(file(company));
      execFileSync('mkfifo', [file(company)]);
      const { code, err } = await applyFile(company);
      expect([code, flat(err)]).toEqual([
        64,
        expect.stringContaining('is a pipe, and nobody wrote to it for 5 s'),
      ]);
      expect(await company.writes()).toEqual([]);
    }),
  );

  test('is what plan -o json prints, readable by nobody else', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const { code, out } = await company.plan('--out', 'plan.json', '-o', 'json');
      expect(code).toBe(0);
      expect(await readFile(file(company), 'utf8')).toBe(out);
      expect((await stat(file(company))).mode & 0o777).toBe(0o600);
      expect(out).not.toContain(company.tenant.clientSecret);
    }));

  test('of the example strategy is as the published schema says, and comes back byte by byte', () =>
    inCompany(async (company) => {
      await company.space.write({ 'mailboxes.yaml': await readFile(EXAMPLE, 'utf8') });
      expect((await company.plan('--out', 'plan.json')).code).toBe(0);
      const text = await readFile(file(company), 'utf8');
      const parsed = parsePlan(text);
      expect(parsed.ok ? canonicalJson(parsed.plan) : parsed.why).toBe(text);
      const schema = z.fromJSONSchema(
        z
          .record(z.string(), z.json())
          .parse(JSON.parse((await company.mbx(['schema', 'plan'])).out)),
      );
      const plan = JSON.parse(text);
      expect(plan.changes.length).toBeGreaterThan(20);
      expect(schema.safeParse(plan).error).toBeUndefined();
      expect(schema.safeParse({ ...plan, approvedBy: 'me' }).success).toBe(false);
      const applied = await company.apply('--dry-run', '-o', 'json');
      expect(schema.safeParse(JSON.parse(applied.out).plan).error).toBeUndefined();
    }));

  test('is never overwritten, but with --overwrite', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      await writeFile(file(company), 'mine');
      const { code, err } = await company.plan('--out', 'plan.json');
      expect([code, flat(err)]).toEqual([64, expect.stringContaining('plan.json already exists')]);
      expect(await readFile(file(company), 'utf8')).toBe('mine');
      expect((await company.plan('--out', 'plan.json', '--overwrite')).code).toBe(0);
      expect((await read(company)).version).toBe(2);
      expect((await stat(file(company))).mode & 0o777).toBe(0o600);
    }));

  test('is shown as plan showed it, without a connection', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const { out } = await company.plan('--out', 'plan.json');
      await company.tenant.clearLedger();
      const shown = await company.mbx(['show', 'plan.json']);
      expect(shown.code).toBe(0);
      expect(shown.out).toContain(out.trimEnd());
      const sha256 = await digestOf(company);
      expect(flat(shown.out)).toMatch(
        /Made \S+ by .+; valid as an approval until \S+Z\. SHA-256 \S+ $/u,
      );
      expect(shown.out).toContain(`\nSHA-256 ${sha256}\n`);
      const json = await company.mbx(['show', 'plan.json', '-o', 'json']);
      expect([json.out, json.err]).toEqual([
        await readFile(file(company), 'utf8'),
        `plan.json: SHA-256 ${sha256}\n`,
      ]);
      expect(await company.tenant.ledger()).toEqual([]);
    }));

  test.each([
    ['is not there', undefined, 64],
    ['is no JSON', '{', 6],
    ['is no plan', '{"version":1}', 6],
    ['is empty', '', 6],
  ])('that %s is refused by show and apply', (_, text, exit) =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      if (text !== undefined) await writeFile(file(company), text);
      expect((await company.mbx(['show', 'plan.json'])).code).toBe(exit);
      expect((await applyFile(company)).code).toBe(exit);
      expect(await company.writes()).toEqual([]);
    }),
  );
});

describe('applied', () => {
  test('it is carried out as approved, and then there is nothing left', () =>
    inCompany(async (company) => {
      await approved(company);
      const { changes } = await read(company);
      const { code, out } = await applyFile(company, '-o', 'json');
      expect(code).toBe(0);
      const { ended } = JSON.parse(out);
      const ids = (list: { id: string }[]) => list.map(({ id }) => id).toSorted();
      expect(ids(ended.map((one: { change: { id: string } }) => one.change))).toEqual(ids(changes));
      expect(await company.isSettled()).toBe(true);
    }));

  test('twice, it has nothing to do the second time', () =>
    inCompany(async (company) => {
      await approved(company);
      expect((await applyFile(company)).code).toBe(0);
      await company.tenant.clearLedger();
      const { code, out, err } = await applyFile(company);
      expect([code, flat(out)]).toEqual([0, expect.stringContaining('No changes')]);
      expect(flat(err)).toMatch(/[1-9]\d* of the approved changes are already done/u);
      expect(await company.writes()).toEqual([]);
    }));

  describe('with a mailbox that is to be created', () => {
    const CREATING = `sharedMailboxes:
  orders@contoso.com: { displayName: Orders, hidden: true, delegates: { ann@contoso.com: [fullAccess] } }
`;
    const approvedCreation = async (company: Company): Promise<void> => {
      await company.edit((tenant) => {
        tenant.dirSync = false;
      });
      await company.strategy(CREATING);
      expect((await company.plan('--out', 'plan.json')).code).toBe(0);
    };

    test('twice: the mailbox is found by its address, and everything is in effect', () =>
      inCompany(async (company) => {
        await approvedCreation(company);
        expect((await applyFile(company)).code).toBe(0);
        await company.tenant.clearLedger();
        const { code, err } = await applyFile(company);
        expect([code, flat(err)]).toEqual([
          0,
          expect.stringMatching(/[1-9]\d* of the approved changes are already done/u),
        ]);
        expect(await company.writes()).toEqual([]);
      }));

    test('a part that the strategy no longer asks for, and that is not in effect, is stale', () =>
      inCompany(async (company) => {
        await approvedCreation(company);
        expect((await applyFile(company)).code).toBe(0);
        await company.edit((tenant) => {
          const orders = mailboxIn(tenant, 'orders');
          orders.permissions = orders.permissions.filter(
            ({ sid }) => sid !== userIn(tenant, 'ann').sid,
          );
        });
        await company.strategy(CREATING.replace(/, delegates: .*\}\n/u, ' }\n'));
        await company.tenant.clearLedger();
        await expectStale(
          company,
          'approved, not done, and not possible now: let ann@contoso.com open orders@contoso.com',
        );
      }));

    test('a mailbox of that address that somebody else made is another plan', () =>
      inCompany(async (company) => {
        await approvedCreation(company);
        await company.edit((tenant) => {
          const press = mailboxIn(tenant, 'press');
          press.emailAddresses = press.emailAddresses.map((one) =>
            one === 'SMTP:press@contoso.com' ? 'SMTP:orders@contoso.com' : one,
          );
        });
        await expectStale(company);
      }));

    test('an address that is only a further one of another mailbox is no such mailbox', () =>
      inCompany(async (company) => {
        await approvedCreation(company);
        await company.edit((tenant) => {
          mailboxIn(tenant, 'press').emailAddresses.push('smtp:orders@contoso.com');
        });
        const { code } = await applyFile(company);
        expect(code).toBe(65);
        expect(await company.writes()).toEqual([]);
      }));
  });

  test('half of it is another plan: nothing is done where the strategy no longer asks for a part', () =>
    inCompany(async (company) => {
      await approved(company);
      await company.strategy(STRATEGY.replace('[fullAccess, sendAs]', '[fullAccess]'));
      await expectStale(
        company,
        'approved, not done, and not possible now: let ann@contoso.com send as jobs@contoso.com',
        'the strategy no longer asks for everything that was approved',
      );
    }));

  test('what somebody has done already is left out, and told', () =>
    inCompany(async (company) => {
      await approved(company);
      await company.edit((tenant) => {
        const jobs = tenant.mailboxes.find(({ displayName }) => displayName === 'Job Applications');
        jobs?.sendAs.push({ sid: userIn(tenant, 'ann').sid, deny: false });
      });
      const { code, err } = await applyFile(company);
      expect([code, flat(err)]).toEqual([
        0,
        expect.stringContaining('1 of the approved changes are already done'),
      ]);
      expect((await company.writes()).map(({ cmdlet }) => cmdlet)).not.toContain(
        'Add-RecipientPermission',
      );
      expect(await company.isSettled()).toBe(true);
    }));

  test('gates stand as they do without a file, and are opened by the file alone; --yes is still needed', () =>
    inCompany(async (company) => {
      await company.strategy('sharedMailboxes:\n  jobs@contoso.com: { delegates: {} }\n');
      expect((await company.plan('--out', 'plan.json')).code).toBe(0);
      const shut = await applyFile(company);
      expect([shut.code, flat(shut.err)]).toEqual([
        5,
        expect.stringContaining('mbx plan --out FILE --allow mailbox-emptied=1'),
      ]);
      const late = await applyFile(company, '--allow', 'mailbox-emptied=1');
      expect([late.code, flat(late.err)]).toEqual([
        64,
        expect.stringContaining('a plan file already says which gates it opens'),
      ]);
      const open = ['--out', 'plan.json', '--overwrite', '--allow', 'mailbox-emptied=1'];
      expect((await company.plan(...open)).code).toBe(0);
      const unasked = await company.mbx(['apply', 'plan.json', '--no-input']);
      expect([unasked.code, flat(unasked.err)]).toEqual([
        5,
        expect.stringContaining('--yes was not given'),
      ]);
      expect(await company.writes()).toEqual([]);
      expect((await applyFile(company)).code).toBe(0);
    }));

  test('it means the mailboxes that were planned, and no others', () =>
    inCompany(async (company) => {
      await approved(company, '--only', 'press@contoso.com');
      expect((await applyFile(company)).code).toBe(0);
      expect((await company.mailbox('press')).raw.displayName).toBe('Press');
      expect((await company.mailbox('jobs')).raw.hidden).toBe(false);
    }));

  test('a strategy that is written otherwise and asks for the same is the same', () =>
    inCompany(async (company) => {
      await approved(company);
      await company.strategy(`# a comment\n${STRATEGY}`);
      expect((await applyFile(company)).code).toBe(0);
    }));
});

describe('stale', () => {
  test('somebody has changed the tenant so that more would be done', () =>
    inCompany(async (company) => {
      await approved(company);
      await company.edit((tenant) => {
        const jobs = tenant.mailboxes.find(({ displayName }) => displayName === 'Job Applications');
        jobs?.sendAs.push({ sid: userIn(tenant, 'fred').sid, deny: false });
      });
      await expectStale(
        company,
        'What differs from the plan of 20',
        'not approved: stop fred@contoso.com sending as jobs@contoso.com',
        'the tenant or the strategy has changed since the plan was made',
        'nothing was written',
      );
    }));

  test('somebody has changed what was to be changed', () =>
    inCompany(async (company) => {
      await approved(company);
      await company.edit((tenant) => {
        const press = tenant.mailboxes.find(({ displayName }) => displayName === 'Press Office');
        if (press !== undefined) press.displayName = 'Press and Media';
      });
      await expectStale(
        company,
        'approved from another starting value: set the display name of press@contoso.com to "Press" (now "Press and Media")',
      );
    }));

  test('the strategy asks for more by now: that is said, too', () =>
    inCompany(async (company) => {
      await approved(company);
      await company.strategy(`${STRATEGY}  hr@contoso.com: { hidden: true }\n`);
      await expectStale(
        company,
        'the strategy file is not the one the plan was made from',
        'not approved: turn hiding from address lists on for hr@contoso.com',
      );
    }));

  test('its time is over', () =>
    inCompany(async (company) => {
      await approved(company, '--plan-ttl', '1m');
      const { made, expires } = await read(company);
      expect(Date.parse(expires) - Date.parse(made)).toBe(60_000);
      const past = new Date(Date.now() - 1_000).toISOString().replace(/\.\d+Z/u, 'Z');
      await forge(company, (plan) => {
        plan.expires = past;
      });
      await expectStale(company, `expired at ${past}`);
    }));

  test('it is for another tenant', () =>
    inCompany(async (company) => {
      await approved(company);
      await forge(company, (plan) => {
        plan.tenant = { id: guidOf('another'), domain: 'fabrikam.onmicrosoft.com' };
      });
      await expectStale(
        company,
        `the plan is for the tenant fabrikam.onmicrosoft.com (${guidOf('another')}), and this is contoso.onmicrosoft.com (${company.tenant.tenantId})`,
      );
    }));

  test('an address now means somebody else: both are named', () =>
    inCompany(async (company) => {
      await approved(company);
      const newcomer = guidOf('the other Ann');
      let old = '';
      await company.edit((tenant) => {
        const ann = userIn(tenant, 'ann');
        const mailbox = tenant.mailboxes.find(({ userId }) => userId === ann.id);
        if (mailbox === undefined) throw new Error('Ann has no mailbox');
        old = ann.id;
        const other = {
          ...structuredClone(ann),
          id: newcomer,
          sid: `${tenant.sidPrefix}-4711`,
          displayName: 'Ann Leary',
          name: newcomer,
          roles: [],
        };
        const box = {
          ...structuredClone(mailbox),
          userId: newcomer,
          guid: guidOf('mailbox of the other Ann'),
          exchangeGuid: guidOf('store of the other Ann'),
          name: newcomer,
          displayName: 'Ann Leary',
          legacyExchangeDN: `${mailbox.legacyExchangeDN}-2`,
          distinguishedName: mailbox.distinguishedName.replace(mailbox.name, newcomer),
          permissions: [],
          sendAs: [],
          grantSendOnBehalfTo: [],
          emailAddresses: ['SMTP:ann@contoso.com', 'SIP:ann@contoso.com'],
        };
        ann.userPrincipalName = 'ann.lee@contoso.com';
        ann.mail = 'ann.lee@contoso.com';
        ann.mailNickname = 'ann.lee';
        ann.proxyAddresses = ['SMTP:ann.lee@contoso.com'];
        Object.assign(mailbox, {
          userPrincipalName: 'ann.lee@contoso.com',
          alias: 'ann.lee',
          name: 'ann.lee',
          distinguishedName: mailbox.distinguishedName.replace(mailbox.name, 'ann.lee'),
          emailAddresses: ['SMTP:ann.lee@contoso.com', 'SIP:ann.lee@contoso.com'],
        });
        ann.name = 'ann.lee';
        tenant.users.push({ ...other, proxyAddresses: ['SMTP:ann@contoso.com'] });
        tenant.mailboxes.push(box);
      });
      await expectStale(
        company,
        `ann@contoso.com was Ann Lee (${old}) and is now another object (${newcomer})`,
        'not approved: let ann@contoso.com open jobs@contoso.com',
      );
    }));

  test('a file that says another name than the one its id stands for is no approval of it', () =>
    inCompany(async (company) => {
      await approved(company);
      await forge(company, (plan) => {
        for (const { action } of plan.changes)
          if (action.after?.trustee?.address === 'ann@contoso.com')
            action.after.trustee.address = 'fred@contoso.com';
      });
      await expectStale(
        company,
        'what was approved as "let fred@contoso.com open jobs@contoso.com (declared)" would now be "let ann@contoso.com open jobs@contoso.com (declared)"',
      );
    }));
});

describe('forged', () => {
  type Forgery = Parameters<typeof forge>[1];
  const cases: readonly (readonly [string, Forgery])[] = [
    [
      'an effect',
      (plan) => {
        plan.changes[0].effect = 'neutral';
      },
    ],
    [
      'a trustee',
      (plan) => {
        for (const { action } of plan.changes)
          if (action.after?.trustee !== undefined) action.after.trustee.id = guidOf('mallory');
      },
    ],
    [
      'a mailbox',
      (plan) => {
        plan.changes[0].action.after.subject.id = guidOf('ceo');
      },
    ],
    [
      'a reason why it cannot be undone',
      (plan) => {
        plan.changes[0].noUndo = 'because';
      },
    ],
    [
      'an extra key',
      (plan) => {
        plan.approvedBy = 'the boss';
      },
    ],
    [
      'an extra key in a change',
      (plan) => {
        plan.changes[0].force = true;
      },
    ],
    [
      'another version',
      (plan) => {
        plan.version = 3;
      },
    ],
  ];
  test.each(cases)('%s: noticed', (_, edit) =>
    inCompany(async (company) => {
      await approved(company);
      await forge(company, edit);
      await expectStale(company, 'plan.json cannot be used as an approval: ');
      const shown = await company.mbx(['show', 'plan.json']);
      expect([shown.code, shown.out]).toEqual([6, '']);
    }),
  );

  test('a whole change of another plan, added with all its ids, is not asked for by the strategy: nothing is done', () =>
    inCompany(async (company) => {
      await company.strategy(
        `${STRATEGY}  ceo@contoso.com: { hidden: true }\n`.replace('  ceo', 'users:\n  ceo'),
      );
      expect((await company.plan('--out', 'plan.json')).code).toBe(0);
      const forged = await read(company);
      expect(canonicalJson(forged.changes)).toContain('ceo@contoso.com');
      await approved(company, '--overwrite');
      await forge(company, (plan) => {
        plan.changes = forged.changes;
      });
      await expectStale(company, 'the strategy no longer asks for everything that was approved');
      expect((await company.mailbox('ceo')).raw.hidden).toBe(false);
    }));

  test('a change taken out is not made, and neither are the others', () =>
    inCompany(async (company) => {
      await approved(company);
      await forge(company, (plan) => {
        plan.changes.splice(0, 1);
      });
      await expectStale(company, 'not approved: ');
    }));

  test('the record of another command is no plan to approve', () =>
    inCompany(async (company) => {
      await approved(company);
      await forge(company, (plan) => {
        plan.maker = { name: 'undo', run: 'x', only: [], exclude: [] };
      });
      await expectStale(company, 'the file is the record of another command');
    }));

  test('gates taken out of the file stand all the same', () =>
    inCompany(async (company) => {
      await company.strategy('sharedMailboxes:\n  jobs@contoso.com: { delegates: {} }\n');
      expect((await company.plan('--out', 'plan.json')).code).toBe(0);
      await forge(company, (plan) => {
        plan.gates = [];
      });
      expect((await applyFile(company)).code).toBe(5);
      expect(await company.writes()).toEqual([]);
    }));
});
