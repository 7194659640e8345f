import { describe, expect, test } from 'vitest';
import { HEAD, NOON, read, strategyOf, told } from '../../test/support/told.ts';
import { parseStrategy } from './parse.ts';

const WHOLE = `version: 1
tenant: Contoso.onmicrosoft.com
settings:
  mode: additive
  timeZone: Europe/London
  protected: [CEO@contoso.com]
  breakGlass: [emergency@contoso.com]
  ignoreTrustees: ["Backup-*@contoso.com", S-1-5-21-1-2-3-4711]
  gates: { maxRevokes: 80, creates: 0 }
teams:
  sales:
    members: [Fred@contoso.com, ann@contoso.com]
leavers:
  - Old.Hand@contoso.com
  - { who: temp@contoso.com, reason: HR-1234 }
users:
  Fred@Contoso.com:
    displayName: Fred Smith
    aliases: [F.Smith@contoso.com]
    sendOnBehalf: exact
    delegates:
      Ann@contoso.com: { rights: [sendOnBehalf, fullAccess], until: 2026-12-24, automap: false, reason: Cover }
sharedMailboxes:
  info@contoso.com:
    mode: exact
    owner: Ann@contoso.com
    purpose: First contact
    reviewed: 2026-01-31
    tags: [customer-facing, first]
    hidden: false
    signIn: blocked
    sentItemsCopy: { onBehalf: false }
    delegates:
      team:sales: [fullAccess, sendAs]
      group:Auditors@contoso.com: [fullAccess]
  empty@contoso.com: { aliases: [], delegates: {}, tags: [], sentItemsCopy: true }
  bare@contoso.com: {}
`;
const at = (line: number, column: number) => ({ file: 'mailboxes.yaml', line, column });

