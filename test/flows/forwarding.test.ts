/** Forwarding through the commands: whom mail goes on to, what stands in the tenant then, and what people are told. */
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { aliasesOf, primaryOf } from '../support/dump.ts';
import { type Company, flat, inCompany } from './company.ts';

const JOBS = 'jobs@contoso.com';
const says = (value: string, address = JOBS): string =>
  `sharedMailboxes:\n  ${address}: { forwarding: ${value} }\n`;
const OPEN = ['--allow', 'external-forward=1'];

const boxIn = (tenant: Tenant, address = JOBS): Mailbox => {
  const found = tenant.mailboxes.find((one) => primaryOf(one) === address);
  if (found === undefined) throw new Error(`there is no ${address}`);
  return found;
};
const userIn = ({ users }: Tenant, address: string) => {
  const found = users.find(({ userPrincipalName }) => userPrincipalName === address);
  if (found === undefined) throw new Error(`there is no ${address}`);
  return found;
};
/** The three fields: object id, address, copy. */
const fieldsOf = (mailbox: Mailbox): readonly (string | boolean | null)[] => [
  mailbox.forwardingAddress,
  mailbox.forwardingSmtpAddress,
  mailbox.deliverToMailboxAndForward,
];
const now = async (company: Company, address = JOBS) =>
  fieldsOf(boxIn(await company.tenant.dump(), address));
const set = (
  company: Company,
  fields: Partial<
    Pick<Mailbox, 'forwardingAddress' | 'forwardingSmtpAddress' | 'deliverToMailboxAndForward'>
  >,
): Promise<void> => company.edit((tenant) => void Object.assign(boxIn(tenant), fields));
/** The id of the run, as it is told at its end. */
const runIn = ({ err }: { readonly err: string }): string => /Run (\S+)\./u.exec(err)?.[1] ?? '';
async function planOf(company: Company): Promise<Plan> {
  const { out, err } = await company.plan('-o', 'json');
  if (out === '') throw new Error(err);
  return JSON.parse(out);
}
const effects = ({ changes }: Plan): readonly string[] => changes.map(({ effect }) => effect);
const shut = ({ gates }: Plan): readonly string[] =>
  gates.filter(({ tripped }) => tripped).map(({ gate }) => gate);

describe('who is of the organisation stands in ForwardingAddress', () => {
  test.each(['ann@contoso.com', 'info@contoso.com', 'auditors@contoso.com'])('%s', (to) =>
    inCompany(async (company) => {
      await company.strategy(says(`{ to: ${to} }`));
      expect(effects(await planOf(company))).toEqual(['widens']);
      expect((await company.apply()).code).toBe(0);
      const [recipient, ...others] = await now(company);
      const { users, groups } = await company.tenant.dump();
      const found = [...users, ...groups].find(({ id }) => id === recipient);
      expect(found?.proxyAddresses).toContain(`SMTP:${to}`);
      expect(others).toEqual([null, true]);
      expect(await company.isSettled()).toBe(true);
    }),
  );
});

describe('who is outside stands in ForwardingSmtpAddress, and passes only by the gate', () => {
  test.each([
    ['an address', 'somebody@gmail.com', 'smtp:somebody@gmail.com'],
    ['a contact', 'agency@fabrikam.example', 'smtp:agency@fabrikam.example'],
  ])('%s', (_, to, address) =>
    inCompany(async (company) => {
      await company.strategy(says(`{ to: ${to}, keepCopy: false }`));
      const plan = await planOf(company);
      expect([effects(plan), shut(plan)]).toEqual([['widens'], ['external-forward']]);
      const refused = await company.apply();
      expect([refused.code, await company.writes()]).toEqual([EXIT.refused, []]);
      expect(flat(refused.err)).toContain('--allow external-forward=1');
      expect(await now(company)).toEqual([null, null, false]);
      expect((await company.apply(...OPEN)).code).toBe(0);
      expect(await now(company)).toEqual([null, address, false]);
      expect(await company.isSettled()).toBe(true);
    }),
  );

  test('a contact of an address here whose mail goes outside', () =>
    inCompany(async (company) => {
      await company.edit(({ contacts }) => {
        const [contact] = contacts;
        if (contact === undefined) throw new Error('the seed has no contact');
        contact.mail = 'agency@contoso.com';
        contact.proxyAddresses = ['SMTP:agency@contoso.com'];
        contact.externalAddress = 'desk@fabrikam.example';
      });
      await company.strategy(says('{ to: agency@contoso.com }'));
      expect(shut(await planOf(company))).toEqual(['external-forward']);
      expect((await company.apply(...OPEN)).code).toBe(0);
      expect(await now(company)).toEqual([null, 'smtp:desk@fabrikam.example', true]);
    }));

  test('a group with a contact or guest from outside in it', () =>
    inCompany(async (company) => {
      await company.edit(({ groups, contacts, users, applications }) => {
        // Without this permission a contact in a group has no name, and the mailbox is a gap.
        for (const one of applications) one.graphRoles.push('OrgContact.Read.All');
        const group = groups.find(({ mail }) => mail === 'auditors@contoso.com');
        group?.members.push(contacts[0]?.id ?? '');
        const guest = users.find(({ userType }) => userType === 'Guest');
        const other = groups.find(({ mail }) => mail === 'service-desk@contoso.com');
        if (guest !== undefined) other?.members.push(guest.id);
      });
      for (const to of ['auditors@contoso.com', 'service-desk@contoso.com']) {
        await company.strategy(says(`{ to: ${to} }`));
        expect(shut(await planOf(company)), to).toEqual(['external-forward']);
      }
    }));
});

