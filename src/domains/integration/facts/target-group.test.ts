import { testFacts } from '../../../../test/support/fact-probe.ts'
import { attest, contract, dossier, status, TOMORROW, uncovered } from '../../../../test/support/integration-dossier.ts'
import * as targetGroup from './target-group.ts'

testFacts(targetGroup, {
  targetGroupMember: {
    cases: [
      ['for a member', dossier(status('ENTITLED')), 'true'],
      ['for a person outside the target group', dossier(status('ENTITLED', { member: false, type: null })), 'false'],
      ['from the day on which the status ends', dossier(status('ENTITLED', { valid_until: '2026-11-23' })), null],
      ['until that day', dossier(status('ENTITLED', { valid_until: TOMORROW })), 'true'],
      ['before the status begins', dossier(status('ENTITLED', { valid_from: TOMORROW })), null],
    ],
  },
  entitled: {
    cases: [
      ['for an entitled person', dossier(status('ENTITLED')), 'true'],
      ['for an obliged person', dossier(status('OBLIGED')), 'false'],
      ['for a person outside the target group', dossier(status('ENTITLED', { member: false, type: null })), 'false'],
      ['before the status begins', dossier(status('ENTITLED', { valid_from: TOMORROW })), null],
      ['when the status is unknown', dossier(), null],
    ],
  },
  entitledNotStarted: {
    cases: [
      ['for an entitled person without contract', dossier(status('ENTITLED')), 'true'],
      ['for an obliged person', dossier(status('OBLIGED')), 'false'],
      ['on the day of signing', dossier({ ...status('ENTITLED'), ...contract('2026-11-23') }), 'false'],
      ['on the day before signing', dossier({ ...status('ENTITLED'), ...contract(TOMORROW) }), 'true'],
      ['with an effort statement', dossier({ ...status('ENTITLED'), ...attest('2025-01-01', 'EFFORT_STATEMENT') }), 'false'],
      ['for an entitled person, when no source covers contracts', uncovered(dossier(status('ENTITLED'))), null],
      ['for an obliged person, whatever is covered', uncovered(dossier(status('OBLIGED'))), 'false'],
      ['when the status is unknown', dossier(), null],
      ['when the status is unknown but a contract is signed', dossier(contract('2025-01-01')), 'false'],
    ],
  },
  entitledNotStartedOneYear: {
    cases: [
      ['12 months after first registration', dossier(status('ENTITLED'), { first_registered_on: '2025-11-23' }), 'true'],
      ['a day earlier', dossier(status('ENTITLED'), { first_registered_on: '2025-11-24' }), 'false'],
      ['when that day is unknown', dossier(status('ENTITLED')), null],
    ],
  },
  contractSigned: {
    cases: [
      ['on the day of signing', dossier(contract('2026-11-23')), 'true'],
      ['on the day before signing', dossier(contract(TOMORROW)), 'false'],
      ['when no source covers the person', {}, null],
    ],
  },
  contractBeforeFee: {
    cases: [
      ['for a contract of the last day without a fee', dossier(contract('2023-08-31')), 'true'],
      ['for a contract of the day after', dossier(contract('2023-09-01')), 'false'],
      [
        'for a contract with a fee after one without',
        dossier({ contract: [...(contract('2023-01-01').contract ?? []), ...(contract('2024-01-01').contract ?? [])] }),
        'false',
      ],
      ['without contract', dossier(), 'false'],
      ['when no source covers the person', {}, null],
    ],
    days: [['of the contract', dossier(contract('2023-01-01', { as_of: '2023-01-05' })), '2023-01-05']],
  },
  workTrackIncluded: {
    cases: [
      ['when the contract includes it', dossier(contract('2026-01-01')), 'true'],
      ['when it does not', dossier(contract('2026-01-01', { work: false })), 'false'],
      ['without contract', dossier(), null],
    ],
  },
  mustRegisterWithin60Days: {
    cases: [
      ['for an obliged person with a track to work', dossier({ ...status('OBLIGED'), ...contract('2025-01-01') }), 'true'],
      ['for an entitled person', dossier({ ...status('ENTITLED'), ...contract('2025-01-01') }), 'false'],
      ['for an exempted person', dossier({ ...status('OBLIGED', { exempted: true }), ...contract('2025-01-01') }), 'false'],
      ['under the older rules', dossier({ ...status('OBLIGED'), ...contract('2022-02-28', { regime: 'BEFORE_MARCH_2022' }) }), 'false'],
      ['without contract', dossier(status('OBLIGED')), null],
    ],
  },
  sixtyDayTimerRunning: {
    cases: [
      ['on the 60th day', dossier({ ...status('OBLIGED'), ...contract('2026-09-24') }), 'true'],
      ['on the 61st day', dossier({ ...status('OBLIGED'), ...contract('2026-09-23') }), 'false'],
      ['without contract', dossier(status('OBLIGED')), null],
    ],
  },
})
