/** Reads the world of a population from the directory. */
import type { ClientBase } from 'pg'
import { createWorld, type MunicipalityRecord, type OrganisationRecord, type World } from './world.ts'

/** @throws Error when the directory has not been filled from the reference data. */
export async function readWorld(client: ClientBase): Promise<World> {
  const municipalities = await client.query<MunicipalityRecord>(
    `select nis_code as "nisCode", name, valid_from::text as "validFrom", valid_until::text as "validUntil", successor_code as "successorCode"
     from directory.municipality order by nis_code`,
  )
  const organisations = await client.query<OrganisationRecord>(
    'select id, kind::text as kind, name, nis_code as "nisCode" from directory.organisation order by id',
  )
  return createWorld({ municipalities: municipalities.rows, organisations: organisations.rows })
}
