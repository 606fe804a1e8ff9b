/** Storage of the origins that consumers registered. */
export type OriginQuery = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>

export type RegisteredOrigin = { consumer: string; origin: string }

export async function listOrigins(query: OriginQuery): Promise<RegisteredOrigin[]> {
  const { rows } = await query('select consumer, origin from directory.consumer_origin order by consumer, origin', [])
  return rows as RegisteredOrigin[]
}

/** Registers origins that `parseOrigin` took; one that is registered stays. */
export async function addOrigins(query: OriginQuery, consumer: string, origins: readonly string[]): Promise<void> {
  await query('insert into directory.consumer_origin (consumer, origin) select $1, unnest($2::text[]) on conflict do nothing', [
    consumer,
    origins,
  ])
}

/** @returns those of these origins that were registered. */
export async function removeOrigins(query: OriginQuery, consumer: string, origins: readonly string[]): Promise<string[]> {
  const { rows } = await query('delete from directory.consumer_origin where consumer = $1 and origin = any($2) returning origin', [
    consumer,
    origins,
  ])
  return (rows as RegisteredOrigin[]).map(({ origin }) => origin)
}

/** A name as DNS has it, or an address: a name with a star in it is one to the parser of URLs. */
const HOST = /^([a-z0-9.-]+|\[[0-9a-f:]+\])$/

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** @returns the origin when a text is one exactly as browsers send it: https, or http of this machine; never `*` or `null`, with no path and no slash at the end. */
export function parseOrigin(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || url.origin !== text || !HOST.test(url.hostname)) return undefined
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname)) ? text : undefined
}
