// Runs the bundled extension without Visual Studio Code: as much of the module `vscode` as it uses
// is here, and the client, the protocol and the server are the real ones. Prints what a user sees.
//
// Arguments: the bundle, the setting `outbound-lint.path`, and a connection file.

const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { pathToFileURL } = require("node:url");

const [bundle, program, file] = process.argv.slice(2);
const PREVIEW = "outbound-lint.preview";
const seen = { errors: [], shown: [] };
const registered = new Map();

const nothing = () => ({ dispose() {} });
const others = (known) => new Proxy(known, { get: (all, name) => all[name] ?? nothing });

class Emitter {
  listeners = [];
  event = (listener) => {
    this.listeners.push(listener);
    return nothing();
  };
  fire = (event) => this.listeners.forEach((listener) => listener(event));
  dispose() {}
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: nothing };
  cancel() {}
  dispose() {}
}

class Disposable {
  static from = nothing;
  dispose() {}
}

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  }
  static Empty = new CodeActionKind("");
}

const uri = {
  scheme: "file",
  path: file,
  fsPath: file,
  toString: () => pathToFileURL(file).href,
};
const document = {
  uri,
  languageId: "yaml",
  version: 1,
  getText: () => readFileSync(file, "utf8"),
};
const settings = { enable: true, path: program };
const changes = new Emitter();
const channel = others({});

const known = {
  CancellationTokenSource,
  CodeActionKind,
  Disposable,
  EventEmitter: Emitter,
  version: "1.82.0",
  env: { appName: "test", language: "en" },
  commands: {
    registerCommand(name, command) {
      registered.set(name, command);
      return { dispose: () => registered.delete(name) };
    },
  },
  languages: others({ createDiagnosticCollection: () => others({}), match: () => 10 }),
  window: others({
    createOutputChannel: () => channel,
    showErrorMessage: async (message) => void seen.errors.push(message),
    showTextDocument: async (shown) => void seen.shown.push(shown.content),
    tabGroups: others({ all: [] }),
    visibleTextEditors: [],
  }),
  workspace: others({
    createFileSystemWatcher: () => others({}),
    getConfiguration: () => ({ get: (name, value) => settings[name] ?? value }),
    getWorkspaceFolder: () => undefined,
    notebookDocuments: [],
    onDidChangeConfiguration: changes.event,
    openTextDocument: async (options) => options,
    textDocuments: [document],
    workspaceFolders: [],
  }),
};

// All else is a class that may be extended, or an enumeration whose values do not matter.
const vscode = new Proxy(known, {
  get(all, name) {
    if (!(name in all) && typeof name === "string" && name !== "__esModule") {
      all[name] = new Proxy(class {}, { get: (one, key) => (key in one ? one[key] : 0) });
    }
    return all[name];
  },
});
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));

async function changed(condition) {
  for (let tries = 0; !condition() && tries < 2000; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function main() {
  const extension = require(bundle);
  await extension.activate({ subscriptions: [] });
  const first = registered.get(PREVIEW);
  await first?.(uri.toString(), "/connections/0");
  settings.path = "no-such-program";
  changes.fire({ affectsConfiguration: () => true });
  await changed(() => seen.errors.length > 0);
  settings.path = program;
  changes.fire({ affectsConfiguration: () => true });
  await changed(() => registered.has(PREVIEW));
  await registered.get(PREVIEW)?.(uri.toString(), "/connections/0");
  await extension.deactivate();
  console.log(JSON.stringify({ ...seen, commands: [...registered.keys()] }));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