test('the same receiver in the other field is no difference; two fields at once are one too many', () =>
  inCompany(async (company) => {
    await company.strategy(says('{ to: ann@contoso.com }'));
    await set(company, {
      forwardingSmtpAddress: 'smtp:Ann@contoso.com',
      deliverToMailboxAndForward: true,
    });
    expect(await company.isSettled()).toBe(true);
    const ann = userIn(await company.tenant.dump(), 'ann@contoso.com').id;
    await set(company, { forwardingAddress: ann, forwardingSmtpAddress: 'smtp:x@gmail.com' });
    const plan = await company.plan();
    expect(flat(plan.out)).toContain(
      'ann@contoso.com (a copy stays here, beside the second address x@gmail.com, which has no effect) -> ann@contoso.com (a copy stays here)',
    );
    expect((await company.apply()).code).toBe(0);
    expect(await now(company)).toEqual([ann, null, true]);
  }));

test('to nobody: all three fields are cleared, first of all where the receiver is outside; undo brings back what was', () =>
  inCompany(async (company) => {
    const { tenant, mbx } = company;
    const ann = userIn(await tenant.dump(), 'ann@contoso.com').id;
    const was = {
      forwardingAddress: null,
      forwardingSmtpAddress: 'smtp:Old@gmail.com',
      deliverToMailboxAndForward: true,
    };
    await set(company, was);
    await company.strategy(
      `sharedMailboxes:\n  ${JOBS}: { forwarding: {}, hidden: true, displayName: New jobs }\n`,
    );
    const plan = await planOf(company);
    expect([effects(plan).toSorted(), shut(plan)]).toEqual([
      ['availability', 'narrows', 'neutral'],
      [],
    ]);
    const done = await company.apply();
    expect(done.code).toBe(0);
    expect(await now(company)).toEqual([null, null, false]);
    const [first, ...others] = (await company.writes()).filter(
      ({ cmdlet }) => cmdlet === 'Set-Mailbox',
    );
    expect(Object.keys(first?.parameters ?? {}).toSorted()).toEqual([
      'DeliverToMailboxAndForward',
      'ForwardingAddress',
      'ForwardingSmtpAddress',
      'Identity',
    ]);
    expect(others).toHaveLength(1);
    const run = runIn(done);
    const shutUndo = await mbx(['undo', run, '--yes']);
    expect(shutUndo.code).toBe(EXIT.refused);
    expect((await mbx(['undo', run, '--yes', ...OPEN])).code).toBe(0);
    expect(await now(company)).toEqual([null, 'smtp:Old@gmail.com', true]);

    // Both fields, as they were, though one had no effect.
    await set(company, { ...was, forwardingAddress: ann });
    const again = await company.apply();
    expect(again.code).toBe(0);
    const last = runIn(again);
    expect((await mbx(['undo', last, '--yes'])).code).toBe(0);
    expect(await now(company)).toEqual([ann, 'smtp:Old@gmail.com', true]);
  }));

test('the copy alone: it changes what mail arrives, and is no access', () =>
  inCompany(async (company) => {
    await company.strategy(says('{ to: x@gmail.com, keepCopy: false }'));
    await set(company, {
      forwardingSmtpAddress: 'smtp:x@gmail.com',
      deliverToMailboxAndForward: true,
    });
    const plan = await planOf(company);
    expect([effects(plan), shut(plan)]).toEqual([['availability'], []]);
    expect((await company.apply()).code).toBe(0);
    expect(await now(company)).toEqual([null, 'smtp:x@gmail.com', false]);
  }));

