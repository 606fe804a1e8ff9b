/** Check of the issuer: whether tokens could be verified now. */
import { asUnusable, probeIssuer } from '../../access/identity/issuer-probe.ts'
import type { Config } from '../../base/config.ts'
import { type Check, type Finding, fault, ok } from './check.ts'

export const ISSUER_CHECKS: readonly Check[] = [{ name: 'issuer', needs: 'SETTINGS', examine: examineIssuer }]

async function examineIssuer({ oidcIssuer }: Config): Promise<Finding> {
  if (oidcIssuer === undefined) return ok('The development issuer starts with the hub.')
  try {
    await probeIssuer({ issuer: oidcIssuer })
    return ok('It answers, names itself as in OIDC_ISSUER, and publishes keys.')
  } catch (error) {
    const { problem, message } = asUnusable(error, 'KEYS')
    const [found = message, remedy = 'Ask the operator of the issuer.'] = message.split(': ')
    return fault(`${problem}: ${found}.`, remedy)
  }
}
