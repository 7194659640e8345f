/** The register, held against the names: nothing is opened, told or raised under a name that no gate has. */
import { expect, test } from 'vitest';
import { GATE_IDS, GATE_SETTING_NAMES, GATE_SETTINGS, settingOf } from '../../model/gates.ts';
import { GATES, gatesOpenedBy } from './index.ts';

const camelCase = (id: string): string =>
  id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

test.each(GATE_IDS)('%s stands in the register under its own name', (id) => {
  expect(GATES[id].id).toBe(id);
});

test.each(gatesOpenedBy('number'))('%s is raised in the file by its name in camelCase', (id) => {
  expect(settingOf(id)).toBe(camelCase(id));
});

test.each([...gatesOpenedBy('addresses'), ...gatesOpenedBy('nothing')])(
  '%s is raised by no file',
  (id) => expect(settingOf(id)).toBeUndefined(),
);

test('each key of the file belongs to one gate, but for those that are reserved', () => {
  const gates = GATE_SETTING_NAMES.flatMap((name) => GATE_SETTINGS[name].gate ?? []);
  expect(new Set(gates).size).toBe(gates.length);
  expect(GATE_SETTING_NAMES.filter((name) => GATE_SETTINGS[name].gate === undefined)).toEqual([
    'primaryChange',
    'convert',
    'maxLeavers',
  ]);
});
