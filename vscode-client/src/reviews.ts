/** "Review this file" asks the server, "review my changes" the command line: both open a page with links to the lines. */
import * as vscode from 'vscode';
import type { Pages } from './pages';
import type { Server } from './server';

export async function reviewFile(server: Server, pages: Pages): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'python') {
    void vscode.window.showInformationMessage('burnish: open a Python file to have it reviewed.');
    return;
  }
  const text = await working('Reviewing', () => server.command<string>('burnish.review', document.uri.toString()));
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri ?? vscode.Uri.joinPath(document.uri, '..');
  await pages.show(`Review of ${vscode.workspace.asRelativePath(document.uri)}`, text, folder);
}

export async function reviewChanges(server: Server, pages: Pages): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
  if (folder?.uri.scheme !== 'file') {
    void vscode.window.showInformationMessage('burnish: open a folder under git to have its changes reviewed.');
    return;
  }
  await vscode.workspace.saveAll(false);
  const changes = ['review', '--since', 'HEAD', '.'];
  const text = await working('Reviewing what changed', () => server.output(changes, folder.uri.fsPath));
  await pages.show(`Review of the changes in ${folder.name}`, text, folder.uri);
}

function working<T>(title: string, task: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `burnish: ${title}` }, task);
}
