// Medplum's own client as a CDS Client and as a FHIR client: node medplum.mjs BASE PATIENT
// It reads discovery, fills every service's prefetch from the FHIR server, and calls the service. Prints JSON.
globalThis.WebSocket ??= class {}; // Node 20 has none, and nothing here opens one
const { buildCdsRequest, MedplumClient } = await import('@medplum/core');

const [base, patient] = process.argv.slice(2);
const medplum = new MedplumClient({ baseUrl: base, fhirUrlPath: 'fhir', cdsServicesUrl: 'cds-services', fetch });
const user = { resourceType: 'Practitioner', id: 'example' };
const { services } = await medplum.getCdsServices();
const service = services.find((one) => one.hook === 'patient-view');
const request = await buildCdsRequest(medplum, user, service, { patientId: patient, userId: 'Practitioner/example' });
const answer = await medplum.callCdsService(service.id, request);
const found = await medplum.searchResources('Patient', { _count: '5' });
console.log(JSON.stringify({
  services: services.map((one) => one.id),
  prefetched: Object.keys(request.prefetch ?? {}),
  hasToken: Boolean(request.fhirAuthorization?.access_token),
  cards: answer.cards.map((card) => card.source.topic.code),
  suggestions: answer.cards.flatMap((card) => card.suggestions ?? []).map((one) => one.actions.length),
  patients: found.length,
}));
