// Starts `outbound-lint lsp` and shows the requests that its code lenses ask for.

import { ExtensionContext, ViewColumn, window, workspace } from "vscode";
import { LanguageClient, LanguageClientOptions } from "vscode-languageclient/node";

const NAME = "outbound-lint";
const LANGUAGES = [
  "yaml",
  "json",
  "jsonc",
  "terraform",
  "terraform-vars",
  "opentofu",
  "opentofu-vars",
];

let client: LanguageClient | undefined;
let last: Promise<void> = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(NAME)) {
        void restart();
      }
    }),
    workspace.onDidGrantWorkspaceTrust(() => void restart()),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await last;
  await stop();
}

// One restart after the other, so that never two servers run.
function restart(): Promise<void> {
  last = last.then(stop).then(start);
  return last;
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose().catch(() => undefined); // it may not have started
}

async function start(): Promise<void> {
  const settings = workspace.getConfiguration(NAME);
  if (!settings.get<boolean>("enable", true)) {
    return;
  }
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const path = settings.get<string>("path", "") || NAME;
  const command = path.replaceAll("${workspaceFolder}", () => folder);
  const options: LanguageClientOptions = {
    documentSelector: LANGUAGES.flatMap((language) => [
      { scheme: "file", language },
      { scheme: "untitled", language },
    ]),
    initializationOptions: { resultsAreShown: true },
    middleware: {
      executeCommand: async (name, args, next) => {
        const result: unknown = await next(name, args);
        if (typeof result === "string") {
          await show(result);
        }
        return result;
      },
    },
  };
  client = new LanguageClient(NAME, NAME, { command, args: ["lsp"] }, options);
  try {
    await client.start();
  } catch {
    const help = "Install it with the extra `lsp`, and set outbound-lint.path to its path.";
    void window.showErrorMessage(`${command} lsp cannot be started. ${help}`);
  }
}

async function show(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ content });
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true });
}
