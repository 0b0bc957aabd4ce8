/** A notebook: cells are one module, and each has its own squiggles and repairs. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Editor, pictured, until } from './editor.mjs';

let editor;
before(async () => (editor = await Editor.open()));
after(() => editor?.close());
const drive = (name, body) => test(name, pictured(() => editor, body));

drive('the cells of a notebook', async () => {
  await editor.file('turnover.ipynb');
  await editor.sees('.notebookOverlay .squiggly-warning');
  await editor.picture('notebook');
  const problems = await editor.problems(3);
  for (const slug of ['unused-import', 'sql-string', 'variable-name'])
    assert.equal(problems.filter((line) => line.includes(slug)).length, 1, problems.join('\n'));
});

drive('a repair in a cell, written into the notebook', async () => {
  await editor.page.locator('.notebookOverlay .view-line', { hasText: /import\sos/ }).first().click();
  await editor.press('End', 'ArrowLeft');
  await editor.choose('Remove the unused import `os`');
  await until('the cell is without it', async () => (await editor.page.locator('.notebookOverlay .squiggly-warning').count()) === 1);
  const before = JSON.parse(editor.read('turnover.ipynb'));
  await editor.saves('turnover.ipynb', (text) => text.includes('"nbformat"') && !text.includes('import os'));
  const cells = JSON.parse(editor.read('turnover.ipynb')).cells.map((cell) => cell.source.join(''));
  const expected = before.cells.map((cell) => cell.source.join('').replace('import os\n', ''));
  assert.deepEqual(cells, expected);
});