describe('in mode additive', () => {
  test('what the file does not want stays, and is shown; a receiver that it names is set', () =>
    inCompany(async (company) => {
      await set(company, { forwardingSmtpAddress: 'smtp:x@gmail.com' });
      await company.strategy(says('{}'), 'additive');
      const plan = await planOf(company);
      expect(plan.changes).toEqual([]);
      expect(plan.kept.map(({ what, why }) => [what, why])).toEqual([['x@gmail.com', 'additive']]);
      await company.strategy(says('{ to: ann@contoso.com }'), 'additive');
      expect(effects(await planOf(company))).toEqual(['both']);
    }));

  test('mail to a leaver stops', () =>
    inCompany(async (company) => {
      const ann = userIn(await company.tenant.dump(), 'ann@contoso.com').id;
      await set(company, { forwardingAddress: ann });
      await company.strategy(`leavers: [ann@contoso.com]\n${says('{}')}`, 'additive');
      const { changes } = await planOf(company);
      expect(changes.map(({ effect, reason }) => [effect, reason])).toEqual([
        ['narrows', 'leaver'],
      ]);
    }));
});

test('on a synchronised mailbox the change is blocked, for the on-premises directory owns a part of it', () =>
  inCompany(async (company) => {
    await company.strategy(says('{ to: x@gmail.com }', 'facilities@contoso.com'));
    const { changes, blocked } = await planOf(company);
    expect(changes).toEqual([]);
    expect(blocked.map(({ why }) => why)).toEqual([
      expect.stringContaining('synchronised from the on-premises directory'),
    ]);
  }));

test('an account without mail is no receiver', () =>
  inCompany(async (company) => {
    await company.edit(({ users }) => {
      const admin = users.find(({ mail, userType }) => mail === null && userType === 'Member');
      if (admin !== undefined) admin.userPrincipalName = 'no.mail@contoso.com';
    });
    await company.strategy(says('{ to: no.mail@contoso.com }'));
    const { changes, blocked } = await planOf(company);
    expect([changes, blocked.map(({ why }) => why)]).toEqual([
      [],
      [expect.stringContaining('no.mail@contoso.com gets no mail in Exchange')],
    ]);
  }));

test.each<readonly [said: string, told: string]>([
  ['', 'Write `{}` if it is meant to be empty'],
  ['none', 'or `forwarding: {}` for nobody'],
  ['ann@contoso.com', 'Write `forwarding: { to: archive@contoso.com }`'],
  ['[ann@contoso.com]', 'must be a map, not a list'],
  ['{ keepCopy: true }', 'says `keepCopy` and not `to`'],
  ['{ too: ann@contoso.com }', 'Did you mean `to`?'],
  ['{ to: }', '`to` has no value'],
  ['{ to: ann }', 'it has no @'],
  ['{ to: [ann@contoso.com] }', '`to` must be text'],
  ['{ to: ann@contoso.com, keepCopy: yes }', '`keepCopy` must be true or false'],
])('mbx validate refuses `forwarding: %s`', (said, told) =>
  inCompany(async (company) => {
    await company.strategy(says(said));
    const { code, out } = await company.mbx(['validate']);
    expect([code, flat(out)]).toEqual([EXIT.strategy, expect.stringContaining(told)]);
  }),
);
test.each(['{}', '{ to: ann@contoso.com }', '{ to: X@Gmail.com, keepCopy: false }'])(
  'mbx validate accepts `forwarding: %s`',
  (said) =>
    inCompany(async (company) => {
      await company.strategy(says(said));
      expect((await company.mbx(['validate'])).code).toBe(EXIT.ok);
    }),
);

describe('nobody to whom nothing may be given', () => {
  test.each([
    ['a leaver', 'leavers: [ann@contoso.com]\n', 'ann@contoso.com', 'is under `leavers`'],
    ['the mailbox itself', '', JOBS, 'names the mailbox itself'],
    ['nobody of the own domains', '', 'anm@contoso.com', 'Did you mean ann@contoso.com?'],
  ])('%s', (_, head, to, why) =>
    inCompany(async (company) => {
      await company.strategy(head + says(`{ to: ${to} }`));
      const { code, err } = await company.plan();
      expect([code, flat(err)]).toEqual([EXIT.strategy, expect.stringContaining(why)]);
    }),
  );
  test('a leaver under an older address', () =>
    inCompany(async (company) => {
      const ann = boxIn(await company.tenant.dump(), 'ann@contoso.com');
      const [older] = aliasesOf(ann);
      if (older === undefined) return;
      await company.strategy(`leavers: [${older}]\n${says('{ to: ann@contoso.com }')}`);
      expect((await company.plan()).code).toBe(EXIT.strategy);
    }));
});

