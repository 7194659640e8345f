/** What a generator must know of the code as it is: the key of a name, and the value that an untouched mailbox shows in a field. */
import { build } from 'esbuild';

const LOOK = `
import * as z from 'zod';
import { MAILBOX_KEYS } from './src/strategy/keys/index.ts';
import { SET_MAILBOX_CONTRACT } from './src/simulator/exchange/set-mailbox-contract.ts';
import { MAILBOX_TEMPLATE } from './src/simulator/exchange/mailbox-template.ts';
export const keyOf = (name) => {
  const key = Object.hasOwn(MAILBOX_KEYS, name) ? MAILBOX_KEYS[name] : undefined;
  return key && {
    sections: key.sections,
    forPeople: key.forPeople === true,
    value: z.toJSONSchema(key.schema, { io: 'output', unrepresentable: 'any' }),
    takes: (said) => key.schema.safeParse(said).success,
  };
};
export const fieldOf = (name) => ({
  shown: MAILBOX_TEMPLATE[name],
  parameter: SET_MAILBOX_CONTRACT.parameters.find(({ names }) => names.split(' ').includes(name))?.kind,
});
`;

export async function lookedAt(root) {
  const { outputFiles } = await build({
    stdin: { contents: LOOK, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/');",
    },
  });
  const [{ text }] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
}
