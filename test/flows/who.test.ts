/** Who is meant by an entry: the SID decides, whatever name the service shows beside it. */
import { describe, expect, test } from 'vitest';
import { GATES } from '../../src/plan/gates/index.ts';
import type { Mailbox, Tenant, User } from '../../src/simulator/tenant/model.ts';
import { said, sentencesIn } from '../support/plan-sentences.ts';
import { type Company, flat, inCompany, mailboxIn } from './company.ts';

const BOX = 'marketing';
const delegates = (lines: readonly string[]): string =>
  `sharedMailboxes:\n  ${BOX}@contoso.com:\n    delegates:${lines.length === 0 ? ' {}' : ''}\n${lines.map((line) => `      ${line}\n`).join('')}`;

const userOf = ({ users }: Tenant, local: string): User => {
  const found = users.find(
    ({ userPrincipalName, deletedDateTime }) =>
      userPrincipalName === `${local}@contoso.com` && deletedDateTime === null,
  );
  if (found === undefined) throw new Error(`there is no user ${local}`);
  return found;
};
/** A SID that nobody has. */
const sidOfNobody = ({ sidPrefix }: Tenant): string => `${sidPrefix}-9900001`;
const ace = (sid: string, more: Partial<Mailbox['permissions'][number]> = {}) => ({
  sid,
  rights: ['FullAccess'],
  deny: false,
  inherited: false,
  inheritanceType: 'All' as const,
  autoMapping: null,
  ...more,
});
/** Nobody holds anything on the mailbox but who is named here. */
function only(
  tenant: Tenant,
  holders: {
    readonly open?: readonly Mailbox['permissions'][number][];
    readonly sendAs?: readonly string[];
    readonly onBehalf?: readonly string[];
  },
): void {
  const box = mailboxIn(tenant, BOX);
  box.permissions = [...(holders.open ?? [])];
  box.sendAs = (holders.sendAs ?? []).map((sid) => ({ sid, deny: false }));
  box.grantSendOnBehalfTo = [...(holders.onBehalf ?? [])];
}
/** A copy of somebody with a mailbox, under new names. */
function addPerson(
  tenant: Tenant,
  number: number,
  names: { readonly upn: string; readonly displayName: string; readonly name?: string },
): User {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const from = userOf(tenant, 'fred');
  const name = names.name ?? id;
  const alias = names.upn.split('@')[0] ?? names.upn;
  const user: User = {
    ...structuredClone(from),
    id,
    sid: `${tenant.sidPrefix}-${9_800_000 + number}`,
    userPrincipalName: names.upn,
    displayName: names.displayName,
    name,
    mail: names.upn,
    mailNickname: alias,
    proxyAddresses: [`SMTP:${names.upn}`],
    roles: [],
  };
  tenant.users.push(user);
  tenant.mailboxes.push({
    ...structuredClone(mailboxIn(tenant, 'fred')),
    userId: id,
    guid: id.replace('4000', '4001'),
    exchangeGuid: id.replace('4000', '4002'),
    name,
    alias,
    displayName: names.displayName,
    userPrincipalName: names.upn,
    legacyExchangeDN: `/o=ExchangeLabs/cn=Recipients/cn=${number}-${alias}`,
    distinguishedName: `CN=${name},OU=contoso.onmicrosoft.com,DC=EURPR07A013,DC=PROD,DC=OUTLOOK,DC=COM`,
    emailAddresses: [`SMTP:${names.upn}`],
    permissions: [],
    sendAs: [],
    grantSendOnBehalfTo: [],
  });
  return user;
}

interface Told {
  readonly code: number | null;
  readonly changes: readonly string[];
  readonly out: string;
  readonly json: {
    readonly kept: readonly { readonly what: string; readonly why: string }[];
    readonly gaps: readonly { readonly reason: string }[];
  };
}
/** What a plan would do, a line each, without reasons. */
async function told({ plan }: Company): Promise<Told> {
  const { code, out } = await plan();
  const json = JSON.parse((await plan('-o', 'json')).out);
  const changes = sentencesIn(out)
    .map((text) => text.replace(/ (?:declared|not in the file|blocked|leaver)(?:;.*)? at .*$/u, ''))
    .sort();
  return { code, changes, out: flat(out), json };
}

