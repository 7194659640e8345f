/** Two strategies for the storm company that want the opposite of one another wherever they can. */
import { strategyYaml } from './mbx.ts';
import { at } from './storm-company.ts';

const BOXES = ['sales', 'press', 'legal', 'desk'] as const;
/** Who holds all rights on which mailbox at first: the first three people on the first one, and so on. */
const PEOPLE = ['ada', 'bea', 'cid', 'dan', 'eva', 'fay', 'gus'] as const;
const person = (index: number): string => at(PEOPLE[index % PEOPLE.length] ?? '');

const GATES =
  '  gates: { maxRevokes: 200, maxGrants: 200, creates: 5, principalFanIn: 20, signIn: 10, addressesRemoved: 10, mailboxEmptied: 5 }';

interface Side {
  readonly title: string;
  readonly flag: boolean;
  /** Among the seven people, those who shall hold the rights: so many places after the first holder. */
  readonly holders: readonly number[];
  readonly roaming: string;
}
function strategyOf({ title, flag, holders, roaming }: Side, creates: boolean): string {
  return strategyYaml(
    [
      GATES,
      'sharedMailboxes:',
      ...BOXES.flatMap((local, index) => [
        `  ${at(local)}:`,
        `    displayName: ${title} ${local}`,
        `    hidden: ${flag}`,
        `    sentItemsCopy: ${flag}`,
        `    aliases: [${[`old-${local}`, ...(local === roaming ? ['roaming', 'old-claims'] : [])]
          .map(at)
          .join(', ')}]`,
        '    delegates:',
        ...holders.map(
          (place) =>
            `      ${person(index + place)}: { rights: [fullAccess, sendAs, sendOnBehalf], automap: ${flag} }`,
        ),
      ]),
      `  ${at('claims')}: { aliases: [], signIn: ${flag ? 'blocked' : 'allowed'} }`,
      ...(creates
        ? [
            `  ${at('orders')}: { displayName: ${title} orders, delegates: { ${person(holders[0] ?? 0)}: [fullAccess] } }`,
          ]
        : []),
      '',
    ].join('\n'),
  );
}

/**
 * The one in the middle of the three holders stays for both, but with auto-mapping off for the one and on for the other.
 * `creates`: both want one and the same new mailbox, too.
 */
export const rivals = (creates: boolean) => ({
  left: strategyOf({ title: 'Left', flag: true, holders: [1, 3], roaming: 'sales' }, creates),
  right: strategyOf({ title: 'Right', flag: false, holders: [1, 4], roaming: 'press' }, creates),
});
