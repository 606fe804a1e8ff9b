/** Facts from authentic registers: coarse answers in place of birth date, nationality, permit and address. */
import { type Fact, inForce, type Terms } from '../../read/declare.ts'

/** Youth rule of the right to social integration. */
export const underTwentyFive: Fact = {
  description: 'Whether the person has not yet turned 25. Null when the birth date is unknown.',
  value: ({ row, today }) => `${row}.birth_date > ${today} - interval '25 years'`,
}
