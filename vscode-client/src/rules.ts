/** "Explain a rule" and "show all rules". */
import * as vscode from 'vscode';
import type { Pages } from './pages';
import type { Server } from './server';

/** A rule as `burnish rule --all --output-format json` tells it. */
interface Rule {
  name: string;
  category: string;
  severity?: string;
  summary?: string;
}

/** Explain the rule of the finding under the cursor, or one that is chosen from all. */
export async function explainRule(server: Server, pages: Pages, slug?: unknown): Promise<void> {
  const name = typeof slug === 'string' ? slug : ruleAtCursor() ?? (await chooseRule(server));
  if (!name) return;
  await pages.show(name, await server.command<string>('burnish.explainRule', name));
}

export async function showRules(server: Server, pages: Pages): Promise<void> {
  const name = await chooseRule(server);
  if (name) await explainRule(server, pages, name);
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const here = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter((item) => item.source === 'burnish' && item.range.contains(editor.selection.active));
  const code = here[0]?.code;
  return typeof code === 'object' ? String(code.value) : code === undefined ? undefined : String(code);
}

async function chooseRule(server: Server): Promise<string | undefined> {
  const items = (await allRules(server)).map((rule) => ({
    label: rule.name,
    description: [rule.category, rule.severity].filter(Boolean).join(', '),
    detail: rule.summary,
  }));
  const options = { placeHolder: 'Which rule? A part of its name, its category or what it is about', matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.label;
}

async function allRules(server: Server): Promise<Rule[]> {
  return JSON.parse(await server.output(['rule', '--all', '--output-format', 'json'])) as Rule[];
}
