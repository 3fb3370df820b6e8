// Translates the CQL libraries of hooks/nme/cql to ELM with the reference translator.
//
//   node translate.mjs CQL_DIRECTORY ELM_DIRECTORY
//
// Writes one <library>.json a library, without the places in the text and the text itself, which an engine does not
// need; stops at the first library with an error.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import {
  CqlTranslator, LibraryManager, ModelManager, createLibrarySourceProvider, createModelInfoProvider, createUcumService,
  stringAsSource,
} from "@cqframework/cql/cql-to-elm";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";
import ucum from "@lhncbc/ucum-lhc";

const [cqlDirectory, elmDirectory] = process.argv.slice(2);
const modelInfos = join(dirname(createRequire(import.meta.url).resolve("cql-exec-fhir")), "modelInfos");

// The translator knows no model of its own: System has to be registered, and the FHIR model is
// taken from cql-exec-fhir, so that translator and engine mean the same one.
function models() {
  const manager = new ModelManager();
  manager.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
  manager.modelInfoLoader.registerModelInfoProvider(
    createModelInfoProvider((id, _system, version) =>
      id === "FHIR" ? stringAsSource(readFileSync(join(modelInfos, `fhir-modelinfo-${version}.xml`), "utf8")) : null,
    ),
  );
  return manager;
}

// Only units are checked; no quantity is converted while translating.
function units() {
  const unused = () => {
    throw new Error("the libraries convert no quantity while they are translated");
  };
  const validate = (unit) => {
    const verdict = ucum.UcumLhcUtils.getInstance().validateUnitString(unit);
    return verdict.status === "valid" ? null : String(verdict.msg);
  };
  return createUcumService(unused, validate, unused, unused);
}

function libraries() {
  const manager = new LibraryManager(models(), undefined, undefined, units());
  manager.librarySourceLoader.registerProvider(
    createLibrarySourceProvider((id) => stringAsSource(readFileSync(join(cqlDirectory, `${id}.cql`), "utf8"))),
  );
  return manager;
}

const OF_THE_TEXT = new Set(["annotation", "locator", "localId"]);
const isOurs = (key, value) => !OF_THE_TEXT.has(key) || (key === "annotation" && value[0]?.type === "CqlToElmInfo");

function plain(node) {
  if (Array.isArray(node)) return node.filter((one) => one?.type !== "CqlToElmError").map(plain);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).filter(([key, value]) => isOurs(key, value)).map(([key, value]) => [key, plain(value)]));
}

const manager = libraries();
mkdirSync(elmDirectory, { recursive: true });
for (const file of readdirSync(cqlDirectory).filter((name) => name.endsWith(".cql")).sort()) {
  const translator = CqlTranslator.fromText(readFileSync(join(cqlDirectory, file), "utf8"), manager);
  const errors = translator.errors.asJsReadonlyArrayView().map((error) => `${file} ${error.locator} ${error.message}`.replace(/TrackBack.*?startLine=(\d+).*?\}/, '$1'));
  if (errors.length > 0) {
    console.error(errors.slice(0, 5).join("\n")); // the others follow from the first
    process.exit(1);
  }
  writeFileSync(join(elmDirectory, `${basename(file, ".cql")}.json`), `${JSON.stringify(plain(JSON.parse(translator.toJson())))}\n`);
}
