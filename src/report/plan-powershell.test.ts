import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addAlias,
  automap,
  behalf,
  create,
  grant,
  hide,
  moveAlias,
  revoke,
  sendAs,
  signIn,
} from '../../test/support/builders.ts';
import { hostile } from '../../test/support/hostile.ts';
import { planWith } from '../../test/support/hostile-plans.ts';
import { planOf } from '../../test/support/plans.ts';
import {
  type Argument,
  type Statement,
  statements,
  tokens,
} from '../../test/support/powershell.ts';
import { callsOf, KINDS, partsOf, describe as told } from '../kinds/index.ts';
import { isEdit } from '../model/call.ts';
import { type Plan, type Planned, planned } from '../plan/plan.ts';
import { bind } from '../simulator/exchange/contract.ts';
import { HASH_TABLE } from '../wire/exchange.ts';
import { planPowershell } from './plan-powershell.ts';

type Command = Extract<Statement, { readonly command: string }>;
const isCommand = (one: Statement): one is Command => 'command' in one;
const isConnection = ({ command }: Command): boolean => command.startsWith('Connect-');
const commandsIn = (plan: Plan): readonly Command[] =>
  statements(planPowershell(plan)).filter(isCommand);
const workIn = (...changes: readonly Planned[]): readonly Command[] =>
  commandsIn(planOf(changes)).filter((one) => !isConnection(one));
/** `Cmdlet Identity`, in order. */
const scriptOf = (...changes: readonly Planned[]): readonly string[] =>
  workIn(...changes).map(
    ({ command, arguments: { Identity, UserId, Name } }) =>
      `${command} ${Identity ?? UserId ?? Name}`,
  );
const othersIn = (plan: Plan): readonly string[] =>
  statements(planPowershell(plan)).flatMap((one) => ('other' in one ? [one.other] : []));
const commentsIn = (plan: Plan): readonly string[] =>
  statements(planPowershell(plan)).flatMap((one) => ('comment' in one ? [one.comment] : []));

const allowNew = planned({
  action: KINDS.signIn.act({
    op: 'add',
    after: {
      subject: { id: 'new:jobs@contoso.com', address: 'jobs@contoso.com' },
      to: 'allowed',
    },
  }),
  reason: 'declared',
});
const onNew = planned({
  action: KINDS.fullAccess.act({
    op: 'add',
    after: {
      subject: { id: 'new:jobs@contoso.com', address: 'jobs@contoso.com' },
      trustee: { id: 'id-ann', kind: 'user', address: 'ann@contoso.com' },
    },
  }),
  reason: 'declared',
});

describe('each change as its command', () => {
  const one = (change: Planned): unknown => {
    const [first, ...more] = workIn(change);
    expect(more).toEqual([]);
    return first === undefined ? undefined : [first.command, first.arguments];
  };
  const identity = { Identity: 'id-sales', Confirm: false };
  const entry = {
    ...identity,
    User: 'id-ann',
    AccessRights: 'FullAccess',
    InheritanceType: 'All',
  };
  const permission = { ...identity, Trustee: 'id-ann', AccessRights: 'SendAs' };

  test.each<[string, Planned, string, Readonly<Record<string, Argument>>]>([
    ['Full Access', grant('sales', 'ann'), 'Add-MailboxPermission', entry],
    ['none any more', revoke('sales', 'ann'), 'Remove-MailboxPermission', entry],
    ['Send As', sendAs('sales', 'ann', 'add'), 'Add-RecipientPermission', permission],
    ['none any more', sendAs('sales', 'ann', 'remove'), 'Remove-RecipientPermission', permission],
    [
      'Send on Behalf',
      behalf('sales', 'ann', 'add'),
      'Set-Mailbox',
      { ...identity, GrantSendOnBehalfTo: { Add: ['id-ann'] } },
    ],
    [
      'none any more',
      behalf('sales', 'ann', 'remove'),
      'Set-Mailbox',
      { ...identity, GrantSendOnBehalfTo: { Remove: ['id-ann'] } },
    ],
    [
      'an address',
      addAlias('sales', 'hello@contoso.com'),
      'Set-Mailbox',
      { ...identity, EmailAddresses: { Add: ['smtp:hello@contoso.com'] } },
    ],
    [
      'hiding',
      hide('sales', true),
      'Set-Mailbox',
      { ...identity, HiddenFromAddressListsEnabled: true },
    ],
    [
      'a new mailbox, which has no identity yet',
      create('jobs@contoso.com'),
      'New-Mailbox',
      {
        Shared: true,
        Name: 'jobs-at-contoso.com',
        Alias: 'jobs',
        DisplayName: 'New',
        PrimarySmtpAddress: 'jobs@contoso.com',
        Confirm: false,
      },
    ],
    [
      'sign-in',
      signIn('sales', 'blocked'),
      'Update-MgUser',
      { UserId: 'id-sales', AccountEnabled: false, Confirm: false },
    ],
    [
      'sign-in of a new mailbox, whose account Exchange knows',
      allowNew,
      'Update-MgUser',
      {
        UserId: 'Get-Mailbox -Identity jobs@contoso.com ExternalDirectoryObjectId',
        AccountEnabled: true,
        Confirm: false,
      },
    ],
    [
      'a right on a new mailbox, by its address',
      onNew,
      'Add-MailboxPermission',
      { ...entry, Identity: 'jobs@contoso.com' },
    ],
  ])('%s', (_, change, command, args) => {
    expect(one(change)).toEqual([command, args]);
  });
});

