import { expect, test } from 'vitest';
import { parseStrategy } from '../strategy/parse.ts';
import { type Policy, policyDifferences, policyOf } from './policy.ts';

/** Policy of a strategy in one or several files. */
function policy(...texts: readonly string[]): Policy {
  const parsed = parseStrategy(
    texts.map((text, index) => ({ file: `${index}.yaml`, text })),
    0,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
  return policyOf(parsed.strategy);
}
const HEAD = 'version: 1\ntenant: contoso.onmicrosoft.com\n';
const WHOLE = `${HEAD}settings:
  mode: exact
  timeZone: Europe/London
  protected: [ceo@contoso.com, cfo@contoso.com]
  breakGlass: [emergency@contoso.com]
  ignoreTrustees: ["backup-*@contoso.com"]
  gates: { creates: 5, maxRevokes: 80 }
  hybrid: cloudCreate
leavers: [old.hand@contoso.com, { who: gone@contoso.com, reason: HR-1 }]
users: { fred@contoso.com: {} }
`;

test('all settings and leavers are in it, by the path of their key', () => {
  expect(policy(WHOLE)).toEqual({
    'settings.mode': 'exact',
    'settings.timeZone': 'Europe/London',
    'settings.protected': ['ceo@contoso.com', 'cfo@contoso.com'],
    'settings.breakGlass': ['emergency@contoso.com'],
    'settings.ignoreTrustees': ['backup-*@contoso.com'],
    'settings.gates.creates': 5,
    'settings.gates.maxRevokes': 80,
    'settings.hybrid': 'cloudCreate',
    leavers: ['gone@contoso.com, reason HR-1', 'old.hand@contoso.com'],
  });
});

test('written otherwise, in another order, in other files, with what is so by default: the same', () => {
  const same = [
    WHOLE.replace('version: 1', '# a comment\n\nversion: 1'),
    WHOLE.replace('ceo@contoso.com, cfo@contoso.com', 'CFO@contoso.com, ceo@contoso.com'),
    WHOLE.replace('{ creates: 5, maxRevokes: 80 }', '{ maxRevokes: 80, creates: 5 }'),
    WHOLE.replace('[old.hand@contoso.com, {', '[{ who: old.hand@contoso.com }, {'),
    WHOLE.replace('fred@contoso.com: {}', 'ann@contoso.com: { delegates: {} }'),
  ];
  for (const text of same) expect(policyDifferences(policy(WHOLE), policy(text)), text).toEqual([]);
  const [head = '', users = ''] = WHOLE.split('leavers:');
  const two = policy(head, `${HEAD}leavers:${users}`);
  expect(policyDifferences(policy(WHOLE), two)).toEqual([]);
  const bare = `${HEAD}settings: { mode: exact }\nusers: { fred@contoso.com: {} }\n`;
  const spelt = bare.replace('mode: exact', 'mode: exact, timeZone: UTC, protected: []');
  expect(policyDifferences(policy(bare), policy(spelt))).toEqual([]);
});

test.each([
  ['mode: exact', 'mode: additive', 'settings.mode: exact -> additive'],
  ['Europe/London', 'Asia/Tokyo', 'settings.timeZone: Europe/London -> Asia/Tokyo'],
  [
    'ceo@contoso.com, cfo@contoso.com',
    'cfo@contoso.com',
    'settings.protected: ceo@contoso.com, cfo@contoso.com -> cfo@contoso.com',
  ],
  ['[emergency@contoso.com]', '[]', 'settings.breakGlass: emergency@contoso.com -> nobody'],
  [
    '"backup-*@contoso.com"',
    '"backup-*@contoso.com", "*-svc@contoso.com"',
    'settings.ignoreTrustees: backup-*@contoso.com -> *-svc@contoso.com, backup-*@contoso.com',
  ],
  ['creates: 5', 'creates: 9', 'settings.gates.creates: 5 -> 9'],
  ['creates: 5, ', '', 'settings.gates.creates: 5 -> not set'],
  ['creates: 5', 'creates: 5, signIn: 9', 'settings.gates.signIn: not set -> 9'],
  ['  hybrid: cloudCreate\n', '', 'settings.hybrid: cloudCreate -> not set'],
  [
    'old.hand@contoso.com, ',
    '',
    'leavers: gone@contoso.com, reason HR-1, old.hand@contoso.com -> gone@contoso.com, reason HR-1',
  ],
  [
    'HR-1',
    'HR-2',
    'leavers: gone@contoso.com, reason HR-1, old.hand@contoso.com -> gone@contoso.com, reason HR-2, old.hand@contoso.com',
  ],
])('%j in place of %j is told', (was, is, told) => {
  expect(policyDifferences(policy(WHOLE), policy(WHOLE.replace(was, is)))).toEqual([told]);
});
