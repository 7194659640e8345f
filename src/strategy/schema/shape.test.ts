import { describe, expect, test } from 'vitest';
import { asStated, HEAD, mendOf, type Row, told } from '../../../test/support/told.ts';

const user = (body: string): string => `${HEAD}users:\n  fred@contoso.com: ${body}\n`;
const shared = (body: string): string => `${HEAD}sharedMailboxes:\n  info@contoso.com: ${body}\n`;
const line = (delegate: string): string => user(`{ delegates: { ${delegate} } }`);
const settings = (body: string): string =>
  `version: 1\ntenant: contoso.onmicrosoft.com\nsettings: { mode: exact, ${body} }\nusers: { fred@contoso.com: {} }\n`;

const keys: readonly Row[] = [
  {
    name: 'of the file',
    text: `${HEAD}user: {}\nusers: { a@contoso.com: {} }\n`,
    tells: ['4:1 error `user` is not a key of a strategy'],
  },
  {
    name: 'of settings',
    text: settings('modus: x'),
    tells: ['3:26 error `modus` is not a key of `settings`'],
  },
  {
    name: 'of settings, at the root',
    text: `${HEAD}breakGlass: []\nusers: { a@contoso.com: {} }\n`,
    tells: ['4:1 error `breakGlass` is not a key of a strategy. It stands under `settings:`.'],
  },
  {
    name: 'of gates',
    text: settings('gates: { maxRevoke: 3, protected: 1 }'),
    tells: [
      '3:35 error `maxRevoke` is not a key of `gates`.',
      '3:49 error `protected` is not a key of `gates`. It is never raised in the file',
    ],
  },
  {
    name: 'of a team',
    text: `${user('{}')}teams:\n  a: { members: [], member: 1 }\n`,
    tells: ['7:3 warning', '7:21 error `member` is not a key of a team'],
  },
  {
    name: 'of a leaver',
    text: `${user('{}')}leavers: [{ who: a@contoso.com, why: x }]\n`,
    tells: ['6:33 error `why` is not a key of a leaver'],
  },
  {
    name: 'of a mailbox',
    text: user('{ alias: [] }'),
    tells: ['5:23 error `alias` is not a key of a mailbox under `users`'],
  },
  {
    name: 'of a delegate',
    text: line('a@contoso.com: { rights: [sendAs], untill: 1 }'),
    tells: ['5:71 error `untill` is not a key of a delegate'],
  },
  {
    name: 'of sentItemsCopy',
    text: user('{ sentItemsCopy: { sendas: true } }'),
    tells: ['5:40 error `sendas` is not a key of `sentItemsCopy`'],
  },
  {
    name: 'signIn of a person',
    text: user('{ signIn: blocked }'),
    tells: ['5:23 error `signIn` is not a key of a mailbox under `users`. It stands only under'],
  },
  {
    name: 'sendOnBehalf of a shared mailbox',
    text: shared('{ sendOnBehalf: exact }'),
    tells: ['5:23 error `sendOnBehalf` is not a key of a shared mailbox. It stands only under'],
  },
];

const LATER: readonly (readonly [string, (key: string) => string])[] = [
  ['resources groups signature dlp', (key) => `${HEAD}${key}: {}\nusers: { a@contoso.com: {} }\n`],
  ['restrict', (key) => settings(`${key}: x`)],
  ['membersOf where allowEmpty', (key) => `${user('{}')}teams: { a: { ${key}: x } }\n`],
  ['on heir', (key) => `${user('{}')}leavers: [{ who: a@contoso.com, ${key}: x }]\n`],
  [
    'folders autoReply primary protocols revoke litigationHold retentionPolicy archive language timeZone was region quotaWarning type',
    (key) => shared(`{ ${key}: x }`),
  ],
];