/** Id of the run that was made last. */
async function lastRun({ mbx }: Company): Promise<string> {
  const { out } = await mbx(['runs']);
  return /^\s*(\d{8}T\S+)/mu.exec(out)?.[1] ?? '';
}

describe('the SID decides before any name shown beside it', () => {
  test('whoever comes back under the old address is not the one who left', () =>
    inCompany(async (company) => {
      const { edit, strategy, applyOpen, mailbox, isSettled } = company;
      let gone = '';
      await edit((tenant) => {
        const left = tenant.users.find(({ deletedDateTime }) => deletedDateTime !== null);
        gone = left?.sid ?? '';
        const upn = left?.userPrincipalName ?? '';
        addPerson(tenant, 700, { upn, displayName: 'Gary Gone' });
        only(tenant, { open: [ace(gone)], sendAs: [gone] });
      });
      await strategy(delegates(['gary.gone@contoso.com: [fullAccess, sendAs]']));
      const { changes } = await told(company);
      expect(changes).toEqual(
        [
          `- narrows stop gary.gone@contoso.com (deleted account ${gone}) opening marketing@contoso.com`,
          `- narrows stop gary.gone@contoso.com (deleted account ${gone}) sending as marketing@contoso.com`,
          '+ widens let gary.gone@contoso.com open marketing@contoso.com',
          '+ widens let gary.gone@contoso.com send as marketing@contoso.com',
        ].sort(),
      );
      expect((await applyOpen()).code).toBe(0);
      const { raw } = await mailbox(BOX);
      const now = `${(await company.tenant.dump()).sidPrefix}-9800700`;
      expect(raw.permissions.map(({ sid }) => sid)).toEqual([now]);
      expect(raw.sendAs.map(({ sid }) => sid)).toEqual([now]);
      expect(await isSettled()).toBe(true);
    }));

  test.each<readonly [what: string, edit: (tenant: Tenant) => void]>([
    [
      "another one's Exchange Name is her sign-in name",
      (tenant) => {
        userOf(tenant, 'priya.shah').name = 'ann@contoso.com';
        mailboxIn(tenant, 'priya.shah').name = 'ann@contoso.com';
      },
    ],
    [
      'a mailbox for bookings is called by her address',
      (tenant) => {
        addPerson(tenant, 710, {
          upn: 'bookings@contoso.com',
          displayName: 'ann@contoso.com',
          name: 'ann@contoso.com',
        });
      },
    ],
    [
      'a group is renamed to her address',
      (tenant) => {
        for (const group of tenant.groups)
          if (group.mail === 'auditors@contoso.com') group.name = 'ann@contoso.com';
      },
    ],
  ])('she keeps what the file gives her though %s', (_, change) =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        const { sid } = userOf(tenant, 'ann');
        only(tenant, { open: [ace(sid)], sendAs: [sid] });
        change(tenant);
      });
      await company.strategy(delegates(['ann@contoso.com: [fullAccess, sendAs]']));
      expect(await told(company)).toMatchObject({ code: 0, changes: [], json: { gaps: [] } });
    }),
  );

  test('a group that took the name of another one is itself', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        const [auditors, desk] = ['auditors', 'service-desk'].map((name) =>
          tenant.groups.find(({ mail }) => mail === `${name}@contoso.com`),
        );
        if (auditors === undefined || desk === undefined) throw new Error('a group is missing');
        [auditors.name, desk.name] = [desk.name, auditors.name];
        only(tenant, { open: [ace(auditors.sid)], sendAs: [desk.sid] });
        [auditors.displayName, desk.displayName] = [desk.displayName, auditors.displayName];
      });
      await company.strategy(
        delegates([
          'group:auditors@contoso.com: [fullAccess]',
          'group:service-desk@contoso.com: [sendAs]',
        ]),
      );
      expect(await told(company)).toMatchObject({ code: 0, changes: [], json: { gaps: [] } });
    }));

  test.each(['support', 'Support'])('an application called %s is not that mailbox', (displayName) =>
    inCompany(async (company) => {
      await company.tenant.control('PUT', 'settings', { servicePrincipalAs: 'displayName' });
      await company.edit((tenant) => {
        const [app] = tenant.servicePrincipals;
        if (app === undefined) throw new Error('there is no application');
        app.displayName = displayName;
        only(tenant, { open: [ace(app.sid)], sendAs: [app.sid] });
      });
      await company.strategy(delegates([]));
      const { changes, json } = await told(company);
      expect(changes).toEqual([]);
      expect(json.kept).toMatchObject([
        { what: 'support', why: 'application' },
        { what: 'support', why: 'application' },
      ]);
    }),
  );

  test('a domain and a backslash make nobody an account of the service', () =>
    inCompany(async (company) => {
      let stranger = '';
      await company.edit((tenant) => {
        stranger = sidOfNobody(tenant);
        const ann = userOf(tenant, 'ann');
        const local = addPerson(tenant, 720, {
          upn: 'svc@contoso.com',
          displayName: 'Service',
          name: 'CONTOSO\\svc',
        });
        only(tenant, {
          open: [
            ace(ann.sid, { shownAs: 'CONTOSO\\ann' }),
            ace(local.sid, { shownAs: 'CONTOSO\\svc' }),
            ace(stranger, { shownAs: 'CONTOSO\\who' }),
          ],
        });
      });
      await company.strategy(delegates([]));
      const { changes, json } = await told(company);
      expect(changes).toEqual([
        '- narrows stop ann@contoso.com opening marketing@contoso.com',
        '- narrows stop svc@contoso.com opening marketing@contoso.com',
      ]);
      expect(json.kept).toMatchObject([{ what: `CONTOSO\\who (${stranger})`, why: 'unresolved' }]);
    }));

  test('the words that Windows has for its own accounts do not hide a person', () =>
    inCompany(async (company) => {
      await company.edit((tenant) =>
        only(tenant, {
          open: [
            ace(userOf(tenant, 'ann').sid, { shownAs: 'NT AUTHORITY\\SELF' }),
            ace(userOf(tenant, 'jack.turner').sid, { shownAs: 'NT AUTHORITY\\SYSTEM' }),
            ace(userOf(tenant, 'nina.petrova').sid, {
              shownAs: 'EURPR07A013\\Organization Management',
            }),
          ],
        }),
      );
      await company.strategy(delegates([]));
      expect((await told(company)).changes).toEqual([
        '- narrows stop ann@contoso.com opening marketing@contoso.com',
        '- narrows stop jack.turner@contoso.com opening marketing@contoso.com',
        '- narrows stop nina.petrova@contoso.com opening marketing@contoso.com',
      ]);
    }));

  test('and its own accounts are known by their SIDs in any language', () =>
    inCompany(async (company) => {
      await company.edit((tenant) =>
        only(tenant, {
          open: [
            ace('S-1-5-18', { shownAs: 'NT-AUTORITÄT\\SYSTEM' }),
            ace('S-1-5-10', { shownAs: 'NT-AUTORITÄT\\SELBST' }),
          ],
        }),
      );
      await company.strategy(delegates([]));
      expect(await told(company)).toMatchObject({ code: 0, changes: [], json: { kept: [] } });
    }));
});

