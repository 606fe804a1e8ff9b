/** The REST doors as an OpenAPI 3.1 document, from the forms and record types that the routes themselves use. GraphQL describes itself. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { HeaderLine } from '../../activities/delivery/ndjson/header.ts'
import { POST_LIMIT } from '../../activities/delivery/receive.ts'
import { PUBLISHED } from '../../activities/delivery/record-types.ts'
import { AcceptedDelivery, DeliveryPage, DeliveryQuery, DeliveryView, RefusalPage, RefusalQuery } from '../../activities/delivery/views.ts'
import { ProblemDetails } from './http-faults.ts'
import { NDJSON } from './media-types.ts'
import { FORMATS, StatisticsQuery } from './statistics-route.ts'

type Json = Record<string, unknown>

const MIB = 1024 * 1024

/** Answers of the hub that are no REST resources, in the form of GraphQL. */
const Errors = z.looseObject({
  errors: z.array(z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string() }) })),
})

const Health = z.strictObject({ status: z.string() })

const RECORDS = PUBLISHED.map(({ domain, name, line }): [string, z.ZodType] => [`${domain.toLowerCase()}.${name}`, line])

const ANSWERS: readonly [string, z.ZodType][] = [
  ['AcceptedDelivery', AcceptedDelivery],
  ['Delivery', DeliveryView],
  ['DeliveryPage', DeliveryPage],
  ['RefusalPage', RefusalPage],
  ['Problem', ProblemDetails],
  ['Errors', Errors],
  ['Health', Health],
]

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const content = (type: string, schema: Json) => ({ content: { [type]: { schema } } })
const json = (description: string, name: string) => ({ description, ...content('application/json', ref(name)) })
const problem = (description: string) => ({ description, ...content('application/problem+json', ref('Problem')) })
const errors = (description: string) => ({ description, ...content('application/json', ref('Errors')) })

const BEARER = [{ bearer: [] }]
const TOKEN_PROBLEMS = {
  401: problem('The access token is missing or not valid.'),
  403: problem('This caller may not deliver, or not these records.'),
  503: problem('The database is not responding. Try again later.'),
}

/** The whole document. */
function buildOpenApi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Doorstroom: REST',
      version: '1.0.0',
      description:
        'Deliveries of source systems, and releases of statistics. Questions about newcomers are asked in GraphQL, at /graphql, which describes itself.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: '/' }],
    paths: { ...deliveries(), ...statistics(), ...service() },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of the OIDC issuer.' } },
      schemas: {
        ...schemasOf(ANSWERS, 'output'),
        ...schemasOf([['DeliveryHeader', HeaderLine], ...RECORDS], 'input'),
        DeliveryLine: {
          description: 'One line of a delivery: the header on the first, and a record on each of the others.',
          oneOf: [ref('DeliveryHeader'), ...RECORDS.map(([name]) => ref(name))],
        },
      },
    },
  }
}

