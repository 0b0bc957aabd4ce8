/** What a person meets who has just installed the extension. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Editor, pictured } from './editor.mjs';

let editor;
before(async () => (editor = await Editor.open()));
after(() => editor?.close());
const drive = (name, body) => test(name, pictured(() => editor, body));

drive('the walkthrough, with its pictures', async () => {
  await editor.command('Welcome: Open Walkthrough...');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Get started with burnish' }).first().click();
  for (const [number, title] of ['Read what the reviewer says', 'Repair it', 'Have it all in writing'].entries()) {
    await editor.page.locator('.getting-started-step', { hasText: title }).first().click();
    await editor.sees('.getting-started-step.expanded', { hasText: title });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await editor.picture(`walkthrough-${number + 1}`);
  }
});

drive('the extension among the installed ones', async () => {
  await editor.press('Control+Shift+x');
  const row = await editor.sees('.extensions-list .extension-list-item', { hasText: 'burnish' });
  await row.click();
  await editor.sees('.extension-editor', { hasText: 'Reviews Python as you type' });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await editor.picture('extension');
  assert.deepEqual(await editor.notices(), []);
});
