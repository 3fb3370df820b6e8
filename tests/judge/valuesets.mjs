// The value sets of the libraries, expanded from our rows (concept, role, system, code).
//
// A row's code cell may hold several codes. In ICD a header covers its children, with or without
// the dot. Among the neoplasms the most specific row decides, so that C77.2 is not also "C77, site
// not stated" and C25.4 not also "C25, another malignancy".
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

const CANONICAL = "http://nme-cds.example/ValueSet/";
const NEOPLASM = /^(metastasis_|other_malignancy|pancreatic_net)/;
const ICD = /icd-?(9|10)/i;

const plain = (system, code) => (/icd-?10/i.test(system) ? code.replaceAll(".", "").toUpperCase() : code);

function rowsOf(paths) {
  let rows = [];
  for (const path of paths) {
    const added = parse(readFileSync(path), { columns: true, bom: true }).filter((row) => row.status !== "UNVERIFIED");
    const replaced = new Set(added.filter((row) => row.change === "replace").map((row) => `${row.system}|${row.code}`));
    rows = rows.filter((row) => !replaced.has(`${row.system}|${row.code}`)).concat(added);
  }
  return rows.flatMap(({ concept, role, system, code }) =>
    code.split(/\s+/).filter(Boolean).map((one) => ({ concept, role, system, code: plain(system, one) })),
  );
}

class RowSet {
  constructor(concept, bySystem) {
    this.concept = concept;
    this.bySystem = bySystem;
    this.memo = new Map();
  }

  hasMatch(codes) {
    return [codes].flat(Infinity).some((code) => code != null && this.#holds(code.system, code.code));
  }

  #holds(system, code) {
    if (system == null || code == null) return false;
    const key = `${system}|${code}`;
    if (!this.memo.has(key)) this.memo.set(key, this.#decide(system, plain(system, code)));
    return this.memo.get(key);
  }

  #decide(system, code) {
    const covers = (row) => row.code === code || (ICD.test(system) && code.startsWith(row.code));
    const rows = (this.bySystem.get(system) ?? []).filter(covers);
    const longest = (wanted) => Math.max(-1, ...rows.filter(wanted).map((row) => row.code.length));
    const ours = longest((row) => row.concept === this.concept && row.role === "include");
    const excluded = longest((row) => row.concept === this.concept && row.role === "exclude");
    const others = NEOPLASM.test(this.concept) ? longest((row) => NEOPLASM.test(row.concept) && row.role === "include") : -1;
    return ours >= 0 && ours > excluded && ours >= others;
  }
}

// A terminology provider for cql-execution. `suggested` names the concepts of which `suggest` rows count.
export function valueSets(paths, suggested = []) {
  const rows = rowsOf(paths).map((row) =>
    row.role === "suggest" && suggested.includes(row.concept) ? { ...row, role: "include" } : row,
  );
  const bySystem = Map.groupBy ? Map.groupBy(rows, (row) => row.system) : new Map();
  if (bySystem.size === 0) for (const row of rows) bySystem.set(row.system, [...(bySystem.get(row.system) ?? []), row]);
  const sets = new Map();
  const find = (url) => {
    const concept = url.slice(CANONICAL.length);
    if (!sets.has(concept)) sets.set(concept, new RowSet(concept, bySystem));
    return sets.get(concept);
  };
  return { findValueSet: find, findValueSetsByOid: (url) => [find(url)] };
}
