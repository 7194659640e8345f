/** The tenant on disk: one JSON file, written whole and put in place at once, so that a crash leaves the old or the new one. */
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkTenant } from './tenant/check.ts';
import type { Tenant } from './tenant/model.ts';

/** Real milliseconds that writes wait for more to come. */
const DEBOUNCE = 200;
/** A save stops all else while it makes the text: it may take this share of the time at most. */
const BUSY_SHARE = 0.05;

/** The tenant in the file; undefined where there is no file. Throws an Error that names the file if it is not one. */
export async function readState(path: string): Promise<Tenant | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const document: unknown = JSON.parse(text);
    checkTenant(document);
    return document;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} cannot be read: ${why}. Move it away to start from a seed.`, {
      cause: error,
    });
  }
}

export interface Saver {
  /** Saves soon. */
  later(): void;
  /** Saves what is still unsaved. Throws the first error of any save. */
  flush(): Promise<void>;
}

/** `tenant` is asked at each save. Only its owner may read the file: it has the applications' secrets. */
export function stateSaver(path: string, tenant: () => Tenant): Saver {
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();
  let failure: unknown;
  let took = 0;
  const text = () => {
    const start = performance.now();
    const made = JSON.stringify(tenant());
    took = performance.now() - start;
    return made;
  };
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    saving = saving
      .then(() => writeWhole(path, text()))
      .catch((error: unknown) => {
        // Told by flush: nobody waits for a save in the background.
        failure ??= error;
      });
  };
  return {
    later: () => {
      timer ??= setTimeout(save, Math.max(DEBOUNCE, took / BUSY_SHARE));
    },
    flush: async () => {
      if (timer) save();
      await saving;
      if (failure) throw failure;
    },
  };
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
