// Evaluates predicates, state, overlays and cards for one patient a line.
//
//   node run.mjs ELM_DIRECTORY VALUE_SETS.csv[,MORE.csv] < patients.jsonl > judged.jsonl
//
// A line in:  {"id", "bundle": a FHIR R4 Bundle of one patient, "parameters": {name: value}}
// A line out: {"id", "truths": {predicate: "yes" | "no" | "unknown"}, "state", "Overlay": [ids that hold],
//              "Chart": [ids of the cards on opening the chart], "Order": [ids of the cards about the orders]}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { valueSets } from "./valuesets.mjs";

const require = createRequire(import.meta.url);
const cql = require("cql-execution");
const { PatientSource } = require("cql-exec-fhir");

export const PREDICATES = [
  "nme", "tumour", "mets", "cand", "ssa", "resected", "recur", "elev", "gt500", "gt1000", "associated",
  "progression", "zinc_low", "diabetes", "exogenous", "minor", "pregnant",
];

const [elmDirectory, rows] = process.argv.slice(2);
const elm = (name) => JSON.parse(readFileSync(join(elmDirectory, `${name}.json`), "utf8"));
const library = new cql.Library(elm("NMEPathway"), new cql.Repository([elm("NMECommon"), elm("NMEPredicates")]));
const source = PatientSource.FHIRv401();
const terminology = valueSets(rows.split(","), ["glucagon_serum_plasma_fasting", "tnm_stage_group", "surgery_refused"]);

// A date and a quantity have no JSON form of their own.
function parameter(value) {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) return cql.Date.parse(value);
  if (value?.unit) return new cql.Quantity(value.value, value.unit);
  return value;
}

const held = (found, kind) =>
  Object.keys(found).filter((name) => name.startsWith(`${kind} `) && found[name] === true).map((name) => name.slice(kind.length + 1)).sort();
const truth = (value) => (value === true ? "yes" : value === false ? "no" : "unknown");

async function judge({ id, bundle, parameters }) {
  source.reset();
  source.loadBundles([bundle]);
  const told = { Words: [], Unusable: [], ...parameters };
  const given = Object.fromEntries(Object.entries(told).map(([name, value]) => [name, parameter(value)]));
  // Times without a zone are UTC, and "now" is never asked for: Today is a parameter.
  const moment = cql.DateTime.parse(`${parameters.Today}T12:00:00.000+00:00`);
  const results = await new cql.Executor(library, terminology, given).exec(source, moment);
  const [found] = Object.values(results.patientResults);
  const lists = Object.fromEntries(["Overlay", "Chart", "Order"].map((kind) => [kind, held(found, kind)]));
  return { id, truths: Object.fromEntries(PREDICATES.map((name) => [name, truth(found[name])])), state: found.State, ...lists };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) console.log(JSON.stringify(await judge(JSON.parse(line))));
}
