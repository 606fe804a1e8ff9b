/** Types of the documents of clients and tests, made from the contracts that they work under. */
import type { CodegenConfig } from '@graphql-codegen/cli'

/** Folder of generated types, with the file whose documents it types and the contract that they are checked against. */
const CLIENTS = [
  ['agency-dossier', 'agency-dossier.ts', 'integration-agency-trajectory-follow-up'],
  ['agency-referrals', 'agency-referrals/*.ts', 'integration-agency-referral'],
  ['bi-figures', 'bi-figures.ts', 'bi-statistics'],
  ['gpmi-incentives', 'gpmi-tool/incentives.ts', 'ocmw-incentive-decision'],
  ['gpmi-objectives', 'gpmi-tool/objectives.ts', 'ocmw-incentive-decision'],
  ['gpmi-outreach', 'gpmi-tool/outreach.ts', 'ocmw-referral'],
  ['gpmi-referrals', 'gpmi-tool/referrals.ts', 'ocmw-referral'],
  ['gpmi-to-reach', 'gpmi-tool/to-reach.ts', 'ocmw-referral'],
  ['incentive-batch', 'incentive-batch.ts', 'vdab-incentive-decision'],
  ['matching-batch', 'matching-batch.ts', 'vdab-matching'],
  ['municipality-status', 'municipality-status.ts', 'municipality-referral'],
] as const

/** Contracts under which tests ask; their documents are in test/documents, in a file of the same name. */
const TESTED = [
  'bi-statistics',
  'citizen-own-data',
  'municipality-incentive-decision',
  'municipality-referral',
  'ocmw-incentive-decision',
  'ocmw-referral',
  'supervisor-audit',
  'vdab-matching',
  'vdab-referral',
] as const

const GENERATED = [
  ...CLIENTS.map(([folder, file, contract]) => ({ folder: `clients/generated/${folder}/`, file: `clients/${file}`, contract })),
  ...TESTED.map((contract) => ({ folder: `test/documents/generated/${contract}/`, file: `test/documents/${contract}.ts`, contract })),
]

const config: CodegenConfig = {
  silent: true,
  generates: Object.fromEntries(
    GENERATED.map(({ folder, file, contract }) => [
      folder,
      {
        schema: `schema/contracts/${contract}.graphql`,
        documents: [file],
        preset: 'client',
        presetConfig: { fragmentMasking: false },
        config: {
          documentMode: 'string',
          enumsAsTypes: true,
          useTypeImports: true,
          importExtension: '.ts',
          strictScalars: true,
          scalars: { Date: 'string', DateTime: 'string', Insz: 'string' },
        },
      },
    ]),
  ),
}

export default config
