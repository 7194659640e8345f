/** What a list says, what an empty one says, and what silence says; and whom an address belongs to. */
import { expect, test } from 'vitest';
import { strategyYaml } from '../support/mbx.ts';
import { said } from '../support/plan-sentences.ts';
import { flat, inCompany, mailboxIn, placeOf } from './company.ts';

test('a list left out manages nothing; an empty list means nobody', () =>
  inCompany(async ({ strategy, isSettled, plan, applyOpen, mailbox, writes }) => {
    const before = await mailbox('hr');
    await strategy('sharedMailboxes:\n  hr@contoso.com: { displayName: Human Resources }\n');
    expect(await isSettled()).toBe(true);

    await strategy('sharedMailboxes:\n  hr@contoso.com: { delegates: {} }\n');
    const { code, out } = await plan('--detailed-exitcode');
    expect(code).toBe(2);
    for (const who of ['helen.ward', 'yusuf.demir', 'backup-svc'])
      expect(said(out)).toContain(`- narrows stop ${who}@contoso.com opening hr@contoso.com`);
    expect(out).not.toContain('SELF');
    expect(out).not.toContain('Organization Management');
    expect(await writes()).toEqual([]);

    expect((await applyOpen()).code).toBe(0);
    const after = await mailbox('hr');
    expect([after.open, after.sendAs, after.onBehalf]).toEqual([[], [], []]);
    expect(after.aliases).toEqual(before.aliases);
    expect(after.raw.permissions).toEqual(
      before.raw.permissions.filter(({ inherited, sid }) => inherited || sid === 'S-1-5-10'),
    );
    expect(await isSettled()).toBe(true);
  }));

test('mode additive takes nothing away, and tells what is there beyond the file', () =>
  inCompany(async ({ strategy, plan, applyOpen, mailbox }) => {
    const before = await mailbox('jobs');
    const body =
      'sharedMailboxes:\n  jobs@contoso.com:\n    aliases: [vacancies@contoso.com]\n    delegates:\n      ann@contoso.com: [fullAccess]\n';
    await strategy(body, 'additive');
    const { out } = await plan();
    expect(said(out)).toContain('+ widens let ann@contoso.com open jobs@contoso.com');
    expect(out).not.toMatch(/^ {2}- /mu);
    expect(flat(out)).toContain('yusuf.demir@contoso.com (Full Access, Send As)');
    expect(flat(out)).toContain('careers@contoso.com (Alias)');
    expect(flat(out)).toContain('mode additive never removes rights');

    expect((await applyOpen()).code).toBe(0);
    const after = await mailbox('jobs');
    expect(after.open).toEqual([...before.open, 'ann'].sort());
    expect(after.sendAs).toEqual(before.sendAs);
    expect(after.aliases).toEqual([...before.aliases, 'vacancies@contoso.com'].sort());
  }));

test('one mailbox may be additive in an exact file, and exact in an additive one', () =>
  inCompany(async ({ strategy, plan }) => {
    const boxes = (jobs: string, press: string) =>
      `sharedMailboxes:\n  jobs@contoso.com: { ${jobs}delegates: {} }\n  press@contoso.com: { ${press}delegates: {} }\n`;
    await strategy(boxes('mode: additive, ', ''));
    const exact = said((await plan()).out);
    expect(exact).toContain('opening press@contoso.com');
    expect(exact).not.toContain('opening jobs@contoso.com');

    await strategy(boxes('', 'mode: exact, '), 'additive');
    const additive = said((await plan()).out);
    expect(additive).toContain('opening press@contoso.com');
    expect(additive).not.toContain('opening jobs@contoso.com');
  }));

test.each([
  ['delegates', '    delegates:\n', '{}'],
  ['aliases', '    aliases:\n', '[]'],
])('%s: without a value is an error before anything is asked', (key, line, empty) =>
  inCompany(async ({ strategy, applyOpen, tenant }) => {
    const body = `sharedMailboxes:\n  sales@contoso.com:\n    hidden: false\n${line}`;
    await strategy(body);
    const { code, out, err } = await applyOpen();
    expect(code).toBe(65);
    expect(out).toBe('');
    expect(err).toContain(`${placeOf(strategyYaml(body), `${key}:`)} error`);
    expect(flat(err)).toContain(empty);
    expect(await tenant.ledger()).toEqual([]);
  }),
);

