/** VS Code as a person has it: a window in a Chromium without a screen, its keyboard, its mouse, what can be read in it. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const { EDITOR_FOLDER, VSIX, PICTURES } = process.env;
const { chromium } = createRequire(path.join(EDITOR_FOLDER, 'package.json'))('playwright-core');
const PROGRAM = path.join(EDITOR_FOLDER, 'node_modules/code-server/out/node/entry.js');
const WORKSPACE = path.join(import.meta.dirname, 'workspace');
const PATIENCE = 90_000; // milliseconds that anything may take on a busy machine

const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'editor.minimap.enabled': false,
  'editor.fontFamily': 'DejaVu Sans Mono',
  'files.hotExit': 'off',
};
const BROWSER = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync',
  '--disable-component-update', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

export class Editor {
  /**
   * A window with the extension installed, on a copy of the workspace.
   * `settings` are the person's, `trusted` decides whether the workspace is; `prepare` may change the copy before it is
   * opened, and name what to open in it. `beside` makes packages of other extensions, given the window's folder.
   */
  static async open({
    settings = {}, trusted = true, prepare = () => undefined, environment = {}, size = [1280, 760], beside = () => [],
  } = {}) {
    const editor = new Editor();
    const home = (editor.home = fs.mkdtempSync(path.join(os.tmpdir(), 'burnish-vscode-')));
    editor.folder = path.join(home, 'shop');
    fs.cpSync(WORKSPACE, editor.folder, { recursive: true });
    const opened = prepare(editor.folder) ?? editor.folder;
    const user = path.join(home, 'data/User');
    fs.mkdirSync(user, { recursive: true });
    fs.writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, null, 2));
    fs.mkdirSync(path.join(editor.folder, '.vscode'));
    const env = { ...process.env, ...environment, EXTENSIONS_GALLERY: '{}' };
    const common = [PROGRAM, '--user-data-dir', path.join(home, 'data'), '--extensions-dir', path.join(home, 'extensions'),
      '--config', path.join(home, 'config.yaml')];
    for (const file of [VSIX, ...beside(home)]) {
      const installed = spawnSync(process.execPath, [...common, '--install-extension', file], { env, encoding: 'utf8' });
      assert.equal(installed.status, 0, installed.stdout + installed.stderr);
    }
    const port = await freePort();
    const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    if (trusted) quiet.push('--disable-workspace-trust');
    const log = fs.openSync(path.join(home, 'code-server.log'), 'w');
    editor.process = spawn(process.execPath, [...common, ...quiet, '--bind-addr', `127.0.0.1:${port}`],
      { env, stdio: ['ignore', log, log], detached: true });
    try {
      await editor.show(port, opened, size);
    } catch (error) {
      await editor.close();
      throw error;
    }
    return editor;
  }

  async show(port, opened, [width, height]) {
    const address = `http://127.0.0.1:${port}`;
    await until('code-server answers', () => fetch(`${address}/healthz`).then((answer) => answer.ok, () => false));
    this.browser = await chromium.launchPersistentContext(path.join(this.home, 'chromium'), {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', viewport: { width, height }, args: BROWSER,
    });
    await this.browser.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: address });
    this.page = this.browser.pages()[0];
    this.page.setDefaultTimeout(PATIENCE);
    const kind = opened.endsWith('.code-workspace') ? 'workspace' : 'folder';
    await this.page.goto(`${address}/?${kind}=${opened}`);
    await this.page.waitForSelector('.monaco-workbench .statusbar');
    await this.page.waitForSelector('.explorer-folders-view .monaco-list-row');
  }

  async close() {
    await this.browser?.close().catch(() => undefined);
    if (this.process) {
      endGroup(this.process.pid, 'SIGTERM');
      await sleep(1500);
      endGroup(this.process.pid, 'SIGKILL');
    }
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
  }

  /** Write the workspace's settings, as a person does who edits `.vscode/settings.json`. */
  set(settings) {
    fs.writeFileSync(path.join(this.folder, '.vscode/settings.json'), JSON.stringify(settings, null, 2));
  }

  read(name) {
    return fs.readFileSync(path.join(this.folder, name), 'utf8');
  }

  async picture(name) {
    await sleep(400); // fades end
    await this.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text) {
    return this.page.keyboard.type(text, { delay: 15 });
  }

  /** Whether something is, or comes to be, visible. */
  async sees(selector, options = {}, timeout = PATIENCE) {
    const found = this.page.locator(selector, options).first();
    await found.waitFor({ timeout });
    return found;
  }

  /** Fill in the box at the top of the window, which a press opens; a press can get lost, or close it again. */
  async quickly(keys, text) {
    const box = this.page.locator('.quick-input-widget input[type=text]').first();
    for (let attempt = 0; attempt < 8; attempt++) {
      await this.press(keys);
      const filled = box.waitFor({ timeout: 4000 }).then(() => box.fill(text, { timeout: 4000 }));
      if (await filled.then(() => true, () => false)) return;
      await this.press('Escape');
    }
    assert.fail(`no box came up for ${text}`);
  }

  async command(title) {
    await this.quickly('F1', `>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title.replace(/^.*: /, '') }).first().click();
  }

  async file(name) {
    await this.quickly('Control+p', name);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: path.basename(name) }).first().click();
    await this.sees(`.editor-group-container.active .tab.active[data-resource-name="${path.basename(name)}"]`);
  }

  /** Put the cursor on a line and column, counted from 1. */
  async place(line, column = 1) {
    await this.quickly('Control+g', `:${line}:${column}`);
    await this.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Put the cursor behind the first character of a text that stands once in the file on the disk. */
  async placeAt(name, text, offset = 1) {
    const before = this.read(name).split(text)[0].split('\n');
    await this.place(before.length, before.at(-1).length + 1 + offset);
  }

  /** The titles of the quick-fix menu at the cursor, top to bottom; it stays open. */
  async menu(expected) {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    for (let attempt = 0; attempt < 8; attempt++) {
      await this.press('Control+.');
      await rows.first().waitFor({ timeout: 8000 }).catch(() => undefined);
      const titles = (await rows.allInnerTexts()).map(plain);
      if (titles.some((title) => title.includes(expected))) return titles;
      await this.press('Escape');
      await sleep(500);
    }
    return assert.fail(`the menu does not offer ${expected}`);
  }

  /** Take a line of the open menu. */
  async take(title) {
    await this.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first().click();
  }

  async choose(title) {
    await this.menu(title);
    await this.take(title);
  }

  /** Wait until the active editor shows a text. */
  async shows(text) {
    const lines = this.page.locator('.editor-group-container.active .view-lines').first();
    await until(`the editor shows ${text}`, async () => plain(await lines.innerText()).includes(text));
  }

  /** Save, and wait until the file on the disk is as wanted. */
  async saves(name, wanted) {
    await this.press('Control+s');
    await until(`${name} is saved`, () => wanted(this.read(name))).catch((error) => {
      throw new Error(`${error.message}:\n${this.read(name)}`);
    });
  }

  /** How many stretches of a kind are marked: `error`, `warning`, `info`, `hint`, `inline-unnecessary`. */
  marked(kind) {
    return this.page.locator(`.editor-instance .${kind.startsWith('inline') ? kind : `squiggly-${kind}`}`).count();
  }

  /** What the Problems view lists, each as "message source(code)". */
  async problems(count) {
    const rows = this.page.locator('.markers-panel .monaco-list-row:not(:has(.file-icon))');
    if (!(await this.page.locator('.markers-panel').isVisible())) await this.press('Control+Shift+m');
    await until(`${count} problems`, async () => (await rows.count()) === count).catch(async (error) => {
      throw new Error(`${error.message}, not\n${(await rows.allInnerTexts()).join('\n')}`);
    });
    return (await rows.allInnerTexts()).map(plain);
  }

  /** The messages in the corner. */
  async notices() {
    return (await this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts()).map(plain);
  }

  /** The processes that run the server of this window: those that run the installed extension's start file. */
  servers() {
    return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
      const line = commandLine(pid);
      return line.includes(this.home) && /start\.py\0server/.test(line);
    }).map(Number);
  }

  /** The one server that runs, seen twice: what a dying server had just forked carries its command line for a moment. */
  async server() {
    let seen;
    await until('one server runs', () => {
      const before = seen;
      const running = this.servers();
      seen = running.length === 1 ? running[0] : undefined;
      return seen !== undefined && seen === before;
    });
    return seen;
  }
}

/** Package an extension of a manifest and a program, in a folder; the package's file. */
export function packaged(folder, manifest, program) {
  const source = path.join(folder, manifest.name, 'extension');
  fs.mkdirSync(source, { recursive: true });
  fs.writeFileSync(path.join(source, 'package.json'), JSON.stringify({ version: '1.0.0', main: './main.js', engines: { vscode: '^1.91.0' }, ...manifest }));
  fs.writeFileSync(path.join(source, 'main.js'), program);
  const file = path.join(folder, `${manifest.name}.vsix`);
  const zipped = spawnSync('python3', ['-m', 'zipfile', '-c', file, source], { encoding: 'utf8' });
  assert.equal(zipped.status, 0, zipped.stderr);
  return file;
}

/** Ask again and again until it is so. */
export async function until(what, asked, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    if (await asked()) return;
    if (Date.now() > end) throw new Error(`it did not come true that ${what}`);
    await sleep(100);
  }
}

/** A test's body, with a picture of the window if it fails. */
export function pictured(editor, body) {
  return async (context) => {
    try {
      await body();
    } catch (error) {
      await editor()?.picture(`failed-${context.name.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
      throw error;
    }
  };
}

function plain(text) {
  return text.replaceAll('\u00a0', ' ').replaceAll(/[\u200b\ufeff]/g, '').trim();
}

function commandLine(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // it has ended
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
