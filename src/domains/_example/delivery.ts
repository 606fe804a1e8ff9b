/** Records of the example domain: their validation, JSON Schema, storage and merging follow from this declaration. */
import { day, optional } from '../declaration/record-field.ts'
import { declareRecords } from '../declaration/record-type.ts'

export const EXAMPLE_RECORDS = declareRecords('LOCAL', {
  visit: {
    description: 'Visit to the example service. A later period ends the previous one.',
    table: 'example.visit',
    key: ['validFrom'],
    successiveBy: [],
    fields: {
      validFrom: day('First day of the period.'),
      validUntil: optional(day('First day after the period of validity; absent while open.')),
    },
  },
})
