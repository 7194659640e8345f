import { describe, expect, test } from 'vitest';
import { asStated, HEAD, mendOf, NOON, type Row, told } from '../../../test/support/told.ts';

const settings = (body: string): string => HEAD.replace('exact', `exact, ${body}`);
const user = (body: string, head = HEAD): string => `${head}users:\n  fred@contoso.com: ${body}\n`;
const lines = (delegates: string, more = ''): string =>
  user(`{ ${more}delegates: { ${delegates} } }`);
const TEAMS = 'teams:\n  sales: { members: [fred@contoso.com, ann@contoso.com] }\n';

const groups: Readonly<Record<string, readonly Row[]>> = {
  'the head': [
    {
      name: 'all missing',
      text: 'users: { a@contoso.com: {} }\n',
      tells: [
        '1:1 error The strategy lacks `version`',
        '1:1 error The strategy lacks `tenant`',
        '1:1 error The strategy lacks `settings.mode`',
      ],
    },
    {
      name: 'mode missing',
      text: user('{}').replace('mode: exact', 'timeZone: UTC'),
      tells: ['3:1 error The strategy lacks `settings.mode`'],
    },
    {
      name: 'another domain',
      text: user('{}').replace('contoso.onmicrosoft.com', 'contoso.com'),
      tells: ['2:9 warning `contoso.com` does not look like the initial domain'],
    },
    {
      name: 'a tenant id',
      text: user('{}').replace('contoso.onmicrosoft.com', '3F2504E0-4F89-11D3-9A0C-0305E82C3301'),
      tells: [],
    },
    {
      name: 'no such zone',
      text: user('{}', settings('timeZone: Europe/Lodnon')),
      tells: ['3:36 error There is no time zone `Europe/Lodnon`'],
    },
    {
      name: 'an offset is no zone',
      text: user('{}', settings('timeZone: "+01:00"')),
      tells: ['3:36 error There is no time zone'],
    },
    { name: 'no mailbox', text: HEAD, tells: ['2:9 warning The strategy names no mailbox'] },
    {
      name: 'no mailbox under a heading',
      text: `${HEAD}users: {}\n`,
      tells: ['2:9 warning The strategy names no mailbox'],
    },
    {
      name: 'listed twice',
      text: user(
        '{}',
        settings(
          'protected: [a@contoso.com, A@contoso.com], breakGlass: [b@contoso.com, b@contoso.com], ignoreTrustees: [c@contoso.com, c@contoso.com]',
        ),
      ),
      tells: [
        '3:53 warning `a@contoso.com` stands twice in `protected`, first on line 3',
        '3:97 warning `b@contoso.com` stands twice in `breakGlass`',
        '3:145 warning `c@contoso.com` stands twice in `ignoreTrustees`',
      ],
    },
    {
      name: 'twice a leaver, twice a member',
      text: `${user('{}')}leavers: [a@contoso.com, { who: A@contoso.com }]\nteams: { t: { members: [b@contoso.com, B@contoso.com] } }\n`,
      tells: [
        '6:33 warning `a@contoso.com` stands twice in `leavers`',
        '7:40 warning `b@contoso.com` stands twice in the team `t`',
      ],
    },
  ],
  'one address, one place': [
    {
      name: 'in another case',
      text: `${HEAD}users:\n  fred@contoso.com: {}\n  Fred@Contoso.com: {}\n`,
      tells: [
        '6:3 error The mailbox fred@contoso.com appears twice under `users`, first at line 5',
      ],
    },
    {
      name: 'in two sections',
      text: `${user('{}')}sharedMailboxes:\n  FRED@contoso.com: {}\n`,
      tells: [
        '7:3 error The mailbox fred@contoso.com appears both under `users` and under `sharedMailboxes`, first at line 5',
      ],
    },
    {
      name: 'an alias of two',
      text: `${HEAD}users:\n  a@contoso.com: { aliases: [x@contoso.com] }\n  b@contoso.com: { aliases: [X@contoso.com] }\n`,
      tells: [
        '6:30 error x@contoso.com is an alias of b@contoso.com here, and of a@contoso.com (line 5)',
      ],
    },
    {
      name: 'an alias and a mailbox',
      text: `${HEAD}users:\n  a@contoso.com: { aliases: [B@contoso.com] }\n  b@contoso.com: {}\n`,
      tells: [
        '5:30 error b@contoso.com is an alias of a@contoso.com here, and a mailbox of its own (line 6)',
      ],
    },
    {
      name: 'an alias twice',
      text: user('{ aliases: [x@contoso.com, X@contoso.com] }'),
      tells: ['5:48 error x@contoso.com appears twice in these aliases, first on line 5'],
    },
    {
      name: 'an alias that is the primary',
      text: user('{ aliases: [Fred@contoso.com] }'),
      tells: ['5:33 error fred@contoso.com is the primary address'],
    },
    {
      name: 'an alias that is a mailbox is told once, not also as a delegate of its own mailbox',
      text: `${lines('b@contoso.com: [sendAs]', 'aliases: [b@contoso.com], ')}  b@contoso.com: {}\n`,
      tells: ['5:33 error b@contoso.com is an alias of fred@contoso.com here, and a mailbox'],
    },
    {
      name: 'addresses of the service',
      text: user(
        '{ aliases: [f@contoso.onmicrosoft.com, f@contoso.mail.onmicrosoft.com, f@onmicrosoft.example] }',
      ),
      tells: [
        '5:33 error f@contoso.onmicrosoft.com is an address of the service',
        '5:60 error f@contoso.mail.onmicrosoft.com is an address of the service',
      ],
    },
  ],
  'who a line names': [
    {
      name: 'no such team',
      text: lines('team:sale: [sendAs]'),
      tells: ['5:36 error There is no team `sale`'],
    },
    {
      name: 'a team of nobody',
      text: `${lines('team:a: [sendAs]')}teams: { a: { members: [] } }\n`,
      tells: ['6:10 warning The team `a` has no members'],
    },
    {
      name: 'oneself',
      text: lines('Fred@contoso.com: [sendAs]'),
      tells: ['5:36 error fred@contoso.com is a delegate of its own mailbox'],
    },
    {
      name: 'oneself by an alias',
      text: lines('f@contoso.com: [sendAs]', 'aliases: [f@contoso.com], '),
      tells: ['5:62 error fred@contoso.com is a delegate of its own mailbox'],
    },
    {
      name: 'oneself through a team',
      text: lines('team:sales: [sendAs]') + TEAMS,
      tells: ['5:36 warning fred@contoso.com is a member of the team `sales`; it is skipped'],
    },
    {
      name: 'the same person in two spellings',
      text: lines('ann@contoso.com: [sendAs], Ann@contoso.com: [fullAccess]'),
      tells: ['5:63 error `ann@contoso.com` is the same as `ann@contoso.com` on line 5'],
    },
    {
      name: 'the same person by an alias',
      text: `${lines('ann@contoso.com: [sendAs], a@contoso.com: [fullAccess]')}  ann@contoso.com: { aliases: [a@contoso.com] }\n`,
      tells: ['5:63 error `a@contoso.com` is the same as `ann@contoso.com` on line 5'],
    },
    {
      name: 'the same group in two spellings',
      text: lines('group:g@contoso.com: [sendAs], group:G@contoso.com: [fullAccess]'),
      tells: ['5:67 error `group:g@contoso.com` is the same as'],
    },
    {
      name: 'a right twice',
      text: lines(
        'ann@contoso.com: [sendAs, fullAccess, sendAs], bob@contoso.com: { rights: [sendAs, sendAs] }',
      ),
      tells: ['5:74 error `sendAs` stands twice', '5:119 error `sendAs` stands twice'],
    },
    {
      name: 'a mailbox as a group',
      text: `${lines('group:ann@contoso.com: [sendAs]')}  ann@contoso.com: {}\n`,
      tells: ['5:36 error ann@contoso.com is a mailbox of this file (line 6), not a group'],
    },
    {
      name: 'a shared mailbox as a person',
      text: `${lines('info@contoso.com: [sendAs], team:t: [sendAs]')}sharedMailboxes: { info@contoso.com: {} }\nteams: { t: { members: [info@contoso.com] } }\n`,
      tells: [
        '5:36 warning info@contoso.com is a shared mailbox',
        '7:25 warning info@contoso.com is a shared mailbox; as a member of `t`',
      ],
    },
    {
      name: 'the ignored',
      text: `${user(
        '{ delegates: { Backup-1@contoso.com: [sendAs], group:backup-g@contoso.com: [sendAs], bob@contoso.com: [sendAs], team:t: [sendAs] } }',
        settings('ignoreTrustees: ["Backup-*@contoso.com"]'),
      )}teams: { t: { members: [backup-2@contoso.com] } }\n`,
      tells: [
        '5:36 error `backup-1@contoso.com` is given rights here, and ignored by `backup-*@contoso.com` in `ignoreTrustees` (line 3)',
        '5:68 error `group:backup-g@contoso.com` is given rights',
        '6:25 warning backup-2@contoso.com is a member of `t`, and ignored',
      ],
    },
  ],
  'auto-mapping': [
    {
      name: 'of a group',
      text: lines('group:g@contoso.com: { rights: [fullAccess], automap: false }'),
      tells: ['5:90 error `automap` says nothing for a group'],
    },
    {
      name: 'without Full Access',
      text: lines('ann@contoso.com: { rights: [sendAs], automap: true }'),
      tells: ['5:82 error `automap` belongs to fullAccess'],
    },
    {
      name: 'a word without meaning contradicts nothing',
      text: `${lines('ann@contoso.com: { rights: [sendAs], automap: false }, team:t: { rights: [fullAccess], automap: true }')}teams: { t: { members: [ann@contoso.com] } }\n`,
      tells: ['5:82 error `automap` belongs to fullAccess'],
    },
    {
      name: 'opposite words, through a team',
      text:
        lines(
          'ann@contoso.com: { rights: [fullAccess], automap: false }, team:sales: { rights: [fullAccess], automap: true }',
        ) + TEAMS.replace('fred@contoso.com, ', ''),
      tells: ['5:140 error For ann@contoso.com `automap` is true here and false on line 5'],
    },
    {
      name: 'opposite words, through two teams',
      text: `${lines('team:a: { rights: [fullAccess], automap: false }, team:b: { rights: [fullAccess], automap: true }')}teams: { a: { members: [x@contoso.com, y@contoso.com] }, b: { members: [y@contoso.com] } }\n`,
      tells: ['5:127 error For y@contoso.com `automap` is true here'],
    },
    {
      name: 'one word and silence agree, and so do two that are the same',
      text: `${lines(
        'ann@contoso.com: { rights: [fullAccess], automap: false }, team:sales: [fullAccess], bob@contoso.com: { rights: [fullAccess], automap: true }, team:t: { rights: [fullAccess], automap: true }',
      )}teams: { sales: { members: [ann@contoso.com] }, t: { members: [bob@contoso.com] } }\n`,
      tells: [],
    },
  ],
  leavers: [
    {
      name: 'a direct line',
      text: `${lines('Ann@contoso.com: [sendAs]')}leavers: [ann@contoso.com]\n`,
      tells: [
        '5:36 error ann@contoso.com is under `leavers` (line 6) and is given rights on fred@contoso.com',
      ],
    },
    {
      name: 'a direct line by an alias',
      text: `${lines('a@contoso.com: [sendAs]')}  ann@contoso.com: { aliases: [a@contoso.com] }\nleavers: [ann@contoso.com]\n`,
      tells: ['5:36 error ann@contoso.com is under `leavers` (line 7)'],
    },
    {
      name: 'a member of a team',
      text: `${user('{}')}${TEAMS}leavers: [{ who: Ann@contoso.com, reason: HR-1 }]\n`,
      tells: [
        '7:40 warning ann@contoso.com is under `leavers` (line 8); as a member of `sales` it is skipped',
      ],
    },
    {
      name: 'an owner',
      text: `${user('{ owner: Ann@contoso.com }')}leavers: [ann@contoso.com]\n`,
      tells: ['5:30 warning The owner of fred@contoso.com is under `leavers` (line 6)'],
    },
    {
      name: 'the own mailbox of one',
      text: `${lines('ann@contoso.com: [fullAccess]')}leavers: [fred@contoso.com]\n`,
      tells: [],
    },
  ],
  'break-glass accounts': [
    {
      name: 'nowhere',
      text: `${user('{ aliases: [eg@contoso.com], delegates: { Emergency@contoso.com: [sendAs] } }', settings('breakGlass: [Emergency@contoso.com]'))}  emergency@contoso.com: {}\nteams: { t: { members: [emergency@contoso.com] } }\n`,
      tells: [
        '5:63 error emergency@contoso.com is a break-glass account (line 3); it is never given a right',
        '6:3 error emergency@contoso.com is a break-glass account (line 3); its mailbox',
        '7:25 error emergency@contoso.com is a break-glass account (line 3); it is never given a right, not even through a team',
      ],
    },
    {
      name: 'as a leaver',
      text: `${user('{}', settings('breakGlass: [eg@contoso.com]'))}leavers: [EG@contoso.com]\n`,
      tells: ['6:11 error eg@contoso.com is a break-glass account (line 3); mbx never changes it'],
    },
    {
      name: 'by an alias',
      text: user('{ aliases: [eg@contoso.com] }', settings('breakGlass: [eg@contoso.com]')),
      tells: ['5:3 error fred@contoso.com is a break-glass account (line 3); its mailbox'],
    },
  ],
  'settings of mailboxes': [
    {
      name: 'a past day',
      text: lines(
        'ann@contoso.com: { rights: [sendAs], until: 2026-06-14 }, bob@contoso.com: { rights: [sendAs], until: 2026-06-15 }',
      ),
      tells: ['5:80 warning The last day of these rights, 2026-06-14, is past'],
    },
    {
      name: 'a review to come',
      text: user('{ reviewed: 2026-06-16 }'),
      tells: ['5:33 warning The last review, 2026-06-16, is still to come'],
    },
    { name: 'a review of today', text: user('{ reviewed: 2026-06-15 }'), tells: [] },
    {
      name: 'sign-in',
      text: `${HEAD}sharedMailboxes:\n  a@contoso.com: { signIn: allowed }\n  b@contoso.com: { signIn: blocked }\n`,
      tells: ['5:28 warning A shared mailbox that one can sign in to'],
    },
    ...[
      'ann@contoso.com: [sendAs]',
      'ann@contoso.com: [sendOnBehalf]',
      'ann@contoso.com: { rights: [fullAccess], automap: false }',
      'group:g@contoso.com: [fullAccess]',
      'team:t: [sendAs]',
    ].map((line) => ({
      name: `hidden, with ${line}`,
      text: `${lines(line, 'hidden: true, ')}teams: { t: { members: [ann@contoso.com] } }\n`,
      tells: [
        `5:31 warning On a hidden mailbox, desktop Outlook fails for delegates who send from it, or open it without auto-mapping: \`${line.slice(0, line.indexOf(': '))}\`.`,
      ],
    })),
    {
      name: 'hidden, with auto-mapped Full Access',
      text: lines('ann@contoso.com: [fullAccess]', 'hidden: true, '),
      tells: [],
    },
    {
      name: 'hidden, with a right that is past',
      text: lines('ann@contoso.com: { rights: [sendAs], until: 2026-01-01 }', 'hidden: true, '),
      tells: ['5:94 warning The last day'],
    },
    { name: 'not hidden', text: lines('ann@contoso.com: [sendAs]', 'hidden: false, '), tells: [] },
  ],
};

describe.each(Object.entries(groups))('%s', (_, rows) => {
  test.each(rows)('$name', (row) => expect(asStated(row)).toEqual(row.tells));
});

test('a day is past in the time zone of the strategy', () => {
  const text = (zone: string): string =>
    user('{ reviewed: 2026-06-16 }', settings(`timeZone: ${zone}`));
  expect(told(text('UTC'), NOON)).toHaveLength(1);
  expect(told(text('Pacific/Kiritimati'), NOON)).toEqual([]);
});

test('the nearest team and time zone are proposed', () => {
  expect(mendOf(lines('team:sale: [sendAs]') + TEAMS, 'no team')).toContain('`team:sales`');
  expect(mendOf(user('{}', settings('timeZone: Europe/Lodnon')), 'time zone')).toContain(
    '`Europe/London`',
  );
});
