/** `mbx help TOPIC`: texts made from the tables that the program itself uses. */
import { MbxError } from '../model/error.ts';
import { EXIT, EXIT_MEANING } from '../model/exit.ts';
import { GATE_IDS, settingOf } from '../model/gates.ts';
import { GATES } from '../plan/gates/index.ts';
import type { GateRule, NumberRule } from '../plan/gates/rule.ts';
import { permissionsText } from '../report/permissions-text.ts';
import { type Screen, wrap } from '../report/terminal.ts';

const list = (rows: readonly (readonly [word: string, text: string])[], width: number): string => {
  const column = Math.max(...rows.map(([word]) => word.length)) + 4;
  return rows
    .map(([word, text]) => wrap(text, width, `  ${word.padEnd(column - 2)}`, ' '.repeat(column)))
    .join('\n');
};

function exitCodes(width: number): string {
  const names: readonly (keyof typeof EXIT)[] = [
    'ok',
    'unexpected',
    'differences',
    'partly',
    'access',
    'refused',
    'stale',
    'unconfirmed',
    'declined',
    'usage',
    'strategy',
    'unavailable',
    'locked',
    'configuration',
    'hungUp',
    'interrupted',
    'terminated',
  ];
  return `Exit codes\n\n${list(
    names.map((name) => [String(EXIT[name]), EXIT_MEANING[name]]),
    width,
  )}\n\n${wrap('If several apply, mbx uses the first of 5, 6, 4, 3, 7, 2, 0.', width, '', '')}\n`;
}

const VARIABLES: readonly (readonly [string, string])[] = [
  ['AZURE_TENANT_ID', 'tenant to sign in to: its id or one of its domains'],
  ['AZURE_CLIENT_ID', 'application to sign in as'],
  [
    'AZURE_FEDERATED_TOKEN_FILE',
    'file with a token of another issuer (workload identity); the first choice',
  ],
  ['AZURE_CLIENT_CERTIFICATE_PATH', 'PEM file with certificate and private key; the second choice'],
  ['AZURE_CLIENT_SECRET', 'client secret; the last choice, with a warning'],
  ['MBX_TENANT', 'takes precedence over AZURE_TENANT_ID'],
  ['MBX_CLOUD', 'global (default), gcchigh, dod or china'],
  [
    'MBX_LOGIN_URL, MBX_GRAPH_URL, MBX_EXCHANGE_URL',
    'other addresses of the three services; plain http only to this machine',
  ],
  ['MBX_STATE_DIR', 'folder for journals and the demo tenant'],
  [
    'MBX_MAX_WAIT',
    'longest time to wait for a busy or unavailable service, such as 90s, 15m (default) or 2h; --max-wait takes precedence',
  ],
  [
    'HTTPS_PROXY, NO_PROXY',
    'proxy for everything, http://USER:PASSWORD@HOST:PORT; and the hosts that are reached without it',
  ],
  [
    'NODE_EXTRA_CA_CERTS',
    'PEM file with the certificates of your own authority, where a proxy inspects TLS',
  ],
  ['CI', 'mbx asks no question'],
  ['NO_COLOR, FORCE_COLOR', 'never colour, always colour'],
];

const environment = (width: number): string =>
  `Environment\n\n${VARIABLES.map(([name, text]) => `  ${name}\n${wrap(text, width, '      ', '      ')}`).join('\n')}\n`;

const strategy = (width: number): string =>
  [
    'The strategy file\n',
    wrap(
      'One YAML file, or several that are merged. A mailbox that the file does not name is never touched. A key that is absent is not managed. In mode exact a list is the whole list; in mode additive mbx only adds to what is there.',
      width,
      '  ',
      '  ',
    ),
    '',
    '  version: 1',
    '  tenant: contoso.onmicrosoft.com',
    '  settings:',
    '    mode: exact',
    '  sharedMailboxes:',
    '    sales@contoso.com:',
    '      aliases: [hello@contoso.com]',
    '      delegates:',
    '        ann@contoso.com: [fullAccess, sendAs]',
    '',
    wrap(
      '`mbx validate` checks a file without a tenant, `mbx schema` prints its JSON Schema for editors, docs/strategy.md explains every key.',
      width,
      '  ',
      '  ',
    ),
    '',
  ].join('\n');

const percent = (share: number): string => `${share * 100} %`;
const passes = ({ limit }: NumberRule): string =>
  typeof limit === 'number'
    ? `Allowed without --allow: ${limit}.`
    : `Allowed without --allow: ${percent(limit.share)} of those who hold rights on the mailboxes in scope, at least ${limit.least}, at most ${limit.most}.`;

/** What is allowed without --allow, and what opens the gate. */
function opening(rule: GateRule): string {
  const { id } = rule;
  switch (rule.opens) {
    case 'number': {
      const setting = settingOf(id);
      const inFile = setting === undefined ? '' : `, or with ${setting}: N under settings.gates`;
      return `${passes(rule)} More with --allow ${id}=N${inFile}.`;
    }
    case 'addresses':
      return `Opened by --allow ${id}=ADDRESS, once for each mailbox.`;
    case 'nothing':
      return 'No flag opens it.';
  }
}

const gates = (width: number): string =>
  [
    'Gates\n',
    wrap(
      'A gate stops `mbx apply` where a plan does more than usual: exit 5, nothing is written. `mbx plan` shows the gate, and the exact flag that allows this plan. N must be at least the actual number: an approval of 42 does not cover 43. `--yes` opens no gate.',
      width,
      '  ',
      '  ',
    ),
    ...GATE_IDS.map((gate) =>
      [
        `\n  ${gate}`,
        wrap(`Counts ${GATES[gate].counts}.`, width, '      ', '      '),
        wrap(opening(GATES[gate]), width, '      ', '      '),
      ].join('\n'),
    ),
    '',
  ].join('\n');

type Topic = (screen: Screen) => string | Promise<string>;
const within =
  (text: (width: number) => string): Topic =>
  ({ width }) =>
    text(width);
const TOPICS: Readonly<Record<string, Topic>> = {
  'exit-codes': within(exitCodes),
  environment: within(environment),
  gates: within(gates),
  permissions: permissionsText,
  strategy: within(strategy),
};

/** Rejects with MbxError E1001 for a topic that there is not. */
export async function topicText(topic: string, screen: Screen): Promise<string> {
  const text = TOPICS[topic];
  if (text === undefined)
    throw new MbxError(
      'E1001',
      `there is no help on ${topic}`,
      `Topics: ${Object.keys(TOPICS).join(', ')}.`,
    );
  return text(screen);
}
