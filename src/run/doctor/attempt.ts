/** Something that may fail and must not end the examination. */
import type { MbxError } from '../../model/error.ts';
import { ServiceError } from '../../tenant/service.ts';

/** An error of any kind as one with code and hint. */
export type Explain = (error: unknown) => MbxError;

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: MbxError; readonly cause: unknown };

/** Throws what is a bug in mbx, and a request to stop. */
export async function attempt<T>(work: () => Promise<T>, explain: Explain): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (cause) {
    const error = explain(cause);
    if (error.code === 'E9001' || error.code === 'E5006') throw cause;
    return { ok: false, error, cause };
  }
}

/** Why it failed, where the row of the table says already which service it was. */
export const reasonIn = ({ error, cause }: Attempt<unknown> & { readonly ok: false }): string =>
  cause instanceof ServiceError ? cause.message : error.message;
