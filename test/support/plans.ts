/** A whole plan around some changes, for unit tests. */
import type { Plan, Planned } from '../../src/plan/plan.ts';

export const planOf = (changes: readonly Planned[], more: Partial<Plan> = {}): Plan => ({
  version: 2,
  maker: { name: 'plan', only: [], exclude: [] },
  tenant: { id: 'id-tenant', domain: 'contoso.onmicrosoft.com' },
  actor: { id: 'id-mbx', name: 'mbx' },
  made: '2030-01-07T09:00:00Z',
  expires: '2030-01-08T09:00:00Z',
  strategy: { files: ['mailboxes.yaml'], hash: '' },
  policy: {},
  opens: [],
  scope: { compared: 1, declared: 1, leavers: 0 },
  changes,
  gates: [],
  objects: [],
  blocked: [],
  gaps: [],
  refused: [],
  kept: [],
  notes: [],
  ...more,
});