test('addresses are compared without case, in the file and in the tenant', () =>
  inCompany(async ({ strategy, edit, isSettled }) => {
    await edit((tenant) => {
      const sales = mailboxIn(tenant, 'sales');
      sales.emailAddresses = sales.emailAddresses.map((one) =>
        one.replace('enquiries@contoso.com', 'Enquiries@Contoso.COM'),
      );
    });
    await strategy(
      [
        'sharedMailboxes:',
        '  Press@CONTOSO.com:',
        '    delegates:',
        '      Ellen.Berg@Contoso.com: [fullAccess, sendOnBehalf]',
        '      JACK.TURNER@contoso.com: [fullAccess, sendAs]',
        '  SALES@contoso.com: { aliases: [eNQUIRIES@contoso.com] }',
        '',
      ].join('\n'),
    );
    expect(await isSettled()).toBe(true);
  }));

test('service addresses and those under onmicrosoft.com are never touched', () =>
  inCompany(async ({ strategy, edit, applyOpen, mailbox, plan, isSettled }) => {
    const kept = [
      'SMTP:sales@contoso.com',
      'smtp:sales@contoso.onmicrosoft.com',
      'smtp:sales@contoso.mail.onmicrosoft.com',
      'SIP:sales@contoso.com',
      'sip:other@contoso.com',
      'X500:/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=sales',
      'x500:/o=Old/cn=sales',
      'EUM:4711;phone-context=contoso',
      'smtp:sales@not-ours.example',
    ];
    await edit((tenant) => {
      mailboxIn(tenant, 'sales').emailAddresses = [...kept, 'smtp:enquiries@contoso.com'];
    });
    await strategy('sharedMailboxes:\n  sales@contoso.com: { aliases: [] }\n');
    expect((await applyOpen()).code).toBe(0);
    expect([...(await mailbox('sales')).raw.emailAddresses].sort()).toEqual([...kept].sort());
    expect(await isSettled()).toBe(true);

    await strategy(
      'sharedMailboxes:\n  sales@contoso.com: { aliases: [sales@contoso.onmicrosoft.com] }\n',
    );
    const { code, err } = await plan();
    expect(code).toBe(65);
    expect(flat(err)).toContain('sales@contoso.onmicrosoft.com is an address of the service');
  }));

test('the sign-in name stays an address, though the file lists no alias', () =>
  inCompany(async ({ strategy, edit, plan, mailbox }) => {
    // A person renamed: the primary address moved on, the sign-in name did not.
    await edit((tenant) => {
      const jack = mailboxIn(tenant, 'jack.turner');
      jack.emailAddresses = ['SMTP:jack.smith@contoso.com', 'smtp:jack.turner@contoso.com'];
      const user = tenant.users.find(({ id }) => id === jack.userId);
      if (user === undefined) throw new Error('jack.turner has no account');
      user.mail = 'jack.smith@contoso.com';
      user.proxyAddresses = [...jack.emailAddresses];
    });
    await strategy('users:\n  jack.smith@contoso.com: { aliases: [] }\n');
    const { code, out } = await plan('--detailed-exitcode');
    expect([code, flat(out)]).toEqual([0, expect.stringContaining('No changes')]);
    expect((await mailbox('jack.smith')).aliases).toEqual(['jack.turner@contoso.com']);
  }));

test('two aliases move, each as one change of two calls back to back', () =>
  inCompany(async ({ strategy, plan, applyOpen, mailbox, writes, isSettled }) => {
    await strategy(
      [
        'sharedMailboxes:',
        '  info@contoso.com: { aliases: [info@contoso.co.uk] }',
        '  jobs@contoso.com: { aliases: [careers@contoso.co.uk] }',
        '  press@contoso.com: { aliases: [contact@contoso.com, careers@contoso.com] }',
        '',
      ].join('\n'),
    );
    const { out: shown } = await plan();
    for (const [address, from] of [
      ['contact', 'info'],
      ['careers', 'jobs'],
    ])
      expect(said(shown)).toContain(
        `~ widens move the address ${address}@contoso.com from ${from}@contoso.com to press@contoso.com`,
      );
    expect(shown).toContain('2 changes on 3 mailboxes');

    expect((await applyOpen()).code).toBe(0);
    expect((await mailbox('press')).aliases).toEqual(
      expect.arrayContaining(['contact@contoso.com', 'careers@contoso.com']),
    );
    expect((await mailbox('info')).aliases).not.toContain('contact@contoso.com');
    expect((await mailbox('jobs')).aliases).not.toContain('careers@contoso.com');
    // An address is away from the one mailbox only while the very next call gives it to the other.
    const edits = (await writes()).map(({ parameters }) => parameters?.['EmailAddresses']);
    for (const address of ['contact', 'careers']) {
      const proxy = [`smtp:${address}@contoso.com`];
      const taken = edits.findIndex((edit) =>
        JSON.stringify(edit).includes(`"Remove":${JSON.stringify(proxy)}`),
      );
      expect(taken).toBeGreaterThanOrEqual(0);
      expect(edits[taken + 1]).toMatchObject({ Add: proxy });
    }
    expect(await isSettled()).toBe(true);
  }));

