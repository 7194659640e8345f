/** Where the tenant comes from: the state file if there is one, else a seed. */
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { seededRandom } from './random.ts';
import { contoso } from './seeds/contoso.ts';
import { generate } from './seeds/generator.ts';
import { readState } from './state-file.ts';
import { checkTenant } from './tenant/check.ts';
import type { Tenant } from './tenant/model.ts';

export interface TenantSource {
  /** A state file that exists wins over all else. */
  readonly state?: string | undefined;
  /** `contoso` (the default) or the path of a tenant's document. */
  readonly seed?: string | undefined;
  /** Mailboxes of a generated tenant, in place of a seed. */
  readonly size?: number | undefined;
  /** What chance begins with. */
  readonly randomSeed?: number | undefined;
}

/** The tenant, and whether it was in the state file already. Throws an Error that says what is wrong with the file named. */
export async function loadTenant(
  source: TenantSource,
  now: Date,
): Promise<{ readonly tenant: Tenant; readonly kept: boolean }> {
  const kept = source.state === undefined ? undefined : await readState(source.state);
  return kept ? { tenant: kept, kept: true } : { tenant: await fromSeed(source, now), kept: false };
}

async function fromSeed(source: TenantSource, now: Date): Promise<Tenant> {
  const { seed = 'contoso', size, randomSeed } = source;
  if (size !== undefined) {
    if (!Number.isInteger(size) || size < 1)
      throw new Error(`a size of ${size} mailboxes makes no tenant`);
    return generate(size, randomSeed ?? 1, now);
  }
  // Secrets come from here: each tenant has its own, unless the same run is wanted again.
  if (seed === 'contoso') return contoso(now, seededRandom(randomSeed ?? randomInt(2 ** 32)));
  return await fromFile(seed);
}

async function fromFile(path: string): Promise<Tenant> {
  try {
    const document: unknown = JSON.parse(await readFile(path, 'utf8'));
    checkTenant(document);
    return document;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the seed ${path} cannot be used: ${why} (a seed is "contoso" or a file)`, {
      cause: error,
    });
  }
}