test('a receiver that cannot be made out is a gap, never none', () =>
  inCompany(async (company) => {
    const ann = userIn(await company.tenant.dump(), 'ann@contoso.com').id;
    await set(company, { forwardingAddress: ann });
    await company.strategy(says('{ to: x@gmail.com }'));
    // Exchange's list does not have whom the mailbox's own row names.
    await company.edit((tenant) => {
      boxIn(tenant).properties = { ...boxIn(tenant).properties };
      for (const user of tenant.users) if (user.id === ann) Object.assign(user, { name: 'ann' });
    });
    await company.faults({
      rules: [
        {
          match: { service: 'exchange', cmdlet: 'Get-Mailbox', identity: JOBS },
          answer: {
            status: 200,
            body: {
              value: [
                {
                  ExternalDirectoryObjectId: boxIn(await company.tenant.dump()).userId,
                  Guid: boxIn(await company.tenant.dump()).guid,
                  ForwardingAddress: 'somebody unknown',
                  ForwardingSmtpAddress: null,
                  DeliverToMailboxAndForward: false,
                },
              ],
            },
          },
        },
      ],
    });
    const { code, out } = await company.plan();
    expect([code, flat(out)]).toEqual([
      EXIT.partly,
      expect.stringContaining('ForwardingAddress says somebody unknown'),
    ]);
    expect(await company.writes()).toEqual([]);
  }));

describe('what the organisation would not let out is told, and what is not known', () => {
  const asAdministrator = (company: Company, change: (tenant: Tenant) => void): Promise<void> =>
    company.edit((tenant) => {
      for (const one of tenant.applications)
        if (one.wids.length > 0) one.wids = ['29232cdf-9323-42fd-ade2-1d097af3e4de'];
      change(tenant);
    });
  const told = async (company: Company): Promise<readonly string[]> =>
    (await planOf(company)).notes.map(({ message }) => message);

  test.each<readonly [string, Partial<Tenant>, string | undefined]>([
    ['the policy leaves it to the service', {}, 'AutoForwardingMode is Automatic'],
    [
      'the policy is off',
      { outboundPolicies: [{ name: 'Default', autoForwardingMode: 'Off' }] },
      'AutoForwardingMode is Off',
    ],
    [
      'the remote domain is off',
      {
        outboundPolicies: [{ name: 'Default', autoForwardingMode: 'On' }],
        remoteDomains: [{ name: 'G', domainName: 'gmail.com', autoForwardEnabled: false }],
      },
      'AutoForwardEnabled is False',
    ],
    [
      'both let it out',
      { outboundPolicies: [{ name: 'Default', autoForwardingMode: 'On' }] },
      undefined,
    ],
  ])('%s', (_, change, why) =>
    inCompany(async (company) => {
      await asAdministrator(company, (tenant) => void Object.assign(tenant, change));
      await company.strategy(says('{ to: x@gmail.com }'));
      const way = `mail that ${JOBS} forwards to x@gmail.com`;
      expect(await told(company)).toEqual(
        why === undefined
          ? []
          : [expect.stringMatching(new RegExp(`^${way} would not .*${why}`, 'u'))],
      );
    }),
  );

  test('a role that may not read it: not known, and the plan is whole', () =>
    inCompany(async (company) => {
      await company.strategy(says('{ to: x@gmail.com }'));
      const { code, out } = await company.plan();
      expect([code, flat(out)]).toEqual([
        EXIT.ok,
        expect.stringContaining(
          'forwards to x@gmail.com is let out of the organisation is not known',
        ),
      ]);
    }));

  test('within the organisation nothing is read for it', () =>
    inCompany(async (company) => {
      await company.strategy(says('{ to: ann@contoso.com }'));
      expect(await told(company)).toEqual([]);
      const cmdlets = (await company.tenant.ledger()).map(({ cmdlet }) => cmdlet);
      expect(cmdlets).not.toContain('Get-RemoteDomain');
    }));
});

test('of a mailbox without the key nothing is looked at', () =>
  inCompany(async (company) => {
    await set(company, { forwardingSmtpAddress: 'smtp:x@gmail.com' });
    await company.strategy(`sharedMailboxes:\n  ${JOBS}: { hidden: false }\n`);
    expect((await planOf(company)).changes).toEqual([]);
  }));
