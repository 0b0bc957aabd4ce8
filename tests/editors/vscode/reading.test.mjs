/** What a person sees who opens a file and does nothing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Editor, pictured, until } from './editor.mjs';

const ORDERS = 'shop/orders.py';
let editor;
before(async () => (editor = await Editor.open()));
after(() => editor?.close());
const drive = (name, body) => test(name, pictured(() => editor, body));

drive('squiggles of several categories, and how soon', async () => {
  const start = Date.now();
  await editor.file(ORDERS);
  await editor.page.waitForSelector('.squiggly-warning');
  console.log(`first squiggle ${((Date.now() - start) / 1000).toFixed(1)} s after the file was asked for`);
  await until('remarks and hints are marked', async () => (await editor.marked('info')) > 0 && (await editor.marked('hint')) > 1);
  const problems = await editor.problems(6);
  for (const slug of ['sql-string', 'subprocess-shell', 'unused-import', 'bare-except', 'variable-name', 'magic-number'])
    assert.ok(problems.some((line) => line.includes(slug)), `${slug} in\n${problems.join('\n')}`);
  await editor.picture('squiggles');
});