const types: readonly Row[] = [
  {
    name: 'version as text',
    text: HEAD.replace('1', '"1"'),
    tells: ['1:10 error `version` must be the number 1', '2:9 warning'],
  },
  {
    name: 'version of another grammar',
    text: HEAD.replace('1', '2'),
    tells: ['1:10 error `version` must be the number 1', '2:9 warning'],
  },
  {
    name: 'tenant as a word',
    text: user('{}').replace('contoso.onmicrosoft.com', 'contoso'),
    tells: ['2:9 error `contoso` is neither a domain nor a tenant id'],
  },
  {
    name: 'mode that is none',
    text: user('{}').replace('exact', 'strict'),
    tells: ['3:19 error `strict` is not allowed here: `mode` must be `exact` or `additive`'],
  },
  {
    name: 'gate below zero',
    text: settings('gates: { creates: -1 }'),
    tells: ['3:44 error `creates` must be a whole number, 0 or more'],
  },
  {
    name: 'gate with a fraction',
    text: settings('gates: { creates: 1.5 }'),
    tells: ['3:44 error `creates` must be a whole number, not `1.5`'],
  },
  {
    name: 'number as text',
    text: user('{ displayName: 2024 }'),
    tells: ['5:36 error `displayName` must be text, not `2024`'],
  },
  {
    name: 'yes',
    text: user('{ hidden: yes }'),
    tells: ['5:31 error `hidden` must be true or false, not text'],
  },
  {
    name: 'one address for a list',
    text: user('{ aliases: a@contoso.com }'),
    tells: ['5:32 error `aliases` must be a list, not text'],
  },
  {
    name: 'a map for a list',
    text: user('{ aliases: { a: b } }'),
    tells: ['5:23 error `aliases` must be a list, not a map'],
  },
  {
    name: 'a list for a map',
    text: user('{ delegates: [a@contoso.com] }'),
    tells: ['5:23 error `delegates` must be a map, not a list'],
  },
  {
    name: 'one right without brackets',
    text: line('a@contoso.com: sendAs'),
    tells: ['5:51 error `a@contoso.com` must be a list or a map, not text'],
  },
  {
    name: 'text for sentItemsCopy',
    text: user('{ sentItemsCopy: both }'),
    tells: ['5:38 error `sentItemsCopy` must be true or false or a map, not text'],
  },
  {
    name: 'no side of sentItemsCopy',
    text: user('{ sentItemsCopy: {} }'),
    tells: ['5:23 error `sentItemsCopy` says neither'],
  },
  {
    name: 'a number in a list',
    text: user('{ tags: [a, 3] }'),
    tells: ['5:33 error An entry of `tags` must be text, not `3`'],
  },
  {
    name: 'a list as leaver',
    text: `${user('{}')}leavers: [[a]]\n`,
    tells: ['6:11 error An entry of `leavers` must be text or a map, not a list'],
  },
  {
    name: 'a leaver without who',
    text: `${user('{}')}leavers: [{ reason: x }]\n`,
    tells: ['6:11 error An entry of `leavers` lacks `who`'],
  },
  {
    name: 'a delegate without rights',
    text: line('a@contoso.com: { reason: x }'),
    tells: ['5:36 error `a@contoso.com` lacks `rights`'],
  },
  {
    name: 'a team without members',
    text: `${user('{}')}teams: { a: {} }\n`,
    tells: ['6:10 error `a` lacks `members`'],
  },
  {
    name: 'signIn that is none',
    text: shared('{ signIn: off }'),
    tells: ['5:31 error `off` is not allowed here: `signIn` must be `blocked` or `allowed`'],
  },
  {
    name: 'an empty list of rights',
    text: line('a@contoso.com: []'),
    tells: ['5:36 error `a@contoso.com` gives no right at all'],
  },
  {
    name: 'an unknown right',
    text: line('a@contoso.com: [fullaccess]'),
    tells: ['5:52 error `fullaccess` is not allowed here: an entry of `a@contoso.com` must be'],
  },
  {
    name: 'levels of folder rights',
    text: line('a@contoso.com: [read, sendAs, write]'),
    tells: [
      '5:52 error `read` is a level of folder rights; this version',
      '5:66 error `write` is a level of folder rights',
    ],
  },
  {
    name: 'a bad key does not hide its value',
    text: `${HEAD}users:\n  fred: { hidden: 3, foo: 1 }\n`,
    tells: [
      '5:3 error `fred` is not a mail address: it has no @',
      '5:19 error `hidden` must be true or false, not `3`',
      '5:22 error `foo` is not a key',
    ],
  },
];

