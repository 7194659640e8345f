/** `mbx help permissions`: what each of the two identities is given, what for, and what is lost without it. */
import { GRANT_LAG } from '../setup/grants.ts';
import { type Given, givenTo, IDENTITIES, setUpOf } from '../setup/identities.ts';
import { tableText } from './table.ts';
import { type Screen, wrap } from './terminal.ts';

const INTRODUCTION = [
  'mbx signs in as an application. Microsoft Graph lets it do what its application permissions say. Exchange asks for two things: the application permission Exchange.ManageAsApp opens it, and management roles say which cmdlets may be run. Grants add up.',
  'Use one identity for plans that cannot write, and another one for apply. "needed": without it the command ends with exit code 4, some only where the file asks for it.',
];

/** Where sources disagree, neither is claimed; the program finds out in the tenant. Each call once. */
export function contestedText(given: readonly Given[]): readonly string[] {
  const all = given.flatMap(({ contested }) => contested);
  const once = all.filter(
    ({ operation }, index) => all.findIndex((one) => one.operation === operation) === index,
  );
  return once.map(({ operation, contested, give, service }) => {
    const by = contested.join(' or ');
    return service === 'graph'
      ? `Whether ${by} alone opens ${operation} is contested. ${give.name} does.`
      : `Whether ${by} may run ${operation} differs from tenant to tenant, and Microsoft documents neither. mbx finds out by asking. Where it may, ${give.name} is not needed; where it may not, ${give.name} may.`;
  });
}

/** Built-in role groups and Entra roles that hold some of the roles, told once. */
export function insteadText(given: readonly Given[]): readonly string[] {
  const held = given.flatMap(({ grant }) =>
    grant.is === 'role' && grant.heldBy !== undefined
      ? [{ ...grant.heldBy, role: grant.name }]
      : [],
  );
  return [...new Set(held.map(({ roleGroup }) => roleGroup))].map((group) => {
    const of = held.filter(({ roleGroup }) => roleGroup === group);
    return `${of.map(({ role }) => role).join(' and ')}: the role group ${group} has ${of.length === 1 ? 'it' : 'them'}, and so has the Entra role ${of[0]?.entraRole ?? ''}.`;
  });
}

const KINDS = { graph: 'Graph permission', exchange: 'Exchange permission' } as const;
/** What sort of thing it is. */
export const sortOf = ({ grant }: Given): string =>
  grant.is === 'permission'
    ? KINDS[grant.service]
    : grant.made === undefined
      ? 'Exchange role'
      : `Exchange role, made from ${grant.made.parent}`;

/** What for, and only when. */
export const forWhat = ({ purposes, when }: Given): string =>
  `${purposes.join('; ')}${when === undefined ? '' : ` (where ${when})`}`;

/** Each grant once, with what the first identity that has it has it for. */
function allGiven(): readonly Given[] {
  const all = IDENTITIES.flatMap(givenTo);
  return all.filter((one, index) => all.findIndex(({ grant }) => grant === one.grant) === index);
}

/** Which identity is given what. */
const matrix = (screen: Screen): Promise<string> =>
  tableText(
    [{ title: 'Give' }, ...IDENTITIES.map((one) => ({ title: one.for.join(', ') }))],
    allGiven().map(({ grant }) => [
      grant.name,
      ...IDENTITIES.map((identity) => {
        const mine = givenTo(identity).find((one) => one.grant === grant);
        return mine === undefined ? '-' : mine.required ? 'needed' : 'optional';
      }),
    ]),
    screen,
  );
const item = (one: Given, width: number): string => {
  const without = one.required ? '' : ` Without it: ${one.loses}.`;
  return `  ${one.grant.name} (${sortOf(one)})\n${wrap(`${forWhat(one)}.${without}`, width, '      ', '      ')}`;
};

/** Within the screen's width. */
export async function permissionsText(screen: Screen): Promise<string> {
  const { width } = screen;
  const given = allGiven();
  const paragraph = (text: string): string => wrap(text, width, '  ', '  ');
  return [
    'Permissions\n',
    ...INTRODUCTION.map(paragraph),
    '',
    await matrix(screen),
    'What for\n',
    ...given.map((one) => item(one, width)),
    '',
    'What is not sure\n',
    ...contestedText(given).map(paragraph),
    '',
    'What else has these roles\n',
    ...insteadText(given).map(paragraph),
    '',
    'How to give it\n',
    ...IDENTITIES.map((one) => `  ${setUpOf(one)}`),
    '',
    ...LAST.map(paragraph),
    '',
  ].join('\n');
}

const LAST = [
  `These print everything that an administrator runs once. \`mbx doctor\` looks at what is there. ${GRANT_LAG}`,
  'If something needed is missing, mbx exits with 4, names all of it, and prints the commands that give it. docs/permissions.md has each cmdlet and path, and how sure its row is.',
];
