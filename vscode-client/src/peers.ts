/** Other reviewers of Python in this window, whose findings are not to be shown twice. */
import * as vscode from 'vscode';

/** By extension: what `burnish.deferTo` calls it. Pylance reports nothing that burnish does until it is configured to. */
const PEERS: Record<string, string> = {
  'charliermarsh.ruff': 'ruff',
  'ms-python.flake8': 'flake8',
  'ms-pyright.pyright': 'pyright',
  'detachhead.basedpyright': 'pyright',
};

export function runningPeers(): string[] {
  const found = Object.entries(PEERS).filter(([id]) => vscode.extensions.getExtension(id) !== undefined);
  return [...new Set(found.map(([, name]) => name))];
}
