/** Who asks a peer: the hub's own token check, with the same memory of verified tokens and of organisations. */
import { type Authenticate, createAuthenticator } from '../../../src/access/authenticate.ts'
import { createOrganisationDirectory } from '../../../src/access/organisations.ts'
import { createTokenVerifier } from '../../../src/access/token.ts'
import { benchConfig } from '../../setup/dataset.ts'
import type { SystemSettings } from '../../systems/system.ts'

type Queryable = Parameters<typeof createOrganisationDirectory>[0]['database']

/** @param database reads the organisations, as a role that may. */
export function openCallers({ dataDir, issuer }: SystemSettings, database: Queryable): Authenticate {
  const config = benchConfig(dataDir)
  return createAuthenticator({
    verifyToken: createTokenVerifier({ issuer, audience: config.oidcAudience, clockToleranceSeconds: 5 }),
    organisations: createOrganisationDirectory({ database, allowPlaceholders: true, today: config.today }),
    masterKey: config.masterKey,
  })
}
