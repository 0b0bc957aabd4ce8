/** The burnish that travels inside the extension, and how an interpreter runs it. */
import { execFile } from 'node:child_process';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

const PROBE_LIMIT = 15000;
const MOST_TEXT = 64 * 1024 * 1024;

export class Program {
  private readonly file: string;
  private readonly bytecode: string;

  constructor(context: vscode.ExtensionContext) {
    this.file = context.asAbsolutePath(path.join('bundled', 'start.py'));
    this.bytecode = path.join(context.globalStorageUri.fsPath, 'bytecode');
  }

  /** The arguments with which an interpreter runs burnish, isolated from the folder and from what is installed. */
  arguments(...args: string[]): string[] {
    return ['-I', '-X', `pycache_prefix=${this.bytecode}`, this.file, ...args];
  }

  /** What burnish writes in a folder; findings (exit code 1) are no failure. */
  run(python: string, args: string[], cwd: string): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(python, this.arguments(...args), { cwd, maxBuffer: MOST_TEXT }, (error, stdout, stderr) => {
        if (error && error.code !== 1) reject(new Error(stderr.trim() || error.message));
        else resolve(stdout);
      });
    });
  }

  /** Why an interpreter cannot run burnish, in its own words; empty where it can. */
  unsuitable(python: string): Promise<string> {
    return new Promise((resolve) => {
      const options = { timeout: PROBE_LIMIT, cwd: os.tmpdir() };
      execFile(python, ['-I', this.file, '--probe'], options, (error, _stdout, stderr) => {
        if (!error) resolve('');
        else if (error.killed) resolve(`It did not answer within ${PROBE_LIMIT / 1000} seconds.`);
        else if (error.code === 'ENOENT') resolve('There is no such program.');
        else resolve(stderr.trim().replace(/^burnish: /, '') || error.message);
      });
    });
  }
}
