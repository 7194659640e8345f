/**
 * `npm run new:fact NAME -- --field FIELD`: a whole fact about mailboxes, read from FIELD of their own rows, its test, which fails until it
 * says what the simulated tenant shows, and the line in the register of facts. Nothing is written where something is in the way.
 */
import { parseArgs } from 'node:util';
import { factTestText, factText } from './fact-templates.mjs';
import {
  checkField,
  checkForm,
  checkFree,
  checkWord,
  generate,
  kebabOf,
  pascalOf,
  reader,
  registered,
  wordsOf,
} from './generator.mjs';
import { lookedAt } from './probe.mjs';

const REGISTER = 'src/facts/index.ts';
const EXAMPLE = 'npm run new:fact archive -- --field ArchiveStatus';

const { values, positionals } = parseArgs({
  options: { field: { type: 'string' } },
  allowPositionals: true,
});
const [name = '', root = '.'] = positionals;
const read = reader(root);

await generate(root, async () => {
  checkForm(name, EXAMPLE);
  const field = values.field ?? pascalOf(name);
  checkField(field, EXAMPLE);
  const kebab = kebabOf(name);
  const fact = `src/facts/${kebab}/${kebab}.ts`;
  const factTest = `src/facts/${kebab}/${kebab}.test.ts`;
  checkFree(root, name, [fact, factTest]);
  const { shown } = (await lookedAt(root)).fieldOf(field);
  const parts = { name, field, kebab, words: wordsOf(name), isText: typeof shown !== 'boolean' };
  const texts = { [fact]: factText(parts), [factTest]: factTestText(parts) };
  checkWord(name, Object.values(texts));
  return {
    files: {
      [REGISTER]: registered(
        REGISTER,
        read(REGISTER),
        'const register = {',
        name,
        `./${kebab}/${kebab}.ts`,
        `once(${name})`,
      ),
      ...texts,
    },
    told: leftToDo(parts, shown),
  };
});

function leftToDo({ name, field, kebab }, shown) {
  const steps = [
    ...(shown === undefined
      ? [
          `The simulator does not know ${field}: write the property, from Microsoft's page, in src/simulator/exchange/mailbox-template.ts.`,
        ]
      : []),
    `src/facts/${kebab}/${kebab}.test.ts: what is in CAPITALS. It is red until then, and nothing else is.
   npx vitest run src/facts/${kebab}`,
    `test/contracts/wire-table.ts: ${field} under Get-Mailbox (select), as soon as a command reads the fact.`,
    `Who needs it asks readItems(session, '${name}', scope) in src/state/read.ts; docs/readings.md says what a whole answer contains.`,
    `Where it is about accounts, groups or roles, or is not in Get-Mailbox: \`about\` and \`read\` in src/facts/${kebab}/${kebab}.ts, with
   a read of its own in src/tenant/read/ (src/facts/administrators/ shows it). Its permission: src/setup/.`,
  ];
  return `\nLeft to do, in this order:\n\n${steps.map((step, index) => `${index + 1}. ${step}`).join('\n\n')}\n`;
}