describe('a valid file', () => {
  test('is read whole, lower-cased, each word with its place', () => {
    const { hash, ...strategy } = strategyOf(WHOLE);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(strategy).toEqual({
      tenant: { value: 'contoso.onmicrosoft.com', at: at(2, 9) },
      settings: {
        mode: 'additive',
        timeZone: 'Europe/London',
        cloudCreate: false,
        protected: [{ value: 'ceo@contoso.com', at: at(6, 15) }],
        breakGlass: [{ value: 'emergency@contoso.com', at: at(7, 16) }],
        ignoreTrustees: [
          { value: 'backup-*@contoso.com', at: at(8, 20) },
          { value: 's-1-5-21-1-2-3-4711', at: at(8, 44) },
        ],
        gates: {
          maxRevokes: { value: 80, at: at(9, 24) },
          creates: { value: 0, at: at(9, 37) },
        },
      },
      teams: new Map([
        [
          'sales',
          {
            name: 'sales',
            at: at(11, 3),
            members: [
              { value: 'fred@contoso.com', at: at(12, 15) },
              { value: 'ann@contoso.com', at: at(12, 33) },
            ],
          },
        ],
      ]),
      leavers: [
        { value: 'old.hand@contoso.com', at: at(14, 5) },
        { value: 'temp@contoso.com', at: at(15, 12), reason: 'HR-1234' },
      ],
      mailboxes: [
        {
          address: 'fred@contoso.com',
          section: 'users',
          at: at(17, 3),
          named: [],
          displayName: { value: 'Fred Smith', at: at(18, 18) },
          aliases: { at: at(19, 5), entries: [{ value: 'f.smith@contoso.com', at: at(19, 15) }] },
          sendOnBehalf: { value: 'exact', at: at(20, 19) },
          delegates: {
            at: at(21, 5),
            entries: [
              {
                who: { kind: 'person', address: 'ann@contoso.com' },
                rights: ['fullAccess', 'sendOnBehalf'],
                until: '2026-12-24',
                automap: false,
                reason: 'Cover',
                at: at(22, 7),
              },
            ],
          },
        },
        {
          address: 'info@contoso.com',
          section: 'sharedMailboxes',
          at: at(24, 3),
          named: [{ value: 'ann@contoso.com', at: at(26, 12), key: 'owner', reach: 'noted' }],
          mode: { value: 'exact', at: at(25, 11) },
          owner: { value: 'ann@contoso.com', at: at(26, 12) },
          purpose: { value: 'First contact', at: at(27, 14) },
          reviewed: { value: '2026-01-31', at: at(28, 15) },
          tags: {
            at: at(29, 5),
            entries: [
              { value: 'customer-facing', at: at(29, 12) },
              { value: 'first', at: at(29, 29) },
            ],
          },
          hidden: { value: false, at: at(30, 13) },
          signIn: { value: 'blocked', at: at(31, 13) },
          sentItemsCopy: { value: { onBehalf: false }, at: at(32, 20) },
          delegates: {
            at: at(33, 5),
            entries: [
              {
                who: { kind: 'team', name: 'sales' },
                rights: ['fullAccess', 'sendAs'],
                at: at(34, 7),
              },
              {
                who: { kind: 'group', address: 'auditors@contoso.com' },
                rights: ['fullAccess'],
                at: at(35, 7),
              },
            ],
          },
        },
        {
          address: 'empty@contoso.com',
          section: 'sharedMailboxes',
          at: at(36, 3),
          named: [],
          aliases: { at: at(36, 24), entries: [] },
          delegates: { at: at(36, 37), entries: [] },
          tags: { at: at(36, 52), entries: [] },
          sentItemsCopy: { value: { sendAs: true, onBehalf: true }, at: at(36, 77) },
        },
        { address: 'bare@contoso.com', section: 'sharedMailboxes', at: at(37, 3), named: [] },
      ],
      files: ['mailboxes.yaml'],
    });
  });
  test('without a time zone is in UTC', () => {
    expect(strategyOf(`${HEAD}users: {}\n`).settings.timeZone).toBe('UTC');
  });
  test('may allow creation in the cloud of a synchronised tenant', () => {
    const text =
      'version: 1\ntenant: t.com\nsettings: { mode: exact, hybrid: cloudCreate }\nusers: {}\n';
    expect(strategyOf(text).settings.cloudCreate).toBe(true);
  });
  test('names a leaver once however often the file does', () => {
    const text = `${HEAD}leavers: [a@contoso.com, A@contoso.com, b@contoso.com]\nusers: {}\n`;
    expect(strategyOf(text).leavers.map(({ value }) => value)).toEqual([
      'a@contoso.com',
      'b@contoso.com',
    ]);
  });
  test('with false for sentItemsCopy keeps no copy of either kind', () => {
    const [mailbox] = strategyOf(
      `${HEAD}users: { a@contoso.com: { sentItemsCopy: false } }\n`,
    ).mailboxes;
    expect(mailbox?.sentItemsCopy?.value).toEqual({ sendAs: false, onBehalf: false });
  });
  test('with warnings alone is a strategy, and the warnings are told', () => {
    const parsed = read(HEAD);
    expect(parsed).toMatchObject({ ok: true, complaints: [{ severity: 'warning' }] });
  });
});

test('the hash changes with contents, not with names or order', () => {
  const hashOf = (...sources: { file: string; text: string }[]) => strategyOf(sources).hash;
  const text = `${HEAD}users: {}\n`;
  const first = hashOf({ file: 'a', text });
  expect(hashOf({ file: 'a', text })).toBe(first);
  expect(hashOf({ file: 'b', text })).toBe(first);
  expect(hashOf({ file: 'a', text: `${text}#` })).not.toBe(first);
  const more = 'users: {}';
  const two = hashOf({ file: 'a', text }, { file: 'b', text: more });
  expect(two).not.toBe(first);
  expect(hashOf({ file: 'a', text: more }, { file: 'b', text })).toBe(two);
});

test('a file of twenty different errors gives all twenty, in order, each with its line', () => {
  const text = `version: 2
tenant: contoso
settings:
  mode: exactly
  timeZone: Europe/Lodnon
  breakGlass: [emergency@contoso.com]
  ignoreTrustees: ["*"]
  gates: { creates: -1 }
teams:
  sales: { members: [fred] }
  desk: { membersOf: desk@contoso.com }
leavers: [gone@contoso.com]
users:
  emergency@contoso.com: {}
  fred@contoso.com:
    alias: [f@contoso.com]
    aliases:
    hidden: yes
    delegates:
      fred@contoso.com: [sendAs]
      gone@contoso.com: [sendAs]
      team:salse: [sendAs]
      ann@contoso.com: [sendas]
      bob@contoso.com: []
      eve@contoso.com: { rights: [sendAs], until: 2026-02-30 }
      kim@contoso.com: { rights: [sendAs], automap: true }
  Fred@contoso.com: {}
`;
  const { complaints } = read(text);
  expect(complaints.map(({ at: { line } }) => line)).toEqual([
    1, 2, 4, 5, 7, 8, 10, 11, 14, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27,
  ]);
  expect(new Set(complaints.map(({ severity }) => severity))).toEqual(new Set(['error']));
  const lines = text.split('\n');
  for (const { at: place, excerpt, message, mend } of complaints) {
    expect(excerpt).toBe(lines[place.line - 1]);
    expect(place.column).toBeLessThanOrEqual(excerpt.length);
    expect(message).toMatch(/[.]$/);
    expect(mend).toMatch(/[.?]$/);
  }
});

