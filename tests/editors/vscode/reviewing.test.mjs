/** Reviews and rules as pages. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Editor, pictured, until } from './editor.mjs';

const ORDERS = 'shop/orders.py';
let editor;
before(async () => {
  editor = await Editor.open({ prepare: commit, size: [1440, 860] });
  await editor.file(ORDERS);
  await editor.page.waitForSelector('.squiggly-warning');
});
after(() => editor?.close());
const drive = (name, body) => test(name, pictured(() => editor, body));

function commit(folder) {
  const git = (...args) => execFileSync('git', ['-c', 'user.name=Shop', '-c', 'user.email=shop@example.org', ...args], { cwd: folder });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'As it was');
}

/** The rendered page, once it shows a text. */
async function page(text) {
  let found;
  await until(`a page shows ${text}`, async () => {
    for (const frame of editor.page.frames()) {
      const body = await frame.locator('body').innerText({ timeout: 1000 }).catch(() => '');
      if (body.includes(text)) found = frame;
    }
    return found;
  });
  return found;
}

drive('the review of a file, whose links lead to the lines', async () => {
  await editor.command('burnish: Review this file');
  const review = await page('Review of orders.py');
  await editor.picture('review-file');
  await review.locator('a', { hasText: 'line 33' }).first().click();
  await editor.sees('.statusbar-item', { hasText: 'Ln 33' });
  await editor.picture('review-link');
});

drive('the review of what was changed since the last commit', async () => {
  fs.appendFileSync(path.join(editor.folder, 'shop/report.py'), '\n\ndef remove(folder: str) -> None:\n    """Remove old reports."""\n    import os\n\n    os.system("rm -r " + folder)\n');
  await editor.command('burnish: Review my changes');
  const review = await page('Review of the changes');
  const text = await review.locator('body').innerText();
  assert.ok(text.includes('os.system') || text.includes('shell'), text);
  assert.ok(!text.includes('unused-import'), 'what was there before is not told');
  await editor.picture('review-changes');
});

drive('the rule under the cursor, and all rules', async () => {
  await editor.file(ORDERS);
  await editor.placeAt(ORDERS, 'except:');
  await editor.command('burnish: Explain a rule');
  await page('bare-except');
  await editor.picture('explain-rule');
  await editor.command('burnish: Show all rules');
  await editor.sees('.quick-input-list .monaco-list-row', { hasText: 'sql-injection' });
  await editor.picture('show-rules');
  await editor.press('Escape');
});
