/** Who asks a peer: the hub's own token check, with the same memory of verified tokens and of organisations. */
import { createAuthenticator } from '../../../src/access/identity/authenticate.ts'
import { createOrganisationDirectory } from '../../../src/access/identity/organisations.ts'
import { createTokenVerifier } from '../../../src/access/identity/token.ts'
import type { Recipient } from '../../../src/base/recipient.ts'
import { benchConfig } from '../../setup/dataset.ts'
import type { SystemSettings } from '../../systems/system.ts'

type Queryable = Parameters<typeof createOrganisationDirectory>[0]['database']

/** Person or application of an organisation. */
export type Caller = { organisation: { id: number; recipient: Recipient } }

/** @param database reads the organisations, as a role that may. */
export function openCallers(
  { dataDir, issuer }: SystemSettings,
  database: Queryable,
): (authorization: string | undefined) => Promise<Caller> {
  const config = benchConfig(dataDir)
  const authenticate = createAuthenticator({
    verifyToken: createTokenVerifier({ issuer, audience: config.oidcAudience, clockToleranceSeconds: 5 }),
    organisations: createOrganisationDirectory({ database, allowPlaceholders: true, today: config.today }),
    dataKey: config.masterKey,
  })
  return async (authorization) => {
    const { organisation } = await authenticate(authorization)
    if (organisation === null) throw new Error('the bench asks as organisations only')
    return { organisation }
  }
}