describe('a SID that an account had before', () => {
  /** Ann's entries stand under a SID of her past. */
  const past = async ({ edit }: Company, withNew: boolean): Promise<string> => {
    let former = '';
    await edit((tenant) => {
      const ann = userOf(tenant, 'ann');
      former = sidOfNobody(tenant);
      ann.sidHistory = [former];
      only(tenant, {
        open: [ace(former), ...(withNew ? [ace(ann.sid)] : [])],
        sendAs: [former, ...(withNew ? [ann.sid] : [])],
      });
    });
    return former;
  };

  test('is still hers: what the file gives her is there', () =>
    inCompany(async (company) => {
      await past(company, false);
      await company.strategy(delegates(['ann@contoso.com: [fullAccess, sendAs]']));
      expect(await told(company)).toMatchObject({ code: 0, changes: [] });
    }));

  test.each([false, true])('is what a removal names, beside the one she has now: %s', (withNew) =>
    inCompany(async (company) => {
      const former = await past(company, withNew);
      await company.strategy(delegates([]));
      const { changes } = await told(company);
      expect(changes).toEqual([
        '- narrows stop ann@contoso.com opening marketing@contoso.com',
        '- narrows stop ann@contoso.com sending as marketing@contoso.com',
      ]);
      expect((await company.applyOpen()).code).toBe(0);
      const named = (await company.writes()).map(
        ({ parameters }) => parameters?.['User'] ?? parameters?.['Trustee'],
      );
      expect(named).toContain(former);
      expect(named).toHaveLength(withNew ? 4 : 2);
      const { raw } = await company.mailbox(BOX);
      expect([raw.permissions, raw.sendAs]).toEqual([[], []]);
      expect(await company.isSettled()).toBe(true);
    }),
  );

  test('that another account has now is nobody in particular: a gap', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        const bob = userOf(tenant, 'jack.turner');
        userOf(tenant, 'ann').sidHistory = [bob.sid];
        only(tenant, { open: [ace(bob.sid)] });
      });
      await company.strategy(delegates(['ann@contoso.com: [fullAccess]']));
      const { code, changes, json } = await told(company);
      expect([code, changes]).toEqual([3, []]);
      expect(json.gaps[0]?.reason).toMatch(/is the SID of 2 objects/u);
    }));
});

