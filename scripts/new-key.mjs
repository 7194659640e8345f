/**
 * `npm run new:key NAME`: what a new key of mailboxes needs, to be filled in. It writes src/strategy/keys/<name>.ts and its test, which
 * fails until it says what is right and wrong there, the line in the register, and the row in docs/strategy.md; there the name leaves the
 * words of later versions. All that must be filled in is in CAPITALS. Nothing is written where something is in the way.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYS = 'src/strategy/keys';
const REGISTER = `${KEYS}/index.ts`;
const PAGE = 'docs/strategy.md';

const [, , name = '', root = '.'] = process.argv;
const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const read = (file) => readFileSync(join(root, file), 'utf8');

const KEY = `/** \`${name}\`: SAY WHAT IT IS. */
import * as z from 'zod';
import { inMailboxes, single } from './key.ts';

export const ${name} = inMailboxes(single(z.boolean().describe('SAY IT TO EDITORS.')));
`;
const TEST = `/** \`${name}\`: what may stand there, and what is told of the rest. */
import { expect, test } from 'vitest';
import { HEAD, strategyOf, told } from '../told.fixture.ts';

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

/** The text with something changed once; throws where that is not there to be changed. */
function changed(file, text, pattern, replacement) {
  const next = text.replace(pattern, replacement);
  if (next === text) throw new Error(`${file} is not as it was: ${pattern} is not found`);
  return next;
}

function register(text) {
  const line = `import { ${name} } from './${kebab}.ts';`;
  const from = (one) => /from '([^']+)'/.exec(one)?.[1] ?? '';
  const imports = text.split('\n').filter((one) => one.startsWith('import '));
  const next = imports.find((one) => from(one) > from(line));
  const withImport =
    next === undefined
      ? changed(REGISTER, text, imports.at(-1), `${imports.at(-1)}\n${line}`)
      : changed(REGISTER, text, next, `${line}\n${next}`);
  return changed(REGISTER, withImport, /(const MAILBOX_KEYS = \{[^}]*)\}/, `$1  ${name},\n}`);
}

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

function refusal() {
  if (!/^[a-z][a-zA-Z]*$/.test(name))
    return 'Name the key as it stands in the file, in camelCase: npm run new:key mailTip';
  if (existsSync(join(root, `${KEYS}/${kebab}.ts`))) return `${KEYS}/${kebab}.ts is there already.`;
  if (new RegExp(`\\b${name}\\b`).test(read(REGISTER)))
    return `${REGISTER} has a key ${name} already.`;
  return undefined;
}

const refused = refusal();
if (refused !== undefined) {
  console.error(refused);
  process.exitCode = 64;
} else {
  const files = {
    [REGISTER]: register(read(REGISTER)),
    [PAGE]: page(read(PAGE)),
    [`${KEYS}/${kebab}.ts`]: KEY,
    [`${KEYS}/${kebab}.test.ts`]: TEST,
  };
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(root, file), text);
    console.log(file);
  }
  console.log(
    `Fill in what is in CAPITALS, and give ${PAGE} an example of ${name}. Then let a kind declare from it, or write forPeople: true.`,
  );
}
