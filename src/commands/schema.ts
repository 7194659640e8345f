/** `mbx schema NAME`: the published shapes of the documents. Opens no connection. */
import { MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { canonicalJson } from '../report/json.ts';
import type { Context } from './context.ts';

const SCHEMAS: Readonly<Record<string, () => Promise<object>>> = {
  strategy: async () => (await import('../strategy/json-schema.ts')).strategyJsonSchema(),
  plan: async () => (await import('../plan/document.ts')).planJsonSchema(),
  error: async () => (await import('./error-document.ts')).errorJsonSchema(),
  journal: async () => (await import('../plan/journal-document.ts')).journalJsonSchema(),
};
export const SCHEMA_NAMES: readonly string[] = Object.keys(SCHEMAS);

/** Throws MbxError E1001 for a name that there is not. */
export async function runSchema(name: string, context: Context): Promise<Exit> {
  const schema = SCHEMAS[name];
  if (schema === undefined)
    throw new MbxError(
      'E1001',
      `there is no schema ${name}`,
      `Schemas: ${SCHEMA_NAMES.join(', ')}.`,
    );
  context.out(canonicalJson(await schema()));
  return EXIT.ok;
}
