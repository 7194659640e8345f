import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  addAlias,
  automap,
  behalf,
  create,
  dropAlias,
  forwardOutside,
  grant,
  hide,
  moveAlias,
  person,
  ref,
  revoke,
  sendAs,
  signIn,
} from '../../test/support/builders.ts';
import { KINDS } from '../kinds/index.ts';
import type { Principal } from '../model/ref.ts';
import { parsePlan, planFrom, planJsonSchema } from './document.ts';
import type { Gate } from './gates/gate.ts';
import { type Plan, type Planned, planned } from './plan.ts';

const AT = { file: 'mailboxes.yaml', line: 7, column: 3 };
const trustees: readonly Principal[] = [
  { ...ref('group'), kind: 'group' },
  { ...ref('guest'), kind: 'guest' },
  { ...ref('partner'), kind: 'external' },
  { ...ref('contact'), kind: 'contact' },
  { ...ref('app'), kind: 'service' },
  { id: 'S-1-5-21-1-2-3-4', kind: 'orphan' },
  { id: 'S-1-5-21-1-2-3-5', kind: 'orphan', name: 'Gary' },
  { id: 'X', kind: 'unresolved', name: 'X' },
  { id: 'default', kind: 'everyone' },
];
const CHANGES: readonly Planned[] = [
  grant('sales', 'ann'),
  revoke('sales', 'bob', 'expired'),
  automap('sales', 'cy', true),
  sendAs('sales', 'ann', 'add'),
  behalf('sales', 'bob', 'remove'),
  addAlias('sales', 'x@contoso.com'),
  dropAlias('sales', 'y@contoso.com'),
  moveAlias('sales', 'info', 'z@contoso.com'),
  hide('sales', true),
  signIn('sales', 'blocked'),
  create('new@contoso.com'),
  forwardOutside('sales'),
  planned({
    action: KINDS.sendAs.act({
      op: 'add',
      after: { subject: ref('sales'), trustee: person('dee') },
    }),
    reason: 'declared',
    until: '2030-12-24',
    because: 'Holiday cover',
  }),
  ...trustees.map((trustee) =>
    planned({
      action: KINDS.fullAccess.act({ op: 'remove', before: { subject: ref('info'), trustee } }),
      reason: 'leaver',
      at: AT,
      team: 'sales',
    }),
  ),
];
const GATE: Gate = {
  gate: 'creates',
  actual: 4,
  limit: 3,
  tripped: true,
  about: ['new@contoso.com'],
  why: 'too many',
  allow: ['--allow creates=4'],
};
const PLAN: Plan = {
  version: 2,
  maker: { name: 'undo', run: '20300107T090000.000Z-abcdef', only: ['a*'], exclude: ['b*'] },
  tenant: { id: 'id-tenant', domain: 'contoso.onmicrosoft.com' },
  actor: { id: 'id-mbx', name: 'mbx' },
  made: '2030-01-07T09:00:00Z',
  expires: '2030-01-08T09:00:00Z',
  strategy: { files: ['mailboxes.yaml'], hash: 'abc' },
  policy: {
    'settings.mode': 'exact',
    'settings.protected': ['ceo@contoso.com'],
    'settings.gates.creates': 5,
  },
  opens: ['creates=4', 'protected=ceo@contoso.com'],
  scope: { compared: 1, declared: 2, leavers: 1 },
  changes: CHANGES,
  gates: [GATE],
  objects: [{ ...ref('ann'), displayName: 'Ann', type: 'person' }],
  blocked: [{ change: grant('desk', 'ann'), why: 'synchronised', mend: 'on premises' }],
  gaps: [
    { subject: ref('hr'), kind: 'sendAs', reason: 'no answer' },
    { subject: null, kind: null, reason: 'groups: no answer' },
  ],
  refused: [{ at: AT, message: 'blocked' }],
  kept: [{ subject: ref('sales'), kind: 'fullAccess', what: 'ann', why: 'additive' }],
  notes: [{ at: AT, message: 'a note' }],
};
const copy = () => JSON.parse(JSON.stringify(PLAN));
const refusal = (value: unknown): string => {
  const parsed = planFrom(value);
  if (parsed.ok) throw new Error('it was taken');
  return parsed.why;
};

test('every kind and operation, every kind of holder and every part comes back as it was', () => {
  const parsed = parsePlan(JSON.stringify(PLAN));
  expect(parsed).toEqual({ ok: true, plan: PLAN });
  expect(new Set(CHANGES.map(({ action }) => action.kind))).toEqual(new Set(Object.keys(KINDS)));
});

test('the published schema says the same', () => {
  const published = z.fromJSONSchema(
    z.record(z.string(), z.json()).parse(copyOf(planJsonSchema())),
  );
  expect(published.safeParse(copy()).error).toBeUndefined();
  for (const [wrong] of WRONG) {
    const edited = copy();
    wrong(edited);
    expect(published.safeParse(edited).success, String(wrong)).toBe(false);
  }
});
const copyOf = (value: object): unknown => JSON.parse(JSON.stringify(value));