describe('several files', () => {
  const files = (...texts: string[]) =>
    texts.map((text, index) => ({ file: `${'abc'[index]}.yaml`, text }));
  const second = 'users:\n  fred@contoso.com: {}\n';
  test('are united; what must be there may stand in one', () => {
    const strategy = strategyOf(
      files(
        'version: 1\nteams: { x: { members: [ann@contoso.com] } }\nleavers: [a@contoso.com]\n',
        'tenant: contoso.onmicrosoft.com\nleavers: [b@contoso.com]\nusers: { fred@contoso.com: { delegates: { team:x: [sendAs] } } }\n',
        'settings: { mode: exact }\nusers: { kim@contoso.com: {} }\n',
      ),
    );
    expect(strategy.files).toEqual(['a.yaml', 'b.yaml', 'c.yaml']);
    expect(strategy.mailboxes.map(({ address }) => address)).toEqual([
      'fred@contoso.com',
      'kim@contoso.com',
    ]);
    expect(strategy.leavers.map(({ value }) => value)).toEqual(['a@contoso.com', 'b@contoso.com']);
    expect([...strategy.teams.keys()]).toEqual(['x']);
  });
  test('may say the same, in any case and order', () => {
    const head = HEAD.replace('exact', 'exact, protected: [A@contoso.com, b@contoso.com]');
    const other = HEAD.replace('exact', 'exact, protected: [b@contoso.com, a@contoso.com]');
    expect(told(files(head + second, other))).toEqual([]);
  });
  test('may each set other settings', () => {
    const strategy = strategyOf(
      files(HEAD + second, 'settings: { timeZone: Europe/London, breakGlass: [e@contoso.com] }\n'),
    );
    expect(strategy.settings).toMatchObject({ mode: 'exact', timeZone: 'Europe/London' });
    expect(strategy.settings.breakGlass).toHaveLength(1);
  });
  test('that say different things are told with both places', () => {
    const other = HEAD.replace('contoso', 'fabrikam').replace('exact', 'additive');
    expect(told(files(HEAD + second, other))).toEqual([
      'b.yaml:2:1 error Two files contradict each other: `tenant` has another value at a.yaml:2:1.',
      'b.yaml:3:13 error Two files contradict each other: `mode` has another value at a.yaml:3:13.',
    ]);
  });
  test('cannot share a mailbox or a team', () => {
    const teams = 'teams:\n  x: { members: [a@contoso.com] }\n';
    expect(told(files(HEAD + second + teams, second + teams))).toEqual([
      'b.yaml:2:3 error The mailbox fred@contoso.com appears twice under `users`, first at a.yaml:5:3.',
      'b.yaml:4:3 error The team `x` is defined twice, first at a.yaml:7:3.',
    ]);
  });
  test('of which one is broken: the others are still checked for themselves, and no team is missed', () => {
    const uses = `${HEAD}users:\n  fred@contoso.com: { foo: 1, delegates: { team:x: [sendAs] } }\n`;
    expect(told(files(uses, 'teams: {\n')).map((line) => line.slice(0, 24))).toEqual([
      'a.yaml:5:23 error `foo` ',
      'b.yaml:2:1 error A brack',
    ]);
  });
  test('named twice are read once', () => {
    const source = { file: 'a.yaml', text: HEAD + second };
    expect(strategyOf([source, source]).files).toEqual(['a.yaml']);
  });
  test('may not be none', () => {
    expect(parseStrategy([], NOON)).toMatchObject({
      ok: false,
      complaints: [{ severity: 'error' }],
    });
  });
});
