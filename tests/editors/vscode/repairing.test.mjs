/** Repairs, as a person asks for them: the menu, names in rename mode, placeholders, previews. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Editor, pictured, until } from './editor.mjs';

const ORDERS = 'shop/orders.py';
const LABELS = 'shop/labels.py';
const TAGS = 'shop/tags.py';
const NUMBER = `"""Numbers on labels."""

import os


def number(text: str) -> int | None:
    """The number on a label, if it has one."""
    try:
        return int(text)
    except ValueError as error:
        return None
`;
let editor;
before(async () => {
  editor = await Editor.open({
    prepare: (folder) => [LABELS, TAGS].forEach((name) => fs.writeFileSync(path.join(folder, name), NUMBER)),
  });
  await editor.file(ORDERS);
  await editor.page.waitForSelector('.squiggly-warning');
});
after(() => editor?.close());
const drive = (name, body) => test(name, pictured(() => editor, body));

drive('the menu on an unused import, and the repair', async () => {
  await editor.placeAt(ORDERS, 'import os', 7);
  const titles = await editor.menu('Remove the unused import `os`');
  assert.equal(titles[0], 'Remove the unused import `os`');
  assert.deepEqual(titles, [...new Set(titles)], 'no title twice');
  await editor.picture('menu');
  await editor.take('Remove the unused import');
  await editor.saves(ORDERS, (text) => !text.includes('import os') && text.includes('import sqlite3'));
});

drive('an extracted constant is given its name in rename mode', async () => {
  await editor.placeAt(ORDERS, '1.081');
  const titles = await editor.menu('Extract constant');
  assert.equal(titles.filter((title) => title.startsWith('Extract constant')).length, 1, titles.join('\n'));
  await editor.take('Extract constant');
  const box = await editor.sees('.rename-box input');
  await until('the name is offered', async () => /^_?[A-Z_]+$/.test(await box.inputValue()));
  await editor.picture('extract-constant');
  await box.fill('_SWISS_TAX');
  await editor.press('Enter');
  await editor.saves(ORDERS, (text) => text.includes('\n_SWISS_TAX = 1.081\n') && text.includes('total * _SWISS_TAX'));
});

/** Put the cursor on a text that stands once in the file, and select it. */
async function select(text) {
  await editor.placeAt(ORDERS, text, 0);
  for (let step = 0; step < text.length; step++) await editor.press('Shift+ArrowRight');
}

drive('an extracted variable, and an extracted function, are given their names', async () => {
  for (const [text, title, name, wanted] of [
    ['parcel.weight > 31.5', 'Extract variable', 'heavy', /    heavy = parcel\.weight > 31\.5\n    if heavy:/],
    ['f"too heavy: {parcel.weight}"', 'Extract function', 'refusal', /raise ValueError\(refusal\(parcel\)\)[^]*def refusal\(parcel\)/],
  ]) {
    await select(text);
    await editor.choose(title);
    const box = await editor.sees('.rename-box input');
    await until('a name is offered', async () => (await box.inputValue()).length > 0);
    await editor.picture(title.toLowerCase().replace(' ', '-'));
    await box.fill(name);
    await editor.press('Enter');
    await editor.saves(ORDERS, (saved) => wanted.test(saved));
  }
});

drive('type hints', async () => {
  await editor.placeAt(ORDERS, 'totalPrice(');
  await editor.menu('Add type hints to `totalPrice`');
  await editor.picture('menu-function');
  await editor.take('Add type hints to `totalPrice`');
  await editor.saves(ORDERS, (text) => /def totalPrice\(prices: \w.*, country: str\) -> float:/.test(text));
  await editor.picture('type-hints');
});

drive('a docstring whose placeholders are filled in one after the other', async () => {
  await editor.placeAt(ORDERS, 'def ship', 5);
  await editor.choose('Generate a docstring for `ship`');
  await editor.sees('.editor-instance .snippet-placeholder');
  await editor.picture('docstring');
  await editor.type('Choose the carrier of a parcel');
  await editor.press('Tab');
  await editor.type('what is sent');
  await editor.saves(ORDERS, (text) => text.includes('Choose the carrier of a parcel') && text.includes('what is sent'));
});

drive('an unsafe rename over two files is previewed, and made only then', async () => {
  await editor.press('Escape', 'Escape');
  await editor.placeAt(ORDERS, 'totalPrice(');
  await editor.choose('Rename `totalPrice` to `total_price`');
  const files = editor.page.locator('.bulk-edit-panel .monaco-list-row[aria-level="1"] .edit-checkbox');
  await until('two files are in the preview', async () => (await files.count()) === 2);
  await editor.picture('rename-preview');
  assert.ok(editor.read(ORDERS).includes('def totalPrice('), 'nothing is written before it is confirmed');
  assert.ok(editor.read('shop/report.py').includes('totalPrice'));
  for (const box of await files.all()) await box.click();
  await editor.page.locator('.bulk-edit-panel .monaco-button', { hasText: 'Apply' }).click();
  const written = () => !editor.read('shop/report.py').includes('totalPrice') && editor.read(ORDERS).includes('def total_price(');
  await until('both files are written', written);
  assert.ok(editor.read(ORDERS).includes('totalPrice = total_price  # its former name'), 'callers that are elsewhere go on working');
});

drive('what is safe is mended on save, and no import is removed', async () => {
  editor.set({ '[python]': { 'editor.codeActionsOnSave': { 'source.fixAll.burnish': 'explicit' } } });
  await editor.file(TAGS);
  await editor.page.waitForSelector('.squiggly-warning');
  await editor.placeAt(TAGS, 'import os', 9);
  await editor.type(', re');
  await until('the save has mended', async () => {
    await editor.press('Control+s');
    return editor.read(TAGS) === NUMBER.replace(' as error', '').replace('import os', 'import os, re');
  });
  await editor.picture('mended-on-save');
  editor.set({});
});

drive('fix all: what nobody would want to choose, and no more', async () => {
  await editor.file(LABELS);
  await editor.page.waitForSelector('.squiggly-warning');
  await editor.command('burnish: Fix all in this file');
  await editor.shows('except ValueError:');
  await editor.saves(LABELS, (text) => text === NUMBER.replace(' as error', ''));
});
