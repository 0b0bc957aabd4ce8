/** The server behind the window: settings while it runs, its death and return, and what is said when it cannot run. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Editor, pictured, until } from './editor.mjs';

const ORDERS = 'shop/orders.py';
let editor;
before(async () => {
  editor = await Editor.open();
  await editor.file(ORDERS);
  await editor.page.waitForSelector('.squiggly-warning');
});
after(() => editor?.close());
const drive = (name, body) => test(name, pictured(() => editor, body));

drive('settings take effect while it runs', async () => {
  await editor.problems(6);
  const start = Date.now();
  editor.set({ 'burnish.ignore': ['magic-number'], 'burnish.severity': { 'bare-except': 'error' } });
  const problems = await editor.problems(5);
  console.log(`settings took effect ${((Date.now() - start) / 1000).toFixed(1)} s after their file was written`);
  assert.ok(!problems.some((line) => line.includes('magic-number')));
  await until('the severity is another', async () => (await editor.marked('error')) === 1);
  fs.writeFileSync(path.join(editor.folder, 'pyproject.toml'), '[tool.burnish]\nselect = ["unused-import"]\nprofile = "quite"\n');
  const wrong = await editor.problems(6);
  assert.ok(wrong.some((line) => line.includes('`profile`')), wrong.join('\n'));
  await editor.picture('settings');
  fs.writeFileSync(path.join(editor.folder, 'pyproject.toml'), '[tool.burnish]\nprofile = "quiet"\n');
  assert.ok(!(await editor.problems(4)).some((line) => line.includes('variable-name')));
  fs.rmSync(path.join(editor.folder, 'pyproject.toml'));
  editor.set({});
  await editor.problems(6);
});

drive('it is killed, and back without a word', async () => {
  const first = await editor.server();
  process.kill(first, 'SIGKILL');
  await until('another runs', () => editor.servers().some((pid) => pid !== first));
  await editor.placeAt(ORDERS, 'import os', 9);
  await editor.type(', re');
  await editor.problems(7);
  assert.deepEqual(await editor.notices(), []);
  await editor.press('Control+z', 'Control+z', 'Control+z', 'Control+z');
  await editor.saves(ORDERS, (text) => text.includes('import os\n'));
});

drive('it dies again and again: that is said, and trying again helps', async () => {
  for (let death = 0; death < 3; death++) {
    const pid = await editor.server();
    process.kill(pid, 'SIGKILL');
    await until('it is gone', () => !editor.servers().includes(pid));
  }
  await until('it is said', async () => (await editor.notices()).some((text) => text.includes('is not started again')));
  await editor.picture('crashed');
  assert.equal((await editor.notices()).length, 1, (await editor.notices()).join('\n'));
  assert.deepEqual(editor.servers(), []);
  await editor.page.locator('.notifications-toasts .monaco-button', { hasText: 'Try again' }).click();
  await until('it runs', () => editor.servers().length === 1);
  await editor.problems(6);
});

drive('an interpreter that cannot run it is named, with the reason', async () => {
  const wrong = path.join(editor.folder, 'no-python');
  editor.set({ 'burnish.interpreter': wrong });
  await until('it is said', async () => (await editor.notices()).some((text) => text.includes(`${wrong}: There is no such program.`)));
  await editor.picture('wrong-interpreter');
  editor.set({});
  await until('it runs', () => editor.servers().length === 1);
});

drive('the log shows the conversation when it is asked for', async () => {
  editor.set({ 'burnish.trace.server': 'messages' });
  await editor.command('Notifications: Clear All Notifications');
  await editor.placeAt(ORDERS, 'import os', 9);
  await editor.type(' ');
  await editor.command('burnish: Show the log');
  await editor.sees('.panel .view-lines', { hasText: 'textDocument/' });
  await editor.picture('trace');
});
