/** Pages that are written by the server and shown as rendered Markdown: reviews and rules. */
import * as vscode from 'vscode';

const SCHEME = 'burnish-page';

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** Show a page beside the code; a page of the same title is replaced. */
  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title.replaceAll('/', ' ')}.md` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

/** The text with its links to lines of files made absolute, since a page lies in no folder. */
export function withAbsoluteLinks(text: string, folder: vscode.Uri): string {
  return text.replace(/\]\((?!\w[\w+.-]+:)([^()\s]+)(#L\d+)\)/g, (_whole, path: string, line: string) => {
    const plain = decodeURIComponent(path);
    const absolute = plain.startsWith('/') || /^[A-Za-z]:/.test(plain);
    const target = absolute ? vscode.Uri.file(plain) : vscode.Uri.joinPath(folder, plain);
    return `](${target.toString()}${line})`;
  });
}
