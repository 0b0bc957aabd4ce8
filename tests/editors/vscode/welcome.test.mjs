/** What a person meets who has just installed the extension. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Editor, pictured, until } from './editor.mjs';

let editor;
before(async () => (editor = await Editor.open({ size: [1680, 900] })));
after(() => editor?.close());
const drive = (name, body) => test(name, pictured(() => editor, body));

/** Whether a page with a heading shows all its pictures. */
async function illustrated(heading) {
  const shown = (wanted) => {
    const pictures = [...document.images];
    return document.body.innerText.includes(wanted) && pictures.length > 0 && pictures.every((image) => image.naturalWidth > 0);
  };
  const frames = await Promise.all(editor.page.frames().map((frame) => frame.evaluate(shown, heading).catch(() => false)));
  return frames.includes(true);
}

/** The pictures that are not shown, of each page that holds a text. */
async function pages(text) {
  const broken = (wanted) => document.body.innerText.includes(wanted)
    ? [...document.images].filter((image) => !image.complete || !image.naturalWidth).map((image) => image.alt) : undefined;
  const inner = editor.page.frames().filter((frame) => frame.parentFrame());
  const found = await Promise.all(inner.map((frame) => frame.evaluate(broken, text).catch(() => undefined)));
  return found.filter((one) => one !== undefined);
}

drive('the walkthrough, with its pictures', async () => {
  await editor.command('Welcome: Open Walkthrough...');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Get started with burnish' }).first().click();
  const steps = {
    'Read what the reviewer says': 'What the reviewer says',
    'Repair it': 'Repairs that were tried first',
    'Have it all in writing': 'A review in writing',
  };
  for (const [number, [title, heading]] of Object.entries(steps).entries()) {
    await editor.page.locator('.getting-started-step', { hasText: title }).first().click();
    await editor.sees('.getting-started-step.expanded', { hasText: title });
    await until(`the pictures beside ${title} are there`, () => illustrated(heading));
    await editor.picture(`walkthrough-${number + 1}`);
  }
});

drive('the extension among the installed ones', async () => {
  await editor.press('Control+Shift+x');
  const row = await editor.sees('.extensions-list .extension-list-item', { hasText: 'burnish' });
  await row.click();
  await editor.sees('.extension-editor', { hasText: 'Reviews Python as you type' });
  await until('its page is there', async () => (await pages('Reviews Python as you type')).length > 0);
  assert.deepEqual((await pages('Reviews Python as you type')).flat(), [], 'pictures that cannot be shown');
  await editor.picture('extension');
  assert.deepEqual(await editor.notices(), []);
});
