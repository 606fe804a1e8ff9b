/** SQL expression for the pseudonym of a person in the sector of an organisation. */
import { SECTOR_OF } from './recipient.ts'

/** SQL: the id by which an organisation `o` (directory.organisation) knows a person `p` (directory.person); null for kinds that know nobody. */
export const PSEUDONYM_SQL = `case o.kind ${Object.entries(SECTOR_OF)
  .filter(([recipient, sector]) => sector !== null && recipient !== 'CITIZEN')
  .map(([recipient, sector]) => `when '${recipient}' then p.${sector?.toLowerCase()}_id`)
  .join(' ')} end`
