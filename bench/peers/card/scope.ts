/** Row check and rows through Prisma, in DataLoaders of one request. */
import DataLoader from 'dataloader'
import type { PrismaClient } from '../../../src/generated/prisma/client.ts'
import { BENCH_DAY } from '../../setup/dataset.ts'
import type { Newcomer } from '../shared/fields.ts'
import type { Scope } from '../shared/scope.ts'
import type { RowsOf, TableName, Tables } from '../shared/tables.ts'

const TODAY = new Date(BENCH_DAY)
const inForce = { validFrom: { lte: TODAY }, OR: [{ validUntil: null }, { validUntil: { gt: TODAY } }] }
const AGENCY = { capacity: { in: ['TRAJECTORY_CLIENT', 'ACCEPTED_REFERRAL'] as ('TRAJECTORY_CLIENT' | 'ACCEPTED_REFERRAL')[] }, ...inForce }
const JOBSEEKER = { capacity: 'JOBSEEKER' as const, ...inForce }
const KEYS = { newcomerId: true, personId: true } as const

/** Prisma gives days as moments. */
function plain<Row extends object>(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString().slice(0, 10) : value]),
  )
}

export function createPrismaScope(prisma: PrismaClient): Scope {
  const persons = new DataLoader(async (ids: readonly string[]) => {
    const rows = await prisma.person.findMany({ where: { id: { in: [...ids] } } })
    const byId = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id) => byId.get(id) ?? null)
  })
  const load = async ({ newcomerId, personId }: { newcomerId: string; personId: string }): Promise<Newcomer | null> => {
    const person = await persons.load(personId)
    return person === null ? null : ({ ...plain(person), id: newcomerId, personId } as unknown as Newcomer)
  }
  return {
    one: async (organisationId, newcomerId) => {
      const found = await prisma.relationship.findFirst({ where: { organisationId, newcomerId, ...AGENCY }, select: KEYS })
      return found === null ? null : await load(found)
    },
    page: async (organisationId, first, after) => {
      const where = { organisationId, ...(after === undefined ? {} : { newcomerId: { gt: after } }), ...AGENCY }
      // A person with relationships in both capacities comes twice.
      const found = await prisma.relationship.findMany({ where, select: KEYS, orderBy: { newcomerId: 'asc' }, take: 2 * (first + 1) })
      const once = [...new Map(found.map((row) => [row.newcomerId, row])).values()].slice(0, first + 1)
      return (await Promise.all(once.map(load))).filter((person) => person !== null)
    },
    batch: async (organisationId, ids) => {
      const found = await prisma.relationship.findMany({
        where: { organisationId, newcomerId: { in: [...ids] }, ...JOBSEEKER },
        select: KEYS,
      })
      const byId = new Map(found.map((row) => [row.newcomerId, row]))
      return await Promise.all(ids.map((id) => byId.get(id)).map(async (row) => (row === undefined ? null : await load(row))))
    },
  }
}

type FindMany = (query: { where: { personId: { in: string[] } } }) => Promise<{ personId: string }[]>

/** One loader per table, and one for municipalities, which residences name by code. */
export function createPrismaRows(prisma: PrismaClient): (person: string) => RowsOf {
  const loaders = new Map<TableName, DataLoader<string, readonly unknown[]>>()
  const findMany = (table: TableName) => (prisma as unknown as Record<TableName, { findMany: FindMany }>)[table].findMany
  const byTable = (table: TableName) =>
    new DataLoader(async (ids: readonly string[]) => {
      const rows = await findMany(table)({ where: { personId: { in: [...ids] } } })
      const groups = Map.groupBy(rows, ({ personId }) => personId)
      return ids.map((id) => (groups.get(id) ?? []).map(plain))
    })
  const nameOf = createMunicipalities(prisma)
  const rowsOf = async (table: TableName, person: string) => {
    const loader = loaders.get(table) ?? byTable(table)
    loaders.set(table, loader)
    const rows = await loader.load(person)
    return table === 'residence' ? await Promise.all((rows as Residence[]).map(nameOf)) : rows
  }
  return (person) => ((table: TableName) => rowsOf(table, person)) as RowsOf
}

type Residence = Tables['residence'] & { municipality: string | null }

function createMunicipalities(prisma: PrismaClient) {
  const municipalities = new DataLoader(async (codes: readonly string[]) => {
    const rows = await prisma.municipality.findMany({ where: { nisCode: { in: [...codes] } } })
    const byCode = new Map(rows.map((row) => [row.nisCode, row]))
    return codes.map((code) => byCode.get(code) ?? null)
  })
  return async (residence: Residence): Promise<Tables['residence']> => {
    const own = residence.nisCode === null ? null : await municipalities.load(residence.nisCode)
    const merged = own?.successorCode != null && own.validUntil !== null && own.validUntil <= TODAY
    const today = merged ? await municipalities.load(own.successorCode ?? '') : null
    return { ...residence, nisCode: today?.nisCode ?? residence.nisCode, name: today?.name ?? own?.name ?? residence.municipality }
  }
}