function deliveries(): Json {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' }, description: 'Id of an own delivery.' }
  const missing = { 404: problem('The organisation has no delivery with this id.') }
  return {
    '/deliveries': {
      post: {
        operationId: 'postDelivery',
        summary: 'Deliver records of the own domain.',
        description: `Lines of JSON: a header (DeliveryHeader), then one record (DeliveryLine) per line; at most ${POST_LIMIT / MIB} MiB unpacked. A record that is not valid is refused alone. The same content again under the same reference changes nothing.`,
        security: BEARER,
        parameters: [
          {
            name: 'Content-Encoding',
            in: 'header',
            schema: { enum: ['identity', 'gzip'] },
            description: 'gzip, when the body is compressed.',
          },
        ],
        requestBody: { required: true, ...content(NDJSON, { type: 'string', description: 'Each line is a DeliveryLine.' }) },
        responses: {
          200: {
            ...json('The delivery was read to its end. Single records may have been refused.', 'AcceptedDelivery'),
            headers: { Location: { schema: { type: 'string' }, description: 'Path of the delivery.' } },
          },
          400: problem('The header is not valid, or the delivery broke off: `code` says which.'),
          409: problem('REFERENCE_REUSED: other content came under this reference before. DELIVERY_IN_PROGRESS: it is being read now.'),
          413: problem('The delivery is too large.'),
          415: problem(`The body is not ${NDJSON}, or packed in another way than gzip.`),
          ...TOKEN_PROBLEMS,
        },
      },
      get: {
        operationId: 'listDeliveries',
        summary: 'Own deliveries, newest first.',
        security: BEARER,
        parameters: parametersOf(DeliveryQuery),
        responses: { 200: json('A page of deliveries.', 'DeliveryPage'), 400: problem('A parameter is not valid.'), ...TOKEN_PROBLEMS },
      },
    },
    '/deliveries/{id}': {
      get: {
        operationId: 'getDelivery',
        summary: 'One own delivery.',
        security: BEARER,
        parameters: [id],
        responses: {
          200: json('The delivery.', 'Delivery'),
          400: problem('A parameter is not valid.'),
          ...missing,
          ...TOKEN_PROBLEMS,
        },
      },
    },
    '/deliveries/{id}/refusals': {
      get: {
        operationId: 'listRefusals',
        summary: 'What was refused or left out of an own delivery.',
        security: BEARER,
        parameters: [id, ...parametersOf(RefusalQuery)],
        responses: {
          200: json('A page of refusals.', 'RefusalPage'),
          400: problem('A parameter is not valid.'),
          ...missing,
          ...TOKEN_PROBLEMS,
        },
      },
    },
  }
}

function statistics(): Json {
  return {
    '/statistics/v1/{file}': {
      get: {
        operationId: 'getStatistics',
        summary: 'Release of a table of statistics, as a file.',
        security: BEARER,
        parameters: [
          {
            name: 'file',
            in: 'path',
            required: true,
            schema: { type: 'string', examples: ['funnel.csv'] },
            description: `Name of the table, and one of ${Object.keys(FORMATS).join(', ')}.`,
          },
          {
            name: 'Hub-Purpose',
            in: 'header',
            required: true,
            schema: { type: 'string', examples: ['STATISTICS'] },
            description: 'Purpose.',
          },
          { name: 'If-None-Match', in: 'header', schema: { type: 'string' }, description: 'Entity tag of a file that the client has.' },
          ...parametersOf(StatisticsQuery),
        ],
        responses: {
          200: {
            description: 'The release.',
            content: Object.fromEntries(Object.values(FORMATS).map(({ type }) => [type.split(';')[0] ?? type, {}])),
          },
          304: { description: 'The client has this release already.' },
          400: errors('A parameter or the purpose is not valid.'),
          401: errors('The access token is missing or not valid.'),
          403: errors('The token does not grant the purpose.'),
          404: errors('There is no such release.'),
          503: errors('The database is not responding. Try again later.'),
        },
      },
    },
  }
}

function service(): Json {
  const health = (operationId: string, summary: string) => ({ operationId, summary, responses: { 200: json('Yes.', 'Health') } })
  return {
    '/health/live': { get: health('getLive', 'Whether the process runs.') },
    '/health/ready': {
      get: {
        ...health('getReady', 'Whether the hub can answer.'),
        responses: { 200: json('Yes.', 'Health'), 503: json('Not now.', 'Health') },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'getOpenApi',
        summary: 'This document.',
        responses: { 200: { description: 'OpenAPI 3.1.', content: { 'application/json': {} } } },
      },
    },
  }
}

/** Forms under their names; one within another becomes a reference. */
function schemasOf(named: readonly [string, z.ZodType][], io: 'input' | 'output'): Json {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of named) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` })
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema]))
}

function parametersOf(query: z.ZodObject): Json[] {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as Json
    return { name, in: 'query', required: false, description, schema }
  })
}

/** The document as a file. */
export function renderOpenApi(): string {
  return `${JSON.stringify(buildOpenApi(), null, 2)}\n`
}

/** Adds the route; what the document says is public already. */
export function addOpenApi(server: FastifyInstance): void {
  const text = renderOpenApi()
  server.get('/openapi.json', { config: { rest: {} } }, async (_request, reply) => reply.type('application/json; charset=utf-8').send(text))
}