describe('a SID that nobody has', () => {
  test.each<readonly [what: string, name: string]>([
    ['a living person', 'ann@contoso.com'],
    ['a group', 'Auditors'],
    ['nobody at all', 'old.name@contoso.com'],
    ['a display name', 'Gary Gone'],
  ])('beside the name of %s is told and left alone', (_, shownAs) =>
    inCompany(async (company) => {
      let sid = '';
      await company.edit((tenant) => {
        sid = sidOfNobody(tenant);
        only(tenant, { open: [ace(sid, { shownAs })] });
      });
      await company.strategy(
        delegates(['ann@contoso.com: [fullAccess]', 'group:auditors@contoso.com: [fullAccess]']),
      );
      const { changes, json } = await told(company);
      expect(changes).toEqual([
        '+ widens let ann@contoso.com open marketing@contoso.com',
        '+ widens let auditors@contoso.com open marketing@contoso.com',
      ]);
      expect(json.kept).toMatchObject([{ what: `${shownAs} (${sid})`, why: 'unresolved' }]);
    }),
  );

  test('alone, though the service knows no application of it, is a deleted account', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => only(tenant, { open: [ace(sidOfNobody(tenant))] }));
      await company.strategy(delegates([]));
      expect((await told(company)).changes).toMatchObject(
        [/^- narrows stop the deleted account/u].map((one) => expect.stringMatching(one)),
      );
    }));

  test('alone, of an application that the list left out, is a gap', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        const [app] = tenant.servicePrincipals;
        only(tenant, { open: [ace(app?.sid ?? '')] });
      });
      const empty = { status: 200, body: { value: [] } };
      await company.faults({
        rules: [{ match: { service: 'exchange', cmdlet: 'Get-ServicePrincipal' }, answer: empty }],
      });
      await company.strategy(delegates([]));
      const { code, changes, json } = await told(company);
      expect([code, changes]).toEqual([3, []]);
      expect(json.gaps[0]?.reason).toMatch(/application or a deleted account cannot be told/u);
    }));

  test('while the SIDs of users are not read, no name stands in for them', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => only(tenant, { open: [ace(userOf(tenant, 'ann').sid)] }));
      await company.faults({
        rules: [
          {
            match: { service: 'exchange', cmdlet: 'Get-User' },
            answer: { status: 403, body: { error: { code: 'Forbidden', message: 'no' } } },
          },
        ],
      });
      await company.strategy(delegates(['priya.shah@contoso.com: [fullAccess]']));
      const { code, changes, json } = await told(company);
      expect([code, changes]).toEqual([3, []]);
      expect(json.gaps.some(({ reason }) => reason.includes('ann@contoso.com'))).toBe(true);
    }));
});

