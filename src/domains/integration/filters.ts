/** Part of NewcomerFilter about the integration dossier; only facts can be filtered by, never rows. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { equals, FILTER_DESCRIPTION } from '../../graphql/schema/filter.ts'
import { hasCertificate } from './facts/certificate.ts'
import { oralLevelBand } from './facts/dutch.ts'
import { contractSigned, entitledNotStarted } from './facts/target-group.ts'
import { trajectoryActive } from './facts/trajectory.ts'
import type { IntegrationEnums } from './types/enums.ts'

export function addIntegrationFilters({ builder }: DomainBuilder, { OralLevelBand }: IntegrationEnums): void {
  builder.inputType('NewcomerFilter', {
    description: FILTER_DESCRIPTION,
    fields: (t) => ({
      entitledNotStarted: t.boolean(
        equals(entitledNotStarted.value, 'boolean', ['Newcomer.entitledNotStarted'], 'Whether the person is entitled and has not started.'),
      ),
      contractSigned: t.boolean(
        equals(contractSigned.value, 'boolean', ['Newcomer.contractSigned'], 'Whether an integration contract is signed.'),
      ),
      hasCertificate: t.boolean(
        equals(hasCertificate.value, 'boolean', ['Newcomer.hasCertificate'], 'Whether the person has an integration certificate.'),
      ),
      trajectoryActive: t.boolean(
        equals(trajectoryActive.value, 'boolean', ['Newcomer.trajectoryActive'], 'Whether an integration trajectory is active today.'),
      ),
      oralLevelBand: t.field({
        type: OralLevelBand,
        ...equals(oralLevelBand.value, 'text', ['Newcomer.oralLevelBand'], 'Highest proven oral level of Dutch.'),
      }),
    }),
  })
}
