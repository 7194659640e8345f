/**
 * A plan as commands for Microsoft's own modules, ExchangeOnlineManagement and Microsoft.Graph: to be read, or run by hand. Made of
 * the calls that apply sends, in its order. Checked against Microsoft's lists of parameters; nobody ran it in PowerShell.
 */

import { describe, partsOf } from '../kinds/index.ts';
import type { Call, ExchangeCall, GraphCall } from '../model/call.ts';
import { subjectOf } from '../model/change.ts';
import { identityOf, isProvisional } from '../model/ref.ts';
import { type Bundle, coalesce } from '../plan/coalesce.ts';
import { gatesIn } from '../plan/opened.ts';
import { order, type Unit, whyOf } from '../plan/order.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { GRAPH_PATH } from '../wire/graph.ts';
import type { ReviewedFile } from './plan-markdown.ts';
import {
  EVERYONE_TITLE,
  everyoneRows,
  notLooked,
  placeText,
  summary,
  whyText,
} from './plan-words.ts';
import { comment, literal, parameter } from './powershell.ts';

export function planPowershell(plan: Plan, file?: ReviewedFile): string {
  const units = order(plan.changes).map((unit) => ({ unit, bundles: bundlesOf(unit) }));
  const calls = units.flatMap(({ bundles }) => bundles.flatMap((bundle) => bundle.calls));
  const sections = [
    head(plan, file),
    told(plan),
    ...(calls.length === 0 ? [] : [stops(plan), connections(plan, calls)]),
    ...units.map(({ unit, bundles }) => unitText(unit, bundles)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** As apply/run.ts sends them: what can be merged, then each change that is made of parts, one part after the other. */
function bundlesOf({ changes }: Unit): readonly Bundle[] {
  const whole = changes.filter(({ action }) => partsOf(action).length === 1);
  const parts = changes
    .filter((change) => !whole.includes(change))
    .flatMap((change) => partsOf(change.action).map((action) => ({ ...change, action })));
  return [...coalesce(whole), ...parts.flatMap((part) => coalesce([part]))];
}

const head = (plan: Plan, file: ReviewedFile | undefined): readonly string[] =>
  [
    `Plan for ${plan.tenant.domain} from ${plan.strategy.files.join(', ')}, made ${plan.made}`,
    summary(plan),
    ...notLooked(plan),
    ...(file === undefined ? [] : [`Plan file ${file.name}, SHA-256 ${file.sha256}`]),
    'mbx apply would look again before it writes, keep a journal and read back every change; these commands do not.',
    'Save them as a file and run it with PowerShell. If you paste them line by line, nothing stops after an error.',
  ].map(comment);

/** What is in the plan and not among the commands, or in their way. */
const told = (plan: Plan): readonly string[] => {
  const { blocked, gaps, refused, notes } = plan;
  const { shut, opened } = gatesIn(plan);
  return [
    ...everyoneRows(plan).map(([what, why]) => `${EVERYONE_TITLE}: ${what}: ${why}`),
    ...shut.map(
      ({ gate, why, about, allow }) =>
        `Gate ${gate}: ${why}${among(about)}. ${allow === undefined ? 'No flag opens it.' : `mbx apply needs ${allow.join(' ')}`}`,
    ),
    ...opened.map(
      ({ text, what, about }) => `Gate opened by --allow ${text}: ${what}${among(about)}.`,
    ),
    ...blocked.map(
      ({ change, why, mend }) => `Blocked: ${describe(change.action)}: ${why}. ${mend}`,
    ),
    ...gaps.map(
      ({ subject, reason }) => `Not read: ${subject?.address ?? 'the directory'}: ${reason}`,
    ),
    ...refused.map(({ at, message }) => `No effect: ${placeText(at)}: ${message}`),
    ...notes.map(({ at, message }) => `Note: ${placeText(at)}: ${message}`),
  ].map(comment);
};
const among = (about: readonly string[]): string =>
  about.length === 0 ? '' : ` (${about.join(', ')})`;

/** The first error ends the script; so does a gate, until somebody takes that line out. */
function stops(plan: Plan): readonly string[] {
  const shut = gatesIn(plan).shut.map(({ gate }) => gate);
  return [
    "$ErrorActionPreference = 'Stop'",
    ...(shut.length === 0
      ? []
      : [
          `throw ${literal(`Gates stop this plan: ${shut.join(', ')}. Delete this line if the changes are intended.`)}`,
        ]),
  ];
}

/** A script for one tenant must not run in another. */
function connections({ tenant }: Plan, calls: readonly Call[]): readonly string[] {
  const id = literal(tenant.id);
  return [
    comment('Other clouds need -ExchangeEnvironmentName and -Environment here.'),
    ...(calls.some(asksExchange)
      ? [
          'Connect-ExchangeOnline -ShowBanner:$false',
          `if (@(@((Get-ConnectionInformation).TenantID) -ne ${id}).Count -gt 0) { throw ${literal(`This script is for the tenant ${tenant.domain}, but a connection leads to another one.`)} }`,
        ]
      : []),
    ...(calls.every(isExchange)
      ? []
      : [
          `Connect-MgGraph -TenantId ${id} -Scopes 'User.EnableDisableAccount.All', 'User.Read.All' -NoWelcome`,
        ]),
  ];
}
const isExchange = ({ service }: Call): boolean => service === 'exchange';
/** Also where Graph must be told the id of what Exchange has just created. */
const asksExchange = (call: Call): boolean => isExchange(call) || isProvisional(call.on.id);

function unitText({ stage, changes }: Unit, bundles: readonly Bundle[]): readonly string[] {
  const [first] = changes;
  if (first === undefined) return [];
  return [
    comment(`Mailbox ${subjectOf(first.action).address}, ${stage}: ${whyOf(stage)}`),
    ...bundles.flatMap((bundle) => [
      ...bundle.changes.map(changeText),
      ...bundle.calls.map(command),
    ]),
  ];
}
const changeText = (change: Planned): string =>
  comment(`Change ${change.id}: ${describe(change.action)} (${whyText(change)})`);

const command = (call: Call): string =>
  call.service === 'exchange' ? exchangeCommand(call) : graphCommand(call);

/** Nobody is asked: the script is what was looked at. A cmdlet that creates has no identity. */
function exchangeCommand({ cmdlet, on, parameters }: ExchangeCall): string {
  const identity = /^new-/i.test(cmdlet) ? '' : parameter('Identity', identityOf(on.id));
  const rest = Object.entries(parameters).map(([name, value]) => parameter(name, value));
  return `${cmdlet}${identity}${rest.join('')}${parameter('Confirm', false)}`;
}

/** Graph knows people by id or sign-in name, and that of a new mailbox is Exchange's choice: Exchange is asked. */
function graphCommand({ method, path, on, body }: GraphCall): string {
  const { accountEnabled: enabled, ...more } = body ?? {};
  const isKnown = method === 'PATCH' && path === GRAPH_PATH.user(on.id);
  // What is not written into the command must not be dropped: a secret has no place in a script.
  if (!isKnown || typeof enabled !== 'boolean' || Object.keys(more).length > 0)
    throw new RangeError(`no command is known for ${method} ${path}`);
  const who = isProvisional(on.id)
    ? `(Get-Mailbox -Identity ${literal(identityOf(on.id))}).ExternalDirectoryObjectId`
    : literal(on.id);
  return `Update-MgUser -UserId ${who}${parameter('AccountEnabled', enabled)}${parameter('Confirm', false)}`;
}
