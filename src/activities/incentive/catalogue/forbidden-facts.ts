/** What no rule may read, whoever would grant it, and why. A lawyer's list: each line has its ground in the domain reference. */
const REASONS: readonly { type: string; fields: readonly string[] | 'all'; reason: string }[] = [
  {
    type: 'Newcomer',
    fields: ['residenceTitle', 'permitValidThreeMonths', 'labourMarketAccess'],
    reason: 'an incentive may not depend on the type or term of a residence permit',
  },
  { type: 'ResidenceTitle', fields: 'all', reason: 'an incentive may not depend on the type or term of a residence permit' },
  {
    type: 'Newcomer',
    fields: ['nationality', 'nationalityGroup', 'countryOfBirth', 'knownLanguages', 'sex'],
    reason: 'an incentive may not depend on data that reveals or suggests origin, religion or sex',
  },
  {
    type: 'Newcomer',
    fields: ['participationHours', 'participations', 'participationsHostedHere'],
    reason: 'the hours and kind of volunteering may not influence a decision (Constitutional Court 86/2018)',
  },
  {
    type: 'Participation',
    fields: 'all',
    reason: 'the hours and kind of volunteering may not influence a decision (Constitutional Court 86/2018)',
  },
  {
    type: 'Newcomer',
    fields: ['infringements', 'controlTransmissions', 'dutchIntakes'],
    reason: 'punitive data and intake scores must stay with their owner',
  },
]

/** Why no rule may read a coordinate; undefined when it may. */
export function forbiddenReason(coordinate: string): string | undefined {
  const [type, field = ''] = coordinate.split('.')
  return REASONS.find((entry) => entry.type === type && (entry.fields === 'all' || entry.fields.includes(field)))?.reason
}
