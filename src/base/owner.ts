/** Who may decide to disclose a coordinate. DIRECTORY holds what comes from authentic registers: nobody's own. REFERRAL is the file that sender and receiver share,
 *  INCENTIVE what an organisation assessed and decided: its own, and no other's. */
export const OWNERS = ['DIRECTORY', 'INTEGRATION', 'WORK', 'LOCAL', 'REFERRAL', 'INCENTIVE'] as const
export type Owner = (typeof OWNERS)[number]
