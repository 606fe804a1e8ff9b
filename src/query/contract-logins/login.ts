/**
 * Logins of contracts. Each has its own, because a role that a shared login takes can be left again (`set role`, `set_config`), and a
 * login cannot become another one.
 *
 * Names and passwords follow from the master key: hubs with the same key agree without storing anything, hubs with other keys on
 * the same server have other logins, and nobody without the key knows a password.
 */
import { createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto'
import type { ContractName } from '../../base/recipient.ts'
import type { Login } from '../../database/connection.ts'

/** Holds what every contract's login may do: record a use. Its members are the logins of contracts. */
export const CONTRACT_GROUP = 'doorstroom_contracts'

/** Begin of the name of every contract's login; what follows is the contract and the key it is made with. */
export const LOGIN_PREFIX = 'doorstroom_c_'

/** @property verifier what PostgreSQL keeps of the password; it opens nothing, and no password is to be found from it. */
export type ContractLogin = Login & { verifier: string }

/** As PostgreSQL's own default; the password has 256 random bits, so more would add nothing. */
const ITERATIONS = 4096

export function loginOf(masterKey: Buffer, contract: ContractName): ContractLogin {
  return deriveLogin(masterKey, 'contract:login', `${LOGIN_PREFIX}${contract.toLowerCase().replaceAll('/', '_')}`)
}

/** @param use separates the keys of different kinds of logins. @param name begin of the login's name; six digits of the key's own follow. */
export function deriveLogin(masterKey: Buffer, use: string, name: string): ContractLogin {
  const key = Buffer.from(hkdfSync('sha256', masterKey, 'doorstroom', use, 32))
  const derive = (part: string) => createHmac('sha256', key).update(part).digest()
  const user = `${name}_${derive('name').toString('hex').slice(0, 6)}`
  const password = derive(`password ${user}`).toString('base64url')
  return { user, password, verifier: toVerifier(password, derive(`salt ${user}`).subarray(0, 16)) }
}

/** RFC 5803, as PostgreSQL stores it. */
function toVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256')
  const sign = (text: string) => createHmac('sha256', salted).update(text).digest()
  const stored = createHash('sha256').update(sign('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${sign('Server Key').toString('base64')}`
}