const nulls: readonly Row[] = [
  ...['aliases', 'tags', 'delegates'].map((key) => ({
    name: key,
    text: user(`\n    ${key}:\n    hidden: false`),
    tells: [
      `6:5 error \`${key}\` must be a ${key === 'delegates' ? 'map' : 'list'}, but has no value`,
    ],
  })),
  {
    name: 'written out',
    text: user('{ aliases: null, tags: ~ }'),
    tells: [
      '5:32 error `aliases` must be a list, but has no value',
      '5:44 error `tags` must be a list',
    ],
  },
  {
    name: 'users',
    text: `${HEAD}users:\n`,
    tells: ['4:1 error `users` must be a map, but has no value'],
  },
  {
    name: 'leavers',
    text: `${user('{}')}leavers:\n`,
    tells: ['6:1 error `leavers` must be a list, but has no value'],
  },
  {
    name: 'a mailbox',
    text: `${HEAD}sharedMailboxes:\n  info@contoso.com:\n`,
    tells: ['5:3 error `info@contoso.com` must be a map, but has no value'],
  },
  {
    name: 'a delegate',
    text: line('a@contoso.com: '),
    tells: ['5:36 error `a@contoso.com` has no value: it says who, but not what'],
  },
  {
    name: 'text',
    text: user('{ displayName: }'),
    tells: ['5:23 error `displayName` has no value; it must be text'],
  },
  {
    name: 'an entry of a list',
    text: `${user('{}')}leavers:\n  -\n  - a@contoso.com\n`,
    tells: ['7:4 error An entry of `leavers` has no value'],
  },
  {
    name: 'settings',
    text: 'version: 1\ntenant: contoso.onmicrosoft.com\nsettings:\nusers: { a@contoso.com: {} }\n',
    tells: ['3:1 error `settings` must be a map, but has no value'],
  },
];