type Edit = (plan: ReturnType<typeof copy>) => void;
/** What the shape alone shows to be wrong. */
const WRONG: readonly (readonly [Edit, string])[] = [
  [
    (plan) => {
      plan.version = 3;
    },
    'version',
  ],
  [
    (plan) => {
      delete plan.version;
    },
    'version',
  ],
  [
    (plan) => {
      plan.approved = true;
    },
    'approved',
  ],
  [
    (plan) => {
      plan.changes[0].approvedBy = 'me';
    },
    'approvedBy',
  ],
  [
    (plan) => {
      plan.changes[0].action.after.note = 'x';
    },
    'changes[0]',
  ],
  [
    (plan) => {
      plan.changes[0].action.kind = 'fullaccess';
    },
    'changes[0]',
  ],
  [
    (plan) => {
      plan.changes[0].action.op = 'update';
    },
    'changes[0]',
  ],
  [
    (plan) => {
      plan.changes[0].effect = 'harmless';
    },
    'effect',
  ],
  [
    (plan) => {
      plan.changes[0].id = 'xyz';
    },
    'id',
  ],
  [
    (plan) => {
      delete plan.changes[0].aim;
    },
    'aim',
  ],
  [
    (plan) => {
      plan.gates[0].gate = 'none';
    },
    'gate',
  ],
  [
    (plan) => {
      delete plan.gates;
    },
    'gates',
  ],
  [
    (plan) => {
      delete plan.objects;
    },
    'objects',
  ],
  [
    (plan) => {
      delete plan.expires;
    },
    'expires',
  ],
  [
    (plan) => {
      plan.expires = 'never';
    },
    'expires',
  ],
  [
    (plan) => {
      plan.maker.name = 'somebody';
    },
    'name',
  ],
  [
    (plan) => {
      delete plan.policy;
    },
    'policy',
  ],
  [
    (plan) => {
      delete plan.scope;
    },
    'scope',
  ],
  ...['lock-out=1', 'creates', 'creates=-1', 'creates=1e9', 'protected=*@contoso.com', '=1'].map(
    (text): readonly [Edit, string] => [
      (plan) => {
        plan.opens = [text];
      },
      'opens[0]',
    ],
  ),
];

describe('a document of another shape is refused, and it is told where', () => {
  test.each(WRONG.map(([edit, where]) => ({ edit, where, how: edit.toString() })))(
    '$how',
    ({ edit, where }) => {
      const edited = copy();
      edit(edited);
      const why = refusal(edited);
      expect(why).toContain('it is not a plan of this version');
      expect(why).toContain(where);
    },
  );
  test.each([[null], [[]], ['plan'], [1], [{}]])('%j is no plan', (value) => {
    expect(refusal(value)).toBe('it is JSON, but not a plan made by mbx');
  });
  test('of the version before is told as such', () => {
    expect(refusal({ ...copy(), version: 1 })).toContain(
      'it was made by an earlier version of mbx',
    );
  });
  test.each(['', '{', 'version: 1', '{"version":1'])('%j is no JSON', (text) => {
    const parsed = parsePlan(text);
    expect(parsed.ok ? '' : parsed.why).toMatch(/^it is not JSON \(.+\)$/u);
  });
});

describe('a change that was edited after it was planned is refused', () => {
  const [toAnn] = CHANGES;
  const mallory = person('mallory');
  test.each<[string, Edit]>([
    [
      'another mailbox',
      (plan) => {
        plan.changes[0].action.after.subject.id = 'id-ceo';
      },
    ],
    [
      'another holder',
      (plan) => {
        plan.changes[0].action.after.trustee = mallory;
      },
    ],
    [
      'auto-mapping added',
      (plan) => {
        plan.changes[0].action.after.automap = true;
      },
    ],
    [
      'given in place of taken',
      (plan) => {
        const { before } = plan.changes[1].action;
        plan.changes[1].action = { kind: 'fullAccess', op: 'add', after: before };
      },
    ],
    [
      'another right',
      (plan) => {
        plan.changes[0].action.kind = 'sendAs';
      },
    ],
    [
      'from another beginning',
      (plan) => {
        plan.changes[2].action.before.automap = true;
      },
    ],
    [
      'another end',
      (plan) => {
        plan.changes[0].until = '2031-01-01';
      },
    ],
    [
      'another reason of its line',
      (plan) => {
        plan.changes[0].because = 'The chief said so';
      },
    ],
    [
      'another display name of what is created',
      (plan) => {
        plan.changes[10].action.after.displayName = 'Payroll';
      },
    ],
    [
      'another effect',
      (plan) => {
        plan.changes[0].effect = 'neutral';
      },
    ],
    [
      'the id of another change',
      (plan) => {
        plan.changes[0].id = plan.changes[3].id;
      },
    ],
    [
      'the aim of another change',
      (plan) => {
        plan.changes[0].aim = plan.changes[3].aim;
      },
    ],
    [
      'not to be undone',
      (plan) => {
        plan.changes[0].noUndo = 'nothing to see here';
      },
    ],
    [
      'to be undone after all',
      (plan) => {
        delete plan.changes[10].noUndo;
      },
    ],
  ])('%s', (_, edit) => {
    const edited = copy();
    edit(edited);
    expect(refusal(edited)).toMatch(/^change [0-9a-f]{12} was edited after it was planned$/u);
  });
  test('the change that was edited is named', () => {
    const edited = copy();
    edited.changes[0].effect = 'neutral';
    expect(refusal(edited)).toContain(toAnn?.id);
  });
});
