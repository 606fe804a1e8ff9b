/**
 * Logins of contracts. Each has its own, because a role that a shared login takes can be left again (`set role`, `set_config`), and a
 * login cannot become another one.
 *
 * Names follow from the key of the data and passwords from a key that can be replaced by itself: hubs on one database agree, hubs on other databases of the
 * same server have other logins, and nobody without these keys knows a password.
 */
import { createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto'
import type { ContractName } from '../../base/recipient.ts'
import type { Login } from '../../database/connection.ts'

/** Holds what every contract's login may do: record a use. Its members are the logins of contracts. */
export const CONTRACT_GROUP = 'doorstroom_contracts'

/** Begin of the name of every contract's login; what follows is the contract and the key it is made with. */
export const LOGIN_PREFIX = 'doorstroom_c_'

/** @property verifier what PostgreSQL keeps of the password; it opens nothing, and no password is to be found from it. */
export type ContractLogin = Login & { password: string; verifier: string }

/** As PostgreSQL's own default; the password has 256 random bits, so more would add nothing. */
const ITERATIONS = 4096

const CONTRACT_USE = 'contract:login'

/** Name of the login of a contract. */
export function nameOf(dataKey: Buffer, contract: ContractName): string {
  return `${LOGIN_PREFIX}${contract.toLowerCase().replaceAll('/', '_')}${suffixOf(dataKey, CONTRACT_USE)}`
}

/** @param loginKey from which the password derives; the key of the data until it is replaced. */
export function loginOf(dataKey: Buffer, contract: ContractName, loginKey = dataKey): ContractLogin {
  return withPassword(loginKey, CONTRACT_USE, nameOf(dataKey, contract))
}

/** The login of a contract that has this name, whichever contract that is. */
export function loginNamed(user: string, loginKey: Buffer): ContractLogin {
  return withPassword(loginKey, CONTRACT_USE, user)
}

/** How the names of all logins of contracts end that belong to this key. */
export function endOfNames(dataKey: Buffer): string {
  return suffixOf(dataKey, CONTRACT_USE)
}

/** @param use separates the keys of different kinds of logins. @param name begin of the login's name; six digits of the key's own follow. */
export function deriveLogin(dataKey: Buffer, use: string, name: string): ContractLogin {
  return withPassword(dataKey, use, `${name}${suffixOf(dataKey, use)}`)
}

function suffixOf(key: Buffer, use: string): string {
  return `_${derive(key, use, 'name').toString('hex').slice(0, 6)}`
}

/** Password of a contract's login, as it derives from this key. */
export function passwordOf(user: string, loginKey: Buffer): string {
  return derivePassword(loginKey, CONTRACT_USE, user)
}

function derivePassword(key: Buffer, use: string, user: string): string {
  return derive(key, use, `password ${user}`).toString('base64url')
}

function withPassword(key: Buffer, use: string, user: string): ContractLogin {
  const password = derivePassword(key, use, user)
  return { user, password, verifier: toVerifier(password, derive(key, use, `salt ${user}`).subarray(0, 16)) }
}

function derive(key: Buffer, use: string, part: string): Buffer {
  const derived = Buffer.from(hkdfSync('sha256', key, 'doorstroom', use, 32))
  return createHmac('sha256', derived).update(part).digest()
}

/** RFC 5803, as PostgreSQL stores it. */
function toVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256')
  const sign = (text: string) => createHmac('sha256', salted).update(text).digest()
  const stored = createHash('sha256').update(sign('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${sign('Server Key').toString('base64')}`
}
