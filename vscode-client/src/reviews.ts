/** "Review this file" asks the server, "review my changes" the command line: both open a page with links to the lines. */
import * as vscode from 'vscode';
import { withAbsoluteLinks, type Pages } from './pages';
import type { Server } from './server';

export async function reviewFile(server: Server, pages: Pages): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'python') {
    void vscode.window.showInformationMessage('burnish: open a Python file to have it reviewed.');
    return;
  }
  const text = await working('Reviewing', () => server.command<string>('burnish.review', document.uri.toString()));
  const name = vscode.workspace.asRelativePath(document.uri);
  await pages.show(`Review of ${name}`, aboutOneFile(text, document.uri));
}

/** The review of one file, whose every link to a line leads to that file unless it names another by its path. */
function aboutOneFile(text: string, uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
  const here = text.replace(/\[line (\d+)\]\([^()]*#L\d+\)/g, (_whole, line: string) => `[line ${line}](${uri.toString()}#L${line})`);
  return withAbsoluteLinks(here, folder);
}

export async function reviewChanges(server: Server, pages: Pages): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
  if (folder?.uri.scheme !== 'file') {
    void vscode.window.showInformationMessage('burnish: open a folder under git to have its changes reviewed.');
    return;
  }
  await vscode.workspace.saveAll(false);
  const text = await working('Reviewing what changed', () => server.output(['review', '--since', 'HEAD', '.'], folder.uri.fsPath));
  await pages.show(`Review of the changes in ${folder.name}`, withAbsoluteLinks(text, folder.uri));
}

function working<T>(title: string, task: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `burnish: ${title}` }, task);
}