describe('Send on Behalf has names alone', () => {
  const two = async ({ edit, strategy }: Company, change: (tenant: Tenant) => void) => {
    await edit((tenant) => {
      only(tenant, { onBehalf: [userOf(tenant, 'ann').id] });
      change(tenant);
    });
    await strategy(delegates(['ann@contoso.com: [sendOnBehalf]']));
  };

  test.each<readonly [what: string, change: (tenant: Tenant) => void]>([
    [
      'two people of one Name',
      (tenant) => {
        for (const local of ['ann', 'priya.shah']) {
          userOf(tenant, local).name = 'Ann';
          mailboxIn(tenant, local).name = 'Ann';
        }
      },
    ],
    [
      "the Name of one that is another's sign-in name",
      (tenant) => {
        userOf(tenant, 'ann').name = 'priya.shah@contoso.com';
        mailboxIn(tenant, 'ann').name = 'priya.shah@contoso.com';
      },
    ],
  ])('%s are a gap that says how to mend it', (_, change) =>
    inCompany(async (company) => {
      await two(company, change);
      const { code, changes, json } = await told(company);
      expect([code, changes]).toEqual([3, []]);
      expect(json.gaps[0]?.reason).toMatch(/is the name of 2 objects .* another Name/u);
    }),
  );

  test.each<readonly [what: string, change: (tenant: Tenant) => void]>([
    [
      'an application',
      (tenant) => {
        const [app] = tenant.servicePrincipals;
        if (app !== undefined) app.displayName = 'Ann Delegate';
      },
    ],
    [
      'a contact',
      (tenant) => {
        const [contact] = tenant.contacts;
        if (contact !== undefined) contact.name = 'Ann Delegate';
      },
    ],
    [
      'a group without an address',
      (tenant) => {
        for (const group of tenant.groups)
          if (group.kind === 'security') group.name = 'Ann Delegate';
      },
    ],
  ])('%s of her name cannot hold it, so she does', (_, change) =>
    inCompany(async (company) => {
      await two(company, (tenant) => {
        userOf(tenant, 'ann').name = 'Ann Delegate';
        mailboxIn(tenant, 'ann').name = 'Ann Delegate';
        change(tenant);
      });
      expect(await told(company)).toMatchObject({ code: 0, changes: [], json: { gaps: [] } });
    }),
  );
});

describe('everybody', () => {
  test.each<readonly [sid: string, name: string]>([
    ['S-1-1-0', 'Everyone (S-1-1-0)'],
    ['S-1-5-7', 'Anonymous (S-1-5-7)'],
    ['S-1-5-11', 'Authenticated Users (S-1-5-11)'],
  ])(
    '%s loses by its SID what the file does not give, and gets it back through a gate alone',
    (sid, name) =>
      inCompany(async (company) => {
        const { edit, strategy, applyOpen, mbx, mailbox, writes, isSettled } = company;
        await edit((tenant) => only(tenant, { open: [ace(sid)], sendAs: [sid] }));
        await strategy(delegates([]));
        expect((await told(company)).changes).toEqual([
          `- narrows stop ${name} opening marketing@contoso.com`,
          `- narrows stop ${name} sending as marketing@contoso.com`,
        ]);
        expect((await applyOpen()).code).toBe(0);
        expect(
          (await writes()).map(({ parameters }) => parameters?.['User'] ?? parameters?.['Trustee']),
        ).toEqual([sid, sid]);
        expect((await mailbox(BOX)).open).toEqual([]);
        expect(await isSettled()).toBe(true);

        const run = await lastRun(company);
        const shut = await mbx(['undo', run, '--yes']);
        expect(shut.code).toBe(5);
        expect(said(shut.out)).toContain(`+ widens let ${name} open marketing@contoso.com`);
        expect(flat(shut.out + shut.err)).toContain('--allow broad-trustee=1');
        expect((await mailbox(BOX)).open).toEqual([]);
        expect((await mbx(['undo', run, '--yes', '--allow', 'broad-trustee=1'])).code).toBe(0);
        const back = await mailbox(BOX);
        expect([back.open, back.sendAs]).toEqual([[sid], [sid]]);
      }),
  );

  test('is told before all else where it stays, in every form of the plan', () =>
    inCompany(async (company) => {
      const { edit, strategy, plan } = company;
      await edit((tenant) =>
        only(tenant, { open: [ace('S-1-5-11')], sendAs: ['S-1-1-0', userOf(tenant, 'ann').sid] }),
      );
      await strategy(delegates(['priya.shah@contoso.com: [fullAccess]']), 'additive');
      const forms = ['text', 'markdown', 'powershell'];
      for (const form of forms) {
        const out = flat((await plan('-o', form)).out);
        const first = out.search(
          /Everybody has rights that the file does not give, and they stay/u,
        );
        expect(first, form).toBeGreaterThan(-1);
        expect(first, form).toBeLessThan(out.search(/priya\.shah@contoso\.com/u));
        for (const name of ['Authenticated Users (S-1-5-11)', 'Everyone (S-1-1-0)'])
          expect(out, form).toContain(name);
        expect(out, form).not.toContain('as the strategy says');
      }
      const { kept } = JSON.parse((await plan('-o', 'json')).out);
      expect(kept.map(({ what, everyone }: Record<string, unknown>) => [what, everyone])).toEqual([
        ['Authenticated Users (S-1-5-11)', true],
        ['Everyone (S-1-1-0)', true],
        ['ann@contoso.com', undefined],
      ]);
    }));

  test('is no "as the strategy says" where it alone stays', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => only(tenant, { sendAs: ['S-1-5-11'] }));
      await company.strategy(delegates([]), 'additive');
      const { out } = await told(company);
      expect(out).toContain('No changes (1 right of everybody stays)');
    }));

  test('whose Deny stands is told to take the effect of a right away', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => only(tenant, { open: [ace('S-1-5-11', { deny: true })] }));
      await company.strategy(delegates(['ann@contoso.com: [fullAccess]']));
      const { changes, out } = await told(company);
      expect(changes).toEqual([]);
      expect(out).toContain('Blocked');
    }));

  test('counts in the gate for broad trustees', () => {
    expect(GATES['broad-trustee'].counts).toContain('everybody');
  });
});

