/** What an identity lacks, told in one error: each permission and role, at which service, for what, and the commands that give it. */
import { MbxError } from '../model/error.ts';
import { groupBy } from '../model/group-by.ts';
import type { Used } from '../tenant/denials.ts';
import { GRANT_LAG, type Grant, RESOURCE } from './grants.ts';
import { READER, WRITER } from './identities.ts';
import { type Application, mendsOf } from './mend.ts';
import { isRequired, type Need } from './need.ts';
import { DOOR } from './needs.ts';

const needsFor = (writes: boolean): readonly Need[] => (writes ? WRITER : READER).needs;

const SERVICE = { graph: 'Microsoft Graph', exchange: 'Exchange Online' } as const;

/** The row for a call; what a reading needs may be given with what writing needs. Undefined: no call of the table. */
export function needOf({ service, what }: Used, writes = true): Need | undefined {
  // The REST endpoints ask for the roles of the cmdlet.
  const wanted = what.replace(/^Get-EXO/u, 'Get-').toLowerCase();
  const rows = [...needsFor(writes), ...WRITER.needs].filter(
    (need) => need.service === service && need.operation.toLowerCase() === wanted,
  );
  return rows.find(isRequired) ?? rows[0];
}

/** Whether the command can do without it: then it says what it could not look at. */
export const isOptional = (used: Used): boolean => {
  const need = needOf(used);
  return need !== undefined && !isRequired(need);
};

/** What every plan reads, whatever the file says. */
export const ALWAYS_READ: readonly Used[] = READER.needs
  .filter(
    (need) =>
      need !== DOOR &&
      need.when === undefined &&
      isRequired(need) &&
      need.commands.includes('plan'),
  )
  .map(({ service, operation }) => ({ service, what: operation }));

export interface Lacking {
  readonly used: readonly Used[];
  /** The application permission that opens Exchange is missing: then nothing is known of roles. */
  readonly shut?: boolean;
  /** Exchange refused all that every command reads. */
  readonly noRole?: boolean;
  /** The command writes: what is missing is told with what writing takes. */
  readonly writes: boolean;
  /** Whom to give it to. */
  readonly to: Application;
  /** "Nothing was written." */
  readonly effect: string;
}

/** MbxError E3002, which names everything at once. */
export function missing({
  used,
  shut = false,
  noRole = false,
  writes,
  to,
  effect,
}: Lacking): MbxError {
  const told = shut ? used.filter(({ service }) => service === 'graph') : used;
  const known = told.flatMap((one) => {
    const need = needOf(one, writes);
    return need === undefined ? [] : [{ need, what: one.what }];
  });
  const byGrant = groupBy(known, ({ need }) => need.give);
  const unknown = told.filter((one) => needOf(one, writes) === undefined);
  const grants = [...(shut ? [DOOR.give] : []), ...byGrant.keys()];
  return new MbxError(
    'E3002',
    'the application lacks permissions that this command needs',
    [
      effect,
      'Give the application what is named above, for example with the commands below (leave out what is there already), then try again.',
      GRANT_LAG,
      ...(noRole && !shut ? [NO_ROLE] : []),
      ...new Set(known.flatMap(({ need }) => contestedNote(need))),
    ].join(' '),
    {
      details: [
        ...(shut ? [`Exchange Online, for every cmdlet: ${wordsOf(DOOR.give)}`] : []),
        ...[...byGrant].map(
          ([grant, uses]) =>
            `${SERVICE[grant.service]}, for ${listOf(uses.map(({ what }) => what))}: ${wordsOf(grant)}`,
        ),
        ...unknown.map(
          ({ service, what }) => `${SERVICE[service]}, for ${what}: the permission for it`,
        ),
      ],
      commands: mendsOf(grants, to),
    },
  );
}

const listOf = (calls: readonly string[]): string => [...new Set(calls)].sort().join(', ');

const NO_ROLE =
  'Exchange refused everything that each command reads: the application has no role for it, or Exchange does not know it under the object id of the enterprise application (New-ServicePrincipal).';

/** A grant in words: what it is, and where it comes from. */
export function wordsOf(grant: Grant): string {
  if (grant.is === 'permission')
    return grant.service === 'graph'
      ? `the application permission ${grant.name}`
      : `the application permission ${grant.name} (of ${RESOURCE.exchange.name})`;
  const { name, made, heldBy } = grant;
  if (made !== undefined)
    return `the role "${name}", made from ${made.parent} with ${made.cmdlets.join(', ')} alone`;
  return heldBy === undefined
    ? `the role ${name}`
    : `the role ${name} (the role group ${heldBy.roleGroup} has it, and with that Entra's ${heldBy.entraRole})`;
}

/** Where sources disagree, neither is claimed. */
const contestedNote = ({ operation, contested, service }: Need): readonly string[] =>
  service === 'exchange' && contested.length > 0
    ? [
        `Whether ${contested.join(' or ')} may run ${operation} differs from tenant to tenant, and Microsoft documents neither.`,
      ]
    : [];
