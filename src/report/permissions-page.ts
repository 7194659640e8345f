/** docs/permissions.md: the table of permissions as a page. A test holds the page against it. */
import { GRANT_LAG } from '../setup/grants.ts';
import { givenTo, type Identity, READER, setUpOf, WRITER } from '../setup/identities.ts';
import { mendsOf } from '../setup/mend.ts';
import { isRequired, type Need } from '../setup/need.ts';
import { contestedText, forWhat, insteadText, sortOf } from './permissions-text.ts';
import { wrap } from './terminal.ts';

const WIDTH = 120;
const paragraph = (text: string): string => `${wrap(text, WIDTH, '', '')}\n`;
const item = (text: string): string => wrap(text, WIDTH, '- ', '  ');

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  `${[columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')}`;

const code = (language: string, lines: readonly string[]): string =>
  `\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\n`;
const commandsOf = (mends: ReturnType<typeof mendsOf>): readonly string[] =>
  mends.map(({ in: shell, lines }) => code(shell === 'Azure CLI' ? 'bash' : 'powershell', lines));

const grantRows = (identity: Identity): readonly (readonly string[])[] =>
  givenTo(identity).map((one) => [
    `\`${one.grant.name}\``,
    sortOf(one),
    forWhat(one),
    one.required ? 'exit code 4' : one.loses,
  ]);

const SURE = {
  documented: 'documented',
  reported: 'reported of a live tenant',
  listed: 'listed (old)',
  inferred: 'inferred',
  contested: '**contested**',
} as const;

const callRow = (need: Need): readonly string[] => [
  `\`${need.operation}\``,
  `${need.purpose}${need.when === undefined ? '' : ` (where ${need.when})`}`,
  need.commands.join(', '),
  [
    ...need.openedBy.map((name) => `\`${name}\``),
    ...need.contested.map((name) => `perhaps \`${name}\``),
  ].join(', '),
  isRequired(need) ? 'exit code 4' : (need.loses ?? ''),
  `${SURE[need.sure]}: ${need.source}`,
];

const parameterRows = (needs: readonly Need[]): readonly (readonly string[])[] =>
  needs.flatMap(({ operation, parameters = {} }) =>
    Object.entries(parameters).map(([name, roles]) => [
      `\`${operation} -${name}\``,
      roles.map((role) => `\`${role}\``).join(', '),
    ]),
  );

function identityPart(identity: Identity, words: readonly string[]): readonly string[] {
  const given = givenTo(identity);
  return [
    `## ${identity.title}\n`,
    ...words.map(paragraph),
    table(['give', 'what it is', 'for', 'without it'], grantRows(identity)),
    ...insteadText(given).map(paragraph),
    paragraph(
      'This prints all that gives it, the roles in a role group of their own that holds nothing else ([setup.md](setup.md)):',
    ),
    code('bash', [setUpOf(identity)]),
  ];
}

/** The whole page. */
export function permissionsPage(): string {
  const reader = givenTo(READER).map(({ grant }) => grant);
  const simple = reader.filter((grant) => grant.is === 'role' && grant.heldBy !== undefined);
  const made = reader.filter((grant) => grant.is === 'role' && grant.made !== undefined);
  return [
    '# Permissions\n',
    '<!-- Made from src/setup/: `npx vitest run src/report/permissions-page.test.ts -u` writes it anew. -->\n',
    ...INTRODUCTION.map(paragraph),
    ...identityPart(READER, READS),
    '### The short way first\n',
    paragraph(
      'Where the organisation was never customised, and you do not want to customise it for this, begin with a role group that Exchange has. It holds no cmdlet that writes:',
    ),
    ...commandsOf(mendsOf(simple)),
    paragraph(
      'Then run `mbx plan`. It works, or it exits with 4, names what is missing and prints these commands:',
    ),
    ...commandsOf(mendsOf(made)),
    paragraph(
      'Instead of these, Exchange Recipient Administrator beside Global Reader should do in every tenant, but that identity can write.',
    ),
    '### What is not sure\n',
    ...contestedText(givenTo(READER)).map(item),
    '',
    ...identityPart(WRITER, WRITES),
    '## Every call\n',
    paragraph(
      'One of what stands under "opened by" is enough. "listed (old)": in role definitions that were published about 2014, the only source that goes down to cmdlets and parameters.',
    ),
    table(
      ['call', 'for', 'commands', 'opened by', 'without it', 'how sure'],
      WRITER.needs.map(callRow),
    ),
    paragraph('A role decides about parameters, too:'),
    table(['parameter', 'roles'], parameterRows(WRITER.needs)),
    ...LAST,
  ]
    .join('\n')
    .replaceAll(/\n{3,}/gu, '\n\n');
}

const INTRODUCTION = [
  '`mbx` signs in as an application. Microsoft Graph lets it do what its application permissions say. Exchange asks for two things: the application permission `Exchange.ManageAsApp` opens it, and management roles say which cmdlets may be run. Grants add up. `mbx help permissions` tells the same in short.',
  'If something needed is missing, one message names all of it, at which service and for what, and prints the commands that give it (exit code 4): what reading needs before anything is planned, what writing needs after the plan is shown and before `mbx` asks. Then nothing is written. If only one mailbox is out of reach, it is a gap of that mailbox (exit code 3). What is optional and missing is said in the plan.',
  `${GRANT_LAG} Until then \`mbx\` goes on to exit with 4.`,
];
const READS = [
  'This identity cannot write: no permission and no role of it holds a call that changes anything. Use it wherever plans are made without a person watching.',
];
const WRITES = [
  'Keep this identity apart from the one that reads. Recipient Management and Exchange Recipient Administrator hold more than the roles below (passwords and moves of mailboxes among them), and not View-Only Configuration: a role group of its own is narrower.',
];
const LAST = [
  '## When it does not work\n',
  [
    'The object id is that of the enterprise application (the service principal), not of the registration. Exchange takes the other one without a word, and then refuses every cmdlet.',
    '`New-ManagementRole` and `New-RoleGroup` need an organisation that was customised. Where `(Get-OrganizationConfig).IsDehydrated` is `True`, run `Enable-OrganizationCustomization` first. It cannot be undone, and the lines after it may be refused for an hour or more; then sign in again.',
    "A role group that is there already takes a further role by `New-ManagementRoleAssignment -SecurityGroup 'mbx readers' -Role 'View-Only Configuration'`.",
    'Microsoft documents each command; the sequence as a whole has not been tried on a live tenant.',
  ]
    .map(item)
    .join('\n'),
  '',
];