test('two mailboxes swap an alias', () =>
  inCompany(async ({ strategy, plan, applyOpen, mailbox, isSettled }) => {
    await strategy(
      [
        'sharedMailboxes:',
        '  sales@contoso.com: { aliases: [help@contoso.com] }',
        '  support@contoso.com: { aliases: [enquiries@contoso.com] }',
        '',
      ].join('\n'),
    );
    const shown = flat((await plan()).out);
    expect(shown).toContain('2 changes on 2 mailboxes: 2 widen access');
    expect((await applyOpen()).code).toBe(0);
    expect((await mailbox('sales')).aliases).toContain('help@contoso.com');
    expect((await mailbox('sales')).aliases).not.toContain('enquiries@contoso.com');
    expect((await mailbox('support')).aliases).toContain('enquiries@contoso.com');
    expect((await mailbox('support')).aliases).not.toContain('help@contoso.com');
    expect(await isSettled()).toBe(true);
  }));

test('--only that would cut a move in two blocks it and says so; nothing is written', () =>
  inCompany(async ({ strategy, applyOpen, writes }) => {
    await strategy(
      [
        'sharedMailboxes:',
        '  sales@contoso.com: { aliases: [help@contoso.com, enquiries@contoso.com] }',
        '  support@contoso.com: { aliases: [] }',
        '',
      ].join('\n'),
    );
    const { code, out } = await applyOpen('--only', 'sales@contoso.com');
    expect(code).toBe(3);
    expect(flat(out)).toContain('help@contoso.com still belongs to support@contoso.com');
    expect(flat(out)).toContain('do not leave support@contoso.com out with --only or --exclude');
    expect(await writes()).toEqual([]);
    // The other half alone would leave the address to nobody.
    const other = await applyOpen('--only', 'support@contoso.com');
    expect(other.code).toBe(3);
    expect(flat(other.out)).toContain('help@contoso.com');
    expect(await writes()).toEqual([]);
  }));

test.each([
  ['a mailbox that the file does not name', 'ap@contoso.com', 'invoices@contoso.com'],
  ['a person', 'f.smith@contoso.com', 'fred@contoso.com'],
  ['a list', 'newsletter@contoso.com', 'distribution list'],
])('an alias that belongs to %s is an error at its place', (_, alias, holder) =>
  inCompany(async ({ strategy, plan, writes }) => {
    const body = `sharedMailboxes:\n  sales@contoso.com:\n    aliases:\n      - enquiries@contoso.com\n      - ${alias}\n`;
    await strategy(body);
    const { code, out, err } = await plan();
    expect(code).toBe(65);
    expect(out).toBe('');
    expect(err).toContain(`${placeOf(strategyYaml(body), alias)} error`);
    expect(err).toContain(`      - ${alias}`);
    expect(flat(err)).toContain(holder);
    expect(await writes()).toEqual([]);
  }),
);

test('an alias that a deleted mailbox still holds is blocked, with the holder', () =>
  inCompany(async ({ strategy, applyOpen, writes }) => {
    await strategy(
      'sharedMailboxes:\n  sales@contoso.com:\n    aliases: [enquiries@contoso.com, events@contoso.com]\n',
    );
    const { code, out } = await applyOpen();
    expect(code).toBe(3);
    expect(flat(out)).toContain('events@contoso.com belongs to the deleted mailbox Events');
    expect(await writes()).toEqual([]);
  }));

test.each([
  ['a mailbox', 'sharedMailboxes:\n  contact@contoso.com: { hidden: true }\n', 'info@contoso.com'],
  [
    'a delegate',
    'sharedMailboxes:\n  jobs@contoso.com:\n    delegates:\n      f.smith@contoso.com: [fullAccess]\n',
    'fred@contoso.com',
  ],
])('an address that now belongs to another object names no longer %s', (_, body, now) =>
  inCompany(async ({ strategy, plan, writes }) => {
    await strategy(body);
    const { code, err } = await plan();
    const named = /contact@contoso.com|f.smith@contoso.com/u.exec(body)?.[0] ?? '';
    expect(code).toBe(65);
    expect(err).toContain(`${placeOf(strategyYaml(body), named)} error`);
    expect(flat(err)).toContain(`an alias of ${now}`);
    expect(await writes()).toEqual([]);
  }),
);
