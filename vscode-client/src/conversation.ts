/** The conversation with the server, in the log as long as `burnish.trace.server` asks for it. */
import * as vscode from 'vscode';

/**
 * The log as the client's channel for traces. The client asks the channel's level whether to trace, which would leave
 * the setting without effect until a person also finds the level's menu; here the setting alone decides.
 * A listener is told the level at once, since the setting may have changed while the server was starting.
 */
export function conversation(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const onDidChangeLogLevel: vscode.Event<vscode.LogLevel> = (listener, receiver, disposables) => {
    listener.call(receiver, level());
    return vscode.workspace.onDidChangeConfiguration(
      (event) => {
        if (event.affectsConfiguration('burnish.trace.server')) listener.call(receiver, level());
      },
      undefined,
      disposables,
    );
  };
  return new Proxy(log, {
    get(target, key) {
      if (key === 'logLevel') return level();
      if (key === 'onDidChangeLogLevel') return onDidChangeLogLevel;
      const value: unknown = Reflect.get(target, key === 'trace' ? 'info' : key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function level(): vscode.LogLevel {
  const asked = vscode.workspace.getConfiguration('burnish').get<string>('trace.server', 'off');
  return asked === 'off' ? vscode.LogLevel.Info : vscode.LogLevel.Trace;
}