describe('the order of apply', () => {
  test('what is urgent, what is created, moves, grants, ordinary revokes', () => {
    expect(
      scriptOf(
        revoke('sales', 'bob'),
        grant('sales', 'ann'),
        onNew,
        moveAlias('sales', 'info', 'hello@contoso.com'),
        create('jobs@contoso.com'),
        revoke('hr', 'cy', 'leaver'),
      ),
    ).toEqual([
      'Remove-MailboxPermission id-hr',
      'New-Mailbox jobs-at-contoso.com',
      'Set-Mailbox id-sales',
      'Set-Mailbox id-info',
      'Add-MailboxPermission id-sales',
      'Add-MailboxPermission jobs@contoso.com',
      'Remove-MailboxPermission id-sales',
    ]);
  });

  test('a change in two steps is its two commands, one person after the other', () => {
    const work = workIn(automap('sales', 'ann', true), automap('sales', 'bob', false));
    expect(
      work.map(({ command, arguments: { User, AutoMapping } }) => [command, User, AutoMapping]),
    ).toEqual([
      ['Remove-MailboxPermission', 'id-ann', undefined],
      ['Add-MailboxPermission', 'id-ann', true],
      ['Remove-MailboxPermission', 'id-bob', undefined],
      ['Add-MailboxPermission', 'id-bob', false],
    ]);
  });

  test('settings of one mailbox are one command with one comment for each change', () => {
    const changes = [
      hide('sales', true),
      addAlias('sales', 'a@contoso.com'),
      behalf('sales', 'ann', 'add'),
    ];
    expect(workIn(...changes)).toHaveLength(1);
    expect(commentsIn(planOf(changes)).filter((text) => text.includes(' Change '))).toHaveLength(3);
  });
});

describe('around the commands', () => {
  const gates: Plan['gates'] = [
    { gate: 'creates', actual: 1, limit: 3, tripped: false, about: [], why: 'fine' },
    {
      gate: 'max-revokes',
      actual: 9,
      limit: 5,
      tripped: true,
      about: ['sales@contoso.com'],
      why: 'it takes rights from 9 holders',
      allow: ['--allow max-revokes=9'],
    },
  ];
  const stop = 'throw';

  test('the connections that are needed, to the tenant of the plan alone', () => {
    const connections = (...changes: readonly Planned[]) =>
      commandsIn(planOf(changes))
        .filter(isConnection)
        .map(({ command, arguments: { TenantId } }) => [command, TenantId]);
    expect(connections(grant('sales', 'ann'))).toEqual([['Connect-ExchangeOnline', undefined]]);
    expect(connections(signIn('sales', 'blocked'))).toEqual([['Connect-MgGraph', 'id-tenant']]);
    expect(connections(grant('sales', 'ann'), signIn('sales', 'blocked'))).toHaveLength(2);
    expect(planPowershell(planOf([grant('sales', 'ann')]))).toContain(
      "-ne 'id-tenant').Count -gt 0) { throw 'This script is for",
    );
  });

  test('sign-in of a new mailbox needs both', () => {
    expect(commandsIn(planOf([allowNew])).filter(isConnection)).toHaveLength(2);
  });

  test('nothing to do: comments alone', () => {
    const text = planPowershell(planOf([]));
    expect(statements(text).every((one) => 'comment' in one)).toBe(true);
    expect(text).toContain('No changes');
  });

  test('what is blocked, not read or refused stands above the first command, and is none', () => {
    const plan = planOf([grant('sales', 'ann')], {
      blocked: [{ change: hide('info', true), why: 'it is synchronised', mend: 'Do it there.' }],
      gaps: [{ subject: null, kind: null, reason: 'groups could not be read' }],
      refused: [{ at: { file: 'a.yaml', line: 3, column: 1 }, message: 'bob is blocked' }],
    });
    const text = planPowershell(plan);
    for (const words of [
      '# Blocked: turn hiding from address lists on for info@contoso.com: it is synchronised. Do it there.',
      '# Not read: the directory: groups could not be read',
      '# No effect: a.yaml:3: bob is blocked',
    ])
      expect(text.indexOf(words)).toBeLessThan(text.indexOf('Connect-'));
    expect(text).toContain('# Blocked');
    expect(commandsIn(plan).map(({ command }) => command)).toEqual([
      'Connect-ExchangeOnline',
      'Add-MailboxPermission',
    ]);
  });

  test('a shut gate is told, and stops the script before it connects', () => {
    const plan = planOf([revoke('sales', 'ann')], { gates });
    expect(planPowershell(plan)).toContain(
      '# Gate max-revokes: it takes rights from 9 holders (sales@contoso.com). mbx apply needs --allow max-revokes=9\n',
    );
    expect(planPowershell(plan)).not.toContain('Gate creates');
    const lines = statements(planPowershell(plan));
    const throws = lines.findIndex((line) => 'other' in line && line.other.startsWith(stop));
    expect(throws).toBeGreaterThan(0);
    expect(throws).toBeLessThan(lines.findIndex(isCommand));
    expect(othersIn(planOf([revoke('sales', 'ann')])).some((text) => text.startsWith(stop))).toBe(
      false,
    );
  });

  test('the first error ends it', () => {
    expect(planPowershell(planOf([grant('sales', 'ann')]))).toContain(
      "\n$ErrorActionPreference = 'Stop'\n\n# Other clouds",
    );
  });
});

