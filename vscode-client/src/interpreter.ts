/** Which Python runs burnish: the setting, the Python extension's, a trusted workspace's environment, then PATH. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Program } from './program';

const WINDOWS = process.platform === 'win32';
const ENVIRONMENTS = ['.venv', 'venv', 'env'];

/** An interpreter that was tried and can run burnish, or why none could. */
export type Found = { path: string } | { reason: string };

/** Tries the candidates one after the other. A setting that cannot be used is said, and not passed over. */
export async function findInterpreter(program: Program): Promise<Found> {
  const chosen = vscode.workspace.getConfiguration('burnish').get<string>('interpreter', '').trim();
  if (chosen) {
    const reason = await program.unsuitable(chosen);
    return reason ? { reason: `The setting burnish.interpreter names ${chosen}: ${reason}` } : { path: chosen };
  }
  const reasons: string[] = [];
  for (const candidate of await candidates()) {
    const reason = await program.unsuitable(candidate);
    if (!reason) return { path: candidate };
    reasons.push(`${candidate}: ${reason}`);
  }
  return { reason: `No Python that can run burnish was found. ${reasons.join(' ')}` };
}

async function candidates(): Promise<string[]> {
  const trusted = vscode.workspace.isTrusted;
  const active = trusted ? await fromPythonExtension() : undefined;
  const found = [...(active ? [active] : []), ...(trusted ? fromWorkspace() : []), ...fromPath()];
  return [...new Set(found)];
}

/** The parts of the Python extension's interface that are asked here. */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(path: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  };
}

async function fromPythonExtension(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  if (!extension) return undefined;
  try {
    const api = extension.isActive ? extension.exports : await extension.activate();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const resolved = await api.environments.resolveEnvironment(api.environments.getActiveEnvironmentPath(folder));
    return resolved?.executable.uri?.fsPath;
  } catch {
    return undefined;
  }
}

function fromWorkspace(): string[] {
  const tail = WINDOWS ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  return folders.flatMap((folder) =>
    ENVIRONMENTS.map((name) => path.join(folder.uri.fsPath, name, ...tail)).filter((file) => existsSync(file)),
  );
}

/** Absolute entries of PATH outside of the workspace: a relative one would run what lies in the folder. */
function fromPath(): string[] {
  const names = WINDOWS ? ['python.exe'] : ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const entries = (process.env.PATH ?? '').split(path.delimiter).filter((entry) => path.isAbsolute(entry) && allowed(entry));
  return names.flatMap((name) => entries.map((entry) => path.join(entry, name))).filter((file) => existsSync(file));
}

function allowed(entry: string): boolean {
  if (vscode.workspace.isTrusted) return true;
  return !vscode.workspace.getWorkspaceFolder(vscode.Uri.file(entry));
}
