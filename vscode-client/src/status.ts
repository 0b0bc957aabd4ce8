/** The item in the status bar of Python files: whether the server runs, and a way to the log. */
import * as vscode from 'vscode';
import { SELECTOR } from './selector';

export type State = 'starting' | 'running' | 'stopped' | 'failed';

const TEXTS: Record<State, string> = {
  starting: 'burnish starts',
  running: 'burnish',
  stopped: 'burnish has stopped',
  failed: 'burnish cannot run',
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('burnish', SELECTOR);
  private readonly bar = vscode.window.createStatusBarItem('burnish', vscode.StatusBarAlignment.Right);

  constructor() {
    this.item.name = this.bar.name = 'burnish';
    this.item.command = { title: 'Show the log', command: 'burnish.showLog' };
    this.bar.command = 'burnish.showLog';
    this.bar.show();
    this.show('stopped');
  }

  /** Show a state, with what a person should know of it. */
  show(state: State, detail = ''): void {
    this.item.text = TEXTS[state];
    this.item.detail = detail;
    this.item.busy = state === 'starting';
    this.item.severity =
      state === 'failed' ? vscode.LanguageStatusSeverity.Error
      : state === 'stopped' ? vscode.LanguageStatusSeverity.Warning
      : vscode.LanguageStatusSeverity.Information;
    const sign = { starting: '$(sync~spin)', running: '$(check)', stopped: '$(debug-stop)', failed: '$(error)' }[state];
    this.bar.text = `${sign} burnish`;
    this.bar.tooltip = detail ? `${TEXTS[state]}: ${detail}` : TEXTS[state];
    this.bar.backgroundColor =
      state === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  }

  dispose(): void {
    this.item.dispose();
    this.bar.dispose();
  }
}
