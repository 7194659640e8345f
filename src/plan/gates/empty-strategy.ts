import type { GateRule } from './rule.ts';

export const emptyStrategy: GateRule = {
  id: 'empty-strategy',
  opens: 'nothing',
  counts: 'mailboxes in the strategy: it must name at least one',
  evaluate: (_, { declared }) =>
    declared > 0
      ? undefined
      : {
          actual: 0,
          about: [],
          why: 'the strategy names no mailbox at all; a file emptied by mistake looks the same',
        },
};
