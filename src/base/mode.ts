/** Whether a hub is in production: derived from what it is given, so that a forgotten setting never opens one. */
import { BlockList, isIP } from 'node:net'

/** What `HUB_INSECURE` must say, in so many words. */
export const INSECURE = 'FICTIONAL_DATA_ONLY'

/** @property told the decision and its reason in one line, without a value of a setting. */
export type Mode = Readonly<{ production: boolean; told: string }>

/** The settings that decide; an absent one is undefined. */
type Deciding = Readonly<Record<string, string | undefined>>

/** What each setting gives away about where a hub runs. */
const SIGNS: readonly { name: string; told: string; isSign: (value: string) => boolean }[] = [
  { name: 'NODE_ENV', told: 'NODE_ENV is production', isSign: (value) => value === 'production' },
  { name: 'DATABASE_URL', told: 'DATABASE_URL is set', isSign: () => true },
  { name: 'BI_DATABASE_URL', told: 'BI_DATABASE_URL is not on this machine', isSign: (value) => !isLoopbackDatabase(value) },
  { name: 'OIDC_ISSUER', told: 'OIDC_ISSUER is not an http address on this machine', isSign: (value) => !isLoopbackIssuer(value) },
  { name: 'HOST', told: 'HOST is not a loopback address', isSign: (value) => !isLoopback(value) },
]

/** Decides from the settings as given. `HUB_INSECURE` outweighs every sign except NODE_ENV=production, with which it is a contradiction. */
export function decideMode(given: Deciding): Mode {
  const signs = SIGNS.filter(({ name, isSign }) => given[name] !== undefined && isSign(given[name]))
  const insecure = given.HUB_INSECURE === INSECURE && given.NODE_ENV !== 'production'
  if (insecure)
    return { production: false, told: `INSECURE, because HUB_INSECURE says so: stand-ins and drafts are in use, for fictional data only` }
  if (signs.length > 0) return { production: true, told: `production, because ${signs.map(({ told }) => told).join(' and ')}` }
  return { production: false, told: 'development, on this machine only: stand-ins and drafts are in use' }
}

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Whether only this machine reaches the host. A name other than localhost could lead anywhere. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1')
  const version = isIP(address)
  if (version === 0) return address.toLowerCase() === 'localhost'
  return LOOPBACK.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

/** Parameters of an address can name the server too. A folder of sockets is on this machine. */
function isLoopbackDatabase(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { hostname, searchParams } = new URL(address)
  const hosts = [...(hostname === '' ? [] : [hostname]), ...searchParams.getAll('host'), ...searchParams.getAll('hostaddr')]
  return hosts.length > 0 && hosts.every((host) => host.startsWith('/') || isLoopback(decodeURIComponent(host)))
}

function isLoopbackIssuer(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && isLoopback(hostname)
}
