/** `GET /statistics/v1/<table>.<format>`: releases as files, under the same token, purpose and contract as every question. */
import { createHash, randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Contract } from '../../access/protocols/contract.ts'
import type { FiguresPort } from '../../activities/statistics/figures-port.ts'
import { renderCsv, renderCsvMetadata } from '../../activities/statistics/formats/csv.ts'
import { renderJson } from '../../activities/statistics/formats/json.ts'
import { renderParquet } from '../../activities/statistics/formats/parquet.ts'
import { bindStatistics } from '../../activities/statistics/port.ts'
import type { FiguresAnswer } from '../../activities/statistics/release/store.ts'
import { InvalidInput, NotFound } from '../../base/faults.ts'
import type { EvidencePort } from '../../graphql/schema/evidence-port.ts'
import { type Admission, type AdmitParts, admit } from './admission.ts'

type Parts = AdmitParts & { admission: Admission; evidence: EvidencePort; figures: FiguresPort }

/** Form of the files: part of the entity tag, so that a new form is a new entity. */
const FORM = 1

type Format = { type: string; render: (found: FiguresAnswer, name: string) => string | Buffer }

/** By what follows the name of the table. */
export const FORMATS: Readonly<Record<string, Format>> = {
  csv: { type: 'text/csv; charset=utf-8; header=present', render: renderCsv },
  json: { type: 'application/json; charset=utf-8', render: renderJson },
  parquet: { type: 'application/vnd.apache.parquet', render: renderParquet },
  'csv-metadata.json': {
    type: 'application/csvm+json; charset=utf-8',
    render: ({ release }, name) => JSON.stringify(renderCsvMetadata(release, `${name}.csv`)),
  },
}

export const StatisticsQuery = z.strictObject({
  period: z.string().max(16).optional().describe('Year of the release; the newest by default.'),
  version: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number)
    .optional()
    .describe('Version of the release; the newest by default.'),
})

/** Adds the route. Answers 304 to a client that has the release already; every question is on record. */
export function addStatistics(server: FastifyInstance, parts: Parts): void {
  const statisticsOf = bindStatistics(parts.figures)
  server.get<{ Params: { file: string } }>('/statistics/v1/:file', { onRequest: parts.admission.question }, async (request, reply) => {
    const { caller, server } = await admit(parts, request)
    const { contract } = server
    // This is no registered operation, so a consumer that may send those only is refused.
    parts.operations.assertUnrestricted(caller.consumer)
    const query = StatisticsQuery.safeParse(request.query)
    if (!query.success) throw new InvalidInput('BAD_USER_INPUT', 'This URL accepts "period" (a year) and "version" (a number), once each.')
    const [, name = '', extension = ''] = /^([a-z_]{1,40})\.([a-z.-]{1,20})$/.exec(request.params.file) ?? []
    const format = Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined
    parts.evidence.assertKept()
    const found = format && (await statisticsOf({ contract }).find({ table: name, ...query.data }))
    if (format === undefined || found === undefined) throw new NotFound('Release not found.')
    recordQuestion(parts, request, contract)
    return send(request, reply, { found, name, extension, format })
  })
}

function recordQuestion({ evidence }: Parts, request: FastifyRequest, contract: Contract): void {
  evidence.record({
    operationId: randomUUID(),
    traceId: request.id,
    caller: request.caller,
    contract,
    documentHash: createHash('sha256').update(`GET ${request.url}`).digest('hex'),
    codes: [],
    answered: true,
  })
}

type Sending = { found: FiguresAnswer; name: string; extension: string; format: Format }

function send(request: FastifyRequest, reply: FastifyReply, { found, name, extension, format }: Sending): FastifyReply {
  const { period, version, asOf, digest } = found.release
  const etag = `"${digest.slice(0, 32)}-${extension}-${FORM}"`
  reply
    .header('etag', etag)
    // A client may keep it and must ask each time whether it may still have it; nobody between may.
    .header('cache-control', 'private, no-cache')
    .header('vary', 'authorization, hub-purpose')
    .header('statistics-as-of', asOf)
    .header('statistics-version', String(version))
    .header('link', `<${name}.csv-metadata.json?period=${period}&version=${version}>; rel="describedby"; type="application/csvm+json"`)
  if (knows(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply
    .type(format.type)
    .header('content-disposition', `attachment; filename="${name}-${period}-v${version}.${extension}"`)
    .send(format.render(found, name))
}

function knows(tags: string | undefined, etag: string): boolean {
  return (tags ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}
