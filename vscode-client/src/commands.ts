/** The commands of the palette, and the one that the server's repairs call. */
import * as vscode from 'vscode';
import type { Pages } from './pages';
import { reviewChanges, reviewFile } from './reviews';
import { explainRule, showRules } from './rules';
import type { Server } from './server';

export function registerCommands(
  context: vscode.ExtensionContext, server: Server, pages: Pages, log: vscode.LogOutputChannel,
): void {
  const commands: Record<string, (...args: unknown[]) => unknown> = {
    'burnish.restart': () => server.restart(),
    'burnish.showLog': () => log.show(),
    'burnish.reviewFile': () => reviewFile(server, pages),
    'burnish.reviewChanges': () => reviewChanges(server, pages),
    'burnish.fixAllHere': () => fixAll(server),
    'burnish.explain': (slug) => explainRule(server, pages, slug),
    'burnish.showRules': () => showRules(server, pages),
    'burnish.renameAt': (uri, position) => renameAt(String(uri), position as Position),
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, (...args: unknown[]) => guarded(run, args)));
  }
}

/** A position of the protocol, in UTF-16 units. */
interface Position {
  line: number;
  character: number;
}

/** What fails is told in one sentence. */
async function guarded(run: (...args: unknown[]) => unknown, args: unknown[]): Promise<void> {
  try {
    await run(...args);
  } catch (error) {
    void vscode.window.showErrorMessage(`burnish: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function fixAll(server: Server): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'python') return;
  await server.command('burnish.fixAll', document.uri.toString());
}

/** Put the cursor on a name that a repair made up, and ask for a better one. */
async function renameAt(uri: string, position: Position): Promise<void> {
  const target = vscode.Uri.parse(uri);
  const place = new vscode.Position(position.line, position.character);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === target.toString());
  const editor = shown ?? (await vscode.window.showTextDocument(target));
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place));
  await vscode.commands.executeCommand('editor.action.rename', [target, place]);
}
