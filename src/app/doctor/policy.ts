/** Checks of what the files say: organisations and protocols. */
import { assertRegister, buildContracts, type Contracts } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { createClock } from '../../base/clock.ts'
import type { Config } from '../../base/config.ts'
import { createVault } from '../../base/vault.ts'
import { readReference } from '../../database/reference/reference-files.ts'
import { hubSchemaOf } from '../hub-schema.ts'
import { type Check, type Finding, fault, ok, warning } from './check.ts'

export const POLICY_CHECKS: readonly Check[] = [
  { name: 'reference data', needs: 'SETTINGS', examine: examineReference },
  { name: 'protocols in force', needs: 'SETTINGS', examine: examineProtocols },
]

async function examineReference({ referenceDir, production }: Config): Promise<Finding> {
  const { organisations, codes } = await readReference(referenceDir)
  const real = new Set(codes.filter(({ placeholder }) => !placeholder).map(({ organisation_id: id }) => id))
  const without = organisations.filter(({ id }) => !real.has(id)).length
  const found = `${organisations.length} organisations, of which ${without} have no code but a placeholder or none.`
  if (!production || without === 0) return ok(found)
  return warning(found, 'These cannot be recognised by a token: give them their codes in organisation-codes.csv of REFERENCE_DIR.')
}

async function examineProtocols(config: Config): Promise<Finding> {
  const { byName } = await contractsInForce(config)
  const all = await loadRegister(config.protocolsDir, { production: false })
  const drafts = all.filter(({ protocol }) => protocol.status === 'draft').length
  const found = `${byName.size} contracts in force today by ${all.length} protocols, of which ${drafts} are drafts${config.production ? ' and do not count' : ''}.`
  return byName.size > 0 ? ok(found) : fault(found, 'Publish protocols in PROTOCOLS_DIR: without them, all access is denied.')
}

export async function contractsInForce(config: Config): Promise<Contracts> {
  const hub = hubSchemaOf(config, createVault(config.masterKey))
  const register = await loadRegister(config.protocolsDir, config)
  assertRegister(hub, register)
  return buildContracts(hub, register, createClock(config.today).today())
}