describe('Full Access has its InheritanceType', () => {
  const PARTS = ['None', 'Children', 'Descendents', 'SelfAndChildren'] as const;

  test.each(PARTS)('an entry of %s is taken away and given back as what it is', (type) =>
    inCompany(async (company) => {
      const { edit, strategy, applyOpen, mbx, mailbox, writes, isSettled } = company;
      const entry = (tenant: Tenant) =>
        ace(userOf(tenant, 'ann').sid, { inheritanceType: type, autoMapping: false });
      await edit((tenant) => only(tenant, { open: [entry(tenant)] }));
      const before = (await mailbox(BOX)).raw.permissions;
      await strategy(delegates([]));
      expect((await told(company)).changes).toEqual([
        `- narrows stop ann@contoso.com opening marketing@contoso.com (only the entry of InheritanceType ${type})`,
      ]);
      expect((await applyOpen()).code).toBe(0);
      expect((await writes()).map(({ parameters }) => parameters?.['InheritanceType'])).toEqual([
        type,
      ]);
      expect((await mailbox(BOX)).raw.permissions).toEqual([]);
      expect(await isSettled()).toBe(true);
      const run = await lastRun(company);
      expect((await mbx(['undo', run, '--yes'])).code).toBe(0);
      expect((await mailbox(BOX)).raw.permissions).toEqual(before);
    }),
  );

  test.each(['None', 'Descendents'] as const)(
    'an entry of %s is not the right that is wished',
    (type) =>
      inCompany(async (company) => {
        const { edit, strategy, applyOpen, mailbox, isSettled } = company;
        await edit((tenant) =>
          only(tenant, { open: [ace(userOf(tenant, 'ann').sid, { inheritanceType: type })] }),
        );
        await strategy(delegates(['ann@contoso.com: [fullAccess]']), 'additive');
        const { changes, json } = await told(company);
        expect(changes).toEqual(['+ widens let ann@contoso.com open marketing@contoso.com']);
        expect(json.kept).toMatchObject([
          { what: `ann@contoso.com (InheritanceType ${type})`, why: 'additive' },
        ]);
        await strategy(delegates(['ann@contoso.com: [fullAccess]']));
        expect((await applyOpen()).code).toBe(0);
        expect(
          (await mailbox(BOX)).raw.permissions.map(({ inheritanceType }) => inheritanceType),
        ).toEqual(['All']);
        expect(await isSettled()).toBe(true);
      }),
  );

  test('two entries of one person are two: each goes by its own', () =>
    inCompany(async (company) => {
      const { edit, strategy, applyOpen, mailbox, writes } = company;
      await edit((tenant) => {
        const { sid } = userOf(tenant, 'ann');
        only(tenant, {
          open: [ace(sid), ace(sid, { inheritanceType: 'Descendents' })],
        });
      });
      await strategy(delegates(['ann@contoso.com: [fullAccess]']));
      expect((await told(company)).changes).toHaveLength(1);
      await strategy(delegates([]));
      expect((await told(company)).changes).toHaveLength(2);
      expect((await applyOpen()).code).toBe(0);
      expect(
        (await writes()).map(({ parameters }) => parameters?.['InheritanceType']).sort(),
      ).toEqual(['All', 'Descendents']);
      expect((await mailbox(BOX)).raw.permissions).toEqual([]);
    }));
});
