/** The text of `mbx setup`: what an administrator runs, in order, with what each part gives and how long it takes. */

import { azureCliLines, graphPowerShellLines } from '../setup/entra-lines.ts';
import { exchangeLines, TAKEN } from '../setup/exchange-lines.ts';
import { GRANT_LAG, type Permission, RESOURCE } from '../setup/grants.ts';
import { givenTo } from '../setup/identities.ts';
import type { SetUp } from '../setup/set-up.ts';
import { wrap } from './terminal.ts';

/** How the part in Entra ID is written: for a shell, or as steps in the portal. */
export type EntraForm = 'bash' | 'powershell' | 'portal';

export interface SetUpWishes {
  readonly form: EntraForm;
  /** Shell of the last part, where mbx is tried. */
  readonly shell: 'bash' | 'powershell';
  /** Tenant id, or one of its domains. */
  readonly tenant: string;
  /** Files with the certificate, where one was made. */
  readonly certificate: { readonly pem: string; readonly certificate: string } | undefined;
  readonly width: number;
}

export function setUpText(setUp: SetUp, wishes: SetUpWishes): string {
  return [
    head(setUp, wishes),
    entra(setUp, wishes),
    exchange(setUp, wishes),
    tryIt(setUp, wishes),
  ].join('\n');
}

const comment = (text: string, width: number): string => wrap(text, width, '# ', '# ');
const title = (text: string): string => `# ---- ${text} ----\n`;
const block = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

function head(setUp: SetUp, { width }: SetUpWishes): string {
  const { application, commands, needs } = setUp;
  const rows = givenTo({ needs }).map(({ grant, required, purposes, loses }) => {
    const note = required ? '' : ` May be left out; then ${loses}.`;
    return wrap(`${grant.name}: ${purposes.join('; ')}.${note}`, width, '#   ', '#     ');
  });
  return block([
    title(`mbx setup --for ${commands.join(',')}`).trimEnd(),
    comment(
      `Nothing was changed. Read this, then run it as an administrator. It gives the application "${application}" what ${listOf(commands)} ${commands.length === 1 ? 'needs' : 'need'}, and nothing more:`,
      width,
    ),
    ...rows,
    comment(
      'Who may run it: in Entra ID a Global Administrator, or an Application Administrator and for the consent a Privileged Role Administrator; in Exchange a member of Organization Management.',
      width,
    ),
    comment(`How long it takes: about ten minutes of work. ${GRANT_LAG}`, width),
  ]);
}

function entra(setUp: SetUp, wishes: SetUpWishes): string {
  switch (wishes.form) {
    case 'bash':
      return title('1. Entra ID: Azure CLI in bash') + block(azureCliLines(setUp, asked(wishes)));
    case 'powershell':
      return (
        title('1. Entra ID: Microsoft Graph PowerShell') +
        block(graphPowerShellLines(setUp, asked(wishes)))
      );
    case 'portal':
      return title('1. Entra ID: in the portal (entra.microsoft.com)') + portal(setUp, wishes);
  }
}

const asked = ({ tenant, certificate }: SetUpWishes) => ({
  tenant,
  certificate: certificate?.certificate,
});

function portal(setUp: SetUp, { width, certificate }: SetUpWishes): string {
  const named = (service: Permission['service']): string =>
    setUp.permissions
      .filter((one) => one.service === service)
      .map(({ name }) => name)
      .join(', ');
  const steps = [
    `App registrations, New registration: name "${setUp.application}", accounts in this organizational directory only, no redirect URI. Register.`,
    'From its Overview copy the Application (client) ID.',
    `API permissions, Add a permission, Microsoft Graph, Application permissions: ${named('graph')}.`,
    `Add a permission, APIs my organization uses, ${RESOURCE.exchange.name}, Application permissions: ${named('exchange')}.`,
    'Remove User.Read (delegated), which every new registration has: mbx does not use it. Then Grant admin consent, and see that each row says Granted.',
    certificate === undefined
      ? 'Certificates & secrets, Certificates, Upload certificate: the public part of yours (`mbx setup --certificate FILE` makes one).'
      : `Certificates & secrets, Certificates, Upload certificate: ${certificate.certificate}. Never ${certificate.pem}: it has the private key.`,
    'Enterprise applications, the same name: copy the Object ID that stands there. The one under App registrations is another, and Exchange would take it without a word.',
  ];
  return block(steps.map((step, index) => wrap(step, width, `# ${index + 1}. `, '#    ')));
}

function exchange(setUp: SetUp, { form, width }: SetUpWishes): string {
  const ids =
    form === 'powershell' ? 'the same window' : form === 'portal' ? 'the portal' : 'printed';
  return (
    title('2. Exchange Online: PowerShell (module ExchangeOnlineManagement)') +
    block(
      exchangeLines(setUp, ids).flatMap((line) =>
        line.startsWith('# ') ? comment(line.slice(2), width).split('\n') : [line],
      ),
    ) +
    block([comment(TAKEN, width)])
  );
}

/** What stands for the application's id in the last part. */
const APPLICATION_ID: Readonly<Record<EntraForm, string>> = {
  bash: '"$APP_ID"',
  powershell: '$appId',
  portal: "'<Application (client) ID, copied in 2>'",
};

function tryIt(setUp: SetUp, { shell, tenant, certificate, form }: SetUpWishes): string {
  const file = certificate?.pem ?? 'FILE.pem';
  const doctor = `mbx doctor --for ${setUp.commands.join(',')}`;
  const id = APPLICATION_ID[form];
  const lines =
    shell === 'bash'
      ? [
          `export AZURE_TENANT_ID='${tenant}'`,
          `export AZURE_CLIENT_ID=${id}`,
          `export AZURE_CLIENT_CERTIFICATE_PATH='${file}'`,
        ]
      : [
          `$env:AZURE_TENANT_ID = '${tenant}'`,
          `$env:AZURE_CLIENT_ID = ${id}`,
          `$env:AZURE_CLIENT_CERTIFICATE_PATH = '${file}'`,
        ];
  return title('3. Try it') + block([...lines, doctor]);
}

const listOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