const forms: readonly Row[] = [
  {
    name: 'an address with a blank',
    text: user('{ aliases: ["f s@contoso.com"] }'),
    tells: ['5:33 error `f s@contoso.com` is not a mail address: it contains a space'],
  },
  {
    name: 'an address without @',
    text: user('{ owner: ann }'),
    tells: ['5:30 error `ann` is not a mail address: it has no @'],
  },
  {
    name: 'an address in brackets',
    text: user('{ owner: <a@contoso.com> }'),
    tells: ['5:30 error `<a@contoso.com>` is not a mail address.'],
  },
  {
    name: 'an address of a type',
    text: user('{ aliases: [smtp:a@contoso.com, SIP:a@contoso.com, X500:/o=x] }'),
    tells: [
      '5:33 error `smtp:a@contoso.com` is not a mail address: it begins with the type',
      '5:53 error `SIP:a@contoso.com` is a service address (SIP)',
      '5:72 error `X500:/o=x` is a service address (X500)',
    ],
  },
  {
    name: 'an address of a type where somebody is meant',
    text: user('{ owner: SIP:a@contoso.com, delegates: { X500:/o=x: [sendAs] } }'),
    tells: [
      '5:30 error `SIP:a@contoso.com` is a service address (SIP), which names nobody',
      '5:62 error `X500:/o=x` is a service address (X500), which names nobody',
    ],
  },
  {
    name: 'a date that does not exist',
    text: user('{ reviewed: 2026-02-30 }'),
    tells: ['5:33 error The date `2026-02-30` does not exist'],
  },
  {
    name: 'a leap day that does not exist',
    text: user('{ reviewed: 2023-02-29 }'),
    tells: ['5:33 error The date `2023-02-29` does not exist'],
  },
  {
    name: 'a time',
    text: line('a@contoso.com: { rights: [sendAs], until: 2027-01-31T12:00 }'),
    tells: ['5:78 error `2027-01-31T12:00` is not a date'],
  },
  {
    name: 'a delegate without prefix',
    text: line('sales: [sendAs]'),
    tells: ['5:36 error `sales` names nobody: a delegate is'],
  },
  {
    name: 'prefixes in capitals or with blanks',
    text: line('Team:sales: [sendAs], "group: a@contoso.com": [sendAs]'),
    tells: [
      '5:36 error `Team:sales` does not name a team',
      '5:58 error `group: a@contoso.com` does not name a group',
    ],
  },
  {
    name: 'a group without domain',
    text: line('group:auditors: [fullAccess]'),
    tells: ['5:36 error `group:auditors` does not name a group'],
  },
  {
    name: 'a name of a team',
    text: `${user('{}')}teams: { "a b": { members: [a@contoso.com] } }\n`,
    tells: ['6:10 error `a b` cannot be the name of a team'],
  },
  {
    name: 'a pattern that ignores everybody',
    text: settings('ignoreTrustees: ["*", "*@*.*"]'),
    tells: ['3:43 error `*` is neither an address', '3:48 error `*@*.*` is neither'],
  },
  {
    name: 'a name on two lines',
    text: user('{ displayName: "a\\nb" }'),
    tells: ['5:36 error This is empty, longer'],
  },
  {
    name: 'blank texts',
    text: user('{ displayName: "", purpose: " " }'),
    tells: ['5:36 error This is empty, longer', '5:49 error This text is empty'],
  },
];

describe('keys that do not belong', () => {
  test.each(keys)('$name', (row) => expect(asStated(row)).toEqual(row.tells));
  test.each(
    LATER.flatMap(([words, text]) => words.split(' ').map((key) => ({ key, text: text(key) }))),
  )('$key is said to be of a later version', ({ key, text }) => {
    expect(told(text)).toEqual([
      expect.stringContaining(
        `error \`${key}\` is part of the grammar, but this version of mbx does not manage it`,
      ),
    ]);
    expect(mendOf(text, key)).toContain('Leave the key out');
  });
  test('the nearest known key is proposed', () => {
    expect(mendOf(user('{ dispalyName: x }'), 'dispalyName')).toMatch(
      /^Did you mean `displayName`\?/,
    );
    expect(mendOf(user('{ xyzzy: x }'), 'xyzzy')).toMatch(/^Known here: displayName, aliases/);
    expect(mendOf(settings('gates: { max-revokes: 1 }'), 'max-revokes')).toMatch(
      /^Did you mean `maxRevokes`/,
    );
  });
});
describe('types', () => {
  test.each(types)('$name', (row) => expect(asStated(row)).toEqual(row.tells));
});
describe('nothing where something belongs', () => {
  test.each(nulls)('$name', (row) => expect(asStated(row)).toEqual(row.tells));
  test('both ways out are named', () => {
    const mend = mendOf(user('{ aliases: }'), 'aliases');
    expect(mend).toContain('`[]`');
    expect(mend).toContain('leave the key out');
    expect(mendOf(`${HEAD}users:\n`, 'users')).toContain('`{}`');
  });
});
describe('forms of text', () => {
  test.each(forms)('$name', (row) => expect(asStated(row)).toEqual(row.tells));
  test('a delegate without prefix may be meant as a team', () => {
    expect(mendOf(line('sales: [sendAs]'), 'sales')).toContain('`team:sales`');
  });
});
