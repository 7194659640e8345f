/**
 * `npm run new:kind NAME -- --field FIELD`: a whole kind for one value of a mailbox, as Get-Mailbox shows it in FIELD and Set-Mailbox
 * takes it in the parameter of the same name. It declares from the key NAME, where the strategy has one. It writes the kind, a test of what
 * people are told (which fails until it says what is right), the case for the laws, and the lines in both registers; then it tells what
 * is left to do. Nothing is written where something is in the way.
 */
import { parseArgs } from 'node:util';
import {
  checkField,
  checkForm,
  checkFree,
  checkWord,
  generate,
  kebabOf,
  pascalOf,
  Refused,
  reader,
  registered,
  wordsOf,
} from './generator.mjs';
import { leftToDo } from './kind-steps.mjs';
import { caseText, kindText, testText } from './kind-templates.mjs';
import { lookedAt } from './probe.mjs';

const REGISTER = 'src/kinds/index.ts';
const CASES = 'test/contracts/kinds';
const EXAMPLE = 'npm run new:kind mailTip -- --field MailTip';

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
  const files = [
    `src/kinds/${kebab}/${kebab}.ts`,
    `src/kinds/${kebab}/${kebab}.test.ts`,
    `${CASES}/${kebab}.ts`,
  ];
  checkFree(root, name, files);
  const { keyOf, fieldOf } = await lookedAt(root);
  const parts = { ...partsOf(name, keyOf(name), fieldOf(field)), name, field, kebab };
  const [kind, kindTest, oneCase] = files;
  const texts = {
    [kind]: kindText(parts),
    [kindTest]: testText(parts),
    [oneCase]: caseText(parts),
  };
  checkWord(name, Object.values(texts));
  const cases = `${CASES}/index.ts`;
  return {
    files: {
      [REGISTER]: registered(
        REGISTER,
        read(REGISTER),
        'const register = {',
        name,
        `./${kebab}/${kebab}.ts`,
        `named('${name}', ${name})`,
      ),
      [cases]: registered(cases, read(cases), 'export const CASES', name, `./${kebab}.ts`),
      ...texts,
    },
    told: leftToDo(parts),
  };
});

/** What the templates need of the key and of the field. */
function partsOf(name, key, { shown, parameter, own }) {
  if (key?.forPeople)
    throw new Refused(
      `The key ${name} is for people alone. Take forPeople: true out of src/strategy/keys/${kebabOf(name)}.ts first.`,
    );
  const holds = key === undefined ? holdsOfField(shown, parameter) : holdsOf(key.value);
  if (holds === undefined)
    throw new Refused(
      `The key ${name} has neither a text nor true or false as its value. Write this kind by hand: src/kinds/mailbox-settings/ shows one with several values, CONTRIBUTING.md the way.`,
    );
  const isText = holds.is === 'text';
  refuseIfOther(name, isText, parameter);
  return {
    hasKey: key !== undefined,
    sections: key?.sections ?? [],
    isText,
    nullable: holds.nullable,
    words: isText ? wordsFor(key, holds) : [],
    /** What a mailbox has on which nobody set it; undefined: it says nothing of it. */
    untouched: isText ? (typeof shown === 'string' ? shown : '') : (shown ?? undefined),
    title: pascalOf(wordsOf(name)),
    words1: wordsOf(name),
    simulated: shown !== undefined && parameter !== undefined,
    own,
  };
}

/** The key and the service must mean the same sort of value. */
function refuseIfOther(name, isText, parameter) {
  const taken = { text: true, boolean: false }[parameter];
  if (taken === undefined || taken === isText) return;
  const sorts = (text) => (text ? 'a text' : 'true or false');
  throw new Refused(
    `The key ${name} has ${sorts(isText)} as its value, and Set-Mailbox takes ${sorts(taken)} there. Write the value into src/strategy/keys/${kebabOf(name)}.ts first, or name another --field.`,
  );
}

function holdsOfField(shown, parameter) {
  const isSwitch = parameter === 'boolean' || typeof shown === 'boolean';
  return { is: isSwitch ? 'switch' : 'text', nullable: false };
}
/** What a value of the key is, by its JSON Schema. */
function holdsOf({ anyOf, $ref, $defs, ...one }) {
  if (anyOf !== undefined) {
    const others = anyOf.filter(({ type }) => type !== 'null');
    const all = others.map((other) => holdsOf({ $defs, ...other }));
    const nullable = others.length < anyOf.length;
    return all.length > 0 && all.every((part) => part?.is === all[0]?.is && part?.is)
      ? { ...all[0], nullable }
      : undefined;
  }
  if ($ref !== undefined) return holdsOf({ $defs, ...$defs?.[$ref.split('/').at(-1)] });
  if (one.type === 'boolean') return { is: 'switch', nullable: false };
  if (one.type === 'string') return { is: 'text', nullable: false, values: one.enum };
  return undefined;
}
/** Texts that the key takes, for the laws to draw; an empty one stands for none. */
function wordsFor(key, { values: fixed, nullable }) {
  const takes = key?.takes ?? (() => true);
  const found = (fixed ?? ['', 'Closed', 'It\'s "closed" for $1', 'a@contoso.com']).filter(takes);
  const words = nullable && !found.includes('') ? ['', ...found] : found;
  return words.length > 1 ? words : [...words, 'A VALUE THAT THE KEY TAKES', 'ANOTHER ONE'];
}
