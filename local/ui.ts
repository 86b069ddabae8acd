/**
 * The pages of `assets/ui`, bundled: TypeScript and TSX become one script, the style sheets one sheet (docs/adr/0027). A
 * checkout bundles them when a program starts and keeps the result until a source changes; the package and the
 * deployment have them ready.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { Metafile, Plugin } from "esbuild";
import type { Log } from "../handlers/ports/index.ts";

const ROOT = join(import.meta.dirname, "..");
const PAGES = join(ROOT, "assets", "ui");
const CACHE = join(ROOT, "node_modules", ".cache", "ccu-anywhere-ui");
/** Served as they are. */
const STATIC = ["index.html", "api.html", "icon.svg", "manifest.webmanifest"];

/** Another one where a source, the SDK, or a package is another one. */
function digestOfSources(): string {
  const files = [
    ...globSync("**/*", { cwd: PAGES, withFileTypes: true }),
    ...globSync("*.ts", { cwd: join(ROOT, "adapters", "client"), withFileTypes: true }),
  ]
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256");
  for (const file of [...files.sort(), join(ROOT, "package-lock.json"), import.meta.filename])
    if (existsSync(file)) hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/**
 * Whatever comes late comes to a page that has the first view already: it may count on all of it. Without being told, the
 * bundler makes a file for each set of pages that share something, a dozen of less than a kilobyte in front of the first view.
 */
const afterMain: Plugin = {
  name: "after-main",
  setup(build) {
    const late = new Set<string>();
    build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind === "dynamic-import") late.add(join(resolveDir, path));
      return undefined;
    });
    build.onLoad({ filter: /\.tsx$/ }, ({ path }) => {
      if (!late.has(path)) return undefined;
      const main = relative(dirname(path), join(PAGES, "main.tsx")).replaceAll("\\", "/");
      return { contents: `import ${JSON.stringify(main)};\n${readFileSync(path, "utf8")}`, loader: "tsx" };
    });
  },
};

/** Writes the pages into a folder, which is made anew. @throws Error where a source cannot be bundled */
export async function bundlePages(folder: string): Promise<void> {
  const { build } = await import("esbuild");
  const sheets = globSync("pages/*/style.css", { cwd: PAGES }).map((sheet) => [
    `page-${basename(dirname(sheet))}`,
    join(PAGES, sheet),
  ]);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: {
      main: join(PAGES, "main.tsx"),
      // the API reference is a page of its own, readable without a login
      api: join(PAGES, "pages", "reference", "main.tsx"),
      style: join(PAGES, "style.css"),
      reference: join(PAGES, "styles", "reference.css"),
      // pages that come when somebody goes there bring their sheet along
      ...Object.fromEntries(sheets),
    },
    splitting: true,
    metafile: true,
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome123", "firefox120", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    tsconfigRaw: {},
    legalComments: "none",
    plugins: [afterMain],
    logLevel: "silent",
  });
  for (const name of STATIC) cpSync(join(PAGES, name), join(folder, name));
  loadAtOnce(folder, metafile);
  writeFileSync(join(folder, "licences.txt"), licences());
}

/** What the first view needs besides its script is named by the page itself: it loads at once instead of one after the other. */
function loadAtOnce(folder: string, { outputs }: Metafile): void {
  const main = Object.entries(outputs).find(([path]) => basename(path) === "main.js")![1];
  const links = main.imports
    .filter(({ kind }) => kind === "import-statement")
    .map(({ path }) => `    <link rel="modulepreload" href="${basename(path)}" />\n`);
  const page = join(folder, "index.html");
  writeFileSync(page, readFileSync(page, "utf8").replace("  </head>", `${links.join("")}  </head>`));
}

/** Licences of what is in the bundle: each asks for its text to go along. */
function licences(): string {
  const packages = ["preact", "@preact/signals", "@preact/signals-core", "@mdi/js", "uplot", "uqr"];
  return packages
    .map((name) => `${name}\n\n${readFileSync(join(ROOT, "node_modules", name, "LICENSE"), "utf8").trim()}\n`)
    .join(`\n${"-".repeat(72)}\n\n`);
}

/** The pages that this process serves: looked for once. */
let served: Promise<string> | undefined;

/** The same where the API shall be served whatever becomes of the pages: a folder without any. */
export function pagesOrNone(log: Log): Promise<string> {
  served ??= pagesFolder();
  return served.catch((error: unknown) => {
    log.warn("there are no pages: they cannot be bundled here (esbuild comes with `npm ci`)", { error });
    return join(CACHE, "none");
  });
}

/**
 * The folder of the finished pages. @throws Error where this is a checkout whose pages cannot be bundled
 */
export async function pagesFolder(): Promise<string> {
  // the package carries them finished
  if (!existsSync(join(PAGES, "main.tsx"))) return PAGES;
  const folder = join(CACHE, digestOfSources());
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const beside = mkdtempSync(join(CACHE, "making-"));
  await bundlePages(beside);
  try {
    renameSync(beside, folder);
  } catch (error) {
    // another program has been quicker
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** What a deployment takes; infra/stack-edge.ts names the same. */
export const DEPLOYED_PAGES = join(ROOT, "dist", "pages");
