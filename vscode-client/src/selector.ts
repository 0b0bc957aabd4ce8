/** The documents that are reviewed: Python on a disk, not saved yet, and in the cells of notebooks. */
import type { DocumentFilter, DocumentSelector } from 'vscode-languageclient/node';

export const SELECTOR: DocumentFilter[] & DocumentSelector = [
  { language: 'python', scheme: 'file' },
  { language: 'python', scheme: 'untitled' },
  { language: 'python', scheme: 'vscode-notebook-cell' },
];
