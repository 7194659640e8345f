/** Serves Graph's `$batch` from a script for single calls: each part is answered as if it had come alone, in the order from the last to the first. */
import { isRecord } from '../../src/tenant/http/json.ts';
import type { Asked, Scripted } from './scripted-connection.ts';

/** One part as it came. */
export interface GraphPart {
  readonly id: string;
  readonly method: string;
  /** Relative to the version. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The parts of a batch; undefined: a call of its own. */
export function graphPartsOf({ url, json }: Asked): readonly GraphPart[] | undefined {
  if (!url.endsWith('/v1.0/$batch')) return undefined;
  if (!isRecord(json) || !Array.isArray(json['requests'])) throw new Error('no batch');
  return json['requests'].map((part: unknown) => {
    if (!isRecord(part)) throw new Error('no part');
    const { id, method, url: relative, headers = {}, ...rest } = part;
    if (typeof id !== 'string' || typeof method !== 'string' || typeof relative !== 'string')
      throw new Error(JSON.stringify(part));
    if (!relative.startsWith('/') || Object.keys(rest).length > 0 || !isRecord(headers))
      throw new Error(JSON.stringify(part));
    const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    return { id, method, url: relative, headers: Object.fromEntries(named) };
  });
}

export const inGraphParts =
  (script: (asked: Asked) => Scripted): ((asked: Asked) => Scripted) =>
  (asked) => {
    const parts = graphPartsOf(asked);
    if (parts === undefined) return script(asked);
    const responses = parts.map(({ id, url, ...part }) => {
      const single = { ...asked, ...part, url: `https://graph.microsoft.com/v1.0${url}` };
      const { status = 200, headers = {}, body } = script(single);
      return { id, status, headers, ...(body === undefined ? {} : { body }) };
    });
    return { body: { responses: responses.reverse() } };
  };
