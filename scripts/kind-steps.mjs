/** What is left to do after `npm run new:kind`, in order, with the test that is red until it is done. */
export function leftToDo(parts) {
  const steps = [...stepsOf(parts)].map((step, index) => `${index + 1}. ${step}`);
  return `\nLeft to do, in this order, each with the tests that show it:\n\n${steps.join('\n\n')}\n`;
}
function* stepsOf({ name, field, kebab, hasKey, isText, simulated }) {
  if (!hasKey)
    yield `The key: npm run new:key ${name}. Then take its value in \`declared\` of src/kinds/${kebab}/${kebab}.ts, and ask for it in
   test/contracts/kinds/${kebab}.ts with the changes that follow (or undo this, write the key first, and run new:kind again).`;
  yield `src/kinds/${kebab}/${kebab}.test.ts: what the plan tells, which effect it has, where it is mastered. It says what to write.
   npx vitest run src/kinds/${kebab}`;
  if (!simulated)
    yield `The simulator does not know ${field}: from Microsoft's page, the parameter in src/simulator/exchange/set-mailbox-contract.ts, the
   property of the row in mailbox-template.ts beside it.
   npx vitest run src/simulator/exchange`;
  yield `The laws: test/contracts/kinds/${kebab}.ts says where the tenant's document has the value (in \`properties\`, unless
   src/simulator/tenant/model.ts has a member for it).
   npx vitest run test/contracts/laws.test.ts test/contracts/mutants.test.ts`;
  yield `The wire: in test/contracts/wire-table.ts ${field} under Get-Mailbox (select) and Set-Mailbox ('${isText ? 'text' : 'boolean'}'), from Microsoft's page.
   In wire.test.ts FEW asks for it twice, on a mailbox that is there and on one that is created.
   npx vitest run test/contracts/wire.test.ts`;
  yield `Crashes and storms: SETTINGS in test/support/storm-company.ts asks for it in the same two ways.
   npm run build && npx vitest run test/contracts/crash.test.ts test/contracts/storm.test.ts`;
  yield 'A call that is not Set-Mailbox or Get-Mailbox needs its row in src/setup/ (docs/permissions.md is made from it); this one does not.';
  yield `For people: docs/strategy.md (the key, with an example), docs/readings.md if a whole answer needs a word, CHANGELOG.md.
   npm test`;
}
