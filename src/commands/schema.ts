/** `mbx schema`: the JSON Schema of the strategy. Opens no connection. */
import { EXIT, type Exit } from '../model/exit.ts';
import { canonicalJson } from '../report/json.ts';
import { strategyJsonSchema } from '../strategy/json-schema.ts';
import type { Context } from './context.ts';

export async function runSchema(context: Context): Promise<Exit> {
  context.out(canonicalJson(strategyJsonSchema()));
  return EXIT.ok;
}
