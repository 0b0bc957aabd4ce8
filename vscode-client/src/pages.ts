/**
 * Pages that burnish writes in Markdown: reviews and rules.
 *
 * VS Code's own preview follows no link from a text that lies in no folder to a file, so the page is rendered by it and
 * shown in a view of our own, whose links to lines open the file beside.
 */
import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** Links to a line of a file: relative to the page's folder, or absolute. */
const LINE_LINK = /<a href="([^"]*)#L(\d+)"[^>]*>/g;

interface Page {
  panel: vscode.WebviewPanel;
  folder: vscode.Uri | undefined;
  column: vscode.ViewColumn;
}

export class Pages implements vscode.Disposable {
  private readonly pages = new Map<string, Page>();

  /** Show a page beside the code; a page of the same title is replaced. Its links are relative to the folder. */
  async show(title: string, text: string, folder?: vscode.Uri): Promise<void> {
    const html = await vscode.commands.executeCommand<string>('markdown.api.render', text);
    const page = this.pages.get(title) ?? this.open(title);
    page.folder = folder;
    page.panel.webview.html = document(title, html);
    page.panel.reveal(undefined, true);
  }

  dispose(): void {
    for (const { panel } of this.pages.values()) panel.dispose();
  }

  private open(title: string): Page {
    const column = vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.One;
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = { enableScripts: true, enableFindWidget: true, localResourceRoots: [] };
    const panel = vscode.window.createWebviewPanel('burnish.page', title, where, options);
    const page: Page = { panel, folder: undefined, column };
    this.pages.set(title, page);
    panel.onDidDispose(() => this.pages.delete(title));
    panel.webview.onDidReceiveMessage((target: { file: string; line: number }) => void follow(page, target));
    return page;
  }
}

/** Open the line that a link names. */
async function follow(page: Page, { file, line }: { file: string; line: number }): Promise<void> {
  const name = decodeURIComponent(file);
  const uri = path.isAbsolute(name) || !page.folder ? vscode.Uri.file(name) : vscode.Uri.joinPath(page.folder, name);
  const place = new vscode.Range(line - 1, 0, line - 1, 0);
  try {
    const editor = await vscode.window.showTextDocument(uri, { viewColumn: page.column, selection: place });
    editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch {
    void vscode.window.showWarningMessage(`burnish: ${uri.fsPath} cannot be opened.`);
  }
}

function document(title: string, body: string): string {
  const nonce = randomBytes(16).toString('hex');
  const linked = body.replace(LINE_LINK, '<a role="link" tabindex="0" data-file="$1" data-line="$2">');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title>
<style nonce="${nonce}">
body { line-height: 1.55; max-width: 52em; padding: 0.5em 2em 3em; }
h1, h2 { border-bottom: 1px solid var(--vscode-widget-border, #8884); font-weight: 600; padding-bottom: 0.25em; }
h1 { font-size: 1.7em; }
h2 { font-size: 1.3em; margin-top: 1.8em; }
a { color: var(--vscode-textLink-foreground); cursor: pointer; text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
code { background: var(--vscode-textCodeBlock-background); border-radius: 3px; font-family: var(--vscode-editor-font-family); padding: 0.1em 0.3em; }
pre { background: var(--vscode-textCodeBlock-background); border-radius: 4px; overflow-x: auto; padding: 0.8em 1em; }
pre code { background: none; color: var(--vscode-editor-foreground); padding: 0; }
.hljs-keyword, .hljs-literal { color: var(--vscode-debugTokenExpression-name); }
.hljs-string { color: var(--vscode-debugTokenExpression-string); }
.hljs-number { color: var(--vscode-debugTokenExpression-number); }
.hljs-comment { color: var(--vscode-descriptionForeground); }
li { margin: 0.35em 0; }
table { border-collapse: collapse; }
td, th { border: 1px solid var(--vscode-widget-border, #8884); padding: 0.3em 0.7em; text-align: left; }
</style>
</head>
<body>
${linked}
<script nonce="${nonce}">
const editor = acquireVsCodeApi();
function follow(event) {
  const link = event.target.closest('a[data-file]');
  if (!link || (event.type === 'keydown' && event.key !== 'Enter')) return;
  editor.postMessage({ file: link.dataset.file, line: Number(link.dataset.line) });
}
addEventListener('click', follow);
addEventListener('keydown', follow);
</script>
</body>
</html>`;
}
