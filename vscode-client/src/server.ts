/** The server's process: found, started, restarted after a crash, and stopped. */
import * as os from 'node:os';
import * as vscode from 'vscode';
import {
  CloseAction, ErrorAction, LanguageClient, State,
  type CloseHandlerResult, type LanguageClientOptions, type ServerOptions,
} from 'vscode-languageclient/node';
import { findInterpreter } from './interpreter';
import { conversation } from './conversation';
import { runningPeers } from './peers';
import type { Program } from './program';
import { SELECTOR } from './selector';
import type { Status } from './status';

const CRASHES = 4;
const CRASH_WINDOW = 3 * 60 * 1000;

/** A client that tells its troubles to the log alone: what a person must know, `Server` says. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Server {
  /** The interpreter that runs burnish, once one was found. */
  private interpreter: string | undefined;
  private client: LanguageClient | undefined;
  private crashes: number[] = [];
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly program: Program,
    private readonly log: vscode.LogOutputChannel,
    private readonly status: Status,
  ) {}

  start(): Promise<void> {
    return this.enqueue(() => this.begin());
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.end());
  }

  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** Ask the server to carry out one of its commands. */
  async command<T>(command: string, ...args: unknown[]): Promise<T> {
    await this.work;
    if (this.client?.state !== State.Running) throw new Error('The burnish server does not run. See its log.');
    return this.client.sendRequest<T>('workspace/executeCommand', { command, arguments: args });
  }

  /** What burnish's command line writes, run in a folder by the interpreter that runs the server. */
  async output(args: string[], folder = os.tmpdir()): Promise<string> {
    await this.work;
    if (!this.interpreter) throw new Error('The burnish server does not run. See its log.');
    return this.program.run(this.interpreter, args, folder);
  }

  /** One thing after the other, whoever asks for it. */
  private enqueue(step: () => Promise<void>): Promise<void> {
    this.work = this.work.then(step, step);
    return this.work;
  }

  private async begin(): Promise<void> {
    this.status.show('starting');
    const found = await findInterpreter(this.program);
    if ('reason' in found) {
      this.fail(found.reason);
      return;
    }
    this.interpreter = found.path;
    this.log.info(`burnish is run by ${found.path}`);
    let ended = false;
    const options = this.options(() => {
      ended = true;
      this.crashed();
    });
    const client = new QuietClient('burnish', 'burnish', this.process(found.path), options);
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return;
      if (newState === State.Running) this.status.show('running', `run by ${found.path}`);
      if (newState === State.Starting) this.status.show('starting');
      if (newState === State.Stopped) this.status.show('stopped');
    });
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      if (!ended) this.fail(`The server did not start: ${String(error)}`);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.log.warn(`The server did not stop in order: ${String(error)}`);
    }
    this.status.show('stopped');
  }

  private process(python: string): ServerOptions {
    return { command: python, args: this.program.arguments('server', '--stdio'), options: { cwd: os.tmpdir() } };
  }

  private options(onEnd: () => void): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      traceOutputChannel: conversation(this.log),
      synchronize: { configurationSection: 'burnish' },
      diagnosticPullOptions: { onChange: true, onSave: false },
      initializationOptions: { commands: ['burnish.renameAt'], peers: runningPeers() },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: (): CloseHandlerResult => {
          onEnd();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      middleware: { executeCommand: (command, args, next) => this.told(next(command, args)) },
    };
  }

  /** What a command refuses is said plainly, without a stack of calls. */
  private async told(answer: unknown): Promise<unknown> {
    try {
      return await answer;
    } catch (error) {
      void vscode.window.showWarningMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** Start again after the server ended by itself; say so once it keeps ending. */
  private crashed(): void {
    const now = Date.now();
    this.crashes = [...this.crashes.filter((then) => now - then < CRASH_WINDOW), now];
    if (this.crashes.length < CRASHES) {
      this.log.warn('The server ended and is started again.');
      void this.restart();
      return;
    }
    const times = this.crashes.length;
    this.crashes = [];
    this.fail(`The server ended ${times} times within three minutes and is not started again.`);
  }

  private fail(reason: string): void {
    this.status.show('failed', reason);
    this.log.error(reason);
    void vscode.window.showErrorMessage(`burnish: ${reason}`, 'Show the log', 'Try again').then((answer) => {
      if (answer === 'Show the log') this.log.show();
      if (answer === 'Try again') void this.restart();
    });
  }
}
