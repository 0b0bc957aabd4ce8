/** The way in: what VS Code calls when a Python file is opened, and when the window closes. */
import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { Server } from './server';
import { Pages } from './pages';
import { runningPeers } from './peers';
import { Program } from './program';
import { Status } from './status';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('burnish', { log: true });
  const status = new Status();
  const pages = new Pages();
  let peers = runningPeers().join();
  server = new Server(new Program(context), log, status);
  context.subscriptions.push(log, status, pages);
  registerCommands(context, server, pages, log);
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server?.restart()),
    vscode.extensions.onDidChange(() => {
      const now = runningPeers().join();
      if (now !== peers) void server?.restart();
      peers = now;
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('burnish.interpreter')) void server?.restart();
    }),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
