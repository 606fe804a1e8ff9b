/** Who may decide to disclose a coordinate. DIRECTORY holds what comes from authentic registers: nobody's own. */
export const OWNERS = ['DIRECTORY', 'INTEGRATION', 'WORK', 'LOCAL'] as const
export type Owner = (typeof OWNERS)[number]
