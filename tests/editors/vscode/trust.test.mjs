/** Workspaces that are not trusted, environments of those that are, and folders with settings of their own. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, test } from 'node:test';
import { Editor, packaged, pictured, until } from './editor.mjs';

let editor;
afterEach(() => editor?.close());

/** An environment in the workspace whose interpreter leaves a trace when it is run. */
function environment(folder) {
  const bin = path.join(folder, '.venv/bin');
  fs.mkdirSync(bin, { recursive: true });
  fs.writeFileSync(path.join(bin, 'python'), `#!/bin/sh\necho run >>"${folder}/trace"\nexec python3 "$@"\n`, { mode: 0o755 });
}

test('a workspace that is not trusted is reviewed, and nothing of it is run', pictured(() => editor, async () => {
  editor = await Editor.open({ trusted: false, prepare: environment, settings: { 'security.workspace.trust.startupPrompt': 'never' } });
  await editor.file('shop/orders.py');
  await editor.page.waitForSelector('.squiggly-warning');
  await editor.sees('.statusbar-item', { hasText: 'Restricted Mode' });
  await editor.picture('restricted');
  assert.ok(!fs.existsSync(path.join(editor.folder, 'trace')), 'the interpreter of the workspace was run');
  await editor.command('Workspaces: Manage Workspace Trust');
  await editor.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).first().click();
  await until('the environment of the workspace is used', () => fs.existsSync(path.join(editor.folder, 'trace')));
  await editor.file('shop/orders.py');
  await editor.page.waitForSelector('.squiggly-warning');
}));

/** The Python extension, as far as other extensions ask it: it names an interpreter, which leaves a trace when it is run. */
function pythonExtension(home) {
  const python = path.join(home, 'chosen-python');
  fs.writeFileSync(python, `#!/bin/sh\necho run >>"${home}/trace"\nexec python3 "$@"\n`, { mode: 0o755 });
  return [packaged(home, { name: 'python', publisher: 'ms-python', activationEvents: [] }, `
    const vscode = require('vscode');
    exports.activate = () => ({ environments: {
      getActiveEnvironmentPath: () => ({ path: ${JSON.stringify(python)} }),
      resolveEnvironment: async ({ path }) => ({ executable: { uri: vscode.Uri.file(path) } }),
    } });`)];
}

test('the interpreter that the Python extension has chosen runs it', pictured(() => editor, async () => {
  editor = await Editor.open({ beside: pythonExtension, prepare: environment });
  await editor.file('shop/orders.py');
  await editor.page.waitForSelector('.squiggly-warning');
  assert.ok(fs.existsSync(path.join(editor.home, 'trace')), 'the chosen interpreter was not run');
  assert.ok(!fs.existsSync(path.join(editor.folder, 'trace')), 'the environment of the workspace was run');
}));

test('folders of one workspace with settings of their own', pictured(() => editor, async () => {
  editor = await Editor.open({
    size: [1280, 1000],
    prepare: (folder) => {
      for (const [name, burnish] of [['loud', {}], ['calm', { 'burnish.ignore': ['magic-number'] }]]) {
        fs.mkdirSync(path.join(folder, name, '.vscode'), { recursive: true });
        // Two names in mixedCase would be the project's habit, and hints.
        const code = fs.readFileSync(path.join(folder, 'shop/orders.py'), 'utf8');
        const plain = code.replaceAll('totalPrice', 'total_price').replaceAll('plainText', 'plain_text');
        fs.writeFileSync(path.join(folder, name, `${name}.py`), plain);
        fs.writeFileSync(path.join(folder, name, '.vscode/settings.json'), JSON.stringify(burnish));
      }
      fs.rmSync(path.join(folder, 'shop'), { recursive: true });
      const file = path.join(folder, 'both.code-workspace');
      fs.writeFileSync(file, JSON.stringify({ folders: [{ path: 'loud' }, { path: 'calm' }] }));
      return file;
    },
  });
  const remarks = (count) => until(`${count} remarks are marked`, async () => (await editor.marked('info')) === count);
  await editor.file('loud/loud.py');
  await remarks(1);
  await editor.file('calm/calm.py');
  await editor.page.waitForSelector('.squiggly-warning');
  await remarks(0);
  await editor.file('loud/loud.py');
  await remarks(1);
  fs.writeFileSync(path.join(editor.folder, 'calm/.vscode/settings.json'), JSON.stringify({}));
  await editor.file('calm/calm.py');
  await remarks(1);
  await editor.picture('two-folders');
}));
