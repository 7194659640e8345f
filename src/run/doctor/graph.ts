/** The tenant, and the application permissions for Microsoft Graph that stand in the token. */

import type { Check } from '../../setup/check.ts';
import { PERMISSION } from '../../setup/grants.ts';
import { type Given, givenTo } from '../../setup/identities.ts';
import { type Application, mendOf } from '../../setup/mend.ts';
import type { Need } from '../../setup/need.ts';
import { text } from '../../tenant/fields.ts';
import type { Services } from '../../tenant/service.ts';
import { GRAPH_PATH } from '../../wire/graph.ts';
import { attempt, type Explain } from './attempt.ts';

/** One read, since only that can tell which tenant it is; it also settles what sources disagree on. */
export async function tenantCheck(
  { graph }: Pick<Services, 'graph'>,
  needs: readonly Need[],
  to: Application,
  explain: Explain,
): Promise<Check> {
  const what = 'which tenant it is';
  const read = await attempt(
    () => graph.list(GRAPH_PATH.organization, { $select: 'id,displayName' }, (row) => row),
    explain,
  );
  if (read.ok) {
    const [organization] = read.value;
    const name = organization === undefined ? '' : text(organization, 'displayName');
    const id = organization === undefined ? '' : text(organization, 'id');
    return id === ''
      ? { area: 'tenant', what, result: 'untested', found: 'Graph named no organization' }
      : {
          area: 'tenant',
          what,
          result: 'ok',
          found: `${name || 'a tenant without a name'} (${id})`,
        };
  }
  const need = needs.find(({ give }) => give === PERMISSION.organization);
  const { error } = read;
  return {
    area: 'tenant',
    what,
    result: 'failed',
    found: error.message,
    ...(error.code === 'E3002' && need !== undefined
      ? { mend: `Give the application ${need.give.name}.`, commands: mendOf(need, to) }
      : { mend: error.hint }),
  };
}

/** One check for each permission that is given. `held`: those in the token; undefined: the token has none at all (a person signed in). */
export function permissionChecks(
  needs: readonly Need[],
  held: ReadonlySet<string> | undefined,
  to: Application,
): readonly Check[] {
  return givenTo({ needs })
    .filter(({ grant }) => grant.service === 'graph' && grant !== PERMISSION.organization)
    .map((given) => permissionCheck(given, needs, held, to));
}

function permissionCheck(
  { grant, required, purposes, when, loses }: Given,
  needs: readonly Need[],
  held: ReadonlySet<string> | undefined,
  to: Application,
): Check {
  const check = { area: 'Microsoft Graph', what: grant.name } as const;
  if (held === undefined)
    return { ...check, result: 'untested', found: 'the token does not say what it may do' };
  const behind = needs.filter(({ give }) => give === grant);
  const by = behind.map(({ openedBy }) => openedBy.find((name) => held.has(name)));
  if (by.every((name) => name !== undefined)) {
    const others = [...new Set(by)].filter((name) => name !== grant.name);
    const found = others.length === 0 ? 'granted' : `not needed: ${others.join(', ')} is granted`;
    return { ...check, result: 'ok', found };
  }
  const [need] = behind;
  return {
    ...check,
    result: required ? 'failed' : 'without',
    found: required
      ? `missing: to ${purposes.join('; ')}${when === undefined ? '' : ` (where ${when})`}`
      : `missing; ${loses}`,
    ...(required ? { mend: `Give the application ${grant.name}.` } : {}),
    commands: need === undefined ? [] : mendOf(need, to),
  };
}
