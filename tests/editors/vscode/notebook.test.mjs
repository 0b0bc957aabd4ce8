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
  await editor.sees('.notebook-cell-list .squiggly-warning, .notebookOverlay .squiggly-warning');
  const problems = await editor.problems(3);
  console.log(problems.join('\n'));
  await editor.picture('notebook');
});
