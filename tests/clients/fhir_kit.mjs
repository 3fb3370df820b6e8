// FHIR Kit, a FHIR client: node fhir_kit.mjs BASE PATIENT. Reads, searches by GET and POST, and pages. Prints JSON.
import { Client } from 'fhir-kit-client';

const [base, patient] = process.argv.slice(2);
const client = new Client({ baseUrl: `${base}/fhir` });
const statement = await client.capabilityStatement();
const person = await client.read({ resourceType: 'Patient', id: patient });
const byGet = await client.search({ resourceType: 'Observation', searchParams: { patient } });
const byPost = await client.search({ resourceType: 'Observation', searchParams: { patient }, options: { postSearch: true } });
let page = await client.search({ resourceType: 'Patient', searchParams: { _count: 5 } });
const patients = [];
while (page) {
  patients.push(...page.entry.map((entry) => entry.resource.id));
  page = page.link.some((link) => link.relation === 'next') ? await client.nextPage({ bundle: page }) : undefined;
}
console.log(JSON.stringify({
  version: statement.fhirVersion,
  name: person.name[0].text,
  sameByPost: byGet.total === byPost.total && byGet.total > 0,
  patients: new Set(patients).size,
}));
