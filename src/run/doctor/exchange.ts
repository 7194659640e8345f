/** Which of the needed cmdlets Exchange lets this application run: the service's own list first, then a call that harms nothing, where only a call can tell. */
import type { Check } from '../../setup/check.ts';
import { GRANT_LAG, PERMISSION } from '../../setup/grants.ts';
import { type Application, mendOf } from '../../setup/mend.ts';
import { isRequired, type Need } from '../../setup/need.ts';
import { DOOR } from '../../setup/needs.ts';
import { text } from '../../tenant/fields.ts';
import { type Query, ServiceError, type Services } from '../../tenant/service.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { type Attempt, attempt, type Explain } from './attempt.ts';

/** What opens Exchange at all. `held`: permissions in the token for it. */
export function doorCheck(held: ReadonlySet<string> | undefined, to: Application): Check {
  const check = { area: 'Exchange Online', what: PERMISSION.door.name } as const;
  if (held === undefined)
    return { ...check, result: 'untested', found: 'the token does not say what it may do' };
  if (held.has(PERMISSION.door.name)) return { ...check, result: 'ok', found: 'granted' };
  return {
    ...check,
    result: 'failed',
    found: 'missing: Exchange takes no cmdlet without it',
    mend: `Give the application ${PERMISSION.door.name}, with an administrator's consent.`,
    commands: mendOf(DOOR, to),
  };
}

export async function cmdletChecks(
  { exchange }: Pick<Services, 'exchange'>,
  needs: readonly Need[],
  to: Application,
  explain: Explain,
): Promise<readonly Check[]> {
  const cmdlets = needs.filter((need) => need.service === 'exchange' && need !== DOOR);
  const listed = await attempt(() => exchange.cmdlets(), explain);
  const ofOne = await attempt(() => someMailbox(exchange), explain);
  const mailbox = ofOne.ok ? ofOne.value : undefined;
  return Promise.all(
    cmdlets.map(async (need): Promise<Check> => {
      if (listed.ok && !listed.value.has(need.operation.toLowerCase()))
        return refused(need, 'not among the cmdlets that Exchange lists for this application', to);
      if (!/^Get-/.test(need.operation)) return writing(need, listed);
      const query = harmless(need.operation, mailbox);
      if (query === undefined)
        return {
          ...named(need),
          result: 'untested',
          found: 'there is no mailbox to try it on',
        };
      const tried = await attempt(() => exchange.query(query, () => undefined), explain);
      return told(need, tried, to);
    }),
  );
}

const named = ({ operation }: Need) => ({ area: 'Exchange Online', what: operation }) as const;

/** Object id of a mailbox; undefined where there is none. */
async function someMailbox(exchange: Services['exchange']): Promise<string | undefined> {
  const { items } = await exchange.query(
    {
      cmdlet: CMDLET.getMailbox,
      parameters: { ResultSize: 1 },
      select: ['ExternalDirectoryObjectId', 'Guid'],
    },
    (row) => text(row, 'ExternalDirectoryObjectId') || undefined,
  );
  return items[0];
}

/** Cmdlets that have no ResultSize; their lists are short. */
const WHOLE: ReadonlySet<string> = new Set([
  CMDLET.getAcceptedDomain,
  CMDLET.getServicePrincipal,
  CMDLET.getRemoteDomain,
  CMDLET.getHostedOutboundSpamFilterPolicy,
  CMDLET.getHostedOutboundSpamFilterRule,
]);

function harmless(cmdlet: string, mailbox: string | undefined): Query | undefined {
  if (WHOLE.has(cmdlet)) return { cmdlet, parameters: {} };
  const ofMailbox =
    cmdlet === CMDLET.getMailboxPermission || cmdlet === CMDLET.getRecipientPermission;
  if (!ofMailbox) return { cmdlet, parameters: { ResultSize: 1 } };
  return mailbox === undefined
    ? undefined
    : { cmdlet, parameters: { Identity: mailbox }, about: mailbox };
}

function told(need: Need, tried: Attempt<unknown>, to: Application): Check {
  if (tried.ok) return { ...named(need), result: 'ok', found: 'answers' };
  const { cause, error } = tried;
  if (cause instanceof ServiceError && cause.failure === 'denied')
    return refused(need, 'refused when it was tried', to);
  return { ...named(need), result: 'untested', found: error.message, mend: error.hint };
}

function writing(need: Need, listed: Attempt<unknown>): Check {
  return listed.ok
    ? { ...named(need), result: 'ok', found: 'Exchange lists it; not tried, as it writes' }
    : {
        ...named(need),
        result: 'untested',
        found: 'Exchange did not say what this application may run, and trying it would write',
        mend: listed.error.hint,
      };
}

function refused(need: Need, how: string, to: Application): Check {
  const required = isRequired(need);
  const { give, purpose, when, loses, contested, operation } = need;
  const differs =
    contested.length === 0
      ? ''
      : ` Whether ${contested.join(' or ')} may run ${operation} differs from tenant to tenant.`;
  return {
    ...named(need),
    result: required ? 'failed' : 'without',
    found: required
      ? `${how}: to ${purpose}${when === undefined ? '' : ` (where ${when})`}`
      : `${how}; ${loses}`,
    ...(required
      ? {
          mend: `Give the application the role ${give.name}; leave out what is there already. ${GRANT_LAG} If you ran what mbx setup printed less than two hours ago, wait and change nothing.${differs}`,
        }
      : {}),
    commands: mendOf(need, to),
  };
}
