/** A notebook: cells are one module, and each has its own squiggles and repairs. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Editor, pictured } from './editor.mjs';

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
