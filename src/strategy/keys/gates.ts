/** `settings.gates`: gates raised for this tenant. */
import * as z from 'zod';
import { GATE_SETTING_NAMES, GATE_SETTINGS, type GateSetting } from '../../model/gates.ts';
import type { Placed } from '../place.ts';
import { entriesOf } from '../tree.ts';
import { key } from './key.ts';

/** By their name in the file; numbers are absolute counts. */
export type GateSettings = Readonly<Partial<Record<GateSetting, Placed<number>>>>;

const schema = z
  .strictObject(
    Object.fromEntries(
      GATE_SETTING_NAMES.map((name) => [
        name,
        z.int().min(0).optional().describe(GATE_SETTINGS[name].says),
      ]),
    ),
  )
  .describe('Gates raised for this tenant; absolute numbers.');

const ONLY_BY_FLAG = 'It is never raised in the file: `--allow` lets one plan through.';

export const gates = key<GateSettings>(
  schema,
  ({ value: node }) =>
    Object.fromEntries(
      [...entriesOf(node)].flatMap(({ key: name, value }) => {
        const gate = GATE_SETTING_NAMES.find((one) => one === name);
        return gate !== undefined && value.kind === 'scalar' && typeof value.value === 'number'
          ? [[gate, { value: value.value, at: value.at }] as const]
          : [];
      }),
    ),
  {
    within: {
      misplaced: {
        protected: ONLY_BY_FLAG,
        externalForward: ONLY_BY_FLAG,
        irreversible: ONLY_BY_FLAG,
      },
    },
  },
);