test("every cmdlet takes every parameter, in Microsoft's own lists", () => {
  fc.assert(
    fc.property(planWith(fc.constantFrom('a@contoso.com', 'b@contoso.com'), 12), (plan) => {
      for (const { command, arguments: given } of commandsIn(plan)) {
        if (command.startsWith('Connect-') || command === 'Update-MgUser') continue;
        const wire = Object.entries(given).map(([name, value]) => [name, asWire(value)]);
        const bound = bind(command, Object.fromEntries(wire));
        expect([bound.cmdlet, bound.whatIf]).toEqual([command, false]);
        expect(bound.parameters.get('Confirm')).toBe(false);
      }
    }),
    { numRuns: 100 },
  );
});
const asWire = (value: Argument): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { '@odata.type': HASH_TABLE, ...value }
    : value;

test('every call of every change is there, once, with its values', () => {
  fc.assert(
    fc.property(planWith(hostile, 8), (plan) => {
      const values = commandsIn(plan)
        .filter((one) => !isConnection(one))
        .flatMap(({ arguments: given }) => Object.values(given).flatMap(textsIn));
      const expected = plan.changes
        .flatMap(({ action }) => partsOf(action).flatMap(callsOf))
        .flatMap((call) =>
          call.service === 'graph' ? [] : Object.values(call.parameters).flatMap(valuesIn),
        );
      for (const text of expected) expect(values).toContain(text);
    }),
    { numRuns: 150 },
  );
});
const textsIn = (value: Argument): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flat()
      : [];
const valuesIn = (value: Parameters<typeof isEdit>[0]): readonly string[] =>
  isEdit(value)
    ? [...value.add, ...value.remove]
    : typeof value === 'string'
      ? [value]
      : Array.isArray(value)
        ? value
        : [];

test('hostile names change nothing but texts and comments', () => {
  /** The script with every text and every comment alike; a sum of texts and characters is one text. */
  const shape = (script: string): string =>
    tokens(script)
      .map(({ kind, text }) => (kind === 'text' ? 'T' : kind === 'comment' ? 'C' : text))
      .join(' ')
      .replaceAll(/\( T(?: \+ (?:T|\[char\]0x[0-9A-F]+))+ \)/g, 'T');
  fc.assert(
    fc.property(
      planWith(fc.constant('NAME'), 8),
      fc.array(hostile, { minLength: 1, maxLength: 8 }),
      (plan, names) => {
        const [tame, wild] = [plan, renamed(plan, names)].map((one) => planPowershell(one));
        expect(wild).toMatch(/^[\x20-\x7e\n]*$/);
        expect(shape(wild ?? '')).toBe(shape(tame ?? ''));
        for (const line of (wild ?? '').split('\n'))
          expect(line).toMatch(
            /^($|# (Plan|\d+ changes?|No changes|mbx apply|Save|Gate|Blocked|Not read|No effect|Note|Other|Mailbox|Change) ?|\$ErrorActionPreference|throw '|if \(|[A-Z][A-Za-z]+-[A-Z])/,
          );
      },
    ),
    { numRuns: 200 },
  );
});
/** The same plan under other names: ids of mailboxes, and all that is not a name, stay. */
function renamed(plan: Plan, names: readonly string[]): Plan {
  let next = 0;
  const wild = (): string => {
    next += 1;
    return names[next % names.length] ?? '';
  };
  return JSON.parse(JSON.stringify(plan), (_, value: unknown) =>
    value === 'NAME' ? wild() : value === 'new:NAME' ? `new:${names[0]}` : value,
  );
}

test('a comment tells what each command is for', () => {
  fc.assert(
    fc.property(planWith(fc.constantFrom('a@contoso.com', 'b@contoso.com'), 6), (plan) => {
      const comments = commentsIn(plan).join('\n');
      for (const { id, action } of plan.changes.filter(
        ({ action }) => partsOf(action).length === 1,
      ))
        expect(comments).toContain(` Change ${id}: ${told(action)} (`);
    }),
    { numRuns: 50 },
  );
});
