/**
 * `npm run new:key NAME`: what a new key of mailboxes needs, to be filled in. It writes src/strategy/keys/<name>.ts and its test, which
 * fails until it says what is right and wrong there, the line in the register, and the row in docs/strategy.md; there the name leaves the
 * words of later versions. All that must be filled in is in CAPITALS. Nothing is written where something is in the way.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  changed,
  checkForm,
  checkWord,
  generate,
  kebabOf,
  Refused,
  reader,
  registered,
} from './generator.mjs';

const KEYS = 'src/strategy/keys';
const REGISTER = `${KEYS}/index.ts`;
const OPENING = 'const MAILBOX_KEYS = {';
const PAGE = 'docs/strategy.md';

const [, , name = '', root = '.'] = process.argv;
const kebab = kebabOf(name);
const read = reader(root);

const KEY = `/** \`${name}\`: SAY WHAT IT IS. */
import * as z from 'zod';
import { inMailboxes, single } from './key.ts';

export const ${name} = inMailboxes(single(z.boolean().describe('SAY IT TO EDITORS.')));
`;
const TEST = `/** \`${name}\`: what may stand there, and what is told of the rest. */
import { expect, test } from 'vitest';
import { HEAD, strategyOf, told } from '../../../test/support/told.ts';

/** The key stands on line 6. */
const saying = (value: string): string =>
  \`\${HEAD}sharedMailboxes:\\n  info@contoso.com:\\n    ${name}: \${value}\\n\`;

test('what is right is read', () => {
  const [mailbox] = strategyOf(saying('RIGHT')).mailboxes;
  expect(mailbox?.${name}?.value).toEqual('WHAT IT SAYS');
});

test('what is wrong is told', () => {
  expect(told(saying('WRONG'))).toEqual(['6:COLUMN error MESSAGE']);
});
`;
const ROW = `| \`${name}\` | \`true\` or \`false\` | SAY WHAT IT IS |`;

function page(text) {
  const heading = '## `users` and `sharedMailboxes`';
  const [before, after] = text.split(`${heading}\n`);
  if (after === undefined) throw new Error(`${PAGE} has no heading ${heading}`);
  const withRow = changed(PAGE, after, /(\n\|[^\n]*)(\n\n)/, `$1\n${ROW}$2`);
  return `${before}${heading}\n${withoutLater(withRow)}`;
}
/** Of the words that are not managed in a mailbox yet this one is gone. */
const withoutLater = (text) =>
  text.replace(/- in a mailbox: [^-]*\n- /, (list) =>
    list
      .replace(`\`${name}\`,\n  `, '')
      .replace(`\`${name}\`, `, '')
      .replace(`, \`${name}\`\n`, '\n'),
  );

await generate(root, () => {
  checkForm(name, 'npm run new:key mailTip');
  if (existsSync(join(root, `${KEYS}/${kebab}.ts`)))
    throw new Refused(`${KEYS}/${kebab}.ts is there already.`);
  const register = read(REGISTER);
  if (new RegExp(`\\b${name}\\b`).test(register))
    throw new Refused(`${REGISTER} has a key ${name} already.`);
  checkWord(name, [KEY]);
  return {
    files: {
      [REGISTER]: registered(REGISTER, register, OPENING, name, `./${kebab}.ts`),
      [PAGE]: page(read(PAGE)),
      [`${KEYS}/${kebab}.ts`]: KEY,
      [`${KEYS}/${kebab}.test.ts`]: TEST,
    },
    told: `Fill in what is in CAPITALS, and give ${PAGE} an example of ${name}. Then let a kind declare from it (npm run new:kind ${name}), or write forPeople: true.`,
  };
});
