/** The documents that are reviewed: Python on a disk, not saved yet, and in the cells of notebooks. */
export const SELECTOR = [
  { language: 'python', scheme: 'file' },
  { language: 'python', scheme: 'untitled' },
  { language: 'python', scheme: 'vscode-notebook-cell' },
];
